"""What is a pool of land, energy or emissions shared out by, among whom? An indicator, and what each has now.

The sums of our enterprises and the official figures of 区域 and 园区 are two sources, one of them at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.regions.allocate import Bound, Claim, Infeasible, allocate, shared_by
from muyun.explore.regions.areas import Area, AreaLevel
from muyun.explore.regions.figures import Measure, RegionFigures, official_rows
from muyun.explore.regions.localities import areas_of, numbers_of, shown_names
from muyun.explore.sectors.sums import totals
from muyun.policy.model import Policy


class Resource(StrEnum):
    """What is shared out."""

    LAND = "用地"
    ENERGY = "用能"
    EMISSION = "排放"

    @property
    def unit(self) -> str:
        """The unit of the pool."""
        return {"用地": "亩", "用能": "吨标煤", "排放": "吨"}[self]

    @property
    def measure(self) -> str:
        """The measure of 企业, 区域 and 园区 that says what a place has now."""
        return {"用地": "land_mu", "用能": "energy_tce", "排放": "emission_t"}[self]

    @property
    def indicator(self) -> str:
        """How the name of what the documents speak of for it begins (JX-21, JX-22, JX-24)."""
        return {"用地": "亩均税收", "用能": "单位能耗", "排放": "单位排放"}[self]


class Sized(StrEnum):
    """Whether what a place has now counts too (本系统假定)."""

    NO = "只按指标"
    YES = "指标 × 现有量"


@dataclass(frozen=True, slots=True)
class Question:
    """A pool, the indicator and what may be got. bounds: by the place's name."""

    resource: Resource
    pool: float
    measure: str
    sized: Sized
    bounds: Mapping[str, Bound]


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """n places: their indicator, what they have now, and both ways to share the pool out.

    values  of the indicator; base: what a place has now; NaN where not known
    parts   by the indicator, NaN where the place gets none; by_base: in proportion to what they have now
    reasons why a place gets none, "" where it does
    """

    question: Question
    figures: RegionFigures
    names: tuple[str, ...]
    values: np.ndarray
    base: np.ndarray
    parts: np.ndarray
    by_base: np.ndarray
    reasons: tuple[str, ...]

    @property
    def measure(self) -> Measure:
        """The indicator."""
        return self.figures.measures[self.figures.column(self.question.measure)]


def offered(figures: RegionFigures) -> list[Measure]:
    """The indicators that a pool can be shared out by: those of which more is better."""
    return [measure for measure in figures.measures if not measure.lower_is_better]


def enterprise_base(evaluation: Evaluation, figures: RegionFigures, pool: str, resource: Resource) -> np.ndarray:
    """What each place's 参评 enterprises of a pool have now; NaN where nobody's is known."""
    units = evaluation.participants
    mask = evaluation.prepared.cohort.evaluated & (units["pool"] == pool).to_numpy(dtype=bool)
    numbers = np.where(mask, numbers_of(areas_of(units, figures.level), figures.areas), -1)
    found = totals(numbers, units[resource.measure].to_numpy(dtype=float, na_value=np.nan), len(figures.areas))
    return np.where(found > 0, found, np.nan)


def official_base(tables: Tables, policy: Policy, figures: RegionFigures, resource: Resource) -> np.ndarray:
    """What tables 区域 and 园区 say that each place has in the year; NaN where they don't."""
    rows = official_rows(tables, policy, figures.level)
    rows = rows[(rows["year"] == figures.year).fillna(False).to_numpy(dtype=bool) & rows["name"].notna().to_numpy()]
    inside = "county" if figures.level is AreaLevel.PARK else "parent"
    held: dict[Area, float] = {}
    for parent, name, amount in zip(rows[inside].fillna(""), rows["name"], rows[resource.measure], strict=True):
        area = Area("" if figures.level is AreaLevel.COUNTY else str(parent), str(name))
        held.setdefault(area, float(amount))
    found = np.array([held.get(area, np.nan) for area in figures.areas], dtype=float)
    return np.where(found > 0, found, np.nan)


def simulate(question: Question, figures: RegionFigures, base: np.ndarray) -> Simulation:
    """The pool shared out by the indicator, and by what the places have now. Infeasible: it can't be."""
    names = shown_names(figures.areas)
    values = figures.values[:, figures.column(question.measure)]
    weights = values * base if question.sized is Sized.YES else values
    claims = [
        Claim(name, float(weight), question.bounds.get(name, Bound()))
        for name, weight in zip(names, weights, strict=True)
    ]
    got = allocate(question.pool, claims)
    return Simulation(
        question, figures, tuple(names), values, base, _by_name(got, names), _by_base(question.pool, claims, base),
        tuple(_why(value, has, claim) for value, has, claim in zip(values, base, claims, strict=True)),
    )  # fmt: skip


def _by_base(pool: float, claims: Sequence[Claim], base: np.ndarray) -> np.ndarray:
    """In proportion to what the same places have now; NaN throughout where nobody's is known."""
    names = [claim.name for claim in claims]
    taking = [claim for claim in claims if claim.takes_part]
    try:
        got = allocate(pool, shared_by(taking, dict(zip(names, base.tolist(), strict=True))))
    except Infeasible:
        return np.full(len(claims), np.nan)
    return _by_name(got, names)


def _by_name(got: Mapping[str, float], names: Sequence[str]) -> np.ndarray:
    return np.array([got.get(name, np.nan) for name in names], dtype=float)


def _why(value: float, has: float, claim: Claim) -> str:
    if claim.takes_part:
        return ""
    if np.isnan(value):
        return "没有这个指标"
    return "指标小于 0" if round(value, 9) < 0 else "没有现有量，不能乘"
