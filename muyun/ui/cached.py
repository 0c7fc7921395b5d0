"""What is kept between runs and sessions? Data, policies and evaluations by the strings of the URL, bounded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import streamlit as st
from shapely.geometry.base import BaseGeometry

from muyun.data.coefficients import read_coefficients
from muyun.data.outlines import Outlines, place_shapes, read_outlines
from muyun.data.sector_lists import SectorList, read_sector_lists, shipped_sector_lists
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.whatif.live import LiveBase, live_base
from muyun.explore.whatif.scenario import scenario as scenario_of
from muyun.findings import Finding, InputError
from muyun.home import COEFFICIENTS, OUTLINES, SECTOR_LISTS, home
from muyun.policy import load
from muyun.policy.amend import amend
from muyun.policy.assumptions import Assumption, assumptions
from muyun.policy.model import Policy, policy_hash
from muyun.store import Dataset, Store, open_store
from muyun.ui import memory

Key = tuple[str, str, str, int]
"""Data id, policy id, policy hash, year: what an evaluation depends on, a patch aside."""


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The office's store. InputError: the database can't be used."""
    return open_store(home())


def in_use(dataset: Dataset) -> bool:
    """Whether the office works with that version."""
    chosen = store().choice().dataset
    return chosen is not None and chosen.version == dataset.version


def policy_ids() -> tuple[str, ...]:
    """The policies that can be loaded, those that ship first."""
    return tuple(p.id for p in policies())


def policies() -> tuple[Policy, ...]:
    """Every policy that can be loaded; county policies as their files are now."""
    return _listed(_county_files())[0]


def policy_findings() -> tuple[Finding, ...]:
    """Why a county's policy isn't among them."""
    return _listed(_county_files())[1]


def policy(policy_id: str) -> Policy:
    """A policy by id. KeyError: it isn't listed."""
    return {p.id: p for p in policies()}[policy_id]


@st.cache_resource(show_spinner=False, max_entries=4)
def _listed(county_files: tuple[tuple[str, int, int], ...]) -> tuple[tuple[Policy, ...], tuple[Finding, ...]]:
    found, findings = load.listed_policies(home())
    return tuple(found), findings


def _county_files() -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of every county policy's files, so that a changed one is read again."""
    found = sorted((home() / "policies").glob("*/*"))
    return tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in found if f.is_file())


@st.cache_resource(show_spinner=False, max_entries=64)
def amended(policy_id: str, policy_hash: str, patch_json: str) -> Policy:
    """The policy with a patch laid over it. InputError: the patch doesn't hold."""
    return amend(policy(policy_id), json.loads(patch_json), load.policy_text(policy_id, home()))[0]


@st.cache_resource(show_spinner=False, max_entries=32)
def assumed(policy_id: str, policy_hash: str) -> tuple[Assumption, ...]:
    """What is 本系统假定 in a policy."""
    return assumptions(policy(policy_id))


@st.cache_resource(show_spinner=False, max_entries=3)
def tables(data_id: str) -> Tables:
    """A stored version's tables, with the office's own coefficients where it has some."""
    return with_own_coefficients(store().tables(store().dataset(data_id)))


def with_own_coefficients(tables: Tables) -> Tables:
    """The tables with the office's own coefficients where it has some."""
    own = home() / COEFFICIENTS
    return replace(tables, coefficients=read_coefficients(own)) if own.exists() else tables


def sector_lists() -> tuple[SectorList, ...]:
    """The lists of codes for industries that documents only name, the office's own first.

    InputError: its own file can't be used.
    """
    own = home() / SECTOR_LISTS
    return read_sector_lists(own) if own.exists() else shipped_sector_lists()


def outlines() -> Outlines | None:
    """The office's own outlines of counties and towns; None where it has laid none beside its data.

    InputError: the file can't be used.
    """
    stamp = outlines_stamp()
    return _outlines(*stamp) if stamp else None


def outlines_stamp() -> tuple[str, int, int] | None:
    """Path, time and size of the office's own outlines; None where there are none."""
    own = home() / OUTLINES
    return (str(own), own.stat().st_mtime_ns, own.stat().st_size) if own.is_file() else None


def counties() -> Mapping[str, BaseGeometry]:
    """County or county/town → its outline, of the office's own file; none where none can be used, which 区域 says."""
    try:
        own = outlines()
    except InputError:
        return {}
    return place_shapes(own) if own is not None else {}


@st.cache_resource(show_spinner=False, max_entries=2)
def _outlines(path: str, changed_ns: int, size: int) -> Outlines:
    return read_outlines(Path(path))


@st.cache_resource(show_spinner="正在评价……", max_entries=8)
def official(key: Key) -> Evaluation:
    """The evaluation without a patch. InputError: the data contradict themselves."""
    data_id, policy_id, _, year = key
    memory.loaded()
    return evaluate(tables(data_id), policy(policy_id), year)


@st.cache_resource(show_spinner="正在测算……", max_entries=8)
def scenario(key: Key, patch_json: str) -> Evaluation:
    """The evaluation under a patch, from the official one as far as that reaches."""
    data_id, policy_id, held, _ = key
    return scenario_of(official(key), tables(data_id), amended(policy_id, held, patch_json))


@st.cache_resource(show_spinner=False, max_entries=8)
def base(key: Key) -> LiveBase:
    """What a live what-if starts from."""
    return live_base(official(key))


def key_of(data_id: str, of: Policy, year: int) -> Key:
    """The key of an evaluation."""
    return data_id, of.id, policy_hash(of), year
