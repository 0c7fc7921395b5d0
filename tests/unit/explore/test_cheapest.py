"""What one measure alone takes when it moves its own benchmark, and the cheapest mix, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.gap.changed_row import changed_row
from muyun.explore.gap.changed_upload import changed_upload
from muyun.explore.gap.cheapest import Climb, Terms, climb, width
from muyun.explore.gap.gaps import Barrier
from muyun.explore.gap.own_measures import Unmoved, own_measures
from muyun.policy.amend import amend
from muyun.policy.load import load_policy

YEAR = 2022


def small(code: str, tax_wan: float, **cells: object) -> dict[str, object]:
    own = {"年度": YEAR, "统一社会信用代码": code, "企业名称": code, "区县": "甲区", "镇街": "东镇", "行业代码": "3311",
           "规模": "规下", "用地面积": 10.0, "税收实际贡献": tax_wan}  # fmt: skip
    return own | cells


def big(code: str, tax_wan: float, **cells: object) -> dict[str, object]:
    own = {"规模": "规上", "工业增加值": 500.0, "总用能": 100.0, "排放量": 1.0, "年平均职工人数": 10.0,
           "研发经费": 10.0, "主营业务收入": 1000.0}  # fmt: skip
    return small(code, tax_wan, **own) | cells


def climbed(tables: Tables, evaluation: Evaluation, unit: str, terms: Terms) -> Climb:
    return climb(changed_row(evaluation, tables, unit), terms)


def uploaded(rows: list, policy: str = "jiaxing-2018", **tables: list) -> tuple[Tables, Evaluation]:
    upload = Tables.of({"企业": rows, **tables})
    return upload, evaluate(upload, load_policy(policy), YEAR)


TAXES = {"E0": 100.0, "E1": 90.0, "E2": 60.0, "E3": 40.0, "E4": 10.0}
BONUS = [{"年度": YEAR, "统一社会信用代码": "E2", "项目": "节水", "分值": 10.0, "依据": "文"}]


@pytest.mark.clause("JX-14")
def test_more_tax_lifts_the_benchmark_too_so_more_is_needed():
    """Five on 10 亩 each: Σ 300 万元 over 50 亩, benchmark 1.5 × 6 = 9. One A, two B, two C.

    E2 has 6/9 × 100 + 10 = 76.67. With 9 held, E3 (4 万元/亩) needs 6.9: +29 万元. But x 万元 more tax lift the
    benchmark to 1.5 (300 + x)/50 = 9 + 0.03 x, which makes the 10 points of E2 worth more tax: E3 passes E2 once
    (4 + x/10) − 6 > 0.1 (9 + 0.03 x), x > 2.9/0.097 = 29.897.
    """
    tables, evaluation = uploaded([small(code, tax) for code, tax in TAXES.items()], 加减分=BONUS)
    found = climbed(tables, evaluation, "E3", Terms(costs={"tax_wan": 1.0}, at_most=1.0))
    (single,) = found.singles
    assert found.now == 2 and single.reached == 1
    assert single.held == pytest.approx(29, rel=1e-3)
    assert single.change == pytest.approx(29.9, abs=0.02) and single.change > 2.9 / 0.097
    assert (found.mix.cost, found.mix.reached) == (single.change, 1)


def test_a_limit_below_what_is_needed_leaves_no_mix_but_the_single_change_is_told():
    """E3 may change its tax by 70 % of max(40, half of 9 × 10): 31.5 万元 is enough, 60 % (27) is not."""
    tables, evaluation = uploaded([small(code, tax) for code, tax in TAXES.items()], 加减分=BONUS)
    assert climbed(tables, evaluation, "E3", Terms({"tax_wan": 1.0}, 0.7)).mix is not None
    found = climbed(tables, evaluation, "E3", Terms({"tax_wan": 1.0}, 0.6))
    assert found.mix is None and found.singles[0].reached == 1


def test_who_cannot_climb_has_no_ways():
    tables, evaluation = uploaded([small(code, tax) for code, tax in TAXES.items()])
    found = climbed(tables, evaluation, "E0", Terms())
    assert (found.barrier, found.mix, found.singles) == (Barrier.BEST, None, ())


CONSTANTS = dict(zip(("亩均税收", "亩均增加值", "单位能耗增加值", "单位排放增加值", "全员劳动生产率", "研发投入强度"),
                     (20, 100, 10, 1000, 100, 0.02), strict=True))  # fmt: skip
HELD = {"pools": {"规上工业": {"benchmark": {"method": "constant", "values": CONSTANTS, "assumed": "测试"}}}}


def half_marks(policy: str = "jiaxing-2018") -> tuple[Tables, Evaluation]:
    """E2 and E3 have half of each benchmark, 50 分; E0 and E1 more tax; E4 has 8 万元/亩 of 20: 14 in place of 17.5,
    46.5 分. One A, two B: E4, in C, has to pass E2's 50 分."""
    tables = Tables.of({"企业": [big(c, t) for c, t in zip(("E0", "E1", "E2", "E3", "E4"), (120, 110, 100, 100, 80),
                                                         strict=True)]})  # fmt: skip
    return tables, evaluate(tables, amend(load_policy(policy), HELD, None)[0], YEAR)


