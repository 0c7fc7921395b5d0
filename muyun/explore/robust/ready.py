"""Are the loops of 结果稳定性 compiled? `make setup` asks, so that nobody waits for it on the page.

    python -m muyun.explore.robust.ready
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from muyun.evaluate.decide import PreparedPool
from muyun.evaluate.kernel import places_in_group
from muyun.evaluate.overrides import NOT_VETOED, UNCHANGED, Vetoes
from muyun.policy.rules import Classes

SIZES = (4, 1 << 14)
"""Rows of a pool whose cells take 16 bits, and of one whose cells take 32."""


def compile_all() -> None:
    """Runs every compiled loop once, on a small and on a large pool; what is kept already isn't compiled again."""
    from muyun.explore.robust.cells import decider
    from muyun.explore.robust.passes import counted

    for pool in _pools():
        counted(decider(pool), np.full((3, 1), 100.0), lambda share: None)


def _pools() -> Iterator[PreparedPool]:
    for size in SIZES:
        bounds = np.array([0, size])
        yield PreparedPool(
            name="", indicators=("",), weights=np.array([100.0]), classes=Classes(), groups=("",), counties=(None,),
            rows=np.arange(size), bounds=bounds, places=places_in_group(bounds), ratios=np.zeros((1, size)), lost=None,
            points=np.zeros(size), vetoes=Vetoes(np.full(size, NOT_VETOED, np.int8), False, np.ones(size, bool)),
            manual=np.full(size, UNCHANGED, np.int8), sectors=None,
        )  # fmt: skip


if __name__ == "__main__":
    compile_all()
