"""Every value of a policy is a parameter in an official's words, with its source, and can be typed back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from muyun.findings import Finding
from muyun.policy.amend import amend, plain_data
from muyun.policy.edits import patch_of
from muyun.policy.keys import SOURCE_KEYS
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.model import Policy, policy_hash
from muyun.policy.parameters import Parameter, ValueKind, parameters
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.typed import parse_typed
from tests.unit.test_policy_load import COUNTY, COUNTY_TEXT

NAMES = [*policy_ids(), "donghe-2025"]
NO_SOURCE = {"id", "title", "region", "year", "class_words"}
"""Besides members of pools, quotas that are 其余 and the formula that no one names."""


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Policy]:
    """The shipped policies, and a county's that has the kinds of rules that those leave out."""
    folder: Path = tmp_path_factory.mktemp("home") / "donghe-2025"
    folder.mkdir()
    (folder / "policy.yaml").write_text(COUNTY, "utf-8")
    (folder / "text.md").write_text(COUNTY_TEXT, "utf-8")
    return {**{name: load_policy(name) for name in policy_ids()}, "donghe-2025": load_policy(folder)}


def leaves(data: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Paths of all values in plain data, sources aside; a list of plain values is one."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in (*SOURCE_KEYS, "weights_source", "classes_source"):
                yield from leaves(value, (*path, key))
    elif isinstance(data, list) and data and isinstance(data[0], dict):
        for position, value in enumerate(data):
            yield from leaves(value, (*path, position))
    else:
        yield path


def found(policy: Policy, key: str) -> Parameter:
    (parameter,) = [p for p in parameters(policy) if p.key == key]
    return parameter


# Every value, once


@pytest.mark.parametrize("name", NAMES)
def test_every_leaf_of_the_file_belongs_to_exactly_one_parameter(policies, name):
    own = [p for p in parameters(policies[name]) if not p.inherited]
    paths = leaves(plain_data(policies[name]))
    covering = {leaf: [p.key for p in own if leaf[: len(p.path)] == p.path] for leaf in paths}
    assert {leaf: keys for leaf, keys in covering.items() if len(keys) != 1} == {}
    assert len(covering) == len(own)


@pytest.mark.parametrize("name", NAMES)
def test_no_path_and_no_label_stands_twice(policies, name):
    known = parameters(policies[name])
    assert [key for key, n in Counter(p.key for p in known).items() if n > 1] == []
    labels = Counter((p.section, p.label) for p in known)
    assert [label for label, n in labels.items() if n > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_clause_and_quote_or_a_publication_or_a_reason(policies, name):
    known = parameters(policies[name])
    rest = {p.path[:-1] for p in known if p.path[-1] == "rest"}
    for p in known:
        without = p.path[0] in NO_SOURCE or {"members", "formula"} & set(p.path)
        without = without or any(p.path[:n] in rest for n in (3, 4))
        assert (bool(p.clause and p.quote) or bool(p.published or p.assumed)) or without, p.key
        assert not (p.path[0] in NO_SOURCE and p.clause), p.key


@pytest.mark.parametrize("name", NAMES)
def test_setting_a_value_to_itself_changes_nothing(policies, name):
    """By a patch of that value; of an inherited one the rules stay though the file would spell them out."""
    policy = policies[name]
    for p in parameters(policy):
        if not p.editable or p.inherited or any(isinstance(step, int) for step in p.path):
            continue
        patch: object = p.value
        for step in reversed(p.path):
            patch = {step: patch}
        assert policy_hash(amend(policy, patch, None)[0]) == policy_hash(policy), p.key


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown_can_be_typed_back(policies, name):
    """So every editable value, inherited ones too, is said in words that mean it."""
    for p in parameters(policies[name]):
        if p.editable:
            assert parse_typed(p, p.words) == p.value, p.key


@pytest.mark.parametrize("name", NAMES)
def test_typing_all_values_back_is_no_patch(policies, name):
    policy = policies[name]
    assert patch_of(policy, {p.path: p.value for p in parameters(policy) if p.editable}) == {}


# What it says


def test_sections_stand_in_reading_order(policies):
    order = list(dict.fromkeys(p.section for p in parameters(policies["xiacheng-2019"])))
    assert order == ["文件和口径", "指标", "参评范围", "共用规则", "评价组“规上工业”", "评价组“规下工业”",
                     "评价组“规上服务业”", "调整和其他", "园区和区域评价", "目标"]  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "key", "label", "words"),
    [
        ("xiacheng-2019", "pools.规上工业.weights.亩均税收", "规上工业 · 权重 · 亩均税收", "30 分"),
        ("xiacheng-2019", "defaults.classes.A.at_most", "等级比例 · A档上限", "20 %"),
        ("xiacheng-2019", "defaults.classes.C.rest", "等级比例 · C档", "其余"),
        ("xiacheng-2019", "defaults.benchmark.factor", "基准值 · 倍数", "1.5 倍"),
        ("xiacheng-2019", "defaults.tie_break", "并列处理", "亩均税收、亩均增加值"),
        ("xiacheng-2019", "energy_basis", "用能折算", "当量值"),
        ("xiacheng-2019", "scope.land_gate[1].at_least_mu", "用地门槛 · 第 2 条 · 最少亩数", "3 亩"),
        ("xian-2022", "targets[0].rate", "目标 · 第 1 条 · 增幅", "16 %"),
        ("xian-2022", "targets[2].reach", "目标 · 第 3 条 · 达到", "1.8 %"),
        ("jiaxing-2018", "targets[1].reach", "目标 · 第 2 条 · 达到", "20 万元/亩"),
        ("xian-2022", "targets[3].than", "目标 · 第 4 条 · 与什么比", "全省平均增速"),
        ("xiacheng-2019", "targets[1].measures", "目标 · 第 2 条 · 看哪些数", "主营业务收入、税收实际贡献"),
        ("fenghua-2022", "targets[2].count", "目标 · 第 3 条 · 家数", "170 家"),
        ("xiacheng-2019", "scope.transition.years", "过渡期 · 年数", "3 个评价年度"),
        ("xiacheng-2019", "vetoes[0].not_above", "一票否决 · 第 1 条 · 最高等级", "C档"),
        ("xiacheng-2019", "vetoes[0].pools", "一票否决 · 第 1 条 · 评价组", "规上工业、规下工业"),
        ("xiacheng-2019", "pools.规上工业.weight_bounds[0].at_most.each",
         "规上工业 · 权重限制 · 第 1 条 · 上限 · 每项指标", "35 分"),
        ("xiacheng-2019", "lowland.below", "低产田 · 界线本身", "以下（含本数）"),
        ("xiacheng-2019", "indicators.亩均税收.numerator", "亩均税收 · 分子", "税收实际贡献"),
        ("xian-2022", "defaults.classes.C_D.exact", "等级比例 · C类、D类合计占比", "10 %"),
        ("xian-2022", "defaults.classes.C_D.d_share", "等级比例 · C类、D类合计 · 其中 D 的比例", "50 %"),
        ("jiaxing-2018", "sector_adjustment.gate_tce", "行业加减分 · 用能门槛", "1,000 吨标准煤"),
        ("huangyan-2022", "defaults.benchmark.values.单位排放增加值", "基准值 · 单位排放增加值", "4,929.81 万元/吨"),
        ("donghe-2025", "defaults.item.cap", "单项得分 · 封顶（权重的倍数）", "不封顶"),
        ("donghe-2025", "defaults.classes.C_D.d_share.西镇",
         "等级比例 · 三类、四类合计 · 其中 D 的比例 · 西镇", "50 %"),
        ("donghe-2025", "pools.小企业.tie_break", "小企业 · 并列处理", "（无）"),
    ],
)  # fmt: skip
def test_a_parameter_is_said_as_an_official_says_it(policies, policy, key, label, words):
    parameter = found(policies[policy], key)
    assert (parameter.label, parameter.words) == (label, words)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("defaults.classes.A.at_most", ValueKind.SHARE),
        ("pools.规上工业.weight_bounds[1].at_least.亩均税收", "number"),
        ("land.deduct_new_months", "integer"), ("lowland.below", "bool"), ("defaults.item.missing", "choice"),
        ("vetoes[0].kinds", "list"), ("class_words.A", "text"), ("defaults.item.cap", "number"),
    ],
)  # fmt: skip
def test_a_parameter_knows_what_is_typed_for_it(policies, key, kind):
    assert found(policies["xiacheng-2019"], key).kind == kind


