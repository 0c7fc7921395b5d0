"""Parks and regions through the evaluation of enterprises: scores and ranks by hand, dashes kept, 公布值 in no sum."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate.subjects import Subjects, evaluate_subjects, stand_in_tables, subject_years
from muyun.findings import InputError
from muyun.policy.amend import Patch, amend, merge, parse_setting
from muyun.policy.county import county_policy
from muyun.policy.leader_plan import county_evaluation
from muyun.policy.load import load_policy, read_policy
from muyun.policy.parameters import parameters
from muyun.policy.subjects import SubjectRules
from muyun.terms import Status

POLICY = load_policy("xian-2022")
ZONES = "省级以上开发区"
ASSUMED = {"assumed": "测试。"}
BEST = {"method": "best_share", "share": 0.2, **ASSUMED}
LISHUI = Path(__file__).parents[2] / "sample_data" / "lishui-2019"


def rules(**changes: object) -> SubjectRules:
    """Parks by 级别: 亩均税收 70 and a score given as such 30, against the best."""
    members = {"table": "园区", "kinds": ["经济开发区"], **ASSUMED}
    members |= {key: changes.pop(key) for key in ("table", "kinds", "levels") if key in changes}
    data = {
        "members": members, "rank_within": {"value": "级别", **ASSUMED},
        "indicators": {
            "亩均税收": {"numerator": "tax_wan", "denominator": "land_mu", "unit": "万元/亩",
                     "better": "higher", **ASSUMED},
            "高端要素集聚度": {"numerator": "talent_score", "unit": "分", "better": "higher", **ASSUMED},
        },
        "weights": {"亩均税收": 70, "高端要素集聚度": 30}, "weights_source": ASSUMED, "benchmark": BEST,
        "item": {"cap": 1, "missing": "redistribute", **ASSUMED},
    }  # fmt: skip
    return SubjectRules.model_validate({**data, **changes})


def park(name: str, tax: float | None, land: float | None, talent: float | None = None, **more: object) -> dict:
    row = {"年度": 2022, "园区名称": name, "类型": "经济开发区", "级别": "省级", "区县": "甲区"}
    figures = {"建设用地面积": land, "税收实际贡献": tax, "高端要素集聚度": talent}
    return {**row, **figures, **more}


def tables(*rows: dict, **published: Iterable[float | None]) -> Tables:
    made = Tables.of({"园区": rows})
    return made.with_frames(parks=made.parks.assign(**{n: np.array(list(v), float) for n, v in published.items()}))


def evaluated(of: Tables, by: SubjectRules | None = None, year: int = 2022) -> Subjects:
    found = evaluate_subjects(of, POLICY, by or rules(), year)
    assert found is not None
    return found


def test_a_score_is_the_sum_of_the_items_against_the_best_of_the_level():
    """甲 20 万元/亩 is the best: 70; its 60 of 80 points is 22.5. 乙 15 of 20: 52.5, and 30."""
    found = evaluated(tables(park("甲", 2000, 100, 60), park("乙", 1500, 100, 80)))
    assert found.items.loc["甲"].tolist() == [70, 22.5]
    assert found.items.loc["乙"].tolist() == [52.5, 30]
    assert found.scores.round(9).to_dict() == {"甲": 92.5, "乙": 82.5}
    assert found.ranks.to_dict() == {"甲": 1, "乙": 2}


@pytest.mark.clause("XA-16")
def test_ranks_are_within_the_level():
    """The only 国家级 park is first of its own level, though two 省级 ones have more tax per mu."""
    found = evaluated(tables(park("甲", 900, 100), park("乙", 800, 100), park("丙", 700, 100, 级别="国家级")))
    assert found.ranks.to_dict() == {"甲": 1, "乙": 2, "丙": 1}
    assert found.groups.to_dict() == {"甲": "省级", "乙": "省级", "丙": "国家级"}
    assert found.scores["丙"] == 100


@pytest.mark.clause("XA-14")
@pytest.mark.parametrize(("year", "ranked"), [(2021, False), (2022, False), (2023, False), (2024, True)])
def test_three_years_from_the_approval_are_scored_and_not_ranked(year: int, ranked: bool):
    old = park("旧", 1000, 100, 年度=year)
    new = park("新", 1500, 100, 年度=year, 省级命名年度=2021)
    by = rules(transition={"years": 3, "assumed": "测试。"})
    found = evaluated(tables(old, new), by, year)
    assert not np.isnan(found.scores["新"])
    assert (found.status["新"] == Status.EVALUATED) == ranked
    assert found.ranks["旧"] == (2 if ranked else 1)
    if not ranked:
        assert np.isnan(found.ranks["新"])
        assert found.reasons["新"] == "本系统:过渡期"


def test_a_park_without_a_level_is_told_and_not_ranked():
    found = evaluated(tables(park("甲", 900, 100), park("乙", 800, 100, 级别=None)))
    assert found.status["乙"] == Status.MISSING
    assert found.reasons["乙"] == "本系统:级别缺失"
    assert found.reasons["甲"] == ""
    told = {f.code: f.what for f in found.findings}
    assert told["SUBJECT_NO_GROUP"] == "园区“乙”没有填级别，不参加排名。"


def test_a_level_that_is_not_asked_for_stays_out_and_an_unknown_one_is_named():
    rows = park("甲", 900, 100), park("乙", 800, 100, 级别="参照省级"), park("丙", 700, 100, 级别=None)
    found = evaluated(tables(*rows), rules(levels=["国家级", "省级"]))
    assert found.names == ["丙", "甲"]


def test_an_indicator_that_is_the_measure_itself_has_the_mean_as_its_groups_ratio():
    """60, 80 and 100: the ratio of sums over three ones is 80, so 60 is 75 % of it."""
    by = rules(benchmark={"method": "pool_ratio", "factor": 1, **ASSUMED})
    found = evaluated(tables(park("甲", 1, 1, 60), park("乙", 1, 1, 80), park("丙", 1, 1, 100)), by)
    assert found.evaluation.benchmarks.at["园区/省级", "高端要素集聚度"] == 80
    assert found.items.at["甲", "高端要素集聚度"] == 22.5


def test_a_published_ratio_is_shown_ranked_and_scored_but_in_no_sum():
    """甲 and 乙 sum to 300 over 20 = 15; 丙's published 30 would make it another mean."""
    of = tables(park("甲", 100, 10), park("乙", 200, 10), park("丙", None, None), 亩均税收=[None, None, 30])
    by = rules(benchmark={"method": "pool_ratio", "factor": 2, **ASSUMED})
    found = evaluated(of, by)
    assert found.evaluation.benchmarks.at["园区/省级", "亩均税收"] == 30
    assert found.indicators["亩均税收"].to_dict() == {"丙": 30, "乙": 20, "甲": 10}
    assert found.published["亩均税收"].to_dict() == {"丙": True, "乙": False, "甲": False}
    assert found.ranks.to_dict() == {"丙": 1, "乙": 2, "甲": 3}
    assert "1 个园区的亩均税收用的是公布值。" in [f.what for f in found.findings]


