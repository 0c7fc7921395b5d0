"""What stands in robust.csv? A row for every enterprise that is ranked (cli.md, robust)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.output import result_order
from muyun.explore.robust.shares import Robustness
from muyun.terms import Class

_RANKS = {"最好名次": "best", "中位名次": "median", "最差名次": "worst"}


def robust_frame(evaluation: Evaluation, found: Mapping[str, Robustness]) -> pd.DataFrame:
    """Official class, share of the draws in each class (0–1) and ranks, in the order of result.csv.

    found  the robustness of every pool, by pool
    Tenants of a merged unit each have the unit's numbers, as in result.csv (spec 12).
    """
    numbers = np.full((len(evaluation.participants), len(Class) + len(_RANKS)), np.nan)
    for of in found.values():
        numbers[of.units] = np.column_stack([of.shares, *(getattr(of, name) for name in _RANKS.values())])
    order = result_order(evaluation)
    order = order[evaluation.ranking["rank"].notna().to_numpy()[evaluation.places[order]]]
    place = evaluation.places[order]
    columns = {
        "统一社会信用代码": evaluation.unit_of.index.array[order],
        "评价组": evaluation.participants["group"].array[place],
        "执行等级": evaluation.classes["applied"].array[place],
    }
    columns |= {str(letter): numbers[place, j] for j, letter in enumerate(Class)}
    columns |= {name: numbers[place, len(Class) + j].astype(np.int64) for j, name in enumerate(_RANKS)}
    return pd.DataFrame(columns)
