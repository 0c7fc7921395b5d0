"""What did the evaluation itself find? In a sentence; and what of it concerns one enterprise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.events import vetoes_of
from muyun.findings import Cell, Finding, Level
from muyun.show.findings import counts
from muyun.terms import TABLES, Status

UNTOUCHED = "没有意见：按这份政策评价时，没有需要留意的地方。"
_BY_ENTERPRISE = ("否决事项", "加减分")


def evaluation_words(findings: Sequence[Finding]) -> str:
    """「有 3 条意见（1 条警告，2 条提示）」; "" for none."""
    count = counts(findings)
    total = sum(count.values())
    if not total:
        return ""
    levels = "，".join(f"{count[level]:,} 条{level.value}" for level in Level if count[level])
    return f"有 {total:,} 条意见（{levels}）"


def about(evaluation: Evaluation, tables: Tables, code: str) -> list[str]:
    """What to say of an enterprise: findings whose cell is in a row of it, and its rows without effect."""
    rows = _rows_of(tables, evaluation.year, code)
    own = [
        f"{finding.what}{finding.why}{finding.fix}（{finding.where}）"
        for finding in evaluation.findings
        if isinstance(finding.where, Cell) and (finding.where.file, finding.where.sheet, finding.where.row) in rows
    ]
    return list(dict.fromkeys([*own, *_without_effect(evaluation, tables, code)]))


def _rows_of(tables: Tables, year: int, code: str) -> set[tuple[str | None, str | None, int | None]]:
    """File, sheet and row of everything that the upload says of the enterprise in the year."""
    found = set()
    for table in TABLES:
        frame = tables.frame(table)
        if "uscc" in frame:
            places = np.flatnonzero(_mine(frame, year, code))
            found |= {
                (source.file, source.sheet, int(source.rows[place]))
                for source in tables.sources.get(table, ())
                for place in places
                if source.rows[place]
            }
    return found


def _mine(frame: pd.DataFrame, year: int, code: str) -> np.ndarray:
    mine = (frame["uscc"] == code).to_numpy(dtype=bool, na_value=False)
    if "year" in frame:
        mine = mine & (frame["year"] == year).to_numpy(dtype=bool, na_value=False)
    return mine


def _without_effect(evaluation: Evaluation, tables: Tables, code: str) -> Iterator[str]:
    """Its 否决事项 and 加减分 rows of the year that change nothing, and those that no clause lists."""
    unit = evaluation.unit_of[code]
    pool, status = (evaluation.participants[name].at[unit] for name in ("pool", "status"))
    policy = evaluation.policy
    kinds = {kind for veto in (vetoes_of(policy, str(pool)) if pool == pool else ()) for kind in veto.kinds}
    vetoes, points = (
        frame[_mine(frame, evaluation.year, code)] for frame in (tables.frame(table) for table in _BY_ENTERPRISE)
    )
    for kind in vetoes["kind"].dropna().unique():
        if kind not in kinds:
            yield f"否决事项“{kind}”不在本政策的否决范围内，没有影响等级。"
        elif status != Status.EVALUATED:
            yield f"有否决事项“{kind}”，但没有参加排名，没有等级可调。"
    scored = bool(evaluation.adjustments["bonus"].notna().at[unit])
    listed = policy.bonus_items.value if policy.bonus_items else ()
    for item in points["item"].dropna().unique():
        if not scored:
            yield f"加减分“{item}”没有计入：这家企业不打分。"
        elif item not in listed:
            yield f"加减分“{item}”没有列在政策里，仍按填报的分值计入；请核对依据文件。"