def test_a_ratio_that_can_be_computed_is_never_the_published_one():
    found = evaluated(tables(park("甲", 100, 10), 亩均税收=[99]))
    assert found.indicators.at["甲", "亩均税收"] == 10
    assert not found.published.to_numpy().any()


def test_a_park_without_land_or_published_ratio_is_told_and_not_ranked():
    found = evaluated(tables(park("甲", 100, 10), park("乙", 100, None, 90)))
    assert found.reasons["乙"] == "本系统:用地缺失"
    assert "SUBJECT_NO_LAND" in [f.code for f in found.findings]


def test_other_weights_change_the_score_and_not_the_values():
    """100 % on the score: 乙 with 80 is first."""
    of = tables(park("甲", 2000, 100, 60), park("乙", 1500, 100, 80))
    other = evaluated(of, rules().with_weights({"亩均税收": 0, "高端要素集聚度": 100}))
    assert other.ranks.to_dict() == {"甲": 2, "乙": 1}
    assert other.scores["甲"] == 75
    assert_frame_equal(other.indicators, evaluated(of).indicators)


def test_years_and_kinds_stay_apart():
    rows = park("甲", 900, 100), park("甲", 100, 100, 年度=2021), park("乙", 1, 1, 类型="高新区")
    assert subject_years(tables(*rows), rules()) == (2021, 2022)
    assert evaluated(tables(*rows)).names == ["甲"]
    assert evaluate_subjects(tables(*rows), POLICY, rules(), 2020) is None


