"""A result is official once every assumption is confirmed by its present value; what was said stays."""

from __future__ import annotations

from dataclasses import replace

from muyun.policy.amend import amend, merge, parse_setting
from muyun.policy.assumptions import Assumption, assumptions
from muyun.policy.load import load_policy
from muyun.store import Answer, Matter, Verdict
from muyun.store.confirmed import standings, worth_of
from muyun.terms import ResultKind

pytest_plugins = ["tests.unit.store.databases"]

XIACHENG = load_policy("xiacheng-2019")
ALL = assumptions(XIACHENG)
CAP = next(a for a in ALL if a.key == "defaults.item.cap")


def said(about: Assumption, answer: Answer = Answer.CONFIRMED, **more: str) -> Verdict:
    given = {"by": "王处长", "document": "区政办〔2026〕3 号", **more}
    return Verdict(Matter.ASSUMPTION, "xiacheng-2019", None, about.subject, answer, **given)


def cap(verdicts: list[Verdict], found=ALL):
    return next(s for s in standings(found, verdicts) if s.assumption.key == CAP.key)


def test_with_nothing_said_all_wait():
    worth = worth_of(standings(ALL, []))
    assert (worth.kind, worth.waiting) == (ResultKind.TRIAL, len(ALL))
    assert worth.words == f"试算结果：还有 {len(ALL)} 项本系统假定待确认"


def test_when_all_are_confirmed_the_result_is_official_by_the_documents():
    every = [said(a) for a in ALL[:-1]] + [said(ALL[-1], document="区府办〔2026〕9 号")]
    assert worth_of(standings(ALL, every[:-1])).kind is ResultKind.TRIAL
    worth = worth_of(standings(ALL, every))
    assert (worth.kind, worth.waiting) == (ResultKind.OFFICIAL, 0)
    assert worth.words == "正式结果：本系统假定已按区政办〔2026〕3 号、区府办〔2026〕9 号确认"


def test_many_documents_are_counted_rather_than_named():
    every = [said(a, document=f"〔2026〕{n % 4} 号") for n, a in enumerate(ALL)]
    assert worth_of(standings(ALL, every)).words == "正式结果：本系统假定已按〔2026〕0 号、〔2026〕1 号等 4 份文件确认"


def test_a_refused_one_is_not_confirmed_and_said_to_need_a_change():
    every = [said(a) for a in ALL] + [said(CAP, Answer.REFUSED, reason="不应封顶")]
    assert cap(every).is_refused and not cap(every).is_confirmed
    worth = worth_of(standings(ALL, every))
    assert worth.words == "试算结果：还有 1 项本系统假定待确认，其中 1 项被拒绝、须改动"


def test_the_last_word_holds_and_a_withdrawn_one_is_open_again_with_both_kept():
    every = [said(CAP, Answer.REFUSED, reason="不妥"), said(CAP)]
    assert cap(every).is_confirmed
    every.append(said(CAP, Answer.WITHDRAWN))
    assert cap(every).verdict is None and len(cap(every).history) == 3


def test_a_changed_value_is_open_again_and_the_others_stay_confirmed():
    every = [said(a) for a in ALL]
    changed = assumptions(amend(XIACHENG, merge(parse_setting("defaults.item.floor=0.1")), None)[0])
    now = standings(changed, every)
    assert [s.assumption.key for s in now if not s.is_confirmed] == ["defaults.item.floor"]
    (floor,) = [s for s in now if s.assumption.key == "defaults.item.floor"]
    assert floor.verdict is None and len(floor.history) == 1
    assert all(s.is_confirmed for s in standings(ALL, every)), "back to the old value, its confirmation holds again"


def test_a_policy_without_assumptions_is_official_as_it_is():
    assert worth_of(()).words == "正式结果"


def test_what_the_store_gives_back_stands_as_it_was_said(store):
    store.decide([said(a) for a in ALL])
    store.decide([replace(said(CAP), policy_id="jiaxing-2018", answer=Answer.REFUSED)])
    kept = store.verdicts(Matter.ASSUMPTION, "xiacheng-2019")
    assert worth_of(standings(ALL, kept)).kind is ResultKind.OFFICIAL
