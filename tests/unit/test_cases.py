"""Every worked example in tests/cases/*.yaml holds, to the number and to the word."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from stdnum.cn import uscc

from case_format import CASE_TABLES, Case, CaseError, case_of, credit_code, read_cases
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.evaluate.output import group_frame, result_frame
from muyun.findings import Finding, InputError
from muyun.policy.amend import amend
from muyun.policy.load import load_policy, policy_text
from muyun.policy.model import Policy

GROUP_KEYS = ["评价组", "维度", "名称"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an evaluation gave, in the words of result.csv and groups.csv; frames are None after an error."""

    result: pd.DataFrame | None
    groups: pd.DataFrame | None
    benchmarks: pd.DataFrame | None
    codes: frozenset[str]


def outcome(case: Case) -> Outcome:
    """Run one case."""
    tables = Tables.of(case.tables)
    official = shipped(case.policy)
    try:
        policy, findings = amended(case, official)
        evaluation = evaluate(tables, policy, case.year, official=official if case.scenario else None)
    except InputError as error:
        if "错误" not in case.expect:
            raise
        return Outcome(None, None, None, frozenset(f.code for f in error.findings))
    codes = frozenset(f.code for f in (*findings, *evaluation.findings))
    result = result_frame(evaluation).set_index("企业名称", drop=False)
    groups = group_frame(evaluation).set_index(GROUP_KEYS)
    return Outcome(result, groups, evaluation.benchmarks, codes)


@cache
def shipped(policy_id: str) -> Policy:
    """A shipped policy, read once."""
    return load_policy(policy_id)


def amended(case: Case, official: Policy) -> tuple[Policy, tuple[Finding, ...]]:
    """The case's policy and what was found while its patch was laid over the shipped one."""
    if not case.patch:
        return official, ()
    return amend(official, case.patch, policy_text(case.policy))


def differences(case: Case, got: Outcome) -> list[str]:
    """In what the outcome is not as the case says; empty when it holds."""
    expect = case.expect
    found = [f"没有提示 {c}，有 {sorted(got.codes)}" for c in expect.get("提示", ()) if c not in got.codes]
    found += [f"不该有提示 {c}" for c in expect.get("无提示", ()) if c in got.codes]
    found += [f"没有错误 {c}，有 {sorted(got.codes)}" for c in expect.get("错误", ()) if c not in got.codes]
    if got.result is None:
        return found
    rows = sum(row["年度"] == case.year for row in case.tables["企业"])
    if len(got.result) != rows:
        found.append(f"结果有 {len(got.result)} 行，应有 {rows} 行")
    found += _cells(case, "结果", got.result, expect.get("结果", {}))
    groups = {tuple(key.rsplit("/", 2)): cells for key, cells in expect.get("汇总", {}).items()}
    found += _cells(case, "汇总", got.groups, groups)
    found += _cells(case, "基准值", got.benchmarks, expect.get("基准值", {}))
    return found + _counts(got.result, expect)


def _cells(case: Case, what: str, frame: pd.DataFrame, expected: Mapping) -> list[str]:
    found = []
    for key, cells in expected.items():
        if key not in frame.index:
            found.append(f"{what}中没有 {key}")
            continue
        row = frame.loc[key]
        for column, value in cells.items():
            actual = row[column] if column in frame.columns else None
            if column in ("评价单元", "统一社会信用代码"):
                value = case.codes.get(value, value)
            if not same(actual, value, case.tolerance):
                found.append(f"{what} {key} {column}：得 {actual}，应为 {value}")
    return found


def same(actual: object, expected: object, tolerance: float) -> bool:
    """Whether a cell is as a case writes it: null is missing, numbers within `tolerance`, lists as reasons."""
    if isinstance(expected, dict):
        reasons = set(_reasons(actual))
        return set(expected.get("含", ())) <= reasons and reasons.isdisjoint(expected.get("不含", ()))
    if isinstance(expected, list):
        return sorted(_reasons(actual)) == sorted(expected)
    missing = bool(pd.isna(actual)) or actual == ""
    if expected is None or missing:
        return expected is None and missing
    if isinstance(expected, str):
        return str(actual) == expected
    return not isinstance(actual, str) and math.isclose(actual, expected, rel_tol=0, abs_tol=tolerance)


def _reasons(actual: object) -> list[str]:
    return [] if pd.isna(actual) else [r for r in actual.split(";") if r]


def _counts(result: pd.DataFrame, expect: Mapping) -> list[str]:
    found = []
    if "状态计数" in expect:
        actual = Counter(map(str, result["状态"]))
        if actual != Counter(expect["状态计数"]):
            found.append(f"状态计数：得 {dict(actual)}")
    for pool, classes in expect.get("等级计数", {}).items():
        inside = result[(result["评价组"] == pool) & (result["状态"] == "参评")]
        actual = Counter(map(str, inside.drop_duplicates("评价单元")["执行等级"]))
        if actual != Counter(classes):
            found.append(f"等级计数 {pool}：得 {dict(actual)}")
    return found


