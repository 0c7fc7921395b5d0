"""A county's policy made of another and a patch: the same rules as the patch, honest sources, all or nothing."""

from __future__ import annotations

import contextlib
import random
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.evaluate.output import group_frame, result_frame
from muyun.findings import InputError, Line
from muyun.policy.amend import amend, merge, parse_setting, plain_data
from muyun.policy.county import county_policy
from muyun.policy.edits import patch_of
from muyun.policy.keys import SOURCE_KEYS
from muyun.policy.load import load_policy, policy_folder, policy_ids, policy_text, read_policy
from muyun.policy.local_sources import with_local_sources
from muyun.policy.model import Policy
from muyun.policy.parameters import Parameter, ValueKind, parameters
from muyun.policy.shape import parse_shape
from muyun.report.policy_listing import policy_lines
from muyun.terms import TABLES

sys.path.insert(0, str(Path(__file__).parents[1] / "golden"))
from random_changes import random_changes
from random_upload import random_upload

NAMES = {"new_id": "gongshu-2026", "title": "拱墅区实施意见", "region": "杭州市拱墅区", "reason": "区府办〔2026〕3 号"}
LOCAL = "本地规定：区府办〔2026〕3 号"


def written(base: str, *settings: str, home: Path, **names: str) -> Policy:
    """The policy that is made of `base` and settings, read back strictly."""
    folder = county_policy(load_policy(base), merge(*map(parse_setting, settings)), home=home, **{**NAMES, **names})
    return read_policy(folder.name, home)[0]


def refused(home: Path, *settings: str, **names: str) -> list[str]:
    """The codes of the findings, after which nothing may lie in the home."""
    before = sorted(home.rglob("*"))
    with pytest.raises(InputError) as error:
        written("xiacheng-2019", *settings, home=home, **names)
    assert sorted(home.rglob("*")) == before
    return [f.code for f in error.value.findings]


def rules(data: object) -> object:
    """Plain data without sources and without the policy's names."""
    if isinstance(data, dict):
        gone = {*SOURCE_KEYS, "weights_source", "classes_source", "id", "title", "region"}
        return {key: rules(value) for key, value in data.items() if key not in gone}
    return [rules(value) for value in data] if isinstance(data, list) else data


def by_key(policy: Policy) -> dict[str, Parameter]:
    return {p.key: p for p in parameters(policy)}


def comments(text: str) -> list[str]:
    return re.findall(r"(?:^|\s)(#.*)$", text, re.MULTILINE)


# The rules


@pytest.mark.parametrize("base", policy_ids())
@pytest.mark.parametrize("seed", range(3))
def test_the_written_policy_decides_as_the_patch_does(base, seed, tmp_path):
    rng = random.Random(f"{base} {seed}")
    policy, patch = load_policy(base), random_changes(rng, base)
    folder = county_policy(policy, patch, home=tmp_path, **NAMES)
    county, findings = read_policy("gongshu-2026", tmp_path)
    scenario, _ = amend(policy, patch, policy_text(base) or None)
    assert folder == tmp_path / "policies" / "gongshu-2026"
    assert list((tmp_path / "policies").iterdir()) == [folder]
    assert {f.level for f in findings} <= {"警告"}
    assert rules(plain_data(county)) == rules(plain_data(scenario))

    upload = random_upload(rng, 25)
    tables = Tables.of({table: rows for table, rows in upload.items() if table in TABLES})
    year = int(tables.enterprises["year"].max())
    ours, theirs = (evaluate(tables, p, year) for p in (county, scenario))
    assert_frame_equal(group_frame(ours), group_frame(theirs))
    reasons = ["依据"]  # cites 本系统 where the scenario still cites the clause that it left
    assert_frame_equal(result_frame(ours).drop(columns=reasons), result_frame(theirs).drop(columns=reasons))


@pytest.mark.parametrize("base", policy_ids())
def test_without_a_patch_only_the_names_are_others(base, tmp_path):
    county = written(base, home=tmp_path)
    policy = load_policy(base)
    named = {"id": "gongshu-2026", "title": "拱墅区实施意见", "region": "杭州市拱墅区"}
    assert county == policy.model_copy(update=named)
    assert policy_text("gongshu-2026", tmp_path) == policy_text(base)


