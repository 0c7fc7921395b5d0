"""Does the oracle give the worked numbers of evaluation.md §§5–6.2? Expected values typed from that text."""

import pytest

from oracle import evaluate
from oracle_cases import by_code, firm, near, taxed
from oracle_classes import class_counts, ends_of, largest_remainder
from oracle_policies import policy_with

AT_MOST = {"A": {"at_most": 0.20}, "B": {"at_most": 0.50}, "C": {"rest": True}, "D": {"at_most": 0.05}}
XIAN_CLASSES = {"A": {"exact": 0.15}, "B": {"exact": 0.75}, "C_D": {"exact": 0.10, "d_share": 0.5}}
ONLY_TAX = {
    "亩均税收": 100,
    "亩均增加值": 0,
    "单位能耗增加值": 0,
    "单位排放增加值": 0,
    "全员劳动生产率": 0,
    "研发投入强度": 0,
}


# 5. Ranking and classes


@pytest.mark.parametrize("n, counts", [(39, (7, 1)), (100, (20, 5)), (4, (0, 0)), (5, (1, 0))])
def test_at_most_is_floored(n, counts):
    places = class_counts(n, AT_MOST)
    assert (places["A"], places["D"]) == counts


def test_shares_are_of_n():
    assert class_counts(100, AT_MOST | {"B": {"at_most": 0.40}}) == {"A": 20, "B": 40, "C": 35, "D": 5}
    assert class_counts(100, AT_MOST | {"A": {"at_most": 0.29}})["A"] == 29
    assert class_counts(10, AT_MOST | {"A": {"at_least": 0.11}})["A"] == 2
    assert class_counts(100, AT_MOST | {"A": {"at_least": 0.07}})["A"] == 7


@pytest.mark.parametrize("n, counts", [(39, (6, 29, 4)), (7, (1, 5, 1)), (10, (2, 7, 1)), (3, (1, 2, 0))])
def test_exact_is_largest_remainder(n, counts):
    assert tuple(largest_remainder(n, {"A": 0.15, "B": 0.75, "C_D": 0.10}).values()) == counts


@pytest.mark.parametrize("share, cd", [(0.5, (2, 2)), (0.25, (3, 1)), ({"甲区": 1}, (0, 4)), ({}, (2, 2))])
def test_d_share_is_floored_and_may_differ_by_county(share, cd):
    places = class_counts(39, XIAN_CLASSES | {"C_D": {"exact": 0.10, "d_share": share}}, "甲区")
    assert (places["C"], places["D"]) == cd


def test_ranks_are_competition_ranks_and_ties_fall_to_the_code():
    rows = [
        firm(number, 用地面积=10, 税收实际贡献=tax)
        for number, tax in [(3, 9), (1, 9), (2, 4), (4, 1), (5, 1)]
    ]
    found = by_code(evaluate({"企业": rows}, "jiaxing-2018", 2022))
    assert [found[f"U00{number}"]["名次"] for number in range(1, 6)] == [1, 3, 1, 4, 4]
    assert [found[code]["排名分档"] for code in ("U001", "U003")] == ["A", "B"]


def veto(number, kind, year=2022):
    return {"年度": year, "统一社会信用代码": f"U{number:03}", "类别": kind}


def letters(result, column):
    return "".join(row[column] for row in sorted(result["rows"], key=lambda row: row["统一社会信用代码"]))


def test_xc17_refills_and_a_natural_d_never_climbs():
    upload = {
        "企业": taxed(20),
        "否决事项": [
            veto(1, "环保不达标"),
            veto(6, "重大税收违法"),
            veto(9, "重大环境事件"),
            veto(10, "环保不达标", 2021),
        ],
    }
    result = evaluate(upload, "xiacheng-2019", 2022)
    assert letters(result, "排名分档") == "AAAABBBBBBBBBBCCCCCD"
    assert letters(result, "调档后等级") == "CAAAACBBBBBBBBBBCCCD"
    reasons = {code: row["依据"] for code, row in by_code(result).items() if row["依据"]}
    assert reasons == {
        "U001": "XC-17:环保不达标",
        "U006": "XC-17:重大税收违法",
        "U005": "XC-17:递补",
        "U015": "XC-17:递补",
        "U016": "XC-17:递补",
    }


def test_xc17_without_backfill_frees_places_for_nobody():
    upload = {"企业": taxed(20), "否决事项": [veto(1, "环保不达标"), veto(20, "环保不达标")]}
    vetoes = [policy_with("xiacheng-2019")["vetoes"][0] | {"backfill": False}]
    result = evaluate(upload, "xiacheng-2019", 2022, {"vetoes": vetoes})
    assert letters(result, "调档后等级") == "CAAABBBBBBBBBBCCCCCD"


def xian(count, vetoes=(), manual=()):
    return evaluate(
        {"企业": taxed(count, 规模="规上"), "否决事项": list(vetoes), "手工调档": list(manual)},
        "xian-2022",
        2022,
    )


def test_xa13_uses_the_joint_places_first():
    result = xian(40, [veto(5, "重大环境事件")])  # 6 A, 30 B, C and D 4, of which D 2
    assert letters(result, "调档后等级") == "A" * 4 + "C" + "AA" + "B" * 30 + "C" + "DD"
    assert by_code(result)["U037"]["依据"] == "XA-13:递补"


