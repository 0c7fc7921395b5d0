"""Findings about files, sheets and headers: one function each, its text written once."""

from __future__ import annotations

from collections.abc import Sequence

from muyun.data.check import shown
from muyun.data.units import PLAIN
from muyun.findings import Cell, Finding, Level
from muyun.terms import TABLES, Measure

_TABLE_NAMES = "、".join(TABLES)
_MAP_AGAIN = "请用 GIS 软件重新导出 Shapefile，只把它的几个文件压缩在一起再交。"


_SEEN = 12
"""Headers that a message lists."""
_SAVE_AGAIN = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”再交。"
_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".et", ".ods")
"""Workbooks of other kinds, which the program that made them saves as .xlsx."""


def _is_workbook(file: str) -> bool:
    return file.lower().endswith(_WORKBOOKS)


def _is_map(file: str) -> bool:
    return file.lower().endswith(".zip")


def file_missing(file: str) -> Finding:
    """A path that is not there, or can't be opened."""
    return Finding(
        code="FILE_MISSING", level=Level.ERROR, where=Cell(file=file),
        what="找不到或打不开这个文件。", fix="请核对文件名和路径，并关闭正在占用它的程序。",
    )  # fmt: skip


def file_empty(file: str) -> Finding:
    """A file of no bytes, or of white space only."""
    return Finding(
        code="FILE_EMPTY", level=Level.ERROR, where=Cell(file=file),
        what="文件是空的。", fix="请重新导出后再交。",
    )  # fmt: skip


def file_too_large(file: str, size: int, limit: int) -> Finding:
    """A file above the limit, both in bytes."""
    return Finding(
        code="FILE_TOO_LARGE", level=Level.ERROR, where=Cell(file=file),
        what=f"文件有 {size / 2**20:,.0f} MB，超过上限 {limit / 2**20:,.0f} MB。",
        fix="请按年度或区县拆成几个文件，或删去与评价无关的内容。",
    )  # fmt: skip


def file_kind_unknown(file: str) -> Finding:
    """A file whose ending is none that we read."""
    return Finding(
        code="FILE_KIND_UNKNOWN", level=Level.ERROR, where=Cell(file=file),
        what=f"“{file}”不是能读的文件类型。",
        fix=_SAVE_AGAIN if _is_workbook(file) else
        "请交 .xlsx 或 .csv；宗地另可用 .gpkg、.parquet、.geojson 或 .zip（Shapefile）。",
    )  # fmt: skip


def file_left_out(file: str) -> Finding:
    """A file in a folder that belongs to no table."""
    return Finding(
        code="FILE_LEFT_OUT", level=Level.NOTE, where=Cell(file=file),
        what=f"“{file}”不属于任何一张表，没有读。",
        fix=f"如果要用，{_SAVE_AGAIN}" if _is_workbook(file) else f"如果要用，文件名请以表名开头：{_TABLE_NAMES}。",
    )  # fmt: skip


def no_table(files: Sequence[str]) -> Finding:
    """An upload without any known table."""
    named = "、".join(files[:5]) or "（没有文件）"
    return Finding(
        code="NO_TABLE", level=Level.ERROR, where=None,
        what=f"没有找到任何一张已知而有内容的表：{named}。", why="没有表就没有可评价的数据。",
        fix=f"企业的数据请放在名为“企业”的工作表或文件里，别的表也以表名开头：{_TABLE_NAMES}。"
        "可以下载空白模板，把数抄进去。",
    )  # fmt: skip


def no_rows(tables: Sequence[str]) -> Finding:
    """An upload whose tables have a header and nothing below it, as the blank template has."""
    named = "、".join(f"“{table}”" for table in tables[:3]) + (f"等 {len(tables)} 张" if len(tables) > 3 else "")
    return Finding(
        code="NO_ROWS", level=Level.WARNING, where=None,
        what=f"{named}表是空的，只有表头，没有一行数据。", why="没有数据就没有可评价的企业。", fix="请填好再交。",
    )  # fmt: skip


def not_a_workbook(file: str, looks_like: str) -> Finding:
    """A file called .xlsx that holds something else; `looks_like` says what, or is empty."""
    seen = f"，看起来是{looks_like}" if looks_like else ""
    return Finding(
        code="XLSX_NOT_A_WORKBOOK", level=Level.ERROR, where=Cell(file=file),
        what=f"文件的内容不是 xlsx 工作簿{seen}。", fix="请在 Excel 或 WPS 中打开原表，另存为“Excel 工作簿（.xlsx）”。",
    )  # fmt: skip


def encrypted_workbook(file: str) -> Finding:
    """A workbook with a password to open it."""
    return Finding(
        code="XLSX_ENCRYPTED", level=Level.ERROR, where=Cell(file=file),
        what="工作簿设了打开密码，无法读取。", fix="请去掉打开密码后另存一份再交。",
    )  # fmt: skip


