"""The workbook that offices fill in: a sheet a table, with units, notes and drop-downs."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from muyun.data.notes import note_of
from muyun.data.units import known_units
from muyun.data.words import CHOICES
from muyun.terms import KEYS, TABLES, Measure, table_measures

_LAST_ROW = 1_048_575
_LIST_LIMIT = 255
"""Characters that Excel takes in a drop-down's own list."""

_INTRODUCTION = (
    ("亩云数据模板", ""),
    ("怎么填", "每张工作表是一张表。只填用得到的表和列，其余留空或删去；“企业”表必填。"),
    (
        "表头",
        "红色的列必填，缺了不能启用；蓝色的列评价要用，缺了多半排不了名或少得分。列名不要改；"
        "单位可以改成括号里的另一种，例如“用地面积（平方米）”，"
        "会自动换算。",
    ),
    (
        "一家企业至少填",
        "红色各列，加上规模、用地面积和税收实际贡献；规上企业还要工业增加值、总用能、排放量、年平均职工人数、"
        "研发经费和主营业务收入。有的政策另要工业总产值、碳排放、用电量，服务业要营业收入：看所选政策各组的指标。",
    ),
    (
        "举例",
        "年度 2022，统一社会信用代码 91990481MA79TMNTXC，企业名称 示例机械有限公司，区县 南湖区，行业代码 C3311，"
        "规模 规上，用地面积 20.5，税收实际贡献 820，工业增加值 2600，总用能 1150，排放量 0.8，年平均职工人数 160，"
        "研发经费 480，主营业务收入 15000；其余留空。",
    ),
    ("没有数据", "请留空，不要填 0：没有数据不等于 0。"),
    ("统一社会信用代码", "18 位，整列已设为文本格式；粘贴时请选“只保留文本”，否则 Excel 会丢掉末几位。"),
    (
        "几个部门分别填",
        "每个部门可以各交一个文件，文件名以表名开头，例如“企业-税务.xlsx”，按年度和统一社会信用代码合并。",
    ),
    (
        "只有公布的比值",
        "“区域”“园区”表可以自己加列，列名写指标的名称，单位写在括号里，例如“亩均产出（万元/亩）”“单位能耗（吨标煤/万元）”。"
        "分子、分母都填了的，按它们算；公布的比值只排名、计分，不并入合计。",
    ),
    ("合计行", "不需要；末尾的合计行不会读入。"),
    ("宗地图形", "另交 GeoPackage、GeoParquet、GeoJSON 或 zip 压缩的 Shapefile，文件名以“宗地”开头，写明坐标系。"
     "网络地图的坐标（GCJ-02、BD-09）要写在文件名里，如“宗地-GCJ02”，会自动换算。"),
)


NEEDED = frozenset({
    "scale", "land_mu", "tax_wan", "value_added_wan", "output_wan", "revenue_wan", "turnover_wan", "staff",
    "energy_tce", "electricity_wan_kwh", "emission_t", "carbon_t", "rd_wan",
})  # fmt: skip
"""Columns of 企业 that aren't required of each row, and that the indicators of the shipped policies stand on."""


def write_template(path: Path) -> None:
    """An empty workbook with every table and column of measures.csv at `path`.

    Notes say what a column means, drop-downs hold the closed lists; filled in, it reads back
    without a finding. OSError: `path` can't be written.
    """
    try:
        with xlsxwriter.Workbook(str(path)) as book:
            _write_introduction(book)
            formats = {
                "required": book.add_format({"bold": True, "font_color": "#C00000", "bottom": 1, "text_wrap": True}),
                "needed": book.add_format({"bold": True, "font_color": "#0072B2", "bottom": 1, "text_wrap": True}),
                "optional": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
                "text": book.add_format({"num_format": "@"}),
                "date": book.add_format({"num_format": "yyyy-mm-dd"}),
                "year": book.add_format({"num_format": "0"}),
            }
            for table in TABLES:
                _write_table(book, table, formats)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def header_of(measure: Measure) -> str:
    """The header of a column in the template: its name, and its unit where it has one."""
    return f"{measure.column}（{measure.unit}）" if measure.unit and measure.type == "float" else measure.column


def _write_introduction(book: Workbook) -> None:
    sheet = book.add_worksheet("说明")
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    rows = [*_INTRODUCTION, *((f"表“{table}”", _table_line(table)) for table in TABLES)]
    for row, (title, text) in enumerate(rows):
        sheet.write_string(row, 0, title, bold)
        if text:
            sheet.write_string(row, 1, text, wrapped)


def _table_line(table: str) -> str:
    measures = table_measures(table)
    required = "、".join(m.column for m in measures.values() if m.required)
    keys = "、".join(measures[name].column for name in KEYS.get(table, ()))
    return f"必填：{required}。" + (f"不能重复：{keys}。" if keys else "")


def _write_table(book: Workbook, table: str, formats: dict[str, Format]) -> None:
    sheet = book.add_worksheet(table)
    columns = [m for m in table_measures(table).values() if m.type != "geometry"]
    for position, measure in enumerate(columns):
        header = header_of(measure)
        sheet.write_string(0, position, header, formats[_head(measure)])
        sheet.write_comment(0, position, note(measure), {"x_scale": 2, "y_scale": 1.5})
        style = {"text": "text", "date": "date", "int": "year"}.get(measure.type)
        sheet.set_column(position, position, max(10, 2 * len(header) + 2), formats[style] if style else None)
        if rule := drop_down(measure):
            sheet.data_validation(1, position, _LAST_ROW, position, rule)
    sheet.freeze_panes(1, 3 if table == "企业" else 1)


def _head(measure: Measure) -> str:
    if measure.required:
        return "required"
    return "needed" if measure.table == "企业" and measure.name in NEEDED else "optional"


def note(measure: Measure) -> str:
    """The comment at the header of a column: whether it is required, what it means, which units it takes."""
    parts = ["必填。" if measure.required else "选填。", note_of(measure)]
    if measure.type == "float" and (units := known_units(measure)):
        parts.append(f"单位：{'、'.join(units)}，写在表头的括号里。")
    return "".join(parts)


def drop_down(measure: Measure) -> dict | None:
    """XlsxWriter's rule for a closed list, 是/否 for a flag: Excel refuses other texts. None: any text may stand."""
    words = ("是", "否") if measure.type == "bool" else CHOICES.get((measure.table, measure.name))
    if not words or len(",".join(map(str, words))) > _LIST_LIMIT:
        return None
    return {
        "validate": "list", "source": [str(word) for word in words], "error_title": measure.column,
        "error_message": "请从下拉列表里选。",
    }  # fmt: skip
