"""A long computation in Chromium: asked for, its bar moves, stopped by 取消 or by leaving, and made after all."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from driven import settled
from playwright.sync_api import Page, expect

from muyun.data.tables import Tables
from muyun.store import open_store
from tests.serving import served

MANY, YEAR = 5_000, 2022
PATH = f"robustness?policy=xiacheng-2019&year={YEAR}&draws=100000"
STOPPED = "已停止计算，没有结果"
NUMERIC = ("税收实际贡献", "工业增加值", "主营业务收入", "总用能", "排放量", "研发经费")


@pytest.fixture
def large_home(tmp_path: Path) -> Path:
    """So many enterprises that 100,000 weight sets take a while."""
    values = np.random.default_rng(5).lognormal(5, 1, (MANY, len(NUMERIC)))
    rows = [
        {"年度": YEAR, "统一社会信用代码": f"E{n:05d}", "企业名称": f"示例{n}厂", "规模": "规上", "行业代码": "3311",
         "用地面积": 10.0, "年平均职工人数": 50.0, **dict(zip(NUMERIC, values[n].tolist(), strict=True))}
        for n in range(MANY)
    ]  # fmt: skip
    store = open_store(tmp_path / "home")
    store.choose(store.add_dataset(Tables.of({"企业": rows}), (), (), label="案例"), "xiacheng-2019", YEAR)
    store.close()
    return tmp_path / "home"


def headline(page: Page):
    return page.locator(".muyun-headline").first


def begun(page: Page) -> None:
    """Starts the computation, and waits until the bar has moved twice."""
    page.get_by_role("button", name="开始计算").click()
    expect(headline(page)).to_contain_text("正在换 100,000 组权重")
    told = page.locator('[data-testid="stProgress"]')
    expect(told).to_contain_text("已完成")
    first = told.inner_text()
    page.wait_for_function(
        "first => !['', first].includes(document.querySelector('[data-testid=stProgress]')?.innerText ?? '')", arg=first
    )


def test_a_computation_is_stopped_says_so_and_starts_again(large_home, open_page):
    with served(large_home) as address:
        page = open_page(f"{address}/{PATH}")
        settled(page)
        expect(headline(page)).to_contain_text("5,000 家换 100,000 组权重，大约要算")
        begun(page)
        page.get_by_role("button", name="取消").click()
        expect(headline(page)).to_have_text(STOPPED)
        settled(page)
        expect(page.get_by_role("button", name="取消")).to_have_count(0)
        expect(page.locator('[data-testid="stProgress"]')).to_have_count(0)
        page.get_by_role("button", name="重新计算").click()
        expect(headline(page)).to_contain_text("正在换 100,000 组权重")
        page.get_by_role("button", name="取消").click()
        expect(headline(page)).to_have_text(STOPPED)
        page.close()


def test_leaving_the_page_ends_the_computation(large_home, open_page):
    with served(large_home) as address:
        page = open_page(f"{address}/{PATH}")
        settled(page)
        begun(page)
        page.locator('[data-testid="stSidebarNavLink"]', has_text="参评范围").click()
        expect(headline(page)).to_contain_text("上传 5,000 家企业")
        settled(page)
        page.locator('[data-testid="stSidebarNavLink"]', has_text="结果稳定性").click()
        expect(headline(page)).to_contain_text(re.compile("大约要算|正在换"))  # there are no figures of it
        page.close()
