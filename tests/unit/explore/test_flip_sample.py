"""Weights that flip a class do so when they are typed into 模拟测算, under every shipped policy."""

from __future__ import annotations

import numpy as np
import pytest

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.flip.flips import flips
from muyun.explore.weight_space import weight_space
from muyun.explore.whatif.choices import Choices, patch_of
from muyun.explore.whatif.scenario import scenario
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from sample_data.make import write_sample

FIVE = ["fenghua-2022", "huangyan-2022", "jiaxing-2018", "xiacheng-2019", "xian-2022"]
UNITS = 12


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, enterprises=260, parcels=300)
    return read_upload([folder])[0]


def nearest_to_lines(evaluation: Evaluation, pool: str) -> list[str]:
    """Units of a pool just over and under its quota lines, a dozen at most."""
    prepared, decision = evaluation.prepared.pools[pool], evaluation.decisions[pool]
    lines = np.cumsum(decision.counts, axis=1)[:, :3]
    sizes = np.diff(prepared.bounds)
    group = np.repeat(np.arange(len(sizes)), sizes)
    away = np.abs(decision.ranks[0][:, None] - 0.5 - lines[group]).min(axis=1)
    rows = prepared.ranked_rows[np.argsort(away, kind="stable")[:UNITS]]
    return evaluation.participants.index[rows].tolist()


@pytest.mark.parametrize("policy_id", FIVE)
def test_a_scenario_with_the_weights_gives_the_class(policy_id, tables):
    policy = load_policy(policy_id)
    evaluation = evaluate(tables, policy, 2022)
    checked = 0
    for pool in (name for name in evaluation.prepared.pools if len(policy.pools[name].weights) > 1):
        space = weight_space(policy, pool)
        for unit in nearest_to_lines(evaluation, pool):
            found = flips(evaluation, unit, space)
            assert "ABCD"[found.now] == evaluation.classes.at[unit, "applied"]
            for flip in (*found.up, *found.down):
                for weights in (w for w in (flip.weights, flip.plain) if w is not None):
                    chosen = Choices({pool: dict(zip(space.names, weights.tolist(), strict=True))}, {}, {}, {})
                    amended = amend(policy, patch_of(policy, chosen), None)[0]
                    reached = scenario(evaluation, tables, amended).classes.at[unit, "applied"]
                    target = "ABCD"[flip.target]
                    assert reached <= target if flip.target < found.now else reached >= target
                    checked += 1
    assert checked > 0
