"""Each clause that the register counts as done shows on every page that it claims."""

from __future__ import annotations

import json
import re

import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.evaluate.output import result_frame
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.register import ClauseState, register, registered_of
from muyun.ui import cached, lowland_views, region_views

ID = re.compile(r"\b[A-Z]{2}-\d\d\b")
DOCUMENTS = [policy for policy in policy_ids() if registered_of(policy)]
FOLLOWED = {"zhejiang-leaders-2019": "jiaxing-2018"}
"""A plan without rules shows under a policy that follows it."""
CLAIMED = sorted({
    (page, entry.clause.policy) for entry in register() for page in entry.pages
})  # fmt: skip


def ids(test: AppTest) -> set[str]:
    """The clauses on the page: in its texts, 依据 among them, and in what goes to our components."""
    drawn = [part.proto for part in test.get("bidi_component")]
    components = "\n".join(p.mixed.json if p.HasField("mixed") else p.json for p in drawn)
    return set(ID.findall(f"{texts(test)}\n{components}"))


def opened_for(page: str, pool: str, policy: str) -> dict[str, str]:
    """The link that opens a page at a pool: on 企业 at one that is ranked in it."""
    if page != "enterprise":
        named = {"overview": "group", "ranking": "pool", "whatif": "pool", "robustness": "pool"}
        return {named[page]: pool} if page in named else {}
    choice = cached.store().choice()
    evaluation = cached.official(cached.key_of(choice.dataset.data_id, cached.policy(policy), choice.year))
    found = result_frame(evaluation)
    there = found["评价组"].astype("string").str.startswith(pool).fillna(False) & (found["状态"] == "参评")
    return {"code": found.loc[there, "统一社会信用代码"].iloc[0]}


def links(page: str, policy: str) -> list[dict[str, str]]:
    """The links that open a page at each of its pools; 区域 and 低产田 at each view, each evaluation of parks too."""
    match page:
        case "regions":
            evaluations = [{"look": "综合评价", "evaluation": name} for name in load_policy(policy).evaluations]
            return [*({"look": view} for view in region_views.VIEWS), *evaluations]
        case "lowland":
            return [{"look": view} for view in lowland_views.VIEWS]
        case _:
            return [opened_for(page, pool, policy) for pool in load_policy(policy).pools]


@pytest.mark.parametrize(("page", "policy"), CLAIMED)
def test_a_clause_shows_on_the_pages_that_it_claims(home, app, page, policy):
    """The page of policies shows it among the rules, not only in the register itself."""
    seen: set[str] = set()
    shown_under = FOLLOWED.get(policy, policy)
    for query in links(page, shown_under):
        test = app(page, policy=shown_under, **query)
        assert not test.exception
        seen |= ids(test)
    claimed = {e.id for e in registered_of(policy) if page in e.pages}
    assert claimed - seen == set()


@pytest.mark.parametrize("policy", DOCUMENTS)
def test_every_clause_of_the_document_has_a_card_and_a_mark_with_its_state(home, app, policy):
    test = app("policy", policy=policy, view="条款")
    assert not test.exception
    (book,) = [json.loads(p.proto.mixed.json if p.proto.HasField("mixed") else p.proto.json)
               for p in test.get("bidi_component") if "rulebook" in p.proto.component_name]  # fmt: skip
    for entry in registered_of(policy):
        assert f'<sup data-clauses="{entry.id}" title="{entry.state}">' in book["document"]
        assert book["rules"].count(f'<section class="rule" data-clauses="{entry.id}">') == 1
    done = sum(e.state is ClauseState.DONE for e in registered_of(policy))
    assert f"本文件 {len(registered_of(policy))} 条：已实现 {done} 条" in texts(test)
