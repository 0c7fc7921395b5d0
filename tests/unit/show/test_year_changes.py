"""Last year's class to this one's: the parts add up, reasons come and go, other groups don't compare."""

from __future__ import annotations

import pytest
from ranked_uploads import YEAR, evaluated, firm, small

from muyun.explore.score_change import score_change
from muyun.show.ranked import ranked
from muyun.show.reasons import clauses_in
from muyun.show.year_changes import change_bars, change_sentence, year_path

TEN = [small(n, 10.0 * (20 - n)) for n in range(10)]
TEN_BEFORE = [row | {"年度": YEAR - 1} for row in TEN]


def both(rows, policy="jiaxing-2018", **tables):
    return (evaluated(rows, policy, year=YEAR - 1, **tables), evaluated(rows, policy, year=YEAR, **tables))


@pytest.mark.clause("JX-14")
def test_one_item_explains_the_whole_change():
    """E009: 110 → 150 万元. Before, 15.5 × 1.5 = 23.25: 11/23.25 = 47.31; now 15.9 × 1.5 = 23.85: 15/23.85 = 62.89."""
    rows = [*TEN_BEFORE, *TEN[:9], small(9, 150.0)]
    before, now = both(rows)
    change = score_change(before, now, "E009")
    assert change.parts["亩均税收"] == pytest.approx(15 / 23.85 * 100 - 11 / 23.25 * 100)
    assert sum(change.parts.values()) == pytest.approx(change.change, abs=1e-9)
    assert change_sentence(now, change) == (
        "2022 年度较 2021 年度：C 类 → B 类，第 10 名 → 第 6 名；得分 47.31 → 62.89（+15.58），其中亩均税收 +15.58。"
    )
    assert "11→15，基准 23.25→23.85" in change_bars(now, change)


def test_parts_of_every_kind_add_up_to_the_change():
    rows = []
    for year, more in ((YEAR - 1, 0.0), (YEAR, 7.0)):
        own = {"年度": year, "行业代码": "1713"}
        rows += [firm(n, 税收实际贡献=100.0 + n * more, 总用能=1500.0 + n * 10, **own) for n in range(6)]
    rows[-1] |= {"排放量": None, "研发经费": None}
    points = [{"年度": YEAR, "统一社会信用代码": "E005", "项目": "甲", "分值": 2.5, "依据": "文"}]
    before, now = both(rows, 加减分=points)
    change = score_change(before, now, "E005")
    assert change.parts["加减分"] == 2.5 and change.parts["行业加减分"] != 0
    assert sum(change.parts.values()) == pytest.approx(change.change, abs=1e-9)


def test_reasons_that_came_and_went_are_told():
    veto = [{"年度": YEAR, "统一社会信用代码": "E000", "类别": "环保不达标", "依据": "文"},
            {"年度": YEAR - 1, "统一社会信用代码": "E000", "类别": "质量不达标", "依据": "文"}]  # fmt: skip
    before, now = both([*TEN_BEFORE, *TEN], "xiacheng-2019", 否决事项=veto)
    told = change_sentence(now, score_change(before, now, "E000"))
    assert "仍为 C 档" in told and told.endswith("新增：环保不达标（XC-17）。不再有：质量不达标（XC-17）。")


def test_a_reason_keeps_the_semicolon_that_the_office_wrote():
    """手工调档's 理由 is free text; beside it a veto, so that 依据 has two reasons."""
    code = {"年度": YEAR, "统一社会信用代码": "E000", "依据": "文"}
    before, now = both(
        [*TEN_BEFORE, *TEN], "xiacheng-2019", 否决事项=[code | {"类别": "环保不达标"}],
        手工调档=[code | {"目标等级": "B", "理由": "专家评审;区长办公会"}],
    )  # fmt: skip
    change = score_change(before, now, "E000")
    assert change.came == ("XC-17:环保不达标", "本系统:手工调档(专家评审;区长办公会)")
    assert "环保不达标（XC-17）；手工调档（专家评审;区长办公会）。" in change_sentence(now, change)
    assert clauses_in(now.classes["reasons"].at["E000"]) == ["XC-17"]


def test_another_group_is_not_compared():
    rows = [*TEN_BEFORE, *TEN[:9], firm(9), firm(10)]
    before, now = both(rows)
    change = score_change(before, now, "E009")
    assert change.parts == {} and change_bars(now, change) == ""
    assert "评价组由规下工业改为规上工业，两年得分的算法不同，不能比" in change_sentence(now, change)


def test_who_was_not_there_has_no_change_and_who_has_no_score_no_parts():
    rows = [*TEN_BEFORE, *TEN[:9], small(9, 1.0, 用地面积=None), small(11, 50.0)]
    before, now = both(rows)
    assert score_change(before, now, "E011") is None
    change = score_change(before, now, "E009")
    assert change.parts == {}
    assert change_sentence(now, change).startswith("2022 年度较 2021 年度：C 类 → 未定级。新增：用地缺失。")


def test_the_line_of_years_names_class_score_and_rank():
    before, now = both([*TEN_BEFORE, *TEN[:9], small(9, 150.0)])
    markup = year_path(ranked(now, [before]), "E009")
    for text in (">47.31<", ">62.89<", ">2021<", "第 10/10", "第 6/10", ">C<", ">B<"):
        assert text in markup, text
    assert year_path(ranked(now), "E009") == ""
