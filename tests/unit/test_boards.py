"""Which boards a policy shows: every shipped file holds together, quotes its document, and a wrong one says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from muyun.findings import InputError
from muyun.policy.board_files import FILE, PLANS, boards_of, plan_boards, read_boards
from muyun.policy.load import load_policy, policy_ids

PLAN = ["县（市、区）", "特色小镇", "经济开发区", "高新区", "小微工业园", "制造业", "服务业"]
OWN = {
    "jiaxing-2018": ["重点传统行业"],
    "xiacheng-2019": ["示范街道", "示范产业平台", "行业标兵企业", "亩产英雄榜", "培育试点"],
    "xian-2022": ["重点行业领跑者"],
    "fenghua-2022": [],
    "huangyan-2022": [],
}


def names(policy: str, home: Path | None = None) -> list[str]:
    return [offered.name for offered in boards_of(load_policy(policy, home), home)]


@pytest.mark.clause("JX-26", "XC-26", "XC-27", "XC-28", "XA-18")
@pytest.mark.parametrize("policy", policy_ids())
def test_a_policy_shows_its_own_boards_first_then_the_plan_s_where_it_follows_it(policy):
    assert names(policy) == OWN[policy] + ([] if policy == "xian-2022" else PLAN)


@pytest.mark.clause("ZJ-01", "ZJ-02", "ZJ-04", "ZJ-05", "ZJ-06", "ZJ-07", "ZJ-08")
def test_the_plan_has_its_seven_categories_and_cites_them():
    (plan,) = PLANS
    boards = plan_boards(plan)
    assert list(boards) == PLAN
    assert [board.clause[0] for board in boards.values()] == [f"ZJ-0{n}" for n in (1, 2, 4, 5, 6, 7, 8)]


@pytest.mark.clause("ZJ-03", "ZJ-04", "ZJ-06")
def test_the_plan_s_indicators_are_those_that_it_lists_and_the_weights_are_ours():
    boards = plan_boards(PLANS[0])
    towns, zones, small = (boards[name].rules for name in ("特色小镇", "经济开发区", "小微工业园"))
    six = "亩均税收、亩均产出、单位从业人员产出、亩均有效投入、高端要素集聚度、单位能耗"
    assert "、".join(towns.indicators) == six
    assert towns.indicators["单位能耗"].better == "lower"
    assert len(zones.indicators) == 6 and zones.members.levels == ("国家级", "省级", "参照省级")
    assert list(small.indicators) == ["亩均税收", "亩均产出", "企业培育", "高端要素集聚度"]
    assert small.members.levels == ("生产制造", "生产服务")
    for rules in (towns, zones, small):
        assert sum(rules.weights.values()) == pytest.approx(100, abs=1e-9)
        assert rules.weights_source.assumed and not rules.weights_source.clause
    assert all(board.notes["places"].startswith("本系统假定") for board in boards.values())


@pytest.mark.clause("XC-28")
def test_twenty_pilots_come_from_a_and_b():
    pilots = {o.name: o.board for o in boards_of(load_policy("xiacheng-2019"))}["培育试点"]
    assert (pilots.places, [str(letter) for letter in pilots.classes]) == (20, ["A", "B"])


GOOD = """boards:
  榜:
    of: 企业
    by: none
    places: 3
    clause: XX-01
    quote: 发布名单
"""


def wrong(folder: Path, text: str, document: str = "发布名单。") -> list[str]:
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(text, "utf-8")
    (folder / "text.md").write_text(document, "utf-8")
    with pytest.raises(InputError) as caught:
        read_boards(folder)
    return [finding.code for finding in caught.value.findings]


def test_a_good_file_is_read(tmp_path):
    (tmp_path / FILE).write_text(GOOD, "utf-8")
    (tmp_path / "text.md").write_text("发布\n名单。", "utf-8")
    assert read_boards(tmp_path).boards["榜"].places == 3


@pytest.mark.parametrize(("old", "new"), [
    ("places: 3", "places: 0"), ("places: 3", "placs: 3"), ("by: none", "by: list"), ("    clause: XX-01\n", ""),
    ("of: 企业", "of: 乡村"), ("by: none", "by: none\n    list: 某行业"),
])  # fmt: skip
def test_a_wrong_file_is_refused_with_its_place(tmp_path, old, new):
    assert set(wrong(tmp_path / "a", GOOD.replace(old, new))) == {"BOARDS_INVALID"}


def test_a_quote_that_is_not_in_the_text_and_a_plan_that_there_is_not_are_refused(tmp_path):
    assert wrong(tmp_path / "a", GOOD, "别的话。") == ["POLICY_QUOTE"]
    assert wrong(tmp_path / "b", "plan: {value: nowhere, assumed: 试}\n") == ["BOARDS_NO_PLAN"]
    with pytest.raises(InputError):
        plan_boards("nowhere")


def test_weights_of_parks_must_sum_to_100(tmp_path):
    text = """boards:
  园:
    of: 园区
    places: 3
    assumed: 试
    rules:
      members: {table: 园区, kinds: [高新区], assumed: 试}
      rank_within: {value: none, assumed: 试}
      indicators:
        亩均税收: {numerator: tax_wan, denominator: land_mu, unit: 万元/亩, better: higher, assumed: 试}
      weights: {亩均税收: 90}
      weights_source: {assumed: 试}
"""
    assert "POLICY_WEIGHT_SUM" in wrong(tmp_path / "a", text)


def test_a_county_s_own_policy_without_a_file_has_the_boards_of_the_documents_that_it_cites(tmp_path):
    shipped = Path(__file__).parents[2] / "muyun" / "policies" / "xiacheng-2019"
    own = tmp_path / "policies" / "mine-2024"
    own.mkdir(parents=True)
    text = (shipped / "policy.yaml").read_text("utf-8").replace("id: xiacheng-2019", "id: mine-2024")
    (own / "policy.yaml").write_text(text, "utf-8")
    (own / "text.md").write_text((shipped / "text.md").read_text("utf-8"), "utf-8")
    assert names("mine-2024", tmp_path) == OWN["xiacheng-2019"] + PLAN
    (own / FILE).write_text("boards: {}\n", "utf-8")
    assert names("mine-2024", tmp_path) == []
