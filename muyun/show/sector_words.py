"""What are R, S, T, K and L? The sector's points of Jiaxing in words (docs/method.md 6; JX-05…11)."""

from __future__ import annotations

from muyun.policy.rules import SectorAdjustment
from muyun.show.words import number


def sector_words(rule: SectorAdjustment) -> str:
    """One line for those who don't know the letters by heart."""
    return (
        f"行业加减分 R = {number(rule.a)}S + {number(rule.b)}T：K 是本企业单位能耗增加值 ÷ 本行业参评企业的 W"
        "（增加值合计 ÷ 总用能合计），L 同样算、总用能换成排放量；S 由 K 得来，T 由 L 得来："
        "比值不小于 1 的取比值、最多 2，0 与 1 之间的取 −1 ÷ 比值、最少 −2，不大于 0 的取 −2；没有排放的 T = 0。"
    )
