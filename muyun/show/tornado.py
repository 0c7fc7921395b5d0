"""Which lever moves most? A tornado: a bar to the left for less, to the right for more, the strongest on top. SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.explore.whatif.headline import difference, short_word
from muyun.explore.whatif.sensitivity import Effect, Lever, Pull, Step
from muyun.explore.whatif.standing import Standing
from muyun.policy.model import Policy
from muyun.show.tables import Column, Table
from muyun.show.whatif import indicator_label
from muyun.show.words import number, signed
from muyun.terms import SCORE_DECIMALS, Class

UP_COLOUR, DOWN_COLOUR = "#0072B2", "#D55E00"

_WIDTH, _LEFT, _PITCH, _TOP, _BAR = 1200, 250, 40, 40, 24
_MIDDLE = (_WIDTH + _LEFT) / 2
_LONGEST = 275.0
_REFUSED_AT_MOST = 28
"""Characters of a reason beside its row; the whole stands in its title."""

_NAMED = 5
"""So many of those who change are named."""

_SECOND_HEAD = 34

HIDDEN = ("up_names", "down_names")
"""Columns of the table that are hidden at first; the bars' titles say them."""


def lever_label(policy: Policy, pull: Pull) -> str:
    """亩均税收, A 档比例, 基准值倍数, 封顶倍数"""
    if pull.lever is Lever.WEIGHT:
        return indicator_label(policy, pull.name)
    return f"{_class_word(policy, pull.name)}比例" if pull.lever is Lever.QUOTA else str(pull.lever)


def value_words(lever: Lever, value: float) -> str:
    """35 分, 20 %, 1.5 倍"""
    if lever is Lever.QUOTA:
        return f"{number(value * 100)} %"
    return f"{number(value)} {'分' if lever is Lever.WEIGHT else '倍'}"


def step_key(pull: Pull, step: Step) -> str:
    """What a click on a bar tells."""
    return f"{pull.lever}/{pull.name}/{'−' if step is pull.down else '+'}"


def sensitivity_headline(pulls: Sequence[Pull], policy: Policy, scenario: bool) -> tuple[str, str]:
    """「亩均税收的权重每加 1 分，14 家换档，是影响最大的一项。」 and a second line on the rest."""
    points = [pull for pull in pulls if pull.lever.in_points]
    rest = [*_first_of_the_other_kind(points), *(pull for pull in pulls if not pull.lever.in_points)]
    beside = [_pull_words(pull, policy) for pull in rest if pull.strength > 0]
    small = "；".join([*(["相对于现在的模拟方案"] if scenario else []), *beside])
    if not points or points[0].strength == 0:
        return "权重和比例各动一步，都没有企业换档。", small
    equal = [p for p in points[1:] if round(p.strength - points[0].strength, SCORE_DECIMALS) == 0]
    rank = f"与{_equals_words(equal, policy)}并列最大" if equal else "是影响最大的一项"
    return f"{_pull_words(points[0], policy)}，{rank}。", small


def _equals_words(equal: Sequence[Pull], policy: Policy) -> str:
    """「“亩均税收”」, 「“亩均税收”等 3 项」"""
    first = f"“{lever_label(policy, equal[0])}”"
    return first if len(equal) == 1 else f"{first}等 {len(equal)} 项"


def _first_of_the_other_kind(pulls: Sequence[Pull]) -> list[Pull]:
    """The strongest quota where a weight leads, the strongest weight where a quota does."""
    return [pull for pull in pulls if pull.lever is not pulls[0].lever][:1]


