"""Who leads? The sentence of 领跑者, its table, and what leaves the office of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from muyun.explore.leaders.board import BoardList
from muyun.explore.leaders.look import BoardLook
from muyun.explore.leaders.states import ListState
from muyun.explore.regions.place_names import among
from muyun.policy.boards import AnyBoard
from muyun.show.tables import Column, Line, Table
from muyun.show.words import number

WORDS = {"企业": "家", "园区": "个", "镇街": "个", "产业平台": "个", "区域": "个"}
"""How each kind of subject is counted."""

_NAMED = 6
"""So many names of a list are told in the sentence."""


def counted(board: AnyBoard, count: int) -> str:
    """「10 家」, 「3 个」."""
    return f"{count:,} {WORDS[board.of]}"


def list_name(look: BoardLook) -> str:
    """「重点传统行业（印染）」."""
    return f"{look.offered.name}（{look.of.name}）" if look.of.name else look.offered.name


def headline(look: BoardLook) -> tuple[str, str]:
    """「2022 年度重点传统行业（印染）领跑 10 家，第一是甲，96.31 分。」, and what to know of the list."""
    found, board = look.found, look.offered.board
    said = f"{look.year} 年度{list_name(look)}"
    trial = "试评价，" if board.trial else ""
    if look.of.outside is not None:
        return _from_outside(look)
    if not found.size:
        return f"{said}{trial}没有够条件的，排不出名单。", ""
    first = found.order[0]
    tied = int((found.ranks == 1).sum())
    with_it = f"等 {counted(board, tied)}并列" if tied > 1 else ""
    score = number(float(found.of.scores[first]))
    said += f"{trial}领跑 {counted(board, found.size)}，第一是{found.of.names[first]}{with_it}，{score} 分。"
    return said, "；".join(_second(look))


def _from_outside(look: BoardLook) -> tuple[str, str]:
    """The list that was published, and where our own board has each of it (ZJ-10)."""
    board, outside = look.offered.board, look.of.outside or ()
    said = f"{look.year} 年度{look.offered.name}"
    if not outside:
        return f"{said}：还没有公布的名单，下面只是按本系统的算法排的。", ""
    more = "等" if len(outside) > _NAMED else ""
    listed = f"{counted(board, len(outside))}：{'、'.join(outside[:_NAMED])}{more}"
    return f"{said}公布的领跑名单 {listed}。", "；".join([*_our_ranks(look.found, outside), *_uncounted(look)])


def _our_ranks(found: BoardList, outside: Sequence[str]) -> list[str]:
    """「按本系统的算法：海宁市第 12」, and why our board has no rank for others of the published list."""
    ranked, lacking, unknown = [], [], []
    for name in outside:
        own = among(name, found.of.keys)
        place = found.order.tolist().index(found.of.keys.index(own)) if own else -1
        if not own:
            unknown.append(name)
        elif place < found.eligible:
            ranked.append(f"{name}第 {int(found.ranks[place]):,}")
        else:
            lacking.append(name)
    return [
        *([f"按本系统的算法：{_some(ranked, '，')}"] if ranked else []),
        *([f"{_some(lacking)}缺数据，没有名次"] if lacking else []),
        *([f"{_some(unknown)}在“区域”表里没有同名的行"] if unknown else []),
    ]


def _some(names: Sequence[str], between: str = "、") -> str:
    return between.join(names[:_NAMED]) + (f"等 {len(names)} 个" if len(names) > _NAMED else "")


def _uncounted(look: BoardLook) -> list[str]:
    names = look.found.of.uncounted
    return [f"{'、'.join(names)}没有可比的数，没有计分，权重分给了其余各项"] if names else []


def _second(look: BoardLook) -> list[str]:
    found, board = look.found, look.offered.board
    parts = [f"够条件的 {counted(board, found.eligible)}"]
    if barred := len(found.barred):
        parts.append(f"{counted(board, barred)}不够条件，理由见下表")
    if found.eligible < found.length:
        parts.append(f"名单有 {found.length:,} 个位置，没有排满")
    if found.tied[1]:
        size = found.tied[1] - found.tied[0]
        parts.append(f"名单线上 {counted(board, size)}同分，先后按{look.of.ties}")
    on_it = found.order[: found.size].tolist() if found.of.warned else []
    warned = Counter(found.of.warned[place] for place in on_it if found.of.warned[place])
    parts += [f"名单里有 {counted(board, count)}{why}，发布前请核实" for why, count in warned.items()]
    parts += _uncounted(look)
    if long := [years for years in look.years if years >= 3]:
        parts.append(f"{counted(board, len(long))}连续三年以上在榜")
    return parts


def outside_words(look: BoardLook) -> str:
    """「线外：第 11 名乙，差 0.31 分；……」; "" for nobody."""
    found = look.found
    if not found.size or not len(found.outside):
        return ""
    last = float(found.of.scores[found.order[found.size - 1]])
    said = []
    for n, place in enumerate(found.outside.tolist(), found.size):
        gap = last - float(found.of.scores[place])
        short = "同分" if round(gap, 9) == 0 else f"差 {number(gap)} 分" if gap >= 0.005 else "差不到 0.01 分"
        said.append(f"第 {int(found.ranks[n]):,} 名{found.of.names[place]}，{short}")
    return f"刚好在名单外：{'；'.join(said)}。"


def chain_words(look: BoardLook) -> str:
    """Why the years in a row can't be followed further; "" where they can."""
    if look.broken is None:
        return ""
    return f"连续在榜只数到 {look.broken + 1} 年度：{look.broken} 年度的名单算不出来，缺一年就断开。"


