"""Rows are ticked and the office's word on them is stored and shown: table, form and store together."""

from __future__ import annotations

import pytest
from driven import settled, visible_text
from playwright.sync_api import expect

from case_format import CASES, read_case_file
from muyun.data.tables import Tables
from muyun.store import open_store
from tests.serving import served


@pytest.fixture
def proposing_home(own_home):
    """The worked case with JX-17 for 乙01, JX-18 for 乙20 and 甲20, JX-19 for 甲20, in use."""
    case = next(c for c in read_case_file(CASES / "sectors.yaml") if c.name == "连续两年后 5% 执行 D 类")
    store = open_store(own_home)
    store.choose(store.add_dataset(Tables.of(case.tables), (), (), label="案例"), "jiaxing-2018", case.year)
    store.close()
    return own_home


@pytest.mark.clause("JX-17", "JX-18", "JX-19")
def test_several_ticked_rows_are_refused_with_one_reason(proposing_home, open_page):
    with served(proposing_home) as address:
        page = open_page(f"{address}/overrides")
        settled(page)
        assert "；4 项待确认。" in visible_text(page).replace("\xa0", " ")
        for name in ("乙01", "甲20"):
            page.locator("tr.pick", has_text=name).get_by_role("checkbox").check()
            settled(page)
        expect(page.get_by_text("3 项（")).to_be_visible()  # 甲20 has two, the rows not ticked have no part in it
        page.get_by_label("由谁决定").fill("市亩均办")
        page.get_by_label("理由").fill("已整改到位")
        page.get_by_role("button", name="不采纳").click()
        expect(page.get_by_text("已记为不采纳 3 项。")).to_be_visible()
        settled(page)
        rows = {name: page.locator("tr.pick", has_text=name).inner_text() for name in ("乙01", "乙20", "甲20")}
        assert "JX-17 行业前列 不采纳（市亩均办，已整改到位" in rows["乙01"] and "待确认" not in rows["甲20"]
        assert "JX-18 行业末位 待确认" in rows["乙20"]
        assert page.locator("tr.pick input:checked").count() == 0  # the next answer is about other rows
        letters = page.locator("tr.pick", has_text="甲20").locator(".badge").all_inner_texts()
        assert letters == ["B 类", "B 类", "D 类", "B 类"]  # 排名分档, 调档后, 执行, 确认后执行
        page.close()


@pytest.mark.clause("JX-19")
def test_a_row_opens_its_chain_its_grounds_and_the_way_to_the_enterprise(proposing_home, open_page):
    with served(proposing_home) as address:
        page = open_page(f"{address}/overrides?kind=连续末位")
        settled(page)
        assert page.locator("tr.pick").count() == 1
        page.locator("tr.pick", has_text="甲20").click()
        settled(page)
        for year in (2022, 2021):
            line = page.locator(".muyun-note", has_text=f"{year} 年 33 行业 20 家中倒数第 1，")
            expect(line).to_have_count(1)
        page.locator('[data-testid="stPopoverButton"]').last.click()
        expect(page.get_by_text("对连续二年").first).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("link", name="打开这家企业的完整说明").click()
        page.wait_for_url("**/enterprise?*")
        page.close()


def test_ticking_a_row_does_not_open_it_and_the_head_ticks_the_page(proposing_home, open_page):
    with served(proposing_home) as address:
        page = open_page(f"{address}/overrides")
        settled(page)
        page.get_by_role("checkbox", name="勾选本页全部").check()
        settled(page)
        expect(page.get_by_text("4 项（")).to_be_visible()
        assert page.locator("tr.chosen").count() == 0
        page.get_by_role("checkbox", name="勾选本页全部").uncheck()
        settled(page)
        expect(page.get_by_text("4 项（")).to_have_count(0)
        page.close()


def test_ticks_do_not_outlive_a_filter_and_a_clicked_row_is_then_meant(proposing_home, open_page):
    with served(proposing_home) as address:
        page = open_page(f"{address}/overrides")
        settled(page)
        page.locator("tr.pick", has_text="乙01").get_by_role("checkbox").check()
        settled(page)
        for kind in ("连续末位", "全部"):
            page.get_by_role("combobox", name="类别").click()
            page.get_by_role("option", name=kind).click()
            settled(page)
            expect(page.locator("tr.pick")).to_have_count(1 if kind == "连续末位" else 3)
            assert page.locator("tr.pick input:checked").count() == 0
        page.locator("tr.pick", has_text="乙20").click()
        settled(page)
        expect(page.get_by_text("1 项（JX-18 行业末位 对标行业先进，整改提标）：乙20")).to_be_visible()
        address_of_row = page.url
        page.close()
        page = open_page(address_of_row)
        settled(page)
        assert page.locator("tr.chosen").inner_text().split()[0] == "乙20"
        page.close()
