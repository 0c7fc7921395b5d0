"""A scenario of every kind that an office may try: policy and patch, by what it changes."""

from __future__ import annotations

from muyun.policy.amend import plain_data
from muyun.policy.load import load_policy

Patch = dict[str, object]
ABOVE = "规上工业"


def _pool(**changes: object) -> Patch:
    return {"pools": {ABOVE: changes}}


def _vetoes_to_d() -> Patch:
    """The vetoes of Xiacheng as they are, but straight to D and without passing the places on."""
    own = plain_data(load_policy("xiacheng-2019"))["vetoes"]
    plain = [{key: value for key, value in veto.items() if key != "not_above"} for veto in own]
    return {"vetoes": [{**veto, "to": "D", "backfill": False} for veto in plain]}


KINDS: dict[str, tuple[str, Patch]] = {
    "权重": ("jiaxing-2018", _pool(weights={"亩均税收": 31.5, "亩均增加值": 22.5, "研发投入强度": 16})),
    "等级比例": ("jiaxing-2018", _pool(classes={"A": {"at_most": 0.25}, "B": {"at_most": 0.45}})),
    "共用的等级比例": ("jiaxing-2018", {"defaults": {"classes": {"D": {"at_most": 0.1}}}}),
    "基准值倍数": ("xiacheng-2019", _pool(benchmark={"factor": 1.2})),
    "另一种基准值": ("jiaxing-2018", _pool(benchmark={"method": "percentile", "q": 0.9, "factor": 1})),
    "公布的基准值": ("huangyan-2022", _pool(benchmark={"values": {"亩均税收": 45.5}})),
    "封顶": ("xian-2022", _pool(item={"cap": "none"})),
    "一项的封顶和保底": ("fenghua-2022", _pool(items={"亩均税收": {"cap": 1.2, "floor": 0.2}})),
    "缺报": ("jiaxing-2018", _pool(items={
        "单位能耗增加值": {"missing": "exclude"}, "研发投入强度": {"missing": "redistribute"}})),
    "参评范围": ("xiacheng-2019", {"scope": {"land_gate": [{"from_year": 2018, "at_least_mu": 12.5, "kind": "工业"}]}}),
    "过渡期": ("xian-2022", {"scope": {"transition": None}}),
    "并列处理": ("jiaxing-2018", {"defaults": {"item": {"cap": 0.2}, "tie_break": ["研发投入强度", "全员劳动生产率"]}}),
    "排名范围": ("jiaxing-2018", {"defaults": {"pool_by": "区县"}}),
    "不要一票否决": ("xiacheng-2019", {"vetoes": None}),
    "另一种一票否决": ("xiacheng-2019", _vetoes_to_d()),
    "加减分的系数": ("jiaxing-2018", {"sector_adjustment": {"a": 3.5, "b": 0}}),
    "行业内排位": ("jiaxing-2018", {"sector_rules": {"top_share": 0.25, "top_in": "all", "bottom_share": 0.2}}),
    "不合并宗地": ("fenghua-2022", {"parcels": None}),
    "另一个评价组": ("jiaxing-2018", {"pools": {"规上服务业": {
        "members": {"kind": "服务业", "scale": "规上"},
        "weights": {"研发投入强度": 12.7, "亩均税收": 47.1, "单位能耗增加值": 16.9, "全员劳动生产率": 23.3},
        "weights_source": {"assumed": "模拟"}}}}),
}  # fmt: skip
"""Weights, quotas, benchmark, cap, missing, scope, tie-break, vetoes, Jiaxing's a and b, and the rest."""
