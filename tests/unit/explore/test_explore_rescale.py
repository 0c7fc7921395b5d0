"""A weight is dragged: where the others go, worked out by hand."""

import pytest

from muyun.explore.whatif.bounds import Limit, Range, bounds
from muyun.explore.whatif.rescale import moved
from muyun.policy.amend import amend
from muyun.policy.load import load_policy

XIACHENG = load_policy("xiacheng-2019")
BOUNDS = bounds(XIACHENG, "规上工业")
OFFICIAL = dict(XIACHENG.pools["规上工业"].weights)
FREE = {name: Range(0.0, Limit(0.0), Limit(100.0), Limit(0.0), Limit(100.0)) for name in "甲乙丙丁"}


@pytest.mark.clause("XC-10", "XC-11", "XC-12")
def test_the_bounds_of_xiacheng_are_those_of_its_three_clauses():
    tax, rd = BOUNDS["亩均税收"], BOUNDS["研发投入强度"]
    assert (tax.hard_lower, tax.official) == (Limit(0.0), 30)
    assert (tax.hard_upper.value, tax.hard_upper.clause) == (35, "XC-10")
    assert "每个单项指标权重不超过35%" in tax.hard_upper.quote
    assert (tax.soft_lower.value, tax.soft_lower.clause) == (30, "XC-11")
    assert tax.soft_upper == tax.hard_upper
    assert (rd.soft_lower.value, rd.soft_lower.clause, rd.hard_upper.value) == (10, "XC-12", 35)
    assert BOUNDS["亩均增加值"].soft_lower.value == 20


def test_without_bounds_a_weight_lies_between_0_and_100():
    assert bounds(load_policy("xian-2022"), "规上工业")["亩均税收"] == Range(
        25, Limit(0.0), Limit(100.0), Limit(0.0), Limit(100.0)
    )


def test_of_two_rules_the_narrower_holds():
    patch = {"pools": {"规上工业": {"weight_bounds": [
        {"at_most": {"each": 40}, "binding": "hard", "assumed": "甲"},
        {"at_most": {"亩均税收": 36, "each": 38}, "binding": "hard", "assumed": "乙"},
    ]}}}  # fmt: skip
    ranges = bounds(amend(load_policy("xian-2022"), patch, None)[0], "规上工业")
    assert ranges["亩均税收"].hard_upper == Limit(36.0, "本系统假定", "乙")
    assert ranges["研发投入强度"].hard_upper == Limit(38.0, "本系统假定", "乙")


def test_the_others_give_in_proportion_to_their_weights():
    """40 → 60 leaves 40 for 30, 20 and 10: two thirds of each, 20, 13⅓, 6⅔; in steps of 0.5 that is
    20, 13, 6.5 and one step left, for the larger remainder: 13⅓ − 13 = 1/3 against 6⅔ − 6.5 = 1/6."""
    after = moved({"甲": 40.0, "乙": 30.0, "丙": 20.0, "丁": 10.0}, "甲", 60, FREE)
    assert after.weights == {"甲": 60, "乙": 20, "丙": 13.5, "丁": 6.5}
    assert (after.refused, after.clipped, after.warnings) == ("", "", ())


def test_equal_remainders_go_to_the_earlier_indicator():
    """35.5 among three equal ones: 11.5 each (34.5) and two steps left."""
    after = moved({"甲": 34.0, "乙": 22.0, "丙": 22.0, "丁": 22.0}, "甲", 64.5, FREE)
    assert after.weights == {"甲": 64.5, "乙": 12, "丙": 12, "丁": 11.5}


def test_others_that_are_all_zero_share_equally():
    assert moved({"甲": 100.0, "乙": 0.0, "丙": 0.0}, "甲", 40, FREE).weights == {"甲": 40, "乙": 30, "丙": 30}


def test_locked_weights_stay():
    after = moved({"甲": 40.0, "乙": 30.0, "丙": 20.0, "丁": 10.0}, "甲", 50, FREE, locked={"乙"})
    assert after.weights == {"甲": 50, "乙": 30, "丙": 13.5, "丁": 6.5}  # 20 for 20 : 10


def test_tenths_leave_no_dust():
    after = moved({"甲": 0.1, "乙": 0.2, "丙": 99.7}, "甲", 0.3, FREE, locked={"乙"}, step=0.1)
    assert after.weights == {"甲": 0.3, "乙": 0.2, "丙": 99.5}


@pytest.mark.clause("XC-10")
def test_a_weight_stops_at_its_hard_bound_and_says_why():
    after = moved(OFFICIAL, "亩均税收", 50, BOUNDS)
    assert after.weights["亩均税收"] == 35
    quote = "规模以上工业企业综合评价每个单项指标权重不超过35%"
    assert after.clipped == f"“亩均税收”的权重最高 35 分（XC-10：“{quote}”），不能突破。"


