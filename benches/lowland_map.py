"""A hundred thousand parcels on the map of 低产田: how many bytes go to the browser, how long to the first view, and
does it stay smooth while it is moved?

The references are the same parcels as plain GeoJSON, and the goals of the page in seconds.
"""

from __future__ import annotations

import gzip
import json
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import shapely
from playwright.sync_api import Browser, Page, sync_playwright

from benches.browser import loaded_in
from benches.measure import Result
from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.land.parcels import parcel_figures
from muyun.policy.load import load_policy
from muyun.show.parcel_map import attributes, drawn
from muyun.store import UploadedFile, open_store
from sample_data.large import LARGE_YEAR, write_large
from sample_data.large_land import large_land
from tests.serving import CHROMIUM, FLAGS, served

PARCELS = 100_000
REPEATS = 5
POLICY = "jiaxing-2018"
PAYLOAD_GOAL = 0.1
FIRST_VIEW_SECONDS, FRAME_SECONDS = 3.0, 0.05
PAINTED = f'.muyun[data-painted="{PARCELS}"]'
FRAMES = """() => {
  window.frames_taken = [];
  let last = performance.now();
  const next = () => {
    const now = performance.now();
    window.frames_taken.push((now - last) / 1000);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""


def benches() -> Iterator[Result]:
    """The payload, then the page in Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        tables = parcels_of(Path(folder), PARCELS)
        yield _payload(tables)
        home = Path(folder) / "home"
        _stored(home, tables)
        with served(home) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield from _seen(browser, f"{address}/lowland")
            browser.close()


def parcels_of(folder: Path, rows: int) -> Tables:
    """`rows` synthetic enterprises of one year, each on a parcel of its own."""
    tables, _ = read_upload([write_large(folder / "企业.csv", rows)])
    parcels, occupancy = large_land(rows)
    return replace(tables, parcels=parcels, occupancy=occupancy)


def _payload(tables: Tables) -> Result:
    """Polygons and what the map knows of each as they are sent, in MB, beside GeoJSON with the same properties."""
    figures = parcel_figures(evaluate(tables, load_policy(POLICY), LARGE_YEAR), tables)
    geometry = tables.parcels["geometry"].to_numpy(dtype=object)
    ground = drawn(geometry)
    ours = sum(len(gzip.compress(sent, 6)) for sent in (ground.payload, attributes(figures, ground.rows)))
    shown = figures[["tax_per_mu", "area_mu", "town", "applied", "state"]].astype(object)
    properties = (json.dumps(row, ensure_ascii=False) for row in shown.where(shown.notna(), None).to_dict("records"))
    around = len('{"type":"Feature","properties":,"geometry":},')
    plain = sum(len(shape) + len(told.encode()) + around
                for shape, told in zip(shapely.to_geojson(geometry), properties, strict=True))  # fmt: skip
    return Result(f"map payload {PARCELS} parcels, MB", ours / 1e6, "plain GeoJSON", plain / 1e6, PAYLOAD_GOAL)


def _stored(home: Path, tables: Tables) -> None:
    store = open_store(home)
    sent = [UploadedFile("企业.csv", b"")]
    dataset = store.add_dataset(tables, [], sent, label=f"{PARCELS} 宗", synthetic=True)
    store.choose(dataset, POLICY, LARGE_YEAR)
    store.close()


def _seen(browser: Browser, address: str) -> Iterator[Result]:
    """First views with an empty cache of the browser, the server warm; then frames while the map is dragged."""
    seconds = [loaded_in(browser, address, PAINTED, state="attached") for _ in range(REPEATS + 1)]
    yield Result(f"first view 低产田 {PARCELS} parcels", statistics.median(seconds[1:]), "goal in seconds",
                 FIRST_VIEW_SECONDS, 1.0)  # fmt: skip
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(240_000)
    page.goto(address)
    page.locator(PAINTED).wait_for(state="attached")
    yield Result(f"panning {PARCELS} parcels, p95 of a frame", _dragged(page), "goal in seconds", FRAME_SECONDS, 1.0)


def _dragged(page: Page) -> float:
    """The 95th percentile of the time from frame to frame while all parcels are dragged about."""
    page.wait_for_timeout(1500)
    box = page.locator("canvas").first.bounding_box()
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(FRAMES)
    page.mouse.move(across, down)
    page.mouse.down()
    for step in range(120):
        page.mouse.move(across + 2 * (step % 60), down + step % 40)
    page.mouse.up()
    return statistics.quantiles(page.evaluate("window.frames_taken"), n=20)[-1]
