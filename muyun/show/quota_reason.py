"""Why has a class nobody? Because its share of a small 评价组 is less than one (spec 5.2)."""

from __future__ import annotations

from muyun.evaluate import Evaluation
from muyun.evaluate.quotas import d_share
from muyun.evaluate.ratio import rounded
from muyun.policy.words import percent
from muyun.terms import Class

_CLASSES = list(Class)


def none_because(evaluation: Evaluation, letter: Class, pool: str | None = None) -> str:
    """「（3 家 × 5 % 不足 1 家）」 where the quotas leave the class without a place; "" where they don't.

    pool  a pool or an 评价组; None or "": all
    """
    sizes, shares = [], set()
    for name, of_pool in evaluation.prepared.pools.items():
        for g, group in enumerate(of_pool.groups):
            size = int(of_pool.bounds[g + 1] - of_pool.bounds[g])
            if not size or (pool and pool not in (name, group)):
                continue
            share = _share(evaluation, name, letter, of_pool.counties[g])
            if share is None or evaluation.decisions[name].counts[g][_CLASSES.index(letter)]:
                return ""
            sizes.append(size)
            shares.add(share)
    if not sizes or any(rounded(size * share) >= 1 for size in sizes for share in shares):
        return ""
    shown = percent(shares.pop()) if len(shares) == 1 else "各自的比例"
    if len(sizes) == 1:
        return f"（{sizes[0]:,} 家 × {shown} 不足 1 家）"
    return f"（各评价组的家数 × {shown} 都不足 1 家）"


def _share(evaluation: Evaluation, pool: str, letter: Class, county: str | None) -> float | None:
    """The share of n that the class may have at most; None where it takes the rest."""
    classes = evaluation.policy.classes(pool)
    if letter in classes:
        return classes[letter].share
    joint = classes.get("C_D")
    if joint is None or letter is not Class.D or joint.share is None:
        return None
    return joint.share * d_share(joint, county)
