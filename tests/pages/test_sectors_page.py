"""行业 as it opens: under every policy, each split and part, by links, as a scenario, and empty."""

from __future__ import annotations

import pytest
from shown import drawn, sent, texts
from streamlit.testing.v1 import AppTest

from muyun.policy.load import policy_ids
from muyun.ui import link, sectors

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    return "\n".join([texts(test), *(str(element.value).replace("\\", "") for element in test.subheader)])


def choice(test: AppTest, key: str):
    """The buttons, or the list where there are many."""
    return next(w for kind in (test.segmented_control, test.selectbox) for w in kind if w.key == key)


def dumbbell(test: AppTest) -> str:
    """The markup of the picture of sectors."""
    return next(data["markup"] for data in sent(test) if "sectors" in data.get("markup", ""))


@pytest.mark.parametrize("policy", policy_ids())
def test_it_opens_under_every_policy_with_every_split_and_order(home, app, policy):
    page = app("sectors", policy=policy)
    assert " 个行业，" in clean(page) and "2022 年度" in clean(page)
    for split in choice(page, "split").options:
        choice(page, "split").set_value(split).run()
        clean(page)
    for order in page.segmented_control(key="order").options:
        page.segmented_control(key="order").set_value(order).run()
        clean(page)


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("sectors"))


@pytest.mark.clause("JX-15", "JX-16")
def test_sectors_below_the_city_are_limited_and_the_exceptions_are_quoted(home, app):
    page = app("sectors", policy="jiaxing-2018")
    shown = clean(page)
    assert "企业原则上不得新增产能" in shown and "JX-15：“" in shown
    assert "JX-16：“" in shown and "强链、补链、壮链" in shown
    assert '"limited": "受限"' in drawn(page)
    assert "不得新增产能" not in clean(app("sectors", policy="xian-2022"))
    assert "受限" not in drawn(app("sectors", policy="jiaxing-2018", split="中类"))


@pytest.mark.clause("JX-12", "JX-14", "JX-17", "JX-18", "JX-19", "XC-20")
def test_a_sector_opens_to_its_spread_and_its_ends(home, app):
    page = app("sectors", policy="jiaxing-2018")
    name = dumbbell(page).split("sectors&quot;, {&quot;sector&quot;: &quot;")[1].split("&quot;")[0]
    opened = app("sectors", policy="jiaxing-2018", sector=name)
    assert f"{name} " in clean(opened) and "加权平均得分" in clean(opened)
    assert "行业内名次" in drawn(opened)
    for what in opened.selectbox(key="measure").options:
        opened.selectbox(key="measure").set_value(what).run()
        clean(opened)


@pytest.mark.clause("JX-20")
def test_the_cut_of_energy_says_what_it_frees_or_that_the_policy_has_none(home, app):
    page = app("sectors", policy="jiaxing-2018", part="用能削减")
    assert "2023 年合计削减" in clean(page) and "吨标煤" in clean(page)
    assert "本系统假定：按用地面积加权" in clean(page)
    assert "没有按行业得分削减用能的规定" in clean(app("sectors", policy="xian-2022", part="用能削减"))


def test_a_bad_link_does_no_harm(home, app):
    page = app("sectors", policy="xian-2022", within="<b>", split="[*](x)<script>", sector="' OR 1=1", few="x")
    assert "<script>" not in clean(page)


def test_industries_of_a_list_that_share_codes_are_named(home, app):
    """时尚制造业 and 纺织服装产业 both have 18 (data/sector_lists.csv)."""
    assert "时尚制造业与纺织服装产业" in texts(app("sectors", policy="jiaxing-2018", split="浙江七大制造业"))
    assert "有重叠" not in texts(app("sectors", policy="jiaxing-2018", split="大类"))


def test_the_first_year_has_no_growth_and_no_chain(home, app):
    page = app("sectors", policy="jiaxing-2018", year="2020")
    clean(page)


def test_an_own_list_that_cannot_be_used_is_told_and_the_page_stays(home, app):
    (home / "sector_lists.csv").write_text("list,sector,code,source\n单,业,纺织,\n", "utf-8")
    page = app("sectors", policy="jiaxing-2018")
    assert not page.exception
    assert "行业名单的 code 列不能是“纺织”" in texts(page) and " 个行业，" in texts(page)


def test_a_scenario_says_so(home, app):
    assert "模拟方案下，2022 年度" in clean(app("sectors", patch=link.encoded(PATCH)))


def test_what_is_computed_is_said_under_依据(home, app):
    assert sectors.HOW[0] in clean(app("sectors"))


def test_排名_lists_the_enterprises_behind_a_key_sector_by_its_codes(home, app):
    codes = "1713、1723、1733、1743、1752、1762"
    page = app("ranking", policy="jiaxing-2018", pool="规上工业", sector=codes, status="参评")
    assert not page.exception
    assert "行业：1713、1723 等 6 个代码 ✕" in [button.label for button in page.button]
    assert "在这份数据里没有" not in texts(page)
