"""Twenty browser sessions moving sliders for a minute on the sample: how long does each wait, and does memory hold?

The reference is the same twenty sessions on an empty Streamlit page with one slider, in the same run.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from benches.browser import SLIDERS, TIMED, empty_page
from benches.measure import Result
from muyun.store import open_store
from sample_data.stored import store_sample
from tests.serving import CHROMIUM, FLAGS, served

SESSIONS = 20
SECONDS = 60
PAUSE_SECONDS = 1.0
"""A person looks at the answer before the next move."""

SERVERS = ("streamlit", "pages_server.py")
"""What the command of a server names: the empty page's, and ours."""

P95_GOAL = 4.0
MEMORY_GOAL = 1.3
"""Memory of the server after the second half of the minute, as a multiple of that after the first."""


def benches() -> Iterator[Result]:
    """The 95th percentile of the waits, and the growth of the server's memory."""
    with tempfile.TemporaryDirectory() as folder, empty_page(Path(folder)) as floor:
        home = Path(folder) / "home"
        store = open_store(home)
        store_sample(store)
        store.close()
        with served(home) as address:
            ours, memory = asyncio.run(_minute(f"{address}/whatif", port=int(address.rpartition(":")[2])))
        reference, _ = asyncio.run(_minute(floor, port=int(floor.rpartition(":")[2])))
    yield Result(f"{SESSIONS} sessions for {SECONDS} s, p95", _p95(ours), "empty page p95", _p95(reference), P95_GOAL)
    yield Result("memory GiB after the minute", memory[-1], "after half of it", memory[0], MEMORY_GOAL)


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


async def _minute(address: str, port: int) -> tuple[list[float], list[float]]:
    """Every wait in seconds, and the server's memory in GiB after each half."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = [await _opened(browser, address) for _ in range(SESSIONS)]
        waits, memory = [], []
        for _ in range(2):
            found = await asyncio.gather(*(_session(page, SECONDS / 2) for page in pages))
            waits += [wait for of_one in found for wait in of_one]
            memory.append(_server_gib(port))
        await browser.close()
    return waits, memory


async def _opened(browser: Browser, address: str) -> Page:
    page = await (await browser.new_context(viewport={"width": 1440, "height": 900})).new_page()
    page.set_default_timeout(120_000)
    await page.goto(address)
    await page.wait_for_selector(".muyun-headline")
    await page.locator(SLIDERS).first.wait_for(state="attached")
    return page


async def _session(page: Page, seconds: float) -> list[float]:
    """Moves the first slider up and down until the time is over."""
    waits, end = [], asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        await page.locator('.muyun[aria-busy="true"]').first.wait_for(state="detached")
        await page.wait_for_selector(".muyun-headline")
        await page.evaluate(TIMED)
        await page.locator(SLIDERS).first.press("ArrowLeft" if len(waits) % 2 else "ArrowRight")
        waits.append(await page.evaluate("window.timed") / 1000)
        await asyncio.sleep(PAUSE_SECONDS)
    return waits


def _server_gib(port: int) -> float:
    """Resident memory of the process that serves a port."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            status = (folder / "status").read_text("utf-8")
        except OSError:
            continue
        if str(port) in command and any(word.endswith(SERVERS) for word in command):
            return int(status.split("VmRSS:")[1].split()[0]) / 2**20
    raise ProcessLookupError(port)
