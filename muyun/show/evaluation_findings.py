"""What did the evaluation itself find? In a sentence; and what of it concerns one enterprise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.evaluate.events import vetoes_of
from muyun.explore.scope.statuses import Scope
from muyun.findings import Cell, Finding, Level
from muyun.show.findings import counts
from muyun.show.reasons import reason_words
from muyun.terms import TABLES, Status

UNTOUCHED = "没有意见：按这份政策评价时，没有需要留意的地方。"
_BY_ENTERPRISE = ("否决事项", "加减分")
_NAMED = 3
"""Reasons that are named in a sentence; the rest are counted."""


def evaluation_words(findings: Sequence[Finding]) -> str:
    """「有 3 条意见（1 条警告，2 条提示）」; "" for none."""
    count = counts(findings)
    total = sum(count.values())
    if not total:
        return ""
    levels = "，".join(f"{count[level]:,} 条{level.value}" for level in Level if count[level])
    return f"有 {total:,} 条意见（{levels}）"


def nobody_ranked(found: Scope) -> str:
    """「12 家企业一家也排不了名：12 家用地缺失」 where a year has no enterprise that takes part; "" else."""
    if found.rows_of(Status.EVALUATED) or not found.rows:
        return ""
    whys = [f"{part.rows:,} 家{reason_words(part.reason) or part.status}" for part in found.parts]
    return f"{found.rows:,} 家企业一家也排不了名：{_few(whys)}"


def ranked_words(found: Scope) -> str:
    """「参评 10 家，另 2 家数据缺失、不能排名（2 家用地缺失）」; "" where nobody takes part."""
    ranked = found.rows_of(Status.EVALUATED)
    lacking = [part for part in found.parts if part.status is Status.MISSING]
    if not ranked:
        return ""
    whys = _few([f"{part.rows:,} 家{reason_words(part.reason)}" for part in lacking])
    missing = found.rows_of(Status.MISSING)
    return f"参评 {ranked:,} 家" + (f"，另 {missing:,} 家数据缺失、不能排名（{whys}）" if missing else "")


def _few(whys: Sequence[str]) -> str:
    more = f"，另有 {len(whys) - _NAMED} 种原因" if len(whys) > _NAMED else ""
    return "，".join(whys[:_NAMED]) + more


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
