"""Which enterprises may lead: within an industry and a 评价组, with why and why not? (ZJ-07, ZJ-08, JX-26, XC-26…28,
XA-18)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.data.sector_lists import SectorList
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.labels import in_industries, industry_digits, numbers_in
from muyun.explore.leaders.board import Candidates, not_ranked
from muyun.explore.sectors.sums import Level, groups, key_sectors, parted
from muyun.explore.unit_codes import codes_of
from muyun.policy.boards import EnterpriseBoard
from muyun.policy.model import Policy
from muyun.terms import Class, Status

EVERYBODY = "全部行业"
"""The only industry of a board that isn't by industry."""


def groups_for(evaluation: Evaluation, board: EnterpriseBoard) -> list[str]:
    """The 评价组 with 参评 units that a board is about: pools stay apart, scores of two can't be compared."""
    pools = evaluation.policy.pools
    return [
        group for group in groups(evaluation)
        if board.kind is None or pools[group.partition("/")[0]].members.kind in (None, board.kind)
    ]  # fmt: skip


def industries_of(
    evaluation: Evaluation, board: EnterpriseBoard, group: str, lists: Iterable[SectorList]
) -> dict[str, tuple[str, ...]]:
    """The industries of a board by name (a division by its digits) → codes; {} where the policy or the office has none.

    Of a board by division only those with 参评 units. () as codes: everybody.
    """
    match board.by:
        case "none":
            return {EVERYBODY: ()}
        case "division":
            return {sector.key: sector.codes for sector in parted(evaluation, group, Level.DIVISION).sectors}
        case "key_sectors":
            return dict(key_sectors(evaluation.policy))
        case "list":
            found: Mapping[str, Sequence[str]] = next((of.sectors for of in lists if of.name == board.list), {})
            return {name: tuple(codes) for name, codes in found.items()}


def any_in(evaluation: Evaluation, group: str, codes: Sequence[str]) -> bool:
    """Whether a 评价组 has units in an industry."""
    units = evaluation.participants
    inside = numbers_in([group], units["group"]) == 0
    return bool((inside & in_industries(industry_digits(units), codes)).any())


def candidates(
    evaluation: Evaluation, tables: Tables, board: EnterpriseBoard, group: str, codes: Sequence[str]
) -> Candidates:
    """The units of a 评价组 in an industry, in the order of the policy's tie rule.

    tables  says who had a 否决事项 in the year: those can't lead (本系统假定, spec 8), whatever the policy's rules
            of vetoes make of their class. KeyError: no such 评价组.
    """
    units = evaluation.participants
    inside = numbers_in([group], units["group"]) == 0
    if codes:
        inside &= in_industries(industry_digits(units), codes)
    rows = _tie_order(evaluation, group, inside)
    pool = evaluation.policy.pools[group.partition("/")[0]]
    indicators = tuple(pool.weights)
    values = evaluation.indicators[list(indicators)].to_numpy(dtype=float)[rows]
    shown = units.iloc[rows]
    return Candidates(
        keys=tuple(map(str, shown.index)),
        names=_told_apart(shown),
        codes=tuple(codes_of(evaluation, rows)),
        scores=evaluation.ranking["score"].to_numpy()[rows],
        passed=tuple(_passed(evaluation, rows)),
        failed=tuple(_failed(evaluation, tables, board.classes, rows)),
        measures=measures_of(evaluation.policy, indicators),
        values=values,
        published=np.zeros(values.shape, dtype=bool),
        warned=tuple(_warned(evaluation, rows)),
    )


def _told_apart(units: pd.DataFrame) -> tuple[str, ...]:
    """The names, with the code where two units have the same one."""
    names = shown_names(units).astype(str)
    twice = names.duplicated(keep=False)
    return tuple(names.where(~twice, names + "（" + units.index.astype(str) + "）"))


def _warned(evaluation: Evaluation, rows: np.ndarray) -> list[str]:
    """The lowest class, for who has it: one may lead an industry all the same."""
    letters = evaluation.classes["applied"].astype(object).to_numpy()[rows]
    return [f"是{_short(evaluation.policy)[Class.D]}" if letter == Class.D else "" for letter in letters]


def _short(policy: Policy) -> dict[Class, str]:
    """The classes in the policy's words without what it adds in brackets: B类（鼓励提升类）→ B类."""
    return {letter: word.partition("（")[0] for letter, word in policy.class_words.items()}


def _tie_order(evaluation: Evaluation, group: str, inside: np.ndarray) -> np.ndarray:
    """Positions of the units of the mask: those with a score as the kernel orders ties, then the others by code."""
    pool = evaluation.prepared.pools[group.partition("/")[0]]
    scored = pool.rows[inside[pool.rows]]
    rest = inside.copy()
    rest[scored] = False
    return np.concatenate([scored, np.flatnonzero(rest)]).astype(np.int64)


def _passed(evaluation: Evaluation, rows: np.ndarray) -> list[str]:
    letters = evaluation.classes["applied"].astype(object).to_numpy()[rows]
    words = _short(evaluation.policy)
    return [f"参评，{words[Class(letter)]}" if isinstance(letter, str) else "" for letter in letters]


def _failed(evaluation: Evaluation, tables: Tables, classes: Sequence[Class], rows: np.ndarray) -> list[str]:
    """Why each can't lead: the status first, then 否决事项, then the class."""
    units = evaluation.participants.iloc[rows]
    letters = evaluation.classes["applied"].astype(object).to_numpy()[rows]
    status = units["status"].astype(object).to_numpy()
    reasons = units["reason"].astype(object).to_numpy()
    happened = vetoed(evaluation, tables)
    words = _short(evaluation.policy)
    wanted = "、".join(words[letter] for letter in classes)
    found = []
    for row, state, reason, letter in zip(rows.tolist(), status, reasons, letters, strict=True):
        if state != Status.EVALUATED:
            found.append(not_ranked(str(state), reason))
        elif row in happened:
            found.append(f"本年度有否决事项：{happened[row]}")
        elif classes and letter not in classes:
            found.append(f"不是{wanted}")
        else:
            found.append("")
    return found


def vetoed(evaluation: Evaluation, tables: Tables) -> dict[int, str]:
    """Position of each unit with a 否决事项 in the evaluated year → the kinds of them."""
    rows = tables.vetoes
    rows = rows[(rows["year"] == evaluation.year).to_numpy(dtype=bool, na_value=False)]
    cohort = evaluation.prepared.cohort
    place = cohort.enterprises.index.get_indexer(rows["uscc"])
    known = pd.DataFrame({"place": cohort.places[place[place >= 0]], "kind": rows["kind"].to_numpy()[place >= 0]})
    return {int(at): "、".join(dict.fromkeys(map(str, own["kind"]))) for at, own in known.groupby("place")}


def measures_of(policy: Policy, indicators: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Label and unit of indicators of enterprises."""
    return tuple((policy.indicators[name].label or name, policy.indicators[name].unit) for name in indicators)


def tie_words(policy: Policy, group: str) -> str:
    """What breaks ties in a 评价组: 「亩均税收、亩均增加值，再按统一社会信用代码」."""
    names = policy.tie_break(group.partition("/")[0])
    return f"{'、'.join(names)}，再按统一社会信用代码"
