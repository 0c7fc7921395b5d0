"""Versions of the data: never overwritten, read back as they were, on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select

from muyun.data.coefficients import Coefficient
from muyun.data.tables import frame_of
from muyun.findings import InputError
from muyun.store import StoredFile, UploadedFile, open_store
from muyun.store.blobs import PART_BYTES
from muyun.store.schema import blobs, contents, datasets
from tests.unit.store.samples import FILES, FINDINGS, add, assert_same, tables

pytest_plugins = ["tests.unit.store.databases"]


def test_a_version_says_what_was_stored(store):
    before = datetime.now(UTC)
    stored = add(store)
    assert (stored.version, stored.label, stored.note, stored.synthetic) == (1, "第一次", "备注", True)
    assert stored.years == (2021, 2022)
    assert stored.rows == {"企业": 3, "宗地": 3}
    assert stored.levels == {"错误": 1, "警告": 1, "提示": 2}
    assert [(f.name, f.size) for f in stored.files] == [("企业.xlsx", 4000), ("空.csv", 0), ("再.xlsx", 4000)]
    assert stored.files[1].sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert before <= stored.stored_at <= datetime.now(UTC) and stored.stored_at.utcoffset() == timedelta(0)


def test_tables_come_back_to_the_last_bit_with_their_cells(store):
    stored, given = add(store), tables()
    back = store.tables(stored)
    assert_same(back, given)
    assert [s is None for s in back.parcels["geometry"]] == [False, False, True]
    assert back.cell("企业", 0, "land_mu") == given.cell("企业", 0, "land_mu")
    assert str(back.cell("企业", 1, "tax_wan")) == "税务.csv C3"


def test_findings_and_files_come_back_as_they_were(store):
    stored = add(store)
    assert store.findings(stored) == FINDINGS
    assert store.files(stored) == FILES


def test_tables_without_any_row_can_be_stored(store):
    empty = replace(tables(), sources={}).with_frames(enterprises=tables().enterprises.iloc[:0])
    stored = store.add_dataset(empty.with_frames(parcels=tables().parcels.iloc[:0]), (), (), label="空")
    assert (stored.years, stored.rows, stored.files) == ((), {}, ())
    assert store.tables(stored).enterprises.dtypes.equals(tables().enterprises.dtypes)


@pytest.mark.parametrize("applied", [None, (), (1, 0)])
def test_which_corrections_were_applied_comes_back(store, applied):
    """None: not known, as of a version stored before it was kept."""
    one = {"年度": 2022, "统一社会信用代码": "E1", "字段": "用地面积", "原值": "1", "新值": "2"}
    rows = [one | {"编号": str(n)} for n in (1, 2)]
    given = replace(tables(), corrections=frame_of("纠偏", rows), applied=applied)
    assert store.tables(store.add_dataset(given, (), (), label="纠偏")).applied == applied


def test_own_coefficients_come_back(store):
    own = (Coefficient("coal_t", 1 / 3, "当量值", 2020, "本省", True),)
    stored = store.add_dataset(replace(tables(), coefficients=own), (), (), label="系数")
    assert store.tables(stored).coefficients == own


def test_published_indicators_of_a_region_come_back_in_their_order(store):
    given = tables()
    regions = given.regions.reindex(range(2)).astype(given.regions.dtypes)
    regions = regions.assign(year=pd.array([2021, 2022], "Int64"), 亩均税收=[1.5, np.nan], A指标=[np.nan, 2.0])
    given = given.with_frames(regions=regions)
    assert_same(store.tables(store.add_dataset(given, (), (), label="区域")), given)


def test_rows_in_another_order_keep_their_cells(store):
    given = tables()
    turned = given.with_frames(enterprises=given.enterprises.iloc[[2, 0, 1]])
    back = store.tables(store.add_dataset(turned, (), (), label="换行"))
    assert list(back.enterprises.index) == [0, 1, 2]
    assert back.cell("企业", 0, "tax_wan").row == 4 and back.cell("企业", 1, "land_mu").row == 17


def test_versions_are_numbered_in_order_and_listed_newest_first(store):
    numbers = [add(store, label=str(n), land_mu=float(n)).version for n in range(3)]
    assert numbers == [1, 2, 3]
    assert [(d.version, d.label) for d in store.datasets()] == [(3, "2"), (2, "1"), (1, "0")]
    assert store.version(2) == store.datasets()[1]
    assert store.version(4) is None


def test_the_newest_version_with_a_content_answers_for_it(store):
    first, other, again = add(store), add(store, land_mu=7.0), add(store, label="再传")
    assert first.data_id == again.data_id != other.data_id
    assert store.dataset(first.data_id) == again
    assert store.dataset("0" * 16) is None


def test_the_same_file_and_frame_are_stored_once(store):
    add(store)
    with store.database.reading() as connection:
        before = connection.execute(select(func.count()).select_from(contents)).scalar()
    add(store, label="再传")
    with store.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(contents)).scalar() == before
        assert connection.execute(select(func.count()).select_from(datasets)).scalar() == 2


@pytest.mark.parametrize("size, parts", [(PART_BYTES, 1), (PART_BYTES + 1, 2), (2 * PART_BYTES, 2)])
def test_a_large_file_lies_in_parts_of_four_mebibytes(store, size, parts):
    content = np.random.default_rng(1).bytes(size)
    stored = add(store, files=[UploadedFile("大.bin", content)])
    assert store.files(stored) == (UploadedFile("大.bin", content),)
    with store.database.reading() as connection:
        count = select(func.count()).where(blobs.c.sha256 == stored.files[0].sha256)
        assert connection.execute(count).scalar() == parts


def test_texts_that_no_database_takes_are_stored_without_what_is_wrong(store):
    odd = UploadedFile("a\0\udcff.csv", b"x")
    stored = store.add_dataset(tables(), (), [odd], label="标\0签", note="\ud800")
    assert (stored.label, stored.note, stored.files[0].name) == ("标签", "?", "a?.csv")


def test_damaged_contents_are_a_finding_and_no_data(store):
    stored = add(store)
    with store.database.writing() as connection:
        connection.execute(blobs.update().where(blobs.c.sha256 == stored.files[0].sha256).values(content=b"PK"))
    with pytest.raises(InputError) as wrong:
        store.files(stored)
    assert [f.code for f in wrong.value.findings] == ["STORE_DAMAGED"]
    assert_same(store.tables(stored), tables())


def test_a_version_of_another_store_is_no_version_here(store):
    stored = add(store)
    with pytest.raises(KeyError):
        store.tables(replace(stored, version=9))
    with pytest.raises(KeyError):
        store.files(replace(stored, version=9))


def test_a_version_outlives_the_program(store, home, url):
    stored = add(store)
    store.close()
    again = open_store(home, url)
    assert again.datasets() == [stored]
    assert isinstance(again.datasets()[0].files[0], StoredFile)
    again.close()


def test_a_version_that_fails_leaves_nothing(store):
    with pytest.raises(RuntimeError), store.database.writing() as connection:
        connection.execute(contents.insert().values(sha256="0" * 64, size=1, parts=1))
        raise RuntimeError
    with store.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(contents)).scalar() == 0