def _pull_words(pull: Pull, policy: Policy) -> str:
    """「亩均税收的权重每加 1 分，14 家换档」; 「…加 5 分，28 家换档（每分 5.6 家）」 where a step isn't the unit"""
    up = pull.per_unit(pull.up) >= pull.per_unit(pull.down)
    step, way, label = pull.up if up else pull.down, "加" if up else "减", lever_label(policy, pull)
    what = f"{label}的权重" if pull.lever is Lever.WEIGHT else label
    unit = {Lever.WEIGHT: "分", Lever.QUOTA: "个百分点"}.get(pull.lever, "倍")
    size = number(abs(step.value - pull.now) * (100 if pull.lever is Lever.QUOTA else 1))
    if round(pull.strength - step.changed, SCORE_DECIMALS) == 0:
        return f"{what}每{way} {size} {unit}，{step.changed:,} 家换档"
    per = f"每{_short_unit(pull)} {number(pull.strength, 1)} 家"
    return f"{what}{way} {size} {unit}，{step.changed:,} 家换档（{per}）"


def tornado(pulls: Sequence[Pull], now: Standing) -> str:
    """The SVG. A bar's length is how many change per unit of the lever; its blue part rises, its vermilion part falls.

    Each bar carries its `step_key` as data-go, and in its title who changes and what that does to land and tax.
    """
    longest = max((pull.strength for pull in pulls), default=0.0) or 1.0
    parts, y, second = [_head(pulls)], _TOP, False
    for pull in pulls:
        if not pull.lever.in_points and not second:
            second = True
            parts.append(f'<text class="quiet" x="0" y="{y + 24}">另：基准值倍数和封顶（每 0.1 倍）</text>')
            y += _SECOND_HEAD
        parts.append(_row(pull, now, longest, y))
        y += _PITCH
    axis = f'<line class="axis" x1="{_MIDDLE}" x2="{_MIDDLE}" y1="{_TOP - 4}" y2="{y}"/>'
    label = escape("每个参数动一步，多少家换档")
    svg = f'<svg viewBox="0 0 {_WIDTH} {y + 6}" role="img" aria-label="{label}">{"".join(parts)}{axis}</svg>'
    return svg + _legend(pulls)


def _head(pulls: Sequence[Pull]) -> str:
    step = next((f"{number(_size(p))} 分" for p in pulls if p.lever is Lever.WEIGHT and _size(p)), "一步")
    words = f"权重 {step}，比例 1 个百分点" if step != "一步" else "比例 1 个百分点"
    return (
        f'<text class="quiet" x="{_MIDDLE - 12}" y="22" text-anchor="end">← 减（{words}）</text>'
        f'<text class="quiet" x="{_MIDDLE + 12}" y="22">加（{words}） →</text>'
    )


def _size(pull: Pull) -> float:
    return max((abs(step.value - pull.now) for step in (pull.down, pull.up) if step.value is not None), default=0.0)


def _legend(pulls: Sequence[Pull]) -> str:
    marks = [f'<i style="background:{UP_COLOUR}"></i>▲ 升档', f'<i style="background:{DOWN_COLOUR}"></i>▼ 降档',
             "条长：每分（每个百分点、每 0.1 倍）换档的家数"]  # fmt: skip
    if any(step.beyond and step.changed for pull in pulls for step in (pull.down, pull.up)):
        dashed = '<i style="border:2px dashed currentColor;width:9px;height:9px"></i>'
        marks.append(f"{dashed}虚线框：超出或不同于政策，仅限模拟")
    return '<div class="key">' + "".join(f"<span>{mark}</span>" for mark in marks) + "</div>"


def _row(pull: Pull, now: Standing, longest: float, y: float) -> str:
    policy = now.prepared.policy
    words = "" if np.isnan(pull.now) else value_words(pull.lever, pull.now)
    value = f' <tspan class="quiet" opacity=".75">{words}</tspan>' if words else ""
    label = f'<text x="0" y="{y + 19}">{escape(lever_label(policy, pull))}{value}</text>'
    if pull.down.refused and pull.down.refused == pull.up.refused:
        return label + _refused(pull.up.refused, y, 1)
    return label + "".join(_side(pull, step, now, longest, y) for step in (pull.down, pull.up))


