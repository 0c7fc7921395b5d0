"""How does an official say a rule's key or value? Chinese words for listings and findings.

The keys and words of policy files are public and partly English; what users read says them in
Chinese, and names the key beside it only where it has to be written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from muyun.policy.strict_yaml import KeyPath
from muyun.terms import table_measures

_KEYS: Mapping[str, str] = {
    "id": "编号", "title": "标题", "region": "地区", "year": "年份", "class_words": "等级的叫法",
    "energy_basis": "用能折算", "publish": "公布", "indicators": "指标", "land": "新增用地",
    "scope": "参评范围", "exclude": "不参评", "land_gate": "用地门槛", "transition": "过渡期",
    "benchmark": "基准值", "item": "单项得分", "items": "单项得分", "tie_break": "并列处理",
    "classes": "等级比例", "pool_by": "排名范围", "formula": "单项得分的算法", "members": "成员",
    "weights": "权重", "weights_source": "权重的出处", "weight_bounds": "权重限制", "classes_source": "等级比例的说明",
    "vetoes": "一票否决", "bonus_items": "加减分项目", "sector_adjustment": "行业加减分",
    "sector_rules": "行业内排位", "energy_cut": "用能削减", "parcels": "地块评价", "lowland": "低产田",
    "review": "复核名单", "evaluations": "园区和区域评价", "table": "评价的表",
    "rank_within": "同谁排名", "levels": "参加的级别", "exploring": "要求", "front": "排序靠前", "places": "前几名",
    "in_class": "哪些等级", "labels": "标签",
    "coverage": "评价覆盖面", "assessment": "镇街、园区考核", "points": "分值", "points_by": "得分办法",
    "undefined": "算不出的项目",
    "targets": "目标", "ratios": "另定的比值", "reach": "达到", "rate": "增幅", "by": "目标年份",
    "base_year": "基期年份", "than": "与什么比", "count": "家数", "list": "名单", "measures": "看哪些数",
    "least_years": "最早第几年",
    "numerator": "分子", "denominator": "分母", "unit": "单位", "better": "方向", "label": "文件里的叫法",
    "deduct_new_months": "扣除的月数", "reason": "理由", "kind": "类别", "industries": "行业代码", "flag": "标记",
    "from_year": "起始年度", "at_least_mu": "最少亩数", "scale": "规模", "soft": "门槛线",
    "method": "算法", "factor": "倍数", "years": "年数", "hold_years": "几年调整一次", "first_year": "首个评价年度",
    "q": "分位", "share": "取最好的比例", "cap": "封顶（权重的倍数）", "floor": "保底（权重的倍数）",
    "missing": "缺报", "zero_denominator": "分母为零", "each": "每项指标", "binding": "约束",
    "at_most": "不超过", "exact": "占比", "at_least": "不低于", "rest": "其余", "d_share": "其中 D 的比例",
    "kinds": "事项", "not_above": "最高等级", "to": "直接归入的等级", "backfill": "让出的名额", "pools": "评价组",
    "a": "系数 a", "b": "系数 b", "sectors": "行业", "gate_tce": "用能门槛（吨标准煤）",
    "average": "行业平均值的算法", "average_over": "行业平均值的范围", "zero_z": "排放为零的企业",
    "top_share": "前列的比例", "top_in": "前列的范围",
    "bottom_share": "末位的比例", "bottom_in": "末位的范围", "level": "行业的级别", "weight": "加权",
    "values": "基准值", "value": "值", "defaults": "共用规则", "merge": "合并", "line": "界线（万元/亩）",
    "below": "界线本身", "A": "A 档", "B": "B 档", "C": "C 档", "D": "D 档", "C_D": "C、D 两档",
}  # fmt: skip
_SILENT = frozenset({"defaults", "value", "values"})
"""Keys that say nothing of their own in a rule's name."""

