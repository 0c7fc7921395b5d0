"""The bands from class to class. Figures are made by hand."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from muyun.explore.whatif.live import PoolLive, Sums
from muyun.policy.load import load_policy
from muyun.show.flows import class_flows
from muyun.show.matrix import Measure

WORDS = load_policy("jiaxing-2018").class_words
BLUE, VERMILION, GREY = "#0072B2", "#D55E00", "#9AA0A6"
THIN = "太细的带子画得比实际宽"


def pool(moves: dict[tuple[int, int], int], tax=None, no_land=0) -> PoolLive:
    """Units from class to class, 10 亩 each, with the tax given by move."""
    units, taxes, lacking = np.zeros((5, 5), int), np.zeros((5, 5)), np.zeros((5, 5), int)
    for place, count in moves.items():
        units[place] = count
    for place, value in (tax or {}).items():
        taxes[place] = value
    lacking[0, 0] = no_land
    land, nothing = units * 10.0, np.zeros((5, 5))
    side = [
        Sums(*(part.sum(axis=axis) for part in (units, land, taxes, nothing, lacking, lacking, lacking)))
        for axis in (1, 0)
    ]
    return PoolLive(*side, Sums(units, land, taxes, nothing, lacking, lacking, lacking), 0, "", "")


MOVED = pool({(0, 0): 20, (0, 1): 4, (1, 0): 6, (1, 1): 40, (2, 2): 30})


def band(markup: str, title: str) -> tuple[str, str, float]:
    """Colour, opacity and thickness of the band of that title."""
    drawn = rf'<path d="([^"]*)" fill="(#\w+)" fill-opacity="([\d.]+)"><title>{title}'
    shape, colour, opacity = re.search(drawn, markup).groups()
    end = re.search(r"548,([\d.]+) V([\d.]+)", shape)
    return colour, opacity, float(end[2]) - float(end[1])


def test_what_rises_is_blue_what_falls_vermilion_and_what_stays_pale():
    markup = class_flows(MOVED, Measure.UNITS, WORDS)
    assert band(markup, "B 类 → A 类：家数 6 家")[:2] == (BLUE, "0.72")
    assert band(markup, "A 类 → B 类：家数 4 家")[:2] == (VERMILION, "0.72")
    assert band(markup, "B 类 → B 类：家数 40 家")[1] == "0.2"


def test_a_band_is_as_thick_as_what_it_carries():
    """100 units over 250: 2.5 a unit."""
    markup = class_flows(MOVED, Measure.UNITS, WORDS)
    assert band(markup, "B 类 → B 类")[2] == pytest.approx(100, abs=0.2)
    assert band(markup, "B 类 → A 类")[2] == pytest.approx(15, abs=0.2)
    assert THIN not in markup


def test_both_ends_of_a_move_say_its_number_and_the_nodes_their_totals():
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", class_flows(MOVED, Measure.UNITS, WORDS))
    assert {"A 类 24 家", "▼ 4 家到 B", "▲ 6 家自 B", "B 类 46 家", "▲ 6 家到 A", "▼ 4 家自 A"} <= set(texts)
    assert "A 类 26 家（+2）" in texts and "B 类 44 家（−2）" in texts and "C 类 30 家" in texts
    assert texts[:2] == ["正式", "模拟"]


def test_a_tiny_flow_is_still_drawn_and_that_is_said():
    markup = class_flows(pool({(0, 0): 10_000, (1, 0): 1}), Measure.UNITS, WORDS)
    assert band(markup, "B 类 → A 类：家数 1 家")[2] == pytest.approx(2, abs=0.2)
    assert THIN in markup


def test_land_and_tax_can_be_looked_at_and_a_refund_is_drawn_thin_with_its_number():
    moved = pool({(0, 0): 1, (1, 0): 1}, tax={(0, 0): 500.0, (1, 0): -20.0}, no_land=3)
    assert "▲ 10 亩自 B" in class_flows(moved, Measure.LAND, WORDS)
    assert "3 家没有用地数据，未计入。" in class_flows(moved, Measure.LAND, WORDS)
    in_tax = class_flows(moved, Measure.TAX, WORDS)
    assert band(in_tax, "B 类 → A 类：税收 -20 万元")[2] == pytest.approx(2, abs=0.2)


def test_who_loses_the_class_flows_out_in_grey():
    markup = class_flows(pool({(0, 0): 20, (3, 4): 5, (4, 4): 70}), Measure.UNITS, WORDS)
    assert band(markup, "D 类 → 未定级：家数 5 家")[0] == GREY
    assert "· 5 家到未定级" in markup and "· 5 家自 D" in markup and "未定级 → 未定级" not in markup
    texts = re.findall(r"<text[^>]*>(未定级[^<]*)</text>", markup)
    assert texts == ["未定级 5 家"]  # on the right; the 70 that stay there flow nowhere


def test_without_anybody_it_is_still_a_picture():
    markup = class_flows(pool({}), Measure.TAX, WORDS)
    assert "A 类 0 万元" in markup and "nan" not in markup and "<path" not in markup


def test_a_node_leaves_room_for_its_lines():
    """Beside each node at least twenty units a title and nineteen a line, however small its bar."""
    moves = {(i, j): 1 for i in range(5) for j in range(5)} | {(0, 0): 1000}
    markup = class_flows(pool(moves), Measure.UNITS, WORDS)
    for anchor in ("end", "start"):
        places = [float(y) for y in re.findall(rf'<text x="[\d.]+" y="([\d.]+)" text-anchor="{anchor}"', markup)]
        assert min(b - a for a, b in pairwise(sorted(places))) >= 18.9
