"""Is the policy on the way to its goals? Each goal with its value now, the pace needed and whether it keeps it.

Growth paths are constant rates: 16 % over five years is 1.16^(1/5) − 1 = 3.01 % a year. Everything is
compared on 9 decimals (spec 12). What lacks a figure isn't judged, and says what to upload.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from muyun.explore.targets.counts import completed, multiples
from muyun.explore.targets.figures import PROVINCE, Figure, Sight, figures, own_published, province_published
from muyun.explore.targets.progress import PER_CENT, Progress, Status, at_least, higher, pace_left, status_on_path
from muyun.policy.model import Policy
from muyun.policy.target_checks import unit_of_goal
from muyun.policy.targets import (
    AboveTarget,
    CompletedTarget,
    CumulativeTarget,
    Figures,
    GrowthTarget,
    LevelTarget,
    MultipleTarget,
    RisingTarget,
    Target,
)

_INDUSTRY = "value_added_wan"
"""工业平均增速 is the growth of 规上工业增加值 in the own row of the policy's region in table 区域 (本系统假定)."""


def progress(policy: Policy, sight: Sight) -> list[Progress]:
    """How every goal of the policy stands in the year of `sight`, in the order of the policy file.

    JX-01…03, XC-04, XC-29, FH-01…03, XA-01…04.
    """
    return [found for target in policy.targets for found in _of_target(policy, target, sight)]


def _of_target(policy: Policy, target: Target, sight: Sight) -> Iterator[Progress]:
    match target:
        case CompletedTarget():
            yield completed(target, sight)
        case MultipleTarget():
            yield from multiples(target, sight)
        case Figures():
            for name in target.indicators:
                for sector in target.sectors or (None,):
                    yield figures_progress(policy, target, name, sector, sight)


def figures_progress(policy: Policy, target: Figures, name: str, sector: str | None, sight: Sight) -> Progress:
    """How one indicator of a goal stands, of one sector where it names some. KeyError: no such sector."""
    subject = f"{sector or '、'.join(target.pools)} {name}"
    unit = unit_of_goal(policy, target, name)
    goal = _Goal(target, name, sector, subject, PER_CENT if unit == "1" else unit, sight, min(sight.year, target.by))
    begins = getattr(target, "from_year", None)
    if begins is not None and sight.year < begins:
        why = f"目标从 {begins} 年度开始，{sight.year} 年度还没有到。"
        return goal.unknown(getattr(target, "rate", None), why, unit=_unit_of_change(target, goal))
    match target:
        case LevelTarget():
            return _level(target, goal)
        case CumulativeTarget():
            return _cumulative(target, goal)
        case GrowthTarget():
            return _growth(target, goal)
        case AboveTarget():
            return _above(target, goal)
        case RisingTarget():
            return _rising(target, goal)
    raise AssertionError(target)


def _unit_of_change(target: Figures, goal: _Goal) -> str:
    return goal.unit if isinstance(target, RisingTarget) else PER_CENT


@dataclass(frozen=True, slots=True)
class _Goal:
    """One indicator of one sector (None: all), and the year that it is judged in."""

    target: Figures
    name: str
    sector: str | None
    subject: str
    unit: str
    sight: Sight
    year: int

    def figures(self, *years: int) -> tuple[Figure | None, ...]:
        return figures(self.sight, self.target, self.name, self.sector, years)

    def judged(self, status: Status, goal: float | None, **known: object) -> Progress:
        """How the goal stands; a year that is past its target year is said."""
        late = f"目标年份 {self.target.by} 年已过，按 {self.year} 年度的数判断。" if self.sight.year > self.year else ""
        own = {"name": self.name, "unit": self.unit, "by": self.target.by, "year": self.year}
        own |= {"notes": (late,) if late else ()}
        return Progress(self.target, self.subject, status=status, goal=goal, **(own | known))

    def unknown(self, goal: float | None, reason: str, **known: object) -> Progress:
        """That it can't be judged, and why."""
        return self.judged(Status.UNKNOWN, goal, reason=reason, **known)

    def lacking(self, year: int) -> str:
        """Why there is no figure of a year, and what to do."""
        if not self.sight.has(year):
            why = f"数据里没有 {year} 年度的企业，请在“数据核对”补充上传 {year} 年度的企业表。"
        else:
            why = f"{year} 年度的参评企业算不出{self.subject}，请补充分子和分母的数据。"
        return why + self._nothing_published()

    def _nothing_published(self) -> str:
        """What published values would need, where the data have the indicator's column but not the region's figures."""
        if self.sector is not None or not self.sight.region or self.name not in self.sight.tables.regions.columns:
            return ""
        return f"要用公布值的，“区域”表里须有{self.sight.region}自己的行，每个年度都填。"


def _level(target: LevelTarget, goal: _Goal) -> Progress:
    """A value by a year; on the way there, against a constant pace from the base year."""
    begun = target.base_year is not None and target.base_year < goal.year
    now, base = goal.figures(goal.year, target.base_year) if begun else (*goal.figures(goal.year), None)
    if now is None:
        return _without_its_year(target, goal)
    known = {"figures": tuple(f for f in (now, base) if f), "base_year": target.base_year if begun else None}
    known |= {"now": now.value, "pace_left": pace_left(now.value, target.reach, target.by - goal.year)}
    ended = goal.year == target.by
    if base is not None and base.value > 0:
        span, gone = target.by - base.year, goal.year - base.year
        way = max(target.reach / base.value, 1)  # a base above the goal: to be kept, nothing to grow
        known |= {"expected": min(base.value * way ** (gone / span), target.reach), "pace": way ** (1 / span) - 1}
    elif not ended and not at_least(now.value, target.reach):
        return goal.unknown(target.reach, f"还没有达到；进度无法判断：{_no_path(goal, begun, base)}", **known)
    status = status_on_path(now.value, target.reach, known.get("expected", target.reach), ended)
    return goal.judged(status, target.reach, **known)


