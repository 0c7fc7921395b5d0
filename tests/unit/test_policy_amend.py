"""A patch is laid over a policy and checked as the policy is; what it leaves is named with its clause."""

from __future__ import annotations

from pathlib import Path

import pytest

from muyun.findings import Finding, InputError, Level
from muyun.policy.amend import SCENARIO_SOURCE, Patch, amend, merge, parse_setting, plain_data, read_patch
from muyun.policy.load import load_policy, policy_ids, policy_text
from muyun.policy.model import Policy, policy_hash

LARGE = "pools.规上工业."


def amended(*settings: str, policy: str = "xiacheng-2019") -> tuple[Policy, tuple[Finding, ...]]:
    """A shipped policy with `--set` values laid over it."""
    return amend(load_policy(policy), merge(*map(parse_setting, settings)), policy_text(policy))


def refused(*settings: str, policy: str = "xiacheng-2019") -> tuple[Finding, ...]:
    """The errors with which settings are refused."""
    with pytest.raises(InputError) as error:
        amended(*settings, policy=policy)
    return tuple(f for f in error.value.findings if f.level is Level.ERROR)


# The patch itself


def test_a_setting_is_a_patch():
    assert parse_setting("pools.规上工业.weights.亩均税收=32") == {"pools": {"规上工业": {"weights": {"亩均税收": 32}}}}


@pytest.mark.parametrize(
    ("text", "value"),
    [("a.b=1.5", 1.5), ("a.b = true", True), ("a.b=null", None), ("a.b=[x, 1]", ["x", 1]),
     ("a.b={甲: 0.5}", {"甲": 0.5}), ("a.b='1'", "1"), ("a.b=x=y", "x=y")],
)  # fmt: skip
def test_a_setting_s_value_is_a_yaml_scalar_or_flow_collection(text, value):
    assert parse_setting(text) == {"a": {"b": value}}


@pytest.mark.parametrize("text", ["", "a", "=1", "a.=1", ".a=1", "a..b=1", "a=", "a= "])
def test_a_setting_that_is_no_key_and_value_is_a_finding(text):
    with pytest.raises(InputError) as error:
        parse_setting(text)
    (finding,) = error.value.findings
    assert finding.code == "SETTING_SYNTAX"
    assert "pools.规上工业.weights.亩均税收=32" in finding.fix


@pytest.mark.parametrize(
    ("text", "code"),
    [("a=[1", "YAML_SYNTAX"), ("a=.nan", "YAML_NOT_FINITE"), ("a=&x 1", "YAML_ANCHOR"), ("a=!t 1", "YAML_TAG"),
     ("a={b: 1, b: 2}", "YAML_DUPLICATE_KEY")],
)  # fmt: skip
def test_a_setting_s_value_is_as_strict_as_a_file(text, code):
    with pytest.raises(InputError) as error:
        parse_setting(text)
    (finding,) = error.value.findings
    assert (finding.code, str(finding.where)) == (code, f"--set {text}")
    assert "行" not in finding.fix


def test_patches_merge_key_by_key_and_a_later_one_wins():
    merged = merge({"a": {"b": 1, "c": 2}, "x": [1, 2]}, {"a": {"c": 3}, "x": [9]}, {"a": {"b": None}})
    assert merged == {"a": {"b": None, "c": 3}, "x": [9]}


def test_merging_changes_none_of_the_patches():
    one, other = {"a": {"b": [1]}}, {"a": {"c": [2]}}
    merged = merge(one, other)
    merged["a"]["b"].append(5)
    merged["a"]["c"].append(5)
    assert (one, other) == ({"a": {"b": [1]}}, {"a": {"c": [2]}})


def test_another_kind_of_quota_takes_the_place_of_the_earlier_patch_s():
    one, other = {"classes": {"A": {"at_most": 0.2}}}, {"classes": {"A": {"exact": 0.3}}}
    assert merge(one, other) == {"classes": {"A": {"exact": 0.3}}}


