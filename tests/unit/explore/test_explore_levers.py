"""The levers of a scenario: what a pool has, the patch that each makes, and back."""

from __future__ import annotations

import pytest

from muyun.explore.whatif.lever import Lever, LeverKind, Subject
from muyun.explore.whatif.levers import levers
from muyun.explore.whatif.rule_patch import moved_patch
from muyun.policy.amend import amend, merge, plain_data
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.model import Policy

YEAR = 2022
BIG, SMALL = "规上工业", "规下工业"
POOLS = [(policy_id, pool) for policy_id in policy_ids() for pool in load_policy(policy_id).pools]
JX = "sector_adjustment"


def lever_of(policy: Policy, pool: str, key: str, patch: dict | None = None) -> Lever:
    scenario = amend(policy, patch or {}, None)[0]
    return next(lever for lever in levers(policy, scenario, pool, YEAR) if lever.key == key)


def move(policy: Policy, pool: str, key: str, value: object, patch: dict | None = None) -> dict[str, object]:
    """The patch after one move on top of a patch."""
    patch = patch or {}
    scenario = amend(policy, patch, None)[0]
    return moved_patch(policy, scenario, patch, lever_of(policy, pool, key, patch), value)


def others(lever: Lever) -> list[object]:
    """Some legal values that a lever may be moved to."""
    match lever.kind:
        case LeverKind.SWITCH:
            return [not lever.value]
        case LeverKind.CHOICE:
            return [value for value, _ in lever.choices if value != lever.value]
        case LeverKind.MEMBERS:
            return [[], lever.value[1:], lever.value[:1]]
        case LeverKind.ORDER:
            return [lever.value[::-1], lever.value[:1], [value for value, _ in lever.choices][:3]]
        case LeverKind.CAP:
            return ["none", 2.0]
        case LeverKind.SHARE:
            return [share for share in (lever.ends.low / 100, 0.5, 1.0) if share != lever.value]
    return [n for n in (lever.ends.low, lever.ends.low + lever.ends.step, lever.ends.high) if n != lever.value]


# What is offered


@pytest.mark.parametrize(("policy_id", "pool"), POOLS)
def test_under_the_official_rules_nothing_is_changed(policy_id, pool):
    policy = load_policy(policy_id)
    found = levers(policy, policy, pool, YEAR)
    assert not [lever.key for lever in found if lever.changed]
    assert len({lever.key for lever in found}) == len(found)


@pytest.mark.parametrize(("policy_id", "pool"), POOLS)
def test_each_says_where_it_comes_from(policy_id, pool):
    policy = load_policy(policy_id)
    silent = [lever.key for lever in levers(policy, policy, pool, YEAR)
              if not (lever.said.assumed or (lever.said.clause and lever.said.quote))]  # fmt: skip
    assert silent == []


@pytest.mark.parametrize(
    ("policy_id", "pool", "subjects"),
    [
        ("jiaxing-2018", BIG, set(Subject) - {Subject.VETOES}),
        ("jiaxing-2018", SMALL, set(Subject) - {Subject.VETOES, Subject.SECTORS}),
        ("xian-2022", BIG, set(Subject) - {Subject.SECTORS}),
        ("huangyan-2022", SMALL, set(Subject) - {Subject.VETOES, Subject.SECTORS}),
    ],
)
def test_only_what_the_policy_has_for_the_pool_is_offered(policy_id, pool, subjects):
    policy = load_policy(policy_id)
    assert {lever.subject for lever in levers(policy, policy, pool, YEAR)} == subjects


@pytest.mark.clause("XC-01")
@pytest.mark.parametrize(("year", "mu"), [(2017, 5), (2018, 5), (2019, 3), (2020, 0), (2024, 0)])
def test_the_land_gate_is_that_of_the_evaluated_year(year, mu):
    policy = load_policy("xiacheng-2019")
    gates = [x for x in levers(policy, policy, BIG, year) if x.field == ("at_least_mu",)]
    assert [gate.value for gate in gates] == [mu]


