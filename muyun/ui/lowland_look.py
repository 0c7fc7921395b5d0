"""What is kept of the parcels between runs? Figures by evaluation; polygons and their bytes by data, sent once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st
from streamlit import runtime

from muyun.data.outlines import COUNTY, Outlines
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.findings import InputError
from muyun.land.hot_spots import HotSpot, hot_spots
from muyun.land.parcels import listed_parcels, parcel_figures
from muyun.land.tenants import Tenants, tenants
from muyun.show.lowland import parcel_people
from muyun.show.map_geometry import drawable, encoded
from muyun.show.parcel_map import Drawn, attributes, drawn, extent, places, town_names
from muyun.ui import cached, memory
from muyun.ui.state import State
from muyun.ui.telling import tell

_BYTES = "application/gzip"
"""Packed once here: the server would pack other kinds again for every browser."""

_LEVEL = 6


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """The parcels of an evaluation: figures, who is on them (and in words), and what the map knows of them, packed.

    towns  in the map's order; of_county: the towns of each county, "" all of them
    """

    figures: pd.DataFrame
    tenants: Tenants
    people: np.ndarray
    packed: bytes
    towns: Sequence[str]
    of_county: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The parcels of a data version, in the order of the figures: polygons, what is drawn of them and where that
    lies (`extent`), and its payload, packed."""

    geometry: np.ndarray
    drawn: Drawn
    extent: Sequence[float]
    packed: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Beneath:
    """The outlines under the parcels: their payload, packed, and the names on them; b"" and [] without."""

    packed: bytes
    places: Sequence[Sequence[object]]


def land(state: State, evaluation: Evaluation, tables: Tables) -> Land:
    """The parcels under the state's policy and patch."""
    key = cached.key_of(state.dataset.data_id, state.official, state.year)
    return _land(key, json.dumps(dict(state.patch), sort_keys=True, ensure_ascii=False), evaluation, tables)


@st.cache_resource(show_spinner="正在汇总宗地……", max_entries=4)
def _land(key: cached.Key, patch: str, _evaluation: Evaluation, _tables: Tables) -> Land:
    memory.loaded()
    figures = parcel_figures(_evaluation, _tables)
    rows = ground(key[0], _tables).drawn.rows
    of, towns = tenants(_evaluation, _tables, figures.index), town_names(figures)
    pairs = figures[["county", "town"]].dropna().drop_duplicates()
    of_county = {str(county): sorted(own["town"]) for county, own in pairs.groupby("county")}
    people = parcel_people(_evaluation, of)
    return Land(figures, of, people, packed(attributes(figures, rows)), towns, {**of_county, "": towns[1:]})


@st.cache_resource(show_spinner="正在准备地图……", max_entries=2)
def ground(data_id: str, _tables: Tables) -> Ground:
    """The polygons of a data version and their payload."""
    memory.loaded()
    geometry = listed_parcels(_tables)["geometry"].to_numpy(dtype=object)
    found = drawn(geometry)
    return Ground(geometry, found, extent(found.bounds), packed(found.payload))


def spots(state: State, of: Land, low: np.ndarray, gap_m: float, least_mu: float) -> tuple[HotSpot, ...]:
    """The clusters of the parcels in `low`."""
    tables = cached.tables(state.dataset.data_id)
    there = ground(state.dataset.data_id, tables)
    return _spots(state.dataset.data_id, low.tobytes(), gap_m, least_mu, there, of.figures["area_mu"].to_numpy())


@st.cache_resource(show_spinner=False, max_entries=8)
def _spots(
    data_id: str, low: bytes, gap_m: float, least_mu: float, _there: Ground, _area_mu: np.ndarray
) -> tuple[HotSpot, ...]:
    return hot_spots(_there.geometry, _area_mu, np.frombuffer(low, dtype=bool), gap_m, least_mu)


def beneath(state: State) -> Beneath:
    """The office's own outlines; the sample's invented ones never lie under real parcels."""
    try:
        held = cached.outlines()
    except InputError as wrong:
        tell(wrong.findings)
        held = None
    if held is None or (held.invented and not state.dataset.synthetic):
        return Beneath(b"", [])
    return _beneath(held.digest, held)


@st.cache_resource(show_spinner=False, max_entries=2)
def _beneath(digest: str, _held: Outlines) -> Beneath:
    kept = [outline for outline in _held.places if drawable(np.array([outline.shape], dtype=object))[0]]
    ordered = sorted(kept, key=lambda outline: outline.level != COUNTY)
    return Beneath(packed(encoded(np.array([o.shape for o in ordered], dtype=object))), places(ordered))


def packed(payload: bytes) -> bytes:
    """The payload as `address` hands it out."""
    return gzip.compress(payload, _LEVEL, mtime=0)  # the same bytes every time, hence the same address


def address(content: bytes, place: str, kind: str = _BYTES) -> str:
    """Where the browser fetches these bytes: the address is of their content, so it fetches them once."""
    return runtime.get_instance().media_file_mgr.add(content, kind, f"muyun:{place}") if content else ""
