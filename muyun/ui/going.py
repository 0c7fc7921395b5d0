"""How does one get from one page to another? Links that show the same screen, and clicks on pictures."""

from __future__ import annotations

import streamlit as st

from muyun.show.goto import destination
from muyun.ui import menu
from muyun.ui.state import State


def link_to(state: State, page: str, label: str, hint: str | None = None, **query: str) -> None:
    """A link to `page` that shows the same data, policy, year and patch in a new tab too, or sent to a colleague.

    query  what the page is asked beside (`code`, `view`), or another `data` or `year`; "" leaves one out
    """
    asked = {key: value for key, value in {**state.strings, **query}.items() if value}
    st.page_link(menu.file(page), label=label, help=hint, query_params=asked)


def follow(clicked: str | None) -> None:
    """Opens the page behind what was clicked on a picture, in this tab.

    clicked  what the browser tells: it may tell anything, so only pages of the menu are opened
    """
    found = destination(clicked)
    if found and found[0] in {entry.name for entry in menu.ENTRIES}:
        st.switch_page(menu.file(found[0]), query_params=found[1])
