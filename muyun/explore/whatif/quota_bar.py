"""The quotas of a pool as one bar with dividers: which quota does a dragged divider change, and to what?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from muyun.evaluate.quotas import d_share
from muyun.explore.whatif.steps import exact, stepped
from muyun.policy.model import Policy
from muyun.policy.rules import Classes, Quota
from muyun.terms import SCORE_DECIMALS

STEP = 0.005
"""Dividers move in steps of half a per cent."""

ORDER = ("A", "B", "C", "C_D", "D")
"""Segments from left to right."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A class's part of the bar.

    name    A, B, C, D; C_D where the counties set D's part of the two themselves (XA-11)
    share   0–1: the quota's; for the kind rest what is left; of joint C and D by d_share
    kind    at_most (不超过), exact (占比), at_least (不低于) or rest (其余)
    clause, quote  where the quota comes from; 本系统假定 and the reason where the text has none
    """

    name: str
    share: float
    kind: str
    clause: str
    quote: str


@dataclass(frozen=True, slots=True)
class MovedQuota:
    """The bar after a drag, and the patch that makes it of the policy that was dragged; {} for no change."""

    segments: tuple[Segment, ...]
    patch: dict[str, object]


def quota_shares(policy: Policy, pool: str) -> tuple[Segment, ...]:
    """The bar of a pool, best class first; the shares add up to 1."""
    classes = policy.classes(pool)
    left = 1 - sum((exact(quota.share) for quota in classes.values() if not quota.rest), Fraction(0))
    whole = {name: left if quota.rest else exact(quota.share) for name, quota in classes.items()}
    parts = [part for name, quota in classes.items() for part in _parts(name, quota, whole[name])]
    return tuple(sorted(parts, key=lambda part: ORDER.index(part.name)))


def beyond_text(official: Policy, policy: Policy, pool: str) -> frozenset[str]:
    """The segments whose quota leaves the document's words: another share, where the text gives or limits it.

    Stricter than a limit (不超过) is within the text; so is D's part of joint C and D (XA-11).
    """
    if pool not in official.pools:
        return frozenset()
    old, new = official.classes(pool), policy.classes(pool)
    names = {name for name in old if name in new and _beyond(old[name], new[name])}
    return frozenset(names | ({"C", "D"} if "C_D" in names else set()))


def _beyond(old: Quota, new: Quota) -> bool:
    if not (old.clause or old.published) or old.rest:
        return False
    if new.kind != old.kind:
        return True
    more = round(new.share - old.share, SCORE_DECIMALS)
    return {"at_most": more > 0, "at_least": more < 0}.get(old.kind, more != 0)


def moved_quota(policy: Policy, pool: str, divider: int, position: float) -> MovedQuota:
    """The bar with one divider at `position`: the segments on its two sides give and take.

    policy    the policy as dragged so far. What departs from the text (原则上 …) `amend` says
              when the whole patch is laid over the official one (`policy.depart`)
    divider   0 between the first and the second segment, and so on
    position  0–1 from the left, rounded to half a per cent and kept between its neighbours
    The kind of each quota stays. A segment of the kind rest is what is left and needs no patch.
    Between joint C and D the divider sets d_share; to the left of them the joint share, and
    d_share so that D keeps its part of the whole. IndexError: no such divider.
    """
    segments = quota_shares(policy, pool)
    if not 0 <= divider < len(segments) - 1:
        raise IndexError(f"divider {divider} of {len(segments)} segments")
    shares = [exact(segment.share) for segment in segments]
    begin, end = sum(shares[:divider], Fraction(0)), sum(shares[: divider + 2], Fraction(0))
    place = min(max(stepped(exact(position), exact(STEP)), begin), end)
    shares[divider : divider + 2] = place - begin, end - place
    new = tuple(replace(s, share=float(share)) for s, share in zip(segments, shares, strict=True))
    changes = _changes(policy.classes(pool), {s.name: share for s, share in zip(new, shares, strict=True)})
    return MovedQuota(new, {"pools": {pool: {"classes": changes}}} if changes else {})


def plain_quota(quota: Quota) -> dict[str, object]:
    """A quota as a patch has it, without its source: {"at_most": 0.2}."""
    plain: dict[str, object] = {quota.kind: True if quota.rest else quota.share}
    return plain if quota.d_share is None else plain | {"d_share": quota.d_share}


def _parts(name: str, quota: Quota, share: Fraction) -> Iterator[Segment]:
    """The segments of one quota."""
    clause = "、".join(quota.clause) or (quota.published.title if quota.published else "")
    source = (clause or ("本系统假定" if quota.assumed else ""), quota.quote or quota.assumed or "")
    if name != "C_D" or isinstance(quota.d_share, Mapping):
        yield Segment(name, float(share), quota.kind, *source)
        return
    of_d = exact(float(share) * d_share(quota, None))
    yield Segment("C", float(share - of_d), quota.kind, *source)
    yield Segment("D", float(of_d), quota.kind, *source)


def _changes(classes: Classes, shares: Mapping[str, Fraction]) -> dict[str, dict[str, float]]:
    """What of the quotas has to change for these shares by segment: {class: {kind: share}}."""
    changes = {}
    for name, quota in classes.items():
        split = name == "C_D" and "C_D" not in shares
        share = shares["C"] + shares["D"] if split else shares[name]
        new = {} if quota.rest else {quota.kind: float(share)}
        if split and share > 0:
            new["d_share"] = float(shares["D"] / share)  # in full: a third of 15 places is 5
        old = plain_quota(quota) | {"d_share": d_share(quota, None)}
        changed = {key: value for key, value in new.items() if round(value - old[key], SCORE_DECIMALS)}
        if changed:
            changes[name] = changed
    return changes
