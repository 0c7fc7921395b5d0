"""企业 in a browser: the whole report in Chinese and both themes, and its page to print in one click."""

from __future__ import annotations

import re

import pytest
from driven import settled, visible_text

from muyun.ui import link

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}
CODE = r"[0-9A-HJ-NP-RT-UW-Y]{18}"
OURS = re.compile(rf"{CODE}|\d+GB\d+|PDF|Excel|CSV|JSON|csv|[A-Z]{{2}}-\d\d|min|max")
"""What may stand in Latin letters: codes of enterprises and parcels, file types, clauses, functions of a formula."""


def opened(open_page, address: str, more: str = "", scheme: str = "light"):
    """企业 of one enterprise of the sample, once its last part is there."""
    page = open_page(f"{address}/enterprise?policy=jiaxing-2018&q=示例0117{more}", scheme=scheme)
    settled(page)
    page.get_by_text("数据在上传文件的哪里").wait_for()
    settled(page)
    return page


@pytest.mark.clause("JX-14")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_chinese_from_top_to_bottom(server, open_page, scheme):
    text = visible_text(opened(open_page, server, scheme=scheme))
    assert re.findall(r"[A-Za-z]{3,}", OURS.sub("", text)) == []
    assert not re.search(r"\b(None|nan|NaN)\b", text)
    for said in ("各项指标在同组里的位置", "同行业（", "本企业", "要到", "一年比一年，什么变了", "宗地"):
        assert said in text, said


@pytest.mark.clause("JX-14")
@pytest.mark.parametrize("patch", [None, PATCH], ids=["result", "scenario"])
def test_one_click_gives_the_page_to_print(server, open_page, patch, tmp_path):
    page = opened(open_page, server, f"&patch={link.encoded(patch)}" if patch else "")
    with page.expect_download() as told:
        page.get_by_role("button", name="下载体检报告（PDF）").click()
    told.value.save_as(tmp_path / "report.pdf")
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF-") and b"/FontFile" in content
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    end = "2022年度体检报告（模拟测算，非正式结果）.pdf" if patch else "2022年度体检报告（试算结果）.pdf"
    assert told.value.suggested_filename.endswith(end)
