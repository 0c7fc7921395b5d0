"""The tables that leave: result.csv, groups.csv and manifest.json as cli.md has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version

import numpy as np
import pandas as pd

from muyun.evaluate.groups import DIMENSIONS, aggregated_items, memberships
from muyun.evaluate.ratio import ratios_of_sums
from muyun.evaluate.run import Evaluation
from muyun.evaluate.sectors import group_scores
from muyun.policy.model import policy_hash
from muyun.terms import Class, Status

VERSIONED = ("muyun", "numpy", "pandas")


def result_frame(evaluation: Evaluation) -> pd.DataFrame:
    """A row for every 企业 row of the year in the order of cli.md; undefined numbers are NaN, texts "".

    Tenants of a merged unit each show the unit's values, score, rank and class (spec 12).
    """
    unit = evaluation.unit_of
    rows = evaluation.prepared.cohort.enterprises
    units = evaluation.participants
    place = units.index.get_indexer(unit)

    def of_unit(values: pd.Series) -> np.ndarray | pd.api.extensions.ExtensionArray:
        return values.array[place]

    columns: dict[str, object] = {
        "年度": np.full(len(unit), evaluation.year), "统一社会信用代码": unit.index, "企业名称": rows["name"].array,
        "区县": rows["county"].array, "镇街": rows["town"].array, "行业代码": rows["industry"].array,
        "评价单元": unit.array, "评价组": of_unit(units["group"]), "状态": of_unit(units["status"]),
    }  # fmt: skip
    columns |= {name: of_unit(values) for name, values in evaluation.indicators.items()}
    columns |= {f"得分:{name}": of_unit(values) for name, values in evaluation.items.items()}
    columns |= {
        "加减分": of_unit(evaluation.adjustments["points"]), "综合得分": of_unit(evaluation.ranking["score"]),
        "名次": of_unit(evaluation.ranking["rank"].astype("Int64")),
        "排名分档": of_unit(evaluation.classes["natural"]), "调档后等级": of_unit(evaluation.classes["adjusted"]),
        "执行等级": of_unit(evaluation.classes["applied"]), "依据": of_unit(evaluation.classes["reasons"]),
    }  # fmt: skip
    frame = pd.DataFrame(columns)
    rank = evaluation.ranking["rank"].to_numpy()[place]
    return frame.iloc[np.lexsort((np.arange(len(place)), rank, _group_order(evaluation)[place]))].reset_index(drop=True)


def _group_order(evaluation: Evaluation) -> np.ndarray:
    """Place of each unit's 评价组: pools as in the policy, counties by name, no pool at the end."""
    groups = list(evaluation.benchmarks.index)
    numbers = pd.Index(groups).get_indexer(evaluation.participants["group"])
    return np.where(numbers < 0, len(groups), numbers)


def group_frame(evaluation: Evaluation) -> pd.DataFrame:
    """Sums and scores of each 评价组 by city, sector, county, town and park (spec 6.1; XC-20)."""
    frames = [
        _aggregates(evaluation, pool, dimension)
        for pool, of_pool in evaluation.prepared.items.items()
        if len(of_pool.rows)
        for dimension in DIMENSIONS
    ]
    order = {group: i for i, group in enumerate(evaluation.benchmarks.index)}
    if not frames:
        return pd.DataFrame(columns=_group_columns(evaluation))
    frame = pd.concat(frames, ignore_index=True)
    return frame.sort_values("评价组", key=lambda g: g.map(order), kind="stable", ignore_index=True)


def _group_columns(evaluation: Evaluation) -> list[str]:
    return ["评价组", "维度", "名称", "企业数", "用地面积", *evaluation.indicators.columns, "加权平均得分", *Class]


def _aggregates(evaluation: Evaluation, pool: str, dimension: str) -> pd.DataFrame:
    prepared, current = evaluation.prepared, evaluation.prepared.cohort
    of_pool = prepared.items[pool]
    numbers, keys = memberships(current, pool, dimension)
    groups = [group for group, _ in keys]
    means = of_pool.means[pd.Index(of_pool.groups).get_indexer(groups)]
    formula = evaluation.policy.formula(pool)
    _, items = aggregated_items(current, numbers, groups, prepared.benchmarks, means, of_pool.rules, formula)
    weights = prepared.pools[pool].weights[None, :]
    members = numbers >= 0
    inside = evaluation.participants[members].groupby(numbers[members])
    applied = pd.crosstab(numbers[members], evaluation.classes["applied"].to_numpy()[members])
    columns: dict[str, object] = {
        "评价组": groups, "维度": dimension, "名称": [name for _, name in keys], "企业数": inside.size(),
        "用地面积": inside["land_mu"].sum(min_count=1),
    }  # fmt: skip
    sums = ratios_of_sums(current.fractions, numbers, len(keys))
    columns |= sums.frame(pd.RangeIndex(len(keys))).to_dict("series")
    columns["加权平均得分"] = group_scores(items, weights)[0]
    counts = applied.reindex(columns=list(Class), fill_value=0)
    return pd.DataFrame(columns | counts.to_dict("series"), columns=_group_columns(evaluation))


def status_counts(evaluation: Evaluation) -> dict[str, dict[str, int]]:
    """企业 rows by 评价组 and status; they add up to the rows. Rows without a pool stand under ""."""
    units = evaluation.participants.loc[evaluation.unit_of, ["group", "status"]]
    counts = pd.crosstab(units["group"].fillna(""), units["status"])
    counts = counts.reindex(columns=list(Status), fill_value=0)
    order = [*evaluation.benchmarks.index, ""]
    return {str(g): counts.loc[g].to_dict() for g in order if g in counts.index}


def class_counts(evaluation: Evaluation) -> dict[str, dict[str, int]]:
    """评价单元 by 评价组 and 执行等级; a merged unit counts once."""
    ranked = (evaluation.classes["applied"] != "").to_numpy()
    counts = pd.crosstab(
        evaluation.participants["group"][ranked], evaluation.classes["applied"][ranked]
    ).reindex(columns=list(Class), fill_value=0)
    return {str(g): counts.loc[g].to_dict() for g in evaluation.benchmarks.index if g in counts.index}


def benchmark_values(evaluation: Evaluation) -> dict[str, dict[str, float]]:
    """Benchmarks by 评价组 and indicator, those that could be computed."""
    return {str(g): row.dropna().to_dict() for g, row in evaluation.benchmarks.iterrows()}


def manifest(
    evaluation: Evaluation, patch: Mapping[str, object], inputs: Iterable[Mapping[str, str]]
) -> dict[str, object]:
    """What manifest.json holds; `inputs` are {name, sha256}."""
    return {
        "policy": {"id": evaluation.policy.id, "hash": policy_hash(evaluation.policy)},
        "patch": patch,
        "inputs": list(inputs),
        "year": evaluation.year,
        "versions": {name: version(name) for name in VERSIONED},
        "status": status_counts(evaluation),
        "classes": class_counts(evaluation),
        "benchmarks": benchmark_values(evaluation),
    }
