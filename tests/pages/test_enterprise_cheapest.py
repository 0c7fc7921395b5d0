"""企业: the cheapest way up is worked out on request, under costs that the link carries."""

from __future__ import annotations

import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.explore.gap.cheapest import COSTS
from muyun.ui import cached, link
from muyun.ui.enterprise_costs import read_terms, write_costs

ASKED = "测算最省的办法"


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in test.error]
    return texts(test)


@pytest.fixture
def code(home) -> str:
    """The best of class C by rank alone, 规上."""
    choice = cached.store().choice()
    found = cached.official(cached.key_of(choice.dataset.data_id, cached.policy("jiaxing-2018"), choice.year))
    own = (found.classes["applied"] == "C") & (found.participants["pool"] == "规上工业")
    by_rank = own & (found.classes["reasons"] == "")
    return found.ranking["rank"][by_rank.to_numpy(dtype=bool)].idxmin()


def test_it_is_worked_out_on_request_only(code, app):
    page = app("enterprise", code=code, policy="jiaxing-2018")
    assert "最省的办法：" not in clean(page)
    (asked,) = [toggle for toggle in page.toggle if toggle.label.startswith(ASKED)]
    asked.set_value(True).run()
    shown = clean(page)
    assert "最省的办法：" in shown and "就能升到 B" in shown and "测算，不是承诺" in shown


def test_a_link_brings_its_costs_and_its_limit(code, app):
    only_tax = ",".join(f"{name}:-" for name in COSTS if name != "tax_wan")
    shown = clean(app("enterprise", code=code, policy="jiaxing-2018", mix="true", costs=only_tax, limit="300"))
    assert "最省的办法：多缴税" in shown or "到不了上一档" in shown
    assert "没有填成本、当作不能改：" in shown and "研发经费" in shown


def test_a_changed_cost_is_in_the_link_and_an_emptied_one_too(code, app):
    page = app("enterprise", code=code, policy="jiaxing-2018", mix="true")
    page.number_input(key="enterprise:cost:tax_wan").set_value(2.5).run()
    assert page.query_params["costs"] in (["tax_wan:2.5"], "tax_wan:2.5")
    page.number_input(key="enterprise:cost:rd_wan").set_value(None).run()
    assert "rd_wan:-" in str(page.query_params["costs"])
    assert "没有填成本、当作不能改：" in clean(page)


def test_without_any_cost_it_says_what_to_do(code, app):
    none = ",".join(f"{name}:-" for name in COSTS)
    assert "至少填一项成本" in clean(app("enterprise", code=code, policy="jiaxing-2018", mix="true", costs=none))


def test_who_is_best_already_is_not_asked(code, app):
    choice = cached.store().choice()
    found = cached.official(cached.key_of(choice.dataset.data_id, cached.policy("jiaxing-2018"), choice.year))
    best = found.classes.index[(found.classes["applied"] == "A").to_numpy(dtype=bool)][0]
    page = app("enterprise", code=best, policy="jiaxing-2018", mix="true")
    assert not [toggle for toggle in page.toggle if toggle.label.startswith(ASKED)]
    clean(page)


def test_a_scenario_has_its_own_answer(code, app):
    patch = link.encoded({"pools": {"规上工业": {"weights": {"亩均税收": 40, "研发投入强度": 5}}}})
    shown = clean(app("enterprise", code=code, policy="jiaxing-2018", mix="true", patch=patch))
    assert "最省的办法：" in shown or "到不了上一档" in shown or "已是最好" in shown


@pytest.mark.parametrize("costs", ["", "x", "tax_wan:nan", "tax_wan:-5", "tax_wan", ":,:,", "name:3", "tax_wan:1e99"])
def test_a_link_that_says_nonsense_leaves_the_assumed_costs(costs):
    assert read_terms(costs, "一半").costs == dict(COSTS)
    assert read_terms(costs, "1e9").at_most == 0.5


def test_costs_survive_the_link():
    costs = {**COSTS, "tax_wan": 2.5, "staff": 12.0}
    del costs["rd_wan"]
    assert read_terms(write_costs(costs), "80").costs == costs
    assert read_terms(write_costs(costs), "80").at_most == 0.8
