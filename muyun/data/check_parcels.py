"""Findings about the parcels of all files together: one function each, its text written once.

`whose` is the parcel in words (`check_geometry.parcel_words`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from muyun.data.check import shown
from muyun.findings import Cell, Finding, Level

_FAR_M = 100_000
"""Farther than any county is wide: another zone of 3° lies 280 km off."""


def only_in(
    where: Cell, level: Level, count: int, examples: Sequence[str], lacking: Sequence[tuple[str, int]]
) -> Finding:
    """Parcels that one file lacks while another has them; `lacking`: columns that they have nowhere, and how many."""
    told = "、".join(f"{number:,} 宗没有{column}" for column, number in lacking)
    return Finding(
        code="PARCEL_ONLY_IN_SOME", level=level, where=where,
        what=f"有 {count:,} 宗地别的文件里有、这里没有，例如 {'、'.join(map(shown, examples))}"
        + (f"；因此 {told}。" if told else "。"),
        why="没有图形的在地图上看不到，没有区县、镇街的不在任何一处的汇总里。",
        fix="如果应当有，请补上；代码写法不同的，请改成一致。",
    )  # fmt: skip


def shift_suspected(
    where: Cell, system: str, metres: float, towards: str, level: str, counts: tuple[int, int, int]
) -> Finding:
    """Parcels that lie off their counties or towns (`level`) as `system` would move them.

    metres, towards  how far off they lie, and in which direction
    counts           parcels compared, outside their place now, outside when moved back
    """
    compared, now, back = counts
    return Finding(
        code="GEO_SHIFT_SUSPECTED", level=Level.WARNING, where=where,
        what=f"宗地的图形像是 {system} 坐标：整体向{towards}偏了约 {metres:,.0f} 米。比对的 {compared:,} 宗里有 "
        f"{now:,} 宗落在所填{level}的轮廓之外，按 {system} 换算回来后有 {back:,} 宗。",
        why="位置不对，地图、相邻关系和所在区县都会错；面积相差不大。",
        fix=f"请改交 CGCS2000 的图形；确是 {system} 的，把文件名改成“宗地-{system}”加原来的扩展名，会自动换算。",
    )  # fmt: skip


def twice(where: Cell, whose: str, other: str, first: Cell) -> Finding:
    """Two parcels with the very same polygon."""
    return Finding(
        code="GEO_TWICE", level=Level.WARNING, where=where,
        what=f"{whose}与 {other}（{first}）的图形完全相同。", why="同一块地算了两次，汇总的用地会多出来。",
        fix="同一宗地请只留一个代码；不同的宗地，请改正图形。",
    )  # fmt: skip


def overlap(where: Cell, whose: str, other: str, overlap_mu: float, share: float) -> Finding:
    """Two parcels that share ground; `share` of the smaller one."""
    return Finding(
        code="GEO_OVERLAP", level=Level.WARNING, where=where,
        what=f"{whose}与 {other}重叠 {overlap_mu:,.3f} 亩，占较小一宗的 {share:.1%}。",
        why="重叠的地算了两次，汇总的用地会多出来。", fix="请核对两宗的界址，改正图形。",
    )  # fmt: skip


def overlaps_unchecked(where: Cell) -> Finding:
    """So many parcels on one spot, or with so many corners, that not all pairs were compared."""
    return Finding(
        code="GEO_OVERLAPS_UNCHECKED", level=Level.WARNING, where=where,
        what="重叠的图形太多或太复杂，只核对了一部分，其余没有核对是否重叠。",
        fix="请先改正已列出的重叠，顶点极多的图形请先简化，再核对一次。",
    )  # fmt: skip


def sliver(where: Cell, whose: str, count: int, parts: int, width_m: float) -> Finding:
    """A parcel of which `count` of `parts` pieces are on average narrower than `width_m` metres."""
    which = "" if parts == 1 else f"有 {parts:,} 块，其中 {count:,} 块"
    return Finding(
        code="GEO_SLIVER", level=Level.WARNING, where=where,
        what=f"{whose}的图形{which}平均宽不到 {width_m:g} 米。", why="多半是切割或套合时留下的碎片，不是真的宗地。",
        fix="请核对，删去碎片或并入相邻的宗地。",
    )  # fmt: skip


def declared_off(where: Cell, whose: str, declared_mu: float, polygon_mu: float, krueger_mu: float) -> Finding:
    """A registered area that differs from the polygon's by more than 5 % (spec 7.3)."""
    return Finding(
        code="GEO_AREA_OFF", level=Level.WARNING, where=where,
        what=f"{whose}的登记面积是 {declared_mu:,.2f} 亩，图形是 {polygon_mu:,.2f} 亩（椭球面积；高斯-克吕格投影 "
        f"{krueger_mu:,.2f} 亩），登记的{'多' if declared_mu > polygon_mu else '少'} "
        f"{abs(declared_mu / polygon_mu - 1):.1%}。",
        why="评价用登记面积；相差超过 5%，多半是登记、图形或坐标系有一个错了。", fix="请核对登记面积和图形。",
    )  # fmt: skip


def declared_in(where: Cell, unit: str, count: int, whose: str, declared_mu: float, polygon_mu: float) -> Finding:
    """Registered areas that are as many times the polygon's as `unit` is smaller or larger than 亩; one of them."""
    return Finding(
        code="GEO_AREA_UNIT", level=Level.ERROR, where=where,
        what=f"{count:,} 宗的登记面积像是以{unit}填的，按亩读了：{whose}登记 {declared_mu:,.2f}，"
        f"图形是 {polygon_mu:,.2f} 亩。",
        why="评价用登记面积，单位弄错，亩均指标会差几十倍到上千倍。",
        fix=f"请在列名里写明单位，如“登记面积（{unit}）”；Shapefile 的列名放不下，请换算成亩，或改交 GeoPackage。",
    )  # fmt: skip


def county_off(where: Cell, whose: str, county: str, metres: float, lies_in: str) -> Finding:
    """A parcel whose polygon lies outside the county that it names; `lies_in` is another one, or ""."""
    found = f"在{shown(lies_in)}，" if lies_in else ""
    return Finding(
        code="GEO_COUNTY_OFF", level=Level.WARNING, where=where,
        what=f"{whose}填的区县是{shown(county)}，图形{found}离{shown(county)}的轮廓 {metres:,.0f} 米。",
        why="区县或图形有一个错了，按区县汇总和地图会对不上。",
        fix="请核对区县和图形。" if metres < _FAR_M else "请核对区县和图形；多半是坐标系的带号或中央经线写错了。",
    )  # fmt: skip


def in_pieces(duplicate: Finding) -> Finding:
    """What to do about a code that two shapes of a map have: often the pieces of one parcel."""
    fix = "是同一宗地的几块图形的，请合并成一个（多块的面）；不是同一宗的，请改正代码。"
    return replace(duplicate, fix=fix)
