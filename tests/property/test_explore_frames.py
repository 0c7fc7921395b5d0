"""A scenario from `decide` on is the whole evaluation, and what the page shows live is what its frames hold."""

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from uploads import FIVE, latest, uploads

from muyun.evaluate import Evaluation, evaluate
from muyun.evaluate.output import class_counts, result_frame
from muyun.explore.whatif.bounds import bounds
from muyun.explore.whatif.live import live, live_base
from muyun.explore.whatif.live_tables import top_movers, top_ranking
from muyun.explore.whatif.movers import movers
from muyun.explore.whatif.quota_bar import moved_quota, quota_shares
from muyun.explore.whatif.rescale import moved
from muyun.explore.whatif.scenario import needs_prepare, scenario
from muyun.findings import InputError
from muyun.policy.amend import amend, merge
from muyun.policy.load import load_policy
from random_changes import random_changes

FRAMES = ("participants", "indicators", "benchmarks", "items", "adjustments", "ranking", "classes")
LETTERS = ["A", "B", "C", "D", ""]
MEASURES = {"land_mu": "no_land", "tax_wan": "no_tax", "staff": "no_staff"}
UNMERGED = {"parcels": None}
DRAWN = (Phase.explicit, Phase.reuse, Phase.generate)
"""An upload is drawn by a seed: a smaller seed is no simpler upload."""


def slid(policy, rng):
    """A patch of a few dragged weights and quotas, as the sliders make it."""
    patches = []
    for pool in policy.pools:
        weights = dict(policy.pools[pool].weights)
        for _ in range(rng.randint(0, 3)):
            name = rng.choice(list(weights))
            weights = moved(weights, name, rng.randint(0, 200) / 2, bounds(policy, pool)).weights
        patches.append({"pools": {pool: {"weights": weights}}})
        if rng.random() < 0.5:
            divider = rng.randrange(len(quota_shares(policy, pool)) - 1)
            patches.append(moved_quota(policy, pool, divider, rng.randint(0, 200) / 200).patch)
    return merge(*patches)


def same_to_the_last_bit(one: Evaluation, other: Evaluation):
    for name in FRAMES:
        assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert one.findings == other.findings
    assert one.policy == other.policy


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=5, phases=DRAWN)
@given(tables=uploads(), seed=st.integers(0, 10**9))
def test_a_slider_from_decide_on_is_the_whole_evaluation_to_the_last_bit(policy_id, tables, seed):
    policy, year = load_policy(policy_id), latest(tables)
    new = amend(policy, slid(policy, random.Random(seed)), None)[0]
    assert not needs_prepare(policy, new)
    same_to_the_last_bit(
        scenario(evaluate(tables, policy, year), tables, new), evaluate(tables, new, year, official=policy)
    )


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=4, phases=DRAWN)
@given(tables=uploads(sizes=(5, 25)), seed=st.integers(0, 10**9))
def test_any_other_patch_is_the_whole_evaluation_too(policy_id, tables, seed):
    policy, year = load_policy(policy_id), latest(tables)
    new = amend(policy, random_changes(random.Random(seed), policy_id), None)[0]
    official = evaluate(tables, policy, year)
    try:
        expected = evaluate(tables, new, year, official=policy)
    except InputError:
        with pytest.raises(InputError):
            scenario(official, tables, new)
    else:
        same_to_the_last_bit(scenario(official, tables, new), expected)


def patches(policy_id, policy, rng):
    """A patch of sliders, of other settings, of both, or none; in Fenghua also without merged parcels."""
    choices = [{}, slid(policy, rng), random_changes(rng, policy_id)]
    if policy_id == "fenghua-2022":
        choices.append(UNMERGED)
    return merge(*rng.sample(choices, rng.randint(1, 2)))


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=6, phases=DRAWN)
@given(tables=uploads(), seed=st.integers(0, 10**9), count=st.sampled_from([1, 3, 1000]))
def test_live_shows_what_the_frames_of_the_scenario_hold(policy_id, tables, seed, count):
    policy, rng = load_policy(policy_id), random.Random(seed)
    official = evaluate(tables, policy, latest(tables))
    try:
        new = amend(policy, patches(policy_id, policy, rng), None)[0]
        after = scenario(official, tables, new)
    except InputError:
        assume(False)
    shown = live(live_base(official), tables, new)
    sums_are_those_of_the_frames(shown, official, after)
    if official.unit_of.equals(after.unit_of):
        moves_are_those_of_the_frames(shown, official, after)
    for pool in [None, *policy.pools]:
        movers_are_those_of_movers(shown, official, after, count, pool)
    ranking_is_the_head_of_the_result(shown, official, after, count)


def units_of(evaluation: Evaluation) -> pd.DataFrame:
    """Pool, letter ("" without), rank (0 without) and measures of each unit."""
    frame = evaluation.participants[["pool", *MEASURES]].astype({"pool": "object"})
    letter = evaluation.classes["applied"].astype("object").fillna("")
    return frame.assign(letter=letter, rank=evaluation.ranking["rank"].fillna(0))


def sums_match(sums, at, rows: pd.DataFrame):
    """The cell `at` of `Sums` holds count, sums and unknown ones of `rows`."""
    assert sums.units[at] == len(rows)
    for name, unknown in MEASURES.items():
        assert getattr(sums, name)[at] == pytest.approx(rows[name].astype(float).sum(skipna=True), abs=1e-9)
        assert getattr(sums, unknown)[at] == rows[name].isna().sum()


