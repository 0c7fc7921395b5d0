"""A list goes from 推荐 to 印发 one step at a time, back one at a time, and who was recommended is kept (ZJ-11)."""

from __future__ import annotations

from datetime import date

import pytest

from muyun.explore.leaders.states import (
    Recommended,
    Step,
    Taken,
    Which,
    next_step,
    state_of,
    step_of,
    withdrawal,
)
from muyun.show.leader_steps import history_rows
from muyun.store import open_store
from muyun.store.records import Matter

WHICH = Which("xiacheng-2019", 2022, "亩产英雄榜", "规上工业")
NOW = Recommended([("1", "甲"), ("2", "乙")], "家数 2")


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def state(store, which=WHICH):
    return state_of(which, store.verdicts(Matter.LEADERS, which.policy_id))


def take(store, day: int, now: Recommended = NOW, document: str = "示例〔2023〕1号", which: Which = WHICH) -> None:
    made, findings = next_step(which, state(store, which), Taken(date(2023, 5, day), "亩均办", document), now)
    assert findings == []
    store.decide([made])


def codes(made: tuple) -> list[str]:
    """What is lacking."""
    return [finding.code for finding in made[1]]


@pytest.mark.clause("ZJ-11")
def test_a_list_is_recommended_collected_approved_publicised_and_issued_in_this_order(store):
    for day, step in enumerate(Step, 1):
        assert state(store).next is step
        take(store, day)
    found = state(store)
    assert [(done.step, done.on.day) for done in found.done] == [(step, n) for n, step in enumerate(Step, 1)]
    assert found.next is None
    assert codes(next_step(WHICH, found, Taken(date(2023, 6, 1), "办", "1号"), NOW)) == ["LEADERS_ALL_DONE"]


@pytest.mark.clause("ZJ-11")
def test_only_the_last_step_is_taken_back_and_nothing_is_forgotten(store):
    take(store, 1)
    take(store, 2)
    made, findings = withdrawal(WHICH, state(store), "亩均办", "漏报一家")
    assert findings == [] and step_of(made) is Step.COLLECTED
    store.decide([made])
    assert state(store).last.step is Step.RECOMMENDED and state(store).next is Step.COLLECTED
    take(store, 3)
    assert state(store).last.on == date(2023, 5, 3) and len(state(store).history) == 4


def test_a_step_holds_only_while_those_before_it_do(store):
    """Two browsers: one withdraws 推荐 while the other already records 汇总."""
    take(store, 1)
    back, _ = withdrawal(WHICH, state(store), "甲", "错")
    on, _ = next_step(WHICH, state(store), Taken(date(2023, 5, 2), "乙", ""), NOW)
    store.decide([back, on])
    assert state(store).done == () and state(store).next is Step.RECOMMENDED


def test_who_was_recommended_stays_with_the_list(store):
    take(store, 1)
    take(store, 2, Recommended([("9", "别的")], "家数 1"))
    found = state(store)
    assert found.members == (("1", "甲"), ("2", "乙")) and found.how == "家数 2"
    assert not found.differs(["2", "1"]) and found.differs(["1", "3"])


def test_lists_of_other_parts_years_and_policies_have_a_state_of_their_own(store):
    take(store, 1)
    others = (("xiacheng-2019", 2021, "亩产英雄榜", "规上工业"), ("xiacheng-2019", 2022, "亩产英雄榜", "规上"),
              ("xiacheng-2019", 2022, "培育试点", "规上工业"),
              ("jiaxing-2018", 2022, "亩产英雄榜", "规上工业"))  # fmt: skip
    for other in (Which(*each) for each in others):
        assert state(store, other).done == ()


def test_what_is_lacking_is_said_all_at_once(store):
    made, findings = next_step(WHICH, state(store), Taken(None, " ", ""), Recommended([], ""))
    assert made is None and {f.code for f in findings} == {"LEADERS_UNSIGNED", "LEADERS_UNDATED", "LEADERS_NOBODY"}
    assert [f.code for f in withdrawal(WHICH, state(store), "办", "错")[1]] == ["LEADERS_NOTHING_DONE"]
    take(store, 5)
    early = next_step(WHICH, state(store), Taken(date(2023, 5, 4), "办", ""), NOW)[1]
    assert [f.code for f in early] == ["LEADERS_DATE_BEFORE"]
    assert {f.code for f in withdrawal(WHICH, state(store), "", "")[1]} == {"LEADERS_UNSIGNED", "LEADERS_NO_REASON"}


@pytest.mark.clause("ZJ-11")
def test_issuing_needs_a_document(store):
    for day in range(1, 5):
        take(store, day)
    assert [f.code for f in next_step(WHICH, state(store), Taken(date(2023, 6, 1), "办", " "), NOW)[1]] == [
        "LEADERS_NO_DOCUMENT"
    ]


@pytest.mark.clause("ZJ-11")
def test_the_history_keeps_the_day_of_a_step_that_was_taken_back(store):
    take(store, 1)
    made, _ = withdrawal(WHICH, state(store), "亩均办", "漏报一家")
    store.decide([made])
    take(store, 3)
    rows = [(row[0], row[2]) for row in history_rows(state(store))]
    assert rows == [("推荐", "2023-05-03"), ("撤回推荐", "—"), ("推荐", "2023-05-01")]


def test_the_list_of_another_part_is_no_history_of_this_one(store):
    """A name of an industry may hold the sign between the parts of a subject."""
    take(store, 1, which=Which("xiacheng-2019", 2022, "亩产英雄榜", "规上工业|甲"))
    assert state(store).history == ()
