"""What cells mean: numbers, years, dates, yes and no, texts, words for blank."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from office_files import HEADER, ONE, TWO, codes, enterprise, only

from muyun.data.cast import date_of, flag_of, number_of, year_of
from muyun.data.read import read_upload
from muyun.findings import Level, has_errors


@pytest.mark.parametrize(
    "text, number",
    [
        ("1200", 1200), ("1,200", 1200), ("1,234,567.5", 1234567.5), ("－5", -5), ("１２．５", 12.5),
        (" 12 ", 12), ("\u3000７", 7), ("+3", 3), (".5", 0.5), ("1e3", 1000), ("1，200", 1200),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "1.2万",
        "约50",
        "#DIV/0!",
        "1e400",
        "nan",
        "inf",
        "1,2OO",
        "12,34",
        "1 200",
        "30%",
        "0x10",
        "一百",
        "1\x000",
        "1_0",
    ],
)
def test_any_other_text_is_no_number(text):
    assert not isinstance(number_of(text), float)


@pytest.mark.parametrize("word", ["-", "–", "—", "/", "无", "…", " - ", "——", "－", "／", "  "])
def test_words_for_blank_are_missing(word):
    assert math.isnan(number_of(word))
    assert math.isnan(year_of(word))
    assert math.isnan(flag_of(word))


@pytest.mark.parametrize("text, year", [("2021", 2021), ("2021年", 2021), ("２０２１", 2021), ("2021.0", 2021)])
def test_years_are_read(text, year):
    assert year_of(text) == year


@pytest.mark.parametrize("text", ["二〇二一", "21", "2021-2022", "20210", "1521", "2021.5"])
def test_other_years_are_refused(text):
    assert not isinstance(year_of(text), float)


@pytest.mark.parametrize(
    "text", ["2020-06-01", "2020/6/1", "2020年6月1日", "20200601", "2020.6.1", "2020-06-01 00:00:00", "２０２０-6-1"]
)
def test_dates_are_read(text):
    assert date_of(text) == dt.date(2020, 6, 1)


@pytest.mark.parametrize(
    "text", ["2020-13-01", "2020-02-30", "2020-06", "6月1日", "2020/6-1", "昨天", "2020-06-01 12:30:00"]
)
def test_other_dates_are_refused(text):
    assert date_of(text) is None


@pytest.mark.parametrize(
    "text, flag", [("是", 1), ("否", 0), ("TRUE", 1), ("false", 0), ("1", 1), ("0", 0), ("√", 1), ("×", 0)]
)
def test_yes_and_no_are_read(text, flag):
    assert flag_of(text) == flag


def test_every_kind_of_cell_of_a_workbook_is_read(read_enterprises):
    tables, findings = read_enterprises(
        ["军工", "新增用地批准日期", "用地面积", "过渡期起始年"],
        enterprise(ONE, True, dt.date(2020, 6, 1), "1,200.5", 2019.0, year="2022年"),
        enterprise(TWO, "否", "2020年6月1日", 50, "2020年", year=2022.0),
    )
    frame = tables.enterprises
    assert findings == ()
    assert frame["year"].tolist() == [2022, 2022]
    assert frame["military"].tolist() == [True, False]
    assert frame["land_new_approved"].astype(str).tolist() == ["2020-06-01", "2020-06-01"]
    assert frame["land_mu"].tolist() == [1200.5, 50]
    assert frame["transition_from"].tolist() == [2019, 2020]


@pytest.mark.parametrize("text", ["1.2万", "约50", "1e400", "1\x00"])
def test_a_cell_that_is_no_number_is_named_as_excel_shows_it(write_csv, text):
    path = write_csv([[*HEADER, "税收实际贡献"], enterprise(ONE, 100), enterprise(TWO, text)])
    _, findings = read_upload([path])
    found = only(findings, "NUMBER_UNREADABLE")
    assert (found.where.row, found.where.letter, found.where.column) == (3, "F", "税收实际贡献")
    assert found.level is Level.ERROR and codes(findings) == ["NUMBER_UNREADABLE"]


def test_an_error_cell_of_a_workbook_is_named(tmp_path):
    import xlsxwriter

    path = tmp_path / "数据.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, [*HEADER, "用地面积", "税收实际贡献"])
        sheet.write_row(1, 0, enterprise(ONE, 5, 100))
        sheet.write_row(2, 0, enterprise(TWO, 5))
        sheet.write_formula(2, 6, "=1/0", None, "#DIV/0!")
    tables, findings = read_upload([path])
    found = only(findings, "NUMBER_UNREADABLE")
    assert (found.where.row, found.where.letter) == (3, "G") and "#DIV/0!" in found.what
    assert tables.enterprises["tax_wan"].isna().tolist() == [False, True]


@pytest.mark.parametrize("value", [dt.date(2020, 6, 1), True])
def test_a_date_or_a_flag_is_no_number(read_enterprises, value):
    _, findings = read_enterprises(["税收实际贡献"], enterprise(ONE, value))
    assert codes(findings) == ["NUMBER_UNREADABLE"]


@pytest.mark.parametrize(
    "column, value, code",
    [
        ("军工", "也许", "FLAG_UNREADABLE"), ("军工", 2, "FLAG_UNREADABLE"),
        ("新增用地批准日期", "去年", "DATE_UNREADABLE"), ("新增用地批准日期", 43983, "DATE_UNREADABLE"),
        ("过渡期起始年", "二〇二一", "YEAR_UNREADABLE"), ("过渡期起始年", 21, "YEAR_UNREADABLE"),
        ("类别", "农业", "WORD_UNKNOWN"), ("规模", "大型", "WORD_UNKNOWN"),
    ],
)  # fmt: skip
def test_each_kind_of_cell_has_its_finding(read_enterprises, column, value, code):
    _, findings = read_enterprises([column], enterprise(ONE, value))
    assert codes(findings) == [code] and has_errors(findings)
    assert findings[0].where.row == 2 and findings[0].where.letter == "F"


def test_a_year_in_words_is_one_error_not_two(read_enterprises):
    _, findings = read_enterprises([], enterprise(ONE, year="二〇二一"))
    assert codes(findings) == ["YEAR_UNREADABLE"]


def test_words_for_blank_give_one_note_a_column(read_enterprises):
    tables, findings = read_enterprises(
        ["用地面积", "税收实际贡献", "镇街"], enterprise(ONE, "-", "无", "/"), enterprise(TWO, "—", 5, None)
    )
    assert codes(findings) == ["BLANK_WORDS"] * 3
    assert [f.where.column for f in findings] == ["用地面积", "税收实际贡献", "镇街"]
    assert findings[0].level is Level.NOTE and "2 格" in findings[0].what
    assert tables.enterprises["land_mu"].isna().all() and tables.enterprises["town"].isna().all()


def test_empty_cells_give_no_note(read_enterprises):
    tables, findings = read_enterprises(["用地面积", "镇街"], enterprise(ONE), enterprise(TWO, 0, "东栅"))
    assert findings == ()
    assert math.isnan(tables.enterprises["land_mu"][0]) and tables.enterprises["land_mu"][1] == 0


def test_texts_lose_outer_spaces_and_line_breaks(read_xlsx):
    tables, findings = read_xlsx({"企业": [HEADER, [2022, ONE, "  甲\n公司\u3000", "南湖区 ", "C1713\xa0"]]})
    assert findings == ()
    assert tables.enterprises.loc[0, ["name", "county", "industry"]].tolist() == ["甲 公司", "南湖区", "C1713"]


def test_marks_of_direction_are_removed_with_a_note(read_xlsx):
    tables, findings = read_xlsx({"企业": [HEADER, [2022, ONE, "甲\u202e司公\u202c", "南湖区", "C1713"]]})
    assert codes(findings) == ["TEXT_DIRECTION"] and not has_errors(findings)
    assert tables.enterprises["name"][0] == "甲司公"


def test_a_control_character_in_a_name_is_an_error(write_csv):
    path = write_csv([HEADER, [2022, ONE, "甲\x00公司", "南湖区", "C1713"]])
    _, findings = read_upload([path])
    assert codes(findings) == ["TEXT_CONTROL"]
    assert findings[0].where.letter == "C" and "\x00" not in findings[0].what


def test_a_megabyte_in_a_name_is_a_short_error(write_csv):
    path = write_csv([HEADER, [2022, ONE, "甲" * 400_000, "南湖区", "C1713"]])
    _, findings = read_upload([path])
    assert codes(findings) == ["TEXT_TOO_LONG"] and len(str(findings[0])) < 300


@pytest.mark.parametrize("name", ["=1+1", "@cmd", "+甲", "<script>alert(1)</script>", "甲&amp;乙", "'甲"])
def test_a_strange_name_is_kept_as_it_is(read_xlsx, write_csv, name):
    rows = [HEADER, [2022, ONE, name, "南湖区", "C1713"]]
    for tables, findings in (read_xlsx({"企业": rows}), read_upload([write_csv(rows)])):
        assert findings == () and tables.enterprises["name"][0] == name


def test_numbers_in_a_column_of_texts_lose_their_point_zero(read_xlsx):
    rows = [[2022, ONE, 360, "南湖区", 1713], [2022, TWO, "乙", "南湖区", "C1713"]]
    tables, findings = read_xlsx({"企业": [HEADER, *rows]})
    assert findings == ()
    assert tables.enterprises["industry"].tolist() == ["1713", "C1713"] and tables.enterprises["name"][0] == "360"


def test_codes_become_half_width_and_capital(read_xlsx):
    tables, findings = read_xlsx(
        {"企业": [HEADER, enterprise(" 9111 0000 802100433b"), enterprise("９１３３０１００７１６１０５８５２Ｆ")]}
    )
    assert findings == ()
    assert tables.enterprises["uscc"].tolist() == [ONE, TWO]


@pytest.mark.parametrize(
    "code, finding", [(ONE[:-1] + "C", "USCC_CHECKSUM"), (ONE[:-1], "USCC_FORMAT"), ("甲", "USCC_FORMAT")]
)
def test_a_wrong_code_is_a_warning(read_xlsx, code, finding):
    tables, findings = read_xlsx({"企业": [HEADER, enterprise(code)]})
    assert codes(findings) == [finding] and findings[0].level is Level.WARNING
    assert tables.enterprises["uscc"][0] == code


@pytest.mark.parametrize("others", [[], [enterprise(TWO)]])
def test_a_code_that_became_a_float_has_lost_digits(read_xlsx, others):
    _, findings = read_xlsx({"企业": [HEADER, enterprise(913304021234567890), *others]})
    assert codes(findings) == ["DIGITS_LOST"] and has_errors(findings)
    assert findings[0].where.row == 2 and findings[0].where.letter == "B" and "丢失" in findings[0].what


@pytest.mark.parametrize("text", ["9.13304E+17", "9.13304021234568e17"])
def test_a_code_written_as_a_float_has_lost_digits(write_csv, text):
    _, findings = read_upload([write_csv([HEADER, enterprise(text)])])
    assert codes(findings) == ["DIGITS_LOST"]


def test_a_code_of_digits_alone_is_no_number_when_it_is_text(read_xlsx):
    code = "913304021464800018"  # 18 digits; whatever its checksum, none of them is lost
    tables, findings = read_xlsx({"企业": [HEADER, enterprise(code), enterprise(ONE, year=2021)]})
    assert "DIGITS_LOST" not in codes(findings) and tables.enterprises["uscc"][0] == code


@pytest.mark.parametrize("column", ["年度", "统一社会信用代码", "企业名称", "区县", "行业代码"])
def test_an_empty_required_cell_is_an_error(read_xlsx, column):
    row = enterprise()
    row[HEADER.index(column)] = None
    _, findings = read_xlsx({"企业": [HEADER, row]})
    assert codes(findings) == ["CELL_REQUIRED"]
    assert findings[0].where.column == column and findings[0].where.row == 2


@pytest.mark.parametrize(
    "column, value, code",
    [
        ("用地面积", -1, "LAND_NEGATIVE"), ("租入用地", -1, "LAND_NEGATIVE"), ("年平均职工人数", -1, "STAFF_NEGATIVE"),
        ("总用能", -1, "ENERGY_NEGATIVE"), ("原煤", -1, "ENERGY_NEGATIVE"), ("用电量", -1, "ENERGY_NEGATIVE"),
        ("排放量", -1, "EMISSION_NEGATIVE"), ("氨氮", -1, "EMISSION_NEGATIVE"),
        ("净购入热力排放", -1, "EMISSION_NEGATIVE"),
    ],
)  # fmt: skip
def test_negative_land_staff_energy_and_emission_are_errors(read_enterprises, column, value, code):
    """Spec 10.8."""
    _, findings = read_enterprises([column], enterprise(ONE, value))
    assert codes(findings) == [code] and has_errors(findings)
    assert (findings[0].where.row, findings[0].where.letter, findings[0].where.column) == (2, "F", column)


def test_negative_tax_and_value_added_are_legal(read_enterprises):
    """Spec 10.8."""
    tables, findings = read_enterprises(["税收实际贡献", "增值税", "工业增加值"], enterprise(ONE, -5, -6, -7))
    assert findings == () and tables.enterprises["tax_wan"][0] == -5


def test_a_thousand_findings_of_a_kind_are_listed_and_the_rest_counted(write_csv):
    rows = [enterprise(ONE, "约5", year=year) for year in range(1900, 2100)] * 6
    _, findings = read_upload([write_csv([[*HEADER, "用地面积"], *rows])])
    assert codes(findings).count("NUMBER_UNREADABLE") == 1000
    rest = [f for f in findings if f.code == "MORE_OF_THE_SAME" and f.where.column == "用地面积"]
    assert len(rest) == 1 and "200 处" in rest[0].what and rest[0].level is Level.ERROR


def test_findings_come_in_the_order_of_table_row_and_column(read_xlsx):
    _, findings = read_xlsx({
        "否决事项": [["年度", "统一社会信用代码", "类别", "依据"], [2022, ONE, "闹事", "文"]],
        "企业": [[*HEADER, "用地面积", "税收实际贡献"], enterprise(ONE, "约5", "约6"), enterprise(TWO, "约7", 1)],
    })  # fmt: skip
    assert [(f.where.table, f.where.row, f.where.letter) for f in findings] == [
        ("企业", 2, "F"), ("企业", 2, "G"), ("企业", 3, "F"), ("否决事项", 2, "C"),
    ]  # fmt: skip
