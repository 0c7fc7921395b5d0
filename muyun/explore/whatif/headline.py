"""How does one say what a scenario does? 「升档 41 家，降档 38 家；A 档用地 +112 亩，税收比正式 −0.3 %」"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from muyun.terms import SCORE_DECIMALS, Class

UNCHANGED_POLICY = "权重和比例与政策一致，等级无变化。"

_WHOLE_FROM = 100
"""From this size on a difference is said without decimals."""


class ClassSums(Protocol):
    """Units, land (亩) and tax (万元) by class, and how many units lack each."""

    units: np.ndarray
    land_mu: np.ndarray
    tax_wan: np.ndarray
    no_land: np.ndarray
    no_tax: np.ndarray


def headline(
    before: ClassSums, after: ClassSums, moves: np.ndarray, reranked: int, words: Mapping[Class, str], same: bool
) -> str:
    """A sentence of what changed.

    moves  5 × 5 units from class to class, 未定级 last; reranked: units with another rank
    same   the scenario is the policy itself
    """
    ranked = moves[:4, :4]
    raised, lowered = int(np.tril(ranked, -1).sum()), int(np.triu(ranked, 1).sum())
    came, went = int(moves[4, :4].sum()), int(moves[:4, 4].sum())
    if same:
        return UNCHANGED_POLICY
    if not (raised or lowered or came or went):
        return "等级无变化，" + (f"{reranked:,} 家名次有变化。" if reranked else "名次也无变化。")
    parts = [f"升档 {raised:,} 家，降档 {lowered:,} 家"]
    parts += [f"新列入等级 {came:,} 家"] if came else []
    parts += [f"不再列入等级 {went:,} 家"] if went else []
    land = difference(float(before.land_mu[0]), float(after.land_mu[0]), "亩")
    tax = share_difference(float(before.tax_wan[0]), float(after.tax_wan[0]), "万元")
    of_what = "比正式" if tax.startswith(" ") and tax.endswith("%") else ""
    return f"{'，'.join(parts)}；{short_word(words, Class.A)}用地{land}，税收{of_what}{tax}。"


def left_out(sums: ClassSums, words: Mapping[Class, str]) -> str:
    """How many units of the A class are in no sum of land or tax; "" when none."""
    lacking = {"用地": int(sums.no_land[0]), "税收": int(sums.no_tax[0])}
    parts = [f"{count:,} 家没有{name}数据" for name, count in lacking.items() if count]
    return f"{short_word(words, Class.A)}中有 {'、'.join(parts)}，未计入合计。" if parts else ""


def short_word(words: Mapping[Class, str], letter: Class) -> str:
    """The policy's word for a class without its explanation: A类 for A类（优先发展类）, A 档 for A档."""
    word = words[letter].partition("（")[0]
    return f"{letter} {word[1:]}" if word[:1] == letter and word[1:] else word


def difference(before: float, after: float, unit: str) -> str:
    """「 +112 亩」, 「不变」; under 100 with a decimal."""
    change = round(after - before, SCORE_DECIMALS)
    if change == 0:
        return "不变"
    decimals = 0 if abs(change) >= _WHOLE_FROM else 1
    text = _signed(change, decimals)
    return f" {text} {unit}" if text.strip("+−0.") else f"变化不足 {10**-decimals:g} {unit}"


def share_difference(before: float, after: float, unit: str) -> str:
    """「 −0.3 %」 of the sum before; in `unit` where that is not above 0."""
    if round(before, SCORE_DECIMALS) <= 0:
        return difference(before, after, unit)
    change = round(after - before, SCORE_DECIMALS)
    text = _signed(change / before * 100, 1)
    if change == 0:
        return "不变"
    return f" {text} %" if text.strip("+−0.") else "变化不足 0.1 %"


def _signed(value: float, decimals: int) -> str:
    return f"{value:+,.{decimals}f}".replace("-", "−")