def test_findings_never_speak_of_enterprises():
    rows = park("甲", None, None), park("乙", 5, 1, 级别=None), park("丙", 3, 1), park("丁", None, 1)
    found = evaluated(tables(*rows, 亩均税收=[None, None, None, None]))
    assert found.findings
    assert not [f for f in found.findings if "企业" in str(f) or "家" in f.what]


def test_rows_keep_their_place_in_the_table():
    of = tables(park("乙", 1, 1, 类型="高新区"), park("甲", 900, 100))
    assert evaluated(of).rows.to_dict() == {"甲": 1}
    assert stand_in_tables(of, rules()).enterprises.index.tolist() == [1]


SEVEN = [
    park(name, 10 * n * n + 7, 3 + n, 50 + n % 4, 级别="国家级" if n % 2 else "省级")
    for n, name in enumerate("甲乙丙丁戊己庚")
]


def test_row_order_never_decides():
    expected = evaluated(tables(*SEVEN))
    for seed in range(5):
        shuffled = random.Random(seed).sample(SEVEN, len(SEVEN))
        actual = evaluated(tables(*shuffled))
        assert_frame_equal(actual.items, expected.items, check_exact=True)
        assert_series_equal(actual.ranks, expected.ranks)


@pytest.mark.parametrize("factor", [0.001, 7, 10_000])
def test_a_larger_unit_of_money_or_land_for_everybody_changes_no_score(factor: float):
    scaled = [{**row, "税收实际贡献": row["税收实际贡献"] * factor} for row in SEVEN]
    by = rules(benchmark={"method": "pool_ratio", "factor": 1.5, **ASSUMED})
    expected, actual = evaluated(tables(*SEVEN), by), evaluated(tables(*scaled), by)
    assert_series_equal(actual.scores, expected.scores, rtol=1e-12)
    assert_series_equal(actual.ranks, expected.ranks)


RATIOS = ("亩均税收", "亩均增加值", "单位能耗增加值", "单位排放增加值", "研发投入强度", "全员劳动生产率")


def lishui() -> tuple[Tables, SubjectRules]:
    upload, _ = read_upload([LISHUI], published=dict.fromkeys(RATIOS, ""))
    parts = ("tax_wan", "land_mu"), ("value_added_wan", "land_mu"), ("value_added_wan", "energy_tce")
    parts += ("value_added_wan", "emission_t"), ("rd_wan", "gdp_wan"), ("value_added_wan", "staff")
    indicators = {
        name: {"numerator": a, "denominator": b, "unit": "1", "better": "higher", **ASSUMED}
        for name, (a, b) in zip(RATIOS, parts, strict=True)
    }
    weights = dict(zip(RATIOS, (25, 25, 20, 10, 10, 10), strict=True))
    rank_within = {"value": "上级", **ASSUMED}
    return upload, rules(table="区域", kinds=["县"], indicators=indicators, weights=weights, rank_within=rank_within)


