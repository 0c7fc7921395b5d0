"""Which class does the rank give? Score, rank, ties, the places of each class (spec 5.1, 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from muyun.evaluate.decide import PoolDecision, PreparedPool
from muyun.evaluate.quotas import DEFAULT_D_SHARE, d_share
from muyun.policy.rules import Quota
from muyun.show.explain.items import tie_values
from muyun.show.explain.node import Kind, Node, Op
from muyun.show.explain.subject import Subject
from muyun.show.quota_lines import class_word
from muyun.show.trace import exact
from muyun.show.words import percent

_KEYS = ("A", "B", "C", "C_D", "D")
_WORDS = {"at_most": "不超过，取整时舍去小数", "at_least": "不低于，取整时进一", "exact": "占比，按最大余数取整"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the subject's unit lies in its pool: row `at` of the pool's 参评 rows, in 评价组 number `group`."""

    pool: PreparedPool
    decision: PoolDecision
    at: int
    group: int

    @property
    def begin(self) -> int:
        """The first row of the 评价组."""
        return int(self.pool.bounds[self.group])

    @property
    def end(self) -> int:
        """One past its last row."""
        return int(self.pool.bounds[self.group + 1])

    def letter(self, numbers: np.ndarray) -> str:
        """The unit's class in an array of classes by the pool's rows."""
        return "ABCD"[numbers[0][self.at]]

    @property
    def order(self) -> np.ndarray:
        """All rows of the pool in rank order within each group, ties in tie-break order."""
        groups = np.repeat(np.arange(len(self.pool.groups)), np.diff(self.pool.bounds))
        return np.lexsort((np.arange(len(groups)), self.decision.ranks[0], groups))


def standing(of: Subject) -> Standing:
    """The standing of a ranked unit."""
    pool = of.evaluation.prepared.pools[of.pool]
    at = int(np.flatnonzero(pool.ranked_rows == of.place)[0])
    group = int(np.searchsorted(pool.bounds, at, side="right")) - 1
    return Standing(pool, of.evaluation.decisions[of.pool], at, group)


def natural_class(of: Subject, where: Standing, score: Node) -> Node:
    """排名分档: the class that the unit's place falls into by the quotas."""
    place, counts = _place(of, where, score), class_places(of, where)
    letter = where.letter(where.decision.natural)
    shown = "、".join(f"{class_word(of.evaluation, node.key)} {exact(node.value)} 家" for node in counts.values())
    formula = f"第 {exact(place.value)} 名；{shown}：落在 {class_word(of.evaluation, letter)}"
    return Node(
        Kind.NATURAL, "排名分档", letter, "", Op.QUOTA_CLASS, formula=formula,
        rule="按名次从前往后，依次排满 A、B、C、D 各档的名额。", children=(place, *counts.values()),
    )  # fmt: skip


def _place(of: Subject, where: Standing, score: Node) -> Node:
    ranks = where.decision.ranks[0][where.begin : where.end]
    rank, size = int(where.decision.ranks[0][where.at]), where.end - where.begin
    note = f"{of.group} {size:,} 家参评单元中数出"
    higher = Node(Kind.HIGHER, "得分更高的单元", float(rank - 1), "家", Op.TOTAL, note=note)
    named = Node(
        Kind.RANK, "名次", float(rank), "", Op.NEXT, formula=f"{rank - 1} + 1 = {rank}",
        rule=f"{of.group} {size:,} 家参评单元中，名次 = 得分更高的家数 + 1；同分的名次相同。", children=(score, higher),
    )  # fmt: skip
    tied = int((ranks == rank).sum())
    if tied == 1:
        formula = f"没有同分，位次 = 名次 = {rank}"
        return Node(Kind.PLACE, "位次", float(rank), "", Op.SUM, formula=formula, children=(named,))
    before = int((where.decision.ranks[0][where.begin : where.at] == rank).sum())
    return Node(
        Kind.PLACE, "位次", float(rank + before), "", Op.SUM, formula=f"{rank} + {before} = {rank + before}",
        rule="同分的按并列规则排出先后；位次决定落在哪一档。", children=(named, _tied(of, tied, before)),
    )  # fmt: skip


def _tied(of: Subject, tied: int, before: int) -> Node:
    names = "、".join(of.policy.tie_break(of.pool))
    rule = f"同分的依次比较{names}（按 9 位小数，高者在前，缺的在后），再按统一社会信用代码从小到大。"
    return Node(
        Kind.TIED, "同分而排在前面的单元", float(before), "家", Op.TOTAL, rule=rule,
        basis=of.basis("pools", of.pool, "tie_break"), note=f"{of.group}同分的 {tied:,} 家中数出",
        children=tuple(tie_values(of)),
    )  # fmt: skip


def class_places(of: Subject, where: Standing) -> dict[str, Node]:
    """A, B, C, D → the node of its number of places in the 评价组."""
    classes = of.policy.classes(of.pool)
    size = Node(
        Kind.SIZE, "参评单元数", float(where.end - where.begin), "家", Op.TOTAL,
        note=f"{of.group}的参评单元，有否决事项的也算", rule="各档比例都以全组参评单元数为底，不以剩余数为底。",
    )  # fmt: skip
    counts = dict(zip("ABCD", map(float, where.decision.counts[where.group]), strict=True))
    if "C_D" in classes:
        counts["C_D"] = counts["C"] + counts["D"]
    found: dict[str, Node] = {}
    exact_kind = any(quota.exact is not None for quota in classes.values())
    for key in (key for key in ("A", "B", "C_D", "D", "C") if key in classes):
        if exact_kind:
            found[key] = _largest_remainder(of, key, counts[key], size)
        elif classes[key].rest:
            found[key] = _rest(of, key, counts[key], size, found)
        else:
            found[key] = _bounded(of, key, counts[key], size, found)
    if "C_D" in found:
        found |= _shared_out(of, where, counts, found["C_D"])
    return {key: found[key] if key in found else _none(of, key) for key in "ABCD"}


