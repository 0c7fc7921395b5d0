"""How are the numbers of a step put into a formula? One way of writing for every step."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from muyun.show.explain.node import Kind, Node
from muyun.show.trace import exact

_MANY = 12
"""So many terms of a sum are written out; of more, how many there are."""


def bracketed(value: float) -> str:
    """A number behind an operator: a negative one in brackets."""
    text = exact(value)
    return f"({text})" if value < 0 else text


def sum_formula(terms: Iterable[Node], total: float) -> str:
    """「50 + 10 − 20 − 15 = 25」: terms of kind MINUS are taken off; missing ones don't count.

    "" for a single term.
    """
    counted = [term for term in terms if not term.missing and term.kind is not Kind.ASIDE]
    if len(counted) == 1 and counted[0].kind is not Kind.MINUS:
        return ""
    if not counted or len(counted) > _MANY:
        return f"{len(counted)} 项合计 = {exact(total)}" if counted else ""
    text = exact(counted[0].value) if counted[0].kind is not Kind.MINUS else f"−{bracketed(counted[0].value)}"
    for term in counted[1:]:
        sign = "−" if term.kind is Kind.MINUS else "+"
        text += f" {sign} {bracketed(term.value)}"
    return f"{text} = {exact(total)}"


def ratio_formula(above: float, below: float, result: float) -> str:
    """「812.4 ÷ 31.2 = 26.03846」."""
    if np.isnan(result):
        return f"{exact(above)} ÷ {bracketed(below)}：算不出"
    return f"{exact(above)} ÷ {bracketed(below)} = {exact(result)}"
