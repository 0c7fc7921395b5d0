"""What the comparison of scenarios says and draws. Figures are made by hand."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from muyun.explore.whatif.beside import Side
from muyun.explore.whatif.live import PoolLive, Sums
from muyun.explore.whatif.rank_agreement import Agreement
from muyun.policy.load import load_policy
from muyun.show.matrix import Measure
from muyun.show.scenario_bars import scenario_bars
from muyun.show.scenario_classes import scenario_classes, scenario_file
from muyun.show.scenarios import Shown, scenarios_headline, scenarios_table
from muyun.show.tables import View, page_data

WORDS = load_policy("jiaxing-2018").class_words


ALIKE = Agreement(0.9, 0.98, 100)


def sums(units, land, tax=(0, 0, 0, 0, 0)):
    nothing = np.zeros(5, int)
    return Sums(np.array(units), np.array(land, float), np.array(tax, float), np.zeros(5), *[nothing] * 3)


def column(name, after, raised=0, lowered=0, *, official=False, agreement=ALIKE, left=0):
    """A scenario of which so many rise from B to A, fall from A to B, and lose their class."""
    moves = np.zeros((5, 5), int)
    moves[1, 0], moves[0, 1], moves[3, 4] = raised, lowered, left
    of = PoolLive(after, after, Sums(moves, *[moves * 0.0] * 3, *[moves * 0] * 3), 0, "升档 3 家，降档 1 家。", "")
    return Shown(name, Side(None, of, agreement), official, 0)


OFFICIAL = column("正式规则", sums([20, 50, 25, 5, 3], [1000, 3000, 2000, 500, 9]), official=True)
ONE = column("方案一", sums([20, 50, 25, 5, 3], [1100, 2900, 2000, 500, 9], [500, 0, 0, 0, 0]), 3, 9)
OTHER = column("方案二", sums([22, 48, 25, 5, 3], [1064.6, 2935, 2000, 500, 9], [620, 0, 0, 0, 0]), 15, 6)


def test_the_answer_says_by_how_much_one_scenario_does_more_than_the_other():
    first, second = scenarios_headline([OFFICIAL, ONE, OTHER], WORDS, 21)
    assert first == "“方案二”比“方案一”多升档 12 家，少降档 3 家；A 类用地少 35.4 亩，税收多 120 万元。"
    assert second == "21 家企业在这 3 个方案里等级不全相同。"


def test_one_scenario_is_held_against_the_official_rules():
    assert scenarios_headline([OFFICIAL, ONE], WORDS, 4)[0] == "“方案一”比正式规则升档 3 家，降档 1 家。"


def test_further_scenarios_are_held_against_the_first_one_too():
    third = column("方案三", ONE.side.of.after, 3, 12)
    first, second = scenarios_headline([ONE, OTHER, third], WORDS, 30)
    assert first.startswith("“方案二”比“方案一”")
    assert second.startswith("“方案三”比“方案一”升档同为 3 家，多降档 3 家；A 类用地相同，税收相同。")


def test_who_loses_the_class_in_one_of_them_is_in_the_answer():
    """Else 「少降档 9 家」 would sound like good news of a scenario that ranks nobody."""
    nobody = column("只排大的", ONE.side.of.after, 3, 0, left=182)
    first, _ = scenarios_headline([ONE, nobody], WORDS, 191)
    assert first.startswith("“只排大的”比“方案一”升档同为 3 家，少降档 9 家，不再列入等级的多 182 家；")


def test_where_nobody_s_class_differs_that_is_the_answer():
    assert scenarios_headline([OFFICIAL, ONE], WORDS, 0) == ("正式规则、“方案一”：每家企业的等级都相同。", "")


def test_every_class_stands_with_number_land_and_tax_and_the_difference_to_the_first():
    markup = scenarios_table([OFFICIAL, ONE, OTHER], WORDS)
    parts = re.findall(r'<th colspan="4" class="part">(.*?)</th>', markup)
    assert parts[:3] == ["家数（家）", "用地（亩）", "税收（万元）"]
    assert "<b>22</b><span>（+2）</span>" in markup and "<b>48</b><span>（−2）</span>" in markup
    assert "<b>1,065</b><span>（+64.6）</span>" in markup and "与首列之差" in markup
    assert markup.count('class="badge A">A 类<') == 3 and "未定级" not in markup


def test_who_rises_and_falls_is_counted_and_the_official_rules_have_a_dash():
    markup = scenarios_table([OFFICIAL, OTHER], WORDS)
    assert '<tr><th>升档（家）</th><td>—</td><td><span class="up">▲ 15</span></td></tr>' in markup
    assert '<span class="down">▼ 6</span>' in markup


def test_agreement_is_said_in_words_with_both_measures():
    """τ 0.9: (1 + 0.9) ÷ 2 of the pairs stand in the same order."""
    markup = scenarios_table([OFFICIAL, OTHER], WORDS)
    assert "<b>约 95 %</b><br>τ 0.900　ρ 0.980" in markup and "100 家" in markup


def test_only_the_same_ranking_agrees_by_a_hundred_per_cent():
    same = column("甲", ONE.side.of.after, agreement=Agreement(1.0, 1.0, 50))
    nearly = column("乙", ONE.side.of.after, agreement=Agreement(0.99999, 1.0, 50))
    markup = scenarios_table([OFFICIAL, same, nearly], WORDS)
    assert "<b>100 %</b>" in markup and "<b>约 99.9 %</b>" in markup


def test_where_rankings_cannot_be_compared_the_reason_stands_there():
    none = column("甲", ONE.side.of.after, agreement=Agreement(np.nan, np.nan, 0, "两边的排名范围不同"))
    assert "两边的排名范围不同，不能比" in scenarios_table([OFFICIAL, none], WORDS)
    assert "nan" not in scenarios_table([OFFICIAL, none], WORDS)


def test_not_ranked_is_a_row_where_somebody_loses_the_class():
    markup = scenarios_table([OFFICIAL, column("甲", ONE.side.of.after, left=2)], WORDS)
    assert "未定级" in markup and "不再列入等级（家）" in markup


def test_a_scenario_s_name_cannot_become_markup():
    bad = column("<script>x</script>", ONE.side.of.after, 1)
    for markup in (scenarios_table([OFFICIAL, bad], WORDS), scenario_bars([OFFICIAL, bad], Measure.UNITS, WORDS)):
        assert "<script>" not in markup and "&lt;script&gt;" in markup


def test_the_parts_of_a_bar_are_in_proportion_and_lettered():
    """20 + 50 + 25 + 5 of 100: half of the bar's 790 is B."""
    markup = scenario_bars([OFFICIAL, ONE], Measure.UNITS, WORDS)
    widths = [float(w) for w in re.findall(r'<rect x="[\d.]+" y="18" width="([\d.]+)"', markup)]
    assert widths == pytest.approx([158, 395, 197.5, 39.5])
    assert "B 类 50 家（50.0 %）" in markup and "A 20 家" in markup


