"""结果稳定性 in words, lists and pictures: what is counted, said, drawn and escaped."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from ranked_uploads import evaluated, firm, small
from robust_samples import POOL, QUOTAS, figures, listed, twenty

from muyun.explore.robust.shares import Robustness
from muyun.explore.weight_space import weight_space
from muyun.policy.amend import amend
from muyun.show.goto import destination
from muyun.show.robust_list import SCENARIO, counts, firm_list, narrowed
from muyun.show.robust_ranks import rank_bars, rank_words
from muyun.show.robust_strip import COLUMNS, heat_strip
from muyun.show.robust_table import beside, firm_table
from muyun.show.robust_words import (
    exactness,
    fixed_words,
    headline,
    margin,
    notes,
    range_words,
    space_words,
    stripe_words,
)

ELSEWHERE = {
    4: {0: 0.95, 1: 0.05}, 5: {0: 0.06, 1: 0.94}, 15: {1: 0.5, 2: 0.5}, 16: {1: 0.51, 2: 0.49}, 20: {2: 0.7, 3: 0.3},
}  # fmt: skip
"""E004 stays firm by a hair; E005 and E015 are likely, E016 and E020 (the only D) accidental."""


def codes(found, rows) -> list[str]:
    return [str(code) for code in found.codes[rows]]


def test_every_enterprise_is_counted_once_by_class_and_firmness():
    table = counts(listed(ELSEWHERE), "")
    assert table.tolist() == [[4, 0, 0], [9, 1, 0], [3, 1, 1], [0, 0, 1]]
    assert tuple(table.sum(axis=1).tolist()) == QUOTAS


def test_the_lines_of_firm_and_likely_belong_to_the_better_side():
    found = listed({5: {1: 0.95, 0: 0.05}, 6: {1: 0.9499, 0: 0.0501}, 7: {1: 0.5, 0: 0.5}, 8: {1: 0.4999, 0: 0.5001}})
    assert codes(found, narrowed(found, "", "B", "临界", "")) == ["E007", "E006"]
    assert codes(found, narrowed(found, "", "B", "偶然", "")) == ["E008"]
    assert "E005" in codes(found, narrowed(found, "", "B", "稳固", ""))


def test_a_list_is_narrowed_and_has_the_least_firm_first():
    found = listed(ELSEWHERE, names={16: "嘉兴ＡＢ厂"})
    assert codes(found, narrowed(found, "", "C", "", "")) == ["E016", "E015", "E017", "E018", "E019"]
    assert codes(found, narrowed(found, "", "", "", " ab ")) == ["E016"]
    assert codes(found, narrowed(found, "", "", "", "e02")) == ["E020"]
    assert codes(found, narrowed(found, "", "", "偶然", "")) == ["E020", "E016"]


def test_the_headline_answers_for_a_class_and_for_all():
    found = listed(ELSEWHERE)
    assert headline(found, "", "D") == "换 10,000 组合法权重，D 档 1 家里 0 家稳在 D 档，1 家只是碰上这组权重"
    assert headline(found, "", "C") == (
        "换 10,000 组合法权重，C 档 5 家里 3 家稳在 C 档，1 家多半在，1 家只是碰上这组权重"
    )
    assert headline(found, "", "B") == "换 10,000 组合法权重，B 档 10 家里 9 家稳在 B 档，1 家多半在"
    assert headline(found, "", "A") == "换 10,000 组合法权重，A 档 4 家全部稳在 A 档"
    assert headline(found, "", "") == "换 10,000 组合法权重，20 家里 16 家稳在本档，2 家多半在，2 家只是碰上这组权重"


def test_a_class_without_members_says_so():
    assert headline(listed({}, count=3), "", "D") == "换 10,000 组合法权重：现在没有企业列入 D 档"


def test_the_error_is_that_of_the_share_nearest_to_a_half():
    """1.96 × √(0.5 × 0.5 ÷ 10,000) = 0.98 points; what was always or never so may be off by 3 ÷ 10,000."""
    found = listed(ELSEWHERE)
    assert margin(found.found) == "1.0"
    assert margin(listed({}).found) == "0.03"
    said = exactness(replace(found, found=replace(found.found, tied=12)), found.evaluation.policy, None)
    assert "最大 ±1.0 个百分点" in said and "12 组权重下等级线上有同分" in said


@pytest.mark.clause("XC-10", "XC-11", "XC-12")
def test_the_space_is_the_document_s_where_it_sets_limits_else_marked_as_assumed():
    own = twenty().policy
    assert space_words(own, POOL, None) == "在文件限定的权重范围内"
    assert space_words(own, POOL, 0.1) == "每项权重上下浮动 10 %（本系统假定），且不超出文件限定的范围"
    free = evaluated([firm(1)], "jiaxing-2018").policy
    assert space_words(free, POOL, None) == "文件没有限定权重，按每项上下浮动 20 %（本系统假定）"
    weights = {"亩均税收": 32, "亩均增加值": 18}  # XC-11: 一般 20 or more
    beyond = amend(own, {"pools": {POOL: {"weights": weights}}}, None)[0]
    past = "（“亩均增加值”已超出一般要求，超出的一侧只按硬性限度）"
    assert space_words(beyond, POOL, None) == f"在文件限定的权重范围内{past}"
    assert space_words(beyond, POOL, 0.1).endswith(f"且不超出文件限定的范围{past}")
    given = evaluated([firm(1)], "xian-2022").policy  # XA-08 gives the weights
    assert space_words(given, POOL, None) == "文件定了权重、没有给范围，按每项上下浮动 20 %（本系统假定）"
    words = range_words(weight_space(own, POOL), own)
    assert "亩均税收 30–35" in words and "亩均增加值 20–30" in words and "R&D经费支出占主营业务收入之比 10–20" in words


def test_a_pool_of_one_indicator_says_why_nothing_can_move():
    policy = evaluated([small(1, 10.0)], "jiaxing-2018").policy
    space = weight_space(policy, "规下工业")
    assert space.is_fixed and not weight_space(policy, POOL).is_fixed and weight_space(policy, POOL, 0.0).is_fixed
    assert fixed_words(space, policy, "规下工业")[0] == "规下工业只有“亩均税收”一项指标，权重总是 100：等级不受权重影响"


def test_weights_that_leave_nothing_to_move_are_not_laid_to_the_text():
    """100 and five times 0, each ± 20 %: only these add up to 100, though the text limits none."""
    policy = evaluated([firm(1)], "jiaxing-2018").policy
    only = {name: 100 if name == "亩均税收" else 0 for name in policy.pools[POOL].weights}
    scenario = amend(policy, {"pools": {POOL: {"weights": only}}}, None)[0]
    space = weight_space(scenario, POOL)
    assert space.is_fixed
    assert "文件限定" not in "".join(fixed_words(space, scenario, POOL))


def test_a_download_says_draws_seed_space_and_lines():
    found = listed(ELSEWHERE)
    said = "\n".join(notes(found, found.evaluation.policy, None))
    for words in ("10,000 组权重，随机种子 0", "亩均税收 30–35", "至少 95 %", "不到 50 %", "不改变任何企业的等级"):
        assert words in said


def test_the_table_has_every_share_and_tells_firmness_in_words():
    found = listed(ELSEWHERE)
    table = firm_table(found, narrowed(found, "", "C", "", ""))
    assert table.frame.loc["E016", ["firmness", "kept", "share_b", "share_c"]].tolist() == ["偶然", 49.0, 51.0, 49.0]
    stack = next(c for c in table.columns if c.key == "stack").cell(0)
    assert [(part["share"], part["title"]) for part in stack] == [(0.51, "B 档 51 %"), (0.49, "C 档 49 %")]
    assert "D 档占比（%）" in table.exported.columns
    assert {c.key for c in beside(table).columns}.isdisjoint({"code", "worst"})


def columns_of(markup: str) -> list[tuple[str, str]]:
    """What each column of the strip opens, and says."""
    found = re.findall(r'<rect data-go="([^"]+)"[^>]*><title>([^<]*)</title>', markup)
    return [(destination(go.replace("&quot;", '"'))[1]["code"], title) for go, title in found]


def test_each_enterprise_has_its_column_in_rank_order():
    found = listed(ELSEWHERE)
    columns = columns_of(heat_strip(found, "", None))
    assert [code for code, _ in columns] == [f"E{n:03d}" for n in range(1, 21)]
    assert columns[3][1] == "示例4厂，规上工业第 4 名：A 档 95 %，B 档 5 %；正式：A 档。点开看这家"


def test_many_enterprises_share_columns_with_their_mean_and_lead_to_the_least_firm():
    n = 2 * COLUMNS
    evaluation = twenty(count=n)
    last = firm_list(evaluation, figures(evaluation, {n: {3: 0.5, 2: 0.5}}), 0.95, 0.5)
    columns = columns_of(heat_strip(last, "", None))
    assert len(columns) == COLUMNS
    assert columns[-1] == (
        f"E{n}", f"第 {n - 1}–{n} 名（2 家，平均）：C 档 25 %，D 档 75 %；正式：D 档。点开看其中最不稳的示例{n}厂",
    )  # fmt: skip


def test_a_trace_is_not_told_as_nothing_nor_the_rest_as_all():
    """Three of 10,000 draws are 0.03 %; one of 100,000 is 0.001 %."""
    found = listed({4: {0: 0.9997, 1: 0.0003}, 5: {1: 0.99999, 2: 0.00001}})
    told = dict(columns_of(heat_strip(found, "", None)))
    assert "A 档 超过 99.9 %，B 档 不到 0.1 %；" in told["E004"] and "：A 档 100 %；" in told["E001"]
    assert "列入 B 档 超过 99.99 %，C 档 不到 0.01 %。" in rank_words(found, found.place("E005"))
    bars = rank_bars(found, found.place("E005"), pd.Series({5: 99_999, 15: 1}))
    assert "第 15 名：不到 0.01 % 的权重" in bars
    stack = next(column for column in firm_table(found, found.order).columns if column.key == "stack")
    assert [part["title"] for part in stack.cell(4)] == ["B 档 超过 99.99 %", "C 档 不到 0.01 %"]


def letters_of(markup: str) -> list[tuple[str, str]]:
    """Where each D stands across, and its size: the band's and the area's."""
    return re.findall(r'<text class="on-\w+" x="([\d.]+)"[^>]*style="font-size:(\d+)px">D<', markup)


def test_a_letter_stands_in_the_middle_of_its_stretch():
    """D at most 5 % of 59 is two, the last of 59 columns of 18.78: their border is at 1200 − 18.78."""
    assert letters_of(heat_strip(listed({}, count=59), "", None)) == [("1181.2", "20"), ("1181.2", "36")]


def test_a_class_of_few_has_its_letter_in_the_band_where_the_area_has_no_room():
    """Of three D among 60 the middle one is changed by hand: each of the others stands alone, 18.47 wide."""
    change = {"年度": 2022, "统一社会信用代码": "E059", "目标等级": "B", "理由": "会议纪要"}
    evaluation = evaluated([firm(n, 税收实际贡献=1000.0 - n) for n in range(1, 61)], "xiacheng-2019", 手工调档=[change])
    found = firm_list(evaluation, figures(evaluation, {}), 0.95, 0.5)
    assert [size for _, size in letters_of(heat_strip(found, "", None))] == ["20"]


def test_the_areas_meet_at_the_shares():
    """One enterprise half in A: its column's border between A and B is half way down the strip of 250 from 52."""
    found = listed({1: {0: 0.5, 1: 0.5}}, count=5)
    area = re.search(r'<path d="([^"]+)" fill="#0072B2"', heat_strip(found, "", None)).group(1)
    assert "V177.0" in area


