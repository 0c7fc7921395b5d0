"""How alembic reaches the database: `database.upgrade` hands over its connection, which holds the lock."""

from __future__ import annotations

from alembic import context

from muyun.store.schema import REVISION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=REVISION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