def test_a_county_s_own_policy_can_be_the_base_of_the_next(tmp_path):
    first = written("xiacheng-2019", "lowland.line=2", home=tmp_path)
    county_policy(first, parse_setting("defaults.item.cap=1.2"), home=tmp_path, **{**NAMES, "new_id": "next-2027"})
    second = load_policy("next-2027", tmp_path)
    assert (second.lowland.line, second.defaults.item.cap) == (2, 1.2)


# The sources


def other(parameter: Parameter) -> object:
    """Another legal value for most parameters; None where none comes to mind."""
    value = parameter.value
    match parameter.kind:
        case ValueKind.NUMBER | ValueKind.SHARE:
            return 0.5 if value in ("none", 0) else round(value * 0.9, 6)
        case ValueKind.INTEGER:
            return value - 1 if value > 2 else value + 1
        case ValueKind.BOOL | ValueKind.CHOICE:
            return next((v for v, _ in parameter.choices if v != value), None)
        case ValueKind.LIST:
            return value[1:] or None
        case ValueKind.TEXT:
            return f"{value}新"


def single_changes(policy: Policy) -> Iterator[tuple[Parameter, dict[str, object]]]:
    """Editable parameters (some of the inherited ones) with a patch of each alone, where the policy then holds."""
    inherited = [p for p in parameters(policy) if p.inherited]
    for parameter in [*(p for p in parameters(policy) if not p.inherited), *inherited[::8]]:
        value = other(parameter) if parameter.editable else None
        if value is not None:
            patch = patch_of(policy, {parameter.path: value})
            with contextlib.suppress(InputError):  # weights off 100, pools that overlap
                amend(policy, patch, None)
                yield parameter, patch


@pytest.mark.parametrize("base", policy_ids())
def test_whatever_single_value_is_changed_its_source_is_local(base):
    policy, done = load_policy(base), 0
    for parameter, patch in single_changes(policy):
        new, _ = amend(policy, patch, None)
        data = with_local_sources(plain_data(policy), plain_data(new), "区府办〔2026〕3 号")
        county, findings = parse_shape(data, lambda path: Line("政策"))
        assert findings == (), parameter.key
        changed = by_key(county).get(parameter.key)
        if changed is not None and (parameter.clause or parameter.published or parameter.assumed):
            done += 1
            assert changed.assumed == LOCAL, parameter.key
            assert (changed.clause, changed.quote, changed.published, changed.note) == ((), None, None, None)
    assert done > 30


@pytest.mark.parametrize("base", policy_ids())
def test_no_comment_of_the_base_s_file_is_lost(base, tmp_path):
    content = (policy_folder(base, None) / "policy.yaml").read_text("utf-8")
    policy = load_policy(base)
    for number, (parameter, patch) in enumerate(islice(single_changes(policy), 0, None, 12)):
        folder = county_policy(policy, patch, home=tmp_path, **{**NAMES, "new_id": f"t{number}"})
        assert set(comments(content)) <= set(comments((folder / "policy.yaml").read_text("utf-8"))), parameter.key


def test_a_rule_of_one_value_gets_the_reason_and_the_others_keep_clause_and_quote(tmp_path):
    base = load_policy("xiacheng-2019")
    county = written("xiacheng-2019", "defaults.classes.A.at_most=0.15", home=tmp_path)
    quota = county.defaults.classes["A"]
    assert (quota.at_most, quota.assumed, quota.clause, quota.quote) == (0.15, LOCAL, (), None)
    assert county.defaults.classes["D"] == base.defaults.classes["D"]
    assert county.scope == base.scope and county.pools == base.pools and county.vetoes == base.vetoes


def test_of_a_rule_of_several_values_the_unchanged_ones_keep_clause_and_quote(tmp_path):
    known = by_key(written("xiacheng-2019", "defaults.benchmark.factor=1.2", home=tmp_path))
    factor, years = known["defaults.benchmark.factor"], known["defaults.benchmark.hold_years"]
    assert (factor.clause, factor.quote, factor.assumed) == ((), None, LOCAL)
    assert (years.clause, years.assumed) == (("XC-08", "XC-09"), None)


def test_of_weights_only_the_changed_ones_are_local(tmp_path):
    settings = ("pools.规上工业.weights.亩均税收=20", "pools.规上工业.weights.亩均总产值=30")
    known = by_key(written("xian-2022", *settings, home=tmp_path))
    assert known["pools.规上工业.weights.亩均税收"].assumed == LOCAL
    assert known["pools.规上工业.weights.单位能耗总产值"].clause == ("XA-08",)


