"""One evaluation: prepare, then decide, with a frame a stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate.decide import PoolDecision, PreparedPool, decide
from muyun.evaluate.kernel import C
from muyun.evaluate.overrides import NOT_VETOED
from muyun.evaluate.points import item_scores
from muyun.evaluate.prepare import Prepared, prepare
from muyun.evaluate.reasons import reasons
from muyun.findings import Finding, InputError, Level, has_errors
from muyun.policy.model import Policy
from muyun.terms import Class

CLASS_COLUMNS = ("natural", "adjusted", "applied")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of a year under a policy; every frame but `benchmarks` is indexed by 评价单元.

    participants  the year's measures with pool, group, status, reason
    indicators    values; benchmarks: groups × indicators
    items         item scores (NaN where lost or not scored)
    adjustments   bonus, K, S, L, T, R, points
    ranking       score, rank (NaN for unranked rows)
    classes       natural (排名分档), adjusted (调档后等级), applied (执行等级), categoricals, NaN for
                  unranked rows; reasons (依据), "" where there is none
    """

    prepared: Prepared
    decisions: Mapping[str, PoolDecision]
    participants: pd.DataFrame
    indicators: pd.DataFrame
    benchmarks: pd.DataFrame
    items: pd.DataFrame
    adjustments: pd.DataFrame
    ranking: pd.DataFrame
    classes: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def policy(self) -> Policy:
        """The policy that was applied, patch included."""
        return self.prepared.policy

    @property
    def year(self) -> int:
        """The evaluated year."""
        return self.prepared.year

    @property
    def unit_of(self) -> pd.Series:
        """Credit code → 评价单元."""
        return self.prepared.cohort.unit_of

    @property
    def places(self) -> np.ndarray:
        """Position in the frames of each enterprise's unit, in the order of `unit_of`."""
        return self.prepared.cohort.places


def evaluate(
    tables: Tables,
    policy: Policy,
    year: int,
    official: Policy | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Evaluation:
    """The evaluation of `year` under `policy`.

    official  the unpatched policy in a scenario (JX-19 looks at last year's official result)
    progress  told each step in Chinese
    Raises InputError when the upload contradicts itself (two manual changes in one unit).
    """
    progress("计算指标、基准值和得分")
    prepared = prepare(tables, policy, year, official)
    if has_errors(prepared.findings):
        raise InputError(f for f in prepared.findings)
    progress("排名和分档")
    return evaluation_of(prepared, decide(prepared.pools))


def evaluation_of(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> Evaluation:
    """The frames of a decision's first weight set."""
    units = prepared.cohort.units
    return Evaluation(
        prepared=prepared,
        decisions=decisions,
        participants=units,
        indicators=prepared.cohort.fractions.frame(units.index),
        benchmarks=prepared.benchmarks.values,
        items=_items(prepared),
        adjustments=prepared.adjustments.frame,
        ranking=_ranking(prepared, decisions),
        classes=_classes(prepared, decisions).assign(reasons=reasons(prepared, decisions)),
        findings=(*prepared.findings, *_decision_findings(prepared, decisions)),
    )


def _items(prepared: Prepared) -> pd.DataFrame:
    """Item scores of every indicator under the policy's weights."""
    names = list(prepared.policy.indicators)
    scores = np.full((len(prepared.cohort.units), len(names)), np.nan)
    for pool, of_pool in prepared.items.items():
        weights = np.array(list(prepared.policy.pools[pool].weights.values()), dtype=float)
        columns = [names.index(name) for name in of_pool.scoring.rules.names]
        scores[np.ix_(of_pool.rows, columns)] = item_scores(of_pool.items, weights)
    return pd.DataFrame(scores, prepared.cohort.units.index, names)


def _ranking(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> pd.DataFrame:
    index = prepared.cohort.units.index
    score, rank = np.full(len(index), np.nan), np.full(len(index), np.nan)
    for name, pool in prepared.pools.items():
        score[pool.rows] = decisions[name].scores[0]
        rank[pool.ranked_rows] = decisions[name].ranks[0]
    return pd.DataFrame({"score": score, "rank": rank}, index)


def _classes(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> pd.DataFrame:
    index = prepared.cohort.units.index
    numbers = {column: np.full(len(index), -1, np.int8) for column in CLASS_COLUMNS}
    for name, pool in prepared.pools.items():
        for column in CLASS_COLUMNS:
            numbers[column][pool.ranked_rows] = getattr(decisions[name], column)[0]
    letters = [str(letter) for letter in Class]
    return pd.DataFrame({c: pd.Categorical.from_codes(n, letters) for c, n in numbers.items()}, index)


def _decision_findings(prepared: Prepared, decisions: Mapping[str, PoolDecision]) -> list[Finding]:
    findings = []
    for name, pool in prepared.pools.items():
        decision = decisions[name]
        words = prepared.policy.class_words
        findings += [_tie_at_line(group, words[Class(above)], n) for group, above, n in decision.tied]
        if pool.vetoes.joint and pool.vetoes.any:
            findings += _joint_findings(prepared, pool, decision)
    return findings


def _joint_findings(prepared: Prepared, pool: PreparedPool, decision: PoolDecision) -> list[Finding]:
    """XA-13: who is in C until the office decides, and where the joint count overflows."""
    vetoed = pool.vetoes.limit != NOT_VETOED
    findings = []
    for g, group in enumerate(pool.groups):
        own = vetoed[pool.bounds[g] : pool.bounds[g + 1]]
        places = int(decision.counts[g, C:].sum())
        if own.sum() > places:
            findings.append(_joint_overflow(group, int(own.sum()), places))
    if (vetoed & (decision.adjusted[0] == C)).any():
        count = int((vetoed & (decision.adjusted[0] == C)).sum())
        findings.append(_case_by_case(count, prepared.policy.class_words))
    return findings


def _tie_at_line(group: str, above: str, count: int) -> Finding:
    return Finding(
        code="TIE_AT_LINE", level=Level.NOTE, where=None,
        what=f"{group}的{above}线上有 {count} 家综合得分相同，按政策的并列规则（指标，再按统一社会信用代码）区分。",
    )  # fmt: skip


def _joint_overflow(group: str, count: int, places: int) -> Finding:
    return Finding(
        code="VETO_OVERFLOW", level=Level.WARNING, where=None,
        what=f"{group}有 {count} 家因否决事项归入 C 或 D，超过 C、D 两档合计的 {places} 家。",
        why="超出部分仍归入 C 或 D，两档占比会高于规定。",
    )  # fmt: skip


def _case_by_case(count: int, words: Mapping[Class, str]) -> Finding:
    return Finding(
        code="VETO_CASE_BY_CASE", level=Level.NOTE, where=None,
        what=f"{count} 家因否决事项先列{words[Class.C]}。",
        why="文件写明直接归于 C 或 D 类，由办公室逐案确定。",
        fix=f"应归{words[Class.D]}的，请在“手工调档”表中填写目标等级 D 和理由。",
    )  # fmt: skip
