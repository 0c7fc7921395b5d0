"""Which enterprises, towns and platforms may lead: pools apart, industries by code, vetoes and statuses out."""

from __future__ import annotations

import pytest

from muyun.data.sector_lists import shipped_sector_lists
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.leaders import groups
from muyun.explore.leaders.board import BoardList, board_list
from muyun.explore.leaders.enterprises import candidates, groups_for, industries_of
from muyun.policy.board_files import boards_of
from muyun.policy.load import load_policy

NUMBERS = {name: n for n, name in enumerate("甲乙丙丁戊己庚辛")}


def boards(policy: str) -> dict:
    return {offered.name: offered.board for offered in boards_of(load_policy(policy))}


def enterprise(name: str, tax: float, **given: object) -> dict[str, object]:
    code = f"9133000000000000{NUMBERS[name]:02d}"
    return {"年度": 2019, "统一社会信用代码": code, "企业名称": name, "区县": "下城区", "行业代码": "1713",
            "规模": "规下", "用地面积": 10, "税收实际贡献": tax, **given}  # fmt: skip


def listed(policy: str, board: str, rows: list, group: str, codes: tuple = (), length: int = 10, **tables) -> BoardList:
    held = Tables.of({"企业": rows, **tables})
    evaluation = evaluate(held, load_policy(policy), 2019)
    return board_list(candidates(evaluation, held, boards(policy)[board], group, codes), length)


def why(found: BoardList) -> dict[str, str]:
    return {found.of.names[p]: found.of.failed[p] for p in found.barred.tolist()}


def names(found: BoardList) -> list[str]:
    return [found.of.names[p] for p in found.order[: found.size].tolist()]


@pytest.mark.clause("XC-27")
def test_a_vetoed_enterprise_cannot_lead_in_any_policy():
    """Jiaxing has no rule of vetoes: 甲 keeps its class there, and still can't lead (本系统假定)."""
    rows = [enterprise("甲", 100), enterprise("乙", 50), enterprise("丙", 20)]
    event = [{"年度": 2019, "统一社会信用代码": rows[0]["统一社会信用代码"], "类别": "环保不达标", "依据": "罚单"}]
    before = [{**event[0], "年度": 2018}]
    for policy, board in (("xiacheng-2019", "亩产英雄榜"), ("jiaxing-2018", "制造业")):
        found = listed(policy, board, rows, "规下工业", 否决事项=event)
        assert names(found) == ["乙", "丙"] and why(found) == {"甲": "本年度有否决事项：环保不达标"}
        assert names(listed(policy, board, rows, "规下工业", 否决事项=before)) == ["甲", "乙", "丙"]


@pytest.mark.clause("XC-28")
def test_pilots_come_from_a_and_b_only():
    """n = 8 under 20/50/…/5 %: A 1, B 4, C 3. Two of the C are at the end."""
    rows = [enterprise(name, 100 - 10 * n) for n, name in enumerate("甲乙丙丁戊己庚辛")]
    found = listed("xiacheng-2019", "培育试点", rows, "规下工业")
    assert names(found) == ["甲", "乙", "丙", "丁", "戊"]
    assert why(found) == dict.fromkeys("己庚辛", "不是A档、B档")


@pytest.mark.clause("XC-28")
def test_a_tie_at_the_line_goes_by_the_policy_s_rule_then_the_code():
    """甲 and 乙 are both at the cap; 乙 has more tax per mu, so it comes first. 丙 and 丁 tie wholly: the code."""
    taxes = {"甲": 200, "乙": 300, "丙": 10, "丁": 10, "戊": 5}
    rows = [enterprise(name, tax) for name, tax in taxes.items()]
    found = listed("xiacheng-2019", "亩产英雄榜", list(reversed(rows)), "规下工业", length=3)
    assert names(found) == ["乙", "甲", "丙"]
    assert found.ranks.tolist() == [1, 1, 3, 3, 5] and found.tied == (2, 4)


@pytest.mark.clause("XC-27", "XA-18")
def test_transition_and_missing_data_cannot_lead():
    rows = [enterprise("甲", 100, 过渡期起始年=2019), enterprise("乙", 50), enterprise("丙", 20, 用地面积=None)]
    found = listed("xiacheng-2019", "亩产英雄榜", rows, "规下工业")
    assert names(found) == ["乙"]
    assert why(found)["甲"].startswith("过渡期") and why(found)["丙"].startswith("数据缺失")


