"""Findings about cells, rows and keys: one function each, its text written once.

`shown` shortens what a message quotes, so that a megabyte in a cell doesn't end in a message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from muyun.findings import Cell, Finding, Level

T = TypeVar("T")

LISTED = 1000
"""How many findings of one kind are listed for a column; one more counts the rest."""


def shown(text: str) -> str:
    """At most 40 characters of `text`, control characters as visible marks."""
    visible = "".join(c if c.isprintable() else "�" for c in text[:41])
    return visible[:40] + ("…" if len(visible) > 40 else "")


def more_of_the_same(finding: Finding, count: int) -> Finding:
    """The rest of many findings of one kind in one column; `finding` is one of those listed."""
    return replace(
        finding, code="MORE_OF_THE_SAME", where=replace(finding.where, row=None),
        what=f"“{finding.where.column}”列还有 {count:,} 处同样的问题（{finding.code}），不再一一列出。", why="",
    )  # fmt: skip


def limited(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings of one kind in one column: at most `LISTED` of them, then one that counts the rest."""
    if len(findings) <= LISTED:
        return tuple(findings)
    return *findings[:LISTED], more_of_the_same(findings[0], len(findings) - LISTED)


def limited_of(rows: Sequence[T], make: Callable[[T], Finding]) -> tuple[Finding, ...]:
    """`limited` where there may be millions: only those that are listed are made."""
    told = tuple(make(row) for row in rows[:LISTED])
    return told if len(rows) <= LISTED else (*told, more_of_the_same(told[0], len(rows) - LISTED))


def number_unreadable(where: Cell, text: str) -> Finding:
    """Text in a number cell that is neither a number nor a word for blank (spec 10.8)."""
    return Finding(
        code="NUMBER_UNREADABLE", level=Level.ERROR, where=where,
        what=f"{where.column}：“{shown(text)}”不是数。", why="用到它的指标都无法计算。",
        fix="请改成不带单位和文字的数；暂无数据请留空。",
    )  # fmt: skip


def number_too_large(where: Cell, text: str) -> Finding:
    """A number beyond what any enterprise, county or country could have."""
    return Finding(
        code="NUMBER_TOO_LARGE", level=Level.ERROR, where=where,
        what=f"{where.column}：“{shown(text)}”大得不合情理。", why="一个这样的数会淹没全组的基准值。",
        fix="请核对数和表头里的单位。",
    )  # fmt: skip


def formula_uncomputed(where: Cell, text: str) -> Finding:
    """A formula whose value the workbook doesn't hold."""
    return Finding(
        code="FORMULA_UNCOMPUTED", level=Level.ERROR, where=where,
        what=f"{where.column}：公式“{shown(text)}”没有算出的值。", why="生成这份表的程序只写了公式，按空白读会少算。",
        fix="请在 Excel 或 WPS 中打开、保存一次再交，或改填数值。",
    )  # fmt: skip


def industry_format(where: Cell, text: str) -> Finding:
    """An industry code that isn't one of GB/T 4754."""
    return Finding(
        code="INDUSTRY_FORMAT", level=Level.ERROR, where=where,
        what=f"{where.column}“{shown(text)}”不是行业代码。", why="哪些企业不参评、归入哪个行业都由它决定。",
        fix="请填国民经济行业代码（GB/T 4754）：2 至 4 位数字，前面可带门类字母 A 至 T，例如 C1713。",
    )  # fmt: skip


def year_unreadable(where: Cell, text: str) -> Finding:
    """A year that is not written as 2021 or 2021年."""
    return Finding(
        code="YEAR_UNREADABLE", level=Level.ERROR, where=where,
        what=f"{where.column}：“{shown(text)}”不是年份。", why="不知道这一行属于哪一年。",
        fix="请写成四位数字，例如 2021。",
    )  # fmt: skip


def date_unreadable(where: Cell, text: str) -> Finding:
    """A date in a form that is not read."""
    return Finding(
        code="DATE_UNREADABLE", level=Level.ERROR, where=where,
        what=f"{where.column}：“{shown(text)}”不是日期。",
        fix="请写成 2020-06-01、2020/6/1、2020年6月1日或 20200601，或用 Excel 的日期格式。",
    )  # fmt: skip


def flag_unreadable(where: Cell, text: str) -> Finding:
    """A yes-or-no cell that says neither."""
    return Finding(
        code="FLAG_UNREADABLE", level=Level.ERROR, where=where,
        what=f"{where.column}：“{shown(text)}”既不是“是”也不是“否”。", fix="请填“是”或“否”，或留空。",
    )  # fmt: skip