@pytest.mark.clause("XC-10")
def test_a_weight_that_would_push_another_over_its_bound_gives_it_to_the_rest():
    """亩均税收 at 0 leaves 100 for 20 and four times 12.5 (70): factor 10/7, 28.57 and 17.86 each, none over 35.
    With three of the four locked, 62.5 are left for 20 and 12.5: 38.46 would pass 35, so 35 and 27.5."""
    locked = {"单位能耗增加值", "单位排放增加值", "全员劳动生产率"}
    after = moved(OFFICIAL, "亩均税收", 0, BOUNDS, locked)
    assert after.weights["亩均增加值"] == 35
    assert after.weights["研发投入强度"] == 27.5
    assert after.weights["亩均税收"] == 0


def upto(limit):
    return Range(0.0, Limit(0.0), Limit(limit, "甲"), Limit(0.0), Limit(limit, "甲"))


def test_what_a_full_weight_cannot_take_goes_to_the_others_in_their_proportion():
    """100 for 50, 15 and 5 would be 71.4, 21.4 and 7.1; 60 at most leaves 40 for 15 : 5."""
    after = moved({"甲": 30.0, "乙": 50.0, "丙": 15.0, "丁": 5.0}, "甲", 0, FREE | {"乙": upto(60.0)})
    assert after.weights == {"甲": 0, "乙": 60, "丙": 30, "丁": 10}


def test_a_weight_below_its_limit_at_first_may_rise_above_it_when_another_is_full():
    """100 for 80, 15 and 5: 40 at most for the first leaves 60 for 15 : 5, so 15 for the last, whose limit is 10."""
    ranges = FREE | {"乙": upto(40.0), "丁": Range(0.0, Limit(10.0), Limit(100.0), Limit(10.0), Limit(100.0))}
    after = moved({"甲": 0.0, "乙": 80.0, "丙": 15.0, "丁": 5.0}, "甲", 0, ranges)
    assert after.weights == {"甲": 0, "乙": 40, "丙": 45, "丁": 15}


def test_a_limit_off_the_step_holds_too():
    after = moved({"甲": 40.0, "乙": 30.0, "丙": 30.0}, "甲", 0, FREE | {"乙": upto(33.3)})
    assert after.weights == {"甲": 0, "乙": 33.3, "丙": 66.7}


@pytest.mark.clause("XC-10")
def test_a_weight_goes_no_lower_than_the_others_can_take_up():
    """Locked 20 + 12.5 · 3 = 57.5; the one left takes up 35 at most, so 7.5 stay."""
    locked = {"亩均增加值", "单位能耗增加值", "单位排放增加值", "全员劳动生产率"}
    after = moved(OFFICIAL, "亩均税收", 0, BOUNDS, locked)
    assert (after.weights["亩均税收"], after.weights["研发投入强度"]) == (7.5, 35)
    assert after.clipped == "其余指标不能再增，“亩均税收”停在 7.5 分。"


@pytest.mark.clause("XC-11", "XC-12")
def test_soft_bounds_may_be_left_and_are_told():
    after = moved(OFFICIAL, "亩均税收", 28, BOUNDS)
    assert after.weights["亩均税收"] == 28
    (warning,) = after.warnings
    assert (warning.indicator, warning.limit.clause, warning.weight) == ("亩均税收", "XC-11", 28)
    assert warning.what.startswith("“亩均税收”的权重 28 分，低于一般要求的 30 分（XC-11：“")


@pytest.mark.parametrize(
    ("weights", "locked", "words"),
    [({"甲": 50.0, "乙": 50.0}, {"乙"}, "其余指标都已锁定"), ({"甲": 50.0, "乙": 50.0}, {"甲"}, "“甲”已锁定"),
     ({"甲": 100.0}, set(), "只有一项指标")],
)  # fmt: skip
def test_a_move_without_anybody_to_share_with_is_refused(weights, locked, words):
    after = moved(weights, "甲", 70, FREE, locked)
    assert after.weights == weights
    assert words in after.refused


def test_a_value_between_steps_goes_to_the_nearest():
    assert moved({"甲": 50.0, "乙": 50.0}, "甲", 60.3, FREE).weights == {"甲": 60.5, "乙": 39.5}


def test_a_locked_weight_off_the_step_is_made_up_by_one_other():
    """66.7 − 40 = 26.7 for 20 and 13.4 (33.4): 15.99 and 10.71, in steps 15.5 and 10.5; of the 0.7 left a
    step goes to the remainder 0.49, the last 0.2 to the next."""
    after = moved({"甲": 33.3, "乙": 33.3, "丙": 20.0, "丁": 13.4}, "甲", 40, FREE, locked={"乙"})
    assert after.weights == {"甲": 40, "乙": 33.3, "丙": 16, "丁": 10.7}


def test_with_the_shape_of_the_beginning_a_way_back_restores_exactly():
    there = moved(OFFICIAL, "亩均税收", 34.5, BOUNDS, shape=OFFICIAL)
    assert there.weights != OFFICIAL
    assert moved(there.weights, "亩均税收", 30, BOUNDS, shape=OFFICIAL).weights == OFFICIAL
