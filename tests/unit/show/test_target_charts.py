"""The bullet charts and their words: what is drawn, what is said, and nothing but colour never alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from muyun.explore.targets.figures import Figure, Source
from muyun.explore.targets.progress import Progress, Status
from muyun.policy.load import load_policy
from muyun.show.target_words import assumptions, clauses, counts_words, formulas, pace_words, value_words
from muyun.show.targets import bullet_charts, goal_card, headline

XIAN, JIAXING, FENGHUA, XIACHENG = (
    load_policy(name) for name in ("xian-2022", "jiaxing-2018", "fenghua-2022", "xiacheng-2019")
)


def figure(value: float, year: int, top: float, below: float, **more: object) -> Figure:
    return Figure(value, year, Source.ENTERPRISES, top, below, 2, **more)


ENERGY = Progress(
    XIAN.targets[0], "规上工业 单位能耗增加值", "%", Status.BEHIND, 0.16, 2022, now=0.05, name="单位能耗增加值",
    figures=(figure(1.05, 2022, 2100.0, 2000.0), figure(1.0, 2020, 2000.0, 2000.0, left_out=3)),
    expected=1.16**0.4 - 1, pace=1.16**0.2 - 1, pace_left=(1.16 / 1.05) ** (1 / 3) - 1, by=2025, base_year=2020,
)  # fmt: skip
DYEING = Progress(
    JIAXING.targets[1], "印染 亩均税收", "万元/亩", Status.REACHED, 20, 2020, now=20.0, name="亩均税收", by=2020,
    figures=(figure(20.0, 2020, 600.0, 30.0),),
)  # fmt: skip
CASES = Progress(
    FENGHUA.targets[2], "高耗低效企业整治", "家", Status.BEHIND, 170, 2022, now=169.0, by=2022,
    figures=(Figure(169.0, 2022, Source.CASES, counted=169),), notes=("另有 1 件没有日期，未计入。",),
)  # fmt: skip
SILENT = Progress(
    XIAN.targets[0], "规上工业 单位能耗增加值", "%", Status.UNKNOWN, 0.16, 2022, pace=1.16**0.2 - 1, by=2025,
    base_year=2020, reason="缺少基期。", name="单位能耗增加值",
)  # fmt: skip


def words(markup: str) -> str:
    return re.sub(r"<[^>]+>", "", markup)


@pytest.mark.clause("XA-01")
def test_every_step_of_a_cumulative_goal_is_said_with_its_numbers():
    """1.05 ÷ 1 − 1 = 5 %; 1.16^(1/5) − 1 = 3.01 %; 1.16^(2/5) − 1 = 6.12 %; (1.16/1.05)^(1/3) − 1 = 3.38 %."""
    assert formulas(XIAN, ENERGY) == [
        "2022 年度 规上工业 单位能耗增加值 = 工业增加值 2,100 万元 ÷ 总用能 2,000 吨标煤 = 1.05 万元/吨标煤"
        "（参评企业合计，2 家）",
        "2020 年度 规上工业 单位能耗增加值 = 工业增加值 2,000 万元 ÷ 总用能 2,000 吨标煤 = 1 万元/吨标煤"
        "（参评企业合计，2 家，另 3 家缺数未计）",
        "增速：1.05 ÷ 1 − 1 = 5 %",
        "年均需：(1 + 16 %)^(1/5) − 1 = 3.01 %（2020–2025 年）",
        "2022 年应到：(1 + 16 %)^(2/5) − 1 = 6.12 %",
        "从 2022 年起年均还需 3.38 %，才能在 2025 年达到。",
        "落后：5 % 低于按年均增速应到的 6.12 %",
    ]  # fmt: skip
    assert pace_words(ENERGY) == "年均需 3.01 %，从 2022 年起年均还需 3.38 %"


def test_a_value_just_short_of_its_goal_never_looks_like_it():
    assert value_words(DYEING, 19.99996, 20) == "19.99996 万元/亩"
    assert value_words(DYEING, 20.0, 20) == "20 万元/亩" and value_words(DYEING, 6.67111, 20) == "6.671 万元/亩"
    assert value_words(ENERGY, 0.15999, 0.16) == "15.999 %" and value_words(ENERGY, -0.014, 0.16) == "−1.4 %"
    assert value_words(ENERGY, None) == "—"


def test_a_row_says_value_expected_value_goal_and_state_in_words_with_a_mark():
    said = words(bullet_charts(XIAN, [ENERGY]))
    assert "到 2025 年，单位能耗增加值比 2020 年累计提高 16 %（含）以上 XA-01" in said
    assert "2022 年 5 %，应到 6.12 %，目标 16 %" in said and "▼ 落后" in said
    assert "▲ 已达成" in words(bullet_charts(JIAXING, [DYEING]))


def test_bar_goal_and_tick_share_one_scale_from_zero():
    """16 % is farthest: 460 / 1.08 = 425.9; 5 % at 133.1; 6.12 % at 162.8; marks are drawn around their place."""
    markup = bullet_charts(XIAN, [ENERGY])
    assert 'width="133.1"' in markup
    assert re.findall(r'class="mark" x="([\d.]+)"', markup) == ["161.8", "423.9"]


def test_a_fall_is_drawn_to_the_left_of_zero():
    """−16 % against +16 %: zero in the middle of 460 / 1.08."""
    markup = bullet_charts(XIAN, [replace(ENERGY, now=-0.16, expected=None)])
    assert '<rect x="0.0"' in markup and 'class="zero" x1="213.0"' in markup


def test_what_cannot_be_judged_says_why_and_what_pace_is_needed():
    said = words(bullet_charts(XIAN, [SILENT]))
    assert "规上工业 单位能耗增加值提高" in said and "缺少基期。年均需 3.01 %。" in said and "？ 无法判断" in said
    assert "<svg" not in bullet_charts(XIAN, [SILENT])


def test_goals_without_a_value_for_the_same_reason_are_one_row():
    target = JIAXING.targets[0]
    group = [Progress(target, f"规上工业 {name}", "%", Status.UNKNOWN, None, 2020, reason="缺少数据。", name=name)
             for name in target.indicators]  # fmt: skip
    markup = bullet_charts(JIAXING, group)
    assert markup.count('class="row"') == 1
    assert "规上工业 亩均税收增速、亩均增加值增速、全员劳动生产率增速" in words(markup)


def test_a_note_that_every_row_shares_is_said_once():
    late = "目标年份 2020 年已过，按 2020 年度的数判断。"
    rows = [replace(DYEING, subject=f"{name} 亩均税收", notes=(late,)) for name in ("印染", "造纸")]
    assert words(bullet_charts(JIAXING, rows)).count(late) == 1


@pytest.mark.clause("FH-03")
def test_counts_are_said_in_enterprises_with_what_was_left_out():
    assert formulas(FENGHUA, CASES) == [
        "2022 年度已完成的高耗低效企业整治：169 家（“整治”表，一家计一次）", "另有 1 件没有日期，未计入。",
        "落后：169 家低于目标 170 家，目标年份已到",
    ]  # fmt: skip


def test_the_card_counts_what_is_kept_what_is_behind_and_what_nobody_knows():
    every = [DYEING, ENERGY, CASES, SILENT, replace(ENERGY, status=Status.ON_PACE)]
    assert counts_words(every) == "已达成 1 项，进度达标 1 项，落后 2 项，无法判断 1 项"
    card = words(goal_card(every))
    assert "▲2" in card and "▼2" in card and "共 5 项：已达成 1 项" in card
    assert headline(every) == "政策目标 5 项：已达成 1 项，进度达标 1 项，落后 2 项，无法判断 1 项"
    assert goal_card([]) == ""


def test_clauses_and_assumptions_are_named_once():
    assert clauses([ENERGY, SILENT, DYEING]) == ["XA-01", "JX-02"]
    said = assumptions([ENERGY, SILENT])
    assert len(said) == len(set(said)) == 3 and said[0].startswith("XA-01：本系统假定：“十四五”")


def test_what_a_policy_or_an_upload_says_is_escaped():
    target = XIACHENG.targets[1].model_copy(update={"list": "<b>"})
    markup = bullet_charts(XIACHENG, [Progress(target, "<b> 税收", "倍", Status.UNKNOWN, 2, 2022, reason="<i>")])
    assert "<b> 税收" not in markup and "&lt;b&gt;" in markup and "<i>" not in markup