def _without_its_year(target: LevelTarget, goal: _Goal) -> Progress:
    """The target year isn't in the data; what a later year has is shown, and judges nothing."""
    (later,) = goal.figures(goal.sight.year)
    if goal.sight.year == goal.year or later is None:
        return goal.unknown(target.reach, goal.lacking(goal.year))
    known = {"now": later.value, "year": later.year, "figures": (later,), "notes": ()}
    return goal.unknown(target.reach, f"目标年份是 {goal.year} 年。{goal.lacking(goal.year)}", **known)


def _no_path(goal: _Goal, begun: bool, base: Figure | None) -> str:
    """Why there is no way from a base year to the goal."""
    if not begun:
        return "文件没有写基期，也没有可用的基期年度。"
    if base is None:
        return f"缺少基期。{goal.lacking(goal.target.base_year)}"
    return f"{base.year} 年度（基期）的值不大于 0，不能按年均增速看。"


def _cumulative(target: CumulativeTarget, goal: _Goal) -> Progress:
    """Growth since the base year against a constant pace; the pace needed is known without any data."""
    span, gone = target.by - target.base_year, goal.year - target.base_year
    known = {"unit": PER_CENT, "base_year": target.base_year, "pace": (1 + target.rate) ** (1 / span) - 1}
    if gone <= 0:
        why = f"以 {target.base_year} 年度为基期，{goal.sight.year} 年度还看不出提高了多少。"
        return goal.unknown(target.rate, why, **known)
    now, base = goal.figures(goal.year, target.base_year)
    known |= {"figures": tuple(f for f in (now, base) if f)}
    if now is None or base is None:
        why = goal.lacking(goal.year) if now is None else f"缺少基期。{goal.lacking(target.base_year)}"
        return goal.unknown(target.rate, why, **known)
    if base.value <= 0:
        return goal.unknown(target.rate, _no_growth(base), **known)
    grown, expected = now.value / base.value - 1, (1 + target.rate) ** (gone / span) - 1
    left = pace_left(now.value, base.value * (1 + target.rate), target.by - goal.year)
    status = status_on_path(grown, target.rate, expected, goal.year == target.by)
    return goal.judged(status, target.rate, now=grown, expected=expected, pace_left=left, **known)


def _growth(target: GrowthTarget, goal: _Goal) -> Progress:
    """Growth over the year before."""
    rate, known, why = _grown(goal)
    if rate is None:
        return goal.unknown(target.rate, why, **known)
    status = Status.REACHED if at_least(rate, target.rate) else Status.BEHIND
    return goal.judged(status, target.rate, now=rate, **known)


def _above(target: AboveTarget, goal: _Goal) -> Progress:
    """Growth over the year before against another's, which has to be uploaded: nothing is guessed."""
    rate, known, why = _grown(goal)
    known |= {"strict": True, "now": rate}
    other = _others(target, goal)
    if None in other or other[1].value <= 0:
        return goal.unknown(None, f"{why}{_no_others(target, goal)}", **known)
    line = other[0].value / other[1].value - 1
    known |= {"figures": (*known["figures"], *other)}
    if rate is None:
        return goal.unknown(line, why, **known)
    return goal.judged(Status.REACHED if higher(rate, line) else Status.BEHIND, line, **known)


def _others(target: AboveTarget, goal: _Goal) -> list[Figure | None]:
    """The published figures of the year and the year before that growth is held against."""
    published, column = (
        (province_published, goal.name) if target.than == "province" else (own_published, _INDUSTRY)
    )
    return [published(goal.sight, column, year) for year in (goal.year, goal.year - 1)]


def _no_others(target: AboveTarget, goal: _Goal) -> str:
    province, region = target.than == "province", goal.sight.region
    whose, row, what = (
        ("全省", f"级别为“{PROVINCE}”", goal.name) if province else (f"{region}工业", region, "规上工业增加值")
    )
    where = f"“区域”表补充{row}的 {goal.year - 1}、{goal.year} 两个年度的“{what}”"
    return f"缺少{whose}的数据，无法判断：请在{where}。"


def _rising(target: RisingTarget, goal: _Goal) -> Progress:
    """A value higher than the year before's."""
    now, before = goal.figures(goal.year, goal.year - 1)
    known = {"figures": tuple(f for f in (now, before) if f), "strict": True}
    known |= {"now": None if now is None else now.value}
    line = None if before is None else before.value
    if now is None or before is None:
        return goal.unknown(line, goal.lacking(goal.year if now is None else goal.year - 1), **known)
    return goal.judged(Status.REACHED if higher(now.value, line) else Status.BEHIND, line, **known)


def _grown(goal: _Goal) -> tuple[float | None, dict[str, object], str]:
    """Growth over the year before, what it was made of, and why there is none."""
    now, before = goal.figures(goal.year, goal.year - 1)
    known = {"unit": PER_CENT, "figures": tuple(f for f in (now, before) if f)}
    if now is None or before is None:
        return None, known, goal.lacking(goal.year if now is None else goal.year - 1)
    if before.value <= 0:
        return None, known, _no_growth(before)
    return now.value / before.value - 1, known, ""


def _no_growth(base: Figure) -> str:
    return f"{base.year} 年度的值不大于 0，算不出增速。"
