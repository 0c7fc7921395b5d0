"""Why is a row where it is? The texts of 依据, each beginning with a clause id or 本系统 (spec 12)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from muyun.evaluate.cohort import source_id
from muyun.evaluate.decide import PoolDecision, PreparedPool
from muyun.evaluate.kernel import D
from muyun.evaluate.overrides import NOT_VETOED
from muyun.evaluate.prepare import Prepared
from muyun.policy.model import SectorRules

YEAR_WORDS = {2: "两", 3: "三", 4: "四", 5: "五"}


def reasons(prepared: Prepared, decisions: Mapping[str, PoolDecision], classes: pd.DataFrame) -> pd.Series:
    """依据 by unit: status, merged parcels, vetoes, climbing, manual change, sector rules, `;` between."""
    units = prepared.cohort.units
    ranked = (classes["natural"] != "").to_numpy()
    parts = [
        units["reason"].astype("str"),
        _merged_reason(prepared),
        prepared.events.veto_reasons.where(ranked, ""),
        _climbed(prepared, decisions),
        prepared.events.manual_reasons.where(ranked, ""),
        *_sector_reasons(prepared, decisions),
    ]
    text = parts[0]
    for part in parts[1:]:
        text = _joined(text, part)
    return text


def _joined(text: pd.Series, part: pd.Series) -> pd.Series:
    if not (part != "").any():
        return text
    return text + _texts(np.where((text != "") & (part != ""), ";", ""), text.index) + part


def _texts(words: object, index: pd.Index) -> pd.Series:
    return pd.Series(words, index, dtype="str")


def _merged_reason(prepared: Prepared) -> pd.Series:
    """FH-06 for every merged unit, also one whose land is unknown."""
    codes = prepared.cohort.units.index
    merged = ~codes.isin(prepared.cohort.unit_of.index) if prepared.policy.parcels else np.zeros(len(codes), bool)
    word = f"{source_id(prepared.policy.parcels)}:合并宗地" if prepared.policy.parcels else ""
    return _texts(np.where(merged, word, ""), codes)


def _climbed(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> pd.Series:
    """递补 for the rows without veto whose class after the vetoes is better than by quota."""
    words = _blank(prepared)
    for name, pool in prepared.pools.items():
        decision = decisions[name]
        climbed = (decision.fallen[0] < decision.natural[0]) & (pool.vetoes.limit == NOT_VETOED)
        words[pool.ranked_rows[climbed]] = f"{prepared.events.backfill_clause.get(name)}:递补"
    return _texts(words, prepared.cohort.units.index)


def _sector_reasons(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> list[pd.Series]:
    """JX-17, JX-18, JX-19, each where it holds and the class isn't that already."""
    found = [_blank(prepared) for _ in range(3)]
    for name, pool in prepared.pools.items():
        if pool.sectors is not None:
            masks = _sector_masks(pool, decisions[name])
            for words, mask, text in zip(found, masks, _sector_texts(pool.sectors.rules), strict=True):
                words[pool.ranked_rows[mask]] = text
    return [_texts(words, prepared.cohort.units.index) for words in found if (words != "").any()]


def _sector_masks(pool: PreparedPool, decision: PoolDecision) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    adjusted, applied = decision.adjusted[0], decision.applied[0]
    raised = applied < adjusted
    bottom = decision.sectors.bottom[0] & (adjusted != D)
    return raised, bottom, applied > adjusted


def _sector_texts(rules: SectorRules) -> tuple[str, str, str]:
    top, bottom, chained = rules.clause
    share = f"{rules.bottom_share * 100:g}%"
    years = YEAR_WORDS.get(rules.years, str(rules.years))
    return f"{top}:行业前{rules.top_share * 100:g}%", f"{bottom}:行业后{share}", f"{chained}:连续{years}年行业后{share}"


def _blank(prepared: Prepared) -> np.ndarray:
    return np.full(len(prepared.cohort.units), "", dtype=object)
