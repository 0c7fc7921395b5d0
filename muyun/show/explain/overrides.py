"""What did vetoes, refilled places and manual changes make of the class by rank? (spec 5.3, 12; XC-17, XA-13)"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from muyun.evaluate import kernel
from muyun.evaluate.events import vetoes_of
from muyun.evaluate.overrides import NOT_VETOED, candidates, joint_places, nobody_moves
from muyun.policy.rules import Veto
from muyun.show.explain.cells import table_cell
from muyun.show.explain.node import Kind, Node, Op
from muyun.show.explain.standing import Standing
from muyun.show.explain.subject import Subject
from muyun.show.quota_lines import class_word
from muyun.show.trace import exact

_WORSE = "取两者中较差的等级。"


def adjusted_class(of: Subject, where: Standing, natural: Node) -> Node:
    """调档后等级: after vetoes, refilled places and a manual change."""
    fallen, vetoes = _fallen(of, where, natural), list(_vetoes(of))
    letter = where.letter(where.decision.adjusted)
    manual = _manual(of)
    if manual is None:
        formula = f"同{fallen.title}：{class_word(of.evaluation, letter)}"
        rule = "没有手工调档。" if fallen is not natural else "没有否决、递补和手工调档，与排名分档相同。"
        return Node(Kind.ADJUSTED, "调档后等级", letter, "", Op.SAME, formula=formula, rule=rule, children=(fallen,))
    rule = f"有否决事项又有手工调档的，{_WORSE}" if vetoes else "有手工调档的，按手工调档；不让出也不占用名额。"
    operation = Op.WORSE if vetoes else Op.MANUAL
    formula = _letters(of, fallen, manual) + class_word(of.evaluation, letter)
    return Node(
        Kind.ADJUSTED, "调档后等级", letter, "", operation, formula=formula, rule=rule, children=(fallen, manual)
    )


def _letters(of: Subject, *nodes: Node) -> str:
    return "，".join(f"{node.title} {class_word(of.evaluation, node.value)}" for node in nodes) + "：取 "


def vetoed(where: Standing) -> bool:
    """Whether the unit has a veto that limits its class."""
    return bool(where.pool.vetoes.limit[where.at] != NOT_VETOED)


def manually_changed(of: Subject) -> bool:
    """Whether a row of 手工调档 sets the unit's class."""
    return _manual(of) is not None


def _manual(of: Subject) -> Node | None:
    rows = of.tables.manual_changes
    own = ((rows["year"] == of.year) & rows["uscc"].isin(of.tenants)).to_numpy(dtype=bool, na_value=False)
    for label in rows.index[own]:
        row = rows.loc[label]
        why = "；".join(str(row[name]) for name in ("reason", "basis") if not pd.isna(row[name]))
        return table_cell(of, "手工调档", label, "to", Kind.MANUAL, title="手工调档", rule=f"理由和依据：{why}")
    return None


def _vetoes(of: Subject) -> Iterator[Node]:
    """The year's events of the unit that a rule of its pool names, each with the best class it leaves."""
    rows = of.tables.vetoes
    own = ((rows["year"] == of.year) & rows["uscc"].isin(of.tenants)).to_numpy(dtype=bool, na_value=False)
    for label in rows.index[own]:
        for veto in vetoes_of(of.policy, of.pool):
            if rows.at[label, "kind"] in veto.kinds:
                yield _veto(of, veto, label)


def _veto(of: Subject, veto: Veto, label: int) -> Node:
    number = of.policy.vetoes.index(veto)
    key = "not_above" if veto.not_above else "to"
    letter = veto.not_above or veto.to
    word = class_word(of.evaluation, letter)
    rule = f"有这类事项的最高只能是 {word}。" if veto.not_above else f"有这类事项的直接归入 {word}（原来更差的不变）。"
    kind = of.tables.vetoes.at[label, "kind"]
    return table_cell(
        of, "否决事项", label, "kind", Kind.VETO, title=f"否决事项：{kind}", value=letter, key=str(kind), rule=rule,
        basis=of.basis("vetoes", number, key),
    )  # fmt: skip


def _fallen(of: Subject, where: Standing, natural: Node) -> Node:
    """The class after vetoes and refilled places; the class by rank itself where the 评价组 has no veto."""
    limit = where.pool.vetoes.limit[where.begin : where.end]
    if not (limit != NOT_VETOED).any():
        return natural
    letter, word = where.letter(where.decision.fallen), class_word(of.evaluation, where.letter(where.decision.fallen))
    own = tuple(_vetoes(of))
    if vetoed(where) and (where.pool.vetoes.joint or all(node.value in "CD" for node in own)):
        formula = _letters(of, natural, *own) + word
        return _fallen_node(letter, Op.WORSE, formula, _WORSE, (natural, *own))
    if where.pool.vetoes.joint:
        return _joint(of, where, natural, letter)
    steps = (*_refilled(of, where, natural), *own)
    formula = "；".join(_step_words(of, step, natural) for step in steps if step.kind is Kind.CANDIDATE)
    rule = "否决事项让出的 A、B 档名额由后面的名次依次递补，排名分档为 D 档的不递补。"
    return _fallen_node(letter, Op.REFILLED, f"{formula}：{word}", rule, (natural, *steps))


