"""Policies are found by id or path; a county's own is a folder under its home."""

from __future__ import annotations

from pathlib import Path

import pytest

from muyun.findings import InputError, Level
from muyun.policy.load import listed_policies, load_policy, policy_ids, policy_text, read_policy
from muyun.policy.model import policy_hash

COUNTY = """\
id: donghe-2025
title: 东河县工业企业评价办法
region: 东河县
year: 2025
class_words: {A: 一类, B: 二类, C: 三类, D: 四类}
energy_basis: {value: 等价值, clause: DH-01, quote: 能耗按等价值计算}
publish: {value: none, assumed: 办法未定。}
bonus_items: {value: [专精特新], assumed: 办法未定。}
indicators:
  亩均税收: {numerator: tax_wan, denominator: land_mu, unit: 万元/亩, better: higher, assumed: 办法未列。}
  亩均投资: {numerator: investment_wan, denominator: land_mu, unit: 万元/亩, better: higher, assumed: 办法未列。}
  单位产值能耗: {numerator: energy_tce, denominator: output_wan, unit: 吨标煤/万元, better: lower,
           clause: DH-01, quote: 单位产值能耗越低越好}
  人均税收: {numerator: tax_wan, denominator: staff, unit: 万元/人, better: higher, assumed: 办法未列。}
land: {deduct_new_months: 24, clause: DH-02, quote: 新增用地两年内不计}
scope:
  exclude:
    - {flag: military, reason: 军工, assumed: 办法未定。}
    - {kind: 服务业, industries: ["0711", 70], reason: 其他, assumed: 办法未定。}
  land_gate:
    - {from_year: 2025, at_least_mu: 2.5, soft: true, assumed: 办法未定。}
defaults:
  benchmark: {method: percentile, q: 0.95, factor: 1.1, assumed: 办法未定。}
  item: {cap: none, floor: 0.2, missing: redistribute, zero_denominator: missing, assumed: 办法未定。}
  tie_break: {value: [人均税收], assumed: 办法未定。}
  pool_by: {value: 区县, assumed: 办法未定。}
  formula: {value: ratio, assumed: 办法未定。}
  classes:
    A: {at_least: 0.10, assumed: 办法未定。}
    B: {at_most: 0.60, assumed: 办法未定。}
    C_D: {rest: true, d_share: {东镇: 0.3, 西镇: 0.5}}
pools:
  大企业:
    members: {scale: 规上}
    weights: {亩均税收: 50, 亩均投资: 20, 单位产值能耗: 30}
    weights_source: {published: {title: 东河县评价公式, region: 东河县, year: 2025}}
    formula: {value: min_max, assumed: 办法未定。}
    items:
      单位产值能耗: {cap: 1.5, missing: exclude, assumed: 办法未定。}
    weight_bounds:
      - {at_least: {each: 20}, binding: soft, assumed: 办法未定。}
  小企业:
    members: {scale: 规下}
    weights: {亩均税收: 100}
    weights_source: {assumed: 办法未定。}
    benchmark: {method: best_share, share: 0.1, assumed: 办法未定。}
    item: {cap: 2, missing: zero, assumed: 办法未定。}
    tie_break: {value: [], assumed: 办法未定。}
    pool_by: {value: none, assumed: 办法未定。}
    classes:
      A: {exact: 0.3, assumed: 办法未定。}
      B: {exact: 0.4, assumed: 办法未定。}
      C: {exact: 0.2, assumed: 办法未定。}
      D: {exact: 0.1, assumed: 办法未定。}
vetoes:
  - {kinds: [环保不达标], to: D, pools: [大企业], assumed: 办法未定。}
  - {kinds: [安全不达标], not_above: B, backfill: false, pools: [小企业], assumed: 办法未定。}
lowland: {line: 2, below: false, clause: DH-03, quote: 亩均税收2万元以下}
targets:
  - {method: level, indicators: [亩均税收, 亩均投资], reach: 12.5, pools: [大企业, 小企业], by: 2027,
     assumed: 办法未定。}
  - {method: completed, kind: 低产田, count: 30, from_year: 2025, by: 2027, assumed: 办法未定。}
"""
COUNTY_TEXT = """\
一、能耗按等价值计算，单位产值
能耗越低越好。
\x0c
二、新增用地两年 内不计。
三、亩均税收2万元以下的整治。
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A MUYUN_HOME with one county's policy."""
    folder = tmp_path / "policies" / "donghe-2025"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(COUNTY, "utf-8")
    (folder / "text.md").write_text(COUNTY_TEXT, "utf-8")
    return tmp_path


def test_a_further_policy_is_a_folder_alone(home):
    policy, findings = read_policy("donghe-2025", home)
    assert findings == ()
    assert policy_ids(home) == [*policy_ids(), "donghe-2025"]
    assert policy.formula("大企业") == "min_max" and policy.formula("小企业") == "ratio"
    assert policy.item_rules("大企业")["亩均税收"].missing == "redistribute"
    assert policy.item_rules("大企业")["单位产值能耗"].missing == "exclude"
    assert policy.classes("大企业")["C_D"].d_share == {"东镇": 0.3, "西镇": 0.5}
    assert policy.scope.exclude[1].industries == ("0711", "70")
    assert policy_text("donghe-2025", home) == COUNTY_TEXT


