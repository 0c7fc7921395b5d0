"""Findings about what a table's values mean together: signs, shares, references, corrections."""

from __future__ import annotations

from muyun.data.check import shown
from muyun.findings import Cell, Finding, Level


def unit_doubtful(where: Cell, times: float, whose: str, unit: str) -> Finding:
    """A figure larger than another by about the factor between two units; `unit` is the one that it looks like."""
    return Finding(
        code="UNIT_DOUBTFUL", level=Level.WARNING, where=where,
        what=f"{where.column}是{whose} {times:,.0f} 倍，像是按{unit}填的。",
        why="单位错了，这一家的指标、全组的基准值和汇总都会错。",
        fix=f"请核对；整列都是{unit}的，把表头写成“{where.column}（{unit.partition('（')[0]}）”，会自动换算。",
    )  # fmt: skip


def share_doubtful(where: Cell, value: float) -> Finding:
    """A published share above 1: per cent under a header without %."""
    return Finding(
        code="SHARE_DOUBTFUL", level=Level.WARNING, where=where,
        what=f"{where.column}是 {value:g}，会当作 {value * 100:,.10g} %。",
        why="这一列是比值，0.03 才是 3 %；按百分数填的会大一百倍，名次和得分都会错。",
        fix=f"请核对；整列都是百分数的，把表头写成“{where.column}(%)”，会自动换算。",
    )  # fmt: skip


def row_twice(where: Cell, first: Cell) -> Finding:
    """A row that says the same as an earlier one in a table where each row counts."""
    return Finding(
        code="ROW_TWICE", level=Level.WARNING, where=where,
        what=f"这一行与 {first} 完全相同。", why="两行都算，加减分会加两次。",
        fix="同一件事请只留一行；同一份表传了两次的，请移去旧的那份。",
    )  # fmt: skip


def negative_land(where: Cell, value: float) -> Finding:
    """Land below zero (spec 10.8); `value` in 亩."""
    return Finding(
        code="LAND_NEGATIVE", level=Level.ERROR, where=where,
        what=f"{where.column}是 {value:g} 亩，小于 0。",
        why="亩均指标以用地面积为分母，负数会算出相反的名次，也会抬高全组基准值。",
        fix="请核对后填正数；暂无数据请留空。",
    )  # fmt: skip


def negative_staff(where: Cell, value: float) -> Finding:
    """Staff below zero (spec 10.8)."""
    return Finding(
        code="STAFF_NEGATIVE", level=Level.ERROR, where=where,
        what=f"{where.column}是 {value:g} 人，小于 0。", why="全员劳动生产率会算出相反的名次。",
        fix="请核对后填正数；暂无数据请留空。",
    )  # fmt: skip


def negative_energy(where: Cell, value: float) -> Finding:
    """Energy or one of its kinds below zero (spec 10.8)."""
    return Finding(
        code="ENERGY_NEGATIVE", level=Level.ERROR, where=where,
        what=f"{where.column}是 {value:g}，小于 0。", why="单位能耗指标会算出相反的名次。",
        fix="请核对后填正数；暂无数据请留空。",
    )  # fmt: skip


def negative_emission(where: Cell, value: float) -> Finding:
    """Emission, carbon or a part of them below zero (spec 10.8)."""
    return Finding(
        code="EMISSION_NEGATIVE", level=Level.ERROR, where=where,
        what=f"{where.column}是 {value:g} 吨，小于 0。", why="单位排放指标会算出相反的名次。",
        fix="请核对后填正数；暂无数据请留空。",
    )  # fmt: skip


def share_range(where: Cell, value: float) -> Finding:
    """A share outside 0–1."""
    return Finding(
        code="SHARE_RANGE", level=Level.ERROR, where=where,
        what=f"份额是 {value:g}，不在 0 到 1 之间。", why="用电量按份额分摊，会多分或少分。",
        fix="请填 0 到 1 之间的数，或把表头写成“份额（%）”。",
    )  # fmt: skip


def share_sum(where: Cell, meter: str, total: float) -> Finding:
    """The shares of one meter that don't add up to 1."""
    return Finding(
        code="SHARE_SUM", level=Level.WARNING, where=where,
        what=f"户号 {shown(meter)} 的份额合计是 {total:g}，不等于 1。", why="用电量会多分或少分。",
        fix="请核对各家的份额。",
    )  # fmt: skip


def enterprise_unknown(where: Cell, year: int, code: str) -> Finding:
    """A veto, bonus, manual change or correction for nobody in 企业 of that year."""
    return Finding(
        code="ENTERPRISE_UNKNOWN", level=Level.WARNING, where=where,
        what=f"{year} 年的企业表里没有 {shown(code)}。", why="这一行不起作用。", fix="请核对年度和统一社会信用代码。",
    )  # fmt: skip


def correction_column(where: Cell, column: str) -> Finding:
    """A correction of a column that 企业 doesn't have, or of its key."""
    return Finding(
        code="CORRECTION_COLUMN", level=Level.ERROR, where=where,
        what=f"纠偏的字段“{shown(column)}”不是企业表中可以纠偏的列。", why="不知道该改哪一格。",
        fix="请填企业表的列名，不带单位；年度和统一社会信用代码不能用纠偏修改。",
    )  # fmt: skip


def correction_value(where: Cell, column: str, text: str) -> Finding:
    """A value of a correction that its column can't hold."""
    return Finding(
        code="CORRECTION_VALUE", level=Level.ERROR, where=where,
        what=f"“{shown(text)}”不能作为“{column}”的值。", why="这一格无法改正。", fix="请按企业表该列的单位和写法填写。",
    )  # fmt: skip


def correction_old(where: Cell, column: str, found: str, old: str) -> Finding:
    """A correction whose cell holds neither the old nor the new value (spec 12)."""
    return Finding(
        code="CORRECTION_OLD", level=Level.ERROR, where=where,
        what=f"“{column}”现在是“{shown(found)}”，既不是原值“{shown(old)}”，也不是新值。",
        why="可能改错了企业或年度，也可能数据已经变过。", fix="请核对企业表的数和纠偏的原值（单位与模板一致）。",
    )  # fmt: skip


def correction_conflict(where: Cell, column: str, other: Cell) -> Finding:
    """Two corrections that change one cell to different values."""
    return Finding(
        code="CORRECTION_CONFLICT", level=Level.ERROR, where=where,
        what=f"“{column}”的同一格在 {other} 也有一条纠偏，新值不同。", why="不知道以哪一条为准。", fix="请只留一条。",
    )  # fmt: skip
