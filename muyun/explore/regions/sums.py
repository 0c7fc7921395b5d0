"""What do the 参评 enterprises of a place come to? Aggregate first, then score (spec 6.1; XC-20, XC-30)."""

from __future__ import annotations

import numpy as np

from muyun.evaluate import Evaluation
from muyun.explore.regions.areas import Area, AreaLevel, parted_by_area
from muyun.explore.regions.figures import Measure, Origin, RegionFigures, no_figures
from muyun.explore.sectors.sums import Parted, Sums, groups, sums
from muyun.policy.model import Policy
from muyun.policy.rules import Indicator

SCORE = "加权平均得分"
_SCORE = Measure(SCORE, SCORE, "分", "各项合计之比按企业的权重和基准值计分，不是各家得分的平均", by_difference=True)


def pools(evaluation: Evaluation) -> list[str]:
    """The pools with 参评 units, in the policy's order; one whose 评价组 are counties is still one."""
    return list(dict.fromkeys(group.partition("/")[0] for group in groups(evaluation)))


def enterprise_figures(evaluation: Evaluation, pool: str, level: AreaLevel) -> RegionFigures:
    """The sums of each place's enterprises of a pool: its indicators and 加权平均得分.

    Where the policy ranks county by county, each place is scored in its own 评价组, and there is no one whole.
    Nobody's where the pool has no 参评 unit.
    """
    own = [group for group in groups(evaluation) if group.partition("/")[0] == pool]
    if not own:
        return no_figures(Origin.ENTERPRISES, level, evaluation.year)
    cut = [(parted_by_area(evaluation, group, level), group) for group in own]
    found = [(of, sums(evaluation, group, of)) for of, group in cut]
    names = list(evaluation.policy.pools[pool].weights)
    areas = [area for of, _ in found for area in of.sectors]
    order = sorted(range(len(areas)), key=areas.__getitem__)
    values = np.vstack([np.zeros((0, len(names) + 1)), *(_values(part, names)[:-1] for _, part in found)])
    whole = _values(found[0][1], names)[-1] if len(found) == 1 else np.full(len(names) + 1, np.nan)
    return RegionFigures(
        Origin.ENTERPRISES, level, evaluation.year, tuple(areas[i] for i in order),
        (*(_measure(evaluation.policy, name) for name in names), _SCORE), values[order], whole,
        np.zeros(values.shape, dtype=bool), _joined(found, "land_mu")[order], _joined(found, "units")[order],
        _joined(found, "classes")[order], sum(of.outside for of, _ in found),
    )  # fmt: skip


def members(evaluation: Evaluation, pool: str, level: AreaLevel, area: Area) -> np.ndarray:
    """Mask of the 参评 units of a pool in one place."""
    mask = np.zeros(len(evaluation.participants), dtype=bool)
    for group in groups(evaluation):
        if group.partition("/")[0] == pool:
            of = parted_by_area(evaluation, group, level)
            for place in [place for place, one in enumerate(of.sectors) if one == area]:
                mask[of.members(place)] = True
    return mask


def _joined(found: list[tuple[Parted, Sums]], name: str) -> np.ndarray:
    return np.concatenate([getattr(part, name)[:-1] for _, part in found])


def _values(part: Sums, names: list[str]) -> np.ndarray:
    columns = [part.indicators.names.index(name) for name in names]
    return np.column_stack([part.indicators.values[:, columns], part.scores])


def _measure(policy: Policy, name: str) -> Measure:
    indicator: Indicator = policy.indicators[name]
    unit, factor = ("%", 100.0) if indicator.unit == "1" else (indicator.unit, 1.0)
    formula = "参评企业两项数各自合计再相除，只计两项都有的企业"
    return Measure(name, indicator.label or name, unit, formula, factor, indicator.better == "lower")
