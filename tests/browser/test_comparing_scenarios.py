"""方案对比 and 流向 in Chromium: in Chinese in both themes, picked by pressing, the same again by the link."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from driven import settled, visible_text
from test_every_page import FOREIGN, OURS

from muyun.store import open_store
from muyun.ui import link
from tests.serving import served

WEIGHTS = {"pools": {"规上工业": {"weights": {"亩均税收": 15, "研发投入强度": 30}}}}
QUOTA = {"pools": {"规上工业": {"classes": {"A": {"at_most": 0.1}}}}}
BAND = "模拟测算，非正式结果"


@pytest.fixture
def home(own_home: Path) -> Path:
    """An office that has saved two scenarios."""
    store = open_store(own_home)
    for name, patch in (("研发优先", WEIGHTS), ("收紧", QUOTA)):
        store.save_scenario(name, "jiaxing-2018", patch)
    store.close()
    return own_home


def test_scenarios_are_picked_and_the_link_shows_the_same(home, open_page):
    with served(home) as address:
        page = open_page(f"{address}/whatif?policy=jiaxing-2018&look={quote('对比方案')}")
        settled(page)
        assert "“收紧”比“研发优先”" in page.locator(".muyun-headline").inner_text() and BAND in visible_text(page)
        page.locator("button", has=page.get_by_text("正式规则", exact=True)).click()
        page.wait_for_url(re.compile(r"beside=s\w+%2Cs\w+(&|$)"))
        settled(page)
        other = open_page(page.url, scheme="dark", width=1920, height=1080)
        settled(other)
        for shown in (page, other):
            assert FOREIGN.findall(OURS.sub("", visible_text(shown))) == []
        words = [shown.locator(".muyun-headline").inner_text() for shown in (page, other)]
        assert words[0] == words[1]
        for shown in (page, other):
            shown.close()  # before its server goes


def test_bands_can_be_looked_at_instead_of_the_table_and_follow_a_moved_weight(server, open_page):
    page = open_page(f"{server}/whatif?policy=jiaxing-2018&patch={link.encoded(WEIGHTS)}")
    settled(page)
    page.locator("button", has=page.get_by_text("流向", exact=True)).click()
    bands = page.locator('svg[aria-label^="正式到模拟各等级之间的流向"]')
    bands.wait_for()
    assert FOREIGN.findall(OURS.sub("", visible_text(page))) == []
    before = bands.inner_html()
    page.locator('[role="slider"]').first.press("PageUp")
    page.wait_for_function(
        "before => document.querySelector('.muyun-headline') && "
        "[...document.querySelectorAll('*')].some(e => e.shadowRoot?.querySelector('svg[aria-label^=正式到]')"
        " && e.shadowRoot.querySelector('svg[aria-label^=正式到]').innerHTML !== before)",
        arg=before,
    )
    settled(page)
