"""How a database is opened: made, brought up to date, or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import muyun.store
from muyun.findings import InputError
from muyun.store import open_store
from muyun.store.database import open_database, writing
from muyun.store.schema import HEAD, REVISION_TABLE, REVISIONS, metadata
from tests.unit.store.samples import add

pytest_plugins = ["tests.unit.store.databases"]


def code_of(home: Path, url: str | None) -> str:
    """The code of the one finding that opening raises; its text is Chinese and ends in a remedy."""
    with pytest.raises(InputError) as wrong:
        open_store(home, url)
    (finding,) = wrong.value.findings
    assert finding.what and finding.fix
    return finding.code


def test_models_and_migrated_schema_agree(store):
    with store.database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "version_table": REVISION_TABLE}
        )
        assert compare_metadata(context, metadata) == []


def test_the_revisions_that_the_code_knows_are_those_of_the_scripts():
    config = Config()
    config.set_main_option("script_location", str(Path(muyun.store.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert [script.revision for script in scripts.walk_revisions()][::-1] == list(REVISIONS)


def test_without_a_url_the_store_is_a_file_in_home(home, monkeypatch):
    monkeypatch.delenv("MUYUN_DATABASE_URL", raising=False)
    stored = add(open_store(home))
    assert (home / "muyun.db").exists()
    assert open_store(home).datasets() == [stored]


def test_the_environment_names_the_database(home, url, monkeypatch):
    monkeypatch.setenv("MUYUN_DATABASE_URL", url)
    stored = add(open_store(home))
    assert not home.exists() or not (home / "muyun.db").exists()
    monkeypatch.delenv("MUYUN_DATABASE_URL")
    again = open_store(home, url)
    assert again.datasets() == [stored]
    again.close()


def test_an_empty_setting_is_none(home, monkeypatch):
    monkeypatch.setenv("MUYUN_DATABASE_URL", "")
    open_store(home)
    assert (home / "muyun.db").exists()


def test_sqlite_keeps_a_write_ahead_log_and_its_references(home):
    database = open_store(home, None).database
    with database.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2


def test_a_database_of_a_later_version_is_refused_and_left_alone(store, home, url):
    with store.database.writing() as connection:
        connection.execute(text(f"UPDATE {REVISION_TABLE} SET version_num = '9999'"))
    assert code_of(home, url) == "STORE_NEWER"
    with store.database.reading() as connection:
        assert connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalar() == "9999"


def test_a_database_with_other_tables_is_refused_and_left_alone(home, url, store):
    with store.database.writing() as connection:
        connection.execute(text(f"DROP TABLE {REVISION_TABLE}"))
        connection.execute(text("CREATE TABLE theirs (x INTEGER)"))
    assert code_of(home, url) == "STORE_FOREIGN"
    with store.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM theirs")).scalar() == 0


def test_a_file_that_is_no_database_is_refused_and_left_alone(home):
    home.mkdir()
    (home / "muyun.db").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    assert code_of(home, None) == "STORE_UNREACHABLE"
    assert (home / "muyun.db").read_bytes().startswith(b"not a database")


def test_a_file_in_the_place_of_home_is_a_finding(home):
    home.write_text("x")
    assert code_of(home, None) == "STORE_UNREACHABLE"


def test_a_folder_in_the_place_of_the_file_is_a_finding(home):
    (home / "muyun.db").mkdir(parents=True)
    assert code_of(home, None) == "STORE_UNREACHABLE"


@pytest.mark.parametrize("url", ["nonsense", "mysql://h/x", "sqlite://", "sqlite:///:memory:", "postgresql://h",
                                 "postgresql://u:secret@h:port/x"])
def test_an_address_that_can_be_no_store_is_a_finding_without_its_password(home, url):
    with pytest.raises(InputError) as wrong:
        open_store(home, url)
    assert [f.code for f in wrong.value.findings] == ["STORE_URL"]
    assert "secret" not in str(wrong.value)


def test_a_server_that_is_not_there_is_a_finding_without_its_password(home):
    with pytest.raises(InputError) as wrong:
        open_store(home, "postgresql://u:secret@127.0.0.1:1/x")
    assert [f.code for f in wrong.value.findings] == ["STORE_UNREACHABLE"]
    assert "secret" not in str(wrong.value) and "连不上服务器" in str(wrong.value)


def test_a_database_that_the_server_does_not_have_is_a_finding(home, postgresql_server):
    assert code_of(home, f"{postgresql_server}/nobody") == "STORE_UNREACHABLE"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_uses_psycopg(home, new_database, scheme):
    url = new_database("postgresql").replace("postgresql", scheme, 1)
    store = open_store(home, url)
    assert store.database.engine.driver == "psycopg"
    store.close()


def test_a_reader_sees_one_state_while_another_writes(store):
    add(store)
    with store.database.reading() as connection:
        before = connection.execute(text("SELECT count(*) FROM datasets")).scalar()
        add(store, label="二")
        assert connection.execute(text("SELECT count(*) FROM datasets")).scalar() == before == 1
    assert len(store.datasets()) == 2


def test_a_database_that_fails_later_is_a_finding(home, monkeypatch):
    store = open_store(home, None)
    monkeypatch.setattr("muyun.store.database.WAIT_SECONDS", 0.1)
    other = open_database(home)
    with writing(store.database.engine), pytest.raises(InputError) as wrong:
        open_store(home, f"sqlite:///{home / 'muyun.db'}").choose(year=2022)
    assert [f.code for f in wrong.value.findings] == ["STORE_FAILED"]
    other.close()


def test_a_fault_of_ours_is_no_finding(store):
    with pytest.raises(Exception, match="nothing_like_it") as fault, store.database.reading() as connection:
        connection.execute(text("SELECT nothing_like_it"))
    assert not isinstance(fault.value, InputError)
