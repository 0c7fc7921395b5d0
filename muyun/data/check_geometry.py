"""Findings about map files and the shapes of parcels: one function each, its text written once.

`whose` is the parcel in words (`parcel_words`), since a feature's number alone finds nothing in a GIS.
"""

from __future__ import annotations

from collections.abc import Sequence

from muyun.data.check import shown
from muyun.findings import Cell, Finding, Level


def parcel_words(parcel_id: str | None) -> str:
    """宗地 P1, or 这一宗地 where the file gives no code."""
    return f"宗地 {shown(parcel_id)} " if parcel_id else "这一宗地"


def unreadable(where: Cell, detail: str) -> Finding:
    """A map file that can't be read."""
    return Finding(
        code="GEO_UNREADABLE", level=Level.ERROR, where=where,
        what=f"图形文件读不出来（{detail[:120]}）。", fix="请用 GIS 软件重新导出为 GeoPackage 或 GeoJSON。",
    )  # fmt: skip


def no_features(where: Cell) -> Finding:
    """A map file without a single feature."""
    return Finding(
        code="GEO_NO_FEATURES", level=Level.WARNING, where=where,
        what="图形文件里没有宗地。", why="按没有这张表处理。", fix="请重新导出宗地图层，或删去这个文件。",
    )  # fmt: skip


def no_columns(where: Cell, names: Sequence[str]) -> Finding:
    """A map file none of whose attributes is a column of 宗地."""
    seen = "、".join(shown(name) for name in names[:5]) or "（没有）"
    return Finding(
        code="GEO_NO_COLUMNS", level=Level.ERROR, where=where,
        what=f"图形的属性里没有宗地表的列，只有：{seen}。", why="不知道图形是哪一宗地。",
        fix="请在属性表里加上“宗地代码”等列，列名按模板写。",
    )  # fmt: skip


def maybe_older(where: Cell) -> Finding:
    """A GeoPackage of which the latest changes may stand in a second file beside it."""
    return Finding(
        code="GEO_MAYBE_OLDER", level=Level.NOTE, where=where,
        what="GeoPackage 可能是在 GIS 软件开着时复制的，最后的修改不一定在里面。",
        why="那些修改先记在旁边的 -wal 文件里。",
        fix="请核对宗地数；不对的，关闭 GIS 软件后重新复制，或另外导出。",
    )  # fmt: skip


def no_attributes(where: Cell) -> Finding:
    """A feature with a shape of which no attribute of 宗地 is filled."""
    return Finding(
        code="GEO_NO_ATTRIBUTES", level=Level.WARNING, where=where,
        what="这个图形没有填宗地的任何一列，没有读入。", why="不知道它是哪一宗地，地图和汇总里都没有它。",
        fix="请补上宗地代码等属性；不是宗地的，请从图形文件里删去。",
    )  # fmt: skip


def shape_unread(where: Cell, whose: str, why: str) -> Finding:
    """A parcel whose shape stands in the file but can't be read."""
    return Finding(
        code="GEO_SHAPE_UNREADABLE", level=Level.ERROR, where=where,
        what=f"{whose}的图形读不出来（{why}）。", why="量不出面积。", fix="请在 GIS 软件里改正或重画这一宗，再导出。",
    )  # fmt: skip


def no_crs(where: Cell) -> Finding:
    """A map file that doesn't say its coordinate system."""
    return Finding(
        code="GEO_NO_CRS", level=Level.ERROR, where=where,
        what="图形文件没有写明坐标系。", why="不知道坐标系就量不出面积，也放不到地图上。",
        fix="请在导出时带上坐标系（Shapefile 要有 .prj），一般是 CGCS2000。",
    )  # fmt: skip


def layers(where: Cell, layers: int) -> Finding:
    """A map file with several layers, none of them called 宗地."""
    return Finding(
        code="GEO_LAYERS", level=Level.ERROR, where=where,
        what=f"图形文件有 {layers} 个图层，不是正好有一个叫“宗地”。",
        why="不知道该读哪一个。", fix="请只导出宗地图层，或把它命名为“宗地”。",
    )  # fmt: skip


def too_much(where: Cell, what: str, limit: int) -> Finding:
    """A map file with more features or vertices (`what`) than a city's parcels could have."""
    return Finding(
        code="GEO_TOO_MUCH", level=Level.ERROR, where=where,
        what=f"图形文件的{what}超过 {limit:,} 个，没有读。", fix="请只导出宗地图层，按区县拆成几个文件，或先简化图形。",
    )  # fmt: skip


def shift_undone(where: Cell, system: str) -> Finding:
    """A file that declares GCJ-02 or BD-09, moved back to true places."""
    return Finding(
        code="GEO_SHIFT_UNDONE", level=Level.NOTE, where=where,
        what=f"图形文件写明是 {system} 坐标，已换算到 CGCS2000，再量面积。",
        why=f"{system} 是网络地图有意偏移过的坐标，没有公开的参数；换算用通行的公式，与实地可能差一两米。",
        fix="有测绘成果的，请改交 CGCS2000 的图形。",
    )  # fmt: skip


def axes_swapped(where: Cell) -> Finding:
    """A file that gives latitude or northing first, which lies in China only when swapped."""
    return Finding(
        code="GEO_AXES_SWAPPED", level=Level.NOTE, where=where,
        what="图形文件的坐标是先纬度（或北坐标）、后经度（或东坐标），已对调。",
        why="照原样读，没有一宗落在我国范围内；对调后落在我国范围内。", fix="请在地图上核对位置。",
    )  # fmt: skip