def _count(of: Subject, key: str, value: float, operation: Op, formula: str, rule: str, *children: Node) -> Node:
    words = "、".join(class_word(of.evaluation, letter) for letter in key.split("_"))
    title = f"{words}{'合计' if '_' in key else ''}名额"
    own = key if key in of.policy.classes(of.pool) else "C_D"
    basis = of.basis("pools", of.pool, "classes", own)
    return Node(Kind.COUNT, title, value, "家", operation, key, formula, rule, basis, children=children)


def _share(of: Subject, key: str, quota: Quota) -> Node:
    words = "、".join(class_word(of.evaluation, letter) for letter in key.split("_"))
    if quota.rest:
        others = [q.exact for q in of.policy.classes(of.pool).values() if q.exact is not None]
        formula = f"1 − {' − '.join(map(exact, others))} = {exact(1 - sum(others))}"
        whole = Node(Kind.SIZE, "全部", 1.0, "1", Op.RULE)
        note = "见同级各档的比例"
        taken = tuple(Node(Kind.TAKEN, "其他档的比例", share, "1", Op.ABOVE, note=note) for share in others)
        return Node(
            Kind.SHARE, f"{words}比例", 1 - sum(others), "1", Op.REST, key, formula, "其余。", children=(whole, *taken)
        )
    basis = of.basis("pools", of.pool, "classes", key, quota.kind)
    return Node(Kind.SHARE, f"{words}比例", float(quota.share), "1", Op.RULE, key, rule=_WORDS[quota.kind], basis=basis)


def _bounded(of: Subject, key: str, value: float, size: Node, before: Mapping[str, Node]) -> Node:
    """floor or ceil of the share of n, as far as the better classes leave places."""
    quota = of.policy.classes(of.pool)[key]
    share, operation = _share(of, key, quota), Op.FLOOR_SHARE if quota.at_most is not None else Op.CEIL_SHARE
    left = size.value - sum(node.value for node in before.values())
    children = [size, share, *map(_taken, before.values())]
    bound = f"，只剩 {exact(left)} 家" if value == left and before else ""
    product = f"{exact(size.value)} × {percent(share.value, 4)} = {exact(size.value * share.value)}"
    formula = f"{product}，取 {exact(value)}{bound}"
    return _count(of, key, value, operation, formula, f"{_WORDS[quota.kind]}。", *children)


def _rest(of: Subject, key: str, value: float, size: Node, before: Mapping[str, Node]) -> Node:
    formula = f"{exact(size.value)}{''.join(f' − {exact(node.value)}' for node in before.values())} = {exact(value)}"
    return _count(of, key, value, Op.REST, formula, "其余都归这一档。", size, *map(_taken, before.values()))


def _taken(count: Node) -> Node:
    return Node(Kind.TAKEN, count.title, count.value, "家", Op.ABOVE, count.key, note="见同级的这一档")


def _largest_remainder(of: Subject, key: str, value: float, size: Node) -> Node:
    classes = of.policy.classes(of.pool)
    shares = [_share(of, other, classes[other]) for other in _KEYS if other in classes]
    own = next(share for share in shares if share.key == key)
    parts = "；".join(f"{share.title[:-2]} {exact(size.value * share.value)}" for share in shares)
    formula = f"{exact(size.value)} × {percent(own.value, 4)} = {exact(size.value * own.value)}，取 {exact(value)}"
    rule = f"占比：各档先取整数部分，余下的名额按小数部分从大到小补，相同的先补较好的档。各档为 {parts}。"
    return _count(of, key, value, Op.LARGEST_REMAINDER, formula, rule, size, *shares)


def _shared_out(of: Subject, where: Standing, counts: Mapping[str, float], joint: Node) -> dict[str, Node]:
    """C and D out of their joint count (XA-11)."""
    quota, county = of.policy.classes(of.pool)["C_D"], where.pool.counties[where.group]
    share = d_share(quota, county)
    by_county = (county,) if isinstance(quota.d_share, Mapping) else ()
    basis = of.basis("pools", of.pool, "classes", "C_D", "d_share", *by_county)
    note = "没有设定的，取一半" if quota.d_share is None and share == DEFAULT_D_SHARE else ""
    word = class_word(of.evaluation, "D")
    part = Node(Kind.SHARE, f"{word}占两档的比例", share, "1", Op.RULE, "D", basis=basis, note=note)
    whole = Node(
        Kind.SIZE, joint.title, joint.value, "家", joint.operation, "C_D", joint.formula, joint.rule, joint.basis,
        children=joint.children,
    )  # fmt: skip
    formula = f"{exact(joint.value)} × {percent(share, 4)} = {exact(joint.value * share)}，取 {exact(counts['D'])}"
    d = _count(of, "D", counts["D"], Op.FLOOR_SHARE, formula, "两档合计名额中归这一档的，舍去小数。", whole, part)
    rest = f"{exact(joint.value)} − {exact(counts['D'])} = {exact(counts['C'])}"
    c = _count(of, "C", counts["C"], Op.REST, rest, "两档合计名额中其余的归这一档。", whole, _taken(d))
    return {"D": d, "C": c}


def _none(of: Subject, key: str) -> Node:
    title = f"{class_word(of.evaluation, key)}名额"
    return Node(Kind.COUNT, title, 0.0, "家", Op.RULE, key, rule="政策没有给这一档名额。")


