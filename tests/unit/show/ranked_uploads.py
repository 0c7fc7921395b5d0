"""Small years of enterprises for the tests of 排名 and 企业."""

from __future__ import annotations

from collections.abc import Mapping

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.policy.amend import amend
from muyun.policy.load import load_policy

YEAR = 2022


def firm(number: int, **cells: object) -> dict[str, object]:
    """A 规上 factory of 10 亩 with every measure; `cells` in its place."""
    own: dict[str, object] = {
        "年度": YEAR, "统一社会信用代码": f"E{number:03d}", "企业名称": f"示例{number}厂", "区县": "南湖区",
        "镇街": "东镇", "行业代码": "3311", "规模": "规上", "用地面积": 10.0, "税收实际贡献": 100.0,
        "工业总产值": 3000.0, "工业增加值": 900.0, "主营业务收入": 2800.0, "年平均职工人数": 60.0, "总用能": 400.0,
        "排放量": 2.0, "碳排放": 900.0, "研发经费": 60.0, "用电量": 80.0,
    }  # fmt: skip
    return own | cells


def small(number: int, tax_wan: float, **cells: object) -> dict[str, object]:
    """A 规下 factory of 10 亩 with its tax."""
    return firm(number, 规模="规下", 税收实际贡献=tax_wan, **cells)


def evaluated(
    rows: list[dict[str, object]], policy: str = "jiaxing-2018", patch: Mapping[str, object] | None = None,
    year: int = YEAR, **tables: list[dict[str, object]],
) -> Evaluation:  # fmt: skip
    """The evaluation of these 企业 rows (and rows of other tables) under a shipped policy, amended by `patch`."""
    rules = load_policy(policy)
    if patch:
        rules = amend(rules, patch, None)[0]
    return evaluate(Tables.of({"企业": rows, **tables}), rules, year)
