"""What do the tests of the oracle share? Short enterprises, and closeness in words."""

import pytest


def firm(number, year=2022, **columns):
    return {
        "年度": year,
        "统一社会信用代码": f"U{number:03}",
        "企业名称": f"示例{number}",
        "区县": "甲区",
        "行业代码": "3511",
        "规模": "规下",
    } | columns


def taxed(count, first=1, **columns):
    """`count` enterprises on 10 亩, each with less tax than the one before, so number = rank."""
    return [
        firm(number, 用地面积=10, 税收实际贡献=1000 - number, **columns)
        for number in range(first, first + count)
    ]


def by_code(result):
    return {row["统一社会信用代码"]: row for row in result["rows"]}


def near(value):
    return pytest.approx(value, abs=1e-9)


def four(value):
    return pytest.approx(value, abs=5e-5)