def test_a_patch_file_is_read_with_its_lines(tmp_path):
    path = tmp_path / "patch.yaml"
    path.write_text("# 方案一\npools:\n  规上工业:\n    weights: {亩均税收: 32}\n    colour: red\n", "utf-8")
    patch = read_patch(path)
    assert patch == {"pools": {"规上工业": {"weights": {"亩均税收": 32}, "colour": "red"}}}
    with pytest.raises(InputError) as error:
        amend(load_policy("xiacheng-2019"), merge(patch, parse_setting("lowland.line=2")), None)
    places = {f.code: (f.where.file, f.where.line) for f in error.value.findings if f.level is Level.ERROR}
    assert places == {"POLICY_UNKNOWN_KEY": ("patch.yaml", 5), "POLICY_WEIGHT_SUM": ("patch.yaml", 4)}


@pytest.mark.parametrize(
    ("content", "code"),
    [("a: &x [1]\nb: *x\n", "YAML_ANCHOR"), ("- 1\n", "YAML_NOT_A_MAPPING"), ("a: 1\na: 2\n", "YAML_DUPLICATE_KEY")],
)
def test_a_patch_file_is_as_strict_as_a_policy(tmp_path, content, code):
    path = tmp_path / "patch.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError) as error:
        read_patch(path)
    assert [f.code for f in error.value.findings] == [code]


# Laid over a policy


@pytest.mark.parametrize("policy_id", policy_ids())
def test_an_empty_patch_gives_the_same_policy(tmp_path, policy_id):
    path = tmp_path / "patch.yaml"
    path.write_text("# 没有改动\n", "utf-8")
    policy = load_policy(policy_id)
    same, findings = amend(policy, read_patch(path), policy_text(policy_id))
    assert (same, findings) == (policy, ())
    assert policy_hash(same) == policy_hash(policy)


def test_weights_that_still_add_up_to_100_are_taken_and_no_other_changes():
    policy, findings = amended(LARGE + "weights.亩均税收=32", LARGE + "weights.研发投入强度=10.5")
    assert findings == ()
    assert policy.pools["规上工业"].weights == {
        "亩均税收": 32, "亩均增加值": 20, "单位能耗增加值": 12.5, "单位排放增加值": 12.5, "全员劳动生产率": 12.5,
        "研发投入强度": 10.5,
    }  # fmt: skip
    assert policy.pools["规下工业"] == load_policy("xiacheng-2019").pools["规下工业"]


def test_weights_of_102_are_refused_and_nothing_is_rescaled():
    (finding,) = refused(LARGE + "weights.亩均税收=32")
    assert finding.code == "POLICY_WEIGHT_SUM"
    assert "102" in finding.what
    assert finding.where.key == "pools.规上工业.weights"


@pytest.mark.clause("XC-10")
def test_a_hard_bound_is_refused():
    (finding,) = refused(LARGE + "weights.亩均税收=35.01", LARGE + "weights.亩均增加值=14.99")
    assert finding.code == "POLICY_HARD_BOUND"
    assert "XC-10" in finding.why
    assert amended(LARGE + "weights.亩均税收=35", LARGE + "weights.单位能耗增加值=7.5")  # exactly 35 is allowed


@pytest.mark.clause("XC-10")
@pytest.mark.parametrize("bounds", ["[]", "null", "[{at_most: {each: 90}, binding: hard, assumed: 试试}]"])
def test_a_hard_bound_can_t_be_taken_away(bounds):
    assert [f.code for f in refused(LARGE + f"weight_bounds={bounds}")] == ["SCENARIO_HARD_BOUND"]


@pytest.mark.clause("XC-10")
def test_a_hard_bound_holds_for_the_pool_under_another_name_too():
    weights = "{亩均税收: 50, 亩均增加值: 20, 单位能耗增加值: 10, 单位排放增加值: 10, 全员劳动生产率: 10}"
    pool = f"{{members: {{kind: 工业, scale: 规上}}, weights: {weights}, weights_source: {{assumed: 试算}}}}"
    codes = [f.code for f in refused("pools.规上工业=null", "vetoes=[]", "targets=[]", f"pools.规上={pool}")]
    assert codes == ["SCENARIO_HARD_BOUND"]


@pytest.mark.clause("XC-11", "XC-12")
def test_a_soft_bound_that_is_left_is_a_warning_naming_the_clause():
    policy, findings = amended(
        LARGE + "weights.亩均增加值=19", LARGE + "weights.研发投入强度=9", LARGE + "weights.单位能耗增加值=17"
    )
    assert policy.pools["规上工业"].weights["亩均增加值"] == 19
    assert [(f.code, f.level) for f in findings] == [("POLICY_SOFT_BOUND", Level.WARNING)] * 2
    assert [clause in f.why for f, clause in zip(findings, ("XC-11", "XC-12"), strict=True)] == [True, True]
    assert all("超出政策" in f.fix and "仅限模拟" in f.fix for f in findings)