def test_the_cheapest_mix_takes_what_gives_most_for_its_cost_to_its_limit_then_the_next():
    """3.5 points are lacking. R&D: 10 分 at 0.02 × 1000 = 20 万元, 0.5 a 万元, at most 0.5 × 10 = 5 万元: 2.5 points
    for 5 万元. The last point: tax 35/(10 × 20) = 0.175 a 万元, 5.71 万元; or energy, 5 × 100/(100 − y) = 6 with
    y = 16.67 tce at 0.3, 5 万元. Energy alone: 5 × 100/(100 − y) = 8.5, y = 41.2, 12.4 万元; tax alone 20 万元.
    """
    tables, evaluation = half_marks()
    assert evaluation.ranking["score"].tolist() == pytest.approx([53.5, 51.75, 50, 50, 46.5])
    found = climbed(tables, evaluation, "E4", Terms({"tax_wan": 1.0, "rd_wan": 1.0, "energy_tce": 0.3}))
    changes = {step.lever.measure: step.change for step in found.mix.steps}
    assert changes == {"rd_wan": pytest.approx(5, abs=0.02), "energy_tce": pytest.approx(-16.67, abs=0.1)}
    assert found.mix.cost == pytest.approx(10, abs=0.02) and found.mix.reached == 1
    points = {step.lever.measure: step.points for step in found.mix.steps}
    assert points == {"rd_wan": pytest.approx(2.5, abs=0.01), "energy_tce": pytest.approx(1, abs=0.02)}
    alone = {single.lever.measure: single.change for single in found.singles}
    assert alone["tax_wan"] == pytest.approx(20, abs=0.02) and alone["energy_tce"] == pytest.approx(-41.18, abs=0.05)
    assert alone["rd_wan"] == pytest.approx(7, abs=0.01)  # twice its limit in the mix


@pytest.mark.clause("JX-07")
def test_less_energy_moves_the_sector_s_average_too_so_k_reaches_one_later():
    """E0 and E1 of 印染: W = (2000 + 1800)/(2000 + 2000) = 0.95; E1's K = 1800/(2000 × 0.95) < 1, S −1.056.

    E1 has 68.4 + 2 × −1.056 + 2 × −1.056 = 64.18 and needs the others' 66: only the jump at K = 1, 4.1 points, gives
    that. With W held K is 1 at 1800/0.95 = 1894.7 tce, 105.3 less. But W follows: 1800/Y ≥ 3800/(2000 + Y) asks for
    Y ≤ 1800, 200 less.
    """
    cells = {"行业代码": "1713", "总用能": 2000.0}
    rows = [big("E0", 120, 工业增加值=2000.0, **cells), big("E1", 100, 工业增加值=1800.0, **cells),
            big("E2", 100), big("E3", 100), big("E4", 90)]  # fmt: skip
    bonus = [{"年度": YEAR, "统一社会信用代码": code, "项目": "节水", "分值": points, "依据": "文"}
             for code, points in (("E2", 16.0), ("E3", 16.0), ("E4", 17.75))]  # fmt: skip
    tables = Tables.of({"企业": rows, "加减分": bonus})
    evaluation = evaluate(tables, amend(load_policy("jiaxing-2018"), HELD, None)[0], YEAR)
    assert evaluation.ranking["score"].tolist()[1:] == pytest.approx([64.177778, 66, 66, 66])
    found = climbed(tables, evaluation, "E1", Terms({"energy_tce": 0.3}))
    (single,) = found.singles
    assert (single.change, single.held, single.reached) == (-200, -105.3, 1)
    assert [step.change for step in found.mix.steps] == [-200] and found.mix.cost == pytest.approx(60)


@pytest.mark.clause("JX-07")
def test_less_energy_lifts_only_down_to_the_gate_where_less_would_lose_r():
    """E3 of 印染, 2250 万元 and 1500 tce: with W over both K is 2250/Y : 5250/(3000 + Y) = 3/7 + 9000/(7 Y), and the
    item 10 × 2250/(10 Y). From 1500 tce on 69.238 + 33750/7 × (1/Y − 1/1500) > E0's 70.7 asks for Y < 1031.06: 469
    less. Below 1000 tce there is no R: 70.5 at 750, half of it, the most that the mix may do.
    """
    cells = {"行业代码": "1713"}
    rows = [big("E0", 100), big("E1", 60, 工业增加值=3000.0, 总用能=3000.0, **cells), big("E2", 90),
            big("E3", 100, 工业增加值=2250.0, 总用能=1500.0, **cells), big("E4", 10)]  # fmt: skip
    bonus = [{"年度": YEAR, "统一社会信用代码": "E0", "项目": "节水", "分值": 20.7, "依据": "文"}]
    tables = Tables.of({"企业": rows, "加减分": bonus})
    evaluation = evaluate(tables, amend(load_policy("jiaxing-2018"), HELD, None)[0], YEAR)
    assert evaluation.ranking["score"].tolist()[::3] == pytest.approx([70.7, 69.238095])
    found = climbed(tables, evaluation, "E3", Terms({"energy_tce": 0.3}))
    (single,) = found.singles
    assert (single.change, single.reached) == (pytest.approx(-469, abs=0.06), 0)
    assert [step.change for step in found.mix.steps] == [single.change]


