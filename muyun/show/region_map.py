"""Which places are on the office's map, and how are they painted? The picture of 记分牌: map left, ranking right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muyun.data.outlines import COUNTY, TOWN, Outline, Outlines
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.board import Board
from muyun.explore.regions.place_names import matched
from muyun.show.choropleth import TALLEST, WIDTH, Plot, change_steps, choropleth, fifths, short_name
from muyun.show.outline_paths import Drawn, drawn
from muyun.show.region_dots import region_dots
from muyun.show.regions import Shown, opening, shown_values, shown_words, spoken
from muyun.show.words import CHANGE_RAMP, RAMP

_WHOLE_WIDTH = 1180
_LEVELS = {AreaLevel.COUNTY: COUNTY, AreaLevel.TOWN: TOWN}
INVENTED = "合成轮廓（示意）"


@dataclass(frozen=True, slots=True, eq=False)
class RegionMap:
    """What is drawn: outlines with the position of the place that each stands for, None for one without figures.

    unmatched  names of places that have figures and no outline
    """

    outlines: tuple[Outline, ...]
    places: tuple[int | None, ...]
    unmatched: tuple[str, ...]
    invented: bool


def region_map(areas: Sequence[Area], level: AreaLevel, outlines: Outlines | None, county: str) -> RegionMap | None:
    """The outlines of the level's places; None where none of them is on the map (parks never are).

    county  only its towns are drawn; "" for all, those without figures too
    """
    if outlines is None or level not in _LEVELS:
        return None
    known = outlines.of_level(_LEVELS[level])
    at = matched(areas, [Area(outline.parent, outline.name) for outline in known])
    place_of = {outline: place for place, outline in enumerate(at) if outline is not None}
    if not place_of:
        return None
    kept = [number for number in range(len(known)) if number in place_of or not county]
    unmatched = tuple(spoken(area, tuple(areas)) for area, outline in zip(areas, at, strict=True) if outline is None)
    return RegionMap(tuple(known[n] for n in kept), tuple(place_of.get(n) for n in kept), unmatched, outlines.invented)


def drawn_map(shown: RegionMap) -> Drawn:
    """The lines of the map; they depend on the places alone."""
    return drawn([outline.shape for outline in shown.outlines], WIDTH, TALLEST)


def picture(
    board: Board, name: str, shown: Shown, small: int, opened: int | None, mapped: tuple[RegionMap, Drawn] | None
) -> str:
    """The HTML: map and ranking side by side, or the ranking alone over the whole width."""
    if mapped is None:
        return region_dots(board, name, shown, small, opened, _WHOLE_WIDTH)
    dots = region_dots(board, name, shown, small, opened, WIDTH)
    where, lines = mapped
    ramp, ends = (RAMP, ("靠后", "靠前")) if shown is Shown.VALUE else (CHANGE_RAMP, ("下降", "提升"))
    mark = INVENTED if where.invented else ""
    svg = choropleth(lines, _plots(board, name, shown, opened, where), ramp, ends, mark)
    grid = "display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:0 28px;align-items:start"
    return f'<div style="{grid}"><div>{svg}</div><div>{dots}</div></div>'


def _plots(board: Board, name: str, shown: Shown, opened: int | None, where: RegionMap) -> list[Plot]:
    values, ranks = shown_values(board, name, shown)
    lower = board.measure(name).lower_is_better
    fills = (fifths if shown is Shown.VALUE else change_steps)(values, lower)
    words = shown_words(board, name, shown)
    bare = [_bare(board, name, word) for word in words]
    plots = []
    for outline, place in zip(where.outlines, where.places, strict=True):
        if place is None:
            plots.append(Plot(outline.name, None, "无数据", "", f"{outline.name}：没有数。", ""))
            continue
        rank = "" if ranks[place] != ranks[place] else str(int(ranks[place]))
        told = f"{short_name(outline.name)}：{words[place]}" + (f"，第 {rank}" if rank else "") + "。点开看这个地方。"
        go = opening(board.areas[place])
        plots.append(Plot(outline.name, fills[place], bare[place], rank, told, go, place == opened))
    return plots


def _bare(board: Board, name: str, words: str) -> str:
    """The value as it stands on the map: its unit is in the headline."""
    unit = board.measure(name).unit
    return words.removesuffix(f" {unit}") if unit != "%" else words
