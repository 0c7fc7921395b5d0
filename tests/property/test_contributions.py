"""What the items contribute to a change of score adds up to it, whatever a scenario changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from uploads import latest, uploads

from muyun.evaluate import evaluate
from muyun.evaluate.output import result_frame
from muyun.explore.whatif.live import live, live_base
from muyun.explore.whatif.live_tables import top_movers
from muyun.explore.whatif.movers import CHANGE, movers
from muyun.explore.whatif.scenario import scenario
from muyun.policy.amend import amend, merge
from muyun.policy.load import load_policy, policy_text
from tests.kinds_of_patches import KINDS

LAST_DIGIT = 1e-9
"""Scores are compared on 9 decimals (spec 12)."""

TOGETHER = {
    policy_id: merge(*(patch for whose, patch in KINDS.values() if whose == policy_id))
    for policy_id in ("xiacheng-2019", "fenghua-2022", "xian-2022")
}
"""Several kinds at once, which prepare anew."""

CASES = {**KINDS, **{f"合起来 {policy_id}": (policy_id, dict(patch)) for policy_id, patch in TOGETHER.items()}}


@pytest.mark.parametrize(("policy_id", "patch"), CASES.values(), ids=CASES)
@settings(max_examples=3, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(tables=uploads(sizes=(25, 50)))
def test_the_items_and_points_add_up_to_the_change_between_the_two_scores(policy_id, patch, tables):
    """The two scores are those of result.csv on either side; nothing is left over and nothing counted twice."""
    policy, year = load_policy(policy_id), latest(tables)
    new = amend(policy, patch, policy_text(policy_id, None))[0]
    official = evaluate(tables, policy, year)
    after = scenario(official, tables, new)
    scores = [result_frame(e).set_index("统一社会信用代码")["综合得分"].astype(float) for e in (official, after)]
    everybody = live(live_base(official), tables, new)
    for moved in (movers(official, after), top_movers(everybody, len(scores[0]))):
        codes = moved["统一社会信用代码"]
        change = scores[1].loc[codes].to_numpy() - scores[0].loc[codes].to_numpy()
        parts = moved[[c for c in moved.columns if c.startswith(CHANGE)]].to_numpy(dtype=float)
        both = ~np.isnan(change)
        assert np.abs(parts[both].sum(axis=1) - change[both]).max(initial=0) < LAST_DIGIT
        assert np.abs(moved["得分变化"].to_numpy(dtype=float)[both] - change[both]).max(initial=0) < LAST_DIGIT
        assert np.isnan(moved["得分变化"].to_numpy(dtype=float)[~both]).all()
