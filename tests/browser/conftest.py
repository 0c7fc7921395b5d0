"""Real Chromium before the real server: nothing beyond this machine answers, and the console is watched."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from muyun.store import open_store
from sample_data.stored import store_sample
from tests.serving import CHROMIUM, FLAGS, served

PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""On a deep link Streamlit's script looks for its server under the page's own path first, and is told 404."""

WAIT_MS = 30_000


@dataclass(slots=True)
class Watched:
    """What a browser page did that it must not: requests that leave this machine, errors in the console."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with 400 synthetic enterprises a year; never written to, see `own_home`."""
    home = tmp_path_factory.mktemp("browser") / "home"
    store = open_store(home)
    store_sample(store, enterprises=400, parcels=500)
    store.close()
    return home


@pytest.fixture(scope="session")
def server(sample_home: Path) -> Iterator[str]:
    """One server for the tests that only look."""
    with served(sample_home) as address:
        yield address


@pytest.fixture
def own_home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample's home, for tests that write, or that need a server nobody has asked yet."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium from Debian's package."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's package chromium is not installed")
    with sync_playwright() as playwright:
        browser = _launched(playwright)
        yield browser
        browser.close()


def _launched(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@pytest.fixture
def watched() -> Watched:
    """What the test's pages did that they must not."""
    return Watched()


@pytest.fixture
def open_page(chromium: Browser, watched: Watched) -> Iterator[Callable[..., Page]]:
    """Opens an address in a browser of its own (nothing cached); afterwards nothing forbidden may have happened."""
    contexts = []

    def opened(address: str, *, scheme: str = "light", width: int = 1440, height: int = 900) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.route("**/*", lambda route: _only_here(route, watched))
        page.on("console", lambda message: _console(message, watched))
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watched.outside == []
    assert watched.errors == []


def _only_here(route, watched: Watched) -> None:
    if re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|blob:|data:", route.request.url):
        route.continue_()
    else:
        watched.outside.append(route.request.url)
        route.abort()


def _console(message, watched: Watched) -> None:
    if message.type == "error" and not PROBE.search(message.location.get("url", "")):
        watched.errors.append(f"{message.text} ({message.location.get('url')})")
