"""How is a goal's progress said? Values with units, and the formulas with the numbers put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from muyun.explore.targets.figures import Figure, Source, ratio_of
from muyun.explore.targets.progress import PER_CENT, Progress, Status
from muyun.policy.model import Policy
from muyun.policy.targets import (
    AboveTarget,
    CumulativeTarget,
    GrowthTarget,
    LevelTarget,
    MultipleTarget,
)
from muyun.policy.words import measure_words
from muyun.show.words import MISSING, number, percent, significant
from muyun.terms import table_measures

MARKS = {Status.REACHED: "▲", Status.ON_PACE: "▲", Status.BEHIND: "▼", Status.UNKNOWN: "？"}
_DIGITS = (4, 6, 8, 10)
_PATH = "按年均增速"


def counts_words(goals: Sequence[Progress]) -> str:
    """「已达成 2 项，进度达标 1 项，落后 6 项，无法判断 3 项」; states without a goal are left out."""
    counts = {status: sum(goal.status is status for goal in goals) for status in Status}
    return "，".join(f"{status} {count:,} 项" for status, count in counts.items() if count)


def value_words(goal: Progress, value: float | None, beside: float | None = None) -> str:
    """A value of the goal with its unit; in so many digits that it doesn't look like `beside` unless it is."""
    if value is None:
        return MISSING
    if beside is None or round(value, 9) == round(beside, 9):
        return _digits(goal.unit, value, _DIGITS[0])
    said = ((_digits(goal.unit, value, n), _digits(goal.unit, beside, n)) for n in _DIGITS)
    return next((own for own, other in said if own != other), _digits(goal.unit, value, _DIGITS[-1]))


def _digits(unit: str, value: float, digits: int) -> str:
    text = percent(value, digits - 2) if unit == PER_CENT else f"{significant(value, digits)} {unit}"
    return text.replace("-", "−")


def pace_words(goal: Progress) -> str:
    """「年均需 3.01 %」, and what the years that are left need where that is another."""
    parts = [f"年均需 {percent(goal.pace, 2)}"] if goal.pace else []
    if goal.pace_left is not None:
        parts.append(f"从 {goal.year} 年起年均还需 {percent(goal.pace_left, 2)}")
    return "，".join(parts)


def short_subject(goal: Progress) -> str:
    """Whose figure, as the row of the picture says it: growth is said to be one."""
    grown = isinstance(goal.target, AboveTarget | GrowthTarget | CumulativeTarget)
    return f"{goal.subject}{'提高' if isinstance(goal.target, CumulativeTarget) else '增速' if grown else ''}"


def formulas(policy: Policy, goal: Progress) -> list[str]:
    """How the value, the pace and the state were found, a line a step, with the numbers put in."""
    made_of = [_figure_words(policy, goal, figure) for figure in goal.figures]
    steps = [*made_of, *_growth_words(goal), *_path_words(goal), *goal.notes]
    said = goal.reason or _verdict(goal)
    return [*steps, said if goal.status in said else f"{goal.status}：{said}"]


def _figure_words(policy: Policy, goal: Progress, figure: Figure) -> str:
    """「2020 年度 亩均税收 = 税收实际贡献 600 万元 ÷ 用地面积 30 亩 = 20 万元/亩（参评企业合计，2 家）」"""
    match figure.source:
        case Source.CASES:
            count = f"{number(figure.value, 0)} 家（{figure.source}，一家计一次）"
            return f"{figure.year} 年度已完成的{goal.subject}：{count}"
        case Source.LISTED:
            value = _measure(goal.name, figure.value)
            return f"{figure.year} 年度 {value}（{figure.source}，{figure.counted:,} 家）"
        case Source.PUBLISHED:
            return f"{figure.year} 年度 {figure.place}{_published(goal, figure)}（{figure.source}公布值）"
    ratio = ratio_of(policy, goal.target, goal.name)
    sums = " ÷ ".join(
        _measure(name, value)
        for name, value in ((ratio.numerator, figure.numerator), (ratio.denominator, figure.denominator))
    )
    value = percent(figure.value, 4) if ratio.unit == "1" else f"{number(figure.value, 4)} {ratio.unit}"
    left_out = f"，另 {figure.left_out:,} 家缺数未计" if figure.left_out else ""
    return f"{figure.year} 年度 {goal.subject} = {sums} = {value}（{figure.source}，{figure.counted:,} 家{left_out}）"


