"""The sample in the store: it evaluates to the same last bit, and large uploads are read fast enough."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from muyun.data.read import read_upload
from muyun.data.tables import Source, Tables
from muyun.evaluate import evaluate
from muyun.policy.load import load_policy
from muyun.store import UploadedFile
from muyun.terms import TABLES, table_measures
from tests.unit.store.samples import assert_same

pytest_plugins = ["tests.unit.store.databases"]


@pytest.fixture(scope="module")
def upload_tables(sample: Path) -> Tables:
    """The sample as read: 3,000 enterprises in three years, 5,000 parcels."""
    return read_upload([sample])[0]


def test_the_sample_comes_back_and_evaluates_to_the_same_last_bit(store, sample, upload_tables):
    files = [UploadedFile(path.name, path.read_bytes()) for path in sorted(sample.iterdir())]
    stored = store.add_dataset(upload_tables, (), files, label="样例", synthetic=True)
    assert (stored.rows["企业"], stored.rows["宗地"], stored.years) == (9000, 5000, (2020, 2021, 2022))
    back = store.tables(stored)
    assert_same(back, upload_tables)
    for table in TABLES:
        for name in ["uscc", None]:
            rows = range(0, len(upload_tables.frame(table)), 97)
            assert [back.cell(table, r, name) for r in rows] == [upload_tables.cell(table, r, name) for r in rows]
    policy = load_policy("jiaxing-2018")
    actual, expected = (evaluate(t, policy, 2022) for t in (back, upload_tables))
    for field in fields(expected):
        if isinstance(frame := getattr(expected, field.name), pd.DataFrame):
            assert_frame_equal(getattr(actual, field.name), frame, check_exact=True)
    assert actual.findings == expected.findings


def test_a_hundred_thousand_rows_come_back_as_they_were(store):
    random, rows = np.random.default_rng(1), 100_000
    frame = Tables().enterprises.reindex(range(rows))
    numbers = [m.name for m in table_measures("企业").values() if m.type == "float"]
    frame = frame.assign(**{name: random.random(rows) for name in numbers}, year=pd.array([2022] * rows, "Int64"))
    frame = frame.assign(**{name: [f"{name}{n}" for n in range(rows)] for name in ("uscc", "name", "town")})
    source = Source("企业.xlsx", "企业", {"uscc": "B"}, {}, np.arange(2, rows + 2))
    given = replace(Tables().with_frames(enterprises=frame), sources={"企业": (source,)})
    stored = store.add_dataset(given, (), (), label="大")
    assert_same(store.tables(stored), given)
