"""The table of 调档: three classes with the reasons, and what the office has said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from muyun.explore.overridden import Override
from muyun.explore.proposals import Said, State, parts_of
from muyun.show.overridden import OverrideList, final_letters
from muyun.show.quota_lines import class_word
from muyun.show.reasons import reason_words
from muyun.show.tables import Column, Table
from muyun.show.versions import local_time
from muyun.store.records import Answer, Verdict
from muyun.terms import Class

_LETTERS = [str(letter) for letter in Class]
_ANSWERED = {Answer.CONFIRMED: "确认", Answer.REFUSED: "不采纳", Answer.WITHDRAWN: "撤回"}
NOTHING_TO_ASK = "不需确认"


def override_table(found: OverrideList, shown: np.ndarray, said: Said) -> Table:
    """The rows at the positions `shown` of the list; index the credit code."""
    ranked = found.ranked.frame.iloc[found.rows[shown]]
    places = found.places[shown]
    final = final_letters(found, said)[shown]
    waiting = [_state_of(found, place, said) is State.WAITING for place in places.tolist()]
    frame = pd.DataFrame(
        {
            "name": ranked["name"], "code": ranked["code"], "group": ranked["group"], "county": ranked["county"],
            "rank": ranked["rank"], "score": ranked["score"], "kinds": _kinds(found, shown),
            "natural": ranked["natural"], "adjusted": ranked["adjusted"], "class": ranked["class"],
            "final": pd.Categorical.from_codes(final, _LETTERS),
            "waiting": np.where(waiting, str(State.WAITING), ""),
            "reasons": _reasons(found, ranked["reasons"], places),
            "told": ["；".join(found.told.get(place, [])) for place in places.tolist()],
            "answers": [_answers(found, place, said) for place in places.tolist()],
        },
        ranked.index,
    )  # fmt: skip
    empty = "没有符合这些条件的企业。请换一个类别，或清除搜索和筛选。"
    return Table(frame, _columns(found, frame), caption=_caption(found, shown), empty=empty)


def _columns(found: OverrideList, frame: pd.DataFrame) -> list[Column]:
    words = {letter: class_word(found.evaluation, letter) for letter in _LETTERS}
    in_scenario = found.ranked.official is not None
    return [
        Column("name", "企业名称", narrow=True),
        Column("kinds", "类别", "wrap"),
        Column("natural", "排名分档", "class", words=words, help="按得分名次和名额。"),
        Column("adjusted", "调档后等级", "class", words=words, help="否决、递补和手工调档之后。"),
        Column("class", "执行等级", "class", words=words, what_if=in_scenario,
               help="按哪一档的政策执行；政策只是提出的，先按提出的算，与结果文件一致。"),
        Column("final", "确认后执行等级", "class", cell=_final(frame, words), what_if=in_scenario,
               help="不采纳的退回调档后等级；带 * 的待确认。"),
        Column("waiting", "待确认"),
        Column("reasons", "依据", "wrap"),
        Column("told", "说明", "wrap", narrow=True),
        Column("answers", "确认情况", "wrap"),
        Column("rank", "名次", "number", decimals=0), Column("score", "得分", "number", unit="分"),
        Column("group", "评价组"), Column("county", "区县"), Column("code", "统一社会信用代码"),
    ]  # fmt: skip


HIDDEN = ("waiting", "rank", "score", "group", "county", "code")
"""Columns that wait behind 选择列."""


def _final(frame: pd.DataFrame, words: dict[str, str]) -> Callable[[int], object]:
    letters, waiting = frame["final"].array, frame["waiting"].array

    def cell(position: int) -> object:
        letter, open_ = letters[position], bool(waiting[position])
        title = "政策提出的，待确认" if open_ else ""
        return {"letter": letter, "text": words[letter], "mark": open_, "title": title}

    return cell


def _kinds(found: OverrideList, shown: np.ndarray) -> list[str]:
    return ["、".join(kind for kind, mask in found.kinds.items() if mask[row]) for row in shown.tolist()]


def _reasons(found: OverrideList, reasons: pd.Series, places: np.ndarray) -> list[str]:
    """依据 as in result.csv, and the review that isn't in it because it changes no class (XA-43)."""
    said = []
    for text, place in zip(reasons, places.tolist(), strict=True):
        reviews = [f"提请复核（{p.clause}）" for p in found.of_place.get(place, ()) if p.kind is Override.REVIEW]
        said.append("；".join([part for part in (reason_words(text), *reviews) if part]))
    return said


def _state_of(found: OverrideList, place: int, said: Said) -> State | None:
    """Waiting while one of the unit's proposals is; None without any."""
    states = [said.state(p.subject) for p in found.of_place.get(place, ())]
    return State.WAITING if State.WAITING in states else next(iter(states), None)


def _answers(found: OverrideList, place: int, said: Said) -> str:
    """确认情况: each proposal of the unit with the last word on it."""
    standing = found.of_place.get(place, ())
    if not standing:
        return NOTHING_TO_ASK
    return "；".join(f"{p.name} {answer_words(said.history(p.subject))}" for p in standing)


def answer_words(history: tuple[Verdict, ...]) -> str:
    """「已确认（市亩均办，嘉亩办〔2026〕3 号，2026-11-27）」; 待确认 where nothing was said."""
    if not history:
        return str(State.WAITING)
    last = history[-1]
    state = {Answer.CONFIRMED: State.CONFIRMED, Answer.REFUSED: State.REFUSED}.get(last.answer)
    if state is None:
        return f"{State.WAITING}（{_signed(last)}撤回）"
    return f"{state}（{_signed(last)}）"


def _signed(verdict: Verdict) -> str:
    parts = [verdict.by, verdict.document, verdict.reason, day(verdict)]
    return "，".join(part for part in parts if part)


def day(verdict: Verdict) -> str:
    """The day of a verdict by the clock here; "" before it is stored."""
    return local_time(verdict.at).partition(" ")[0] if verdict.at else ""


def _caption(found: OverrideList, shown: np.ndarray) -> str:
    total = len(found.rows)
    return f"共 {total:,} 家企业" if len(shown) == total else f"符合条件 {len(shown):,} 家，共 {total:,} 家"


def history_rows(found: OverrideList, place: int, said: Said) -> list[tuple[str, ...]]:
    """Everything said of a unit's proposals, oldest first: what, time, answer, who, document, reason."""
    return [
        (p.name, local_time(v.at) if v.at else "", _ANSWERED[v.answer], v.by, v.document, v.reason)
        for p in found.of_place.get(place, ())
        for v in said.history(p.subject)
    ]


def outdated_rows(evaluation_names: dict[str, str], gone: list[Verdict]) -> list[tuple[str, ...]]:
    """Verdicts whose proposal the data no longer make: what, unit, name, answer, who, document, reason, day.

    evaluation_names  unit → name of the year's units
    """
    rows = []
    for verdict in gone:
        what, unit = parts_of(verdict.subject)
        name = evaluation_names.get(unit, "不在现在的数据中")
        rows.append((what, unit, name, _ANSWERED[verdict.answer], verdict.by, verdict.document, verdict.reason,
                     day(verdict)))  # fmt: skip
    return rows
