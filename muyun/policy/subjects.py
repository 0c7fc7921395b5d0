"""How are parks and regions evaluated? Rules beside those of enterprises, by name (XA-14…17, JX-13, ZJ-01).

They go through the same evaluation (`evaluate.subjects`), but give scores and ranks only: no classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from muyun.policy.rules import Benchmark, ItemOverride, ItemRule, Transition, Unit
from muyun.policy.source import Setting, Source, Sourced

SubjectTable = Literal["园区", "区域"]
RankWithin = Literal["none", "级别", "类型", "区县", "上级"]

KIND_COLUMN: Mapping[str, str] = {"园区": "kind", "区域": "level"}
"""What `kinds` of a rule speak of: 类型 of a park, 级别 of a region."""

GROUP_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "园区": {"级别": "level", "类型": "kind", "区县": "county"},
    "区域": {"级别": "level", "上级": "parent"},
}
"""By what the rows of each table can be ranked apart from each other → the measure."""


class SubjectIndicator(Sourced):
    """A ratio of two measures of the table; without a denominator the measure itself (高端要素集聚度)."""

    numerator: str
    denominator: str | None = None
    unit: Unit
    better: Literal["higher", "lower"]
    label: str | None = None


class SubjectRules(Sourced):
    """Evaluation of the parks or regions of one or several kinds.

    kinds       类型 of 园区 or 级别 of 区域 that take part; levels: of parks, only those of these 级别
                (a park without a level is named, not passed over)
    transition  of parks, from 省级命名年度 on: scored, not ranked (XA-14)
    exploring   the document only wants it tried (探索): shown so
    benchmark, item, items  as a pool has them; left out, the policy's defaults hold
    """

    table: SubjectTable
    kinds: tuple[str, ...] = Field(min_length=1)
    levels: tuple[str, ...] = ()
    exploring: bool = False
    rank_within: Setting[RankWithin]
    transition: Transition | None = None
    indicators: dict[str, SubjectIndicator] = Field(min_length=1)
    weights: dict[str, Annotated[float, Field(ge=0, le=100)]]
    weights_source: Source
    benchmark: Benchmark | None = None
    item: ItemRule | None = None
    items: dict[str, ItemOverride] = Field(default_factory=dict)

    @property
    def group_column(self) -> str | None:
        """The measure that says who is ranked with whom; None: all together."""
        return GROUP_COLUMNS[self.table].get(self.rank_within.value)

    def with_weights(self, weights: Mapping[str, float]) -> SubjectRules:
        """The rules under other weights, in points and summing to 100; indicators left out keep theirs."""
        return self.model_copy(update={"weights": {**self.weights, **weights}})
