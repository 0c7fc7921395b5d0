"""Versions in words, and what differs between two."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from muyun.data.differences import differences
from muyun.data.tables import Tables
from muyun.show.versions import (
    changed_table,
    differences_sentence,
    local_time,
    row_changes,
    summary_table,
    version_list,
    years_words,
)
from muyun.store import Dataset

CODE = "91330000000000001X"
ROW = {"年度": 2022, "统一社会信用代码": CODE, "企业名称": "甲", "用地面积": 20.0, "税收实际贡献": 500.0}


def version(number: int, **other: object) -> Dataset:
    given = {"label": "二季度", "note": "", "synthetic": False, "years": (2022,), "rows": {"企业": 1200}} | other
    return Dataset(
        number, "0123456789abcdef", datetime(2026, 11, 21, 11, 5, tzinfo=UTC), given["label"], given["note"],
        given["synthetic"], given["years"], given["rows"], {}, (),
    )  # fmt: skip


def test_a_time_is_the_offices_own():
    assert local_time(datetime(2026, 12, 31, 16, 5, tzinfo=UTC), ZoneInfo("Asia/Shanghai")) == "2027年1月1日 00:05"


@pytest.mark.parametrize(
    ("years", "said"),
    [((), "没有企业表"), ((2022,), "2022 年度"), ((2021, 2022), "2021、2022 年度"),
     ((2020, 2021, 2022), "2020–2022 年度"), ((2018, 2020, 2022), "2018、2020、2022 年度")],
)  # fmt: skip
def test_years_are_a_run_only_without_gaps(years, said):
    assert years_words(years) == said


def test_the_list_marks_what_is_in_use_and_what_is_made_up():
    markup = version_list([version(2), version(1, synthetic=True)], in_use=2, looked_at=1)
    newer, older = markup.split('data-go="1"')
    assert "现用" in newer and "现用" not in older
    assert "合成样例" in older and "合成样例" not in newer
    assert "企业 1,200 行" in newer and "2022 年度" in newer


def test_a_label_never_becomes_markup():
    markup = version_list([version(1, label="<img src=x>", note="<b>")], in_use=None, looked_at=None)
    assert "<img" not in markup and "<b>&" not in markup and "&lt;img" in markup


def test_differences_are_said_in_one_sentence_and_shown_old_to_new():
    old, new = Tables.of({"企业": [ROW]}), Tables.of({"企业": [ROW | {"用地面积": 25.0}]})
    found = differences(old, new)
    assert differences_sentence(found, "第 1 版", "第 2 版") == "第 2 版比第 1 版新增 0 行，删除 0 行，改动 1 格。"
    row = changed_table(found).frame.iloc[0]
    assert (row["列"], row["原值"], row["新值"], row["单位"]) == ("用地面积", "20", "25", "亩")
    assert row_changes(found).empty
    assert summary_table(found).frame["表"].tolist() == ["企业"]


def test_a_value_that_went_away_is_said_to_be_blank():
    old, new = Tables.of({"企业": [ROW]}), Tables.of({"企业": [ROW | {"用地面积": None}]})
    assert changed_table(differences(old, new)).frame.iloc[0]["新值"] == "（空）"


def test_rows_that_came_and_went_are_told_by_their_key_and_name():
    other = ROW | {"统一社会信用代码": "91330000000000002X", "企业名称": "乙"}
    rows = row_changes(differences(Tables.of({"企业": [ROW]}), Tables.of({"企业": [other]})))
    assert rows["增减"].tolist() == ["新增", "删除"]
    assert "企业名称 乙" in rows["内容"][0] and f"统一社会信用代码 {CODE}" in rows["内容"][1]
    assert "nan" not in "".join(rows["内容"])


def test_a_table_without_key_is_told_by_its_first_values():
    points = {"年度": 2022, "统一社会信用代码": CODE}
    rows = row_changes(differences(Tables.of({"企业": [ROW]}), Tables.of({"企业": [ROW], "加减分": [points]})))
    assert rows["表"].tolist() == ["加减分"] and CODE in rows["内容"][0] and "年度 2022" in rows["内容"][0]


def test_equal_versions_are_said_to_be_equal():
    found = differences(Tables.of({"企业": [ROW]}), Tables.of({"企业": [ROW]}))
    assert differences_sentence(found, "第 1 版", "第 2 版") == "第 2 版与第 1 版内容相同。"
    assert summary_table(found).frame.empty
