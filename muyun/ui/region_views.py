"""Which side of 区域 is looked at? The views hang here by name, and the URL carries it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from muyun.ui import region_alone
from muyun.ui.choosing import one_of
from muyun.ui.region_allocation import allocation
from muyun.ui.region_asked import LOOK
from muyun.ui.region_assessment import assessment
from muyun.ui.region_coverage import coverage
from muyun.ui.region_subjects import VIEW as SUBJECTS
from muyun.ui.region_subjects import subjects
from muyun.ui.region_targets import targets
from muyun.ui.regions import SCOREBOARD, scoreboard
from muyun.ui.state import State

View = Callable[[State], None]
"""Draws a whole view, headline included, for the state."""

VIEWS: Mapping[str, View] = {
    SCOREBOARD: scoreboard,
    SUBJECTS: subjects,
    "资源分配": allocation,
    "考核表": assessment,
    "覆盖面": coverage,
    "目标": targets,
}
"""In the order shown; the first is what a link without a name opens."""


def chosen() -> View:
    """Draws the switch; the chosen view, which says so where it needs enterprises and there are none."""
    name = one_of("看什么", list(VIEWS), LOOK)

    def drawn(state: State) -> None:
        if name in region_alone.NEEDS and region_alone.is_alone(state):
            region_alone.lacking(name)
        else:
            VIEWS[name](state)

    return drawn
