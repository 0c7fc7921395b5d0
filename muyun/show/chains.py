"""How is a place in a sector said, a chain of years, and who stepped into whose place?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from muyun.data.names import shown_names
from muyun.evaluate import Evaluation
from muyun.evaluate.kernel import C
from muyun.evaluate.overrides import NOT_VETOED
from muyun.explore.overridden import Override, reviews, successions
from muyun.explore.sectors.places import Link, YearPlaces, was_ranked
from muyun.policy.words import percent
from muyun.show.quota_lines import class_word
from muyun.show.words import fixed
from muyun.terms import Class

_LETTERS = list(Class)


def place_words(row: Mapping[str, object], share: float, end: Override) -> str:
    """「17 行业 41 家中倒数第 1，31.20 分（5 % × 41 取整，2 家）」; row: one of `YearPlaces.places`."""
    best = end is Override.TOP
    rank = row["from_top"] if best else row["from_bottom"]
    places = row["top_places"] if best else row["bottom_places"]
    tied = f"，{int(row['level'])} 家同分" if row["level"] > 1 else ""
    size, order = f"{int(row['size']):,}", "第" if best else "倒数第"
    sector = f"{row['sector']} 行业 {size} 家中{order} {int(rank):,}"
    return f"{sector}，{fixed(row['score'], 2)} 分{tied}（{percent(share)} × {size} 取整，{int(places):,} 家）"


def year_words(of: YearPlaces, unit: str, share: float) -> str:
    """What one year says for the chain of the repeated bottom, in a sentence."""
    year = f"{of.year} 年"
    match of.link(unit):
        case Link.NO_YEAR:
            return f"没有 {year}的数据，链条中断"
        case Link.ABSENT:
            return f"{year}的数据里没有这个统一社会信用代码，链条中断"
        case Link.UNRANKED:
            where = "参评但不在按行业排位的评价组" if was_ranked(of, unit) else f"{of.status.get(unit)}，没有名次"
            return f"{year}{where}，链条中断"
        case Link.TIED:
            return f"{year} {place_words(of.places.loc[unit], share, Override.BOTTOM)}，同分的跨过了线，都不列入"
        case Link.OUT:
            return f"{year} {place_words(of.places.loc[unit], share, Override.BOTTOM)}，行业不高于全市，不列入"
        case Link.ABOVE:
            return f"{year} {place_words(of.places.loc[unit], share, Override.BOTTOM)}，不在其中"
    return f"{year} {place_words(of.places.loc[unit], share, Override.BOTTOM)}"


def chain_lines(years: Sequence[YearPlaces], unit: str, share: float) -> list[str]:
    """The chain of a unit, latest year first (JX-19), matched on the credit code."""
    return [year_words(year, unit, share) for year in years]


def details(
    evaluation: Evaluation, kinds: Mapping[Override, np.ndarray], years: Sequence[YearPlaces]
) -> dict[int, list[str]]:
    """By position of a unit, what is to be said of each kind beyond its 依据.

    kinds  masks of n units; years: this year's places, then the years before that the chain counts
    """
    told: dict[int, list[str]] = {}
    for position, words in (*_places(evaluation, kinds), *_case_by_case(evaluation)):
        told.setdefault(position, []).append(words)
    for position, words in _sectors(evaluation, kinds, years):
        told.setdefault(position, []).append(words)
    for rule, mask in reviews(evaluation):
        for position in mask.nonzero()[0].tolist():
            told.setdefault(position, []).append(rule.reason)
    return told


def _places(evaluation: Evaluation, kinds: Mapping[Override, np.ndarray]) -> list[tuple[int, str]]:
    """Who took whose place, said at both ends of it; who only passed a place on isn't told of it twice."""
    names, natural = shown_names(evaluation.participants).array, evaluation.classes["natural"].array
    said = []
    for step in successions(evaluation):
        place = f"{class_word(evaluation, _LETTERS[step.letter])}的名额"
        said.append((step.climbed, f"原为 {natural[step.climbed]}，递补“{names[step.left]}”让出的 {place}"))
        if kinds[Override.VETO][step.left]:
            said.append((step.left, f"让出的 {place}由“{names[step.climbed]}”递补"))
    return said


def _case_by_case(evaluation: Evaluation) -> list[tuple[int, str]]:
    """XA-13: C or D case by case; C until 手工调档 says which."""
    word, by_hand = class_word(evaluation, Class.D), evaluation.prepared.events.manual
    said = []
    for pool, decision in ((p, evaluation.decisions[n]) for n, p in evaluation.prepared.pools.items()):
        if pool.vetoes.joint:
            vetoed = pool.vetoes.limit != NOT_VETOED
            for position in pool.ranked_rows[vetoed & (decision.adjusted[0] == C)].tolist():
                open_ = f"先列 C；应归 {word}的，在“手工调档”表填 D 和理由"
                said.append((position, f"C 或 D 逐案确定：{'现为 C' if by_hand[position] == C else open_}"))
            for position in pool.ranked_rows[vetoed & (decision.adjusted[0] > C)].tolist():
                said.append((position, "C 或 D 逐案确定：现为 D"))
    return said


def _sectors(
    evaluation: Evaluation, kinds: Mapping[Override, np.ndarray], years: Sequence[YearPlaces]
) -> list[tuple[int, str]]:
    rules = evaluation.policy.sector_rules
    if rules is None or not years:
        return []
    units, said = evaluation.participants.index, []
    for position in kinds[Override.TOP].nonzero()[0].tolist():
        row = years[0].places.loc[units[position]]
        mean = f"行业 {fixed(row['sector_score'], 2)} 分高于全组 {fixed(row['group_score'], 2)} 分"
        said.append((position, f"{place_words(row, rules.top_share, Override.TOP)}；{mean}"))
    for position in (kinds[Override.BOTTOM] | kinds[Override.CHAINED]).nonzero()[0].tolist():
        said += [(position, line) for line in chain_lines(years, units[position], rules.bottom_share)]
    return said

