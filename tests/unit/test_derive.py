"""How measures came about: each way has its word beside the value (spec 1.2, 1.5, 10.9, 12)."""

import pandas as pd
import pytest

from muyun.data.derive import LISTED, derived_enterprises
from muyun.data.tables import Tables
from muyun.policy.load import load_policy

POLICY = load_policy("jiaxing-2018")
CODES = ["A1", "A2", "A3", "A4", "A5", "A6"]


def derived(rows, **tables):
    named = [
        {"年度": 2022, "统一社会信用代码": code, "企业名称": code} | row
        for code, row in zip(CODES, rows, strict=False)
    ]
    return derived_enterprises(Tables.of({"企业": named, **tables}), POLICY, 2022)


def ways(frame, name):
    return frame[f"{name}_origin"].astype("str").tolist()


def test_land_says_which_way_it_was_found():
    frame, _ = derived(
        [{"用地面积": 9, "已登记用地": 50}, {"已登记用地": 50, "租入用地": 10, "出租用地": 20}, {}, {"出租用地": 5}],
        占用=[
            {"宗地代码": "P", "统一社会信用代码": "A3", "占用面积": 4},
            {"宗地代码": "Q", "统一社会信用代码": "A3", "占用面积": 3},
            {"宗地代码": "Q", "统一社会信用代码": "A4", "占用面积": 3},
        ],
    )
    assert frame["land_mu"].tolist()[:3] == [9, 40, 7]
    assert pd.isna(frame["land_mu"]["A4"])  # a part is filled, so the occupancy isn't taken
    assert ways(frame, "land_mu") == ["直接填报", "分项合计", "占用面积合计", "缺失"]


def test_sums_add_the_parts_that_are_there_and_a_given_value_stays():
    frame, _ = derived([{"增值税": 30, "房产税": 5}, {"税收实际贡献": 7, "增值税": 30}, {}])
    assert frame["tax_wan"].tolist()[:2] == [35, 7] and pd.isna(frame["tax_wan"]["A3"])
    assert ways(frame, "tax_wan") == ["分项合计", "直接填报", "缺失"]


def test_energy_of_parts_needs_more_than_electricity():
    """1.229 · 100 + 0.7143 · 10 at 当量值; a zero in another kind counts as filled."""
    frame, findings = derived([
        {"规模": "规上", "用电量": 100, "原煤": 10}, {"规模": "规上", "用电量": 100},
        {"规模": "规上", "用电量": 100, "天然气": 0},
    ])  # fmt: skip
    assert frame["energy_tce"].tolist() == pytest.approx([130.043, float("nan"), 122.9], nan_ok=True)
    assert [f.code for f in findings] == ["ENERGY_ELECTRICITY_ONLY"]
    assert "“A2”" in findings[0].what


def test_scale_says_whether_it_was_given_or_guessed():
    frame, findings = derived([
        {"规模": "规下", "主营业务收入": 9999}, {"主营业务收入": 2000}, {"主营业务收入": 1999.99}, {},
        {"类别": "服务业", "营业收入": 2000, "主营业务收入": 1},
    ])  # fmt: skip
    assert frame["scale"].tolist() == ["规下", "规上", "规下", "规下", "规上"]
    assert ways(frame, "scale") == ["直接填报", "按营业收入", "按营业收入", "缺营业收入", "按营业收入"]
    assert [f.code for f in findings] == ["SCALE_NO_REVENUE"]


def test_many_findings_of_one_kind_end_in_a_count():
    rows = [
        {"年度": 2022, "统一社会信用代码": f"{i:05d}", "企业名称": "甲", "已登记用地": 9, "新增用地": 1}
        for i in range(LISTED + 5)
    ]
    _, findings = derived_enterprises(Tables.of({"企业": rows}), POLICY, 2022)
    undated = [f for f in findings if f.code == "NEW_LAND_NO_DATE"]
    assert len(undated) == LISTED + 1 and "另有 5 处" in undated[-1].what


def test_frame_is_sorted_by_code_and_of_one_year():
    rows = [{"年度": y, "统一社会信用代码": c, "企业名称": c} for y, c in ((2022, "B"), (2021, "C"), (2022, "A"))]
    frame, _ = derived_enterprises(Tables.of({"企业": rows}), POLICY, 2022)
    assert frame.index.tolist() == ["A", "B"] and frame["row"].tolist() == [2, 0]
