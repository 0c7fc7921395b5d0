"""Which ratios can tables 区域 and 园区 give of a place? The policy's own formulas, then those that others speak of.

JX-21…24 name the indicators of counties. 增加值 stands there beside 单位GDP碳排放, so it isn't the GDP: table
区域 has 规上工业增加值, which is taken (本系统假定). Where a policy evaluates such places itself, its formulas
hold (XA-27…33: 单位能耗增加值=地区生产总值/总用能), so that a name means one number on all of 区域.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muyun.explore.regions.areas import AreaLevel
from muyun.policy.model import Policy
from muyun.policy.subjects import SubjectIndicator
from muyun.terms import table_measures

REDUCTION = "单位GDP碳排放降低率"
_OURS = "文件没有写分子用哪一项；“区域”表的增加值是规上工业增加值，本系统假定用它。"
KINDS = {AreaLevel.COUNTY: "县", AreaLevel.TOWN: "镇街"}
"""What table 区域 calls the levels that it has."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A formula over the measures of a table. said: what stands behind it (its clause); assumed: why we take it."""

    name: str
    numerator: str
    denominator: str
    unit: str
    lower_is_better: bool = False
    assumed: str = ""
    label: str = ""
    said: str = ""

    def formula(self, table: str) -> str:
        """「地区生产总值 ÷ 总用能（XA-31）」."""
        columns = table_measures(table)
        return f"{columns[self.numerator].column} ÷ {columns[self.denominator].column}{self.said}"


CARBON = Ratio("单位GDP碳排放", "carbon_t", "gdp_wan", "吨/万元", lower_is_better=True)
"""What JX-23's rate is of: each year's own."""

_OF_REGIONS = (
    Ratio("亩均税收", "tax_wan", "land_mu", "万元/亩"),
    Ratio("单位能耗增加值", "value_added_wan", "energy_tce", "万元/吨标煤", assumed=_OURS),
    Ratio("单位排放增加值", "value_added_wan", "emission_t", "万元/吨", assumed=_OURS),
    CARBON,
    Ratio("亩均生产总值", "gdp_wan", "land_mu", "万元/亩"),
    Ratio("单位能耗生产总值", "gdp_wan", "energy_tce", "万元/吨标煤"),
    Ratio("单位碳排放生产总值", "gdp_wan", "carbon_t", "万元/吨"),
    Ratio("全员劳动生产率", "gdp_wan", "staff", "万元/人"),
    Ratio("亩均固定资产投资", "investment_wan", "land_mu", "万元/亩"),
    Ratio("研发投入强度", "rd_wan", "gdp_wan", "1"),
)
_OF_PARKS = (
    Ratio("亩均税收", "tax_wan", "land_mu", "万元/亩"),
    Ratio("亩均增加值", "value_added_wan", "land_mu", "万元/亩"),
    Ratio("亩均产出", "output_wan", "land_mu", "万元/亩"),
    Ratio("亩均固定资产投资", "investment_wan", "land_mu", "万元/亩"),
    Ratio("全员劳动生产率", "value_added_wan", "staff", "万元/人"),
    Ratio("单位能耗增加值", "value_added_wan", "energy_tce", "万元/吨标煤"),
    Ratio("单位碳排放增加值", "value_added_wan", "carbon_t", "万元/吨"),
    Ratio("单位排放增加值", "value_added_wan", "emission_t", "万元/吨"),
    Ratio("研发投入强度", "rd_wan", "revenue_wan", "1"),
)


def table_of(level: AreaLevel) -> str:
    """The table with the official figures of a level's places."""
    return "园区" if level is AreaLevel.PARK else "区域"


def ratios_of(policy: Policy, level: AreaLevel) -> tuple[Ratio, ...]:
    """The ratios of a level under a policy: ours in their order, its own formula in the place of one of that name
    or of the same parts; then what it has besides."""
    own = _own(policy, level)
    by_parts = {(ratio.numerator, ratio.denominator): ratio for ratio in own.values()}
    shared = [
        own.get(ratio.name) or by_parts.get((ratio.numerator, ratio.denominator)) or ratio
        for ratio in (_OF_PARKS if level is AreaLevel.PARK else _OF_REGIONS)
    ]
    return tuple({ratio.name: ratio for ratio in (*shared, *own.values())}.values())


def indicators_of(policy: Policy, level: AreaLevel) -> Mapping[str, SubjectIndicator]:
    """The indicators by which the policy evaluates places of a level; of two of one name the first."""
    found: dict[str, SubjectIndicator] = {}
    for rules in policy.evaluations.values():
        kinds = rules.members.kinds
        if rules.table == table_of(level) and (level is AreaLevel.PARK or KINDS[level] in kinds):
            found |= {name: rule for name, rule in rules.indicators.items() if name not in found}
    return found


def _own(policy: Policy, level: AreaLevel) -> dict[str, Ratio]:
    return {
        name: _ratio(name, rule) for name, rule in indicators_of(policy, level).items() if rule.denominator is not None
    }


def _ratio(name: str, rule: SubjectIndicator) -> Ratio:
    said = f"（{'、'.join(rule.clause)}）" if rule.clause else ""
    return Ratio(
        name, rule.numerator, rule.denominator or "", rule.unit, rule.better == "lower", rule.assumed or "",
        rule.label or "", said,
    )  # fmt: skip
