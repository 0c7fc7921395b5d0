"""What users wrote stays text in Streamlit's Markdown."""

from __future__ import annotations

import pytest

from muyun.ui.telling import plain


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("[点我](甲)", r"\[点我\]\(甲\)"),
        ("<b>甲</b>", r"\<b\>甲\</b\>"),
        ("**粗** `码` $x$", r"\*\*粗\*\* \`码\` \$x\$"),
        ("1. 甲", r"1\. 甲"),
        ("1) 甲", r"1\) 甲"),
        ("- 甲", r"\- 甲"),
        ("甲\n12. 乙\n===", "甲\n12\\. 乙\n\\==="),
        ("    甲\r\t乙", "甲\r乙"),
        ("1.5 万元；第 1. 项", "1.5 万元；第 1. 项"),
        ("2.", r"2\."),
        ("嘉兴市 2022 年度，1,234.5 万元", "嘉兴市 2022 年度，1,234.5 万元"),
    ],
)
def test_marks_of_markdown_are_shown_and_not_followed(text, safe):
    assert plain(text) == safe


@pytest.mark.parametrize(
    "text", ["http://甲.example/x", "www.jia.example", "a@jia.example", "甲 :material/home: 乙", "&lt;"]
)
def test_what_streamlit_reads_without_marks_is_broken_up_invisibly(text):
    """It makes links of addresses and icons of names even where every mark is escaped."""
    safe = plain(text)
    assert safe.replace("\\", "").replace("\N{WORD JOINER}", "") == text
    assert "\N{WORD JOINER}" in safe or safe == r"\&lt;"
