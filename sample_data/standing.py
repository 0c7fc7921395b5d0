"""How do the enterprises stand with the office? Scale, labels and transition by enterprise and year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

_BLANK_SCALE_SHARE = 0.02
_GRANTED_SHARE = 0.6
_LABEL_YEARS = 3
_FIRM_LABELS = (
    ("高新技术企业", 0.22, True),
    ("专精特新小巨人", 0.015, True),
    ("产业链重点环节", 0.02, True),
    ("本地重点培育", 0.02, True),
    ("供应链企业", 0.01, False),
    ("民生保障", 0.004, False),
    ("不符合产业政策", 0.003, False),
)
"""Label, share of the enterprises, and whether only 规上 ones carry it."""


def standing(
    enterprises: pd.DataFrame, above: np.ndarray, years: Sequence[int], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """n × years arrays: scale (规上, 规下 or missing), labels (、 between them) and transition_from.

    above  n × years truth values by revenue. An enterprise that enters the sample is 新设企业, one
    that crosses the line 新升规企业, a few build a big project; most of them, not all, have been
    granted a transition that starts in that year (nan: none). A label alone is only a hint.
    """
    shape = above.shape
    start = _starts(enterprises, above, years, rng)
    granted = rng.random(shape[0]) < _GRANTED_SHARE
    scale = np.where(above, "规上", "规下").astype(object)
    scale[rng.random(shape) < _BLANK_SCALE_SHARE] = None
    draws = rng.random((shape[0], len(_FIRM_LABELS)))
    labels = np.full(shape, None, dtype=object)
    transition = np.full(shape, np.nan)
    for place, year in enumerate(years):
        for row in range(shape[0]):
            found = _firm_labels(draws[row], bool(above[row, place]))
            label, first = start[row]
            if label and first <= year < first + _LABEL_YEARS:
                found = [label, *found]
                if granted[row]:
                    transition[row, place] = first
            labels[row, place] = "、".join(found) or None
    return {"scale": scale, "labels": labels, "transition_from": transition}


def _firm_labels(draws: np.ndarray, above: bool) -> list[str]:
    return [
        label
        for (label, share, only_above), draw in zip(_FIRM_LABELS, draws, strict=True)
        if draw < share and (above or not only_above)
    ]


def _starts(
    enterprises: pd.DataFrame, above: np.ndarray, years: Sequence[int], rng: np.random.Generator
) -> list[tuple[str | None, int]]:
    """For each enterprise the label that may bring a transition, and the year it begins."""
    first = enterprises["first"].to_numpy()
    draw = rng.random(len(first))
    result: list[tuple[str | None, int]] = []
    for row, begin in enumerate(first):
        crossed = np.flatnonzero(~above[row, begin:-1] & above[row, begin + 1 :]) + begin + 1
        if begin > 0:
            result.append(("新设企业", years[begin]))
        elif len(crossed):
            result.append(("新升规企业", years[crossed[0]]))
        elif draw[row] < 0.006:
            result.append(("重大项目建设期", years[0] + int(draw[row] * 1000) % len(years)))
        elif draw[row] < 0.016:
            result.append(("新设企业", years[0] - 1 - int(draw[row] * 1000) % 2))
        else:
            result.append((None, 0))
    return result
