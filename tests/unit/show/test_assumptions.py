"""The assumptions of a policy in the lines of its rules, with what the office said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from muyun.policy.assumptions import assumptions
from muyun.policy.load import load_policy, policy_ids
from muyun.show.assumptions import Waiting, chosen, headline, history, history_words, line_words, lines, listing
from muyun.store import Answer, Matter, Verdict
from muyun.store.confirmed import standings, worth_of

XIACHENG = load_policy("xiacheng-2019")
ALL = assumptions(XIACHENG)
DOCUMENT = "区政办〔2026〕3 号"
ENERGY = 'energy_basis="当量值"'


def said(subject: str, answer: Answer = Answer.CONFIRMED, reason: str = "") -> Verdict:
    at = datetime(2026, 11, 21, 11, 5, tzinfo=UTC)
    return Verdict(Matter.ASSUMPTION, "xiacheng-2019", None, subject, answer, "王处长", DOCUMENT, reason, at)


def line(title: str, verdicts: list[Verdict]):
    (found,) = [ln for ln in lines(XIACHENG, standings(ALL, verdicts)) if (ln.section, ln.title) == ("共用规则", title)]
    return found


@pytest.mark.parametrize("name", policy_ids())
def test_every_assumption_is_in_one_line(name):
    policy = load_policy(name)
    every = standings(assumptions(policy), [])
    told = [s.assumption.key for ln in lines(policy, every) for s in ln.standings]
    assert sorted(told) == sorted(s.assumption.key for s in every)


def test_a_line_says_the_assumed_values_of_its_rule_and_why():
    assert line("单项得分", []).words.endswith("缺报 计 0 分，分母为零 按缺报处理")
    assert line("单项得分", []).reasons == ["文件未定单项封顶与缺项处理。"]
    benchmark = line("基准值", [])
    assert benchmark.words == "年数 3 年，首个评价年度 2018 年度", "the factor is quoted"
    assert benchmark.reasons == ["取首个评价年度之前的三年", "文件没有写明。"]


def test_a_line_says_once_what_holds_for_all_of_it_and_else_value_by_value():
    both = [said("defaults.benchmark.years=3"), said("defaults.benchmark.first_year=2018")]
    (once,) = line_words(line("基准值", both))
    assert once.startswith("已确认：王处长，区政办〔2026〕3 号，2026年11月2")
    first, second = line_words(line("基准值", both[:1]))
    assert first.startswith("年数 已确认") and second == "首个评价年度 待确认"


def test_a_value_that_was_changed_says_what_was_said_of_the_old_one():
    years = line_words(line("基准值", [said("defaults.benchmark.years=2")]))[0]
    assert years == "年数 待确认（原来已确认，后来值改了）"


def test_the_filter_takes_lines_of_which_some_stand_so():
    refused = said("land.deduct_new_months=36", Answer.REFUSED, "应为 24 个月")
    found = lines(XIACHENG, standings(ALL, [said(ENERGY), refused]))
    assert [ln.title for ln in chosen(found, Waiting.CONFIRMED)] == ["用能折算"]
    assert [ln.title for ln in chosen(found, Waiting.REFUSED)] == ["新增用地"]
    assert len(chosen(found, Waiting.OPEN)) == len(found) - 2 and chosen(found, Waiting.ALL) == list(found)


def test_the_history_keeps_every_word_with_the_value_it_was_about():
    of = "defaults.item.missing="
    verdicts = [said(of + '"pool_mean"'), said(of + '"zero"', Answer.REFUSED, "不妥")]
    told = history_words(line("单项得分", verdicts))
    assert len(told) == 2 and "确认 缺报" in told[0] and "拒绝 缺报 计 0 分" in told[1] and "不妥" in told[1]
    assert "按评价组平均得分计" in told[0], "earlier values are said in words too"
    frame = history(standings(ALL, verdicts))
    assert frame["意见"].tolist() == ["确认", "拒绝"] and "zero" not in frame.to_csv()


def test_the_listing_has_a_row_a_value_with_by_whom_when_and_by_which_document():
    frame = listing(standings(ALL, [said(ENERGY)]))
    assert len(frame) == len(ALL) and frame["状态"].value_counts().to_dict() == {"待确认": len(ALL) - 1, "已确认": 1}
    row = frame.iloc[0]
    assert (row["参数"], row["值"], row["谁"], row["文号"]) == ("用能折算", "当量值", "王处长", "区政办〔2026〕3 号")


def test_the_headline_counts():
    every = standings(ALL, [said(ENERGY)])
    told = headline(every, worth_of(every))
    assert told == f"{len(ALL)} 项本系统假定：已确认 1 项，待确认 {len(ALL) - 1} 项，现在是试算结果。"
    assert headline((), worth_of(())) == "这份政策没有本系统假定，每一项都有出处。"
