"""What differs between policies is said as an official says it, once, by whose rule it is."""

from __future__ import annotations

import re

import pytest

from muyun.policy.amend import amend
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.parameters import parameters
from muyun.report.policy_changes import benchmark_words, changes

XIACHENG, JIAXING, XIAN, FENGHUA, HUANGYAN = (
    load_policy(name) for name in ("xiacheng-2019", "jiaxing-2018", "xian-2022", "fenghua-2022", "huangyan-2022")
)
NAMES = ("甲", "乙")


def said(one, other) -> dict[str, list[tuple[str, str]]]:
    return dict(changes(one, other, NAMES))


def patched(patch: dict):
    return amend(JIAXING, patch, None)[0]


def shared(text: str) -> tuple[str, str]:
    return "", text


@pytest.mark.parametrize("name", policy_ids())
def test_a_policy_differs_in_nothing_from_itself(name):
    assert changes(load_policy(name), load_policy(name), NAMES) == []


def test_a_quota_of_20_against_15_per_cent_is_said_with_an_arrow():
    found = said(JIAXING, patched({"defaults": {"classes": {"A": {"at_most": 0.15}}}}))
    assert found == {"共用规则": [shared("A类上限 20 % → 15 %")]}


def test_weights_are_said_with_their_unit_once_and_only_those_that_differ():
    found = said(JIAXING, patched({"pools": {"规上工业": {"weights": {"亩均税收": 32, "研发投入强度": 13}}}}))
    assert found == {"评价组“规上工业”": [shared("亩均税收权重 35 → 32 分"), shared("研发投入强度权重 10 → 13 分")]}


def test_a_benchmark_is_one_sentence_whatever_differs_in_it():
    """Xiacheng: mean of 3 years × 1.5, from 2018, 3 years each; Jiaxing: the pool's own ratio × 1.5."""
    text = "基准值 近 3 年平均 × 1.5，2018 年起每 3 年调整 → 本组比值 × 1.5"
    assert shared(text) in said(XIACHENG, JIAXING)["共用规则"]
    factor = said(JIAXING, patched({"defaults": {"benchmark": {"factor": 1.2}}}))
    assert factor == {"共用规则": [shared("基准值 本组比值 × 1.5 → 本组比值 × 1.2")]}
    own = said(JIAXING, HUANGYAN)["评价组“规下工业”"]
    assert shared("基准值 本组比值 × 1.5 → 公布的常数（亩均税收 11.5932、单位用电税收 0.2352）") in own


@pytest.mark.parametrize(("rule", "words"), [
    ({"method": "percentile", "q": 0.95, "factor": 1.1}, "95 % 分位数 × 1.1"),
    ({"method": "best_share", "share": 0.1}, "最好的 10 % 企业平均 × 1"),
])  # fmt: skip
def test_every_kind_of_benchmark_has_its_words(rule, words):
    policy = patched({"defaults": {"benchmark": {**rule, "assumed": "测试"}}})
    assert benchmark_words(policy.defaults.benchmark) == words


def test_another_way_of_counting_quotas_is_said():
    found = said(JIAXING, XIAN)["共用规则"]
    for text in ("A类 不超过 20 % → 占比 15 %", "D类 不超过 5 % → 没有", "C类、D类合计 没有 → 占比 10 %",
                 "排名范围 不分区县、一并排名 → 按区县分别排名"):  # fmt: skip
        assert shared(text) in found


def test_a_pool_s_own_quotas_are_held_against_what_the_other_has_there():
    found = said(JIAXING, patched({"pools": {"规下工业": {"classes": {"A": {"at_most": 0.1}}}}}))
    assert found == {"评价组“规下工业”": [shared("A类上限 20 % → 10 %")]}


def test_rules_that_one_alone_has_are_told_whole_with_whose_they_are():
    found = said(FENGHUA, JIAXING)
    assert ("甲", "2022 年度起，规下工业企业用地 3 亩（含）以上的参评") in found["参评范围"]
    assert ("乙", "行业内排位，只影响执行等级") in found["调整和其他"]
    assert any(owner == "甲" and text.startswith("地块评价：") for owner, text in found["调整和其他"])
    assert ("甲", "2022 年，亩均税收比上年增长 7 %（含）以上") in found["目标"]


def test_a_pool_that_one_alone_has_is_one_sentence():
    found = said(XIACHENG, JIAXING)
    assert found["评价组“规上服务业”"] == [("甲", "这个评价组（规上服务业企业）：亩均税收 50 分、亩均营业收入 50 分")]


def test_a_veto_changed_is_told_as_both_sides_have_it():
    veto = {"kinds": ["食品安全事故"], "not_above": "C", "assumed": "测试"}
    first, second = patched({"vetoes": [veto]}), patched({"vetoes": [veto | {"not_above": "D"}]})
    assert [owner for owner, _ in said(first, second)["调整和其他"]] == ["甲", "乙"]


def test_an_indicator_made_of_something_else_says_what():
    assert shared("全员劳动生产率的分子 工业增加值 → 工业总产值") in said(JIAXING, XIAN)["指标"]
    text = "指标“亩均总产值” 没有 → 工业总产值 ÷ 用地面积（万元/亩），越高越好，文件称“亩均工业总产值”"
    assert shared(text) in said(JIAXING, XIAN)["指标"]


@pytest.mark.parametrize("one", policy_ids())
@pytest.mark.parametrize("other", policy_ids())
def test_sections_stand_in_reading_order_without_keys_and_english(one, other):
    found = changes(load_policy(one), load_policy(other), NAMES)
    known = dict.fromkeys(p.section for policy in (one, other) for p in parameters(load_policy(policy)))
    assert [section for section, _ in found] == [s for s in known if s in dict(found)] or len(found) < 2
    text = "".join(text for _, sentences in found for _, text in sentences)
    assert "〔" not in text and not re.search(r"[a-z]{2,}", text)
    assert len(found) > 0 or one == other


def test_what_differs_both_ways_round_is_the_same_number_of_sentences():
    there, back = (sum(len(s) for _, s in changes(*pair, NAMES)) for pair in ((XIACHENG, XIAN), (XIAN, XIACHENG)))
    assert there == back
