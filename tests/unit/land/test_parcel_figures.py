"""A parcel's own figure from its tenants (spec 7.1, 7.5), and the enterprises under the line, worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.land.lowland import low_enterprises
from muyun.land.parcels import parcel_figures
from muyun.policy.load import load_policy

FIRM = {"年度": 2022, "规模": "规下", "区县": "甲县", "镇街": "一镇", "行业代码": "1713"}


def upload(enterprises, occupancy, parcels):
    """Enterprises {code: columns}, links (parcel, code, 占用面积), parcels {id: columns}."""
    return Tables.of({
        "企业": [FIRM | {"统一社会信用代码": code, "企业名称": code} | row for code, row in enterprises.items()],
        "占用": [{"宗地代码": p, "统一社会信用代码": code, "占用面积": area} for p, code, area in occupancy],
        "宗地": [{"宗地代码": p} | row for p, row in parcels.items()],
    })  # fmt: skip


def figures(tables, policy="jiaxing-2018"):
    return parcel_figures(evaluate(tables, load_policy(policy), 2022), tables)


def test_a_tenants_tax_is_spread_over_its_parcels_by_what_it_occupies():
    """A: 12 万元 on 2 + 4 亩 → 4 on P1, 8 on P2. B: 3 on P2 alone. P1 4 ÷ 8 = 0.5, P2 11 ÷ 10 = 1.1."""
    tables = upload(
        {"A": {"用地面积": 6, "税收实际贡献": 12}, "B": {"用地面积": 3, "税收实际贡献": 3}},
        [("P1", "A", 2), ("P2", "A", 4), ("P2", "B", 3)],
        {"P1": {"登记面积": 8}, "P2": {"登记面积": 10}, "P3": {"登记面积": 5}},
    )
    found = figures(tables)
    assert found["tax_wan"].tolist()[:2] == pytest.approx([4, 11])
    assert found["tax_per_mu"].tolist()[:2] == pytest.approx([0.5, 1.1])
    assert found["low"].tolist() == ["是", "否", "无企业"]
    assert found["tenants"].tolist() == [1, 2, 0]
    assert found["unit"].tolist() == ["A", "", ""]
    assert np.isnan(found["tax_per_mu"].iloc[2]), "a parcel without tenants has no figure, not 0"


def test_a_sole_tenants_blank_area_is_the_registered_one():
    """A alone on P1 (6 亩, blank) and with 3 亩 on P2: 9 万元 → 6 and 3."""
    tables = upload(
        {"A": {"用地面积": 9, "税收实际贡献": 9}, "B": {"用地面积": 1, "税收实际贡献": 1}},
        [("P1", "A", None), ("P2", "A", 3), ("P2", "B", 1)],
        {"P1": {"登记面积": 6}, "P2": {"登记面积": 4}},
    )
    assert figures(tables)["tax_wan"].tolist() == pytest.approx([6, 4])


def test_where_shares_or_taxes_are_unknown_the_parcel_is_undefined_not_zero():
    """A has two parcels and no area on the one it shares; B, on a parcel of its own, has no tax."""
    tables = upload(
        {"A": {"用地面积": 9, "税收实际贡献": 9}, "B": {"用地面积": 1}, "C": {"用地面积": 2, "税收实际贡献": 0}},
        [("P1", "A", None), ("P1", "C", 2), ("P2", "A", 3), ("P3", "B", 1)],
        {"P1": {"登记面积": 6}, "P2": {"登记面积": 4}, "P3": {"登记面积": 1}},
    )
    found = figures(tables)
    assert found["low"].tolist() == ["无法判断"] * 3
    assert found["tax_wan"].isna().all()


def test_a_tenant_with_one_parcel_pays_all_of_it_there_even_without_an_area():
    """Two tenants without areas in Jiaxing, where nobody is merged: (8 + 4) ÷ 10 = 1.2."""
    tables = upload(
        {"A": {"用地面积": 5, "税收实际贡献": 8}, "B": {"用地面积": 5, "税收实际贡献": 4}},
        [("P1", "A", None), ("P1", "B", None)], {"P1": {"登记面积": 10}},
    )  # fmt: skip
    (row,) = figures(tables).itertuples()
    assert (row.tax_per_mu, row.tenants, row.unit) == (pytest.approx(1.2), 2, "")
    assert pd.isna(row.applied), "two tenants evaluated alone have no class in common"


@pytest.mark.clause("FH-06")
def test_the_parcel_of_a_merged_unit_shows_its_figure_and_hides_a_low_tenant_that_the_list_still_names():
    """(8 + 4) ÷ 10 = 1.2 together; apart A 1.6 and B 0.8, under 1 万元/亩 (spec 7.1)."""
    tables = upload(
        {"A": {"用地面积": 5, "税收实际贡献": 8}, "B": {"用地面积": 5, "税收实际贡献": 4}},
        [("P1", "A", None), ("P1", "B", None)], {"P1": {"登记面积": 10}},
    )  # fmt: skip
    evaluation = evaluate(tables, load_policy("fenghua-2022"), 2022)
    (row,) = parcel_figures(evaluation, tables).itertuples()
    assert (row.tax_per_mu, row.unit, row.low) == (pytest.approx(1.2), "P1", "否")
    assert row.applied == evaluation.classes["applied"]["P1"]
    low = low_enterprises(evaluation)
    assert low.index.tolist() == ["B"]
    assert low["tax_per_mu"].tolist() == pytest.approx([0.8])


def test_a_merged_units_tax_is_spread_over_all_its_parcels_and_a_large_tenant_keeps_its_own():
    """Unit P1 (A, B): P1 10 亩 less L's 4, and A's 3 亩 on P2: 9 亩, 18 万元, 2 万元/亩. P1 has 12 of it and L's 20,
    its figure is the unit's 2; P2 has 6 ÷ 3 = 2."""
    tables = upload(
        {"A": {"用地面积": 5, "税收实际贡献": 10}, "B": {"用地面积": 5, "税收实际贡献": 8},
         "L": {"规模": "规上", "用地面积": 4, "税收实际贡献": 20}},
        [("P1", "A", None), ("P1", "B", None), ("P1", "L", 4), ("P2", "A", None)],
        {"P1": {"登记面积": 10}, "P2": {"登记面积": 3}},
    )  # fmt: skip
    found = figures(tables, "fenghua-2022")
    assert found["tax_wan"].tolist() == pytest.approx([32, 6])
    assert found["tax_per_mu"].tolist() == pytest.approx([2, 2])
    assert found["unit"].tolist() == ["P1", "P1"]


