"""Tables with every dtype, odd values and sources, to be stored and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from pandas.testing import assert_frame_equal

from muyun.data.tables import Source, Tables
from muyun.findings import Cell, Finding, Level, Line
from muyun.store import Answer, Dataset, Matter, Store, UploadedFile, Verdict
from muyun.terms import TABLES

ENTERPRISES = [
    {"年度": 2021, "统一社会信用代码": "91330000000000001X", "企业名称": "甲", "区县": "黄岩区", "镇街": "",
     "军工": True, "用地面积": 0.1 + 0.2, "税收实际贡献": -0.0, "新增用地批准日期": dt.datetime(2020, 6, 1)},
    {"年度": 2022, "统一社会信用代码": "91330000000000001X", "企业名称": "甲🏭", "区县": "黄岩区",
     "军工": False, "用地面积": 5e-324, "过渡期起始年": 2021},
    {"年度": 2022, "统一社会信用代码": "913300000000000022", "企业名称": "乙", "区县": "椒江区", "用地面积": 1e300},
]  # fmt: skip
HOLED = shapely.Polygon([(120, 30), (121, 30), (121, 31), (120, 30)], [[(120.5, 30.1), (120.9, 30.1), (120.9, 30.4)]])
PARCELS = [
    {"宗地代码": "330000000001", "区县": "黄岩区", "登记面积": 20.0, "geometry": HOLED},
    {"宗地代码": "330000000002", "区县": "黄岩区", "geometry": shapely.MultiPolygon([HOLED])},
    {"宗地代码": "330000000003", "区县": "椒江区"},
]
FINDINGS = (
    Finding("LAND", Level.ERROR, Cell("企业", 17, "用地面积", "F", "企业.xlsx", "企业"), "是 -1 亩。", "因", "改"),
    Finding("SOFT", Level.WARNING, Line("x/policy.yaml", 3, "pools.规上工业"), "“引号”\n\\ \ud800"),
    Finding("ROW", Level.NOTE, Cell("企业", np.int64(5)), "甲"),
    Finding("NOWHERE", Level.NOTE, None, ""),
)
BOOK = b"PK\x00\xff" * 1000
FILES = (UploadedFile("企业.xlsx", BOOK), UploadedFile("空.csv", b""), UploadedFile("再.xlsx", BOOK))


def tables(**changes: object) -> Tables:
    """企业 of two files and 宗地 with shapes; `changes` go into the first row of 企业, by name."""
    made = Tables.of({"企业": ENTERPRISES, "宗地": PARCELS})
    frame = made.enterprises
    for name, value in changes.items():
        frame = frame.assign(**{name: pd.Series([value, *frame[name].iloc[1:]], dtype=frame[name].dtype)})
    sources = {
        "企业": (
            Source("企业.xlsx", "企业", {"uscc": "B", "land_mu": "F"}, {"land_mu": "用地/亩"}, np.array([17, 0, 19])),
            Source("税务.csv", None, {"tax_wan": "C"}, {"tax_wan": "税收"}, np.array([2, 3, 4])),
        ),
        "否决事项": (Source("否决事项.csv", None, {}, {}, np.array([], np.int64)),),
    }
    return replace(made.with_frames(enterprises=frame), sources=sources)


def verdict(**changes: object) -> Verdict:
    """One of the office's, on a class proposed for 2022."""
    said = Verdict(Matter.PROPOSAL, "jiaxing-2018", 2022, "91330000000000001X JX-17", Answer.CONFIRMED, "王主任",
                   "〔2022〕3 号", "按政策")  # fmt: skip
    return replace(said, **changes)


def assert_same(actual: Tables, expected: Tables) -> None:
    """The same frames to the last bit with the same dtypes, the same cells, the same coefficients."""
    for table in TABLES:
        assert_frame_equal(actual.frame(table), expected.frame(table), check_exact=True)
        for name in expected.frame(table).select_dtypes("float64"):
            bits = [frame[name].to_numpy().view(np.int64) for frame in (actual.frame(table), expected.frame(table))]
            missing = expected.frame(table)[name].isna().to_numpy()
            assert (bits[0] == bits[1])[~missing].all(), name
    assert actual.coefficients == expected.coefficients
    assert actual.sources.keys() == expected.sources.keys()
    for table, sources in expected.sources.items():
        for one, other in zip(actual.sources[table], sources, strict=True):
            assert (one.file, one.sheet) == (other.file, other.sheet)
            assert (one.letters, one.headers) == (other.letters, other.headers)
            assert one.rows.dtype == np.int64 and one.rows.tolist() == other.rows.tolist()


def add(store: Store, *, label: str = "第一次", files: Sequence[UploadedFile] = FILES, **changes: object) -> Dataset:
    """Stores `tables(**changes)`."""
    return store.add_dataset(tables(**changes), FINDINGS, files, label=label, note="备注", synthetic=True)
