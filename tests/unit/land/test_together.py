"""Several parcels together: ratio of sums, each enterprise once, what is missing counted and never zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_land import looked_at, squares, upload

from muyun.land.hot_spots import hot_spots
from muyun.land.together import cases_on, together

FIRM = {"用地面积": 20, "年平均职工人数": 10}
LAND = upload(
    {"A": FIRM | {"税收实际贡献": 30}, "B": FIRM | {"税收实际贡献": 4}, "C": FIRM | {"年平均职工人数": None},
     "D": FIRM | {"税收实际贡献": 6}},
    [("P1", "A", 10), ("P2", "A", 20), ("P2", "B", 5), ("P3", "C", 8), ("P5", "B", 5), ("P6", "D", 1)],
    {"P1": {"登记面积": 10}, "P2": {"登记面积": 30}, "P3": {"登记面积": 8}, "P4": {"登记面积": 7},
     "P5": {"登记面积": 5}, "P6": {}},
    [{"编号": "Z1", "类型": "低产田", "状态": "进行中", "宗地代码": "P1"},
     {"编号": "Z2", "类型": "低产田", "状态": "已完成", "统一社会信用代码": "A"},
     {"编号": "Z3", "类型": "低产田", "状态": "已完成", "统一社会信用代码": "B", "宗地代码": "P5"}],
)  # fmt: skip
"""A: 30 万元 on P1 (10 亩) and P2 (20): 10 and 20. B: 4 on P2 (5) and P5 (5): 2 and 2. C has no tax and no staff, on
P3; P4 is empty; P6 has D's 6 万元 and no area."""


def summed(*ids):
    _, figures, of = looked_at(LAND)
    low = (figures["tax_per_mu"] < 1).to_numpy()
    return together(figures, of, figures.index.get_indexer(list(ids)), low)


def test_tax_per_mu_is_the_ratio_of_sums_and_an_enterprise_on_two_of_the_parcels_counts_once():
    """P1 and P2: 40 亩, A and B, 10 + 20 + 2 万元: 0.8; the mean of 1.0 and 22 ÷ 30 would be 0.867."""
    found = summed("P1", "P2")
    assert (found.parcels, found.land_mu, found.enterprises, found.tax_wan) == (2, 40, 2, 32)
    assert found.tax_per_mu == pytest.approx(0.8)
    assert (found.no_tax, found.no_land, found.vacant, found.unknown) == (0, 0, 0, 0)
    assert found.elsewhere == 1, "B is on P5 too"
    assert (found.low, found.low_mu) == (1, 30), "P2 alone: exactly 1 on P1 isn't below"


def test_what_is_missing_is_counted_and_in_no_sum():
    """P1 10 万元 on 10 亩; P3 lacks tax and staff; P4 is empty; P6 lacks its area: the ratio is of P1 alone."""
    found = summed("P1", "P3", "P4", "P6")
    assert (found.land_mu, found.no_land, found.vacant, found.vacant_mu) == (25, 1, 1, 7)
    assert (found.tax_wan, found.no_tax) == (16, 1)
    assert found.no_staff == 1 and found.staff == pytest.approx(10 / 3 + 10)
    assert (found.tax_per_mu, found.judged, found.judged_mu, found.unknown) == (1, 1, 10, 2)


def test_of_nothing_known_there_is_no_sum():
    found = summed("P3", "P4")
    assert math.isnan(found.tax_wan) and math.isnan(found.staff) and math.isnan(found.tax_per_mu)
    assert (found.land_mu, found.no_tax, found.vacant, found.judged) == (15, 1, 1, 0)
    assert math.isnan(summed("P6").land_mu)


def test_random_sets_come_to_what_a_loop_over_their_parcels_comes_to():
    random = np.random.default_rng(5)
    codes = [f"E{n:02d}" for n in range(25)]
    firms = {c: FIRM | {"税收实际贡献": None if n % 7 == 0 else n} for n, c in enumerate(codes)}
    plots = {f"P{n:02d}": {"登记面积": None if n % 11 == 0 else n + 0.5} for n in range(40)}
    links = sorted({(f"P{random.integers(40):02d}", codes[random.integers(25)]) for _ in range(50)})
    _, figures, of = looked_at(upload(firms, [(p, c, 1 + len(p + c) % 3) for p, c in links], plots))
    for _ in range(30):
        rows = np.sort(random.choice(40, random.integers(1, 40), replace=False))
        found = together(figures, of, rows, (figures["tax_per_mu"] < 1).to_numpy())
        land = tax = judged_land = judged_tax = 0.0
        here = {figures.index[row] for row in rows}
        for plot in here:
            row, people = figures.loc[plot], {c for p, c in links if p == plot}
            known = people and not math.isnan(row["tax_wan"])
            land += 0 if math.isnan(row["area_mu"]) else row["area_mu"]
            tax += row["tax_wan"] if known else 0
            if known and row["area_mu"] > 0:
                judged_land, judged_tax = judged_land + row["area_mu"], judged_tax + row["tax_wan"]
        people = {c for p, c in links if p in here}
        assert found.enterprises == len(people)
        assert found.elsewhere == len(people & {c for p, c in links if p not in here})
        assert np.nan_to_num(found.land_mu) == pytest.approx(land)
        assert np.nan_to_num(found.tax_wan) == pytest.approx(tax)
        assert np.nan_to_num(found.tax_per_mu) == pytest.approx(judged_tax / judged_land if judged_land else 0)


@pytest.mark.clause("JX-28")
def test_cases_are_of_the_parcel_they_name_or_of_all_parcels_of_an_enterprise_named_alone():
    """Z2 names A alone: P1 and P2. Z3 names P5 beside B, so it isn't about P2, where B is too."""
    evaluation, figures, of = looked_at(LAND)
    cases, said = cases_on(evaluation, figures, of, figures.index.get_indexer(["P1", "P2", "P4"]), LAND.cases)
    assert cases["case_id"].tolist() == ["Z1", "Z2"]
    assert said.tolist() == ["Z1（进行中）、Z2（已完成）", "Z2（已完成）", ""]


def test_parcels_of_any_size_are_together_by_the_rule_of_clusters():
    """20 m apart in a row, one 500 m off: two places at 25 m; nothing is too small when the least is 0."""
    row = squares((0, 0), (120, 0), (740, 0))
    found = hot_spots(row, np.array([0.4, np.nan, 0.2]), np.ones(3, dtype=bool), 25, 0)
    assert [spot.rows.tolist() for spot in found] == [[0, 1], [2]]