@pytest.mark.clause("XC-15")
@pytest.mark.parametrize("key", ["defaults.classes.A.at_most", LARGE + "classes.A.at_most"])
def test_a_quota_above_its_clause_is_a_warning_and_below_it_none(key):
    policy, (finding,) = amended(f"{key}=0.25")
    assert policy.classes("规上工业")["A"].at_most == 0.25
    assert policy.classes("规上工业")["D"].at_most == 0.05
    assert (finding.code, finding.level) == ("SCENARIO_QUOTA", Level.WARNING)
    assert finding.what.endswith("等级比例 A 档：不超过 由 20 % 改为 25 %。")
    assert "XC-15" in finding.why and "原则上A档企业不超过20%" in finding.why
    assert "超出政策，仅限模拟" in finding.fix
    assert amended(f"{key}=0.15")[1] == ()
    assert amended(f"{key}=0.20000000001")[1] == ()  # the same on nine decimals


def test_a_quota_that_is_only_assumed_is_free():
    assert amended("defaults.classes.B.at_most=0.6")[1] == ()


def test_quotas_over_100_percent_are_refused():
    assert [f.code for f in refused("defaults.classes.A.at_most=0.6")] == ["POLICY_QUOTA_SUM"]


@pytest.mark.clause("XA-08", "XA-10")
def test_other_quoted_values_are_a_warning_naming_the_clause():
    _, (weights,) = amended(LARGE + "weights.亩均税收=20", LARGE + "weights.亩均总产值=30", policy="xian-2022")
    assert weights.code == "SCENARIO_QUOTED_VALUE"
    assert "亩均税收 由 25 改为 20" in weights.what and "亩均总产值 由 25 改为 30" in weights.what
    assert "XA-08" in weights.why
    _, findings = amended("defaults.classes.A.exact=0.2", "defaults.classes.B.exact=0.7", policy="xian-2022")
    assert [(f.code, "XA-10" in f.why) for f in findings] == [("SCENARIO_QUOTED_VALUE", True)] * 2


def test_a_value_that_a_note_calls_assumed_is_free_beside_the_quoted_ones():
    assert amended("defaults.benchmark.first_year=2017")[1] == ()
    assert amended("defaults.classes.C_D.d_share=0.3", policy="xian-2022")[1] == ()
    assert [f.code for f in amended("defaults.benchmark.factor=1.2")[1]] == ["SCENARIO_QUOTED_VALUE"]


def test_a_published_constant_that_is_changed_is_a_warning_naming_the_publication():
    policy, (finding,) = amended("pools.规下工业.benchmark.values.亩均税收=12", policy="huangyan-2022")
    assert policy.pool_benchmark("规下工业").values == {"亩均税收": 12, "单位用电税收": 0.2352}
    assert finding.what == "规下工业的基准值：亩均税收 由 11.5932 改为 12。"
    assert "黄岩区规下工业企业亩均效益综合评价计分公式（2022）" in finding.why


