"""docs/explain.md names every operation of a trace and every key of its JSON, and none besides."""

from __future__ import annotations

import re
from pathlib import Path

from muyun.show.explain import Kind, Node, Op
from muyun.show.explain.node import LEAVES
from muyun.show.explain.outline import as_data
from tests.recompute import OPERATIONS

PAGE = (Path(__file__).parents[2] / "docs" / "explain.md").read_text("utf-8")


def test_every_operation_and_every_key_is_explained_and_nothing_else():
    cells = re.findall(r"^\| (`[^|]+) \|", PAGE, re.MULTILINE)
    named = {word for cell in cells for word in re.findall(r"`(\w+)`", cell)}
    assert named == {str(op) for op in Op} | as_data(Node(Kind.SCORE, "综合得分", 1.0)).keys()


def test_the_tests_compute_every_operation_again_but_the_leaves():
    assert OPERATIONS.keys() == set(Op) - LEAVES
