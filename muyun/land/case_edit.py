"""May a case be changed as typed? What is lacking or doesn't fit, and the step to store (JX-28, FH-11)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muyun.data.words import CHOICES
from muyun.findings import Finding, Level
from muyun.land.cases import FIELDS, Change, Step, Value, Values, Withdrawal, standing
from muyun.terms import table_measures

LONGEST_TEXT = 200
"""Characters of who, document and why."""
LONGEST_ID = 40
DONE = "已完成"
STATES = CHOICES["整治", "state"]
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2099, 12, 31)
_LARGEST = {"freed_land_mu": 1e6, "freed_energy_tce": 1e8}
_COLUMNS = {name: measure.column for name, measure in table_measures("整治").items()}


@dataclass(frozen=True, slots=True)
class Signed:
    """Who says it, by which document and why, as typed."""

    by: str
    document: str = ""
    why: str = ""

    @property
    def stripped(self) -> tuple[str, str, str]:
        """The three without white space around."""
        return self.by.strip(), self.document.strip(), self.why.strip()


def change_of(case_id: str, before: Values, typed: Values, signed: Signed, today: dt.date) -> Change | list[Finding]:
    """The change from `before` to what is typed, or everything that doesn't fit. today: no case is done after it."""
    new = {name: value for name, value in typed.items() if value != before[name]}
    after = dict(before) | new
    findings = [*_signed_badly(signed), *_values_badly(after, new, today)]
    if not new:
        findings.append(unchanged())
    if _rank(after["state"]) < _rank(before["state"]) and not signed.why.strip():
        findings.append(backwards(str(before["state"]), str(after["state"])))
    if findings:
        return findings
    return Change(case_id, new, {name: before[name] for name in new}, *signed.stripped)


def opening_of(
    case_id: str, typed: Values, signed: Signed, taken: Sequence[str], today: dt.date
) -> Change | list[Finding]:
    """A case opened with what is typed, or everything that doesn't fit. taken: the ids that cases have."""
    own, values = case_id.strip(), dict.fromkeys(FIELDS) | dict(typed)
    findings = [*_signed_badly(signed), *_values_badly(values, values, today)]
    if not 0 < len(own) <= LONGEST_ID or not own.isprintable() or own[0] in "=+-@'":  # those get an apostrophe in CSV
        findings.append(bad_id(own))
    elif own in taken:
        findings.append(id_taken(own))
    if not values["uscc"] and not values["parcel_id"]:
        findings.append(about_nobody())
    return findings or Change(own, values, None, *signed.stripped)


def withdrawal_of(case_id: str, steps: Sequence[Step], signed: Signed) -> Withdrawal | list[Finding]:
    """The last standing change of a case taken back, or why not."""
    findings = [*_signed_badly(signed)]
    if not signed.why.strip():
        findings.append(without_why())
    if not standing(steps):
        findings.append(nothing_to_withdraw(case_id))
    return findings or Withdrawal(case_id, *signed.stripped)


def openings_of(
    abouts: Sequence[Values], typed: Values, signed: Signed, taken: Sequence[str], today: dt.date
) -> tuple[Change, ...] | list[Finding]:
    """A case opened with what is typed for each of several subjects, with ids of its own; or what doesn't fit, once."""
    made = []
    for case_id, about in zip(next_ids(today.year, taken, len(abouts)), abouts, strict=True):
        one = opening_of(case_id, {**typed, **about}, signed, taken, today)
        if isinstance(one, list):
            return one
        made.append(one)
    return tuple(made)


def next_id(year: int, taken: Sequence[str]) -> str:
    """An id for a new case that nobody has: 2026-新001."""
    return next_ids(year, taken, 1)[0]


def next_ids(year: int, taken: Sequence[str], count: int) -> list[str]:
    """So many of them, in order."""
    held = set(taken)
    numbers = (f"{year}-新{number:03d}" for number in range(1, len(held) + count + 1))
    return [case_id for case_id in numbers if case_id not in held][:count]


def _rank(state: Value) -> int:
    """How far a state is; a word that isn't known is found by `_cell_badly`."""
    return STATES.index(state) if state in STATES else len(STATES)


def _signed_badly(signed: Signed) -> Iterator[Finding]:
    if not signed.by.strip():
        yield unsigned()
    for label, text in (("由谁填", signed.by), ("文号", signed.document), ("说明", signed.why)):
        if len(text.strip()) > LONGEST_TEXT:
            yield text_long(label)


def _values_badly(after: Values, new: Values, today: dt.date) -> Iterator[Finding]:
    """What doesn't fit in the values typed, and between state and date in what would stand."""
    for name, value in new.items():
        yield from _cell_badly(name, value)
    day = _day(after["done"])
    if after["state"] == DONE and day is None:
        yield done_without_day()
    elif after["state"] != DONE and after["done"] is not None:
        yield day_without_done(str(after["state"]))
    elif day is not None and day > today:
        yield done_later(day)


