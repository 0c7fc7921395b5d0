"""What does each sector have? A row a sector: land, score, classes, indicators, growth, ends; the whole at the end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.explore.sectors.look import SectorLook, limit_clauses
from muyun.explore.whatif.headline import short_word
from muyun.show.sectors import indicators, sector_name, whole_word
from muyun.show.selection import label_of, shown_unit
from muyun.show.tables import Column, Table
from muyun.show.words import percent
from muyun.terms import Class

HIDDEN_PREFIX = "grown:"
"""Before an indicator's name in the columns of growth."""

_GROWN = "两年都是合计之比；上年没有的空着。"


def sector_table(look: SectorLook, order: np.ndarray, small: int) -> Table:
    """A row a sector, then the whole. Row ids are positions of the sectors; the whole is "whole"."""
    found, places = look.found, [*order.tolist(), -1]
    names = [sector_name(look.of.sectors[p]) for p in order.tolist()] + [whole_word(look.group)]
    sizes, sectors = found.units[places], len(order)
    few = ["不足" if n < small else "" for n in sizes[:-1]] + [""]
    frame = pd.DataFrame({
        "name": names, "units": sizes, "few": few, "land": found.land_mu[places], "score": found.scores[places],
        "gap": [*np.round(found.scores[order] - found.whole_score, 9), np.nan],
        "limited": [*np.where(look.limited[order], "受限", ""), ""],
        "top": [*_counts(look, look.ends.top)[order], np.nan],
        "bottom": [*_counts(look, look.ends.bottom)[order], np.nan],
        "chained": [*_counts(look, look.chained)[order], np.nan] if not look.broken else np.full(sectors + 1, np.nan),
    }, pd.Index([*map(str, order.tolist()), "whole"]))  # fmt: skip
    for i, letter in enumerate(Class):
        frame[str(letter)] = found.classes[places, i]
    frame["d_land"] = _share(found.class_land, 3)[places] * 100
    frame["d_tax"] = _share(found.class_tax, 3)[places] * 100
    columns = _columns(look, small)
    for name in indicators(look):
        column, (_, factor) = look.found.indicators.names.index(name), shown_unit(look.evaluation, name)
        frame[name] = found.indicators.values[places, column] * factor
        frame[HIDDEN_PREFIX + name] = look.grown[places, column] * 100
    caption = f"{sectors:,} 个行业，最下面是{whole_word(look.group)}；家数按参评的评价单元计。点一行打开这个行业。"
    return Table(frame, columns, caption)


def hidden_at_first(look: SectorLook) -> tuple[str, ...]:
    """Columns that wait behind 选择列: growth of all but the first indicator, the other indicators' values."""
    _, *rest = indicators(look)
    return (*rest, *(HIDDEN_PREFIX + name for name in rest), "d_tax")


def _columns(look: SectorLook, small: int) -> list[Column]:
    evaluation, whole = look.evaluation, whole_word(look.group)
    words, rules = evaluation.policy.class_words, look.rules
    columns = [
        Column("name", "行业"), Column("units", "参评", "number", "家", 0),
        Column("few", f"少于 {small} 家", "text", help="企业太少，得分由一两家决定。几家算少是本系统假定。"),
        Column("land", "用地", "number", "亩", 1),
        Column("score", "加权平均得分", "number", "分", 2, "按合计之比计分，不是各家得分的平均；R 不计入。"),
        Column("gap", f"比{whole}", "delta", "分", 2),
    ]  # fmt: skip
    if rules.ruled:
        clause = "、".join(entry.id for entry in limit_clauses(evaluation.policy)[:1])
        why = f"加权平均得分低于{whole}的行业，企业原则上不得新增产能（{clause}）；例外由主管部门认定。"
        columns.append(Column("limited", "受限", help=why))
    columns += [Column(str(x), short_word(words, x), "number", "", 0, words[x]) for x in Class]
    columns.append(Column("d_land", f"{short_word(words, Class.D)}占地", "number", "%", 1))
    columns.append(Column("d_tax", f"{short_word(words, Class.D)}占税收", "number", "%", 1))
    for name in indicators(look):
        label, (unit, _) = label_of(evaluation, name), shown_unit(evaluation, name)
        columns.append(Column(name, label, "number", unit, 2, "合计之比，只计两项都有的企业。"))
        columns.append(Column(HIDDEN_PREFIX + name, f"{label}比上年", "number", "%", 1, _GROWN))
    top, bottom = percent(rules.top_share, 0), percent(rules.bottom_share, 0)
    tied = "正好在线上并列的都不算。" + ("" if rules.ruled else "政策没有这样的规定，比例是本系统假定。")
    chain = f"连续 {rules.years} 年都在后 {bottom}，按统一社会信用代码对应，缺一年就不算。"
    return [
        *columns, Column("top", f"前 {top}", "number", "家", 0, tied),
        Column("bottom", f"后 {bottom}", "number", "家", 0, tied),
        Column("chained", f"连续 {rules.years} 年", "number", "家", 0, chain),
    ]  # fmt: skip


def _counts(look: SectorLook, mask: np.ndarray) -> np.ndarray:
    return np.bincount(look.of.numbers[mask], minlength=len(look.of.sectors)).astype(float)


def _share(amounts: np.ndarray, column: int) -> np.ndarray:
    """Share of one class; NaN where a class has units of unknown amount, or the sum isn't positive."""
    total = amounts.sum(axis=1)
    share = np.full(len(total), np.nan)
    np.divide(amounts[:, column], total, out=share, where=total > 0)
    return share
