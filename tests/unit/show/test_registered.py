"""What is on record about an enterprise, with its cells."""

from __future__ import annotations

import pytest
from ranked_uploads import YEAR, evaluated, small

from muyun.data.shared import links_of_year
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.local_ranks import local_ranks
from muyun.policy.load import load_policy
from muyun.show.places import places
from muyun.show.registered import registered, registered_alone, without

CODE = {"统一社会信用代码": "E001"}
TABLES = {
    "企业": [small(1, 100.0, 标签="高新技术企业、专精特新小巨人"), small(2, 90.0), small(3, 80.0)],
    "加减分": [CODE | {"年度": YEAR, "项目": "数字化改造", "分值": -1.5, "依据": "嘉经信〔2022〕1 号"},
            CODE | {"年度": YEAR - 1, "项目": "旧", "分值": 9.0, "依据": "旧"}],
    "否决事项": [CODE | {"年度": YEAR, "类别": "环保不达标", "说明": "超标排放", "依据": "罚〔2022〕3 号"}],
    "手工调档": [CODE | {"年度": YEAR, "目标等级": "B", "理由": "整改到位", "依据": "会议纪要"}],
    "宗地": [{"宗地代码": "P1", "区县": "南湖区", "镇街": "东镇", "登记面积": 20.0, "用途": "工业"}],
    "占用": [CODE | {"宗地代码": "P1", "占用面积": 10.0, "方式": "自有"},
           {"宗地代码": "P1", "统一社会信用代码": "E002"}, CODE | {"宗地代码": "P9"}],
}  # fmt: skip


@pytest.mark.clause("JX-14")
def test_everything_of_the_year_is_told_in_order_and_other_years_are_not():
    tables = Tables.of(TABLES)
    found = registered(tables, evaluate(tables, load_policy("jiaxing-2018"), YEAR), "E001")
    assert [(e.kind, e.text, e.basis) for e in found] == [
        ("加减分", "数字化改造 −1.5 分", "嘉经信〔2022〕1 号"), ("否决事项", "环保不达标：超标排放", "罚〔2022〕3 号"),
        ("手工调档", "调为 B：整改到位", "会议纪要"), ("标签", "高新技术企业、专精特新小巨人", ""),
        ("宗地", "P1（东镇，工业）：占用面积 10 亩（自有），登记面积 20 亩，另有 1 家企业", ""),
        ("宗地", "P9：占用面积未填，“宗地”表里没有这宗地，没有别的企业", ""),
    ]  # fmt: skip
    assert without(found) == ""


def test_who_has_no_row_in_the_year_is_no_occupant_of_it_as_for_the_land():
    """E099 left before the year: P1 has E001 and E002, as `links_of_year` counts for 参评范围 and merged units."""
    gone = {"宗地代码": "P1", "统一社会信用代码": "E099"}
    tables = Tables.of(TABLES | {"占用": [*TABLES["占用"], gone]})
    evaluation = evaluate(tables, load_policy("jiaxing-2018"), YEAR)
    links = links_of_year(tables.occupancy, evaluation.prepared.cohort.enterprises)
    counted = int((links.parcel_ids[links.parcel] == "P1").sum())
    (told,) = [e.text for e in registered(tables, evaluation, "E001") if e.text.startswith("P1")]
    assert counted == 2 and told.endswith("另有 1 家企业")
    only = Tables.of(TABLES | {"占用": [CODE | {"宗地代码": "P1"}, gone]})
    (told,) = [e.text for e in registered(only, evaluate(only, load_policy("jiaxing-2018"), YEAR), "E001")
               if e.kind == "宗地"]  # fmt: skip
    assert told.endswith("没有别的企业")


def test_what_is_not_there_is_said_in_a_line():
    tables = Tables.of({"企业": TABLES["企业"]})
    assert without(registered(tables, evaluate(tables, load_policy("jiaxing-2018"), YEAR), "E003")) == (
        "没有登记：加减分、否决事项、手工调档、标签、宗地。"
    )


def test_a_merged_unit_tells_its_other_tenants_rows_by_name():
    shared = [{"宗地代码": "P1", "统一社会信用代码": code} for code in ("E001", "E002")]
    tables = Tables.of(TABLES | {"占用": shared})
    evaluation = evaluate(tables, load_policy("fenghua-2022"), YEAR)
    found = registered(tables, evaluation, "E002")
    assert found[0].text == "示例1厂：数字化改造 −1.5 分"
    assert [e.text.partition("：")[0] for e in found if e.kind == "宗地"] == ["P1（东镇，工业）", "示例1厂"]


@pytest.mark.clause("FH-06")
def test_alone_a_tenant_reads_nothing_of_the_others_of_its_unit():
    shared = [{"宗地代码": "P1", "统一社会信用代码": code} for code in ("E001", "E002")]
    tables = Tables.of(TABLES | {"占用": shared})
    evaluation = evaluate(tables, load_policy("fenghua-2022"), YEAR)
    found = registered_alone(tables, evaluation, "E002")
    assert [e.text.partition("：")[0] for e in found] == ["P1（东镇，工业）"]


def test_places_without_a_town_say_what_is_missing():
    rows = [small(n, 10.0 * n, 镇街=None, 行业代码="9999") for n in range(1, 4)]
    markup = places(local_ranks(evaluated(rows), "E001"))
    assert "镇街未填" in markup and "行业 99<" in markup and "第 3 <small>/ 3 名" in markup
    assert places(()) == ""
