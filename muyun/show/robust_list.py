"""Which enterprises does 结果稳定性 show, how firm is each one's class, and how are they narrowed?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.data.names import shown_names
from muyun.evaluate import Evaluation
from muyun.evaluate.decide import PreparedPool
from muyun.explore.filters import searchable
from muyun.explore.robust.shares import Firmness, Robustness, firmness, kept

LETTERS = ("A", "B", "C", "D")
FIRMNESSES = tuple(Firmness)
OFFICIAL, SCENARIO = "正式", "模拟"


@dataclass(frozen=True, slots=True, eq=False)
class FirmList:
    """The n 参评 units of a pool, rows as in `Robustness.units`.

    group    n, position of its 评价组 in the pool's groups; size: n, how many are ranked there
    official  n, 0–3 for A–D: 执行等级 under the weights that the draws are compared with; rank: n, in its 评价组
    kept     n, share of the draws in which it has that class; firmness: n, position in `FIRMNESSES`
    order    the rows by rank, several 评价组 by how far down in their own they stand
    firm, likely  the shares from which a class is 稳固, 临界
    now      whose ranks and classes these are: 正式 or 模拟
    """

    evaluation: Evaluation
    found: Robustness
    units: np.ndarray
    names: np.ndarray
    codes: np.ndarray
    group: np.ndarray
    size: np.ndarray
    official: np.ndarray
    rank: np.ndarray
    kept: np.ndarray
    firmness: np.ndarray
    order: np.ndarray
    firm: float
    likely: float
    now: str

    @property
    def pool(self) -> PreparedPool:
        """The pool as it was decided."""
        return self.evaluation.prepared.pools[self.found.pool]

    def of_group(self, group: str) -> np.ndarray:
        """Mask of the rows of a 评价组; "" for all."""
        return self.group == self.pool.groups.index(group) if group else np.ones(len(self.units), dtype=bool)

    def place(self, code: str) -> int | None:
        """Row of the unit with that code, or with a tenant of that credit code; None where it isn't ranked here."""
        unit = self.evaluation.unit_of.get(code, code)
        found = np.flatnonzero(self.units == unit)
        return int(found[0]) if len(found) else None


def firm_list(evaluation: Evaluation, found: Robustness, firm: float, likely: float, now: str = OFFICIAL) -> FirmList:
    """The list of a pool's robustness; firm, likely: as in `firmness`; now: `SCENARIO` where a patch is laid over."""
    pool, decision = evaluation.prepared.pools[found.pool], evaluation.decisions[found.pool]
    official, rank = decision.applied[0].astype(np.int64), decision.ranks[0].astype(np.int64)
    sizes = np.diff(pool.bounds)
    group = np.repeat(np.arange(len(sizes)), sizes)
    share = kept(evaluation, found)
    names, codes = _names(evaluation, found.units)
    return FirmList(
        evaluation, found, evaluation.participants.index.to_numpy(dtype=object)[found.units], names, codes, group,
        sizes[group], official, rank, share, firmness(share, firm, likely).codes,
        np.lexsort((np.arange(len(rank)), group, (rank - 0.5) / sizes[group])), firm, likely, now,
    )  # fmt: skip


def _names(evaluation: Evaluation, units: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each unit is called, and the credit code that it is found by: of a merged one the first tenant's."""
    rows, places = evaluation.prepared.cohort.enterprises, evaluation.places
    names, codes = shown_names(rows).to_numpy(dtype=object), rows.index.to_numpy(dtype=object)
    tenants = np.bincount(places, minlength=len(evaluation.participants))
    first = np.zeros(len(evaluation.participants), dtype=np.int64)
    first[places[::-1]] = np.arange(len(places))[::-1]
    called = names[first[units]]
    several = tenants[units] > 1
    called[several] = [f"{name}等 {n} 家" for name, n in zip(called[several], tenants[units][several], strict=True)]
    return called, codes[first[units]]


def narrowed(listed: FirmList, group: str, letter: str, firm: str, search: str) -> np.ndarray:
    """Rows of a 评价组, class and firmness whose name or code holds `search`; "" asks for all. Least firm first."""
    mask = listed.of_group(group)
    if letter:
        mask = mask & (listed.official == LETTERS.index(letter))
    if firm:
        mask = mask & (listed.firmness == FIRMNESSES.index(Firmness(firm)))
    rows = listed.order[mask[listed.order]]
    if wanted := searchable(search):
        texts = zip(listed.names[rows], listed.codes[rows], listed.units[rows], strict=True)
        rows = rows[[any(wanted in searchable(str(text)) for text in three) for three in texts]]
    return rows[np.argsort(listed.kept[rows], kind="stable")]


def counts(listed: FirmList, group: str) -> np.ndarray:
    """4 × 3 units of a 评价组 ("" for all): classes A–D by firmness."""
    mask = listed.of_group(group)
    table = np.zeros((len(LETTERS), len(FIRMNESSES)), dtype=np.int64)
    np.add.at(table, (listed.official[mask], listed.firmness[mask]), 1)
    return table
