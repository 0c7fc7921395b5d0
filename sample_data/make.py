"""What is in the sample folder? Writes a made-up prefecture's tables as its offices would send them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data import events, followup, offices
from sample_data.economy import economy
from sample_data.enterprises import roster
from sample_data.environment import carbon, emission, energy
from sample_data.files import write_parcels, write_table
from sample_data.land import land
from sample_data.lishui import write_lishui
from sample_data.note import sample_note
from sample_data.parcels import parcel_tables
from sample_data.regions import park_table, region_table
from sample_data.standing import standing

__all__ = ["Sample", "make_sample", "write_lishui", "write_sample"]

_STREAMS = (
    "roster", "economy", "energy", "emission", "carbon", "standing", "land", "industry", "tax", "statistics",
    "power", "energy_office", "environment", "parcels", "regions", "parks", "events", "corrections",
    "followup",
)  # fmt: skip
_HEADERS = {
    "企业-供电": {"electricity_kwh": "用电量（千瓦时）"},
    "企业-税务": {
        "tax_wan": "税收实际贡献(万元)",
        "tax_vat_wan": "增值税(万元)",
        "tax_corporate_wan": "企业所得税(万元)",
    },
}
"""Headers with a unit in them, as some offices write them."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The tables of a sample by the name of their file (企业-税务, 否决事项 …), and its note."""

    tables: dict[str, pd.DataFrame]
    note: str


def write_sample(
    folder: Path,
    *,
    enterprises: int = 3000,
    years: Sequence[int] = (2020, 2021, 2022),
    parcels: int = 5000,
    seed: int = 2022,
) -> list[Path]:
    """Writes the synthetic sample into `folder` (made if need be) and returns the files, in order.

    enterprises  how many there are in each of `years` (some leave, as many enter); at least 50
    parcels      how many 宗地, for the last year
    The same arguments give the same bytes. ValueError: too few enterprises, years that don't
    rise, or more parcels than the invented towns hold.
    """
    sample = make_sample(enterprises=enterprises, years=years, parcels=parcels, seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file, frame in sample.tables.items():
        table = file.partition("-")[0]
        if table == "宗地":
            written.append(write_parcels(folder / f"{file}.geojson", frame))
        else:
            written.append(write_table(folder / f"{file}.csv", table, frame, _HEADERS.get(file)))
    note = folder / "说明.txt"
    note.write_text(sample.note, encoding="utf-8-sig", newline="\n")
    return [*written, note]


def make_sample(*, enterprises: int, years: Sequence[int], parcels: int, seed: int) -> Sample:
    """The sample's tables in memory; arguments and errors as `write_sample`."""
    if enterprises < 50:
        raise ValueError(f"enterprises must be at least 50, not {enterprises}")
    if not years or list(years) != sorted(set(years)):
        raise ValueError(f"years must rise, not {tuple(years)}")
    rng = _generators(seed)
    firms = roster(enterprises, len(years), rng["roster"])
    measures = _measures(firms, years, rng)
    land_parts = land(firms, measures["above"][:, -1], years[-1], rng["land"])
    panel = offices.long_form(firms, measures, years)
    panel["land_reported"] = land_parts["reported"].loc[panel["row"]].to_numpy()
    sent = {
        "企业-经信": offices.industry_office(panel, rng["industry"]),
        "企业-资规": offices.land_office(panel, land_parts),
        "企业-税务": offices.tax_office(panel, rng["tax"]),
        "企业-统计": offices.statistics_office(panel, rng["statistics"]),
        "企业-供电": offices.power_office(panel, rng["power"]),
        "企业-发改": offices.energy_office(panel, rng["energy_office"]),
        "企业-生态环境": offices.environment_office(panel, rng["environment"]),
    }
    plots, occupancy = parcel_tables(firms, land_parts, parcels, rng["parcels"])
    tables = sent | {"宗地": plots, "占用": occupancy} | _other_tables(panel, sent, plots, years, rng)
    return Sample(tables, sample_note(tables, years, seed))


def _measures(
    firms: pd.DataFrame, years: Sequence[int], rng: dict[str, np.random.Generator]
) -> dict[str, np.ndarray]:
    money = economy(firms, years, rng["economy"])
    kinds = energy(firms, money["value_added_wan"], rng["energy"])
    emitted = emission(firms, money["value_added_wan"], rng["emission"])
    sources = carbon(firms, kinds, rng["carbon"])
    return money | kinds | emitted | sources | standing(firms, money["above"], years, rng["standing"])


def _other_tables(
    panel: pd.DataFrame,
    sent: dict[str, pd.DataFrame],
    plots: pd.DataFrame,
    years: Sequence[int],
    rng: dict[str, np.random.Generator],
) -> dict[str, pd.DataFrame]:
    vetoes = events.veto_table(panel, years, rng["events"])
    correctable = [sent[f"企业-{office}"] for office in ("统计", "税务", "资规", "发改")]
    return {
        "电表": followup.meter_table(panel, sent["企业-供电"], years[-1], rng["followup"]),
        "园区": park_table(panel, years, rng["parks"]),
        "区域": region_table(panel, plots, years, rng["regions"]),
        "否决事项": vetoes,
        "加减分": events.points_table(panel, years, rng["events"]),
        "手工调档": events.manual_change_table(panel, vetoes, years, rng["events"]),
        "整治": followup.case_table(panel, plots, years[-1], rng["followup"]),
        "项目": followup.project_table(60, rng["followup"]),
        "纠偏": events.correction_table(correctable, years, rng["corrections"]),
        "名单": followup.list_table(years[-1]),
    }


def _generators(seed: int) -> dict[str, np.random.Generator]:
    """A generator a topic, so that a change in one leaves the others' draws as they were."""
    children = np.random.SeedSequence(seed).spawn(len(_STREAMS))
    return {name: np.random.default_rng(child) for name, child in zip(_STREAMS, children, strict=True)}
