"""What has to be said of an evaluation of parks or regions? Who isn't ranked and why, what can't be scored, 公布值."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from muyun.data.tables import Tables
from muyun.evaluate.cohort import NO_COUNTY, NO_LAND
from muyun.evaluate.labels import named
from muyun.evaluate.run import Evaluation
from muyun.findings import Cell, Finding, Level
from muyun.policy.subjects import SubjectRules
from muyun.terms import Status, table_measures


def subject_findings(tables: Tables, rules: SubjectRules, evaluated: Evaluation) -> tuple[Finding, ...]:
    """Everything to be told of a table's rows under `rules`, in words for them."""
    return (
        *_unranked(tables, rules, evaluated),
        *_unscored(rules, evaluated),
        *_published(rules, evaluated),
    )


def _unranked(tables: Tables, rules: SubjectRules, evaluated: Evaluation) -> Iterator[Finding]:
    rows = evaluated.participants
    missing = rows[(rows["status"] == Status.MISSING).to_numpy()]
    for reason, of_reason in missing.groupby("reason", observed=True):
        names = list(of_reason.index)
        if reason == NO_COUNTY:
            where = tables.cell(rules.table, of_reason["row"].iloc[0], rules.group_column)
            yield _no_group(rules, names, where)
        elif reason == NO_LAND:
            where = tables.cell(rules.table, of_reason["row"].iloc[0], "land_mu")
            yield _no_land(rules, names, where)
        else:
            yield _no_data(rules, names)


def _unscored(rules: SubjectRules, evaluated: Evaluation) -> Iterator[Finding]:
    """Indicators that nobody in a group can be measured against."""
    groups = evaluated.participants["group"][evaluated.prepared.cohort.evaluated].unique()
    for group in sorted(groups):
        if lacking := unscored(rules, evaluated, group):
            yield _no_benchmark(rules, group.partition("/")[2], lacking)


def unscored(rules: SubjectRules, evaluated: Evaluation, group: str) -> list[str]:
    """The indicators without a benchmark in a 评价组: their weight is spread over the others (spec 10.3)."""
    bench, ends = evaluated.benchmarks, evaluated.prepared.benchmarks.lowest
    if group not in bench.index:
        return []
    return [n for n in rules.weights if np.isnan(bench.at[group, n]) and np.isnan(ends.at[group, n])]


def _published(rules: SubjectRules, evaluated: Evaluation) -> Iterator[Finding]:
    parts = evaluated.prepared.cohort.fractions
    names = [name for name, given in zip(parts.names, parts.published.any(axis=0), strict=True) if given]
    if names:
        yield _published_values(rules, names, int(parts.published.any(axis=1).sum()))


def _no_group(rules: SubjectRules, names: Sequence[str], where: Cell) -> Finding:
    within = rules.rank_within.value
    return Finding(
        code="SUBJECT_NO_GROUP", level=Level.WARNING, where=where,
        what=f"{rules.table}{named(names, '个')}没有填{within}，不参加排名。",
        why=f"评价按{within}分别排名，不知道{within}就不知道同谁比。",
        fix=f"请在“{rules.table}”表补填{within}。",
    )  # fmt: skip


def _no_land(rules: SubjectRules, names: Sequence[str], where: Cell) -> Finding:
    return Finding(
        code="SUBJECT_NO_LAND", level=Level.WARNING, where=where,
        what=f"{rules.table}{named(names, '个')}没有{table_measures(rules.table)['land_mu'].column}，"
        "也没有公布的亩均指标，不参加排名。",
        why="亩均指标以用地面积为分母。",
        fix=f"请在“{rules.table}”表补填，单位亩；只有公布的比值的，加一列以指标名称为表头。",
    )  # fmt: skip


def _no_data(rules: SubjectRules, names: Sequence[str]) -> Finding:
    return Finding(
        code="SUBJECT_NO_DATA", level=Level.WARNING, where=None,
        what=f"{rules.table}{named(names, '个')}没有可以计分的指标，不参加排名。",
        why="缺的数不当作零，一项都没有就算不出得分。",
        fix=f"请在“{rules.table}”表补填各项数据。",
    )  # fmt: skip


def _no_benchmark(rules: SubjectRules, group: str, indicators: Sequence[str]) -> Finding:
    return Finding(
        code="SUBJECT_NO_BENCHMARK", level=Level.NOTE, where=None,
        what=f"{group or rules.table}的{'、'.join(indicators)}没有可用的基准值（都没有数据或不大于 0），"
        "权重按比例分给其余指标。",
        why="少了这项指标，名次由其余指标决定。",
        fix=f"请在“{rules.table}”表补充相应数据。",
    )  # fmt: skip


def _published_values(rules: SubjectRules, indicators: Sequence[str], count: int) -> Finding:
    return Finding(
        code="SUBJECT_PUBLISHED", level=Level.NOTE, where=None,
        what=f"{count} 个{rules.table}的{'、'.join(indicators)}用的是公布值。",
        why="只有公布的比值，没有分子分母：照样展示、排名、计分，但不并入合计。",
    )  # fmt: skip
