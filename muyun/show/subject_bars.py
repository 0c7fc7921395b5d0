"""Who leads in each group, and by what? Scores as stacks of their items, group by group. SVG."""

from __future__ import annotations

from html import escape

import numpy as np

from muyun.explore.regions.subject_look import SubjectLook
from muyun.policy.subject_checks import WEIGHT_SUM
from muyun.show.drawn_text import cut, width_of
from muyun.show.goto import goto
from muyun.show.subject_words import UNOFFICIAL, colours, counted, label_of, rank_words
from muyun.show.tables import delta
from muyun.show.words import fixed, number
from muyun.terms import Status

WIDTH = 1200
SHOWN = 24
"""So many of a group are drawn, the first ones; the table has all."""
_ROW, _BAR, _HEAD, _LEFT, _RIGHT, _FONT = 32, 22, 40, 330, 960, 16
_NAME = 18
_KEY_ROW, _KEY_GAP = 24, 22


def score_bars(look: SubjectLook, opened: str | None) -> str:
    """The SVG: for each group its first `SHOWN`, best first, then who is scored without a rank."""
    now, order = look.now, look.order
    scored = [name for name in order if not np.isnan(now.scores[name])]
    most = max([100.0, *(float(now.scores[name]) for name in scored)])
    title, y = _title(look)
    parts = [title]
    for group in look.group_names:
        own = [name for name in scored if now.groups[name] == group and now.status[name] == Status.EVALUATED]
        new = [name for name in scored if now.groups[name] == group and now.status[name] == Status.TRANSITION]
        parts.append(_heading(look, group, len(own), y))
        y += _HEAD
        for name in (*own[:SHOWN], *new):
            parts.append(_row(look, name, y, most, name == opened))
            y += _ROW
    label = escape(f"{look.name}得分构成", quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {y + 8}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def left_out(look: SubjectLook) -> str:
    """How many the picture leaves out; "" for none."""
    ranked = look.now.groups[(look.now.status == Status.EVALUATED).to_numpy()]
    rest = sum(max(int(count) - SHOWN, 0) for count in ranked.value_counts())
    return f"图上是各组的前 {SHOWN} 名，其余 {counted(look.rules, rest)}见下表。" if rest else ""


def _title(look: SubjectLook) -> tuple[str, float]:
    """The finding and the key of the items with their weights; where the picture goes on."""
    found = _finding(look)
    said = f'<text x="0" y="20" style="font-size:18px;font-weight:600">{escape(found)}</text>'
    if look.changed:
        x = 18 * len(found) + 16
        said += f'<text x="{x}" y="20" class="what-if" style="font-size:18px;font-weight:600">{UNOFFICIAL}</text>'
    paint, x, y = colours(look.rules), 0.0, 48.0
    for name, weight in look.rules.weights.items():
        words = f"{label_of(look.rules, name)} {number(weight)} 分"
        width = 22 + width_of(words, _FONT - 1) + _KEY_GAP
        if x + width > WIDTH:
            x, y = 0.0, y + _KEY_ROW
        kind = ' class="what-if" font-weight="600"' if name in look.changed else ""
        said += f'<rect x="{x:.1f}" y="{y - 12}" width="14" height="14" fill="{paint[name]}"/>'
        said += f'<text x="{x + 20:.1f}" y="{y}"{kind} style="font-size:{_FONT - 1}px">{escape(words)}</text>'
        x += width
    return said, y + 14


def _finding(look: SubjectLook) -> str:
    """What parts the first from the last of the largest group most."""
    now = look.now
    ranked = now.ranks[(now.status == Status.EVALUATED).to_numpy()]
    groups = now.groups[ranked.index]
    if groups.empty or groups.value_counts().iloc[0] < 2:
        return "得分由哪几项构成"
    group = min(look.group_names, key=lambda g: -int((groups == g).sum()))
    own = ranked[(groups == group).to_numpy()].sort_values(kind="stable")
    gap = (now.items.loc[own.index[0]] - now.items.loc[own.index[-1]]).reindex(list(look.rules.weights))
    if gap.isna().all() or gap.max() <= 0:
        return "得分由哪几项构成"
    most = str(gap.idxmax())
    full = _full_words(look, most, list(own.index))
    return f"{group}首尾差距最大的是{label_of(look.rules, most)}（{full}）：{fixed(float(gap[most]), 1)} 分"


def _full_words(look: SubjectLook, name: str, of: list[str]) -> str:
    """「权重 20 分，缺项的权重分摊后最多 28.6 分」."""
    weights = look.rules.weights
    lost = look.now.items.loc[of, list(weights)].isna() @ np.array(list(weights.values()))
    there = look.now.items.loc[of, name].notna().to_numpy()
    most = weights[name] * WEIGHT_SUM / (WEIGHT_SUM - float(lost[there].max()))
    spread = f"，缺项的权重分摊后最多 {number(most, 1)} 分" if round(most - weights[name], 9) > 0 else ""
    return f"权重 {number(weights[name])} 分{spread}"


def _heading(look: SubjectLook, group: str, count: int, y: float) -> str:
    words = f"{group or look.name}（{counted(look.rules, count)}排名）"
    columns = "得分，名次" + ("" if look.earlier[0] is None else "，比上年")
    return (
        f'<text x="0" y="{y + 26}" style="font-size:17px;font-weight:700">{escape(words)}</text>'
        f'<text x="{_RIGHT + 16}" y="{y + 26}" class="quiet">{columns}</text>'
    )


def _row(look: SubjectLook, name: str, y: float, most: float, opened: bool) -> str:
    now, paint = look.now, colours(look.rules)
    ranked = now.status[name] == Status.EVALUATED
    x, pieces = float(_LEFT), []
    for indicator, item in now.items.loc[name, list(look.rules.weights)].items():
        width = (float(item) if item == item else 0.0) / most * (_RIGHT - _LEFT)
        if width > 0:
            title = escape(f"{label_of(look.rules, indicator)} {fixed(float(item), 2)} 分")
            box = f'x="{x:.1f}" y="{y + 5}" width="{width:.1f}" height="{_BAR}" fill="{paint[indicator]}"'
            pieces.append(f"<rect {box}><title>{title}</title></rect>")
            x += width
    back = ' style="fill:var(--soft)"' if opened else ' fill="transparent"'
    said = f"{fixed(float(now.scores[name]), 2)}　{rank_words(look, name)}{_moved(look, name)}"
    weight = ' font-weight="700"' if opened or now.ranks[name] == 1 else ""
    faint = "" if ranked else ' opacity=".45"'
    go = goto("regions", subject=name)
    return (
        f'<g data-go="{go}"><title>{escape(f"{name}：点开看怎么算的")}</title>'
        f'<rect x="0" y="{y}" width="{WIDTH}" height="{_ROW}"{back}/>'
        f'<text x="6" y="{y + 22}"{weight} style="font-size:{_FONT}px">{escape(cut(name, _NAME))}</text>'
        f"<g{faint}>{''.join(pieces)}</g>"
        f'<text x="{_RIGHT + 16}" y="{y + 22}"{weight} style="font-size:{_FONT}px">{escape(said)}</text></g>'
    )


def _moved(look: SubjectLook, name: str) -> str:
    change = float(look.rank_change[name])
    return "" if np.isnan(change) else f"　{delta(change)['text']}"
