"""Which side of 低产田 is looked at? The map, or one of the views that hang here by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.ui.choosing import one_of
from muyun.ui.lowland_asked import LOOK
from muyun.ui.lowland_ledger import NAME as LEDGER
from muyun.ui.lowland_ledger import case_ledger_view
from muyun.ui.lowland_links import parcel_links
from muyun.ui.lowland_map import lowland_map
from muyun.ui.lowland_redevelop import NAME as REDEVELOPMENT
from muyun.ui.lowland_redevelop import redevelopment
from muyun.ui.state import State

View = Callable[[State, Evaluation, Tables], None]
"""Draws everything below the switch, its own headline first."""

MAP = "地图"
VIEWS: Mapping[str, View] = {
    MAP: lowland_map,
    LEDGER: case_ledger_view,
    REDEVELOPMENT: redevelopment,
    "地企关联": parcel_links,
}
"""The views, in the order shown; the first is the one that opens."""


def chosen() -> View:
    """Draws the switch; the chosen view. The URL carries it."""
    return VIEWS[one_of("看什么", list(VIEWS), LOOK)]
