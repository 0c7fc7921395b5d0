"""The shipped policies say what the spec's table of policies (§11, §12) and the documents say."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from muyun.policy.assumptions import assumptions
from muyun.policy.load import load_policy, policy_ids, policy_text, read_policy
from muyun.policy.model import Policy
from muyun.policy.strict_yaml import read_document
from muyun.policy.target_words import goal_words
from muyun.terms import VETO_KINDS

EXAMPLE = Path(__file__).parent / "policy_example.yaml"
SHIPPED = ["fenghua-2022", "huangyan-2022", "jiaxing-2018", "xiacheng-2019", "xian-2022"]
SIX = ["亩均税收", "亩均增加值", "单位能耗增加值", "单位排放增加值", "全员劳动生产率", "研发投入强度"]
XIAN = ["亩均总产值", "亩均税收", "全员劳动生产率", "单位能耗总产值", "单位碳排放总产值", "研发投入强度"]
SECTORS = {"印染": ("1713", "1723", "1733", "1743", "1752", "1762"), "造纸": ("22",), "化工": ("26",), "化纤": ("28",)}


def plain(policy: Policy) -> dict:
    return policy.model_dump(mode="json", exclude_unset=True)


def quotes(data: object) -> list[str]:
    """Every quote in plain data."""
    if isinstance(data, dict):
        own = [data["quote"]] if isinstance(data.get("quote"), str) else []
        own += data.get("quotes", {}).values()
        return own + [q for value in data.values() for q in quotes(value)]
    return [q for value in data for q in quotes(value)] if isinstance(data, list) else []


def shares(policy: Policy, pool: str) -> dict[str, tuple[str, float | None]]:
    return {name: (quota.kind, quota.share) for name, quota in policy.classes(pool).items()}


def test_five_policies_are_shipped_and_none_has_a_finding():
    assert policy_ids() == SHIPPED
    assert [read_policy(policy_id)[1] for policy_id in SHIPPED] == [()] * 5


@pytest.mark.parametrize("policy_id", SHIPPED)
def test_every_quote_is_in_the_text(policy_id):
    text = re.sub(r"\s", "", policy_text(policy_id))
    found = quotes(plain(load_policy(policy_id)))
    assert [quote for quote in found if re.sub(r"\s", "", quote) not in text] == []
    assert bool(found) == (policy_id != "huangyan-2022")


@pytest.mark.parametrize("policy_id", [i for i in SHIPPED if i != "huangyan-2022"])
def test_the_text_is_free_of_markup(policy_id):
    text = policy_text(policy_id)
    assert len(text) > 4000
    assert not re.search(r"bookmark|_GoBack|[\x00-\x08\x0b-\x1f\ufeff\ufffd]", text)


@pytest.mark.parametrize(
    ("policy_id", "pool", "weights"),
    [
        ("xiacheng-2019", "规上工业", dict(zip(SIX, (30, 20, 12.5, 12.5, 12.5, 12.5), strict=True))),
        ("xiacheng-2019", "规下工业", {"亩均税收": 100}),
        ("xiacheng-2019", "规上服务业", {"亩均税收": 50, "亩均营业收入": 50}),
        ("xian-2022", "规上工业", dict(zip(XIAN, (25, 25, 10, 15, 15, 10), strict=True))),
        ("jiaxing-2018", "规上工业", dict(zip(SIX, (35, 25, 10, 10, 10, 10), strict=True))),
        ("jiaxing-2018", "规下工业", {"亩均税收": 100}),
        ("fenghua-2022", "规上工业", dict(zip(SIX, (35, 25, 10, 10, 10, 10), strict=True))),
        ("fenghua-2022", "规下工业", {"亩均税收": 100}),
        ("huangyan-2022", "规上工业", dict(zip(SIX, (30, 20, 20, 10, 10, 10), strict=True))),
        ("huangyan-2022", "规下工业", {"亩均税收": 50, "单位用电税收": 50}),
    ],
)
def test_weights_are_those_of_the_spec(policy_id, pool, weights):
    assert load_policy(policy_id).pools[pool].weights == weights


@pytest.mark.parametrize(
    ("policy_id", "indicators"),
    [
        ("xiacheng-2019", [*SIX, "亩均营业收入"]), ("xian-2022", [*XIAN, "亩均增加值"]), ("jiaxing-2018", SIX),
        ("fenghua-2022", SIX), ("huangyan-2022", [*SIX, "单位用电税收"]),
    ],
)  # fmt: skip
def test_indicators_stand_in_the_order_of_the_spec(policy_id, indicators):
    assert list(load_policy(policy_id).indicators) == indicators


def test_xian_divides_output_where_the_others_divide_value_added():
    xian = load_policy("xian-2022").indicators
    parts = {name: (i.numerator, i.denominator) for name, i in xian.items()}
    assert parts == {
        "亩均总产值": ("output_wan", "land_mu"), "亩均税收": ("tax_wan", "land_mu"),
        "全员劳动生产率": ("output_wan", "staff"), "单位能耗总产值": ("output_wan", "energy_tce"),
        "单位碳排放总产值": ("output_wan", "carbon_t"), "研发投入强度": ("rd_wan", "revenue_wan"),
        "亩均增加值": ("value_added_wan", "land_mu"),
    }  # fmt: skip
    assert xian["亩均增加值"].assumed and not xian["亩均增加值"].clause


AT_MOST = {"A": ("at_most", 0.20), "B": ("at_most", 0.50), "C": ("rest", None), "D": ("at_most", 0.05)}


@pytest.mark.parametrize("policy_id", [i for i in SHIPPED if i != "xian-2022"])
def test_classes_are_at_most_20_50_and_5_percent(policy_id):
    policy = load_policy(policy_id)
    assert [shares(policy, pool) for pool in policy.pools] == [AT_MOST] * len(policy.pools)
    assert policy.defaults.classes["B"].assumed


@pytest.mark.clause("XC-15", "XC-16")
def test_xiacheng_quotes_a_and_d_and_assumes_b():
    classes = load_policy("xiacheng-2019").defaults.classes
    assert classes["A"].clause == ("XC-15",) and "原则上A档企业不超过20%" in classes["A"].quote
    assert classes["D"].clause == ("XC-16",) and "D档企业不超过5%" in classes["D"].quote
    assert not classes["B"].clause


@pytest.mark.clause("XA-10", "XA-11")
def test_xian_classes_are_exact_and_c_and_d_share_ten_percent():
    policy = load_policy("xian-2022")
    assert shares(policy, "规上工业") == {"A": ("exact", 0.15), "B": ("exact", 0.75), "C_D": ("exact", 0.10)}
    assert policy.defaults.classes["C_D"].d_share == 0.5
    assert "本系统假定" in policy.defaults.classes["C_D"].notes["d_share"]
    assert policy.pool_by("规上工业") == "区县"


@pytest.mark.clause("XC-08", "XC-09")
def test_xiacheng_benchmarks_are_one_and_a_half_of_three_years_held_for_three():
    benchmark = load_policy("xiacheng-2019").pool_benchmark("规下工业")
    assert (benchmark.method, benchmark.years, benchmark.factor) == ("mean_of_years", 3, 1.5)
    assert (benchmark.hold_years, benchmark.first_year) == (3, 2018)
    assert benchmark.clause == ("XC-08", "XC-09")


@pytest.mark.parametrize("policy_id", ["xian-2022", "jiaxing-2018", "fenghua-2022"])
def test_the_others_assume_one_and_a_half_of_the_pool_s_ratio(policy_id):
    policy = load_policy(policy_id)
    for pool in policy.pools:
        benchmark = policy.pool_benchmark(pool)
        assert (benchmark.method, benchmark.factor) == ("pool_ratio", 1.5)
        assert benchmark.assumed


def test_huangyan_benchmarks_are_the_published_constants():
    policy = load_policy("huangyan-2022")
    above = (24.097, 136.16, 2.694, 4929.81, 18.14, 0.0302)
    assert policy.pool_benchmark("规上工业").values == dict(zip(SIX, above, strict=True))
    assert policy.pool_benchmark("规下工业").values == {"亩均税收": 11.5932, "单位用电税收": 0.2352}
    for pool in policy.pools:
        assert (policy.pool_benchmark(pool).published.year, policy.pool_benchmark(pool).assumed) == (2022, None)
    electricity = policy.indicators["单位用电税收"]
    assert (electricity.numerator, electricity.denominator) == ("tax_wan", "electricity_wan_kwh")
    assert policy.energy_basis.value == "等价值"


@pytest.mark.parametrize(
    ("policy_id", "pool_mean", "full"),
    [
        ("xiacheng-2019", {"单位能耗增加值", "单位排放增加值"}, {"单位排放增加值"}),
        ("xian-2022", {"单位能耗总产值", "单位碳排放总产值"}, {"单位碳排放总产值"}),
        ("jiaxing-2018", {"单位能耗增加值", "单位排放增加值"}, {"单位排放增加值"}),
        ("fenghua-2022", {"单位能耗增加值", "单位排放增加值"}, {"单位排放增加值"}),
        ("huangyan-2022", {"单位排放增加值"}, set()),
    ],
)
def test_items_are_capped_at_1_and_missing_ones_count_as_the_spec_says(policy_id, pool_mean, full):
    policy = load_policy(policy_id)
    rules = {name: rule for pool in policy.pools for name, rule in policy.item_rules(pool).items()}
    assert {(rule.cap, rule.floor) for rule in rules.values()} == {(1, 0)}
    assert {name for name, rule in rules.items() if rule.missing == "pool_mean"} == pool_mean
    assert {rule.missing for rule in rules.values()} == {"pool_mean", "zero"}
    assert {name for name, rule in rules.items() if rule.zero_denominator == "full"} == full


@pytest.mark.clause("XC-17")
def test_xiacheng_vetoes_every_kind_but_environmental_incidents_also_for_services_by_assumption():
    industry, service = load_policy("xiacheng-2019").vetoes
    assert set(industry.kinds) == set(service.kinds) == set(VETO_KINDS) - {"重大环境事件"}
    assert (industry.pools, service.pools) == (("规上工业", "规下工业"), ("规上服务业",))
    assert industry.not_above == service.not_above == "C"
    assert industry.assumed is None and service.assumed


@pytest.mark.clause("XA-13")
def test_xian_vetoes_go_straight_to_c():
    (veto,) = load_policy("xian-2022").vetoes
    assert (set(veto.kinds), veto.to) == ({"重大安全生产事故", "重大环境责任事故", "重大环境事件"}, "C")


def test_only_these_two_have_vetoes_exclusions_and_a_transition():
    for policy_id in ("jiaxing-2018", "fenghua-2022", "huangyan-2022"):
        policy = load_policy(policy_id)
        assert (policy.vetoes, policy.scope.exclude, policy.scope.transition) == ((), (), None)


@pytest.mark.clause("XA-05", "XA-12", "XC-02", "XC-14")
def test_exclusions_and_transitions_belong_to_their_policies():
    public, military = load_policy("xian-2022").scope.exclude
    assert public.industries == ("44", "45", "46", "7721", "7723", "7724", "7820")
    assert (public.reason, military.flag, military.reason) == ("公益性质行业", "military", "军工")
    (service,) = load_policy("xiacheng-2019").scope.exclude
    assert (service.kind, service.reason) == ("服务业", "不含行业")
    assert service.industries == ("51", "52", "61", "62", "66", "67", "68", "7010")
    for policy_id, clause in (("xian-2022", "XA-12"), ("xiacheng-2019", "XC-14")):
        transition = load_policy(policy_id).scope.transition
        assert (transition.years, transition.clause) == (3, (clause,))


@pytest.mark.clause("XC-01", "FH-04")
def test_land_gates_are_5_3_and_0_mu_by_year_and_3_for_fenghua_s_small_enterprises():
    gates = load_policy("xiacheng-2019").scope.land_gate
    assert [(g.from_year, g.at_least_mu, g.kind, g.scale) for g in gates] == [
        (2018, 5, "工业", None), (2019, 3, "工业", None), (2020, 0, "工业", None)
    ]  # fmt: skip
    (gate,) = load_policy("fenghua-2022").scope.land_gate
    assert (gate.at_least_mu, gate.kind, gate.scale, gate.clause) == (3, "工业", "规下", ("FH-04",))


@pytest.mark.clause("XA-26")
def test_new_land_is_left_out_for_36_months_everywhere_quoted_only_in_xian():
    lands = {policy_id: load_policy(policy_id).land for policy_id in SHIPPED}
    assert {land.deduct_new_months for land in lands.values()} == {36}
    assert [policy_id for policy_id, land in lands.items() if land.clause] == ["xian-2022"]


@pytest.mark.clause("JX-05", "JX-06", "JX-07", "JX-08", "JX-09", "JX-10", "JX-11")
def test_jiaxing_s_annex_names_its_sectors_and_says_that_the_formula_is_lost():
    rule = load_policy("jiaxing-2018").sector_adjustment
    assert (rule.a, rule.b, rule.gate_tce) == (2, 2, 1000)
    assert (rule.average_over, rule.zero_z, rule.pools) == ("sector", "keep", ("规上工业",))
    assert rule.sectors == SECTORS
    assert "缺失" in rule.notes["average"] and rule.average == "ratio_of_sums"
    (open_,) = [a for a in assumptions(load_policy("jiaxing-2018")) if a.key == "sector_adjustment.average"]
    assert "W = ΣX ÷ ΣY、Q = ΣX ÷ ΣZ" in open_.reason  # the office confirms it, like every other value of ours
    assert set(rule.quotes) == set(rule.clause) == {f"JX-{n:02d}" for n in range(5, 12)}


@pytest.mark.clause("JX-17", "JX-18", "JX-19", "JX-20")
def test_jiaxing_s_sector_rules_name_top_bottom_and_two_years_in_this_order():
    policy = load_policy("jiaxing-2018")
    rule = policy.sector_rules
    assert rule.clause == ("JX-17", "JX-18", "JX-19")
    assert (rule.top_share, rule.top_in, rule.bottom_share, rule.bottom_in) == (0.05, "above", 0.05, "all")
    assert (rule.years, rule.level, rule.pools) == (2, "division", ("规上工业",))
    assert (policy.energy_cut.weight, policy.energy_cut.sectors) == ("land", SECTORS)


@pytest.mark.clause("FH-06")
def test_fenghua_merges_shared_parcels_of_small_enterprises():
    parcels = load_policy("fenghua-2022").parcels
    assert (parcels.merge, parcels.pools, parcels.clause) == ("shared", ("规下工业",), ("FH-06",))


@pytest.mark.clause("XA-43")
def test_only_xian_reviews_classes_that_a_label_speaks_against():
    """A must fit the direction of industry; who doesn't fit industrial policy is a D by the text."""
    listed = {policy_id: load_policy(policy_id).review for policy_id in SHIPPED}
    assert [policy_id for policy_id, rules in listed.items() if rules] == ["xian-2022"]
    assert [(rule.in_class, rule.labels, rule.clause) for rule in listed["xian-2022"]] == [
        (("A",), ("不符合产业政策",), ("XA-43",)), (("B", "C"), ("不符合产业政策",), ("XA-43",)),
    ]  # fmt: skip


