"""Does the oracle give the worked numbers of evaluation.md §§1–4? Expected values typed from that text."""

from datetime import date

import pytest

from oracle import evaluate
from oracle_cases import by_code, firm, four, near
from oracle_policies import policy_with
from oracle_scores import base_years, compared, min_max_points, sector_averages
from oracle_units import in_deduction, units_of

# 1. Indicators


def test_land_is_registered_plus_rented_minus_let_minus_new():
    row = firm(1, 已登记用地=50, 租入用地=10, 出租用地=20, 新增用地=15, 新增用地批准日期=date(2020, 6, 1))
    unit = units_of({"企业": [row]}, policy_with("xian-2022"), 2022)[0]
    assert unit["measures"]["用地"] == 25


@pytest.mark.parametrize(
    "approved, deducted",
    [
        (date(2020, 6, 1), True),
        (date(2019, 6, 1), False),
        (date(2019, 12, 31), True),
        (None, False),
        (date(2023, 1, 1), False),
        (date(2022, 12, 31), True),
    ],
)
def test_new_land_is_deducted_for_36_months(approved, deducted):
    assert in_deduction(approved, 2022, 36) is deducted


def test_given_land_is_final():
    row = firm(1, 用地面积=40, 已登记用地=50, 新增用地=15, 新增用地批准日期=date(2020, 6, 1))
    assert units_of({"企业": [row]}, policy_with("xian-2022"), 2022)[0]["measures"]["用地"] == 40


@pytest.mark.parametrize("land", [None, 0])
def test_missing_land_is_not_ranked(land):
    row = evaluate({"企业": [firm(1, 用地面积=land, 税收实际贡献=5)]}, "jiaxing-2018", 2022)["rows"][0]
    assert (row["状态"], row["依据"], row["名次"]) == ("数据缺失", "本系统:用地缺失", None)


# 2. Item scores


def years_of_xiacheng(last_tax):
    taxes = {2015: 180, 2016: 200, 2017: 220, 2018: last_tax}
    return {"企业": [firm(1, year, 用地面积=10, 税收实际贡献=tax) for year, tax in taxes.items()]}


def test_benchmark_is_one_and_a_half_times_the_mean_of_three_years():
    result = evaluate(years_of_xiacheng(240), "xiacheng-2019", 2018)
    assert result["benchmarks"]["规下工业"]["亩均税收"] == near(30)
    assert result["rows"][0]["得分:亩均税收"] == near(80)


def test_item_with_weight_35_at_24_of_30_is_28():
    upload = years_of_xiacheng(240)
    for row in upload["企业"]:
        row |= {"规模": "规上", "工业增加值": 100, "研发经费": 1, "主营业务收入": 1, "年平均职工人数": 1}
    weights = {"亩均税收": 35, "亩均增加值": 15}
    result = evaluate(
        upload,
        "xiacheng-2019",
        2018,
        {
            "pools": {
                "规上工业": {
                    "weights": weights | {"单位能耗增加值": 12.5},
                    "items": {"单位能耗增加值": {"missing": "zero"}, "单位排放增加值": {"missing": "zero"}},
                }
            }
        },
    )
    # nobody has energy or emissions: these two are lost for everybody, 100 ÷ 75 for the others
    assert result["rows"][0]["得分:亩均税收"] == near(28 * 100 / 75)


@pytest.mark.parametrize(
    "year, years",
    [
        (2018, [2015, 2016, 2017]),
        (2020, [2015, 2016, 2017]),
        (2021, [2018, 2019, 2020]),
        (2017, [2012, 2013, 2014]),
    ],
)
def test_base_years_stay_for_three_years(year, years):
    assert base_years(year, {"first_year": 2018, "years": 3, "hold_years": 3}) == years


def test_min_max_of_15_between_5_and_25_with_weight_30_is_18():
    assert min_max_points(15, [5, 15, 25], 30) == near(18)
    assert min_max_points(15, [15, 15], 30) == 30