_SECTOR_RANGE = {"above": "只在得分高于全市的行业", "all": "在每个行业"}
_VALUES: Mapping[str, Mapping[object, str]] = {
    "publish": {"class_only": "只公布企业名称和等级", "none": "不公布"},
    "better": {"higher": "越高越好", "lower": "越低越好"},
    "pool_by": {"none": "不分区县、一并排名", "区县": "按区县分别排名"},
    "formula": {"ratio": "与基准值相比", "min_max": "按组内最小值到最大值折算"},
    "method": {
        "pool_ratio": "本组总量之比", "mean_of_years": "几年平均", "constant": "公布的常数", "percentile": "分位数",
        "best_share": "最好的一部分的平均",
        "level": "到目标年达到一个数", "growth": "比上年增长", "cumulative_growth": "从基期年起累计提高",
        "above": "增速高于平均", "rising": "比上年提高", "completed": "办结多少家", "multiple": "几年内达到几倍",
    },
    "cap": {"none": "不封顶"},
    "missing": {
        "zero": "计 0 分", "pool_mean": "按评价组平均得分计", "redistribute": "权重分摊到其余各项",
        "exclude": "不参加排名",
    },
    "zero_denominator": {"full": "计满分", "missing": "按缺报处理"},
    "binding": {"hard": "硬性", "soft": "一般"},
    "flag": {"military": "军工"},
    "average": {"ratio_of_sums": "合计之比（ΣX ÷ ΣY，ΣX ÷ ΣZ）"},
    "average_over": {"sector": "全行业参评企业", "gated": "达到用能门槛的企业"},
    "zero_z": {"keep": "其增加值计入平均值的分子", "drop": "其增加值不计入平均值的分子"},
    "top_in": _SECTOR_RANGE, "bottom_in": _SECTOR_RANGE,
    "level": {"division": "大类"},
    "weight": {"land": "用地面积", "energy": "用能"},
    "points_by": {
        "rank": "按名次（最好的满分，最差的 0 分，中间等距）",
        "spread": "按数值（最好的满分，最差的 0 分，中间按比例）",
    },
    "undefined": {"redistribute": "分值按比例分摊到其余各项", "zero": "计 0 分"},
    "merge": {"shared": "共用宗地的企业"},
    "soft": {True: "软线，线下的也参评", False: "线下的不参评"},
    "backfill": {True: "递补", False: "不递补"},
    "rank_within": {
        "none": "一并排名", "级别": "按级别分别排名", "类型": "按类型分别排名", "区县": "按区县分别排名",
        "上级": "按上级分别排名",
    },
    "exploring": {True: "探索、鼓励", False: "开展"},
    "than": {"industry": "工业平均增速", "province": "全省平均增速"},
    "below": {True: "低于（不含本数）", False: "以下（含本数）"},
}  # fmt: skip
_TABLES = ("企业", "园区", "区域")
"""Whose numbers a rule may speak of; a name in several is called as in the first."""
SHARES = frozenset({"at_most", "exact", "at_least", "d_share", "share", "q", "top_share", "bottom_share", "rate"})
"""Keys whose numbers are shares of a whole, said in per cent."""


def rule_words(path: KeyPath) -> str:
    """A rule's name: 「规上工业的等级比例 A」 for pools.规上工业.classes.A."""
    steps = list(path)
    named = steps[:1] in (["pools"], ["evaluations"])
    pool = f"{steps[1]}的" if named and len(steps) > 2 else ""
    rest = steps[2:] if pool else steps
    return pool + " ".join(key_words(step) for step in rest if isinstance(step, str) and step not in _SILENT)


def key_words(key: str) -> str:
    """What a key is called; a name that the policy itself gives (an indicator, a pool) stays."""
    return _KEYS.get(key, key)


def value_words(key: str, value: object) -> str:
    """What a key's value is called: 按区县分别排名, 20 %, 税收实际贡献; None is （无）."""
    match value:
        case None:
            return "（无）"
        case bool():
            return _VALUES.get(key, {}).get(value, "是" if value else "否")
        case str():
            return _VALUES.get(key, {}).get(value, _measure(key, value))
        case int() | float():
            return percent(value) if key in SHARES else number(value)
        case Mapping():
            return "，".join(f"{key_words(k)} {value_words(key, v)}" for k, v in value.items())
        case Sequence():
            return "、".join(value_words(key, v) for v in value)
    return str(value)


def percent(share: float) -> str:
    """0.125 → 12.5 %."""
    return f"{share * 100:.10g} %"


def number(value: float) -> str:
    """A number in its shortest form, as the file has it."""
    return f"{value:.10g}"


def measure_words(name: str) -> str:
    """A measure's column: 税收实际贡献 for tax_wan; as table 企业 has it, else 园区 or 区域."""
    found = next((m for table in _TABLES if (m := table_measures(table).get(name))), None)
    return found.column if found else name


def _measure(key: str, value: str) -> str:
    return measure_words(value) if key in ("numerator", "denominator", "measures") else value
