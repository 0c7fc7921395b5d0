"""Where everybody stood in the earlier years."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.history import ABSENT, UNRANKED, class_change, newly_listed, rank_change, year_standing
from muyun.policy.load import load_policy


def firm(year: int, code: str, tax_wan: float | None, **cells: object) -> dict[str, object]:
    own = {"年度": year, "统一社会信用代码": code, "企业名称": code, "区县": "甲区", "行业代码": "3311", "规模": "规下",
           "用地面积": 10.0, "税收实际贡献": tax_wan}  # fmt: skip
    return own | cells


ROWS = [
    *(firm(2021, f"E{n}", tax) for n, tax in enumerate((500, 400, 300, 200, 100))),  # one A, two B, two C
    firm(2021, "OUT", 10, 用地面积=None),
    *(firm(2022, f"E{n}", tax) for n, tax in enumerate((100, 400, 300, 200, 500))),
    firm(2022, "NEW", 50),
    firm(2022, "OUT", 60),
]  # fmt: skip


@pytest.fixture(scope="module")
def years() -> tuple[Evaluation, Evaluation]:
    tables, policy = Tables.of({"企业": ROWS}), load_policy("jiaxing-2018")
    return evaluate(tables, policy, 2022), evaluate(tables, policy, 2021)


CODES = pd.Index(["E0", "E4", "E1", "OUT", "NEW"], dtype=object)


def test_an_enterprise_keeps_its_row_whatever_the_year(years):
    before = year_standing(years[1], CODES)
    assert before.year == 2021
    np.testing.assert_array_equal(before.ranks, [1, 5, 2, np.nan, np.nan])
    np.testing.assert_array_equal(before.letters, [0, 2, 1, UNRANKED, ABSENT])


def test_places_gained_are_positive_and_only_counted_for_those_ranked_twice(years):
    """E4 and E1 both reach the cap in 2022 (benchmark 1.5 × 1610 ÷ 70 = 34.5), so both are 1st, then E2, E3, E0."""
    now, before = (year_standing(e, CODES) for e in years)
    np.testing.assert_array_equal(rank_change(now, before), [1 - 5, 5 - 1, 2 - 1, np.nan, np.nan])


def test_a_better_class_is_positive_and_unknown_without_one_in_both_years(years):
    """2022, seven ranked: one A, three B, three C."""
    now, before = (year_standing(e, CODES) for e in years)
    np.testing.assert_array_equal(class_change(now, before), [0 - 2, 2 - 0, 0, np.nan, np.nan])


def test_only_who_is_not_in_last_years_data_is_new(years):
    assert newly_listed([year_standing(years[1], CODES)]).tolist() == [False, False, False, False, True]


def test_ranks_of_different_groups_are_not_compared(years):
    rows = [firm(2021, "E0", 500), firm(2021, "E1", 400, 规模="规上"), firm(2022, "E0", 500), firm(2022, "E1", 400)]
    tables, policy = Tables.of({"企业": rows}), load_policy("jiaxing-2018")
    now, before = (year_standing(evaluate(tables, policy, year), pd.Index(["E0", "E1"])) for year in (2022, 2021))
    np.testing.assert_array_equal(rank_change(now, before), [0, np.nan])


def test_the_size_of_the_group_counts_the_ranked_only(years):
    before = year_standing(years[1], CODES)
    assert (before.group_name(0), before.group_size(0), before.group_size(4)) == ("规下工业", 5, 0)


def test_a_year_without_enterprises_leaves_everybody_absent():
    empty = evaluate(Tables.of({"企业": ROWS}), load_policy("jiaxing-2018"), 1999)
    standing = year_standing(empty, CODES)
    assert set(standing.letters.tolist()) == {ABSENT} and np.isnan(standing.ranks).all()
