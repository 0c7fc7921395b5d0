"""How does a document assess its towns and zones? The line of coverage, and the items of the yearly assessment.

No number of an evaluation depends on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from muyun.policy.source import Sourced
from muyun.terms import SCORE_DECIMALS

if TYPE_CHECKING:
    from muyun.policy.model import Policy

Item = Literal["亩均效益指标", "评价面积增长", "评价企业数量增长", "评价结果纠偏", "高耗低效整治完成", "创新亮点"]
"""What towns and zones are assessed by, in the order of the text (FH-15)."""

ITEMS: tuple[Item, ...] = get_args(Item)
PointsBy = Literal["rank", "spread"]
Undefined = Literal["redistribute", "zero"]
ALL_POINTS = 100


class Coverage(Sourced):
    """Which share of a town's or zone's industrial land is to be evaluated, the line itself included (FH-07)."""

    at_least: Annotated[float, Field(gt=0, le=1)]


class Assessment(Sourced):
    """The assessment of towns and zones (FH-15): points an item, together 100.

    points_by  the best has all and the worst none; between them `rank` goes by even steps, `spread` by the values
    undefined  what an item is worth that can't be computed: `redistribute` spreads its points over the rest
    """

    points: dict[Item, Annotated[float, Field(ge=0, le=ALL_POINTS)]]
    points_by: PointsBy
    undefined: Undefined


COVERAGE = Coverage(at_least=0.7, assumed="政策没有定评价覆盖面要达到多少，取 70 %，供参考。")
ASSESSMENT = Assessment(
    points={
        "亩均效益指标": 30, "评价面积增长": 15, "评价企业数量增长": 15, "评价结果纠偏": 10, "高耗低效整治完成": 20,
        "创新亮点": 10,
    },
    points_by="rank", undefined="redistribute",
    assumed="政策没有定对镇街、园区的考核办法，项目取奉化的六项，分值和计分办法由本系统定。",
)  # fmt: skip
"""What holds where a policy has none of its own."""


def coverage_rule(policy: Policy) -> Coverage:
    """The policy's line of coverage; 70 %, 本系统假定, where it has none."""
    return policy.coverage or COVERAGE


def assessment_rule(policy: Policy) -> Assessment:
    """The policy's assessment of towns and zones; ours, 本系统假定, where it has none."""
    return policy.assessment or ASSESSMENT


def add_up(points: Mapping[str, float]) -> bool:
    """Whether the points of the items come to 100, on 9 decimals."""
    return round(sum(points.values()) - ALL_POINTS, SCORE_DECIMALS) == 0
