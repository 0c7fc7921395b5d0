"""The quick way of reading a workbook and the careful one give the same; fuzzed files never raise."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from office_files import HEADER, ONE, TWO, codes, enterprise
from pandas.testing import assert_frame_equal

from muyun.data import xlsx
from muyun.data.read import read_upload
from muyun.data.uscc import ALPHABET, wrong_codes

FIGURES = ["用地面积", "税收实际贡献", "军工", "新增用地批准日期", "镇街"]
cells = st.one_of(
    st.none(), st.floats(-1e6, 1e6), st.integers(0, 10**6), st.booleans(),
    st.sampled_from(["1,200", "约5", "-", " ", "是", "2020-06-01", "0.1", "１２", "=1+1", "合计", "东栅"]),
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
)  # fmt: skip


def write(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("企业")
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell is not None:
                    sheet.write(i, j, cell)
    return path


@given(rows=st.lists(st.lists(cells, min_size=5, max_size=5), min_size=1, max_size=6), above=st.integers(0, 2))
def test_both_ways_of_reading_a_workbook_agree(tmp_path_factory, rows, above):
    path = tmp_path_factory.mktemp("exact") / "数据.xlsx"
    table = [enterprise(ONE, *row, year=2000 + i) for i, row in enumerate(rows)]
    write(path, [["标题"]] * above + [[*HEADER, *FIGURES], *table])
    quick, quick_findings = read_upload([path])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx, "_by_fastexcel", lambda content, layout: None)
        careful, careful_findings = read_upload([path])
    assert_frame_equal(quick.enterprises, careful.enterprises, check_exact=True)
    assert quick_findings == careful_findings
    assert (quick.sources["企业"][0].rows == careful.sources["企业"][0].rows).all()


def test_an_even_workbook_is_read_the_quick_way(tmp_path, monkeypatch):
    path = write(tmp_path / "数据.xlsx", [[*HEADER, "用地面积"], enterprise(ONE, 0.1), enterprise(TWO, 1e-300)])
    monkeypatch.setattr(xlsx, "_by_calamine", None)
    tables, findings = read_upload([path])
    assert findings == () and tables.enterprises["land_mu"].tolist() == [0.1, 1e-300]


def test_a_boolean_among_numbers_is_not_taken_for_one(tmp_path):
    header = [*HEADER, "用地面积", "镇街"]
    path = write(tmp_path / "数据.xlsx", [header, enterprise(ONE, 1.5, 0), enterprise(TWO, True, False)])
    tables, findings = read_upload([path])
    assert codes(findings) == ["NUMBER_UNREADABLE"] and findings[0].where.row == 3
    assert tables.enterprises["town"].tolist() == ["0", "FALSE"]


def test_frames_have_the_dtypes_of_measures_csv(tmp_path):
    from muyun.data.tables import empty_frame

    path = write(tmp_path / "数据.xlsx", [HEADER, enterprise()])
    tables, _ = read_upload([path])
    assert_frame_equal(tables.enterprises.iloc[:0], empty_frame("企业"), check_index_type=False)


@given(data=st.binary(max_size=400))
@pytest.mark.parametrize("name", ["企业.xlsx", "企业.csv", "宗地.geojson", "宗地.zip", "宗地.gpkg", "宗地.parquet"])
def test_random_bytes_never_raise(tmp_path_factory, name, data):
    path = tmp_path_factory.mktemp("fuzz") / name
    path.write_bytes(data)
    _, findings = read_upload([path])
    assert findings


@pytest.fixture(scope="module")
def workbook_bytes(tmp_path_factory):
    """Written once: a workbook holds the time of its writing, so that a second one may have another length."""
    rows = [[*HEADER, "用地面积"], enterprise(ONE, 5), enterprise(TWO, 6)]
    return write(tmp_path_factory.mktemp("fuzz") / "数据.xlsx", rows).read_bytes()


@given(data=st.data())
def test_a_mutated_workbook_never_raises(tmp_path_factory, workbook_bytes, data):
    content = bytearray(workbook_bytes)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("fuzz") / "数据.xlsx"
    path.write_bytes(content)
    read_upload([path])


@given(data=st.data())
def test_mutated_xml_never_raises(tmp_path_factory, workbook_bytes, data):
    """Past the checksums: the XML of a sheet, of the strings or of the workbook is changed, then packed."""
    with zipfile.ZipFile(io.BytesIO(workbook_bytes)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    name = data.draw(
        st.sampled_from(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
    )
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    parts[name] = bytes(content)
    path = tmp_path_factory.mktemp("fuzz") / "数据.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        for part_name, part in parts.items():
            packed.writestr(part_name, part)
    read_upload([path])


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_under_a_header_never_raises(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("fuzz") / "企业.csv"
    path.write_text(",".join(HEADER) + "\n" + text, encoding="utf-8", newline="")
    read_upload([path])


@given(body=st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), last=st.sampled_from(ALPHABET))
def test_the_checksum_of_credit_codes_is_that_of_gb_32100(body, last):
    import pyarrow as pa
    from stdnum.cn import uscc

    malformed, wrong = wrong_codes(pa.array([None, body + last, ONE]))
    right = uscc.calc_check_digit(body) == last
    assert malformed.tolist() == [] and wrong.tolist() == ([] if right else [1])


def test_codes_of_a_wrong_form_are_found_beside_right_ones():
    import pyarrow as pa

    malformed, wrong = wrong_codes(pa.array([ONE, "I" + ONE[1:], ONE[:-1] + "C", "甲" * 6, None, ONE + "0"]))
    assert malformed.tolist() == [1, 3, 5] and wrong.tolist() == [2]


def test_a_csv_that_arrow_cannot_split_reads_like_one_that_it_can(write_csv):
    rows = [[*HEADER, "用地面积", "镇街"], enterprise(ONE, "1,200", "a\nb"), enterprise(TWO, 5, 'a"b')]
    even, _ = read_upload([write_csv(rows, "企业.csv")])
    titled, findings = read_upload([write_csv([["标题"], *rows], "企业.csv")])
    assert codes(findings) == []
    assert_frame_equal(even.enterprises, titled.enterprises)
    assert (titled.sources["企业"][0].rows - even.sources["企业"][0].rows == 1).all()


def test_every_digit_of_a_number_is_kept(tmp_path):
    values = np.random.default_rng(0).lognormal(3, 1, 2000)
    path = write(
        tmp_path / "数据.xlsx",
        [[*HEADER, "用地面积"], *(enterprise(ONE, v, year=1900 + i % 200) for i, v in enumerate(values))],
    )
    tables, _ = read_upload([path])
    wanted = pd.Series([float(f"{v:.16G}") for v in values], name="land_mu")  # what XlsxWriter writes
    assert tables.enterprises["land_mu"].equals(wanted)
