"""Does the oracle merge parcels and read the fine print (evaluation.md §§7.1, 10, 12)? Typed from it."""

from oracle import evaluate
from oracle_cases import by_code, firm, near
from oracle_policies import policy_with
from oracle_units import units_of

# 7.1 and 12: merged parcels


def shared_parcel(areas, extra=(), large=()):
    tenants = [firm(number, 税收实际贡献=tax, 用地面积=7) for number, tax in [(1, 8), (2, 4)]]
    occupied = [
        {"宗地代码": "P1", "统一社会信用代码": f"U00{number}", "占用面积": area}
        for number, area in enumerate(areas, 1)
    ]
    parcels = [{"宗地代码": "P1", "区县": "甲区", "镇街": "甲镇", "登记面积": 10}]
    return {"企业": tenants + list(large), "占用": occupied + list(extra), "宗地": parcels}


def test_shared_parcel_is_one_unit():
    result = evaluate(shared_parcel([None, 5]), "fenghua-2022", 2022)
    for row in result["rows"]:
        assert (row["评价单元"], row["亩均税收"], row["名次"], row["依据"]) == (
            "P1",
            near(1.2),
            1,
            "FH-06:合并宗地",
        )
    assert result["status"] == {"规下工业": {"参评": 2}}
    assert sum(result["classes"]["规下工业"].values()) == 1
    assert result["groups"][0]["企业数"] == 1


def test_divided_parcel_is_not_merged():
    rows = by_code(
        evaluate(
            shared_parcel([5, 5]) | {"企业": [firm(1, 税收实际贡献=8), firm(2, 税收实际贡献=4)]},
            "fenghua-2022",
            2022,
        )
    )
    assert (rows["U001"]["亩均税收"], rows["U002"]["亩均税收"]) == (near(1.6), near(0.8))
    assert rows["U001"]["评价单元"] == "U001"


def test_merged_land_takes_off_large_tenants_and_adds_other_parcels():
    large = [firm(3, 规模="规上", 税收实际贡献=1, 用地面积=2)]
    extra = [
        {"宗地代码": "P1", "统一社会信用代码": "U003", "占用面积": None},
        {"宗地代码": "P2", "统一社会信用代码": "U001", "占用面积": None},
    ]
    upload = shared_parcel([None, None], extra, large)
    upload["宗地"].append({"宗地代码": "P2", "区县": "甲区", "镇街": "甲镇", "登记面积": 4})
    rows = by_code(evaluate(upload, "fenghua-2022", 2022))
    assert rows["U001"]["亩均税收"] == near(1)  # 12 ÷ (10 − 2 + 4)
    upload["宗地"][0]["登记面积"] = None
    rows = by_code(evaluate(upload, "fenghua-2022", 2022))
    assert (rows["U002"]["状态"], rows["U002"]["依据"]) == ("数据缺失", "本系统:用地缺失;FH-06:合并宗地")


def test_units_that_share_a_tenant_are_one():
    large = [firm(number, 税收实际贡献=4) for number in (3, 4)]
    extra = [{"宗地代码": "P2", "统一社会信用代码": code, "占用面积": None} for code in ("U002", "U003")] + [
        {"宗地代码": "P3", "统一社会信用代码": code, "占用面积": None} for code in ("U003", "U004")
    ]
    upload = shared_parcel([None, 5], extra, large)
    for parcel in ("P2", "P3"):
        upload["宗地"].append({"宗地代码": parcel, "区县": "甲区", "镇街": "甲镇", "登记面积": 15})
    rows = evaluate(upload, "fenghua-2022", 2022)["rows"]
    # (8 + 4 + 4 + 4) ÷ (10 + 15 + 15)
    assert [(row["评价单元"], row["亩均税收"]) for row in rows] == [("P1", near(0.5))] * 4


# 10 and 12: fine print


def test_ratio_of_sums_uses_rows_with_both():
    rows = [
        firm(1, 用地面积=10, 税收实际贡献=20),
        firm(2, 用地面积=10),
        firm(3, 用地面积=10, 税收实际贡献=40),
    ]
    result = evaluate({"企业": rows}, "jiaxing-2018", 2022)
    assert result["benchmarks"]["规下工业"]["亩均税收"] == near(4.5)
    assert result["groups"][0]["用地面积"] == 30


def test_an_enterprise_without_any_item_is_missing_but_stays_in_the_benchmark():
    changes = {"pools": {"规下工业": {"items": {"亩均税收": {"missing": "redistribute"}}}}}
    rows = [firm(1, 用地面积=10, 税收实际贡献=20), firm(2, 用地面积=10)]
    row = by_code(evaluate({"企业": rows}, "jiaxing-2018", 2022, changes))["U002"]
    assert (row["状态"], row["依据"]) == ("数据缺失", "本系统:指标缺失(全部)")


def test_zero_emission_earns_the_cap_and_a_blank_one_the_mean():
    rows = [
        firm(number, 规模="规上", 用地面积=10, 税收实际贡献=5, 工业增加值=added, 排放量=emission)
        for number, added, emission in [(1, 10, 0), (2, 10, 5), (3, 10, None), (4, -5, 0)]
    ]
    found = by_code(evaluate({"企业": rows}, "jiaxing-2018", 2022))
    # benchmark 1.5 × (10 + 10 − 5) ÷ 5 = 4.5; U002 has 2 ÷ 4.5 of 10 points;
    # nobody has energy, staff or R&D, so 30 points are lost: × 100 ÷ 70
    item = 10 * 2 / 4.5
    expected = [10, item, (10 + item + 0) / 3, 0]
    assert [found[f"U00{number}"]["得分:单位排放增加值"] for number in range(1, 5)] == [
        near(points * 100 / 70) for points in expected
    ]


def test_electricity_alone_never_makes_the_energy():
    rules = policy_with("huangyan-2022")
    rows = [firm(1, 用电量=10), firm(2, 用电量=10, 原煤=0)]
    units = units_of({"企业": rows}, rules, 2022)
    assert [unit["measures"]["能耗"] for unit in units] == [None, near(30.15)]
    units = units_of({"企业": rows}, policy_with("jiaxing-2018"), 2022)
    assert units[1]["measures"]["能耗"] == near(12.29)


def test_pool_by_county_splits_pool_quota_and_benchmark():
    rows = [
        firm(1, 规模="规上", 用地面积=10, 税收实际贡献=20),
        firm(2, 规模="规上", 用地面积=10, 税收实际贡献=40),
    ]
    rows[1]["区县"] = "乙区"
    result = evaluate({"企业": rows}, "xian-2022", 2022)
    assert list(result["benchmarks"]) == sorted(["规上工业/甲区", "规上工业/乙区"])
    assert [row["名次"] for row in result["rows"]] == [1, 1]
    result = evaluate({"企业": rows}, "xian-2022", 2022, {"defaults": {"pool_by": {"value": "none"}}})
    assert list(result["benchmarks"]) == ["规上工业"]
