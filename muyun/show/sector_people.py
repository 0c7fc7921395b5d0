"""Who is in a sector, who is at its top and bottom, and how are they spread?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.explore.sectors.look import SectorLook
from muyun.explore.unit_codes import codes_of
from muyun.show.sector_spread import Spread
from muyun.show.sectors import indicators, whole_word
from muyun.show.selection import label_of, shown_unit
from muyun.show.tables import Column, Table
from muyun.show.words import percent

SCORE = "综合得分"
TOP, BOTTOM = "top", "bottom"


def measures(look: SectorLook) -> dict[str, str]:
    """What the spread may show: the score, then the pool's indicators; words → name."""
    return {SCORE: SCORE} | {label_of(look.evaluation, name): name for name in indicators(look)}


def spread_of(look: SectorLook, place: int, measure: str) -> Spread:
    """The spread of a sector's enterprises by `measure` (a name of `measures`)."""
    rows, mask = look.of.members(place), _mask(look, place)
    evaluation, found = look.evaluation, look.found
    if measure == SCORE:
        values, factor, unit = evaluation.ranking["score"].to_numpy()[rows], 1.0, "分"
        lines = (float(found.scores[place]), found.whole_score)
    else:
        unit, factor = shown_unit(evaluation, measure)
        column = found.indicators.values[:, found.indicators.names.index(measure)]
        values, lines = evaluation.indicators[measure].to_numpy()[rows], (float(column[place]), float(column[-1]))
    known = ~np.isnan(values)
    ends = np.where(look.ends.top[mask], TOP, np.where(look.ends.bottom[mask], BOTTOM, ""))[known]
    units = evaluation.participants.iloc[rows[known]]
    letters = evaluation.classes["applied"].astype(object).to_numpy()[rows[known]]
    return Spread(
        SCORE if measure == SCORE else label_of(evaluation, measure), unit, values[known] * factor,
        ["" if pd.isna(letter) else str(letter) for letter in letters], codes_of(evaluation, rows[known]),
        [str(name) for name in shown_names(units)], ends.tolist(), lines[0] * factor, lines[1] * factor,
        whole_word(look.group), int((~known).sum()),
    )  # fmt: skip


def ends_sentence(look: SectorLook, place: int) -> str:
    """「12 家的 5 % 不到 1 家，没有前列和末位。」, or how many there are and what follows from it."""
    size, mask = int(look.sizes[place]), _mask(look, place)
    rules, (most, least) = look.rules, look.ends.places[place].tolist()
    top, bottom = (int(found[mask].sum()) for found in (look.ends.top, look.ends.bottom))
    if size == 1:
        return "只有 1 家，没有同行可比，不排前列和末位。"
    if not most and not least:
        return f"{size} 家的 {percent(rules.bottom_share, 0)} 不到 1 家，没有前列和末位。"
    tied = "；正好在线上并列的一组不算" if top < most or bottom < least else ""
    said = f"前 {percent(rules.top_share, 0)} 有 {top} 家，后 {percent(rules.bottom_share, 0)} 有 {bottom} 家{tied}。"
    if rules.ruled and top and not look.ends.entitled[mask].any():
        said += f"行业没有高于{whole_word(look.group)}，前列不享受 A 类政策。"
    if look.broken:
        said += f"数据里没有 {'、'.join(map(str, look.broken))} 年度，看不出连续末位。"
    return said


def people_table(look: SectorLook, place: int) -> Table:
    """The enterprises of a sector by score, the index a credit code each; what its place at an end means.

    The ranking within a sector that JX-12 lets a county make.
    """
    rows, mask = look.of.members(place), _mask(look, place)
    evaluation = look.evaluation
    units, words = evaluation.participants.iloc[rows], evaluation.policy.class_words
    score = evaluation.ranking["score"].to_numpy()[rows]
    frame = pd.DataFrame({
        "name": list(shown_names(units)), "code": list(units.index),
        "place": np.where(look.ends.from_top[mask] > 0, look.ends.from_top[mask], np.nan), "score": score,
        "rank": evaluation.ranking["rank"].to_numpy()[rows],
        "class": evaluation.classes["applied"].astype(object).to_numpy()[rows],
        "land": units["land_mu"].to_numpy(dtype=float), "end": _end_words(look, mask),
    }, pd.Index(codes_of(evaluation, rows)))  # fmt: skip
    for name in indicators(look):
        frame[name] = evaluation.indicators[name].to_numpy()[rows] * shown_unit(evaluation, name)[1]
    order = np.lexsort((np.arange(len(frame)), -np.round(score, 9)))
    columns = [
        Column("name", "企业"), Column("code", "统一社会信用代码或宗地"),
        Column("place", "行业内名次", "number", "", 0, "同分同名次；只有一家的不排。"),
        Column("score", "综合得分", "number", "分"), Column("rank", "评价组名次", "number", "", 0),
        Column("class", "执行等级", "class", words={str(k): v for k, v in words.items()}),
        Column("end", "前列和末位", "wrap"), Column("land", "用地", "number", "亩", 1),
    ]  # fmt: skip
    for name in indicators(look):
        columns.append(Column(name, label_of(evaluation, name), "number", shown_unit(evaluation, name)[0]))
    return Table(frame.iloc[order], columns, f"{len(frame):,} 家，按综合得分排。点一行打开这家企业。")


def _end_words(look: SectorLook, mask: np.ndarray) -> list[str]:
    rules = look.rules
    top, bottom = f"前 {percent(rules.top_share, 0)}", f"后 {percent(rules.bottom_share, 0)}"
    first, last, twice = look.evaluation.policy.sector_rules.clause if rules.ruled else ("", "", "")
    said = []
    for i in np.flatnonzero(mask).tolist():
        parts = []
        if look.ends.top[i]:
            parts.append(f"{top}（{first}）" if first and look.ends.entitled[i] else top)
        if look.ends.bottom[i]:
            parts.append(f"{bottom}（{last}）" if last else bottom)
        if look.chained[i]:
            parts.append(f"连续 {rules.years} 年（{twice}）" if twice else f"连续 {rules.years} 年")
        said.append("，".join(parts))
    return said


def _mask(look: SectorLook, place: int) -> np.ndarray:
    return look.of.numbers == place
