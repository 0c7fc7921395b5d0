"""With which credit code is a 评价单元 opened on 企业?"""

from __future__ import annotations

import numpy as np

from muyun.evaluate import Evaluation


def codes_of(evaluation: Evaluation, rows: np.ndarray) -> list[str]:
    """The credit codes to open 企业 with, by positions of units: a merged unit's is its smallest tenant's."""
    cohort = evaluation.prepared.cohort
    first: dict[int, str] = {}
    for code, place in zip(cohort.unit_of.index[::-1], cohort.places[::-1].tolist(), strict=True):
        first[place] = str(code)
    return [first[row] for row in rows.tolist()]