@pytest.mark.parametrize(
    "setting, benchmark",
    [
        ({"method": "percentile", "q": 0.95}, 4.8),  # 1 2 3 4 5: place 0.95 × 4 = 3.8 → 4 + 0.8 × (5 − 4)
        ({"method": "percentile", "q": 0.5}, 3),
        ({"method": "best_share", "share": 0.2}, 5),
        ({"method": "best_share", "share": 0.21}, 4.5),  # ceil(1.05) = 2 values
        ({"method": "pool_ratio", "factor": 2}, 6),
    ],
)
def test_other_benchmarks(setting, benchmark):
    rows = [firm(number, 用地面积=10, 税收实际贡献=10 * number) for number in range(1, 6)]
    result = evaluate({"企业": rows}, "jiaxing-2018", 2022, {"defaults": {"benchmark": setting}})
    assert result["benchmarks"]["规下工业"]["亩均税收"] == near(benchmark)


HUANGYAN_FIRM = {
    "规模": "规上",
    "税收实际贡献": 500,
    "用地面积": 20,
    "工业增加值": 3000,
    "总用能": 1000,
    "排放量": 0.5,
    "年平均职工人数": 150,
    "研发经费": 450,
    "主营业务收入": 15000,
}


@pytest.mark.parametrize(
    "cap, items, score",
    [
        ("none", [31.1242, 22.0329, 22.2717, 12.1709, 11.0254, 9.9338], 108.5588),
        (1, [30, 20, 20, 10, 10, 9.9338], 99.9338),
    ],
)
def test_huangyan_published_constants(cap, items, score):
    result = evaluate(
        {"企业": [firm(1, **HUANGYAN_FIRM)]}, "huangyan-2022", 2022, {"defaults": {"item": {"cap": cap}}}
    )
    row = result["rows"][0]
    names = ["亩均税收", "亩均增加值", "单位能耗增加值", "单位排放增加值", "全员劳动生产率", "研发投入强度"]
    assert [row[f"得分:{name}"] for name in names] == [four(item) for item in items]
    assert row["综合得分"] == four(score)


@pytest.mark.parametrize("emission", [None, 0])
def test_huangyan_without_emissions_gets_the_pool_mean(emission):
    rows = [
        firm(1, **HUANGYAN_FIRM),
        firm(2, **HUANGYAN_FIRM | {"排放量": 1}),
        firm(3, **HUANGYAN_FIRM | {"排放量": emission}),
    ]
    row = by_code(evaluate({"企业": rows}, "huangyan-2022", 2022))["U003"]
    assert row["单位排放增加值"] is None
    assert row["得分:单位排放增加值"] == four((10 + 6.08545) / 2)  # 3000 ÷ 1 ÷ 4929.81 × 10 = 6.0854


def test_huangyan_small_enterprises():
    row = evaluate(
        {"企业": [firm(1, 用地面积=10, 税收实际贡献=57.966, 用电量=492.9082)]}, "huangyan-2022", 2022
    )
    row = row["rows"][0]
    assert row["得分:亩均税收"] == near(25)  # 5.7966 is half of 11.5932
    assert row["得分:单位用电税收"] == four(25)  # 0.1176 is half of 0.2352


# 3. Bonus and penalty


@pytest.mark.parametrize(
    "k, s",
    [
        (3, 2),
        (1.5, 1.5),
        (1, 1),
        (0.8, -1.25),
        (0.5, -2),
        (0, -2),
        (-0.5, -2),
        (1 + 1e-10, 1),
        (1 - 1e-10, 1),
    ],
)
def test_s_of_k(k, s):
    assert compared(k) == near(s)


def three_dyers(**columns):
    figures = [(3000, 1500, 10), (1500, 1500, 0), (500, 1000, 5)]
    return [
        firm(
            number,
            规模="规上",
            行业代码="C1713",
            用地面积=10,
            税收实际贡献=1,
            工业增加值=x,
            总用能=y,
            排放量=z,
            **columns,
        )
        for number, (x, y, z) in enumerate(figures, 1)
    ]


def test_three_dyers_get_r():
    upload = {"企业": three_dyers()}
    units = units_of(upload, policy_with("jiaxing-2018"), 2022)
    w, q = sector_averages(units, policy_with("jiaxing-2018")["sector_adjustment"], "印染")
    assert (w, q) == (near(1.25), four(333.3333))
    rows = by_code(evaluate(upload, "jiaxing-2018", 2022))
    assert [rows[code]["加减分"] for code in ("U001", "U002", "U003")] == [four(0.9778), near(-2.5), near(-8)]


@pytest.mark.parametrize("energy, r", [(999.99, 0), (1000, 4)])
def test_r_begins_at_1000_tce(energy, r):
    row = firm(1, 规模="规上", 行业代码="2610", 用地面积=10, 工业增加值=100, 总用能=energy, 排放量=1)
    assert evaluate({"企业": [row]}, "jiaxing-2018", 2022)["rows"][0]["加减分"] == near(r)


