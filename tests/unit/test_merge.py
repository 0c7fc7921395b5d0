"""Tenants of shared parcels as one unit: its sums, its words, its land and what is told of it (FH-06; spec 7.1, 12)."""

import numpy as np
import pandas as pd
import pytest

from muyun.data.derive import derived_enterprises
from muyun.data.merge import merged_units
from muyun.data.tables import Tables
from muyun.policy.load import load_policy

POLICY = load_policy("fenghua-2022")


def merged(enterprises, occupancy, parcels):
    """Units of enterprises {code: columns}, links (parcel, code, 占用面积) and parcels {id: columns}; 规下 merge."""
    firm = {"年度": 2022, "规模": "规下"}
    tables = Tables.of({
        "企业": [firm | {"统一社会信用代码": code, "企业名称": code} | row for code, row in enterprises.items()],
        "占用": [{"宗地代码": p, "统一社会信用代码": code, "占用面积": area} for p, code, area in occupancy],
        "宗地": [{"宗地代码": p} | row for p, row in parcels.items()],
    })  # fmt: skip
    frame, _ = derived_enterprises(tables, POLICY, 2022)
    return merged_units(tables, frame, frame["scale"] == "规下")


def test_a_unit_has_the_sums_of_its_tenants_and_lacks_what_all_of_them_lack():
    """8 + 4 = 12 of tax; staff only from A2; nobody has 产值; A3 stays as it is."""
    result = merged(
        {"A1": {"税收实际贡献": 8}, "A2": {"税收实际贡献": 4, "年平均职工人数": 30}, "A3": {"税收实际贡献": 5}},
        [("P1", "A2", None), ("P1", "A1", 3)],
        {"P1": {"登记面积": 10}},
    )
    assert result.frame.index.tolist() == ["A3", "P1"]
    assert result.frame["tax_wan"].tolist() == [5, 12]
    assert result.frame["staff"]["P1"] == 30
    assert pd.isna(result.frame["output_wan"]["P1"])
    assert result.unit_of.to_dict() == {"A1": "P1", "A2": "P1", "A3": "A3"}


