"""Two versions of the data, row by row and cell by cell."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from muyun.data.differences import differences
from muyun.data.tables import Tables

ONE, TWO, THREE = "91110000802100433B", "91330100716105852F", "91330400000000000X"


def enterprise(code: str, name: str, year: int = 2022, **more: object) -> dict[str, object]:
    return {"年度": year, "统一社会信用代码": code, "企业名称": name, **more}


def tables(*rows: dict, **others: list[dict]) -> Tables:
    return Tables.of({"企业": rows, **others})


def summary(found) -> dict[str, tuple[int, int, int]]:
    """(新增行, 删除行, 改动格) by table."""
    return {row[0]: row[1:] for row in found.summary.itertuples(index=False, name=None)}


def changes(found) -> list[tuple]:
    """The changed cells, missing as None."""
    return [tuple(None if pd.isna(v) else v for v in row) for row in found.changed.itertuples(index=False, name=None)]


OLD = tables(
    enterprise(ONE, "甲公司", 税收实际贡献=1200.0, 军工=True), enterprise(TWO, "乙公司", 用地面积=30.5),
    enterprise(TWO, "乙公司", 2021),
)  # fmt: skip


def test_rows_and_cells_are_told_apart():
    new = tables(
        enterprise(THREE, "丙公司"), enterprise(TWO, "乙公司", 用地面积=31.0),
        enterprise(ONE, "甲集团", 税收实际贡献=None, 军工=False),
    )  # fmt: skip
    found = differences(OLD, new)
    assert summary(found) == {"企业": (1, 1, 4)}
    assert found.added["企业"]["uscc"].tolist() == [THREE]
    assert found.removed["企业"][["year", "uscc"]].values.tolist() == [[2021, TWO]]
    assert changes(found) == [
        ("企业", f"2022 {ONE}", "甲集团", "企业名称", "甲公司", "甲集团", ""),
        ("企业", f"2022 {ONE}", "甲集团", "军工", "是", "否", ""),
        ("企业", f"2022 {ONE}", "甲集团", "税收实际贡献", "1200", None, "万元"),
        ("企业", f"2022 {TWO}", "乙公司", "用地面积", "30.5", "31", "亩"),
    ]
    assert not found.none


def test_the_same_data_have_no_differences_in_any_order():
    new = OLD.with_frames(enterprises=OLD.enterprises.iloc[::-1].reset_index(drop=True))
    found = differences(OLD, new)
    assert found.none
    assert summary(found) == {"企业": (0, 0, 0)}
    assert changes(found) == []


def test_values_compare_exactly_and_missing_is_a_value():
    base = enterprise(ONE, "甲公司", 税收实际贡献=0.3, 用电量=0.0)
    new = enterprise(ONE, "甲公司", 税收实际贡献=0.1 + 0.2, 用电量=-0.0, 总用能=0.0, 新增用地批准日期="2020-06-01")
    assert changes(differences(tables(base), tables(new))) == [
        ("企业", f"2022 {ONE}", "甲公司", "新增用地批准日期", None, "2020-06-01", ""),
        ("企业", f"2022 {ONE}", "甲公司", "税收实际贡献", "0.3", "0.30000000000000004", "万元"),
        ("企业", f"2022 {ONE}", "甲公司", "总用能", None, "0", "吨标煤"),
    ]


def test_rows_without_a_key_compare_whole_as_often_as_they_occur():
    def points(*values: float) -> Tables:
        rows = [{"年度": 2022, "统一社会信用代码": ONE, "项目": "绿色工厂", "分值": v, "依据": "文件"} for v in values]
        return Tables.of({"加减分": rows})

    found = differences(points(1, 1, 2), points(3, 1))
    assert summary(found) == {"加减分": (1, 2, 0)}
    assert found.added["加减分"]["points"].tolist() == [3]
    assert found.removed["加减分"]["points"].tolist() == [1, 2]


@pytest.mark.parametrize("turned", [False, True])
def test_a_key_that_occurs_twice_compares_whole(turned):
    old = tables(enterprise(ONE, "甲"), enterprise(ONE, "甲", 用地面积=1.0), enterprise(TWO, "乙"))
    rows = [enterprise(ONE, "甲"), enterprise(ONE, "甲", 用地面积=2.0), enterprise(TWO, "乙", 用地面积=5.0)]
    found = differences(old, tables(*(rows[::-1] if turned else rows)))
    assert summary(found) == {"企业": (1, 1, 1)}
    assert found.added["企业"]["land_mu"].tolist() == [2.0]
    assert found.removed["企业"]["land_mu"].tolist() == [1.0]


@pytest.mark.parametrize("turned", [False, True])
def test_a_key_that_came_to_occur_twice_has_one_row_more(turned):
    rows = [enterprise(ONE, "甲", 用地面积=1.0), enterprise(ONE, "甲", 用地面积=2.0)]
    found = differences(tables(rows[0]), tables(*(rows[::-1] if turned else rows)))
    assert summary(found) == {"企业": (1, 0, 0)}
    assert found.added["企业"]["land_mu"].tolist() == [2.0]


def test_a_row_without_its_key_is_no_other_row():
    old = tables(enterprise(None, "甲", 用地面积=1.0))
    assert summary(differences(old, tables(enterprise(None, "甲", 用地面积=2.0)))) == {"企业": (1, 1, 0)}


def test_meters_for_every_year_are_matched_and_named():
    def meters(share: float) -> Tables:
        return tables(enterprise(ONE, "甲公司"), 电表=[{"户号": "01", "统一社会信用代码": ONE, "份额": share}])

    assert changes(differences(meters(0.5), meters(0.25))) == [
        ("电表", f"01 {ONE}", "甲公司", "份额", "0.5", "0.25", "")
    ]  # fmt: skip


def test_an_outline_that_moved_is_a_change():
    def parcel(east: float) -> Tables:
        outline = shapely.box(120 + east, 30, 120.001 + east, 30.001)
        made = Tables.of({"宗地": [{"宗地代码": "P1", "区县": "南湖区", "镇街": "甲"}]})
        return made.with_frames(parcels=made.parcels.assign(geometry=pd.Series([outline], dtype=object)))

    assert differences(parcel(0), parcel(0)).none
    (change,) = changes(differences(parcel(0), parcel(0.1)))
    assert change[:4] == ("宗地", "P1", None, "图形")
    assert change[4] == change[5]  # as large as before: 0.001° × 0.001° near 30° north


def test_a_published_indicator_of_one_version_only_is_compared_with_nothing():
    old = Tables.of({"区域": [{"年度": 2022, "区域名称": "南湖区", "级别": "县"}]})
    new = old.with_frames(regions=old.regions.assign(亩均税收=[12.5]))
    assert changes(differences(old, new)) == [("区域", "2022 南湖区", None, "亩均税收", None, "12.5", "")]


def test_a_whole_new_table_is_added():
    found = differences(Tables(), OLD)
    assert summary(found) == {"企业": (3, 0, 0)}
    assert found.added["企业"]["uscc"].tolist() == [TWO, ONE, TWO]  # 2021 first
    assert differences(Tables(), Tables()).none
