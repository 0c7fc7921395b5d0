"""What the page shows after a slider's move, on uploads small enough to reckon by hand."""

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.evaluate.output import class_counts
from muyun.explore.whatif.headline import difference, headline, share_difference, short_word
from muyun.explore.whatif.live import Sums, live, live_base
from muyun.explore.whatif.live_tables import top_movers, top_ranking
from muyun.explore.whatif.scenario import scenario
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.terms import Class

YEAR = 2022
CODES = [f"913304{i:02}MA{i:08}" for i in range(100)]  # the engine takes what was read; no check digit needed here
POOL = "规上服务业"


def service(number, tax, turnover, land=10.0, **more):
    """A service firm of Xiacheng: scored by 亩均税收 and 亩均营业收入, 50 points each."""
    return {
        "年度": YEAR, "统一社会信用代码": CODES[number], "企业名称": f"示例{number}", "区县": "甲区", "镇街": "甲镇",
        "类别": "服务业", "规模": "规上", "行业代码": "7210", "用地面积": land, "税收实际贡献": tax,
        "营业收入": turnover, "主营业务收入": turnover, "年平均职工人数": 5.0,
    } | more  # fmt: skip


def five():
    """Tax falls from 50 to 10 where turnover rises from 10 to 50; A takes one of five, B two, D none."""
    return Tables.of({"企业": [service(i, 50.0 - 10 * i, 10.0 + 10 * i, 10.0 + i) for i in range(5)]})


def xiacheng(tax):
    policy = load_policy("xiacheng-2019")
    patch = {"pools": {POOL: {"weights": {"亩均税收": tax, "亩均营业收入": 100 - tax}}}}
    return policy, amend(policy, patch, None)[0]


def shown(tables, policy, new):
    return live(live_base(evaluate(tables, policy, YEAR)), tables, new)


def test_a_reversed_ranking_moves_the_classes_with_their_land_and_tax():
    """All on tax: the order is 0 1 2 3 4 with classes A B B C C; all on turnover it is 4 3 2 1 0. So 0 falls
    to C, 1 from B to C, 3 rises to B and 4 from C to A. Land 10 + i, tax 50 − 10 i: A has 10 亩 and 50 万元
    before, 14 亩 and 10 万元 after: +4.0 亩, −80 %."""
    _, on_tax = xiacheng(100)
    _, on_turnover = xiacheng(0)
    seen = shown(five(), on_tax, on_turnover)
    whole = seen.whole
    expected = np.zeros((5, 5), int)
    for before, after in (("A", "C"), ("B", "C"), ("B", "B"), ("C", "B"), ("C", "A")):
        expected["ABCD".index(before), "ABCD".index(after)] += 1
    assert whole.moves.units.tolist() == expected.tolist()
    assert (whole.raised, whole.lowered, whole.reranked) == (2, 2, 4)
    assert (whole.before.land_mu.tolist(), whole.after.land_mu.tolist()) == ([10, 23, 27, 0, 0], [14, 25, 21, 0, 0])
    assert (whole.before.tax_wan[0], whole.after.tax_wan[0]) == (50, 10)
    assert whole.moves.staff[0, 2] == 5
    assert whole.headline == "升档 2 家，降档 2 家；A 档用地 +4.0 亩，税收比正式 −80.0 %。"
    assert whole.note == ""
    assert seen.pools[POOL].headline == whole.headline
    assert not seen.prepared_anew


def test_the_farthest_movers_come_first_with_what_moved_them():
    """0 and 4 move two classes and four ranks (4 is first in the new order), 1 and 3 a class and two ranks.
    0 had all its 50 points and more on tax: its score falls by as much as its items fall."""
    seen = shown(five(), xiacheng(100)[1], xiacheng(0)[1])
    moved = top_movers(seen, 3)
    assert moved["企业名称"].tolist() == ["示例4", "示例0", "示例3"]
    assert moved["原等级"].tolist() == ["C", "A", "C"]
    assert moved["新等级"].tolist() == ["A", "C", "B"]
    assert moved["名次变化"].tolist() == [4, -4, 2]
    items = moved["变化:亩均税收"] + moved["变化:亩均营业收入"]
    assert np.allclose(items, moved["得分变化"])
    assert (moved["变化:亩均税收"] < 0).all() and (moved["变化:亩均营业收入"] > 0).all()
    assert top_movers(seen, 3, "规上工业").empty
    assert top_movers(seen, 0).empty


