"""Typed changes are checked together and said at their values; a scenario can be taken up as if typed."""

from __future__ import annotations

import pytest

from muyun.policy.amend import amend, merge, parse_setting
from muyun.policy.draft import beginning, checked
from muyun.policy.load import load_policy
from muyun.policy.model import policy_hash

XIACHENG = load_policy("xiacheng-2019")
TAX, RESEARCH = "pools.规上工业.weights.亩均税收", "pools.规上工业.weights.研发投入强度"


def patch(*settings: str) -> dict:
    return merge(*map(parse_setting, settings))


def test_changes_that_hold_make_a_patch():
    draft = checked(XIACHENG, {TAX: "３２", RESEARCH: "10.5 分"}, {}, None)
    assert draft.holds and draft.findings == ()
    assert draft.patch == patch(f"{TAX}=32", f"{RESEARCH}=10.5")
    assert [str(c) for c in draft.changes] == [
        "规上工业 · 权重 · 亩均税收 30 分 → 32 分", "规上工业 · 权重 · 研发投入强度 12.5 分 → 10.5 分",
    ]  # fmt: skip


def test_an_error_stands_at_its_value_or_with_the_others():
    draft = checked(XIACHENG, {TAX: "36"}, {}, None)
    assert not draft.holds
    assert [f.code for f in draft.beside[TAX]] == ["POLICY_HARD_BOUND"]
    assert [f.code for f in draft.others] == ["POLICY_WEIGHT_SUM"]
    assert [str(c) for c in draft.changes] == ["规上工业 · 权重 · 亩均税收 30 分 → 36 分"]


def test_what_can_t_be_read_is_no_patch_and_the_rest_is_checked_all_the_same():
    draft = checked(XIACHENG, {TAX: "三十", "defaults.classes.A.at_most": "15%", RESEARCH: "12"}, {}, None)
    assert not draft.holds and draft.patch == {}
    assert [f.code for f in draft.beside[TAX]] == ["TYPED_NUMBER"]
    assert [f.code for f in draft.others] == ["POLICY_WEIGHT_SUM"]


def test_a_warning_doesn_t_stop():
    draft = checked(XIACHENG, {"defaults.classes.A.at_most": "25%"}, {}, None)
    assert draft.holds
    assert [f.code for f in draft.beside["defaults.classes.A.at_most"]] == ["SCENARIO_QUOTA"]


@pytest.mark.parametrize("texts", [{}, {TAX: ""}, {TAX: "30"}, {"no.such.key": "1"}])
def test_nothing_typed_is_nothing_to_use(texts):
    draft = checked(XIACHENG, texts, {}, None)
    assert not draft.holds and (draft.patch, draft.changes, draft.findings) == ({}, (), ())


@pytest.mark.parametrize(
    "settings",
    [
        [f"{TAX}=32", f"{RESEARCH}=10.5"], ["defaults.item.cap=none"], ["pools.规上工业.classes.B.at_most=0.4"],
        ["energy_basis=等价值", "lowland.below=true"], ["defaults.tie_break=[亩均增加值]"],
        ["defaults.formula=min_max"],
    ],
)  # fmt: skip
def test_a_scenario_is_taken_up_as_if_it_had_been_typed(settings):
    start = beginning(XIACHENG, patch(*settings))
    assert start.texts and not start.under
    draft = checked(XIACHENG, start.texts, start.under, None)
    again, there = (amend(XIACHENG, p, None)[0] for p in (draft.patch, patch(*settings)))
    assert policy_hash(again) == policy_hash(there)


@pytest.mark.parametrize("setting", ["defaults.benchmark={method: best_share, share: 0.1}", "lowland=null"])
def test_a_scenario_that_can_t_be_typed_is_kept_below_what_is_typed(setting):
    start = beginning(XIACHENG, patch(setting))
    assert start.under == patch(setting)
    draft = checked(XIACHENG, {**start.texts, "defaults.item.cap": "1.2"}, start.under, None)
    assert draft.patch == patch(setting, "defaults.item.cap=1.2")