def _fallen_node(letter: str, operation: Op, formula: str, rule: str, children: tuple[Node, ...]) -> Node:
    return Node(Kind.FALLEN, "否决和递补后的等级", letter, "", operation, formula=formula, rule=rule, children=children)


def _step_words(of: Subject, step: Node, natural: Node) -> str:
    count, word = _count(natural, step.key), class_word(of.evaluation, step.key)
    if not step.value:
        return f"不排 {word}"
    return f"可列 {word}的第 {exact(step.value)} 家，名额 {exact(count.value)} 家"


def _in_order(where: Standing) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """The pool's classes by quota, limits and backfill in rank order (1 × n each), and where the unit is in it."""
    order, vetoes = where.order[None, :], where.pool.vetoes
    places = kernel.class_places(where.decision.counts)[None, :]
    return places, vetoes.limit[order], vetoes.backfill[order], int(np.flatnonzero(order[0] == where.at)[0])


def _refilled(of: Subject, where: Standing, natural: Node) -> Iterator[Node]:
    """For A and B: the unit's place among those that may take the class."""
    classes, limit, backfill, at = _in_order(where)
    counts = np.repeat(where.decision.counts, np.diff(where.pool.bounds), axis=0)
    rule = of.policy.vetoes.index(vetoes_of(of.policy, of.pool)[0])
    for number, place in candidates(classes, limit, backfill, counts, where.pool.bounds):
        letter = "ABCD"[number]
        yield _see(_count(natural, letter))
        title = f"可列 {class_word(of.evaluation, letter)}的第几家"
        yield Node(
            Kind.CANDIDATE, title, float(place[0, at]), "", Op.TOTAL, letter,
            note=f"{of.group}参评单元按名次去掉不得列入这一档的和已列入更好的档的，数到本单元；0 是不在其中",
            basis=of.basis("vetoes", rule, "backfill"),
        )  # fmt: skip


def _joint(of: Subject, where: Standing, natural: Node, letter: str) -> Node:
    """XA-13: what the joint C and D count leaves to a unit without veto."""
    classes, limit, backfill, at = _in_order(where)
    word = class_word(of.evaluation, letter)
    if nobody_moves(limit, backfill):
        rule = "有否决事项的不让出名额，其余单元不动。"
        return _fallen_node(letter, Op.SAME, f"同排名分档：{word}", rule, (natural,))
    counts = np.repeat(where.decision.counts, np.diff(where.pool.bounds), axis=0)
    shared = joint_places(classes, limit, counts, where.pool.bounds)
    held, held_d = (float(values[0, at]) for values in (shared.vetoed, shared.vetoed_d))
    c, d = _count(natural, "C"), _count(natural, "D")
    note = f"{of.group}有否决事项的参评单元"
    vetoed_all = Node(Kind.VETOED, "有否决事项的单元", held, "家", Op.TOTAL, "C_D", note=note)
    vetoed_d = Node(Kind.VETOED, f"其中归入 {class_word(of.evaluation, 'D')}的", held_d, "家", Op.TOTAL, "D", note=note)
    left_value, left_d_value = (float(values[0, at]) for values in (shared.left, shared.left_d))
    left = Node(
        Kind.LEFT, "两档剩下的名额", left_value, "家", Op.JOINT_LEFT, "C_D",
        f"max({exact(c.value)} + {exact(d.value)} − {exact(held)}, 0) = {exact(left_value)}",
        "有否决事项的先占 C、D 两档合计的名额。", children=(_see(c), _see(d), vetoed_all),
    )  # fmt: skip
    left_d = Node(
        Kind.LEFT, f"其中 {class_word(of.evaluation, 'D')}剩下的", left_d_value, "家", Op.JOINT_LEFT_D, "D",
        f"min({exact(left_value)}, max({exact(d.value)} − {exact(held_d)}, 0)) = {exact(left_d_value)}",
        children=(_see(d), vetoed_d, Node(Kind.LEFT, left.title, left_value, "家", Op.ABOVE, "C_D", note="见上一项")),
    )  # fmt: skip
    ends = [float(values[0, at]) for values in (shared.from_top, shared.from_bottom)]
    count = f"{of.group}没有否决事项的参评单元按名次数到本单元"
    top = Node(Kind.CANDIDATE, "从前往后第几家", ends[0], "", Op.TOTAL, "top", note=count)
    bottom = Node(Kind.CANDIDATE, "从后往前第几家", ends[1], "", Op.TOTAL, "bottom", note=count)
    formula = f"从前第 {exact(ends[0])} 家，从后第 {exact(ends[1])} 家；两档剩 {exact(left_value)} 家：{word}"
    rule = "没有否决事项的，从后往前先排 D 再排 C，排完剩下的名额；从前往后排满 A，其余为 B。"
    children = (natural, top, _see(_count(natural, "A")), bottom, left, left_d)
    return _fallen_node(letter, Op.REFILLED_JOINT, formula, rule, children)


def _count(natural: Node, letter: str) -> Node:
    """The node of a class's places below 排名分档."""
    return next(child for child in natural.children if child.kind is Kind.COUNT and child.key == letter)


def _see(count: Node) -> Node:
    return Node(Kind.TAKEN, count.title, count.value, "家", Op.ABOVE, count.key, note="见排名分档")
