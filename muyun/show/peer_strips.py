"""Which strips does an enterprise have, and what do they say together?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from muyun.evaluate import Evaluation
from muyun.explore.gap.gaps import Gaps
from muyun.explore.peers import Peers, peers
from muyun.show.divisions import division_words
from muyun.show.ranked import Ranked
from muyun.show.selection import label_of, shown_unit
from muyun.show.strips import Strip
from muyun.show.trace import item_traces
from muyun.show.words import percent


def strips_of(evaluation: Evaluation, unit: str, found: Gaps | None) -> list[Strip]:
    """The strips of a unit's indicators, in the policy's order; [] without a 评价组.

    found  its distances to the next class; None for a unit without a class
    """
    lifted = {gap.indicator: gap for gap in found.gaps if gap.barrier is None} if found else {}
    missing = {trace.name: trace.missing_words for trace in item_traces(evaluation, unit)}
    shown = []
    for own in peers(evaluation, unit):
        word, factor = shown_unit(evaluation, own.indicator)
        gap = lifted.get(own.indicator)
        shown.append(Strip(
            own, label_of(evaluation, own.indicator), word, factor, gap.needed if gap else np.nan,
            "ABCD"[gap.reached] if gap else "", missing.get(own.indicator, ""),
        ))  # fmt: skip
    return shown


def sector_of(ranked: Ranked, code: str) -> str:
    """The division of an enterprise's unit in words; "" where unknown."""
    digits = ranked.frame["sector"].iat[ranked.place(code)]
    return division_words(str(digits)) if digits == digits else ""


def letter_of(ranked: Ranked, code: str) -> str:
    """The enterprise's class, "" without one."""
    letter = ranked.frame["class"].iat[ranked.place(code)]
    return str(letter) if letter == letter else ""


def finding(shown: Sequence[Strip]) -> str:
    """「6 项里 4 项好于同组中位数；最靠前的是…，最靠后的是…；缺报 1 项」; "" where nothing can be compared."""
    told = [strip for strip in shown if strip.peers.others]
    lacking = sum(np.isnan(strip.peers.value) for strip in shown)
    missing = f"；{lacking} 项缺报" if lacking else ""
    if not told:
        return ""
    shares = {strip.label: strip.peers.worse / strip.peers.others for strip in told}
    better = sum(_beats_median(strip.peers) for strip in told)
    if len(shown) == 1:
        return f"{shown[0].label}{'好于' if better else '没有好于'}同组中位数。"
    text = f"{len(shown)} 项里 {better} 项好于同组中位数"
    first, last = max(shares, key=shares.__getitem__), min(shares, key=shares.__getitem__)
    if first != last:
        ends = (("最靠前", first), ("最靠后", last))
        text += "；" + "，".join(f"{which}的是{label}（好于 {percent(shares[label])}）" for which, label in ends)
    return f"{text}{missing}。"


def _beats_median(own: Peers) -> bool:
    return own.value < own.median if own.lower_is_better else own.value > own.median