def _side(pull: Pull, step: Step, now: Standing, longest: float, y: float) -> str:
    way = -1 if step is pull.down else 1
    if step.effect is None:
        return _refused(step.refused, y, way)
    length = pull.per_unit(step) / longest * _LONGEST
    risen = length * len(step.effect.raised) / step.changed if step.changed else 0.0
    bars = _rect(0, risen, UP_COLOUR, y, way) + _rect(risen, length - risen, DOWN_COLOUR, y, way)
    if step.beyond and length:
        bars += _rect(0, length, 'none" stroke="currentColor" stroke-width="2" stroke-dasharray="4 3', y, way)
    end = _MIDDLE + way * (length + 8)
    anchor = "start" if way > 0 else "end"
    quiet = "" if step.changed else ' class="quiet"'
    text = f'<text x="{end:.1f}" y="{y + 18}" text-anchor="{anchor}"{quiet}>{_end_words(pull, step)}</text>'
    hit = f'<rect x="{_x(0, 470, way):.1f}" y="{y - 6}" width="470" height="{_PITCH - 4}" fill="transparent"/>'
    title = escape(step_words(pull, step, now))
    return f'<g data-go="{escape(step_key(pull, step))}"><title>{title}</title>{hit}{bars}{text}</g>'


def _rect(start: float, width: float, colour: str, y: float, way: int) -> str:
    if width <= 0:
        return ""
    return f'<rect x="{_x(start, width, way):.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{colour}"/>'


def _x(start: float, width: float, way: int) -> float:
    return _MIDDLE + start if way > 0 else _MIDDLE - start - width


def _end_words(pull: Pull, step: Step) -> str:
    if not step.changed:
        return "无变化"
    whole = f"{step.changed:,} 家 ▲{len(step.effect.raised):,} ▼{len(step.effect.lowered):,}"
    per = pull.per_unit(step)
    same = round(per - step.changed, SCORE_DECIMALS) == 0
    return whole if same else f"{whole}，每{_short_unit(pull)} {number(per, 1)}"


def _short_unit(pull: Pull) -> str:
    return {Lever.WEIGHT: "分", Lever.QUOTA: "点"}.get(pull.lever, " 0.1 倍")


def _refused(why: str, y: float, way: int) -> str:
    short = why if len(why) <= _REFUSED_AT_MOST else why[: _REFUSED_AT_MOST - 1] + "…"
    anchor = "start" if way > 0 else "end"
    return (
        f'<g><title>{escape(why)}</title><text class="quiet" x="{_MIDDLE + way * 10}" y="{y + 18}" '
        f'text-anchor="{anchor}">{escape(short)}</text></g>'
    )


def step_words(pull: Pull, step: Step, now: Standing) -> str:
    """What a step does, in lines: from where to where, who, land and tax by class, what it leaves."""
    policy = now.prepared.policy
    if step.effect is None:
        return step.refused
    label = lever_label(policy, pull)
    lines = [f"{label} {value_words(pull.lever, pull.now)} → {value_words(pull.lever, step.value)}"]
    for word, units in (("升档", step.effect.raised), ("降档", step.effect.lowered)):
        lines += [f"{word} {len(units):,} 家：{_names(units, now)}"] if len(units) else []
    lines += [_land_and_tax(step.effect, policy) + _lacking(step.effect, now)] if step.changed else ["没有企业换档"]
    lines += [f"超出或不同于政策：{what}" for what in step.beyond]
    return "\n".join([*lines, "点一下，把这一步放进模拟方案"])


def _names(units: np.ndarray, now: Standing) -> str:
    """The best ranked first; beyond a few their number."""
    ordered = units[np.lexsort((units, now.ranks[units]))]
    names = shown_names(now.prepared.cohort.units.iloc[ordered[:_NAMED]])
    more = f" 等 {len(units):,} 家" if len(units) > _NAMED else ""
    return "、".join(map(str, names)) + more


