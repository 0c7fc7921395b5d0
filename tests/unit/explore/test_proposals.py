"""What a policy only proposes, and what the office says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from case_format import CASES, read_case_file
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.proposals import (
    Said,
    State,
    Word,
    after_answers,
    outdated,
    parts_of,
    proposals,
    said_of,
    verdicts_on,
)
from muyun.policy.load import load_policy
from muyun.store.records import Answer, Matter, Verdict

POLICY, YEAR = "jiaxing-2018", 2022
CASE = next(c for c in read_case_file(CASES / "sectors.yaml") if c.name == "连续两年后 5% 执行 D 类")
EVALUATION = evaluate(Tables.of(CASE.tables), load_policy(POLICY), YEAR)
STANDING = proposals(EVALUATION)
NOW = datetime(2026, 11, 27, tzinfo=UTC)


KINDS = {"JX-17": "行业前列", "JX-18": "行业末位", "JX-19": "连续末位"}


def subject(clause: str, name: str) -> str:
    return f"{clause}:{KINDS[clause]}:{CASE.codes[name]}"


def verdict(what: str, answer: Answer, day: int = 0, **other: object) -> Verdict:
    own = {"policy_id": POLICY, "year": YEAR, "by": "市亩均办", "document": "嘉亩办〔2026〕3号", "reason": "案例"}
    return Verdict(Matter.PROPOSAL, subject=what, answer=answer, at=NOW + timedelta(days=day), **(own | other))


def said(*verdicts: Verdict) -> Said:
    return said_of(verdicts, POLICY, YEAR)


def final(answers: Said, name: str) -> str:
    place = EVALUATION.participants.index.get_loc(CASE.codes[name])
    return "ABCD"[after_answers(EVALUATION, STANDING, answers)[place]]


@pytest.mark.clause("JX-17", "JX-18", "JX-19")
def test_each_clause_proposes_for_its_own_units():
    assert sorted(p.subject for p in STANDING) == sorted(
        subject(*pair) for pair in [("JX-17", "乙01"), ("JX-18", "乙20"), ("JX-18", "甲20"), ("JX-19", "甲20")]
    )


@pytest.mark.clause("JX-18", "JX-19")
def test_rules_under_one_clause_are_answered_each_for_itself():
    """A county's own policy may rest all three on 本地规定: 甲20 has two proposals, and the duty is confirmed only."""
    policy = load_policy(POLICY)
    local = policy.sector_rules.model_copy(update={"clause": ("本地规定",) * 3})
    evaluation = evaluate(Tables.of(CASE.tables), policy.model_copy(update={"sector_rules": local}), YEAR)
    mine = [p for p in proposals(evaluation) if p.unit == CASE.codes["甲20"]]
    assert [p.name for p in mine] == ["本地规定 行业末位", "本地规定 连续末位"]
    answered = said(verdict(mine[0].subject, Answer.CONFIRMED))
    assert [answered.state(p.subject) for p in mine] == [State.CONFIRMED, State.WAITING]
    assert [parts_of(p.subject) for p in mine] == [(p.name, p.unit) for p in mine]


@pytest.mark.clause("XA-43")
def test_a_review_of_class_a_is_another_question_than_one_of_class_b():
    of = next(c for c in read_case_file(CASES / "vetoes.yaml") if c.name == "西安否决直接归 C，占用 C、D 合计")
    labelled = Tables.of({"企业": [dict(row, 标签="不符合产业政策") for row in of.tables["企业"]]})
    found = proposals(evaluate(labelled, load_policy("xian-2022"), 2022))
    heads = {p.subject.rpartition(":")[0] for p in found}
    assert heads == {"XA-43:复核（A，不符合产业政策）", "XA-43:复核（B、C，不符合产业政策）"}
    assert len({p.subject for p in found}) == len(found) > 2


