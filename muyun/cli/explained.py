"""How does a trace look on a terminal, and as JSON?"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from muyun.cli.console import out
from muyun.evaluate import Evaluation
from muyun.show.explain import Node
from muyun.show.explain.outline import lines

WIDEST = 10_000
"""Columns where no terminal sets them: a line that goes to a file or another program isn't broken."""


def print_json(data: Mapping[str, object]) -> None:
    """Plain data as JSON on standard output, as it is: no colours, no wrapping."""
    out.file.write(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def print_trace(evaluation: Evaluation, uscc: str, node: Node, kind: str) -> None:
    """The trace as an indented tree, below a line that says whose it is; `kind`: 试算结果 or a scenario."""
    name = evaluation.prepared.cohort.enterprises["name"].at[uscc]
    who = uscc if pd.isna(name) else f"{name}（{uscc}）"
    out.print(f"{who} {evaluation.year} 年度 {evaluation.policy.title}（{kind}）")
    wide = out if out.is_terminal else Console(highlight=False, markup=False, width=WIDEST)
    wide.print(_tree(evaluation, node), soft_wrap=False)


def _tree(evaluation: Evaluation, node: Node) -> Tree:
    first, *more = lines(node, evaluation.policy.class_words)
    label = Text(first, style="bold")
    for line in more:
        label.append(f"\n  {line}", style="not bold")
    tree = Tree(label, guide_style="dim")
    for child in node.children:
        tree.children.append(_tree(evaluation, child))
    return tree
