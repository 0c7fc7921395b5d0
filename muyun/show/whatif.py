"""What do the sliders and the quota bar of a pool show? The data of the components `weights` and `quotas`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable

from muyun.explore.whatif.bounds import Bounds, Limit, Range, bounds, source_words
from muyun.explore.whatif.headline import short_word
from muyun.explore.whatif.quota_bar import STEP as QUOTA_STEP
from muyun.explore.whatif.quota_bar import Segment, beyond_text, quota_shares
from muyun.explore.whatif.rescale import STEP
from muyun.findings import Finding
from muyun.policy.model import Policy
from muyun.show.words import number, percent
from muyun.terms import SCORE_DECIMALS, Class

_SCALE_STEP = 10
_BEYOND, _OTHERWISE = "超出政策", "与政策不同"
_LIMITS = ("POLICY_SOFT_BOUND", "SCENARIO_QUOTA")
_SOFT_WORDS = ("一般", "原则上")
_KIND_WORDS = {"at_most": "不超过", "exact": "占比", "at_least": "不低于", "rest": "其余"}


def weights_data(official: Policy, policy: Policy, pool: str, locked: Collection[str]) -> dict[str, object]:
    """Rows of the sliders: value, the policy's value, hard and soft limits in points, and why in words.

    scale   where the tracks end: the largest weight that may be set, up to the next ten
    fixed   of a row: there is no other weight that could give way
    stated  of a row: between which points the weight leaves none of the text's words; mark: the word for it
            beyond them, "" where the legend says it of every weight
    """
    ranges, weights = bounds(policy, pool), policy.pools[pool].weights
    own = official.pools[pool].weights if pool in official.pools else weights
    said = official.pools[pool].weights_source if pool in official.pools else None
    given = [n for n in own if said and (said.clause or said.published) and n not in said.notes]
    largest = max(limits.hard_upper.value for limits in ranges.values())
    return {
        "pool": pool, "step": STEP, "scale": math.ceil(largest / _SCALE_STEP) * _SCALE_STEP,
        "rows": [
            _weight_row(policy, name, weight, own.get(name, 0.0), ranges[name])
            | {"fixed": len(weights) == 1, "stated": _stated(own.get(name, 0.0), ranges[name], name in given),
               "mark": "" if name in given else _BEYOND}
            for name, weight in weights.items()
        ],
        "locked": [name for name in weights if name in locked],
        "sum": f"合计 {number(sum(weights.values()), SCORE_DECIMALS)} 分",
        "legend": _legend(ranges, bool(given)),
    }  # fmt: skip


def mark_of(departure: Finding) -> str:
    """「超出政策」 where a scenario passes a limit of the text, 「与政策不同」 where the text says another value."""
    quota = departure.where is not None and ".classes." in departure.where.key
    soft = any(word in departure.why for word in _SOFT_WORDS)
    return _BEYOND if departure.code in _LIMITS or quota or soft else _OTHERWISE


def marks_words(departures: Iterable[Finding]) -> str:
    """「超出政策 1 处，与政策不同 2 处」"""
    count = Counter(map(mark_of, departures))
    return "，".join(f"{mark} {count[mark]} 处" for mark in (_BEYOND, _OTHERWISE) if count[mark])


def quotas_data(official: Policy, policy: Policy, pool: str) -> dict[str, object]:
    """Segments of the quota bar, best class first: share, the policy's share, and where it comes from."""
    own = {s.name: s.share for s in quota_shares(official, pool)} if pool in official.pools else {}
    words = {str(letter): short_word(policy.class_words, letter) for letter in Class}
    beyond = beyond_text(official, policy, pool)
    shown = [
        _segment(of, own.get(of.name, of.share), words, of.name in beyond) for of in quota_shares(policy, pool)
    ]
    return {"pool": pool, "step": QUOTA_STEP, "segments": shown}


def indicator_label(policy: Policy, name: str) -> str:
    """An indicator in the policy's own words."""
    indicator = policy.indicators.get(name)
    return (indicator.label if indicator else None) or name


def _weight_row(policy: Policy, name: str, weight: float, own: float, limits: Range) -> dict[str, object]:
    return {
        "name": name, "label": indicator_label(policy, name), "value": weight, "official": own,
        "hard": [limits.hard_lower.value, limits.hard_upper.value],
        "soft": [limits.soft_lower.value, limits.soft_upper.value], "why": _why(own, limits),
    }  # fmt: skip


def _stated(own: float, limits: Range, given: bool) -> list[float]:
    """The soft range; only the policy's weight itself where the text gives it."""
    return [own, own] if given else [limits.soft_lower.value, limits.soft_upper.value]


def _why(own: float, limits: Range) -> str:
    """「政策权重 30 分；不得高于 35 分（XC-10：…）；一般不低于 30 分（XC-11：…）」"""
    parts = [f"政策权重 {number(own, SCORE_DECIMALS)} 分"]
    parts += [_limit_words(relation, limit) for relation, limit in (
        ("不得低于", limits.hard_lower), ("不得高于", limits.hard_upper),
    ) if limit.clause]  # fmt: skip
    soft = (("一般不低于", limits.soft_lower, limits.hard_lower), ("一般不高于", limits.soft_upper, limits.hard_upper))
    parts += [_limit_words(relation, limit) for relation, limit, hard in soft if limit != hard]
    return "；".join(parts) if len(parts) > 1 else f"{parts[0]}；文件未定上下限"


def _limit_words(relation: str, limit: Limit) -> str:
    return f"{relation} {number(limit.value, SCORE_DECIMALS)} 分{source_words(limit)}"


def _legend(ranges: Bounds, given: bool) -> str:
    """given: the text sets the weights themselves"""
    if len(ranges) == 1:
        return "这个评价组只有一项指标，权重只能是 100 分。可以调整下面的比例。"
    if any((r.soft_lower, r.soft_upper) != (r.hard_lower, r.hard_upper) for r in ranges.values()):
        return "竖线是政策权重。深色是一般范围；浅色超出一般要求，会提示；灰条以外不得设定。"
    limited = any(r.hard_lower.clause or r.hard_upper.clause for r in ranges.values())
    if limited:
        return "竖线是政策权重，灰条以外不得设定。"
    return "竖线是政策权重。" + ("文件定了数，没有留范围，改动仅限模拟。" if given else "这项政策没有定上下限。")


def _segment(segment: Segment, own: float, words: dict[str, str], beyond: bool) -> dict[str, object]:
    word = words.get(segment.name, segment.name.replace("_D", " 与 D"))
    source = source_words(Limit(segment.share, segment.clause, segment.quote))
    kind = _KIND_WORDS[segment.kind]
    changed = [f"原 {percent(own, 4)}"] if round(segment.share - own, SCORE_DECIMALS) else []
    return {
        "letter": segment.name, "word": word, "share": segment.share, "official": own,
        "kind": "，".join([kind, *changed, *([_BEYOND] if beyond else [])]),
        "why": f"{word}{kind} {percent(segment.share, 4)}；政策 {percent(own, 4)}{source}",
    }  # fmt: skip
