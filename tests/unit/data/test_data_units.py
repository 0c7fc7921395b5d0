"""Headers and units: what they mean and what they are worth in the units of measures.csv."""

from __future__ import annotations

from fractions import Fraction

import pytest

from muyun.data.units import Header, conversion, parsed_header
from muyun.terms import Measure, measures, table_measures

LAND = table_measures("企业")["land_mu"]
TAX = table_measures("企业")["tax_wan"]
COUNTED = [m for m in measures() if m.type == "float" and m.unit]


@pytest.mark.parametrize(
    "header, name, unit",
    [
        ("用地面积", "用地面积", None),
        ("用地面积(平方米)", "用地面积", "平方米"),
        ("用地面积（平方米）", "用地面积", "平方米"),
        ("用地面积［公顷］", "用地面积", "公顷"),
        ("用地面积【亩】", "用地面积", "亩"),
        ("用地面积/公顷", "用地面积", "公顷"),
        (" 用地 面积\n（平方 米） ", "用地面积", "平方米"),
        ("用地面积（单位：亩）", "用地面积", "亩"),
        ("约定投资强度/万元/亩", "约定投资强度", "万元/亩"),
        ("份额（％）", "份额", "%"),
        ("用地面积()", "用地面积", None),
    ],
)
def test_a_header_is_a_name_and_perhaps_a_unit(header, name, unit):
    assert parsed_header(header) == Header(name, unit)


@pytest.mark.parametrize(
    "name, unit, size",
    [
        ("tax_wan", "元", Fraction(1, 10_000)),
        ("tax_wan", "万元", 1),
        ("tax_wan", "亿元", 10_000),
        ("land_mu", "平方米", Fraction(3, 2000)),
        ("land_mu", "公顷", 15),
        ("land_mu", "平方公里", 1500),
        ("electricity_wan_kwh", "千瓦时", Fraction(1, 10_000)),
        ("electricity_wan_kwh", "亿千瓦时", 10_000),
        ("coal_t", "千克", Fraction(1, 1000)),
        ("coal_t", "万吨", 10_000),
        ("energy_tce", "万吨标煤", 10_000),
        ("gas_wan_m3", "立方米", Fraction(1, 10_000)),
        ("heat_gj", "百万千焦", 1),
        ("staff", "万人", 10_000),
        ("carbon_t", "万吨", 10_000),
        ("carbon_t", "吨CO2e", 1),
    ],
)
def test_every_known_unit_is_worth_what_the_spec_says(name, unit, size):
    """Spec 1.3, cli.md."""
    assert conversion(unit, table_measures("企业")[name]) == size


@pytest.mark.parametrize("unit", ["平方英尺", "斤", "万", "元/亩", "亩", "吨", "", "%", "1", "/"])
def test_a_unit_of_another_kind_is_refused(unit):
    assert conversion(unit, TAX) is None


def test_tons_of_coal_equivalent_are_no_tons():
    assert conversion("吨", table_measures("企业")["energy_tce"]) is None
    assert conversion("吨标煤", table_measures("企业")["coal_t"]) is None


@pytest.mark.parametrize("measure", COUNTED, ids=lambda m: f"{m.table}.{m.name}")
def test_every_unit_of_measures_csv_is_known_as_written(measure):
    assert conversion(measure.unit, measure) == 1


def test_a_compound_unit_is_converted_part_by_part():
    agreed = table_measures("项目")["agreed_investment"]
    assert conversion("亿元/亩", agreed) == 10_000
    assert conversion("万元/公顷", agreed) == Fraction(1, 15)


def test_percent_is_a_hundredth_of_what_has_no_unit():
    share = table_measures("电表")["share"]
    assert conversion("%", share) == Fraction(1, 100)
    assert conversion("亩", share) is None


def test_a_published_ratio_takes_any_known_unit():
    published = Measure("区域", "亩均税收", "", "亩均税收", "float", False, "公布值")
    assert conversion("万元/亩", published) == 1
    assert conversion("元/平方米", published) == Fraction(1, 10_000) / Fraction(3, 2000)
    assert conversion("斤/亩", published) is None
