"""Words by row: industry codes, reasons, whom a rule speaks of. Few words, many rows, so categoricals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd


def industry_digits(rows: pd.DataFrame) -> pd.Series:
    """GB/T 4754 code without its letter, as a categorical: C1713 and 1713 are the same."""
    digits = rows["industry"].cat.categories.str.replace(r"^[A-Z]", "", regex=True)
    return _renamed(rows["industry"], digits)


def divisions(rows: pd.DataFrame) -> pd.Series:
    """The two digits of the division, as a categorical."""
    digits = industry_digits(rows)
    return _renamed(digits, digits.cat.categories.str[:2])


def _renamed(values: pd.Series, words: pd.Index) -> pd.Series:
    """A categorical with `words` in place of its categories, equal ones put together."""
    codes, found = pd.factorize(words, sort=True)
    own = values.cat.codes.to_numpy()
    new = np.where(own < 0, -1, np.append(codes, -1)[own])
    return pd.Series(pd.Categorical.from_codes(new, categories=found), values.index)


def in_industries(digits: pd.Series, codes: Iterable[str]) -> np.ndarray:
    """Mask of the rows whose code begins with one of `codes`; `digits` as `industry_digits` gives it."""
    hits = np.array([word.startswith(tuple(codes)) for word in digits.cat.categories] + [False])
    return hits[digits.cat.codes.to_numpy()]  # code −1, no industry, is the last


class Words:
    """A text for each of n rows, of few different ones; a row keeps the first that it gets."""

    def __init__(self, n: int) -> None:
        self._codes = np.full(n, -1, dtype=np.int32)
        self._words: list[str] = []

    @classmethod
    def of(cls, texts: pd.Categorical) -> Words:
        """Continues where `categorical` ended."""
        words = cls(len(texts))
        words._codes, words._words = texts.codes.astype(np.int32), list(texts.categories)
        return words

    @property
    def open(self) -> np.ndarray:
        """Mask of the rows without a text."""
        return self._codes < 0

    def put(self, mask: np.ndarray, word: str) -> None:
        """Gives `word` to the rows of the mask that have none yet."""
        hit = mask & self.open
        if hit.any():
            if word not in self._words:
                self._words.append(word)
            self._codes[hit] = self._words.index(word)

    def categorical(self, words: list[str] | None = None) -> pd.Categorical:
        """The texts; categories in the order of first use, or `words`. NaN for rows without one."""
        found = pd.Categorical.from_codes(self._codes, categories=self._words)
        return found if words is None else found.set_categories(words)


def numbers_in(names: Sequence[str], words: pd.Series) -> np.ndarray:
    """Position in `names` of each row's word (a categorical); −1 where it isn't among them."""
    place = pd.Index(names).get_indexer(words.cat.categories)
    return np.append(place, -1)[words.cat.codes.to_numpy()]


def applies(rows: pd.DataFrame, rule: object) -> np.ndarray:
    """Mask of the rows that a rule with optional `kind` and `scale` speaks of."""
    mask = np.ones(len(rows), dtype=bool)
    for key in ("kind", "scale"):
        wanted = getattr(rule, key, None)
        if wanted is not None:
            mask &= (rows[key] == wanted).to_numpy()
    return mask


def source_id(rule: object) -> str:
    """What a reason begins with: the first clause, or 本系统 for an assumed rule."""
    return rule.clause[0] if rule.clause else "本系统"


def named(names: Sequence[str], unit: str = "家") -> str:
    """“甲”“乙”“丙”等 5 家."""
    shown = [f"“{name}”" for name in names[:3]]
    return "".join(shown) + (f"等 {len(names)} {unit}" if len(names) > 3 else "")
