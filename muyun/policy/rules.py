"""The kinds of rules that a policy is made of, and what each may hold. A closed set (docs/policies.md)."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from muyun.policy.source import Sourced, Strict
from muyun.terms import Class, Kind, Scale

Share = Annotated[float, Field(ge=0, le=1)]
"""A share of a whole, 0–1."""


def _industry_code(code: object) -> object:
    """GB/T 4754 code as text: YAML reads 1713 as a number and a leading zero is lost."""
    return f"{code:02d}" if isinstance(code, int) and not isinstance(code, bool) else code


IndustryCode = Annotated[str, BeforeValidator(_industry_code), Field(pattern=r"^\d{2,4}$")]

Positive = Annotated[float, Field(gt=0)]


def _unit_text(unit: object) -> object:
    """YAML reads the unit 1 of a plain ratio as a number."""
    return str(unit) if isinstance(unit, int) else unit


Unit = Annotated[str, BeforeValidator(_unit_text)]


class Indicator(Sourced):
    """A ratio of two measures of table 企业 (spec 1.1). `label`: the policy's own words for it."""

    numerator: str
    denominator: str
    unit: Unit
    better: Literal["higher", "lower"]
    label: str | None = None


class Land(Sourced):
    """How long approved new land is left out (XA-26, spec 1.2)."""

    deduct_new_months: int = Field(ge=0)


