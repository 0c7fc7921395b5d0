"""What does each operation of a trace come to? Written for the tests alone, from the words of docs/explain.md.

An operation finds its operands among a node's children by their kind.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from muyun.evaluate import Evaluation
from muyun.show.explain import Kind, Node, Op
from muyun.show.explain.node import LEAVES
from muyun.terms import Status

UNCAPPED = "不封顶"
CLASS_KINDS = (Kind.APPLIED, Kind.ADJUSTED, Kind.FALLEN, Kind.NATURAL)


def of_kind(node: Node, *kinds: Kind) -> list[Node]:
    return [child for child in node.children if child.kind in kinds]


def one(node: Node, *kinds: Kind) -> object:
    """The value of the only child of these kinds."""
    (child,) = of_kind(node, *kinds)
    return child.value


def number(node: Node, kind: Kind, default: float | None = None) -> float:
    if default is not None and not of_kind(node, kind):
        return default
    value = one(node, kind)
    return math.inf if value == UNCAPPED else value


def rounded(value: float) -> float:
    return round(value, 9) + 0.0


def total(values: list[float]) -> float:
    there = [value for value in values if not math.isnan(value)]
    return sum(there) if there else math.nan


def ratio(node: Node) -> float:
    above, below = number(node, Kind.NUMERATOR), number(node, Kind.DENOMINATOR)
    return above / below if rounded(below) > 0 else math.nan


def mean_times(node: Node) -> float:
    ratios = [year.value for year in of_kind(node, Kind.YEAR)]
    value = number(node, Kind.FACTOR) * (sum(ratios) / len(ratios))
    return value if value > 0 else math.nan  # can't be divided by


def clipped(node: Node, share: float) -> float:
    within = min(max(share, number(node, Kind.FLOOR)), number(node, Kind.CAP))
    return within * number(node, Kind.WEIGHT) * number(node, Kind.SPREAD, 1.0)


def direct(node: Node) -> float:
    return clipped(node, number(node, Kind.VALUE) / number(node, Kind.BENCHMARK))


def inverse(node: Node) -> float:
    value = number(node, Kind.VALUE)
    return clipped(node, number(node, Kind.BENCHMARK) / value if value else math.inf)


def position(node: Node, lower_is_better: bool) -> float:
    low, high, value = (number(node, kind) for kind in (Kind.LOWEST, Kind.HIGHEST, Kind.VALUE))
    distance = high - value if lower_is_better else value - low
    share = min(max(distance / (high - low), 0), 1) if high > low else 1.0
    return clipped(node, 0.2 + 0.8 * share)


def spread(node: Node) -> float:
    left = 100 - sum(child.value for child in of_kind(node, Kind.LOST_WEIGHT))
    return 100 / left if rounded(left) > 0 else 0.0


def signed_ratio(node: Node) -> float:
    k = number(node, Kind.RELATIVE)
    if k > 1 - 1e-9:
        return min(max(k, 1), 2)
    return max(-1 / k, -2) if k > 0 else -2


def linear(node: Node) -> float:
    a, b = (child.value for child in of_kind(node, Kind.FACTOR))
    s, t = (child.value for child in of_kind(node, Kind.SIGNED))
    return a * s + b * t


def counts(node: Node) -> dict[str, float]:
    return {child.key: child.value for child in of_kind(node, Kind.COUNT, Kind.TAKEN)}


def class_of_place(node: Node) -> str:
    place, last = number(node, Kind.PLACE), 0
    for letter, count in sorted(counts(node).items()):
        last += count
        if place <= last:
            return letter
    raise AssertionError("a place after the last")


def left(node: Node) -> float:
    return number(node, Kind.SIZE) - sum(child.value for child in of_kind(node, Kind.TAKEN))


def floor_of_share(node: Node) -> float:
    return min(left(node), math.floor(number(node, Kind.SIZE) * number(node, Kind.SHARE) + 1e-9))


def ceil_of_share(node: Node) -> float:
    return min(left(node), math.ceil(number(node, Kind.SIZE) * number(node, Kind.SHARE) - 1e-9))


def largest_remainder(node: Node) -> float:
    size, shares = number(node, Kind.SIZE), of_kind(node, Kind.SHARE)
    exact = {share.key: round(size * share.value, 9) for share in shares}
    found = {key: math.floor(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: -round(exact[key] - found[key], 9))
    for key in by_remainder[: int(size - sum(found.values()))]:
        found[key] += 1
    return found[node.key]


def worst(node: Node) -> str:
    return max(child.value for child in of_kind(node, *CLASS_KINDS, Kind.VETO, Kind.MANUAL))


def refilled(node: Node) -> str:
    natural, places = one(node, Kind.NATURAL), {c.key: c.value for c in of_kind(node, Kind.CANDIDATE)}
    free = [] if natural == "D" else [key for key in "AB" if 0 < places[key] <= counts(node)[key]]
    found = "D" if natural == "D" else free[0] if free else "C"
    return max([found, *(child.value for child in of_kind(node, Kind.VETO))])


def refilled_joint(node: Node) -> str:
    places = {child.key: child.value for child in of_kind(node, Kind.CANDIDATE)}
    spare = {child.key: child.value for child in of_kind(node, Kind.LEFT)}
    if places["bottom"] <= spare["D"]:
        return "D"
    if places["bottom"] <= spare["C_D"]:
        return "C"
    return "A" if places["top"] <= counts(node)["A"] else "B"


def within(node: Node) -> bool:
    scores = of_kind(node, Kind.SECTOR_SCORE), of_kind(node, Kind.GROUP_SCORE)
    above = not scores[0] or rounded(scores[0][0].value) > rounded(scores[1][0].value)
    return number(node, Kind.WITHIN) <= number(node, Kind.COUNT) and above


def sector_class(node: Node) -> str:
    if one(node, Kind.SECTOR_CHAIN):
        return "D"
    return "A" if one(node, Kind.SECTOR_TOP) else one(node, Kind.ADJUSTED)


def status(node: Node) -> str:
    return node.key if of_kind(node, Kind.REASON) and one(node, Kind.REASON) is True else "参评"


def code_begins(node: Node) -> bool:
    digits = one(node, Kind.MEASURE).lstrip("ABCDEFGHIJKLMNOPQRST")
    return digits.startswith(tuple(one(node, Kind.LINE).split("、")))


def joint_left(node: Node) -> float:
    return max(sum(child.value for child in of_kind(node, Kind.TAKEN)) - number(node, Kind.VETOED), 0)


OPERATIONS: dict[Op, Callable[[Node], object]] = {
    Op.SAME: lambda n: n.children[0].value,
    Op.SUM: lambda n: total([c.value for c in n.children if c.kind not in (Kind.ASIDE, Kind.TIE_VALUE)]),
    Op.SIGNED_SUM: lambda n: total([c.value for c in of_kind(n, Kind.PLUS)])
    - sum(c.value for c in of_kind(n, Kind.MINUS)),
    Op.PRODUCT: lambda n: math.prod(
        c.value for c in of_kind(n, Kind.MEASURE, Kind.FACTOR, Kind.RATIO, Kind.WEIGHT, Kind.SPREAD, Kind.STATISTIC)
    ),
    Op.RATIO: ratio,
    Op.RELATIVE: lambda n: ratio(n) / number(n, Kind.AVERAGE),
    Op.SIGNED_RATIO: signed_ratio,
    Op.LINEAR: linear,
    Op.MEAN_TIMES: mean_times,
    Op.CLIPPED: direct,
    Op.CLIPPED_INVERSE: inverse,
    Op.MIN_MAX: lambda n: position(n, lower_is_better=False),
    Op.MIN_MAX_INVERSE: lambda n: position(n, lower_is_better=True),
    Op.ZERO: lambda n: 0.0,
    Op.LOST: lambda n: math.nan,
    Op.SPREAD: spread,
    Op.CORRECTED: lambda n: of_kind(n, Kind.CORRECTION)[-1].value,
    Op.NEXT: lambda n: number(n, Kind.HIGHER) + 1,
    Op.QUOTA_CLASS: class_of_place,
    Op.FLOOR_SHARE: floor_of_share,
    Op.CEIL_SHARE: ceil_of_share,
    Op.LARGEST_REMAINDER: largest_remainder,
    Op.REST: left,
    Op.JOINT_LEFT: joint_left,
    Op.JOINT_LEFT_D: lambda n: min(number(n, Kind.LEFT), joint_left(n)),
    Op.WORSE: worst,
    Op.MANUAL: lambda n: one(n, Kind.MANUAL),
    Op.REFILLED: refilled,
    Op.REFILLED_JOINT: refilled_joint,
    Op.WITHIN: within,
    Op.ALL: lambda n: all(c.value for c in n.children),
    Op.SECTOR_CLASS: sector_class,
    Op.STATUS: status,
    Op.BELOW: lambda n: rounded(number(n, Kind.MEASURE)) < number(n, Kind.LINE),
    Op.CODE: code_begins,
    Op.YEARS_FROM: lambda n: 0 <= number(n, Kind.YEAR) - number(n, Kind.DATE) < number(n, Kind.LINE),
    Op.NOT_POSITIVE: lambda n: not rounded(number(n, Kind.MEASURE)) > 0,
    Op.UNDEFINED: lambda n: any(c.missing for c in n.children),
}  # fmt: skip


def recomputed(node: Node) -> object:
    """What the node's operation gives over its children. KeyError: a leaf."""
    return OPERATIONS[node.operation](node)


