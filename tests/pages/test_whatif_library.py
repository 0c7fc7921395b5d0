"""The scenario library of 模拟测算: saving again, as another one, and one scenario laid over the other."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from muyun.store import open_store
from muyun.ui import link
from tests.pages.shown import texts

POOL = "规上工业"
RESEARCH = {"pools": {POOL: {"weights": {"亩均税收": 25, "研发投入强度": 20}}}}
STRICT = {"pools": {POOL: {"classes": {"A": {"at_most": 0.15}}}}}
TAX = {"pools": {POOL: {"weights": {"亩均税收": 45, "亩均增加值": 15}, **STRICT["pools"][POOL]}}}


def saved(home) -> dict[str, dict[str, object]]:
    """The listed scenarios by name."""
    store = open_store(home)
    found = {s.name: dict(s.patch) for s in store.scenarios("jiaxing-2018")}
    store.close()
    return found


def keep(home, **patches: dict[str, object]) -> dict[str, str]:
    """Saves scenarios; their ids by name."""
    store = open_store(home)
    found = {name: store.save_scenario(name, "jiaxing-2018", patch).id for name, patch in patches.items()}
    store.close()
    return found


def patch_of(test: AppTest) -> dict[str, object]:
    value = test.query_params.get("patch", "")
    return link.decoded(value[0] if isinstance(value, list) else value)


def press(test: AppTest, label: str) -> AppTest:
    next(b for b in test.button if b.label.replace("\\", "") == label).click().run()
    assert not test.exception
    return test


def opened(app, patch: dict[str, object]) -> AppTest:
    return app("whatif", policy="jiaxing-2018", patch=link.encoded(patch))


def test_saving_under_a_name_again_says_that_the_older_one_stays_behind_its_link(home, app):
    older = keep(home, 方案=RESEARCH)["方案"]
    test = opened(app, STRICT)
    test.text_input(key="muyun:whatif:name").set_value("方案").run()
    press(test, "保存")
    assert "以前的“方案”" in texts(test) and "不再列出" in texts(test)
    assert saved(home) == {"方案": STRICT}
    (way,) = [part.proto for part in test.get("page_link") if "打开原来的那一个" in part.proto.label]
    assert f"patch=%40{older}" in way.query_string
    again = app("whatif", policy="jiaxing-2018", patch=f"@{older}")
    assert "升档" in texts(again) and "读不出来" not in texts(again)


def test_saving_the_same_again_has_nothing_to_say(home, app):
    keep(home, 方案=STRICT)
    test = opened(app, STRICT)
    test.text_input(key="muyun:whatif:name").set_value("方案").run()
    press(test, "保存")
    assert "不再列出" not in texts(test) and saved(home) == {"方案": STRICT}


def test_saving_as_another_one_replaces_none(home, app):
    keep(home, 方案=RESEARCH)
    test = opened(app, STRICT)
    test.text_input(key="muyun:whatif:name").set_value("方案").run()
    press(test, "另存为")
    press(test, "另存为")
    assert saved(home) == {"方案": RESEARCH, "方案 副本": STRICT, "方案 副本 副本": STRICT}
    assert "已另存为" in texts(test)


def test_a_long_name_has_room_for_what_tells_it_apart(home, app):
    name = "长" * 40
    keep(home, **{name: RESEARCH})
    test = opened(app, STRICT)
    test.text_input(key="muyun:whatif:name").set_value(name).run()
    press(test, "另存为")
    assert saved(home) == {name: RESEARCH, "长" * 37 + " 副本": STRICT}


def test_scenarios_of_different_rules_are_laid_over_each_other(home, app):
    keep(home, 收紧=STRICT)
    test = press(opened(app, RESEARCH), "叠加")
    assert patch_of(test) == {"pools": {POOL: {**RESEARCH["pools"][POOL], **STRICT["pools"][POOL]}}}
    assert "已叠加“收紧”，没有替换" in texts(test)
    assert patch_of(press(test, "↶ 撤销")) == RESEARCH


def test_what_gave_way_is_listed(home, app):
    keep(home, 收紧=STRICT)
    test = press(opened(app, {"pools": {POOL: {"classes": {"A": {"at_most": 0.1}}}}}), "叠加")
    assert "有 1 项被替换" in texts(test) and "10 % → 15 %" in texts(test)


@pytest.fixture
def clash(home, app) -> AppTest:
    """A scenario with other weights was to be laid over the present one: together they are 110 points."""
    keep(home, 税收=TAX)
    return press(opened(app, RESEARCH), "叠加")


def test_weights_off_a_hundred_are_a_finding_and_change_nothing(clash):
    assert patch_of(clash) == RESEARCH
    assert "没有叠加" in texts(clash) and "POLICY_WEIGHT_SUM" in texts(clash) and "110" in texts(clash)


def test_then_the_overlap_can_be_the_other_one_s(clash):
    assert patch_of(press(clash, "重叠的部分用“税收”的")) == TAX
    assert "没有叠加" not in texts(clash)


def test_or_the_present_one_s_with_the_rest_laid_over(clash):
    both = {"pools": {POOL: {**RESEARCH["pools"][POOL], **STRICT["pools"][POOL]}}}
    assert patch_of(press(clash, "重叠的部分保留现在的，只叠加其余")) == both


def test_or_nothing_at_all(clash):
    assert patch_of(press(clash, "不叠加")) == RESEARCH
    assert "没有叠加" not in texts(clash)


def test_what_clashed_is_forgotten_when_the_scenario_is_another(clash):
    press(clash, "恢复正式规则")
    assert "没有叠加" not in texts(clash)
    press(clash, "↶ 撤销")
    assert "没有叠加" not in texts(clash)


def test_a_name_with_marks_stays_text(home, app):
    keep(home, **{"**粗** [x](y)": TAX})
    test = press(opened(app, RESEARCH), "叠加")
    markdown = "\n".join(str(m.value) for m in test.markdown)
    assert r"\*\*粗\*\*" in markdown and "**粗**" not in markdown


def test_saving_as_another_one_replaces_none_that_somebody_else_saved_meanwhile(home, app):
    test = opened(app, STRICT)
    test.text_input(key="muyun:whatif:name").set_value("方案").run()
    keep(home, 方案=RESEARCH)
    press(test, "另存为")
    assert saved(home) == {"方案": RESEARCH, "方案 副本": STRICT}


def named(test: AppTest) -> str:
    return test.text_input(key="muyun:whatif:name").value


def test_the_name_goes_with_the_scenario(home, app):
    """Else the next one that is saved would replace it."""
    test = opened(app, STRICT)
    test.text_input(key="muyun:whatif:name").set_value("方案").run()
    press(test, "恢复正式规则")
    assert named(test) == ""
    keep(home, 方案=RESEARCH)
    test.run()
    press(test, "方案")
    assert named(test) == "方案"
    test.query_params["patch"] = ""  # 回到正式规则 of another page, or back in the browser
    test.run()
    assert named(test) == ""


def test_a_name_typed_before_anything_is_moved_stays(home, app):
    test = app("whatif", policy="jiaxing-2018")
    test.text_input(key="muyun:whatif:name").set_value("方案").run()
    assert named(test.run()) == "方案"


def test_the_list_says_whose_scenarios_and_when_they_were_saved(home, app):
    keep(home, 方案=RESEARCH)
    shown = texts(opened(app, STRICT))
    assert "嘉兴市 2018 的方案" in shown
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", shown)


def test_a_link_to_a_saved_scenario_says_which_one_it_is(home, app):
    keep(home, **{"<b>税收": STRICT})
    test = opened(app, STRICT)
    assert "已保存为“&lt;b&gt;税收”" in texts(test)
    test.text_input(key="muyun:whatif:name").set_value("<b>税收").run()
    assert "已保存为" not in texts(test) and "已保存" in texts(test)