def test_a_rule_that_results_cite_is_the_county_s_as_a_whole(tmp_path):
    """Otherwise 依据 would say XC-01 of a line that XC-01 doesn't draw."""
    base = load_policy("xiacheng-2019")
    patch = patch_of(base, {("scope", "land_gate", 1, "at_least_mu"): 4})
    county_policy(base, patch, home=tmp_path, **NAMES)
    gates = load_policy("gongshu-2026", tmp_path).scope.land_gate
    assert [(g.clause, g.assumed) for g in gates] == [(("XC-01",), None), ((), LOCAL), (("XC-01",), None)]


def test_a_value_that_the_clause_never_gave_takes_nothing_from_the_clause(tmp_path):
    """backfill of the veto and d_share are noted as 本系统假定 beside XC-17 and XA-11."""
    veto = written("xiacheng-2019", home=tmp_path).vetoes[0]
    base = load_policy("xiacheng-2019")
    county_policy(base, patch_of(base, {("vetoes", 0, "backfill"): False}), home=tmp_path, **{**NAMES, "new_id": "b"})
    changed = load_policy("b", tmp_path).vetoes[0]
    assert (changed.clause, changed.quote, changed.notes) == (veto.clause, veto.quote, {"backfill": LOCAL})
    quota = written("xian-2022", "defaults.classes.C_D.d_share=0.3", home=tmp_path, new_id="c").defaults.classes["C_D"]
    assert (quota.clause, quota.notes) == (("XA-11",), {"d_share": LOCAL})


def test_a_quota_of_another_share_keeps_only_what_the_clause_never_gave(tmp_path):
    settings = ("defaults.classes.A.exact=0.1", "defaults.classes.C_D.exact=0.15")
    quota = written("xian-2022", *settings, home=tmp_path).defaults.classes["C_D"]
    assert (quota.clause, quota.quote, quota.assumed) == ((), None, LOCAL)
    assert quota.notes == {"d_share": "本系统假定：D 类占两档的一半，各区县可自行确定。"}


def test_a_changed_part_of_the_sector_rules_isn_t_cited_under_its_old_clause(tmp_path):
    rule = written("jiaxing-2018", "sector_rules.top_share=0.1", home=tmp_path).sector_rules
    assert rule.clause == ("本地规定", "JX-18", "JX-19")
    assert "5%" in rule.quote and rule.quote.startswith("对行业内“亩产效益”综合评价倒数5%")
    assert rule.notes["top_share"] == LOCAL


def test_a_pool_s_own_quotas_take_over_what_they_don_t_change(tmp_path):
    county = written("xiacheng-2019", "pools.规上工业.classes.B.at_most=0.4", home=tmp_path)
    classes = county.pools["规上工业"].classes
    assert (classes["B"].at_most, classes["B"].assumed) == (0.4, LOCAL)
    assert (classes["A"].clause, classes["D"].clause) == (("XC-15",), ("XC-16",))


def test_constants_are_noted_one_by_one(tmp_path):
    known = by_key(written("huangyan-2022", "defaults.benchmark.values.亩均税收=25", home=tmp_path))
    assert known["defaults.benchmark.values.亩均税收"].assumed == LOCAL
    assert known["defaults.benchmark.values.亩均增加值"].published.startswith("黄岩区规上工业")


@pytest.mark.parametrize(
    "setting",
    ["defaults.benchmark={method: best_share, share: 0.1}", "defaults.classes.B={at_least: 0.4}",
     "defaults.formula=min_max", "bonus_items=[专精特新]", "pools.规上工业.items.亩均税收.cap=none"],
)  # fmt: skip
def test_a_rule_of_another_kind_or_a_new_one_has_the_reason(setting, tmp_path):
    county = written("xiacheng-2019", setting, home=tmp_path)
    base = {p.key for p in parameters(load_policy("xiacheng-2019")) if not p.inherited}
    new = [p for p in parameters(county) if p.key not in base and not p.inherited]
    assert new and {(p.assumed, p.clause) for p in new} == {(LOCAL, ())}
    assert "模拟方案" not in "\n".join(policy_lines(county))


def test_what_is_typed_can_t_become_yaml(tmp_path):
    names = {"title": "意见: {a: 1} # 不是注释", "region": "'甲' & *乙", "reason": '- "x": !!python [null'}
    county = written("xiacheng-2019", "lowland.line=2", home=tmp_path, **names)
    assert (county.title, county.region) == (names["title"], names["region"])
    assert county.lowland.notes["line"] == f"本地规定：{names['reason']}"