LAST_BITS = 1e-11
"""Sums of a trace add in another order than the kernel; all else agrees to the last bit or two."""


def holds(node: Node) -> None:
    """Every node below is what its operation says; a leaf has its cells, or says where it comes from."""
    for step in node.walk():
        if step.operation in LEAVES:
            assert step.operation in (Op.RULE, Op.TOTAL, Op.ABOVE) or step.cells, step
            assert step.cells or step.note or step.rule or step.basis.clauses or step.basis.assumed or (
                step.basis.published or step.kind in (Kind.SIZE, Kind.YEAR)
            ), step
            continue
        found = recomputed(step)
        if isinstance(step.value, float) and not isinstance(found, str):
            both_missing = math.isnan(step.value) and (found is None or math.isnan(found))
            assert both_missing or found == pytest.approx(step.value, rel=LAST_BITS, abs=LAST_BITS), step
        else:
            assert found == step.value, step


def agrees(node: Node, evaluation: Evaluation, code: str) -> None:
    """The tree's numbers are those of the frames."""
    unit = evaluation.unit_of[code]
    found = {step.kind: step.value for step in node.walk() if step.kind in (
        Kind.APPLIED, Kind.ADJUSTED, Kind.NATURAL, Kind.RANK, Kind.SCORE, Kind.POINTS, Kind.STATUS, Kind.POOL)}
    assert found[Kind.STATUS] == evaluation.participants.at[unit, "status"]
    score = evaluation.ranking.at[unit, "score"]
    assert (Kind.SCORE in found) == (not math.isnan(score))
    if Kind.SCORE in found:
        assert found[Kind.SCORE] == score and found[Kind.POINTS] == evaluation.adjustments.at[unit, "points"]
        items = {step.key: step.value for step in node.walk() if step.kind is Kind.ITEM}
        for name, value in items.items():
            assert value == evaluation.items.at[unit, name] or math.isnan(value)
    ranked = found[Kind.STATUS] == Status.EVALUATED
    assert (Kind.RANK in found) == ranked
    if ranked:
        row = evaluation.classes.loc[unit]
        assert [found[k] for k in (Kind.NATURAL, Kind.ADJUSTED, Kind.APPLIED)] == [
            row["natural"], row["adjusted"], row["applied"]]
        assert found[Kind.RANK] == evaluation.ranking.at[unit, "rank"]
