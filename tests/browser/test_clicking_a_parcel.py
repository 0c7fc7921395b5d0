"""低产田 in Chromium: a click on a parcel shows whose it is, list and map follow each other, the line moves."""

from __future__ import annotations

import re

from driven import settled, visible_text
from playwright.sync_api import expect


def test_a_click_on_a_parcel_shows_its_enterprise_and_a_moved_line_sends_no_geometry(server, open_page):
    page = open_page(f"{server}/lowland?policy=jiaxing-2018&year=2022")
    settled(page)
    canvas = page.locator(".muyun[data-painted] canvas")
    canvas.wait_for()
    expect(page.locator(".muyun[data-painted]")).to_have_attribute("data-painted", "500")  # the bytes come after it
    named = page.locator(".muyun[data-painted]").get_attribute("data-named").split()
    assert {"南湖区", "秀洲区", "嘉善县", "海盐县", "海宁市", "平湖市", "桐乡市"} <= set(named)
    sent = []
    page.on("request", lambda request: sent.append(request.url))

    row = page.locator("tbody tr").nth(2)
    name = row.locator("td").first.inner_text()
    row.click()
    page.wait_for_url(re.compile(r"[?&]parcel="))
    card = page.locator(".card", has_text=name)
    card.wait_for()
    page.get_by_role("button", name="关闭").click()
    expect(card).to_have_count(0)
    assert "parcel=" not in page.url

    canvas.click()  # the list has turned the map to that parcel: it lies in the middle
    page.wait_for_url(re.compile(r"[?&]parcel="))
    card.wait_for()
    assert "企业自己的亩均税收" in visible_text(page)

    headline = page.locator(".muyun-headline").inner_text()
    page.get_by_role("slider", name="低产田线").press("ArrowRight")
    page.wait_for_function("text => document.querySelector('.muyun-headline').innerText !== text", arg=headline)
    page.wait_for_url(re.compile(r"[?&]line=1\.05"))
    settled(page)
    assert "低产田线移到低于 1.05 万元/亩" in visible_text(page)
    assert [url for url in sent if "/media/" in url] == []

    card.get_by_text(name, exact=True).click()
    page.wait_for_url(re.compile(r"/enterprise\?"))
    settled(page)
    assert name in visible_text(page)