def test_lishuis_published_table_is_ranked_by_indicator_with_its_dashes_kept():
    """Ten places of sample_data/lishui-2019/区域.csv; ranks counted by hand in the file's columns."""
    upload, by = lishui()
    found = evaluated(upload, by, 2019)
    ranks = found.indicator_ranks()
    in_order = ["莲都", "缙云", "龙泉", "青田", "云和", "遂昌", "松阳", "庆元", "景宁", "开发区"]
    assert ranks["亩均税收"][in_order].tolist() == list(range(1, 11))
    emission = ranks["单位排放增加值"]
    assert emission[["缙云", "青田", "松阳"]].isna().all()
    assert emission[["开发区", "莲都", "景宁", "云和", "遂昌", "龙泉", "庆元"]].tolist() == [1, 2, 3, 4, 5, 6, 7]
    # 研发投入强度: 景宁 4.87, 遂昌 3.54, 龙泉 and 青田 2.95 together third, 开发区 2.92 fifth
    assert ranks["研发投入强度"][["景宁", "遂昌", "龙泉", "青田", "开发区"]].tolist() == [1, 2, 3, 3, 5]
    assert found.published.sum().to_dict() == {name: 10 for name in RATIOS} | {"单位排放增加值": 7}
    assert found.indicators.at["莲都", "研发投入强度"] == pytest.approx(0.0236)
    assert found.ranks.notna().all()
    assert pd.isna(found.items.at["缙云", "单位排放增加值"])


def region(name: str, tax: float, value_added: float, work: float | None, reform: float | None) -> dict:
    row = {"年度": 2022, "区域名称": name, "级别": "县", "建设用地面积": 100, "工业用地面积": 50}
    figures = {"税收实际贡献": tax, "规上工业增加值": value_added, "重点工作得分": work, "改革创新得分": reform}
    return {**row, **figures}


@pytest.mark.clause("ZJ-01")
def test_counties_are_scored_in_three_groups():
    """Best of each 30, 30, 20, 20. 甲: all best but 改革创新 60 of 80: 95. 乙: 15 + 15 + 20·(45/90) + 20: 60."""
    rows = region("甲", 2000, 5000, 90, 60), region("乙", 1000, 2500, 45, 80)
    found = evaluate_subjects(Tables.of({"区域": rows}), POLICY, county_evaluation(), 2022)
    assert found.scores.round(9).to_dict() == {"甲": 95, "乙": 60}
    assert found.ranks.to_dict() == {"甲": 1, "乙": 2}


@pytest.mark.clause("XA-15", "XA-29")
def test_xians_seven_indicators_weigh_20_20_20_10_10_10_10():
    """A park alone in its level has the best of everything, so each item is its weight. 300 over 100 亩 is 3."""
    row = park("甲", 100, 100, 类型="高新区") | {"增加值": 500, "固定资产投资": 300, "从业人员": 10, "总用能": 5}
    of = Tables.of({"园区": [row | {"碳排放": 20, "研发经费": 25}]})
    found = evaluate_subjects(of, POLICY, POLICY.evaluations["省级以上开发区"], 2022)
    assert found.items.loc["甲"].tolist() == [20, 20, 20, 10, 10, 10, 10]
    # 500/100, 100/100, 300/100, 500/10, 500/5, 500/20, 25/500
    assert found.indicators.loc["甲"].tolist() == [5, 1, 3, 50, 100, 25, 0.05]


@pytest.mark.clause("XA-17", "XA-27", "XA-28", "XA-30", "XA-31", "XA-32", "XA-33")
def test_a_regions_indicators_are_of_its_gdp():
    """GDP 1000 over 200 亩, 40 people, 10 tce, 50 t, R&D 20: 5, 25, 100, 20 and 2 %."""
    row = {"年度": 2022, "区域名称": "甲区", "级别": "县", "建设用地面积": 200, "地区生产总值": 1000}
    row |= {"规上工业增加值": 7}
    row |= {"税收实际贡献": 400, "固定资产投资": 600, "就业人员": 40, "总用能": 10, "碳排放": 50, "研发经费": 20}
    town = row | {"区域名称": "乙镇", "级别": "镇街"}
    found = evaluate_subjects(Tables.of({"区域": [row, town]}), POLICY, POLICY.evaluations["区县和开发区"], 2022)
    assert found.names == ["甲区"]
    assert found.indicators.loc["甲区"].tolist() == [5, 2, 3, 25, 100, 20, 0.02]


