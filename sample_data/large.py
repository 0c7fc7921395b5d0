"""How does muyun bear size? One 企业 table of any length for the benches, written in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import xlsxwriter
from pyarrow import csv

from sample_data.codes import credit_codes
from sample_data.industries import INDUSTRIES
from sample_data.places import COUNTIES

LARGE_YEAR = 2022

_BLOCK = 100_000
_FACTORIES = tuple(i for i in INDUSTRIES if i.kind == "工业")


def write_large(path_csv: Path, rows: int, seed: int = 1) -> Path:
    """Writes one 企业 CSV (UTF-8 with BOM, 25 columns, year 2022) and returns the path.

    rows  how many enterprises, up to 31^6; codes are valid and unique. Industrial firms of 规上 and
    规下 with gaps in energy, emission, carbon and R&D. The same arguments give the same bytes.
    """
    options = csv.WriteOptions(include_header=False, quoting_style="none")
    with path_csv.open("wb") as file:
        header_written = False
        for block in large_blocks(rows, seed):
            table = pa.table({name: pa.array(column, from_pandas=True) for name, column in block.items()})
            if not header_written:
                file.write(("\ufeff" + ",".join(block) + "\n").encode())
                header_written = True
            csv.write_csv(table, file, options)
    return path_csv


def write_large_workbook(path_xlsx: Path, rows: int, seed: int = 1) -> Path:
    """Writes the same table as a workbook with one sheet 企业 and returns the path.

    rows  at most 1,048,575, what a sheet holds. ValueError: more.
    """
    if rows > 1_048_575:
        raise ValueError(f"a sheet holds 1,048,575 rows below its header, not {rows}")
    with xlsxwriter.Workbook(path_xlsx, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("企业")
        written = 0
        for block in large_blocks(rows, seed):
            if not written:
                sheet.write_row(0, 0, list(block))
            columns = [column.tolist() for column in block.values()]
            for offset, cells in enumerate(zip(*columns, strict=True), start=written + 1):
                _write_cells(sheet, offset, cells)
            written += len(columns[0])
    return path_xlsx


def large_blocks(rows: int, seed: int = 1) -> Iterator[dict[str, np.ndarray]]:
    """The table in blocks of at most 100,000 rows: header → column; numbers with NaN, text without gaps.

    ValueError: no rows.
    """
    if rows < 1:
        raise ValueError(f"rows must be at least 1, not {rows}")
    rng = np.random.default_rng(seed)
    for start in range(0, rows, _BLOCK):
        count = min(_BLOCK, rows - start)
        money = _money(count, rng)
        yield _identity(start, count, money["主营业务收入"] >= 2000, rng) | money | _burdens(money, rng)


def _identity(start: int, count: int, above: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    serials = np.arange(start + 1, start + count + 1)
    county = rng.integers(0, len(COUNTIES), count)
    town = rng.integers(0, 8, count)
    towns = np.array([c.towns[:8] for c in COUNTIES])
    factory = rng.integers(0, len(_FACTORIES), count)
    trades = np.array([i.trade for i in _FACTORIES])[factory]
    name = np.char.add(np.char.add("示例", np.char.zfill(serials.astype("U8"), 7)), trades)
    return {
        "年度": np.full(count, LARGE_YEAR),
        "统一社会信用代码": credit_codes(serials, np.array([c.number for c in COUNTIES])[county]),
        "企业名称": np.char.add(name, "有限公司"),
        "区县": np.array([c.name for c in COUNTIES])[county],
        "镇街": towns[county, town],
        "行业代码": np.array([i.code for i in _FACTORIES])[factory],
        "类别": np.full(count, "工业"),
        "规模": np.where(above, "规上", "规下"),
        "标签": np.where(rng.random(count) < 0.2, "高新技术企业", ""),
    }


def _money(count: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    land_mu = np.exp(rng.normal(np.log(20), 1.0, count)) + 0.1
    tax_wan = land_mu * np.exp(rng.normal(np.log(6), 1.1, count))
    value_added_wan = tax_wan * np.exp(rng.normal(np.log(4.2), 0.5, count))
    revenue_wan = value_added_wan * np.exp(rng.normal(np.log(3.9), 0.3, count))
    rented_mu = np.where(rng.random(count) < 0.1, land_mu * 0.3, np.nan)
    let_mu = np.where(rng.random(count) < 0.05, land_mu * 0.1, np.nan)
    return {
        "已登记用地": land_mu.round(2),
        "租入用地": rented_mu.round(2),
        "出租用地": let_mu.round(2),
        "增值税": (tax_wan * 0.6).round(2),
        "企业所得税": (tax_wan * 0.3).round(2),
        "其他税收": (tax_wan * 0.1).round(2),
        "工业总产值": (revenue_wan * 1.02).round(2),
        "工业增加值": value_added_wan.round(2),
        "主营业务收入": revenue_wan.round(2),
        "年平均职工人数": np.maximum(3, np.rint(value_added_wan / 18)),
    }


def _burdens(money: dict[str, np.ndarray], rng: np.random.Generator) -> dict[str, np.ndarray]:
    value_added_wan, revenue_wan = money["工业增加值"], money["主营业务收入"]
    count = len(value_added_wan)
    energy_tce = value_added_wan * np.exp(rng.normal(np.log(0.35), 0.8, count))
    emission_t = value_added_wan / np.exp(rng.normal(np.log(4000), 1.2, count))
    emission_t[rng.random(count) < 0.06] = 0.0

    def with_gaps(column: np.ndarray, share: float, decimals: int) -> np.ndarray:
        return np.where(rng.random(count) < share, np.nan, column.round(decimals))

    return {
        "总用能": with_gaps(energy_tce, 0.08, 2),
        "用电量": with_gaps(energy_tce * 0.6 / 1.229, 0.02, 4),
        "排放量": with_gaps(emission_t, 0.15, 3),
        "碳排放": with_gaps(energy_tce * 3.8, 0.15, 1),
        "研发经费": with_gaps(revenue_wan * np.exp(rng.normal(np.log(0.022), 0.6, count)), 0.2, 2),
        "固定资产投资": with_gaps(revenue_wan * 0.05, 0.4, 2),
    }


def _write_cells(sheet: xlsxwriter.worksheet.Worksheet, row: int, cells: tuple[object, ...]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(row, column, cell)
        elif cell == cell:
            sheet.write_number(row, column, cell)