def board_table(look: BoardLook) -> Table:
    """Everybody that is looked at, in the order of the board; the index is a key each.

    The line of the list is drawn, the group that it cuts through is bracketed.
    """
    found, of = look.found, look.found.of
    order = found.order
    frame = pd.DataFrame({
        "place": _ranks(look), "name": [of.names[p] for p in order], "code": [of.codes[p] for p in order],
        "score": of.scores[order], "on": _standing(look), "years": _years(look),
        "why": [_why(look, p) for p in order.tolist()],
    }, pd.Index([of.keys[p] for p in order]))  # fmt: skip
    columns = [
        Column("place", "名次", "number", "", 0, "够条件的才排；同分同名次。"), Column("name", "名称", narrow=True),
        Column("score", "得分", "number", "分"), Column("on", "名单"), Column("years", "连续在榜", "number", "年", 0),
        Column("why", "条件", "wrap"),
    ]  # fmt: skip
    if look.of.outside is not None:
        left_out = ("years",) if any(of.failed) else ("years", "why")
        columns = [column for column in columns if column.key not in left_out]
    if any(of.codes):
        columns.insert(2, Column("code", "统一社会信用代码或宗地"))
    for j, (label, unit) in enumerate(of.measures):
        shown, factor = ("%", 100.0) if unit == "1" else (unit, 1.0)
        frame[f"m{j}"] = of.values[order, j] * factor
        columns.append(Column(f"m{j}", label, "number", shown))
    first, past = found.tied
    tied = {of.keys[p]: f"{past - first} 个同分，先后按{look.of.ties}" for p in order[first:past].tolist()}
    return Table(frame, columns, _caption(look), _lines(look), tied, "没有候选的。")


def _caption(look: BoardLook) -> str:
    words = f"{counted(look.offered.board, len(look.found.order))}，按得分排"
    return f"{words}。点一行打开这家企业。" if any(look.found.of.codes) else f"{words}。"


def _ranks(look: BoardLook) -> np.ndarray:
    ranks = np.full(len(look.found.order), np.nan)
    ranks[: look.found.eligible] = look.found.ranks
    return ranks


def _years(look: BoardLook) -> np.ndarray:
    years = np.full(len(look.found.order), np.nan)
    years[: look.found.size] = look.years
    return years


def _standing(look: BoardLook) -> list[str]:
    """在榜, 线外, 不够条件, for each place of the order."""
    found = look.found
    if look.of.outside is not None:
        return ["在公布的名单里" if among(found.of.keys[p], look.of.outside) else "" for p in found.order.tolist()]
    near = len(found.outside)
    beyond = found.eligible - found.size - near
    return ["在榜"] * found.size + ["刚好在外"] * near + [""] * beyond + ["不够条件"] * len(found.barred)


