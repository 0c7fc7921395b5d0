"""What does the store give out? Plain values, without a database behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as a user handed it over."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a version: its content is asked for when it is needed. `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """A version of the data; never changed, never deleted.

    version    1, 2, 3 … in the order of storing
    data_id    names the content (`identity.data_id`); two versions may share it
    stored_at  aware, UTC
    synthetic  whether it is made up, for demonstration
    years      of 企业, ascending
    rows       table (Chinese name) → rows; tables without rows left out
    levels     错误, 警告, 提示 → how many findings
    files      as uploaded
    """

    version: int
    data_id: str
    stored_at: datetime
    label: str
    note: str
    synthetic: bool
    years: tuple[int, ...]
    rows: Mapping[str, int]
    levels: Mapping[str, int]
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the office works with; None: not chosen yet."""

    dataset: Dataset | None
    policy_id: str | None
    year: int | None
    chosen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A saved what-if. `id` begins with s, fits into a URL and is never given to another one."""

    id: str
    name: str
    policy_id: str
    patch: Mapping[str, object]
    note: str
    saved_at: datetime


class Matter(StrEnum):
    """What the office decides on."""

    ASSUMPTION = "assumption"
    """A value of a policy that is 本系统假定."""
    PROPOSAL = "proposal"
    """A class that a policy only proposes (可享受, 原则上)."""
    HIGHLIGHT = "highlight"
    """Points for 创新亮点 of a town or park (FH-15)."""
    LEADERS = "leaders"
    """A step that a list of leaders has gone through (推荐, 汇总, 审定, 公示, 印发)."""
    CASE = "case"
    """A case of table 整治 as the office changed it on the page: about data, so under no policy."""
    EXEMPTION = "exemption"
    """An enterprise that may stay out of the list of 高耗低效 (可暂不列入)."""


class Answer(StrEnum):
    """What it says."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """An earlier answer no longer holds: the matter is open again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the office said of one matter; never changed, a later one of the same subject holds instead.

    subject   what it is about, as the caller names it: a policy's value, an enterprise's proposed class
    year      the evaluated year; None for what doesn't depend on one
    by        who decided; document: by which; reason: why. Free texts, reason and document may be ""
    at        aware, UTC; None until it is stored
    """

    matter: Matter
    policy_id: str
    year: int | None
    subject: str
    answer: Answer
    by: str
    document: str = ""
    reason: str = ""
    at: datetime | None = None