@pytest.mark.clause("JX-26", "ZJ-07", "XC-26")
def test_industries_are_those_of_the_policy_the_list_or_the_standard():
    rows = [enterprise("甲", 100), enterprise("乙", 50, 行业代码="C3670")]
    held = Tables.of({"企业": rows})
    lists = shipped_sector_lists()

    def of(policy: str, board: str) -> list[str]:
        evaluation = evaluate(held, load_policy(policy), 2019)
        return list(industries_of(evaluation, boards(policy)[board], "规下工业", lists))

    assert of("jiaxing-2018", "重点传统行业") == ["印染", "造纸", "化工", "化纤"]
    assert of("jiaxing-2018", "制造业") == [
        "数字经济核心制造业", "高端装备制造业", "时尚制造业", "生物医药产业", "纺织服装产业", "石化产业", "汽车产业",
    ]  # fmt: skip
    assert of("xiacheng-2019", "行业标兵企业") == ["17", "36"]
    cars = dict(next(one for one in lists if one.name == "浙江七大制造业").sectors)["汽车产业"]
    assert names(listed("jiaxing-2018", "制造业", rows, "规下工业", cars)) == ["乙"]


@pytest.mark.clause("ZJ-08")
def test_services_are_ranked_where_the_policy_has_a_pool_of_them_and_apart_from_industry():
    """物流 5431 and 研发 7320 stand in the two lists; a factory is in neither 评价组 of services."""
    services = {"类别": "服务业", "规模": "规上", "营业收入": 3000}
    rows = [enterprise("甲", 100), enterprise("乙", 50, 行业代码="5431", **services),
            enterprise("丙", 80, 行业代码="7320", **services),
            enterprise("丁", 70, 行业代码="5412", **services)]  # fmt: skip
    evaluation = evaluate(Tables.of({"企业": rows}), load_policy("xiacheng-2019"), 2019)
    board = boards("xiacheng-2019")["服务业"]
    assert board.trial and groups_for(evaluation, board) == ["规上服务业"]
    industries = industries_of(evaluation, board, "规上服务业", shipped_sector_lists())
    assert list(industries) == ["现代物流业", "科技服务业"]
    assert names(listed("xiacheng-2019", "服务业", rows, "规上服务业", industries["现代物流业"])) == ["乙"]
    assert names(listed("xiacheng-2019", "服务业", rows, "规上服务业", industries["科技服务业"])) == ["丙"]
    other = evaluate(Tables.of({"企业": rows}), load_policy("jiaxing-2018"), 2019)
    assert groups_for(other, board) == []


@pytest.mark.clause("XC-26")
def test_a_street_is_scored_on_its_sums_not_on_the_mean_of_its_enterprises():
    """东街 100/10 and 150/30, 西街 60/10: sums 6.25 and 6 万元/亩, so 东街 leads; the whole is 310/50 = 6.2, the
    benchmark 1.5 × 6.2 = 9.3: 67.2043 and 64.5161 points."""
    rows = [enterprise("甲", 100, 镇街="东街"), enterprise("乙", 150, 镇街="东街", 用地面积=30),
            enterprise("丙", 60, 镇街="西街"), enterprise("丁", 0, 镇街=None, 用地面积=0)]  # fmt: skip
    evaluation = evaluate(Tables.of({"企业": rows}), load_policy("xiacheng-2019"), 2019)
    board = boards("xiacheng-2019")["示范街道"]
    found = board_list(groups.candidates(evaluation, board, "规下工业"), 10)
    assert found.members == ("东街", "西街")
    assert found.of.scores[found.order].tolist() == pytest.approx([6.25 / 9.3 * 100, 6 / 9.3 * 100])
    assert found.of.passed[found.order[0]] == "参评 2 家"
    assert [found.of.warned[p] for p in found.order.tolist()] == ["参评企业不足 5 家"] * 2


@pytest.mark.clause("XC-26")
def test_two_enterprises_of_one_name_are_told_apart():
    rows = [enterprise("甲", 100), enterprise("乙", 50), enterprise("丙", 20)]
    rows[1]["企业名称"] = "甲"
    found = listed("xiacheng-2019", "亩产英雄榜", rows, "规下工业")
    assert names(found) == ["甲（913300000000000000）", "甲（913300000000000001）", "丙"]


@pytest.mark.clause("XC-26")
def test_who_leads_with_the_lowest_class_is_named_so():
    """n = 20 under 5 %: the last of 20 is D, and leads the industry that it is alone in."""
    rows = [enterprise("甲", 1000 - 10 * n) | {"统一社会信用代码": f"9133000000000001{n:02d}"} for n in range(20)]
    rows[19]["行业代码"] = "C3670"
    found = listed("xiacheng-2019", "行业标兵企业", rows, "规下工业", ("36",))
    assert [found.of.warned[p] for p in found.order[: found.size].tolist()] == ["是D档"]


@pytest.mark.clause("XC-26")
def test_towns_of_one_name_in_two_counties_are_told_to_be_summed_as_one():
    rows = [enterprise("甲", 100, 镇街="新桥镇"), enterprise("乙", 150, 镇街="新桥镇", 区县="拱墅区")]
    evaluation = evaluate(Tables.of({"企业": rows}), load_policy("xiacheng-2019"), 2019)
    assert groups.candidates(evaluation, boards("xiacheng-2019")["示范街道"], "规下工业").warned == (
        "在几个区县同名，合在一起算",
    )
