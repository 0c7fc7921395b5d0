"""One enterprise under two codes is told: it would be ranked twice, and its land and tax counted twice."""

from __future__ import annotations

import pandas as pd
import pytest
from office_files import HEADER, ONE, TWO, codes, only

from muyun.data.read import read_upload
from muyun.data.same_name import _plain_names
from muyun.data.words import plain
from muyun.findings import Level

MISTYPED = ONE[:-1] + "C"
"""`ONE` ends in its check digit B, so this can't be a code."""


def row(code: str, name: str | None, year: int = 2022) -> list:
    return [year, code, name, "南湖区", "C1713"]


def test_two_right_codes_of_one_name_are_a_warning_that_names_both_cells(read_enterprises):
    _, findings = read_enterprises([], row(ONE, "恒发包装有限公司"), row(TWO, "恒发包装有限公司"))
    found = only(findings, "NAME_UNDER_TWO_CODES")
    assert found.level is Level.WARNING and (found.where.letter, found.where.row) == ("B", 3)
    assert "2022 年“恒发包装有限公司”有两个统一社会信用代码" in found.what
    assert ONE in found.what and TWO in found.what and "B2" in found.what
    assert "算成两家" in found.why and "名额" in found.why


@pytest.mark.parametrize("order", [(ONE, MISTYPED), (MISTYPED, ONE)])
def test_beside_a_right_code_a_wrong_one_is_an_error_whichever_comes_first(read_enterprises, order):
    _, findings = read_enterprises([], *(row(code, "恒发包装有限公司") for code in order))
    found = only(findings, "NAME_UNDER_TWO_CODES")
    assert found.level is Level.ERROR and f"“{MISTYPED}”不是正确的代码" in found.what


def test_an_office_with_numbers_of_its_own_is_warned_only(read_enterprises):
    _, findings = read_enterprises([], row("A001", "恒发包装有限公司"), row("A002", "恒发包装有限公司"))
    assert only(findings, "NAME_UNDER_TWO_CODES").level is Level.WARNING


def test_spaces_brackets_and_width_make_no_other_name(read_enterprises):
    _, findings = read_enterprises([], row(ONE, "恒发（武义）有限公司ＡＢ"), row(TWO, "恒发 (武义)有限公司ab"))
    assert "NAME_UNDER_TWO_CODES" in codes(findings)


@pytest.mark.parametrize(
    "other",
    [row(TWO, "恒发包装二厂"), row(TWO, "恒发包装有限公司", 2021), row(ONE, "恒发包装有限公司", 2021), row(TWO, None)],
    ids=["another name", "another year", "the same code next year", "no name"],
)
def test_others_are_not_called_the_same(read_enterprises, other):
    _, findings = read_enterprises([], row(ONE, "恒发包装有限公司"), other)
    assert "NAME_UNDER_TWO_CODES" not in codes(findings)


def test_the_old_file_beside_the_mended_one_is_found(write_csv):
    old, new = (
        write_csv([HEADER, row(code, "恒发包装有限公司"), row(TWO, "明招水泥有限公司")], name)
        for code, name in ((MISTYPED, "企业.csv"), (ONE, "企业-改.csv"))
    )  # fmt: skip
    found = only(read_upload([old, new])[1], "NAME_UNDER_TWO_CODES")
    assert found.level is Level.ERROR and "移去旧的" in found.fix
    assert {found.where.file, "企业.csv"} == {"企业-改.csv", "企业.csv"} and "企业.csv B2" in found.what


def test_names_are_made_plain_as_elsewhere():
    """Every character that Python takes for white space, full-width forms, and small letters."""
    spaces = [chr(n) for n in range(0x10000) if chr(n).isspace()]
    letters = [chr(n) for n in [*range(0x21, 0x7F), *range(0xFF01, 0xFF5F)]]
    names = pd.Series([f"恒 发{c}（包装）ａbｃ㈱" for c in [*spaces, *letters]])
    assert _plain_names(names).tolist() == [plain(name).upper() for name in names]
