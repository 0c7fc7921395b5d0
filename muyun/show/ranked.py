"""Everybody of a year in ranking order, with what the ranking and its filters need beside result.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.evaluate import Evaluation
from muyun.evaluate.labels import divisions, numbers_in
from muyun.explore.filters import searchable
from muyun.explore.history import YearStanding, class_change, newly_listed, rank_change, year_standing
from muyun.explore.summary import lowland
from muyun.show.quota_lines import QuotaLine, quota_lines, tie_texts

LETTERS = np.array(["A", "B", "C", "D", ""])
"""Classes by the numbers of `YearStanding.letters`."""

ITEM = "得分:"
"""Before an indicator's name in the columns of item scores, as in result.csv."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A year's enterprises in ranking order.

    frame     by credit code, a row per 企业 row of the year: 评价组 as the policy has them, then rank, ties in
              tie-break order, tenants of a merged unit together; rows without a rank after those with one.
              name (else the code), code, county, town, park, sector, industry, group, unit, merged, status, reasons,
              rank, score, points, natural, adjusted, class (A–D or NaN), rank_change and class_change (NaN unknown),
              new, low, land_mu, tax_wan (the enterprise's own), search, sequence, every indicator and `得分:` item
    now, before  where they stand, rows as in the frame; before: the earlier years, latest first
    official  in a scenario the standing in the official result
    lines     where the quotas cut; tied: credit code → how the tie at a line was broken
    """

    evaluation: Evaluation
    frame: pd.DataFrame
    now: YearStanding
    before: tuple[YearStanding, ...]
    official: YearStanding | None
    lines: tuple[QuotaLine, ...]
    tied: Mapping[str, str]

    def place(self, code: str) -> int:
        """Row of an enterprise in the frame. KeyError: it isn't in this year."""
        return int(self.frame.index.get_loc(code))


def ranked(evaluation: Evaluation, earlier: Sequence[Evaluation] = (), official: Evaluation | None = None) -> Ranked:
    """The ranking of an evaluation.

    earlier   the official evaluations of earlier years, latest first; the first one is last year's
    official  the unpatched evaluation where `evaluation` is a scenario
    """
    sequence = _sequence(evaluation)
    order = np.lexsort((np.arange(len(evaluation.places)), sequence[evaluation.places]))
    codes = evaluation.unit_of.index[order]
    now = year_standing(evaluation, codes)
    before = tuple(year_standing(e, codes) for e in earlier)
    frame = _frame(evaluation, order, now, before).assign(sequence=sequence[evaluation.places[order]])
    lines = quota_lines(evaluation, sequence)
    unit_text = tie_texts(evaluation, lines)
    of_unit = frame["unit"].map(unit_text).dropna()
    tied = dict(zip(of_unit.index, of_unit, strict=True))
    standing = year_standing(official, codes) if official is not None else None
    return Ranked(evaluation, frame, now, before, standing, lines, tied)


def _sequence(evaluation: Evaluation) -> np.ndarray:
    """Place of each unit in the order of the ranking: group, rank, tie-break, code."""
    units = evaluation.participants
    kernel = np.zeros(len(units))
    for pool in evaluation.prepared.pools.values():
        kernel[pool.rows] = np.arange(len(pool.rows))
    groups = list(evaluation.benchmarks.index)
    group = numbers_in(groups, units["group"])
    group = np.where(group < 0, len(groups), group)
    scored = evaluation.ranking["score"].isna().to_numpy()
    order = np.lexsort((np.arange(len(units)), kernel, evaluation.ranking["rank"].to_numpy(), scored, group))
    sequence = np.empty(len(units), dtype=np.int64)
    sequence[order] = np.arange(len(units))
    return sequence


def _frame(
    evaluation: Evaluation, order: np.ndarray, now: YearStanding, before: Sequence[YearStanding]
) -> pd.DataFrame:
    rows, units = evaluation.prepared.cohort.enterprises, evaluation.participants
    names = shown_names(rows).array[order]
    place, index = evaluation.places[order], evaluation.unit_of.index[order]
    unit = evaluation.unit_of.to_numpy(dtype=object)[order]
    letters = {name: evaluation.classes[name].array[place] for name in ("natural", "adjusted")}
    columns: dict[str, object] = {
        "name": names, "code": index.to_numpy(), "county": rows["county"].array[order],
        "town": rows["town"].array[order], "park": rows["park"].array[order],
        "sector": divisions(rows).array[order], "industry": rows["industry"].array[order],
        "group": units["group"].array[place], "unit": unit, "merged": unit != index.to_numpy(),
        "status": units["status"].array[place], "reasons": evaluation.classes["reasons"].array[place],
        "rank": now.ranks, "score": now.scores, "points": evaluation.adjustments["points"].to_numpy()[place],
        **letters, "class": evaluation.classes["applied"].array[place],
        "land_mu": rows["land_mu"].to_numpy(dtype=float)[order],
        "tax_wan": rows["tax_wan"].to_numpy(dtype=float)[order],
        "rank_change": rank_change(now, before[0]) if before else np.full(len(order), np.nan),
        "class_change": class_change(now, before[0]) if before else np.full(len(order), np.nan),
        "new": newly_listed(before) if before else np.zeros(len(order), dtype=bool),
    }  # fmt: skip
    columns |= {name: values.to_numpy()[place] for name, values in evaluation.indicators.items()}
    columns |= {f"{ITEM}{name}": values.to_numpy()[place] for name, values in evaluation.items.items()}
    columns["low"] = lowland(evaluation)[place]
    texts = zip(names, index, strict=True)
    columns["search"] = pd.array([f"{searchable(str(name))}\n{str(code).casefold()}" for name, code in texts], "str")
    return pd.DataFrame(columns, index=index)
