"""Which side of 模拟测算 is looked at? Moving the levers, or one of the views that hang here by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from muyun.ui.choosing import one_of
from muyun.ui.state import State
from muyun.ui.whatif_compare import compare
from muyun.ui.whatif_reference import reference_weights
from muyun.ui.whatif_sensitivity import what_moves_most

View = Callable[[State, str], None]
"""Draws everything below the bar, for the state and the chosen 评价组."""

ADJUST = "调整"
VIEWS: Mapping[str, View] = {
    "对比方案": compare,
    "参考权重": reference_weights,
    "敏感性": what_moves_most,
}
"""The views beside it, in the order shown."""

_KEY = "look"


def chosen() -> View | None:
    """Draws the switch; the chosen view, None for the levers. The URL carries it."""
    return VIEWS.get(one_of("看什么", [ADJUST, *VIEWS], _KEY))