@pytest.mark.clause("JX-17", "JX-19")
def test_only_a_refusal_takes_the_class_back():
    """乙01: 调档后 B, proposed A. 甲20: 调档后 B, proposed D. Waiting and confirmed keep what is proposed."""
    assert (final(said(), "乙01"), final(said(), "甲20")) == ("A", "D")
    confirmed = said(verdict(subject("JX-17", "乙01"), Answer.CONFIRMED))
    assert final(confirmed, "乙01") == "A"
    refused = said(*(verdict(subject(*p), Answer.REFUSED) for p in (("JX-17", "乙01"), ("JX-19", "甲20"))))
    assert (final(refused, "乙01"), final(refused, "甲20")) == ("B", "B")


@pytest.mark.clause("JX-18")
def test_refusing_the_duty_to_improve_changes_no_class():
    refused = said(verdict(subject("JX-18", "甲20"), Answer.REFUSED))
    assert final(refused, "甲20") == "D"


def test_the_last_word_holds_and_all_words_stay():
    what = subject("JX-17", "乙01")
    words = [verdict(what, a, day) for day, a in enumerate((Answer.REFUSED, Answer.WITHDRAWN, Answer.CONFIRMED))]
    assert [said(*words[:n]).state(what) for n in (0, 1, 2, 3)] == [
        State.WAITING, State.REFUSED, State.WAITING, State.CONFIRMED,
    ]  # fmt: skip
    assert said(*words).history(what) == tuple(words)


@pytest.mark.parametrize("other", [{"policy_id": "xian-2022"}, {"year": 2021}])
def test_a_verdict_belongs_to_its_policy_and_year(other):
    assert said(verdict(subject("JX-17", "乙01"), Answer.REFUSED, **other)).by_subject == {}


def test_a_verdict_on_an_assumption_is_not_on_a_proposal():
    alien = Verdict(Matter.ASSUMPTION, POLICY, YEAR, subject("JX-17", "乙01"), Answer.REFUSED, "市亩均办")
    assert said(alien).by_subject == {}


def test_what_the_data_no_longer_propose_is_kept_apart_unless_withdrawn():
    gone = verdict(subject("JX-17", "甲01"), Answer.CONFIRMED)
    back = [verdict("JX-19:连续末位:X", a, day) for day, a in enumerate((Answer.REFUSED, Answer.WITHDRAWN))]
    held = verdict(subject("JX-17", "乙01"), Answer.REFUSED)
    assert outdated(said(gone, *back, held), STANDING) == [gone]


def test_a_verdict_names_who_by_which_document_or_why():
    word = Word(Answer.CONFIRMED, " 市亩均办 ", "嘉亩办〔2026〕3号")
    made, findings = verdicts_on(STANDING[:2], word, said(), POLICY, YEAR)
    assert not findings
    assert [(v.subject, v.by, v.answer, v.year) for v in made] == [
        (p.subject, "市亩均办", Answer.CONFIRMED, YEAR) for p in STANDING[:2]
    ]


@pytest.mark.parametrize(
    ("answer", "given", "codes"),
    [
        (Answer.CONFIRMED, ("", "", ""), ["PROPOSAL_UNSIGNED", "PROPOSAL_NO_DOCUMENT"]),
        (Answer.CONFIRMED, ("甲", " ", "乙"), ["PROPOSAL_NO_DOCUMENT"]),
        (Answer.REFUSED, ("甲", "文号", ""), ["PROPOSAL_NO_REASON"]),
        (Answer.WITHDRAWN, ("甲", "文号", " "), ["PROPOSAL_NO_REASON"]),
        (Answer.WITHDRAWN, ("甲", "", "误填"), ["PROPOSAL_NOTHING_SAID"]),
    ],
)
def test_what_is_lacking_is_told_and_nothing_is_made(answer, given, codes):
    answered = said(verdict(subject("JX-17", "乙01"), Answer.CONFIRMED)) if "误填" not in given else said()
    made, findings = verdicts_on(STANDING, Word(answer, *given), answered, POLICY, YEAR)
    assert made == [] and [f.code for f in findings] == codes


def test_only_what_was_answered_is_taken_back():
    answered = said(verdict(subject("JX-17", "乙01"), Answer.CONFIRMED))
    made, findings = verdicts_on(STANDING, Word(Answer.WITHDRAWN, "市亩均办", "", "误填"), answered, POLICY, YEAR)
    assert not findings and [v.subject for v in made] == [subject("JX-17", "乙01")]
