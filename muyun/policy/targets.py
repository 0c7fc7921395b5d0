"""What does a document want to reach, by when? The kinds of goals, a closed set (docs/policies.md).

Goals are looked at beside the results; no number of an evaluation depends on them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from muyun.policy.rules import IndustryCode, Positive, Unit
from muyun.policy.source import Sourced, Strict


class Ratio(Strict):
    """A ratio that only a goal speaks of: no indicator of the evaluation, so no column of its results."""

    numerator: str
    denominator: str
    unit: Unit


class Figures(Sourced):
    """Of whom a goal on figures speaks: the 参评 enterprises of `pools` together, or of each of `sectors`.

    indicators  of the policy, or named in `ratios`; each is a goal of its own
    by          the year that the goal is set for
    """

    indicators: tuple[str, ...] = Field(min_length=1)
    ratios: dict[str, Ratio] = Field(default_factory=dict)
    pools: tuple[str, ...] = Field(min_length=1)
    sectors: dict[str, tuple[IndustryCode, ...]] = Field(default_factory=dict)
    by: int


class LevelTarget(Figures):
    """A value to be reached by a year, the value itself included (JX-02, JX-03, XA-03).

    base_year  where the way to the goal begins; without it only reached or not can be told
    """

    method: Literal["level"]
    reach: float
    base_year: int | None = None


class GrowthTarget(Figures):
    """Growth over the year before, the rate itself included (FH-01, FH-02), in the years from `from_year` to `by`."""

    method: Literal["growth"]
    rate: Positive
    from_year: int


class CumulativeTarget(Figures):
    """Growth from a base year to a target year, the rate itself included (XA-01, XA-02)."""

    method: Literal["cumulative_growth"]
    rate: Positive
    base_year: int


class AboveTarget(Figures):
    """Growth over the year before that is higher than another's (JX-01, XA-04); equal isn't higher.

    than  `industry`: 工业平均增速; `province`: the same indicator of the whole province
    """

    method: Literal["above"]
    than: Literal["industry", "province"]
    from_year: int


class RisingTarget(Figures):
    """A value higher than the year before's (XC-04); equal isn't higher."""

    method: Literal["rising"]
    from_year: int


class CompletedTarget(Sourced):
    """So many enterprises with a finished case of a kind in the years from `from_year` to `by` (FH-03)."""

    method: Literal["completed"]
    kind: Literal["低产田", "高耗低效"]
    count: int = Field(ge=1)
    from_year: int
    by: int


class MultipleTarget(Sourced):
    """The enterprises of an uploaded list, each measure together, grow `factor`-fold in `years` (XC-29).

    The year of the list is the base. least_years: the earliest year after it that the document names.
    """

    method: Literal["multiple"]
    list: str
    measures: tuple[str, ...] = Field(min_length=1)
    factor: Annotated[float, Field(gt=1)]
    least_years: int = Field(ge=1)
    years: int = Field(ge=1)


Target = Annotated[
    LevelTarget | GrowthTarget | CumulativeTarget | AboveTarget | RisingTarget | CompletedTarget | MultipleTarget,
    Field(discriminator="method"),
]
