"""参评范围 as it opens: under every policy, each part, by links, as a scenario, without a year before, and empty."""

from __future__ import annotations

import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.policy.load import policy_ids
from muyun.ui import link, scope

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}
PARTS = (scope.BY_REASON, scope.BY_YEAR, scope.LAST_YEAR, scope.SITES, scope.WAITING)


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    return texts(test)


@pytest.mark.parametrize("policy", policy_ids())
def test_it_opens_under_every_policy_with_every_part(home, app, policy):
    page = app("scope", policy=policy)
    assert "2022 年度上传 240 家企业，参评 " in clean(page)
    for part in PARTS:
        page.segmented_control(key="part").set_value(part).run()
        clean(page)


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("scope"))


@pytest.mark.clause("XA-09")
def test_old_data_are_pointed_out_with_xian_s_clause_only_in_xian(home, app, monkeypatch):
    monkeypatch.setattr(scope, "today_year", lambda: 2026)
    assert "（XA-09）。请留意：今年是 2026 年" in clean(app("scope", policy="xian-2022"))
    assert "XA-09" not in clean(app("scope", policy="jiaxing-2018"))
    monkeypatch.setattr(scope, "today_year", lambda: 2023)
    assert "请留意" not in clean(app("scope", policy="xian-2022"))


def test_a_link_opens_a_reason_and_a_bad_one_does_no_harm(home, app):
    page = app("scope", policy="xian-2022", reason="不参评：无对应评价组")
    clean(page)
    assert page.selectbox(key="reason").value == "不参评：无对应评价组"
    bad = app("scope", policy="xian-2022", part="<b>", reason="[*](x)<script>", change="' OR 1=1")
    assert "<script>" not in clean(bad) and bad.selectbox(key="reason").value == "全部不排名"


@pytest.mark.clause("XA-12", "XA-26", "XC-14")
def test_the_years_that_are_left_stand_under_the_policy_s_own_words(home, app):
    shown = clean(app("scope", policy="xian-2022", part=scope.WAITING))
    assert "XA-12：“可设置不超过 3 年的只评价、不分类的过渡期”" in shown
    assert "XA-26：“但经批准的项目新增土地面积" in shown
    shown = clean(app("scope", policy="xiacheng-2019", part=scope.WAITING))
    assert "XC-14：“可设置不超过3年的过渡期”" in shown and "本系统假定：文件未定新增用地的扣除期" in shown
    assert "没有过渡期的规定" in clean(app("scope", policy="jiaxing-2018", part=scope.WAITING))


def test_the_first_year_has_nobody_to_compare_with(home, app):
    assert "数据里没有 2019 年度的企业" in clean(app("scope", year="2020", part=scope.LAST_YEAR))


def test_a_scenario_says_so(home, app):
    assert "模拟方案下，2022 年度上传" in clean(app("scope", patch=link.encoded(PATCH)))


@pytest.mark.parametrize("part", [scope.BY_YEAR, scope.LAST_YEAR])
def test_a_scenario_s_year_is_told_from_the_official_ones_beside_it(home, app, part):
    said = "2022 年度（紫色或写有“模拟”的）是模拟方案，不是结果；其余年度按正式规则评价。"
    assert said in clean(app("scope", part=part, patch=link.encoded(PATCH)))
    assert said not in clean(app("scope", part=part))