def word_unknown(where: Cell, text: str, words: Sequence[str]) -> Finding:
    """A word outside a closed list of measures.csv."""
    return Finding(
        code="WORD_UNKNOWN", level=Level.ERROR, where=where,
        what=f"{where.column}：“{shown(text)}”不在可填的词里。", why="按词分组和认定，认不出就无法处理。",
        fix=f"请填：{'、'.join(words)}。",
    )  # fmt: skip


def veto_kind_unknown(where: Cell, text: str, words: Sequence[str]) -> Finding:
    """A kind of veto that no policy knows."""
    return Finding(
        code="VETO_KIND_UNKNOWN", level=Level.ERROR, where=where,
        what=f"否决事项的类别“{shown(text)}”不在可填的词里。", why="认不出类别，这条否决不会生效。",
        fix=f"请填：{'、'.join(words)}。",
    )  # fmt: skip


def class_unknown(where: Cell, text: str) -> Finding:
    """A manual change to something other than A, B, C or D."""
    return Finding(
        code="CLASS_UNKNOWN", level=Level.ERROR, where=where,
        what=f"目标等级“{shown(text)}”不是 A、B、C、D 之一。", why="不知道该调到哪一档。", fix="请填 A、B、C 或 D。",
    )  # fmt: skip


def text_too_long(where: Cell, length: int, limit: int) -> Finding:
    """A text beyond what the column can mean."""
    return Finding(
        code="TEXT_TOO_LONG", level=Level.ERROR, where=where,
        what=f"{where.column}有 {length:,} 个字，超过上限 {limit:,} 个字。", why="多半是粘错了内容。",
        fix="请核对后改短。",
    )  # fmt: skip


def text_control(where: Cell, text: str) -> Finding:
    """A NUL or another control character in a text."""
    return Finding(
        code="TEXT_CONTROL", level=Level.ERROR, where=where,
        what=f"{where.column}：“{shown(text)}”里有看不见的控制字符。", why="同一个名称会被当成两个，导出也会出错。",
        fix="请重新键入这一格。",
    )  # fmt: skip


def text_direction(where: Cell) -> Finding:
    """Marks that turn the direction of writing or take no width; they are removed."""
    return Finding(
        code="TEXT_DIRECTION", level=Level.NOTE, where=where,
        what=f"{where.column}里有改变文字方向或不占宽度的隐藏字符，已去掉。", fix="请核对去掉后的文字是否正确。",
    )  # fmt: skip


def blank_words(where: Cell, words: Sequence[str], count: int) -> Finding:
    """Words for "nothing here", taken as missing (spec 10.8); one a column."""
    return Finding(
        code="BLANK_WORDS", level=Level.NOTE, where=where,
        what=f"“{where.column}”列有 {count:,} 格写着“{'”“'.join(words)}”，按没有数据处理。",
        why="没有数据不等于 0。", fix="如果是 0，请填 0。",
    )  # fmt: skip


def cell_required(where: Cell) -> Finding:
    """An empty cell in a required column."""
    return Finding(
        code="CELL_REQUIRED", level=Level.ERROR, where=where,
        what=f"必填的“{where.column}”没有填。", why="缺了它，这一行无法评价或无法与别的表对应。",
        fix=f"请补上{where.column}。",
    )  # fmt: skip


def digits_lost(where: Cell, text: str) -> Finding:
    """A code that became a floating-point number: its last digits are gone."""
    return Finding(
        code="DIGITS_LOST", level=Level.ERROR, where=where,
        what=f"{where.column}“{shown(text)}”被 Excel 存成了数字，15 位以后的数字已经丢失。",
        why="丢失的数字无法恢复，也就无法与别的表对应。",
        fix="请先把这一列设为“文本”格式，再从原始资料重新填写或导入。",
    )  # fmt: skip


def uscc_format(where: Cell, code: str) -> Finding:
    """A credit code that isn't 18 digits and letters."""
    return Finding(
        code="USCC_FORMAT", level=Level.WARNING, where=where,
        what=f"统一社会信用代码“{shown(code)}”不是 18 位数字和大写字母（不含 I、O、S、V、Z）。",
        why="可能与别的表对应不上。", fix="请核对营业执照。",
    )  # fmt: skip


def uscc_checksum(where: Cell, code: str) -> Finding:
    """A credit code whose last character doesn't fit the others (GB 32100)."""
    return Finding(
        code="USCC_CHECKSUM", level=Level.WARNING, where=where,
        what=f"统一社会信用代码“{code}”的校验位不对。", why="多半抄错了一位，可能与别的表对应不上。",
        fix="请核对营业执照。",
    )  # fmt: skip


def merged_number(where: Cell, area: str) -> Finding:
    """A number in cells merged over several rows: whose is it?"""
    return Finding(
        code="MERGED_NUMBER", level=Level.ERROR, where=where,
        what=f"“{where.column}”的 {area} 是合并单元格，几行共用一个数。",
        why="不知道这个数归哪一行，按哪种办法分都会改变结果。",
        fix="请取消合并，逐行填写。",
    )  # fmt: skip


