"""A policy is printed as its users say it, every rule with its source, and no English outside 〔…〕."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from muyun.cli.commands import policies_command
from muyun.policy.amend import amend, merge, parse_setting
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.model import Policy
from muyun.policy.source import Setting, Sourced
from muyun.policy.words import key_words, value_words
from muyun.report.policy_listing import policy_lines, policy_list
from tests.unit.test_policy_docs import literals, models_in
from tests.unit.test_policy_load import COUNTY, COUNTY_TEXT

SOURCE_KEYS = frozenset(Sourced.model_fields)
BESIDE = {"weights_source": "weights"}
"""Sources that stand beside the values that they are the source of."""
KEY = re.compile(r"〔([^〕=]+?)(?: = [^〕]+)?〕")
WORD = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)+|[A-Za-z]{2,}")
NO_ENGLISH = {"GB", "CO"}
"""Of GB/T 4754 and 吨CO2e."""
NOTE_TAG = "【本系统假定】"


@pytest.fixture(scope="session")
def policies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Policy]:
    """The shipped policies, and a county's that has the kinds of rules that those leave out."""
    folder: Path = tmp_path_factory.mktemp("home") / "donghe-2025"
    folder.mkdir()
    (folder / "policy.yaml").write_text(COUNTY, "utf-8")
    (folder / "text.md").write_text(COUNTY_TEXT, "utf-8")
    return {**{name: load_policy(name) for name in policy_ids()}, "donghe-2025": load_policy(folder)}


NAMES = [*policy_ids(), "donghe-2025"]


def rules_in(value: object, path: str = "") -> Iterator[tuple[str, Sourced]]:
    """Every rule with a source, under its key; positions in lists left out."""
    if isinstance(value, Sourced):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from rules_in(getattr(value, name), f"{path}.{BESIDE.get(name, name)}".removeprefix("."))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from rules_in(part, f"{path}.{name}")
    elif isinstance(value, tuple):
        for part in value:
            yield from rules_in(part, path)


def blocks(policy: Policy) -> list[tuple[list[str], list[str]]]:
    """The listing as pairs: the lines that say a rule, and the lines of its sources below."""
    found: list[tuple[list[str], list[str]]] = []
    for line in policy_lines(policy):
        if line.startswith("    "):
            found[-1][1].append(line.strip())
        elif line.startswith("  · "):
            found[-1][0].append(line.strip())
        else:
            found.append(([line], []))
    return found


def expected_sources(rule: Sourced) -> list[str]:
    """What must stand below a rule, whichever way it is laid out."""
    texts = [*rule.clause, *([rule.quote] if rule.quote else []), *rule.quotes, *rule.quotes.values()]
    if rule.published:
        texts += [rule.published.title, rule.published.region, f"{rule.published.year} 年"]
    if rule.assumed:
        texts += [NOTE_TAG + rule.assumed]
    return texts + [note.removeprefix("本系统假定").lstrip("：") for note in rule.notes.values()]


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_of_the_model_is_printed_with_its_source(policies, name):
    listed = blocks(policies[name])
    found = list(rules_in(policies[name]))
    assert len(found) > 20
    for path, rule in found:
        texts = expected_sources(rule)
        assert any(
            any(key == path or key.startswith(f"{path}.") for line in said for key in KEY.findall(line))
            and all(text in "\n".join(sources) for text in texts)
            for said, sources in listed
        ), (path, texts)


@pytest.mark.parametrize("name", NAMES)
def test_there_are_as_many_blocks_with_a_source_as_rules_with_one(policies, name):
    """So that of two rules alike (two vetoes, two gates) each is there."""
    sourced = [rule for _, rule in rules_in(policies[name]) if rule.clause or rule.published or rule.assumed]
    assert len([sources for _, sources in blocks(policies[name]) if sources]) == len(sourced)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_assumed_is_tagged_and_nothing_else(policies, name):
    tagged = sum(line.count(NOTE_TAG) for line in policy_lines(policies[name]))
    rules = [rule for _, rule in rules_in(policies[name])]
    notes = [note for rule in rules for note in rule.notes.values() if note.startswith("本系统假定")]
    assert tagged == len([rule for rule in rules if rule.assumed]) + len(notes) > 0


@pytest.mark.parametrize("name", NAMES)
def test_no_english_word_stands_outside_the_brackets(policies, name):
    policy = policies[name]
    words = {text for _, rule in rules_in(policy) for text in expected_sources(rule)}
    words |= {rule.label for rule in policy.indicators.values() if rule.label}
    for line in policy_lines(policy):
        bare = re.sub(r"〔[^〕]*〕", "", line)
        for text in sorted(words, key=len, reverse=True):  # the document's own words, and the clauses' names
            bare = bare.replace(text, "")
        assert set(WORD.findall(bare)) <= NO_ENGLISH, line


def test_the_reasons_and_notes_of_the_shipped_policies_name_no_key():
    for name in policy_ids():
        for _, rule in rules_in(load_policy(name)):
            texts = [rule.assumed or "", *rule.notes.values()]
            assert {w for text in texts for w in WORD.findall(text)} <= NO_ENGLISH, texts


@pytest.mark.parametrize("name", NAMES)
def test_every_key_that_can_be_set_alone_is_named(policies, name):
    """Values under a rule's key, lists and indicators aside: those are named as a whole."""
    keys = {key for line in policy_lines(policies[name]) for key in KEY.findall(line)}
    for path, rule in rules_in(policies[name]):
        whole = isinstance(rule, Setting) or path in keys
        own = [] if whole else [k for k in rule.model_fields_set - SOURCE_KEYS if getattr(rule, k) not in (None, ())]
        assert {f"{path}.{k}" for k in own} <= keys


