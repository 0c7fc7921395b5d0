"""What is the cheapest way up a class, said so that an enterprise can act on it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.explore.gap.cheapest import Climb, Mix, Terms, width
from muyun.explore.gap.own_measures import OwnMeasure
from muyun.explore.gap.single_changes import SingleChange
from muyun.show.enterprise_markup import grid
from muyun.show.quota_lines import class_word
from muyun.show.words import MISSING, fixed, number, percent
from muyun.terms import Measure, table_measures

MIX_HEADS = ("数据", "现在", "改到", "变化", "花费（万元）", "加分")
SINGLE_HEADS = ("只改一个数据", "现在", "改到", "变化", "花费（万元）", "结果")
HELD_HEAD = "基准值不变时的变化"

MEANS = "测算，不是承诺：其他企业的数据不变，成本和限度由使用者给定。"
EXACT = (
    "确切的：等级。改动写进上传的数据后整体重新评价过，计入了对基准值、平均值、行业加减分和并列的影响。",
    "近似的：花费。先按基准值不变找最省的组合，再放大到重新评价确实升档，再往回收紧；"
    "限度内没有哪一项单独改更省，但不排除还有更省的组合。",
    "加分：按表中次序逐项改，基准值等不变时本企业综合得分的增加。",
)
"""What is exact and what is a bound, for 依据."""

_VISIBLE = 0.005
"""Changes that differ by this share are told apart."""
_LEAST_PRICE = 0.01
_DOING = {
    ("tax_wan", 1): "多缴税", ("value_added_wan", 1): "多创工业增加值", ("output_wan", 1): "多创工业总产值",
    ("revenue_wan", 1): "多创主营业务收入", ("turnover_wan", 1): "多创营业收入", ("rd_wan", 1): "多投研发",
    ("energy_tce", -1): "节约用能", ("electricity_wan_kwh", -1): "少用电", ("emission_t", -1): "减少排放",
    ("carbon_t", -1): "减少碳排放", ("staff", -1): "少用职工", ("land_mu", -1): "腾出用地",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A table of texts for the screen, and the same with plain numbers for a file."""

    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    frame: pd.DataFrame


def doing(lever: OwnMeasure) -> str:
    """「多缴税」, 「节约用能」."""
    more = "增加" if lever.sign > 0 else "减少"
    return _DOING.get((lever.measure, lever.sign), f"{more}{_measure(lever).column}")


def sentence(evaluation: Evaluation, found: Climb, terms: Terms) -> str:
    """「最省的办法：多缴税 35 万元、节约用能 120 吨标煤，合计约 71 万元，就能升到 B 类。」, or why there is none."""
    mix = found.mix
    if mix is not None:
        word = class_word(evaluation, "ABCD"[mix.reached])
        parts = "、".join(f"{doing(step.lever)} {_amount(step.change, step.lever)}" for step in mix.steps)
        whole = "合计约" if len(mix.steps) > 1 else "约"
        return f"最省的办法：{parts}，{whole}花 {_price(mix.cost)} 万元，就能升到 {word}。"
    if not any(terms.costs.get(lever.measure) for lever in found.levers if lever.why is None):
        return "没有可以改的数据：请在“成本和限度”里至少填一项成本。"
    limit = f"每项最多改动 {percent(terms.at_most, 0)}"
    beyond = next((single for single in found.singles if single.reached >= 0), None)
    if beyond is None:
        return f"{limit} 的限度内，填了成本的几项一起改也到不了上一档。请放宽限度，或给其他数据填上成本。"
    amount = _amount(beyond.change, beyond.lever)
    return f"{limit} 的限度内，几项一起改也到不了上一档；超出限度才能到，如{doing(beyond.lever)} {amount}。"


def mix_table(mix: Mix, terms: Terms) -> Listed:
    """A row per measure of the mix and their sum."""
    rows = [
        (_measure(step.lever).column, _value(step.lever.now, step.lever),
         _value(step.lever.now + step.change, step.lever), _moved(step.change, step.lever), _price(step.cost),
         fixed(step.points, 2))
        for step in mix.steps
    ]  # fmt: skip
    if len(rows) > 1:
        rows.append(("合计", "", "", "", _price(mix.cost), fixed(sum(step.points for step in mix.steps), 2)))
    frame = pd.DataFrame({
        "数据": [_measure(step.lever).column for step in mix.steps],
        "单位": [_measure(step.lever).unit for step in mix.steps],
        "现在": [step.lever.now for step in mix.steps],
        "改到": [step.lever.now + step.change for step in mix.steps],
        "变化": [step.change for step in mix.steps],
        "每单位成本（万元，本系统假定）": [terms.costs[step.lever.measure] for step in mix.steps],
        "花费（万元）": [step.cost for step in mix.steps],
        "加分": [step.points for step in mix.steps],
    })  # fmt: skip
    return Listed(MIX_HEADS, rows, frame)


