"""Each clause of a document in its text and on a card, filtered, counted and listed; escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs

import pytest

from muyun.policy.load import load_policy, policy_text
from muyun.policy.quotes import squeeze
from muyun.policy.register import READINGS, ClauseState, reading_text, registered_of
from muyun.show.clause_cards import cards, legend, marked_document
from muyun.show.clauses import CAPABILITIES, GIST, capabilities_of, chosen, clause_table, counted, settings_of
from muyun.show.goto import destination

XIACHENG, FENGHUA = registered_of("xiacheng-2019"), registered_of("fenghua-2022")
TITLES = {"policy": "政策", "ranking": "排名", "enterprise": "企业"}


def plain(markup: str) -> str:
    return unescape(re.sub(r"<sup.*?</sup>|<[^>]+>", "", markup))


@pytest.mark.parametrize("document", ["jiaxing-2018", "xiacheng-2019", "fenghua-2022", "xian-2022", READINGS[0].id])
def test_the_marked_document_is_the_document_with_every_clause_marked_once(document):
    entries = registered_of(document)
    text = reading_text(READINGS[0]) if document == READINGS[0].id else policy_text(document)
    markup = marked_document(entries, text)
    assert squeeze(plain(markup)) == squeeze(text)
    assert sorted(re.findall(r"<sup data-clauses=\"([^\"]+)\"", markup)) == sorted(e.id for e in entries)
    for entry in entries:
        marks = re.findall(rf'<mark class="[a-z-]+" data-clauses="[^"]*\b{entry.id}\b[^"]*"[^>]*>(.*?)</mark>', markup)
        assert squeeze(unescape("".join(marks))) == squeeze(entry.quote)


def test_a_stretch_of_two_clauses_names_both_and_looks_like_what_is_done():
    """FH-06 lies within FH-05; were that one still to come."""
    entries = [replace(e, state=ClauseState.TO_COME) if e.id == "FH-05" else e for e in FENGHUA]
    markup = marked_document(entries, policy_text("fenghua-2022"))
    assert '<mark class="done" data-clauses="FH-05 FH-06" title="FH-05 待实现，FH-06 已实现">' in markup
    assert '<mark class="to-come" data-clauses="FH-05" title="FH-05 待实现">' in markup


def test_the_legend_says_each_state_in_a_word_and_a_shape():
    assert [f"{sign} {state}" in legend() for sign, state in zip("●○☆", ClauseState, strict=True)] == [True] * 3


def test_a_card_says_what_the_system_does_with_words_settings_and_pages():
    (entry,) = [e for e in XIACHENG if e.id == "XC-16"]
    card = cards([entry], settings_of(load_policy("xiacheng-2019")), TITLES, {"year": "2022"})
    assert entry.does in card and f"“{entry.quote}”" in card and "● 已实现" in card
    assert "<th>等级比例 · D档</th><td>上限 5 %</td>" in card
    assert f"{GIST}：{entry.clause.gist}" in card
    links = [destination(unescape(go)) for go in re.findall(r'data-go="([^"]+)"', card)]
    assert links == [("ranking", {}), ("enterprise", {})]
    (address,) = re.findall(r'href="policy\?([^"]+)"', card)
    assert parse_qs(unescape(address)) == {"year": ["2022"], "view": ["全文和规则"], "find": ["XC-16"]}


def test_a_page_that_is_not_in_the_menu_is_no_link():
    (entry,) = [e for e in XIACHENG if e.id == "XC-16"]
    assert "data-go" not in cards([replace(entry, pages=("nowhere",))], {}, TITLES, {})


def test_texts_are_escaped():
    bad = replace(XIACHENG[0], quote="<b>&", does="<script>x</script>")
    titles = {**TITLES, "policy": "<s>"}
    markup = cards([bad], {bad.id: [("<i>", "<u>")]}, titles, {"data": '"<s>'}) + marked_document([bad], "甲<b>&乙")
    assert not re.search(r"<(b|script|i|u|s)>", markup) and "&lt;script&gt;" in markup
    assert ">&lt;b&gt;&amp;</mark>" in markup


def test_what_a_clause_fixes_is_said_by_rule_and_only_the_values_that_cite_it():
    fixed = settings_of(load_policy("xiacheng-2019"))
    assert ("等级比例 · A档", "上限 20 %") in fixed["XC-15"]
    assert ("过渡期", "年数 3 个评价年度") in fixed["XC-14"]
    assert fixed["XC-06"] == [("评价组“规下工业” · 权重", "亩均税收 100 分")]
    assert settings_of(None) == {} and "XC-03" not in fixed


def test_state_capability_and_words_filter():
    assert {e.state for e in chosen(XIACHENG, "待实现", "", "")} == {ClauseState.TO_COME}
    assert [e.id for e in chosen(XIACHENG, "全部", "分档", "")] == ["XC-15", "XC-16", "XC-19"]
    assert [e.id for e in chosen(XIACHENG, "已实现", "各个方面", "ａ档 xc-15")] == ["XC-15"], "full width is read"
    assert chosen(XIACHENG, "x", "x", "") == XIACHENG and chosen(XIACHENG, "", "", "没有这个词") == ()


def test_the_counts_add_up():
    found = counted(XIACHENG, "xiacheng-2019")
    numbers = [int(n) for n in re.findall(r"\d+", found)]
    assert found.startswith("本文件 33 条：已实现 ") and numbers[0] == sum(numbers[1:])
    assert {e.clause.capability for e in XIACHENG} <= CAPABILITIES.keys()
    assert capabilities_of(XIACHENG)[0] == "参评范围"


def test_clauses_of_other_documents_are_not_called_those_of_this_one():
    """A county's own policy has the clauses of the documents that it cites."""
    both = (*XIACHENG, *registered_of("jiaxing-2018"))
    assert counted(XIACHENG, "gongshu-2026").startswith("所引文件 33 条：")
    assert counted(both, "gongshu-2026").startswith(f"所引 2 份文件 {len(both)} 条：")


def test_the_list_has_a_row_a_clause_with_the_gist_named_as_ours():
    table = clause_table(XIACHENG, settings_of(load_policy("xiacheng-2019")), TITLES)
    rows = table.exported.set_index("条款")
    assert list(rows.index) == [e.id for e in XIACHENG]
    row = rows.loc["XC-15"]
    assert (row["状态"], row["位置"], row["摘记"]) == ("● 已实现", "二(一)4", "原则上A档不超过20%")
    assert row["相关参数"] == "等级比例 · A档：上限 20 %" and row["页面"] == "政策、排名、企业"
    assert clause_table((), {}, TITLES).frame.empty
