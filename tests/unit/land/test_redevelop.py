"""What low-yield parcels would bring at the level of their sector, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from small_land import looked_at, upload

from muyun.land.about import cases_on_parcels, occupied
from muyun.land.redevelop import FEWEST, Level, Reach, by_means, redevelop
from muyun.show.redevelop import bars, formulas, widened_words

REACHES = list(Reach)


def firms(prefix, taxes, **columns):
    """Enterprises of 10 亩 each with these taxes, five times as much value added."""
    return {
        f"{prefix}{n}": {"用地面积": 10, "税收实际贡献": tax, "工业增加值": 5 * tax} | columns
        for n, tax in enumerate(taxes)
    }


@pytest.fixture(scope="module")
def looked():
    """纺织 (17): five in 甲县, 1, 20, 30, 40, 100 万元 → median 3 万元/亩; two in 乙县, 60 and 80.
    造纸 (22): one in 甲县, 200. Every one on a parcel of its own; L is the low one, on P0 (10 亩) and P1 (5 亩)."""
    tables = upload(
        firms("T", [20, 30, 40, 100]) | firms("L", [1]) | firms("Y", [60, 80], 区县="乙县")
        | firms("Z", [200], 行业代码="2221"),
        [("P0", "L0", 10), ("P1", "L0", 5), ("P2", "Y0", 10), ("P3", "Z0", 10)],
        {"P0": {"登记面积": 10}, "P1": {"登记面积": 5}, "P2": {"登记面积": 10, "区县": "乙县"}, "P3": {"登记面积": 10}},
        [{"编号": "Z-1", "类型": "低产田", "宗地代码": "P0", "方式": "收购储备", "状态": "已完成", "腾出用地": 4},
         {"编号": "Z-2", "类型": "低产田", "统一社会信用代码": "Y0", "方式": "退二优二", "状态": "进行中"}],
    )  # fmt: skip
    return tables, *looked_at(tables)


def test_the_median_of_sector_and_county_is_the_target_and_the_gain_is_by_area(looked):
    """L0's 1 万元: 2/3 on P0, 1/3 on P1, 1/15 万元/亩 on both. Median 3 → (3 − 1/15) × 10 and × 5 = 29 1/3, 14 2/3."""
    _, evaluation, figures, of = looked
    found = redevelop(evaluation, figures, of, np.array([0, 1])).targets["tax_wan", Level.MEDIAN]
    assert found.per_mu.tolist() == [3, 3]
    assert [REACHES[place] for place in found.reach] == [Reach.SECTOR_COUNTY] * 2 and found.of.tolist() == [5, 5]
    assert found.gain.tolist() == pytest.approx([29 + 1 / 3, 14 + 2 / 3])
    assert found.total == pytest.approx(44) and found.unknown == 0


def test_too_few_in_the_county_take_the_sector_and_too_few_there_take_all(looked):
    """乙县's two textile firms are too few: all seven, median 4. Paper's one: all eight, (4 + 6) ÷ 2 = 5."""
    _, evaluation, figures, of = looked
    found = redevelop(evaluation, figures, of, np.array([2, 3])).targets["tax_wan", Level.MEDIAN]
    assert found.per_mu.tolist() == [4, 5]
    assert [REACHES[place] for place in found.reach] == [Reach.SECTOR, Reach.ALL] and found.of.tolist() == [7, 8]
    assert found.gain.tolist() == [0, 0], "what is above its target already loses nothing"
    near = redevelop(evaluation, figures, of, np.array([2]), fewest=2).targets["tax_wan", Level.MEDIAN]
    assert (near.per_mu.tolist(), near.of.tolist()) == ([7], [2])


def test_whoever_is_held_against_everybody_is_counted(looked):
    """Paper has one firm, too few for a median at 5, enough at 1; it alone is the A class, textile has none of it."""
    _, evaluation, figures, of = looked
    rows = np.array([0, 2, 3])
    said = widened_words(evaluation, redevelop(evaluation, figures, of, rows, 5), 5)
    assert said == "同行业可比的不足 5 家、改取全部参评企业水平的：中位数 1 宗，A 类 3 宗。"
    assert evaluation.classes.index[(evaluation.classes["applied"] == "A").to_numpy(dtype=bool)].tolist() == ["Z0"]
    assert widened_words(evaluation, redevelop(evaluation, figures, of, np.array([3]), 1), 1) == ""


def test_the_a_class_is_a_ratio_of_sums_and_value_added_has_targets_of_its_own(looked):
    """A of all: the sums of those with the letter, value added five times the tax."""
    _, evaluation, figures, of = looked
    found = redevelop(evaluation, figures, of, np.array([0]))
    best = evaluation.participants[(evaluation.classes["applied"] == "A").to_numpy(dtype=bool)]
    expected = best["tax_wan"].sum() / best["land_mu"].sum()
    assert len(best) and found.targets["tax_wan", Level.BEST].per_mu.tolist() == pytest.approx([expected])
    assert found.targets["value_added_wan", Level.MEDIAN].per_mu.tolist() == [15]
    assert found.targets["value_added_wan", Level.MEDIAN].gain.tolist() == pytest.approx([(15 - 1 / 3) * 10])


