"""The document is cut into passages, and what rules quote is marked in it with clause and parameter."""

from __future__ import annotations

import re

import pytest

from muyun.policy.load import load_policy, policy_ids, policy_text
from muyun.policy.model import Policy
from muyun.policy.parameters import parameters
from muyun.policy.passages import Piece, passages
from tests.unit.test_policy_parameters import policies

__all__ = ["policies"]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def marked(policy: Policy, text: str) -> dict[str, str]:
    """The marked text of each clause, in reading order."""
    said: dict[str, str] = {}
    for piece in (piece for passage in passages(policy, text) for piece in passage.pieces):
        for clause in piece.clauses:
            said[clause] = said.get(clause, "") + piece.text
    return said


@pytest.mark.parametrize("name", policy_ids())
def test_the_passages_are_the_document_without_blank_space_between(name):
    text = policy_text(name)
    found = passages(load_policy(name), text)
    assert squeezed("".join(p.text for p in found)) == squeezed(text)
    assert [p.number for p in found] == list(range(1, len(found) + 1))
    assert all(p.text == p.text.strip() != "" for p in found)


@pytest.mark.parametrize("name", policy_ids())
def test_every_quote_is_marked_with_its_clause_and_parameter(name):
    policy, text = load_policy(name), policy_text(name)
    document = passages(policy, text)
    for parameter in parameters(policy):
        if parameter.inherited:
            continue
        for clause in parameter.clause:
            own = [x for p in document for x in p.pieces if parameter.path in x.paths and clause in x.clauses]
            quote = dict(parameter.quotes).get(clause, parameter.quote)
            assert squeezed(quote) in squeezed("".join(x.text for x in own)), (parameter.key, clause)


def test_nothing_else_is_marked():
    text = policy_text("fenghua-2022")
    assert marked(load_policy("fenghua-2022"), text) == {
        "FH-01": "实现规上工业亩均税收增长7%",
        "FH-02": "规上工业亩均增加值增长8%",
        "FH-03": "高耗低效工业企业整治提升170家",
        "FH-04": "规下工业企业评价土地以3亩以上为主",
        "FH-06": "规上工业企业、土地权属清晰的应当使用企业评价；对于单宗地块上存在多个经营主体、共租共用等情况"
                 "且难以明确分割土地面积的，原则上采用所有宗地合并的形式进行评价",
        "FH-07": "各镇（街道）、开发区工业用地评价覆盖面原则上要达到70%以上",
        "FH-15": "聚焦综合评价、改革绩效、高耗低效企业整治、创新亮点等工作内容，结合亩均效益指标、评价面积增长情况、"
                 "评价企业数量增长情况、评价结果纠偏情况和高耗低效企业整治完成情况对各镇（街道）、开发区进行考核",
    }  # fmt: skip


def test_overlapping_quotes_share_a_piece():
    """XC-15 quotes the beginning of what XC-16 quotes."""
    document = passages(load_policy("xiacheng-2019"), policy_text("xiacheng-2019"))
    (passage,) = [p for p in document if "XC-16" in p.clauses]
    pieces = [(p.text, p.clauses) for p in passage.pieces if "XC-16" in p.clauses]
    assert pieces == [("原则上A档企业不超过20%", ("XC-15", "XC-16")), ("，D档企业不超过5%", ("XC-16",))]


def test_a_quote_may_run_over_a_line_of_the_document():
    """XA-08: 单位碳排放总产值指 / 标权重为15%, a page break of the original."""
    document = passages(load_policy("xian-2022"), policy_text("xian-2022"))
    assert len([p for p in document if "XA-08" in p.clauses]) == 2


def test_a_quote_that_stands_twice_is_marked_by_the_other_quotes_of_its_clause(policies):
    lines = ["一、能耗按等价值计算。", "亩均税收2万元以下的另行整治。", "单位产值能耗越低越好，能耗按等价值计算。",
             "新增用地两年内不计。"]  # fmt: skip
    text = "\n".join(lines)
    document = passages(policies["donghe-2025"], text)
    assert [p.clauses for p in document] == [(), ("DH-03",), ("DH-01",), ("DH-02",)]
    assert document[2].pieces == (
        Piece("单位产值能耗越低越好", ("DH-01",), tuple(
            ("indicators", "单位产值能耗", key) for key in ("numerator", "denominator", "unit", "better"))),
        Piece("，"),
        Piece("能耗按等价值计算", ("DH-01",), (("energy_basis",),)),
        Piece("。"),
    )  # fmt: skip


def test_headings_are_told_from_paragraphs():
    levels = {p.text: p.level for p in passages(load_policy("xiacheng-2019"), policy_text("xiacheng-2019"))}
    assert (levels["一、总体要求"], levels["（二）主要目标"]) == (1, 2)
    assert all(level == 0 for text, level in levels.items() if text.endswith("。"))


def test_a_policy_without_a_document_has_no_passages():
    assert passages(load_policy("huangyan-2022"), policy_text("huangyan-2022")) == ()


def test_signs_of_markup_stay_as_they_are(policies):
    """Escaping is for whoever shows it."""
    (passage,) = passages(policies["donghe-2025"], "<b>亩均税收2万元以下</b>&amp;")
    assert [p.text for p in passage.pieces] == ["<b>", "亩均税收2万元以下", "</b>&amp;"]
