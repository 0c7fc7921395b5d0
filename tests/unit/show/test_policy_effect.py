"""What another policy does to the classes, on small uploads worked out by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.whatif.live import Live, compared, live, live_base
from muyun.explore.whatif.live_tables import top_movers
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.show.matrix import Measure, class_matrix
from muyun.show.policy_differences import changes_markup
from muyun.show.policy_effect import (
    class_changes,
    class_table,
    classed_on_both,
    headline,
    movers_markup,
    not_comparable,
    shared_pools,
    sides_of,
)
from muyun.terms import Class

JIAXING, XIACHENG, XIAN, FENGHUA = (
    load_policy(name) for name in ("jiaxing-2018", "xiacheng-2019", "xian-2022", "fenghua-2022")
)
NAMES = ("嘉兴市 2018", "宁波市奉化区 2022")
SMALL = "规下工业"


def firm(number: int, **cells: object) -> dict[str, object]:
    """A 规下 enterprise of 2022 on 10 亩 with a tax of 10 × (21 − number) 万元."""
    own = {
        "年度": 2022, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企业{number}", "区县": "甲区", "镇街": "东镇",
        "行业代码": "1711", "规模": "规下", "类别": "工业", "用地面积": 10.0, "税收实际贡献": 10.0 * (21 - number),
    }  # fmt: skip
    return own | cells


TWENTY = Tables.of({"企业": [firm(1, 用地面积=2.0, 税收实际贡献=40.0), *(firm(n) for n in range(2, 21))]})
"""The first has 20 万元/亩 on 2 亩 only, so that Fenghua's gate of 3 亩 leaves it out (FH-04)."""


def beside(tables: Tables, one, other) -> Live:
    return compared(live_base(evaluate(tables, one, 2022)), evaluate(tables, other, 2022))


def words(markup: str) -> str:
    return re.sub(r"<[^>]+>", " ", markup)


@pytest.mark.clause("FH-04")
def test_who_drops_out_and_who_moves_up_is_counted():
    """Jiaxing: n 20, A ≤ 20 % = 4, B ≤ 50 % = 10, D ≤ 5 % = 1. Fenghua without the first: n 19, 3, 9, 0.

    Of the 19 classed in both, 2–4 stay A, 5–13 B and 15–19 C; 14 (B) becomes C, and 20 (D) becomes C.
    """
    found = beside(TWENTY, JIAXING, FENGHUA)
    of = found.pools[SMALL]
    assert headline(SMALL, of) == (
        "规下工业：两边都定级的 19 家中，等级不变 17 家，升档 1 家，降档 1 家；另有不再列入等级 1 家。"
    )
    assert of.before.units.tolist() == [4, 10, 5, 1, 0] and of.after.units.tolist() == [3, 9, 7, 0, 1]
    assert of.before.land_mu.tolist() == [32, 100, 50, 10, 0] and of.after.land_mu.tolist() == [30, 90, 70, 0, 2]


def test_the_table_has_number_land_and_tax_under_both_and_the_change():
    found = beside(TWENTY, JIAXING, FENGHUA)
    markup = class_table(found.pools[SMALL], (JIAXING.class_words, FENGHUA.class_words), NAMES)
    rows = [re.sub(r"\s+", " ", words(row)).strip() for row in markup.split("</tr>")]
    assert rows[0] == "等级 嘉兴市 2018 宁波市奉化区 2022 家数变化"
    assert rows[2] == "A 类 4 （20 %） 32 580 3 （15.8 %） 30 540 −1"
    assert rows[5] == "D 类 1 （5 %） 10 10 0 （0 %） 0 0 −1" and rows[6].startswith("未定级 0")


def test_classes_have_each_policy_s_own_words():
    found = beside(TWENTY, XIACHENG, JIAXING)
    of, sides = found.pools[SMALL], sides_of(found, ("下城", "嘉兴"))
    matrix = words(class_matrix(of, Measure.UNITS, JIAXING.class_words, sides))
    assert "A 档" in matrix and "A 类" in matrix and "下城 ↓ 嘉兴 →（家）" in matrix and "正式" not in matrix
    table = words(class_table(of, (XIACHENG.class_words, JIAXING.class_words), ("下城", "嘉兴")))
    assert "A 档 / A 类" in table


def test_two_evaluations_beside_each_other_are_what_a_live_scenario_tells():
    policy, _ = amend(JIAXING, {"defaults": {"classes": {"A": {"at_most": 0.1}}}}, None)
    base = live_base(evaluate(TWENTY, JIAXING, 2022))
    one, other = compared(base, evaluate(TWENTY, policy, 2022)), live(base, TWENTY, policy)
    for name in one.pools:
        assert np.array_equal(one.pools[name].moves.units, other.pools[name].moves.units)
        assert one.pools[name].headline == other.pools[name].headline
    assert top_movers(one, 50).equals(top_movers(other, 50))


def test_only_those_with_a_class_on_both_sides_are_named():
    moved = top_movers(beside(TWENTY, JIAXING, FENGHUA), 50, SMALL)
    assert "企业1" in moved["企业名称"].tolist()
    named = classed_on_both(moved, JIAXING, FENGHUA, SMALL)
    assert named["企业名称"].tolist()[:2] == ["企业14", "企业20"] and "企业1" not in named["企业名称"].tolist()


