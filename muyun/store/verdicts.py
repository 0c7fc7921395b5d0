"""What has the office said of our assumptions and of proposed classes? A history that only grows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, insert, select

from muyun.store.datasets import plain
from muyun.store.decisions import next_number
from muyun.store.records import Answer, Matter, Verdict
from muyun.store.schema import verdicts


def add(connection: Connection, said: Sequence[Verdict]) -> list[Verdict]:
    """Stores verdicts in this order, all at the present moment."""
    now, first = datetime.now(UTC), next_number(connection, verdicts)
    rows = [
        {"number": number, "kind": v.matter.value, "policy_id": plain(v.policy_id), "year": v.year,
         "subject": plain(v.subject), "answer": v.answer.value, "decided_by": plain(v.by),
         "document": plain(v.document), "reason": plain(v.reason), "decided_at": now}
        for number, v in enumerate(said, first)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(verdicts), rows)
    stored = connection.execute(select(verdicts).where(verdicts.c.number >= first).order_by(verdicts.c.number))
    return [_verdict(row) for row in stored]


def listed(connection: Connection, matter: Matter | None, policy_id: str | None) -> list[Verdict]:
    """Every verdict on a matter under a policy (None: any), the oldest first."""
    wanted = select(verdicts).order_by(verdicts.c.number)
    if matter is not None:
        wanted = wanted.where(verdicts.c.kind == matter.value)
    if policy_id is not None:
        wanted = wanted.where(verdicts.c.policy_id == plain(policy_id))
    return [_verdict(row) for row in connection.execute(wanted)]


def _verdict(row: Row) -> Verdict:
    return Verdict(
        Matter(row.kind), row.policy_id, row.year, row.subject, Answer(row.answer), row.decided_by, row.document,
        row.reason, row.decided_at,
    )  # fmt: skip
