"""Result tables as xlsx and CSV."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from muyun.report.result_book import SCENARIO, number_format, result_csv, result_workbook

FRAME = pd.DataFrame({
    "年度": pd.array([2022, 2022], "Int64"), "企业名称": ["=1+1", None],
    "用地面积": [12345.678901234567, np.nan], "亩均税收": [0.1 + 0.2, np.inf],
    "执行等级": pd.Categorical(["A", "D"]), "军工": pd.array([True, None], "boolean"),
    "批准日期": pd.to_datetime(["2020-06-01", None]),
})  # fmt: skip


def opened(data: bytes):
    """The sheet as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def sheet_of(frame: pd.DataFrame):
    """The sheet of a frame with one band and one note: header in row 4, data from row 5."""
    return opened(result_workbook(frame, title="排名", notes=["政策：某县 2019"], bands=["合成样例数据"]))


def test_title_bands_and_notes_stand_above_the_header():
    sheet = opened(result_workbook(FRAME, title="排名", notes=["甲", "乙"], bands=["合成样例数据", SCENARIO]))
    assert [sheet.cell(row, 1).value for row in range(1, 7)] == ["排名", "合成样例数据", SCENARIO, "甲", "乙", "年度"]
    assert sheet["A3"].fill.fgColor.rgb == "FF7A3EB1"
    assert sheet["A2"].fill.fgColor.rgb != "FF7A3EB1"
    assert sheet.freeze_panes == "C7"  # under the header, right of 企业名称
    assert sheet.auto_filter.ref == "A6:G8"


def test_without_the_scenario_band_nothing_is_purple():
    sheet = sheet_of(FRAME)
    assert all(cell.fill.fgColor.rgb != "FF7A3EB1" for row in sheet.iter_rows() for cell in row)


def test_numbers_keep_full_precision_and_text_stays_text():
    sheet = sheet_of(FRAME)
    assert [cell.value for cell in sheet[5]][:6] == [2022, "=1+1", 12345.678901234567, 0.1 + 0.2, "A", "是"]
    assert sheet["B5"].data_type == "s"
    assert sheet["G5"].value.date().isoformat() == "2020-06-01"


def test_missing_and_infinite_are_empty_cells():
    assert [cell.value for cell in sheet_of(FRAME)[6]] == [2022, None, None, None, "D", None, None]


def test_classes_are_tinted_and_sector_letters_are_not():
    classes, sectors = ["A", "B类（鼓励提升类）", "", "D档"], ["C", "C", "D", "A"]
    sheet = sheet_of(pd.DataFrame({"执行等级": classes, "行业门类": sectors}))
    tints = [sheet.cell(row, 1).fill.fgColor.rgb for row in (5, 6, 8)]
    assert tints == ["FFCCE3F0", "FFDDF0FB", "FFF7DFCC"]
    assert all(sheet.cell(row, 2).fill.fgColor.rgb == "00000000" for row in range(5, 9))


@pytest.mark.parametrize(
    ("name", "numbers", "expected"),
    [
        ("年度", [2022.0], "0"),  # a year has no separator
        ("列入年度", [2022.0], "0"),
        ("名次", [1.0, 2871.0], "#,##0"),
        ("用地面积", [1.5, 1234.5, 5000.5], "#,##0"),  # the middle one has 4 digits before the point
        ("综合得分", [9.5, 88.12, 104.3], "#,##0.00"),  # 88.12
        ("亩均税收", [0.0, 3.25, np.nan], "#,##0.000"),  # 3.250
        ("研发投入强度", [-0.0213], "#,##0.00000"),  # 0.02130
        ("税", [1e-9, 1e-9], "#,##0.000000"),
        ("空", [np.nan], "#,##0"),
    ],
)
def test_columns_show_about_four_digits(name, numbers, expected):
    assert number_format(name, np.array(numbers)) == expected


def test_a_frame_without_rows_is_a_header():
    sheet = sheet_of(FRAME.iloc[:0])
    assert [cell.value for cell in sheet[4]] == list(FRAME.columns)
    assert sheet.max_row == 4


def test_more_rows_than_a_sheet_are_refused():
    with pytest.raises(ValueError, match="1,048,576"):
        result_workbook(pd.DataFrame({"a": np.zeros(1_048_576)}), title="", notes=[])


def test_the_csv_is_written_as_result_csv_is():
    assert result_csv(FRAME).decode("utf-8-sig").splitlines() == [
        "年度,企业名称,用地面积,亩均税收,执行等级,军工,批准日期",
        '2022,"\'=1+1",12345.678901234567,0.30000000000000004,"A","是","2020-06-01"',
        '2022,,,,"D",,',
    ]
    assert result_csv(FRAME).startswith(b"\xef\xbb\xbf")
