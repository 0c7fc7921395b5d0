"""How much flows from which class to which? The official classes left, the scenario's right, bands between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.live import PoolLive
from muyun.explore.whatif.standing import UNRANKED
from muyun.show.matrix import NOT_RANKED, Measure, Sides, lacking
from muyun.show.words import CLASS_COLOURS, WHAT_IF_COLOUR, number, signed
from muyun.terms import Class

_WIDTH, _TOP, _HEIGHT, _GAP = 740, 26, 250, 14
_LEFT, _RIGHT, _NODE = 176, 548, 16
"""Where the bands begin and end; the nodes stand outside of them, their words beside the nodes."""

_THINNEST = 2.0
_SIDES = Sides()
_TITLE, _LINE, _FONT = 20, 19, 15
_UP, _DOWN, _OTHER = "#0072B2", "#D55E00", "#9AA0A6"


@dataclass(frozen=True, slots=True)
class _Flow:
    """What goes from place to place (0–3 for A–D, 4 未定级): how thick it is drawn, how it is said."""

    start: int
    end: int
    thick: float
    said: str

    @property
    def colour(self) -> str:
        """Blue up, vermilion down, grey into and out of 未定级; what stays has its class's."""
        if self.start == self.end:
            return CLASS_COLOURS[_letter(self.start)]
        if UNRANKED in (self.start, self.end):
            return _OTHER
        return _UP if self.end < self.start else _DOWN

    @property
    def mark(self) -> str:
        """The same in a sign."""
        return {_UP: "▲", _DOWN: "▼"}.get(self.colour, "·")


@dataclass(frozen=True, slots=True)
class _Node:
    """A class on one side: its bar from `top`, and the lines beside it, in the picture's units."""

    place: int
    top: float
    tall: float
    title: str
    flows: tuple[_Flow, ...]
    words_top: float


def class_flows(live: PoolLive, measure: Measure, words: Mapping[Class, str], sides: Sides = _SIDES) -> str:
    """The SVG: a band from each official class to each of the scenario's, as thick as what it carries.

    What stays is pale, what rises blue, what falls vermilion; each of these is said in numbers beside both its
    ends. Bands too thin to be seen are drawn a little thicker, which is said. 未定级 stands there where
    somebody comes or goes.
    """
    counts, moves = live.moves.units, measure.of(live.moves).astype(float)
    places = [*range(UNRANKED)]
    if counts[UNRANKED, :UNRANKED].any() or counts[:UNRANKED, UNRANKED].any():
        places.append(UNRANKED)
    flows = _flows(places, counts, moves, measure)
    before, after = measure.of(live.before).astype(float), measure.of(live.after).astype(float)
    moved = moves[:UNRANKED, UNRANKED].sum(), moves[UNRANKED, :UNRANKED].sum()
    before[UNRANKED], after[UNRANKED] = moved[1], moved[0]  # of 未定级 only who comes or goes is drawn
    left = _nodes(places, flows, "start", [f"{number(float(before[p]), 0)} {measure.unit}" for p in places], words)
    right = _nodes(places, flows, "end", [_total(before, after, p, measure) for p in places], words)
    bands = "".join(_bands(left, right, words, measure))
    heads = _heads(sides)
    drawn = "".join([*_drawn(left, words, "start"), *_drawn(right, words, "end")])
    bottom = max(max(node.top + node.tall, node.words_top + _block(node)) for node in (*left, *right))
    label = escape(f"{sides.before}到{sides.after}各等级之间的流向，按{measure}")
    svg = f'<svg viewBox="0 0 {_WIDTH} {bottom + 8:.0f}" role="img" aria-label="{label}">{heads}{bands}{drawn}</svg>'
    unknown = measure.lacking(live.moves)
    told = int(unknown.sum() - unknown[UNRANKED, UNRANKED])  # those without a class on either side aren't drawn
    return svg + _thin_note(flows) + lacking(told, measure)


def _flows(places: list[int], counts: np.ndarray, moves: np.ndarray, measure: Measure) -> list[_Flow]:
    """Every flow that somebody is in, 未定级 to itself aside."""
    pairs = [(i, j) for i in places for j in places if counts[i, j] and not i == j == UNRANKED]
    whole = sum(max(moves[i, j], 0.0) for i, j in pairs)
    scale = _HEIGHT / whole if whole > 0 else 0.0
    return [
        _Flow(i, j, max(moves[i, j] * scale, _THINNEST), f"{number(float(moves[i, j]), 0)} {measure.unit}")
        for i, j in pairs
    ]


