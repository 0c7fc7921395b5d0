"""A template filled in as an office would: every table, three years, twelve enterprises; nothing to complain of."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pytest

from tests.system.command import POLICIES, code, muyun, read_csv

YEARS = (2020, 2021, 2022)
PARCELS = [f"330103001001GB{i:05d}" for i in range(1, 5)]
SERVICE, SMALL = {11, 12}, {7, 8, 9, 10}
"""Numbers of the enterprises in services and of the small ones; the others are 规上工业."""
INDUSTRIES = ["C1713", "2221", "C2614", "C2821", "C3311", "C3484", "1751", "C2926", "C3360", "C3525", "I6513", "L7211"]


def enterprise(number: int, year: int) -> dict[str, object]:
    """One row of 企业; the figures are plausible and differ between enterprises and years."""
    land = 12 + 5 * number
    yields = 8 + 3 * ((number * 5) % 12) + (year - 2020)
    tax = round(land * yields / (4 if number in SMALL else 1), 2)
    row: dict[str, object] = {
        "年度": year,
        "统一社会信用代码": code(number),
        "企业名称": f"第{number}企业有限公司",
        "区县": ("甲区", "乙县")[number % 2],
        "镇街": ("东街道", "西镇")[number % 2],
        "园区": "示范园",
        "行业代码": INDUSTRIES[number - 1],
        "类别": "服务业" if number in SERVICE else "工业",
        "规模": "规下" if number in SMALL else "规上",
        "军工": "否",
        "已登记用地": land,
        "租入用地": 3 if number == 3 else None,
        "出租用地": 2 if number == 4 else None,
        "增值税": round(tax * 0.6, 2),
        "企业所得税": round(tax * 0.3, 2),
        "其他税收": round(tax * 0.1, 2),
        "年平均职工人数": 40 + 9 * number,
    }
    if number in SERVICE:
        return row | {"营业收入": round(tax * 14, 2)}
    row |= {
        "工业总产值": round(tax * 16, 2),
        "工业增加值": round(tax * 4.2, 2),
        "主营业务收入": round(tax * 15, 2),
        "用电量": round(tax * 1.3, 4),
        "原煤": 120 + number,
        "天然气": 2.5,
        "热力": 900,
        "化学需氧量": 0.4 + number / 50,
        "氨氮": 0.02,
        "二氧化硫": 0.3,
        "氮氧化物": 0.2,
        "碳排放": 900 + 40 * number,
        "研发经费": round(tax * 0.4, 2),
        "固定资产投资": 300,
    }
    if number == 2:
        row |= {"标签": "新设企业、高新技术企业", "过渡期起始年": 2022}
    if number == 5:
        row |= {"新增用地": 4, "新增用地批准日期": dt.date(2020, 6, 1)}
    return row


def tables() -> dict[str, list[dict[str, object]]]:
    """Every table of the template."""
    basis = "县亩均办〔2023〕1号"
    event = {"年度": 2022, "依据": basis}
    return {
        "企业": [enterprise(number, year) for year in YEARS for number in range(1, 13)],
        "加减分": [event | {"统一社会信用代码": code(3), "项目": "专精特新", "分值": 2}],
        "否决事项": [
            event | {"统一社会信用代码": code(4), "类别": "重大税收违法", "说明": "虚开发票"},
            event | {"统一社会信用代码": code(6), "类别": "重大安全生产事故", "说明": "3 月 2 日"},
        ],
        "手工调档": [event | {"统一社会信用代码": code(8), "目标等级": "D", "理由": "停产"}],
        "宗地": [
            {
                "宗地代码": parcel,
                "区县": "甲区",
                "镇街": "东街道",
                "园区": "示范园",
                "登记面积": 47,
                "用途": "工业",
                "土地状态": "在用",
            }
            for parcel in PARCELS
        ],
        "占用": [
            {"宗地代码": PARCELS[0], "统一社会信用代码": code(7), "占用面积": 47, "方式": "自有"},
            {"宗地代码": PARCELS[1], "统一社会信用代码": code(8), "方式": "租入"},
            {"宗地代码": PARCELS[1], "统一社会信用代码": code(9), "方式": "租入"},
        ],
        "电表": [
            {"户号": "3301000012345678", "统一社会信用代码": code(1), "年度": 2022, "份额": 0.4, "用电量": 10},
            {"户号": "3301000012345678", "统一社会信用代码": code(3), "年度": 2022, "份额": 0.6, "用电量": 10},
        ],
        "园区": [
            {
                "年度": 2022,
                "园区名称": "示范园",
                "类型": "小微企业园",
                "级别": "生产制造",
                "区县": "甲区",
                "历史经典产业": "否",
                "建设用地面积": 800,
                "税收实际贡献": 9000,
                "从业人员": 1200,
            }
        ],
        "区域": [
            {
                "年度": 2022,
                "区域名称": "甲区",
                "级别": "县",
                "上级": "某市",
                "工业用地面积": 5000,
                "税收实际贡献": 90000,
            }
        ],
        "整治": [
            {
                "编号": "Z001",
                "类型": "低产田",
                "统一社会信用代码": code(9),
                "方式": "鼓励流转",
                "状态": "进行中",
                "计划完成": dt.date(2023, 12, 31),
                "腾出用地": 5,
            }
        ],
        "项目": [
            {
                "项目编号": "B001",
                "项目名称": "年产一万套阀门项目",
                "行业代码": "3443",
                "用地面积": 30,
                "阶段": "建设期",
                "约定投资强度": 450,
                "约定容积率": 1.8,
            }
        ],
        "纠偏": [
            {
                "编号": "J001",
                "年度": 2022,
                "统一社会信用代码": code(1),
                "字段": "年平均职工人数",
                "原值": 49,
                "新值": 51,
                "部门": "人社局",
                "理由": "漏报",
                "依据": basis,
            }
        ],
        "名单": [{"年度": 2022, "名单": "领跑县", "名称": "甲区", "依据": basis}],
    }


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "填报表.xlsx"
    run = muyun("template", path)
    assert run.returncode == 0, run.stderr
    book = openpyxl.load_workbook(path)
    for table, rows in tables().items():
        sheet = book[table]
        places = {re.sub(r"（[^（）]*）$", "", cell.value): cell.column for cell in sheet[1]}
        for number, row in enumerate(rows, 2):
            for name, value in row.items():
                if value is not None:
                    sheet.cell(number, places[name], value)
    book.save(path)
    return path


def test_a_filled_template_gives_no_finding_at_all(filled):
    run = muyun("check", filled)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("读数没有发现问题。")


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("year", YEARS)
def test_a_filled_template_is_evaluated_under_every_policy(filled, policy, year, tmp_path):
    run = muyun("evaluate", filled, "--policy", policy, "--year", year, "--out", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    rows = read_csv(tmp_path / "out" / "result.csv")
    assert len(rows) == 12
    ranked = [row for row in rows if row["状态"] == "参评"]
    assert len(ranked) >= (5 if policy == "xian-2022" else 9)
    assert all(row["执行等级"] in "ABCD" and row["综合得分"] for row in ranked)
    assert "[错误]" not in run.stderr


def test_land_tax_and_corrections_of_the_template_reach_the_result(filled, tmp_path):
    """第5: 37 亩 less 4 new; yield 8 + 3·(25 mod 12) + 2 = 13 → 481 万元. 第1: 51 staff after the correction."""
    assert muyun("evaluate", filled, "--policy", "jiaxing-2018", "--out", tmp_path / "out").returncode == 0
    rows = {row["企业名称"]: row for row in read_csv(tmp_path / "out" / "result.csv")}
    assert float(rows["第5企业有限公司"]["亩均税收"]) == pytest.approx(481 / 33, abs=1e-9)
    tax = 17 * (8 + 3 * 5 + 2)
    assert float(rows["第1企业有限公司"]["全员劳动生产率"]) == pytest.approx(tax * 4.2 / 51, abs=1e-9)
