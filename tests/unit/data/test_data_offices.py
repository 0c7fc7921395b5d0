"""Tables from several offices: joined, corrected, and checked against each other."""

from __future__ import annotations

import pytest
from office_files import HEADER, ONE, TWO, codes, enterprise, only

from muyun.data.read import read_upload
from muyun.findings import Level, has_errors

KEY = ["年度", "统一社会信用代码"]
CORRECTION = ["编号", *KEY, "字段", "原值", "新值", "部门", "理由", "依据"]
BASE = [[*HEADER, "用地面积"], enterprise(ONE, 5), enterprise(TWO, 7)]


def correction(number: str, column: str, old: object, new: object, code: str = ONE) -> list[object]:
    return [number, 2022, code, column, old, new, "统计局", "更正", "文"]


def test_columns_of_several_files_complement_each_other(write_csv):
    paths = [
        write_csv(BASE, "企业-国土.csv"),
        write_csv(
            [[*KEY, "税收实际贡献（元）"], [2022, TWO, 20_000], ["2022年", ONE.lower(), 10_000]], "企业-税务.csv"
        ),
    ]
    for order in (paths, paths[::-1]):
        tables, findings = read_upload(order)
        assert findings == ()
        frame = tables.enterprises.set_index("uscc")
        assert frame.loc[[ONE, TWO], "tax_wan"].tolist() == [1, 2]
        assert frame.loc[[ONE, TWO], "land_mu"].tolist() == [5, 7]


def test_a_cell_of_a_joined_table_names_its_own_file(write_csv):
    paths = [
        write_csv(BASE, "企业-国土.csv"),
        write_csv([["税务局"], [*KEY, "税收实际贡献"], [2022, TWO, 20], [2022, ONE, 10]], "企业-税务.csv"),
    ]
    tables, _ = read_upload(paths)
    row = tables.enterprises.index[tables.enterprises["uscc"] == ONE][0]
    cell = tables.cell("企业", row, "tax_wan")
    assert (cell.file, cell.row, cell.letter) == ("企业-税务.csv", 4, "C")
    cell = tables.cell("企业", row, "land_mu")
    assert (cell.file, cell.row, cell.letter) == ("企业-国土.csv", 2, "F")


def test_one_cell_given_twice_with_different_values_names_both_places(write_csv):
    other = write_csv([[*KEY, "用地面积"], [2022, ONE, 5], [2022, TWO, 8]], "企业-税务.csv")
    _, findings = read_upload([write_csv(BASE), other])
    found = only(findings, "CELL_CONFLICT")
    assert found.level is Level.ERROR and (found.where.file, found.where.row) == ("企业-税务.csv", 3)
    assert "企业.csv" in found.what and "8" in found.what and "7" in found.what


@pytest.mark.parametrize(
    "header, cells", [("用地面积", [5, 7]), ("用地面积（公顷）", [5 / 15, 7 / 15]), ("用地面积", [5, None])]
)
def test_one_cell_given_twice_with_equal_values_is_fine(write_csv, header, cells):
    rows = [[*KEY, header], [2022, ONE, cells[0]], [2022, TWO, cells[1]]]
    tables, findings = read_upload([write_csv(BASE), write_csv(rows, "企业-税务.csv")])
    assert findings == () and tables.enterprises["land_mu"].tolist() == [5, 7]


def test_codes_in_some_files_only_are_one_note_a_file(write_csv):
    base = [BASE[0], enterprise(ONE, 5), *([2022, f"甲{i}", "乙", "南湖区", "1713", 1] for i in range(30))]
    _, findings = read_upload([write_csv(base), write_csv([[*KEY, "税收实际贡献"], [2022, ONE, 1]], "企业-税务.csv")])
    found = only(findings, "CODE_ONLY_IN_SOME")
    assert found.level is Level.NOTE and found.where.file == "企业-税务.csv" and "30 家" in found.what


def test_an_enterprise_that_only_a_tax_file_knows_is_no_error(write_csv):
    other = write_csv([[*KEY, "税收实际贡献"], [2022, ONE, 1], [2022, TWO, 1]], "企业-税务.csv")
    tables, findings = read_upload([write_csv(BASE[:2]), other])
    assert codes(findings) == ["CODE_ONLY_IN_SOME"] and len(tables.enterprises) == 2


def test_files_of_different_years_are_no_reason_for_a_note(write_csv):
    other = write_csv([BASE[0], enterprise(ONE, 5, year=2021)], "企业-2021.csv")
    tables, findings = read_upload([write_csv(BASE, "企业-2022.csv"), other])
    assert findings == () and len(tables.enterprises) == 3


def test_a_file_without_the_key_is_an_error_in_that_file(write_csv):
    other = write_csv([["统一社会信用代码", "税收实际贡献"], [ONE, 1]], "企业-税务.csv")
    _, findings = read_upload([write_csv(BASE), other])
    found = [f for f in findings if f.where.file == "企业-税务.csv"]
    assert "COLUMN_MISSING" in codes(found) and "年度" in [f.where.column for f in found]


