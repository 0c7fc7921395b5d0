"""How far is each county, town or park from a goal? The document's goal held against each place's own figures.

The goals are set for the whole; that each place is held against the same is 本系统假定.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.regions.areas import Area, AreaLevel, parted_by_area
from muyun.explore.regions.figures import official_figures
from muyun.explore.sectors.sums import groups
from muyun.explore.targets.figures import Sight
from muyun.explore.targets.goals import figures_progress
from muyun.explore.targets.progress import Progress, Status
from muyun.policy.model import Policy
from muyun.policy.targets import CumulativeTarget, Figures, GrowthTarget, LevelTarget, RisingTarget
from muyun.terms import SCORE_DECIMALS

_BY_PLACE = (LevelTarget, GrowthTarget, CumulativeTarget, RisingTarget)
"""A goal that is held against the province's or industry's growth isn't a place's own."""

_ORDER = (Status.REACHED, Status.ON_PACE, Status.BEHIND, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Asked:
    """One indicator of a goal, of one sector where it names some: what a place is held against."""

    target: Figures
    name: str
    sector: str | None

    @property
    def subject(self) -> str:
        """「规上工业 单位能耗增加值」, 「印染 亩均税收」."""
        return f"{self.sector or '、'.join(self.target.pools)} {self.name}"


def asked_of_places(policy: Policy) -> list[Asked]:
    """What the policy asks for that each place can be held against, in its order (JX-02, JX-03, XC-04, XA-01…03)."""
    return [
        Asked(target, name, sector)
        for target in policy.targets if isinstance(target, _BY_PLACE)
        for name in target.indicators
        for sector in (*target.sectors,) or (None,)
    ]  # fmt: skip


def places_of(evaluation: Evaluation, target: Figures, level: AreaLevel) -> list[Area]:
    """The places with 参评 enterprises of the goal's pools, by county and name."""
    own = [group for group in groups(evaluation) if group.partition("/")[0] in target.pools]
    return sorted({area for group in own for area in parted_by_area(evaluation, group, level).sectors})


def official_places(tables: Tables, policy: Policy, level: AreaLevel, year: int) -> list[Area]:
    """The counties that table 区域 has in the year: what published figures alone can be held against a goal."""
    return list(official_figures(tables, policy, level, year).areas) if level is AreaLevel.COUNTY else []


def place_progress(
    policy: Policy, asked: Asked, sight: Sight, level: AreaLevel, areas: Sequence[Area]
) -> list[Progress]:
    """How the goal stands in each of the places, from its own enterprises, or a county's rows of table 区域.

    sight  of the whole region; the years' evaluations are the official ones
    """
    own = [_within(sight, level, area) for area in areas]
    return [figures_progress(policy, asked.target, asked.name, asked.sector, seen) for seen in own]


def _within(sight: Sight, level: AreaLevel, area: Area) -> Sight:
    names = {"county": area.county, level.column: area.name}  # a blank county: those that name none
    own = area.name if level is AreaLevel.COUNTY else ""  # a town's name may be another county's town's in 区域
    return replace(sight, region=own, within=names)


def order_of(goals: Sequence[Progress]) -> list[int]:
    """Positions: reached, on pace, behind, unknown; within each by value less goal, then by place."""
    return sorted(range(len(goals)), key=lambda i: (_ORDER.index(goals[i].status), _shortfall(goals[i]), i))


def _shortfall(goal: Progress) -> float:
    """How much is missing; less than nothing where the goal is passed, most of all where it isn't known."""
    if goal.now is None or goal.goal is None:
        return np.inf
    return round(goal.goal - goal.now, SCORE_DECIMALS)
