"""Sectors of a 评价组: sums and scores, what a code is too short for, lists that overlap, growth (spec 6.1, 12)."""

from __future__ import annotations

import numpy as np
import pytest

from case_format import CASES, read_case_file
from muyun.data.sector_lists import overlaps, shipped_sector_lists
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.sectors.sums import KEY_SECTORS, Level, Parted, groups, growth, key_sectors, parted, splits, sums
from muyun.policy.amend import amend
from muyun.policy.load import load_policy

NAME = "高于全市的行业前 5% 执行 A 类，后 5% 整改提标"
CASE = next(c for c in read_case_file(CASES / "sectors.yaml") if c.name == NAME)
POOL, SMALL_POOL = "规上工业", "规下工业"
BENCHMARK_10 = {"pools": {SMALL_POOL: {"benchmark": {
    "method": "constant", "values": {"亩均税收": 10}, "assumed": "案例",
}}}}  # fmt: skip


def row(number: int, tax: float | None, land: float, industry: str, **cells: object) -> dict[str, object]:
    return {
        "年度": 2022, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企{number}", "规模": "规下", "区县": "南湖区",
        "行业代码": industry, "用地面积": land, "税收实际贡献": tax,
    } | cells  # fmt: skip


def evaluated(rows: list[dict[str, object]], year: int = 2022) -> Evaluation:
    return evaluate(Tables.of({"企业": rows}), amend(load_policy("jiaxing-2018"), BENCHMARK_10, None)[0], year)


def names(evaluation: Evaluation, of: Parted) -> dict[str, list[str]]:
    own = evaluation.participants["name"].to_numpy()
    return {sector.key: own[of.members(place)].tolist() for place, sector in enumerate(of.sectors)}


@pytest.fixture(scope="module")
def three() -> Evaluation:
    return evaluate(Tables.of(CASE.tables), load_policy("jiaxing-2018"), 2022)


@pytest.mark.clause("JX-14", "JX-15", "XC-20")
def test_a_sector_s_score_is_of_its_sums_beside_the_city_s(three):
    """By the worked case: 33 90.4376, 34 77.4716, 35 32.0908, city 66.6667; 20 × 10 亩 each; 2790 万元 in 33."""
    of = parted(three, POOL, Level.DIVISION)
    found = sums(three, POOL, of)
    assert [sector.key for sector in of.sectors] == ["33", "34", "35"]
    assert found.scores == pytest.approx([90.4376, 77.4716, 32.0908, 66.6667], abs=5e-5)
    assert found.standing.tolist() == [1, 1, -1, 0]
    assert (found.units.tolist(), found.land_mu.tolist()) == ([20, 20, 20, 60], [200.0, 200.0, 200.0, 600.0])
    tax = found.indicators.values[:, found.indicators.names.index("亩均税收")]
    assert tax == pytest.approx([13.95, 11.95, 4.95, 6170 / 600])
    assert found.classes[-1].tolist() == [13, 29, 15, 3]
    assert found.class_land.sum(axis=1).tolist() == [200.0, 200.0, 200.0, 600.0]
    assert np.nansum(found.class_tax[0]) == 2790


@pytest.mark.clause("JX-15")
def test_the_score_and_the_comparison_are_those_that_decide_the_classes(three):
    of, decided = parted(three, POOL, Level.DIVISION), three.decisions[POOL].sectors
    found = sums(three, POOL, of)
    assert found.scores[:-1].tolist() == decided.sector_scores[0].tolist()
    assert found.whole_score == decided.group_scores[0, 0]


@pytest.mark.clause("JX-15")
def test_sums_come_first_so_that_the_score_is_62_5_and_not_75():
    """100/10 亩 and 150/30 亩 at benchmark 10: 100 and 50 each alone, together 250/40 = 6.25."""
    evaluation = evaluated([row(1, 100, 10, "1711"), row(2, 150, 30, "1751")])
    of = parted(evaluation, SMALL_POOL, Level.DIVISION)
    assert sums(evaluation, SMALL_POOL, of).scores.tolist() == [62.5, 62.5]


def test_a_sector_exactly_at_the_city_s_score_is_neither_above_nor_below():
    evaluation = evaluated([row(1, 50, 10, "1711"), row(2, 150, 30, "2211")])
    of = parted(evaluation, SMALL_POOL, Level.DIVISION)
    assert sums(evaluation, SMALL_POOL, of).standing.tolist() == [0, 0, 0]
    # 0.1 + 0.2 is 0.30000000000000004: only 9 decimals are compared
    evaluation = evaluated([row(1, 0.1, 0.05, "1711"), row(2, 0.2, 0.05, "1711"), row(3, 0.3, 0.1, "2211")])
    found = sums(evaluation, SMALL_POOL, parted(evaluation, SMALL_POOL, Level.DIVISION))
    assert found.scores[0] != found.scores[1] and found.standing.tolist() == [0, 0, 0]