def test_blank_emission_gives_no_t_and_blank_value_added_no_r():
    rows = three_dyers()
    rows[0]["排放量"] = rows[2]["工业增加值"] = None
    found = by_code(evaluate({"企业": rows}, "jiaxing-2018", 2022))
    # W = (3000 + 1500) ÷ (1500 + 1500) = 1.5: K 2 ÷ 1.5 = 4/3 → S 4/3; K 1 ÷ 1.5 = 2/3 → S −1.5; no T
    assert [found[code]["加减分"] for code in ("U001", "U002", "U003")] == [near(8 / 3), near(-3), 0]


# 4. Who takes part


@pytest.mark.parametrize(
    "policy, columns, reason",
    [
        ("xian-2022", {"规模": "规上", "行业代码": "D4620"}, "XA-05:公益性质行业"),
        ("xian-2022", {"规模": "规上", "行业代码": "7721"}, "XA-05:公益性质行业"),
        ("xian-2022", {"规模": "规上", "军工": True}, "XA-05:军工"),
        ("xian-2022", {}, "本系统:无对应评价组"),
        ("xiacheng-2019", {"类别": "服务业", "规模": "规上", "行业代码": "7010"}, "XC-02:不含行业"),
        ("xiacheng-2019", {"类别": "服务业", "规模": "规上", "行业代码": "70"}, None),
        ("xiacheng-2019", {"行业代码": "5111"}, None),
        ("jiaxing-2018", {"行业代码": "4620", "军工": True}, None),
    ],
)
def test_exclusions_belong_to_their_policy(policy, columns, reason):
    row = evaluate({"企业": [firm(1, 用地面积=10, 税收实际贡献=5, **columns)]}, policy, 2022)["rows"][0]
    assert (row["状态"], row["依据"]) == ("不参评" if reason else "参评", reason)


@pytest.mark.parametrize(
    "policy, year, land, columns, reason",
    [
        ("xiacheng-2019", 2018, 5, {}, None),
        ("xiacheng-2019", 2018, 4.99, {}, "XC-01:用地不足5亩"),
        ("xiacheng-2019", 2015, 4.99, {"规模": "规上"}, "XC-01:用地不足5亩"),
        ("xiacheng-2019", 2019, 3, {}, None),
        ("xiacheng-2019", 2019, 2.99, {}, "XC-01:用地不足3亩"),
        ("xiacheng-2019", 2020, 0.1, {}, None),
        ("xiacheng-2019", 2018, 1, {"类别": "服务业", "规模": "规上"}, None),
        ("xiacheng-2019", 2018, 4.9999999999, {}, None),
        ("fenghua-2022", 2022, 2.99, {}, "FH-04:用地不足3亩"),
        ("fenghua-2022", 2022, 3, {}, None),
        ("fenghua-2022", 2022, 2, {"规模": "规上"}, None),
    ],
)
def test_land_gates(policy, year, land, columns, reason):
    upload = {"企业": [firm(1, year, 用地面积=land, 税收实际贡献=5, **columns)]}
    row = evaluate(upload, policy, year)["rows"][0]
    assert (row["状态"], row["依据"]) == ("不参评" if reason else "参评", reason)


@pytest.mark.parametrize("year, status", [(2018, "参评"), (2019, "过渡期"), (2021, "过渡期"), (2022, "参评")])
def test_transition_lasts_three_evaluations(year, status):
    upload = {
        "企业": [
            firm(1, year, 用地面积=10, 税收实际贡献=5, 过渡期起始年=2019),
            firm(2, year, 用地面积=10, 税收实际贡献=4),
        ]
    }
    row = by_code(evaluate(upload, "xiacheng-2019", year))["U001"]
    assert row["状态"] == status
    assert row["综合得分"] is not None and (row["名次"] is None) == (status == "过渡期")


@pytest.mark.parametrize("revenue, pool", [(2000, "规上工业"), (1999.99, "规下工业"), (None, "规下工业")])
def test_blank_scale_follows_revenue(revenue, pool):
    row = firm(1, 规模=None, 主营业务收入=revenue, 用地面积=10, 税收实际贡献=5)
    assert evaluate({"企业": [row]}, "jiaxing-2018", 2022)["rows"][0]["评价组"] == pool
