"""Whom does the jump of Jiaxing's R at K = 1 decide about? (JX-07…11, spec 3.2)

S is K from 1 on and −1/K below, so at K = 1 it jumps from −1 to 1, and R by 2a (4 points); T does the same
at its own average. Who stands just beside the line is told how much energy, emission or value added carries
it across, and the class it would have there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from muyun.evaluate.adjustments import SAME, X, Y, Z
from muyun.evaluate.decide import PreparedPool, decide_pool
from muyun.evaluate.labels import in_industries, industry_digits
from muyun.evaluate.prepare import Prepared
from muyun.evaluate.ratio import rounded
from muyun.explore.whatif.standing import Standing
from muyun.policy.rules import SectorAdjustment

WITHIN = 0.05
"""How near counts as near: the share of its own energy or emission that would carry it across (本系统假定)."""

DECIDED_AT_MOST = 300
"""So many are decided on the other side, the nearest; each is a decision of its own."""


class Part(StrEnum):
    """Which part of R jumps: S by energy (K), T by emissions (L)."""

    ENERGY = "S"
    EMISSION = "T"

    @property
    def measure(self) -> str:
        """What value added is held against."""
        return Y if self is Part.ENERGY else Z

    @property
    def ratio(self) -> str:
        """Its column in `Adjustments.frame`."""
        return "K" if self is Part.ENERGY else "L"


@dataclass(frozen=True, slots=True)
class Near:
    """One unit beside the line.

    unit      position in the unit index; ratio: its K or L, jump: its S or T as it is
    amount    its energy (吨标煤) or emission (吨), `line`: the most that it may be at K = 1, its value added held
    value_added  万元, `line_value_added`: the least that it must be at K = 1, its energy or emission held
    points    what R changes by on the other side; now, other: 执行等级 (0–3 for A–D) as it is and there
    leaves    less energy would carry it across and below the gate, so that it had no R at all
    """

    unit: int
    sector: str
    part: Part
    ratio: float
    jump: float
    amount: float
    line: float
    value_added: float
    line_value_added: float
    points: float
    now: int
    other: int
    leaves: bool

    @property
    def distance(self) -> float:
        """The share of its own energy or emission between it and the line."""
        return abs(self.line / self.amount - 1)

    @property
    def above(self) -> bool:
        """Whether it is on the good side."""
        return self.jump > 0

    @property
    def decides(self) -> bool:
        """Whether the jump decides its class."""
        return self.now != self.other


@dataclass(frozen=True, slots=True)
class RJump:
    """Those near the line, the ones whose class it decides first, then the nearest.

    size   points that R jumps by at K = 1 (2a), and at L = 1 (2b)
    having  how many 参评 units have an R; left_out: near ones beyond `DECIDED_AT_MOST`
    """

    size: tuple[float, float]
    having: int
    near: tuple[Near, ...]
    left_out: int


def r_jump(now: Standing, pool: str, within: float = WITHIN) -> RJump | None:
    """Who is near the jump in a pool; None where the policy has no R there, or nobody takes part.

    within  share of the own energy or emission, 0.05 for 5 %
    The own value is part of the sector's average: the line holds the others' sums, so crossing it is exact. The
    class on the other side is that of `decide` with the unit's points changed by the jump, all else held. A part
    whose coefficient is 0 moves nobody's R, so nobody is near it.
    """
    prepared, of = now.prepared, now.prepared.pools.get(pool)
    rule = prepared.policy.sector_adjustment
    if rule is None or pool not in rule.pools or of is None:
        return None
    jumping = [part for part, weight in zip(Part, (rule.a, rule.b), strict=True) if weight]
    found = [near for part in jumping for near in _of_part(prepared, of, rule, part, within)]
    found.sort(key=lambda near: (round(near.distance, 9), near.unit, near.part))
    told, left_out = found[:DECIDED_AT_MOST], len(found[DECIDED_AT_MOST:])
    applied = now.decisions[pool].applied[0]
    decided = [_decided(of, applied, near) for near in told]
    having = int(prepared.adjustments.frame["R"].notna().to_numpy()[of.ranked_rows].sum())
    order = sorted(decided, key=lambda near: not near.decides)
    return RJump((2 * rule.a, 2 * rule.b), having, tuple(order), left_out)


def _of_part(
    prepared: Prepared, of: PreparedPool, rule: SectorAdjustment, part: Part, within: float
) -> Iterator[Near]:  # fmt: skip
    """The near ones of every sector, their class on the other side still to be decided."""
    digits = industry_digits(prepared.cohort.units)
    frame = prepared.adjustments.frame
    scored = frame[part.ratio].notna().to_numpy() & frame["R"].notna().to_numpy()
    ranked = np.zeros(len(frame), dtype=bool)
    ranked[of.ranked_rows] = True
    for sector, codes in rule.sectors.items():
        rows = np.flatnonzero(ranked & scored & in_industries(digits, codes))
        if len(rows):
            yield from _of_sector(prepared, rule, part, sector, rows, within)


def _of_sector(
    prepared: Prepared, rule: SectorAdjustment, part: Part, sector: str, rows: np.ndarray, within: float
) -> Iterator[Near]:  # fmt: skip
    units, frame = prepared.cohort.units, prepared.adjustments.frame
    x, own, energy = (units[name].to_numpy(dtype=float)[rows] for name in (X, part.measure, Y))
    line, line_x = crossings(x, own, *_sums(prepared, part, sector))
    distance = np.abs(line / own - 1)
    ratios, jumps = (frame[name].to_numpy()[rows] for name in (part.ratio, str(part)))
    weight = rule.a if part is Part.ENERGY else rule.b
    for i in np.flatnonzero(rounded(distance) <= within):  # NaN, nobody to be compared with, isn't near
        above = ratios[i] > 1 - SAME
        leaves = part is Part.ENERGY and not above and bool(rounded(line[i]) < rule.gate_tce <= rounded(energy[i]))
        points = weight * ((-1.0 if above else 1.0) - float(jumps[i]))
        yield Near(int(rows[i]), sector, part, float(ratios[i]), float(jumps[i]), float(own[i]), float(line[i]),
                   float(x[i]), float(line_x[i]), points, -1, -1, leaves)  # fmt: skip


def crossings(x: np.ndarray, own: np.ndarray, sum_x: float, sum_own: float) -> tuple[np.ndarray, np.ndarray]:
    """Energy (or emission) and value added at which K is 1, each with the other held; n each.

    x, own  value added and energy of n units that the sums hold
    (x/y)/(ΣX/ΣY) ≥ 1 is y ≤ x/W' with W' the average of the others. NaN where there is nobody else, or where
    the own value, or the others' sums, are not above 0.
    """
    others_x, others_own = sum_x - x, sum_own - own
    line, line_x = np.full(len(x), np.nan), np.full(len(x), np.nan)
    there = (rounded(others_x) > 0) & (rounded(others_own) > 0) & (x > 0) & (own > 0)
    np.divide(x * others_own, others_x, out=line, where=there)
    np.divide(own * others_x, others_own, out=line_x, where=there)
    return line, line_x


def _sums(prepared: Prepared, part: Part, sector: str) -> tuple[float, float]:
    columns = ["x_of_w", "y"] if part is Part.ENERGY else ["x_of_q", "z"]
    above, below = prepared.adjustments.averages.loc[sector, columns].tolist()
    return above, below


def _decided(of: PreparedPool, applied: np.ndarray, near: Near) -> Near:
    """With its class as it is, and with the points of the other side."""
    row = int(np.flatnonzero(of.ranked_rows == near.unit)[0])
    points = of.points.copy()
    points[row] += near.points
    other = decide_pool(replace(of, points=points), of.weights[None, :], of.classes).applied[0, row]
    return replace(near, now=int(applied[row]), other=int(other))
