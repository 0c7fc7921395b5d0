"""区域 in Chromium: a click on the map opens a place, its bars list the enterprises, a goal's row leads to it."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from driven import settled, visible_text
from playwright.sync_api import expect


def test_a_place_opens_from_the_map_and_its_bars_lead_to_the_enterprises(server, open_page):
    page = open_page(f"{server}/regions?policy=jiaxing-2018&year=2022")
    settled(page)
    place = page.locator("path[data-go]").first
    name = json.loads(place.get_attribute("data-go"))[1]["area"]
    place.click()
    page.wait_for_url(lambda url: f"area={name}" in unquote(url))
    expect(page.get_by_role("heading", name=f"{name}：亩均税收")).to_be_visible(timeout=60_000)
    settled(page)

    page.locator('g[data-go*="ranking"]').first.click()
    page.wait_for_url(re.compile(r"/ranking\?"))
    expect(page.get_by_role("button", name=f"区县：{name}")).to_be_visible(timeout=60_000)


def test_a_goal_s_row_opens_the_place_on_the_scoreboard(server, open_page):
    page = open_page(f"{server}/regions?policy=xian-2022&year=2022&look=目标")
    settled(page)
    row = page.locator(".row[data-go]").first
    name = json.loads(row.get_attribute("data-go"))[1]["area"]
    row.click()
    page.wait_for_url(lambda url: f"area={name}" in unquote(url))
    expect(page.get_by_role("heading", name=f"{name}：")).to_be_visible(timeout=60_000)
    assert "企业合计" in visible_text(page)
