"""What would lift an enterprise, in words an office can act on."""

from __future__ import annotations

import re

import pytest
from ranked_uploads import YEAR, evaluated, firm, small

from muyun.explore.gap.gaps import gaps
from muyun.show.climbing import lift_grid, lifts, shared, summary

TEN = [small(n, 10.0 * (20 - n)) for n in range(10)]  # 20, 19 … 11 万元/亩 on 10 亩; benchmark 23.25; two A, five B


def told(rows, code, policy="jiaxing-2018", **tables):
    evaluation = evaluated(rows, policy, **tables)
    found = gaps(evaluation, code)
    return summary(evaluation, code, found), lifts(evaluation, code, found), shared(evaluation, found)


@pytest.mark.clause("JX-14")
def test_the_lift_is_told_in_points_and_in_the_measure():
    """E002 (180 万元, 77.42) has to pass E001 (190 万元, 81.72): 4.30 points, 10 万元 and a hair.

    It falls below E007's 13 万元/亩 (55.91): 21.51 points.
    """
    text, rows, _ = told(TEN, "E002")
    assert text == "还差 4.30 分就能升档：亩均税收单独提高到下表的值，就是 A 类。得分再低 21.51 分就会降为 C 类。"
    assert (rows[0].now, rows[0].needed, rows[0].letter) == ("18 万元/亩", "19 万元/亩", "A")
    assert rows[0].change == "税收实际贡献 +10.00 万元（现 180）"


def test_who_is_best_is_told_what_it_has_in_hand():
    """E000 keeps A until E002's 77.42 is above it: 86.02 − 77.42 = 8.60."""
    assert told(TEN, "E000")[0] == "已是最好的等级。得分再低 8.60 分就会降为 B 类。"


@pytest.mark.clause("XC-17")
def test_a_veto_is_named_with_its_clause():
    veto = [{"年度": YEAR, "统一社会信用代码": "E002", "类别": "环保不达标", "依据": "文"}]
    text, rows, _ = told(TEN, "E002", "xiacheng-2019", 否决事项=veto)
    assert text.startswith("有否决事项，得分再高也升不了：环保不达标（XC-17）。") and rows == []


def test_a_manual_change_is_named():
    manual = [{"年度": YEAR, "统一社会信用代码": "E002", "目标等级": "D", "理由": "停产", "依据": "文"}]
    assert told(TEN, "E002", 手工调档=manual)[0].startswith("等级由手工调档确定，得分再高也不会变。")


def test_an_item_at_its_cap_says_how_much_it_can_still_add():
    """Nine equal 规上 with 10 万元/亩, E009 with 0: benchmark 1.5 × 900 ÷ 100 = 13.5, so the nine have
    10 ÷ 13.5 × 35 = 25.93 points more. 研发 has two thirds of full marks: 3.33 of 10 left."""
    rows = [firm(n) for n in range(9)] + [firm(9, 税收实际贡献=0.0)]
    by_label = {row.label: row for row in told(rows, "E009")[1]}
    assert by_label["研发投入强度"].why == "到不了：最多再加 3.33 分就封顶，还差 25.93 分"
    assert by_label["亩均税收"].why == ""


def test_missing_and_lacking_data_are_said():
    rows = [firm(n, 税收实际贡献=100.0 + n) for n in range(9)] + [firm(9, 税收实际贡献=None, 年平均职工人数=None)]
    by_label = {row.label: row for row in told(rows, "E009")[1]}
    assert by_label["亩均税收"].now == "缺报" and "（现在缺报）" in by_label["亩均税收"].change
    assert by_label["全员劳动生产率"].why == "算不出：年平均职工人数缺失或为 0"


def test_a_measure_of_several_indicators_is_named_once():
    rows = [firm(n, 税收实际贡献=100.0 - n) for n in range(10)]
    words = told(rows, "E009")[2]
    assert words.startswith("工业增加值同时用于亩均增加值、单位能耗工业增加值、单位排放工业增加值、全员劳动生产率：")


def test_the_table_is_markup_without_loose_texts():
    markup = lift_grid(told(TEN, "E002")[1])
    assert markup.count("<tr") == 2 and '<span class="badge A">A</span>' in markup
    assert not re.search(r"\bnan\b|None", markup) and lift_grid([]) == ""


@pytest.mark.clause("JX-14")
def test_a_value_past_full_marks_is_explained_by_the_tie():
    """Ten 规下 at 1 万元/亩 but three at 60, 50 and 40: benchmark 1.5 × 157 ÷ 10 = 23.55. All three have 100 分, two
    are A by 亩均税收, so E002 needs more than 50 万元/亩, far past full marks."""
    rows = [small(n, tax) for n, tax in enumerate((600.0, 500.0, 400.0, *(10.0,) * 7))]
    text, (row,), _ = told(rows, "E002")
    assert text.startswith("已与线上企业同分，按并列规则在线下：亩均税收单独提高")
    assert row.needed == "50 万元/亩" and row.change.endswith("；满分后还是同分，按并列规则要高过线上企业")


def test_a_change_is_rounded_up_so_that_what_is_written_is_enough():
    """E007 has 10.003093 亩 and 130 万元; to pass E006's 14 万元/亩 it needs 140.0433, 10.0433 more."""
    rows = [*TEN[:7], small(7, 130.0, 用地面积=10.003093), *TEN[8:]]
    assert told(rows, "E007")[1][0].change == "税收实际贡献 +10.05 万元（现 130）"
