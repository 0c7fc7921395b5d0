"""Which enterprises does the reader of the ranking want to see? The filters of a link, checked and applied."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from muyun.evaluate.labels import in_industries, industry_digits
from muyun.terms import Class, Status

UNRANKED_WORD = "未定级"
"""What `class` says for enterprises without a class."""

MOVES: Mapping[str, str] = {"up": "升档", "down": "降档", "any": "升档或降档"}
"""What `moved` may be, with its words: the class against last year's."""

LABELS: Mapping[str, str] = {
    "pool": "评价组", "county": "区县", "town": "镇街", "park": "园区", "sector": "行业", "class_": "等级",
    "status": "状态", "moved": "较上年", "low": "低产田", "q": "搜索",
}  # fmt: skip
"""The filters by field, in the order in which they are told."""

_URL = {"class_": "class"}

CODES_BETWEEN = "、"
"""Between the codes of a `sector` that is made of several."""

_CODES = re.compile(r"\d{2,4}(、\d{2,4}){0,39}")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; "" asks for everything. In links the names are these, `class` for class_.

    pool    a 评价组 (规上工业/南湖区), or a pool whose 评价组 are meant together
    sector  a code of GB/T 4754, 2–4 digits, that takes every code beginning with it; several as 1713、1723
    class_: A–D or 未定级;  status: as in result.csv
    moved   up, down or any: the class against last year's
    low     "1": under the line of 低产田
    q       part of a name or of a credit code, full-width letters and digits as half-width ones
    """

    pool: str = ""
    county: str = ""
    town: str = ""
    park: str = ""
    sector: str = ""
    class_: str = ""
    status: str = ""
    moved: str = ""
    low: str = ""
    q: str = ""

    @property
    def active(self) -> dict[str, str]:
        """The fields that ask for something."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name))}


FIELDS = tuple(f.name for f in fields(Filters))


def url_name(field: str) -> str:
    """What a field is called in a link."""
    return _URL.get(field, field)


def searchable(text: str) -> str:
    """Text as it is compared: full-width as half-width, without case, outer blanks off."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def checked(asked: Filters, frame: pd.DataFrame) -> tuple[Filters, list[str]]:
    """The filters that the data can answer, and a line for each that they can't.

    frame  as `matching` takes it
    """
    kept, notes = {}, []
    for field, value in asked.active.items():
        if field == "q" or (_known_codes(frame, value) if field == "sector" else value in choices(frame, field)):
            kept[field] = value
        else:
            notes.append(f"链接里的{LABELS[field]}“{value[:20]}”在这份数据里没有，未按它筛选。")
    return Filters(**kept), notes


def choices(frame: pd.DataFrame, field: str) -> list[str]:
    """What a filter may be in this data, in the order to offer it."""
    match field:
        case "pool":
            groups = [g for g in frame["group"].cat.categories if g]
            split = dict.fromkeys(g.partition("/")[0] for g in groups if "/" in g)
            return [*split, *groups]
        case "county" | "town" | "park" | "sector":
            words = frame[field].cat.remove_unused_categories().cat.categories
            return sorted(map(str, words))
        case "class_":
            return [*map(str, Class), UNRANKED_WORD]
        case "status":
            return [*map(str, Status)]
        case "moved":
            return list(MOVES)
        case "low":
            return ["1"]
    return []


def towns_of(frame: pd.DataFrame, county: str) -> list[str]:
    """The towns to offer: of one county where it is chosen."""
    rows = frame["town"][matching(frame, Filters(county=county))] if county else frame["town"]
    return sorted(map(str, rows.cat.remove_unused_categories().cat.categories))


def matching(frame: pd.DataFrame, asked: Filters) -> np.ndarray:
    """Mask of the enterprises that every filter keeps.

    frame  a row per enterprise: group, county, town, park, sector, industry, status, class (categoricals;
           class A–D or NaN), class_change (classes gained on last year, NaN unknown), low (bool),
           search (name and code, `searchable`)
    """
    mask = np.ones(len(frame), dtype=bool)
    for field, value in asked.active.items():
        mask &= _kept(frame, field, value)
    return mask


def _kept(frame: pd.DataFrame, field: str, value: str) -> np.ndarray:
    match field:
        case "pool":
            return in_group(frame["group"], value)
        case "class_":
            letters = frame["class"]
            return (letters.isna() if value == UNRANKED_WORD else letters == value).to_numpy(dtype=bool)
        case "moved":
            return _moved(frame["class_change"].to_numpy(dtype=float), value)
        case "sector":
            return in_industries(industry_digits(frame), value.split(CODES_BETWEEN))
        case "low":
            return frame["low"].to_numpy(dtype=bool)
        case "q":
            return frame["search"].str.contains(searchable(value), regex=False).to_numpy(dtype=bool)
    return _is_word(frame[field], lambda word: word == value)


def _known_codes(frame: pd.DataFrame, value: str) -> bool:
    """Whether they are codes, and one of them at least takes somebody of the data."""
    if not _CODES.fullmatch(value):
        return False
    digits = industry_digits(frame).cat.remove_unused_categories().cat.categories
    return any(str(word).startswith(tuple(value.split(CODES_BETWEEN))) for word in digits)


def in_group(groups: pd.Series, pool: str) -> np.ndarray:
    """Mask of the rows of a 评价组, or of every 评价组 of a pool; every row for ""."""
    if not pool:
        return np.ones(len(groups), dtype=bool)
    return _is_word(groups, lambda group: group == pool or group.startswith(f"{pool}/"))


def _is_word(column: pd.Series, wanted) -> np.ndarray:
    hits = np.array([bool(wanted(str(word))) for word in column.cat.categories] + [False])
    return hits[column.cat.codes.to_numpy()]  # code −1, no word, is the last


def _moved(change: np.ndarray, way: str) -> np.ndarray:
    return {"up": change > 0, "down": change < 0}.get(way, np.abs(change) > 0)
