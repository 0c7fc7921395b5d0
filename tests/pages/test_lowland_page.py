"""低产田 as it opens: with data and without, and by links that can't be followed."""

from __future__ import annotations

from shown import texts


def test_an_empty_home_says_what_to_do(empty_home, app):
    assert "还没有数据" in texts(app("lowland"))


def test_a_bad_link_does_no_harm(home, app):
    page = app("lowland", policy="xian-2022", look="<b>")
    assert not page.exception and "低产田企业" in texts(page)
