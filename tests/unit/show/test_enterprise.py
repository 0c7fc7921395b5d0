"""企业: the answer in a sentence, the steps to the score, the years, the cells of the upload."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from ranked_uploads import YEAR, evaluated, firm, small

from muyun.data.read import read_upload
from muyun.evaluate import evaluate
from muyun.policy.load import load_policy, policy_ids
from muyun.show.enterprise import answer, clauses_of, marks, quota_words, same_unit, steps, years
from muyun.show.enterprise_markup import class_chain, item_grid, text_grid, year_grid
from muyun.show.explain import explain
from muyun.show.origins import input_cells
from muyun.show.ranked import ranked
from muyun.show.reasons import reason_words, way_on
from muyun.show.waterfall import Mark, Step, waterfall

TEN = [small(n, 10.0 * (20 - n)) for n in range(10)]  # 20, 19 … 11 万元/亩; benchmark 1.5 × 15.5 = 23.25


def test_the_class_below_is_told_with_its_distance_to_the_line():
    """E002: 18 ÷ 23.25 × 100 = 77.42; the last A has 19 ÷ 23.25 × 100 = 81.72, 4.30 more."""
    told = answer(ranked(evaluated(TEN)), "E002")
    assert told.sentence == "示例2厂 2022 年度为 B 类：综合得分 77.42，规下工业第 3/10 名，距 A 类线 4.30 分"
    assert told.because == "按得分排名分档为 B 类（B 类不超过 50 %，本系统假定）。"
    assert told.todo == ""


def test_the_best_class_is_told_with_what_it_has_over_the_line():
    everybody = ranked(evaluated(TEN))
    assert answer(everybody, "E000").sentence.endswith("规下工业第 1/10 名，高出 A 类线 4.30 分")
    assert answer(everybody, "E001").sentence.endswith("，正在 A 类线上")


def test_who_is_under_the_line_with_the_same_score_is_told_so():
    rows = [small(1, 900.0), small(2, 400.0), small(3, 390.0), *(small(n, 1.0 * n) for n in range(4, 11))]
    assert answer(ranked(evaluated(rows)), "E003").sentence.endswith("，与 A 类线同分，按并列规则在线下")


def test_a_veto_is_told_with_its_clause():
    veto = [{"年度": YEAR, "统一社会信用代码": "E000", "类别": "环保不达标", "依据": "文"}]
    rows = [small(n, 10.0 * (20 - n), 工业增加值=None) for n in range(10)]
    everybody = ranked(evaluated(rows, "xiacheng-2019", 否决事项=veto))
    told = answer(everybody, "E000")
    assert "为 C 档" in told.sentence and told.sentence.endswith("，得分在 B 档线以上")
    assert told.because == "按得分排名分档为 A 档（A 档不超过 20 %，XC-15），调档后为 C 档；环保不达标（XC-17）。"
    assert "XC-17" in clauses_of(everybody, "E000")
    chain = re.sub(r"<style>.*?</style>|<[^>]+>", "", class_chain(everybody, "E000"), flags=re.S)
    assert chain == "排名分档A 档→调档后C 档→执行等级C 档环保不达标（XC-17）"


def test_who_lacks_land_is_told_what_to_fill_in():
    told = answer(ranked(evaluated([*TEN, small(50, 1.0, 用地面积=None)])), "E050")
    assert told.sentence == "示例50厂 2022 年度数据缺失，不参加排名"
    assert told.because == "原因：用地缺失。" and "补填用地面积" in told.todo


def test_who_is_excluded_or_in_transition_is_told_why():
    everybody = ranked(evaluated([firm(1), firm(2, 行业代码="4620"), firm(3, 过渡期起始年=2022)], "xian-2022"))
    assert answer(everybody, "E002").sentence == "示例2厂 2022 年度不参加评价"
    assert answer(everybody, "E002").because == "原因：公益性质行业（XA-05）。"
    transition = answer(everybody, "E003").sentence
    assert transition.startswith("示例3厂 2022 年度处于过渡期，只打分，不排名、不定级，综合得分 ")
    assert class_chain(everybody, "E003") == ""


def test_a_scenario_names_the_official_result_beside_it():
    rows = [firm(n, 税收实际贡献=40.0 * n, 工业增加值=2000.0 - 150 * n) for n in range(1, 11)]
    weights = {"pools": {"规上工业": {"weights": {"亩均税收": 60, "亩均增加值": 0}}}}
    official = evaluated(rows)
    told = answer(ranked(evaluated(rows, patch=weights), official=official), "E010")
    assert "按模拟方案为" in told.sentence
    letter, rank = official.classes["applied"]["E010"], official.ranking["rank"]["E010"]
    assert f"正式结果：{letter} 类，第 {rank:.0f} 名" in told.because


@pytest.mark.parametrize("policy", policy_ids())
def test_the_steps_end_at_the_score(policy: str):
    rows = [firm(1), firm(2, 排放量=None, 行业代码="2614", 总用能=2000.0), firm(3, 行业代码="2614", 总用能=1500.0)]
    bonus = [{"年度": YEAR, "统一社会信用代码": "E001", "项目": "测试", "分值": -2.5, "依据": "文"}]
    evaluation = evaluated([*rows, small(4, 50.0)], policy, 加减分=bonus)
    scored = evaluation.ranking["score"].dropna()
    assert len(scored) == 3 + ("规下工业" in evaluation.policy.pools)
    for unit, score in scored.items():
        assert sum(step.points or 0 for step in steps(evaluation, unit)) == pytest.approx(score, abs=1e-9)
    assert steps(evaluation, "E001")[-1].points == -2.5


def test_the_sector_adjustment_is_written_out_with_its_numbers():
    """Spec 3.2: W 1.25, K 3000 ÷ 1500 ÷ 1.25 = 1.6; L 0.9, T = −1 ÷ 0.9; R = 2 × 1.6 − 2 × 1.1111 = 0.9778."""
    measures = [(3000.0, 1500.0, 10.0), (1500.0, 1500.0, 0.0), (500.0, 1000.0, 5.0)]
    rows = [firm(n, 行业代码="2614", 工业增加值=x, 总用能=y, 排放量=z) for n, (x, y, z) in enumerate(measures, 1)]
    shown = item_grid(evaluated(rows), "E001")
    assert "R = 2 × S + 2 × T = 2 × 1.6 + 2 × (−1.111111) = 0.9777778；K = 1.6，L = 0.9" in shown


def test_the_rule_of_a_class_names_its_clause_or_says_it_is_assumed():
    xian = evaluated([firm(1)], "xian-2022")
    assert quota_words(xian, "规上工业", "D") == "C 类、D 类合计占 10 %，XA-11"
    assert quota_words(evaluated(TEN), "规下工业", "C") == "C 类为其余企业"


def test_every_year_of_the_data_has_a_row_oldest_first():
    rows = [*(small(n, 10.0 * (20 - n), 年度=YEAR - 1) for n in range(1, 6)), *TEN]
    everybody = ranked(evaluated(rows), [evaluated(rows, year=YEAR - 1)])
    told = years(everybody, "E001")
    assert [row["年度"] for row in told] == ["2021", "2022"]
    assert (told[0]["名次"], told[0]["等级"], told[1]["名次"]) == ("1 / 5", "A 类", "2 / 10")
    assert years(everybody, "E000")[0]["等级"] == "不在数据中"
    assert "不在数据中" in year_grid(everybody, "E000")


def test_the_lines_of_the_own_group_are_marked():
    assert marks(ranked(evaluated(TEN)), "规下工业") == [
        Mark(pytest.approx(19 / 23.25 * 100), "A 类线 81.72"), Mark(pytest.approx(14 / 23.25 * 100), "B 类线 60.22"),
    ]  # fmt: skip


def test_markup_is_escaped():
    rows = [small(1, 100.0, 企业名称="<b>甲</b>&"), small(2, 50.0)]
    everybody = ranked(evaluated(rows))
    assert "<b>甲" in answer(everybody, "E001").sentence  # a text, escaped where it is set
    assert "&lt;b&gt;" in text_grid(("表",), [("<b>甲</b>",)])
    drawn = waterfall([Step("<i>", 10.0, 20.0, "#000000")], 10.0, [Mark(5.0, "<u>")])
    assert "<i>" not in drawn and "<u>" not in drawn


def test_a_waterfall_goes_down_for_what_is_taken_off_and_below_zero():
    drawn = waterfall([Step("税", 5.0, 10.0, "#000"), Step("加减分", -8.0, None, "#111")], -3.0, [])
    assert "加减分 −8 分" in drawn and "−3.00 分" in drawn.replace("-", "−")
    widths = [float(w) for w in re.findall(r'width="([\d.]+)" height="22"', drawn)]
    assert widths[3] / widths[1] == pytest.approx(3 / 5, rel=0.01)
    assert widths[2] / widths[1] == pytest.approx(8 / 5, rel=0.01)


def test_a_missing_item_does_not_look_like_a_reported_zero():
    """规上 in Jiaxing lacks R&D: 0 points, in words; the same item reported as 0 is +0.00."""
    evaluation = evaluated([firm(1, 研发经费=None), firm(2, 研发经费=0.0), firm(3)])
    missing, zero = (waterfall(steps(evaluation, unit), 50.0, []) for unit in ("E001", "E002"))
    assert "缺报（计 0 分）" in missing and "+0.00" not in missing.replace("缺报", "")
    assert "缺报" not in zero and "+0.00" in zero
    grid = item_grid(evaluation, "E001")
    assert "研发经费 缺 ÷" in grid and "缺 万元" not in grid


def test_an_item_that_is_lost_says_so_and_has_no_score():
    patch = {"defaults": {"item": {"missing": "redistribute"}}}
    shown = item_grid(evaluated([firm(1, 研发经费=None), firm(2)], patch=patch), "E001")
    assert "缺报，权重分摊到其余各项" in shown and "不计分" in shown and "nan" not in shown


def test_merged_tenants_name_each_other():
    parcels = [{"宗地代码": "P1", "区县": "南湖区", "镇街": "东镇", "登记面积": 10.0, "用途": "工业"}]
    shared = [{"宗地代码": "P1", "统一社会信用代码": code} for code in ("E001", "E002")]
    rows = [small(1, 80.0, 用地面积=None), small(2, 40.0, 用地面积=None), small(3, 30.0)]
    everybody = ranked(evaluated(rows, "fenghua-2022", 宗地=parcels, 占用=shared))
    assert same_unit(everybody, "E001") == [("E002", "示例2厂")] and same_unit(everybody, "E003") == []
    assert "合并为评价单元 P1" in answer(everybody, "E001").because


def test_inputs_are_followed_to_file_sheet_and_cell(tmp_path):
    """Tax is given, land is the sum of two parts: both parts are named with their cells."""
    heads = "年度,统一社会信用代码,企业名称,区县,行业代码,规模,已登记用地,租入用地,税收实际贡献\n"
    (tmp_path / "企业.csv").write_text(heads + "2022,91330402MA0000001A,甲厂,甲区,3311,规下,8,2,120.5\n", "utf-8")
    tables, _ = read_upload([tmp_path])
    found = input_cells(tables, evaluate(tables, load_policy("jiaxing-2018"), 2022), "91330402MA0000001A")
    assert ("税收实际贡献", "120.5 万元", "企业.csv I2") in found
    assert ("用地面积", "未填，由下列各项计算", "") in found
    assert ("　已登记用地", "8 亩", "企业.csv G2") in found and ("　租入用地", "2 亩", "企业.csv H2") in found


@pytest.mark.parametrize("policy", ["jiaxing-2018", "xian-2022", "fenghua-2022"])
def test_what_the_trace_leads_to_is_not_told_again_and_nothing_else_is_lost(policy, tmp_path):
    """E001 is ranked, E002 has no land (数据缺失 or 不参评), E003 reports neither tax nor R&D."""
    rows = [firm(1), firm(2, 用地面积=None), firm(3, 税收实际贡献=None, 研发经费=None), firm(4)]
    pd.DataFrame(rows).to_csv(tmp_path / "企业.csv", index=False)
    tables, _ = read_upload([tmp_path])
    evaluation = evaluate(tables, load_policy(policy), YEAR)
    for code in ("E002", "E003", "E001"):
        trace = {str(cell) for node in explain(evaluation, tables, code).walk() for cell in node.cells}
        everything, left = input_cells(tables, evaluation, code), input_cells(tables, evaluation, code, trace)
        assert left == [row for row in everything if row in left]
        assert {cell for _, _, cell in everything if cell} <= trace | {cell for _, _, cell in left}
        assert not {cell for _, _, cell in left} & trace
    assert [what for what, _, _ in left] == ["行业代码"]


def test_reasons_are_said_in_words_with_their_source():
    assert reason_words("XC-17:环保不达标;本系统:手工调档(整改)") == "环保不达标（XC-17）；手工调档（整改）"
    assert reason_words("本系统:环保不达标") == "环保不达标（本系统假定）"
    assert reason_words("") == "" and way_on("XC-17:环保不达标") == ""
    assert "补充" in way_on("本系统:指标缺失(亩均税收)")
