"""Findings about what a table's values mean together: signs, shares, references, corrections."""

from __future__ import annotations

from collections.abc import Sequence

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


def geometry_unreadable(where: Cell, detail: str) -> Finding:
    """A map file that can't be read."""
    return Finding(
        code="GEO_UNREADABLE", level=Level.ERROR, where=where,
        what=f"图形文件读不出来（{detail[:120]}）。", fix="请用 GIS 软件重新导出为 GeoPackage 或 GeoJSON。",
    )  # fmt: skip


def geometry_no_features(where: Cell) -> Finding:
    """A map file without a single feature."""
    return Finding(
        code="GEO_NO_FEATURES", level=Level.WARNING, where=where,
        what="图形文件里没有宗地。", why="按没有这张表处理。", fix="请重新导出宗地图层，或删去这个文件。",
    )  # fmt: skip


def geometry_no_columns(where: Cell, names: Sequence[str]) -> Finding:
    """A map file none of whose attributes is a column of 宗地."""
    seen = "、".join(shown(name) for name in names[:5]) or "（没有）"
    return Finding(
        code="GEO_NO_COLUMNS", level=Level.ERROR, where=where,
        what=f"图形的属性里没有宗地表的列，只有：{seen}。", why="不知道图形是哪一宗地。",
        fix="请在属性表里加上“宗地代码”等列，列名按模板写。",
    )  # fmt: skip


def geometry_no_crs(where: Cell) -> Finding:
    """A map file that doesn't say its coordinate system."""
    return Finding(
        code="GEO_NO_CRS", level=Level.ERROR, where=where,
        what="图形文件没有写明坐标系。", why="不知道坐标系就量不出面积，也放不到地图上。",
        fix="请在导出时带上坐标系（Shapefile 要有 .prj），一般是 CGCS2000。",
    )  # fmt: skip


def geometry_layers(where: Cell, layers: int) -> Finding:
    """A map file with several layers, none of them called 宗地."""
    return Finding(
        code="GEO_LAYERS", level=Level.ERROR, where=where,
        what=f"图形文件有 {layers} 个图层，没有一个叫“宗地”。",
        why="不知道该读哪一个。", fix="请只导出宗地图层，或把它命名为“宗地”。",
    )  # fmt: skip


def geometry_not_polygon(where: Cell, kind: str) -> Finding:
    """A parcel whose geometry is a point, a line or something else."""
    return Finding(
        code="GEO_NOT_POLYGON", level=Level.ERROR, where=where,
        what=f"宗地的图形是 {kind}，不是面。", why="量不出面积。", fix="请改成面（Polygon 或 MultiPolygon）。",
    )  # fmt: skip


def geometry_empty(where: Cell) -> Finding:
    """A parcel without geometry in a map file."""
    return Finding(
        code="GEO_EMPTY", level=Level.WARNING, where=where,
        what="宗地没有图形。", why="地图上看不到它，登记面积也无从核对。", fix="请补画图形。",
    )  # fmt: skip


def geometry_invalid(where: Cell, detail: str) -> Finding:
    """A polygon that crosses itself or is otherwise not valid."""
    return Finding(
        code="GEO_INVALID", level=Level.WARNING, where=where,
        what=f"宗地的图形有错（{detail[:80]}）。", why="量出的面积可能不准。", fix="请在 GIS 软件里修复图形。",
    )  # fmt: skip


def geometry_outside(where: Cell) -> Finding:
    """Coordinates that can't be longitude and latitude."""
    return Finding(
        code="GEO_OUTSIDE", level=Level.ERROR, where=where,
        what="宗地的坐标不在经纬度范围内。", why="多半是坐标系写错了，面积和位置都会错。",
        fix="请核对文件写明的坐标系。",
    )  # fmt: skip