def test_xa13_counts_a_vetoed_natural_d_among_the_d():
    result = xian(40, [veto(40, "重大安全生产事故")])
    assert letters(result, "调档后等级") == "A" * 6 + "B" * 30 + "CCDD"


def test_xa13_overflow_is_allowed():
    result = xian(10, [veto(number, "重大环境责任事故") for number in (3, 4, 5)])
    assert letters(result, "调档后等级") == "AACCCBBBBB"


def manual(number, to):
    return {"年度": 2022, "统一社会信用代码": f"U{number:03}", "目标等级": to, "理由": "会议决定"}


def test_manual_changes_neither_free_nor_fill_and_never_soften_a_veto():
    result = xian(
        40,
        [veto(5, "重大环境事件"), veto(6, "重大环境事件")],
        [manual(1, "D"), manual(5, "A"), manual(6, "D")],
    )
    assert letters(result, "调档后等级") == "DAAACDAABB" + "B" * 28 + "DD"
    assert by_code(result)["U006"]["依据"] == "XA-13:重大环境事件;本系统:手工调档(会议决定)"


# 6. Sectors


def test_group_score_sums_first():
    rows = [firm(1, 用地面积=10, 税收实际贡献=100), firm(2, 用地面积=30, 税收实际贡献=150)]
    changes = {"defaults": {"benchmark": {"method": "constant", "values": {"亩均税收": 10}}}}
    result = evaluate({"企业": rows}, "jiaxing-2018", 2022, changes)
    assert [row["综合得分"] for row in result["rows"]] == [near(100), near(50)]
    assert result["groups"][0]["名称"] == "全市"
    assert result["groups"][0]["加权平均得分"] == near(62.5)
    assert (result["groups"][0]["企业数"], result["groups"][0]["用地面积"]) == (2, 40)


@pytest.mark.parametrize(
    "scores, top, bottom",
    [
        (range(40, 0, -1), {0, 1}, {38, 39}),
        ([9, 8, 8, *range(7, -30, -1)], {0}, {38, 39}),
        ([9, 9, 9, *range(8, -29, -1)], set(), {38, 39}),
        ([9, 9, *range(8, -28, -1), -28, -28], {0, 1}, {38, 39}),
        ([*range(40, 3, -1), 1, 1, 1], {0, 1}, set()),
        ([*range(40, 3, -1), 3, 3, 1], {0, 1}, {39}),
        (range(19, 0, -1), set(), set()),
    ],
)
def test_a_group_tied_across_the_five_per_cent_line_is_left_out(scores, top, bottom):
    ordered = [{"id": number, "score": float(score)} for number, score in enumerate(scores)]
    assert ends_of(ordered, 0.05) == (top, bottom)


def two_sectors(year):
    """Division 17: U001–U020, strong; division 35: U021–U040, weak. Everything but tax is without weight."""
    strong = [
        firm(number, year, 规模="规上", 行业代码="1751", 用地面积=10, 税收实际贡献=1000 - number)
        for number in range(1, 21)
    ]
    weak = [
        firm(number, year, 规模="规上", 用地面积=10, 税收实际贡献=500 - number) for number in range(21, 41)
    ]
    return strong + weak


def test_jx17_to_19():
    upload = {"企业": two_sectors(2021) + two_sectors(2022), "手工调档": [manual(1, "C")]}
    changes = {"pools": {"规上工业": {"weights": ONLY_TAX}}}
    rows = by_code(evaluate(upload, "jiaxing-2018", 2022, changes))
    # floor(0.05 × 20) = 1 an end. 17 is above the city, but U001 is changed by hand; U020 is last of 17
    # in both years; U021 leads a sector below the city: nothing; U040 is D already: nothing to say.
    assert rows["U001"]["依据"] == "本系统:手工调档(会议决定)"
    assert (rows["U020"]["调档后等级"], rows["U020"]["执行等级"]) == ("B", "D")
    assert rows["U020"]["依据"] == "JX-18:行业后5%;JX-19:连续两年行业后5%"
    assert rows["U021"]["依据"] is None and rows["U040"]["依据"] is None


def test_jx19_spares_a_row_changed_by_hand_but_jx18_does_not():
    upload = {"企业": two_sectors(2021) + two_sectors(2022), "手工调档": [manual(20, "B")]}
    row = by_code(evaluate(upload, "jiaxing-2018", 2022, {"pools": {"规上工业": {"weights": ONLY_TAX}}}))[
        "U020"
    ]
    assert (row["执行等级"], row["依据"]) == ("B", "本系统:手工调档(会议决定);JX-18:行业后5%")


def test_jx19_chain_breaks_with_a_missing_year_and_jx17_lifts():
    before = [row for row in two_sectors(2021) if row["统一社会信用代码"] != "U020"]
    best = [
        row | ({"税收实际贡献": 600} if row["统一社会信用代码"] == "U021" else {})
        for row in two_sectors(2022)
    ]
    changes = {"pools": {"规上工业": {"weights": ONLY_TAX, "classes": {"A": {"at_most": 0}}}}}
    rows = by_code(evaluate({"企业": before + best}, "jiaxing-2018", 2022, changes))
    assert (rows["U020"]["执行等级"], rows["U020"]["依据"]) == ("B", "JX-18:行业后5%")
    assert (rows["U001"]["调档后等级"], rows["U001"]["执行等级"]) == ("B", "A")
    assert rows["U001"]["依据"] == "JX-17:行业前5%"
