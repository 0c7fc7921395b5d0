"""The cheapest way up a class, in words that an enterprise can act on."""

from __future__ import annotations

import math

import pytest
from ranked_uploads import YEAR, small

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.gap.changed_row import changed_row
from muyun.explore.gap.cheapest import Climb, Mix, Step, Terms, climb
from muyun.explore.gap.own_measures import OwnMeasure, Unmoved
from muyun.explore.gap.single_changes import SingleChange
from muyun.policy.load import load_policy
from muyun.show.cheapest import differs, doing, listed_grid, mix_table, notes, sentence, single_table

TAX = OwnMeasure("tax_wan", 1, 40.0, 90.0, ("亩均税收",), None)
ENERGY = OwnMeasure("energy_tce", -1, 100.0, math.nan, ("单位能耗增加值",), None)
LAND = OwnMeasure("land_mu", -1, 10.0, math.nan, ("亩均税收",), None)
EMISSION = OwnMeasure("emission_t", -1, 0.0, math.nan, ("单位排放增加值",), Unmoved.NOTHING_LEFT)
TERMS = Terms({"tax_wan": 1.0, "energy_tce": 0.3})
TEN = [small(n, 10.0 * (20 - n)) for n in range(10)]
MIX = Mix((Step(ENERGY, -16.67, 5.001, 1.0), Step(TAX, 5.0, 5.0, 0.875)), 10.001, 1)


@pytest.fixture
def evaluation():
    return evaluate(Tables.of({"企业": TEN}), load_policy("jiaxing-2018"), YEAR)


def found(mix: Mix | None, *singles: SingleChange) -> Climb:
    return Climb(2, None, (TAX, ENERGY, LAND, EMISSION), singles, mix)


def test_the_sentence_says_what_to_do_what_it_costs_and_what_it_gives(evaluation):
    told = sentence(evaluation, found(MIX), TERMS)
    assert told == "最省的办法：节约用能 16.67 吨标煤、多缴税 5 万元，合计约花 10 万元，就能升到 B 类。"


def test_without_a_mix_it_says_whether_a_wider_limit_helps(evaluation):
    far, never = SingleChange(TAX, 60.0, 60.0, 1), SingleChange(ENERGY, math.nan, math.nan, -1)
    assert sentence(evaluation, found(None, far, never), TERMS) == (
        "每项最多改动 50 % 的限度内，几项一起改也到不了上一档；超出限度才能到，如多缴税 60 万元。"
    )
    assert "请放宽限度" in sentence(evaluation, found(None, never), TERMS)
    assert "至少填一项成本" in sentence(evaluation, found(None), Terms({}))


def test_the_tables_say_now_to_change_cost_and_points_with_their_sum():
    table = mix_table(MIX, TERMS)
    assert table.rows == [
        ("总用能", "100 吨标煤", "83.33 吨标煤", "−16.67 吨标煤", "5", "1.00"),
        ("税收实际贡献", "40 万元", "45 万元", "+5 万元", "5", "0.88"), ("合计", "", "", "", "10", "1.88"),
    ]  # fmt: skip
    assert table.frame["变化"].tolist() == [-16.67, 5.0] and table.frame["花费（万元）"].sum() == pytest.approx(10.001)


def test_the_change_with_benchmarks_held_stands_beside_it_only_where_it_differs_visibly(evaluation):
    same, moved = SingleChange(TAX, 29.01, 29.0, 1), SingleChange(TAX, 29.9, 29.01, 1)
    assert not differs(same) and differs(moved)
    assert differs(SingleChange(TAX, 30.0, math.nan, 1)) and not differs(SingleChange(TAX, math.nan, math.nan, -1))
    plain = single_table(evaluation, found(None, same), TERMS)
    assert plain.rows == [("税收实际贡献", "40 万元", "69.01 万元", "+29.01 万元", "29.01",
                           "升到 B 类，超过每项改动的限度")]  # fmt: skip
    both = single_table(evaluation, found(None, moved), TERMS)
    assert both.heads[3:5] == ("变化", "基准值不变时的变化") and both.rows[0][3:5] == ("+29.9 万元", "+29.01 万元")
    assert "税收实际贡献：改动会移动基准值" in notes(found(None, moved), TERMS)[1]
    assert "相差不到 0.5 %" in notes(found(None, same), TERMS)[1]


def test_what_is_left_alone_is_named_with_the_reason():
    told = "".join(notes(found(MIX), TERMS))
    assert "没有填成本、当作不能改：用地面积。" in told and "排放量不改：已是 0，没有可减的。" in told


def test_every_measure_is_said_in_words():
    assert (doing(TAX), doing(ENERGY), doing(LAND)) == ("多缴税", "节约用能", "腾出用地")
    assert doing(OwnMeasure("investment_wan", 1, 1.0, 1.0, (), None)) == "增加固定资产投资"


def test_the_grid_of_a_real_answer_has_no_word_of_code():
    tables = Tables.of({"企业": TEN})
    real = evaluate(tables, load_policy("jiaxing-2018"), YEAR)
    answer = climb(changed_row(real, tables, "E008"), Terms())
    markup = listed_grid(mix_table(answer.mix, Terms())) + listed_grid(single_table(real, answer, Terms()))
    assert "税收实际贡献" in markup and "升到 B 类" in markup
    assert not any(word in markup for word in ("nan", "None", "tax_wan"))