def _land_and_tax(effect: Effect, policy: Policy) -> str:
    parts = [
        f"{_class_word(policy, letter)}用地{difference(0.0, float(land), '亩')}、"
        f"税收{difference(0.0, float(tax), '万元')}"
        for letter, land, tax in zip("ABCD", effect.land_mu, effect.tax_wan, strict=True)
        if round(float(land), SCORE_DECIMALS) or round(float(tax), SCORE_DECIMALS)
    ]
    return "；".join(parts) or "各档用地、税收不变"


def _lacking(effect: Effect, now: Standing) -> str:
    """「（1 家没有税收数据，未计入）」 of those who change their class; "" when all have both figures."""
    changed = np.concatenate([effect.raised, effect.lowered])
    lacking = zip(("用地", "税收"), now.layout.unknown[:2], strict=True)
    counts = [(name, int(np.isin(changed, unknown).sum())) for name, unknown in lacking]
    told = "、".join(f"{count:,} 家没有{name}数据" for name, count in counts if count)
    return f"（{told}，未计入）" if told else ""


def _class_word(policy: Policy, name: str) -> str:
    return "C、D 档" if name == "C_D" else short_word(policy.class_words, Class(name))


def sensitivity_table(pulls: Sequence[Pull], now: Standing) -> Table:
    """A row a step, in the picture's order."""
    policy = now.prepared.policy
    rows = [_table_row(pull, step, now) for pull in pulls for step in (pull.up, pull.down)]
    best = short_word(policy.class_words, Class.A)
    columns = [
        Column("lever", "动哪一项"), Column("before", "现在"), Column("after", "改为"),
        Column("changed", "换档", "number", "家", 0, what_if=True),
        Column("raised", "升档", "number", "家", 0, what_if=True),
        Column("lowered", "降档", "number", "家", 0, what_if=True),
        Column("per", "每分换档", "number", "家", 1, "权重每分、比例每个百分点、倍数每 0.1 倍", what_if=True),
        Column("land", f"{best}用地变化", "number", "亩", 1, what_if=True),
        Column("tax", f"{best}税收变化", "number", "万元", 1, what_if=True),
        Column("up_names", "谁升档", "wrap", narrow=True), Column("down_names", "谁降档", "wrap", narrow=True),
        Column("note", "说明", "wrap", narrow=True),
    ]  # fmt: skip
    return Table(pd.DataFrame(rows), columns, caption="各项各动一步的结果（模拟测算，非正式结果）")


def _table_row(pull: Pull, step: Step, now: Standing) -> dict[str, object]:
    policy, effect = now.prepared.policy, step.effect
    before = "" if np.isnan(pull.now) else value_words(pull.lever, pull.now)
    row = {"lever": lever_label(policy, pull), "before": before}
    if effect is None:
        blank = dict.fromkeys(("changed", "raised", "lowered", "per", "land", "tax"), np.nan)
        way = "减" if step is pull.down else "加"
        return row | {"after": "", **blank, "up_names": "", "down_names": "", "note": f"不能{way}：{step.refused}"}
    return row | {
        "after": f"{value_words(pull.lever, step.value)}（{_change(pull, step)}）",
        "changed": step.changed, "raised": len(effect.raised), "lowered": len(effect.lowered),
        "per": pull.per_unit(step), "land": float(effect.land_mu[0]), "tax": float(effect.tax_wan[0]),
        "up_names": _names(effect.raised, now) if len(effect.raised) else "",
        "down_names": _names(effect.lowered, now) if len(effect.lowered) else "",
        "note": "；".join([*_told(_lacking(effect, now)), *(f"超出或不同于政策：{what}" for what in step.beyond)]),
    }  # fmt: skip


def _told(lacking: str) -> list[str]:
    return [f"换档的企业中 {lacking.strip('（）')}"] if lacking else []


def _change(pull: Pull, step: Step) -> str:
    """+1, −0.1; of a quota in percentage points."""
    return signed((step.value - pull.now) * (100 if pull.lever is Lever.QUOTA else 1))
