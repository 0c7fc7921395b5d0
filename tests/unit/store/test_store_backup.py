"""Backup and restore: whole or not at all, between the two kinds of database, nothing believed unchecked."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from muyun.findings import InputError
from muyun.store import Answer, Store, backup, open_store, restore
from muyun.store.schema import blobs
from tests.unit.store.samples import BOOK, FILES, FINDINGS, add, assert_same, tables, verdict

pytest_plugins = ["tests.unit.store.databases"]
POLICY = "policies/our-2024/policy.yaml"
Change = Callable[[dict[str, bytes]], None]


def filled(store: Store) -> Store:
    """Two versions, a choice, a scenario of three, an own policy and coefficients."""
    first = add(store)
    add(store, land_mu=7.0, label="二")
    store.choose(first, "xian-2022", 2021)
    store.save_scenario("方案", "xian-2022", {"a": 1}, "旧")
    store.save_scenario("方案", "xian-2022", {"a": 2.5}, "新")
    store.decide([verdict(), verdict(answer=Answer.REFUSED)])
    (store.home / "policies" / "our-2024").mkdir(parents=True)
    (store.home / POLICY).write_text("id: our-2024\n", "utf-8")
    (store.home / "policies" / "our-2024" / "原文.md").write_text("第一条", "utf-8")
    (store.home / "coefficients.csv").write_text("measure\n", "utf-8")
    return store


@pytest.fixture
def backed_up(store: Store, tmp_path: Path) -> Path:
    """A backup of `filled(store)`."""
    backup(filled(store), tmp_path / "备份.zip")
    return tmp_path / "备份.zip"


@pytest.fixture(scope="module")
def backup_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same from a SQLite file, made once."""
    folder = tmp_path_factory.mktemp("backup")
    store = filled(open_store(folder / "from", f"sqlite:///{folder / 'from.db'}"))
    backup(store, folder / "备份.zip")
    store.close()
    return (folder / "备份.zip").read_bytes()


@pytest.fixture
def plain_backup(tmp_path: Path, backup_bytes: bytes) -> Path:
    """A copy of it, for the tests that change it."""
    (tmp_path / "备份.zip").write_bytes(backup_bytes)
    return tmp_path / "备份.zip"


