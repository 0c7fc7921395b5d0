"""The shape of a policy file: which keys there are and what each may hold.

The keys are public (`--set`, patches and county policies use them). Unknown keys are
refused. Every rule has a source: `clause` with a verbatim `quote`, or `published`, or
`assumed` with the reason (本系统假定).
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from muyun.terms import Class, Kind, Scale

Share = Annotated[float, Field(ge=0, le=1)]
"""A share of a whole, 0–1."""


def _industry_code(code: object) -> object:
    """GB/T 4754 code as text: YAML reads 1713 as a number and a leading zero is lost."""
    return f"{code:02d}" if isinstance(code, int) and not isinstance(code, bool) else code


IndustryCode = Annotated[str, BeforeValidator(_industry_code), Field(pattern=r"^\d{2,4}$")]


def _one_or_many(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value  # a list would be refused in strict mode


Clauses = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class Strict(BaseModel):
    """No unknown key, nothing changed after reading, no infinity or nan."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Published(Strict):
    """Where a rule was published whose text can't be shipped (spec 2.6)."""

    title: str
    region: str
    year: int


class Sourced(Strict):
    """Where a rule comes from; `notes` says of a single key what is not the text's own.

    `quote` is the rule in the text's words; where several clauses make one rule, `quotes` may
    give each clause's own words by its id.
    """

    clause: Clauses = ()
    quote: str | None = None
    quotes: dict[str, str] = {}
    published: Published | None = None
    assumed: str | None = None
    notes: dict[str, str] = {}

    @model_validator(mode="after")
    def _has_a_source(self) -> Sourced:
        if bool(self.clause) != bool(self.quote):
            raise PydanticCustomError("half_source", "clause 和 quote 须同时填写")
        if set(self.quotes) - set(self.clause):
            raise PydanticCustomError("half_source", "quotes 里的条款须写在 clause 中")
        if not (self.clause or self.published or self.assumed) and self._needs_source():
            raise PydanticCustomError("no_source", "没有出处：须填 clause 和 quote，或 published，或 assumed")
        return self

    def _needs_source(self) -> bool:
        return True


class Source(Sourced):
    """A source alone, for values that must stay plain (`weights_source`)."""


T = TypeVar("T")


class Setting(Sourced, Generic[T]):
    """One value with its source."""

    value: T


def _unit_text(unit: object) -> object:
    """YAML reads the unit 1 of a plain ratio as a number."""
    return str(unit) if isinstance(unit, int) else unit


class Indicator(Sourced):
    """A ratio of two measures of table 企业 (spec 1.1). `label`: the policy's own words for it."""

    numerator: str
    denominator: str
    unit: Annotated[str, BeforeValidator(_unit_text)]
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


class Transition(Sourced):
    """How many evaluations are scored without a class (XC-14, XA-12)."""

    years: int = Field(ge=1, le=3)


class Scope(Strict):
    """Who takes part (spec 4)."""

    exclude: tuple[Exclusion, ...] = ()
    land_gate: tuple[LandGate, ...] = ()
    transition: Transition | None = None


Positive = Annotated[float, Field(gt=0)]


class PoolRatio(Sourced):
    """The pool's own ratio of sums × factor."""

    method: Literal["pool_ratio"]
    factor: Positive = 1


class MeanOfYears(Sourced):
    """Mean of the ratios of sums of `years` base years × factor, frozen for `hold_years` (XC-08, XC-09)."""

    method: Literal["mean_of_years"]
    years: int = Field(ge=1)
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


Benchmark = Annotated[
    PoolRatio | MeanOfYears | Constant | Percentile | BestShare, Field(discriminator="method")
]

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

    at_most: dict[str, float] = {}
    at_least: dict[str, float] = {}
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
PoolBy = Literal["none", "区县"]
Formula = Literal["ratio", "min_max"]


class Defaults(Strict):
    """What holds for every pool that says nothing else."""

    benchmark: Benchmark
    item: ItemRule
    tie_break: Setting[tuple[str, ...]]
    classes: Classes
    pool_by: Setting[PoolBy]
    formula: Setting[Formula] | None = None


class Members(Strict):
    """Which enterprises a pool takes; a key left out means any."""

    kind: Kind | None = None
    scale: Scale | None = None


class Pool(Strict):
    """A set of enterprises ranked against each other, with its own indicators."""

    members: Members
    weights: dict[str, Annotated[float, Field(ge=0, le=100)]]
    weights_source: Source
    weight_bounds: tuple[WeightBound, ...] = ()
    items: dict[str, ItemOverride] = {}
    benchmark: Benchmark | None = None
    item: ItemRule | None = None
    tie_break: Setting[tuple[str, ...]] | None = None
    classes: Classes | None = None
    classes_source: Source | None = None
    pool_by: Setting[PoolBy] | None = None
    formula: Setting[Formula] | None = None


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
    years: int = Field(ge=2)
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


class Lowland(Sourced):
    """The line of 低产田 in 万元/亩; below: true is 低于 (line itself out), false 以下 (in)."""

    line: float
    below: bool


class Policy(Strict):
    """A policy document as data."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    region: str
    year: int
    class_words: dict[Class, str]
    energy_basis: Setting[Literal["当量值", "等价值"]]
    publish: Setting[Literal["class_only", "none"]]
    indicators: dict[str, Indicator]
    land: Land
    scope: Scope = Scope()
    defaults: Defaults
    pools: dict[str, Pool]
    vetoes: tuple[Veto, ...] = ()
    bonus_items: Setting[tuple[str, ...]] | None = None
    sector_adjustment: SectorAdjustment | None = None
    sector_rules: SectorRules | None = None
    energy_cut: EnergyCut | None = None
    parcels: Parcels | None = None
    lowland: Lowland | None = None

    def pool_benchmark(self, pool: str) -> Benchmark:
        """The benchmark rule of a pool, its own or the default."""
        return self.pools[pool].benchmark or self.defaults.benchmark

    def item_rules(self, pool: str) -> dict[str, ItemRule]:
        """Item rule of each weighted indicator of a pool: its own over the pool's over the default."""
        base = self.pools[pool].item or self.defaults.item
        overrides = self.pools[pool].items
        return {name: _overridden(base, overrides.get(name)) for name in self.pools[pool].weights}

    def tie_break(self, pool: str) -> tuple[str, ...]:
        """Indicators that break ties, in order (spec 5.1)."""
        return (self.pools[pool].tie_break or self.defaults.tie_break).value

    def classes(self, pool: str) -> Classes:
        """The quotas of a pool."""
        return self.pools[pool].classes or self.defaults.classes

    def pool_by(self, pool: str) -> PoolBy:
        """Whether a pool is ranked as one or county by county (XA-11)."""
        return (self.pools[pool].pool_by or self.defaults.pool_by).value

    def formula(self, pool: str) -> Formula:
        """ratio (spec 2.1) or min_max (spec 2.5)."""
        setting = self.pools[pool].formula or self.defaults.formula
        return setting.value if setting else "ratio"


def _overridden(base: ItemRule, override: ItemOverride | None) -> ItemRule:
    if override is None:
        return base
    return base.model_copy(update=override.model_dump(exclude_none=True))


def policy_hash(policy: Policy) -> str:
    """SHA-256 of the parsed policy as sorted JSON, so that comments and spacing don't count."""
    content = json.dumps(policy.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
