"""Links that lead nowhere or carry markup, and a server that is gone: said in Chinese, and nothing is loaded."""

from __future__ import annotations

from urllib.parse import quote

from driven import settled, visible_text

from tests.serving import served

PICTURE = "![x](http://evil.example/x.png)"
MARKUP = f"{PICTURE}<img src=x onerror=alert(1)> [k](http://evil.example/) www.evil.example"


def test_what_a_link_says_stays_text_in_the_note_about_it(server, open_page):
    """That nothing is asked of another machine, `open_page` watches."""
    page = open_page(f"{server}/?policy={quote(PICTURE)}&data={quote('www.evil.example')}")
    settled(page)
    assert PICTURE in visible_text(page).replace("\N{WORD JOINER}", "")
    assert page.locator('[data-testid="stAlert"] img, [data-testid="stAlert"] a').count() == 0


def test_a_search_in_a_link_stays_text_on_its_chip(server, open_page):
    page = open_page(f"{server}/ranking?q={quote(MARKUP)}")
    settled(page)
    assert page.locator('[data-testid="stMain"] img').count() == 0
    assert page.locator("a[href*=evil]").count() == 0


def test_a_page_that_is_not_there_is_said_in_chinese(server, open_page, watched):
    page = open_page(f"{server}/nowhere")
    page.locator('[role="dialog"] h2', has_text="没有这一页").wait_for()
    assert "请从左边的菜单选择" in page.locator('[role="dialog"]').inner_text()
    watched.errors.clear()  # Streamlit writes its own sentence to the console too


def test_a_server_that_is_gone_is_said_in_chinese(own_home, open_page, watched):
    with served(own_home) as address:
        page = open_page(f"{address}/")
        settled(page)
    page.locator('[role="dialog"] h2', has_text="连不上亩云").wait_for()
    assert "已存入的数据不受影响" in page.locator('[role="dialog"]').inner_text()
    page.close()
    watched.errors.clear()  # the refused connections