def _why(look: BoardLook, place: int) -> str:
    """「✓ 2017 年省级命名」 or 「✗ 历史经典产业特色小镇除外」; beside a list from outside only what lacks."""
    of = look.found.of
    if of.failed[place]:
        return f"✗ {of.failed[place]}"
    if look.of.outside is not None:
        return ""
    return f"✓ {of.passed[place]}" if of.passed[place] else ""


def _lines(look: BoardLook) -> list[Line]:
    found = look.found
    if look.of.outside is not None:
        return []
    lines = []
    if found.size and found.size < len(found.order):
        lines.append(Line(found.size, f"名单到此，{counted(look.offered.board, found.size)}"))
    if len(found.barred) and found.eligible > found.size:
        lines.append(Line(found.eligible, "以下不够条件"))
    return lines


def changes_words(look: BoardLook) -> list[str]:
    """Who enters and who leaves under the scenario or the weights, a line each; a sentence where nobody does."""
    moved = look.changes
    new, old = look.found, look.standard
    if not moved.entered and not moved.left:
        return ["名单上还是原来的这些，没有进出。"]
    lines = []
    for title, of, places in (("进入名单", new, moved.entered), ("离开名单", old, moved.left)):
        names = "、".join(of.of.names[place] for place in places)
        lines.append(f"{title} {counted(look.offered.board, len(places))}：{names or '没有'}。")
    return lines


def changes_table(look: BoardLook) -> Table:
    """Ranks and scores of everybody on either list, before and after; what other rules do is marked."""
    before, after = _places(look.standard), _places(look.found)
    on = dict.fromkeys([*look.found.members, *look.standard.members])
    names = dict(zip(look.found.of.keys, look.found.of.names, strict=True))
    names |= {k: n for k, n in zip(look.standard.of.keys, look.standard.of.names, strict=True) if k not in names}
    rows = []
    for key in on:
        old, new = before.get(key), after.get(key)
        moved = old[0] - new[0] if old and new and old[0] and new[0] else np.nan
        was, now = key in look.standard.members, key in look.found.members
        said = "" if was and now else "进入" if now else "离开"
        rows.append((names[key], old[0] if old else np.nan, new[0] if new else np.nan, moved, said))
    frame = pd.DataFrame(rows, columns=["name", "old", "new", "moved", "said"], index=pd.Index(list(on)))
    columns = [
        Column("name", "名称", narrow=True), Column("old", "原来的名次", "number", "", 0),
        Column("new", "测算的名次", "number", "", 0, what_if=True),
        Column("moved", "升降", "delta", "", 0, what_if=True), Column("said", "进出", what_if=True),
    ]  # fmt: skip
    return Table(frame, columns, "两份名单上的都在这里。")


def _places(of: BoardList) -> dict[str, tuple[float, float]]:
    """Rank and score by key; NaN ranks for who can't lead."""
    ranks = [*map(float, of.ranks), *([np.nan] * (len(of.order) - of.eligible))]
    return {of.of.keys[p]: (rank, float(of.of.scores[p])) for p, rank in zip(of.order.tolist(), ranks, strict=True)}


def inside_frame(look: BoardLook) -> pd.DataFrame:
    """The list with everything, for the office itself: 内部版."""
    return board_table(look).exported


def holds(look: BoardLook, state: ListState) -> bool:
    """Whether the list that was recommended is the one that goes out (ZJ-11): it was, and no trial is looked at.

    Weights of parks and counties are the office's to set: those it recommended by are no trial.
    """
    by_its_weights = look.offered.board.of in ("园区", "区域") and look.of.how == state.how
    return bool(state.done) and (not look.is_other or by_its_weights)


def outward_names(look: BoardLook, state: ListState) -> list[str]:
    """Who is named to others: those recommended, else those on the list now.

    By name, so that no rank leaves the office (XA-25); a list from outside stays in its own order.
    """
    names = [name for _, name in (state.members if holds(look, state) else look.listed)]
    return names if look.of.outside is not None else sorted(names)


def outward_frame(look: BoardLook, state: ListState) -> pd.DataFrame:
    """Names alone, for others: no figure, no score and no rank leaves the office (XA-25, spec 9)."""
    return pd.DataFrame({"名称": outward_names(look, state)})
