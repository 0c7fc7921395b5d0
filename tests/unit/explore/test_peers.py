"""Each indicator among its peers, counted by hand."""

from __future__ import annotations

import math

import pytest

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.peers import peers
from muyun.policy.load import load_policy

YEAR = 2022


def small(code: str, tax_wan: float | None, **cells: object) -> dict[str, object]:
    own = {"年度": YEAR, "统一社会信用代码": code, "企业名称": code, "区县": "甲区", "镇街": "东镇", "行业代码": "3311",
           "规模": "规下", "用地面积": 10.0, "税收实际贡献": tax_wan}  # fmt: skip
    return own | cells


def evaluated(rows: list[dict[str, object]]) -> Evaluation:
    return evaluate(Tables.of({"企业": rows}), load_policy("jiaxing-2018"), YEAR)


ROWS = [small("E0", 200), small("E1", 100, 行业代码="2611"), small("E2", 100), small("E3", 20), small("E4", None)]
"""20, 10, 10, 2 万元/亩 and one without; ratio of sums 420 ÷ 40 = 10.5, benchmark 15.75."""


@pytest.mark.clause("JX-14")
def test_a_value_is_counted_against_those_that_are_known():
    (found,) = peers(evaluated(ROWS), "E1")
    assert (found.others, found.better, found.worse, found.missing) == (3, 1, 1, 1)
    assert found.values.tolist() == [2, 10, 10, 20] and found.sector.tolist() == [10]
    assert (found.value, found.median) == (10, 10)
    assert found.full == pytest.approx(15.75)


def test_who_has_no_value_is_beside_nobody():
    (found,) = peers(evaluated(ROWS), "E4")
    assert math.isnan(found.value) and (found.others, found.better, found.worse) == (0, 0, 0)
    assert found.values.tolist() == [2, 10, 10, 20]


def test_who_is_not_ranked_is_set_beside_those_who_are():
    """E5 has no land: 数据缺失, and no value; the four with values stay."""
    (found,) = peers(evaluated([*ROWS, small("E5", 1, 用地面积=None)]), "E5")
    assert len(found.values) == 4 and found.missing == 1


def test_without_a_pool_there_are_no_peers():
    rows = [*ROWS, small("E5", 1, 类别="服务业")]
    assert peers(evaluated(rows), "E5") == ()


def test_an_indicator_of_a_large_group_names_every_item_of_the_policy():
    rows = [small(f"E{n}", 10.0 * n, 规模="规上", 工业增加值=100.0) for n in range(1, 4)]
    found = peers(evaluated(rows), "E1")
    assert [p.indicator for p in found][:2] == ["亩均税收", "亩均增加值"] and len(found) == 6
    assert math.isnan(found[2].full) and len(found[2].values) == 0
