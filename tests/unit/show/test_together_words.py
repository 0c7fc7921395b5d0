"""What is said of several parcels: sums with what lacks, whether they lie together, what they could bring."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from muyun.land.hot_spots import HotSpot
from muyun.land.together import Together
from muyun.show import together as words

NAN = float("nan")
SUMS = Together(9, 1234.56, 0, 0, 0.0, 12, 0, 151.64, 0, 345.0, 0, 1.2345, 9, 1234.56, 5, 67.8, 0)


def spots(*sizes):
    return [HotSpot(np.arange(size), 10.0 * size, shapely.Polygon()) for size in sizes]


def test_the_sentence_has_land_people_tax_ratio_staff_and_low_yield():
    assert words.sentence(SUMS) == (
        "选中 9 宗 1,234.6 亩，12 家企业，税收 151.6 万元，亩均税收 1.23 万元/亩，职工 345 人，"
        "其中低产田 5 宗 67.8 亩。"
    )
    assert words.lacking_words(SUMS) == ""


def test_what_lacks_is_said_and_never_a_zero():
    lacks = replace(SUMS, no_land=1, vacant=2, vacant_mu=12.0, no_tax=3, no_staff=4, judged=3, unknown=1, elsewhere=2)
    said = words.lacking_words(lacks)
    for part in ("1 宗没有面积", "2 宗 12 亩没有今年的企业", "3 宗缺税收", "4 宗缺职工人数", "都有的 3 宗",
                 "1 宗无法判断", "2 家企业在没有选中的宗地上"):  # fmt: skip
        assert part in said
    nothing = words.sentence(replace(SUMS, land_mu=NAN, tax_wan=NAN, tax_per_mu=NAN, staff=NAN, low=0))
    assert nothing == "选中 9 宗，面积不详，12 家企业，税收没有数据，亩均税收算不出，职工人数没有数据，没有低产田。"
    assert words.sentence(replace(SUMS, vacant=9)) == "选中 9 宗 1,234.6 亩，都没有今年的企业。"


@pytest.mark.parametrize(("sizes", "parcels", "said"), [
    ((3,), 3, "连成一片（相隔不超过 30 米算连片，本系统假定）。"),
    ((2, 5, 1), 9, "没有连成一片：分在 3 处，最大的一片 5 宗 50 亩（相隔不超过 30 米算连片，本系统假定）"
                   "；1 宗没有图形，不知道相不相连。"),
    ((1, 1), 2, "互不相连，各在一处（相隔不超过 30 米算连片，本系统假定）。"),
    ((1,), 2, "只有 1 宗有图形，看不出是不是连片。"),
    ((), 2, "没有图形，看不出是不是连片。"),
])  # fmt: skip
def test_whether_they_lie_together_is_said_with_the_rule(sizes, parcels, said):
    assert words.contiguity_words(spots(*sizes), parcels, 30.0) == said


def test_cases_are_counted_by_state_with_the_parcels_that_have_none():
    cases = pd.DataFrame({"case_id": ["Z1", "Z2", "Z3"], "state": ["进行中", None, "进行中"]})
    said = words.cases_words(cases, np.array(["Z1", "", "Z2"], dtype=object))
    assert said == "整治台账 3 件：状态未填 1 件、进行中 2 件（Z1、Z2、Z3）；1 宗没有立案。"
    assert "没有这些宗地的案件" in words.cases_words(cases[:0], np.array(["", ""], dtype=object))


def test_unknown_codes_are_told_cut_short():
    assert words.unknown_words(()) == ""
    said = words.unknown_words(["甲" * 90, "乙", "丙", "丁"])
    assert "甲" * 40 + "、乙、丙 等 4 宗" in said and "甲" * 41 not in said
