"""What is compiled is kept, and never outlives the sources that it was made of."""

import numba
import pytest

from muyun.explore.robust import compiled as subject
from muyun.explore.robust.compiled import compiled, is_kept


def doubled(x):
    return x + x


def test_what_is_compiled_is_kept_by_its_sources(tmp_path, monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    assert not is_kept()
    assert compiled(doubled)(21) == 42 and is_kept()
    assert [folder.name for folder in tmp_path.iterdir()] == [subject.sources()]
    assert list(tmp_path.rglob("*doubled*"))
    assert str(tmp_path) == numba.config.CACHE_DIR


def test_a_change_of_any_source_makes_what_was_kept_void(tmp_path, monkeypatch):
    (tmp_path / "order.py").write_text("DIGITS = 11\n")
    monkeypatch.setattr(subject, "_SOURCES", (tmp_path,))
    first = subject.sources.__wrapped__()
    (tmp_path / "order.py").write_text("DIGITS = 12\n")
    assert subject.sources.__wrapped__() != first


@pytest.fixture
def read_only(tmp_path, monkeypatch):
    """An install beside whose sources nothing can be kept."""
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "file" / "in the way"))


def test_beside_a_read_only_install_it_is_kept_by_its_sources_too(tmp_path, monkeypatch, read_only):
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    assert compiled(doubled)(21) == 42
    kept = list((tmp_path / "user").rglob("*doubled*"))
    assert kept and all(subject.sources() in file.parts for file in kept)


def test_where_nothing_can_be_kept_at_all_it_still_works(tmp_path, monkeypatch, read_only):
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    assert compiled(doubled)(21) == 42 and not is_kept()
