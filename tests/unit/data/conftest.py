"""Files as offices send them, for the tests of reading."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter
from office_files import HEADER, Rows

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.findings import Finding


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Writes sheets (name → rows; None is an empty cell) into a workbook and gives its path."""

    def write(sheets: Mapping[str, Rows], name: str = "数据.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for i, row in enumerate(rows):
                    for j, cell in enumerate(row):
                        if cell is not None:
                            sheet.write(i, j, cell)
        return path

    return write


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows into a CSV file in an encoding and gives its path."""

    def write(rows: Rows, name: str = "企业.csv", encoding: str = "utf-8", delimiter: str = ",") -> Path:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows(rows)
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


@pytest.fixture
def read_xlsx(write_xlsx) -> Callable[..., tuple[Tables, tuple[Finding, ...]]]:
    """Writes sheets and reads them back."""
    return lambda sheets: read_upload([write_xlsx(sheets)])


@pytest.fixture
def read_enterprises(read_xlsx) -> Callable[..., tuple[Tables, tuple[Finding, ...]]]:
    """Reads one 企业 sheet: `HEADER` with further headers, then rows."""
    return lambda more, *rows: read_xlsx({"企业": [[*HEADER, *more], *rows]})
