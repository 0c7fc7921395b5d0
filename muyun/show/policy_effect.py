"""What does another policy do to this year's classes? Counts under each, who changes class, what can't be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

import numpy as np
import pandas as pd

from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.live import Live, PoolLive, Sums
from muyun.explore.whatif.live_tables import top_movers
from muyun.explore.whatif.movers import CHANGE
from muyun.explore.whatif.standing import PLACES, UNRANKED
from muyun.policy.model import Policy
from muyun.show.bars import amount
from muyun.show.matrix import NOT_RANKED, Sides
from muyun.show.movers import classes_list, movers_list
from muyun.show.words import number, percent, signed
from muyun.terms import Class

_POOL_BY = {"none": "一并排名", "区县": "按区县分别排名"}


def shared_pools(live: Live) -> list[str]:
    """The pools that both policies have, in the order of the first."""
    others = live.standing.layout.pools
    return [name for name in live.base.standing.layout.pools if name in others]


def sides_of(live: Live, names: tuple[str, str]) -> Sides:
    """What the matrix calls both sides."""
    return Sides(*names, words=live.base.official.policy.class_words)


def headline(pool: str, of: PoolLive) -> str:
    """「规上工业：两边都定级的 182 家中，等级不变 120 家，升档 30 家，降档 32 家」"""
    both = of.moves.units[:UNRANKED, :UNRANKED]
    if not both.sum():
        return f"{pool}：没有两边都定级的企业。"
    came, went = int(of.moves.units[UNRANKED, :UNRANKED].sum()), int(of.moves.units[:UNRANKED, UNRANKED].sum())
    parts = [f"等级不变 {int(np.trace(both)):,} 家", f"升档 {of.raised:,} 家", f"降档 {of.lowered:,} 家"]
    extra = [f"新列入等级 {came:,} 家"] if came else []
    extra += [f"不再列入等级 {went:,} 家"] if went else []
    more = f"；另有{'，'.join(extra)}" if extra else ""
    return f"{pool}：两边都定级的 {int(both.sum()):,} 家中，{'，'.join(parts)}{more}。"


def classed_on_both(moved: pd.DataFrame, one: Policy, other: Policy, pool: str) -> pd.DataFrame:
    """Of `top_movers` the enterprises that have a class under both policies.

    Where ranks are of another range only those whose class changes, without a change of rank.
    """
    moved = moved[(moved["原等级"] != "") & (moved["新等级"] != "")]
    if one.pool_by(pool) == other.pool_by(pool):
        return moved
    return moved[moved["原等级"] != moved["新等级"]].assign(名次变化=pd.NA)


def class_changes(live: Live) -> pd.DataFrame:
    """A row for every enterprise with a class under both policies that isn't the same one, pool by pool; for a file.

    Ranks are missing where each policy ranks in another range; scores and items where the indicators are others.
    """
    one, other = live.base.official.policy, live.standing.prepared.policy
    found = [_class_changes(live, pool, one, other) for pool in shared_pools(live)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _class_changes(live: Live, pool: str, one: Policy, other: Policy) -> pd.DataFrame:
    moved = classed_on_both(top_movers(live, len(live.base.codes), pool), one, other, pool)
    moved = moved[moved["原等级"] != moved["新等级"]].drop(columns="名次变化").assign(评价组=pool)
    scored = [name for name in moved.columns if name == "得分变化" or name.startswith(CHANGE)]
    if one.pool_by(pool) != other.pool_by(pool):
        none = pd.array([pd.NA] * len(moved), "Int64")
        moved = moved.assign(原名次=none, 新名次=none)
    if set(one.pools[pool].weights) != set(other.pools[pool].weights):
        moved[scored] = np.nan
    for column, policy in (("原等级", one), ("新等级", other)):
        words = [policy.class_words[Class(letter)] for letter in moved[column]]
        moved.insert(moved.columns.get_loc(column) + 1, f"{column}名称", words)
    return moved


def movers_markup(moved: pd.DataFrame, one: Policy, other: Policy, pool: str) -> str:
    """HTML of the movers: with a bar of the items where both policies score the same ones, else without."""
    if set(one.pools[pool].weights) == set(other.pools[pool].weights):
        return movers_list(moved, other, pool, one)
    return classes_list(moved, one, other)


def not_comparable(live: Live, names: tuple[str, str]) -> list[str]:
    """What of the two results can't be held against each other, a sentence each."""
    one, other = live.base.official.policy, live.standing.prepared.policy
    return [*_lone_pools(live, names), *_other_ranking(one, other, shared_pools(live), names)]