# All or nothing


@pytest.mark.parametrize(
    "new_id", ["", "Gongshu", "../x", "a/b", "a.b", "拱墅", "-a", "a-", "a--b", "a b", "a" * 41, ".", "..", "a\0", "ａ"]
)
def test_an_id_is_letters_digits_and_hyphens(new_id, tmp_path):
    assert refused(tmp_path, new_id=new_id) == ["COUNTY_ID"]


def test_an_id_that_is_in_use_is_refused(tmp_path):
    assert refused(tmp_path, new_id="xian-2022") == ["COUNTY_ID_TAKEN"]
    written("xiacheng-2019", home=tmp_path)
    assert refused(tmp_path) == ["COUNTY_ID_TAKEN"]
    (tmp_path / "policies" / "broken").mkdir()
    assert refused(tmp_path, new_id="broken") == ["COUNTY_ID_TAKEN"]


def test_all_that_is_missing_is_said_at_once(tmp_path):
    codes = refused(tmp_path, new_id="A", title=" ", region="甲" * 201, reason="乙\x00")
    assert codes == ["COUNTY_ID", "COUNTY_TEXT", "COUNTY_TEXT", "COUNTY_TEXT"]


def test_a_patch_that_doesn_t_fit_writes_nothing(tmp_path):
    assert "POLICY_WEIGHT_SUM" in refused(tmp_path, "pools.规上工业.weights.亩均税收=31")


def test_a_place_that_can_t_be_written_to_is_a_finding(tmp_path):
    (tmp_path / "policies").write_text("", "utf-8")
    assert refused(tmp_path) == ["COUNTY_PLACE"]


def test_an_unfinished_folder_is_no_policy(tmp_path):
    """As a kill between writing and renaming leaves it."""
    folder = county_policy(load_policy("xiacheng-2019"), {}, home=tmp_path, **NAMES)
    (tmp_path / "policies" / ".muyun-left").mkdir()
    folder.rename(tmp_path / "policies" / ".muyun-left" / "gongshu-2026")
    assert policy_ids(tmp_path) == policy_ids()
    assert written("xiacheng-2019", home=tmp_path).id == "gongshu-2026"


# Limits


@pytest.mark.clause("XC-10")
@pytest.mark.parametrize("settings", [
    ("pools.规上工业.weights={亩均税收: 40, 亩均增加值: 20, 研发投入强度: 2.5}",),
    ("pools.规上工业.weight_bounds=null",),
])  # fmt: skip
def test_a_hard_limit_holds_in_a_county_s_policy(settings, tmp_path):
    assert set(refused(tmp_path, *settings)) & {"POLICY_HARD_BOUND", "SCENARIO_HARD_BOUND"}


@pytest.mark.clause("XC-11")
def test_a_soft_limit_can_be_left_in_a_scenario_only(tmp_path):
    """亩均税收、亩均增加值的权重一般分别不低于30%和20%"""
    weights = "pools.规上工业.weights={亩均税收: 25, 研发投入强度: 17.5}"
    (warned,) = amend(load_policy("xiacheng-2019"), parse_setting(weights), None)[1]
    assert (warned.code, warned.level) == ("POLICY_SOFT_BOUND", "警告")
    assert refused(tmp_path, weights) == ["COUNTY_SOFT_BOUND"]


@pytest.mark.clause("XC-11")
def test_a_county_with_a_limit_of_its_own_is_held_by_that_one(tmp_path):
    policy = load_policy("xiacheng-2019")
    bounds = plain_data(policy)["pools"]["规上工业"]["weight_bounds"]
    bounds[1] |= {"at_least": {"亩均税收": 25, "亩均增加值": 20}}
    patch = {"pools": {"规上工业": {"weight_bounds": bounds, "weights": {"亩均税收": 25, "研发投入强度": 17.5}}}}
    county_policy(policy, patch, home=tmp_path, **NAMES)
    county = read_policy("gongshu-2026", tmp_path)[0]
    assert county.pools["规上工业"].weight_bounds[1].assumed == LOCAL


@pytest.mark.clause("XC-15")
def test_a_quota_beyond_原则上_becomes_the_county_s_own_rule(tmp_path):
    quota = written("xiacheng-2019", "defaults.classes.A.at_most=0.25", home=tmp_path).defaults.classes["A"]
    assert (quota.at_most, quota.clause, quota.assumed) == (0.25, (), LOCAL)
