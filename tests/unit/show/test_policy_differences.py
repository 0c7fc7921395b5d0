"""Two policies side by side: differences only, each with its source."""

from __future__ import annotations

from muyun.policy.amend import amend, merge, parse_setting
from muyun.policy.county import county_policy
from muyun.policy.load import load_policy
from muyun.show.policy_differences import differences

FENGHUA, JIAXING, XIAN = (load_policy(i) for i in ("fenghua-2022", "jiaxing-2018", "xian-2022"))


def test_a_policy_differs_in_nothing_from_itself():
    table = differences(JIAXING, JIAXING)
    assert len(table.frame) == 0 and table.empty == "两份政策的各项规则都相同。"


def test_only_what_differs_is_listed_with_both_values_and_sources():
    """Fenghua and Jiaxing share indicators, weights and quotas; Jiaxing has the sectors, Fenghua gate and parcels;
    their goals are others, and only Jiaxing evaluates parks and towns."""
    frame = differences(FENGHUA, JIAXING).frame
    assert set(frame["部分"]) == {"参评范围", "调整和其他", "指标", "园区和区域评价", "目标"}
    assert list(frame.loc["scope.land_gate[0].at_least_mu"]) == [
        "参评范围", "用地门槛 · 第 1 条 · 最少亩数", "3 亩", "FH-04", "（无）", "",
    ]  # fmt: skip
    assert list(frame.loc["sector_rules.years"])[2:] == ["（无）", "", "2 年", "JX-19"]
    assert "lowland.line" not in frame.index


def test_a_scenario_is_compared_as_it_stands_and_a_pool_s_own_value_with_the_default():
    settings = ("pools.规上工业.classes.B.exact=0.70", "pools.规上工业.classes.C_D.exact=0.15")
    policy, _ = amend(XIAN, merge(*map(parse_setting, settings)), None)
    frame = differences(policy, XIAN).frame
    assert list(frame["one"]) == ["70 %", "15 %"] and list(frame["other"]) == ["75 %", "10 %"]


def test_two_of_a_name_are_told_apart_by_id(tmp_path):
    names = {"new_id": "xian-2022-b", "title": "试行", "region": "西安市", "reason": "试行"}
    county_policy(XIAN, {"lowland": {"line": 2}}, home=tmp_path, **names)
    table = differences(XIAN, load_policy("xian-2022-b", tmp_path))
    assert [c.label for c in table.columns[2:]] == ["xian-2022", "xian-2022 出处", "xian-2022-b", "xian-2022-b 出处"]
    assert list(table.frame.loc["lowland.line"])[2:] == ["1 万元/亩", "本系统假定", "2 万元/亩", "本地规定"]
