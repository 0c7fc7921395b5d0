"""How do the weights that data suggest look beside the policy's, and what would they do? SVG, tables, sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

import numpy as np
import pandas as pd

from muyun.explore.weight_space import WeightSpace
from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.live import PoolLive
from muyun.explore.whatif.reference_weights import Method, Reference, Sample, distance
from muyun.policy.model import Policy
from muyun.show.tables import Column, Table
from muyun.show.whatif import indicator_label
from muyun.show.words import MISSING, WHAT_IF_COLOUR, number, signed
from muyun.terms import SCORE_DECIMALS, Class

LABEL = "由数据算出的参考权重，不是政策规定"
"""Stands on the view and in every file of it."""

METHOD_WORDS: Mapping[Method, str] = {
    Method.ENTROPY: "各家拉得越开的指标，权重越大（0 分也算拉开）",
    Method.CRITIC: "拉得开、又与别的指标不重复的，权重大",
    Method.EQUAL: "每项一样重，不看数据",
}

_SHORT: Mapping[Method, str] = {Method.ENTROPY: "熵权", Method.CRITIC: "相关性", Method.EQUAL: "等权"}
_WIDTH, _PITCH, _TOP, _LEFT, _RIGHT = 400, 40, 26, 136, 268
_LABEL_AT_MOST = 9
_FEW = 0.5
"""Below this share of the 参评 rows the data are said to be thin."""


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """A reference as a start for a scenario.

    legal  the nearest legal weights, m in points; None with the reference's weights
    live   what they would do to the pool, beside the official result
    """

    reference: Reference
    legal: np.ndarray | None
    live: PoolLive | None

    @property
    def changed(self) -> int:
        """How many change their class."""
        return self.live.raised + self.live.lowered if self.live else 0


def reference_headline(starts: Sequence[Start], of: Sample, space: WeightSpace, policy: Policy) -> tuple[str, str]:
    """「由数据算出的参考权重，与政策差得最多的是熵权法：研发投入强度 39.2 分，政策 10 分；…」"""
    small = f"{LABEL}。按各项数据齐全的 {of.rows:,} 家算（参评 {of.evaluated:,} 家）。"
    if len(of.names) == 1:
        return "这个评价组只有一项指标，权重只能是 100 分，没有可参考的。", small
    reckoned = [s for s in starts if s.reference.weights is not None and s.reference.method is not Method.EQUAL]
    if not reckoned:
        return f"数据算不出参考权重：{starts[0].reference.why}", small
    far = max(reckoned, key=lambda s: distance(s.reference.weights, space.official))
    gaps = np.nan_to_num(far.reference.weights - space.official)
    j = int(np.argmax(np.abs(gaps)))
    moved = [s.changed for s in starts if s.live]
    spread = f"{min(moved):,}" if min(moved) == max(moved) else f"{min(moved):,}–{max(moved):,}"
    return (
        f"{far.reference.method}与政策差得最多：{indicator_label(policy, of.names[j])}算出 "
        f"{number(float(far.reference.weights[j]), 1)} 分，政策 {number(float(space.official[j]))} 分；"
        f"改用允许范围内最接近的权重，比正式结果有 {spread} 家换档。"
    ), small


def remarks(
    of: Sample, starts: Sequence[Start], policy: Policy, sources: Sequence[str], within: float | None
) -> list[str]:  # fmt: skip
    """What of the data and the limits needs saying, a sentence each.

    sources  the clauses that fix the weights; within: how far they may differ, None where the policy limits them
    """
    said = []
    legal = [start.legal for start in starts if start.legal is not None]
    if len(legal) > 1 and len(of.names) > 1 and all(same_weights(legal[0], other) for other in legal):
        said.append("允许的范围窄，离几种参考权重最近的是同一组。")
    without = [indicator_label(policy, n) for n, known in zip(of.names, of.known, strict=True) if not known]
    flat = of.known & ~of.varies
    same = [indicator_label(policy, n) for n, yes in zip(of.names, flat, strict=True) if yes and of.rows > 1]
    if without:
        said.append(f"没有企业有“{'、'.join(without)}”的得分，不参与计算，方案里保持政策的权重。")
    if same:
        said.append(f"“{'、'.join(same)}”各家得分率都一样，分不出高低，算出的权重是 0。")
    if of.rows < _FEW * of.evaluated:
        said.append("数据齐全的不到参评企业的一半，算出的权重只反映这一部分企业。")
    if within is not None and len(of.names) > 1:
        said.append(f"政策没有写权重的范围，这里允许各项上下变动 {number(within * 100)} %（本系统假定）。")
    if sources and within is not None:
        said.append(f"文件定下了权重（{'、'.join(sources)}），采用任何别的一组都与政策不同，仅限模拟。")
    return said


def reference_picture(start: Start, space: WeightSpace, policy: Policy, scale: float) -> str:
    """One method: a row an indicator, its legal range, the present weight, the raw one (ring) and the legal (dot).

    scale  where the axis ends, in points; `scale_of` makes it the same for all methods
    """
    of, rows = start.reference, []
    for i, name in enumerate(space.names):
        rows.append(_row(start, space, i, (indicator_label(policy, name), name), scale))
    height = _TOP + len(space.names) * _PITCH
    head = f'<text class="quiet" x="{_WIDTH}" y="16" text-anchor="end">算出 → 范围内</text>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(str(of.method))}">'
        f"{head}{''.join(rows)}</svg>"
    )


def scale_of(starts: Sequence[Start], space: WeightSpace) -> float:
    """The end of the axis in points, up to the next ten."""
    most = [float(np.nanmax(s.reference.weights)) for s in starts if s.reference.weights is not None]
    return ceil(max(*most, float(space.upper.max())) / 10) * 10


def reference_key() -> str:
    """HTML that says what the marks mean."""
    ring = "border:2px solid currentColor;border-radius:50%;width:8px;height:8px"
    marks = [
        f'<i style="{ring}"></i>由数据算出',
        f'<i style="background:{WHAT_IF_COLOUR};border-radius:50%"></i>允许范围内最接近的',
        '<i style="background:currentColor;width:3px"></i>政策的权重',
        '<i style="background:var(--line)"></i>允许的范围',
    ]  # fmt: skip
    return '<div class="key">' + "".join(f"<span>{mark}</span>" for mark in marks) + "</div>"


def _row(start: Start, space: WeightSpace, i: int, names: tuple[str, str], scale: float) -> str:
    """names: the indicator in the policy's words, and its key, which stands where those are too long."""
    label, short = names[0], next((name for name in names if len(name) <= _LABEL_AT_MOST), f"{names[1][:8]}…")
    y = _TOP + i * _PITCH + 18
    low, high, now = (_x(float(ends[i]), scale) for ends in (space.lower, space.upper, space.official))
    parts = [
        f'<text x="0" y="{y + 5}">{escape(short)}</text>',
        f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{y}" y2="{y}"/>',
        f'<rect class="track" x="{low:.1f}" y="{y - 8}" width="{max(high - low, 1):.1f}" height="16" '
        'stroke="var(--line)"/>',
        f'<line class="ink" x1="{now:.1f}" x2="{now:.1f}" y1="{y - 11}" y2="{y + 11}" stroke-width="3"/>',
    ]  # fmt: skip
    raw, legal = start.reference.weights, start.legal
    if raw is not None and not np.isnan(raw[i]):
        parts.append(f'<circle class="ink" cx="{_x(float(raw[i]), scale):.1f}" cy="{y}" r="6" stroke-width="2"/>')
    if legal is not None:
        parts.append(f'<circle class="what-if" cx="{_x(float(legal[i]), scale):.1f}" cy="{y}" r="6"/>')
    said = f"{_points(raw, i)} → {_points(legal, i)}"
    parts.append(f'<text x="{_WIDTH}" y="{y + 5}" text-anchor="end">{said}</text>')
    official, lower, upper = (number(float(of[i])) for of in (space.official, space.lower, space.upper))
    title = f"{label}：政策 {official} 分，允许 {lower}–{upper} 分"
    return f"<g><title>{escape(title)}</title>{''.join(parts)}</g>"