def test_ranks_in_different_groups_are_no_change_of_rank():
    """0 1 2 in 甲区, 3 4 in 乙区, by county: 3 was fourth of five and is first of two, no rise of three ranks."""
    rows = [service(i, 50.0 - 10 * i, 50.0, 区县="甲区" if i < 3 else "乙区") for i in range(5)]
    own = xiacheng(100)[1]
    by_county = amend(own, {"defaults": {"pool_by": "区县"}}, None)[0]
    moved = top_movers(live(live_base(evaluate(Tables.of({"企业": rows}), own, YEAR)), Tables.of({"企业": rows}),
                            by_county), 9).set_index("企业名称")  # fmt: skip
    assert (moved.at["示例3", "原名次"], moved.at["示例3", "新名次"]) == (4, 1)
    assert moved["名次变化"].isna().all()


def test_the_ranking_shows_where_each_stood_before():
    ranking = top_ranking(shown(five(), xiacheng(100)[1], xiacheng(0)[1]), 2, POOL)
    assert ranking["企业名称"].tolist() == ["示例4", "示例3"]
    assert (ranking["名次"].tolist(), ranking["原名次"].tolist()) == ([1, 2], [5, 4])
    assert (ranking["执行等级"].tolist(), ranking["原等级"].tolist()) == (["A", "B"], ["C", "C"])
    assert [c for c in ranking.columns if c.startswith("得分:")] == ["得分:亩均税收", "得分:亩均营业收入"]


def test_the_policy_itself_changes_nothing_and_says_so():
    policy, _ = xiacheng(50)
    seen = shown(five(), policy, policy)
    assert seen.whole.headline == "权重和比例与政策一致，等级无变化。"
    assert top_movers(seen, 10).empty
    assert (seen.whole.raised, seen.whole.lowered, seen.whole.reranked) == (0, 0, 0)


def test_a_change_that_moves_no_class_says_so():
    """The cap at 120 % instead of 100 % leaves two firms with one place in C where they are."""
    policy, _ = xiacheng(50)
    tables = Tables.of({"企业": [service(0, 50.0, 50.0), service(1, 10.0, 10.0)]})
    capped = amend(policy, {"defaults": {"item": {"cap": 1.2}}}, None)[0]
    seen = shown(tables, policy, capped)
    assert seen.prepared_anew
    assert seen.whole.headline == "等级无变化，名次也无变化。"


def test_missing_tax_is_left_out_of_the_sum_and_told():
    """Without tax the item counts 0; firm 0 leads by turnover and stands in A with unknown tax."""
    rows = [service(0, None, 500.0), *(service(i, 10.0, 10.0) for i in range(1, 5))]
    policy, new = xiacheng(0)
    seen = shown(Tables.of({"企业": rows}), policy, new)
    assert seen.whole.after.no_tax.tolist() == [1, 0, 0, 0, 0]
    assert seen.whole.after.tax_wan[0] == 0
    assert seen.whole.note == "A 档中有 1 家没有税收数据，未计入合计。"


def test_a_unit_without_an_official_pool_counts_in_the_one_that_it_joins():
    """A 规下 service firm has no pool in Xiacheng. The scenario takes any scale; it comes last of six: class C."""
    policy, _ = xiacheng(50)
    rows = [service(i, 50.0, 50.0) for i in range(5)] + [service(5, 1.0, 1.0, 9.0, 规模="规下")]
    wider = amend(policy, {"pools": {POOL: {"members": {"scale": None}}}}, None)[0]
    seen = shown(Tables.of({"企业": rows}), policy, wider)
    assert seen.pools[POOL].moves.units[4].tolist() == [0, 0, 1, 0, 0]
    assert seen.pools[POOL].moves.land_mu[4, 2] == 9
    assert "新列入等级 1 家" in seen.pools[POOL].headline
    assert (seen.whole.before.units.sum(), seen.whole.after.units.sum()) == (5, 6)


