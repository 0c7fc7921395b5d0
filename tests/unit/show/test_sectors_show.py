"""What 行业 says and draws, on worked cases."""

from __future__ import annotations

import re

import numpy as np
import pytest

from case_format import CASES, read_case_file
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.sectors.energy_cuts import energy_cuts
from muyun.explore.sectors.look import SectorLook, limit_clauses, look
from muyun.explore.sectors.sums import Level
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.show.divisions import code_words
from muyun.show.energy_cuts import cuts_headline, enterprise_cut_table, sector_cut_table
from muyun.show.sector_dumbbell import SHOWN, dumbbell, left_out
from muyun.show.sector_people import SCORE, ends_sentence, people_table, spread_of
from muyun.show.sector_spread import Spread, is_skewed, spread
from muyun.show.sector_table import sector_table
from muyun.show.sectors import BY_LAND, BY_SCORE, headline, in_list, order_of, sector_sentence

NAME = "高于全市的行业前 5% 执行 A 类，后 5% 整改提标"
ROWS = next(c for c in read_case_file(CASES / "sectors.yaml") if c.name == NAME).tables["企业"]
POOL = "规上工业"


def evaluated(rows) -> Evaluation:
    return evaluate(Tables.of({"企业": rows}), load_policy("jiaxing-2018"), 2022)


@pytest.fixture(scope="module")
def three() -> SectorLook:
    return look(evaluated(ROWS), POOL, "大类", Level.DIVISION, [None])


@pytest.mark.clause("JX-14", "JX-15")
def test_the_sentence_says_how_many_are_above_and_below_and_whose_land_it_is(three):
    """One of three sectors of 200 亩 is below: a third of the land."""
    said, second = headline(three, 5)
    assert said == "2022 年度规上工业 3 个行业，2 个高于全市的 66.67 分，1 个低于，占参评用地 33.3 %。"
    assert second == (
        "金属制品业最高，90.44 分，专用设备制造业最低，32.09 分；低于全市的 1 个行业，企业原则上不得新增产能"
    )


@pytest.mark.clause("JX-15", "JX-16")
def test_the_limit_is_of_the_document_that_the_sector_rules_cite(three):
    assert [entry.id for entry in limit_clauses(three.evaluation.policy)] == ["JX-15", "JX-16"]
    assert limit_clauses(load_policy("xian-2022")) == ()
    assert three.limited.tolist() == [False, False, True]
    assert not look(three.evaluation, POOL, "中类", Level.GROUP, [None]).limited.any()  # the rule speaks of 大类


def test_the_table_has_each_sector_and_the_whole_and_a_dash_for_a_missing_year(three):
    table = sector_table(three, order_of(three, BY_SCORE), 30)
    assert table.frame["name"].tolist() == ["33 金属制品业", "34 通用设备制造业", "35 专用设备制造业", "全市"]
    assert table.frame["few"].tolist() == ["不足", "不足", "不足", ""]
    assert table.frame["limited"].tolist() == ["", "", "受限", ""]
    assert table.frame["gap"].iloc[0] == pytest.approx(90.4376 - 66.6667, abs=1e-4)
    assert table.frame["grown:亩均税收"].isna().all() and table.frame["chained"].isna().all()
    assert (table.frame["top"].tolist()[:3], table.frame["bottom"].tolist()[:3]) == ([1, 1, 1], [1, 1, 1])


@pytest.mark.clause("JX-12", "JX-17", "JX-18")
def test_a_sector_s_list_says_who_is_at_its_ends_and_by_which_clause(three):
    table = people_table(three, 0)
    assert table.frame["place"].tolist() == list(range(1, 21))
    assert (table.frame["end"].iloc[0], table.frame["end"].iloc[-1]) == ("前 5 %（JX-17）", "后 5 %（JX-18）")
    assert people_table(three, 2).frame["end"].iloc[0] == "前 5 %"  # its sector isn't above the city
    assert "行业没有高于全市，前列不享受 A 类政策。" in ends_sentence(three, 2)
    assert "数据里没有 2021 年度，看不出连续末位。" in ends_sentence(three, 0)


