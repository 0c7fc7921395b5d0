"""Every page opens both ways, in Chinese, in both themes, without a word from outside."""

from __future__ import annotations

import re

import pytest
from driven import settled, visible_text

from muyun.ui.menu import ENTRIES
from tests.serving import served

OURS = re.compile(
    r"[0-9A-HJ-NP-RT-UW-Y]{18}|GB/T|GDP|PDF|Excel|CSV|CGCS|YAML|JSON|xlsx|csv|geojson|yaml|https?://\S+|[a-z]+-(?:leaders-)?\d{4}|[A-Z]{2}-\d\d"
)
"""What may stand in Latin letters: credit codes, file types, ids of policies and clauses, the page's own link."""

DARK = """() => {
  const app = document.querySelector(".stApp");
  return app && getComputedStyle(app).backgroundColor === "rgb(18, 22, 28)";
}"""
FOREIGN = re.compile(r"[A-Za-z]{3,}")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_a_cold_deep_link_shows_the_page_with_its_menu(own_home, open_page, entry):
    with served(own_home) as address:
        page = open_page(f"{address}/{entry.path}")
        settled(page)
        assert page.title() == f"{entry.title} · 亩云"
        links = page.locator('[data-testid="stSidebarNavLink"]')
        assert links.all_inner_texts() == [e.title for e in ENTRIES]
        page.close()  # before its server goes


def test_the_menu_leads_to_every_page_and_keeps_policy_and_year(server, open_page):
    page = open_page(f"{server}/?policy=xian-2022&year=2021")
    settled(page)
    for entry in ENTRIES[1:]:
        page.locator('[data-testid="stSidebarNavLink"]', has_text=entry.title).click()
        page.wait_for_function(f"document.title === '{entry.title} · 亩云'")
        settled(page)
        page.wait_for_url(re.compile(r"policy=xian-2022"))
        assert "西安" in visible_text(page)
        assert "2021 年度" in visible_text(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_a_page_speaks_chinese_in_both_themes(server, open_page, entry, scheme):
    page = open_page(f"{server}/{entry.path}", scheme=scheme)
    settled(page)
    text = visible_text(page)
    assert "合成样例数据" in text
    assert FOREIGN.findall(OURS.sub("", text)) == []
    background = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", background)[:3])) < 384) == (scheme == "dark")


def test_the_theme_can_be_chosen_and_holds_on_every_page(server, open_page):
    page = open_page(f"{server}/")
    settled(page)
    page.get_by_role("button", name="深色").click()
    page.wait_for_function(DARK)
    page.goto(f"{server}/policy")
    settled(page)
    page.wait_for_function(DARK)


def test_chinese_is_drawn_with_a_font_that_has_it(server, open_page):
    """Two different characters without a glyph are drawn as the same box."""
    page = open_page(f"{server}/")
    settled(page)
    same = page.evaluate("""() => {
      const drawn = (text) => {
        const canvas = document.createElement("canvas");
        const brush = canvas.getContext("2d");
        brush.font = "40px " + getComputedStyle(document.querySelector(".stApp")).fontFamily;
        brush.fillText(text, 10, 60);
        return canvas.toDataURL();
      };
      return drawn("亩") === drawn("税");
    }""")
    assert same is False
