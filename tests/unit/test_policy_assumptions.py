"""What is 本系统假定 in a policy, one by one, under names that hold key and value."""

from __future__ import annotations

import pytest

from muyun.policy.amend import amend, merge, parse_setting, plain_data
from muyun.policy.assumptions import assumptions, subject_of, value_of
from muyun.policy.county import county_policy
from muyun.policy.load import load_policy, policy_ids, policy_text
from muyun.policy.model import Policy

XIACHENG = load_policy("xiacheng-2019")


def keys(policy: Policy) -> dict[str, str]:
    return {a.key: a.reason for a in assumptions(policy)}


@pytest.mark.parametrize("name", policy_ids())
def test_each_assumption_has_a_subject_of_its_own_and_a_reason(name):
    found = assumptions(load_policy(name))
    assert found and len({a.subject for a in found}) == len(found)
    assert all(a.reason.endswith("。") or "取" in a.reason for a in found)
    assert all(value_of(a.subject, a.key) == a.parameter.value for a in found)


def test_what_no_clause_gives_is_assumed_and_what_one_quotes_is_not():
    found = keys(XIACHENG)
    assert found["energy_basis"] == "文件未定等价值或当量值。"
    assert found["defaults.classes.B.at_most"] == "文件未定 B 档比例。"
    assert "defaults.classes.A.at_most" not in found and "defaults.benchmark.factor" not in found


def test_a_note_makes_one_value_of_a_quoted_rule_assumed():
    """XC-17 says nothing of the places that vetoed enterprises leave."""
    assert keys(XIACHENG)["vetoes[0].backfill"] == "让出的名额由后面的企业递补。"
    assert "vetoes[0].not_above" not in keys(XIACHENG)


def test_what_a_pool_takes_over_under_a_source_of_its_own_is_assumed_there():
    """XC-19: the classes of services are to be set apart; the A of industry is only borrowed."""
    found = keys(XIACHENG)
    assert found["pools.规上服务业.classes.A.at_most"] == "暂用工业企业的比例。"
    assert "pools.规上工业.classes.B.at_most" not in found


def test_what_the_county_has_set_is_no_assumption_of_ours(tmp_path):
    patch = merge(parse_setting("defaults.classes.B.at_most=0.4"))
    county_policy(
        XIACHENG, patch, new_id="gongshu-2026", title="拱墅区实施意见", region="拱墅区", reason="区府办〔2026〕3 号",
        home=tmp_path,
    )  # fmt: skip
    assert "defaults.classes.B.at_most" not in keys(load_policy("gongshu-2026", tmp_path))


def test_another_value_is_another_subject_and_another_place_changes_nothing():
    before = {a.key: a.subject for a in assumptions(XIACHENG)}
    changed = amend(XIACHENG, merge(parse_setting("defaults.item.cap=1.2")), None)[0]
    after = {a.key: a.subject for a in assumptions(changed)}
    assert before["defaults.item.cap"] == "defaults.item.cap=1"
    assert after["defaults.item.cap"] == "defaults.item.cap=1.2"
    assert after["defaults.tie_break"] == before["defaults.tie_break"]


def test_a_rule_that_moves_into_another_s_place_isn_t_confirmed_by_it():
    """vetoes[0].backfill is true in both: only the other values tell the two rules apart."""
    vetoes = plain_data(XIACHENG)["vetoes"]
    moved = amend(XIACHENG, {"vetoes": [vetoes[1], vetoes[0]]}, policy_text("xiacheng-2019"))[0]
    first, now = ({a.key: a.subject for a in assumptions(p)}["vetoes[0].backfill"] for p in (XIACHENG, moved))
    assert first != now and first.partition("#")[0] == now.partition("#")[0] == "vetoes[0].backfill=true"


def test_a_subject_says_the_same_of_the_same_value():
    assert subject_of("a.b", 20) == subject_of("a.b", 20.0) == "a.b=20"
    assert subject_of("a", ["亩均税收", True, None]) == 'a=["亩均税收",true,null]'
    assert value_of("a=1", "b") is None and value_of("a={", "a") is None
