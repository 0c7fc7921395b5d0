"""How far has a list of leaders come? The five steps as a picture, a sentence, and what was said when (ZJ-11)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from muyun.explore.leaders.states import STEPS, Done, ListState, day_taken, step_of, why_withdrawn
from muyun.show.words import MISSING
from muyun.store.records import Answer

HISTORY = ("步骤", "记录时间", "办理日期", "由谁", "文号", "说明")
WIDTH, _HEIGHT, _NODE = 1200, 96, 18
_TAKEN, _OPEN = "#0072B2", "#9AA0A6"
_LONGEST = 22
_NAMED = 6
"""So many names of those who differ are told."""


def steps(of_list: ListState) -> str:
    """The SVG of the five steps: those taken filled with their day, the next one ringed."""
    gap = WIDTH / len(STEPS)
    parts = []
    for n, step in enumerate(STEPS):
        done = of_list.done[n] if n < len(of_list.done) else None
        parts.append(_step(step, done, gap * (n + 0.5), n == len(of_list.done)))
        if n:
            colour = _TAKEN if done else _OPEN
            left, right = gap * (n - 0.5) + _NODE + 8, gap * (n + 0.5) - _NODE - 8
            ends = f'x1="{left:.0f}" x2="{right:.0f}" y1="28" y2="28"'
            parts.append(f'<line {ends} stroke="{colour}" stroke-width="4"/>')
    label = escape(f"名单走过 {len(of_list.done)} 步，共 {len(STEPS)} 步", quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _step(step: str, done: Done | None, x: float, is_next: bool) -> str:
    fill = f'fill="{_TAKEN}"' if done else 'fill="none"'
    ring = _TAKEN if done or is_next else _OPEN
    mark = f'<text x="{x:.0f}" y="35" text-anchor="middle" style="font-size:20px;font-weight:700" fill="#fff">✓</text>'
    when = f"{done.on or done.verdict.at.date()} {done.verdict.by}" if done else "下一步" if is_next else ""
    below = escape(when if len(when) <= _LONGEST else when[: _LONGEST - 1] + "…")
    return (
        f'<circle cx="{x:.0f}" cy="28" r="{_NODE}" {fill} stroke="{ring}" stroke-width="3"/>{mark if done else ""}'
        f'<text x="{x:.0f}" y="68" text-anchor="middle" style="font-size:19px;font-weight:600">{escape(step)}</text>'
        f'<text x="{x:.0f}" y="90" text-anchor="middle" class="quiet" style="font-size:15px">{below}</text>'
    )


def state_words(of_list: ListState, members: Sequence[tuple[str, str]]) -> str:
    """Where the list stands, and who of those recommended isn't on today's list any more, or is new on it."""
    last = of_list.last
    if last is None:
        return "名单状态：还没有推荐。到“办到哪一步”里记下推荐，当时的名单会一并留存。"
    said = where_it_stands(of_list)
    if not of_list.differs([key for key, _ in members]):
        return said + f"现在算出的与推荐时的 {len(of_list.members)} 个相同。"
    then, now = dict(of_list.members), dict(members)
    gone, new = _names(then, now), _names(now, then)
    told = [f"推荐时有、现在没有：{gone}" if gone else "", f"现在有、推荐时没有：{new}" if new else ""]
    why = f"推荐时按{of_list.how}。" if of_list.how else ""
    differs = f"现在算出的与推荐时的不同：{'；'.join(t for t in told if t)}。"
    return f"{said}{differs}{why}以推荐时留存的为准，除非撤回重报。"


def where_it_stands(of_list: ListState) -> str:
    """「名单状态：公示（2023-05-04，亩均办，1号）。」 of a list that was recommended."""
    last = of_list.last
    document = f"，{last.verdict.document}" if last.verdict.document else ""
    return f"名单状态：{last.step}（{last.on or last.verdict.at.date()}，{last.verdict.by}{document}）。"


def _names(some: dict[str, str], others: dict[str, str]) -> str:
    names = [name for key, name in some.items() if key not in others]
    return "、".join(names[:_NAMED]) + (f"等 {len(names)} 个" if len(names) > _NAMED else "")


def history_rows(of_list: ListState) -> list[tuple[str, ...]]:
    """Every record on the list, the latest first."""
    rows = []
    for verdict in reversed(of_list.history):
        withdrawn = verdict.answer is Answer.WITHDRAWN
        step = f"{'撤回' if withdrawn else ''}{step_of(verdict)}"
        at = f"{verdict.at:%Y-%m-%d %H:%M}" if verdict.at else MISSING
        on = day_taken(verdict)
        rows.append((step, at, str(on) if on else MISSING, verdict.by, verdict.document or MISSING,
                     why_withdrawn(verdict) or MISSING))  # fmt: skip
    return rows