def test_the_quota_lines_are_where_the_places_end():
    markup = heat_strip(listed({}), "", None)
    places = [f"{line} 档线：正式结果第 {n} 名与第 {n + 1} 名之间" for line, n in zip("ABC", (4, 14, 19), strict=True)]
    assert all(words in markup for words in places)
    assert re.search(r'A 档线：[^<]*</title><line x1="313.6" x2="313.6"', markup)  # 92 + (1200 − 92) × 4 / 20


def test_a_scenario_s_ranks_are_not_called_official():
    evaluation = twenty()
    found = firm_list(evaluation, figures(evaluation, {}), 0.95, 0.5, SCENARIO)
    markup = heat_strip(found, "", 3) + rank_bars(found, 3, pd.Series({4: 10_000}))
    assert "正式" not in markup and "模拟等级" in markup and "模拟第 4 名" in markup


def test_names_from_the_upload_stay_text():
    found = listed(ELSEWHERE, names={4: "<script>甲</script>"})
    row = found.place("E004")
    markup = heat_strip(found, "", row) + rank_bars(found, row, pd.Series({4: 10_000}))
    assert "<script>" not in markup and "&lt;script&gt;甲" in markup


def test_ranks_are_bars_in_the_class_of_their_place_with_the_line_between():
    found = listed({4: {0: 0.75, 1: 0.25}})
    row = found.place("E004")
    markup = rank_bars(found, row, pd.Series({3: 2_500, 4: 5_000, 6: 2_500}))
    titles = re.findall(r"<title>([^<]+)</title><rect[^>]*fill=\"(#\w+)\"", markup)
    assert titles == [
        ("第 3 名：25 % 的权重", "#0072B2"), ("第 4 名：50 % 的权重", "#0072B2"), ("第 6 名：25 % 的权重", "#56B4E9"),
    ]  # fmt: skip
    assert "A 档线" in markup and "正式第 4 名" in markup
    assert rank_words(found, row) == "最好第 4 名，中位第 4 名，最差第 4 名；列入 A 档 75 %，B 档 25 %。"


