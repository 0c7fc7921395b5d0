"""CSV that Excel opens rightly, and folders that are written whole or not at all."""

import codecs
import csv
import os

import numpy as np
import pandas as pd
import pytest

from muyun.findings import Cell, Finding, Level, Line
from muyun.report.csvfile import findings_frame, write_csv
from muyun.report.folder import all_or_nothing, write_findings


def cells(path):
    return list(csv.reader(path.open(encoding="utf-8-sig", newline="")))


def written(frame, tmp_path):
    write_csv(frame, tmp_path / "x.csv")
    return cells(tmp_path / "x.csv")


def test_numbers_are_the_shortest_that_read_back(tmp_path):
    values = [30.0, 0.1, 1 / 3, 1e-7, 123456789.5, -0.0, np.nan, np.inf]
    got = [row[0] for row in written(pd.DataFrame({"数": values, "二": 1}), tmp_path)[1:]]
    assert got[:2] == ["30", "0.1"] and got[5:] == ["0", "", ""]
    assert [float(text) for text in got[2:5]] == values[2:5]


def test_file_begins_with_a_byte_order_mark_and_plain_headers(tmp_path):
    write_csv(pd.DataFrame({"得分:亩均税收": [1], "a,b": ["c"]}), tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes().startswith(codecs.BOM_UTF8 + '得分:亩均税收,"a,b"\n'.encode())


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@sum", "\tx", "\rx"])
@pytest.mark.parametrize("dtype", ["str", "category"])
def test_text_that_excel_would_compute_is_written_as_text(tmp_path, text, dtype):
    frame = pd.DataFrame({"企业名称": pd.Series([text, "甲", None], dtype=dtype)})
    assert [row for row in written(frame, tmp_path)[1:] if row] == [["'" + text], ["甲"]]


def test_quotes_and_line_ends_survive(tmp_path):
    frame = pd.DataFrame({"名": ['"甲", 乙', "丙\n丁"], "空": ["", None]})
    assert written(frame, tmp_path)[1:] == [['"甲", 乙', ""], ["丙\n丁", ""]]


def test_finding_names_its_place_as_the_spreadsheet_shows_it():
    found = findings_frame([
        Finding("X", Level.ERROR, Cell("企业", 17, "用地面积", "H", "企业.xlsx", "企业"), "错。", "因此。", "改。"),
        Finding("Y", Level.NOTE, Line("补丁.yaml", 3, "pools.规上工业"), "提示。"),
        Finding("Z", Level.NOTE, None, "总的。"),
    ])  # fmt: skip
    assert found.iloc[0].tolist() == [
        "错误", "企业", 17, "用地面积", "X", "企业.xlsx「企业」H17：错。因此。", "改。",
    ]  # fmt: skip
    assert found["表"].tolist()[1] == "补丁.yaml" and found["行"].tolist()[1] == 3
    assert found["说明"].tolist()[2] == "总的。"


def test_a_block_that_fails_leaves_the_folder_as_it_was(tmp_path):
    target = tmp_path / "结果"
    target.mkdir()
    (target / "result.csv").write_text("旧")
    with pytest.raises(RuntimeError), all_or_nothing(target) as folder:
        (folder / "result.csv").write_text("新")
        raise RuntimeError
    assert (target / "result.csv").read_text() == "旧"
    assert [p.name for p in tmp_path.iterdir()] == ["结果"]


def test_a_result_replaces_its_own_files_and_no_others(tmp_path):
    target = tmp_path / "结果"
    target.mkdir()
    (target / "result.csv").write_text("旧")
    (target / "我的笔记.txt").write_text("留")
    with all_or_nothing(target) as folder:
        (folder / "result.csv").write_text("新")
    assert (target / "result.csv").read_text() == "新" and (target / "我的笔记.txt").read_text() == "留"


def test_files_already_moved_in_are_taken_back_when_a_later_one_fails(tmp_path, monkeypatch):
    target = tmp_path / "结果"
    target.mkdir()
    (target / "b.csv").write_text("旧")
    (target / "manifest.json").write_text("旧")
    replace = os.replace

    def failing(source, destination):
        if str(destination).endswith("manifest.json") and "earlier" not in str(source):
            raise PermissionError
        replace(source, destination)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(PermissionError), all_or_nothing(target) as folder:
        for name in ("a.csv", "b.csv", "manifest.json"):
            (folder / name).write_text("新")
    assert {p.name: p.read_text() for p in target.iterdir()} == {"b.csv": "旧", "manifest.json": "旧"}


def test_a_new_folder_appears_whole(tmp_path):
    target = tmp_path / "新" / "结果"
    with all_or_nothing(target) as folder:
        (folder / "a").write_text("1")
        assert not target.exists()
    assert (target / "a").read_text() == "1"


def test_findings_alone_leave_an_earlier_result_in_place(tmp_path):
    (tmp_path / "result.csv").write_text("旧")
    write_findings([Finding("X", Level.ERROR, None, "错。")], tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["findings.csv", "result.csv"]
    assert (tmp_path / "result.csv").read_text() == "旧"
