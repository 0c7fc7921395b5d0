"""Typed values make a patch, and a patch is said as changes in an official's words."""

from __future__ import annotations

import pytest

from muyun.findings import InputError
from muyun.policy.amend import amend, merge, parse_setting
from muyun.policy.edits import changes, parameter_of, parameters_by_key, patch_of
from muyun.policy.load import load_policy
from muyun.policy.typed import parse_typed

XIACHENG = load_policy("xiacheng-2019")
KNOWN = parameters_by_key(XIACHENG)


def typed(**texts: str) -> dict:
    """The patch of typed texts by key."""
    return patch_of(XIACHENG, {KNOWN[key].path: parse_typed(KNOWN[key], text) for key, text in texts.items()})


def said(*settings: str, policy: str = "xiacheng-2019") -> list[str]:
    return [str(change) for change in changes(load_policy(policy), merge(*map(parse_setting, settings)))]


def test_typed_values_make_the_patch_that_set_makes():
    patch = typed(**{"defaults.classes.A.at_most": "15%", "energy_basis": "等价值", "defaults.item.cap": "不封顶"})
    settings = ("defaults.classes.A.at_most=0.15", "energy_basis=等价值", "defaults.item.cap=none")
    assert patch == merge(*map(parse_setting, settings))


def test_a_value_typed_as_it_was_is_left_out():
    patch = typed(**{"defaults.classes.A.at_most": "20%", "scope.land_gate[0].at_least_mu": "5", "lowland.line": "2"})
    assert patch == {"lowland": {"line": 2}}


def test_a_value_in_a_list_of_rules_sets_the_list_with_the_others_as_they_were():
    patch = typed(**{"scope.land_gate[1].at_least_mu": "4 亩", "scope.land_gate[0].from_year": "2017"})
    new, findings = amend(XIACHENG, patch, None)
    assert [(g.from_year, g.at_least_mu) for g in new.scope.land_gate] == [(2017, 5), (2019, 4), (2020, 0)]
    assert new.scope.land_gate[2] == XIACHENG.scope.land_gate[2]
    assert {f.code for f in findings} == {"SCENARIO_QUOTED_VALUE"}
    assert load_policy("xiacheng-2019") == XIACHENG


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        (["defaults.classes.A.at_most=0.15"], ["等级比例 · A档上限 20 % → 15 %"]),
        (["pools.规上工业.weights.亩均税收=32", "pools.规上工业.weights.研发投入强度=10.5"],
         ["规上工业 · 权重 · 亩均税收 30 分 → 32 分", "规上工业 · 权重 · 研发投入强度 12.5 分 → 10.5 分"]),
        (["pools.规上工业.classes.B.at_most=0.4"], ["规上工业 · 等级比例 · B档上限 50 % → 40 %"]),
        (["defaults.classes.A.at_most=0.15", "pools.规上工业.classes.B.at_most=0.4"],
         ["等级比例 · A档上限 20 % → 15 %", "规上工业 · 等级比例 · B档上限 50 % → 40 %"]),
        (["pools.规上工业.items.亩均税收.cap=none"], ["规上工业 · 亩均税收 · 封顶（权重的倍数） 1 倍 → 不封顶"]),
        (["defaults.tie_break=[]"], ["并列处理 亩均税收、亩均增加值 → （无）"]),
        (["pools.规下工业.pool_by=区县"], ["规下工业 · 排名范围 不分区县、一并排名 → 按区县分别排名"]),
        (["defaults.formula=min_max"], ["单项得分的算法 与基准值相比 → 按组内最小值到最大值折算"]),
        (["lowland=null"], ["低产田 · 界线 1 万元/亩 → （无）", "低产田 · 界线本身 以下（含本数） → （无）"]),
        (["lowland.line=1"], []),
    ],
)  # fmt: skip
def test_a_patch_is_said_as_changes(settings, lines):
    assert said(*settings) == lines


def test_another_kind_of_quota_is_one_value_gone_and_one_new():
    lines = said("defaults.classes.B.at_least=0.4")
    assert sorted(lines) == ["等级比例 · B档上限 50 % → （无）", "等级比例 · B档下限 （无） → 40 %"]


def test_a_patch_that_doesn_t_fit_has_findings_for_its_parameters():
    with pytest.raises(InputError) as error:
        changes(XIACHENG, typed(**{"pools.规上工业.weights.亩均税收": "36"}))
    of = {f.code: parameter_of(f, KNOWN) for f in error.value.findings}
    assert of["POLICY_HARD_BOUND"].label == "规上工业 · 权重 · 亩均税收"
    assert of["POLICY_WEIGHT_SUM"] is None  # of all weights together


def test_a_finding_inside_a_list_is_of_the_list():
    with pytest.raises(InputError) as error:
        amend(XIACHENG, {"defaults": {"tie_break": ["亩均利润"]}}, None)
    assert parameter_of(error.value.findings[0], KNOWN).key == "defaults.tie_break"
