"""Who is in front, who has been for years, and how a score is told: years by hand, a missing year breaks the chain."""

from __future__ import annotations

import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.regions.subject_look import SubjectLook, enterprises_in, front_parks, look
from muyun.findings import Cell
from muyun.policy.load import load_policy
from muyun.show.explain.node import Kind, Node
from muyun.show.subject_bars import score_bars
from muyun.show.subject_table import GIVEN, ITEM, RANK, subject_table
from muyun.show.subject_trace import subject_trace
from muyun.show.subject_words import front_park_sentence, front_sentence, headline, subject_sentence

POLICY = load_policy("xian-2022")
ZONES, COUNTIES = "省级以上开发区", "区县和开发区"


def park(name: str, tax: float | None, year: int = 2022, **more: object) -> dict:
    row = {"年度": year, "园区名称": name, "类型": "高新区", "级别": "省级", "区县": "甲区"}
    return {**row, "建设用地面积": 100, "税收实际贡献": tax, **more}


def years(*taxes: dict[str, float]) -> list[dict]:
    """Parks by their tax in 2022, 2021, 2020 …"""
    return [park(name, tax, 2022 - n) for n, year in enumerate(taxes) for name, tax in year.items()]


def seen(rows: list[dict], weights: dict[str, float] | None = None) -> SubjectLook:
    found = look(Tables.of({"园区": rows}), POLICY, ZONES, 2022, weights)
    assert found is not None
    return found


FIVE = {"甲": 900, "乙": 800, "丙": 700, "丁": 600, "戊": 500}


@pytest.mark.clause("XA-41")
def test_the_first_three_of_a_level_are_in_front_and_all_that_tie_with_the_third():
    assert seen(years(FIVE)).front == {"甲", "乙", "丙"}
    assert seen(years({**FIVE, "丁": 700})).front == {"甲", "乙", "丙", "丁"}


@pytest.mark.clause("XA-23")
def test_in_front_for_three_years_means_in_each_of_them():
    fell = {**FIVE, "丙": 100}
    found = seen(years(FIVE, fell, FIVE))
    assert found.steady == {"甲", "乙"}
    assert "连续 3 年靠前：甲、乙。" in front_sentence(found)


@pytest.mark.clause("XA-23")
def test_a_missing_year_breaks_the_chain():
    """2021 isn't in the table: nobody can be told to have been in front in a row."""
    found = seen([row for row in years(FIVE, FIVE, FIVE) if row["年度"] != 2021])
    assert found.steady is None
    assert front_sentence(found).endswith("数据不足 3 年，还不能说连续靠前。")


@pytest.mark.clause("XA-23")
def test_a_park_that_isn_t_there_in_one_of_the_years_is_not_in_front_for_years():
    assert seen(years(FIVE, {n: t for n, t in FIVE.items() if n != "甲"}, FIVE)).steady == {"乙", "丙"}


def test_a_park_in_transition_is_never_in_front():
    found = seen([*years(FIVE), park("己", 5000, 省级命名年度=2021)])
    assert "己" not in found.front
    assert found.order[-1] == "己"
    assert "过渡期 1 家，只评价、不排名" in headline(found)[1]


def test_a_change_of_rank_is_within_the_same_group():
    """乙 climbs from third to second; 丁 was 国家级 last year, so there is nothing to compare."""
    before = [park("甲", 900, 2021), park("丙", 800, 2021), park("乙", 700, 2021), park("丁", 999, 2021, 级别="国家级")]
    found = seen([*years({"甲": 900, "乙": 800, "丙": 700, "丁": 600}), *before])
    assert found.rank_change[["甲", "乙", "丙"]].tolist() == [0, 1, -1]
    assert found.rank_change.isna()["丁"]


@pytest.mark.clause("XA-41")
def test_what_a_park_has_is_carried_to_its_enterprises():
    rows = [{"年度": 2022, "统一社会信用代码": f"码{n}", "企业名称": n, "区县": "甲区", "园区": p, "行业代码": "1711"}
            for n, p in (("一", "甲"), ("二", "甲"), ("三", "丁"), ("四", None))]  # fmt: skip
    of = Tables.of({"园区": years(FIVE, FIVE, FIVE), "企业": rows})
    found = front_parks(of, POLICY, 2022)
    assert set(found) == {"甲", "乙", "丙"}
    assert enterprises_in(evaluate(of, POLICY, 2022), ["甲", "乙"]) == {"甲": 2, "乙": 0}
    said = front_park_sentence(found["甲"], POLICY.evaluations[ZONES].front)
    assert said.startswith("所在园区“甲”省级以上开发区综合评价省级第 1，排序靠前") and "（XA-41）" in said
    assert said.endswith("已连续 3 年靠前（XA-23）。")


def test_the_headline_names_each_level_with_its_first():
    rows = [*years(FIVE), park("子", 300, 级别="国家级")]
    said = headline(seen(rows))[0]
    assert said == "2022 年度省级以上开发区：国家级 1 家（子，100 分，不比先后）；省级 5 家，甲第一，100 分。"


