"""What differs between two versions of the data: rows that came, rows that went, cells that changed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from muyun.data.area import polygon_area_mu
from muyun.data.column import number_text
from muyun.data.tables import Tables
from muyun.terms import KEYS, TABLES, Measure, table_measures

NATURAL_KEYS: dict[str, tuple[str, ...]] = KEYS | {
    "手工调档": ("year", "uscc"),
    "占用": ("parcel_id", "uscc"),
    "电表": ("meter_id", "uscc", "year"),
}
"""What tells one row from another. 加减分, 否决事项 and 名单 have nothing of the kind: whole rows count."""

CHANGED_COLUMNS = ("表", "键", "企业名称", "列", "原值", "新值", "单位")
SUMMARY_COLUMNS = ("表", "新增行", "删除行", "改动格")
_GEOMETRY = "图形"


@dataclass(frozen=True, slots=True)
class Differences:
    """What a new version of the data adds, takes away and changes.

    summary  表, 新增行, 删除行, 改动格: a row for each table that one of the versions has
    added    table → its new rows, typed and labelled as in the new version
    removed  table → the rows that are gone, as in the old version
    changed  表, 键 (its parts by spaces), 企业名称, 列, 原值, 新值, 单位; all texts, missing ones missing
    """

    summary: pd.DataFrame
    added: Mapping[str, pd.DataFrame]
    removed: Mapping[str, pd.DataFrame]
    changed: pd.DataFrame

    @property
    def none(self) -> bool:
        """Whether both versions hold the same."""
        return not self.summary[["新增行", "删除行", "改动格"]].to_numpy().any()


@dataclass(frozen=True, slots=True)
class _Matched:
    """Positions of rows: `old[i]` and `new[i]` are the same row, `removed` and `added` have no other."""

    old: np.ndarray
    new: np.ndarray
    removed: np.ndarray
    added: np.ndarray


def differences(old: Tables, new: Tables) -> Differences:
    """What `new` differs in from `old`; values are compared exactly, the order of rows never counts.

    Rows are the same when their natural key is. A row whose key is incomplete or occurs twice in a
    version, and every row of a table without key, is compared as a whole: changed, it counts as one
    removed and one added. A missing value differs from every other (a meter's blank year too).
    """
    names = _enterprise_names(old, new)
    added, removed, changed, summary = {}, {}, [], []
    for table in TABLES:
        before, after = _with_same_columns(old.frame(table), new.frame(table))
        if before.empty and after.empty:
            continue
        matched = _matched(table, before, after)
        added[table] = _in_order(table, after.iloc[matched.added])
        removed[table] = _in_order(table, before.iloc[matched.removed])
        cells = _changed_cells(table, before.iloc[matched.old], after.iloc[matched.new], names)
        changed.append(cells)
        summary.append((table, len(matched.added), len(matched.removed), len(cells)))
    return Differences(
        pd.DataFrame(summary, columns=list(SUMMARY_COLUMNS)), added, removed,
        pd.concat([_changed_frame({}), *changed], ignore_index=True),
    )  # fmt: skip


def _with_same_columns(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both with the columns of both: a published indicator may be in one version only."""
    columns = list(dict.fromkeys([*before.columns, *after.columns]))
    return before.reindex(columns=columns), after.reindex(columns=columns)


def _matched(table: str, before: pd.DataFrame, after: pd.DataFrame) -> _Matched:
    keys = NATURAL_KEYS.get(table)
    rows_before, rows_after = np.arange(len(before)), np.arange(len(after))
    if keys is None:
        return _by_content(before, after, rows_before, rows_after)
    one, other = _codes(before, after, keys)
    size = max(one.max(initial=-1), other.max(initial=-1)) + 1
    counts = np.bincount(one, minlength=size), np.bincount(other, minlength=size)
    unique = (counts[0] <= 1) & (counts[1] <= 1)
    whole = _complete(table, before)[rows_before], _complete(table, after)[rows_after]
    single = unique[one] & whole[0], unique[other] & whole[1]
    at = np.full(size, -1)
    at[other[single[1]]] = rows_after[single[1]]
    found = np.where(single[0], at[one], -1)
    common = found >= 0
    rest = _by_content(before, after, rows_before[~single[0]], rows_after[~single[1]])
    return _Matched(
        np.concatenate([rows_before[common], rest.old]), np.concatenate([found[common], rest.new]),
        np.concatenate([rows_before[single[0] & ~common], rest.removed]),
        np.concatenate([np.setdiff1d(rows_after[single[1]], found[common]), rest.added]),
    )  # fmt: skip


def _complete(table: str, frame: pd.DataFrame) -> np.ndarray:
    """Rows with a whole key; the blank year of a meter is a value, every year."""
    keys = [key for key in NATURAL_KEYS[table] if (table, key) != ("电表", "year")]
    return frame[keys].notna().all(axis=1).to_numpy(bool)


def _by_content(
    before: pd.DataFrame, after: pd.DataFrame, rows_before: np.ndarray, rows_after: np.ndarray
) -> _Matched:
    """Equal rows matched as often as both versions have them."""
    one, other = _codes(before.iloc[rows_before], after.iloc[rows_after], list(before.columns))
    left, right = pd.DataFrame({"code": one}), pd.DataFrame({"code": other})
    for frame, rows in ((left, rows_before), (right, rows_after)):
        frame["time"] = frame.groupby("code").cumcount()
        frame["row"] = rows
    both = left.merge(right, "outer", on=["code", "time"], suffixes=("_old", "_new"), validate="one_to_one")
    gone, came = both["row_new"].isna(), both["row_old"].isna()
    same = both[~gone & ~came]
    rows = [same["row_old"], same["row_new"], both.loc[gone, "row_old"], both.loc[came, "row_new"]]
    return _Matched(*(column.to_numpy(np.int64) for column in rows))


def _codes(before: pd.DataFrame, after: pd.DataFrame, columns: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """A number for each row of both frames; rows with equal `columns` have the same, missing equals missing."""
    codes = np.zeros(len(before) + len(after), np.int64)
    for name in columns:
        values = pd.concat([_comparable(before[name]), _comparable(after[name])], ignore_index=True)
        own, distinct = pd.factorize(values, use_na_sentinel=False)
        codes = pd.factorize(codes * max(len(distinct), 1) + own)[0]
    return codes[: len(before)], codes[len(before) :]


def _comparable(values: pd.Series) -> pd.Series:
    """`values`; geometries as their exact bytes."""
    if values.name != "geometry":
        return values
    return pd.Series(shapely.to_wkb(values.where(values.notna(), None).to_numpy(object)), values.index, dtype=object)


def _changed_cells(table: str, before: pd.DataFrame, after: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """The rows of `changed` for one table, by key and column; row i of both frames is the same row."""
    parts = []
    measures = table_measures(table)
    for number, name in enumerate(before.columns):
        rows = np.flatnonzero(_differ(_comparable(before[name]), _comparable(after[name])))
        if not len(rows):
            continue
        measure = measures.get(name) or Measure(table, name, "", name, "float", False, "")
        part = {"列": _GEOMETRY if name == "geometry" else measure.column, "单位": measure.unit}
        part |= {"原值": _texts(before[name].iloc[rows]), "新值": _texts(after[name].iloc[rows])}
        parts.append(pd.DataFrame({"row": rows, "number": number, **part}))
    if not parts:
        return _changed_frame({})
    cells = pd.concat(parts, ignore_index=True)
    rows, place = np.unique(cells["row"].to_numpy(), return_inverse=True)
    changed = after.iloc[rows]
    keys = _key_texts(table, changed)
    cells["键"], cells["企业名称"], cells["表"] = keys[place], _names_of(table, changed, names)[place], table
    order = np.lexsort((cells["number"].to_numpy(), pd.factorize(keys, sort=True)[0][place]))
    return _changed_frame({name: cells[name].iloc[order] for name in CHANGED_COLUMNS}).reset_index(drop=True)


def _changed_frame(columns: Mapping[str, pd.Series]) -> pd.DataFrame:
    return pd.DataFrame(columns, columns=list(CHANGED_COLUMNS)).astype("str")


def _differ(one: pd.Series, other: pd.Series) -> np.ndarray:
    """Where two columns, row by row, hold different values; missing differs from everything else."""
    missing = one.isna().to_numpy(), other.isna().to_numpy()
    left, right = one.array, other.array
    unequal = pd.array(left != right, "boolean").fillna(False).to_numpy(bool)
    return np.where(missing[0] | missing[1], missing[0] != missing[1], unequal)


def _texts(values: pd.Series) -> np.ndarray:
    """Values as they are read: numbers in their shortest exact form, 是 and 否, dates; missing is NaN."""
    missing = values.isna().to_numpy()
    texts = np.full(len(values), np.nan, object)
    present = values[~missing]
    match values.dtype.kind, values.name:
        case _, "geometry":
            texts[~missing] = [f"{area:,.2f} 亩的图形" for area in polygon_area_mu(present.to_numpy(object))]
        case "f", _:
            texts[~missing] = [number_text(number) for number in present.tolist()]
        case "b", _:
            texts[~missing] = np.where(present.to_numpy(bool), "是", "否")
        case "M", _:
            texts[~missing] = present.dt.strftime("%Y-%m-%d").to_numpy(object)
        case _:
            texts[~missing] = present.astype("str").to_numpy(object)
    return texts


def _key_texts(table: str, rows: pd.DataFrame) -> np.ndarray:
    columns = [rows[name].astype("str").fillna("") for name in NATURAL_KEYS.get(table, ())]
    texts = columns[0]
    for column in columns[1:]:
        texts = texts + " " + column
    return texts.str.strip().to_numpy(object)


def _names_of(table: str, rows: pd.DataFrame, names: pd.Series) -> np.ndarray:
    if table == "企业":
        return rows["name"].to_numpy(object)
    if "uscc" not in rows:
        return np.full(len(rows), np.nan, object)
    return rows["uscc"].map(names).to_numpy(object)


def _enterprise_names(old: Tables, new: Tables) -> pd.Series:
    """The latest name of each credit code, of the new version where it has one."""
    frames = [t.enterprises[["year", "uscc", "name"]].assign(version=i) for i, t in enumerate((old, new))]
    rows = pd.concat(frames).dropna(subset=["uscc", "name"]).sort_values(["version", "year", "name"])
    return rows.drop_duplicates("uscc", keep="last").set_index("uscc")["name"]


def _in_order(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """By key, else by content, so that the order in which rows were read doesn't show."""
    keys = list(NATURAL_KEYS.get(table, rows.columns.drop("geometry", errors="ignore")))
    return rows.sort_values(keys, kind="stable") if len(rows) else rows