def _lone_pools(live: Live, names: tuple[str, str]) -> Iterator[str]:
    shared = shared_pools(live)
    for side, name in zip((live.base.standing, live.standing), names, strict=True):
        for pool in side.layout.pools:
            if pool not in shared:
                count = int((side.letters[side.layout.pool == side.layout.pools.index(pool)] < UNRANKED).sum())
                yield f"评价组“{pool}”只在{name}里有（定级 {count:,} 家），不能对比。"


def _other_ranking(one: Policy, other: Policy, shared: list[str], names: tuple[str, str]) -> Iterator[str]:
    for pool in shared:
        ways = (one.pool_by(pool), other.pool_by(pool))
        if ways[0] != ways[1]:
            said = "，".join(f"{name}{_POOL_BY[way]}" for name, way in zip(names, ways, strict=True))
            yield f"“{pool}”：{said}，名次不在同一个范围里，只能比等级。"
        if set(one.pools[pool].weights) != set(other.pools[pool].weights):
            yield f"“{pool}”：两边的指标不同，得分不能相比。"


def class_table(of: PoolLive, words: tuple[Mapping[Class, str], Mapping[Class, str]], names: tuple[str, str]) -> str:
    """HTML: number, land and tax of each class under each policy, with the change; 未定级 last.

    words, names  of the two sides, in order
    """
    head = "".join(f'<th colspan="3">{escape(name)}</th>' for name in names)
    units = "<th>家</th><th>用地（亩）</th><th>税收（万元）</th>"
    rows = [f'<tr><th rowspan="2">等级</th>{head}<th rowspan="2">家数变化</th></tr><tr>{units}{units}</tr>']
    rows += [_class_row(place, of, words) for place in range(PLACES)]
    return f'<table class="grid counts">{"".join(rows)}</table>{_lacking(of)}'


def _class_row(place: int, of: PoolLive, words: tuple[Mapping[Class, str], Mapping[Class, str]]) -> str:
    letter = list(Class)[place] if place < UNRANKED else ""
    said = [short_word(own, letter) for own in words] if letter else [NOT_RANKED]
    name = " / ".join(dict.fromkeys(said))
    change = int(of.after.units[place] - of.before.units[place])
    badge = f'<span class="badge {letter}">{escape(name)}</span>'
    cells = "".join(_cells(sums, place) for sums in (of.before, of.after))
    return f"<tr><th>{badge}</th>{cells}<td>{signed(change, 0)}</td></tr>"


def _cells(sums: Sums, place: int) -> str:
    """Number with its share of the classed ones, land and tax."""
    count, classed = int(sums.units[place]), int(sums.units[:UNRANKED].sum())
    share = f"（{percent(count / classed)}）" if place < UNRANKED and classed else ""
    land, tax = amount(float(sums.land_mu[place])), amount(float(sums.tax_wan[place]))
    return f"<td>{number(count, 0)}<span>{share}</span></td><td>{land}</td><td>{tax}</td>"


def _lacking(of: PoolLive) -> str:
    """How many are in no sum of land or tax, as the first side counts them."""
    counts = {"用地": int(of.before.no_land.sum()), "税收": int(of.before.no_tax.sum())}
    said = "、".join(f"{count:,} 家缺{name}" for name, count in counts.items() if count)
    return f'<div class="aside">{said}，没有计入合计。</div>' if said else ""
