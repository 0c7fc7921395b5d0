"""The strips of an enterprise's indicators: what is marked, said and never drawn too often."""

from __future__ import annotations

import re

import numpy as np
import pytest
from ranked_uploads import evaluated, firm, small

from muyun.explore.gap.gaps import gaps
from muyun.explore.peers import Peers
from muyun.show.peer_strips import finding, letter_of, sector_of, strips_of
from muyun.show.ranked import ranked
from muyun.show.strips import Strip, said_up, strips

TEN = [small(n, 10.0 * (20 - n)) for n in range(10)]  # 20, 19 … 11 万元/亩; benchmark 1.5 × 15.5 = 23.25


def peers_of(values: np.ndarray, value: float, full: float = np.nan) -> Peers:
    known = np.sort(values)
    worse, better = int((known < value).sum()), int((known > value).sum())
    median = float(np.median(known))
    return Peers("亩均税收", False, known, known[:3], value, median, full, len(known), better, worse, 0)


def drawn(rows, code: str) -> str:
    evaluation = evaluated(rows)
    everybody = ranked(evaluation)
    shown = strips_of(evaluation, evaluation.unit_of[code], gaps(evaluation, evaluation.unit_of[code]))
    return strips(shown, letter_of(everybody, code), sector_of(everybody, code))


@pytest.mark.clause("JX-14")
def test_the_strip_names_the_own_value_the_median_the_full_mark_and_the_line_to_the_next_class():
    """E002, 18 万元/亩, is B; E001 with 19 is the last A and wins the tie by its code: a hair over 19."""
    markup = drawn(TEN, "E002")
    for text in (">18<", "中位 15.5", "满分 23.25", "升 A 需 19<", "好于 7/9 家", "77.8 %", "同行业（33 金属制品业）"):
        assert text in markup, text


def test_fifty_thousand_peers_make_no_more_marks_than_ten():
    many = peers_of(np.random.default_rng(1).lognormal(2, 1, 50_000), 9.0)
    few = peers_of(np.arange(1.0, 11.0), 9.0)
    large, small_group = (strips([Strip(of, "亩均税收", "万元/亩", 1.0)], "B", "") for of in (many, few))
    assert large.count("<") <= small_group.count("<") + 3  # the word for the logarithmic axis
    assert len(large) < 20_000


def test_a_skewed_indicator_has_a_logarithmic_axis_and_says_so():
    skewed = strips([Strip(peers_of(np.array([1.0, 1, 1, 2, 2, 2, 500]), 2.0), "甲", "", 1.0)], "", "")
    even = strips([Strip(peers_of(np.arange(1.0, 8.0), 2.0), "甲", "", 1.0)], "", "")
    assert ">对数坐标<" in skewed and "对数坐标" not in even


def test_negative_values_keep_the_axis_linear():
    shown = strips([Strip(peers_of(np.array([-5.0, -1, 1, 2, 3, 900]), 2.0), "甲", "", 1.0)], "", "")
    assert "对数坐标" not in shown and "nan" not in shown


def test_a_missing_value_is_said_with_what_was_done_and_has_no_mark():
    rows = [firm(n, 税收实际贡献=100.0 - n) for n in range(9)] + [firm(9, 排放量=None)]
    markup = drawn(rows, "E009")
    assert "缺报，按评价组平均得分计" in markup and "nan" not in markup
    assert markup.count("M{x}") == 0


def test_equal_values_and_a_group_of_one_are_drawn_without_nan():
    for rows in ([small(1, 100.0)], [small(n, 100.0) for n in range(3)], [small(n, 0.0) for n in range(3)]):
        assert "nan" not in drawn(rows, "E001")


def test_an_indicator_that_nobody_has_says_so():
    rows = [firm(n, 排放量=None) for n in range(5)]
    assert "同组企业都没有这项数据" in drawn(rows, "E001")


def test_labels_at_one_place_are_pushed_apart():
    """Own value, median and full mark are all the same: their texts stand side by side."""
    markup = strips([Strip(peers_of(np.array([1.0, 5, 9]), 5.0, full=5.0), "甲", "", 1.0)], "A", "")
    xs = [float(x) for x in re.findall(r'<text x="([\d.]+)"[^>]*>(?:中位|满分) ', markup)]
    assert len(xs) == 2 and xs[1] - xs[0] > 50


def test_names_are_escaped():
    assert "<script>" not in strips([Strip(peers_of(np.arange(3.0), 1.0), "<script>", "<b>", 1.0)], "", "<i>")


@pytest.mark.parametrize(("value", "lower", "told"), [
    (12.3411, False, "12.35"), (12.3411, True, "12.34"), (8.0000000001, False, "8"), (0.0, False, "0"),
    (123456.2, False, "123,457"), (float("nan"), False, "—"), (-3.14159, False, "-3.141"),
])  # fmt: skip
def test_a_value_to_reach_is_rounded_to_where_it_is_enough(value, lower, told):
    assert said_up(value, lower) == told


def test_the_finding_names_the_best_and_the_weakest_item():
    """E002 of the 规上: 税收 second of ten (8 of 9 worse), everything else equal."""
    rows = [firm(n, 税收实际贡献=100.0 - n, 研发经费=60.0 + n) for n in range(10)]
    evaluation = evaluated(rows)
    told = finding(strips_of(evaluation, "E001", None))
    assert told.startswith("6 项里 1 项好于同组中位数") and "最靠前的是亩均税收（好于 88.9 %）" in told


def test_a_single_indicator_is_told_without_counting():
    assert finding(strips_of(evaluated(TEN), "E001", None)) == "亩均税收好于同组中位数。"
    assert finding(strips_of(evaluated(TEN), "E008", None)) == "亩均税收没有好于同组中位数。"
