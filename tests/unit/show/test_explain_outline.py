"""A trace written down: as data, as a table, as lines, as a tree on a page; its cells and corrections."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from ranked_uploads import evaluated, firm

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.show.explain import Kind, Node, explain
from muyun.show.explain.markup import trace_markup
from muyun.show.explain.outline import COLUMNS, as_data, lines, outline_frame, trace_data, value_words
from muyun.terms import Class
from tests.recompute import holds

WORDS = {letter: f"{letter}类（示例）" for letter in Class}
HOSTILE = '<img src=x onerror="alert(1)">&'


def traced(rows: list[dict[str, object]], code: str = "E001", policy: str = "jiaxing-2018", **tables) -> Node:
    given = Tables.of({"企业": rows, **tables})
    return explain(evaluate(given, load_policy(policy), 2022), given, code)


def first(node: Node, kind: Kind, key: str | None = None) -> Node:
    return next(step for step in node.walk() if step.kind is kind and key in (None, step.key))


def test_a_code_of_another_year_is_no_subject():
    rows = [firm(1), firm(2, 年度=2021)]
    with pytest.raises(KeyError):
        traced(rows, "E002")


@pytest.mark.clause("FH-17")
def test_a_correction_stands_between_the_value_and_its_cell(tmp_path):
    """纠偏: 100 → 120, 120 → 150; the value is 150, both rows of 纠偏 and the cell of 企业 are named."""
    header = "年度,统一社会信用代码,企业名称,区县,行业代码,规模,用地面积,税收实际贡献"
    code = "91330000000000003X"
    (tmp_path / "企业.csv").write_text(f"{header}\n2022,{code},甲,南湖区,3311,规下,10,100\n", "utf-8")
    (tmp_path / "纠偏.csv").write_text(
        "编号,年度,统一社会信用代码,字段,原值,新值,部门,理由,依据\n"
        f"2,2022,{code},税收实际贡献,120,150,税务局,复核,函〔2〕\n1,2022,{code},税收实际贡献,100,120,税务局,漏报,函〔1〕\n",
        "utf-8",
    )
    tables, _ = read_upload([tmp_path])
    node = explain(evaluate(tables, load_policy("fenghua-2022"), 2022), tables, code)
    tax = first(node, Kind.NUMERATOR, "tax_wan")
    assert (tax.value, tax.formula, str(tax.cells[0])) == (150, "100 → 120 → 150", "企业.csv H2")
    assert [(step.title, step.value, str(step.cells[0])) for step in tax.children] == [
        ("纠偏 1", 120, "纠偏.csv F3"), ("纠偏 2", 150, "纠偏.csv F2")]  # fmt: skip
    assert "税务局，漏报，函〔1〕" in tax.children[0].rule
    assert tax.rule.startswith("纠偏：部门核准的更正数")
    holds(node)


@pytest.mark.clause("FH-17")
@pytest.mark.parametrize("held, steps", [
    ("3", ["3 → 5"]), ("4", ["4 → 5"]), ("2", ["2 → 3", "3 → 5"]), ("5", []),
])  # fmt: skip
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_only_corrections_that_were_applied_are_told_in_any_order(tmp_path, held, steps, order):
    """Three offices came to 5; which rows made it so depends on what 企业 held, not on their order."""
    code = "91330000000000003X"
    rows = [f"{n},2022,{code},研发经费,{old},{new},统计局,,文\n" for n, old, new in ((1, 4, 5), (2, 3, 5), (3, 2, 3))]
    (tmp_path / "企业.csv").write_text(
        "年度,统一社会信用代码,企业名称,区县,行业代码,规模,用地面积,税收实际贡献,研发经费,主营业务收入\n"
        f"2022,{code},甲,南湖区,3311,规上,10,100,{held},3000\n", "utf-8",
    )  # fmt: skip
    head = "编号,年度,统一社会信用代码,字段,原值,新值,部门,理由,依据\n"
    (tmp_path / "纠偏.csv").write_text(head + "".join(rows[i] for i in order), "utf-8")
    tables, _ = read_upload([tmp_path])
    trace = explain(evaluate(tables, load_policy("jiaxing-2018"), 2022), tables, code)
    spent = next(step for step in trace.walk() if step.key == "rd_wan")
    assert spent.value == 5
    assert [step.formula for step in spent.children] == steps


def test_of_data_stored_before_it_was_kept_which_were_applied_the_chain_is_sought():
    rows = [{"编号": str(n), "年度": 2022, "统一社会信用代码": "E001", "字段": "研发经费", "原值": old, "新值": new}
            for n, old, new in ((1, "8", "60"), (2, "7", "8"))]  # fmt: skip
    spent = first(traced([firm(1)], 纠偏=rows), Kind.NUMERATOR, "rd_wan")
    assert spent.formula == "7 → 8 → 60"


def test_land_of_occupancy_names_each_row():
    node = traced(
        [firm(1, 规模="规下", 用地面积=None)], policy="fenghua-2022",
        宗地=[{"宗地代码": "P1", "区县": "南湖区", "镇街": "东镇", "登记面积": 30.0}],
        占用=[{"宗地代码": "P1", "统一社会信用代码": "E001", "占用面积": 4.0},
             {"宗地代码": "P2", "统一社会信用代码": "E001", "占用面积": 6.0}],
    )  # fmt: skip
    land = first(node, Kind.DENOMINATOR, "land_mu")
    assert (land.value, land.formula) == (10, "4 + 6 = 10")
    assert [(step.key, step.value, step.cells[0].table) for step in land.children] == [
        ("P1", 4, "占用"), ("P2", 6, "占用")]  # fmt: skip


def test_electricity_alone_makes_no_energy_and_says_so():
    node = traced([firm(1, 总用能=None), firm(2)])
    energy = first(node, Kind.DENOMINATOR, "energy_tce")
    assert energy.missing and "只有用电量" in energy.note
    assert first(energy, Kind.ASIDE, "electricity_wan_kwh").value == pytest.approx(80 * 1.229)


def test_points_name_their_item_basis_and_cell():
    node = traced([firm(1)], 加减分=[
        {"年度": 2022, "统一社会信用代码": "E001", "项目": "绿色工厂", "分值": 2.0, "依据": "嘉经信〔2022〕1号"},
        {"年度": 2021, "统一社会信用代码": "E001", "项目": "往年", "分值": 9.0, "依据": "旧文"},
    ])  # fmt: skip
    (row,) = (step for step in node.walk() if step.kind is Kind.BONUS_ROW)
    assert (row.title, row.value, row.cells[0].column) == ("绿色工厂", 2, "分值")
    assert "嘉经信〔2022〕1号" in row.rule and first(node, Kind.POINTS).value == 2


def test_what_a_scenario_sets_is_not_given_the_words_of_the_document():
    official = load_policy("xian-2022")
    weights = {"亩均税收": 30, "亩均总产值": 20}
    policy = amend(official, {"pools": {"规上工业": {"weights": weights}}}, None)[0]
    tables = Tables.of({"企业": [firm(1)]})
    node = explain(evaluate(tables, policy, 2022, official), tables, "E001", official)
    changed, kept = (first(node, Kind.WEIGHT, name).basis for name in ("亩均税收", "研发投入强度"))
    assert (changed.clauses, changed.assumed) == ((), "模拟方案设定，不是政策规定。")
    assert [clause for clause, _ in kept.clauses] == ["XA-08"]


def test_values_are_said_with_unit_and_missing_ones_by_what_they_are():
    def said(kind: Kind, value: object, unit: str = "") -> str:
        return value_words(Node(kind, "", value, unit), WORDS)

    assert said(Kind.VALUE, 0.03, "1") == "3 %"
    assert said(Kind.VALUE, 1234.5, "万元/亩") == "1,234.5 万元/亩"
    assert said(Kind.APPLIED, "A") == "A类（示例）"
    assert said(Kind.SECTOR_TOP, True) == "是"
    assert said(Kind.VALUE, float("nan"), "万元/亩") == "算不出"
    assert said(Kind.ITEM, float("nan"), "分") == "不计分"
    assert said(Kind.YEAR, 2022.0, "年") == "2022 年"


def test_json_has_every_step_and_no_number_that_json_does_not_know():
    rows = [firm(1, 排放量=None, 研发经费=None), firm(2)]
    evaluation = evaluated(rows)
    node = explain(evaluation, Tables.of({"企业": rows}), "E001")
    data = trace_data(evaluation, "E001", node, "试算结果")
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    assert text.count('"operation"') == sum(1 for _ in node.walk())
    assert (data["uscc"], data["unit"], data["year"], data["policy"]["id"]) == ("E001", "E001", 2022, "jiaxing-2018")
    missing = first(node, Kind.VALUE, "单位排放增加值")
    assert as_data(missing)["value"] is None and json.loads(text)["trace"]["value"] == node.value


def test_the_table_has_a_row_a_step_indented_by_its_level():
    node = traced([firm(1), firm(2)])
    frame = outline_frame(node, WORDS)
    assert tuple(frame.columns) == COLUMNS and len(frame) == sum(1 for _ in node.walk())
    assert frame["项目"].iat[0] == "执行等级" and frame["项目"].iat[1] == "　调档后等级"
    assert frame["本系统假定"].str.contains("取通行的六项").any() and frame["位置"].str.contains("税收实际贡献").any()


class _Nesting(HTMLParser):
    """Whether every tag is closed where it was opened, and which tags there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_tree_is_nested_escaped_and_open_down_to_the_items():
    rows = [firm(1, 企业名称=HOSTILE, 区县=HOSTILE), firm(2)]
    points = {"年度": 2022, "统一社会信用代码": "E001", "项目": HOSTILE, "分值": 1.0, "依据": HOSTILE}
    node = traced(rows, 加减分=[points])
    markup = trace_markup(node, {letter: f"{letter}{HOSTILE}" for letter in Class})
    parser = _Nesting()
    parser.feed(markup)
    assert parser.open == [] and parser.tags == {"style", "div", "details", "summary", "span"}
    assert "<img" not in markup and "&lt;img" in markup
    opened = re.findall(r'<details open><summary><span class="name">([^<]+)', markup)
    assert opened[:6] == ["执行等级", "调档后等级", "排名分档", "位次", "名次", "综合得分"]
    assert "亩均税收得分" not in opened


def test_lines_say_rule_clause_quote_and_place():
    node = first(traced([firm(1)], policy="xian-2022"), Kind.VALUE, "亩均税收")
    assert lines(node, WORDS)[:4] == [
        "亩均税收：10 万元/亩",
        "算式 亩均税收 = 税收实际贡献 100 万元 ÷ 用地面积 10 亩 = 10 万元/亩",
        "规则 亩均税收 = 税收实际贡献 ÷ 用地面积。",
        "XA-28 “亩均税收=税收实际贡献/用地面积”",
    ]