@pytest.mark.clause("XA-11", "XC-25")
@pytest.mark.parametrize(
    ("policy", "setting", "key", "what"),
    [
        ("xian-2022", "defaults.pool_by=none", "defaults.pool_by",
         "排名范围 由 按区县分别排名 改为 不分区县、一并排名。"),
        ("xiacheng-2019", "publish=none", "publish", "公布 由 只公布企业名称和等级 改为 不公布。"),
        ("xiacheng-2019", "lowland.below=true", "lowland.below",
         "低产田：界线本身 由 以下（含本数） 改为 低于（不含本数）。"),
        ("xiacheng-2019", "defaults.benchmark.factor=1.2", "defaults.benchmark.factor",
         "基准值：倍数 由 1.5 改为 1.2。"),
        ("fenghua-2022", "parcels=null", "parcels", "删去了“地块评价”。"),
        ("xiacheng-2019", "indicators.亩均税收.numerator=value_added_wan", "indicators.亩均税收.numerator",
         "指标 亩均税收：分子 由 税收实际贡献 改为 工业增加值。"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_an_official_s_words(policy, setting, key, what):
    _, (finding,) = amended(setting, policy=policy)
    assert (finding.code, finding.what, finding.where.key) == ("SCENARIO_QUOTED_VALUE", what, key)


@pytest.mark.parametrize(
    ("setting", "key"),
    [
        ("defaults.item.cap=off", "defaults.item.cap"), ("defaults.item.missing=null", "defaults.item.missing"),
        ("energy_basis.assumed=null", "energy_basis"), ("defaults.classes.A.at_most=0.6", "defaults.classes"),
        ("defaults.classes.B.exact=0.6", "defaults.classes"), ("defaults.tie_break=[亩均]", "defaults.tie_break"),
        (LARGE + "weight_bounds=[{binding: soft}]", LARGE + "weight_bounds"), ("vetoes.0.to=D", "vetoes"),
    ],
)  # fmt: skip
def test_a_finding_of_a_setting_names_its_key_once_and_a_remedy(setting, key):
    for finding in refused(setting):
        assert str(finding).count(key) == 1, str(finding)
        assert "第 1 行" not in str(finding)
        assert finding.fix


def test_a_list_is_replaced_as_a_whole_and_the_finding_says_so():
    (finding,) = refused("scope.land_gate.0.soft=true")
    assert (finding.code, finding.where.key) == ("POLICY_VALUE", "scope.land_gate")
    assert "须是列表" in finding.what
    assert "整个替换" in finding.fix and "不能用序号" in finding.fix


@pytest.mark.clause("XC-14", "XA-12")
@pytest.mark.parametrize("policy", ["xiacheng-2019", "xian-2022"])
def test_a_transition_may_be_shorter_or_none_but_never_longer_than_three_years(policy):
    """可设置不超过3年的过渡期"""
    assert amended("scope.transition.years=2", policy=policy)[1] == ()
    assert amended("scope.transition=null", policy=policy)[1] == ()
    assert refused("scope.transition.years=4", policy=policy)


@pytest.mark.parametrize(
    ("policy", "key"), [("xiacheng-2019", LARGE + "benchmark.years"), ("jiaxing-2018", "sector_rules.years")]
)
def test_no_rule_looks_further_back_than_a_hundred_years(policy, key):
    assert amended(f"{key}=100", policy=policy)
    assert "不大于 100" in refused(f"{key}=1000000000000", policy=policy)[0].what


@pytest.mark.clause("FH-04")
def test_a_changed_rule_of_a_list_says_what_changed():
    gate = "{from_year: 2022, at_least_mu: 5, kind: 工业, scale: 规下, assumed: 试算}"
    _, (finding,) = amended(f"scope.land_gate=[{gate}]", policy="fenghua-2022")
    assert finding.what == "参评范围 用地门槛：最少亩数 由 3 改为 5。"
    assert "FH-04" in finding.why and "以3亩以上为主" in finding.why


@pytest.mark.clause("JX-11", "JX-18")
@pytest.mark.parametrize(("setting", "clause", "quote"), [
    ("sector_adjustment.a=3", "JX-11", "R＝aS+bT"),
    ("sector_rules.bottom_share=0.1", "JX-18", "倒数5%的企业，不是D类的，应对标行业先进"),
])  # fmt: skip
def test_of_several_clauses_the_one_is_cited_that_speaks_of_the_value(setting, clause, quote):
    _, (finding,) = amended(setting, policy="jiaxing-2018")
    assert finding.why.startswith(f"{clause} 原文：") and quote in finding.why


@pytest.mark.clause("XA-13")
def test_a_value_of_a_rule_in_a_list_that_a_note_calls_assumed_is_free():
    kinds = "重大安全生产事故, 重大环境责任事故, 重大环境事件"
    assert amended(f"vetoes=[{{kinds: [{kinds}], to: D, assumed: 试算}}]", policy="xian-2022")[1] == ()


@pytest.mark.clause("XC-17")
def test_a_rule_of_a_list_that_is_gone_is_a_warning():
    policy, findings = amended("vetoes=[]")
    assert policy.vetoes == ()
    assert [(f.code, "XC-17" in f.why) for f in findings] == [("SCENARIO_QUOTED_VALUE", True)] * 2


def test_a_plain_value_sets_the_value_and_keeps_its_source():
    policy, findings = amended("energy_basis=等价值", "defaults.tie_break=[研发投入强度]")
    assert (policy.energy_basis.value, policy.energy_basis.assumed) == ("等价值", "文件未定等价值或当量值。")
    assert policy.tie_break("规下工业") == ("研发投入强度",)
    assert findings == ()


def test_a_rule_that_the_patch_adds_has_the_scenario_as_its_source():
    policy, findings = amended(LARGE + "items.亩均税收.cap=1.5", "defaults.formula=min_max")
    assert policy.item_rules("规上工业")["亩均税收"].cap == 1.5
    assert policy.item_rules("规上工业")["亩均税收"].missing == "zero"
    assert policy.pools["规上工业"].items["亩均税收"].assumed == SCENARIO_SOURCE
    assert (policy.formula("规下工业"), policy.defaults.formula.assumed) == ("min_max", SCENARIO_SOURCE)
    assert findings == ()


def test_rules_of_a_list_that_the_patch_gives_need_no_source():
    policy, _ = amended("vetoes=[{kinds: [食品安全事故], to: D}]")
    (veto,) = policy.vetoes
    assert (veto.to, veto.assumed, veto.clause) == ("D", SCENARIO_SOURCE, ())


def test_a_source_that_the_patch_takes_away_is_still_missed():
    assert [f.code for f in refused("energy_basis.assumed=null")] == ["POLICY_SOURCE"]


def test_a_pool_s_own_rule_starts_from_the_default():
    policy, _ = amended("pools.规下工业.item.cap=2", "pools.规下工业.pool_by=区县")
    assert (policy.item_rules("规下工业")["亩均税收"].cap, policy.item_rules("规上工业")["亩均税收"].cap) == (2, 1)
    assert policy.item_rules("规下工业")["亩均税收"].missing == "zero"
    assert (policy.pool_by("规下工业"), policy.pool_by("规上工业")) == ("区县", "none")


def test_a_pool_s_own_rule_starts_from_the_default_as_the_same_patch_has_it():
    policy, _ = amended("defaults.classes.A.at_most=0.1", LARGE + "classes.B.at_most=0.4")
    assert [policy.classes("规上工业")[c].at_most for c in "ABD"] == [0.1, 0.4, 0.05]
    assert [policy.classes("规下工业")[c].at_most for c in "ABD"] == [0.1, 0.5, 0.05]


def test_what_the_patch_does_not_name_is_found_by_its_key_without_a_line(tmp_path):
    path = tmp_path / "patch.yaml"
    path.write_text("pools: {规上服务业: null}\n", "utf-8")
    with pytest.raises(InputError) as error:
        amend(load_policy("xiacheng-2019"), read_patch(path), None)
    places = {f.code: str(f.where) for f in error.value.findings}
    assert places["POLICY_UNKNOWN_POOL"] == "方案 vetoes[1].pools[0]"


@pytest.mark.clause("XC-08")
def test_another_method_of_benchmark_leaves_nothing_of_the_old_one():
    policy, (finding,) = amended("defaults.benchmark={method: best_share, share: 0.1}")
    benchmark = policy.pool_benchmark("规上工业")
    assert (benchmark.method, benchmark.share, benchmark.factor) == ("best_share", 0.1, 1)
    assert benchmark.clause == () and benchmark.assumed == SCENARIO_SOURCE
    assert finding.code == "SCENARIO_QUOTED_VALUE" and "XC-08" in finding.why


def test_null_takes_an_indicator_s_weight_away():
    policy, findings = amended(LARGE + "weights.研发投入强度=null", LARGE + "weights.单位能耗增加值=25")
    assert list(policy.pools["规上工业"].weights) == [
        "亩均税收", "亩均增加值", "单位能耗增加值", "单位排放增加值", "全员劳动生产率"
    ]  # fmt: skip
    assert [f.code for f in findings] == ["POLICY_SOFT_BOUND"]  # XC-12: 研发投入强度 at least 10


def test_quotas_of_another_structure_are_taken_when_the_old_classes_are_taken_away():
    policy, _ = amended(
        "defaults.classes.C=null", "defaults.classes.D=null", "defaults.classes.C_D={rest: true, d_share: 0.4}"
    )
    assert list(policy.classes("规上工业")) == ["A", "B", "C_D"]


@pytest.mark.parametrize(
    ("setting", "key", "allowed"),
    [
        ("colour=red", "colour", "id、title、region"),
        (LARGE + "wieghts.亩均税收=30", "pools.规上工业.wieghts", "members、weights"),
        ("pools.规上.weights.亩均税收=30", "pools.规上", "规上工业、规下工业、规上服务业"),
        ("indicators.亩均税.unit=1", "indicators.亩均税", "亩均税收、亩均增加值"),
        ("defaults.classes.E.rest=true", "defaults.classes.E", "A、B、C、D、C_D"),
        ("defaults.benchmark.q=0.5", "defaults.benchmark.q", "method、years、factor"),
        (LARGE + "weights.亩均税=null", "pools.规上工业.weights.亩均税", "亩均税收、亩均增加值"),
        (LARGE + "weight=null", "pools.规上工业.weight", "members、weights"),
        ("lowland.line.x=1", "lowland.line", ""),
    ],
)
def test_an_unknown_key_is_refused_with_the_allowed_ones(setting, key, allowed):
    (finding,) = refused(setting)
    assert finding.where.key == key
    assert allowed in finding.fix
    assert finding.code == ("POLICY_UNKNOWN_KEY" if allowed else "POLICY_VALUE")


def test_an_unknown_indicator_in_weights_is_refused_with_the_defined_ones():
    codes = {f.code: f for f in refused(LARGE + "weights.亩均税=0")}
    assert "亩均税收、亩均增加值" in codes["POLICY_UNKNOWN_INDICATOR"].fix


def test_a_patch_can_t_change_the_id():
    assert [f.code for f in refused("id=mine")] == ["SCENARIO_ID"]
    assert amended("id=xiacheng-2019")[1] == ()


def test_a_quote_that_a_patch_brings_must_be_in_the_text():
    rule = "lowland={clause: XC-25, quote: %s, line: 1, below: false}"
    assert amended(rule % "亩均税收1万元以下的低效企业")[1] == ()
    assert [f.code for f in refused(rule % "亩均税收2万元以下")] == ["POLICY_QUOTE"]


def test_the_policy_that_is_amended_stays_as_it_was():
    policy = load_policy("xiacheng-2019")
    before = policy_hash(policy)
    amend(policy, parse_setting("defaults.classes.A.at_most=0.1"), None)
    assert policy_hash(policy) == before


def test_amending_twice_is_amending_with_the_merged_patch():
    policy = load_policy("xiacheng-2019")
    one = parse_setting(LARGE + "classes.A.at_most=0.15")
    other = parse_setting(LARGE + "classes.B.at_most=0.4")
    twice, _ = amend(amend(policy, one, None)[0], other, None)
    assert twice == amend(policy, merge(one, other), None)[0]


@pytest.mark.parametrize(
    "patch",
    [{"pools": 3}, {"pools": []}, {"pools": None}, {"vetoes": {"0": {"to": "C"}}}, {"pools": {"规上": None}},
     {"pools": {"规上工业": {"weights": {"亩均税收": float("nan")}}}}, {"defaults": {"item": "none"}},
     {"pools": {"规上工业": {"weights": {"亩均税收": "三十"}}}}, {"class_words": {"A": None}}, {"scope": {"x": 1}}],
)  # fmt: skip
def test_a_patch_of_the_wrong_shape_is_a_finding_and_no_fault(patch):
    assert any(f.level is Level.ERROR for f in errors_of(patch))


def test_a_pool_that_goes_while_a_veto_names_it_is_an_error():
    errors = [f.code for f in errors_of({"pools": {"规上服务业": None}}) if f.level is Level.ERROR]
    assert errors == ["POLICY_UNKNOWN_POOL"]


def errors_of(patch: dict) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as error:
        amend(load_policy("xiacheng-2019"), patch, None)
    return error.value.findings


def test_a_plain_dict_is_a_patch_too_and_its_findings_name_the_key():
    finding = errors_of({"defaults": {"item": {"cap": -1}}})[0]
    assert str(finding.where) == "方案 defaults.item.cap"


def test_plain_data_is_the_policy_as_its_file_has_it():
    data = plain_data(load_policy("xiacheng-2019"))
    assert data["lowland"] == {"line": 1, "below": False, "clause": ["XC-25"], "quote": "亩均税收1万元以下"}
    assert "classes" not in data["pools"]["规上工业"]


def test_a_patch_is_a_dict_that_knows_where_it_was_written(tmp_path: Path):
    assert Patch({"a": 1}) == {"a": 1}
    assert merge() == {}
    assert str(parse_setting("lowland.line=2").places["lowland", "line"]) == "--set lowland.line"
