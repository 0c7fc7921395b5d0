"""Who is in the list of 调档, under which filters, and what does the office still have to say?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.filters import choices, in_group, searchable
from muyun.explore.overridden import Override, any_of, documents, joint_places, overridden
from muyun.explore.proposals import Proposal, Said, State, after_answers, proposals
from muyun.explore.sectors.places import year_places
from muyun.policy.words import percent
from muyun.show.chains import details
from muyun.show.ranked import Ranked

_WITHOUT_EFFECT = frozenset({"VETO_NOT_IN_POLICY", "VETO_UNRANKED", "MANUAL_UNRANKED"})
_TOLD = 3
"""So many of them are told here."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; "" is everything. state: a `State` value of one of the row's proposals."""

    kind: str = ""
    county: str = ""
    pool: str = ""
    state: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class OverrideList:
    """The m enterprises of a year that something touches after the ranking, in ranking order.

    rows    their positions in `ranked.frame`; places: positions of their units
    kinds   for each kind a mask of the m
    told    by position of a unit, what is said beyond 依据
    standing  what is proposed; of_place: the same by position of the unit
    """

    ranked: Ranked
    rows: np.ndarray
    places: np.ndarray
    kinds: dict[Override, np.ndarray]
    told: dict[int, list[str]]
    standing: tuple[Proposal, ...]
    of_place: dict[int, tuple[Proposal, ...]]

    @property
    def evaluation(self) -> Evaluation:
        """What it is the list of."""
        return self.ranked.evaluation

    def names_of(self, found: Iterable[Proposal]) -> list[str]:
        """The units' names."""
        names = shown_names(self.evaluation.participants).array
        return [str(names[p.place]) for p in found]


def override_list(
    ranked: Ranked, tables: Tables, earlier: Sequence[tuple[int, Evaluation | None]] = ()
) -> OverrideList:
    """The list of a ranking.

    tables   the upload, for the documents behind vetoes and manual changes
    earlier  the years before that the chain counts, latest first; None: the data don't have it
    """
    evaluation = ranked.evaluation
    masks = overridden(evaluation)
    frame = ranked.frame
    place = evaluation.participants.index.get_indexer(frame["unit"])
    rows = np.flatnonzero(any_of(masks)[place])
    years = ()
    if evaluation.policy.sector_rules is not None:
        years = (year_places(evaluation, evaluation.year), *(year_places(e, year) for year, e in earlier))
    standing = tuple(proposals(evaluation))
    of_place: dict[int, tuple[Proposal, ...]] = {}
    for proposal in standing:
        of_place[proposal.place] = (*of_place.get(proposal.place, ()), proposal)
    kinds = {kind: mask[place[rows]] for kind, mask in masks.items()}
    told = details(evaluation, masks, years)
    by_hand = masks[Override.VETO] | masks[Override.MANUAL]
    for position, basis in documents(evaluation, tables).items():
        if by_hand[position]:
            told.setdefault(position, []).append(f"依据文件：{'、'.join(basis)}")
    return OverrideList(ranked, rows, place[rows], kinds, told, standing, of_place)


def chained_years(evaluation: Evaluation) -> range:
    """How many years back the chain of the repeated bottom looks: 1 for two years (JX-19); none without it."""
    rules = evaluation.policy.sector_rules
    return range(1, rules.years) if rules is not None else range(0)


def kinds_there(found: OverrideList) -> list[Override]:
    """The kinds that the list has, in their order."""
    return [kind for kind, mask in found.kinds.items() if mask.any()]


def pools_there(found: OverrideList) -> list[str]:
    """The 评价组 to choose from."""
    return choices(found.ranked.frame.iloc[found.rows].assign(group=_used(found)), "pool")


def counties_there(found: OverrideList) -> list[str]:
    """The counties to choose from."""
    return choices(found.ranked.frame.iloc[found.rows], "county")


def _used(found: OverrideList):
    return found.ranked.frame["group"].iloc[found.rows].cat.remove_unused_categories()


def kept(found: OverrideList, asked: Asked, said: Said) -> np.ndarray:
    """Positions among the m that every choice keeps."""
    frame = found.ranked.frame.iloc[found.rows]
    mask = in_group(frame["group"], asked.pool)
    if asked.kind:
        mask &= found.kinds[Override(asked.kind)]
    if asked.county:
        mask &= (frame["county"] == asked.county).to_numpy(dtype=bool)
    if asked.q:
        mask &= frame["search"].str.contains(searchable(asked.q), regex=False).to_numpy(dtype=bool)
    if asked.state:
        mask &= np.array([State(asked.state) in states(found, int(p), said) for p in found.places], dtype=bool)
    return np.flatnonzero(mask)


def states(found: OverrideList, place: int, said: Said) -> list[State]:
    """Where each proposal of a unit stands."""
    return [said.state(p.subject) for p in found.of_place.get(place, ())]


