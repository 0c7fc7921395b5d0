"""Who is where? The ranking as a table: stacked item scores, quota lines, ties, changes on last year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.explore.filters import Filters, in_group, matching
from muyun.show.divisions import division_words
from muyun.show.quota_lines import QuotaLine, class_word
from muyun.show.quota_reason import none_because
from muyun.show.ranked import ITEM, Ranked
from muyun.show.ranking_columns import columns
from muyun.show.sector_words import sector_words
from muyun.show.selection import POINTS, Selection, label_of, shown_unit
from muyun.show.tables import Line, Table
from muyun.show.words import number, percent
from muyun.terms import Class, Status

HIDDEN = ("sector_words", "county", "town", "park", "status", "natural", "adjusted", "points", "land_mu", "tax_wan")
"""Columns that are not shown at first, beside every indicator and item score."""

_ALL_GROUPS = "全部评价组"


def headline(chosen: Selection) -> str:
    """「规上工业参评 312 家：A 档 62 家，占用地 31.4 %；A 档线上无并列」, of the whole 评价组, filters aside."""
    evaluation = chosen.ranked.evaluation
    units = evaluation.participants
    ranked = evaluation.ranking["rank"].notna().to_numpy() & in_group(units["group"], chosen.pool)
    best = ranked & (evaluation.classes["applied"] == "A").to_numpy()
    word, name = class_word(evaluation, "A"), chosen.pool or _ALL_GROUPS
    if not ranked.any():
        return f"{name}没有参评的企业"
    land = units["land_mu"]
    share = land[best].sum() / land[ranked].sum() if land[ranked].sum() > 0 else None
    merged = bool((~units.index[ranked].isin(evaluation.unit_of.index)).any())
    kind, short = ("个评价单元", "个") if merged else ("家", "家")
    of_land = f"，占用地 {percent(share)}" if share is not None else ""
    counted = f"{name}参评 {int(ranked.sum()):,} {kind}"
    why = "" if best.any() else none_because(evaluation, Class.A, chosen.pool)
    return f"{counted}：{word} {int(best.sum()):,} {short}{why}{of_land}；{_ties(chosen, word)}"


def _ties(chosen: Selection, word: str) -> str:
    lines = [line for line in lines_of(chosen.ranked, chosen.pool) if line.above == "A"]
    tied = sum(line.tied for line in lines)
    if not lines:
        return f"没有 {word}线"
    return f"{word}线上下 {tied:,} 家同分" if tied else f"{word}线上无并列"


def lines_of(ranked: Ranked, pool: str) -> list[QuotaLine]:
    """The quota lines of the 评价组 looked at, "" for all."""
    return [line for line in ranked.lines if not pool or line.group == pool or line.group.startswith(f"{pool}/")]


def ranking_table(chosen: Selection) -> Table:
    """The table: a row per enterprise, index the credit code."""
    frame = chosen.ranked.frame.drop(columns=["search", "low"]).iloc[chosen.rows]
    frame = frame.assign(
        shown_class=_class_or_status(frame), sector_words=frame["sector"].cat.rename_categories(division_words)
    )
    for name in chosen.indicators:
        if shown_unit(chosen.ranked.evaluation, name)[1] != 1:
            frame[name] = frame[name] * shown_unit(chosen.ranked.evaluation, name)[1]
    return Table(
        frame, columns(chosen, frame), caption=_caption(chosen), lines=_lines(chosen, frame),
        tied=chosen.ranked.tied, empty="没有符合这些条件的企业。请点掉上面的筛选条件，或换一个评价组。",
    )  # fmt: skip


def _class_or_status(frame: pd.DataFrame) -> pd.Categorical:
    """The class, the status where there is none; classes first, when sorted."""
    letters, status = frame["class"].cat, frame["status"].cat
    words = [*letters.categories, *status.categories]
    codes = np.where(letters.codes < 0, status.codes + len(letters.categories), letters.codes)
    return pd.Categorical.from_codes(codes, words)


def hidden_at_first(chosen: Selection) -> tuple[str, ...]:
    """Keys of the columns that wait behind 选择列."""
    return (*HIDDEN, *chosen.indicators, *(f"{ITEM}{name}" for name in chosen.indicators))


def _caption(chosen: Selection) -> str:
    total = int(matching(chosen.ranked.frame, Filters(pool=chosen.pool)).sum())
    if chosen.filtered:
        return f"符合条件 {len(chosen.rows):,} 家，共 {total:,} 家"
    return f"共 {total:,} 家企业"


def _lines(chosen: Selection, frame: pd.DataFrame) -> list[Line]:
    """The quota lines at their places among the rows shown; of several 评价组 each begins with its name."""
    ranked, sequence = chosen.ranked, frame["sequence"].to_numpy()
    shown = set(frame["group"][frame["rank"].notna()].unique())
    found = [line for line in lines_of(ranked, chosen.pool) if line.group in shown]
    several = len({line.group for line in found}) > 1
    lines = []
    for line in found:
        where = f"{line.group} " if several else ""
        words = line.words(ranked.evaluation)
        position = int(np.searchsorted(sequence, line.sequence))
        lines.append(Line(position, where + words, "" if several else words.split("：")[0]))
    return _around(lines, len(frame))


def _around(lines: list[Line], rows: int) -> list[Line]:
    """Of the lines above all rows the last one, of those below all rows the first one, and all between."""
    above = [line for line in lines if line.position == 0]
    below = [line for line in lines if line.position == rows]
    between = [line for line in lines if 0 < line.position < rows]
    return [*above[-1:], *between, *below[:1]] if rows else []


def unranked_count(chosen: Selection) -> str:
    """How many of the rows shown aren't ranked, and why; "" when all are."""
    counts = chosen.ranked.frame["status"].iloc[chosen.rows].value_counts()
    words = [status for status in Status if status is not Status.EVALUATED and counts.get(status, 0)]
    return "，".join(f"{status} {counts[status]:,} 家" for status in words)


def how_ranked(chosen: Selection) -> list[str]:
    """In words how the ranking is made, for 依据: what the score adds up, how ties are broken."""
    evaluation, pool = chosen.ranked.evaluation, chosen.pool.partition("/")[0]
    policy, lines = evaluation.policy, []
    for name in [pool] if pool in policy.pools else policy.pools:
        weights = policy.pools[name].weights.items()
        told = "、".join(f"{label_of(evaluation, indicator)} {number(weight)}" for indicator, weight in weights)
        lines.append(f"{name}：综合得分 = 各项得分之和 + {POINTS}；权重 {told}。")
        lines.append(f"{name}：同分的依次比较{'、'.join(policy.tie_break(name))}，再比统一社会信用代码。")
    if policy.sector_adjustment is not None and pool in ("", *policy.sector_adjustment.pools):
        lines.append(f"{POINTS}一列含行业加减分。{sector_words(policy.sector_adjustment)}")
    return lines
