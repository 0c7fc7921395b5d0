"""How did each item come to its score? Every number of it, and the formula with the numbers in (spec 2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.items import PoolItems
from muyun.evaluate.points import LOWEST_SHARE, Fill
from muyun.policy.rules import ItemOverride, ItemRule
from muyun.show.words import significant
from muyun.terms import table_measures

_DIGITS = 7
"""Significant digits in a formula, so that who computes it by hand comes to the score shown."""

_TABLES = ("企业", "园区", "区域")

_MISSING_WORDS = {
    Fill.ZERO: "缺报，计 0 分", Fill.POOL_MEAN: "缺报，按评价组平均得分计", Fill.LOST: "缺报，权重分摊到其余各项",
    Fill.NO_BENCHMARK: "评价组没有可用的基准值，权重分摊到其余各项", Fill.FULL: "分母为 0，按最好的结果计",
}  # fmt: skip
_SHORT_WORDS = {Fill.ZERO: "缺报（计 0 分）", Fill.POOL_MEAN: "缺报，按平均", Fill.LOST: "缺报，不计分"}


@dataclass(frozen=True, slots=True)
class Part:
    """A measure of table 企业 with its value (NaN missing), as an indicator uses it."""

    name: str
    label: str
    unit: str
    value: float

    def __str__(self) -> str:
        unit = "" if np.isnan(self.value) else f" {self.unit}"
        return f"{self.label} {exact(self.value)}{unit}".rstrip()


@dataclass(frozen=True, slots=True)
class ItemTrace:
    """One item of one enterprise.

    value, benchmark  in `unit` as the policy has it; lowest, highest: the ends of min–max, NaN elsewhere
    ratio      score per point of weight as counted: clipped, or what a missing one counts; 0 where lost
    weight     the policy's points; lost_weight: the row's weights that spread over the others
    score      NaN where the item is lost
    fill       how the ratio came about; assumed: why, where the policy doesn't say how a missing value counts
    """

    name: str
    label: str
    unit: str
    lower_is_better: bool
    numerator: Part
    denominator: Part
    value: float
    benchmark: float
    lowest: float
    highest: float
    rule: ItemRule
    ratio: float
    weight: float
    lost_weight: float
    score: float
    fill: Fill
    assumed: str

    @property
    def min_max(self) -> bool:
        """Whether the item is scored between the ends of its group (spec 2.5)."""
        return not np.isnan(self.lowest)

    @property
    def missing_words(self) -> str:
        """What was done about a missing value; "" where the item stands on its own."""
        return _MISSING_WORDS.get(self.fill, "")

    @property
    def missing_short(self) -> str:
        """The same in a picture, in a few words; "" where the value isn't missing."""
        return _SHORT_WORDS.get(self.fill, "")

    @property
    def value_formula(self) -> str:
        """「亩均税收 = 税收实际贡献 812.4 万元 ÷ 用地面积 31.2 亩 = 26.03846 万元/亩」."""
        return value_formula(self.label, self.numerator, self.denominator, self.value, self.unit)

    @property
    def score_formula(self) -> str:
        """「得分 = min(26.03846 ÷ 30, 1) × 30 = 26.03846」; why in words where there is nothing to compute."""
        if self.fill >= Fill.LOST:
            return f"得分：{self.missing_words}"
        spread = f" × 100 ÷ (100 − {exact(self.lost_weight)})" if self.lost_weight else ""
        why = f"{self.missing_words}：" if self.missing_words else ""
        return f"{why}得分 = {self._ratio_words} × {exact(self.weight)}{spread} = {exact(self.score)}"

    @property
    def _ratio_words(self) -> str:
        if self.fill is not Fill.OWN:
            return exact(self.ratio)
        if self.min_max:
            words, ratio = self._position_words, _position(self)
            return words if self.rule.floor <= ratio <= self.rule.cap_ratio else self._clipped(words, ratio)
        if self.lower_is_better and not self.value > 0:  # benchmark ÷ 0: as low as can be earns the cap
            return exact(self.ratio)
        over, under = (self.benchmark, self.value) if self.lower_is_better else (self.value, self.benchmark)
        return self._clipped(f"{exact(over)} ÷ {exact(under)}", over / under)

    @property
    def _position_words(self) -> str:
        low, high, own = exact(self.lowest), exact(self.highest), exact(self.value)
        if self.highest <= self.lowest:
            return "1"
        distance = f"{high} − {own}" if self.lower_is_better else f"{own} − {low}"
        share = f"({distance}) ÷ ({high} − {low})"
        inside = self.lowest <= self.value <= self.highest
        share = share if inside else f"min(max({share}, 0), 1)"
        return f"({exact(LOWEST_SHARE)} + {exact(1 - LOWEST_SHARE)} × {share})"

    def _clipped(self, words: str, ratio: float) -> str:
        """The words with the cap where there is one, the floor where it holds or isn't 0."""
        cap, floor = self.rule.cap_ratio, self.rule.floor
        if np.isfinite(cap):
            words = f"min({words}, {exact(cap)})"
        return f"max({words}, {exact(floor)})" if floor > 0 or ratio < floor else words