@pytest.mark.parametrize(("beside", "area", "figure"), [
    ({"规模": "规上", "用地面积": 4}, None, 12 / 11), ({"类别": "服务业", "用地面积": 4}, 4, 12 / 15),
])  # fmt: skip
def test_a_merged_units_tax_is_spread_as_its_land_is_made(beside, area, figure):
    """Unit P1 (A, B), 12 万元: P1's 10 亩, less 4 of a 规上 tenant whose blank area is its 用地面积 (spec 12) but not
    what a 服务业 has, and A's 5 on P2: 11 and 15 亩. P2 is all A's, so it shows what the unit does."""
    tables = upload(
        {"A": {"用地面积": 5, "税收实际贡献": 8}, "B": {"用地面积": 5, "税收实际贡献": 4},
         "L": {"税收实际贡献": 0} | beside},
        [("P1", "A", None), ("P1", "B", None), ("P1", "L", area), ("P2", "A", None)],
        {"P1": {"登记面积": 10}, "P2": {"登记面积": 5}},
    )
    found = figures(tables, "fenghua-2022")
    assert found["tax_per_mu"].tolist() == pytest.approx([figure, figure])
    assert found["tax_wan"].tolist() == pytest.approx([12 - 5 * figure, 5 * figure])


@pytest.mark.clause("JX-27", "XC-25")
@pytest.mark.parametrize(("policy", "low"), [("xiacheng-2019", "是"), ("jiaxing-2018", "否")])
def test_exactly_at_the_line_以下_takes_it_in_and_低于_leaves_it_out(policy, low):
    """1.00 万元/亩 (spec 4.5)."""
    tables = upload({"A": {"用地面积": 10, "税收实际贡献": 10}}, [("P1", "A", 10)], {"P1": {"登记面积": 10}})
    evaluation = evaluate(tables, load_policy(policy), 2022)
    assert parcel_figures(evaluation, tables)["low"].tolist() == [low]
    assert len(low_enterprises(evaluation)) == (1 if low == "是" else 0)


def test_without_a_registered_area_the_polygon_counts():
    """0.001° of longitude and latitude at 30.5° N on GRS80: 110.857 m × 95.998 m (radii N and M there) = 15.96 亩."""
    square = shapely.box(120.5, 30.5, 120.501, 30.501)
    tables = upload(
        {"A": {"用地面积": 16, "税收实际贡献": 32}}, [("P1", "A", None)], {"P1": {"geometry": square}}
    )  # fmt: skip
    (row,) = figures(tables).itertuples()
    assert row.polygon_mu == pytest.approx(15.96, abs=0.01)
    assert row.area_mu == row.polygon_mu and np.isnan(row.declared_mu)
    assert row.tax_per_mu == pytest.approx(32 / 15.96, rel=1e-3)


def test_rows_in_another_order_and_links_to_unknown_parcels_change_nothing():
    """A's 3 亩 on P9, which 宗地 doesn't list, still take their part: P1 has 6 of 9."""
    enterprises = {"A": {"用地面积": 9, "税收实际贡献": 9}, "Z": {"用地面积": 1, "税收实际贡献": 2}}
    links = [("P1", "A", 6), ("P9", "A", 3), ("P0", "Z", 1), ("P1", "gone", 5)]
    parcels = {"P1": {"登记面积": 6}, "P0": {"登记面积": 1}}
    found = figures(upload(enterprises, links, parcels))
    assert found["tax_wan"].tolist() == pytest.approx([2, 6])
    again = figures(upload(dict(reversed(enterprises.items())), links[::-1], dict(reversed(parcels.items()))))
    pd.testing.assert_frame_equal(found, again)


def test_no_parcels_and_no_occupancy_give_an_empty_frame():
    tables = upload({"A": {"用地面积": 10, "税收实际贡献": 10}}, [], {})
    assert figures(tables).empty
    tables = upload({"A": {"用地面积": 1, "税收实际贡献": 1}}, [], {"P1": {"登记面积": 1}})
    assert figures(tables)["low"].tolist() == ["无企业"]
