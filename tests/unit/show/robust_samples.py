"""Twenty enterprises of 下城 with figures of robustness made by hand, for the tests of 结果稳定性."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from ranked_uploads import evaluated, firm

from muyun.evaluate import Evaluation
from muyun.explore.robust.shares import Robustness
from muyun.explore.weight_space import weight_space
from muyun.show.robust_list import FirmList, firm_list

POOL = "规上工业"
QUOTAS = (4, 10, 5, 1)
"""A at most 20 % of 20 (XC-15), B at most 50 % (本系统假定), D at most 5 % (XC-16)."""


def twenty(names: Mapping[int, str] | None = None, count: int = 20) -> Evaluation:
    """E001 pays most and ranks first, E020 least and last."""
    called = {number: {"企业名称": name} for number, name in (names or {}).items()}
    rows = [firm(n, 税收实际贡献=1000.0 - n, **called.get(n, {})) for n in range(1, count + 1)]
    return evaluated(rows, "xiacheng-2019")


def figures(evaluation: Evaluation, elsewhere: Mapping[int, Mapping[int, float]], tied: int = 0) -> Robustness:
    """Everybody always in the official class and rank, but those of `elsewhere`: number → {class 0–3: share}."""
    pool, decision = evaluation.prepared.pools[POOL], evaluation.decisions[POOL]
    shares = np.eye(4)[decision.applied[0]]
    units = evaluation.participants.index[pool.ranked_rows]
    for number, of in elsewhere.items():
        row = units.get_loc(f"E{number:03d}")
        shares[row] = [of.get(k, 0.0) for k in range(4)]
    rank = decision.ranks[0]
    space = weight_space(evaluation.policy, POOL)
    return Robustness(POOL, space, 10_000, 0, pool.ranked_rows, shares, rank, rank, rank, tied)


def listed(elsewhere: Mapping[int, Mapping[int, float]], **more: object) -> FirmList:
    """The list at the usual lines, 95 % and 50 %."""
    evaluation = twenty(**more)
    return firm_list(evaluation, figures(evaluation, elsewhere), 0.95, 0.5)