@pytest.mark.clause("JX-27", "XC-25")
def test_one_wan_a_mu_is_low_yield_in_xiacheng_and_not_in_jiaxing():
    lines = {policy_id: load_policy(policy_id).lowland for policy_id in SHIPPED}
    assert {line.line for line in lines.values()} == {1}
    assert [policy_id for policy_id, line in lines.items() if not line.below] == ["xiacheng-2019"]
    assert [policy_id for policy_id, line in lines.items() if line.clause] == ["jiaxing-2018", "xiacheng-2019"]


@pytest.mark.clause("JX-01", "JX-02", "JX-03", "XC-04", "XC-29", "FH-01", "FH-02", "FH-03",
                    "XA-01", "XA-02", "XA-03", "XA-04")  # fmt: skip
@pytest.mark.parametrize(
    ("policy_id", "goals"),
    [
        ("jiaxing-2018", [
            ("JX-01", "2018–2020 年，亩均税收、亩均增加值、全员劳动生产率的增速高于工业平均增速，相等不算"),
            ("JX-02", "到 2020 年，亩均税收达到 20 万元/亩（含）以上"),
            ("JX-03", "到 2020 年，亩均增加值达到 100 万元/亩（含）以上"),
        ]),
        ("xiacheng-2019", [
            ("XC-04", "2019–2020 年，研发投入强度比上年提高，相等不算"),
            ("XC-29", "“培育试点”名单里的企业，主营业务收入、税收实际贡献各自合计，"
             "3–5 年内达到列入当年的 2 倍（含）以上"),
        ]),
        ("fenghua-2022", [
            ("FH-01", "2022 年，亩均税收比上年增长 7 %（含）以上"),
            ("FH-02", "2022 年，亩均增加值比上年增长 8 %（含）以上"),
            ("FH-03", "2022 年，办结高耗低效企业整治 170 家"),
        ]),
        ("xian-2022", [
            ("XA-01", "到 2025 年，单位能耗增加值比 2020 年累计提高 16 %（含）以上"),
            ("XA-02", "到 2025 年，单位碳排放增加值比 2020 年累计提高 18 %（含）以上"),
            ("XA-03", "到 2025 年，研发投入强度达到 1.8 %（含）以上"),
            ("XA-04", "2021–2025 年，亩均增加值、亩均税收、全员劳动生产率的增速高于全省平均增速，相等不算"),
            ("XA-04", "2021–2025 年，亩均增加值、亩均税收、全员劳动生产率的增速高于工业平均增速，相等不算"),
        ]),
        ("huangyan-2022", []),
    ],
)  # fmt: skip
def test_goals_say_what_the_documents_say(policy_id, goals):
    policy = load_policy(policy_id)
    assert [(goal.clause[0], goal_words(policy, goal)) for goal in policy.targets] == goals