@pytest.mark.clause("JX-13")
def test_town_parks_and_two_kinds_of_centres_are_ranked_apart():
    jiaxing = load_policy("jiaxing-2018")
    kinds = ("甲", 90, "市镇工业园区"), ("乙", 50, "市镇工业园区"), ("丙", 20, "“两创”中心")
    rows = [park(name, tax, 10, 类型=kind) for name, tax, kind in kinds]
    by = jiaxing.evaluations["市镇工业园区和“两创”中心"]
    found = evaluate_subjects(Tables.of({"园区": rows}), jiaxing, by, 2022)
    assert found.ranks.to_dict() == {"丙": 1, "乙": 2, "甲": 1}
    assert found.scores.round(9).to_dict() == {"丙": 100, "乙": 55.555555556, "甲": 100}  # 亩均税收 has all the weight
    assert not by.members.exploring and jiaxing.evaluations["特色小镇"].members.exploring


def broken(setting: str) -> list[str]:
    with pytest.raises(InputError) as wrong:
        amend(POLICY, parse_setting(f"evaluations.{setting}"), None)
    return [f.code for f in wrong.value.findings]


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("省级以上开发区.weights.亩均税收=30", "POLICY_WEIGHT_SUM"),
        ("省级以上开发区.weights.亩产=0", "POLICY_UNKNOWN_INDICATOR"),
        ("省级以上开发区.indicators.亩均税收.numerator=gdp_wan", "POLICY_MEASURE"),
        ("省级以上开发区.members.kinds=[开发区]", "POLICY_VALUE"),
        ("省级以上开发区.rank_within=上级", "POLICY_VALUE"),
        ("省级以上开发区.transition.years=4", "POLICY_VALUE"),
        ("省级以上开发区.item.floor=2", "POLICY_CAP"),
        ("区县和开发区.members.levels=[省级]", "POLICY_VALUE"),
        ("开发区.weights.亩均税收=30", "POLICY_UNKNOWN_KEY"),
    ],
)
def test_a_patch_is_checked_as_the_policy_is(setting: str, code: str):
    assert code in broken(setting)


def other_weights() -> Patch:
    return merge(*(parse_setting(f"evaluations.{ZONES}.weights.{w}") for w in ("亩均税收=25", "研发投入强度=5")))


def test_a_patch_of_the_weights_is_told_as_leaving_the_document():
    patch = other_weights()
    changed, found = amend(POLICY, patch, None)
    assert changed.evaluations["省级以上开发区"].weights["亩均税收"] == 25
    assert [(f.code, "XA-15" in f.why) for f in found] == [("SCENARIO_QUOTED_VALUE", True)]


def test_a_countys_own_weights_say_so_and_the_others_keep_their_clause(tmp_path: Path):
    patch = other_weights()
    names = {"new_id": "xian-2026", "title": "实施意见", "region": "西安市", "reason": "市办〔2026〕3 号"}
    written = read_policy(county_policy(POLICY, patch, home=tmp_path, **names).name, tmp_path)[0]
    weights = POLICY.evaluations[ZONES].weights | {"亩均税收": 25, "研发投入强度": 5}
    assert written.evaluations[ZONES].weights == weights
    of = {p.path[-1]: p for p in parameters(written) if p.path[:3] == ("evaluations", ZONES, "weights")}
    assert [name for name, p in of.items() if p.is_local] == ["亩均税收", "研发投入强度"]
    assert of["亩均增加值"].clause == ("XA-15",)


def test_columns_of_these_indicators_are_kept_when_an_upload_is_read():
    assert {"亩均固定资产投资", "单位碳排放增加值"} <= set(POLICY.published_names)
