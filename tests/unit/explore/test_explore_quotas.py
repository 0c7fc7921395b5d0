"""A divider of the quota bar is dragged: which quota changes, worked out by hand."""

import pytest

from muyun.evaluate.quotas import class_counts
from muyun.explore.whatif.quota_bar import moved_quota, quota_shares
from muyun.policy.amend import amend, merge
from muyun.policy.load import load_policy

POOL = "规上工业"
XIACHENG, XIAN = load_policy("xiacheng-2019"), load_policy("xian-2022")


def shares(policy, pool=POOL):
    return {segment.name: segment.share for segment in quota_shares(policy, pool)}


def classes_patch(moved):
    return moved.patch["pools"][POOL]["classes"]


@pytest.mark.clause("XC-15", "XC-16")
def test_the_bar_of_xiacheng_leaves_a_quarter_to_c():
    """A 20 %, B 50 %, D 5 %: 25 % are left."""
    bar = quota_shares(XIACHENG, POOL)
    assert [(s.name, s.share, s.kind) for s in bar] == [
        ("A", 0.2, "at_most"), ("B", 0.5, "at_most"), ("C", 0.25, "rest"), ("D", 0.05, "at_most")
    ]  # fmt: skip
    assert (bar[0].clause, bar[0].quote) == ("XC-15", "原则上A档企业不超过20%")
    assert (bar[1].clause, bar[1].quote) == ("本系统假定", "文件未定 B 档比例。")
    assert bar[2].clause == ""


@pytest.mark.clause("XA-10", "XA-11")
def test_the_bar_of_xian_splits_the_joint_tenth():
    assert shares(XIAN) == {"A": 0.15, "B": 0.75, "C": 0.05, "D": 0.05}
    assert [s.kind for s in quota_shares(XIAN, POOL)] == ["exact"] * 4


@pytest.mark.clause("XC-15")
def test_a_divider_between_two_limits_changes_both():
    after = moved_quota(XIACHENG, POOL, 0, 0.23)
    assert classes_patch(after) == {"A": {"at_most": 0.23}, "B": {"at_most": 0.47}}
    new, findings = amend(XIACHENG, after.patch, None)
    assert shares(new) == {s.name: s.share for s in after.segments}
    assert [(f.code, "XC-15" in f.why) for f in findings] == [("SCENARIO_QUOTA", True)]


def test_a_stricter_quota_departs_from_nothing():
    after = moved_quota(XIACHENG, POOL, 2, 0.97)
    assert classes_patch(after) == {"D": {"at_most": 0.03}}
    assert amend(XIACHENG, after.patch, None)[1] == ()


def test_a_divider_beside_the_rest_changes_only_the_other_side():
    assert classes_patch(moved_quota(XIACHENG, POOL, 1, 0.6)) == {"B": {"at_most": 0.4}}


@pytest.mark.clause("XA-11")
def test_the_divider_of_joint_c_and_d_sets_the_share_of_d():
    after = moved_quota(XIAN, POOL, 2, 0.93)
    assert classes_patch(after) == {"C_D": {"d_share": 0.7}}
    assert shares(amend(XIAN, after.patch, None)[0]) == {"A": 0.15, "B": 0.75, "C": 0.03, "D": 0.07}


@pytest.mark.clause("XA-10", "XA-11")
def test_a_divider_left_of_joint_c_and_d_leaves_d_its_part_of_the_whole():
    """B 75 % → 70 %: C 10 %, D 5 %, together 15 %, a third of it D."""
    after = moved_quota(XIAN, POOL, 1, 0.85)
    assert classes_patch(after) == {"B": {"exact": 0.7}, "C_D": {"exact": 0.15, "d_share": 1 / 3}}
    policy = amend(XIAN, after.patch, None)[0]
    assert shares(policy) == {"A": 0.15, "B": 0.7, "C": 0.1, "D": 0.05}
    assert class_counts(policy.classes(POOL), 100) == (15, 70, 10, 5)


def test_a_share_of_d_by_county_is_one_segment_that_keeps_its_counties():
    patch = {"defaults": {"classes": {"C_D": {"d_share": {"甲区": 1.0, "乙区": 0.0}}}}}
    policy = amend(XIAN, patch, None)[0]
    assert shares(policy) == {"A": 0.15, "B": 0.75, "C_D": 0.1}
    after = moved_quota(policy, POOL, 1, 0.92)
    assert classes_patch(after) == {"B": {"exact": 0.77}, "C_D": {"exact": 0.08}}
    kept = amend(XIAN, merge(patch, after.patch), None)[0].classes(POOL)["C_D"]
    assert (kept.exact, kept.d_share) == (0.08, {"甲区": 1.0, "乙区": 0.0})


@pytest.mark.parametrize(("position", "share"), [(-0.3, 0.0), (0.9, 0.7), (0.2024, 0.2), (0.2026, 0.205)])
def test_a_divider_stays_between_its_neighbours_in_half_per_cents(position, share):
    assert moved_quota(XIACHENG, POOL, 0, position).segments[0].share == share


def test_a_divider_where_it_was_makes_no_patch():
    assert moved_quota(XIACHENG, POOL, 0, 0.2).patch == {}
    assert moved_quota(XIAN, POOL, 2, 0.95).patch == {}


def test_a_divider_that_is_not_there_is_an_error():
    with pytest.raises(IndexError):
        moved_quota(XIAN, POOL, 3, 0.5)
