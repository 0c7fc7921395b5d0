"""Every clause of the five documents is registered with its own words, and what becomes of it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from muyun.policy.county import county_policy
from muyun.policy.load import load_policy, policy_ids, policy_text
from muyun.policy.passages import clause_passages, passages
from muyun.policy.quotes import squeeze
from muyun.policy.register import (
    READINGS,
    ClauseState,
    reading_text,
    register,
    registered_for,
    registered_of,
    without_setting,
)

DOCUMENTS = ["fenghua-2022", "jiaxing-2018", "xiacheng-2019", "xian-2022", "zhejiang-leaders-2019"]


def text_of(document: str) -> str:
    readings = {reading.id: reading for reading in READINGS}
    return reading_text(readings[document]) if document in readings else policy_text(document)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_quote_stands_once_in_its_document(document):
    """Once: it is long enough to be marked in the right place."""
    text = squeeze(text_of(document))
    wrong = {e.id: text.count(squeeze(e.quote)) for e in registered_of(document) if text.count(squeeze(e.quote)) != 1}
    assert wrong == {}


def test_every_clause_is_registered_once_with_a_sentence():
    assert Counter(e.clause.policy for e in register()) == {
        "jiaxing-2018": 34, "xiacheng-2019": 33, "fenghua-2022": 19, "zhejiang-leaders-2019": 12, "xian-2022": 44,
    }  # fmt: skip
    assert [e.id for e in register() if not e.does.endswith("。")] == []
    assert [e.id for e in register() if re.search(r"[A-Za-z]{3,}", e.does.replace("GDP", ""))] == []


def test_only_what_is_done_claims_a_page():
    assert [e.id for e in register() if bool(e.pages) != (e.state is ClauseState.DONE)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_clauses_stand_in_the_order_that_their_places_say(document):
    """「二(一)2」 lies in section 二: the quote comes after the heading 二、 and before 三、."""
    text = squeeze(text_of(document))
    body = text[: text.rfind("附件")] if document != "zhejiang-leaders-2019" else text
    for entry in registered_of(document):
        section = entry.clause.clause[0]
        if section in "一二三四五六" and document != "fenghua-2022":
            begin = body.find(f"{section}、", body.find("一、"))
            assert text.find(squeeze(entry.quote)) > begin > 0, entry.id


def test_the_zhejiang_plan_ships_as_it_is_and_is_no_policy():
    (plan,) = READINGS
    text = reading_text(plan)
    assert plan.id not in policy_ids() and len(text) > 2000
    assert plan.title in squeeze(text)
    assert not re.search(r"bookmark|_GoBack|[\x00-\x08\x0b-\x1f\ufeff\ufffd]", text)


def test_a_county_s_policy_has_the_clauses_of_the_document_that_it_cites(tmp_path):
    county_policy(
        load_policy("xiacheng-2019"), {"defaults": {"classes": {"A": {"at_most": 0.15}}}}, new_id="gongshu-2026",
        title="拱墅区实施意见", region="拱墅区", reason="区府办〔2026〕3 号", home=tmp_path,
    )  # fmt: skip
    ours = registered_for(load_policy("gongshu-2026", tmp_path))
    assert [e.id for e in ours] == [f"XC-{n:02d}" for n in range(1, 34)]
    assert registered_for(load_policy("huangyan-2022")) == ()


def test_what_the_code_does_for_every_policy_is_found_by_page():
    assert without_setting(load_policy("xiacheng-2019"), "enterprise") == ("XC-13",)
    assert "XA-07" in without_setting(load_policy("xian-2022"), "enterprise")
    assert "XA-08" not in without_setting(load_policy("xian-2022"), "enterprise")


@pytest.mark.parametrize("policy", [p for p in policy_ids() if registered_of(p)])
def test_a_clause_is_marked_where_the_rules_quote_it(policy):
    """What a rule quotes for a clause lies in, around or beside the register's words, in the same line."""
    text = policy_text(policy)
    ours = {e.id: e.quote for e in registered_of(policy)}
    marked = clause_passages(ours.items(), text)
    quoted = passages(load_policy(policy), text)
    lines = [{number: set(p.clauses) for number, p in enumerate(found)} for found in (marked, quoted)]
    here, there = ({c: {n for n, cs in found.items() if c in cs} for c in ours} for found in lines)
    assert [c for c in ours if there[c] and not here[c] & there[c]] == []
