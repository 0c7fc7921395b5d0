"""The tables that leave: result.csv, groups.csv and manifest.json as cli.md has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version

import numpy as np
import pandas as pd
from pandas.core.arrays.categorical import CategoricalAccessor

from muyun.evaluate.cohort import Cohort
from muyun.evaluate.groups import DIMENSIONS, aggregated_items, membership
from muyun.evaluate.labels import numbers_in
from muyun.evaluate.ratio import ratios_of_sums
from muyun.evaluate.run import Evaluation
from muyun.evaluate.sectors import group_scores
from muyun.policy.model import policy_hash
from muyun.terms import Class

VERSIONED = ("muyun", "numpy", "pandas")


def result_frame(evaluation: Evaluation) -> pd.DataFrame:
    """A row for every 企业 row of the year in the order of cli.md; undefined numbers are NaN, texts "" or NaN.

    Tenants of a merged unit each show the unit's values, score, rank and class (spec 12).
    """
    units, classes = evaluation.participants, evaluation.classes
    order = result_order(evaluation)
    place = evaluation.places[order]
    rows = evaluation.prepared.cohort.enterprises

    def own(values: pd.Series | pd.Index) -> object:
        return values.array[order]

    def of_unit(values: pd.Series) -> object:
        return values.array[place]

    columns: dict[str, object] = {
        "年度": np.full(len(order), evaluation.year), "统一社会信用代码": own(rows.index),
        "企业名称": own(rows["name"]), "区县": own(rows["county"]), "镇街": own(rows["town"]),
        "行业代码": own(rows["industry"]),
        "评价单元": own(evaluation.unit_of), "评价组": of_unit(units["group"]),
        "状态": of_unit(units["status"]),
    }  # fmt: skip
    columns |= {name: of_unit(values) for name, values in evaluation.indicators.items()}
    columns |= {f"得分:{name}": of_unit(values) for name, values in evaluation.items.items()}
    columns |= {
        "加减分": of_unit(evaluation.adjustments["points"]), "综合得分": of_unit(evaluation.ranking["score"]),
        "名次": of_unit(evaluation.ranking["rank"].astype("Int64")), "排名分档": of_unit(classes["natural"]),
        "调档后等级": of_unit(classes["adjusted"]), "执行等级": of_unit(classes["applied"]),
        "依据": of_unit(classes["reasons"]),
    }  # fmt: skip
    return pd.DataFrame(columns)


def result_order(evaluation: Evaluation) -> np.ndarray:
    """Positions of the year's enterprises by pool as in the policy, county by name, rank, code; no pool at the end."""
    groups = list(evaluation.benchmarks.index)
    group = numbers_in(groups, evaluation.participants["group"])
    group = np.where(group < 0, len(groups), group)[evaluation.places]
    rank = evaluation.ranking["rank"].to_numpy()[evaluation.places]
    return np.lexsort((np.arange(len(group)), rank, group))


def group_frame(evaluation: Evaluation) -> pd.DataFrame:
    """Sums and scores of each 评价组 by city, sector, county, town and park (spec 6.1; XC-20)."""
    frames = [
        _aggregates(evaluation, pool, dimension)
        for pool in evaluation.prepared.pools
        for dimension in DIMENSIONS
    ]
    columns = ["评价组", "维度", "名称", "企业数", "用地面积", *evaluation.indicators, "加权平均得分", *Class]
    if not frames:
        return pd.DataFrame(columns=columns)
    order = {group: i for i, group in enumerate(evaluation.benchmarks.index)}
    frame = pd.concat(frames, ignore_index=True)[columns]
    return frame.sort_values("评价组", key=lambda g: g.map(order), kind="stable", ignore_index=True)


def _aggregates(evaluation: Evaluation, pool: str, dimension: str) -> pd.DataFrame:
    prepared, current = evaluation.prepared, evaluation.prepared.cohort
    of_pool = prepared.items[pool]
    of = membership(current, of_pool.scoring.groups, dimension)
    count, inside = len(of.names), of.numbers >= 0
    sums = ratios_of_sums(current.fractions, of.numbers, count)
    items = aggregated_items(sums, of, of_pool)
    letter = evaluation.classes["applied"].cat.codes.to_numpy()[inside]
    letters = np.bincount(of.numbers[inside] * len(Class) + letter, minlength=count * len(Class))
    frame = pd.DataFrame({
        "评价组": [of_pool.scoring.groups[g] for g in of.groups], "维度": dimension, "名称": list(of.names),
        "企业数": np.bincount(of.numbers[inside], minlength=count), "用地面积": _land(current, of.numbers, count),
        "加权平均得分": group_scores(items, prepared.pools[pool].weights[None, :])[0],
    })  # fmt: skip
    counts = pd.DataFrame(letters.reshape(count, len(Class)), columns=list(Class))
    return pd.concat([frame, sums.frame(frame.index), counts], axis=1)


def _land(current: Cohort, numbers: np.ndarray, count: int) -> np.ndarray:
    """Σ land of each aggregate in 亩; NaN where no land is known."""
    land = current.units["land_mu"].to_numpy(dtype=float)
    known = (numbers >= 0) & ~np.isnan(land)
    total = np.bincount(numbers[known], land[known], count)
    return np.where(np.bincount(numbers[known], minlength=count) > 0, total, np.nan)


def status_counts(evaluation: Evaluation) -> dict[str, dict[str, int]]:
    """企业 rows by 评价组 and status; they add up to the rows. Rows without a pool stand under ""."""
    units = evaluation.participants
    return _counts(evaluation, units["status"].cat, evaluation.places)


def class_counts(evaluation: Evaluation) -> dict[str, dict[str, int]]:
    """评价单元 by 评价组 and 执行等级; a merged unit counts once."""
    ranked = np.flatnonzero(evaluation.ranking["rank"].notna())
    return _counts(evaluation, evaluation.classes["applied"].cat, ranked)


def _counts(evaluation: Evaluation, words: CategoricalAccessor, rows: np.ndarray) -> dict[str, dict[str, int]]:
    """How often each word occurs among `rows`, by 评价组; groups without rows are left out."""
    groups = [*evaluation.benchmarks.index, ""]
    group = numbers_in(groups[:-1], evaluation.participants["group"])[rows]
    codes = words.codes.to_numpy()[rows]
    size = len(words.categories)
    counts = np.bincount((group % len(groups)) * size + codes, minlength=len(groups) * size)
    table = counts.reshape(len(groups), size)
    names = list(map(str, words.categories))
    return {g: dict(zip(names, row.tolist(), strict=True)) for g, row in zip(groups, table, strict=True) if row.any()}


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
