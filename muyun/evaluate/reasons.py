"""Why is a row where it is? The texts of 依据, each beginning with a clause id or 本系统 (spec 12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from muyun.evaluate.decide import PoolDecision
from muyun.evaluate.kernel import D
from muyun.evaluate.labels import source_id
from muyun.evaluate.overrides import NOT_VETOED
from muyun.evaluate.prepare import Prepared
from muyun.policy.rules import SectorRules

YEAR_WORDS = {2: "两", 3: "三", 4: "四", 5: "五"}

_BETWEEN = re.compile(r";(?=(?:[A-Z]{2}-\d+|本系统):)")
"""A `;` that begins another reason; any other one is part of what the office wrote in 手工调档."""


def reason_parts(text: str) -> tuple[str, ...]:
    """The reasons that 依据 of a row is made of, each with its clause id or 本系统; () for ""."""
    return tuple(_BETWEEN.split(text)) if text else ()


def reasons(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> pd.Series:
    """依据 by unit: status, merged parcels, vetoes, climbing, manual change, sector rules, `;` between."""
    units = prepared.cohort.units
    status = units["reason"].array
    words = np.array([*status.categories, ""], dtype=object)[status.codes]
    for place, text in _few(prepared, decisions):
        words[place] = f"{words[place]};{text}" if words[place] else text
    return pd.Series(words, units.index, dtype="str")


def _few(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> Iterator[tuple[int, str]]:
    """Position and text of the reasons that few units have, in the order in which they are written."""
    yield from _merged_units(prepared)
    yield from prepared.events.veto_reasons.items()
    yield from _climbed(prepared, decisions)
    yield from prepared.events.manual_reasons.items()
    yield from _sector_ends(prepared, decisions)


def _merged_units(prepared: Prepared) -> Iterator[tuple[int, str]]:
    """FH-06 for every merged unit, also one whose land is unknown."""
    current = prepared.cohort
    if len(current.units) != len(current.enterprises):  # a unit has two tenants at least
        text = f"{source_id(prepared.policy.parcels)}:合并宗地"
        merged = ~current.units.index.isin(current.enterprises.index)
        yield from ((place, text) for place in np.flatnonzero(merged).tolist())


def _climbed(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> Iterator[tuple[int, str]]:
    """递补 for the rows without veto whose class after the vetoes is better than by quota."""
    for name, pool in prepared.pools.items():
        decision = decisions[name]
        climbed = (decision.fallen[0] < decision.natural[0]) & (pool.vetoes.limit == NOT_VETOED)
        text = f"{prepared.events.backfill_clause.get(name)}:递补"
        yield from ((place, text) for place in pool.ranked_rows[climbed].tolist())


def _sector_ends(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> Iterator[tuple[int, str]]:
    """JX-17, JX-18, JX-19, each where it holds and the class isn't that already."""
    for name, pool in prepared.pools.items():
        if pool.sectors is not None:
            masks = _sector_masks(decisions[name])
            for mask, text in zip(masks, _sector_texts(pool.sectors.rules), strict=True):
                yield from ((place, text) for place in pool.ranked_rows[mask].tolist())


def _sector_masks(decision: PoolDecision) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    adjusted, applied = decision.adjusted[0], decision.applied[0]
    raised = applied < adjusted
    bottom = decision.sectors.bottom[0] & (adjusted != D)
    return raised, bottom, applied > adjusted


def _sector_texts(rules: SectorRules) -> tuple[str, str, str]:
    top, bottom, chained = rules.clause
    share = f"{rules.bottom_share * 100:g}%"
    years = YEAR_WORDS.get(rules.years, str(rules.years))
    return f"{top}:行业前{rules.top_share * 100:g}%", f"{bottom}:行业后{share}", f"{chained}:连续{years}年行业后{share}"