def test_a_column_that_no_file_has_is_missing_once(write_csv):
    rows = [[cell for i, cell in enumerate(row) if i != 3] for row in BASE]
    other = write_csv([[*KEY, "税收实际贡献"], [2022, ONE, 1], [2022, TWO, 1]], "企业-税务.csv")
    _, findings = read_upload([write_csv(rows), other])
    found = only(findings, "COLUMN_MISSING")
    assert found.where.column == "区县"


def test_a_duplicate_key_names_both_rows(read_xlsx):
    """Spec 10.8."""
    _, findings = read_xlsx({"企业": [*BASE, enterprise(ONE, 9)]})
    found = only(findings, "KEY_DUPLICATE")
    assert found.level is Level.ERROR and found.where.row == 4 and "B2" in found.what


def test_a_duplicate_key_within_one_of_several_files_names_both_rows(write_csv):
    other = write_csv([[*KEY, "税收实际贡献"], [2022, ONE, 1], [2022, TWO, 1], [2022, ONE, 1]], "企业-税务.csv")
    _, findings = read_upload([write_csv(BASE), other])
    found = only(findings, "KEY_DUPLICATE")
    assert (found.where.file, found.where.row) == ("企业-税务.csv", 4)


def test_one_enterprise_in_two_years_is_no_duplicate(read_xlsx):
    assert read_xlsx({"企业": [BASE[0], enterprise(ONE, 5), enterprise(ONE, 5, year=2021)]})[1] == ()


def test_a_parcel_number_may_occur_once_only(read_xlsx):
    head = ["宗地代码", "区县", "镇街"]
    _, findings = read_xlsx({"宗地": [head, ["P1", "南湖区", "东栅"], ["P1", "南湖区", "东栅"]]})
    assert codes(findings) == ["KEY_DUPLICATE"]


def test_two_manual_changes_for_one_enterprise_and_year_are_an_error(read_xlsx):
    """Spec 12."""
    head = [*KEY, "目标等级", "理由", "依据"]
    rows = [[2022, ONE, "B", "理由", "文"], [2021, ONE, "B", "理由", "文"], [2022, ONE, "B", "理由", "文"]]
    base = [*BASE, enterprise(ONE, 5, year=2021)]
    _, findings = read_xlsx({"企业": base, "手工调档": [head, *rows]})
    found = only(findings, "MANUAL_DUPLICATE")
    assert found.where.row == 4 and has_errors(findings)


@pytest.mark.parametrize("word, good", [
    ("A", True), ("d", True), ("Ｂ", True), ("E", False), ("A类", True), ("a 档", True), ("B类（提升发展类）", True),
    ("AB", False), ("类", False),
])  # fmt: skip
def test_a_manual_change_goes_to_one_of_four_classes(read_xlsx, word, good):
    head = [*KEY, "目标等级", "理由", "依据"]
    _tables, findings = read_xlsx({"企业": BASE, "手工调档": [head, [2022, ONE, word, "理由", "文"]]})
    assert codes(findings) == ([] if good else ["CLASS_UNKNOWN"])


def test_an_unknown_kind_of_veto_is_an_error(read_xlsx):
    head = [*KEY, "类别", "依据"]
    _, findings = read_xlsx({"企业": BASE, "否决事项": [head, [2022, ONE, "迟到", "文"]]})
    assert codes(findings) == ["VETO_KIND_UNKNOWN"] and has_errors(findings)


@pytest.mark.parametrize(
    "table, head, row",
    [
        ("否决事项", [*KEY, "类别", "依据"], ["重大税收违法", "文"]),
        ("加减分", [*KEY, "项目", "分值", "依据"], ["项目", 1, "文"]),
        ("手工调档", [*KEY, "目标等级", "理由", "依据"], ["B", "理由", "文"]),
    ],
)
def test_a_row_for_nobody_is_a_warning(read_xlsx, table, head, row):
    rows = [[2022, ONE, *row], [2021, TWO, *row]]
    _, findings = read_xlsx({"企业": BASE, table: [head, *rows]})
    found = only(findings, "ENTERPRISE_UNKNOWN")
    assert found.level is Level.WARNING and (found.where.table, found.where.row) == (table, 3)


@pytest.mark.parametrize(
    "shares, found",
    [
        ([0.5, 0.5], []),
        ([0.3, 0.3], ["SHARE_SUM"]),
        ([1 / 3, 2 / 3], []),
        ([1.5], ["SHARE_RANGE"]),
        ([-0.1, 1.1], ["SHARE_RANGE"] * 2),
    ],
)
def test_shares_of_a_meter_lie_in_0_to_1_and_add_up_to_1(read_xlsx, shares, found):
    rows = [["户号", "统一社会信用代码", "份额"], *(["H1", ONE, share] for share in shares)]
    _, findings = read_xlsx({"企业": BASE, "电表": rows})
    assert codes(findings) == found
    assert has_errors(findings) == ("SHARE_RANGE" in found)