def parameters() -> list:
    """The cases as pytest parameters, marked with their clauses."""
    return [
        pytest.param(case, id=f"{case.file.removesuffix('.yaml')}: {case.name}",
                     marks=[pytest.mark.clause(*case.clauses)] if case.clauses else [])
        for case in read_cases()
    ]  # fmt: skip


@pytest.mark.parametrize("case", parameters())
def test_worked_example_holds(case):
    found = differences(case, outcome(case))
    assert not found, "\n".join([case.name, case.because, *found])


def test_cases_cite_existing_clauses():
    text = files("muyun").joinpath("clauses.csv").read_text("utf-8")
    known = {row["id"] for row in csv.DictReader(text.splitlines())}
    cited = {clause for case in read_cases() for clause in case.clauses}
    assert cited and cited <= known


ENTRY = {
    "name": "例", "spec": "1.1", "because": "甲的亩均税收是 20。", "policy": "jiaxing-2018", "year": 2022,
    "企业": [{"企业名称": "甲", "规模": "规下", "用地面积": 10, "税收实际贡献": 200}],
    "加减分": [{"企业名称": "甲", "分值": 3}],
    "expect": {"结果": {"甲": {"亩均税收": 20}}},
}  # fmt: skip


def test_left_out_columns_are_filled():
    row = case_of(ENTRY, "a.yaml").tables["企业"][0]
    assert (row["年度"], row["区县"], row["行业代码"]) == (2022, "南湖区", "3311")
    assert row["统一社会信用代码"] == credit_code("甲")


def test_credit_codes_are_valid_and_depend_on_the_name_alone():
    codes = {name: credit_code(name) for name in ("甲", "乙", "企01")}
    assert all(uscc.is_valid(code) for code in codes.values())
    assert len(set(codes.values())) == 3 and credit_code("甲") == codes["甲"]


def test_other_tables_name_the_enterprise_by_its_code():
    case = case_of(ENTRY, "a.yaml")
    assert case.tables["加减分"][0] == {
        "年度": 2022, "统一社会信用代码": case.codes["甲"], "项目": "案例", "分值": 3, "依据": "案例",
    }  # fmt: skip


def test_repeat_counts_names_and_numbers_on():
    row = {"repeat": 3, "企业名称": "企", "用地面积": 10, "税收实际贡献": {"from": 390, "step": -10}}
    rows = case_of({**ENTRY, "企业": [row], "加减分": []}, "a.yaml").tables["企业"]
    assert [(r["企业名称"], r["税收实际贡献"]) for r in rows] == [("企01", 390), ("企02", 380), ("企03", 370)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expects": {}}, "不认识的键「expects」"),
        ({"because": ""}, "缺少「because」"),
        ({"spec": None}, "须写明 clause 或 spec"),
        ({"clause": "XC-8"}, "XC-8"),
        ({"expect": {"结局": {}}}, "不认识的键「结局」"),
        ({"企业": [{"企业名称": "甲", "税收": 1}]}, "没有这一列"),
        ({"加减分": [{"企业名称": "丁", "分值": 3}]}, "没有这一列或这家企业"),
    ],
)
def test_mistaken_case_is_refused_by_name(change, words):
    with pytest.raises(CaseError, match=r"a\.yaml「例」") as error:
        case_of(ENTRY | change, "a.yaml")
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("expected", "wrong"),
    [
        ({"结果": {"甲": {"亩均税收": 20.0001}}}, "亩均税收：得 20"),
        ({"结果": {"甲": {"亩均税收": None}}}, "亩均税收：得 20"),
        ({"结果": {"甲": {"状态": "不参评"}}}, "应为 不参评"),
        ({"结果": {"甲": {"依据": ["XA-05:军工"]}}}, "依据"),
        ({"结果": {"丁": {"状态": "参评"}}}, "没有 丁"),
        ({"状态计数": {"参评": 2}}, "状态计数"),
        ({"等级计数": {"规下工业": {"A": 1}}}, "等级计数"),
        ({"基准值": {"规下工业": {"亩均税收": 20}}}, "基准值"),
        ({"提示": ["X"]}, "没有提示 X"),
        ({"无提示": ["NOTE"]}, "不该有提示 NOTE"),
    ],
)
def test_difference_is_told(expected, wrong):
    result = pd.DataFrame(
        {"企业名称": ["甲"], "状态": ["参评"], "评价组": ["规下工业"], "亩均税收": [20.0], "执行等级": ["C"],
         "评价单元": ["P1"], "依据": [""]}, index=["甲"],
    )  # fmt: skip
    benchmarks = pd.DataFrame({"亩均税收": [30.0]}, index=["规下工业"])
    case = replace(case_of(ENTRY, "a.yaml"), expect=expected)
    found = differences(case, Outcome(result, pd.DataFrame(), benchmarks, frozenset({"NOTE"})))
    assert len(found) == 1 and wrong in found[0]


def test_readme_names_every_key():
    text = (Path(__file__).parents[1] / "cases" / "README.md").read_text("utf-8")
    keys = (*CASE_TABLES, "clause", "spec", "because", "policy", "patch", "scenario", "year", "tolerance",
            "repeat", "基准值", "结果", "汇总", "状态计数", "等级计数", "提示", "无提示", "错误")  # fmt: skip
    assert [key for key in keys if f"`{key}`" not in text] == []
