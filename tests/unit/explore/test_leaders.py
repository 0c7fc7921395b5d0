"""A list of leaders: who is on it, ties at its line, who is just outside, years in a row, who comes and goes."""

from __future__ import annotations

import numpy as np
import pytest

from muyun.explore.leaders.board import NOBODY, Candidates, board_list, changes, consecutive


def candidates(scores: dict[str, float], barred: dict[str, str] | None = None) -> Candidates:
    keys, n = tuple(scores), len(scores)
    return Candidates(
        keys, keys, ("",) * n, np.array(list(scores.values()), dtype=float), ("",) * n,
        tuple((barred or {}).get(key, "") for key in keys), (), np.zeros((n, 0)), np.zeros((n, 0), dtype=bool),
    )  # fmt: skip


def test_the_best_lead_and_the_next_three_are_just_outside():
    found = board_list(candidates({"戊": 1, "甲": 9, "丙": 7, "乙": 8, "丁": 6, "己": 0.5}), 2)
    assert found.members == ("甲", "乙")
    assert [found.of.keys[p] for p in found.outside] == ["丙", "丁", "戊"]
    assert found.ranks.tolist() == [1, 2, 3, 4, 5, 6] and found.tied == (0, 0)


@pytest.mark.clause("XC-28")
def test_a_group_tied_across_the_line_is_shown_and_goes_by_the_given_order():
    """甲 10, then 乙 and 丙 and 丁 at 8 in the order of the policy's tie rule: two places, the line cuts 乙|丙 丁."""
    found = board_list(candidates({"甲": 10, "乙": 8, "丙": 8, "丁": 8 - 1e-11, "戊": 1}), 2)
    assert found.members == ("甲", "乙")
    assert found.ranks.tolist() == [1, 2, 2, 2, 5]
    assert found.tied == (1, 4)


def test_a_tie_beside_the_line_is_none_of_its_own():
    found = board_list(candidates({"甲": 10, "乙": 10, "丙": 8, "丁": 7}), 2)
    assert found.tied == (0, 0)
    assert board_list(candidates({"甲": 10, "乙": 10}), 2).tied == (0, 0)


def test_who_cannot_lead_or_has_no_score_takes_no_place():
    found = board_list(candidates({"甲": 10, "乙": 9, "丙": 8, "丁": float("nan")}, {"甲": "有否决事项"}), 2)
    assert found.members == ("乙", "丙") and found.ranks.tolist() == [1, 2]
    assert [found.of.keys[p] for p in found.barred] == ["甲", "丁"]
    assert board_list(NOBODY, 5).members == ()


@pytest.mark.clause("XA-18")
def test_a_missing_year_breaks_the_chain():
    """甲 led in 2022, 2021 and 2019; 2020 isn't in the data, so it has led for two years in a row."""
    assert consecutive(["甲", "乙"], [["甲"], None, ["甲", "乙"]]) == [2, 1]
    assert consecutive(["甲"], [["甲"], ["甲"]]) == [3]
    assert consecutive(["甲"], [["乙"], ["甲"]]) == [1]
    assert consecutive(["甲"], []) == [1]


def test_other_weights_bring_some_and_take_others():
    old = board_list(candidates({"甲": 3, "乙": 2, "丙": 1}), 2)
    new = board_list(candidates({"甲": 1, "乙": 2, "丙": 3}), 2)
    moved = changes(old, new)
    assert [new.of.keys[p] for p in moved.entered] == ["丙"] and [old.of.keys[p] for p in moved.left] == ["甲"]
    assert changes(old, old) == type(moved)((), ())
