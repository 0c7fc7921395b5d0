"""What a list of leaders says and what leaves the office of it: the list recommended, no rank, no figure (ZJ-11)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from muyun.explore.leaders.board import BoardList, Candidates, board_list
from muyun.explore.leaders.look import BoardLook, Part, look
from muyun.explore.leaders.states import ListState, Recommended, Taken, Which, next_step, state_of
from muyun.policy.board_files import PLANS, Offered, boards_of, plan_boards
from muyun.policy.load import load_policy, policy_text
from muyun.policy.register import READINGS, reading_text
from muyun.show.leader_sheet import sheet
from muyun.show.leaders import board_table, headline, outside_words, outward_frame

WHICH = Which("xiacheng-2019", 2022, "亩产英雄榜", "规上工业")
EMPTY = ListState((), (), "", ())


def made(scores: dict[str, float], length: int, **more: object) -> BoardList:
    keys, n = tuple(scores), len(scores)
    of = Candidates(keys, keys, ("",) * n, np.array(list(scores.values())), ("",) * n, ("",) * n, (),
                    np.zeros((n, 0)), np.zeros((n, 0), dtype=bool), **more)  # fmt: skip
    return board_list(of, length)


def shown(
    found: BoardList, name: str = "亩产英雄榜", part: Part | None = None, other: BoardList | None = None
) -> BoardLook:
    boards = {o.name: o for o in boards_of(load_policy("xiacheng-2019"))}
    return look(boards[name], part or Part("规上工业", "名称", "家数 2"), 2022, (found, other or found), [])


def recommended(members: list[tuple[str, str]], how: str = "家数 2") -> ListState:
    verdict, findings = next_step(WHICH, EMPTY, Taken(date(2023, 5, 1), "亩均办", "1号"), Recommended(members, how))
    assert findings == []
    return state_of(WHICH, [verdict])


@pytest.mark.clause("ZJ-11")
def test_what_goes_out_is_the_list_that_was_recommended_not_the_one_that_the_data_give_now():
    now = shown(made({"甲": 90, "丁": 80, "乙": 70}, 2))
    state = recommended([("乙", "乙"), ("甲", "甲")])
    assert outward_frame(now, state)["名称"].tolist() == ["乙", "甲"]
    paper = sheet(now, state, [], True)
    assert "丁" not in paper and "名单状态：推荐（2023-05-01，亩均办，1号）" in paper and "共 2 家" in paper
    inside = sheet(now, state, [], False)
    assert "推荐时有、现在没有：乙" in inside and "现在有、推荐时没有：丁" in inside


@pytest.mark.clause("XA-25")
def test_the_order_of_what_goes_out_tells_no_rank():
    """乙 leads before 甲: to others both are named in the order of their names, and it says so."""
    now = shown(made({"乙": 90, "甲": 80}, 2))
    names = outward_frame(now, EMPTY)["名称"].tolist()
    assert names == sorted(["甲", "乙"]) and "排名不分先后" in sheet(now, EMPTY, [], True)
    assert outward_frame(shown(made({"甲": 90, "乙": 80}, 2)), EMPTY)["名称"].tolist() == names


def test_a_trial_list_on_paper_carries_no_state_of_the_one_recommended():
    trial = shown(made({"丁": 90, "丙": 80}, 2), other=made({"甲": 90, "乙": 80}, 2))
    paper = sheet(trial, recommended([("1", "甲"), ("2", "乙")]), [], True)
    assert "丁" in paper and "甲" not in paper and "名单状态" not in paper and "这是测算的名单" in paper


def test_parks_recommended_by_the_office_s_own_weights_go_out_under_them():
    weights = Part("", "名称", "家数 2；权重：亩均税收 100")
    now = shown(made({"丁": 90, "丙": 80}, 2), "特色小镇", weights, made({"甲": 90, "乙": 80}, 2))
    assert outward_frame(now, recommended([("1", "甲")], weights.how))["名称"].tolist() == ["甲"]
    assert outward_frame(now, recommended([("1", "甲")], "家数 2"))["名称"].tolist() == sorted(["丁", "丙"])


@pytest.mark.clause("XC-26", "XC-27", "XA-18", "JX-26", "ZJ-02", "ZJ-07")
@pytest.mark.parametrize("policy", ["xiacheng-2019", "xian-2022", "jiaxing-2018"])
def test_a_list_is_titled_in_the_words_of_its_document(policy):
    """Xiacheng has “亩产英雄榜”, and no “亩均效益”领跑者名单: each word between quotation marks is in the text."""
    texts = {policy: policy_text(policy), PLANS[0]: reading_text(READINGS[0])}
    for offered in boards_of(load_policy(policy)):
        title = offered.board.title
        assert title and all(
            word.partition("”")[0] in texts[offered.document] for word in title.split("“")[1:]
        ), offered.name  # fmt: skip
    hero = shown(made({"甲": 90}, 2))
    assert "2022 年度“亩产英雄榜”名单（规上工业）" in sheet(hero, EMPTY, [], False)


def counties(scores: dict[str, float], outside: tuple[str, ...], **more: object) -> BoardLook:
    board = plan_boards(PLANS[0])["县（市、区）"]
    found = made(scores, 2, **more)
    return look(Offered("县（市、区）", board, PLANS[0]), Part("", "名称", "", "", outside), 2022, (found, found), [])


@pytest.mark.clause("ZJ-10")
def test_every_county_of_the_published_list_has_the_rank_of_our_board_or_the_reason_for_none():
    """Third of three is 第 3 though our board has two places; 海宁 is 海宁市; 丁县 has no data, 戊县 no row."""
    scores = {"甲县": 90, "乙县": 80, "海宁市": 70, "丁县": float("nan")}
    found = counties(scores, ("海宁", "丁县", "戊县"))
    assert headline(found)[1] == "按本系统的算法：海宁第 3；丁县缺数据，没有名次；戊县在“区域”表里没有同名的行"
    on = board_table(found).frame["on"]
    assert on["海宁市"] == "在公布的名单里" and on["甲县"] == ""


def test_an_indicator_that_does_not_count_and_a_leader_of_the_lowest_class_are_told():
    found = shown(made({"甲": 90, "乙": 80, "丙": 10}, 2, warned=("", "是D档", "是D档"), uncounted=("企业培育",)))
    second = headline(found)[1]
    assert "名单里有 1 家是D档，发布前请核实" in second
    assert "企业培育没有可比的数，没有计分，权重分给了其余各项" in second


def test_a_gap_too_small_for_two_decimals_is_not_called_nothing():
    assert "乙，差不到 0.01 分" in outside_words(shown(made({"甲": 90, "乙": 89.998}, 1)))
    assert "乙，差 0.01 分" in outside_words(shown(made({"甲": 90, "乙": 89.994}, 1)))
    assert "乙，同分" in outside_words(shown(made({"甲": 90, "乙": 90 - 1e-11}, 1)))
