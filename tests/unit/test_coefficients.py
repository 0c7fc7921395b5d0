"""Which coefficient holds in a year, and an office's own table (spec 1.5)."""

import csv

import pytest

from muyun.data.coefficients import coefficient_for, read_coefficients, shipped_coefficients
from muyun.findings import InputError

HEADER = "measure,unit,coefficient,operation,result,basis,valid_from,source,verified\n"
OWN = HEADER + (
    "electricity_wan_kwh,万千瓦时,2.9,multiply,tce,等价值,2020,本省 2020 年公布,yes\n"
    "electricity_wan_kwh,万千瓦时,2.8,multiply,tce,等价值,2023,本省 2023 年公布,yes\n"
    "so2_t,吨,0.95,divide,equivalent,排放量,2018,环境保护税法,yes\n"
)


@pytest.mark.clause("XA-31")
def test_electricity_has_a_coefficient_by_basis_and_coal_only_one():
    table = shipped_coefficients()
    assert coefficient_for(table, "electricity_wan_kwh", "当量值", 2022).factor == 1.229
    assert coefficient_for(table, "electricity_wan_kwh", "等价值", 2022).factor == 3.015
    assert coefficient_for(table, "coal_t", "等价值", 2022).factor == 0.7143


def test_pollutants_are_divided_by_their_value():
    assert coefficient_for(shipped_coefficients(), "nh3n_t", "排放量", 2020).factor == pytest.approx(1.25)


def test_latest_row_not_after_the_year_holds_and_before_all_the_earliest(tmp_path):
    path = tmp_path / "coefficients.csv"
    path.write_text(OWN, "utf-8-sig")
    table = read_coefficients(path)
    found = [coefficient_for(table, "electricity_wan_kwh", "等价值", y).factor for y in (2019, 2022, 2023, 2030)]
    assert found == [2.9, 2.9, 2.8, 2.8]
    # What the own table doesn't have stays as shipped.
    assert coefficient_for(table, "electricity_wan_kwh", "当量值", 2022).factor == 1.229
    assert coefficient_for(table, "coal_t", "当量值", 2022).factor == 0.7143


@pytest.mark.parametrize(
    ("wrong", "row", "column"),
    [
        (OWN.replace("2.9", "约3"), 2, "coefficient"),
        (OWN.replace("2.9", "-2.9"), 2, "coefficient"),
        (OWN.replace("2.9", "nan"), 2, "coefficient"),
        (OWN.replace(",2023,", ",去年,"), 3, "valid_from"),
        (OWN.replace("so2_t", "co2_t"), 4, "measure"),
        (OWN.replace("divide", "plus"), 4, "operation"),
    ],
)
def test_each_cell_that_cannot_be_used_is_named(tmp_path, wrong, row, column):
    path = tmp_path / "coefficients.csv"
    path.write_text(wrong, "utf-8")
    with pytest.raises(InputError) as error:
        read_coefficients(path)
    (finding,) = error.value.findings
    assert (finding.code, finding.where.row, finding.where.column) == ("COEFFICIENTS_INVALID", row, column)


@pytest.fixture
def usual_csv_limit():
    """Reading an upload lifts it for the whole process."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", HEADER.encode(), HEADER.encode() + b"\n" + b"x" * 200_000],
    ids=["empty", "no text", "no rows", "a cell past all bounds"],
)  # fmt: skip
def test_a_table_without_rows_or_text_is_refused(tmp_path, content, usual_csv_limit):
    path = tmp_path / "coefficients.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_coefficients(path)
    assert error.value.findings[0].code == "COEFFICIENTS_UNREADABLE"
