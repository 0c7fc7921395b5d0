"""Two to four scenarios side by side, on uploads small enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from test_explore_live import CODES, POOL, YEAR, five, service, xiacheng

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.whatif.beside import classes_beside, differing, everybody, sides
from muyun.explore.whatif.live import live, live_base
from muyun.explore.whatif.rank_agreement import tau_and_rho
from muyun.policy.amend import amend
from muyun.policy.load import load_policy


@pytest.fixture(scope="module")
def reversed_and_even():
    """Officially all on tax (order 0 1 2 3 4: A B B C C); then all on turnover (4 3 2 1 0); then half and half."""
    tables, official = five(), xiacheng(100)[1]
    base = live_base(evaluate(tables, official, YEAR))
    return [live(base, tables, policy) for policy in (official, xiacheng(0)[1], xiacheng(90)[1])]


def test_each_scenario_is_held_against_the_official_result(reversed_and_even):
    """Reversed: 3 and 4 rise, 0 and 1 fall; A has firm 4 with 14 亩 and 10 万元 instead of firm 0 with 10 and 50."""
    official, turned, _ = sides(reversed_and_even, POOL)
    assert (official.of.raised, official.of.lowered) == (0, 0)
    assert (turned.of.raised, turned.of.lowered, turned.came, turned.went) == (2, 2, 0, 0)
    assert [side.of.after.land_mu[0] for side in (official, turned)] == [10, 14]
    assert [side.of.after.tax_wan[0] for side in (official, turned)] == [50, 10]
    assert [side.of.after.units.tolist() for side in (official, turned)] == [[1, 2, 2, 0, 0]] * 2


def test_the_same_ranking_agrees_wholly_and_the_reversed_one_not_at_all(reversed_and_even):
    official, turned, _ = (side.agreement for side in sides(reversed_and_even, POOL))
    assert (official.tau, official.rho, official.units) == (pytest.approx(1), pytest.approx(1), 5)
    assert (turned.tau, turned.rho) == (pytest.approx(-1), pytest.approx(-1))


def test_tau_and_rho_of_ranks_with_a_tie_are_those_of_their_formulas():
    """1 2 3 4 against 1 2 2 4: five pairs agree, none disagree, one is tied on the right, so τ-b is
    5 / √(6 · 5). Mean ranks 1 2.5 2.5 4: Σd² would mislead; Pearson of (1 2 3 4) and (1 2.5 2.5 4) is
    4.5 / √(5 · 4.5)."""
    tau, rho = tau_and_rho(np.array([1, 2, 3, 4]), np.array([1, 2, 2, 4]))
    assert tau == pytest.approx(5 / np.sqrt(30))
    assert rho == pytest.approx(4.5 / np.sqrt(22.5))


def test_two_enterprises_agree_or_are_reversed():
    assert tau_and_rho(np.array([1, 2]), np.array([1, 2])) == pytest.approx((1, 1))
    assert tau_and_rho(np.array([1, 2]), np.array([2, 1])) == pytest.approx((-1, -1))


@given(arrays(np.int64, st.tuples(st.integers(2, 25), st.just(2)), elements=st.integers(1, 30)))
def test_tau_counts_pair_by_pair(ranks):
    """τ-b as it is defined: pairs in the same order less those in the opposite one, over √(untied · untied)."""
    before, after = ranks.T
    signs = [np.sign(side[:, None] - side[None, :])[np.triu_indices(len(side), 1)] for side in (before, after)]
    untied = np.sqrt(float(np.abs(signs[0]).sum())) * np.sqrt(float(np.abs(signs[1]).sum()))
    if untied:
        assert tau_and_rho(before, after)[0] == pytest.approx((signs[0] * signs[1]).sum() / untied)


@pytest.mark.parametrize(("before", "after"), [([], []), ([1], [1]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [1, 1, 1])])
def test_without_an_order_on_both_sides_there_is_nothing_to_agree_on(before, after):
    assert np.isnan(tau_and_rho(np.array(before, float), np.array(after, float))).all()


def test_who_differs_in_any_scenario_is_listed_with_every_class_and_rank(reversed_and_even):
    """Only firm 2 is B everywhere. 0 and 4 are two classes apart, 1 and 3 one."""
    rows = differing(reversed_and_even, POOL)
    assert rows.tolist() == [0, 1, 3, 4]
    frame = classes_beside(reversed_and_even, rows)
    assert frame["统一社会信用代码"].tolist() == [CODES[i] for i in (0, 4, 1, 3)]
    assert frame["等级1"].tolist() == ["A", "C", "B", "C"] and frame["等级2"].tolist() == ["C", "A", "C", "B"]
    assert frame["名次1"].tolist() == [1, 5, 2, 4] and frame["名次2"].tolist() == [5, 1, 4, 2]
    assert frame["最多差几档"].tolist() == [2, 2, 1, 1]
    assert classes_beside(reversed_and_even, everybody(reversed_and_even, POOL))["企业名称"].tolist()[-1] == "示例2"


def test_scenarios_that_agree_leave_nobody(reversed_and_even):
    same = [reversed_and_even[0], reversed_and_even[0]]
    assert differing(same, POOL).tolist() == []
    assert classes_beside(same, differing(same, POOL)).empty
    assert everybody(same, POOL).tolist() == [0, 1, 2, 3, 4]


def test_a_pool_that_no_side_has_is_empty(reversed_and_even):
    (side, _, _) = sides(reversed_and_even, "没有这个组")
    assert side.of.after.units.sum() == 0 and "只在一边有" in side.agreement.why
    assert everybody(reversed_and_even, "没有这个组").tolist() == []


def test_who_is_ranked_in_one_scenario_only_has_no_class_in_the_other():
    """A 规下 service firm joins the pool where the scenario takes any scale: it is listed, unranked officially."""
    policy = load_policy("xiacheng-2019")
    rows = [service(i, 50.0, 50.0) for i in range(5)] + [service(5, 1.0, 1.0, 9.0, 规模="规下")]
    tables = Tables.of({"企业": rows})
    wider = amend(policy, {"pools": {POOL: {"members": {"scale": None}}}}, None)[0]
    base = live_base(evaluate(tables, policy, YEAR))
    both = [live(base, tables, p) for p in (policy, wider)]
    (own,) = classes_beside(both, differing(both, POOL)).query("企业名称 == '示例5'").to_dict("records")
    assert (own["等级1"], own["等级2"], own["评价组"]) == ("", "C", POOL)
    assert pd.isna(own["名次1"]) and own["名次2"] == 6
    assert sides(both, POOL)[1].came == 1


def counties():
    """Eight firms ranked county by county, all on tax. In 甲区 turnover rises as tax falls, in 乙区 it falls too."""
    rows = [service(i, 50.0 - 10 * i, 10.0 + 10 * i, 区县="甲区") for i in range(5)]
    rows += [service(i, 90.0 - 10 * i, 90.0 - 10 * i, 区县="乙区") for i in range(5, 8)]
    patch = {"defaults": {"pool_by": "区县"}, "pools": {POOL: {"weights": {"亩均税收": 100, "亩均营业收入": 0}}}}
    return Tables.of({"企业": rows}), amend(load_policy("xiacheng-2019"), patch, None)[0]


def test_ranks_are_compared_within_the_groups_that_they_hold_in():
    """All on turnover: five ranks turn round (−1), three stay (+1). By units (5 × −1 + 3 × 1) ÷ 8 = −0.25."""
    tables, policy = counties()
    new = amend(policy, {"pools": {POOL: {"weights": {"亩均税收": 0, "亩均营业收入": 100}}}}, None)[0]
    found = sides([live(live_base(evaluate(tables, policy, YEAR)), tables, new)], POOL)[0].agreement
    assert (found.tau, found.rho, found.units) == (pytest.approx(-0.25), pytest.approx(-0.25), 8)


def test_rankings_of_another_range_are_not_compared():
    tables, policy = counties()
    base = live_base(evaluate(tables, policy, YEAR))
    together = amend(policy, {"defaults": {"pool_by": "none"}}, None)[0]
    assert sides([live(base, tables, together)], POOL)[0].agreement.why == "两边的排名范围不同"