def _measure(name: str, value: float | None) -> str:
    return f"{measure_words(name)} {number(value)} {table_measures('企业')[name].unit}"


def _published(goal: Progress, figure: Figure) -> str:
    industry = isinstance(goal.target, AboveTarget) and goal.target.than == "industry"
    if industry and figure in goal.figures[2:]:
        return f"规上工业增加值 {number(figure.value)} 万元"
    return f"{goal.name} {number(figure.value, 4)}"


def _growth_words(goal: Progress) -> Iterator[str]:
    """The growth, or multiple, that is judged, of the two figures that it is between."""
    if goal.now is None or isinstance(goal.target, LevelTarget) or len(goal.figures) < 2:
        return
    now, before, *other = goal.figures
    if isinstance(goal.target, AboveTarget | GrowthTarget | CumulativeTarget):
        yield f"增速：{number(now.value, 4)} ÷ {number(before.value, 4)} − 1 = {value_words(goal, goal.now, goal.goal)}"
    elif isinstance(goal.target, MultipleTarget):
        yield f"倍数：{number(now.value)} ÷ {number(before.value)} = {value_words(goal, goal.now, goal.goal)}"
    if other:
        line = value_words(goal, goal.goal, goal.now)
        yield f"平均增速：{number(other[0].value, 4)} ÷ {number(other[1].value, 4)} − 1 = {line}"


def _path_words(goal: Progress) -> Iterator[str]:
    """Pace and expected value on a path of constant growth."""
    if not goal.pace or goal.by is None or goal.base_year is None:
        return
    span, gone = goal.by - goal.base_year, goal.year - goal.base_year
    whole = _factor(goal)
    yield f"年均需：({whole})^(1/{span}) − 1 = {percent(goal.pace, 2)}（{goal.base_year}–{goal.by} 年）"
    if goal.expected is None:
        return
    expected = value_words(goal, goal.expected)
    match goal.target:
        case CumulativeTarget():
            yield f"{goal.year} 年应到：({whole})^({gone}/{span}) − 1 = {expected}"
        case MultipleTarget():
            yield f"{goal.year} 年应到：{whole}^({gone}/{span}) = {expected}"
        case _:
            base = value_words(goal, goal.figures[-1].value)
            yield f"{goal.year} 年应到：{base} × ({whole})^({gone}/{span}) = {expected}"
    if goal.pace_left is not None:
        yield f"从 {goal.year} 年起年均还需 {percent(goal.pace_left, 2)}，才能在 {goal.by} 年达到。"


def _factor(goal: Progress) -> str:
    """What the path grows by in all, as its formulas write it."""
    match goal.target:
        case CumulativeTarget(rate=rate):
            return f"1 + {percent(rate)}"
        case MultipleTarget(factor=factor):
            return number(factor)
    return f"{value_words(goal, goal.goal)} ÷ {value_words(goal, goal.figures[-1].value)}"


def _verdict(goal: Progress) -> str:
    now, line = value_words(goal, goal.now, goal.goal), value_words(goal, goal.goal, goal.now)
    now += " " if now.endswith("%") else ""
    match goal.status:
        case Status.REACHED:
            return f"{now}{'高于' if goal.strict else '不低于'} {line}"
        case Status.ON_PACE:
            return f"{now}不低于{_PATH}应到的 {value_words(goal, goal.expected, goal.now)}"
    if goal.strict:
        return f"{now}不高于 {line}"
    missed = "，目标年份已到" if goal.year == goal.by else ""
    return f"{now}低于{_behind_what(goal)}{missed}"


def _behind_what(goal: Progress) -> str:
    if goal.expected is not None and goal.year != goal.by:
        return f"{_PATH}应到的 {value_words(goal, goal.expected, goal.now)}"
    return f"目标 {value_words(goal, goal.goal, goal.now)}"


def clauses(goals: Iterable[Progress]) -> list[str]:
    """The clauses of the goals, each once."""
    return list(dict.fromkeys(clause for goal in goals for clause in goal.target.clause))


def assumptions(goals: Iterable[Progress]) -> list[str]:
    """What the goals take for granted (本系统假定), each once."""
    rules = {id(goal.target): goal.target for goal in goals}.values()
    notes = [f"{'、'.join(rule.clause)}：{note}" for rule in rules for note in rule.notes.values()]
    return list(dict.fromkeys([*(f"本系统假定：{rule.assumed}" for rule in rules if rule.assumed), *notes]))

