"""How is the database reached? Opened, brought to the latest revision, read and written in transactions.

One transaction writes at a time: SQLite's BEGIN IMMEDIATE, an advisory lock on PostgreSQL. Others
wait. A reading transaction sees one state throughout, whatever is written meanwhile.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL, Connection, Engine, column, create_engine, event, inspect, make_url, select, table, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from muyun.findings import InputError
from muyun.store import faults
from muyun.store.schema import HEAD, REVISION_TABLE, REVISIONS

FILE = "muyun.db"
URL_VARIABLE = "MUYUN_DATABASE_URL"

WAIT_SECONDS = 120
"""How long a writer waits for the others; a version of 100,000 rows is written in two seconds."""

CONNECT_SECONDS = 10
_WRITES = "muyun_writes"
_WRITERS_LOCK = 0x6D7579756E  # "muyun"; any number that is ours alone does
_NOT_OURS_TO_JUDGE = {"spatial_ref_sys"}
"""Tables that PostgreSQL's extensions put into an empty database."""

_SQLITE_REASONS = {
    sqlite3.SQLITE_FULL: "磁盘空间不足", sqlite3.SQLITE_READONLY: "文件是只读的", sqlite3.SQLITE_CANTOPEN: "文件打不开",
    sqlite3.SQLITE_BUSY: "别的程序正在写，等了很久仍没有轮到", sqlite3.SQLITE_LOCKED: "别的程序正在写",
    sqlite3.SQLITE_IOERR: "磁盘读写出错", sqlite3.SQLITE_PERM: "没有权限", sqlite3.SQLITE_CORRUPT: "文件已损坏",
    sqlite3.SQLITE_NOTADB: "文件不是 SQLite 数据库", sqlite3.SQLITE_PROTOCOL: "别的程序正在写",
}  # fmt: skip
_POSTGRESQL_REASONS = {
    "28": "账号或密码不对", "3D": "没有这个库", "42": "账号没有权限", "53": "服务器的磁盘、内存或连接数不足",
    "55": "别的程序正在写，等了很久仍没有轮到", "57": "服务器正在启动或关闭", "25": "服务器是只读的",
}  # fmt: skip
"""By the class of the SQLSTATE, its first two characters."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database at the latest revision; `place` names it in findings, without a password."""

    engine: Engine
    place: str

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state. InputError: the database fails."""
        postgresql = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        options = postgresql if self.engine.name == "postgresql" else {}
        with self._reported(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is alone in writing, stored as a whole or not at all. InputError: the database fails."""
        with self._reported(), writing(self.engine) as connection:
            yield connection

    def close(self) -> None:
        """Gives the connections back."""
        self.engine.dispose()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if (reason := _reason(error)) is None:
                raise
            raise InputError([faults.failed(self.place, reason)]) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the lock of the writers."""
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        if engine.name == "postgresql":
            connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": f"{WAIT_SECONDS}s"})
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})
        yield connection


def open_database(home: Path, url: str | None = None) -> Database:
    """The database at `url`, else at MUYUN_DATABASE_URL, else muyun.db in `home`; made when it isn't there.

    It is brought to the latest revision under the lock of the writers, so two processes may open it
    at once. InputError: it can't be reached, is newer than this code, or is not ours.
    """
    address = _address(home, url or os.environ.get(URL_VARIABLE) or None)
    place = address.database if address.drivername == "sqlite" else address.render_as_string(hide_password=True)
    engine = _engine(address)
    try:
        if address.drivername == "sqlite":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        _prepare(engine, place)
    except OSError as error:
        raise InputError([faults.unreachable(place, "文件夹建不起来或写不进去")]) from error
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        if (reason := _reason(error)) is None:
            raise
        raise InputError([faults.unreachable(place, reason)]) from error
    except InputError:
        engine.dispose()
        raise
    return Database(engine, place)


def revision(connection: Connection) -> str | None:
    """The revision that a database is at; None: it has no note of one."""
    if not inspect(connection).has_table(REVISION_TABLE):
        return None
    return connection.execute(select(column("version_num")).select_from(table(REVISION_TABLE))).scalar()


def _address(home: Path, url: str | None) -> URL:
    """The URL with the driver that we bring."""
    if url is None:
        return URL.create("sqlite", database=str(home.resolve() / FILE))
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise InputError([faults.url_unusable("（写法不对）")]) from error  # it may hold a password
    kind = address.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres") and address.database:
        return address.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and address.database not in (None, "", ":memory:") and not address.query:
        return URL.create("sqlite", database=str(Path(address.database).resolve()))
    raise InputError([faults.url_unusable(address.render_as_string(hide_password=True))])


def _engine(address: URL) -> Engine:
    if address.drivername != "sqlite":
        wait = {} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_SECONDS}
        return create_engine(address, pool_pre_ping=True, connect_args=wait)
    engine = create_engine(address, connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # sqlite3 would begin by itself, late, and commit before DDL
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")  # what is committed outlives a power cut


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare(engine: Engine, place: str) -> None:
    if engine.name == "sqlite":
        _write_ahead(engine)
    with engine.connect() as connection:
        if revision(connection) == HEAD:
            return
    with writing(engine) as connection:
        found = revision(connection)
        if found is None and set(inspect(connection).get_table_names()) - _NOT_OURS_TO_JUDGE - {REVISION_TABLE}:
            raise InputError([faults.foreign(place)])
        if found is not None and found not in REVISIONS:
            raise InputError([faults.newer(place, found)])
        if found != HEAD:
            upgrade(connection)


def upgrade(connection: Connection) -> None:
    """Runs the migrations in the connection's transaction."""
    from alembic import command  # a fifth of a second that an up-to-date database doesn't need
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _write_ahead(engine: Engine) -> None:
    """Switches a SQLite file to its write-ahead log, once; readers then never wait for a writer."""
    until = time.monotonic() + WAIT_SECONDS
    connection = engine.raw_connection()
    try:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:  # another process switches: SQLite doesn't wait here
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.02)
    finally:
        connection.close()


def _reason(error: DBAPIError | sqlite3.Error) -> str | None:
    """Why the database failed, in words, where that isn't our fault; None: it is."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _SQLITE_REASONS.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF)
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return "账号没有权限"
    if isinstance(error, OperationalError | InterfaceError):
        state = getattr(cause, "sqlstate", None)
        return _POSTGRESQL_REASONS.get((state or "")[:2], "连不上服务器")
    return None