def test_choices_are_the_model_s_words_in_chinese(policies):
    policy = policies["xiacheng-2019"]
    assert found(policy, "defaults.item.missing").choices == (
        ("zero", "计 0 分"), ("pool_mean", "按评价组平均得分计"), ("redistribute", "权重分摊到其余各项"),
        ("exclude", "不参加排名"),
    )  # fmt: skip
    assert found(policy, "defaults.item.cap").choices == (("none", "不封顶"),)
    assert found(policy, "vetoes[0].not_above").choices == (("B", "B档"), ("C", "C档"), ("D", "D档"))
    assert ("tax_wan", "税收实际贡献") in found(policy, "indicators.亩均税收.numerator").choices


def test_a_source_is_that_of_the_rule_around_the_value(policies):
    factor = found(policies["xiacheng-2019"], "defaults.benchmark.factor")
    assert factor.clause == ("XC-08", "XC-09")
    assert factor.quote == "各指标基准值按近3年平均值的1.5倍确定，每3年调整一次"
    assert (factor.note, found(policies["xiacheng-2019"], "defaults.benchmark.first_year").note) == (None, "本系统假定")


def test_weights_have_the_source_that_stands_beside_them(policies):
    assert found(policies["xian-2022"], "pools.规上工业.weights.亩均税收").clause == ("XA-08",)
    alone = found(policies["xiacheng-2019"], "pools.规下工业.weights.亩均税收")
    assert (alone.clause, alone.note) == (("XC-06",), "本系统假定只用这一项，计 100 分。")