def test_other_weights_are_told_everywhere():
    """亩均税收 alone counts, so all of it is in one bar; the policy's weights are said beside."""
    weights = dict.fromkeys(POLICY.evaluations[ZONES].weights, 0.0) | {"亩均税收": 100.0}
    found = seen(years(FIVE), weights)
    assert "（改了权重，非正式）" in headline(found)[0]
    assert 'class="what-if"' in score_bars(found, None) and "改了权重，非正式" in score_bars(found, None)
    assert "改了权重，非正式" not in score_bars(seen(years(FIVE)), None)
    assert found.changed == tuple(POLICY.evaluations[ZONES].weights)


def node(of: Node, kind: Kind, key: str = "") -> Node:
    return next(n for n in of.walk() if n.kind is kind and n.key == key)


def test_a_score_is_explained_down_to_the_cell_with_its_clause():
    of = Tables.of({"园区": years(FIVE)})
    found = look(of, POLICY, ZONES, 2022)
    trace = subject_trace(found, of, "乙")
    assert trace.value == pytest.approx(800 / 900 * 100)
    value = node(trace, Kind.VALUE, "亩均税收")
    assert value.formula == "亩均税收 = 税收实际贡献 800 万元 ÷ 建设用地面积 100 亩 = 8 万元/亩"
    assert value.basis.clauses[0][0] == "XA-28"
    assert [child.cells[0] for child in value.children] == [
        Cell("园区", None, "税收实际贡献"), Cell("园区", None, "建设用地面积"),
    ]  # fmt: skip
    assert node(trace, Kind.WEIGHT, "亩均税收").basis.clauses[0][0] == "XA-15"
    assert node(trace, Kind.BENCHMARK, "亩均税收").note.startswith("5 家有这项数值，最好的：甲 9、乙 8")


def test_every_item_of_a_trace_adds_up_and_lost_ones_say_so():
    of = Tables.of({"园区": years(FIVE)})
    trace = subject_trace(look(of, POLICY, ZONES, 2022), of, "丙")
    items = [child.value for child in trace.children if not child.missing]
    assert sum(items) == pytest.approx(trace.value)
    lost = node(trace, Kind.ITEM, "亩均增加值")
    assert lost.missing and "权重分摊到其余各项" in lost.formula


def test_the_table_keeps_dashes_and_marks_published_values():
    of = Tables.of({"园区": [*years(FIVE), park("己", None)]})
    of = of.with_frames(parks=of.parks.assign(亩均税收=[None] * 5 + [8.5]).astype({"亩均税收": float}))
    found = look(of, POLICY, ZONES, 2022)
    table = subject_table(found)
    assert table.frame.at["己", "亩均税收"] == 8.5 and table.frame.at["己", RANK + "亩均税收"] == 2
    assert table.frame[GIVEN + "亩均税收"].to_dict() == dict.fromkeys(FIVE, "") | {"己": "公布值"}
    assert table.frame["亩均增加值"].isna().all() and table.frame[ITEM + "亩均增加值"].isna().all()
    column = next(c for c in table.columns if c.key == "亩均税收")
    assert column.cell(table.frame.index.get_loc("己"))["tag"] == "公布值"
    trace = subject_trace(found, of, "己")
    assert "不并入合计" in node(trace, Kind.VALUE, "亩均税收").note


def test_regions_are_ranked_together_and_told_without_a_group():
    row = {"年度": 2022, "级别": "县", "建设用地面积": 100}
    rows = [{**row, "区域名称": n, "税收实际贡献": t} for n, t in (("甲区", 900), ("乙区", 450))]
    found = look(Tables.of({"区域": rows}), POLICY, COUNTIES, 2022)
    assert headline(found)[0] == "2022 年度区县和开发区：2 个，甲区第一，100 分。"
    assert subject_sentence(found, "乙区") == "乙区在 2 个中第 2，50 分。"
    assert front_sentence(found) == "" and found.front == frozenset()


def test_nobody_of_the_kinds_in_a_year_is_nothing_to_look_at():
    assert look(Tables.of({"园区": [park("甲", 1, 2020)]}), POLICY, ZONES, 2022) is None


def test_names_of_parks_are_escaped_in_the_picture():
    drawn = score_bars(seen(years({"<b>甲</b>": 5, "乙": 3})), None)
    assert "<b>" not in drawn and "&lt;b&gt;甲" in drawn


@pytest.mark.clause("XA-41", "XA-16")
def test_a_park_alone_in_its_level_was_ranked_before_nobody_and_is_not_in_front():
    found = seen([*years(FIVE), park("独", 9000, 级别="国家级")])
    assert found.now.ranks["独"] == 1 and "独" not in found.front
    assert "一组只有一家的不算" in front_sentence(found)


@pytest.mark.clause("XA-15")
def test_a_gap_larger_than_the_weight_says_what_the_weight_spreads_to():
    """Only 亩均税收 is known: its 20 points are all of the 100; 900 against 500 of 900: 100 − 55.6 = 44.4."""
    drawn = score_bars(seen(years(FIVE)), None)
    assert "首尾差距最大的是亩均税收（权重 20 分，缺项的权重分摊后最多 100 分）：44.4 分" in drawn
