"""Findings about an office's own basemaps: one function each, its text written once.

None of them stops anything: the map of parcels is there without the file.
"""

from __future__ import annotations

from muyun.findings import Cell, Finding, Level

_UNHARMED = "这个文件没有垫在地图下面，宗地不受影响。"


def other_kind(where: Cell) -> Finding:
    """A file that is neither an image nor a map of lines that can be read."""
    return Finding(
        code="BASEMAP_KIND", level=Level.WARNING, where=where,
        what="不是能读的底图。", why=_UNHARMED,
        fix="影像请导出为 GeoTIFF（.tif），线划图请导出为 GeoPackage 或 GeoJSON；Shapefile 请把各部分压缩成一个 .zip。",
    )  # fmt: skip


def files_left_out(where: Cell, used: int, left: int) -> Finding:
    """A folder with more files than one basemap is made of."""
    return Finding(
        code="BASEMAP_FILES", level=Level.WARNING, where=where,
        what=f"文件夹里的文件太多，按名称只用了前 {used:,} 个，另有 {left:,} 个没有垫上。",
        fix="请分成几个文件夹，或先在 GIS 软件里合成一张。",
    )  # fmt: skip


def unreadable(where: Cell, detail: str) -> Finding:
    """A file of a known kind that can't be read, or holds nothing to draw."""
    return Finding(
        code="BASEMAP_UNREADABLE", level=Level.WARNING, where=where,
        what=f"底图读不出来（{detail[:120]}）。", why=_UNHARMED, fix="请用 GIS 软件打开核对，重新导出后再放进去。",
    )  # fmt: skip


def layers(where: Cell) -> Finding:
    """A zipped Shapefile with several layers."""
    return Finding(
        code="BASEMAP_LAYERS", level=Level.WARNING, where=where,
        what="压缩包里有几个图层。", why=_UNHARMED,
        fix="请每个图层压缩成一个 .zip，几个放进“底图”里的同一个文件夹，就叠成一张；也可以导出为一个 GeoPackage。",
    )  # fmt: skip


def no_crs(where: Cell) -> Finding:
    """A file that doesn't say its coordinate system."""
    return Finding(
        code="BASEMAP_NO_CRS", level=Level.WARNING, where=where,
        what="底图没有写明坐标系。", why="不知道坐标系就放不到宗地下面。",
        fix="请在导出时带上坐标系；影像也可以在旁边放一个同名的 .prj 文件（一般是 CGCS2000）。",
    )  # fmt: skip


def no_place(where: Cell) -> Finding:
    """An image without its place on the ground."""
    return Finding(
        code="BASEMAP_NO_PLACE", level=Level.WARNING, where=where,
        what="影像没有写明位置。", why="不知道它的四角在哪里。",
        fix="请导出为 GeoTIFF，或在旁边放同名的坐标文件（.png 用 .pgw，.jpg 用 .jgw，.tif 用 .tfw）和 .prj 文件。",
    )  # fmt: skip


def shifted(where: Cell, system: str) -> Finding:
    """An image in GCJ-02 or BD-09."""
    return Finding(
        code="BASEMAP_SHIFTED", level=Level.WARNING, where=where,
        what=f"影像写明是 {system} 坐标。", why="它的偏移处处不同，整张影像平移后还会差几十米，所以没有垫上。",
        fix="请改用 CGCS2000 的影像。",
    )  # fmt: skip


def old_datum(where: Cell, name: str) -> Finding:
    """A coordinate system on Beijing 1954 or Xian 1980."""
    return Finding(
        code="BASEMAP_OLD_DATUM", level=Level.WARNING, where=where,
        what=f"底图的坐标系是{name}，没有公开的参数换算到 CGCS2000，按同一经纬度垫上。",
        why="与宗地会差几十到一百多米。", fix="请用本地的转换参数换算到 CGCS2000 后再放进去。",
    )  # fmt: skip


def mended(where: Cell, done: str) -> Finding:
    """Coordinates that had to be put right, as parcels' are."""
    return Finding(
        code="BASEMAP_MENDED", level=Level.NOTE, where=where,
        what=f"底图{done}。", why="看它与宗地是否对得上。", fix="对不上的，请导出为 CGCS2000 经纬度。",
    )  # fmt: skip


def far(where: Cell, km: float) -> Finding:
    """A file none of which lies where the parcels are."""
    return Finding(
        code="BASEMAP_FAR", level=Level.WARNING, where=where,
        what=f"底图不在宗地的范围里，最近处相隔约 {km:,.0f} 公里。", why="多半是坐标系写错，或东坐标多了、少了带号。",
        fix="请核对坐标系，或换本地的图。",
    )  # fmt: skip


def too_much(where: Cell, what: str) -> Finding:
    """A file with more (`what`) than can be laid beneath."""
    return Finding(
        code="BASEMAP_TOO_MUCH", level=Level.WARNING, where=where,
        what=f"底图{what}。", why=_UNHARMED, fix="请只导出本地范围里的主要图层（道路、水系、建成区），或先简化图形。",
    )  # fmt: skip


def no_overviews(where: Cell, millions: float) -> Finding:
    """A large image without smaller copies of itself."""
    return Finding(
        code="BASEMAP_NO_OVERVIEWS", level=Level.WARNING, where=where,
        what=f"影像有 {millions:,.0f} 百万像素，没有金字塔（缩小的副本）。",
        why="每次都要读完整张，太慢，所以没有垫上。",
        fix="请在 GIS 软件里给它建金字塔（.ovr），再放进去，多大都可以。",
    )  # fmt: skip


def pixels(where: Cell, found: str) -> Finding:
    """An image whose pixels aren't colours."""
    return Finding(
        code="BASEMAP_PIXELS", level=Level.WARNING, where=where,
        what=f"影像的像素是{found}，不是 8 位的颜色或灰度。", why=_UNHARMED,
        fix="请在 GIS 软件里导出为 8 位的彩色影像。",
    )  # fmt: skip