def test_where_ranks_and_items_are_others_only_the_classes_are_shown():
    """Twenty 规上 in two counties. Jiaxing: 1–4 A, 5–14 B, 15–19 C, 20 D. Xi'an, ten a county, 2/7/1 (spec 5.2):
    1–4 A, 5–18 B, 19 and 20 C.
    """
    own = {"规模": "规上", "工业总产值": 1000.0, "年平均职工人数": 10.0}
    rows = [firm(n, 区县="甲区" if n % 2 else "乙区", **own) for n in range(1, 21)]
    tables = Tables.of({"企业": rows})
    found = beside(tables, JIAXING, XIAN)
    moved = top_movers(found, 50, "规上工业")
    named = classed_on_both(moved, JIAXING, XIAN, "规上工业")
    assert sorted(named["企业名称"]) == ["企业15", "企业16", "企业17", "企业18", "企业20"]
    assert named["名次变化"].isna().all()
    markup = movers_markup(named, JIAXING, XIAN, "规上工业")
    assert "得分变化" not in markup and "▲" not in markup and "▼" not in markup
    same = top_movers(beside(TWENTY, JIAXING, FENGHUA), 50, SMALL)
    assert "得分变化" in movers_markup(classed_on_both(same, JIAXING, FENGHUA, SMALL), JIAXING, FENGHUA, SMALL)


def test_the_file_has_whose_class_changes_with_both_words_and_nothing_that_cannot_be_compared():
    """The twenty of the test above: 15–18 rise to B, 20 to C. Ranks are of other ranges and the items are others."""
    own = {"规模": "规上", "工业总产值": 1000.0, "年平均职工人数": 10.0}
    rows = [firm(n, 区县="甲区" if n % 2 else "乙区", **own) for n in range(1, 21)]
    rows += [firm(n, 统一社会信用代码=f"S{n:03d}", 企业名称=f"小企业{n}") for n in range(1, 21)]
    found = class_changes(beside(Tables.of({"企业": rows}), JIAXING, XIAN)).set_index("企业名称").sort_index()
    assert list(found.index) == ["企业15", "企业16", "企业17", "企业18", "企业20"], "规下 is a pool of Jiaxing alone"
    assert "".join(found["原等级"]) == "CCCCD" and "".join(found["新等级"]) == "BBBBC"
    words = [JIAXING.class_words[Class.C], XIAN.class_words[Class.B]]
    assert found[["原等级名称", "新等级名称"]].iloc[0].tolist() == words
    assert set(found["评价组"]) == {"规上工业"}
    left_out = [c for c in found.columns if c in ("原名次", "新名次", "得分变化") or c.startswith("变化:")]
    assert len(left_out) > 3 and found[left_out].isna().all(axis=None)


def test_the_file_keeps_ranks_and_items_where_they_compare_and_no_class_that_stays():
    """Of the twenty 14 falls from B to C and 20 rises from D to C; the first, without a class there, isn't compared."""
    found = class_changes(beside(TWENTY, JIAXING, FENGHUA)).set_index("企业名称")
    assert sorted(found.index) == ["企业14", "企业20"]
    assert found.at["企业14", "原名次"] == 14 and found.at["企业14", "新名次"] == 13
    assert found["得分变化"].notna().all() and (found["原等级"] != found["新等级"]).all()


def test_a_pool_that_one_alone_has_is_said_not_to_compare():
    """Xi'an has no 规下; its twenty have no class there."""
    found = beside(TWENTY, JIAXING, XIAN)
    assert shared_pools(found) == ["规上工业"]
    assert "评价组“规下工业”只在嘉兴里有（定级 20 家），不能对比。" in not_comparable(found, ("嘉兴", "西安"))
    assert headline("规上工业", found.pools["规上工业"]) == "规上工业：没有两边都定级的企业。"


def test_ranks_of_another_range_and_scores_of_other_indicators_are_not_held_against_each_other():
    said = not_comparable(beside(TWENTY, JIAXING, XIAN), ("嘉兴", "西安"))
    assert "“规上工业”：嘉兴一并排名，西安按区县分别排名，名次不在同一个范围里，只能比等级。" in said
    assert "“规上工业”：两边的指标不同，得分不能相比。" in said
    assert not_comparable(beside(TWENTY, JIAXING, FENGHUA), NAMES) == []


def test_missing_land_and_tax_are_said_under_the_table():
    rows = [firm(n) for n in range(1, 21)] + [firm(21, 用地面积=None), firm(22, 税收实际贡献=None)]
    found = beside(Tables.of({"企业": rows}), JIAXING, FENGHUA)
    table = words(class_table(found.pools[SMALL], (JIAXING.class_words, FENGHUA.class_words), NAMES))
    assert "1 家缺用地、1 家缺税收，没有计入合计。" in table


def test_sentences_are_grouped_by_whose_rule_they_are_and_escaped():
    markup = changes_markup([("范围", [("<甲>", "一"), ("<甲>", "二"), ("", "上限 20 % → <b>15 %")])])
    assert markup.count("只有“&lt;甲&gt;”有：") == 1
    assert "<li>上限 20 % → <b>&lt;b&gt;15 %</b></li>" in markup