def sums_are_those_of_the_frames(shown, official, after):
    for side, evaluation in (("before", official), ("after", after)):
        units = units_of(evaluation)
        counts = class_counts(evaluation)
        for i, letter in enumerate(LETTERS):
            own = units[(units["letter"] == letter) & units["pool"].notna()]
            sums_match(getattr(shown.whole, side), i, own)
            for pool, part in shown.pools.items():
                sums_match(getattr(part, side), i, own[own["pool"] == pool])
                if letter:
                    groups = [g for g in counts if g.partition("/")[0] == pool]
                    assert getattr(part, side).units[i] == sum(counts[g][letter] for g in groups)


def moves_are_those_of_the_frames(shown, official, after):
    """Where both sides have the same units; the official land, tax and staff count, pools as they were."""
    old, new = units_of(official), units_of(after)
    pool = old["pool"].where(old["pool"].notna(), new["pool"])
    for i, before in enumerate(LETTERS):
        for j, now in enumerate(LETTERS):
            own = old[(old["letter"] == before) & (new["letter"] == now) & pool.notna()]
            sums_match(shown.whole.moves, (i, j), own)
            for name, part in shown.pools.items():
                sums_match(part.moves, (i, j), own[pool[own.index] == name])
    ranked = (old["letter"] != "") & (new["letter"] != "")
    assert shown.whole.raised == (ranked & (new["letter"] < old["letter"])).sum()
    assert shown.whole.lowered == (ranked & (new["letter"] > old["letter"])).sum()
    assert shown.whole.reranked == (old["rank"] != new["rank"]).sum()


def movers_are_those_of_movers(shown, official, after, count, pool):
    expected = movers(official, after)
    if pool is not None:
        own = [e.participants["pool"].astype("object").array[e.places] for e in (official, after)]
        of = pd.Series(np.where(pd.isna(own[0]), own[1], own[0]), official.unit_of.index)
        expected = expected[(of[expected["统一社会信用代码"]] == pool).to_numpy()]
    letters = [expected[c].astype("object").fillna("").map(LETTERS.index) for c in ("原等级", "新等级")]
    ranks = [expected[c].astype("float") for c in ("原名次", "新名次")]
    steps, shift = (letters[0] - letters[1]).abs(), (ranks[0] - ranks[1]).abs().fillna(0)
    groups = [pd.Series(e.participants["group"].astype("object").array[e.places], e.unit_of.index).fillna("")
              for e in (official, after)]  # fmt: skip
    shift = shift.where((groups[0] == groups[1])[expected["统一社会信用代码"]].to_numpy(), 0)
    farthest = pd.DataFrame({"steps": -steps, "shift": -shift, "place": np.arange(len(expected))})
    order = farthest.sort_values(["steps", "shift", "place"]).index
    expected = expected.loc[order].head(count).reset_index(drop=True)
    actual = top_movers(shown, count, pool)
    words = ["原等级", "新等级"]
    actual_words, expected_words = actual[words], expected[words].astype("object").fillna("")
    assert actual_words.values.tolist() == expected_words.values.tolist()
    rest = [c for c in expected.columns if c not in words]
    assert_frame_equal(actual[rest], expected[rest], check_exact=True, check_dtype=False)
    changes = actual[[c for c in actual.columns if c.startswith("变化:")]].sum(axis=1, skipna=False)
    assert (changes - actual["得分变化"]).abs().fillna(0).max() < 1e-9 or actual.empty


def ranking_is_the_head_of_the_result(shown, official, after, count):
    result = result_frame(after)
    ranked = result[result["名次"].notna()]
    expected = ranked.groupby("评价组", sort=False, observed=True).head(count).reset_index(drop=True)
    actual = top_ranking(shown, count)
    assert actual["统一社会信用代码"].tolist() == expected["统一社会信用代码"].tolist()
    numbers = ["名次", "综合得分", "加减分", *(c for c in actual.columns if c.startswith("得分:"))]
    assert_frame_equal(actual[numbers], expected[numbers], check_exact=True, check_dtype=False)
    for column in ("企业名称", "评价组", "执行等级"):
        assert actual[column].astype("object").tolist() == expected[column].astype("object").tolist()
    before = result_frame(official).set_index("统一社会信用代码").loc[actual["统一社会信用代码"]]
    assert actual["原等级"].tolist() == before["执行等级"].astype("object").fillna("").tolist()
    assert actual["原名次"].fillna(0).tolist() == before["名次"].fillna(0).tolist()
    same = (before["评价组"].astype("object") == expected["评价组"].astype("object").array).to_numpy()
    shift = (before["名次"].reset_index(drop=True) - expected["名次"]).where(same)
    assert actual["名次变化"].astype("float").fillna(9e9).tolist() == shift.astype("float").fillna(9e9).tolist()
    for pool in shown.standing.layout.pools:
        mine = [group.partition("/")[0] == pool for group in actual["评价组"]]
        own = actual[np.array(mine, dtype=bool)].reset_index(drop=True)
        of_pool = top_ranking(shown, count, pool)
        assert_frame_equal(of_pool, own[of_pool.columns], check_exact=True, check_dtype=False)
