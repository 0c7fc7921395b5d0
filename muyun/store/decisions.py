"""What the office has chosen, and which what-ifs it has saved: histories that only grow."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, Table, func, insert, select, update

from muyun.store import datasets
from muyun.store.datasets import plain
from muyun.store.records import Choice, Dataset, Scenario
from muyun.store.schema import choices, scenarios

_NOTHING = Choice(None, None, None, None)


def choice(connection: Connection) -> Choice:
    """What holds now; all None when nothing was chosen yet."""
    row = connection.execute(select(choices).order_by(choices.c.number.desc()).limit(1)).one_or_none()
    if row is None:
        return _NOTHING
    return _choice(row, None if row.version is None else datasets.one_version(connection, row.version))


def chosen(connection: Connection) -> list[Choice]:
    """Every choice, the newest first."""
    known = {dataset.version: dataset for dataset in datasets.listed(connection)}
    rows = connection.execute(select(choices).order_by(choices.c.number.desc()))
    return [_choice(row, known.get(row.version)) for row in rows]


def choose(connection: Connection, dataset: Dataset | None, policy_id: str | None, year: int | None) -> Choice:
    """Adds a choice; what is None stays as it was. One that changes nothing isn't added."""
    before = choice(connection)
    version = dataset.version if dataset else before.dataset.version if before.dataset else None
    after = (version, policy_id or before.policy_id, before.year if year is None else year)
    if after == (before.dataset.version if before.dataset else None, before.policy_id, before.year):
        return before
    names = dict(zip(("version", "policy_id", "year"), after, strict=True))
    number = next_number(connection, choices)
    connection.execute(insert(choices).values(number=number, chosen_at=datetime.now(UTC), **names))
    return choice(connection)


def save(connection: Connection, name: str, policy_id: str, patch: Mapping[str, object], note: str) -> Scenario:
    """Saves a what-if; an earlier one of the same name and policy is listed no more.

    ValueError, TypeError: the patch isn't plain data (JSON), so it would come back as another.
    """
    kept = json.loads(json.dumps(patch, allow_nan=False))
    if kept != dict(patch):
        raise ValueError(f"not plain data: {patch!r}")
    same = (scenarios.c.name == plain(name)) & (scenarios.c.policy_id == policy_id)
    connection.execute(update(scenarios).where(same).values(listed=False))
    saved_id = _new_id(connection)
    connection.execute(insert(scenarios).values(
        number=next_number(connection, scenarios), id=saved_id, name=plain(name), policy_id=policy_id, patch=kept,
        note=plain(note), saved_at=datetime.now(UTC), listed=True,
    ))  # fmt: skip
    saved = scenario(connection, saved_id)
    assert saved is not None
    return saved


def saved(connection: Connection, policy_id: str | None) -> list[Scenario]:
    """The listed what-ifs, of one policy or of all, the newest first."""
    wanted = select(scenarios).where(scenarios.c.listed).order_by(scenarios.c.number.desc())
    if policy_id is not None:
        wanted = wanted.where(scenarios.c.policy_id == policy_id)
    return [_scenario(row) for row in connection.execute(wanted)]


def scenario(connection: Connection, scenario_id: str) -> Scenario | None:
    """A what-if by its id, listed or not."""
    row = connection.execute(select(scenarios).where(scenarios.c.id == plain(scenario_id))).one_or_none()
    return None if row is None else _scenario(row)


def remove(connection: Connection, scenario_id: str) -> None:
    """Takes a what-if off the list; links to it still lead there."""
    connection.execute(update(scenarios).where(scenarios.c.id == plain(scenario_id)).values(listed=False))


def _new_id(connection: Connection) -> str:
    """Random rather than counted: a restored backup would count the same numbers again."""
    while True:
        made = "s" + secrets.token_hex(5)
        if scenario(connection, made) is None:
            return made


def next_number(connection: Connection, table: Table) -> int:
    """The number after the last one; the writers' lock makes it unique."""
    return connection.execute(select(func.coalesce(func.max(table.c.number), 0))).scalar_one() + 1


def _choice(row: Row, dataset: Dataset | None) -> Choice:
    return Choice(dataset, row.policy_id, row.year, row.chosen_at)


def _scenario(row: Row) -> Scenario:
    return Scenario(row.id, row.name, row.policy_id, row.patch, row.note, row.saved_at)