def test_shares_without_year_count_in_every_year(read_xlsx):
    head = ["户号", "统一社会信用代码", "年度", "份额"]
    rows = [["H1", ONE, None, 0.4], ["H1", TWO, 2021, 0.6], ["H1", TWO, 2022, 0.5]]
    _, findings = read_xlsx({"电表": [head, *rows]})
    assert "0.9" in only(findings, "SHARE_SUM").what
    assert read_xlsx({"电表": [head, *rows[:2]]})[1] == ()


def test_shares_in_percent_are_converted(read_xlsx):
    tables, findings = read_xlsx(
        {"电表": [["户号", "统一社会信用代码", "份额（%）"], ["H1", ONE, 40], ["H1", TWO, 60]]}
    )
    assert findings == () and tables.meters["share"].tolist() == [0.4, 0.6]


def test_a_correction_replaces_the_cell(read_xlsx):
    rows = [
        CORRECTION,
        correction("1", "用地面积", "5.0", "6.5"),
        correction("2", "镇街", None, "东栅"),
        correction("3", "用地面积", 7, None, TWO),
    ]
    tables, findings = read_xlsx(
        {"企业": [[*HEADER, "用地面积", "镇街"], enterprise(ONE, 5), enterprise(TWO, 7)], "纠偏": rows}
    )
    assert findings == ()
    assert tables.enterprises["land_mu"][0] == 6.5 and tables.enterprises["land_mu"].isna()[1]
    assert tables.enterprises["town"][0] == "东栅"


def test_a_correction_is_in_the_units_of_measures_csv(read_xlsx):
    """Cli.md: 纠偏 is applied after the join, in the units of measures.csv."""
    base = [[*HEADER, "税收实际贡献（亿元）"], enterprise(ONE, 0.5)]
    tables, findings = read_xlsx({"企业": base, "纠偏": [CORRECTION, correction("1", "税收实际贡献", 5000, 5100)]})
    assert findings == () and tables.enterprises["tax_wan"][0] == 5100


def test_a_correction_already_made_is_fine(read_xlsx):
    tables, findings = read_xlsx({"企业": BASE, "纠偏": [CORRECTION, correction("1", "用地面积", 4, 5)]})
    assert findings == () and tables.enterprises["land_mu"][0] == 5


def test_a_correction_is_compared_on_nine_decimals(read_xlsx):
    base = [[*HEADER, "用地面积"], enterprise(ONE, 0.1 + 0.2)]
    tables, findings = read_xlsx({"企业": base, "纠偏": [CORRECTION, correction("1", "用地面积", "0.3", "0.4")]})
    assert findings == () and tables.enterprises["land_mu"][0] == 0.4


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_corrections_of_one_cell_form_a_chain_in_any_order(read_xlsx, order):
    steps = [correction("1", "用地面积", 5, 6), correction("2", "用地面积", 6, 8)]
    tables, findings = read_xlsx({"企业": BASE, "纠偏": [CORRECTION, *(steps[i] for i in order)]})
    assert findings == () and tables.enterprises["land_mu"][0] == 8


@pytest.mark.parametrize(
    "row, code, letter",
    [
        (correction("1", "用地面积", 4, 6), "CORRECTION_OLD", "E"),
        (correction("1", "没有的列", 5, 6), "CORRECTION_COLUMN", "D"),
        (correction("1", "统一社会信用代码", ONE, TWO), "CORRECTION_COLUMN", "D"),
        (correction("1", "用地面积", 5, "约6"), "CORRECTION_VALUE", "F"),
    ],
)
def test_a_correction_that_does_not_fit_is_an_error(read_xlsx, row, code, letter):
    tables, findings = read_xlsx({"企业": BASE, "纠偏": [CORRECTION, row]})
    assert codes(findings) == [code] and has_errors(findings)
    assert (findings[0].where.row, findings[0].where.letter) == (2, letter)
    assert tables.enterprises["land_mu"][0] == 5


def test_two_corrections_to_different_values_are_an_error(read_xlsx):
    rows = [CORRECTION, correction("1", "用地面积", 5, 6), correction("2", "用地面积", 5, 7)]
    tables, findings = read_xlsx({"企业": BASE, "纠偏": rows})
    assert codes(findings) == ["CORRECTION_CONFLICT"] and has_errors(findings)
    assert tables.enterprises["land_mu"][0] == 5


def test_a_correction_for_nobody_is_a_warning(read_xlsx):
    base = BASE[:2]
    _, findings = read_xlsx({"企业": base, "纠偏": [CORRECTION, correction("1", "用地面积", 5, 6, TWO)]})
    assert codes(findings) == ["ENTERPRISE_UNKNOWN"]


def test_a_corrected_value_is_checked_like_any_other(read_xlsx):
    _, findings = read_xlsx({"企业": BASE, "纠偏": [CORRECTION, correction("1", "用地面积", 5, -6)]})
    assert codes(findings) == ["LAND_NEGATIVE"]