def test_one_enterprise_alone_is_not_ranked_against_itself():
    alone = look(evaluated([*ROWS[:20], ROWS[-1]]), POOL, "大类", Level.DIVISION, [None])
    assert people_table(alone, 1).frame["place"].isna().all()
    assert ends_sentence(alone, 1) == "只有 1 家，没有同行可比，不排前列和末位。"
    assert sector_sentence(alone, 1, 5)[1].endswith("只有 1 家，不同自己排位")


def test_every_sector_of_the_picture_opens_and_names_are_escaped(three):
    drawn = dumbbell(three, order_of(three, BY_LAND), 5, 1)
    assert drawn.count('data-go="[&quot;sectors&quot;') == 3 and "90.44 分 ▲23.77，20 家" in drawn
    assert left_out(three) == "" and SHOWN > 3
    bad = look(three.evaluation, POOL, "名单", {"<b>": ("33",)}, [None])
    assert "<b>" not in dumbbell(bad, order_of(bad, BY_SCORE), 5, None)
    assert "&quot;sector&quot;: &quot;33&quot;" in in_list(bad, 0, "A")


def test_a_dot_for_each_enterprise_leads_to_it_and_what_is_missing_is_told(three):
    shown = spread_of(three, 0, SCORE)
    drawn = spread(shown)
    assert len(re.findall(r"<circle data-go=\"\[&quot;enterprise&quot;", drawn)) == 20
    assert drawn.count("行业前列。") == 1 and drawn.count("行业末位。") == 1
    assert spread(spread_of(three, 0, "研发投入强度")) == ""
    lacking = Spread("甲", "", np.array([1.0, 2.0]), "AB", ["1", "2"], ["<i>", "乙"], ["", ""], 1.5, np.nan, "全市", 3)
    drawn = spread(lacking)
    assert "另有 3 家没有这项数据" in drawn and "<i>" not in drawn and "nan" not in drawn


def test_an_axis_is_logarithmic_where_a_few_are_far_above_the_rest():
    """The 95th percentile of 1…1, 100, 100 is 100, more than 5 times the median 1; of 1…20 it isn't."""
    assert is_skewed(np.array([1.0] * 18 + [100.0] * 2)) and not is_skewed(np.arange(1.0, 21.0))
    assert not is_skewed(np.array([-1.0, -1.0, 0.0, 100.0]))
    few = Spread("甲", "", np.array([1.0] * 18 + [100.0] * 2), "A" * 20, list("a" * 20), list("b" * 20), [""] * 20,
                 np.nan, np.nan, "全市", 0)  # fmt: skip
    assert "对数坐标" in spread(few)


@pytest.mark.clause("JX-20")
def test_the_cut_is_told_with_what_it_frees():
    """M 62.5, 20 % of 5000 tce (spec 6.3)."""
    rows = [
        {"年度": 2022, "统一社会信用代码": f"E{n}", "企业名称": f"企{n}", "规模": "规下", "区县": "南湖区",
         "行业代码": "2211", "用地面积": land, "税收实际贡献": tax, "总用能": energy}
        for n, tax, land, energy in ((1, 100, 10, 3000), (2, 150, 30, 5000))
    ]  # fmt: skip
    constant = {"method": "constant", "values": {"亩均税收": 10}, "assumed": "案例"}
    policy = amend(load_policy("jiaxing-2018"), {"pools": {"规下工业": {"benchmark": constant}}}, None)[0]
    evaluation = evaluate(Tables.of({"企业": rows}), policy, 2022)
    cuts = energy_cuts(evaluation, "规下工业")
    assert cuts_headline(evaluation, cuts) == (
        "1 个重点行业 2 家里 1 家低于本行业得分的加权平均值，2023 年合计削减 1,000 吨标煤，可用于新项目。"
    )
    (person,) = enterprise_cut_table(evaluation, cuts).frame.to_dict("records")
    assert (person["name"], person["share"], person["left"]) == ("企2", pytest.approx(20), pytest.approx(4000))
    assert sector_cut_table(evaluation, cuts).frame["mean"].tolist() == [62.5]


def test_codes_are_said_with_their_division():
    assert code_words("17") == "17 纺织业" and code_words("1713") == "1713（纺织业）"
    assert code_words("1713、1723") == "1713、1723" and code_words("1713、1723、1733") == "1713、1723 等 3 个代码"
