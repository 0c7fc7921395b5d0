"""What does each county, town or park have? Rank, change, every indicator with its rank, land and classes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.board import Board, order_of
from muyun.explore.regions.figures import Measure, Origin
from muyun.explore.whatif.headline import short_word
from muyun.policy.model import Policy
from muyun.show.regions import Shown, is_small, shown_values, whole_word
from muyun.show.tables import Column, Table
from muyun.terms import Class

RANK = "rank:"
"""Before an indicator's name in the columns of its ranks."""

_WHOLE = {
    Origin.ENTERPRISES: "全部参评企业合计之比，没有填地方的也在内。越低越好的指标，“高于”是好于。",
    Origin.OFFICIAL: "所列各地的分子合计 ÷ 分母合计，公布值不在内。越低越好的指标，“高于”是好于。",
}  # fmt: skip

_STANDING = {1.0: "高于", -1.0: "低于", 0.0: "相等"}


def region_table(board: Board, policy: Policy, name: str, shown: Shown, small: int) -> Table:
    """A row a place in the order of the picture. Row ids are positions of the places."""
    order = order_of(board, shown_values(board, name, shown)[1])
    measure, now = board.measure(name), board.now
    areas = [board.areas[place] for place in order]
    data: dict[str, object] = {"name": [area.name for area in areas]}
    if now.level is not AreaLevel.COUNTY:
        data["county"] = [area.county for area in areas]
    data |= {"rank": board.ranks(name)[order], "value": board.values(name)[order] * measure.factor}
    if board.before is not None:
        data |= {"climbed": board.climbed(name)[order], "change": _shown_change(board, name)[order],
                 "improved": board.improvement_ranks(name)[order]}  # fmt: skip
    if not np.isnan(board.values_other(name)).all():
        data["other"] = board.values_other(name)[order] * measure.factor
    if not np.isnan(board.standing(name)).all():
        data["standing"] = [_STANDING.get(s, "") for s in board.standing(name)[order].tolist()]
    data |= _counted(board, order, small)
    for other in _others(board, name):
        data[other.name] = board.values(other.name)[order] * other.factor
        data[RANK + other.name] = board.ranks(other.name)[order]
    if now.published.any():
        data["published"] = ["、".join(m.label for m, p in zip(now.measures, row, strict=True) if p)
                             for row in now.published[order]]  # fmt: skip
    frame = pd.DataFrame(data, pd.Index([str(place) for place in order], dtype=object))
    caption = f"{len(order):,} 个{now.level}，名次在所列的里面排，同分同名次，没有数的不排。点一行打开这个地方。"
    kept = set(data)
    return Table(frame, [c for c in _columns(board, policy, name, small) if c.key in kept], caption)


def hidden_at_first(board: Board, name: str) -> tuple[str, ...]:
    """Columns that wait behind 选择列: ranks of the other indicators."""
    return tuple(RANK + other.name for other in _others(board, name))


def _counted(board: Board, order: np.ndarray, small: int) -> dict[str, object]:
    """Land, and by enterprises how many there are of each class."""
    now = board.now
    if now.units is None or now.classes is None:
        return {"land": now.land_mu[order]}
    few = is_small(board, small)[order]
    marked = {"few": np.where(few, "不足", "")} if few.any() else {}
    letters = {str(letter): now.classes[order, i] for i, letter in enumerate(Class)}
    return {"units": now.units[order], **marked, "land": now.land_mu[order], **letters}


def _others(board: Board, name: str) -> list[Measure]:
    return [measure for measure in board.now.measures if measure.name != name]


def _shown_change(board: Board, name: str) -> np.ndarray:
    measure = board.measure(name)
    return board.changes(name) * (measure.factor if measure.by_difference else 100)


def _columns(board: Board, policy: Policy, name: str, small: int) -> list[Column]:
    measure, now = board.measure(name), board.now
    against = f"比 {board.before.year} 年度" if board.before is not None else ""
    growth_unit = ("百分点" if measure.unit == "%" else measure.unit) if measure.by_difference else "%"
    other = Origin.OFFICIAL if now.origin is Origin.ENTERPRISES else Origin.ENTERPRISES
    land = "参评企业的用地合计" if now.origin is Origin.ENTERPRISES else "“建设用地面积”"
    columns = [
        Column("name", str(now.level)), Column("county", "区县"), Column("rank", "名次", "number", "", 0),
        Column("climbed", f"名次{against}", "delta", "", 0, "上升的名次；在那一年所有有数的地方里排。"),
        Column("value", f"{measure.label}（{now.origin}）", "number", measure.unit, 2, _formula(measure)),
        Column("change", f"{measure.label}{against}", "number" if measure.lower_is_better else "delta", growth_unit, 2),
        Column("improved", "提升名次", "number", "", 0, "按提升多少排，先是提升最多的（XC-30）。"),
        Column("other", f"{measure.label}（{other}）", "number", measure.unit, 2, "另一个来源，口径不同，不合在一起。"),
        Column("standing", f"比{whole_word(board)}", help=_WHOLE[now.origin]),
        Column("units", "参评", "number", "家", 0), Column("few", f"少于 {small} 家", help="几家算少是本系统假定。"),
        Column("land", "用地", "number", "亩", 1, land),
        *(Column(str(x), short_word(policy.class_words, x), "number", "", 0, policy.class_words[x]) for x in Class),
    ]  # fmt: skip
    for one in _others(board, name):
        columns.append(Column(one.name, one.label, "number", one.unit, 2, _formula(one)))
        columns.append(Column(RANK + one.name, f"{one.label}名次", "number", "", 0))
    told = "这几项是上报的比值，没有分子和分母：照样展示、排名，不并入合计。"
    return [*columns, Column("published", "公布值", "wrap", help=told)]


def _formula(measure: Measure) -> str:
    return f"{measure.formula}。{'越低越好。' if measure.lower_is_better else ''}{measure.assumed}"
