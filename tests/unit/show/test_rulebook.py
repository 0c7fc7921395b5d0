"""A policy's rules read in groups that share a source, filtered, counted, and escaped beside the document."""

from __future__ import annotations

import re

import pytest

from muyun.policy.amend import amend, merge, parse_setting
from muyun.policy.county import county_policy
from muyun.policy.load import load_policy, policy_ids, policy_text
from muyun.policy.model import Policy
from muyun.policy.parameters import parameters
from muyun.policy.passages import Passage, Piece, passages
from muyun.show.rulebook import document_markup, rules_markup
from muyun.show.rules import Rule, Shown, counts, filtered, headline, rules

XIACHENG = load_policy("xiacheng-2019")


def scenario(*settings: str, policy: str = "xiacheng-2019") -> Policy:
    return amend(load_policy(policy), merge(*map(parse_setting, settings)), None)[0]


def shown(policy: Policy, what: Shown = Shown.ALL, search: str = "", official: Policy | None = None) -> list[Rule]:
    return list(filtered(rules(policy, official or policy), what, search))


def titled(every: list[Rule], section: str, title: str) -> Rule:
    (rule,) = [r for r in every if (r.section, r.title) == (section, title)]
    return rule


@pytest.mark.parametrize("name", policy_ids())
def test_every_value_of_the_policy_is_in_one_rule(name):
    """Indicators and the names of classes are said in one sentence each."""
    policy = load_policy(name)
    said = [v.parameter.path for r in shown(policy) for v in r.values]
    assert len(said) == len(set(said))
    known = [p.path for p in parameters(policy) if not p.inherited]
    left_out = {path[: path.index("indicators") + 2] if "indicators" in path else path[:1]
                for path in set(known) - set(said)}  # fmt: skip
    own = {("indicators", i) for i in policy.indicators}
    subjects = {("evaluations", name, "indicators", i) for name, of in policy.evaluations.items()
                for i in of.indicators}  # fmt: skip
    assert left_out == {("class_words",), *own, *subjects}


@pytest.mark.parametrize("name", policy_ids())
def test_each_rule_has_a_title_of_its_own(name):
    titles = [(r.section, r.title) for r in shown(load_policy(name))]
    assert len(titles) == len(set(titles)) and all(title for _, title in titles)


def test_rules_read_as_an_official_says_them():
    every = shown(XIACHENG)
    benchmark = titled(every, "共用规则", "基准值")
    assert [(v.name, v.words) for v in benchmark.values] == [
        ("算法", "几年平均"), ("年数", "3 年"), ("倍数", "1.5 倍"), ("几年调整一次", "3 年"),
        ("首个评价年度", "2018 年度"),
    ]  # fmt: skip
    tax = titled(every, "指标", "亩均税收")
    assert [(v.name, v.words) for v in tax.values] == [("", "税收实际贡献 ÷ 用地面积（万元/亩），越高越好")]
    assert titled(every, "评价组“规上服务业”", "等级比例（沿用共用规则）").source.clause == ("XC-19",)
    assert titled(shown(load_policy("huangyan-2022")), "文件和口径", "用能折算").values[0].words == "等价值"


def test_only_assumed_rules_are_left_by_that_filter():
    titles = [(r.section, r.title) for r in shown(XIACHENG, Shown.ASSUMED)]
    assert ("共用规则", "并列处理") in titles
    assert ("共用规则", "基准值") in titles  # its first year is 本系统假定
    assert ("共用规则", "等级比例 · A档") not in titles


def test_only_what_a_scenario_changes_is_left_by_that_filter():
    policy = scenario("defaults.classes.A.at_most=0.15", "defaults.benchmark.factor=1.2")
    changed = shown(policy, Shown.CHANGED, official=XIACHENG)
    assert [r.title for r in changed] == ["基准值", "等级比例 · A档"]
    (value,) = changed[1].values
    assert (value.before, value.words) == ("20 %", "15 %")
    assert shown(XIACHENG, Shown.CHANGED) == []