def old_workbook(file: str) -> Finding:
    """An .xls workbook of Excel 97–2003, whatever its name."""
    return Finding(
        code="XLSX_OLD", level=Level.ERROR, where=Cell(file=file),
        what="这是 Excel 97–2003 的 .xls 格式。", fix="请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”。",
    )  # fmt: skip


def broken_workbook(file: str, detail: str = "") -> Finding:
    """A workbook that begins like one and can't be read to the end; `detail` in Chinese."""
    reason = f"（{detail[:120]}）" if detail else ""
    return Finding(
        code="XLSX_BROKEN", level=Level.ERROR, where=Cell(file=file),
        what=f"工作簿已损坏，读不下去{reason}。", fix="请在 Excel 或 WPS 中打开并另存一份再交。",
    )  # fmt: skip


def zip_bomb(file: str, detail: str) -> Finding:
    """An archive that expands beyond what a table could need, or beyond what it declares."""
    return Finding(
        code="ZIP_BOMB", level=Level.ERROR, where=Cell(file=file),
        what=f"压缩包解开后异常庞大（{detail}），已拒绝。", why="这样的文件会占满内存。",
        fix=_MAP_AGAIN if _is_map(file) else "请在 Excel 中删去表格以外的空行空列和图片，另存后再交。",
    )  # fmt: skip


def zip_paths(file: str, name: str) -> Finding:
    """An archive with a member that points outside it."""
    return Finding(
        code="ZIP_PATHS", level=Level.ERROR, where=Cell(file=file),
        what=f"压缩包里有指向包外的路径“{shown(name)}”，已拒绝。",
        fix=_MAP_AGAIN if _is_map(file) else "请用 Excel 或 WPS 重新另存一份再交。",
    )  # fmt: skip


def xml_doctype(file: str, part: str) -> Finding:
    """A part with a document type declaration, which could define entities."""
    return Finding(
        code="XML_DOCTYPE", level=Level.ERROR, where=Cell(file=file),
        what=f"工作簿的部件“{shown(part)}”带有 DOCTYPE 声明，正常的工作簿没有，已拒绝。",
        fix="请用 Excel 或 WPS 重新另存一份再交。",
    )  # fmt: skip


def csv_encoding(file: str, offset: int) -> Finding:
    """Bytes that are neither UTF-8, UTF-16 with BOM nor GB18030."""
    return Finding(
        code="CSV_ENCODING", level=Level.ERROR, where=Cell(file=file),
        what=f"文件的文字编码看不懂（第 {offset + 1:,} 个字节处）。", fix="请另存为“CSV UTF-8（逗号分隔）”再交。",
    )  # fmt: skip


def csv_not_text(file: str, looks_like: str) -> Finding:
    """A file called .csv that holds something else."""
    return Finding(
        code="CSV_NOT_TEXT", level=Level.ERROR, where=Cell(file=file),
        what=f"文件的内容不是 CSV，看起来是{looks_like}。", fix="请改回原来的扩展名，或另存为 CSV。",
    )  # fmt: skip


def csv_broken(file: str, row: int) -> Finding:
    """A CSV that can't be split into rows from `row` on."""
    return Finding(
        code="CSV_BROKEN", level=Level.ERROR, where=Cell(file=file, row=row),
        what=f"第 {row} 行起分不出行列。", fix="请检查引号是否成对，或另存为 xlsx 再交。",
    )  # fmt: skip


def too_many_cells(where: Cell, cells: int, width: int) -> Finding:
    """A row of a CSV with more cells than the header."""
    return Finding(
        code="CSV_RAGGED", level=Level.ERROR, where=where,
        what=f"这一行有 {cells} 格，表头只有 {width} 列。", why="多出的格说明数据错了位，后面的数会记到别的指标上。",
        fix="请检查这一行是否多了逗号，例如没有加引号的千分位“1,200”。",
    )  # fmt: skip


def too_many_columns(where: Cell, columns: int, limit: int) -> Finding:
    """A sheet wider than any table."""
    return Finding(
        code="TOO_MANY_COLUMNS", level=Level.ERROR, where=where,
        what=f"表有 {columns:,} 列，超过上限 {limit:,} 列。", fix="请删去表格右侧多余的列后另存再交。",
    )  # fmt: skip


def sheet_too_large(where: Cell, cells: int, limit: int) -> Finding:
    """A sheet whose used range holds more cells than can be read."""
    return Finding(
        code="SHEET_TOO_LARGE", level=Level.ERROR, where=where,
        what=f"表的使用范围有 {cells:,} 格，超过上限 {limit:,} 格。",
        fix="请删去表格下方和右侧多余的内容，或按年度拆成几张表。",
    )  # fmt: skip


