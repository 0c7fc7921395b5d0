"""低产田 in Chromium: a click on a parcel shows whose it is, list and map follow each other, the line moves; several
parcels are chosen by a square, by clicks and by ticks."""

from __future__ import annotations

import re
from urllib.parse import unquote

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
    name = row.locator("td").nth(1).inner_text()
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
    changed = "text => (document.querySelector('.muyun-headline')?.innerText ?? text) !== text"
    page.wait_for_function(changed, arg=headline)
    page.wait_for_url(re.compile(r"[?&]line=1\.05"))
    settled(page)
    assert "低产田线移到低于 1.05 万元/亩" in visible_text(page)
    assert [url for url in sent if "/media/" in url] == []

    card.get_by_text(name, exact=True).click()
    page.wait_for_url(re.compile(r"/enterprise\?"))
    settled(page)
    assert name in visible_text(page)


def together(page, count=r"\d+"):
    """The card of several parcels; their number stands before a space that doesn't break."""
    return page.locator(".card", has_text=re.compile(rf"选中\s{count}\s宗"))


def test_a_square_ctrl_and_ticks_choose_several_a_link_brings_them_back_and_escape_forgets_them(server, open_page):
    page = open_page(f"{server}/lowland?policy=jiaxing-2018&year=2022")
    settled(page)
    map_of_all = page.locator(".muyun[data-painted]")
    expect(map_of_all).to_have_attribute("data-painted", "500")
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("tbody tr").nth(2).click()  # turns the map to that parcel
    page.wait_for_url(re.compile(r"[?&]parcel="))

    canvas, mouse = map_of_all.locator("canvas"), page.mouse
    box = canvas.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.get_by_role("button", name="多选").click()
    mouse.move(box["x"] + 4, box["y"] + 4)
    mouse.down()
    mouse.move(*middle)
    mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    mouse.up()
    page.wait_for_url(re.compile(r"[?&]parcels="))
    found = int(re.search(r"选中\s(\d+)\s宗", together(page).inner_text()).group(1))
    assert found > 1

    page.get_by_role("button", name="多选").click()
    canvas.click(modifiers=["Control"])  # the parcel in the middle, which the square had added nothing to
    together(page, found - 1).wait_for()
    page.get_by_text("低产田名单", exact=True).click()
    expect(page.get_by_text("用地大的在前。点一行")).to_be_visible()
    row = page.locator("td.tick input").nth(2)
    expect(row).not_to_be_checked()
    row.click()
    together(page, found).wait_for()
    assert [url for url in sent if "/media/" in url] == []

    page.reload()
    together(page, found).wait_for()
    settled(page)
    expect(map_of_all).to_have_attribute("data-painted", "500")
    page.get_by_role("button", name="多选").focus()
    page.keyboard.press("Escape")
    expect(together(page)).to_have_count(0)
    assert "parcels=" not in page.url


def test_filters_that_two_views_share_stay_in_the_link(server, open_page):
    """A choice drawn elsewhere in the next view is one that the browser forgets: the link would name the old one."""
    page = open_page(f"{server}/lowland?policy=jiaxing-2018&year=2022&look=再开发模拟&county=海宁市")
    settled(page)
    page.get_by_role("radio", name="地图").click()
    settled(page)
    page.locator("[data-testid=stMain] [data-testid=stSelectbox] input").first.click()
    page.get_by_role("option", name="嘉善县").click()
    page.wait_for_url(lambda url: "嘉善县" in unquote(url))
    assert "海宁市" not in unquote(page.url)
