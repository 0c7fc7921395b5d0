"""Our own parts of a page, in plain JavaScript: what Streamlit's can't draw, or only in English.

Each is a .js and a .css file beside this module. Data goes in as JSON; texts of an upload are set as
text by the script, and markup (`picture`) is escaped by muyun.show.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import streamlit as st

_BESIDE = {
    "weights": ("in_turn.js",), "quotas": ("in_turn.js",), "theme": ("dialogs.js",),
    "parcels": ("in_turn.js", "map_bytes.js", "map_canvas.js", "map_chosen.js", "basemap.js"),
}  # fmt: skip
"""Scripts that a component's own one builds on."""


@cache
def _source(name: str) -> str:
    return files("muyun.ui.components").joinpath(name).read_text("utf-8")


@cache
def _component(name: str):
    return st.components.v2.component(
        f"muyun_{name}",
        html='<div class="muyun"></div>',
        css=_source("base.css") + _source(f"{name}.css"),
        js="".join(map(_source, (*_BESIDE.get(name, ()), f"{name}.js"))),
    )


def mounted(name: str, data: Mapping[str, object], key: str, **events):
    """Mounts component `name` (a .js and .css here) with its data; returns what it tells.

    events  as Streamlit's component has them: `on_<value>_change` callbacks, `default`
    """
    return _component(name)(data=dict(data), key=key, **events)