def _points(weights: np.ndarray | None, i: int) -> str:
    return MISSING if weights is None or np.isnan(weights[i]) else number(float(weights[i]), 1)


def _x(points: float, scale: float) -> float:
    return _LEFT + points / scale * (_RIGHT - _LEFT)


def effect_table(live: PoolLive, policy: Policy) -> str:
    """HTML: units, land and tax of each class under the legal weights, and what that is more or less than official."""
    head = "<tr><th></th><th>家数</th><th>用地（亩）</th><th>税收（万元）</th></tr>"
    rows = "".join(_effect_row(live, i, policy) for i in range(4))
    up, down = (f'<span class="{way}">{mark} ' for way, mark in (("up", "▲"), ("down", "▼")))
    said = f"比正式结果：{up}升档 {live.raised:,} 家</span>　{down}降档 {live.lowered:,} 家</span>"
    return f'<div>{said}</div><table class="grid counts tight">{head}{rows}</table>{_lacking(live)}'


def _lacking(live: PoolLive) -> str:
    """HTML: how many with a class are in no sum of land or tax; "" when none."""
    counts = {"用地": live.after.no_land, "税收": live.after.no_tax}
    told = [f"{int(of[:4].sum()):,} 家没有{name}数据" for name, of in counts.items() if of[:4].any()]
    return f'<div class="aside">{"、".join(told)}，未计入合计。</div>' if told else ""