def _nodes(
    places: list[int], flows: list[_Flow], end: str, totals: list[str], words: Mapping[Class, str]
) -> list[_Node]:
    """The classes of one side from top to bottom, each with room for its lines."""
    nodes, y = [], float(_TOP)
    for place, total in zip(places, totals, strict=True):
        own = tuple(flow for flow in flows if getattr(flow, end) == place)
        if place == UNRANKED and not own:
            continue
        tall = sum(flow.thick for flow in own)
        block = _TITLE + _LINE * sum(flow.start != flow.end for flow in own)
        room = max(tall, block)
        title = f"{_word(place, words)} {total}"
        nodes.append(_Node(place, y + (room - tall) / 2, tall, title, own, y + (room - block) / 2))
        y += room + _GAP
    return nodes


def _block(node: _Node) -> float:
    return _TITLE + _LINE * sum(flow.start != flow.end for flow in node.flows)


def _bands(left: list[_Node], right: list[_Node], words: Mapping[Class, str], measure: Measure) -> Iterator[str]:
    """What stays first, so that what moves lies above it."""
    begins = {flow: y for node in left for flow, y in _stacked(node)}
    ends = {flow: y for node in right for flow, y in _stacked(node)}
    for flow in sorted(begins, key=lambda flow: flow.start != flow.end):
        moved = flow.start != flow.end
        title = f"{_word(flow.start, words)} → {_word(flow.end, words)}：{measure} {flow.said}"
        opacity = 0.72 if moved else 0.2
        yield (
            f'<path d="{_shape(begins[flow], ends[flow], flow.thick)}" fill="{flow.colour}" fill-opacity="{opacity}">'
            f"<title>{escape(title)}</title></path>"
        )


def _stacked(node: _Node) -> Iterator[tuple[_Flow, float]]:
    y = node.top
    for flow in node.flows:
        yield flow, y
        y += flow.thick


def _shape(begin: float, end: float, thick: float) -> str:
    middle = (_LEFT + _RIGHT) / 2
    return (
        f"M{_LEFT},{begin:.1f} C{middle},{begin:.1f} {middle},{end:.1f} {_RIGHT},{end:.1f} "
        f"V{end + thick:.1f} C{middle},{end + thick:.1f} {middle},{begin + thick:.1f} {_LEFT},{begin + thick:.1f} Z"
    )


def _heads(sides: Sides) -> str:
    purple = f"font-weight:600;fill:color-mix(in srgb, {WHAT_IF_COLOUR} 62%, var(--st-text-color))"
    return (
        f'<text x="{_LEFT - _NODE}" y="14" text-anchor="end" style="font-weight:600">{escape(sides.before)}</text>'
        f'<text x="{_RIGHT + _NODE}" y="14" style="{purple}">{escape(sides.after)}</text>'
    )


def _drawn(nodes: list[_Node], words: Mapping[Class, str], end: str) -> Iterator[str]:
    """The bars of a side and the lines beside them."""
    left = end == "start"
    x, anchor = (_LEFT - _NODE - 8, "end") if left else (_RIGHT + _NODE + 8, "start")
    for node in nodes:
        bar = f'x="{_LEFT - _NODE if left else _RIGHT}" y="{node.top:.1f}" width="{_NODE}" height="{node.tall:.1f}"'
        yield f'<rect {bar} fill="{CLASS_COLOURS[_letter(node.place)]}"/>'
        y = node.words_top + _FONT
        yield f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" style="font-weight:700">{escape(node.title)}</text>'
        for flow in (flow for flow in node.flows if flow.start != flow.end):
            y += _LINE
            other = f"到{_short(flow.end)}" if left else f"自{_short(flow.start)}"
            colour = f"color-mix(in srgb, {flow.colour} 78%, var(--st-text-color))"
            text = f"{flow.mark} {flow.said}{other}"
            yield f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" style="fill:{colour}">{escape(text)}</text>'


def _total(before: np.ndarray, after: np.ndarray, place: int, measure: Measure) -> str:
    """「36 家（+2）」"""
    change = signed(float(after[place] - before[place]), 0) if place < UNRANKED else "±0"
    return f"{number(float(after[place]), 0)} {measure.unit}" + ("" if change == "±0" else f"（{change}）")


def _thin_note(flows: list[_Flow]) -> str:
    thin = any(flow.thick <= _THINNEST for flow in flows)
    return '<div class="aside">太细的带子画得比实际宽，数以两边的文字为准。</div>' if thin else ""


def _letter(place: int) -> str:
    return str(list(Class)[place]) if place < UNRANKED else ""


def _short(place: int) -> str:
    """As it stands behind 到 or 自."""
    return f" {_letter(place)}" if place < UNRANKED else NOT_RANKED


def _word(place: int, words: Mapping[Class, str]) -> str:
    return short_word(words, list(Class)[place]) if place < UNRANKED else NOT_RANKED