def test_a_soft_line_can_be_put_back_after_its_gate_was():
    """XC-01 has no gate from 2020 on: one that a scenario sets and makes soft goes in either order."""
    policy, patch = load_policy("xiacheng-2019"), {}
    gate, soft = "scope.land_gate[2].at_least_mu", "scope.land_gate[2].soft"
    for key, value in ((gate, 2.0), (soft, True), (gate, 0.0), (soft, False)):
        scenario = amend(policy, patch, None)[0]
        lever = next(x for x in levers(policy, scenario, BIG, YEAR) if x.key == key)
        patch = moved_patch(policy, scenario, patch, lever, value)
    assert patch == {}


@pytest.mark.clause("XC-02")
def test_the_industries_of_services_left_out_are_a_lever_of_services_only():
    policy = load_policy("xiacheng-2019")
    assert lever_of(policy, "规上服务业", "scope.exclude[0]").said.clause == "XC-02"
    assert not [x for x in levers(policy, policy, BIG, YEAR) if x.path == ("scope", "exclude")]


@pytest.mark.clause("FH-04")
def test_fenghua_s_gate_is_a_lever_of_the_small_ones_only():
    policy = load_policy("fenghua-2022")
    assert lever_of(policy, SMALL, "scope.land_gate[0].at_least_mu").value == 3
    assert not [x for x in levers(policy, policy, BIG, YEAR) if x.path == ("scope", "land_gate")]


@pytest.mark.clause("JX-11")
def test_a_and_b_name_the_clause_of_the_formula():
    policy = load_policy("jiaxing-2018")
    for name in "ab":
        lever = lever_of(policy, BIG, f"{JX}.{name}")
        assert (lever.value, lever.said.clause, lever.said.quote) == (2, "JX-11", "R＝aS+bT")


@pytest.mark.clause("XC-14")
@pytest.mark.clause("XA-12")
@pytest.mark.parametrize(("policy_id", "clause"), [("xiacheng-2019", "XC-14"), ("xian-2022", "XA-12")])
def test_the_transition_ends_at_three_years(policy_id, clause):
    lever = lever_of(load_policy(policy_id), BIG, "scope.transition.years")
    assert (lever.ends.low, lever.ends.high) == (1, 3)
    assert "不超过 3 年" in lever.limit and clause in lever.limit


# The patch

SINGLE = [
    ("xiacheng-2019", BIG, "pools.规上工业.benchmark.factor", 1.2, {"pools": {BIG: {"benchmark": {"factor": 1.2}}}}),
    ("xiacheng-2019", BIG, "pools.规上工业.item.cap", "none", {"pools": {BIG: {"item": {"cap": "none"}}}}),
    ("jiaxing-2018", BIG, "pools.规上工业.items.研发投入强度.missing", "exclude",
     {"pools": {BIG: {"items": {"研发投入强度": {"missing": "exclude"}}}}}),
    ("jiaxing-2018", BIG, "pools.规上工业.items.单位排放增加值.zero_denominator", "missing",
     {"pools": {BIG: {"items": {"单位排放增加值": {"zero_denominator": "missing"}}}}}),
    ("jiaxing-2018", BIG, "pools.规上工业.tie_break", ["亩均增加值"], {"pools": {BIG: {"tie_break": ["亩均增加值"]}}}),
    ("jiaxing-2018", BIG, "pools.规上工业.pool_by", "区县", {"pools": {BIG: {"pool_by": "区县"}}}),
    ("jiaxing-2018", BIG, "pools.规上工业.benchmark.method", "percentile",
     {"pools": {BIG: {"benchmark": {"method": "percentile", "q": 0.95, "factor": 1}}}}),
    ("jiaxing-2018", BIG, f"{JX}.a", 3, {JX: {"a": 3}}),
    ("jiaxing-2018", BIG, f"{JX}.average_over", "gated", {JX: {"average_over": "gated"}}),
    ("jiaxing-2018", BIG, JX, False, {JX: None}),
    ("jiaxing-2018", BIG, "sector_rules", False, {"sector_rules": None}),
    ("jiaxing-2018", BIG, "sector_rules.top_share", 0.1, {"sector_rules": {"top_share": 0.1}}),
    ("jiaxing-2018", BIG, "land.deduct_new_months", 24, {"land": {"deduct_new_months": 24}}),
    ("xiacheng-2019", BIG, "pools.规上工业.benchmark.years", 5, {"pools": {BIG: {"benchmark": {"years": 5}}}}),
    ("xiacheng-2019", BIG, "scope.transition", False, {"scope": {"transition": None}}),
    ("xiacheng-2019", BIG, "scope.transition.years", 2, {"scope": {"transition": {"years": 2}}}),
    ("xiacheng-2019", "规上服务业", "scope.exclude[0]", False, {"scope": {"exclude": []}}),
    ("fenghua-2022", SMALL, "parcels", False, {"parcels": None}),
    ("huangyan-2022", BIG, "pools.规上工业.benchmark.values.亩均税收", 30,
     {"pools": {BIG: {"benchmark": {"values": {"亩均税收": 30}}}}}),
]  # fmt: skip