def zone_prefix(where: Cell, count: int, zone: int, added: bool) -> Finding:
    """Easting with the zone's number in front where the coordinate system has none, or the reverse (`added`)."""
    has, done = ("没有", "补上") if added else ("带有", "去掉")
    return Finding(
        code="GEO_ZONE_PREFIX", level=Level.NOTE, where=where,
        what=f"{count:,} 宗的东坐标{has}带号 {zone}，与文件写明的坐标系不同，已{done}。",
        why="同一个投影带有带号和不带号两种写法，差几千万米。", fix="请在导出时选用与坐标一致的坐标系。",
    )  # fmt: skip


def zone_other(where: Cell, count: int, number: int, zones: Sequence[int]) -> Finding:
    """Eastings that begin with the number of another Gauss–Krüger zone than the system's (`zones`, of 3° and 6°)."""
    own = "或 ".join(f"{zone} " for zone in zones)
    return Finding(
        code="GEO_ZONE_OTHER", level=Level.ERROR, where=where,
        what=f"{count:,} 宗的东坐标带号是 {number}，文件写明的坐标系却是 {own or '别的'}带。",
        why="带号与坐标系不符，位置会差几百公里，面积也会错。", fix="请核对坐标系，在导出时选用与坐标一致的带。",
    )  # fmt: skip


def degrees_as_metres(where: Cell, system: str) -> Finding:
    """Longitudes and latitudes in a file that says its coordinates are metres."""
    return Finding(
        code="GEO_DEGREES_AS_METRES", level=Level.ERROR, where=where,
        what=f"图形文件写明的坐标系（{shown(system)}）以米为单位，坐标却是经纬度。",
        why="照这样读，每一宗的面积都接近 0。",
        fix="请在导出时把坐标系写成 CGCS2000 经纬度，或者真的换算到那个坐标系。",
    )  # fmt: skip


def abroad(where: Cell, count: int, lon: float, lat: float) -> Finding:
    """Parcels that lie outside China once they are converted; lon, lat: of the first one."""
    return Finding(
        code="GEO_ABROAD", level=Level.WARNING, where=where,
        what=f"{count:,} 宗的图形不在我国范围内，第一宗在经度 {lon:.3f}、纬度 {lat:.3f}。",
        why="多半是文件写明的坐标系与坐标不符，位置和面积都会错。", fix="请核对坐标系，重新导出。",
    )  # fmt: skip


def old_datum_converted(where: Cell, name: str) -> Finding:
    """A coordinate system on an old datum that brings its own parameters."""
    return Finding(
        code="GEO_OLD_DATUM_CONVERTED", level=Level.NOTE, where=where,
        what=f"图形文件的坐标系是{name}，已按文件自带的转换参数换算到 CGCS2000。",
        why="参数不是本地的，位置会差几米到几十米。", fix="请核对位置；有测绘成果的，请改交 CGCS2000 的图形。",
    )  # fmt: skip


def old_datum(where: Cell, name: str) -> Finding:
    """A coordinate system on Beijing 1954 or Xian 1980, whose parameters aren't public."""
    return Finding(
        code="GEO_OLD_DATUM", level=Level.WARNING, where=where,
        what=f"图形文件的坐标系是{name}，没有公开的参数换算到 CGCS2000，按同一经纬度读。",
        why="位置会差几十到一百多米，面积只差万分之几。", fix="请用本地的转换参数换算到 CGCS2000 后再交。",
    )  # fmt: skip


def not_polygon(where: Cell, whose: str, kind: str) -> Finding:
    """A parcel whose geometry is a point, a line or something else."""
    return Finding(
        code="GEO_NOT_POLYGON", level=Level.ERROR, where=where,
        what=f"{whose}的图形是{kind}，不是面。", why="量不出面积。", fix="请改成面（一块或多块）。",
    )  # fmt: skip


def empty(where: Cell, whose: str) -> Finding:
    """A parcel without geometry in a map file."""
    return Finding(
        code="GEO_EMPTY", level=Level.WARNING, where=where,
        what=f"{whose}没有图形。", why="地图上看不到它，登记面积也无从核对。", fix="请补画图形。",
    )  # fmt: skip


def repaired(where: Cell, whose: str, fault: str, before_mu: float, after_mu: float) -> Finding:
    """A polygon that crosses itself or is otherwise not valid, and its area before and after repair."""
    return Finding(
        code="GEO_INVALID", level=Level.WARNING, where=where,
        what=f"{whose}的图形有错（{fault[:80]}），已自动修复：面积原来量得 {before_mu:,.2f} 亩，"
        f"修复后 {after_mu:,.2f} 亩。",
        why="环自相交的图形，面积怎样算取决于软件。", fix="请在 GIS 软件里核对并改正图形。",
    )  # fmt: skip


def unrepairable(where: Cell, whose: str, fault: str) -> Finding:
    """A polygon that isn't valid and of which repair would leave nothing, or take too long."""
    return Finding(
        code="GEO_UNREPAIRABLE", level=Level.ERROR, where=where,
        what=f"{whose}的图形有错（{fault[:80]}），修复不了。", why="没有面积，或自相交太多，不知道哪里是它的范围。",
        fix="请在 GIS 软件里重画，或从图形文件里删去这一宗的图形。",
    )  # fmt: skip


def outside(where: Cell, whose: str) -> Finding:
    """Coordinates that can't be longitude and latitude."""
    return Finding(
        code="GEO_OUTSIDE", level=Level.ERROR, where=where,
        what=f"{whose}的坐标不在经纬度范围内。", why="多半是坐标系写错了，面积和位置都会错。",
        fix="请核对文件写明的坐标系。",
    )  # fmt: skip