def single_table(evaluation: Evaluation, found: Climb, terms: Terms) -> Listed:
    """A row per measure with a cost: what it takes alone; beside it the change with benchmarks held, where some
    row's differs visibly."""
    heads, tried = SINGLE_HEADS, [single for single in found.singles if single.lever.why is None]
    shown_held = any(map(differs, tried))
    rows = []
    for single in tried:
        cells = _single_cells(evaluation, single, terms)
        held = _moved(single.held, single.lever) if np.isfinite(single.held) else "到不了"
        rows.append((*cells[:4], held, *cells[4:]) if shown_held else cells)
    frame = pd.DataFrame({
        "数据": [_measure(single.lever).column for single in tried],
        "单位": [_measure(single.lever).unit for single in tried],
        "现在": [single.lever.now for single in tried],
        "变化（计入对基准值的影响）": [single.change for single in tried],
        "变化（基准值不变）": [single.held for single in tried],
        "每单位成本（万元，本系统假定）": [terms.costs[single.lever.measure] for single in tried],
        "升到": ["ABCD"[single.reached] if single.reached >= 0 else "" for single in tried],
    })  # fmt: skip
    return Listed((*heads[:4], HELD_HEAD, *heads[4:]) if shown_held else heads, rows, frame)


def differs(single: SingleChange) -> bool:
    """Whether the effect on benchmarks visibly changes what is needed."""
    if np.isnan(single.change) or np.isnan(single.held):
        return np.isnan(single.change) != np.isnan(single.held)
    return abs(single.change - single.held) > _VISIBLE * abs(single.change)


def listed_grid(listed: Listed) -> str:
    """A table of texts as HTML: names and results to the left, figures to the right."""
    left = {0, *(n for n, head in enumerate(listed.heads) if head == SINGLE_HEADS[-1])}
    return grid(listed.heads, "".join(f"<tr>{_cells(row, left)}</tr>" for row in listed.rows))


def _cells(row: Sequence[str], left: set[int]) -> str:
    return "".join(
        f'<td class="left">{escape(cell)}</td>' if n in left else f"<td>{escape(cell)}</td>"
        for n, cell in enumerate(row)
    )


def notes(found: Climb, terms: Terms) -> list[str]:
    """What the figures take into account, which measures are left out and why."""
    told = [MEANS, _about_held(found)]
    free = [lever for lever in found.levers if lever.why is None and not terms.costs.get(lever.measure)]
    if free:
        told.append(f"没有填成本、当作不能改：{'、'.join(_measure(lever).column for lever in free)}。")
    told += [f"{_measure(lever).column}不改：{lever.why}。" for lever in found.levers if lever.why is not None]
    return told


def _about_held(found: Climb) -> str:
    moved = [single for single in found.singles if differs(single)]
    if moved:
        names = "、".join(_measure(single.lever).column for single in moved)
        return f"{names}：改动会移动基准值、平均值或行业平均，“变化”已计入；“{HELD_HEAD}”按现在的基准值，只作对照。"
    return "改动对基准值、平均值的影响已计入；与基准值不变时相差不到 0.5 %。"


def _single_cells(evaluation: Evaluation, single: SingleChange, terms: Terms) -> tuple[str, ...]:
    lever = single.lever
    name, now = _measure(lever).column, _value(lever.now, lever)
    if single.reached < 0:
        return name, now, MISSING, MISSING, MISSING, "只改这一项到不了"
    beyond = abs(single.change) > width(lever, terms.at_most)
    result = f"升到 {class_word(evaluation, 'ABCD'[single.reached])}"
    return (
        name, now, _value(lever.now + single.change, lever), _moved(single.change, lever),
        _price(abs(single.change) * terms.costs[lever.measure]),
        f"{result}，超过每项改动的限度" if beyond else result,
    )  # fmt: skip


def _amount(change: float, lever: OwnMeasure) -> str:
    """「35.2 万元」, without its sign."""
    return f"{number(abs(change), 4)} {_measure(lever).unit}"


def _moved(change: float, lever: OwnMeasure) -> str:
    return f"{'+' if change > 0 else '−'}{_amount(change, lever)}"


def _value(value: float, lever: OwnMeasure) -> str:
    return f"{number(value, 4)} {_measure(lever).unit}"


def _price(cost: float) -> str:
    return number(cost, 2) if cost >= _LEAST_PRICE else "不到 0.01"


def _measure(lever: OwnMeasure) -> Measure:
    return table_measures("企业")[lever.measure]
