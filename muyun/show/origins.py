"""In which cells of the upload do an enterprise's other numbers stand, those that its trace doesn't lead to?"""

from __future__ import annotations

from collections.abc import Container, Iterator

import numpy as np
import pandas as pd

from muyun.data.derive import CARBON_PARTS, EMISSION_PARTS, ENERGY_PARTS, LAND_COLUMNS, TAX_PARTS
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.show.words import number
from muyun.terms import table_measures

HEADS = ("数据", "填报值", "所在位置")

_PARTS: dict[str, tuple[str, ...]] = {
    "land_mu": tuple(name for name in LAND_COLUMNS if name != "land_mu"), "tax_wan": TAX_PARTS,
    "energy_tce": ENERGY_PARTS, "emission_t": EMISSION_PARTS, "carbon_t": CARBON_PARTS,
}  # fmt: skip
"""What a measure is computed of where it isn't given itself."""

def input_cells(
    tables: Tables, evaluation: Evaluation, code: str, told: Container[str] = frozenset()
) -> list[tuple[str, str, str]]:
    """(what, value with unit, file, sheet and cell) of an enterprise's measures whose cells aren't `told` elsewhere.

    told  cells as texts: those of the trace
    A measure that isn't given is followed to the parts it was computed of. Rows of 加减分, 否决事项, 手工调档 and 占用
    are in `registered`.
    """
    rows = tables.enterprises
    mine = rows[((rows["year"] == evaluation.year) & (rows["uscc"] == code)).to_numpy(dtype=bool, na_value=False)]
    scored = not np.isnan(evaluation.ranking["score"].at[evaluation.unit_of[code]])
    traced = set(_of_items(evaluation, code)) if scored and told else set()
    found: list[tuple[str, str, str]] = []
    for label in mine.index:
        for name in _measures(evaluation, code):
            cells = list(_measure_cells(tables, label, name))
            left = [row for row in cells if row[2] not in told]
            unfilled = len(cells) == 1 and not cells[0][2]
            if any(cell for _, _, cell in left) or (unfilled and name not in traced):
                found += left
    return found


def _measures(evaluation: Evaluation, code: str) -> list[str]:
    """The measures that the indicators of the enterprise's pool are made of; land and tax always."""
    return list(dict.fromkeys(["industry", "scale", "land_mu", "tax_wan", *_of_items(evaluation, code)]))


def _of_items(evaluation: Evaluation, code: str) -> list[str]:
    """The measures of the indicators of the enterprise's pool; [] without one."""
    policy, unit = evaluation.policy, evaluation.unit_of[code]
    pool = evaluation.participants["pool"].at[unit]
    names = policy.pools[str(pool)].weights if pool == pool else ()
    return [part for name in names for part in (policy.indicators[name].numerator, policy.indicators[name].denominator)]


def _measure_cells(tables: Tables, label: int, name: str) -> Iterator[tuple[str, str, str]]:
    measure, value = table_measures("企业")[name], tables.enterprises.at[label, name]
    if not pd.isna(value):
        yield measure.column, _words(value, measure.unit), str(tables.cell("企业", label, name))
        return
    parts = [part for part in _PARTS.get(name, ()) if not pd.isna(tables.enterprises.at[label, part])]
    how = "未填，由下列各项计算" if parts else "未填"
    yield measure.column, how, ""
    for part in parts:
        own = table_measures("企业")[part]
        value = tables.enterprises.at[label, part]
        yield f"　{own.column}", _words(value, own.unit), str(tables.cell("企业", label, part))


def _words(value: object, unit: str) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return value
    return f"{number(float(value), 9)} {unit}".rstrip()
