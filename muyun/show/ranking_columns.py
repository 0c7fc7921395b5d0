"""The columns of the ranking, and what each cell draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.explore.filters import Filters, matching
from muyun.explore.history import ABSENT, UNRANKED, YearStanding
from muyun.show.quota_lines import class_word
from muyun.show.ranked import ITEM, LETTERS
from muyun.show.reasons import reason_words
from muyun.show.selection import POINTS, Selection, colours, label_of, shown_unit
from muyun.show.tables import Column, delta
from muyun.show.words import MISSING, fixed, number


def columns(chosen: Selection, frame: pd.DataFrame) -> list[Column]:
    """Every column of the ranking; `frame`: the rows shown, as `ranking_table` makes it."""
    evaluation = chosen.ranked.evaluation
    items = [_item_columns(evaluation, name) for name in chosen.indicators]
    return [
        Column("rank", "名次", "number", decimals=0),
        Column("name", "企业名称", cell=_names(frame), narrow=True),
        *([Column("group", "评价组")] if not chosen.pool else []),
        _stack(chosen, frame),
        Column("score", "得分", "number", unit="分"),
        *_classes(chosen, frame),
        *_changes(chosen, frame),
        Column("code", "统一社会信用代码"),
        Column("reasons", "依据", "wrap", cell=_reason_cells(frame), help="等级与得分排名不同的原因，和所依据的条款。"),
        Column("sector_words", "行业", help="GB/T 4754—2017 大类"), Column("county", "区县"), Column("town", "镇街"),
        Column("park", "园区"), Column("status", "状态"), Column("natural", "排名分档", "class"),
        Column("adjusted", "调档后等级", "class"),
        *(column for pair in items for column in pair),
        Column("points", POINTS, "number", unit="分"),
        Column("land_mu", "用地面积", "number", unit="亩", help="企业自己的用地。"),
        Column("tax_wan", "税收实际贡献", "number", unit="万元", help="企业自己的税收。"),
    ]  # fmt: skip


def _item_columns(evaluation: Evaluation, name: str) -> tuple[Column, Column]:
    label, unit = label_of(evaluation, name), shown_unit(evaluation, name)[0]
    return Column(name, label, "number", unit=unit), Column(f"{ITEM}{name}", f"{label}得分", "number", unit="分")


def _names(frame: pd.DataFrame) -> Callable[[int], object]:
    names, merged, units = (frame[key].array for key in ("name", "merged", "unit"))

    def cell(position: int) -> object:
        name = names[position]
        if not merged[position]:
            return {"text": name, "title": name}
        return {"text": name, "title": f"{name}：共用宗地，按评价单元 {units[position]} 合并评价", "tag": "合并"}

    return cell


def _reason_cells(frame: pd.DataFrame) -> Callable[[int], object]:
    reasons = frame["reasons"].array
    return lambda position: reason_words(reasons[position])


def _stack(chosen: Selection, frame: pd.DataFrame) -> Column:
    """Item scores side by side; the whole width is the highest sum of the 评价组 looked at."""
    evaluation, names = chosen.ranked.evaluation, chosen.indicators
    paint, scale = colours(evaluation), _highest_sum(chosen)
    labels = {name: label_of(evaluation, name) for name in names}
    scores = frame[[f"{ITEM}{name}" for name in names]].to_numpy(dtype=float)
    points = frame["points"].to_numpy(dtype=float).tolist()

    def cell(position: int) -> object:
        parts = [
            {"share": score / scale, "colour": paint[name], "title": f"{labels[name]} {fixed(score, 2)} 分"}
            for name, score in zip(names, scores[position].tolist(), strict=True) if score > 0
        ]  # fmt: skip
        extra = points[position]
        if abs(extra) > 0:
            title = f"{POINTS} {'+' if extra > 0 else '−'}{fixed(abs(extra), 2)} 分"
            parts.append({"share": abs(extra) / scale, "colour": paint[POINTS], "title": title, "minus": extra < 0})
        return parts

    legend = [(labels[name], paint[name]) for name in names]
    legend += [(POINTS, paint[POINTS])] if any(abs(p) > 0 for p in points) else []
    return Column("stack", "得分构成", "stack", cell=cell, legend=legend)


def _highest_sum(chosen: Selection) -> float:
    ranked = chosen.ranked
    rows = ranked.frame[matching(ranked.frame, Filters(pool=chosen.pool))]
    items = rows[[f"{ITEM}{name}" for name in chosen.indicators]].sum(axis=1) + rows["points"].clip(lower=0).fillna(0)
    return max(float(items.max()) if len(items) else 0.0, 1.0)


def _classes(chosen: Selection, frame: pd.DataFrame) -> list[Column]:
    """The class; in a scenario the official one stands beside it."""
    evaluation, official = chosen.ranked.evaluation, chosen.ranked.official
    words = {letter: class_word(evaluation, letter) for letter in "ABCD"}

    columns = [frame[key].array for key in ("natural", "adjusted", "class")]
    status, reasons = frame["status"].array, frame["reasons"].array

    def cell(position: int) -> object:
        steps = [column[position] for column in columns]
        letter = steps[-1]
        if letter not in words:
            return {"letter": "", "text": str(status[position]), "title": reason_words(reasons[position])}
        chain = " → ".join(f"{name} {words[s]}" for name, s in zip(("排名分档", "调档后", "执行"), steps, strict=True))
        differs = len(set(steps)) > 1
        return {"letter": letter, "text": words[letter], "title": chain if differs else "", "mark": differs}

    if official is None:
        return [Column("shown_class", "等级", "class", cell=cell, help="执行等级；带 * 的与得分排名的等级不同。")]
    letters, ranks = official.letters[chosen.rows], official.ranks[chosen.rows]

    def official_cell(position: int) -> object:
        letter = LETTERS[letters[position]]
        return {"letter": letter, "text": words.get(letter, MISSING), "title": f"正式名次 {number(ranks[position], 0)}"}

    return [
        Column("shown_class", "测算等级", "class", cell=cell, what_if=True, help="按模拟方案，不是正式结果。"),
        Column("official_class", "正式等级", "class", cell=official_cell),
    ]


def _changes(chosen: Selection, frame: pd.DataFrame) -> list[Column]:
    """The change of rank on last year and the classes of the earlier years in the data."""
    before = chosen.ranked.before
    if not before:
        return []
    change, new = frame["rank_change"].to_numpy(dtype=float), frame["new"].to_numpy(dtype=bool)
    year = before[0].year

    def changed(position: int) -> object:
        if new[position]:
            return {"way": "", "text": "新增"}
        return {"way": "", "text": MISSING} if np.isnan(change[position]) else delta(change[position])

    return [
        Column("rank_change", f"较 {year} 年", "delta", cell=changed,
               help=f"同一评价组内名次的变化；{year} 年不在同组或没有名次的不比较。"),
        Column("history", "往年", "history", cell=_history(chosen)),
    ]  # fmt: skip


def _history(chosen: Selection) -> Callable[[int], object]:
    evaluation, before = chosen.ranked.evaluation, chosen.ranked.before[::-1]

    def cell(position: int) -> Sequence[dict[str, str]]:
        row = int(chosen.rows[position])
        return [{"letter": str(LETTERS[year.letters[row]]),
                 "title": _year_words(evaluation, year, row)} for year in before]  # fmt: skip

    return cell


def _year_words(evaluation: Evaluation, year: YearStanding, row: int) -> str:
    letter = int(year.letters[row])
    if letter == ABSENT:
        return f"{year.year} 年：不在数据中"
    if letter == UNRANKED:
        return f"{year.year} 年：未定级"
    word, rank = class_word(evaluation, str(LETTERS[letter])), number(year.ranks[row], 0)
    return f"{year.year} 年：{word}，{year.group_name(row)}第 {rank} 名，{fixed(year.scores[row], 2)} 分"
