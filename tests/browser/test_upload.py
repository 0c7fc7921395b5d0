"""From the empty template to the result: filled, uploaded wrong, mended, put in use, seen on 总览; all in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from driven import settled, visible_text
from playwright.sync_api import Page, expect

from muyun.store import open_store
from tests.serving import served
from tests.system.command import HEADER, ROWS
from tests.system.command import read_csv as read_rows

FOREIGN = re.compile(r"[A-Za-z]{3,}")
OURS = re.compile(r"[0-9A-HJ-NP-RT-UW-Y]{18}|Excel|CSV|xlsx|csv|geojson|png|KB|MB")
"""What may stand in Latin letters: credit codes, kinds of files, sizes."""


def filled(template: Path, to: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """The template with rows of 企业, as somebody fills it in Excel."""
    book = openpyxl.load_workbook(template)
    sheet = book["企业"]
    places = {re.sub(r"（.*）", "", cell.value): cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, 2):
        for column, value in row.items():
            if value != "":
                sheet.cell(number, places[column], value)
    book.save(to)
    return to


def rows_of(**changed: object) -> list[dict[str, object]]:
    """The four enterprises of tests/system; `changed` are cells of the first."""
    rows = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    rows[0] |= changed
    return rows


def drop(page: Page, *files: Path) -> None:
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files([str(f) for f in files])


def download(page: Page, button: str, to: Path) -> Path:
    with page.expect_download() as told:
        page.get_by_role("button", name=button).click()
    told.value.save_as(to)
    return to


def chinese(page: Page) -> str:
    text = visible_text(page)
    assert FOREIGN.findall(OURS.sub("", text)) == []
    assert not re.search(r"\b(None|nan|NaN)\b", text)
    return text


def headline(page: Page, words: str) -> None:
    expect(page.locator(".muyun-headline", has_text=words)).to_be_visible(timeout=60_000)
    settled(page)
    expect(page.locator(".muyun-headline")).to_have_count(1)  # while a page is drawn anew the old one stands below it


def test_from_the_template_to_the_result(own_home, open_page, tmp_path):
    with served(own_home) as address:
        page = open_page(f"{address}/data")
        headline(page, "现用第 1 版：2022 年度 400 家企业，500 宗地")
        chinese(page)
        template = download(page, "下载空白模板", tmp_path / "模板.xlsx")

        drop(page, filled(template, tmp_path / "上报.xlsx", rows_of(税收实际贡献="约三百")))
        headline(page, "读到企业 4 行；有 1 处错误，改正后才能启用。")
        text = chinese(page)
        assert "“税收实际贡献”不是数" in text and "约三百" in text
        assert page.get_by_role("button", name="启用这份数据").count() == 0

        sizes = page.locator('[data-testid="stFileChip"] *:not(:empty)').evaluate_all(
            "all => all.filter(e => e.innerText).map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert min(sizes) >= 14

        again = download(page, "下载核对工作簿", tmp_path / "核对.xlsx")
        listed = read_rows(download(page, "下载意见清单", tmp_path / "findings.csv"))
        assert [row["代码"] for row in listed] == ["NUMBER_UNREADABLE"]
        book = openpyxl.load_workbook(again)
        wrong = next(cell for row in book["企业"].iter_rows() for cell in row if cell.comment and cell.row > 1)
        assert (wrong.value, wrong.row) == ("约三百", 2)
        wrong.value = 500
        book.save(tmp_path / "改好.xlsx")

        page.locator('[data-testid="stFileChipDeleteBtn"] button').click()
        headline(page, "现用第 1 版")
        drop(page, tmp_path / "改好.xlsx")
        headline(page, "读到企业 4 行；读数没有错误")
        chinese(page)
        page.get_by_role("button", name="启用这份数据").click()
        headline(page, "现用第 2 版：2021 年度 4 家企业")
        assert "已启用第 2 版" in chinese(page)

        page.get_by_role("link", name="看结果").click()
        page.wait_for_function("document.title === '总览 · 亩云'")
        settled(page)
        text = visible_text(page)
        assert "2021 年度" in text and "合成样例数据" not in text
        assert "改好.xlsx" in text  # the sidebar names the version by its files

        page.goto(f"{address}/data?version=1")
        headline(page, "正在看第 1 版")
        page.get_by_role("button", name="启用第 1 版").click()
        headline(page, "现用第 1 版：2022 年度 400 家企业")


def test_a_file_that_is_refused_is_told_in_chinese_and_can_be_taken_away(own_home, open_page, tmp_path):
    picture = tmp_path / "<img src=x onerror=alert(1)>.png"
    picture.write_bytes(b"\x89PNG\r\n")
    with served(own_home) as address:
        page = open_page(f"{address}/data", scheme="dark")
        headline(page, "现用第 1 版")
        drop(page, picture)
        headline(page, "没有读到任何一张表；有 1 处错误")
        text = visible_text(page)
        assert "不是能读的文件类型" in text and "再加文件" not in FOREIGN.findall(text)
        assert page.locator("img[src=x]").count() == 0
        page.locator('[data-testid="stFileChipDeleteBtn"] button').click()
        headline(page, "现用第 1 版")


@pytest.mark.parametrize("megabytes", [301])
def test_a_file_too_large_for_the_browser_is_told_in_chinese(own_home, open_page, tmp_path, megabytes):
    large = tmp_path / "企业.csv"
    with large.open("wb") as file:
        file.truncate(megabytes * 2**20)
    with served(own_home) as address:
        page = open_page(f"{address}/data")
        headline(page, "现用第 1 版")
        drop(page, large)
        chip = page.locator('[data-testid="stFileChip"][aria-invalid]')
        expect(chip).to_be_visible()
        assert "没有上传" in chip.evaluate("e => getComputedStyle(e, '::after').content")
        chip.hover()
        page.wait_for_timeout(500)  # the tip comes late
        chinese(page)


def test_reading_can_be_stopped_and_taken_up_again(own_home, open_page, tmp_path):
    """Between two files the click is heeded; nothing is stored."""
    row = dict(zip(HEADER, ROWS[0], strict=True))
    files = []
    for number in range(30):
        rows = [{**row, "统一社会信用代码": f"91330{number:03d}{place:09d}X"} for place in range(2000)]
        files.append(tmp_path / f"企业-{number}.csv")
        lines = [HEADER, *(list(r.values()) for r in rows)]
        files[-1].write_text("\n".join(",".join(map(str, line)) for line in lines), "utf-8")
    with served(own_home) as address:
        page = open_page(f"{address}/data")
        headline(page, "现用第 1 版")
        drop(page, *files)
        page.get_by_role("button", name="停止").click()
        headline(page, "已停止读取，没有存入任何内容。")
        chinese(page)
        page.get_by_role("button", name="重新读取").click()
        headline(page, "读到企业 60,000 行")
    store = open_store(own_home)
    assert [d.version for d in store.datasets()] == [1]
    store.close()
