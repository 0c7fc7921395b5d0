"""What was understood of an upload."""

from __future__ import annotations

from office_files import HEADER

from muyun.data.read import read_upload
from muyun.data.understood import UNUSED, understood
from muyun.findings import Cell, Finding, Level

ONE, TWO = "91110000802100433B", "91330100716105852F"
ROWS = [
    ["某县企业数据"],
    [*HEADER, "用地面积（平方米）", "税收实际贡献", "备注", "用电量(万千瓦时)"],
    [2022, ONE, "甲公司", "南湖区", "C1713", 20000, 1200, "x", None],
    [2022, TWO, "乙公司", "南湖区", "C1713", None, 300, None, 5],
    ["合计", None, None, None, None, 20000, 1500],
]  # fmt: skip


def read(write_xlsx, write_csv):
    book = write_xlsx({"企业": ROWS, "草稿": [["x"]]}, "数据.xlsx")
    region = write_csv([["年度", "区域名称", "级别", "地区生产总值（亿元）"], [2022, "南湖区", "县", 12.5]], "区域.csv")
    return understood(*read_upload([book, region]))


def test_each_sheet_is_a_row(write_xlsx, write_csv):
    assert read(write_xlsx, write_csv).sources.values.tolist() == [
        ["数据.xlsx", "企业", "企业", 2, 8], ["区域.csv", "", "区域", 1, 4],
    ]  # fmt: skip


def test_headers_are_shown_with_what_they_were_read_as(write_xlsx, write_csv):
    columns = read(write_xlsx, write_csv).columns
    rows = {row[4]: row[3:] for row in columns.itertuples(index=False, name=None)}
    assert rows["企业名称"] == ("C", "企业名称", "企业名称", "", "", "", 2)
    assert rows["用地面积（平方米）"] == (
        "F", "用地面积（平方米）", "用地面积", "平方米", "亩", "1 平方米 = 0.0015 亩", 1,
    )  # fmt: skip
    assert rows["税收实际贡献"] == ("G", "税收实际贡献", "税收实际贡献", "", "万元", "", 2)
    assert rows["用电量(万千瓦时)"] == ("I", "用电量(万千瓦时)", "用电量", "万千瓦时", "万千瓦时", "", 1)
    assert rows["地区生产总值（亿元）"][2:] == ("地区生产总值", "亿元", "万元", "1 亿元 = 10,000 万元", 1)
    assert columns.loc[columns["表"] == "企业", "列号"].tolist() == [*"ABCDEFGI"]


def test_what_was_not_used_is_listed(write_xlsx, write_csv):
    unused = read(write_xlsx, write_csv).unused
    assert sorted(map(tuple, unused.iloc[:, :4].values.tolist())) == [
        ("数据.xlsx", "企业", "H2", "列"), ("数据.xlsx", "企业", "第 5 行", "行"), ("数据.xlsx", "草稿", "", "工作表"),
    ]  # fmt: skip
    assert any("备注" in text for text in unused["说明"])


def test_cells_of_joined_files_are_counted_by_file(write_csv):
    keys = ["年度", "统一社会信用代码"]
    full = [*keys, "企业名称", "区县", "行业代码"]
    one = write_csv([full, [2022, ONE, "甲", "南湖区", "C1713"], [2022, TWO, "乙", "南湖区", "C1713"]], "企业-经信.csv")
    two = write_csv([[*keys, "增值税"], [2022, ONE, 5]], "企业-税务.csv")
    found = understood(*read_upload([one, two]))
    assert found.sources["行数"].tolist() == [2, 1]
    tax = found.columns[found.columns["文件"] == "企业-税务.csv"]
    assert tax[["读作", "已填"]].values.tolist() == [["年度", 1], ["统一社会信用代码", 1], ["增值税", 1]]


def test_wrong_cells_are_not_among_the_unused():
    wrong = Finding("NUMBER_UNREADABLE", Level.ERROR, Cell("企业", 2, "税收实际贡献", "G", "数据.xlsx", "企业"), "x")
    tables, _ = read_upload([])
    assert "NUMBER_UNREADABLE" not in UNUSED
    assert understood(tables, [wrong]).unused.empty
