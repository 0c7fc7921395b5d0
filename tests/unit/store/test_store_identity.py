"""data_id names the content: every value counts, the way it is held doesn't."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from muyun.data.coefficients import shipped_coefficients
from muyun.data.tables import Tables
from muyun.store import data_id
from tests.unit.store.samples import HOLED, tables

MISSING_TEXT, EMPTY_TEXT = float("nan"), ""


def test_an_id_is_sixteen_hexadecimal_digits():
    assert len(data_id(tables())) == 16
    int(data_id(tables()), 16)


def test_the_order_of_rows_of_any_table_does_not_count():
    given = tables()
    turned = given.with_frames(enterprises=given.enterprises.iloc[[2, 0, 1]], parcels=given.parcels.iloc[::-1])
    assert data_id(turned) == data_id(given)


def test_where_the_rows_came_from_does_not_count():
    assert data_id(replace(tables(), sources={})) == data_id(tables())


def test_how_pandas_holds_a_value_does_not_count():
    frame = tables().enterprises
    held = frame.assign(
        uscc=frame["uscc"].astype(object), county=frame["county"].astype("category"),
        land_mu=frame["land_mu"].astype("Float64"), year=frame["year"].astype("int64"),
        name=pd.array(frame["name"], dtype="string[python]"), military=frame["military"].astype(object),
        land_new_approved=frame["land_new_approved"].astype("datetime64[ns]"),
    )  # fmt: skip
    held = held[list(reversed(held.columns))]
    assert data_id(tables().with_frames(enterprises=held)) == data_id(tables())


def test_zero_and_minus_zero_are_equal_in_any_order():
    rows = [{"年度": 2021, "企业名称": "甲", "用地面积": v, "税收实际贡献": t} for v, t in ((0.0, 1.0), (-0.0, 2.0))]
    assert data_id(Tables.of({"企业": rows})) == data_id(Tables.of({"企业": rows[::-1]}))
    assert data_id(tables(tax_wan=0.0)) == data_id(tables(tax_wan=-0.0))


@pytest.mark.parametrize("name, values", [
    ("land_mu", [None, 0.0, 0.1 + 0.2, 0.3, 1.0]),
    ("town", [MISSING_TEXT, EMPTY_TEXT, "0", " ", "南"]),
    ("staff", [None, 0.0, 1.0]),
    ("transition_from", [None, 0, 2021]),
    ("military", [None, False, True]),
    ("land_new_approved", [None, pd.Timestamp("1970-01-01"), pd.Timestamp("2020-06-01")]),
])
def test_every_value_gives_another_id_missing_empty_and_zero_too(name, values):
    ids = [data_id(tables(**{name: value})) for value in values]
    assert len(set(ids)) == len(values)


def test_a_value_in_the_next_column_row_or_table_is_another():
    def one(**cells: object) -> str:
        rows = [{"年度": 2021, "企业名称": "甲", **cells}, {"年度": 2021, "企业名称": "乙"}]
        return data_id(Tables.of({"企业": rows}))

    assert one(镇街="南") != one(园区="南") and one(镇街="a", 园区="b") != one(镇街="ab", 园区="")
    points = [{"年度": 2021, "统一社会信用代码": "1"}]
    assert data_id(Tables.of({"加减分": points})) != data_id(Tables.of({"否决事项": points}))


def test_a_row_twice_is_not_a_row_once():
    row = {"年度": 2021, "企业名称": "甲"}
    assert data_id(Tables.of({"企业": [row]})) != data_id(Tables.of({"企业": [row, row]}))
    assert data_id(Tables.of({"企业": [{}]})) != data_id(Tables.of({"企业": [{}, {}]})) != data_id(Tables())


def test_a_shape_that_moved_by_a_hair_is_another():
    given = tables()
    moved = shapely.transform(HOLED, lambda points: points + np.array([0, 1e-9]))
    parcels = given.parcels.assign(geometry=[moved, *given.parcels["geometry"].iloc[1:]])
    assert data_id(given.with_frames(parcels=parcels)) != data_id(given)


def test_coefficients_count_and_their_order_does_not():
    rows = shipped_coefficients()
    changed = (replace(rows[0], factor=rows[0].factor * (1 + 1e-12)), *rows[1:])
    assert data_id(replace(tables(), coefficients=changed)) != data_id(tables())
    assert data_id(replace(tables(), coefficients=rows[::-1])) == data_id(tables())


def test_a_measure_that_nobody_filled_in_does_not_count():
    frame = tables().enterprises
    assert data_id(tables().with_frames(enterprises=frame.drop(columns="rd_wan"))) == data_id(tables())


def test_an_id_stays_the_same_from_release_to_release():
    """Links hold it: when this fails, the form has changed and `_FORM` needs another number."""
    assert data_id(replace(Tables(), coefficients=())) == _by_hand(b"[]")
    rows = [{"年度": 2021, "企业名称": "乙"}, {"年度": 2021, "企业名称": "甲"}]  # 乙 sorts first: U+4E59 < U+7532
    header = b'["\\u4f01\\u4e1a", 2, [["year", "int64"], ["name", "large_string"]]]'
    years = b"\xc0" + np.array([2021, 2021], "<i8").tobytes()
    names = b"\xc0" + np.array([3, 3], "<i8").tobytes() + "乙甲".encode()
    assert data_id(replace(Tables.of({"企业": rows}), coefficients=())) == _by_hand(header + years + names + b"[]")


def _by_hand(canonical: bytes) -> str:
    return hashlib.sha256(b"muyun tables 1\n" + canonical).hexdigest()[:16]