def means_of(tables, evaluation, figures, of, rows):
    """`by_means` of the parcels at `rows`, by 方式."""
    about = cases_on_parcels(tables.cases, occupied(evaluation, tables))
    found = redevelop(evaluation, figures, of, np.array(rows))
    return by_means(found, figures.index[rows], about, tables.cases).set_index("means")


@pytest.mark.clause("JX-28")
def test_land_by_means_counts_freed_land_once_and_names_parcels_without_a_case(looked):
    found = means_of(*looked, [0, 1, 2])
    assert found.index.tolist() == ["收购储备", "退二优二", ""]
    assert found["land_mu"].tolist() == [10, 10, 5] and found["freed_mu"].tolist() == [4, 0, 0]
    assert found["MEDIAN"].tolist() == pytest.approx([29 + 1 / 3, 0, 14 + 2 / 3])


@pytest.fixture(scope="module")
def shared():
    """A on P0 (6 of 10 亩) and P1 (5), B on P0 (4). A has a case on all of its land, 3 亩 freed; B one of its own, 2 亩
    freed and finished; P0 has one that isn't finished and promises 9; Z-4's enterprise is on none of the parcels."""
    case = {"类型": "低产田", "状态": "已完成"}
    tables = upload(
        {"A": {"用地面积": 11, "税收实际贡献": 1}, "B": {"用地面积": 4, "税收实际贡献": 1},
         "C": {"用地面积": 4, "税收实际贡献": 9}},
        [("P0", "A", 6), ("P0", "B", 4), ("P1", "A", 5)], {"P0": {"登记面积": 10}, "P1": {"登记面积": 5}},
        [case | {"编号": "Z-1", "统一社会信用代码": "A", "方式": "收购储备", "腾出用地": 3},
         case | {"编号": "Z-2", "统一社会信用代码": "B", "方式": "淘汰退出", "腾出用地": 2},
         case | {"编号": "Z-3", "宗地代码": "P0", "方式": "整治提升", "状态": "进行中", "腾出用地": 9},
         case | {"编号": "Z-4", "统一社会信用代码": "C", "方式": "淘汰退出", "腾出用地": 100}],
    )  # fmt: skip
    return tables, *looked_at(tables)


@pytest.mark.clause("JX-28", "FH-11")
def test_every_parcel_counts_once_and_every_finished_case_frees_its_land_once(shared):
    """P0 goes by the case that names it, P1 by A's. Freed: 3 (A's, though A has two parcels) and 2 (B's, though P0
    goes by another case); what Z-3 promises isn't freed, Z-4 is about other land."""
    found = means_of(*shared, [0, 1])
    assert found["land_mu"].to_dict() == {"整治提升": 10, "收购储备": 5, "淘汰退出": 0}
    assert found["parcels"].to_dict() == {"整治提升": 1, "收购储备": 1, "淘汰退出": 0}
    assert found["freed_mu"].to_dict() == {"整治提升": 0, "收购储备": 3, "淘汰退出": 2}


@pytest.mark.clause("JX-28")
def test_a_finished_case_that_does_not_say_what_it_freed_is_unknown_not_zero(shared):
    tables, *looked = shared
    silent = tables.with_frames(cases=tables.cases.assign(freed_land_mu=np.nan))
    freed = means_of(silent, *looked, [0, 1])["freed_mu"]
    assert np.isnan(freed["收购储备"]) and np.isnan(freed["淘汰退出"]) and freed["整治提升"] == 0


def test_a_present_figure_that_isnt_known_has_no_gain(looked):
    _, evaluation, figures, of = looked
    unknown = figures.assign(tax_per_mu=np.nan)
    found = redevelop(evaluation, unknown, of, np.array([0])).targets["tax_wan", Level.MEDIAN]
    assert np.isnan(found.gain).all() and found.unknown == 1 and found.total == 0


def test_parcels_that_were_refunded_more_than_they_paid_are_said_as_they_are():
    """F got 10 back on 10 亩 while the five have 3 at the median: 10 × (3 − (−1)) = 40, from −10 to 30."""
    tables = upload(firms("T", [30, 20, 30, 40]) | firms("F", [-10]), [("P", "F0", 10)], {"P": {"登记面积": 10}})
    evaluation, figures, of = looked_at(tables)
    found = redevelop(evaluation, figures, of, np.array([0]))
    said = formulas(evaluation, figures, found, FEWEST)
    assert "10 亩 ×（3 − (-1)）= 40 万元。" in said[-1]
    drawn = bars(evaluation, found)
    assert "达到中位数：税收 -10 → 30 万元（+40）" in drawn and 'width="-' not in drawn
