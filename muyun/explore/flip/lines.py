"""Which rivals may stand ahead of a unit for it to be in a class? A class said as limits on the weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate.decide import PreparedPool
from muyun.evaluate.kernel import A, B, C, D
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, nobody_moves
from muyun.evaluate.points import spread_factor
from muyun.terms import SCORE_DECIMALS

LEAD = 10.0**-SCORE_DECIMALS
"""Points by which a score has to be higher where a tie would be lost (spec 12)."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """At most `most` of n rivals may be on the wrong side of the unit: those with slopes · weights > levels.

    slopes  n × m, levels n
    linear  n, whether that is the comparison itself: of rows that have lost different items it is a tangent
    """

    slopes: np.ndarray
    levels: np.ndarray
    linear: np.ndarray
    most: int

    def wrong(self, weights: np.ndarray) -> np.ndarray:
        """How many are on the wrong side, k from k × m."""
        return (weights @ self.slopes.T > self.levels + LEAD / 100).sum(axis=1)

    def only(self, rows: np.ndarray, most: int) -> Line:
        """The same with some of the rivals and another limit."""
        return Line(self.slopes[rows], self.levels[rows], self.linear[rows], most)


Way = tuple[Line, ...]
"""Lines that all have to hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """The unit among the rows of its 评价组. row: its place in the pool's layout; begin, end: the group's rows.

    counts  places of A–D by quota
    """

    pool: PreparedPool
    row: int
    begin: int
    end: int
    counts: np.ndarray

    @property
    def rivals(self) -> np.ndarray:
        """Rows of the others in the group."""
        rows = np.arange(self.begin, self.end)
        return rows[rows != self.row]

    @property
    def vetoed(self) -> bool:
        """Whether a veto holds the unit."""
        return bool(self.pool.vetoes.limit[self.row] != NOT_VETOED)

    @property
    def held(self) -> bool:
        """Whether a veto or a manual change holds it, so that sector rules don't (spec 12)."""
        return self.vetoed or bool(self.pool.manual[self.row] != UNCHANGED)

    @property
    def limit(self) -> int:
        """The best class that its veto and a manual change beside it leave."""
        return int(max(self.pool.vetoes.limit[self.row], self.pool.manual[self.row], A))

    def few_ahead(self, rivals: np.ndarray, most: int, ties_hold: np.ndarray | None = None) -> Line:
        """At most so many of the rivals ahead. ties_hold: where a tie is as good; those behind it by the layout."""
        return self._line(1.0, rivals, most, rivals > self.row if ties_hold is None else ties_hold)

    def few_behind(self, rivals: np.ndarray, most: int, ties_hold: np.ndarray | None = None) -> Line:
        """At most so many of the rivals behind."""
        return self._line(-1.0, rivals, most, rivals < self.row if ties_hold is None else ties_hold)

    def _line(self, sign: float, rivals: np.ndarray, most: int, ties_hold: np.ndarray) -> Line:
        pool = self.pool
        apart = pool.points[rivals] - pool.points[self.row] + np.where(ties_hold, 0.0, sign * LEAD)
        others = Scored(pool.ratios[:, rivals].T, None if pool.lost is None else pool.lost[:, rivals].T)
        one = Scored(pool.ratios[:, self.row], None if pool.lost is None else pool.lost[:, self.row])
        return compared(others, one, apart, pool.weights, sign, most)


def own_in(pool: PreparedPool, row: int, counts: np.ndarray) -> Own:
    """The 参评 unit at `row` of the pool's layout; counts g × 4, the places by quota (`PoolDecision.counts`)."""
    group = int(np.searchsorted(pool.bounds, row, side="right")) - 1
    return Own(pool, row, int(pool.bounds[group]), int(pool.bounds[group + 1]), counts[group])


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Item ratios of rows (n × m) or of one (m), and which are lost; None when none is."""

    ratios: np.ndarray
    lost: np.ndarray | None


def compared(
    others: Scored, one: Scored, apart: np.ndarray, start: np.ndarray, sign: float, most: int
) -> Line:
    """The line on which sign · (score of the others − score of the one) ≤ 0 is right.

    apart  n, what is added to that difference besides the items; start: the weights where tangents are taken
    """
    slopes, levels = others.ratios - one.ratios, -apart
    linear = np.ones(len(apart), dtype=bool)
    if one.lost is not None:
        linear = (others.lost == one.lost).all(axis=1)
        slopes = slopes - apart[:, None] * one.lost / 100  # the factor that both rows share is divided out
        if not linear.all():
            values, gradients = _tangents(others, start)
            own_value, own_gradient = _tangents(Scored(one.ratios[None], one.lost[None]), start)
            bent = (gradients - own_gradient)[~linear]
            slopes[~linear] = bent
            levels[~linear] += bent @ start - (values - own_value)[~linear]
    return Line(sign * slopes, sign * levels, linear, most)


def _tangents(rows: Scored, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the items under `start`, n, and how they change with each weight, n × m (spec 10.3)."""
    factor = spread_factor(rows.lost @ start)
    sums = rows.ratios @ start
    return sums * factor, rows.ratios * factor[:, None] + rows.lost * (sums * factor**2 / 100)[:, None]