def codes(wrong: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [f.code for f in wrong.value.findings]


def is_empty(home: Path, url: str | None = None) -> bool:
    """Whether nothing at all has been restored."""
    store = open_store(home, url)
    left = [p.name for p in home.iterdir() if not p.name.startswith("muyun.db")]
    found = (store.datasets(), store.choices(), store.scenarios(), store.verdicts())
    store.close()
    return found == ([], [], [], []) and left == []


def changed(backup: Path, change: Change, *, sealed: bool = True, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """The backup with its members changed; `sealed`: the manifest is made to agree."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members)
    if sealed:
        manifest["members"] = {n: {"size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in members.items()}
    target = backup.with_name("改.zip")
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return target


def with_manifest(backup: Path, change: Callable[[dict], None]) -> Path:
    """The backup with another manifest."""
    target = backup.with_name("改.zip")
    with zipfile.ZipFile(backup) as archive, zipfile.ZipFile(target, "w") as other:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            other.writestr(name, content)
    return target


def rows(members: Mapping[str, bytes], table: str) -> list[dict]:
    return [json.loads(line) for line in members[f"tables/{table}.jsonl"].splitlines()]


def with_row(table: str, number: int = 0, **values: object) -> Change:
    """Changes a row of a table."""

    def change(members: dict[str, bytes]) -> None:
        lines = rows(members, table)
        lines[number] |= values
        members[f"tables/{table}.jsonl"] = b"".join(json.dumps(line).encode() + b"\n" for line in lines)

    return change


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_restores_everything_in_either_kind_of_database(backed_up, store, tmp_path, new_database, kind):
    home, url = tmp_path / "new", new_database(kind)
    restore(backed_up, home, url)
    again = open_store(home, url)
    assert again.datasets() == store.datasets()
    assert again.choices() == store.choices() and again.scenarios() == store.scenarios()
    assert again.verdicts() == store.verdicts() != []
    assert_same(again.tables(again.version(2)), tables(land_mu=7.0))
    assert again.findings(again.version(1)) == FINDINGS and again.files(again.version(1)) == FILES
    assert (home / POLICY).read_text("utf-8") == "id: our-2024\n"
    assert (home / "policies" / "our-2024" / "原文.md").read_text("utf-8") == "第一条"
    assert (home / "coefficients.csv").read_text("utf-8") == "measure\n"
    assert [p.name for p in home.iterdir() if p.name.startswith(".")] == []
    again.close()


def test_what_was_restored_goes_on_where_it_was(backed_up, store, tmp_path, new_database):
    url = new_database("sqlite")
    restore(backed_up, tmp_path / "new", url)
    again = open_store(tmp_path / "new", url)
    old = {s.patch["a"]: s.id for s in again.scenarios()}
    assert add(again, label="三").version == 3
    assert again.save_scenario("方案", "xian-2022", {"a": 3}).id not in old.values()
    assert [s.patch for s in again.scenarios()] == [{"a": 3}]


def test_a_backup_holds_what_its_manifest_says(backed_up):
    with zipfile.ZipFile(backed_up) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert (manifest["format"], manifest["revision"]) == (1, "0001")
        assert set(archive.namelist()) == {*manifest["members"], "manifest.json"}
        assert len(archive.namelist()) == len(set(archive.namelist()))
        for name, entry in manifest["members"].items():
            content = archive.read(name)
            assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["size"], entry["sha256"])
        tables_there = {n for n in manifest["members"] if n.startswith("tables/")}
    assert tables_there == {f"tables/{t}.jsonl" for t in (
        "contents", "datasets", "dataset_parts", "dataset_files", "choices", "scenarios", "verdicts")}


def test_nothing_is_left_beside_a_backup_that_fails(store, tmp_path):
    stored = add(store)
    with store.database.writing() as connection:
        connection.execute(blobs.update().where(blobs.c.sha256 == stored.files[0].sha256).values(content=b"x"))
    with pytest.raises(InputError) as wrong:
        backup(store, tmp_path / "out.zip")
    assert codes(wrong) == ["STORE_DAMAGED"]
    assert not list(tmp_path.glob("*.zip")) and not list(tmp_path.glob(".muyun-*"))


def test_a_backup_never_overwrites_a_file(store, tmp_path):
    (tmp_path / "a.zip").write_bytes(b"x")
    for name, code in (("a.zip", "BACKUP_EXISTS"), ("a.txt", "BACKUP_NAME")):
        with pytest.raises(InputError) as wrong:
            backup(store, tmp_path / name)
        assert codes(wrong) == [code]
    assert (tmp_path / "a.zip").read_bytes() == b"x"


def test_a_store_that_holds_anything_is_not_restored_into(backed_up, store, tmp_path, url):
    with pytest.raises(InputError) as wrong:
        restore(backed_up, tmp_path / "new", url)
    assert codes(wrong) == ["RESTORE_NOT_EMPTY"]
    assert len(store.datasets()) == 2 and not (tmp_path / "new" / "policies").exists()


@pytest.mark.parametrize("there", [POLICY, "coefficients.csv"])
def test_a_home_with_own_policies_or_coefficients_is_not_restored_into(plain_backup, tmp_path, there):
    home = tmp_path / "new"
    (home / there).parent.mkdir(parents=True)
    (home / there).write_text("ours", "utf-8")
    with pytest.raises(InputError) as wrong:
        restore(plain_backup, home, None)
    assert codes(wrong) == ["RESTORE_NOT_EMPTY"]
    assert (home / there).read_text("utf-8") == "ours" and open_store(home).datasets() == []


def test_empty_folders_for_policies_are_no_obstacle(plain_backup, tmp_path):
    (tmp_path / "new" / "policies" / "empty").mkdir(parents=True)
    restore(plain_backup, tmp_path / "new", None)
    assert (tmp_path / "new" / POLICY).exists()


def test_files_that_can_not_take_their_places_leave_the_store_empty(plain_backup, tmp_path):
    (tmp_path / "new" / "coefficients.csv").mkdir(parents=True)  # a folder in the place of the file
    with pytest.raises(IsADirectoryError):
        restore(plain_backup, tmp_path / "new", None)
    (tmp_path / "new" / "coefficients.csv").rmdir()
    assert is_empty(tmp_path / "new")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", None], ids=["empty", "begun", "text", "gone"])
def test_a_file_that_is_no_zip_is_unreadable(tmp_path, content):
    file = tmp_path / "x.zip"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError) as wrong:
        restore(file, tmp_path / "new", None)
    assert codes(wrong) == ["RESTORE_UNREADABLE"] and not (tmp_path / "new").exists()


def test_a_zip_without_our_manifest_is_unreadable(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("企业.csv", "x")
    with pytest.raises(InputError) as wrong:
        restore(tmp_path / "x.zip", tmp_path / "new", None)
    assert codes(wrong) == ["RESTORE_UNREADABLE"]


@pytest.mark.parametrize("key, value", [("format", 2), ("revision", "9999"), ("format", None)])
def test_a_backup_of_a_later_version_is_refused(plain_backup, tmp_path, key, value):
    later = with_manifest(plain_backup, lambda manifest: manifest.update({key: value}))
    with pytest.raises(InputError) as wrong:
        restore(later, tmp_path / "new", None)
    assert codes(wrong) == ["RESTORE_NEWER"]


@pytest.mark.parametrize("name", [
    "policies/../../evil", "policies//etc/x", "policies/a\\..\\b", "policies/c:x", "/etc/x", "../x", "policies/./x",
    "muyun.db", "contents/" + "g" * 64, "tables/blobs.jsonl", "policies/",
])
def test_a_member_whose_path_leads_elsewhere_is_refused(plain_backup, tmp_path, name):
    evil = changed(plain_backup, lambda members: members.update({name: b"x"}))
    with pytest.raises(InputError) as wrong:
        restore(evil, tmp_path / "new", None)
    assert codes(wrong) == ["RESTORE_BROKEN"]
    assert not (tmp_path / "new").exists() and not (tmp_path / "evil").exists()


def _first_content(members: Mapping[str, bytes]) -> str:
    return next(name for name in sorted(members) if name.startswith("contents/") and members[name])


UNSEALED: dict[str, Change] = {
    "a changed byte": lambda m: m.update({(n := _first_content(m)): bytes([m[n][0] ^ 1]) + m[n][1:]}),
    "a longer member": lambda m: m.update({(n := _first_content(m)): m[n] + b"x"}),
    "a bomb": lambda m: m.update({_first_content(m): b"\0" * 2**26}),
    "a missing member": lambda m: m.pop(_first_content(m)) and None,
    "one member more": lambda m: m.update({"policies/more": b"x"}),
}


@pytest.mark.parametrize("change", UNSEALED.values(), ids=UNSEALED)
def test_a_member_other_than_the_manifest_says_is_refused(plain_backup, tmp_path, change):
    with pytest.raises(InputError) as wrong:
        restore(changed(plain_backup, change, sealed=False), tmp_path / "new", None)
    assert codes(wrong) == ["RESTORE_BROKEN"]
    assert not (tmp_path / "new").exists(), "something was written before all was checked"


def test_a_flipped_byte_anywhere_is_found(plain_backup, tmp_path):
    whole = plain_backup.read_bytes()
    for at in range(0, len(whole), max(len(whole) // 60, 1)):
        file = tmp_path / "flipped.zip"
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            restore(file, tmp_path / f"new{at}", None)
        except InputError as wrong:
            assert {f.code for f in wrong.findings} <= {"RESTORE_UNREADABLE", "RESTORE_BROKEN"}
            assert is_empty(tmp_path / f"new{at}")
        else:  # a byte that says nothing, such as a date: everything is there
            assert len(open_store(tmp_path / f"new{at}").datasets()) == 2


EMPTY = hashlib.sha256(b"").hexdigest()  # of 空.csv, one of the files

SEALED: dict[str, Change] = {
    "a content under another name": lambda m: m.update({f"contents/{hashlib.sha256(BOOK).hexdigest()}": b"other"}),
    "a content that no row names": lambda m: m.update({"contents/" + "0" * 64: b"x"}),
    "a content that a row names is missing": lambda m: m.pop(_first_content(m)) and None,
    "a version without its data set": with_row("dataset_parts", version=7),
    "two rows with one key": with_row("datasets", version=2),
    "a choice of nothing": with_row("choices", version=99),
    "a number as text": with_row("datasets", version="1"),
    "a text as number": with_row("datasets", label=5),
    "nothing where something must be": with_row("datasets", label=None),
    "a column too many": with_row("datasets", evil=1),
    "a moment that is none": with_row("datasets", stored_at="yesterday"),
    "a moment without a zone": with_row("datasets", stored_at="2024-01-01T00:00:00"),
    "a number beyond every column": with_row("datasets", 1, version=2**70),
    "an unknown part": with_row("dataset_parts", 0, kind="evil"),
    "years that are none": with_row("datasets", years={"x": 1}),
    "other bytes in the place of a frame": lambda m: with_row("dataset_parts", 2, sha256=EMPTY)(m),
    "no rows at all": lambda m: m.pop("tables/choices.jsonl") and None,
    "lines that are no JSON": lambda m: m.update({"tables/choices.jsonl": b"{\n"}),
    "a line that ends too early": lambda m: m.update({"tables/choices.jsonl": m["tables/choices.jsonl"][:-1]}),
}


@pytest.mark.parametrize("change", SEALED.values(), ids=SEALED)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_rows_and_contents_that_do_not_fit_each_other_are_refused(plain_backup, tmp_path, new_database, kind, change):
    url = new_database(kind)
    with pytest.raises(InputError) as wrong:
        restore(changed(plain_backup, change), tmp_path / "new", url)
    assert codes(wrong) == ["RESTORE_BROKEN"]
    assert not (tmp_path / "new").exists() or is_empty(tmp_path / "new", url)
    store = open_store(tmp_path / "other", url)
    assert store.datasets() == [] and store.choices() == []
    store.close()
