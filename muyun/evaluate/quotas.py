"""How many places has each class? Quotas of n (spec 5.2; XC-15, XC-16, XA-10, XA-11)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from muyun.policy.rules import Classes, Quota
from muyun.terms import SCORE_DECIMALS

FLOOR_SLACK = CEIL_SLACK = 1e-9
"""Added before floor and taken off before ceil, so that 0.29 · 100 counts as 29 (spec 5.2, 12)."""

DEFAULT_D_SHARE = 0.5
"""D's part of the joint C and D count where the county has not set one (XA-11; 本系统假定)."""


def class_counts(classes: Classes, n: int, county: str | None = None) -> tuple[int, int, int, int]:
    """Places of A, B, C, D among n 参评 rows; they add up to n.

    county  whose d_share holds where the policy gives one by county
    Floors where the text says 不超过, ceilings where 不低于, the largest remainder where 占比;
    the rest goes to the class that says so. Never more than n: the better class is served first,
    D before C.
    """
    counts = _exact_counts(classes, n) if _is_exact(classes) else _bounded_counts(classes, n)
    if "C_D" in counts:
        joint = counts.pop("C_D")
        counts["D"] = math.floor(d_share(classes["C_D"], county) * joint + FLOOR_SLACK)
        counts["C"] = joint - counts["D"]
    return tuple(counts.get(name, 0) for name in "ABCD")


def d_share(quota: Quota, county: str | None) -> float:
    """D's part of the joint count (XA-11)."""
    if isinstance(quota.d_share, Mapping):
        return quota.d_share.get(county, DEFAULT_D_SHARE)
    return DEFAULT_D_SHARE if quota.d_share is None else quota.d_share


def _is_exact(classes: Classes) -> bool:
    return any(quota.exact is not None for quota in classes.values())


def _exact_counts(classes: Classes, n: int) -> dict[str, int]:
    """Largest remainder; equal remainders go to the better class. `rest` is the share left over."""
    left = 1 - sum(quota.exact for quota in classes.values() if quota.exact is not None)
    shares = {name: left if quota.rest else quota.exact for name, quota in _ordered(classes).items()}
    return dict(zip(shares, largest_remainder(list(shares.values()), n), strict=True))


def largest_remainder(shares: list[float], n: int) -> list[int]:
    """Whole numbers in proportion to `shares` (sum 1) that add up to n; ties to the earlier one."""
    exact = np.round(np.array(shares) * n, SCORE_DECIMALS)
    counts = np.floor(exact).astype(int)
    remainders = np.round(exact - counts, SCORE_DECIMALS)
    counts[np.argsort(-remainders, kind="stable")[: n - counts.sum()]] += 1
    return counts.tolist()


def _bounded_counts(classes: Classes, n: int) -> dict[str, int]:
    counts, left = {}, n
    for name in sorted(classes, key=["A", "B", "C_D", "D", "C"].index):
        quota = classes[name]
        if not quota.rest:
            counts[name] = min(left, _bounded(quota, n))
            left -= counts[name]
    rest = next((name for name, quota in classes.items() if quota.rest), None)
    return counts | ({rest: left} if rest else {})


def _bounded(quota: Quota, n: int) -> int:
    if quota.at_least is not None:
        return math.ceil(quota.at_least * n - CEIL_SLACK)
    return math.floor(quota.at_most * n + FLOOR_SLACK)


def _ordered(classes: Classes) -> Classes:
    return {name: classes[name] for name in ("A", "B", "C", "C_D", "D") if name in classes}
