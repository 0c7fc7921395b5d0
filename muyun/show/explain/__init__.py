"""Why is an enterprise's result what it is? Its trace as a tree, down to cells and clauses."""

from muyun.show.explain.node import Basis, Kind, Node, Op
from muyun.show.explain.tree import explain

__all__ = ["Basis", "Kind", "Node", "Op", "explain"]