def test_what_a_scenario_takes_away_and_adds_is_said():
    values = [v for r in rules(scenario("lowland=null", "defaults.formula=min_max"), XIACHENG) for v in r.values]
    changed = {v.parameter.label: (v.before, v.words) for v in values if v.before is not None}
    assert changed == {
        "单项得分的算法": ("与基准值相比", "按组内最小值到最大值折算"),
        "低产田 · 界线": ("1 万元/亩", "（无）"), "低产田 · 界线本身": ("以下（含本数）", "（无）"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("search", "title"),
    [("xc-15", "等级比例 · A档"), ("不超过20%", "等级比例 · A档"), ("文件未定 并列", "并列处理"),
     ("defaults.item.cap", "单项得分"), ("Ｒ＆Ｄ经费 等6项", "研发投入强度")],
)  # fmt: skip
def test_the_search_looks_in_names_values_quotes_reasons_and_keys(search, title):
    assert title in [r.title for r in shown(XIACHENG, search=search)]
    assert shown(XIACHENG, search=f"{search} 没有这个词") == []


def test_the_headline_counts_what_is_whose(tmp_path):
    """By hand from Jiaxing's file. Clauses: a, b, gate_tce; four of sector_rules; two of lowland; 3 + 4 + 4 of
    the goals. The rest: 26 of indicators, 3 before defaults, 11 in them, 10 of pools, and what notes call
    本系统假定: 16 of the sectors' rules, 3 + 6 + 6 of the goals. Xiacheng's goals: 6 and 5.
    Of parks and towns: who takes part has clauses, 2 + 3 + 3; ours are 1 of rank_within, 3 + 4 of benchmark and
    item and 6 weights, three times, and 24 + 23 + 24 of indicators. Xiacheng's: 3 + 3, and 2 × (14 + 24).
    """
    found = counts(load_policy("jiaxing-2018"))
    assert found == {"条款": 20 + 8, "公布": 0, "本地": 0, "假定": 81 + 3 * 14 + 71}
    assert headline(XIACHENG, XIACHENG)[0] == "188 个参数：74 项有条款原文，114 项本系统假定。"
    county_policy(XIACHENG, {"lowland": {"line": 2}}, new_id="a", title="甲", region="乙", reason="丙", home=tmp_path)
    county = load_policy("a", tmp_path)
    text, below = headline(county, county)
    assert text == "188 个参数：73 项有条款原文，1 项本地规定，114 项本系统假定。"
    assert below == "甲（乙，2019 年，编号 a）"


def test_the_headline_of_a_scenario_says_what_it_changes():
    text, _ = headline(scenario("defaults.classes.A.at_most=0.15"), XIACHENG)
    assert text == "模拟方案改了 1 项：等级比例 A档上限 20 % → 15 %。"


# The markup


def test_quoted_stretches_are_marked_and_everything_is_escaped():
    piece = Piece('<img src="x">', ("XC-1", 'a"b'))
    markup = document_markup([Passage(1, 1, (Piece("一、<b>"), piece)), Passage(2, 0, (Piece("&amp;"),))])
    assert markup == (
        '<h3>一、&lt;b&gt;<mark data-clauses="XC-1 a&quot;b" title="用作规则：XC-1、a&quot;b">'
        '&lt;img src=&quot;x&quot;&gt;</mark><sup data-clauses="XC-1 a&quot;b">XC-1、a&quot;b</sup></h3>'
        "<p>&amp;amp;</p>"
    )


@pytest.mark.parametrize("name", policy_ids())
def test_every_clause_that_a_rule_links_to_is_marked_in_the_document(name):
    policy = load_policy(name)
    markup = document_markup(passages(policy, policy_text(name)))
    marked = {clause for told in re.findall(r'<mark data-clauses="([^"]+)"', markup) for clause in told.split()}
    assert set(re.findall(r'data-to="([^"]+)"', rules_markup(shown(policy)))) == marked


def test_a_rule_has_its_quote_or_the_grey_tag_with_the_reason():
    quota, ties = (rules_markup(shown(XIACHENG, search=word)) for word in ("XC-15", "文件未定并列处理"))
    assert "“原则上A档企业不超过20%”" in quota and "本系统假定" not in quota
    assert '<span class="tag">本系统假定</span> 文件未定并列处理。' in ties


def test_names_of_a_policy_can_t_become_markup(tmp_path):
    names = {"title": "<script>甲</script>", "region": "<b>", "reason": '"><img onerror=x>'}
    county_policy(XIACHENG, {"lowland": {"line": 2}}, new_id="a", home=tmp_path, **names)
    markup = rules_markup(shown(load_policy("a", tmp_path)))
    assert "<script" not in markup and "<img" not in markup and "&lt;script&gt;甲" in markup


def test_a_changed_value_shows_what_it_was():
    policy = scenario("defaults.classes.A.at_most=0.15")
    markup = rules_markup(shown(policy, Shown.CHANGED, official=XIACHENG))
    assert "<del>20 %</del> → <b>15 %</b>" in markup and 'class="rule changed"' in markup
