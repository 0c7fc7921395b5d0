"""A weight moved in Chromium: the answer, the purple band, the link, undo, and nobody else's screen."""

from __future__ import annotations

import re

from driven import settled, visible_text
from playwright.sync_api import Page

from tests.serving import served

BAND = "模拟测算，非正式结果"
PATH = "whatif?policy=jiaxing-2018&year=2022"


def headline(page: Page) -> str:
    return page.locator(".muyun-headline").first.inner_text()


def press(page: Page, key: str, times: int = 1, row: int = 0) -> None:
    """Keys on a slider, and its answer: another headline."""
    before = headline(page)
    slider = page.locator('[role="slider"]').nth(row)
    slider.focus()
    for _ in range(times):
        page.keyboard.press(key)
    page.wait_for_function(
        "before => { const now = document.querySelector('.muyun-headline'); return now && now.innerText !== before; }",
        arg=before,
    )
    settled(page)


def test_a_moved_weight_is_answered_and_the_link_shows_the_same(server, open_page):
    page = open_page(f"{server}/{PATH}")
    settled(page)
    assert BAND not in visible_text(page)
    press(page, "PageUp", times=3)
    page.wait_for_url(re.compile("patch="))
    page.get_by_text(BAND).first.wait_for()
    assert page.locator('[role="slider"]').first.get_attribute("aria-valuenow") == "50"  # 35 and three times 5
    other = open_page(page.url)
    settled(other)
    assert headline(other) == headline(page)
    assert BAND in visible_text(other)


def test_weights_always_add_up_and_a_locked_one_stays(server, open_page):
    page = open_page(f"{server}/{PATH}")
    settled(page)
    page.get_by_role("button", name=re.compile("^锁定亩均增加值")).click()
    press(page, "PageDown", times=2)
    values = [float(s.get_attribute("aria-valuenow")) for s in page.locator('[role="slider"]').all()[:6]]
    assert sum(values) == 100 and values[:2] == [25, 25]  # 35 less twice 5; 亩均增加值 held at 25


def test_undo_takes_the_last_move_back(server, open_page):
    page = open_page(f"{server}/{PATH}")
    settled(page)
    official = headline(page)
    press(page, "PageUp")
    page.wait_for_url(re.compile("patch="))
    page.get_by_role("button", name="撤销").click()
    page.wait_for_function("text => document.querySelector('.muyun-headline')?.innerText === text", arg=official)
    page.wait_for_url(lambda url: "patch=" not in url)


def test_two_screens_have_each_their_own_scenario(server, open_page):
    one, other = (open_page(f"{server}/{PATH}") for _ in range(2))
    settled(one), settled(other)
    before = headline(other)
    press(one, "PageUp", times=2)
    assert headline(other) == before
    press(other, "PageDown", times=2)
    up, down = (page.locator('[role="slider"]').first.get_attribute("aria-valuenow") for page in (one, other))
    assert (up, down) == ("45", "25")


def test_going_back_in_the_browser_leaves_the_scenario(server, open_page):
    page = open_page(f"{server}/{PATH}")
    settled(page)
    official = headline(page)
    press(page, "PageUp")
    page.wait_for_url(re.compile("patch="))
    page.go_back()
    page.wait_for_url(lambda url: "patch=" not in url)
    page.wait_for_function("text => document.querySelector('.muyun-headline')?.innerText === text", arg=official)


def test_a_server_that_was_started_anew_gets_a_new_page_when_a_weight_is_moved(own_home, open_page, watched):
    with served(own_home) as address:
        page = open_page(f"{address}/{PATH}")
        settled(page)
        page.wait_for_load_state("networkidle")
    with served(own_home, int(address.rpartition(":")[2])):
        page.wait_for_function("!document.querySelector('[role=dialog]')")
        with page.expect_event("load", timeout=90_000):
            page.locator('[role="slider"]').first.press("PageUp")
        settled(page)
        press(page, "PageUp")
        page.close()
    watched.errors.clear()  # of the time without a server