def _position(trace: ItemTrace) -> float:
    width = trace.highest - trace.lowest
    distance = trace.highest - trace.value if trace.lower_is_better else trace.value - trace.lowest
    return LOWEST_SHARE + (1 - LOWEST_SHARE) * (min(max(distance / width, 0), 1) if width > 0 else 1)


def value_formula(label: str, numerator: Part, denominator: Part, value: float, unit: str) -> str:
    """An indicator with its two measures put in; 算不出 where it is undefined."""
    after = "" if unit == "1" else f" {unit}"
    result = f"{exact(value)}{after}" if not np.isnan(value) else "算不出"
    return f"{label} = {numerator} ÷ {denominator} = {result}"


def exact(value: float) -> str:
    """A number of a formula: 7 significant digits, −3 with a true minus; missing is 缺."""
    if np.isnan(value):
        return "缺"
    return significant(value, _DIGITS).replace("-", "−")


def item_traces(evaluation: Evaluation, unit: str) -> list[ItemTrace]:
    """Every item of a unit in the policy's order; [] for a unit that isn't scored.

    unit  an 评价单元. KeyError: it isn't in the evaluation.
    """
    place = int(evaluation.participants.index.get_loc(unit))
    pool = evaluation.participants["pool"].iat[place]
    of_pool = evaluation.prepared.items.get(str(pool))
    row = int(np.searchsorted(of_pool.rows, place)) if of_pool is not None else 0
    if of_pool is None or row >= len(of_pool.rows) or of_pool.rows[row] != place:
        return []
    return [_item(evaluation, place, str(pool), of_pool, row, j) for j in range(len(of_pool.scoring.rules.names))]


def _item(evaluation: Evaluation, place: int, pool: str, of_pool: PoolItems, row: int, j: int) -> ItemTrace:
    policy, name = evaluation.policy, of_pool.scoring.rules.names[j]
    indicator, group = policy.indicators[name], str(evaluation.participants["group"].iat[place])
    parts, bench = evaluation.prepared.cohort.fractions, evaluation.prepared.benchmarks
    column = parts.names.index(name)
    weights = np.array(list(policy.pools[pool].weights.values()), dtype=float)
    rule = policy.item_rules(pool)[name]
    fill = Fill(int(of_pool.items.fills[row, j]))
    return ItemTrace(
        name=name, label=indicator.label or name, unit=indicator.unit, lower_is_better=indicator.better == "lower",
        numerator=_part(indicator.numerator, parts.numerators[place, column]),
        denominator=_part(indicator.denominator, parts.denominators[place, column]),
        value=float(parts.values[place, column]), benchmark=float(bench.values.at[group, name]),
        lowest=float(bench.lowest.at[group, name]), highest=float(bench.highest.at[group, name]), rule=rule,
        ratio=float(of_pool.items.ratios[row, j]), weight=float(weights[j]),
        lost_weight=float(of_pool.items.lost[row] @ weights), score=float(evaluation.items[name].iat[place]), fill=fill,
        assumed=_assumed(rule, policy.pools[pool].items.get(name), fill),
    )  # fmt: skip


def _part(name: str, value: float) -> Part:
    """A measure of 企业; of 园区 or 区域 where their rows were evaluated, whose denominator may be no measure."""
    measure = next((m for table in _TABLES if (m := table_measures(table).get(name))), None)
    return Part(name, measure.column if measure else "", measure.unit if measure else "", float(value))


def _assumed(rule: ItemRule, own: ItemOverride | None, fill: Fill) -> str:
    """Why a missing value counts so, where that is 本系统假定; "" where a clause or publication says it."""
    if fill is Fill.OWN:
        return ""
    if fill is Fill.NO_BENCHMARK:
        return "没有基准值的指标不计分，权重分摊到其余各项。"
    says = own is not None and (own.zero_denominator if fill is Fill.FULL else own.missing) is not None
    return (own if says else rule).assumed or ""