def factory(number, year, **more):
    """A factory of Jiaxing, all alike but for what is given; 0–19 in division 13, 20–39 in division 14."""
    plain = {"类别": "工业", "行业代码": "1310" if number < 20 else "1411", "工业增加值": 10.0, "总用能": 10.0,
             "排放量": 1.0, "研发经费": 1.0}  # fmt: skip
    return service(number, 10.0, 100.0) | plain | {"年度": year} | more


@pytest.mark.clause("JX-19")
def test_a_scenario_takes_last_year_s_bottom_from_the_official_policy():
    """Everything on productivity: 0 and 1 are last of 40 and take both places of D, 21 is third from the end
    and last of its division in both years. But last year's official last of that division was 20, without
    tax: 21 stays in C."""
    special = {0: {"年平均职工人数": 50.0}, 1: {"年平均职工人数": 40.0}, 20: {"税收实际贡献": 0.0},
               21: {"年平均职工人数": 10.0}}  # fmt: skip
    rows = [factory(i, year, **special.get(i, {})) for year in (YEAR - 1, YEAR) for i in range(40)]
    tables, policy = Tables.of({"企业": rows}), load_policy("jiaxing-2018")
    own = policy.pools["规上工业"].weights
    weights = dict.fromkeys(own, 0) | {"全员劳动生产率": 100}
    new = amend(policy, {"pools": {"规上工业": {"weights": weights, "item": {"cap": 2}}}}, None)[0]
    classes = scenario(evaluate(tables, policy, YEAR), tables, new).classes["applied"]
    assert [classes[CODES[i]] for i in (0, 1, 21)] == ["D", "D", "C"]


@pytest.mark.clause("JX-19")
def test_how_many_years_count_is_the_scenario_s_and_what_they_were_is_not():
    """20 is the official last of its division in both years. A cap leaves that; three years, of which the upload
    has two, count for nobody."""
    special = {20: {"税收实际贡献": 0.0}}
    rows = [factory(i, year, **special.get(i, {})) for year in (YEAR - 1, YEAR) for i in range(40)]
    tables, policy = Tables.of({"企业": rows}), load_policy("jiaxing-2018")
    official = evaluate(tables, policy, YEAR)
    assert CODES[20] in official.prepared.bottom_before
    capped = amend(policy, {"pools": {"规上工业": {"item": {"cap": 2}}}}, None)[0]
    longer = amend(policy, {"sector_rules": {"years": 3}}, None)[0]
    assert scenario(official, tables, capped).prepared.bottom_before == official.prepared.bottom_before
    assert scenario(official, tables, longer).prepared.bottom_before == {}


def tenants():
    """规下 firms of Fenghua: 0 and 1 share a parcel of 12 亩 and are one unit, 2 stands alone."""
    plain = {"类别": "工业", "规模": "规下", "行业代码": "1713"}
    rows = [service(i, 10.0 * (i + 1), 10.0, 6.0 + i, **plain) for i in range(3)]
    parcel = {"宗地代码": "330499GB00001", "区县": "甲区", "镇街": "甲镇", "登记面积": 12.0}
    occupied = [{"宗地代码": "330499GB00001", "统一社会信用代码": CODES[i]} for i in range(2)]
    return Tables.of({"企业": rows, "宗地": [parcel], "占用": occupied})


@pytest.mark.clause("FH-06")
def test_a_merged_unit_counts_once_and_each_tenant_is_a_row():
    """The unit has the parcel's 12 亩 and both taxes, 30 万元; the other firm 8 亩 and 30 万元 (3.75 a mu,
    first). Two units: no place in A, one in B, so B and C."""
    policy = load_policy("fenghua-2022")
    seen = shown(tenants(), policy, policy)
    assert seen.whole.before.units.tolist() == [0, 1, 1, 0, 0]
    assert seen.whole.before.land_mu.tolist() == [0, 8, 12, 0, 0]
    ranking = top_ranking(seen, 10)
    assert (ranking["企业名称"].tolist(), ranking["名次"].tolist()) == (["示例2", "示例0", "示例1"], [1, 2, 2])


