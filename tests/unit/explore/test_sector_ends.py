"""Top and bottom of sectors of any split, and chains of years (JX-17…19), on the worked cases."""

from __future__ import annotations

import numpy as np
import pytest

from case_format import CASES, read_case_file
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.sectors.ends import chained, earlier_end, ends, rules_of
from muyun.explore.sectors.places import sector_places
from muyun.explore.sectors.sums import Level, parted, sums
from muyun.policy.load import load_policy

CASE = {c.name: c for c in read_case_file(CASES / "sectors.yaml")}
POOL = "规上工业"


def evaluated(rows, year: int, policy: str = "jiaxing-2018") -> Evaluation:
    return evaluate(Tables.of({"企业": rows}), load_policy(policy), year)


def ends_of(evaluation: Evaluation, by=Level.DIVISION):
    of = parted(evaluation, POOL, by)
    return of, ends(evaluation, of, sums(evaluation, POOL, of), rules_of(evaluation.policy, POOL, by))


def named(evaluation: Evaluation, of, mask) -> list[str]:
    return sorted(evaluation.participants["name"].to_numpy()[of.rows[mask]])


@pytest.mark.clause("JX-17", "JX-18")
def test_the_ends_are_those_that_the_evaluation_decides():
    """Three sectors of 20, one place at each end; 35 is below the city, so its best isn't entitled to A."""
    evaluation = evaluated(CASE["高于全市的行业前 5% 执行 A 类，后 5% 整改提标"].tables["企业"], 2022)
    of, own = ends_of(evaluation)
    assert named(evaluation, of, own.top) == ["丙01", "乙01", "甲01"]
    assert named(evaluation, of, own.entitled) == ["乙01", "甲01"]
    assert named(evaluation, of, own.due) == ["丙20", "乙20", "甲20"]
    places = sector_places(evaluation)
    codes = evaluation.participants.index[of.rows]
    assert sorted(places.index[places["top"]]) == sorted(codes[own.entitled])
    assert sorted(places.index[places["bottom"]]) == sorted(codes[own.due])
    assert places["from_top"].reindex(codes).tolist() == own.from_top.tolist()


@pytest.mark.clause("JX-18")
def test_a_group_tied_across_the_line_is_left_out_whole():
    rows = [dict(row) for row in CASE["高于全市的行业前 5% 执行 A 类，后 5% 整改提标"].tables["企业"]]
    for row in rows:
        if row["企业名称"] == "甲20":
            row["税收实际贡献"] = 131  # as much as 甲19
    evaluation = evaluated(rows, 2022)
    of, own = ends_of(evaluation)
    assert named(evaluation, of, own.due) == ["丙20", "乙20"]


@pytest.mark.clause("JX-19")
def test_a_bottom_place_in_both_years_is_a_chain_and_a_missing_year_breaks_it():
    rows = CASE["连续两年后 5% 执行 D 类"].tables["企业"]
    now, before = evaluated(rows, 2022), evaluated(rows, 2021)
    of, own = ends_of(now)
    earlier = earlier_end(before, 2021, *ends_of(before))
    assert named(now, of, chained(now, of, own, [earlier])) == ["丙20", "甲20"]  # 乙20 was first in 2021
    assert not chained(now, of, own, [earlier_end(None, 2021, None, None)]).any()


def test_a_sector_of_one_is_never_ranked_against_itself():
    """Even where the policy's share would give its only enterprise a place."""
    rows = [dict(row) for row in CASE["高于全市的行业前 5% 执行 A 类，后 5% 整改提标"].tables["企业"]]
    rows = [row for row in rows if row["企业名称"][0] != "丙" or row["企业名称"] == "丙01"]
    evaluation = evaluated(rows, 2022)
    of = parted(evaluation, POOL, Level.DIVISION)
    rules = rules_of(evaluation.policy, POOL, Level.DIVISION)
    whole = type(rules)(1.0, 1.0, False, False, 2, True)
    own = ends(evaluation, of, sums(evaluation, POOL, of), whole)
    alone = of.numbers == 2
    assert alone.sum() == 1
    assert not own.top[alone].any() and not own.bottom[alone].any() and own.from_top[alone].tolist() == [0]
    assert own.top[~alone].all() and own.places.tolist() == [[20, 20], [20, 20], [0, 0]]


def test_the_policy_s_rule_speaks_of_divisions_of_its_own_pools_only():
    jiaxing, xian = load_policy("jiaxing-2018"), load_policy("xian-2022")
    assert rules_of(jiaxing, POOL, Level.DIVISION).ruled
    assert not rules_of(jiaxing, POOL, Level.GROUP).ruled
    assert not rules_of(jiaxing, "规下工业", Level.DIVISION).ruled
    assert not rules_of(xian, POOL, Level.DIVISION).ruled


def test_no_sector_at_all_has_no_ends():
    evaluation = evaluated(CASE["高于全市的行业前 5% 执行 A 类，后 5% 整改提标"].tables["企业"], 2022)
    of, own = ends_of(evaluation, {"医药": ("27",)})
    assert of.sectors == () and of.outside == 60
    assert np.array([own.top, own.due]).size == 0
