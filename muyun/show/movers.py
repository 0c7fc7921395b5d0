"""Who moves in a scenario, and which item moved them? A list with a bar of the items' changes, adding up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import numpy as np
import pandas as pd

from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.movers import CHANGE, POINTS
from muyun.policy.model import Policy
from muyun.show.goto import goto
from muyun.show.whatif import indicator_label
from muyun.show.words import ITEM_COLOURS, MISSING, number, signed
from muyun.terms import SCORE_DECIMALS, Class

_POINTS_COLOUR = ITEM_COLOURS[-1]
_HEAD = ("企业", "等级", "名次", "得分变化", "← 减分　加分 →")
_ONE_SIDED = "只有一边有综合得分，没有得分变化"
_LEAST_SHOWN = 0.005
"""Changes below this many points have no part in the bar; they are in the sum."""


def movers_list(movers: pd.DataFrame, policy: Policy, pool: str, old: Policy | None = None) -> str:
    """HTML of `top_movers`: enterprise, classes, ranks, change of score, and a bar of what it is made of.

    old  whose words the earlier classes have, where that is another policy than the scenario's

    The bar grows to the right for points won and to the left for points lost, all rows on one scale;
    the parts add up to the change of score. Its texts give every item exactly.
    """
    changes = movers[[c for c in movers.columns if c.startswith(CHANGE)]].fillna(0.0)
    changes.columns = [c.removeprefix(CHANGE) for c in changes.columns]
    used = [name for name in changes.columns if (changes[name].abs() >= _LEAST_SHOWN).any()]
    own = list(policy.pools[pool].weights)  # first, so that the ranking below has the same colours
    colours = item_colours([*own, *(name for name in changes.columns if name not in own)])
    values = changes.to_numpy()
    widest = max(np.clip(values, 0, None).sum(axis=1).max(), np.clip(-values, 0, None).sum(axis=1).max(), 1e-9)
    rows = [
        _row(mover, dict(zip(changes.columns, made_of, strict=True)), widest, colours, (old or policy, policy))
        for mover, made_of in zip(movers.to_dict("records"), values.tolist(), strict=True)
    ]
    head = "".join(f"<th>{text}</th>" for text in _HEAD)
    table = f'<table class="grid movers"><tr>{head}</tr>{"".join(rows)}</table>'
    return items_key(used, colours, policy) + table


def classes_list(movers: pd.DataFrame, old: Policy, new: Policy) -> str:
    """HTML of `top_movers` with classes and ranks only, for two policies whose scores are made of other items."""
    head = "".join(f"<th>{text}</th>" for text in _HEAD[:3])
    rows = [
        f'<tr><td class="who">{_link(mover)}</td><td class="classes">{_classes(mover, (old, new))}</td>'
        f"<td>{_ranks(mover)}</td></tr>"
        for mover in movers.to_dict("records")
    ]
    return f'<table class="grid movers"><tr>{head}</tr>{"".join(rows)}</table>'


def item_colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each item in the policy's order; bonus points always the last one."""
    palette = ITEM_COLOURS[:-1]
    own = {name: palette[i % len(palette)] for i, name in enumerate(n for n in names if n != POINTS)}
    return own | {POINTS: _POINTS_COLOUR}


def _row(
    mover: Mapping[str, object], made_of: Mapping[str, float], widest: float, colours: Mapping[str, str],
    policies: tuple[Policy, Policy],
) -> str:  # fmt: skip
    link = _link(mover)
    score = float(mover["得分变化"])
    said = MISSING if np.isnan(score) else f"{score:+,.2f}".replace("-", "−")
    exact = _ONE_SIDED if np.isnan(score) else escape(_exact(made_of, policies[1]))
    bar = _scope_words(mover) or _bar(made_of, widest, colours)
    return (
        f'<tr><td class="who">{link}</td><td class="classes">{_classes(mover, policies)}</td><td>{_ranks(mover)}</td>'
        f'<td>{said}</td><td class="made" title="{exact}">{bar}</td></tr>'
    )


def _link(mover: Mapping[str, object]) -> str:
    name, code = escape(str(mover["企业名称"])), str(mover["统一社会信用代码"])
    return f'<a data-go="{goto("enterprise", code=code)}" title="看这家企业：{escape(code)}">{name}</a>'


def _classes(mover: Mapping[str, object], policies: tuple[Policy, Policy]) -> str:
    old, new = str(mover["原等级"] or ""), str(mover["新等级"] or "")
    if old == new:
        return _badge(new, policies[1])
    return f"{_badge(old, policies[0])} → {_badge(new, policies[1])}"


def _badge(letter: str, policy: Policy) -> str:
    word = short_word(policy.class_words, Class(letter)) if letter else "未定级"
    return f'<span class="badge {escape(letter)}">{escape(word)}</span>'


def _ranks(mover: Mapping[str, object]) -> str:
    before, after = (MISSING if pd.isna(mover[key]) else f"{int(mover[key]):,}" for key in ("原名次", "新名次"))
    change = mover["名次变化"]
    if pd.isna(change):
        elsewhere = "" if MISSING in (before, after) else ' <span class="aside">排名范围不同</span>'
        return f"{before} → {after}{elsewhere}"
    if change == 0:
        return f"{before} → {after}"
    mark, way = ("▲", "up") if change > 0 else ("▼", "down")
    return f'{before} → {after} <span class="{way}">{mark}{abs(int(change)):,}</span>'


def _exact(made_of: Mapping[str, float], policy: Policy) -> str:
    changed = {name: value for name, value in made_of.items() if round(value, SCORE_DECIMALS)}
    parts = [f"{indicator_label(policy, name)} {signed(value, 4)}" for name, value in changed.items()]
    return "；".join(parts) + f"；合计 {signed(sum(made_of.values()), 4)} 分" if parts else "本企业得分没有变"


def _scope_words(mover: Mapping[str, object]) -> str:
    """Said in place of the bar where an enterprise takes part on one side only; "" where on both."""
    ranked = [not pd.isna(mover[key]) for key in ("原名次", "新名次")]
    words = {(True, False): "不再参加排名", (False, True): "开始参加排名"}.get(tuple(ranked))
    return f'<span class="aside">{words}</span>' if words else ""


def _bar(made_of: Mapping[str, float], widest: float, colours: Mapping[str, str]) -> str:
    if not any(round(value, SCORE_DECIMALS) for value in made_of.values()):
        return '<span class="aside">得分未变，是定档的规则或别家变了</span>'
    lost = "".join(_parts({n: -v for n, v in made_of.items() if v <= -_LEAST_SHOWN}, widest, colours))
    won = "".join(_parts({n: v for n, v in made_of.items() if v >= _LEAST_SHOWN}, widest, colours))
    return f'<div class="made-of"><div class="lost">{lost}</div><div>{won}</div></div>'


def _parts(sizes: Mapping[str, float], widest: float, colours: Mapping[str, str]) -> Iterator[str]:
    """The largest next to the middle."""
    for name, size in sorted(sizes.items(), key=lambda part: -part[1]):
        yield f'<i style="width:{number(size / widest * 100, 2)}%;background:{colours[name]}"></i>'


def items_key(names: Sequence[str], colours: Mapping[str, str], policy: Policy) -> str:
    """HTML that says which colour is which item."""
    marks = [f'<i style="background:{colours[name]}"></i>{escape(indicator_label(policy, name))}' for name in names]
    return '<div class="key">' + "".join(f"<span>{mark}</span>" for mark in marks) + "</div>"
