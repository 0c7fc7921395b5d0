"""Which towns and platforms lead, by the 加权平均得分 of their enterprises' sums? (XC-26, spec 6.1)"""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.cohort import Cohort
from muyun.evaluate.groups import Membership, aggregated_items, membership
from muyun.evaluate.ratio import ratios_of_sums
from muyun.evaluate.sectors import group_scores
from muyun.explore.leaders.board import Candidates
from muyun.explore.leaders.enterprises import measures_of
from muyun.explore.sectors.sums import SMALL
from muyun.policy.boards import GroupBoard


def candidates(evaluation: Evaluation, board: GroupBoard, group: str) -> Candidates:
    """The towns or parks with 参评 units of a 评价组, ties in the order of their names. KeyError: no such 评价组."""
    name = group.partition("/")[0]
    pool, items = evaluation.policy.pools[name], evaluation.prepared.items[name]
    cohort = evaluation.prepared.cohort
    of = membership(cohort, items.scoring.groups, board.dimension)
    ratios = ratios_of_sums(cohort.fractions, of.numbers, len(of.names))
    weights = np.array(list(pool.weights.values()), dtype=float)[None, :]
    scores = group_scores(aggregated_items(ratios, of, items), weights)[0]
    own = np.flatnonzero(of.groups == items.scoring.groups.index(group))
    units = np.bincount(of.numbers[of.numbers >= 0], minlength=len(of.names))[own]
    names = tuple(of.names[place] for place in own.tolist())
    indicators = tuple(pool.weights)
    values = ratios.select(own, indicators).values
    shared = _in_several_counties(cohort, of)
    unscored = np.isnan(scores[own]).tolist()
    return Candidates(
        keys=names, names=names, codes=("",) * len(names), scores=scores[own],
        passed=tuple(f"参评 {count:,} 家" for count in units.tolist()),
        failed=tuple("没有可以计分的指标" if lacking else "" for lacking in unscored),
        measures=measures_of(evaluation.policy, indicators), values=values,
        published=np.zeros(values.shape, dtype=bool),
        warned=tuple(_warned(int(count), board.of == "镇街" and place in shared)
                     for place, count in zip(own.tolist(), units.tolist(), strict=True)),
    )  # fmt: skip


def _in_several_counties(cohort: Cohort, of: Membership) -> set[int]:
    """Aggregates of units of two counties: towns of one name are summed as one, since 企业 names them by name only."""
    units = pd.DataFrame({"group": of.numbers, "county": cohort.units["county"].astype(object).to_numpy()})
    counties = units[units["group"] >= 0].groupby("group")["county"].nunique()
    return set(counties.index[counties > 1].tolist())


def _warned(units: int, shared: bool) -> str:
    if shared:
        return "在几个区县同名，合在一起算"
    return f"参评企业不足 {SMALL} 家" if units < SMALL else ""
