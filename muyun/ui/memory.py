"""What need the garbage collector not look at? What stays: modules, policies and evaluations.

Streamlit collects in full after every run of a page. With an evaluation in memory that took 0.1 s each time,
twice as long as drawing the page, and a key on a slider makes three runs. What is frozen costs such a round nothing.
"""

from __future__ import annotations

import gc
from threading import Event

_LOADED = Event()


def loaded() -> None:
    """Something large has been put into a cache, and maybe something else out of it: all is looked at once more."""
    gc.unfreeze()
    _LOADED.set()


def settled() -> None:
    """A run begins: what the collector's last round, at the end of the run before, has left is there to stay."""
    if _LOADED.is_set():
        _LOADED.clear()
        gc.freeze()
