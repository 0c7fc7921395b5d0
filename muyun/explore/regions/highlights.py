"""How many points for 创新亮点 did the office give each town or park, who, when and why? (FH-15)

A history that only grows: a later word holds instead of an earlier one, and taking one back leaves no points.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muyun.explore.regions.areas import Area, AreaLevel
from muyun.findings import Finding, Level
from muyun.store.records import Answer, Matter, Verdict

LONGEST_TEXT = 200
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Given:
    """Points that were given to a place; None: taken back. `verdict` says by whom, why and when."""

    points: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """What is typed: points (None takes them back), who gives them, for what, and by which document."""

    points: float | None
    by: str
    reason: str
    document: str = ""


def subject(level: AreaLevel, place: Area, points: float | None) -> str:
    """What a verdict is stored under: place and points, so that every change is a word of its own.

    >>> subject(AreaLevel.TOWN, Area("奉化区", "莼湖"), 8.0)
    '["镇街","奉化区","莼湖",8.0]'
    """
    given = [str(level), place.county, place.name, points]
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


def histories(
    verdicts: Iterable[Verdict], policy_id: str, year: int, level: AreaLevel
) -> dict[Area, tuple[Given, ...]]:
    """What was said of each place, oldest first, for one policy and year. `verdicts`: oldest first."""
    found: dict[Area, list[Given]] = {}
    for verdict in verdicts:
        read = _read(verdict.subject, level)
        if read and (verdict.matter, verdict.policy_id, verdict.year) == (Matter.HIGHLIGHT, policy_id, year):
            place, points = read
            standing = points if verdict.answer is Answer.CONFIRMED else None
            found.setdefault(place, []).append(Given(standing, verdict))
    return {place: tuple(history) for place, history in found.items()}


def standing(said: Mapping[Area, tuple[Given, ...]]) -> dict[Area, float]:
    """The points that hold; places without any left out."""
    last = {place: history[-1].points for place, history in said.items()}
    return {place: points for place, points in last.items() if points is not None}


def _read(text: str, level: AreaLevel) -> tuple[Area, float | None] | None:
    try:
        match json.loads(text):
            case [str(kind), str(county), str(name), None | int() | float() as points] if kind == level:
                return Area(county, name), points
    except ValueError:
        return None
    return None


def verdict_on(
    place: Area, entry: Entry, held: float | None, most: float, of: tuple[str, int, AreaLevel]
) -> tuple[Verdict | None, list[Finding]]:
    """The word to store, or what is lacking.

    held  the points that hold now; most: the points of the item; of: policy, year, towns or parks
    """
    findings = [] if entry.by.strip() else [unsigned()]
    findings += [] if entry.reason.strip() else [without_reason()]
    if entry.points is None and held is None:
        findings.append(nothing_to_clear())
    if entry.points is not None and not 0 <= entry.points <= most:
        findings.append(points_out_of_range(entry.points, most))
    if findings:
        return None, findings
    policy_id, year, level = of
    points = None if entry.points is None else round(float(entry.points), DECIMALS)
    by, document, reason = (text.strip()[:LONGEST_TEXT] for text in (entry.by, entry.document, entry.reason))
    answer = Answer.WITHDRAWN if points is None else Answer.CONFIRMED
    said = subject(level, place, points)
    return Verdict(Matter.HIGHLIGHT, policy_id, year, said, answer, by, document, reason), []


def unsigned() -> Finding:
    """Nobody is named as the one who gives the points."""
    return Finding(
        code="HIGHLIGHT_UNSIGNED", level=Level.ERROR, where=None, what="没有写由谁评分。",
        why="创新亮点由人工评分，要能查到是谁定的。", fix="请填写单位或姓名。",
    )  # fmt: skip


def without_reason() -> Finding:
    """Points without what they are for."""
    return Finding(
        code="HIGHLIGHT_NO_REASON", level=Level.ERROR, where=None, what="没有写评分的事由。",
        why="得分、清除都要说明凭什么。", fix="请填写亮点是什么，或为什么清除。",
    )  # fmt: skip


def nothing_to_clear() -> Finding:
    """The place has no points to take back."""
    return Finding(
        code="HIGHLIGHT_NOTHING_GIVEN", level=Level.ERROR, where=None, what="这里还没有评分，没有可清除的。",
        fix="请选择已有评分的镇街或园区。",
    )  # fmt: skip


def points_out_of_range(points: float, most: float) -> Finding:
    """More than the item has, or below zero."""
    return Finding(
        code="HIGHLIGHT_POINTS", level=Level.ERROR, where=None,
        what=f"评分 {points:g} 分不在 0 到 {most:g} 分之间。", why="不能超过创新亮点这一项的分值。",
        fix="请改评分，或先在设置里改这一项的分值。",
    )  # fmt: skip
