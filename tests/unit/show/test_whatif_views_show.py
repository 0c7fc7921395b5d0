"""What 参考权重 and 敏感性 say and draw: sentences with numbers, bars that add up, no upload as markup."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.weight_space import weight_space
from muyun.explore.whatif.live import PoolLive, Sums, live_base
from muyun.explore.whatif.r_jump import RJump, r_jump
from muyun.explore.whatif.reference_weights import Method, Reference, nearest_legal, references, sample_of
from muyun.explore.whatif.sensitivity import Effect, Lever, Pull, Step, sensitivity
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.show.r_jump import jump_headline, jump_picture, jump_rules, jump_table, near_words
from muyun.show.reference_weights import (
    Start,
    effect_table,
    reference_headline,
    reference_picture,
    reference_table,
    remarks,
    scale_of,
)
from muyun.show.tornado import sensitivity_headline, sensitivity_table, step_key, step_words, tornado

YEAR, SERVICE = 2022, "规上服务业"
EVIL = "<b>甲</b>&有限公司"


def service(code: str, tax: float, revenue: float, name: str = "") -> dict[str, object]:
    return {"年度": YEAR, "统一社会信用代码": code, "企业名称": name or code, "行业代码": "5910", "类别": "服务业",
            "规模": "规上", "用地面积": 10.0, "税收实际贡献": tax, "营业收入": revenue}  # fmt: skip


@pytest.fixture(scope="module")
def services():
    """E1 leads until 亩均税收 has 60, where E2 takes A from it (see test_sensitivity); the weight is 58 now."""
    held = {"method": "constant", "values": {"亩均税收": 10, "亩均营业收入": 10}, "assumed": "测试"}
    patch = {"benchmark": held, "weights": {"亩均税收": 58, "亩均营业收入": 42}}
    policy = amend(load_policy("xiacheng-2019"), {"pools": {SERVICE: patch}}, None)[0]
    rows = [service("E1", 80, 81), service("E2", 81, 79.5, EVIL), service("E3", 60, 60), service("E4", 40, 40),
            service("E5", 20, 20)]  # fmt: skip
    tables = Tables.of({"企业": rows})
    official = evaluate(tables, policy, YEAR)
    now = live_base(official).standing
    return now, sensitivity(now, official, tables, SERVICE, 2.0)


def pull_of(lever: Lever, name: str, now: float, down: int, up: int, unit: float) -> Pull:
    """So many fall on each side, one unit away."""
    zero = np.zeros(4)
    steps = [Step(now + sign * unit, None, Effect(np.zeros(0, int), np.arange(n), zero, zero))
             for sign, n in ((-1, down), (1, up))]  # fmt: skip
    return Pull(lever, name, now, *steps)


def test_the_headline_says_which_lever_moves_most_and_how():
    policy = load_policy("jiaxing-2018")
    pulls = [pull_of(Lever.WEIGHT, "亩均税收", 35, 9, 14, 1), pull_of(Lever.QUOTA, "A", 0.2, 3, 2, 0.01),
             pull_of(Lever.FACTOR, "", 1.5, 0, 8, 0.1)]  # fmt: skip
    said, small = sensitivity_headline(pulls, policy, scenario=False)
    assert said == "亩均税收的权重每加 1 分，14 家换档，是影响最大的一项。"
    assert small == "A 类比例每减 1 个百分点，3 家换档；基准值倍数每加 0.1 倍，8 家换档"


def test_equals_are_named_and_longer_steps_are_divided():
    policy = load_policy("jiaxing-2018")
    pulls = [pull_of(Lever.WEIGHT, "亩均税收", 35, 5, 28, 5), pull_of(Lever.WEIGHT, "亩均增加值", 25, 28, 0, 5)]
    said = sensitivity_headline(pulls, policy, scenario=True)[0]
    assert said == "亩均税收的权重加 5 分，28 家换档（每分 5.6 家），与“亩均增加值”并列最大。"
    assert "都没有企业换档" in sensitivity_headline([pull_of(Lever.WEIGHT, "亩均税收", 35, 0, 0, 1)], policy, False)[0]


def test_a_bar_is_as_long_as_its_count_and_parted_by_rise_and_fall(services):
    now, pulls = services
    markup = tornado(pulls, now)
    root = ElementTree.fromstring(markup[: markup.index("</svg>") + 6])
    bars = {g.get("data-go"): g for g in root.iter("g") if g.get("data-go")}
    assert set(bars) == {step_key(p, s) for p in pulls for s in (p.down, p.up) if s.effect}
    of = bars["权重/亩均税收/+"]
    widths = {r.get("fill"): float(r.get("width")) for r in of.findall("rect") if "#" in r.get("fill", "")}
    assert widths["#0072B2"] == widths["#D55E00"] > 0
    assert "2 家 ▲1 ▼1，每分 1" in "".join(of.itertext())


def test_the_title_names_who_moves_and_an_upload_is_never_markup(services):
    now, pulls = services
    (pull,) = [p for p in pulls if p.name == "亩均税收"]
    words = step_words(pull, pull.up, now)
    assert f"升档 1 家：{EVIL}" in words and "降档 1 家：E1" in words
    assert "A 档用地不变、税收 +1.0 万元" in words
    assert "<b>" not in tornado(pulls, now)


def test_the_table_has_a_row_for_each_step_and_says_why_one_is_not_possible(services):
    now, pulls = services
    frame = sensitivity_table(pulls, now).frame
    assert len(frame) == 2 * len(pulls)
    row = frame[(frame["lever"] == "亩均税收") & frame["after"].str.startswith("60 分")].iloc[0]
    assert (row["before"], row["changed"], row["per"]) == ("58 分", 2, 1)
    none = Step(None, None, None, "不封顶，没有倍数")
    lone = Pull(Lever.CAP, "", np.nan, none, replace(none))
    notes = sensitivity_table([lone], now).frame["note"].tolist()
    assert notes == ["不能加：不封顶，没有倍数", "不能减：不封顶，没有倍数"]
    assert "不封顶，没有倍数" in tornado([lone], now)


def test_who_changes_class_without_tax_is_told_to_be_in_no_sum():
    """E1 reports no tax (0 points of 30) and leads by turnover; E2 takes A where 亩均税收 weighs two points more."""
    held = {"method": "constant", "values": {"亩均税收": 10, "亩均营业收入": 10}, "assumed": "测试"}
    patch = {"benchmark": held, "weights": {"亩均税收": 30, "亩均营业收入": 70}}
    policy = amend(load_policy("xiacheng-2019"), {"pools": {SERVICE: patch}}, None)[0]
    rows = [service("E1", None, 100), service("E2", 50, 78), *(service(f"E{n}", 10, 10) for n in (3, 4, 5))]
    tables = Tables.of({"企业": rows})
    official = evaluate(tables, policy, YEAR)
    now = live_base(official).standing
    pulls = sensitivity(now, official, tables, SERVICE, 2.0)
    (pull,) = [p for p in pulls if p.name == "亩均税收"]
    assert pull.up.changed == 2 and "（1 家没有税收数据，未计入）" in step_words(pull, pull.up, now)
    frame = sensitivity_table(pulls, now).frame
    notes = frame.loc[(frame["lever"] == "亩均税收") & frame["after"].str.startswith("32 分"), "note"]
    assert notes.iloc[0].startswith("换档的企业中 1 家没有税收数据，未计入")


@pytest.fixture(scope="module")
def jump():
    rows = [{"年度": YEAR, "统一社会信用代码": f"E{n}", "企业名称": name, "行业代码": "2211", "规模": "规上",
             "用地面积": 100.0, "税收实际贡献": 500, "工业增加值": x, "总用能": y, "排放量": 0}
            for n, (name, x, y) in enumerate([("E0", 3000, 3000), (EVIL, 1500, 1515)])]  # fmt: skip
    now = live_base(evaluate(Tables.of({"企业": rows}), load_policy("jiaxing-2018"), YEAR)).standing
    return now, r_jump(now, "规上工业", 0.05)


@pytest.mark.clause("JX-07", "JX-08", "JX-11")
def test_the_jump_says_its_points_and_what_carries_across(jump):
    """E1: the others have 1 万元 a tonne, so 1,500 tce (15 less) or 1,515 万元 (15 more)."""
    now, found = jump
    assert jump_headline(found, 0.05)[0].startswith("R 在 K = 1、L = 1 处都一跳 4 分：5 % 以内有 2 家，")
    words = near_words(next(n for n in found.near if n.unit == 1), now)
    assert "用能减少 15 吨标煤（线在 1,500），或增加值增加 15 万元（线在 1,515），就到另一侧" in words
    assert any("一跳 4 分" in rule for rule in jump_rules(now.prepared.policy))


@pytest.mark.clause("JX-11")
def test_the_jumps_of_energy_and_of_emissions_are_told_apart():
    """R = aS + bT: S jumps by 2 at K = 1, T by 2 at L = 1; under b = 0 nothing jumps at L = 1."""
    one = jump_headline(RJump((7.0, 2.0), 5, (), 0), 0.05)[0]
    assert one == "R 在 K = 1 处一跳 7 分，在 L = 1 处一跳 2 分，但 5 家里没有一家离线在 5 % 以内。"
    assert jump_headline(RJump((0.0, 4.0), 5, (), 0), 0.05)[0].startswith("R 在 L = 1 处一跳 4 分，但")
    assert jump_headline(RJump((0.0, 0.0), 5, (), 0), 0.05)[0] == "R 的两个系数都是 0，没有跳变。"


def test_the_picture_of_the_jump_is_markup_of_ours_alone_and_leads_to_the_enterprise(jump):
    now, found = jump
    markup = jump_picture(found, now)
    assert "<b>" not in markup and "&lt;b&gt;" in markup
    assert markup.count('data-go="[&quot;enterprise&quot;') == 2
    assert "R 一跳 4 分" in markup
    assert jump_table(found, now).frame["name"].tolist().count(EVIL) == 1


def moving(raised: int, lowered: int) -> PoolLive:
    """So many rise from B to A and fall from A to B."""
    units = np.zeros((5, 5), int)
    units[1, 0], units[0, 1] = raised, lowered
    zero = np.zeros((5, 5))
    moves = Sums(units, zero, zero, zero, *(np.zeros((5, 5), int) for _ in range(3)))
    return PoolLive(moves, moves, moves, 0, "", "")


def starts_of(policy, pool, columns):
    names = tuple(policy.pools[pool].weights)
    of = sample_of(names, columns, 10)
    space = weight_space(policy, pool)
    starts = [Start(r, None, None) if r.weights is None else Start(r, nearest_legal(space, r.weights), moving(n, n))
              for n, r in enumerate(references(of))]  # fmt: skip
    return of, space, starts


def test_the_references_say_where_they_differ_most_how_many_move_and_of_how_many_rows():
    """Five items from 0.4 to 0.5 have 1 − H = 0.0025 each, the sixth, all in one enterprise, has 1: 98.8 of 100."""
    policy = load_policy("xiacheng-2019")
    columns = np.column_stack([np.linspace(0.4, 0.5, 4)] * 5 + [[0.0, 0.0, 0.0, 1.0]])
    of, space, starts = starts_of(policy, "规上工业", columns)
    said, small = reference_headline(starts, of, space, policy)
    assert said == (
        "熵权法与政策差得最多：R&D经费支出占主营业务收入之比算出 98.8 分，政策 12.5 分；"
        "改用允许范围内最接近的权重，比正式结果有 0–4 家换档。"
    )
    assert small == "由数据算出的参考权重，不是政策规定。按各项数据齐全的 4 家算（参评 10 家）。"
    assert any("不到参评企业的一半" in remark for remark in remarks(of, starts, policy, (), None))


def test_the_effect_says_what_it_is_held_against_and_whom_its_sums_leave_out():
    figures, none = np.ones(5), np.zeros(5, int)
    by_class = Sums(none, figures, figures, figures, np.array([0, 0, 0, 0, 5]), np.array([0, 0, 3, 0, 0]), none)
    live = replace(moving(2, 2), before=by_class, after=by_class)
    markup = effect_table(live, load_policy("jiaxing-2018"))
    assert "比正式结果：" in markup and "3 家没有税收数据，未计入合计。" in markup and "没有用地" not in markup


def test_a_method_without_weights_is_a_dash_and_not_a_crash():
    policy = load_policy("jiaxing-2018")
    of, space, starts = starts_of(policy, "规上工业", np.ones((1, 6)))
    assert [s.reference.weights is None for s in starts] == [True, True, False]
    frame = reference_table(starts, space, policy).frame
    assert frame["raw0"].isna().all() and frame["raw2"].tolist() == pytest.approx([100 / 6] * 6)
    assert "算不出" in reference_headline(starts[:2], of, space, policy)[0]
    svg = reference_picture(starts[2], space, policy, scale_of(starts, space))
    assert re.search(r">16\.7 → 28<", svg) and ElementTree.fromstring(svg) is not None


def test_what_nobody_has_and_what_does_not_differ_is_said():
    policy = load_policy("jiaxing-2018")
    names = tuple(policy.pools["规上工业"].weights)
    known = np.array([name != "单位排放增加值" for name in names])
    columns = np.column_stack([np.linspace(0, 1, 4), *[np.full(4, 0.5)] * 5])
    of = sample_of(names, columns, 4, known)
    said = "".join(remarks(of, [Start(Reference(Method.EQUAL, None), None, None)], policy, ("XA-08",), 0.2))
    assert "没有企业有“单位排放工业增加值”的得分" in said
    assert "算出的权重是 0" in said and "允许各项上下变动 20 %（本系统假定）" in said
    assert "文件定下了权重（XA-08）" in said
