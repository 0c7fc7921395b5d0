"""Data sets with their contents, choices, scenarios, verdicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first tables."""
    _contents()
    _datasets()
    _choices()
    _verdicts()


def _contents() -> None:
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_contents"),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name="fk_blobs_sha256"),
        sa.PrimaryKeyConstraint("sha256", "part", name="pk_blobs"),
    )


def _datasets() -> None:
    op.create_table(
        "datasets",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data_id", sa.String(16), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("years", sa.JSON(), nullable=False),
        sa.Column("row_counts", sa.JSON(), nullable=False),
        sa.Column("level_counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_datasets"),
    )
    op.create_index("ix_datasets_data_id", "datasets", ["data_id"])
    op.create_table(
        "dataset_parts",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["datasets.version"], name="fk_dataset_parts_version"),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name="fk_dataset_parts_sha256"),
        sa.PrimaryKeyConstraint("version", "kind", "name", name="pk_dataset_parts"),
    )
    op.create_table(
        "dataset_files",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["datasets.version"], name="fk_dataset_files_version"),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name="fk_dataset_files_sha256"),
        sa.PrimaryKeyConstraint("version", "position", name="pk_dataset_files"),
    )


def _choices() -> None:
    op.create_table(
        "choices",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("policy_id", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["version"], ["datasets.version"], name="fk_choices_version"),
        sa.PrimaryKeyConstraint("number", name="pk_choices"),
    )
    op.create_table(
        "scenarios",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("patch", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_scenarios"),
        sa.UniqueConstraint("id", name="uq_scenarios_id"),
    )
    op.create_index("ix_scenarios_policy_id_name", "scenarios", ["policy_id", "name"])


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_verdicts"),
    )
    op.create_index("ix_verdicts_kind_policy_id", "verdicts", ["kind", "policy_id"])