@pytest.mark.parametrize(("policy_id", "pool", "key", "value", "patch"), SINGLE)
def test_a_move_makes_the_smallest_patch(policy_id, pool, key, value, patch):
    assert move(load_policy(policy_id), pool, key, value) == patch


def test_a_rule_of_a_list_takes_the_list_with_it():
    policy = load_policy("fenghua-2022")
    gate = plain_data(policy)["scope"]["land_gate"][0]
    patch = move(policy, SMALL, "scope.land_gate[0].at_least_mu", 5)
    assert patch == {"scope": {"land_gate": [{**gate, "at_least_mu": 5}]}}


@pytest.mark.clause("XC-17")
def test_vetoes_of_one_kind_can_be_left_out_and_those_of_other_pools_stay():
    policy = load_policy("xiacheng-2019")
    kinds = list(policy.vetoes[0].kinds)
    patch = move(policy, BIG, "vetoes[0].kinds", kinds[1:])
    scenario = amend(policy, patch, None)[0]
    assert [list(veto.kinds) for veto in scenario.vetoes] == [kinds[1:], kinds]
    assert move(policy, BIG, "vetoes[0].kinds", kinds[::-1], patch) == {}


@pytest.mark.clause("XA-13")
def test_without_any_kind_the_veto_is_gone_and_comes_back_with_one():
    policy = load_policy("xian-2022")
    off = move(policy, BIG, "vetoes[0].kinds", [])
    assert off == {"vetoes": []}
    assert lever_of(policy, BIG, "vetoes[0].kinds", off).value == []
    on = move(policy, BIG, "vetoes[0].kinds", ["重大环境事件"], off)
    assert amend(policy, on, None)[0].vetoes[0].kinds == ("重大环境事件",)


@pytest.mark.parametrize(("policy_id", "pool"), POOLS)
def test_every_value_of_every_lever_gives_a_scenario_that_has_it_and_back_nothing_is_left(policy_id, pool):
    policy = load_policy(policy_id)
    tried = 0
    for lever in levers(policy, policy, pool, YEAR):
        for value in others(lever):
            patch = move(policy, pool, lever.key, value)
            after = lever_of(policy, pool, lever.key, patch)
            assert (after.value, after.changed) == (value, True), lever.key
            assert move(policy, pool, lever.key, lever.value, patch) == {}, lever.key
            tried += 1
    assert tried >= 10


def test_what_the_lever_does_not_set_is_kept():
    policy = load_policy("xiacheng-2019")
    patch = {
        "lowland": {"line": 2},
        "scope": {"transition": {"years": 2}},
        "pools": {BIG: {"weights": {"亩均税收": 32, "亩均增加值": 18}, "items": {"亩均税收": {"cap": 2}}}},
    }
    key = "pools.规上工业.items.亩均税收.missing"
    more = move(policy, BIG, key, "exclude", patch)
    assert more == merge(patch, {"pools": {BIG: {"items": {"亩均税收": {"missing": "exclude"}}}}})
    assert move(policy, BIG, key, "zero", more) == patch
    assert move(policy, BIG, "scope.transition.years", 3, patch) == {k: v for k, v in patch.items() if k != "scope"}


