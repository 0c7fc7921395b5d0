"""The loops of 结果稳定性 are compiled before anybody asks for them."""

from __future__ import annotations

from muyun.explore.robust import kernel, ready


def test_both_widths_of_cells_are_compiled():
    """Each width is machine code of its own; a pool of another shape needs no further one."""
    ready.compile_all()
    widths = {str(signature[3].dtype) for signature in kernel.decided.signatures}
    assert widths == {"uint16", "uint32"}
