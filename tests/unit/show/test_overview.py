"""What 总览 says and draws, from small uploads worked out by hand."""

import re
from html import unescape
from xml.etree import ElementTree

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore import summary
from muyun.policy.load import load_policy
from muyun.show import bars, overview, place_bars, place_table, years
from muyun.show.goto import destination, goto
from muyun.show.tables import View, page_data

JIAXING = load_policy("jiaxing-2018")
WORDS = JIAXING.class_words


def firm(number: int, **cells: object) -> dict[str, object]:
    """A 规下 industrial enterprise of 2022 on 10 亩, unless `cells` say otherwise."""
    own = {
        "年度": 2022, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企业{number}", "区县": "甲区", "镇街": "东镇",
        "行业代码": "1711", "规模": "规下", "类别": "工业", "用地面积": 10.0, "税收实际贡献": 100.0,
    }  # fmt: skip
    return own | cells


def twenty(**last: object) -> list[dict[str, object]]:
    """A 4 (40 亩, 740 万元), B 10 (100, 1150), C 5 (50, 200), D 1 (30, 15, under the line)."""
    rows = [firm(k, 税收实际贡献=10.0 * (21 - k)) for k in range(1, 20)]
    return [*rows, firm(20, **({"用地面积": 30.0, "税收实际贡献": 15.0} | last))]


def of(rows: list[dict[str, object]], policy=JIAXING, year: int = 2022):
    return evaluate(Tables.of({"企业": rows}), policy, year)


def said(rows: list[dict[str, object]], policy=JIAXING, pool: str | None = None) -> str:
    evaluation = of(rows, policy)
    return overview.headline(evaluation, pool, summary.sums(evaluation, pool), summary.concentration(evaluation, pool))


def second(rows: list[dict[str, object]]) -> str:
    evaluation = of(rows)
    return overview.second_line(evaluation, summary.sums(evaluation), summary.concentration(evaluation))


def drawn(rows: list[dict[str, object]]) -> ElementTree.Element:
    markup = bars.class_bars(summary.sums(of(rows)), WORDS, lambda letter: goto("ranking", x=letter))
    return ElementTree.fromstring(markup)


def widths(svg: ElementTree.Element, colour: str) -> list[float]:
    return [float(r.get("width")) for r in svg.iter("rect") if r.get("fill") == colour]


