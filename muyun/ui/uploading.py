"""How does an upload become a reading? With progress, stoppable, kept by the hash of its files; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.data.understood import Understood, understood
from muyun.findings import Finding, has_errors
from muyun.home import home
from muyun.policy.published import published_ratios
from muyun.store import Dataset, UploadedFile, data_id
from muyun.ui import cached, data_files

_STOPPED = "data:stopped"


@dataclass(frozen=True, slots=True)
class Sent:
    """What the user handed over, with the files of the version that it is added to.

    refused  what is said about files that aren't among `files`
    """

    files: tuple[UploadedFile, ...]
    refused: tuple[Finding, ...]
    added_to: Dataset | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Files that were read, a version's or an upload's. `data_id` is "" where there are errors."""

    files: tuple[UploadedFile, ...]
    tables: Tables
    findings: tuple[Finding, ...]
    understood: Understood
    data_id: str


def sent(given: Sequence[UploadedFile], added_to: Dataset | None) -> Sent:
    """The files to be read: those given, on top of a version's where one is named."""
    files, refused = data_files.received(given)
    if added_to is not None:
        files = data_files.together(data_files.received(cached.store().files(added_to))[0], files)
    ratios = [f"{name}={unit}" for name, unit in sorted(_ratios().items())]
    said = "\n".join([*ratios, str(cached.outlines_stamp()), *(str(finding) for finding in refused)])
    return Sent(files, refused, added_to, data_files.fingerprint(files, said))


def _ratios() -> dict[str, str]:
    return published_ratios(cached.policies(), home())


@st.cache_resource(show_spinner=False, max_entries=3)
def _slot(fingerprint: str) -> list[Reading]:
    """Where the reading of these files is put: at most three are kept, for whoever has the same files."""
    return []


@dataclass(frozen=True, slots=True)
class Places:
    """Where the page puts its headline and what stands right. While files are read, nothing old stays there."""

    title: DeltaGenerator
    body: DeltaGenerator


def reading(upload: Sent, title: DeltaGenerator) -> tuple[Reading | None, Places]:
    """The upload read, or as it was read before, and where to show it; None: the user stopped it."""
    slot, progress = _slot(upload.fingerprint), st.empty()
    if slot:
        return slot[0], Places(title, st.container())
    head, body = title.empty(), st.empty()
    if st.session_state.get(_STOPPED) == upload.fingerprint:
        head.html('<div class="muyun-headline">已停止读取，没有存入任何内容。</div>')
        body.button("重新读取", key="data:again", on_click=lambda: st.session_state.pop(_STOPPED, None))
        return None, Places(head, body)
    head.html('<div class="muyun-headline">正在读取和核对，现用的数据不受影响……</div>')
    with progress.container():
        slot.append(_read_with_progress(upload))
    progress.empty()
    return slot[0], Places(head.container(), body.container())


def _read_with_progress(upload: Sent) -> Reading:
    names = len(upload.files)
    bar = st.progress(0.0, text="准备读取")
    st.button("停止", key="data:stop", on_click=_stop, args=(upload.fingerprint,))
    begun: set[str] = set()

    def progress(step: str) -> None:
        begun.add(step.partition("「")[0])
        bar.progress(min(len(begun), names) / (names + 1), text=step.replace("[", "\\["))

    return read(upload, progress)


def _stop(fingerprint: str) -> None:
    st.session_state[_STOPPED] = fingerprint


def read(upload: Sent, progress: Callable[[str], None] = lambda step: None) -> Reading:
    """Reads the files; each of them, whatever it holds, gives tables or findings."""
    if refused := data_files.too_much(upload.files):
        return Reading(upload.files, Tables(), (*upload.refused, *refused), understood(Tables()), "")
    with TemporaryDirectory(prefix="muyun-upload-") as folder:
        paths = data_files.written(data_files.to_read(upload.files), Path(folder))
        tables, findings = read_upload(
            paths, progress=progress, published=_ratios(), counties=cached.counties()
        )
    progress("整理核对意见")
    findings = (*upload.refused, *data_files.same_enterprises(tables), *findings)
    name = "" if has_errors(findings) else data_id(tables)
    return Reading(upload.files, tables, findings, understood(tables, findings), name)


def version(dataset: Dataset, title: DeltaGenerator) -> tuple[Reading, Places]:
    """A stored version as it was read, and where to show it."""
    st.empty()  # where an upload has its progress
    return stored(dataset), Places(title, st.container())


def stored(dataset: Dataset) -> Reading:
    """A stored version as it was read."""
    store = cached.store()
    return _stored((str(store.home), dataset.version, dataset.stored_at.isoformat()), dataset)


@st.cache_resource(show_spinner="正在取出数据……", max_entries=3)
def _stored(key: tuple[str, int, str], _dataset: Dataset) -> Reading:
    store = cached.store()
    tables, findings = store.tables(_dataset), store.findings(_dataset)
    return Reading(store.files(_dataset), tables, findings, understood(tables, findings), _dataset.data_id)