def test_value_added_counts_in_each_of_its_indicators():
    """1 万元: 25/(10 × 100) + 10/(100 × 10) + 10/1000 + 10/(10 × 100) = 0.055 points; 3.5 take 63.64 万元."""
    tables, evaluation = half_marks()
    found = climbed(tables, evaluation, "E4", Terms({"value_added_wan": 0.5}))
    assert found.singles[0].change == pytest.approx(63.64, abs=0.03)
    assert found.mix.cost == pytest.approx(31.82, abs=0.02)


def test_a_measure_without_cost_is_left_alone():
    tables, evaluation = half_marks()
    found = climbed(tables, evaluation, "E4", Terms({"tax_wan": 1.0}))
    assert [step.lever.measure for step in found.mix.steps] == ["tax_wan"]
    assert climbed(tables, evaluation, "E4", Terms({})).mix is None


def test_levers_say_which_way_and_why_not():
    """E1 reports no R&D and emits nothing; revenue is a denominator only: less of it would count as better,
    but nobody is told to earn less."""
    rows = [big("E0", 100), big("E1", 90, 研发经费=None, 排放量=0.0), big("E2", 80)]
    _, evaluation = uploaded(rows)
    found = {lever.measure: (lever.sign, lever.why) for lever in own_measures(evaluation, "E1")}
    assert found["tax_wan"] == (1, None) and found["energy_tce"] == (-1, None)
    assert found["revenue_wan"] == (-1, Unmoved.SHRINKING)
    assert found["rd_wan"] == (1, Unmoved.MISSING) and found["emission_t"] == (-1, Unmoved.NOTHING_LEFT)


def test_limits_never_leave_less_than_a_tenth_and_begin_at_half_the_benchmark_where_there_is_little():
    """E4's R&D is 10 万元, 20 at the benchmark: 2 × max(10, 10). Of 100 tce at most 90 go."""
    found = {lever.measure: lever for lever in own_measures(half_marks()[1], "E4")}
    assert width(found["rd_wan"], 2.0) == 20 and width(found["energy_tce"], 2.0) == 90


@pytest.mark.clause("FH-06")
def test_a_merged_unit_s_change_is_shared_out_among_its_tenants():
    """E3 (40) and E4 (10) share 20 亩: 2.5 万元/亩. 75 万元 in all is 1.5 times each: 60 and 15."""
    parcels = [{"宗地代码": "P1", "区县": "甲区", "镇街": "东镇", "登记面积": 20.0}]
    shared = [{"宗地代码": "P1", "统一社会信用代码": code} for code in ("E3", "E4")]
    rows = [small(code, tax) for code, tax in TAXES.items()]
    tables, evaluation = uploaded(rows, "fenghua-2022", 宗地=parcels, 占用=shared)
    changed = changed_upload(tables, evaluation, "P1", {"tax_wan": 75.0})
    assert changed.enterprises["tax_wan"].tolist() == [100, 90, 60, 60, 15]
    land = {lever.measure: lever.why for lever in own_measures(evaluation, "P1")}["land_mu"]
    assert land is Unmoved.PARCELS


def test_less_land_than_the_gate_takes_the_unit_out_and_is_no_way_up():
    """FH-04: below 3 亩 nobody takes part. E3 with 4 万元/亩 on 10 亩 needs 7.2 亩 for E2's 5.5; not 2.9."""
    tables, evaluation = uploaded([small(code, tax) for code, tax in (TAXES | {"E2": 55.0}).items()], "fenghua-2022")
    row = changed_row(evaluation, tables, "E3")
    assert row.class_with({"land_mu": 2.9}) == row.confirmed({"land_mu": 2.9}) == -1
    assert row.class_with({"land_mu": 7.2}) == row.confirmed({"land_mu": 7.2}) == 1
    (single,) = [s for s in climb(row, Terms({"land_mu": 1.0})).singles if s.lever.measure == "land_mu"]
    assert single.change == pytest.approx(-2.7272, abs=0.01)


def test_where_no_change_up_to_the_limit_lifts_nothing_is_promised():
    """E4's R&D at full marks adds 5 分 of the 25 it lacks."""
    rows = [big(f"E{n}", 100) for n in range(4)] + [big("E4", 20, 工业增加值=100.0)]
    tables, evaluation = uploaded(rows)
    (single,) = climbed(tables, evaluation, "E4", Terms({"rd_wan": 1.0})).singles
    assert math.isnan(single.change) and single.reached == -1 and np.isnan(single.held)