@pytest.mark.clause("FH-06")
def test_a_patch_that_splits_a_unit_counts_its_parts():
    """Three units then: 0 with 10/6, 1 with 20/7, 2 with 30/8 万元 a mu; B takes one of three. The unit was in
    C with 12 亩: its two parts are in C with their own 6 and 7 亩."""
    policy = load_policy("fenghua-2022")
    seen = shown(tenants(), policy, amend(policy, {"parcels": None}, None)[0])
    assert seen.whole.before.units.tolist() == [0, 1, 1, 0, 0]
    assert seen.whole.after.units.tolist() == [0, 1, 2, 0, 0]
    assert (seen.whole.before.land_mu[2], seen.whole.after.land_mu[2]) == (12, 13)
    assert (seen.whole.moves.units[2, 2], seen.whole.moves.land_mu[2, 2]) == (2, 13)
    assert class_counts(seen.base.official)["规下工业"] == {"A": 0, "B": 1, "C": 1, "D": 0}
    assert top_movers(seen, 5)["企业名称"].tolist() == ["示例0"]  # from rank 2 to 3; the other tenant stays at 2


@pytest.mark.clause("FH-06")
def test_a_patch_that_merges_units_counts_the_parts_that_were():
    policy = load_policy("fenghua-2022")
    alone = amend(policy, {"parcels": None}, None)[0]
    seen = shown(tenants(), alone, policy)
    assert (seen.whole.before.units[2], seen.whole.after.units[2]) == (2, 1)
    assert (seen.whole.moves.units[2, 2], seen.whole.moves.land_mu[2, 2]) == (2, 13)


def sums(land_of_a, tax_of_a):
    nothing = np.zeros(5, int)
    land, tax = np.zeros(5), np.zeros(5)
    land[0], tax[0] = land_of_a, tax_of_a
    return Sums(nothing, land, tax, np.zeros(5), nothing, nothing, nothing)


def test_the_headline_tells_up_from_down_and_in_from_out():
    """1,200 from B to A, 2 from A to C, 3 into D, 4 out of B."""
    moves = np.zeros((5, 5), int)
    moves[1, 0], moves[0, 2], moves[4, 3], moves[1, 4] = 1200, 2, 3, 4
    words = load_policy("xian-2022").class_words
    said = headline(sums(1000.0, 400.0), sums(1112.0, 398.8), moves, 9, words, same=False)
    assert said == "升档 1,200 家，降档 2 家，新列入等级 3 家，不再列入等级 4 家；A 类用地 +112 亩，税收比正式 −0.3 %。"


def test_without_a_change_of_class_the_headline_counts_the_ranks():
    words = load_policy("xian-2022").class_words
    said = headline(sums(1.0, 1.0), sums(1.0, 1.0), np.diag([5, 5, 5, 5, 5]), 1234, words, same=False)
    assert said == "等级无变化，1,234 家名次有变化。"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(100.0, 100.0, "不变"), (1000.0, 2234.4, " +1,234 亩"), (50.0, 37.5, " −12.5 亩"),
     (0.0, 0.04, "变化不足 0.1 亩"), (0.0, -0.06, " −0.1 亩")],
)  # fmt: skip
def test_a_difference_has_a_sign_and_a_unit(before, after, words):
    assert difference(before, after, "亩") == words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(1000.0, 997.0, " −0.3 %"), (1000.0, 1000.0, "不变"), (1000.0, 1000.4, "变化不足 0.1 %"),
     (0.0, 250.0, " +250 万元"), (-10.0, -20.0, " −10.0 万元")],
)  # fmt: skip
def test_a_share_is_of_what_was_and_money_where_nothing_was(before, after, words):
    assert share_difference(before, after, "万元") == words


@pytest.mark.parametrize(
    ("policy_id", "word"), [("xiacheng-2019", "A 档"), ("xian-2022", "A 类"), ("jiaxing-2018", "A 类")]
)
def test_a_class_is_called_as_the_policy_calls_it(policy_id, word):
    assert short_word(load_policy(policy_id).class_words, Class.A) == word
