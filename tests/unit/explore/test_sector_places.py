"""Places in a sector, and what each year says for a chain (JX-19), on the worked cases."""

from __future__ import annotations

import pytest

from case_format import CASES, read_case_file
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.sectors.places import Link, sector_places, year_places
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.show.chains import year_words

TWO_YEARS = next(c for c in read_case_file(CASES / "sectors.yaml") if c.name == "连续两年后 5% 执行 D 类")
CODE = TWO_YEARS.codes


def year(wanted: int, rows=None):
    tables = Tables.of({"企业": rows or TWO_YEARS.tables["企业"]})
    return evaluate(tables, load_policy("jiaxing-2018"), wanted)


@pytest.mark.clause("JX-17", "JX-18", "JX-19")
def test_a_place_in_a_sector_counts_from_both_ends():
    """甲20 has the least tax of 20 in 33: 130 of 149…130, the last; floor(0.05 × 20) = 1 place at each end."""
    places = sector_places(year(2022))
    last, best = places.loc[CODE["甲20"]], places.loc[CODE["甲01"]]
    assert (last["sector"], last["size"], last["from_top"], last["from_bottom"]) == ("33", 20, 20, 1)
    assert (last["top_places"], last["bottom_places"], last["level"]) == (1, 1, 1)
    assert (best["from_top"], best["from_bottom"], best["top"], best["bottom"]) == (1, 20, True, False)
    assert len(places) == 60


@pytest.mark.clause("JX-19")
def test_each_year_is_looked_at_by_its_own_place():
    now, before = year_places(year(2022), 2022), year_places(year(2021), 2021)
    assert [of.link(CODE["甲20"]) for of in (now, before)] == [Link.BOTTOM, Link.BOTTOM]
    assert [of.link(CODE["乙20"]) for of in (now, before)] == [Link.BOTTOM, Link.ABOVE]
    assert before.places.at[CODE["乙20"], "from_bottom"] == 20  # 34's order is turned round in 2021


@pytest.mark.clause("JX-19")
def test_a_missing_year_an_unranked_row_and_a_new_code_break_the_chain():
    rows = [dict(row) for row in TWO_YEARS.tables["企业"]]
    lost = [r for r in rows if not (r["年度"] == 2021 and r["企业名称"] == "甲20")]
    for row in lost:
        if row["年度"] == 2021 and row["企业名称"] == "乙20":
            row["用地面积"] = None
    before = year_places(year(2021, lost), 2021)
    assert before.link(CODE["甲20"]) is Link.ABSENT
    assert before.link(CODE["乙20"]) is Link.UNRANKED
    assert year_places(None, 2021).link(CODE["甲20"]) is Link.NO_YEAR


@pytest.mark.clause("JX-18")
def test_a_group_tied_across_the_line_is_left_out_whole():
    """甲19 and 甲20 pay the same: two rows for one place, so neither is at the bottom (spec 6.2)."""
    rows = [dict(row) for row in TWO_YEARS.tables["企业"]]
    for row in rows:
        if row["企业名称"] == "甲19":
            row["税收实际贡献"] = 130
    places = year_places(year(2022, rows), 2022)
    tied = places.places.loc[CODE["甲19"]]
    assert (tied["from_bottom"], tied["level"], tied["bottom"]) == (1, 2, False)
    assert places.link(CODE["甲19"]) is Link.TIED and places.link(CODE["甲20"]) is Link.TIED


@pytest.mark.clause("JX-18")
def test_the_last_of_a_sector_that_is_not_above_average_is_out_where_the_rule_says_so():
    """35 has 32.09 of the city's 66.67; 丙20 is its last, alone."""
    policy, _ = amend(load_policy("jiaxing-2018"), {"sector_rules": {"bottom_in": "above"}}, None)
    found = year_places(evaluate(Tables.of({"企业": TWO_YEARS.tables["企业"]}), policy, 2022), 2022)
    assert found.link(CODE["丙20"]) is Link.OUT and found.link(CODE["甲20"]) is Link.BOTTOM
    assert "行业不高于全市" in year_words(found, CODE["丙20"], 0.05)


def test_a_policy_without_sector_rules_has_no_places():
    tables = Tables.of({"企业": TWO_YEARS.tables["企业"]})
    assert sector_places(evaluate(tables, load_policy("xiacheng-2019"), 2022)).empty
