"""行业 in Chromium: a click on a sector opens it, a click on its bar lists the enterprises behind it in 排名."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from driven import settled, visible_text
from playwright.sync_api import expect


def test_a_sector_opens_and_its_bars_lead_to_the_enterprises(server, open_page):
    page = open_page(f"{server}/sectors?policy=jiaxing-2018&year=2022")
    settled(page)
    row = page.locator('g[data-go*="sectors"]').first
    name = json.loads(row.get_attribute("data-go"))[1]["sector"]
    row.locator("circle").click()
    page.wait_for_url(lambda url: f"sector={name}" in unquote(url).replace("+", " "))
    settled(page)
    text = visible_text(page)
    assert "行业内名次" in text and re.search(r"\d+ 家，加权平均得分", text)

    page.locator('g[data-go*="ranking"]').first.click()
    page.wait_for_url(re.compile(r"/ranking\?"))
    expect(page.get_by_role("button", name=f"行业：{name}")).to_be_visible(timeout=60_000)
    assert "sector=" in page.url and "class=" in page.url


def test_a_row_of_the_table_opens_its_sector(server, open_page):
    page = open_page(f"{server}/sectors?policy=jiaxing-2018&year=2022")
    settled(page)
    page.locator("tbody tr").nth(1).click()
    page.wait_for_url(lambda url: "sector=" in url)
    settled(page)
    assert "行业内名次" in visible_text(page)
    page.get_by_text("用能削减", exact=True).click()
    page.get_by_text("低于本行业得分的加权平均值").wait_for()
