"""区域, 目标: under every policy and level, as a scenario, without towns, by bad links."""

from __future__ import annotations

import pytest
from shown import drawn, texts
from streamlit.testing.v1 import AppTest

from muyun.policy.load import policy_ids
from muyun.ui import link

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in [*test.exception, *test.error]]
    return texts(test)


@pytest.mark.parametrize("policy", policy_ids())
def test_it_opens_under_every_policy_and_level(home, app, policy):
    page = app("regions", policy=policy, look="目标")
    if policy == "huangyan-2022":
        assert "没有写可以用数据对照的目标" in clean(page)
        return
    for level in ("镇街", "园区", "区县"):
        page.segmented_control(key="goal_level").set_value(level).run()
        assert f"个{level}" in clean(page) and "各地都按同一目标看是本系统假定" in texts(page)


def test_each_place_can_be_opened_and_says_what_it_still_needs(home, app):
    held = drawn(app("regions", policy="xian-2022", look="目标"))
    assert "area&quot;: &quot;海宁市" in held and "年均还需" in held


def test_a_scenario_says_whose_goals_these_are(home, app):
    shown = clean(app("regions", policy="jiaxing-2018", look="目标", patch=link.encoded(PATCH)))
    assert "按方案的目标，" in shown and "模拟测算，非正式结果" in shown


def test_a_bad_link_does_no_harm(home, app):
    page = app("regions", policy="jiaxing-2018", look="目标", goal="<script>", goal_level="' OR 1")
    assert "<script>" not in clean(page) + drawn(page)


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in clean(app("regions", look="目标"))