def count_states(standing: Iterable[Proposal], said: Said) -> dict[State, int]:
    """How many proposals wait, were confirmed, were refused."""
    counts = dict.fromkeys(State, 0)
    for proposal in standing:
        counts[said.state(proposal.subject)] += 1
    return counts


def headline(found: OverrideList, said: Said) -> tuple[str, str]:
    """「2022 年度 37 家企业的等级被调整或提请调整：否决事项 5 家……；12 项待确认」, and how many went up or down."""
    year, evaluation = found.evaluation.year, found.evaluation
    if not len(found.rows):
        return f"{year} 年度没有企业的等级被调整。", nothing_because(evaluation)
    counted = "，".join(f"{kind} {int(mask.sum()):,} 家" for kind, mask in found.kinds.items() if mask.any())
    waiting = count_states(found.standing, said)[State.WAITING]
    open_ = f"；{waiting:,} 项待确认。" if waiting else "；没有待确认的。" if found.standing else "。"
    first = f"{year} 年度 {len(found.rows):,} 家企业的等级被调整或提请调整：{counted}{open_}"
    natural = evaluation.classes["natural"].cat.codes.to_numpy()[found.places]
    final = final_letters(found, said)
    up, down = int((final < natural).sum()), int((final > natural).sum())
    second = f"确认后执行等级比排名分档高的 {up:,} 家，低的 {down:,} 家，相同的 {len(found.rows) - up - down:,} 家"
    counted_again = sum(int(mask.sum()) for mask in found.kinds.values())
    several = f"；有的企业在几类里，各类相加 {counted_again:,} 家" if counted_again > len(found.rows) else ""
    return first, second + ("（待确认的先按政策提出的执行等级计）" if waiting else "") + several


def nothing_because(evaluation: Evaluation) -> str:
    """Which rules there are that could have touched a class."""
    policy = evaluation.policy
    rules = [word for word, rule in (("一票否决", policy.vetoes), ("行业内排位", policy.sector_rules),
                                     ("复核名单", policy.review)) if rule]  # fmt: skip
    named = "、".join(rules) or "没有一票否决和行业内排位的规定"
    return f"本政策有{named}，手工调档表里也没有生效的行。" if rules else f"本政策{named}，手工调档表里也没有生效的行。"


def final_letters(found: OverrideList, said: Said) -> np.ndarray:
    """确认后执行等级 of the m, 0–3 for A–D."""
    return after_answers(found.evaluation, found.standing, said)[found.places]


def kind_words(evaluation: Evaluation, kind: Override) -> str:
    """What a kind is called on the page: 否决事项, 行业前列（前 5 %）, 连续末位（连续 2 年居后 5 %）."""
    rules = evaluation.policy.sector_rules
    if rules is None:
        return str(kind)
    bottom = f"后 {percent(rules.bottom_share)}"
    said = {
        Override.TOP: f"（前 {percent(rules.top_share)}）", Override.BOTTOM: f"（{bottom}）",
        Override.CHAINED: f"（连续 {rules.years} 年居{bottom}）",
    }  # fmt: skip
    return str(kind) + said.get(kind, "")


def what_is_asked(kind: Override) -> str:
    """What a proposal asks the office."""
    return {
        Override.TOP: "可享受 A 类政策", Override.BOTTOM: "对标行业先进，整改提标",
        Override.CHAINED: "原则上按 D 类执行", Override.REVIEW: "复核等级与标签",
    }.get(kind, "")  # fmt: skip


def without_effect(evaluation: Evaluation) -> list[str]:
    """What was uploaded and changes no class: vetoes outside the policy's list, rows of who isn't ranked."""
    said = [f.what for f in evaluation.findings if f.code in _WITHOUT_EFFECT]
    more = [f"同类情况另有 {len(said) - _TOLD:,} 条，见“数据核对”。"] if len(said) > _TOLD else []
    return [*said[:_TOLD], *more]


def joint_words(evaluation: Evaluation) -> list[str]:
    """XA-13: the places of the joint C and D count that vetoes hold, and where they overflow."""
    said = []
    for joint in joint_places(evaluation):
        over = f"，超出 {joint.over:,} 家，仍归 C 或 D" if joint.over else ""
        said.append(f"{joint.group}：C、D 合计 {joint.places:,} 个名额，否决占 {joint.vetoed:,} 个{over}")
    return said


def clauses(evaluation: Evaluation) -> list[str]:
    """The clauses behind the page: vetoes, sector rules, review."""
    policy = evaluation.policy
    rules = [*policy.vetoes, *([policy.sector_rules] if policy.sector_rules else []), *policy.review]
    return list(dict.fromkeys(clause for rule in rules for clause in rule.clause))