def merged_text(where: Cell, count: int) -> Finding:
    """Texts in merged cells, filled into each row; one a column."""
    return Finding(
        code="MERGED_TEXT", level=Level.NOTE, where=where,
        what=f"“{where.column}”列有 {count:,} 处合并单元格，已按合并前各行相同填入。",
        fix="请核对各行是否都应当是这个内容。",
    )  # fmt: skip


def total_row(where: Cell, word: str) -> Finding:
    """A row of totals, left out."""
    return Finding(
        code="TOTAL_ROW", level=Level.NOTE, where=where,
        what=f"“{shown(word)}”行没有读入。", why="它重复了上面各行的数。",
    )  # fmt: skip


def remark_row(where: Cell, text: str) -> Finding:
    """A remark or signature under the table, left out."""
    return Finding(
        code="REMARK_ROW", level=Level.NOTE, where=where, what=f"末尾的说明“{shown(text)}”没有读入。",
    )  # fmt: skip


def key_duplicate(where: Cell, first: Cell, key: str, names: tuple[str, str] | None = None) -> Finding:
    """Two rows with one key (spec 10.8); `names`: of the first and of this one, where they differ."""
    who, fix = "", "请只留一行。"
    if names:
        who = f"名称却不同（“{shown(names[0])}”和“{shown(names[1])}”），多半是代码抄错了。"
        fix = "请核对两家的统一社会信用代码；确是同一家的，只留一行。"
    return Finding(
        code="KEY_DUPLICATE", level=Level.ERROR, where=where,
        what=f"{key}在“{where.table}”表出现了两次：这一行和 {first}。{who}", why="不知道以哪一行为准。", fix=fix,
    )  # fmt: skip


def name_under_two_codes(where: Cell, first: Cell, whose: str, both: tuple[str, str], slip: str) -> Finding:
    """One name under two codes in a year: counted twice. `slip`: the one of both that can't be a code, or ""."""
    level, fix = Level.WARNING, "；确是两家的（例如两个厂区各有执照），在名称里写明，就不再提示。"
    if slip:
        level, fix = Level.ERROR, f"；确是两家的，“{shown(slip)}”改成它自己的代码，名称里写明是哪一家。"
    told = f"其中“{shown(slip)}”不是正确的代码，多半是抄错了。" if slip else ""
    return Finding(
        code="NAME_UNDER_TWO_CODES", level=level, where=where,
        what=f"{whose}有两个统一社会信用代码：这一行是 {shown(both[0])}，{first} 是 {shown(both[1])}。{told}",
        why="它会算成两家：各占一个名次，用地和税收都算两次，各档的名额也跟着变。",
        fix=f"请核对营业执照：同一家的只留一行；改好的文件与旧文件都交了的，移去旧的{fix}",
    )  # fmt: skip


def manual_duplicate(where: Cell, first: Cell, key: str) -> Finding:
    """Two manual changes for one enterprise and year (spec 12)."""
    return Finding(
        code="MANUAL_DUPLICATE", level=Level.ERROR, where=where,
        what=f"{key}有两条手工调档：这一行和 {first}。", why="不知道以哪一条为准。", fix="请只留一条。",
    )  # fmt: skip


def code_only_in(
    where: Cell, year: int, count: int, examples: Sequence[str], lacking: Sequence[tuple[str, int]] = ()
) -> Finding:
    """Enterprises that one file lacks for a year it covers, while another has them.

    lacking  required columns that some of them therefore have nowhere, and how many
    """
    told = "、".join(f"{number:,} 家没有{column}" for column, number in lacking)
    follows = "没有区县的，在按区县评价时没有评价组；没有行业代码的，认不出是否属于不参评的行业，也不进入行业比较。"
    return Finding(
        code="CODE_ONLY_IN_SOME", level=Level.WARNING if lacking else Level.NOTE, where=where,
        what=f"{year} 年有 {count:,} 家企业别的文件里有、这里没有，例如 {'、'.join(map(shown, examples))}"
        + (f"；其中 {told}。" if told else "。"),
        why=follows if lacking else "这些企业缺少本文件各列的数据。", fix="如果应当有，请相应部门补报。",
    )  # fmt: skip


def cell_conflict(where: Cell, other: Cell, here: str, there: str) -> Finding:
    """One cell given twice with different values by two files."""
    return Finding(
        code="CELL_CONFLICT", level=Level.ERROR, where=where,
        what=f"{where.column}在这里是“{shown(here)}”，在 {other} 是“{shown(there)}”，两处不一致。",
        why="不知道以哪个为准。", fix="请核对后改成一致，或只留一处。",
    )  # fmt: skip
