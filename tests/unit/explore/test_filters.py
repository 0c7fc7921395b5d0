"""The filters of a link: checked against the data, and applied."""

from __future__ import annotations

import pandas as pd
import pytest

from muyun.explore.filters import FIELDS, Filters, checked, choices, matching, towns_of, url_name

CODES = ["91330402MA0000001A", "91330402MA0000002B", "91330402MA0000003C", "91330402MA0000004D"]


@pytest.fixture
def frame() -> pd.DataFrame:
    columns = {
        "group": ["规上工业/甲区", "规上工业/乙区", "规下工业", None], "county": ["甲区", "乙区", "甲区", "甲区"],
        "town": ["东镇", "西镇", "南镇", None], "park": [None, "一园", None, None], "sector": ["17", "17", "33", None],
        "industry": ["C1713", "1751", "3311", None],
        "status": ["参评", "参评", "参评", "不参评"], "class": ["A", "B", "D", None],
    }  # fmt: skip
    frame = pd.DataFrame({name: pd.Categorical(values) for name, values in columns.items()}, index=CODES)
    return frame.assign(
        class_change=[1.0, 0.0, -2.0, float("nan")], low=[False, False, True, False],
        search=[f"示例{n}厂\n{code.lower()}" for n, code in enumerate(CODES, 1)],
    )  # fmt: skip


CASES = {
    "everybody": (Filters(), [0, 1, 2, 3]),
    "one group": (Filters(pool="规上工业/乙区"), [1]),
    "a pool means its groups": (Filters(pool="规上工业"), [0, 1]),
    "county": (Filters(county="甲区"), [0, 2, 3]),
    "county and town": (Filters(county="甲区", town="南镇"), [2]),
    "park": (Filters(park="一园"), [1]),
    "sector": (Filters(sector="17"), [0, 1]),
    "class of the standard": (Filters(sector="1713"), [0]),
    "several codes": (Filters(sector="1713、33"), [0, 2]),
    "class": (Filters(class_="D"), [2]),
    "without a class": (Filters(class_="未定级"), [3]),
    "status": (Filters(status="不参评"), [3]),
    "up": (Filters(moved="up"), [0]),
    "down": (Filters(moved="down"), [2]),
    "moved either way": (Filters(moved="any"), [0, 2]),
    "low-yield": (Filters(low="1"), [2]),
    "part of a name": (Filters(q="例3"), [2]),
    "full-width digits": (Filters(q="示例３"), [2]),
    "part of a code, any case": (Filters(q="ma0000002b"), [1]),
    "full-width code": (Filters(q="９１３３０４０２ＭＡ０００００01A "), [0]),
    "a pattern is text": (Filters(q=".*"), []),
    "all hold together": (Filters(county="甲区", moved="any", low="1", q="厂"), [2]),
}


@pytest.mark.parametrize(("asked", "kept"), CASES.values(), ids=list(CASES))
def test_a_filter_keeps_exactly_its_rows(frame, asked, kept):
    assert matching(frame, asked).nonzero()[0].tolist() == kept


def test_what_the_data_cannot_answer_is_left_out_and_told(frame):
    asked = Filters("规上工业", "丙区", sector="99", class_="E", status="x", moved="sideways", low="yes", q="无此")
    kept, notes = checked(asked, frame)
    assert kept == Filters(pool="规上工业", q="无此")
    assert len(notes) == 6 and "丙区" in notes[0]


def test_pools_are_offered_before_the_groups_they_are_split_into(frame):
    assert choices(frame, "pool") == ["规上工业", "规上工业/乙区", "规上工业/甲区", "规下工业"]


def test_towns_are_offered_of_the_chosen_county_only(frame):
    assert towns_of(frame, "甲区") == ["东镇", "南镇"]
    assert towns_of(frame, "") == ["东镇", "南镇", "西镇"]


def test_links_say_class_where_python_cannot():
    assert [url_name(field) for field in FIELDS] == [
        "pool", "county", "town", "park", "sector", "class", "status", "moved", "low", "q",
    ]  # fmt: skip


def test_codes_that_take_nobody_are_not_filtered_by(frame):
    assert checked(Filters(sector="1713、9999"), frame) == (Filters(sector="1713、9999"), [])
    for wrong in ("9999", "1", "17131", "1713、", "<b>"):
        kept, (note,) = checked(Filters(sector=wrong), frame)
        assert kept == Filters() and wrong in note