def test_a_publication_is_named_with_region_and_year(policies):
    value = found(policies["huangyan-2022"], "pools.规下工业.benchmark.values.亩均税收")
    assert value.published == "黄岩区规下工业企业亩均效益综合评价计分公式（台州市黄岩区，2022 年）"


def test_of_sector_rules_each_value_has_its_own_clause(policies):
    policy = policies["jiaxing-2018"]
    assert found(policy, "sector_rules.bottom_share").clause == ("JX-18",)
    assert found(policy, "sector_rules.years").quote.startswith("对连续二年")


def test_a_pool_s_value_from_the_defaults_is_inherited_with_its_source(policies):
    policy = policies["xiacheng-2019"]
    quota = found(policy, "pools.规上工业.classes.A.at_most")
    assert (quota.inherited, quota.words, quota.clause) == (True, "20 %", ("XC-15",))
    assert found(policy, "pools.规上服务业.classes.A.at_most").clause == ("XC-19",)  # classes_source
    assert found(policy, "pools.规上工业.items.亩均税收.cap").inherited
    assert not found(policy, "pools.规上工业.items.单位能耗增加值.missing").inherited


@pytest.mark.parametrize(
    ("key", "word"),
    [("id", "存为本地政策"), ("title", "存为本地政策"), ("defaults.benchmark.method", "算法"),
        ("defaults.classes.C.rest", "其余"),
     ("pools.规上工业.weight_bounds[0].at_most.each", "硬性限制")],
)  # fmt: skip
def test_what_can_t_be_typed_says_why(policies, key, word):
    parameter = found(policies["xiacheng-2019"], key)
    assert not parameter.editable and word in parameter.fixed
    assert parse_typed(parameter, "1").code == "TYPED_FIXED"


