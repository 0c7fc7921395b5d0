"""How are parks and regions evaluated? Rules beside those of enterprises, by name (XA-14…17, JX-13, ZJ-01).

They go through the same evaluation (`evaluate.subjects`), but give scores and ranks only: no classes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from muyun.policy.rules import Benchmark, ItemOverride, ItemRule, Transition, Unit
from muyun.policy.source import Setting, Source, Sourced, Strict

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


class SubjectMembers(Sourced):
    """Who takes part: rows of a table by kind.

    kinds      类型 of 园区 or 级别 of 区域; levels: of parks, only those of these 级别
               (a park without a level is named, not passed over)
    exploring  the document only wants it tried (探索, 鼓励): shown so
    """

    table: SubjectTable
    kinds: tuple[str, ...] = Field(min_length=1)
    levels: tuple[str, ...] = ()
    exploring: bool = False


class Front(Sourced):
    """Who is in front: among the first `places` of its group, and `years` years in a row (XA-41, XA-23).

    `clause` names two clauses in this order: in front, in front in consecutive years.
    """

    places: int = Field(ge=1)
    years: int = Field(ge=2)


class SubjectRules(Strict):
    """Evaluation of the parks or regions of one or several kinds.

    transition  of parks, from 省级命名年度 on: scored, not ranked (XA-14)
    benchmark, item, items  as a pool has them; left out, the policy's defaults hold
    """

    members: SubjectMembers
    rank_within: Setting[RankWithin]
    transition: Transition | None = None
    indicators: dict[str, SubjectIndicator] = Field(min_length=1)
    weights: dict[str, Annotated[float, Field(ge=0, le=100)]]
    weights_source: Source
    benchmark: Benchmark | None = None
    item: ItemRule | None = None
    items: dict[str, ItemOverride] = Field(default_factory=dict)
    front: Front | None = None

    @property
    def table(self) -> SubjectTable:
        """The table whose rows are evaluated."""
        return self.members.table

    @property
    def group_column(self) -> str | None:
        """The measure that says who is ranked with whom; None: all together."""
        return GROUP_COLUMNS[self.table].get(self.rank_within.value)

    def with_weights(self, weights: Mapping[str, float]) -> SubjectRules:
        """The rules under other weights, in points and summing to 100; indicators left out keep theirs."""
        return self.model_copy(update={"weights": {**self.weights, **weights}})