def test_a_part_too_narrow_for_its_letter_has_it_above():
    tiny = column("甲", sums([1, 998, 1, 0, 0], [1] * 5))
    markup = scenario_bars([tiny, OFFICIAL], Measure.UNITS, WORDS)
    above = re.findall(r'<text class="quiet" x="[\d.]+" y="15" [^>]*>([A-D])</text>', markup)
    assert above == ["A", "C"]


def test_a_bar_that_cannot_be_drawn_says_why():
    below = column("甲", sums([1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [5, -9, 0, 0, 0]))
    assert "小于 0" in scenario_bars([below, OFFICIAL], Measure.TAX, WORDS)


def frame():
    return pd.DataFrame({
        "统一社会信用代码": ["9133", "9134"], "企业名称": ["甲厂", "乙厂"], "评价组": ["规上工业"] * 2,
        "等级1": ["A", ""], "名次1": pd.array([1, None], "Int64"), "等级2": ["B", "D"],
        "名次2": pd.array([9, 40], "Int64"), "最多差几档": [1, 1],
    })  # fmt: skip


def test_scenarios_are_purple_in_the_list_and_the_policy_is_not():
    table = scenario_classes(frame(), ["正式规则", "方案一"], [True, False], WORDS, "")
    data = page_data(table, View())
    assert [c["what_if"] for c in data["columns"][1:5]] == [False, False, True, True]
    first, second = (row["cells"] for row in data["rows"])
    assert first["等级1"] == {"letter": "A", "text": "A 类"} and first["等级2"]["letter"] == "B"
    assert second["等级1"]["text"] == second["名次1"]["text"] == "—"


@pytest.mark.parametrize(
    ("text", "found"), [("乙", ["9134"]), ("９１３３", ["9133"]), ("丙", []), ("", ["9133", "9134"])]
)
def test_the_list_is_searched_by_name_and_code(text, found):
    assert scenario_classes(frame(), ["正式规则", "方案一"], [True, False], WORDS, text).frame.index.tolist() == found


def test_a_file_marks_every_column_of_a_scenario_and_no_header_begins_with_its_name():
    heads = scenario_file(frame(), ["正式规则", "=1+1"], [True, False]).columns.tolist()
    assert heads[3:5] == ["正式规则 执行等级", "正式规则 名次"]
    assert heads[5:] == ["（模拟）=1+1 执行等级", "（模拟）=1+1 名次", "最多差几档（档）"]
