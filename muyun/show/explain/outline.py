"""How is a trace written down? As plain data for programs, as an indented table, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.findings import Cell
from muyun.policy.model import policy_hash
from muyun.show.explain.node import Kind, Node, Op
from muyun.show.trace import exact
from muyun.terms import Class

ASSUMED = "本系统假定"
CLASS_KINDS = frozenset({Kind.APPLIED, Kind.ADJUSTED, Kind.FALLEN, Kind.NATURAL, Kind.VETO, Kind.MANUAL})
"""Nodes whose value is a class letter."""

COLUMNS = ("层级", "项目", "数值", "算式", "规则", "条款", "原文", ASSUMED, "位置", "说明")
_INDENT = "　"
_WHOLE = "1"
"""How a policy writes the unit of a plain ratio; people read it in per cent."""


def value_words(node: Node, class_words: Mapping[Class, str]) -> str:
    """A node's value for people, with its unit: 26.03846 万元/亩, 3 %, A类, 是; 缺 where it is undefined."""
    value = node.value
    if isinstance(value, bool | np.bool_):
        return "是" if value else "否"
    if isinstance(value, str):
        return class_words[Class(value)] if node.kind in CLASS_KINDS else value
    if node.missing:
        return "缺" if node.operation is Op.BLANK else "不计分" if node.kind is Kind.ITEM else "算不出"
    if node.unit == _WHOLE:
        return f"{exact(value * 100)} %"
    if node.unit in ("年", "年度"):
        return f"{value:g} {node.unit}"
    return f"{exact(value)} {node.unit}".rstrip()


def clause_words(node: Node) -> list[tuple[str, str]]:
    """(clause id, quote) of a node's rule; clauses of one quote are put together: 「XC-08、XC-09」."""
    by_quote: dict[str, list[str]] = {}
    for clause, quote in node.basis.clauses:
        by_quote.setdefault(quote, []).append(clause)
    return [("、".join(clauses), quote) for quote, clauses in by_quote.items()]


def place_words(cell: Cell) -> str:
    """「企业.xlsx「企业」F17（税收实际贡献）」; of a table that came from no file its name and column."""
    column = f"（{cell.column}）" if cell.column else ""
    row = "" if cell.row or not cell.table else "，文件里没有这一列" if cell.file else ""
    return f"{cell}{column}{row}"


def as_data(node: Node) -> dict[str, object]:
    """A trace as plain data for JSON: the keys of docs/explain.md; an undefined number is None."""
    value = node.value
    return {
        "kind": str(node.kind), "key": node.key, "title": node.title,
        "value": None if node.missing else bool(value) if isinstance(value, np.bool_) else value, "unit": node.unit,
        "operation": str(node.operation), "formula": node.formula, "rule": node.rule,
        "clauses": [{"id": clause, "quote": quote} for clause, quote in node.basis.clauses],
        "published": node.basis.published, "assumed": node.basis.assumed,
        "cells": [_cell_data(cell) for cell in node.cells], "note": node.note,
        "children": [as_data(child) for child in node.children],
    }  # fmt: skip


def trace_data(evaluation: Evaluation, uscc: str, node: Node, kind: str) -> dict[str, object]:
    """A trace with what it is of, for JSON: policy and its hash, year, enterprise, 评价单元.

    kind  what the result is worth (`terms.ResultKind`)
    """
    row = evaluation.prepared.cohort.enterprises.loc[uscc]
    policy = {"id": evaluation.policy.id, "hash": policy_hash(evaluation.policy)}
    return {
        "result": kind, "policy": policy, "year": evaluation.year, "uscc": uscc,
        "name": None if pd.isna(row["name"]) else str(row["name"]), "unit": str(evaluation.unit_of[uscc]),
        "trace": as_data(node),
    }  # fmt: skip


def _cell_data(cell: Cell) -> dict[str, object]:
    return {
        "table": cell.table, "file": cell.file, "sheet": cell.sheet, "row": cell.row, "letter": cell.letter,
        "column": cell.column,
    }  # fmt: skip


def outline_frame(node: Node, class_words: Mapping[Class, str]) -> pd.DataFrame:
    """A trace as a table, a row a step, indented by its level; every cell a text but 层级."""
    rows = [_row(step, level, class_words) for step, level in _levels(node, 0)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _levels(node: Node, level: int) -> Iterator[tuple[Node, int]]:
    yield node, level
    for child in node.children:
        yield from _levels(child, level + 1)


def _row(node: Node, level: int, class_words: Mapping[Class, str]) -> Sequence[object]:
    clauses = clause_words(node)
    return (
        level + 1, _INDENT * level + node.title, value_words(node, class_words), node.formula, node.rule,
        "；".join(ids for ids, _ in clauses), "；".join(quote for _, quote in clauses) or node.basis.published,
        node.basis.assumed, "；".join(map(place_words, node.cells)), node.note,
    )  # fmt: skip


def lines(node: Node, class_words: Mapping[Class, str]) -> list[str]:
    """What is said of one step, the first line its title and value; its children are not among them."""
    found = [f"{node.title}：{value_words(node, class_words)}"]
    if node.formula:
        found.append(f"算式 {node.formula}")
    if node.rule:
        found.append(f"规则 {node.rule}")
    found += [f"{ids} “{quote}”" for ids, quote in clause_words(node)]
    if node.basis.published:
        found.append(f"公布 {node.basis.published}")
    if node.basis.assumed:
        found.append(f"{ASSUMED} {node.basis.assumed.removeprefix(f'{ASSUMED}：')}")
    if node.cells:
        found.append(f"位置 {'；'.join(map(place_words, node.cells))}")
    return [*found, *([f"说明 {node.note}"] if node.note else [])]
