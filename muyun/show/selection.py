"""Which rows of a ranking are shown, and how are its items called and painted?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate import Evaluation
from muyun.explore.filters import Filters, matching
from muyun.show.ranked import Ranked
from muyun.show.words import ITEM_COLOURS

POINTS = "加减分"


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of a ranking that are shown: their positions in it, and the 评价组 looked at ("" for all)."""

    ranked: Ranked
    rows: np.ndarray
    pool: str

    @property
    def indicators(self) -> list[str]:
        """The indicators of the pools looked at, in the policy's order."""
        policy, chosen = self.ranked.evaluation.policy, self.pool.partition("/")[0]
        weighted = {n for name, pool in policy.pools.items() if name == chosen or not chosen for n in pool.weights}
        return [name for name in policy.indicators if name in weighted]

    @property
    def filtered(self) -> bool:
        """Whether some of the 评价组 looked at are left out."""
        return len(self.rows) < int(matching(self.ranked.frame, Filters(pool=self.pool)).sum())


def selection(ranked: Ranked, asked: Filters) -> Selection:
    """The rows that the filters keep, in ranking order."""
    return Selection(ranked, np.flatnonzero(matching(ranked.frame, asked)), asked.pool)


def colours(evaluation: Evaluation) -> dict[str, str]:
    """The colour of each item, in the policy's order of indicators, and of 加减分."""
    own = ITEM_COLOURS[:-1]
    items = {name: own[i % len(own)] for i, name in enumerate(evaluation.policy.indicators)}
    return items | {POINTS: ITEM_COLOURS[-1]}


def label_of(evaluation: Evaluation, indicator: str) -> str:
    """The policy's own word for an indicator."""
    return evaluation.policy.indicators[indicator].label or indicator


def shown_unit(evaluation: Evaluation, indicator: str) -> tuple[str, float]:
    """Unit of an indicator on screen and the factor to it: a plain ratio is told in per cent (spec 11)."""
    unit = evaluation.policy.indicators[indicator].unit
    return ("%", 100.0) if unit == "1" else (unit, 1.0)
