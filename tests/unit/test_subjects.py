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
from muyun.policy.load import load_policy
from muyun.policy.subjects import SubjectRules
from muyun.terms import Status

POLICY = load_policy("xian-2022")
ASSUMED = {"assumed": "测试。"}
BEST = {"method": "best_share", "share": 0.2, **ASSUMED}
LISHUI = Path(__file__).parents[2] / "sample_data" / "lishui-2019"


def rules(**changes: object) -> SubjectRules:
    """Parks by 级别: 亩均税收 70 and a score given as such 30, against the best."""
    data = {
        "table": "园区", "kinds": ["经济开发区"], "rank_within": {"value": "级别", **ASSUMED},
        "indicators": {
            "亩均税收": {"numerator": "tax_wan", "denominator": "land_mu", "unit": "万元/亩",
                     "better": "higher", **ASSUMED},
            "高端要素集聚度": {"numerator": "talent_score", "unit": "分", "better": "higher", **ASSUMED},
        },
        "weights": {"亩均税收": 70, "高端要素集聚度": 30}, "weights_source": ASSUMED, "benchmark": BEST,
        "item": {"cap": 1, "missing": "redistribute", **ASSUMED}, **ASSUMED,
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
    upload, _ = read_upload([LISHUI], indicator_names=frozenset(RATIOS))
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