def test_the_name_of_a_line_is_not_written_over_the_mark_of_the_rank():
    """E004 stands last before the line of A, E005 first behind it; 19 ranks are told of, so each is 21 wide."""
    found, counts_of = listed({}), pd.Series(1, index=range(1, 20))
    for code, side in [("E004", "start"), ("E005", "end"), ("E010", "middle")]:
        markup = rank_bars(found, found.place(code), counts_of)
        assert re.search(rf'text-anchor="{side}"[^>]*>A 档线<', markup), code


def test_a_class_that_is_not_by_rank_is_said_beside_the_bars():
    vetoed = {"否决事项": [{"年度": 2022, "统一社会信用代码": "E002", "类别": "环保不达标"}]}
    rows = [firm(n, 税收实际贡献=1000.0 - n) for n in range(1, 21)]
    evaluation = evaluated(rows, "xiacheng-2019", **vetoed)
    found = firm_list(evaluation, figures(evaluation, {}), 0.95, 0.5)
    assert "按名次和名额是 A 档，因否决" in rank_words(found, found.place("E002"))
    assert "因否决" not in rank_words(found, found.place("E001"))


def test_the_stripes_of_classes_that_are_not_by_rank_are_counted():
    """Of A4 B10 C5 D1, E002 leaves A for C by its veto; E005 takes its place in A and E015 that one's in B."""
    vetoed = {"否决事项": [{"年度": 2022, "统一社会信用代码": "E002", "类别": "环保不达标"}]}
    evaluation = evaluated([firm(n, 税收实际贡献=1000.0 - n) for n in range(1, 21)], "xiacheng-2019", **vetoed)
    found = firm_list(evaluation, figures(evaluation, {}), 0.95, 0.5)
    assert "竖条是等级不由名次定的企业，这里 3 家" in stripe_words(found, "")
    assert stripe_words(listed({}), "") == ""


