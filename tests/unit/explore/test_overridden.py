"""Whose class isn't the one by rank, and by which kind of rule. The uploads are the worked cases of tests/cases."""

from __future__ import annotations

import numpy as np
import pytest

from case_format import CASES, Case, read_case_file
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.overridden import Override, any_of, has_label, joint_places, overridden, reviews, successions
from muyun.policy.amend import amend
from muyun.policy.load import load_policy


def case(file: str, name: str) -> Case:
    return next(found for found in read_case_file(CASES / file) if found.name == name)


def evaluated(of: Case) -> Evaluation:
    policy = load_policy(of.policy)
    return evaluate(Tables.of(of.tables), amend(policy, of.patch, None)[0] if of.patch else policy, of.year)


def named(evaluation: Evaluation, mask: np.ndarray) -> list[str]:
    return sorted(evaluation.participants["name"][mask])


def by_kind(evaluation: Evaluation) -> dict[str, list[str]]:
    return {str(kind): named(evaluation, mask) for kind, mask in overridden(evaluation).items() if mask.any()}


def steps(evaluation: Evaluation) -> list[tuple[str, str, str]]:
    names = evaluation.participants["name"].array
    return [(names[s.climbed], names[s.left], "ABCD"[s.letter]) for s in successions(evaluation)]


@pytest.mark.clause("XC-17")
def test_who_climbs_has_the_place_of_who_left_the_class():
    """By hand: 企02 (A) is vetoed, 企05 takes its place and leaves one in B to 企15. 企17 is C anyway."""
    evaluation = evaluated(case("vetoes.yaml", "否决的不得列入 A、B 档，空出的位次递补"))
    assert by_kind(evaluation) == {"否决事项": ["企02", "企17"], "递补": ["企05", "企15"]}
    assert steps(evaluation) == [("企05", "企02", "A"), ("企15", "企05", "B")]


@pytest.mark.clause("XC-17")
def test_without_backfill_nobody_climbs():
    of = case("vetoes.yaml", "否决的不得列入 A、B 档，空出的位次递补")
    policy = load_policy(of.policy)
    rules = [{"kinds": ["重大税收违法"], "not_above": "C", "backfill": False, "assumed": "案例"}]
    evaluation = evaluate(Tables.of(of.tables), amend(policy, {"vetoes": rules}, None)[0], of.year)
    assert by_kind(evaluation) == {"否决事项": ["企02"]}
    assert steps(evaluation) == []


@pytest.mark.clause("XC-17")
def test_only_a_place_that_was_given_up_is_taken():
    """企02's rule keeps its A place, 企03's gives it up: 企05 takes 企03's, though 企02 ranks before it."""
    of = case("vetoes.yaml", "否决的不得列入 A、B 档，空出的位次递补")
    kept = {"kinds": ["重大税收违法"], "not_above": "C", "backfill": False, "assumed": "案例"}
    given = {"kinds": ["环保不达标"], "not_above": "C", "backfill": True, "assumed": "案例"}
    events = [dict(of.tables["否决事项"][0]), dict(of.tables["否决事项"][1], 统一社会信用代码=of.codes["企03"])]
    policy = amend(load_policy(of.policy), {"vetoes": [kept, given]}, None)[0]
    evaluation = evaluate(Tables.of({**of.tables, "否决事项": events}), policy, of.year)
    assert steps(evaluation) == [("企05", "企03", "A"), ("企15", "企05", "B")]


@pytest.mark.clause("XA-13")
def test_vetoed_units_hold_joint_places_and_the_overflow_is_counted():
    """20 firms: C and D share 2 places. One veto holds one of them, three hold both and one is over."""
    one = evaluated(case("vetoes.yaml", "西安否决直接归 C，占用 C、D 合计"))
    (joint,) = joint_places(one)
    assert (joint.group, joint.places, joint.vetoed, joint.over) == ("规上工业/南湖区", 2, 1, 0)
    assert steps(one) == [("企04", "企02", "A"), ("企19", "企04", "B")]
    three = evaluated(case("vetoes.yaml", "否决的比 C、D 合计多，允许超出并提示"))
    (joint,) = joint_places(three)
    assert (joint.places, joint.vetoed, joint.over) == (2, 3, 1)
    assert by_kind(three) == {"否决事项": ["企02", "企05", "企08"], "递补": ["企04", "企19", "企20"]}


@pytest.mark.clause("JX-17", "JX-18")
def test_the_best_and_last_of_sectors_are_proposed_where_they_change_something():
    """丙20 is D already and 丙01's sector is below the city: neither is listed."""
    evaluation = evaluated(case("sectors.yaml", "高于全市的行业前 5% 执行 A 类，后 5% 整改提标"))
    assert by_kind(evaluation) == {"行业前列": ["乙01"], "行业末位": ["乙20", "甲20"]}


@pytest.mark.clause("JX-18", "JX-19")
def test_the_repeated_bottom_is_listed_under_both_clauses():
    evaluation = evaluated(case("sectors.yaml", "连续两年后 5% 执行 D 类"))
    assert by_kind(evaluation) == {"行业前列": ["乙01"], "行业末位": ["乙20", "甲20"], "连续末位": ["甲20"]}


@pytest.mark.clause("JX-17", "JX-19")
def test_who_was_changed_by_hand_is_listed_for_that_alone():
    found = by_kind(evaluated(case("sectors.yaml", "有手工调档的企业不再按行业前后 5% 处理")))
    assert {"乙01", "甲20"} <= set(found["手工调档"])
    assert "乙01" not in found.get("行业前列", []) and "甲20" not in found.get("连续末位", [])


LABELLED = {
    **case("vetoes.yaml", "西安否决直接归 C，占用 C、D 合计").tables, "否决事项": [],
}  # fmt: skip


def xian(labels: dict[int, str]) -> Evaluation:
    """20 firms in a county: A 企01–03, B 企04–18, C 企19, D 企20 (XA-10, XA-11), with labels by number."""
    rows = [dict(row, 标签=labels.get(n)) for n, row in enumerate(LABELLED["企业"], 1)]
    return evaluate(Tables.of({**LABELLED, "企业": rows}), load_policy("xian-2022"), 2022)


@pytest.mark.clause("XA-43")
def test_a_label_against_the_class_asks_for_a_review_and_changes_nothing():
    label = "不符合产业政策"
    labels = {1: f"高新技术企业、{label}", 5: label, 19: f"{label}，民生保障", 20: label, 2: f"曾{label}"}
    evaluation, plain = xian(labels), xian({})
    assert [named(evaluation, mask) for _, mask in reviews(evaluation)] == [["企01"], ["企05", "企19"]]
    assert by_kind(evaluation) == {"复核": ["企01", "企05", "企19"]}  # 企20 is D, as the text has it
    assert evaluation.classes["applied"].tolist() == plain.classes["applied"].tolist()


def test_a_label_counts_as_a_whole_word():
    evaluation = xian({1: "新设企业", 2: "非新设企业", 3: "民生保障;新设企业", 4: "新设企业二期"})
    rows = evaluation.prepared.cohort.enterprises
    assert sorted(rows["name"][has_label(evaluation, ("新设企业",))]) == ["企01", "企03"]


def test_who_is_touched_is_touched_by_some_kind():
    evaluation = evaluated(case("sectors.yaml", "连续两年后 5% 执行 D 类"))
    masks = overridden(evaluation)
    assert named(evaluation, any_of(masks)) == ["乙01", "乙20", "甲20"]
    assert list(masks) == list(Override)