def test_a_code_too_short_for_the_level_is_in_no_sector():
    rows = [row(1, 50, 10, "C1713"), row(2, 50, 10, "171"), row(3, 50, 10, "17"), row(4, 50, 10, None)]
    evaluation = evaluated(rows)
    for level, wanted, short in (
        (Level.DIVISION, {"17": ["企1", "企2", "企3"]}, []),
        (Level.GROUP, {"171": ["企1", "企2"]}, ["企3"]),
        (Level.CLASS, {"1713": ["企1"]}, ["企2", "企3"]),
    ):
        of = parted(evaluation, SMALL_POOL, level)
        assert names(evaluation, of) == wanted
        assert evaluation.participants["name"].to_numpy()[of.short].tolist() == short
        assert of.outside == 1


def test_a_code_that_only_begins_a_code_of_a_list_is_too_short_for_it():
    rows = [row(1, 50, 10, "1713"), row(2, 50, 10, "17"), row(3, 50, 10, "22"), row(4, 50, 10, "3311")]
    evaluation = evaluated(rows)
    of = parted(evaluation, SMALL_POOL, key_sectors(evaluation.policy))
    assert names(evaluation, of) == {"印染": ["企1"], "造纸": ["企3"]}
    assert (evaluation.participants["name"].to_numpy()[of.short].tolist(), of.outside) == (["企2"], 1)


def test_an_enterprise_counts_in_each_industry_of_a_list_that_takes_it_and_once_in_the_whole():
    seven = shipped_sector_lists()[0]
    evaluation = evaluated([row(1, 50, 10, "1811"), row(2, 50, 10, "1711"), row(3, 50, 10, "3610")])
    of = parted(evaluation, SMALL_POOL, seven.sectors)
    assert names(evaluation, of) == {"时尚制造业": ["企1"], "纺织服装产业": ["企1", "企2"], "汽车产业": ["企3"]}
    assert sums(evaluation, SMALL_POOL, of).units.tolist() == [1, 2, 1, 3]
    assert ("时尚制造业", "纺织服装产业") in overlaps(seven.sectors)


def test_missing_figures_are_never_zero():
    evaluation = evaluated([row(1, None, 10, "1711"), row(2, 50, 10, "2211")])
    of = parted(evaluation, SMALL_POOL, Level.DIVISION)
    found = sums(evaluation, SMALL_POOL, of)
    tax = found.indicators.values[:, found.indicators.names.index("亩均税收")]
    assert np.isnan(tax[0]) and tax[1:].tolist() == [5.0, 5.0]
    letter = int(found.classes[0].argmax())
    assert np.isnan(found.class_tax[0, letter]) and found.class_tax[0].tolist().count(0.0) == 3


@pytest.mark.clause("JX-14")
def test_growth_is_of_ratios_of_sums_and_missing_without_the_year_before():
    """17: 100/20 = 5 → 120/20 = 6, +20 %, though the means of the ratios fall. 22 is new."""
    now = [row(1, 80, 15, "1711"), row(2, 40, 5, "1711"), row(3, 10, 10, "2211")]
    old = [row(1, 25, 15, "1711", 年度=2021), row(2, 75, 5, "1711", 年度=2021)]
    ratios = []
    for year in (2022, 2021):
        evaluation = evaluated(now + old, year)
        of = parted(evaluation, SMALL_POOL, Level.DIVISION)
        ratios.append((sums(evaluation, SMALL_POOL, of).indicators, of.sectors))
    (own, sectors), before = ratios
    column = own.names.index("亩均税收")
    grown = growth(own, sectors, before)[:, column]
    assert grown[0] == pytest.approx(0.2) and np.isnan(grown[1]) and grown[2] == pytest.approx(130 / 30 / 5 - 1)
    assert np.isnan(growth(own, sectors, None)).all()


def test_the_ways_to_cut_are_the_levels_the_policy_s_own_sectors_and_the_lists():
    lists = shipped_sector_lists()
    levels, named = ["大类", "中类", "小类"], ["浙江七大制造业", "浙江服务业领跑行业", "高耗能七行业"]
    assert list(splits(load_policy("jiaxing-2018"), lists)) == [*levels, KEY_SECTORS, *named]
    assert list(splits(load_policy("xian-2022"), lists)) == [*levels, *named]


def test_the_row_order_never_decides(three):
    rows = CASE.tables["企业"]
    turned = evaluate(Tables.of({"企业": rows[::-1]}), load_policy("jiaxing-2018"), 2022)
    one, other = (sums(e, POOL, parted(e, POOL, Level.CLASS)) for e in (three, turned))
    assert one.scores.tolist() == other.scores.tolist()
    assert groups(three) == [POOL]
