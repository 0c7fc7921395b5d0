"""Where does each quota cut, and how were those with equal scores at the line told apart? (spec 5.1, 5.2)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.decide import PoolDecision, PreparedPool
from muyun.evaluate.ratio import rounded
from muyun.explore.whatif.headline import short_word
from muyun.show.words import fixed, number
from muyun.terms import Class

_TIE_DECIMALS = 6
"""Decimals of tie-break values: they may differ little."""


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """The line under a class in one 评价组, by 排名分档.

    above    the class over the line; place: how many units are over it; score: of the last of them
    last, below  positions of the unit just over and just under the line
    sequence  of the unit just under it: in the ranking the line is drawn before the row with this `sequence`
    tied     units that share the score at the line on both sides of it; 0 when nobody does
    """

    group: str
    above: str
    place: int
    score: float
    last: int
    below: int
    sequence: int
    tied: int

    def words(self, evaluation: Evaluation) -> str:
        """「A 档线：第 62 名，得分 83.21」, with the size of a tie."""
        tie = f"，线上下 {self.tied} 家同分" if self.tied else ""
        return f"{class_word(evaluation, self.above)}线：第 {self.place:,} 名，得分 {fixed(self.score, 2)}{tie}"


def class_word(evaluation: Evaluation, letter: str) -> str:
    """The policy's word for a class without its explanation: A 档, A类."""
    return short_word(evaluation.policy.class_words, Class(letter))


def quota_lines(evaluation: Evaluation, sequence: np.ndarray) -> tuple[QuotaLine, ...]:
    """The lines of every 评价组, in order; sequence: place of each unit in the ranking."""
    lines = []
    for name, pool in evaluation.prepared.pools.items():
        lines += _of_pool(pool, evaluation.decisions[name], sequence)
    return tuple(lines)


def _of_pool(pool: PreparedPool, decision: PoolDecision, sequence: np.ndarray) -> list[QuotaLine]:
    tied = {(group, above): count for group, above, count in decision.tied}
    lines = []
    for g, group in enumerate(pool.groups):
        begin, end = int(pool.bounds[g]), int(pool.bounds[g + 1])
        order = begin + np.lexsort((np.arange(end - begin), decision.ranks[0][begin:end]))
        places = np.cumsum(decision.counts[g])
        for number_of, above in enumerate("ABC"):
            place = int(places[number_of])
            if decision.counts[g][number_of] and place < end - begin:
                last, below = order[place - 1], order[place]
                lines.append(QuotaLine(
                    group, above, place, float(decision.scores[0][last]), int(pool.rows[last]),
                    int(pool.rows[below]), int(sequence[pool.rows[below]]), tied.get((group, above), 0),
                ))  # fmt: skip
    return lines


def tie_texts(evaluation: Evaluation, lines: Sequence[QuotaLine]) -> dict[str, str]:
    """评价单元 → how the tie that it is in was broken, for the units whose score is the one at a line."""
    found: dict[str, str] = {}
    score = rounded(evaluation.ranking["score"].to_numpy())
    ranked = evaluation.ranking["rank"].notna().to_numpy()
    for line in lines:
        if line.tied:
            group = (evaluation.participants["group"] == line.group).to_numpy()
            units = evaluation.participants.index[ranked & group & (score == rounded(np.array(line.score)))]
            text = _apart(evaluation, line)
            found |= {unit: f"{found[unit]}；{text}" if unit in found else text for unit in map(str, units)}
    return found


def _apart(evaluation: Evaluation, line: QuotaLine) -> str:
    word = class_word(evaluation, line.above)
    begin = f"{line.tied} 家综合得分同为 {fixed(line.score, 2)}，跨在 {word}线上。"
    pool = line.group.partition("/")[0]
    for name in evaluation.policy.tie_break(pool):
        values = rounded(evaluation.indicators[name].to_numpy()[[line.last, line.below]])
        if not np.array_equal(values, values[::-1], equal_nan=True):
            unit = evaluation.policy.indicators[name].unit
            shown = " 与 ".join("缺" if np.isnan(v) else number(v, _TIE_DECIMALS) for v in values.tolist())
            return f"{begin}线上末位与线下首位按“{name}”区分：{shown} {unit}，高者在前。"
    codes = evaluation.participants.index[[line.last, line.below]]
    return f"{begin}各项并列指标也相同，按统一社会信用代码区分：{codes[0]} 在 {codes[1]} 之前。"
