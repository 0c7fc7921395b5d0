"""企业 in Chromium: the trace opens step by step down to a cell of the upload."""

from __future__ import annotations

from driven import settled


def test_a_step_opens_down_to_the_cell(server, open_page):
    page = open_page(f"{server}/enterprise?policy=jiaxing-2018&year=2022&q=示例0002")
    settled(page)
    tree = page.locator(".trace")
    tree.wait_for()
    assert tree.locator("summary", has_text="执行等级").first.is_visible()
    cells = tree.locator(".cell", has_text="税收").first
    assert not cells.is_visible()
    for step in ("亩均税收得分", "亩均税收", "税收实际贡献"):
        tree.locator("summary:visible", has_text=step).locator(f'.name:text-is("{step}")').first.click()
    assert cells.is_visible() and ".csv" in cells.inner_text()
    sizes = tree.locator("span:visible, .why:visible").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 14
