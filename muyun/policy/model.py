"""The shape of a policy file: which keys there are and what each may hold.

The keys are public (`--set`, patches and county policies use them). Unknown keys are refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field

from muyun.policy.assessment import Assessment, Coverage
from muyun.policy.rules import (
    Benchmark,
    Classes,
    EnergyCut,
    Indicator,
    ItemOverride,
    ItemRule,
    Land,
    Lowland,
    Parcels,
    Review,
    Scope,
    SectorAdjustment,
    SectorRules,
    Veto,
    WeightBound,
)
from muyun.policy.source import Setting, Source, Strict
from muyun.policy.subjects import SubjectIndicator, SubjectRules
from muyun.policy.targets import Figures, Ratio, Target
from muyun.terms import Class, Kind, Scale

PoolBy = Literal["none", "区县"]
Formula = Literal["ratio", "min_max"]
AnyRatio = Indicator | SubjectIndicator | Ratio
"""What has a name, a unit and a numerator: a row of 区域 or 园区 may give its value."""


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
    items: dict[str, ItemOverride] = Field(default_factory=dict)
    benchmark: Benchmark | None = None
    item: ItemRule | None = None
    tie_break: Setting[tuple[str, ...]] | None = None
    classes: Classes | None = None
    classes_source: Source | None = None
    pool_by: Setting[PoolBy] | None = None
    formula: Setting[Formula] | None = None


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
    review: tuple[Review, ...] = ()
    lowland: Lowland | None = None
    coverage: Coverage | None = None
    assessment: Assessment | None = None
    targets: tuple[Target, ...] = ()
    evaluations: dict[str, SubjectRules] = Field(default_factory=dict)

    @property
    def ratios(self) -> tuple[tuple[str, AnyRatio], ...]:
        """Name and rule of each ratio that 区域 and 园区 rows may give themselves (spec 6.5); a name may come twice.

        The indicators, of enterprises and of parks and regions, and what only goals name.
        """
        goals = [ratio for target in self.targets if isinstance(target, Figures) for ratio in target.ratios.items()]
        others = [rule for rules in self.evaluations.values() for rule in rules.indicators.items()]
        return (*self.indicators.items(), *others, *goals)

    @property
    def published_names(self) -> tuple[str, ...]:
        """The names of `ratios`, each once."""
        return tuple(dict.fromkeys(name for name, _ in self.ratios))

    def pool_benchmark(self, pool: str) -> Benchmark:
        """The benchmark rule of a pool, its own or the default."""
        return self.pools[pool].benchmark or self.defaults.benchmark

    def item_rules(self, pool: str) -> dict[str, ItemRule]:
        """Item rule of each weighted indicator of a pool: its own over the pool's over the default."""
        of = self.pools[pool]
        return item_rules(of.item or self.defaults.item, of.items, of.weights)

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


def item_rules(base: ItemRule, overrides: Mapping[str, ItemOverride], names: Iterable[str]) -> dict[str, ItemRule]:
    """The item rule of each of `names`: `base` with what is otherwise for it."""
    return {name: _overridden(base, overrides.get(name)) for name in names}


def _overridden(base: ItemRule, override: ItemOverride | None) -> ItemRule:
    if override is None:
        return base
    return base.model_copy(update=override.model_dump(exclude_none=True))


def policy_hash(policy: Policy) -> str:
    """SHA-256 of the parsed policy as sorted JSON, so that comments and spacing don't count."""
    content = json.dumps(policy.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