def words_in(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", markup))


def test_the_headline_says_who_took_part_the_worst_class_and_the_low_yield_land():
    """D has 30 of 220 亩: 13.6 %."""
    assert said(twenty()) == "2022 年度参评 20 家，D 类 1 家占地 13.6 %，低产田 30 亩都在甲区东镇。"


def test_the_headline_uses_the_policys_words():
    assert "D 档" in said(twenty(), load_policy("xiacheng-2019"))


def test_the_second_line_holds_land_against_tax():
    """A 40 of 220 亩 and 740 of 2105 万元; D 30 of 220 and 15 of 2105."""
    assert second(twenty()) == "A 类占用地 18.2 %、税收 35.2 %；D 类占用地 13.6 %、税收 0.7 %。"


def test_three_towns_of_many_are_said_in_words():
    """Of 100 亩 of low-yield land in eight towns, 60 lie in three."""
    land = [20.0, 20.0, 20.0, 8.0, 8.0, 8.0, 8.0, 8.0]
    rows = [firm(k, 镇街=f"{'甲乙丙丁戊己庚辛'[k]}镇", 用地面积=mu, 税收实际贡献=1.0) for k, mu in enumerate(land)]
    assert said(rows).endswith("低产田 100 亩，过半集中在三个镇。")
    assert second(rows).endswith("过半的低产田在甲区丙镇、甲区乙镇、甲区甲镇。")
    rows[2]["镇街"] = "丙街道"
    assert said(rows).endswith("过半集中在三个镇街。")


def test_evenly_spread_land_is_not_called_concentrated():
    """Half and a little lies in two of four towns: that is no concentration."""
    rows = [firm(k, 镇街=f"{'甲乙丙丁'[k]}镇", 用地面积=20.0 - k, 税收实际贡献=1.0) for k in range(4)]
    assert said(rows).endswith("低产田 74 亩分布在 4 个镇街。")
    assert "过半" not in second(rows)


def test_without_towns_the_headline_names_none():
    assert said([firm(1, 镇街=None, 税收实际贡献=1.0), firm(2)]).endswith("低产田 10 亩。")


def test_no_worst_class_and_no_low_yield_land_are_said():
    """Of 5 nobody is in D (5 % of 5 is less than 1)."""
    assert said([firm(k) for k in range(5)]) == (
        "2022 年度参评 5 家，没有 D 类企业（5 家 × 5 % 不足 1 家），没有低产田。"
    )


def test_nobody_evaluated_is_said_with_the_reason():
    text = said([firm(1, 用地面积=None), firm(2, 类别="服务业")])
    assert text == "2022 年度没有参评企业：不参评 1 家，数据缺失 1 家。"


def test_low_yield_land_without_tax_is_said_to_be_unknown():
    rows = [firm(k, 规模="规上", 工业增加值=9.0, 税收实际贡献=None) for k in range(3)]
    assert said(rows).endswith("缺用地或税收数据，低产田无法判断。")


def test_a_pool_is_named():
    assert said([*twenty(), firm(30, 规模="规上")], pool="规下工业").startswith("规下工业 2022 年度参评 20 家，")


def test_the_bars_are_as_long_as_their_shares():
    svg = drawn(twenty())
    colours = ("#0072B2", "#56B4E9", "#E69F00", "#D55E00")
    count, land, tax = (np.array([widths(svg, c)[i] for c in colours]) for i in range(3))
    assert count / count.sum() == pytest.approx([0.2, 0.5, 0.25, 0.05], abs=1e-3)
    assert land / land.sum() == pytest.approx([40 / 220, 100 / 220, 50 / 220, 30 / 220], abs=1e-3)
    assert tax / tax.sum() == pytest.approx([740 / 2105, 1150 / 2105, 200 / 2105, 15 / 2105], abs=2e-3)
    assert count.sum() == pytest.approx(land.sum(), abs=1) == pytest.approx(tax.sum(), abs=1)


def test_each_class_is_labelled_with_letter_and_share_however_narrow():
    texts = [t.text for t in drawn(twenty()).iter("text")]
    assert {"A 类 20.0 %", "B 类 50.0 %", "D 5.0 %", "D 0.7 %"} <= set(texts)


def test_what_is_missing_and_what_is_not_ranked_are_said_on_the_bars():
    svg = drawn([*twenty(), firm(21, 用地面积=None), firm(22, 类别="服务业", 税收实际贡献=None)])
    texts = [t.text for t in svg.iter("text")]
    assert {"2 家", "另 1 家缺用地，未定级", "另 1 家缺税收，未定级"} <= set(texts)
    assert {"A 类 20.0 %", "D 5.0 %"} <= set(texts), "100 % is the 20 that are ranked"


def test_units_without_tax_that_are_not_ranked_are_counted_apart():
    """The card counts the 参评 units that lack tax, 1; the bars hold a 不参评 one too: 2, of them 未定级 1."""
    rows = [*twenty()[1:], firm(1, 税收实际贡献=None, 工业增加值=50.0), firm(22, 类别="服务业", 税收实际贡献=None)]
    assert "另 2 家缺税收，其中未定级 1 家" in [t.text for t in drawn(rows).iter("text")]


def test_labels_of_narrow_classes_stand_side_by_side():
    """C pays 0.5 and D 0.1 万元 each of more than 1,890: both labels stand above the tax bar."""
    rows = [firm(k, 税收实际贡献=10.0 * (21 - k)) for k in range(1, 15)]
    rows += [firm(k, 税收实际贡献=0.5) for k in range(15, 20)] + [firm(20, 税收实际贡献=0.1)]
    labels = {t.text: t for t in drawn(rows).iter("text")}
    c, d = labels["C 0.1 %"], labels["D 不足 0.1 %"]
    assert c.get("y") == d.get("y")
    assert float(d.get("x")) - float(c.get("x")) > (7 * 17 * 0.57 + 2 * 17 + 7 * 17 * 0.57) / 2


def test_a_class_with_tax_below_zero_is_told_in_words_instead_of_drawn():
    """The last pays −50: A 740, B 1150, C 200, D −50."""
    svg = drawn(twenty(税收实际贡献=-50.0))
    assert len(widths(svg, "#0072B2")) == 2
    assert any("小于 0" in (t.text or "") and "D 类 -50 万元" in t.text for t in svg.iter("text"))


def test_nothing_known_is_said_not_drawn_as_zero():
    svg = drawn([firm(k, 规模="规上", 工业增加值=50.0, 税收实际贡献=None) for k in range(3)])
    assert "参评企业没有税收数据（另 3 家缺税收）" in [t.text for t in svg.iter("text")]
    assert len(widths(svg, "#56B4E9")) == 2


def test_a_click_on_a_class_leads_to_its_list():
    places = [destination(g.get("data-go")) for g in drawn(twenty()).iter("g")]
    assert places.count(("ranking", {"x": "D"})) == 3


def test_a_destination_that_no_picture_carries_leads_nowhere():
    for text in (None, "", "x", "[1, {}]", '["ranking"]', '["ranking", {"class": 1}]', "[" * 5000):
        assert destination(text) is None
    assert destination(unescape(goto("ranking", q="<b>\"'&", town=""))) == ("ranking", {"q": "<b>\"'&"})


def cards(rows: list[dict[str, object]], before: list[dict[str, object]] | None = None) -> str:
    tables = Tables.of({"企业": [*rows, *(row | {"年度": 2021} for row in before or [])]})
    now, earlier = evaluate(tables, JIAXING, 2022), None
    if before:
        last = evaluate(tables, JIAXING, 2021)
        earlier = overview.Earlier(2021, summary.sums(last), summary.moves(now, last))
    return overview.cards(now, None, summary.sums(now), earlier)


def test_the_cards_say_what_is_missing_and_why():
    text = words_in(cards([*twenty(), firm(21, 用地面积=None), firm(22, 用地面积=None), firm(23, 类别="服务业")]))
    assert "数据缺失，不能排名 2 家 用地缺失 2 家" in re.sub(r"\s+", " ", text)
    assert "1 家；亩均税收低于 1 万元/亩（JX-27）；另 2 家缺用地或税收，无法判断" in text


def test_the_cards_hold_this_year_against_last():
    """Land under the line 30 → 0 亩; 2105/220 = 9.568 → 2120/220 = 9.636 万元/亩, +0.7 %."""
    now = twenty(税收实际贡献=30.0)
    text = words_in(cards(now, twenty()))
    assert "比 2021 年度 −30.0 亩" in text
    assert "比 2021 年度 +0.7 %" in text
    assert "两年都有等级的 20 家，20 家不变" in text


def test_the_cards_lead_to_their_lists():
    markup = cards([*twenty(), firm(21, 用地面积=None), firm(22, 类别="服务业")], twenty())
    links = [destination(unescape(go)) for go in re.findall(r'data-go="([^"]*)"', markup)]
    assert ("ranking", {"low": "1"}) in links
    assert ("ranking", {"status": "数据缺失"}) in links
    assert ("ranking", {"status": "不参评"}) in links
    assert ("ranking", {"moved": "up"}) in links and ("ranking", {"moved": "down"}) in links


def test_low_yield_land_that_cannot_be_judged_is_not_zero():
    text = re.sub(r"\s+", " ", words_in(cards([firm(1, 用地面积=None), firm(2, 用地面积=None)])))
    assert "低产田 — 另 2 家缺用地或税收" in text


def test_the_panels_name_the_places_with_the_largest_and_smallest_share():
    """甲区: D 30 of 220 亩 = 13.6 %; 乙县 has no D."""
    rows = [*twenty(), firm(30, 区县="<乙县>", 税收实际贡献=100.0)]
    found = summary.sums(of(rows), by="county")
    markup = place_bars.place_bars(found, "county", WORDS, lambda place: goto("ranking", county=place.county))
    assert "D 类占参评用地，甲区最高（13.6 %），<乙县>最低（0 %）" in words_in(markup)
    assert "<乙县>" not in markup


def test_more_than_twelve_places_are_left_to_the_table():
    rows = [firm(k, 区县=f"{k:02d}县", 用地面积=10.0 + k) for k in range(15)]
    found = summary.sums(of(rows), by="county")
    markup = place_bars.place_bars(found, "county", WORDS, lambda place: goto("ranking", county=place.county))
    assert "14县" in markup and "02县" not in markup
    assert place_bars.left_out(found, "county") == "按参评用地从大到小画出 12 个区县，其余 3 个见下表。"


def test_the_table_has_a_row_a_place_with_missing_left_empty():
    other = firm(1, 区县="乙县", 规模="规上", 工业增加值=9.0, 税收实际贡献=None)
    rows = [other, firm(2, 用地面积=30.0, 税收实际贡献=15.0), firm(3)]
    found = summary.sums(of(rows), by="county")
    table = place_table.place_table(found, "county", WORDS)
    assert table.frame["name"].tolist() == ["甲区", "乙县"]
    assert table.frame["land_mu"].tolist() == [40, 10]
    assert table.frame["tax_per_mu"].round(9).tolist()[0] == 115 / 40
    assert table.frame[["tax_wan", "tax_per_mu", "lowland_mu"]].iloc[1].isna().all()
    assert page_data(table, View())["rows"][1]["cells"]["tax_wan"]["text"] == "—"
    assert "参评用地（亩）" in table.exported.columns


def test_a_row_leads_to_the_lists_of_its_place():
    place = summary.Place("甲区", "东镇")
    assert ("低产田", {"county": "甲区", "town": "东镇", "low": "1"}) in place_table.links(place, "town", WORDS, None)
    assert ("D 类", {"county": "甲区", "pool": "规下工业", "class": "D"}) in place_table.links(
        summary.Place("甲区"), "county", WORDS, "规下工业"
    )
    assert place_table.links(summary.Place("甲区"), "town", WORDS, None) == []


def test_a_year_without_the_value_leaves_a_gap():
    """2021 has no land known: no 亩均税收, no share, and nobody evaluated."""
    uploads = {2020: twenty(), 2021: [firm(1, 用地面积=None)], 2022: twenty()}
    held = [years.Year(year, summary.sums(of(rows))) for year, rows in uploads.items()]
    svg = ElementTree.fromstring(years.year_lines(held, WORDS))
    texts = [t.text for t in svg.iter("text")]
    assert all("nan" not in str(element.attrib) for element in svg.iter())
    assert texts.count("9.568") == 2 and texts.count("20") == 2 and texts.count("13.6 %") == 2
    assert [line for line in svg.iter("line") if line.get("class") != "axis"] == []


def test_years_that_are_not_in_the_data_are_not_bridged():
    """2019 and 2020 follow each other, 2022 doesn't: one line in each of the three charts."""
    sums = summary.sums(of(twenty()))
    svg = ElementTree.fromstring(years.year_lines([years.Year(y, sums) for y in (2019, 2020, 2022)], WORDS))
    assert len([line for line in svg.iter("line") if line.get("class") != "axis"]) == 3


def test_of_many_years_the_latest_are_shown_and_the_chosen_one_always():
    many = range(2010, 2020)
    assert years.shown_years(many, 2019) == [2014, 2015, 2016, 2017, 2018, 2019]
    assert years.shown_years(many, 2011) == [2011, 2012, 2013, 2014, 2015, 2016]
    assert years.shown_years((2022, 2021), 2021) == [2021, 2022]


def test_a_scenarios_year_is_purple():
    sums = summary.sums(of(twenty()))
    svg = years.year_lines([years.Year(2021, sums), years.Year(2022, sums, what_if=True)], WORDS)
    assert svg.count("fill:#7A3EB1") == 3


@pytest.mark.clause("XC-15", "XC-16", "XC-25")
def test_the_clauses_behind_the_page_are_those_of_quotas_and_low_yield_land():
    assert overview.clauses(of(twenty(), load_policy("xiacheng-2019"))) == ["XC-15", "XC-16", "XC-25"]


def test_an_assumed_line_is_said_to_be_assumed():
    lines = overview.formulas(of(twenty(), load_policy("fenghua-2022")))
    assert "低产田线：亩均税收低于 1 万元/亩（本系统假定）" in lines
    assert "本系统假定：文件未定低产田标准，取亩均税收低于 1 万元。" in lines


@pytest.mark.parametrize("policy_id", ["fenghua-2022", "huangyan-2022", "jiaxing-2018", "xiacheng-2019", "xian-2022"])
def test_no_english_and_no_nan_stand_in_any_picture(policy_id):
    policy = load_policy(policy_id)
    odd = [firm(21, 用地面积=None, 区县=None), firm(22, 类别="服务业", 税收实际贡献=None)]
    evaluation = of([*twenty(), *odd], policy)
    now, where = summary.sums(evaluation), summary.concentration(evaluation)
    markup = [
        overview.headline(evaluation, None, now, where), overview.cards(evaluation, None, now, None),
        bars.class_bars(now, policy.class_words, lambda letter: goto("ranking", q=letter)),
        place_bars.place_bars(summary.sums(evaluation, by="county"), "county", policy.class_words, lambda p: ""),
        years.year_lines([years.Year(2022, now)], policy.class_words), *overview.formulas(evaluation),
    ]  # fmt: skip
    for text in map(words_in, markup):
        assert not re.search(r"nan|None|[a-z]{2,}", text), text
