"""What is kept, and in which tables? The same on SQLite and PostgreSQL.

Rows of `contents` and `blobs` hold bytes by their SHA-256, so that the same file in two versions
is stored once. Nothing here is ever overwritten or deleted, `scenarios.listed` aside.
Changes go into migrations/versions; a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

HEAD = "0001"
"""The latest revision of migrations/versions; a test holds it."""

REVISIONS = (HEAD,)
"""Every revision that this code knows, oldest first."""

REVISION_TABLE = "muyun_revision"
"""Where alembic notes the revision; a database without it is not ours."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC in Python; SQLite, which knows no zones, keeps it in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """ValueError: a moment without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

contents = Table(
    "contents", metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("parts", Integer, nullable=False),
)  # fmt: skip
"""A content, complete when its row is there: size in bytes, and in how many parts it lies in `blobs`."""

blobs = Table(
    "blobs", metadata,
    Column("sha256", String(64), ForeignKey("contents.sha256"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)  # fmt: skip
"""The bytes, part 0, 1, 2 …"""

datasets = Table(
    "datasets", metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("data_id", String(16), nullable=False, index=True),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("label", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("years", JSON, nullable=False),
    Column("row_counts", JSON, nullable=False),
    Column("level_counts", JSON, nullable=False),
)  # fmt: skip

dataset_parts = Table(
    "dataset_parts", metadata,
    Column("version", Integer, ForeignKey("datasets.version"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("sha256", String(64), ForeignKey("contents.sha256"), nullable=False),
)  # fmt: skip
"""What a version is made of: its frames and their sources by table, its coefficients and findings."""

dataset_files = Table(
    "dataset_files", metadata,
    Column("version", Integer, ForeignKey("datasets.version"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), ForeignKey("contents.sha256"), nullable=False),
    Column("size", BigInteger, nullable=False),
)  # fmt: skip
"""The files as they were uploaded, in that order."""

choices = Table(
    "choices", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("chosen_at", UtcDateTime, nullable=False),
    Column("version", Integer, ForeignKey("datasets.version")),
    Column("policy_id", Text),
    Column("year", Integer),
)  # fmt: skip
"""What the office works with; the last row holds."""

scenarios = Table(
    "scenarios", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(16), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("policy_id", Text, nullable=False),
    Column("patch", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("listed", Boolean, nullable=False),
    Index("ix_scenarios_policy_id_name", "policy_id", "name"),
)  # fmt: skip

verdicts = Table(
    "verdicts", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("policy_id", Text, nullable=False),
    Column("year", Integer),
    Column("subject", Text, nullable=False),
    Column("answer", String(16), nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Index("ix_verdicts_kind_policy_id", "kind", "policy_id"),
)  # fmt: skip
"""What the office said of an assumption or a proposal of ours; of a subject the last row holds."""