@pytest.mark.clause("JX-02", "JX-03")
def test_jiaxing_s_goals_of_the_four_sectors_are_each_sector_s():
    assert [t.sectors for t in load_policy("jiaxing-2018").targets] == [{}, SECTORS, SECTORS]


@pytest.mark.clause("XA-25", "XC-18")
def test_only_xian_publishes_nothing():
    publish = {policy_id: load_policy(policy_id).publish.value for policy_id in SHIPPED}
    assert publish == dict.fromkeys(SHIPPED, "class_only") | {"xian-2022": "none"}


def test_classes_are_called_as_the_documents_call_them():
    words = {policy_id: load_policy(policy_id).class_words["A"] for policy_id in SHIPPED}
    assert words == dict.fromkeys(SHIPPED, "A类") | {"xiacheng-2019": "A档", "xian-2022": "A类（优先发展类）"}


def test_ties_are_broken_by_tax_then_value_added_by_assumption():
    for policy_id in SHIPPED:
        tie_break = load_policy(policy_id).defaults.tie_break
        assert tie_break.value == ("亩均税收", "亩均增加值")
        assert tie_break.assumed


def test_the_spec_s_example_is_xiacheng_but_for_the_vetoes_and_longer_quotes():
    """Documented improvements: services' veto apart and assumed (spec 12), notes, a whole XC-12 quote, the goals."""
    example, _ = read_document(EXAMPLE, "example")
    shipped = files("muyun") / "policies" / "xiacheng-2019" / "policy.yaml"
    ours, _ = read_document(Path(str(shipped)), "shipped")
    (veto,) = example.data.pop("vetoes")
    industry, service = ours.data.pop("vetoes")
    for rule in (industry, service):
        same = ("kinds", "not_above", "backfill", "clause")
        assert {key: rule[key] for key in same} == {key: veto[key] for key in same}
    assert example.data["pools"]["规上工业"]["weight_bounds"][2].pop("quote") in (
        ours.data["pools"]["规上工业"]["weight_bounds"][2].pop("quote")
    )
    del ours.data["targets"], ours.data["evaluations"]
    del ours.data["scope"]["exclude"][0]["notes"]
    del ours.data["pools"]["规下工业"]["weights_source"]["notes"]
    assert ours.data == example.data
