"""Takes the pictures of the README from the running pages, on the synthetic sample: `make pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from muyun.store import open_store
from muyun.ui import link
from sample_data.stored import store_sample
from tests.serving import CHROMIUM, FLAGS, served

PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 25, "研发投入强度": 20}}}}
PICTURES = {
    "whatif-light": (f"whatif?policy=jiaxing-2018&patch={link.encoded(PATCH)}", "light"),
    "overview-light": ("", "light"),
    "ranking-dark": ("ranking", "dark"),
    "lowland-light": ("lowland?policy=jiaxing-2018", "light"),
}
SETTLE_MS = 4_000


def main() -> None:
    """Each picture as a PNG beside this script, 1440 × 900."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        store = open_store(home)
        store_sample(store)
        store.close()
        with served(home) as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for name, (path, scheme) in PICTURES.items():
                _take(browser, f"{address}/{path}", scheme, Path(__file__).with_name(f"{name}.png"))
            browser.close()


def _take(browser: Browser, address: str, scheme: str, target: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".muyun-headline", timeout=60_000)
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=target)
    context.close()


if __name__ == "__main__":
    main()
