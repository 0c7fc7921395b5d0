"""Points that the office gives by hand: who, when, for what; kept, replaced and taken back (FH-15)."""

from __future__ import annotations

import pytest

from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.highlights import Entry, histories, standing, verdict_on
from muyun.store import open_store
from muyun.store.records import Answer, Matter

TOWN = Area("奉化区", "莼湖=“街道”")
OF = ("fenghua-2022", 2022, AreaLevel.TOWN)


def said(store):
    return histories(store.verdicts(Matter.HIGHLIGHT, "fenghua-2022"), *OF)


def decided(store, entry: Entry, held: float | None = None):
    verdict, findings = verdict_on(TOWN, entry, held, 10, OF)
    assert findings == []
    store.decide([verdict])


@pytest.mark.clause("FH-15")
def test_a_later_word_holds_and_the_earlier_is_kept(tmp_path):
    store = open_store(tmp_path)
    decided(store, Entry(6, "区亩均办", "共享工厂", "奉办〔2023〕1号"))
    decided(store, Entry(8.25, "区亩均办", "共享工厂二期"), 6)
    history = said(store)[TOWN]
    assert [given.points for given in history] == [6, 8.25]
    assert standing(said(store)) == {TOWN: 8.25}
    first = history[0].verdict
    assert (first.by, first.reason, first.document) == ("区亩均办", "共享工厂", "奉办〔2023〕1号")
    assert first.at is not None
    store.close()


@pytest.mark.clause("FH-15")
def test_points_taken_back_leave_none_and_the_history(tmp_path):
    store = open_store(tmp_path)
    decided(store, Entry(6, "甲", "亮点"))
    decided(store, Entry(None, "乙", "材料不实"), 6)
    assert standing(said(store)) == {} and len(said(store)[TOWN]) == 2
    assert said(store)[TOWN][-1].verdict.answer is Answer.WITHDRAWN
    store.close()


def test_other_years_policies_and_levels_are_not_meant(tmp_path):
    store = open_store(tmp_path)
    decided(store, Entry(6, "甲", "亮点"))
    every = store.verdicts(Matter.HIGHLIGHT, "fenghua-2022")
    assert histories(every, "fenghua-2022", 2021, AreaLevel.TOWN) == {}
    assert histories(every, "jiaxing-2018", 2022, AreaLevel.TOWN) == {}
    assert histories(every, "fenghua-2022", 2022, AreaLevel.PARK) == {}
    store.close()


@pytest.mark.parametrize(
    ("entry", "held", "codes"),
    [
        (Entry(5, " ", "亮点"), None, ["HIGHLIGHT_UNSIGNED"]),
        (Entry(5, "甲", ""), None, ["HIGHLIGHT_NO_REASON"]),
        (Entry(10.5, "甲", "亮点"), None, ["HIGHLIGHT_POINTS"]),
        (Entry(-1, "甲", "亮点"), None, ["HIGHLIGHT_POINTS"]),
        (Entry(None, "甲", "误填"), None, ["HIGHLIGHT_NOTHING_GIVEN"]),
        (Entry(None, "", ""), None, ["HIGHLIGHT_UNSIGNED", "HIGHLIGHT_NO_REASON", "HIGHLIGHT_NOTHING_GIVEN"]),
    ],
)
def test_what_is_lacking_is_told_and_nothing_is_made(entry, held, codes):
    verdict, findings = verdict_on(TOWN, entry, held, 10, OF)
    assert verdict is None and [finding.code for finding in findings] == codes


def test_zero_points_are_points_and_the_full_number_too():
    assert verdict_on(TOWN, Entry(0, "甲", "没有亮点"), None, 10, OF)[0] is not None
    assert verdict_on(TOWN, Entry(10, "甲", "亮点"), None, 10, OF)[0] is not None