def _cell_badly(name: str, value: Value) -> Iterator[Finding]:
    words = CHOICES.get(("整治", name))
    if words and value not in words and not (value is None and name == "means"):
        yield bad_word(_COLUMNS[name], value)
    if name in ("due", "done") and value is not None:
        day = _day(value)
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            yield bad_day(_COLUMNS[name])
    if name in _LARGEST and value is not None:
        fits = isinstance(value, (int, float)) and math.isfinite(value) and 0 <= value <= _LARGEST[name]
        if not fits:
            yield bad_number(_COLUMNS[name])
    if name in ("uscc", "parcel_id") and value is not None and len(str(value)) > LONGEST_TEXT:
        yield text_long(_COLUMNS[name])


def _day(value: Value) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _error(code: str, what: str, why: str, fix: str) -> Finding:
    return Finding(code=code, level=Level.ERROR, where=None, what=what, why=why, fix=fix)


def unsigned() -> Finding:
    """Nobody is named as the one who changes the case."""
    return _error("CASE_UNSIGNED", "没有写由谁填。", "台账的每次改动要能查到是谁改的。", "请填写单位或姓名。")


def unchanged() -> Finding:
    """Nothing differs from what stands."""
    return _error("CASE_UNCHANGED", "没有改动。", "所填的与现在的台账相同。", "请先改状态、日期或数字，再保存。")


def backwards(before: str, after: str) -> Finding:
    """A state set back without a word on why."""
    return _error(
        "CASE_STATE_BACK", f"状态从“{before}”改回“{after}”没有写说明。",
        "完成率会降低，要说明为什么。", "请写说明；上一次填错的，可以撤回那次改动。",
    )  # fmt: skip


def done_without_day() -> Finding:
    """A finished case without the day."""
    return _error(
        "CASE_DONE_NO_DAY", "状态是已完成，没有填实际完成日期。", "没有日期就不知道计入哪一年的目标。",
        "请填实际完成日期。",
    )  # fmt: skip


def day_without_done(state: str) -> Finding:
    """A day of finishing while the state says otherwise."""
    return _error(
        "CASE_DAY_NOT_DONE", f"填了实际完成日期，状态却是“{state}”。", "完成率按状态计，两处矛盾就说不清。",
        "请把状态改为已完成，或清空实际完成日期。",
    )  # fmt: skip


def done_later(day: dt.date) -> Finding:
    """A case finished after today."""
    return _error(
        "CASE_DONE_LATER", f"实际完成 {day} 晚于今天。", "还没有到的日子不能算完成。", "请核对日期，或填在计划完成里。"
    )


def bad_day(column: str) -> Finding:
    """A date that can't be read or is out of range."""
    return _error(
        "CASE_DAY", f"{column}不是 {FIRST_DAY.year}–{LAST_DAY.year} 年间的日期。", "逾期和年度按日期算。", "请改日期。"
    )


def bad_number(column: str) -> Finding:
    """A quantity below zero or past all bounds."""
    return _error("CASE_NUMBER", f"{column}小于 0 或大得不合理。", "合计会算错。", "请填 0 或正数；没有数据请留空。")


def bad_word(column: str, value: Value) -> Finding:
    """A word that table 整治 doesn't know."""
    return _error("CASE_WORD", f"{column}不能是“{value or '空'}”。", "台账按这些词汇总。", "请从列表里选。")


def text_long(label: str) -> Finding:
    """A text longer than is kept."""
    return _error("CASE_TEXT_LONG", f"{label}超过 {LONGEST_TEXT} 个字。", "台账里放不下。", "请写短一些。")


def bad_id(case_id: str) -> Finding:
    """An id that is blank, too long or unprintable."""
    return _error(
        "CASE_ID", f"编号“{case_id[:LONGEST_ID]}”不能用。", "每个案件要有一个编号。",
        f"请填 1–{LONGEST_ID} 个字，不以 = + - @ 开头。",
    )  # fmt: skip


def id_taken(case_id: str) -> Finding:
    """An id that another case has."""
    return _error("CASE_ID_TAKEN", f"编号“{case_id}”已有案件。", "编号不能重复。", "请换一个编号，或去改那个案件。")


def about_nobody() -> Finding:
    """A case about neither an enterprise nor a parcel."""
    return _error(
        "CASE_ABOUT_NOBODY", "没有写企业，也没有写宗地。", "不知道整治的是谁。", "请从未立案名单里选，或填一项代码。"
    )


def without_why() -> Finding:
    """A change taken back without a word on why."""
    return _error("CASE_NO_REASON", "撤回没有写说明。", "改动和撤回都留在历史里，要说明为什么。", "请写说明。")


def nothing_to_withdraw(case_id: str) -> Finding:
    """A case that nobody changed here."""
    return _error(
        "CASE_NOTHING_CHANGED", f"编号“{case_id}”没有在这里改过。", "上传的内容不能在这里撤回。",
        "要改的请直接填新的内容。",
    )  # fmt: skip
