"""The smallest change of weights in plain Chinese."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from muyun.explore.flip.flips import PROVEN, Flip, Flips, Norm
from muyun.explore.weight_space import weight_space
from muyun.policy.load import load_policy
from muyun.show.flips import changed_weights, flip_sentences

XIACHENG = load_policy("xiacheng-2019")
SPACE = weight_space(XIACHENG, "规上工业")
NEAR = np.array([31.2, 20, 12.5, 12.5, 12.5, 11.3])
"""30 → 31.2 and 12.5 → 11.3: 2.4 in sum, 1.2 at most."""
UP = Flip(1, Norm.SUM, NEAR, 2.4, 2.4, True, 1, "", NEAR)
LIMITS = "权重的范围：文件规定的权重上下限，合计 100 分。"


def test_only_weights_that_change_and_their_sum():
    said = flip_sentences(Flips(2, (UP,), ()), SPACE, XIACHENG)
    weights = "亩均税收 30 → 31.2、R&D经费支出占主营业务收入之比 12.5 → 11.3"
    assert said[0] == f"{weights}，就从 C 档升到 B 档（合计变动 2.4 分，已是最小）。"
    assert said[-1] == LIMITS


def test_what_is_a_bound_only_says_so_and_is_not_rounded_up():
    bounded = replace(UP, bound=1.999, exact=False)
    assert flip_sentences(Flips(2, (bounded,), ()), SPACE, XIACHENG)[0].endswith(
        "（合计变动 2.4 分，不一定最小：最小变动不少于 1.99 分）。"
    )


def test_a_gap_that_two_decimals_do_not_show_is_told_as_such():
    close = replace(UP, bound=2.398, exact=False)
    said = flip_sentences(Flips(2, (close,), ()), SPACE, XIACHENG)[0]
    assert said.endswith("（合计变动 2.4 分，与最小的相差不到 0.01 分）。")


def test_a_class_jumped_over_is_named():
    said = flip_sentences(Flips(3, (replace(UP, target=2, reached=1),), ()), SPACE, XIACHENG)
    assert "就从 D 档升到 B 档" in said[0]


def test_proof_of_none_and_nothing_found_are_told_apart():
    none = replace(UP, weights=None, plain=None, distance=np.nan, bound=np.inf, reached=-1, why=PROVEN)
    open_ = replace(none, target=3, bound=3.456, exact=False, why="", norm=Norm.LARGEST)
    proven, unproven = flip_sentences(Flips(2, (none,), (open_,)), SPACE, XIACHENG)[:2]
    assert proven == "在允许的权重范围内，怎样调整都升不到 B 档（已证明）。"
    assert unproven == "降到 D 档：没有找到能做到的权重，但也没有证明没有；单项最大变动不到 3.45 分肯定不行。"


def test_both_measures_with_the_same_reason_are_said_once():
    none = [replace(UP, norm=norm, weights=None, plain=None, why=PROVEN) for norm in Norm]
    assert len(flip_sentences(Flips(2, tuple(none), ()), SPACE, XIACHENG)) == 3  # and the end of the scale, the range


def test_a_space_of_ours_is_marked_as_assumed():
    xian = load_policy("xian-2022")
    narrow, wide = (weight_space(xian, "规上工业", within) for within in (0.1, None))
    assert "不超过 20 %" in flip_sentences(Flips(0, (), ()), wide, xian)[-1]
    assert "不超过 10 %" in flip_sentences(Flips(0, (), ()), narrow, xian)[-1]
    assert all("本系统假定" in flip_sentences(Flips(0, (), ()), space, xian)[-1] for space in (narrow, wide))


def test_what_changes_has_its_label_old_and_new_weight_and_the_difference():
    assert changed_weights(UP, SPACE, XIACHENG) == [
        ("亩均税收", "30", "31.2", "+1.2"), ("R&D经费支出占主营业务收入之比", "12.5", "11.3", "−1.2"),
    ]  # fmt: skip
    assert changed_weights(replace(UP, plain=None, weights=None), SPACE, XIACHENG) == []
