"""Which cells would an enterprise have to report for its unit to have other measures?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation


def changed_upload(tables: Tables, evaluation: Evaluation, unit: str, measures: Mapping[str, float]) -> Tables:
    """The upload in which the unit's measures (names of table 企业, in their units) are these.

    A total is written into its own cell, which then counts before its parts (spec 12). Of a merged unit's tenants
    each changes by the same factor; where there is nothing to multiply, the first by code takes it all.
    KeyError: the unit isn't in the evaluation.
    """
    current = evaluation.prepared.cohort
    tenants = current.unit_of.index[(current.unit_of == unit).to_numpy()]
    if tenants.empty:
        raise KeyError(unit)
    own = current.enterprises.loc[tenants]
    frame = tables.enterprises
    columns = {}
    for name, value in measures.items():
        column = frame[name].to_numpy(dtype=float, copy=True)
        column[frame.index.get_indexer(own["row"])] = shared_out(own[name].to_numpy(dtype=float), value)
        columns[name] = column
    return tables.with_frames(enterprises=frame.assign(**columns))


def shared_out(parts: np.ndarray, total: float) -> np.ndarray:
    """What each tenant's figure would be for the unit's sum to be `total`; NaN stays where nothing has to go.

    >>> shared_out(np.array([30.0, 10.0, np.nan]), 60.0)
    array([45., 15., nan])
    >>> shared_out(np.array([np.nan, np.nan]), 5.0)
    array([ 5., nan])
    """
    whole = float(np.nansum(parts))
    if np.all(np.isnan(parts) | (parts >= 0)) and whole > 0:
        return parts * (total / whole)
    found = parts.copy()
    found[0] = total - float(np.nansum(parts[1:]))
    return found