def test_a_key_that_the_patch_takes_away_stays_away():
    policy = load_policy("jiaxing-2018")
    patch = {JX: {"average_over": None, "a": 1}}  # back to the default of the kind of rule
    assert move(policy, BIG, f"{JX}.b", 3, patch) == {JX: {"average_over": None, "a": 1, "b": 3}}


def test_a_rule_that_the_patch_brings_stays_beside_the_policy_s():
    policy = load_policy("xian-2022")
    own = {"industries": ["13"], "reason": "试点行业", "assumed": "试点"}
    patch = {"scope": {"exclude": [*plain_data(policy)["scope"]["exclude"], own]}}
    scenario = amend(policy, move(policy, BIG, "scope.exclude[0]", False, patch), None)[0]
    assert [rule.reason for rule in scenario.scope.exclude] == ["军工", "试点行业"]


def test_a_patch_written_by_hand_shows_in_the_levers():
    policy = load_policy("fenghua-2022")
    gate = {"from_year": 2022, "at_least_mu": 4, "kind": "工业", "scale": "规下", "assumed": "试算"}
    patch = {"scope": {"land_gate": [gate]}, "defaults": {"item": {"missing": "exclude"}}, "parcels": None}
    assert lever_of(policy, SMALL, "scope.land_gate[0].at_least_mu", patch).value == 4
    assert lever_of(policy, SMALL, "pools.规下工业.items.亩均税收.missing", patch).value == "exclude"
    assert lever_of(policy, SMALL, "parcels", patch).value is False
    back = move(policy, SMALL, "scope.land_gate[0].at_least_mu", 3, patch)
    assert back == {"defaults": patch["defaults"], "parcels": None}


def test_over_a_changed_default_the_pool_s_own_value_is_set():
    policy = load_policy("fenghua-2022")
    patch = {"defaults": {"item": {"missing": "exclude"}}}
    after = move(policy, SMALL, "pools.规下工业.items.亩均税收.missing", "zero", patch)
    assert lever_of(policy, SMALL, "pools.规下工业.items.亩均税收.missing", after).value == "zero"
    assert lever_of(policy, BIG, "pools.规上工业.items.亩均税收.missing", after).value == "exclude"


# What leaves the text


@pytest.mark.parametrize(
    ("policy_id", "pool", "key", "value", "departs"),
    [
        ("jiaxing-2018", BIG, f"{JX}.a", 3, True),
        ("jiaxing-2018", BIG, f"{JX}.zero_z", "drop", False),
        ("jiaxing-2018", BIG, JX, False, True),
        ("jiaxing-2018", BIG, "pools.规上工业.tie_break", ["亩均增加值"], False),
        ("fenghua-2022", SMALL, "scope.land_gate[0].at_least_mu", 5, True),
        ("xiacheng-2019", BIG, "scope.transition.years", 2, False),
        ("xiacheng-2019", BIG, "scope.transition", False, False),
        ("xiacheng-2019", BIG, "pools.规上工业.benchmark.factor", 1.2, True),
        ("xiacheng-2019", BIG, "pools.规上工业.item.cap", 2.0, False),
        ("xiacheng-2019", BIG, "pools.规上工业.benchmark.hold_years", 1, True),
        ("xiacheng-2019", BIG, "pools.规上工业.benchmark.first_year", 2020, False),
        ("xian-2022", BIG, "vetoes[0].kinds", [], True),
        ("xian-2022", BIG, "vetoes[0].to", "D", False),
        ("xian-2022", BIG, "scope.exclude[1]", False, True),
        ("huangyan-2022", BIG, "pools.规上工业.benchmark.values.亩均税收", 30, True),
    ],
)
def test_what_leaves_the_policy_s_words_is_marked(policy_id, pool, key, value, departs):
    policy = load_policy(policy_id)
    patch = move(policy, pool, key, value)
    scenario, findings = amend(policy, patch, None)
    places = [finding.where.key for finding in findings]
    marked = [lever.key for lever in levers(policy, scenario, pool, YEAR) if lever.departs(places)]
    assert marked == ([key] if departs else [])
    assert bool(findings) == departs
