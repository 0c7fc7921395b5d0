"""Where does an enterprise stand in its group, sector, county and town? In a line."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from muyun.explore.local_ranks import Among, LocalRank
from muyun.show.divisions import division_words

_UNKNOWN = {Among.SECTOR: "行业代码未填", Among.COUNTY: "区县未填", Among.TOWN: "镇街未填"}
STYLE = """<style>
.places { display: flex; flex-wrap: wrap; gap: 10px 12px; }
.places > div { border: 1px solid var(--line); border-radius: 6px; padding: 8px 16px; flex: 1 1 180px; }
.places .of { color: var(--quiet); font-size: clamp(15px, .86vw, 17px); }
.places .rank { font-size: clamp(20px, 1.3vw, 25px); font-weight: 700; white-space: nowrap; }
.places .rank small { font-size: 15px; font-weight: 400; }
</style>"""


def place_name(found: LocalRank) -> str:
    """「规上工业」, 「行业 17 纺织业」, 「南湖区」; what is missing where the upload has none."""
    if not found.name:
        return _UNKNOWN[found.among]
    return f"行业 {division_words(found.name)}" if found.among is Among.SECTOR else found.name


def place_words(found: LocalRank) -> str:
    """「第 3/10 名」; "—" without a place."""
    return f"第 {found.rank:,}/{found.of:,} 名" if found.rank else "—"


def places(found: Sequence[LocalRank]) -> str:
    """HTML: a box per place, in the order given; "" for none."""
    if not found:
        return ""
    boxes = "".join(
        f'<div><div class="of">{escape(place_name(each))}</div>'
        f'<div class="rank">{f"第 {each.rank:,} <small>/ {each.of:,} 名</small>" if each.rank else "—"}</div></div>'
        for each in found
    )
    return f'{STYLE}<div class="places">{boxes}</div>'
