"""How does a list of leaders look on paper? Title, list, what it is, its state: HTML that prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from muyun.explore.leaders.look import BoardLook
from muyun.explore.leaders.states import ListState
from muyun.show.leader_steps import state_words, where_it_stands
from muyun.show.leaders import counted, holds, outward_names
from muyun.show.words import fixed

_TRIAL = "这是测算的名单，不是推荐的名单。"
_PAPER = (
    "max-width:1000px;margin:0 auto;padding:10px 14px;box-sizing:border-box;font-size:17px;line-height:1.5;"
    "background:#fff;color:#111"
)
"""White in the dark theme too: it is a sheet of paper, and may be printed from there."""
_CELL = "border:1px solid rgba(128,128,128,.7);padding:6px 10px"


def sheet(look: BoardLook, state: ListState, notes: Sequence[str], outward: bool) -> str:
    """The list as it is printed. outward: for others, names alone (XA-25); notes: where it comes from, a line each."""
    title = f"{look.year} 年度{look.offered.board.title or look.offered.name}名单"
    title += f"（{look.of.name}）" if look.of.name else ""
    if outward or look.of.outside is not None:
        heads = ["序号", "名称"]
        rows = [[(str(n), True), (name, False)] for n, name in enumerate(outward_names(look, state), 1)]
    else:
        heads = ["名次", "名称", "得分", "连续在榜", "条件"]
        rows = [_row(look, n) for n in range(look.found.size)]
    body = "".join("<tr>" + "".join(_cell(text, right) for text, right in row) + "</tr>" for row in rows)
    head = "".join(
        f'<th style="{_CELL};text-align:left{"" if n else ";width:4em"}">{escape(h)}</th>' for n, h in enumerate(heads)
    )
    below = "".join(f"<div>{escape(line)}</div>" for line in [*_about(look, state, outward), *notes])
    return (
        f'<div style="{_PAPER}">'
        f'<div style="font-size:24px;font-weight:700;text-align:center;margin:6px 0 14px">{escape(title)}</div>'
        f'<table style="width:100%;border-collapse:collapse"><thead><tr>{head}</tr></thead>'
        f'<tbody>{body}</tbody></table>'
        f'<div style="font-size:15px;margin-top:12px">{below}</div></div>'
    )


def _row(look: BoardLook, n: int) -> list[tuple[str, bool]]:
    found, of = look.found, look.found.of
    place = int(found.order[n])
    years = f"{look.years[n]} 年"
    return [(f"{int(found.ranks[n])}", True), (of.names[place], False), (fixed(float(of.scores[place]), 2), True),
            (years, True), (of.passed[place], False)]  # fmt: skip


def _cell(text: str, right: bool) -> str:
    align = "right" if right else "left"
    return f'<td style="{_CELL};text-align:{align};font-variant-numeric:tabular-nums">{escape(text)}</td>'


def _about(look: BoardLook, state: ListState, outward: bool) -> list[str]:
    """The state of the list, and for the office how it was made."""
    if not outward:
        count = f"共 {counted(look.offered.board, len(look.listed))}；同分的先后按{look.of.ties}。"
        trial = look.is_other and not holds(look, state)
        return [_TRIAL if trial else state_words(state, look.listed), count]
    order = [] if look.of.outside is not None else ["排名不分先后，按名称排列。"]
    if not holds(look, state):
        return [*order, _TRIAL if look.is_other else "名单状态：还没有推荐。"]
    count = counted(look.offered.board, len(state.members))
    return [*order, where_it_stands(state), f"名单以推荐时留存的为准，共 {count}。"]
