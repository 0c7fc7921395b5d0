"""What the office said of assumptions and proposals: all of it stays, the last one holds."""

from __future__ import annotations

from dataclasses import replace

from muyun.store import Answer, Matter
from tests.unit.store.samples import verdict

pytest_plugins = ["tests.unit.store.databases"]


def test_verdicts_come_back_as_said_the_oldest_first(store):
    first, second = verdict(), verdict(answer=Answer.REFUSED, reason="有安全事故")
    store.decide([first])
    stored = store.decide([second])
    found = store.verdicts(Matter.PROPOSAL, "jiaxing-2018")
    assert [replace(v, at=None) for v in found] == [first, second]
    assert found[-1:] == stored
    assert found[0].at <= found[1].at and found[0].at.tzinfo is not None


def test_several_are_stored_at_once_in_their_order(store):
    said = [verdict(subject=f"{n} \0") for n in range(20)]
    stored = store.decide(said)
    assert [v.subject for v in stored] == [f"{n} " for n in range(20)] and len({v.at for v in stored}) == 1
    assert store.decide([]) == []


def test_another_matter_or_policy_is_another_list(store):
    store.decide([verdict(), verdict(matter=Matter.ASSUMPTION, year=None), verdict(policy_id="xian-2022")])
    assert len(store.verdicts()) == 3
    assert [v.year for v in store.verdicts(Matter.ASSUMPTION)] == [None]
    assert [v.policy_id for v in store.verdicts(Matter.PROPOSAL)] == ["jiaxing-2018", "xian-2022"]
    assert store.verdicts(Matter.ASSUMPTION, "xian-2022") == []