@pytest.mark.parametrize(
    ("policy", "line"),
    [
        ("xian-2022", "亩均税收 = 税收实际贡献 ÷ 用地面积（万元/亩），越高越好〔indicators.亩均税收〕"),
        ("xian-2022", "研发投入强度 = 研发经费 ÷ 主营业务收入（比值），越高越好，文件称“研发经费投入强度”"
                      "〔indicators.研发投入强度〕"),
        ("xian-2022", "排名范围：按区县分别排名〔defaults.pool_by = 区县〕"),
        ("xian-2022", "对外公布：不公布〔publish = none〕"),
        ("xian-2022", "A类（优先发展类）占比 15 %〔defaults.classes.A.exact〕"),
        ("xian-2022", "C类（倒逼转型类）、D类（淘汰落后类）合计占比 10 %〔defaults.classes.C_D.exact〕，"
                      "其中 D 占 50 %〔defaults.classes.C_D.d_share〕"),
        ("xiacheng-2019", "A档不超过 20 %〔defaults.classes.A.at_most〕"),
        ("xiacheng-2019", "基准值：前 3 年总量之比的平均值 × 1.5，2018 年起每 3 年调整"
                          "〔defaults.benchmark.method = mean_of_years〕"
                          "〔defaults.benchmark.years〕〔defaults.benchmark.factor〕〔defaults.benchmark.first_year〕"
                          "〔defaults.benchmark.hold_years〕"),
        ("xiacheng-2019", "单位能耗增加值：缺报按评价组平均得分计"
                          "〔pools.规上工业.items.单位能耗增加值.missing = pool_mean〕"),
        ("xiacheng-2019", "权重限制：每项指标不超过 35 分（硬性限制，不得突破）〔pools.规上工业.weight_bounds〕"),
        ("xiacheng-2019", "2019 年度起，工业企业用地 3 亩（含）以上的参评〔scope.land_gate〕"),
        ("xiacheng-2019", "2020 年度起，工业企业一律参评，不论用地〔scope.land_gate〕"),
        ("xiacheng-2019", "低产田：亩均税收不高于 1 万元/亩〔lowland.line〕，含本数〔lowland.below = false〕"),
        ("jiaxing-2018", "低产田：亩均税收低于 1 万元/亩〔lowland.line〕，不含本数〔lowland.below = true〕"),
        ("jiaxing-2018", "  · 前 5 %〔sector_rules.top_share〕可享受A类政策，"
                         "只在得分高于全市的行业〔sector_rules.top_in = above〕"),
        ("donghe-2025", "基准值：本组指标值的 95 % 分位数 × 1.1〔defaults.benchmark.method = percentile〕"
                        "〔defaults.benchmark.q〕〔defaults.benchmark.factor〕"),
        ("donghe-2025", "一类不低于 10 %〔defaults.classes.A.at_least〕"),
        ("donghe-2025", "三类、四类合计为其余的企业〔defaults.classes.C_D.rest〕，"
                        "其中 D 占 东镇 30 %，西镇 50 %〔defaults.classes.C_D.d_share〕"),
        ("donghe-2025", "2025 年度起，企业用地 2.5 亩（含）以上的参评；这是软线，线下的也参评，只给提示"
                        "〔scope.land_gate〕"),
        ("donghe-2025", "一票否决：在小企业组，有安全不达标的，最高只能列入二类；让出的名额不递补〔vetoes〕"),
        ("donghe-2025", "得分相同的，按统一社会信用代码排先后〔pools.小企业.tie_break〕"),
    ],
)  # fmt: skip
def test_a_rule_reads_as_an_official_says_it(policies, policy, line):
    assert line in list(policy_lines(policies[policy]))


def test_the_list_of_policies_is_a_line_each():
    lines = policy_list([load_policy("xian-2022")])
    assert lines == ["xian-2022  西安市推行“亩均论英雄”综合改革实施方案（西安市，2022 年）"]


def test_a_scenario_s_policy_is_listed_with_the_scenario_as_its_source():
    settings = ["defaults.formula=min_max", "defaults.benchmark={method: best_share, share: 0.1}"]
    policy, _ = amend(load_policy("xian-2022"), merge(*map(parse_setting, settings)), None)
    lines = list(policy_lines(policy))
    best = next(n for n, line in enumerate(lines) if line.startswith("基准值：本组最好的 10 % 企业的平均值 × 1〔"))
    assert lines[best + 1] == "    【本系统假定】模拟方案设定，不是政策规定。"
    assert any(line.endswith("〔defaults.formula = min_max〕") for line in lines)


def test_every_key_and_every_word_of_the_model_has_a_chinese_name():
    for model in {*models_in(Policy)}:
        for key, field in model.model_fields.items():
            if key in SOURCE_KEYS or issubclass(model, Setting):
                continue
            assert re.search("[\u4e00-\u9fff]", key_words(key)), (model, key)
            for word in literals(field.annotation) - {"true", "false", "A", "B", "C", "D", "C_D"}:
                assert re.search("[\u4e00-\u9fff]", value_words(key, word)), (key, word)


def test_one_broken_policy_hides_no_other(tmp_path, monkeypatch, capsys):
    for name, text in {"good-2025": COUNTY.replace("donghe-2025", "good-2025"), "broken-2025": "id: 3\n"}.items():
        folder = tmp_path / "policies" / name
        folder.mkdir(parents=True)
        (folder / "policy.yaml").write_text(text, "utf-8")
        (folder / "text.md").write_text(COUNTY_TEXT, "utf-8")
    monkeypatch.setenv("MUYUN_HOME", str(tmp_path))
    policies_command()
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()] == [*policy_ids(), "good-2025"]
    assert "broken-2025/policy.yaml 第 1 行 id：" in printed.err
    assert "good-2025" not in printed.err