def test_white_space_and_page_breaks_don_t_count_in_quotes(home):
    """`单位产值\\n能耗` and `两年 内` in the text, joined in the quotes."""
    assert load_policy("donghe-2025", home).indicators["单位产值能耗"].quote == "单位产值能耗越低越好"


@pytest.mark.parametrize("path", ["policies/donghe-2025", "policies/donghe-2025/policy.yaml"])
def test_a_policy_is_loaded_by_path_too(home, path):
    assert load_policy(home / path) == load_policy(str(home / path)) == load_policy("donghe-2025", home)


def test_comments_and_order_of_keys_don_t_change_the_hash(home):
    before = policy_hash(load_policy("donghe-2025", home))
    path = home / "policies" / "donghe-2025" / "policy.yaml"
    lines = COUNTY.splitlines()
    path.write_text("\n".join(["# 说明", lines[1], lines[0], *lines[2:]]), "utf-8")
    assert policy_hash(load_policy("donghe-2025", home)) == before


@pytest.mark.parametrize(
    "name", ["xiacheng", "zhejiang-leaders-2019", "../xian-2022", "没有", "", "a/b/policy.yaml", "x" * 5000, "a\0b"]
)
def test_an_unknown_policy_is_a_finding_that_lists_the_known_ones(home, name):
    with pytest.raises(InputError) as error:
        load_policy(name, home)
    (finding,) = error.value.findings
    assert finding.code == "POLICY_NOT_FOUND"
    assert "xiacheng-2019、xian-2022、donghe-2025" in finding.fix


def test_a_folder_without_policy_yaml_is_not_listed_and_not_readable(home):
    (home / "policies" / "empty").mkdir()
    assert "empty" not in policy_ids(home)
    with pytest.raises(InputError) as error:
        load_policy("empty", home)
    assert [f.code for f in error.value.findings] == ["FILE_UNREADABLE"]


@pytest.mark.parametrize("content", ["", "# 待填\n"])
def test_an_empty_policy_is_a_finding(home, content):
    (home / "policies" / "donghe-2025" / "policy.yaml").write_text(content, "utf-8")
    with pytest.raises(InputError) as error:
        load_policy("donghe-2025", home)
    assert [f.code for f in error.value.findings] == ["YAML_EMPTY"]


def test_a_text_that_is_not_utf8_is_a_finding(home):
    (home / "policies" / "donghe-2025" / "text.md").write_bytes(COUNTY_TEXT.encode("gb18030"))
    with pytest.raises(InputError) as error:
        load_policy("donghe-2025", home)
    (finding,) = error.value.findings
    assert (finding.code, finding.where.file) == ("YAML_NOT_UTF8", "donghe-2025/text.md")


def test_a_text_s_byte_order_mark_is_not_part_of_it(home):
    (home / "policies" / "donghe-2025" / "text.md").write_text(COUNTY_TEXT, "utf-8-sig")
    assert policy_text("donghe-2025", home) == COUNTY_TEXT


def test_a_county_s_folder_named_as_a_shipped_policy_is_not_used_and_says_so(home):
    own = home / "policies" / "xian-2022"
    own.mkdir()
    (own / "policy.yaml").write_text(COUNTY, "utf-8")
    policy, (finding,) = read_policy("xian-2022", home)
    assert policy == load_policy("xian-2022")
    assert (finding.code, finding.level) == ("POLICY_SHADOWED", Level.WARNING)
    assert policy_ids(home).count("xian-2022") == 1


def test_a_home_that_does_not_exist_has_no_policies(tmp_path):
    assert policy_ids(tmp_path / "none") == policy_ids()


def test_a_broken_policy_is_left_out_of_the_list_and_its_findings_are_kept(home):
    broken = home / "policies" / "aaa-2020"
    broken.mkdir()
    (broken / "policy.yaml").write_text("- 1\n", "utf-8")
    policies, findings = listed_policies(home)
    assert [policy.id for policy in policies] == [*policy_ids(), "donghe-2025"]
    assert [(f.code, f.where.file) for f in findings] == [("YAML_NOT_A_MAPPING", "aaa-2020/policy.yaml")]


def test_the_list_says_that_a_county_s_folder_is_not_used(home):
    own = home / "policies" / "xian-2022"
    own.mkdir()
    policies, findings = listed_policies(home)
    assert [f.code for f in findings] == ["POLICY_SHADOWED"]
    assert [policy.id for policy in policies] == policy_ids(home)


def test_the_shipped_policies_are_listed_without_a_finding():
    assert listed_policies() == ([load_policy(name) for name in policy_ids()], ())
