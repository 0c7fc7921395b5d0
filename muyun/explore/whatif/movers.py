"""Who moves between two evaluations of a year, and which item moved them?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.labels import numbers_in

WHO = ("企业名称", "区县", "评价组", "原评价组")
CHANGE = "变化:"
POINTS = "加减分"


def movers(official: Evaluation, scenario: Evaluation) -> pd.DataFrame:
    """A row for every enterprise whose 执行等级 or rank changes, in the scenario's rank order (cli.md, compare).

    Both are evaluations of the same upload and year. 得分变化 is the sum of the `变化:` columns:
    an item that one side doesn't have (lost, or not an indicator there) counts 0 on that side.
    Texts are "" and numbers NaN where a side has no class, rank or score.
    """
    before, after = _standing(official), _standing(scenario)
    after = after.loc[before.index]
    changed = before["class"].fillna("") != after["class"].fillna("")
    changed |= before["rank"].fillna(0) != after["rank"].fillna(0)
    frame = pd.DataFrame({
        "统一社会信用代码": before.index, "原等级": before["class"], "新等级": after["class"],
        "原名次": before["rank"].astype("Int64"), "新名次": after["rank"].astype("Int64"),
        "得分变化": after["score"] - before["score"],
    })  # fmt: skip
    frame = pd.concat([frame, _changes(official, scenario, before.index)], axis=1)
    order = np.lexsort((np.arange(len(frame)), after["rank"], after["group"]))
    return frame.iloc[order][changed.to_numpy()[order]].reset_index(drop=True)


def named_movers(official: Evaluation, scenario: Evaluation) -> pd.DataFrame:
    """`movers` for people: behind the code who it is and in which 评价组, in 原评价组 where that was another one."""
    frame = movers(official, scenario)
    rows = scenario.prepared.cohort.enterprises.loc[frame["统一社会信用代码"]]
    groups = [
        pd.Series(e.participants["group"].astype("object").array[e.places], e.unit_of.index).fillna("")
        for e in (scenario, official)
    ]
    after, before = (of.loc[rows.index].to_numpy() for of in groups)
    who = (rows["name"].to_numpy(), rows["county"].to_numpy(), after, np.where(before == after, "", before))
    for place, (name, values) in enumerate(zip(WHO, who, strict=True), start=1):
        frame.insert(place, name, values)
    return frame if (frame[WHO[-1]] != "").any() else frame.drop(columns=WHO[-1])


def _standing(evaluation: Evaluation) -> pd.DataFrame:
    """Place of the 评价组 (no pool last), class, rank and score of each enterprise's unit."""
    groups = list(evaluation.benchmarks.index)
    group = numbers_in(groups, evaluation.participants["group"])
    columns = {
        "group": np.where(group < 0, len(groups), group)[evaluation.places],
        "class": evaluation.classes["applied"].astype("str").array[evaluation.places],
        "rank": evaluation.ranking["rank"].array[evaluation.places],
        "score": evaluation.ranking["score"].array[evaluation.places],
    }
    return pd.DataFrame(columns, evaluation.unit_of.index)


def _changes(official: Evaluation, scenario: Evaluation, codes: pd.Index) -> pd.DataFrame:
    """The change of each item and of 加减分 by enterprise; NaN where one side has no score."""
    names = list(dict.fromkeys([*official.items.columns, *scenario.items.columns]))
    before, after = (_contributions(e, names).loc[codes] for e in (official, scenario))
    return (after - before).add_prefix(CHANGE)


def _contributions(evaluation: Evaluation, names: list[str]) -> pd.DataFrame:
    scored = evaluation.ranking["score"].notna().to_numpy()
    items = evaluation.items.reindex(columns=names).to_numpy(copy=True)
    items[np.isnan(items) & scored[:, None]] = 0.0
    frame = pd.DataFrame(items, evaluation.items.index, names)
    frame[POINTS] = evaluation.adjustments["points"]
    return frame.iloc[evaluation.places].set_axis(evaluation.unit_of.index)
