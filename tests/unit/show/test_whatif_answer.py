"""What the right side of 模拟测算 draws: matrix, movers and the top of the ranking. Figures are made by hand."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from muyun.explore.whatif.live import PoolLive, Sums
from muyun.policy.load import load_policy
from muyun.show.flows import class_flows
from muyun.show.matrix import Measure, class_matrix
from muyun.show.movers import movers_list
from muyun.show.scenario_ranking import ranking_key, scenario_ranking, top_words
from muyun.show.tables import View, page_data

POOL = "规上工业"
NONE = np.zeros((5, 5), int)


@pytest.fixture(scope="module")
def jiaxing():
    return load_policy("jiaxing-2018")


def _sums(units: np.ndarray, land_mu: np.ndarray, no_land: np.ndarray) -> Sums:
    zero = np.zeros_like(units)
    return Sums(units, land_mu, zero * 1.0, zero * 1.0, no_land, zero, zero)


def _pool(moves: dict[tuple[int, int], int], land_mu: float = 1234.5, no_land: int = 0) -> PoolLive:
    """Units from class to class, each with the same land."""
    units, lacking = NONE.copy(), NONE.copy()
    for place, count in moves.items():
        units[place] = count
    lacking[0, 0] = no_land
    of = units * land_mu
    before = _sums(units.sum(axis=1), of.sum(axis=1), lacking.sum(axis=1))
    after = _sums(units.sum(axis=0), of.sum(axis=0), lacking.sum(axis=0))
    return PoolLive(before, after, _sums(units, of, lacking), 0, "", "")


def test_rises_and_falls_are_marked_beside_those_that_stay(jiaxing):
    markup = class_matrix(_pool({(0, 0): 20, (0, 1): 3, (1, 0): 2, (1, 1): 40}), Measure.UNITS, jiaxing.class_words)
    assert '<td class="same" title="等级不变 20 家">20</td>' in markup
    assert re.search(r'<td class="worse"[^>]*title="A 类 → B 类：3 家[^>]*>▼ 3</td>', markup)
    assert re.search(r'<td class="better"[^>]*title="B 类 → A 类：2 家[^>]*>▲ 2</td>', markup)


def test_totals_of_both_sides_stand_at_the_edges(jiaxing):
    markup = class_matrix(_pool({(0, 0): 20, (0, 1): 3, (1, 0): 2, (1, 1): 40}), Measure.UNITS, jiaxing.class_words)
    assert "<td>23</td></tr>" in markup and "<td>42</td></tr>" in markup
    assert "<b>22</b><span>（−1）</span>" in markup and "<b>43</b><span>（+1）</span>" in markup


def test_land_is_in_mu_with_separators_and_who_lacks_it_is_said(jiaxing):
    markup = class_matrix(_pool({(0, 0): 20, (1, 0): 2}, no_land=7), Measure.LAND, jiaxing.class_words)
    assert "（亩）" in markup and "▲ 2,469" in markup
    assert "7 家没有用地数据，未计入。" in markup


def test_a_count_is_said_once(jiaxing):
    live = _pool({(0, 0): 1, (0, 1): 3})
    assert 'title="A 类 → B 类：3 家"' in class_matrix(live, Measure.UNITS, jiaxing.class_words)
    assert "A 类 → B 类：3 家，用地 3,703.5 亩" in class_matrix(live, Measure.LAND, jiaxing.class_words)


def test_who_has_no_class_on_either_side_is_not_told_to_be_lacking(jiaxing):
    """9 without a class, no row of theirs in the matrix, and no land: nothing shown leaves them out."""
    live = _pool({(0, 0): 20, (4, 4): 9})
    live.moves.no_land[4, 4] = 9
    for drawn in (class_matrix, class_flows):
        assert "没有用地数据" not in drawn(live, Measure.LAND, jiaxing.class_words)
    live.moves.no_land[1, 1] = 2
    for drawn in (class_matrix, class_flows):
        assert "2 家没有用地数据，未计入。" in drawn(live, Measure.LAND, jiaxing.class_words)


def test_not_ranked_is_shown_only_where_somebody_comes_or_goes(jiaxing):
    within = class_matrix(_pool({(0, 0): 1, (4, 4): 9}), Measure.UNITS, jiaxing.class_words)
    assert "未定级" not in within
    assert "未定级" in class_matrix(_pool({(0, 0): 1, (4, 3): 2}), Measure.UNITS, jiaxing.class_words)


def _movers(**changes: object) -> pd.DataFrame:
    row = {"统一社会信用代码": "9133", "企业名称": "甲", "评价组": "规上工业", "原等级": "B", "新等级": "A",
           "原名次": 12, "新名次": 5, "名次变化": 7, "得分变化": 3.0, "变化:亩均税收": 4.0, "变化:研发投入强度": -1.0,
           "变化:加减分": 0.0}  # fmt: skip
    frame = pd.DataFrame([row | changes])
    return frame.astype({"原名次": "Int64", "新名次": "Int64", "名次变化": "Int64"})


def test_a_mover_shows_classes_ranks_and_what_the_change_is_made_of(jiaxing):
    markup = movers_list(_movers(), jiaxing, POOL)
    assert "B 类</span> → " in markup and "A 类" in markup
    assert '12 → 5 <span class="up">▲7</span>' in markup and "<td>+3.00</td>" in markup
    assert 'title="亩均税收 +4；研发投入强度 −1；合计 +3 分"' in markup


def test_the_parts_of_the_bar_are_in_proportion_on_their_sides(jiaxing):
    lost, won = re.search(r'class="lost">(.*?)</div><div>(.*?)</div>', movers_list(_movers(), jiaxing, POOL)).groups()
    assert re.findall(r"width:([\d.]+)%", won) == ["100"] and re.findall(r"width:([\d.]+)%", lost) == ["25"]


def test_who_moves_without_a_change_of_score_says_why(jiaxing):
    still = _movers(得分变化=0.0, **{"变化:亩均税收": 0.0, "变化:研发投入强度": 0.0})
    assert "得分未变，是定档的规则或别家变了" in movers_list(still, jiaxing, POOL)


def test_who_loses_the_rank_has_a_dash(jiaxing):
    gone = _movers(新等级="", 新名次=None, 名次变化=None, 得分变化=float("nan"))
    markup = movers_list(gone, jiaxing, POOL)
    assert "12 → —" in markup and "未定级" in markup and "nan" not in markup
    assert "不再参加排名" in markup and "得分未变" not in markup
    come = movers_list(_movers(原等级="", 原名次=None, 名次变化=None, 得分变化=float("nan")), jiaxing, POOL)
    assert "— → 5" in come and "开始参加排名" in come


def test_a_score_on_one_side_only_is_not_said_to_be_the_same(jiaxing):
    gone = _movers(新等级="", 新名次=None, 名次变化=None, 得分变化=np.nan, **{"变化:亩均税收": np.nan,
                   "变化:研发投入强度": np.nan, "变化:加减分": np.nan})  # fmt: skip
    markup = movers_list(gone, jiaxing, POOL)
    assert "得分没有变" not in markup and 'title="只有一边有综合得分，没有得分变化"' in markup


def test_ranks_of_different_groups_are_not_a_rise(jiaxing):
    markup = movers_list(_movers(原名次=300, 新名次=20, 名次变化=None), jiaxing, POOL)
    assert '300 → 20 <span class="aside">排名范围不同</span>' in markup and "▲" not in markup


def test_a_name_from_an_upload_cannot_become_markup(jiaxing):
    assert "<script>" not in movers_list(_movers(企业名称="<script>x</script>"), jiaxing, POOL)


def _top() -> pd.DataFrame:
    frame = pd.DataFrame({
        "统一社会信用代码": ["9133", "9134"], "企业名称": ["甲", "乙"], "评价组": ["规上工业"] * 2, "名次": [1, 2],
        "原名次": [3, None], "名次变化": [2, None], "原等级": ["B", ""], "执行等级": ["A", "A"],
        "综合得分": [80.0, 40.0], "加减分": [0.0, -10.0], "得分:亩均税收": [80.0, 50.0],
        "得分:研发投入强度": [np.nan, np.nan],
    })  # fmt: skip
    return frame.astype({"原名次": "Int64", "名次变化": "Int64"})


def test_the_ranking_shows_the_change_on_the_official_rank(jiaxing):
    first, second = page_data(scenario_ranking(_top(), jiaxing), View())["rows"]
    assert first["cells"]["名次变化"] == {"way": "up", "text": "▲2"}
    assert second["cells"]["名次变化"] == {"way": "", "text": "新进"}
    assert second["cells"]["原等级"]["letter"] == ""


def test_a_rank_in_another_group_is_no_change_in_the_ranking(jiaxing):
    elsewhere = _top().assign(原名次=pd.array([300, 2], "Int64"), 名次变化=pd.array([None, 0], "Int64"))
    first, _ = page_data(scenario_ranking(elsewhere, jiaxing), View())["rows"]
    assert first["cells"]["名次变化"] == {"way": "", "text": "范围不同"}


def test_the_bars_of_the_ranking_are_on_one_scale_and_deductions_are_marked(jiaxing):
    first, second = (row["cells"]["构成"] for row in page_data(scenario_ranking(_top(), jiaxing), View())["rows"])
    assert [(part["share"], part["minus"]) for part in first] == [(1.0, False)]
    assert [(part["share"], part["minus"]) for part in second] == [(0.625, False), (0.125, True)]  # 50 and 10 of 80


def test_the_key_names_every_item(jiaxing):
    markup = ranking_key(_top(), jiaxing)
    assert "亩均税收" in markup and "研发投入强度" in markup and "加减分" in markup


def test_an_item_has_one_colour_in_the_movers_and_in_the_ranking(jiaxing):
    in_movers = re.search(r'background:(#\w+)"></i>研发投入强度', movers_list(_movers(), jiaxing, POOL))[1]
    weighted = _top().assign(**{f"得分:{name}": 1.0 for name in jiaxing.pools[POOL].weights})
    order = [c for c in weighted if not c.startswith("得分:")] + [f"得分:{n}" for n in jiaxing.pools[POOL].weights]
    assert f'background:{in_movers}"></i>研发投入强度' in ranking_key(weighted[order], jiaxing)


@pytest.mark.parametrize(
    ("groups", "words"),
    [(["规上工业"] * 3, "模拟排名前 3 家"), (["甲区", "甲区", "乙区"], "模拟排名，每个评价组前 100 家，共 3 家")],
)
def test_the_title_of_the_ranking_counts_by_group_where_ranks_do(groups, words):
    """In Xi'an each county has its first: 158 rows are not the first 158."""
    assert top_words(pd.DataFrame({"评价组": groups}), 100, scenario=True) == words
