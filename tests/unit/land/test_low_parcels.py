"""Sums of the land under a line, by town, beside the D class and by 亩均税收; who is on a parcel."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from small_land import looked_at, upload

from muyun.land.low_parcels import LandSums, by_town, land_by_yield, land_sums, two_sets
from muyun.show.lowland import missing_words

FIGURES = pd.DataFrame({
    "county": ["甲县", "甲县", "甲县", "乙县", None], "town": ["一镇", "一镇", "二镇", "一镇", None],
    "area_mu": [10.0, 20.0, 5.0, 40.0, np.nan], "tenants": [1, 2, 1, 0, 1],
    "tax_wan": [5.0, 60.0, 2.0, np.nan, 1.0], "staff": [7.0, np.nan, 3.0, np.nan, 2.0],
    "tax_per_mu": [0.5, 3.0, 0.4, np.nan, np.nan], "applied": ["D", "D", np.nan, np.nan, "A"],
}, ["P1", "P2", "P3", "P4", "P5"])  # fmt: skip
LOW = np.array([True, False, True, False, False])
EVERY = np.ones(5, dtype=bool)


def test_land_comes_first_and_what_isnt_known_is_counted_not_zero():
    low = land_sums(FIGURES, LOW)
    assert (low.land_mu, low.parcels, low.tax_wan, low.staff, low.no_staff) == (15, 2, 7, 10, 0)
    whole = land_sums(FIGURES, EVERY)
    assert (whole.land_mu, whole.no_tax, whole.no_staff) == (75, 1, 2)


def test_towns_are_ranked_by_their_low_yield_land_and_the_share_is_of_land_with_enterprises():
    """一镇 of 甲县: 10 of 30; 二镇: 5 of 5; 一镇 of 乙县 has 40 亩 without an enterprise: no share at all."""
    found = by_town(FIGURES, EVERY, LOW)
    assert found[["county", "town"]].to_numpy().tolist()[:2] == [["甲县", "一镇"], ["甲县", "二镇"]]
    assert found["low_mu"].tolist()[:2] == [10, 5]
    assert found["share"].tolist()[:2] == pytest.approx([1 / 3, 1])
    assert np.isnan(found.set_index(["county", "town"]).loc[("乙县", "一镇"), "share"])


def test_a_towns_tax_and_staff_are_unknown_where_no_low_yield_parcel_says_and_zero_where_there_is_none():
    lacking = FIGURES.assign(tax_wan=[5.0, 60.0, np.nan, 1.0, 1.0], staff=[np.nan, 4.0, 3.0, 1.0, 1.0])
    found = by_town(lacking, EVERY, LOW).set_index(["county", "town"])
    assert found.loc[("甲县", "一镇"), "low_tax"] == 5 and np.isnan(found.loc[("甲县", "一镇"), "low_staff"])
    assert np.isnan(found.loc[("甲县", "二镇"), "low_tax"]) and found.loc[("甲县", "二镇"), "low_staff"] == 3
    assert found.loc[("乙县", "一镇"), ["low_tax", "low_staff"]].tolist() == [0, 0]


def test_the_headline_says_of_how_many_parcels_tax_and_staff_are_lacking():
    low = LandSums(land_mu=15, parcels=3, tax_wan=7, staff=10, no_tax=1, no_staff=2)
    said = missing_words(low, LandSums(30, 4, 9, 10, 1, 2), undrawn=0, unknown=0)
    assert said == "在有企业的宗地里占 50 %；1 宗的税收分不清，未计入；2 宗没有职工人数，未计入。"


@pytest.mark.clause("JX-27")
def test_d_class_and_low_yield_are_two_sets_with_an_overlap():
    """D: P1 (10) and P2 (20); low: P1 (10) and P3 (5, without a class): both 10, only D 20, only low 5."""
    found = two_sets(FIGURES, EVERY, LOW)
    assert (found.only_d, found.both, found.only_low, found.unclassed) == ((20, 1), (10, 1), (5, 1), (5, 1))
    assert two_sets(FIGURES, np.zeros(5, dtype=bool), LOW).both == (0, 0)


def test_the_track_of_the_slider_is_land_by_yield_and_an_edge_is_in_the_upper_step():
    """0 to 2 in four steps of 0.5: 0.5 is in the second, 0.4 in the first; 3.0 is over the end."""
    assert land_by_yield(FIGURES, EVERY, 2.0, 4).tolist() == [5, 10, 0, 0, 20]
    refunded = FIGURES.assign(tax_per_mu=-1.0)
    assert land_by_yield(refunded, EVERY, 2.0, 4).tolist() == [75, 0, 0, 0, 0]


@pytest.mark.clause("FH-14")
def test_the_largest_tenant_is_the_one_with_the_most_land_and_a_blank_area_comes_last():
    tables = upload(
        {code: {"用地面积": 5, "税收实际贡献": 8} for code in "ABC"},
        [("P1", "A", None), ("P1", "B", 2), ("P1", "C", 2), ("P2", "A", None), ("P9", "A", 9)],
        {"P1": {"登记面积": 10}, "P2": {"登记面积": 3}, "P3": {"登记面积": 1}},
    )
    _, _, of = looked_at(tables)
    assert of.largest.tolist() == [1, 0, -1]
    assert [of.on(row).tolist() for row in range(3)] == [[0, 1, 2], [0], []]
    assert of.with_any(np.array([False, True, False])).tolist() == [True, False, False]
