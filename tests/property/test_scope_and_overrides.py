"""Counts of 参评范围 and 调档 add up, whatever was uploaded, under every policy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from uploads import FIVE, latest, uploads

from muyun.evaluate import Evaluation, evaluate
from muyun.evaluate.output import result_frame, status_counts
from muyun.explore.overridden import Override, any_of, overridden, successions
from muyun.explore.proposals import Said, after_answers, proposals
from muyun.explore.scope.sites import SITES, sites
from muyun.explore.scope.statuses import scope
from muyun.explore.scope.turnover import Change, turnover
from muyun.explore.sectors.places import sector_places
from muyun.policy.load import load_policy
from muyun.terms import Status

LETTERS = np.array(["A", "B", "C", "D"])


@pytest.mark.clause("XA-05", "XC-01", "XC-02", "FH-04")
@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=10)
@given(tables=uploads())
def test_the_parts_add_up_to_the_rows_and_to_the_manifest_s_counts(policy_id, tables):
    evaluation = evaluate(tables, load_policy(policy_id), latest(tables))
    found = scope(evaluation)
    assert sum(part.rows for part in found.parts) == found.rows == len(result_frame(evaluation))
    by_manifest = status_counts(evaluation).values()
    for status in Status:
        assert found.rows_of(status) == sum(counts.get(status, 0) for counts in by_manifest)
    land = evaluation.prepared.cohort.enterprises["land_mu"].sum()
    assert sum(part.land_mu for part in found.parts) == pytest.approx(land)


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=10)
@given(tables=uploads())
def test_two_years_reconcile(policy_id, tables):
    policy, year = load_policy(policy_id), latest(tables)
    if year - 1 not in set(tables.enterprises["year"]):
        return
    found = turnover(evaluate(tables, policy, year), evaluate(tables, policy, year - 1))
    new, gone, up, down = (found.count(c) for c in (Change.NEW, Change.GONE, Change.PROMOTED, Change.DROPPED))
    assert found.before - gone + new == found.now
    assert found.above_before - found.above_gone - down + up + found.above_new == found.above_now


def reasoned(evaluation: Evaluation) -> np.ndarray:
    """Units whose 依据 names something after the ranking: not a status, not merged land."""
    ranked = evaluation.ranking["rank"].notna()
    reasons = evaluation.classes["reasons"].str.replace("FH-06:合并宗地", "", regex=False).str.strip(";")
    return (ranked & (reasons != "")).to_numpy()


@pytest.mark.clause("JX-17", "JX-18", "JX-19", "XC-17", "XA-13", "XA-43")
@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=10)
@given(tables=uploads())
def test_whoever_has_another_class_or_a_reason_is_listed_and_nobody_else(policy_id, tables):
    evaluation = evaluate(tables, load_policy(policy_id), latest(tables))
    masks, classes = overridden(evaluation), evaluation.classes
    codes = [classes[name].cat.codes.to_numpy() for name in ("natural", "adjusted", "applied")]
    differs = (codes[0] != codes[1]) | (codes[1] != codes[2])
    without_review = any_of({k: m for k, m in masks.items() if k is not Override.REVIEW})
    assert (without_review | ~differs).all()
    assert (without_review == reasoned(evaluation)).all()
    assert not (masks[Override.REVIEW] & (codes[2] < 0)).any()


@pytest.mark.clause("XC-17", "XA-13")
@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=10)
@given(tables=uploads())
def test_a_place_is_given_once_and_only_to_who_climbed(policy_id, tables):
    evaluation = evaluate(tables, load_policy(policy_id), latest(tables))
    climbed, steps = overridden(evaluation)[Override.BACKFILL], successions(evaluation)
    assert len({s.climbed for s in steps}) == len({s.left for s in steps}) == len(steps)
    assert all(climbed[s.climbed] for s in steps)
    natural = evaluation.classes["natural"].cat.codes.to_numpy()
    assert all(natural[s.left] == s.letter < natural[s.climbed] for s in steps)


@pytest.mark.clause("JX-17", "JX-18")
@settings(max_examples=10)
@given(tables=uploads())
def test_who_is_at_an_end_of_a_sector_is_within_its_places(tables):
    evaluation = evaluate(tables, load_policy("jiaxing-2018"), latest(tables))
    places = sector_places(evaluation)
    for end in ("top", "bottom"):
        inside = places[places[end].astype(bool)]
        assert (inside[f"from_{end}"] + inside["level"] - 1 <= inside[f"{end}_places"]).all()
        out = places[~places[end].astype(bool)] if end == "bottom" else places.iloc[:0]
        assert (out[f"from_{end}"] + out["level"] - 1 > out[f"{end}_places"]).all()


@settings(max_examples=10)
@given(tables=uploads())
def test_without_a_word_of_the_office_the_class_is_the_proposed_one(tables):
    evaluation = evaluate(tables, load_policy("jiaxing-2018"), latest(tables))
    final = after_answers(evaluation, proposals(evaluation), Said({}))
    assert final.tolist() == evaluation.classes["applied"].cat.codes.tolist()


@pytest.mark.clause("XA-06")
@settings(max_examples=10)
@given(tables=uploads())
def test_whoever_has_land_elsewhere_has_a_parcel_in_another_county(tables):
    evaluation = evaluate(tables, load_policy("xian-2022"), latest(tables))
    found = sites(evaluation, tables)
    assert list(found.columns) == list(SITES)
    elsewhere = found[found["county"] != found["declared"]]
    assert set(elsewhere["uscc"]) == set(found["uscc"])
