"""政策，条款: a clause in the text opens its card, and the card leads to the rules and the pages."""

from __future__ import annotations

import re

from driven import settled, visible_text


def opened(open_page, server: str):
    page = open_page(f"{server}/policy?policy=xiacheng-2019&view=条款")
    settled(page)
    return page


def card(page, clause: str):
    return page.locator(f'section.rule[data-clauses="{clause}"]')


def test_a_clause_in_the_text_lights_its_card_in_sight(server, open_page):
    page = opened(open_page, server)
    page.locator('sup[data-clauses="XC-17"]').click()
    lit = page.locator("section.rule.lit")
    assert lit.count() == 1 and lit.get_attribute("data-clauses") == "XC-17"
    page.wait_for_function("""() => {
      const find = (root) => root.querySelector("section.rule.lit") ??
        [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
      const lit = find(document), pane = lit.parentElement.getBoundingClientRect();
      return lit.getBoundingClientRect().top >= pane.top - 1 && lit.getBoundingClientRect().top < pane.bottom;
    }""")


def test_a_card_leads_to_the_rules_that_cite_the_clause(server, open_page):
    """Also when the rules have been looked at before, so that the search has a value already."""
    page = opened(open_page, server)
    for clause, rule in (("XC-15", "等级比例 · A档"), ("XC-14", "过渡期")):
        card(page, clause).locator("a[href]", has_text="政策").click()
        page.wait_for_url(re.compile(f"find={clause}"))
        settled(page)
        assert [r.split("\n")[0] for r in page.locator("section.rule .title").all_inner_texts()] == [rule]
        page.get_by_text("条款", exact=True).first.click()
        card(page, "XC-14").wait_for()


def test_a_card_leads_to_another_page(server, open_page):
    page = opened(open_page, server)
    card(page, "XC-15").locator("a[data-go]", has_text="排名").click()
    page.wait_for_function("document.title === '排名 · 亩云'")
    settled(page)
    assert "下城区" in visible_text(page)
