"""Which place is meant by a name? 莲都 and 莲都区 are one where no other fits."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from muyun.explore.regions.areas import Area

_ENDING = re.compile(r"(?:[\u4e00-\u9fff]{1,5}族)?自治[县旗]|街道|地区|[区县市旗镇乡]")
_SHORTEST = 2
"""Characters of a short form: 城 alone could be any 城区."""


def stem(name: str) -> str:
    """The name without 区, 县, 街道 and the like; the name itself where nothing would be left of it.

    >>> stem("莲都区"), stem("莲都"), stem("景宁畲族自治县"), stem("城区")
    ('莲都', '莲都', '景宁', '城区')
    """
    found = re.fullmatch(rf"(.{{{_SHORTEST},}}?)(?:{_ENDING.pattern})", name)
    return found[1] if found else name


def same_place(one: str, other: str) -> bool:
    """Whether two names may be one place: equal, or one the short form of the other (海宁, 海宁市); 南湖区 and
    南湖镇 aren't."""
    return one == other or (one == stem(other) != other) or (other == stem(one) != one)


def among(name: str, names: Iterable[str]) -> str:
    """The one of `names` that is the same place, an equal one first; "" where none is.

    >>> among("海宁市", ["海盐", "海宁"]), among("海宁市", ["海盐"])
    ('海宁', '')
    """
    known = list(names)
    return name if name in known else next((other for other in known if same_place(name, other)), "")


def matched(areas: Sequence[Area], known: Sequence[Area]) -> list[int | None]:
    """For each place the position in `known` of the same one; None: none, or several fit.

    The exact name goes first, then the short form where only one fits. A county that one side leaves out agrees
    with any; what two places claim goes to the one of the exact name, else to neither.
    """
    by_stem = defaultdict(list)
    for place, one in enumerate(known):
        by_stem[stem(one.name)].append(place)
    claims: list[tuple[bool, int] | None] = [_claim(area, known, by_stem[stem(area.name)]) for area in areas]
    exact = Counter(claim[1] for claim in claims if claim and claim[0])
    short = Counter(claim[1] for claim in claims if claim and not claim[0])
    return [claim[1] if claim and _holds(claim, exact, short) else None for claim in claims]


def _holds(claim: tuple[bool, int], exact: Counter[int], short: Counter[int]) -> bool:
    is_exact, place = claim
    return exact[place] == 1 if is_exact else short[place] == 1 and not exact[place]


def _claim(area: Area, known: Sequence[Area], near: list[int]) -> tuple[bool, int] | None:
    fitting = [p for p in near if _counties_agree(area.county, known[p].county)]
    exact = [p for p in fitting if known[p].name == area.name]
    short = [p for p in fitting if known[p].name != area.name and same_place(known[p].name, area.name)]
    if exact:
        return (True, exact[0]) if len(exact) == 1 else None
    return (False, short[0]) if len(short) == 1 else None


def _counties_agree(one: str, other: str) -> bool:
    return not one or not other or same_place(one, other)
