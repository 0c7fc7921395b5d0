"""From a key on a slider to the new headline, and from an address to the first picture, in real Chromium.

The floor is an empty Streamlit page with one slider and one line, served and measured in the same run, in turns.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benches.measure import Result
from muyun.data.read import read_upload
from muyun.store import UploadedFile, open_store
from sample_data.large import write_large
from tests.serving import CHROMIUM, FLAGS, answering, free_port, served

REPEATS = 15
MOVE_GOALS = {10_000: 2.0, 100_000: 3.0}
PICTURE_GOAL = 3.0
PICTURES = {"总览": "", "排名": "ranking", "模拟测算": "whatif"}
EMPTY_PAGE = """
import streamlit as st

value = st.slider("x", 0, 100, 50)
st.html(f'<div class="muyun-headline">{value}</div>')
"""
SLIDERS = '[role="slider"], input[type="range"]'
"""Ours, and Streamlit's own."""

TIMED = """() => {
  const text = () => document.querySelector(".muyun-headline").textContent;
  const before = text();
  window.timed = new Promise((done) => {
    let pressed = 0;
    window.addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true, once: true });
    const watch = new MutationObserver(() => {
      const headline = document.querySelector(".muyun-headline");
      if (pressed && headline && headline.textContent !== before) {
        watch.disconnect();
        done(performance.now() - pressed);
      }
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}"""


def benches() -> Iterator[Result]:
    """Each size's slider, then the pages' first pictures on the larger one."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, empty_page(Path(folder)) as floor:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for rows, goal in MOVE_GOALS.items():
            home = Path(folder) / str(rows)
            stored(home, rows)
            with served(home) as address:
                yield _moves(browser, address, floor, rows, goal)
                if rows == min(MOVE_GOALS):
                    yield from _pictures(browser, address, floor, rows)
        browser.close()


@contextmanager
def empty_page(folder: Path) -> Iterator[str]:
    """The address of a Streamlit page with one slider and one line."""
    (folder / "empty").mkdir()
    (folder / "empty" / "app.py").write_text(EMPTY_PAGE, "utf-8")
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1", "--server.port",
               str(port), "--server.headless", "true", "--server.fileWatcherType", "none",
               "--browser.gatherUsageStats", "false"]  # fmt: skip
    log = folder / "empty.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=folder / "empty", stdout=output, stderr=subprocess.STDOUT)
    try:
        answering(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def stored(home: Path, rows: int) -> None:
    """A home with `rows` synthetic enterprises of one year in use."""
    file = home.parent / f"企业-{rows}.csv"
    write_large(file, rows)
    tables, findings = read_upload([file])
    store = open_store(home)
    dataset = store.add_dataset(
        tables, findings, [UploadedFile(file.name, file.read_bytes())], label=f"{rows} 家", synthetic=True
    )
    store.choose(dataset, "jiaxing-2018", max(dataset.years))
    store.close()


def _opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_selector(".muyun-headline")
    page.locator(SLIDERS).first.wait_for(state="attached")
    page.wait_for_timeout(1500)
    return page


def move(page: Page, key: str) -> float:
    """Seconds from a key on the page's first slider to another headline, once the last key is all answered."""
    page.locator('.muyun[aria-busy="true"]').first.wait_for(state="detached")
    page.wait_for_selector(".muyun-headline")
    page.evaluate(TIMED)
    page.locator(SLIDERS).first.press(key)
    return page.evaluate("window.timed") / 1000


def _moves(browser: Browser, address: str, floor: str, rows: int, goal: float) -> Result:
    pages = [_opened(browser, f"{address}/whatif"), _opened(browser, floor)]
    seconds: list[list[float]] = [[], []]
    for turn in range(REPEATS + 2):
        for page, taken in zip(pages, seconds, strict=True):
            taken.append(move(page, "ArrowLeft" if turn % 2 else "ArrowRight"))
            page.wait_for_timeout(400)
    for page in pages:
        page.context.close()
    ours, reference = (statistics.median(taken[2:]) for taken in seconds)
    return Result(f"slider to headline {rows} enterprises", ours, "empty page", reference, goal)


def _pictures(browser: Browser, address: str, floor: str, rows: int) -> Iterator[Result]:
    """First loads with an empty cache of the browser, the server warm."""
    for title, path in PICTURES.items():
        ours, reference = [], []
        for _ in range(REPEATS // 3 + 1):
            ours.append(loaded_in(browser, f"{address}/{path}", "svg, tbody tr, [role=slider]"))
            reference.append(loaded_in(browser, floor, ".muyun-headline"))
        medians = statistics.median(ours[1:]), statistics.median(reference[1:])
        yield Result(f"first picture {title} {rows} enterprises", medians[0], "empty page", medians[1], PICTURE_GOAL)


def loaded_in(browser: Browser, address: str, picture: str, state: str = "visible") -> float:
    """Seconds from an address to what `picture` selects, in a browser that has nothing cached."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address)
    page.locator(picture).first.wait_for(timeout=240_000, state=state)
    seconds = time.perf_counter() - start
    context.close()
    return seconds