@pytest.mark.parametrize("tenants", [2, 7, 9, 20])
def test_other_units_never_decide_the_last_bit_of_a_sum(tenants):
    """A unit alone in the year, and beside units of as many tenants and of others."""
    shares = {f"P1-{n:02}": {"税收实际贡献": 1 / (n + 3)} for n in range(tenants)}
    others = {f"P{p}-{n:02}": {"税收实际贡献": 1e6 / (n + p + 1)} for p in (0, 2, 3) for n in range(tenants + p // 3)}
    parcels = {f"P{p}": {"登记面积": 10} for p in range(4)}

    alone = merged(shares, [(code[:2], code, None) for code in shares], parcels)
    beside = merged(shares | others, [(code[:2], code, None) for code in [*others, *shares]], parcels)

    assert beside.frame.index.tolist() == ["P0", "P1", "P2", "P3"]
    expected = np.sum([row["税收实际贡献"] for row in shares.values()])
    assert alone.frame["tax_wan"]["P1"] == expected
    assert beside.frame["tax_wan"]["P1"] == expected


def test_words_are_those_of_the_smallest_code_and_the_place_that_of_the_smallest_parcel():
    """The unit P1 + P2 takes A1's industry and P1's town, which no enterprise has; P3 isn't listed: its tenants'."""
    result = merged(
        {
            "A2": {"行业代码": "C2211", "镇街": "乙镇"}, "A1": {"行业代码": "C1711", "镇街": "甲镇"}, "A3": {},
            "B1": {"镇街": "丙镇"}, "B2": {"镇街": "乙镇"},
        },
        [("P2", "A1", None), ("P2", "A3", None), ("P1", "A2", None), ("P1", "A3", None),
         ("P3", "B2", None), ("P3", "B1", None)],
        {"P2": {"登记面积": 6, "镇街": "乙镇"}, "P1": {"登记面积": 10, "镇街": "丁镇"}},
    )  # fmt: skip
    assert result.frame.index.tolist() == ["P1", "P3"]
    assert result.frame["industry"]["P1"] == "C1711"
    assert result.frame["town"].astype("str").tolist() == ["丁镇", "丙镇"]


def test_land_is_the_parcels_less_the_large_and_more_what_is_elsewhere():
    """P1 10 + P2 6 − L1's 2 + A1's 3 on P3 + P4's 5, where A2 is alone = 22; parts of land aren't summed."""
    result = merged(
        {"A1": {"已登记用地": 1}, "A2": {"已登记用地": 1}, "A3": {}, "L1": {"规模": "规上", "用地面积": 9}},
        [("P1", "A1", None), ("P1", "A2", 4), ("P2", "A2", 1), ("P2", "A3", None), ("P2", "L1", 2),
         ("P3", "A1", 3), ("P3", "L1", 7), ("P4", "A2", None)],
        {"P1": {"登记面积": 10}, "P2": {"登记面积": 6}, "P4": {"登记面积": 5}},
    )  # fmt: skip
    assert result.frame["land_mu"].to_dict() == {"L1": 9, "P1": 22}
    assert pd.isna(result.frame["land_registered_mu"]["P1"])
    assert result.frame["land_mu_origin"]["P1"] == "合并宗地"
    assert result.findings == ()


def test_findings_come_unit_by_unit_first_the_large_then_the_tenants_elsewhere():
    """P1: L1 blank on two parcels, A2 and A1 blank on the shared P8 and P9. P2: of unknown area, nothing more."""
    result = merged(
        {"A1": {}, "A2": {}, "B1": {}, "B2": {}, "L1": {"规模": "规上", "用地面积": 9}},
        [("P8", "A2", None), ("P9", "A1", None), ("P8", "L1", 1), ("P9", "L1", 1),
         ("P2", "B1", None), ("P2", "B2", None), ("P2", "L1", None),
         ("P1", "A1", None), ("P1", "A2", None), ("P1", "L1", None)],
        {"P1": {"登记面积": 10}, "P2": {}, "P8": {"登记面积": 5}, "P9": {"登记面积": 5}},
    )  # fmt: skip
    told = [(f.code, f.what) for f in result.findings]
    assert told == [
        ("LARGE_TENANT_AREA_UNKNOWN",
         "规上企业“L1”在共用宗地 P1 上的占用面积不明，没有从合并单元的用地中扣除。"),
        ("OTHER_PARCEL_AREA_UNKNOWN", "“A1”在宗地 P9 上的占用面积不明，没有计入合并单元的用地。"),
        ("OTHER_PARCEL_AREA_UNKNOWN", "“A2”在宗地 P8 上的占用面积不明，没有计入合并单元的用地。"),
        ("PARCEL_AREA_UNKNOWN", "共用宗地 P2 中有面积不明的，合并单元 P2 记为“数据缺失”。"),
    ]  # fmt: skip
    assert result.frame["land_mu"]["P1"] == 10
    assert pd.isna(result.frame["land_mu"]["P2"])
    assert result.frame["land_mu_origin"].astype("str").tolist() == ["直接填报", "合并宗地", "缺失"]


def test_an_occupant_without_a_row_in_the_year_is_no_tenant():
    result = merged({"A1": {"用地面积": 5}}, [("P1", "A1", None), ("P1", "GONE", None)], {"P1": {"登记面积": 10}})
    assert result.frame.index.tolist() == ["A1"]
    assert result.unit_of.to_dict() == {"A1": "A1"}


def test_two_rows_of_one_pair_add_up_and_are_blank_where_one_is():
    """A1 has 1 + 2 = 3 on P2, and 1 + blank on P1: A1 and A2 are joined by P1, with 10 + 3."""
    result = merged(
        {"A1": {}, "A2": {}},
        [("P2", "A1", 1), ("P1", "A1", 1), ("P1", "A2", 4), ("P1", "A1", None), ("P2", "A1", 2)],
        {"P1": {"登记面积": 10}, "P2": {"登记面积": 99}},
    )
    assert result.frame["land_mu"].to_dict() == {"P1": 13}
