"""Pages run by Streamlit's AppTest: an office's home with a small sample in use, and one without data."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from muyun.home import OWN_FILES
from muyun.store import open_store
from muyun.ui import cached
from sample_data.stored import store_sample

ROOT = Path(__file__).parents[2]
TIMEOUT_SECONDS = 180
"""The machines are noisy; nothing here measures speed."""


@pytest.fixture(scope="session")
def stored_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with 240 synthetic enterprises a year and 300 parcels; copied, never used."""
    home = tmp_path_factory.mktemp("home")
    store = open_store(home)
    store_sample(store, enterprises=240, parcels=300)
    store.close()
    return home


@pytest.fixture
def home(stored_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """MUYUN_HOME with the small sample in use, a copy of its own.

    What tests before it evaluated is still there: the caches' keys name the data, the policy and the year, not the
    home. `cold` forgets it. What an office lays beside its data is in no key, so it is forgotten with the test.
    """
    shutil.copytree(stored_sample, tmp_path / "home")
    yield _in_use(tmp_path / "home", monkeypatch)
    if any((tmp_path / "home" / name).exists() for name in OWN_FILES):
        st.cache_resource.clear()


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """MUYUN_HOME of an office that has stored nothing yet."""
    return _in_use(tmp_path / "home", monkeypatch)


@pytest.fixture
def cold() -> None:
    """Nothing is kept from the tests before."""
    st.cache_resource.clear()


def _in_use(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MUYUN_HOME", str(home))
    monkeypatch.delenv("MUYUN_DATABASE_URL", raising=False)
    monkeypatch.chdir(ROOT)
    cached.store.clear()
    return home


@pytest.fixture
def app() -> Callable[..., AppTest]:
    """Opens a page by its name with query parameters, and runs it."""

    def opened(page: str, **query: str) -> AppTest:
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT_SECONDS)
        for key, value in query.items():
            test.query_params[key] = value
        if page != "overview":
            test.switch_page(f"pages/{page}.py")
        return test.run()

    return opened
