"""Which scenario does what? Two to four of them in a sentence and side by side: classes, land, tax, agreement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.explore.whatif.beside import Side
from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.live import Sums
from muyun.explore.whatif.rank_agreement import Agreement
from muyun.explore.whatif.standing import PLACES, UNRANKED
from muyun.show.bars import UNRANKED_WORD, amount
from muyun.show.matrix import Measure
from muyun.show.words import MISSING, number, signed
from muyun.terms import SCORE_DECIMALS, Class

AGREEMENT_WORDS = (
    "与正式排名的一致程度：任取两家都参评的企业，正式排名里谁在前，方案里仍是谁在前的约占多少。"
    "肯德尔 τ 按两两先后算，斯皮尔曼 ρ 按名次差算，并列都计入：1 是完全一致，0 是没有关系，−1 是完全相反。"
    "在评价组内按名次计算；按区县分别排名的，各组按家数加权平均。"
)
_HOW_ALIKE = (
    '<div class="aside">一致程度：任取两家参评企业，谁在前与正式排名相同的约占多少；τ、ρ 的意思见“依据”。</div>'
)
_ALMOST_ALL = 99.9
"""The most that is said of two rankings that aren't the same."""

_CHANGED = (("升档", "raised"), ("降档", "lowered"))
_CAME_OR_WENT = (("新列入等级", "came"), ("不再列入等级", "went"))


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A column of the comparison: a scenario under its name; `official` for the policy itself.

    beyond  in how many places it leaves the policy's words
    """

    name: str
    side: Side
    official: bool
    beyond: int

    @property
    def quoted(self) -> str:
        """Its name in a sentence."""
        return self.name if self.official else f"“{self.name}”"


def scenarios_headline(shown: Sequence[Shown], words: Mapping[Class, str], differing: int) -> tuple[str, str]:
    """The answer and a second line: 「“方案二”比“方案一”多升档 12 家，A 类用地少 35 亩」.

    Scenarios are held against the first of them; one alone against the official rules.
    differing  enterprises whose class isn't the same in all
    """
    own = [column for column in shown if not column.official]
    if not differing:
        names = "、".join(column.quoted for column in shown)
        return f"{names}：每家企业的等级都相同。", ""
    count = f"{differing:,} 家企业在这 {len(shown)} 个方案里等级不全相同。"
    if len(own) == 1:
        return f"{own[0].quoted}比正式规则{own[0].side.of.headline}", count
    first, *rest = (_difference(own[0], other, words) for other in own[1:])
    return f"{first}。", "".join(f"{sentence}。" for sentence in rest) + count


def scenarios_table(shown: Sequence[Shown], words: Mapping[Class, str]) -> str:
    """HTML: a column a scenario; number, land and tax by class, who rises and falls, agreement, departures.

    In brackets the difference to the first column.
    """
    span = len(shown) + 1
    rows = [_head(shown)]
    places = [*range(UNRANKED), *([UNRANKED] if any(c.side.came or c.side.went for c in shown) else [])]
    for measure in (Measure.UNITS, Measure.LAND, Measure.TAX):
        rows.append(f'<tr><th colspan="{span}" class="part">{measure}（{measure.unit}）</th></tr>')
        rows += [_class_row(place, measure, shown, words) for place in places]
    rows.append(f'<tr><th colspan="{span}" class="part">与正式规则相比</th></tr>')
    rows += _against_official(shown)
    return f'<table class="grid beside">{"".join(rows)}</table>{_lacking(shown[0].side.of.after)}{_HOW_ALIKE}'


def _difference(one: Shown, other: Shown, words: Mapping[Class, str]) -> str:
    """「“乙”比“甲”多升档 12 家，少降档 3 家；A 类用地少 35 亩，税收多 120 万元」"""
    parts = []
    for word, count in _CHANGED:
        before, after = getattr(one.side.of, count), getattr(other.side.of, count)
        change = after - before
        way = "多" if change > 0 else "少"
        parts.append(f"{way}{word} {abs(change):,} 家" if change else f"{word}同为 {after:,} 家")
    for word, count in _CAME_OR_WENT:
        if change := getattr(other.side, count) - getattr(one.side, count):
            parts.append(f"{word}的{'多' if change > 0 else '少'} {abs(change):,} 家")
    a = [_more(measure, one.side.of.after, other.side.of.after) for measure in (Measure.LAND, Measure.TAX)]
    return f"{other.quoted}比{one.quoted}{'，'.join(parts)}；{short_word(words, Class.A)}{a[0]}，{a[1]}"


def _more(measure: Measure, before: Sums, after: Sums) -> str:
    change = round(float(measure.of(after)[0] - measure.of(before)[0]), SCORE_DECIMALS)
    if not change:
        return f"{measure}相同"
    return f"{measure}{'多' if change > 0 else '少'} {amount(abs(change))} {measure.unit}"


def _head(shown: Sequence[Shown]) -> str:
    names = "".join(
        f'<th class="name{"" if column.official else " what-if"}" title="{escape(column.name)}">'
        f"{escape(column.name)}{'' if column.official else '<br><small>模拟</small>'}</th>"
        for column in shown
    )
    return f'<tr><th><span class="corner">括号内为与首列之差</span></th>{names}</tr>'


def _class_row(place: int, measure: Measure, shown: Sequence[Shown], words: Mapping[Class, str]) -> str:
    letter = list(Class)[place] if place < UNRANKED else ""
    word = short_word(words, letter) if letter else UNRANKED_WORD
    values = [float(measure.of(column.side.of.after)[place]) for column in shown]
    cells = "".join(f"<td>{_beside(value, values[0])}</td>" for value in values)
    return f'<tr><th><span class="badge {letter}">{escape(word)}</span></th>{cells}</tr>'


def _beside(value: float, first: float) -> str:
    """「59 （+2）」"""
    change = signed(value - first, 0 if abs(value - first) >= 100 or float(value).is_integer() else 1)
    beside = "" if change in ("±0", MISSING) else f"<span>（{change}）</span>"
    return f"<b>{amount(value)}</b>{beside}"


def _against_official(shown: Sequence[Shown]) -> Iterator[str]:
    yield _row("升档（家）", shown, lambda c: _marked("up", "▲", c.side.of.raised))
    yield _row("降档（家）", shown, lambda c: _marked("down", "▼", c.side.of.lowered))
    for word, count in _CAME_OR_WENT:
        if any(getattr(column.side, count) for column in shown):
            yield _row(f"{word}（家）", shown, lambda c, count=count: f"{getattr(c.side, count):,}")
    yield _row("排名的一致程度", shown, lambda c: _agreement(c.side.agreement))
    yield _row("超出或不同于政策（处）", shown, lambda c: number(c.beyond, 0))


def _row(head: str, shown: Sequence[Shown], cell: Callable[[Shown], str]) -> str:
    """A row in which the official rules have nothing to say."""
    cells = "".join(f"<td>{MISSING if column.official else cell(column)}</td>" for column in shown)
    return f"<tr><th>{head}</th>{cells}</tr>"


def _marked(way: str, mark: str, count: int) -> str:
    return f'<span class="{way}">{mark} {count:,}</span>' if count else "0"


def _agreement(found: Agreement) -> str:
    """「约 95.6 % 先后不变（τ 0.912，ρ 0.985）」"""
    if found.why:
        return f'<span class="aside">{found.why}，不能比</span>'
    same = round(found.tau, SCORE_DECIMALS) == 1
    kept = "100 %" if same else f"约 {number(min((1 + found.tau) / 2 * 100, _ALMOST_ALL), 1)} %"
    title = f"两边都参评、名次不全并列的 {found.units:,} 家"
    return f'<span title="{title}"><b>{kept}</b><br>τ {found.tau:.3f}　ρ {found.rho:.3f}</span>'


def _lacking(sums: Sums) -> str:
    """How many are in no sum of land or tax, as the first column counts them."""
    counts = {"用地": int(np.sum(sums.no_land[:PLACES])), "税收": int(np.sum(sums.no_tax[:PLACES]))}
    said = "、".join(f"{count:,} 家缺{name}" for name, count in counts.items() if count)
    return f'<div class="aside">{said}，没有计入合计。</div>' if said else ""