def _effect_row(live: PoolLive, i: int, policy: Policy) -> str:
    letter = "ABCD"[i]
    badge = f'<span class="badge {letter}">{escape(short_word(policy.class_words, Class(letter)))}</span>'
    sides = [(live.before.units, live.after.units), (live.before.land_mu, live.after.land_mu),
             (live.before.tax_wan, live.after.tax_wan)]  # fmt: skip
    cells = "".join(f"<td>{_with_change(float(before[i]), float(after[i]))}</td>" for before, after in sides)
    return f"<tr><th>{badge}</th>{cells}</tr>"


def _with_change(before: float, after: float) -> str:
    change = signed(after - before, 0)
    return f"<b>{number(after, 0)}</b>" + ("" if change == "±0" else f"<span>（{change}）</span>")


def reference_table(starts: Sequence[Start], space: WeightSpace, policy: Policy) -> Table:
    """A row an indicator; for each method the weight reckoned and the nearest legal one."""
    columns = [
        Column("name", "指标"), Column("now", "政策", "number", "分", 1, "政策的权重"), Column("range", "允许"),
    ]  # fmt: skip
    ends = zip(space.lower.tolist(), space.upper.tolist(), strict=True)
    data = {"name": [indicator_label(policy, n) for n in space.names], "now": space.official,
            "range": [f"{number(low)}–{number(high)}" for low, high in ends]}  # fmt: skip
    blank = np.full(len(space.names), np.nan)
    for i, start in enumerate(starts):
        method = start.reference.method
        data |= {f"raw{i}": blank if start.reference.weights is None else start.reference.weights,
                 f"legal{i}": blank if start.legal is None else start.legal}  # fmt: skip
        columns += [
            Column(f"raw{i}", f"{_SHORT[method]}算出", "number", "分", 2, LABEL, what_if=True),
            Column(f"legal{i}", f"{_SHORT[method]}范围内", "number", "分", 1, "允许范围内最接近的权重", what_if=True),
        ]
    return Table(pd.DataFrame(data, index=pd.Index(space.names)), columns, caption=LABEL)


def same_weights(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two weight sets agree to 9 decimals."""
    return bool((np.round(one - other, SCORE_DECIMALS) == 0).all())
