"""What do land, tax, energy, carbon and emission come to, and how did each come about?

Every derived measure has a column `<name>_origin` beside it that says which way was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from muyun.data.coefficients import POLLUTION, Coefficient, coefficient_findings, coefficient_for
from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.findings import Cell, Finding, Level
from muyun.policy.model import Policy
from muyun.terms import SCORE_DECIMALS, Kind, Scale, table_measures

GIVEN, PARTS, OCCUPANCY, UNIT, NONE = "直接填报", "分项合计", "占用面积合计", "合并宗地", "缺失"

WAYS = [GIVEN, PARTS, OCCUPANCY, UNIT, NONE]
SCALE_WAYS = [GIVEN, "按营业收入", "缺营业收入"]

LAND_PARTS = ("land_registered_mu", "land_rented_in_mu", "land_other_mu")
LAND_COLUMNS = (*LAND_PARTS, "land_mu", "land_rented_out_mu", "land_new_mu")
TAX_PARTS = (
    "tax_vat_wan", "tax_consumption_wan", "tax_corporate_wan", "tax_personal_wan", "tax_property_wan",
    "tax_other_wan", "tax_education_wan", "tax_local_education_wan",
)  # fmt: skip
CARBON_PARTS = (
    "carbon_combustion_t", "carbon_feedstock_t", "carbon_process_t", "carbon_power_t", "carbon_heat_t",
)  # fmt: skip
ENERGY_PARTS = ("electricity_wan_kwh", "coal_t", "gas_wan_m3", "heat_gj", "petrol_t", "diesel_t")
EMISSION_PARTS = ("cod_t", "nh3n_t", "so2_t", "nox_t")

ABOVE_SCALE_WAN = 2000
"""规上 from this revenue on (spec 10.9)."""

Columns = tuple[dict[str, object], list[Finding]]
"""New or replaced columns of the year's frame, and what to tell of them."""

CATEGORIES = ("county", "town", "park", "industry")
"""Texts that repeat from row to row: as categories they compare and group as whole numbers."""

LISTED = 1000
"""So many findings of one kind are listed; then one says how many more there are."""

EXAMPLES = 3
"""So many enterprises are named where one finding speaks of many."""


def derived_enterprises(tables: Tables, policy: Policy, year: int) -> tuple[pd.DataFrame, list[Finding]]:
    """The 企业 rows of `year`, indexed and sorted by credit code, with every derived measure filled.

    Columns as in measures.csv less year and uscc, `row` (label in `tables.enterprises`),
    and `<name>_origin` for land, tax, energy, emission, carbon and scale. `kind` and `scale` are
    never blank; they and `CATEGORIES` are categoricals. Missing stays NaN.
    Spec 1.2, 1.5, 10.9, 12 (measures); XA-07, XA-26, XA-28, XA-31, XA-32.
    """
    rows = tables.enterprises
    rows = rows[(rows["year"] == year).to_numpy(dtype=bool, na_value=False)]
    rows = rows.assign(row=rows.index).iloc[rows["uscc"].array.argsort()]
    # An index of Python strings: pandas turns an Arrow one into those again at every look-up.
    codes = pd.Index(rows["uscc"].to_numpy(dtype=object), dtype=object, name="uscc")
    frame = rows.drop(columns=["year", "uscc"]).set_index(codes).astype(dict.fromkeys(CATEGORIES, "category"))
    findings: list[Finding] = []
    for step in (_kind_and_scale, _land, _tax_and_carbon, _energy, _emission):
        columns, found = step(frame, tables, policy, year)
        frame = frame.assign(**columns)
        findings += found
    return frame, findings


def sum_of_present(frame: pd.DataFrame, names: Iterable[str]) -> pd.Series:
    """Row sums of the values that are there; NaN where none is (spec 12: the parts that are there)."""
    return frame[list(names)].sum(axis=1, min_count=1)


def _given_or(given: pd.Series, computed: pd.Series) -> tuple[pd.Series, pd.Categorical]:
    """The value given, else the computed one, with the way that was taken."""
    value = given.where(given.notna(), computed)
    return value, origin({NONE: True, PARTS: computed.notna(), GIVEN: given.notna()})


def origin(ways: Mapping[str, object]) -> pd.Categorical:
    """How values came about: for each row the last of the ways whose mask holds."""
    codes = np.int8(0)
    for way, mask in ways.items():
        codes = np.where(mask, np.int8(WAYS.index(way)), codes)
    return pd.Categorical.from_codes(codes, categories=WAYS)


