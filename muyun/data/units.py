"""What a header says: the column's name and its unit, and how to convert to the unit of measures.csv."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from muyun.data.words import plain
from muyun.terms import Measure

_BASES: dict[str, dict[str, Fraction]] = {
    "money": {"元": Fraction(1, 10_000), "万元": Fraction(1), "亿元": Fraction(10_000)},
    "area": {
        "平方米": Fraction(3, 2000), "亩": Fraction(1), "公顷": Fraction(15), "平方公里": Fraction(1500),
    },
    "electricity": {
        "千瓦时": Fraction(1, 10_000), "万千瓦时": Fraction(1), "亿千瓦时": Fraction(10_000),
        "度": Fraction(1, 10_000), "万度": Fraction(1), "亿度": Fraction(10_000),
    },
    "mass": {"千克": Fraction(1, 1000), "吨": Fraction(1), "万吨": Fraction(10_000)},
    "coal": {"吨标煤": Fraction(1), "万吨标煤": Fraction(10_000)},
    "volume": {"立方米": Fraction(1, 10_000), "万立方米": Fraction(1)},
    "heat": {"吉焦": Fraction(1), "百万千焦": Fraction(1)},
    "people": {"人": Fraction(1), "万人": Fraction(10_000)},
    "share": {"%": Fraction(1, 100)},
    "carbon": {"吨CO2e": Fraction(1)},
    "year": {"年": Fraction(1)},
    "points": {"分": Fraction(1)},
}  # fmt: skip
"""Dimension → unit → how many of the unit in measures.csv one of it is (spec 1.3, cli.md)."""

PLAIN = "1"
"""The unit of a plain ratio, as policies write it (研发投入强度)."""

_UNITS = {unit: (dimension, size) for dimension, units in _BASES.items() for unit, size in units.items()}
_KEPT = {dimension: next((unit for unit, size in units.items() if size == 1), "")
         for dimension, units in _BASES.items()}  # fmt: skip
_SPELLED = {unit.upper(): unit for unit in _UNITS}

_BRACKETED = re.compile(r"^(?P<name>[^(\[【〔]+)[(\[【〔](?:单位[::]?)?(?P<unit>[^)\]】〕]*)[)\]】〕]$")
_SLASHED = re.compile(r"^(?P<name>[^/(]+)/(?P<unit>.+)$")


@dataclass(frozen=True, slots=True)
class Header:
    """A header taken apart: `name` of the column and `unit` as written, None where there is none."""

    name: str
    unit: str | None


def parsed_header(text: str) -> Header:
    """The header's name and unit; widths of brackets, spaces and line breaks don't count.

    >>> parsed_header("用地面积（平方 米）")
    Header(name='用地面积', unit='平方米')
    >>> parsed_header("用地面积/公顷").unit
    '公顷'
    """
    compact = plain(text).rstrip("*")
    match = _BRACKETED.match(compact) or _SLASHED.match(compact)
    if match is None:
        return Header(compact, None)
    return Header(match["name"], match["unit"].removeprefix("单位:") or None)


def conversion(unit: str, measure: Measure) -> Fraction | None:
    """How many of the measure's own units one `unit` is; None: unknown, or another kind of quantity.

    A measure without unit takes %, and a published ratio whose unit isn't known any known one; a plain ratio
    (`PLAIN`) takes %.
    """
    given = _dimension_and_size(unit)
    if given is None:
        return None
    if not measure.unit:
        free = measure.name == measure.column  # a published ratio, which measures.csv doesn't list
        return given[1] if free or given[0] == "share" else None
    if measure.unit == PLAIN:
        return given[1] if given[0] == "share" else None
    own = _dimension_and_size(measure.unit)
    if own is None:
        raise KeyError(measure.unit)
    return given[1] / own[1] if own[0] in (given[0], given[0].replace("mass", "carbon")) else None


def published_measure(table: str, name: str, unit: str) -> Measure:
    """The measure of a published ratio (spec 6.5), which measures.csv doesn't list; unit: "" where it isn't known.

    A unit of a county's own words that nothing can be converted to counts as not known.
    """
    known = unit == PLAIN or _dimension_and_size(unit) is not None
    return Measure(table, name, unit if known else "", name, "float", False, "公布值")


def unit_of_kind(unit: str) -> str:
    """The unit in which a value written in `unit` is kept; "" for a plain ratio or an unknown unit.

    >>> unit_of_kind("元/平方米"), unit_of_kind("万元/亩"), unit_of_kind("%")
    ('万元/亩', '万元/亩', '')
    """
    given = _dimension_and_size(unit)
    return "/".join(_KEPT[part] for part in given[0].split("/")) if given else ""


def known_units(measure: Measure) -> tuple[str, ...]:
    """The units that a header of this measure may name, for messages and notes."""
    return tuple(unit for unit in _UNITS if conversion(unit, measure) is not None) or (
        (measure.unit,) if measure.unit else ()
    )


def _dimension_and_size(unit: str) -> tuple[str, Fraction] | None:
    """('money/area', size) of 万元/亩; None: unknown."""
    parts = [_UNITS.get(_SPELLED.get(part.upper(), "")) for part in plain(unit).split("/")]
    if not parts or len(parts) > 2 or None in parts:
        return None
    sizes = [part[1] for part in parts]
    return "/".join(part[0] for part in parts), sizes[0] / sizes[1] if len(sizes) == 2 else sizes[0]