# What is typed


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("defaults.classes.A.at_most", "20%", 0.2), ("defaults.classes.A.at_most", "15 %", 0.15),
        ("defaults.classes.A.at_most", "２０％", 0.2), ("defaults.classes.A.at_most", "0.2", 0.2),
        ("defaults.classes.A.at_most", "33.3%", 0.333), ("defaults.classes.A.at_most", "0", 0.0),
        ("defaults.classes.A.at_most", "100%", 1.0), ("defaults.classes.A.at_most", "0.29", 0.29),
        ("pools.规上工业.weights.亩均税收", "32", 32), ("pools.规上工业.weights.亩均税收", "３２", 32),
        ("pools.规上工业.weights.亩均税收", " 10.5 分 ", 10.5), ("pools.规上工业.weights.亩均税收", "１０．５", 10.5),
        ("defaults.item.cap", "不封顶", "none"), ("defaults.item.cap", "none", "none"),
        ("defaults.item.cap", "1.2倍", 1.2),
        ("land.deduct_new_months", "24 个月", 24), ("scope.land_gate[0].at_least_mu", "1,000 亩", 1000),
        ("defaults.item.missing", "计0分", "zero"), ("defaults.item.missing", "不参加排名", "exclude"),
        ("lowland.below", "低于(不含本数)", True), ("defaults.pool_by", "按区县分别排名", "区县"),
        ("defaults.tie_break", "亩均增加值，亩均税收", ["亩均增加值", "亩均税收"]), ("defaults.tie_break", "无", []),
        ("scope.exclude[0].industries", "51、7010", ["51", "7010"]), ("class_words.A", "Ａ类 ", "Ａ类"),
        ("vetoes[0].not_above", "B档", "B"), ("scope.land_gate[0].from_year", "2026", 2026),
    ],
)  # fmt: skip
def test_what_an_official_types_is_understood(policies, key, text, value):
    parsed = parse_typed(found(policies["xiacheng-2019"], key), text)
    assert (parsed, type(parsed)) == (value, type(value))


@pytest.mark.parametrize(
    ("key", "text", "code", "word"),
    [
        ("defaults.classes.A.at_most", "20", "TYPED_SHARE", "“20%”"),
        ("defaults.classes.A.at_most", "1", "TYPED_SHARE", "“1%”"),
        ("defaults.classes.A.at_most", "120%", "TYPED_SHARE", "100 %"),
        ("defaults.classes.A.at_most", "-5%", "TYPED_SHARE", "100 %"),
        ("defaults.classes.A.at_most", "两成", "TYPED_NUMBER", "两成"),
        ("defaults.classes.A.at_most", "nan", "TYPED_NUMBER", "比例"),
        ("pools.规上工业.weights.亩均税收", "30%", "TYPED_NUMBER", "单位：分"),
        ("pools.规上工业.weights.亩均税收", "1e3", "TYPED_NUMBER", "30 分"),
        ("pools.规上工业.weights.亩均税收", "inf", "TYPED_NUMBER", "inf"),
        ("pools.规上工业.weights.亩均税收", "9" * 400, "TYPED_NUMBER", "99"),
        ("pools.规上工业.weights.亩均税收", "30 亩", "TYPED_NUMBER", "单位：分"),
        ("pools.规上工业.weights.亩均税收", "1,2", "TYPED_NUMBER", "1,2"),
        ("land.deduct_new_months", "1.5", "TYPED_NUMBER", "整数"),
        ("land.deduct_new_months", "  ", "TYPED_EMPTY", "36 个月"),
        ("defaults.item.cap", "没有", "TYPED_NUMBER", "不封顶"),
        ("defaults.item.missing", "零分", "TYPED_CHOICE", "“计 0 分”"),
        ("defaults.tie_break", "亩均利润", "TYPED_CHOICE", "亩均利润"),
        ("defaults.tie_break", "亩均税收、亩均税收", "TYPED_LIST", "重复"),
        ("defaults.tie_break", "亩均税收、", "TYPED_CHOICE", "亩均税收"),
        ("scope.exclude[0].industries", "C51", "TYPED_LIST", "C51"),
        ("class_words.A", "甲\x00", "TYPED_TEXT", "看不见"), ("class_words.A", "甲" * 201, "TYPED_TEXT", "201"),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_asked_back(policies, key, text, code, word):
    finding = parse_typed(found(policies["xiacheng-2019"], key), text)
    assert isinstance(finding, Finding) and finding.code == code
    assert word in str(finding) and finding.where.key == key