def _kind_and_scale(frame: pd.DataFrame, tables: Tables, policy: Policy, year: int) -> Columns:
    service = (frame["kind"] == Kind.SERVICE).to_numpy()
    revenue = frame["turnover_wan"].where(service, frame["revenue_wan"])
    large = (revenue.round(SCORE_DECIMALS) >= ABOVE_SCALE_WAN).to_numpy()
    blank = frame["scale"].isna().to_numpy()
    unknown = blank & revenue.isna().to_numpy()
    above = np.where(blank, large, frame["scale"] == Scale.ABOVE)
    columns = {
        "kind": _one_of([*Kind], service), "scale": _one_of([*Scale], ~above),
        "scale_origin": _one_of(SCALE_WAYS, blank + unknown.astype(np.int8)),
    }  # fmt: skip
    return columns, together(tables, frame, unknown, "scale", _no_revenue)


def _one_of(words: Sequence[str], numbers: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(numbers.astype(np.int8), categories=[str(w) for w in words])


def _land(frame: pd.DataFrame, tables: Tables, policy: Policy, year: int) -> Columns:
    new, undated = deducted_new_land(frame, policy.land.deduct_new_months, year)
    taken_off = pd.DataFrame({"out": frame["land_rented_out_mu"], "new": new}).sum(axis=1)
    computed = sum_of_present(frame, LAND_PARTS) - taken_off
    land = frame["land_mu"].where(frame["land_mu"].notna(), computed)
    all_blank = frame[list(LAND_COLUMNS)].isna().all(axis=1)
    occupied = tables.occupancy.groupby("uscc")["area_mu"].sum(min_count=1).reindex(frame.index)
    from_occupancy = all_blank & occupied.notna()
    land = land.where(~from_occupancy, occupied)
    given = frame["land_mu"].notna()
    how = origin({NONE: True, PARTS: computed.notna(), GIVEN: given, OCCUPANCY: from_occupancy})
    used_parts = frame["land_mu"].isna()
    found = each(tables, frame, undated & used_parts, "land_new_approved", _new_land_undated)
    not_positive = used_parts & (land.round(SCORE_DECIMALS) <= 0)
    found += each(tables, frame, not_positive, "land_mu", _computed_land_not_positive)
    return {"land_mu": land, "land_mu_origin": how}, found


def deducted_new_land(frame: pd.DataFrame, months: int, year: int) -> tuple[pd.Series, pd.Series]:
    """New land that doesn't count in `year`, in 亩 (spec 1.2), and whether its date is missing."""
    new, approved = frame["land_new_mu"], frame["land_new_approved"]
    year_end = pd.Timestamp(year, 12, 31)
    deducted = (approved <= year_end) & (approved + pd.DateOffset(months=months) >= year_end)
    return new.where(deducted), approved.isna() & (new > 0)


def _tax_and_carbon(frame: pd.DataFrame, tables: Tables, policy: Policy, year: int) -> Columns:
    tax, tax_how = _given_or(frame["tax_wan"], sum_of_present(frame, TAX_PARTS))
    carbon, carbon_how = _given_or(frame["carbon_t"], sum_of_present(frame, CARBON_PARTS))
    columns = {"tax_wan": tax, "tax_wan_origin": tax_how, "carbon_t": carbon, "carbon_t_origin": carbon_how}
    return columns, []


def _energy(frame: pd.DataFrame, tables: Tables, policy: Policy, year: int) -> Columns:
    basis = policy.energy_basis.value
    computed, used = _converted(tables, frame, ENERGY_PARTS, basis, year)
    # Electricity alone is what the power company sends; it says nothing of coal and gas (spec 12).
    alone = frame[list(ENERGY_PARTS[1:])].isna().all(axis=1)
    energy, how = _given_or(frame["energy_tce"], computed.where(~alone))
    found = coefficient_findings(used, year) if (how == PARTS).any() else []
    if (how == GIVEN).any():
        found.append(_energy_basis(int((how == GIVEN).sum()), basis))
    lonely = energy.isna() & frame["electricity_wan_kwh"].notna()
    found += together(tables, frame, lonely, "electricity_wan_kwh", _electricity_alone)
    return {"energy_tce": energy, "energy_tce_origin": how}, found


def _emission(frame: pd.DataFrame, tables: Tables, policy: Policy, year: int) -> Columns:
    computed, used = _converted(tables, frame, EMISSION_PARTS, POLLUTION, year)
    emission, how = _given_or(frame["emission_t"], computed)
    found = coefficient_findings(used, year) if (how == PARTS).any() else []
    return {"emission_t": emission, "emission_t_origin": how}, found


def _converted(
    tables: Tables, frame: pd.DataFrame, parts: Iterable[str], basis: str, year: int
) -> tuple[pd.Series, list[tuple[str, Coefficient]]]:
    """Σ quantity × coefficient of the parts that are there, and the coefficients of those with data."""
    chosen = {name: coefficient_for(tables.coefficients, name, basis, year) for name in parts}
    converted = frame[list(chosen)] * pd.Series({name: c.factor for name, c in chosen.items()})
    columns = table_measures("企业")
    used = [(columns[name].column, c) for name, c in chosen.items() if frame[name].notna().any()]
    return sum_of_present(converted, chosen), used


def each(
    tables: Tables, frame: pd.DataFrame, rows: np.ndarray, name: str, make: Callable[[Cell, str], Finding]
) -> list[Finding]:
    """One finding for each row of the mask, at its cell of column `name`, at most `LISTED` of them."""
    places = np.flatnonzero(rows)
    found = [
        make(tables.cell("企业", frame["row"].iat[place], name), called)
        for place, called in zip(places[:LISTED], shown_names(frame.iloc[places[:LISTED]]), strict=True)
    ]
    if len(places) > LISTED:
        found.append(_more_of(found[0], len(places) - LISTED))
    return found


def together(
    tables: Tables, frame: pd.DataFrame, rows: np.ndarray, name: str, make: Callable[[Cell, str], Finding]
) -> list[Finding]:
    """One finding for all rows of the mask: at the first one's cell, naming some and how many there are."""
    places = np.flatnonzero(rows)
    if not len(places):
        return []
    names = shown_names(frame.iloc[places[:EXAMPLES]])
    more = f"等 {len(places)} 家" if len(places) > EXAMPLES else ""
    where = tables.cell("企业", frame["row"].iat[places[0]], name)
    return [make(where, "、".join(f"“{n}”" for n in names) + more)]


def _more_of(finding: Finding, count: int) -> Finding:
    what = f"同类情况另有 {count} 处，未逐条列出。"
    return Finding(finding.code, finding.level, None, what, finding.why, finding.fix)


def _no_revenue(where: Cell, names: str) -> Finding:
    return Finding(
        code="SCALE_NO_REVENUE", level=Level.NOTE, where=where,
        what=f"{names}未填规模，也没有营业收入，按规下处理。",
        why="规上和规下在不同的评价组，指标和名次都不同。",
        fix="请填写“规模”（规上或规下）。",
    )  # fmt: skip


def _new_land_undated(where: Cell, name: str) -> Finding:
    return Finding(
        code="NEW_LAND_NO_DATE", level=Level.WARNING, where=where,
        what=f"“{name}”填了新增用地，没有批准日期，这部分用地没有扣除。",
        why="批准日期决定新增用地是否还在扣除期内。",
        fix="请填写“新增用地批准日期”。",
    )  # fmt: skip


def _computed_land_not_positive(where: Cell, name: str) -> Finding:
    return Finding(
        code="LAND_NOT_POSITIVE", level=Level.WARNING, where=where,
        what=f"“{name}”按各项计算的用地面积不大于 0，记为“数据缺失”，不参加排名。",
        why="亩均指标以用地面积为分母。",
        fix="请核对已登记、租入、出租和新增用地。",
    )  # fmt: skip


def _electricity_alone(where: Cell, names: str) -> Finding:
    return Finding(
        code="ENERGY_ELECTRICITY_ONLY", level=Level.NOTE, where=where,
        what=f"{names}只有用电量，没有其他能源，总用能记为缺失。",
        why="只按用电量折算会低估用煤、用气企业的能耗。",
        fix="请填写总用能；确实只用电的，请在原煤、天然气等任一项填 0。",
    )  # fmt: skip


def _energy_basis(count: int, basis: str) -> Finding:
    return Finding(
        code="ENERGY_BASIS_GIVEN", level=Level.NOTE, where=None,
        what=f"{count} 家企业直接填报了总用能，视为{basis}口径。",
        why="等价值与当量值的电力系数相差一倍以上。",
        fix="口径不同的，请换算后再填，或改填各能源品种的实物量。",
    )  # fmt: skip
