"""The numbers of 总览 on small uploads, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore import summary
from muyun.explore.summary import Concentration, Moves, Place
from muyun.policy.load import load_policy
from muyun.terms import Status

JIAXING = load_policy("jiaxing-2018")


def firm(number: int, **cells: object) -> dict[str, object]:
    """A 规下 industrial enterprise of 2022 on 10 亩, unless `cells` say otherwise."""
    own = {
        "年度": 2022, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企业{number}", "区县": "甲区", "镇街": "东镇",
        "行业代码": "1711", "规模": "规下", "类别": "工业", "用地面积": 10.0, "税收实际贡献": 100.0,
    }  # fmt: skip
    return own | cells


def twenty(**last: object) -> list[dict[str, object]]:
    """Twenty enterprises: 亩均税收 20, 19, … 2 on 10 亩 each, the last one 15 万元 on 30 亩 (0.5).

    Jiaxing's quotas of 20: A 4, B 10, C 5, D 1.
    """
    rows = [firm(k, 税收实际贡献=10.0 * (21 - k)) for k in range(1, 20)]
    return [*rows, firm(20, **({"用地面积": 30.0, "税收实际贡献": 15.0} | last))]


def of(rows: list[dict[str, object]], policy=JIAXING, **tables: list[dict[str, object]]):
    return evaluate(Tables.of({"企业": rows, **tables}), policy, 2022)


def test_number_land_and_tax_are_summed_by_class():
    """A 200+190+180+170; B 10 × (16+…+7) = 1150; C 10 × (6+5+4+3+2) = 200; D 15 on 30 亩."""
    found = summary.sums(of(twenty()))
    assert found.units.tolist() == [[4, 10, 5, 1, 0]]
    assert found.land_mu.tolist() == [[40, 100, 50, 30, 0]]
    assert found.tax_wan.tolist() == [[740, 1150, 200, 15, 0]]
    assert found.evaluated.tolist() == [20]


def test_tax_per_mu_is_the_ratio_of_sums_not_the_mean_of_ratios():
    """10/10 and 300/30: 310 ÷ 40 = 7.75, where the mean of 1 and 10 would be 5.5."""
    rows = [firm(1, 税收实际贡献=10.0), firm(2, 用地面积=30.0, 税收实际贡献=300.0)]
    assert summary.sums(of(rows)).tax_per_mu.tolist() == [7.75]


def test_what_has_no_tax_is_counted_and_in_no_sum():
    """The second has no tax: its land counts as land, but not under the tax of the others."""
    rows = [firm(1, 税收实际贡献=10.0), firm(2, 用地面积=30.0, 税收实际贡献=None)]
    found = summary.sums(of(rows))
    assert found.no_tax.sum() == 1 and found.no_land.sum() == 0
    assert found.land_mu.sum() == 40 and found.tax_wan.sum() == 10
    assert found.tax_per_mu.tolist() == [1.0]
    assert found.unjudged.tolist() == [1] and found.judged.tolist() == [1]


def test_total_is_missing_where_nobody_has_the_measure():
    """规上 enterprises without tax are ranked by their value added."""
    rows = [firm(k, 规模="规上", 工业增加值=50.0, 税收实际贡献=None) for k in (1, 2)]
    found = summary.sums(of(rows))
    assert np.isnan(found.ranked_total(found.tax_wan, found.no_tax)).tolist() == [True]
    assert found.ranked_total(found.land_mu, found.no_land).tolist() == [20]


def test_everybody_is_in_one_status_and_unranked_ones_are_the_fifth_place():
    """One without land (数据缺失), one of the services (no pool in Jiaxing: 不参评)."""
    rows = [*twenty(), firm(21, 用地面积=None), firm(22, 类别="服务业", 用地面积=7.0, 税收实际贡献=70.0)]
    found = summary.sums(of(rows))
    assert found.units.tolist() == [[4, 10, 5, 1, 2]]
    assert found.land_mu[0, 4] == 7 and found.no_land[0, 4] == 1
    assert [int(found.status_of(s)[0]) for s in Status] == [20, 0, 1, 1]
    assert summary.missing_reasons(of(rows)) == {"用地缺失": 1}


def test_a_pool_has_its_own_sums():
    rows = [firm(1), firm(2, 规模="规上", 用地面积=50.0), firm(3, 类别="服务业")]
    evaluation = of(rows)
    assert summary.pools(evaluation) == ["规上工业", "规下工业"]
    assert summary.sums(evaluation, "规上工业").land_mu.sum() == 50
    assert summary.sums(evaluation, "规下工业").units.sum() == 1
    assert summary.sums(evaluation).units.sum() == 3


@pytest.mark.clause("JX-27", "XC-25")
def test_at_the_line_itself_jiaxing_is_out_and_xiacheng_in():
    """1.00 万元/亩: 低于 leaves the line out, 以下 takes it in (spec 4.5)."""
    rows = [firm(1, 税收实际贡献=10.0), firm(2, 税收实际贡献=9.99), firm(3, 税收实际贡献=20.0)]
    jiaxing, xiacheng = (summary.sums(of(rows, load_policy(p))) for p in ("jiaxing-2018", "xiacheng-2019"))
    assert jiaxing.lowland_units.tolist() == [1] and jiaxing.lowland_mu.tolist() == [10]
    assert xiacheng.lowland_units.tolist() == [2] and xiacheng.lowland_mu.tolist() == [20]


def test_the_line_is_met_on_9_decimals():
    """0.3 万元 on 0.1 + 0.2 亩 is 1.00 and not a hair less."""
    rows = [firm(1, 用地面积=0.1 + 0.2, 税收实际贡献=0.3), firm(2)]
    assert summary.sums(of(rows)).lowland_units.tolist() == [0]


def test_low_yield_land_counts_whatever_the_status_and_says_so():
    outside = firm(2, 类别="服务业", 税收实际贡献=1.0)
    rows = [firm(1, 税收实际贡献=5.0), outside, firm(3, 用地面积=None, 税收实际贡献=1.0)]
    found = summary.sums(of(rows))
    assert (found.lowland_units[0], found.lowland_excluded[0], found.unjudged[0]) == (2, 1, 1)
    assert found.lowland_mu.tolist() == [20]


def test_a_policy_without_a_line_gets_ours():
    without = JIAXING.model_copy(update={"lowland": None})
    evaluation = of([firm(1, 税收实际贡献=10.0), firm(2, 税收实际贡献=9.0)], without)
    rule = summary.lowland_rule(evaluation)
    assert (rule.line, rule.below) == (1, True) and rule.assumed
    assert summary.sums(evaluation).lowland_units.tolist() == [1]


@pytest.mark.clause("FH-06")
def test_tenants_of_a_shared_parcel_count_once():
    """8 + 4 万元 over a parcel of 10 亩 (spec 7.1): one unit at 1.2, nobody under the line."""
    rows = [firm(1, 用地面积=5.0, 税收实际贡献=8.0), firm(2, 用地面积=5.0, 税收实际贡献=4.0), firm(3)]
    parcels = [{"宗地代码": "Z1", "区县": "甲区", "镇街": "东镇", "登记面积": 10.0}]
    shared = [{"宗地代码": "Z1", "统一社会信用代码": code} for code in ("E001", "E002")]
    found = summary.sums(of(rows, load_policy("fenghua-2022"), 宗地=parcels, 占用=shared))
    assert found.units.sum() == 2
    assert found.land_mu.sum() == 20 and found.tax_wan.sum() == 112
    assert found.lowland_units.tolist() == [0]


def test_places_are_by_name_and_the_unfilled_one_is_last():
    """Two counties have a town of the same name; they stay two."""
    rows = [firm(1, 区县="乙县"), firm(2, 区县="甲区"), firm(3, 区县=None, 镇街=None), firm(4)]
    evaluation = of(rows)
    by_county, by_town = summary.sums(evaluation, by="county"), summary.sums(evaluation, by="town")
    assert by_county.places == (Place("乙县"), Place("甲区"), Place())
    assert by_county.evaluated.tolist() == [1, 2, 1]
    assert by_town.places == (Place("乙县", "东镇"), Place("甲区", "东镇"), Place())
    assert by_town.land_mu.sum(axis=1).tolist() == [10, 20, 10]


def test_places_add_up_to_the_whole():
    rows = [firm(k, 区县=f"{'甲乙丙'[k % 3]}县", 镇街=f"镇{k % 4}", 税收实际贡献=float(k)) for k in range(1, 31)]
    evaluation, names = of(rows), ("units", "land_mu", "tax_wan", "lowland_mu", "status")
    whole = summary.sums(evaluation)
    for by in ("county", "town"):
        parts = summary.sums(evaluation, by=by)
        assert all(np.allclose(getattr(parts, n).sum(axis=0), getattr(whole, n)[0]) for n in names)


def test_counties_are_shown_where_there_are_two_else_towns_else_neither():
    assert summary.split_by(of([firm(1), firm(2, 区县="乙县")])) == "county"
    assert summary.split_by(of([firm(1), firm(2, 镇街="西镇")])) == "town"
    assert summary.split_by(of([firm(1), firm(2, 区县=None, 镇街=None)])) is None


def low(number: int, town: str | None, land_mu: float) -> dict[str, object]:
    return firm(number, 镇街=town, 用地面积=land_mu, 税收实际贡献=0.1)


def test_the_fewest_towns_with_more_than_half_of_the_low_yield_land():
    """Of 100 亩: 60 in one town is more than half; 50 is not, so the next one is needed."""
    rows = [low(1, "东镇", 60.0), low(2, "西镇", 30.0), low(3, "南镇", 10.0), firm(4, 镇街="北镇")]
    assert summary.concentration(of(rows)) == Concentration((Place("甲区", "东镇"),), 3, 0)
    rows = [low(1, "东镇", 50.0), low(2, "西镇", 30.0), low(3, "南镇", 20.0)]
    assert summary.concentration(of(rows)).places == (Place("甲区", "东镇"), Place("甲区", "西镇"))


def test_land_without_a_town_can_keep_the_rest_from_being_concentrated():
    """60 of 100 亩 have no town: the others hold less than half."""
    found = summary.concentration(of([low(1, None, 60.0), low(2, "西镇", 40.0)]))
    assert found == Concentration((), 1, 60)
    assert summary.concentration(of([firm(1)])) == Concentration((), 0, 0)


def test_moves_count_enterprises_that_are_in_both_years():
    """E001 falls from A to D, E020 climbs from D to A; E021 loses its land and with it its class.

    With 21 in 2021 the quotas are A 4, B 10, C 6, D 1: E021 (3.5) is the sixth C, all others stand as in 2022.
    """
    rows = twenty()
    turned = {1: firm(1, 用地面积=30.0, 税收实际贡献=15.0), 20: firm(20, 税收实际贡献=200.0)}
    now = [turned.get(k, row) for k, row in enumerate(rows, 1)]
    now += [firm(21, 用地面积=None)]
    before = [row | {"年度": 2021} for row in rows] + [firm(21, 年度=2021, 税收实际贡献=35.0)]
    tables = Tables.of({"企业": [*before, *now]})
    found = summary.moves(evaluate(tables, JIAXING, 2022), evaluate(tables, JIAXING, 2021))
    assert found == Moves(up=1, down=1, same=18, entered=0, left=1)


def test_a_new_enterprise_is_no_move():
    before = [row | {"年度": 2021} for row in twenty()]
    tables = Tables.of({"企业": [*before, *twenty(), firm(21, 类别="服务业")]})
    found = summary.moves(evaluate(tables, JIAXING, 2022), evaluate(tables, JIAXING, 2021))
    assert found == Moves(up=0, down=0, same=20, entered=0, left=0)


def test_row_order_never_decides():
    rows = [firm(k, 区县=f"{'甲乙丙'[k % 3]}县", 用地面积=k / 7, 税收实际贡献=k * 0.1) for k in range(1, 41)]
    tables = Tables.of({"企业": rows})
    turned = replace(tables, enterprises=tables.enterprises.iloc[::-1].reset_index(drop=True))
    one, other = (summary.sums(evaluate(t, JIAXING, 2022), by="county") for t in (tables, turned))
    assert one.places == other.places
    assert np.array_equal(one.land_mu, other.land_mu) and np.array_equal(one.tax_per_mu, other.tax_per_mu)