def sheet_hidden(where: Cell) -> Finding:
    """A hidden sheet, which nobody sees and we don't read."""
    return Finding(
        code="SHEET_HIDDEN", level=Level.NOTE, where=where,
        what=f"工作表“{where.sheet}”是隐藏的，没有读。", fix="如果要用，请取消隐藏后再交。",
    )  # fmt: skip


def sheet_left_out(where: Cell) -> Finding:
    """A sheet that belongs to no table."""
    return Finding(
        code="SHEET_LEFT_OUT", level=Level.NOTE, where=where,
        what=f"工作表“{where.sheet}”不属于任何一张表，没有读。", fix=f"如果要用，名称请以表名开头：{_TABLE_NAMES}。",
    )  # fmt: skip


def sheet_empty(where: Cell) -> Finding:
    """A sheet or file of a known table without a single cell."""
    return Finding(
        code="SHEET_EMPTY", level=Level.WARNING, where=where,
        what=f"“{where.table}”表是空的，连表头也没有。", why="按没有这张表处理。", fix="请填好再交，或删去这张表。",
    )  # fmt: skip


def header_missing(where: Cell, needed: Sequence[str], seen: Sequence[tuple[str, str]] = ()) -> Finding:
    """A table in whose first rows no header was found.

    where   with the row that looks most like a header, where there is one
    needed  required columns that it lacks
    seen    what stands there, each with the header that it may mean; "" for one that needs no other name
    """
    names = "".join(f"“{shown(name)}”" for name, _ in seen[:_SEEN])
    row = f"最像表头的是第 {where.row} 行：{names}。" if seen else ""
    likely = "，".join(f"“{shown(name)}”改成“{column}”" for name, column in seen if column)
    return Finding(
        code="HEADER_MISSING", level=Level.ERROR, where=where,
        what=f"“{where.table}”表的前几十行里没有找到表头。{row}", why="不知道每一列是什么数。",
        fix=f"请让表头占一行，列名按模板写{f'：{likely}' if likely else ''}。必填而没有的：{'、'.join(needed)}。"
        "也可以下载空白模板，把数抄进去。",
    )  # fmt: skip


def column_missing(where: Cell) -> Finding:
    """A required column that no sheet of the table has."""
    return Finding(
        code="COLUMN_MISSING", level=Level.ERROR, where=where,
        what=f"“{where.table}”表缺少必填的列“{where.column}”。", fix=f"请补上列“{where.column}”；列名按模板写。",
    )  # fmt: skip


def column_duplicate(where: Cell, first: Cell, header: str) -> Finding:
    """Two headers for one measure in one sheet (spec 12)."""
    return Finding(
        code="COLUMN_DUPLICATE", level=Level.ERROR, where=where,
        what=f"“{shown(header)}”与 {first.letter} 列“{first.column}”是同一项，出现了两列。",
        why="不知道该用哪一列。", fix="请只留一列。",
    )  # fmt: skip


def column_unknown(where: Cell, likely: str = "") -> Finding:
    """A column that the table doesn't have; `likely` is the one that may be meant, and isn't there."""
    return Finding(
        code="COLUMN_UNKNOWN", level=Level.WARNING if likely else Level.NOTE, where=where,
        what=f"“{where.table}”表没有“{where.column}”这一列，没有读。",
        why=f"它可能就是“{likely}”，这一项现在没有数据。" if likely else "",
        fix=f"如果是，请把列名改成“{likely}”（单位写在括号里）。" if likely else "如果要用，请把列名改成模板里的写法。",
    )  # fmt: skip


def column_unnamed(where: Cell) -> Finding:
    """A column with values and no header."""
    return Finding(
        code="COLUMN_UNNAMED", level=Level.NOTE, where=where,
        what=f"{where.letter} 列有内容而没有表头，没有读。", fix="如果要用，请补上列名。",
    )  # fmt: skip


def unit_unknown(where: Cell, unit: str, measure: Measure, known: Sequence[str]) -> Finding:
    """A unit in a header that is unknown, or of another kind of quantity."""
    choice = "、".join(known) or "不写单位"
    return Finding(
        code="UNIT_UNKNOWN", level=Level.ERROR, where=where,
        what=f"表头里的单位“{shown(unit)}”不能用于“{measure.column}”。", why="单位弄错会差成千上万倍。",
        fix=f"请改用：{choice}；不写单位时按{measure.unit.removeprefix(PLAIN) or '原数'}读。",
    )  # fmt: skip


def unit_in_title(where: Cell, unit: str, columns: Sequence[str]) -> Finding:
    """A unit above the table that differs from the one in which headers without unit are read."""
    return Finding(
        code="UNIT_IN_TITLE", level=Level.ERROR, where=where,
        what=f"表头上方写着单位“{shown(unit)}”，而{'、'.join(columns[:5])}等列的表头没有写单位，会按默认单位读。",
        why="单位弄错会差成千上万倍。", fix=f"请把单位写进表头，例如“{columns[0]}（{shown(unit)}）”。",
    )  # fmt: skip