class Exclusion(Sourced):
    """Who doesn't take part: by GB/T 4754 code (a code covers those that begin with it) or by flag."""

    reason: str
    kind: Kind | None = None
    industries: tuple[IndustryCode, ...] = ()
    flag: Literal["military"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Exclusion:
        if bool(self.industries) == bool(self.flag):
            raise PydanticCustomError("exclusion", "industries 和 flag 须填且只填一项")
        return self


class LandGate(Sourced):
    """From which land area on an enterprise takes part, by evaluated year (XC-01, FH-04).

    `soft`: the line only guides (为主): those below it take part, and a finding counts them.
    """

    from_year: int
    at_least_mu: float = Field(ge=0)
    kind: Kind | None = None
    scale: Scale | None = None
    soft: bool = False


MOST_TRANSITION_YEARS = 3
"""不超过 3 年 (XC-14, XA-12): no policy and no scenario may have more."""


class Transition(Sourced):
    """How many evaluations are scored without a class (XC-14, XA-12)."""

    years: int = Field(ge=1, le=MOST_TRANSITION_YEARS)


class Scope(Strict):
    """Who takes part (spec 4)."""

    exclude: tuple[Exclusion, ...] = ()
    land_gate: tuple[LandGate, ...] = ()
    transition: Transition | None = None


class PoolRatio(Sourced):
    """The pool's own ratio of sums × factor."""

    method: Literal["pool_ratio"]
    factor: Positive = 1


MOST_YEARS_BACK = 100
"""Years that a rule may look back: each is read, so a link with a billion of them would stop the server."""


class MeanOfYears(Sourced):
    """Mean of the ratios of sums of `years` base years × factor, frozen for `hold_years` (XC-08, XC-09)."""

    method: Literal["mean_of_years"]
    years: int = Field(ge=1, le=MOST_YEARS_BACK)
    factor: Positive = 1
    hold_years: int = Field(ge=1)
    first_year: int


class Constant(Sourced):
    """Published constants by indicator (spec 2.6)."""

    method: Literal["constant"]
    values: dict[str, Positive]


class Percentile(Sourced):
    """The q-quantile of the pool's values, linear interpolation, × factor."""

    method: Literal["percentile"]
    q: Share
    factor: Positive = 1


class BestShare(Sourced):
    """Mean of the best ceil(share · n) values of the pool × factor."""

    method: Literal["best_share"]
    share: Annotated[float, Field(gt=0, le=1)]
    factor: Positive = 1


Benchmark = Annotated[PoolRatio | MeanOfYears | Constant | Percentile | BestShare, Field(discriminator="method")]

Missing = Literal["zero", "pool_mean", "redistribute", "exclude"]
ZeroDenominator = Literal["full", "missing"]
Cap = Positive | Literal["none"]


class ItemRule(Sourced):
    """How a value becomes an item score (spec 2.3, 2.4, 12)."""

    cap: Cap
    floor: float = Field(default=0, ge=0)
    missing: Missing
    zero_denominator: ZeroDenominator = "missing"

    @property
    def cap_ratio(self) -> float:
        """Cap as a multiple of the weight; infinite when there is none."""
        return math.inf if self.cap == "none" else self.cap

    @property
    def full_ratio(self) -> float:
        """What the best result earns: the cap, or the weight itself when there is no cap (spec 12)."""
        return 1.0 if self.cap == "none" else self.cap


class ItemOverride(Sourced):
    """What one indicator has otherwise than the default item rule."""

    cap: Cap | None = None
    floor: float | None = Field(default=None, ge=0)
    missing: Missing | None = None
    zero_denominator: ZeroDenominator | None = None


class WeightBound(Sourced):
    """A legal limit of weights (XC-10…12). Key `each` stands for every indicator of the pool."""

    at_most: dict[str, float] = Field(default_factory=dict)
    at_least: dict[str, float] = Field(default_factory=dict)
    binding: Literal["hard", "soft"]


class Quota(Sourced):
    """The share of the pool's n that a class gets: exactly one of the four kinds (spec 5.2)."""

    at_most: Share | None = None
    exact: Share | None = None
    at_least: Share | None = None
    rest: Literal[True] | None = None
    d_share: Share | dict[str, Share] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Quota:
        kinds = [k for k in ("at_most", "exact", "at_least", "rest") if getattr(self, k) is not None]
        if len(kinds) != 1:
            raise PydanticCustomError("quota_kind", "at_most、exact、at_least、rest 须填且只填一项")
        return self

    def _needs_source(self) -> bool:
        return self.rest is None

    @property
    def kind(self) -> str:
        """at_most, exact, at_least or rest."""
        return next(k for k in ("at_most", "exact", "at_least", "rest") if getattr(self, k) is not None)

    @property
    def share(self) -> float | None:
        """The share of the kind; None for rest."""
        return None if self.rest else getattr(self, self.kind)


Classes = dict[Literal["A", "B", "C", "D", "C_D"], Quota]


class Veto(Sourced):
    """What an event of the evaluated year does to the class: `not_above` (XC-17) or `to` (XA-13)."""

    kinds: tuple[str, ...] = Field(min_length=1)
    not_above: Literal["B", "C", "D"] | None = None
    to: Literal["C", "D"] | None = None
    backfill: bool = True
    pools: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Veto:
        if (self.not_above is None) == (self.to is None):
            raise PydanticCustomError("veto_kind", "not_above 和 to 须填且只填一项")
        return self


class SectorAdjustment(Sourced):
    """Jiaxing's annex: R = aS + bT for enterprises of the named sectors (JX-05…11, spec 3.2)."""

    a: float
    b: float
    sectors: dict[str, tuple[IndustryCode, ...]]
    gate_tce: float = Field(ge=0)
    average: Literal["ratio_of_sums"] = "ratio_of_sums"
    average_over: Literal["sector", "gated"] = "sector"
    zero_z: Literal["keep", "drop"] = "keep"
    pools: tuple[str, ...]


class SectorRules(Sourced):
    """Top and bottom of each sector and what they change (JX-17…19, spec 6.2).

    `clause` names three clauses in this order: the top, the bottom, the bottom in consecutive years.
    """

    top_share: Share
    top_in: Literal["above", "all"]
    bottom_share: Share
    bottom_in: Literal["above", "all"]
    years: int = Field(ge=2, le=MOST_YEARS_BACK)
    level: Literal["division"]
    pools: tuple[str, ...]

    @model_validator(mode="after")
    def _three_clauses(self) -> SectorRules:
        if len(self.clause) != 3:
            raise PydanticCustomError("three_clauses", "clause 须依次写明前列、末位、连续末位三条")
        return self


class EnergyCut(Sourced):
    """Cut of energy in the key sectors (JX-20, spec 6.3); used from the sectors page on."""

    weight: Literal["land", "energy"]
    sectors: dict[str, tuple[IndustryCode, ...]]


class Parcels(Sourced):
    """Tenants of shared parcels become one unit (FH-06, spec 7.1, 12)."""

    merge: Literal["shared"]
    pools: tuple[str, ...]


class Review(Sourced):
    """Whose class is looked at again because a label speaks against it (XA-43); no class changes by it.

    in_class  the 执行等级 that the labels don't fit; labels: whole words of 标签, any of them is enough
    reason    what is to be looked at, as the list says it
    """

    in_class: tuple[Class, ...] = Field(min_length=1)
    labels: tuple[str, ...] = Field(min_length=1)
    reason: str


class Lowland(Sourced):
    """The line of 低产田 in 万元/亩; below: true is 低于 (line itself out), false 以下 (in)."""

    line: float
    below: bool