def test_many_ranks_share_bars_and_lose_no_draw():
    evaluation = twenty(count=200)
    found = firm_list(evaluation, figures(evaluation, {}), 0.95, 0.5)
    every = pd.Series(50, index=range(1, 201))
    titles = re.findall(r"<title>第 [\d,]+(?:–[\d,]+)? 名：([\d.]+) %", rank_bars(found, 0, every))
    assert len(titles) <= 41 and sum(map(float, titles)) == pytest.approx(100)


@pytest.mark.clause("FH-06")
def test_a_merged_unit_is_one_row_named_after_its_tenants_and_found_by_each():
    rows = [small(n, 1000.0 - n) for n in range(1, 6)]
    shared = [{"宗地代码": "P1", "统一社会信用代码": code} for code in ("E002", "E003")]
    parcels = [{"宗地代码": "P1", "登记面积": 20.0, "用途": "工业"}]
    merged = evaluated(rows, "fenghua-2022", 占用=shared, 宗地=parcels)
    found = firm_list(merged, _firm_figures(merged, "规下工业"), 0.95, 0.5)
    assert found.place("E002") == found.place("E003") == found.place("P1")
    assert found.names[found.place("P1")] == "示例2厂等 2 家" and len(found.units) == 4
    assert found.place("E009") is None


def _firm_figures(evaluation, name: str = POOL) -> Robustness:
    pool, decision = evaluation.prepared.pools[name], evaluation.decisions[name]
    space, ranks = weight_space(evaluation.policy, name), decision.ranks[0]
    shares = np.eye(4)[decision.applied[0]]
    return Robustness(name, space, 100, 0, pool.ranked_rows, shares, ranks, ranks, ranks, 0)


def test_several_groups_stand_by_how_far_down_each_is_and_have_no_common_line():
    """Ranks 1, 2, 3 … of 10 stand at 5 %, 15 %, 25 % …, of 4 at 12.5 %, 37.5 %, 62.5 %, 87.5 %."""
    rows = [firm(n, 区县="南湖区" if n <= 10 else "秀洲区", 税收实际贡献=1000.0 - n) for n in range(1, 15)]
    split = evaluated(rows, "xian-2022")
    found = firm_list(split, _firm_figures(split), 0.95, 0.5)
    whole = heat_strip(found, "", None)
    assert "线：" not in whole and "14 家按在各自评价组里的正式名次先后排列" in whole
    assert "示例12厂，规上工业/秀洲区第 2 名</text>" in heat_strip(found, "", found.place("E012"))
    assert "示例12厂，第 2 名</text>" in heat_strip(found, "规上工业/秀洲区", found.place("E012"))
    assert codes(found, found.order[:7]) == ["E001", "E011", "E002", "E003", "E004", "E012", "E005"]
    one = heat_strip(found, "规上工业/南湖区", None)
    assert len(columns_of(one)) == 10 and "线：正式结果第" in one