def ways_up(own: Own, target: int) -> list[Way]:
    """What lifts the unit to `target` or better before sector rules, any one of them; [] where nothing can.

    Places by quota, vetoes with the places they free (XC-17: a natural D never climbs), XA-13's joint count.
    With the joint count the line between C and D moves as vetoed rows fall to D: it is taken where it is easiest.
    """
    if target < own.limit:
        return []
    top = int(own.counts[: target + 1].sum())
    if own.vetoed or not own.pool.vetoes.any or _nobody_moves(own):
        return possible([(own.few_ahead(own.rivals, top - 1),)])
    if own.pool.vetoes.joint:
        free = _free(own)
        return possible([(own.few_ahead(free, _joint_top(own, target, len(free) + 1)[1] - 1),)])
    ranked = own.few_ahead(own.rivals, int(own.counts[:D].sum()) - 1)
    if target == C:
        return possible([(ranked,)])
    return possible([(own.few_ahead(_candidates(own), top - 1), ranked)])


def ways_down(own: Own, target: int) -> list[Way]:
    """What lets the unit fall to `target` or worse before sector rules; as `ways_up`."""
    if own.vetoed or not own.pool.vetoes.any or _nobody_moves(own):
        return possible([_fallen(own, own.rivals, int(own.counts[:target].sum()))])
    if own.pool.vetoes.joint:
        free = _free(own)
        return possible([_fallen(own, free, _joint_top(own, target - 1, len(free) + 1)[0])])
    last = _fallen(own, own.rivals, int(own.counts[:D].sum()))
    if target == D:
        return possible([last])
    return possible([_fallen(own, _candidates(own), int(own.counts[:target].sum())), last])


def _fallen(own: Own, rivals: np.ndarray, places: int) -> Way:
    """At least `places` of the rivals are ahead."""
    return (own.few_behind(rivals, len(rivals) - places),)


def possible(ways: list[Way]) -> list[Way]:
    """Those that the numbers of places alone don't rule out."""
    return [way for way in ways if all(line.most >= 0 for line in way)]


def _nobody_moves(own: Own) -> bool:
    vetoes = own.pool.vetoes
    return vetoes.joint and nobody_moves(vetoes.limit, vetoes.backfill)


def _free(own: Own) -> np.ndarray:
    """The rivals without a veto."""
    return own.rivals[own.pool.vetoes.limit[own.rivals] == NOT_VETOED]


def _candidates(own: Own) -> np.ndarray:
    """The rivals that take places of A and B, whatever becomes of them (`overrides.candidates`)."""
    vetoes, rivals = own.pool.vetoes, own.rivals
    return rivals[(vetoes.limit[rivals] == NOT_VETOED) | ~vetoes.backfill[rivals]]


def _joint_top(own: Own, target: int, free: int) -> tuple[int, int]:
    """How many of the `free` rows without a veto are in `target` or better under XA-13: the fewest, the most."""
    limits = own.pool.vetoes.limit[own.begin : own.end]
    vetoed, surely_d = int((limits != NOT_VETOED).sum()), int((limits == D).sum())
    left = max(int(own.counts[C:].sum()) - vetoed, 0)
    if target <= B:
        top = free - left if target == B else min(int(own.counts[A]), free - left)
        return top, top
    most_d, least_d = (min(left, max(int(own.counts[D]) - fallen, 0)) for fallen in (surely_d, vetoed))
    return free - most_d, free - least_d
