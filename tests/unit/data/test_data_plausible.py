"""Figures that look as if they were in another unit, rows that were sent twice, and one code for two names."""

from __future__ import annotations

import pytest
from office_files import HEADER, ONE, TWO, codes, enterprise, only
from stdnum.cn import uscc

from muyun.data.read import read_upload
from muyun.findings import Level


def code(number: int) -> str:
    body = f"9133000000000{number:04d}"
    return body + uscc.calc_check_digit(body)


def two_years(column: str, before: float | None, now: float) -> dict[str, list]:
    rows = [enterprise(ONE, before, year=2021), enterprise(ONE, now, year=2022)]
    return {"企业": [[*HEADER, column], *rows]}


@pytest.mark.parametrize(
    ("column", "before", "now", "unit", "cell"),
    [
        ("用地面积", 50, 33_333.5, "平方米", "F3"),  # 33,333.5 ㎡ are 50 亩
        ("用地面积", 50, 11_200, "平方米", "F3"),  # 224 times: a third of the factor 666.7 is 222.2
        ("税收实际贡献", 40, 412_000, "元", "F3"),  # 10,300 times
        ("用电量", 80, 760_000, "千瓦时", "F3"),  # 9,500 times
        ("用地面积", 33_333.5, 50, "平方米", "F2"),  # the earlier year is the wrong one
    ],
)
def test_a_jump_by_the_factor_of_a_unit_is_a_warning(read_xlsx, column, before, now, unit, cell):
    _, findings = read_xlsx(two_years(column, before, now))
    found = only(findings, "UNIT_DOUBTFUL")
    assert found.level is Level.WARNING and f"像是按{unit}" in found.what
    assert f"{found.where.letter}{found.where.row}" == cell


@pytest.mark.parametrize(
    ("column", "before", "now"),
    [
        ("用地面积", 50, 11_000),  # 220 times: below a third of the factor
        ("用地面积", 50, 110_000),  # 2,200 times: beyond three times the factor, which is 2,000
        ("税收实际贡献", 0.5, 5_000),  # half a 万元 tells nothing
        ("税收实际贡献", -40, 412_000),
        ("税收实际贡献", 0, 412_000),
        ("年平均职工人数", 3, 30_000),  # no other unit that offices use
    ],
)
def test_other_jumps_are_not(read_xlsx, column, before, now):
    assert "UNIT_DOUBTFUL" not in codes(read_xlsx(two_years(column, before, now))[1])


def test_without_another_year_the_median_of_the_year_decides(read_xlsx):
    """Median of 20, 20, 20, 20, 20, 20, 4 444 is 20; a third of 666.7 × 20 is 4 444.4."""
    rows = [enterprise(code(n), 20) for n in range(6)]
    assert read_xlsx({"企业": [[*HEADER, "用地面积"], *rows, enterprise(TWO, 4_444)]})[1] == ()
    _, findings = read_xlsx({"企业": [[*HEADER, "用地面积"], *rows, enterprise(TWO, 4_445)]})
    assert "中位数" in only(findings, "UNIT_DOUBTFUL").what


def test_a_median_of_four_tells_nothing(read_xlsx):
    rows = [enterprise(code(n), 20) for n in range(3)]
    assert read_xlsx({"企业": [[*HEADER, "用地面积"], *rows, enterprise(TWO, 38_500)]})[1] == ()


def test_the_same_bonus_twice_is_a_warning_at_the_second(read_xlsx):
    head = ["年度", "统一社会信用代码", "项目", "分值"]
    bonus = [2022, ONE, "专利", 2]
    rows = [head, bonus, [2022, ONE, "专利", 3], bonus]
    _, findings = read_xlsx({"企业": [HEADER, enterprise(ONE)], "加减分": rows})
    found = only(findings, "ROW_TWICE")
    assert found.level is Level.WARNING and found.where.row == 4 and "2" in found.what


def test_one_code_with_two_names_says_that_the_code_may_be_wrong(read_xlsx):
    other = enterprise(ONE)
    other[2] = "乙公司"
    _, findings = read_xlsx({"企业": [HEADER, enterprise(ONE), other]})
    found = only(findings, "KEY_DUPLICATE")
    assert "“甲公司”和“乙公司”" in found.what and "核对两家" in found.fix


@pytest.mark.parametrize("unit", ["度", "千瓦时"])
def test_du_is_the_everyday_word_for_a_kilowatt_hour(read_xlsx, unit):
    tables, findings = read_xlsx({"企业": [[*HEADER, f"用电量（{unit}）"], enterprise(ONE, 800_000)]})
    assert findings == () and tables.enterprises["electricity_wan_kwh"].tolist() == [80]


def test_a_word_for_not_yet_known_is_blank(read_xlsx):
    tables, findings = read_xlsx({"企业": [[*HEADER, "用地面积"], enterprise(ONE, "暂无")]})
    assert codes(findings) == ["BLANK_WORDS"] and tables.enterprises["land_mu"].isna().all()


def test_per_cent_under_the_header_of_a_share_is_a_warning(tmp_path):
    """2.36 would be 236 %; with (%) in the header it is 2.36 %, and a reduction of 0.035 is 3.5 %."""
    (tmp_path / "区域.csv").write_text(
        "年度,区域名称,级别,研发投入强度,单位GDP碳排放降低率\n2022,甲县,县,2.36,0.035\n2022,乙县,县,0.02,3.5\n", "utf-8"
    )
    _, findings = read_upload([tmp_path], published={"研发投入强度": "1"})
    told = {f.where.letter + str(f.where.row): f.what for f in findings if f.code == "SHARE_DOUBTFUL"}
    assert told == {"D2": "研发投入强度是 2.36，会当作 236 %。", "E3": "单位GDP碳排放降低率是 3.5，会当作 350 %。"}
    (tmp_path / "区域.csv").write_text("年度,区域名称,级别,研发投入强度(%)\n2022,甲县,县,2.36\n", "utf-8")
    tables, findings = read_upload([tmp_path], published={"研发投入强度": "1"})
    assert tables.regions["研发投入强度"].tolist() == [pytest.approx(0.0236)]
    assert not [f for f in findings if f.code == "SHARE_DOUBTFUL"]
