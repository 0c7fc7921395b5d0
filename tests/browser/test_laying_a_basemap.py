"""An office's photo in Chromium: chosen by a click it lies under the parcels, and comes finer where one is near."""

from __future__ import annotations

import re

import numpy as np
import rasterio
from driven import settled
from rasterio.transform import from_bounds

from muyun.home import BASEMAPS
from tests.serving import served

GROUND = (120.3, 30.2, 121.3, 31.1)
PURPLE = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let purple = 0;
  for (let at = 0; at < data.length; at += 4) if (Math.min(data[at], data[at + 2]) > data[at + 1] + 10) purple++;
  return purple > data.length / 4 / 10;
}"""
"""Whether a tenth of the map has the photo's colour, which nothing else on it has."""


def test_a_chosen_photo_lies_under_the_parcels_and_a_finer_one_comes_when_one_is_near(own_home, open_page):
    (own_home / BASEMAPS).mkdir()
    size = 4000
    with rasterio.open(
        own_home / BASEMAPS / "航拍.tif", "w", driver="GTiff", width=size, height=size, count=3, dtype="uint8",
        crs="EPSG:4490", transform=from_bounds(*GROUND, size, size), tiled=True, compress="deflate",
    ) as photo:  # fmt: skip
        for band, value in enumerate((200, 40, 200), 1):
            photo.write(np.full((size, size), value, dtype=np.uint8), band)
    with served(own_home) as address:
        page = open_page(f"{address}/lowland?policy=jiaxing-2018")
        settled(page)
        page.locator(".muyun[data-painted='500']").wait_for()
        canvas = page.locator(".muyun[data-painted] canvas").element_handle()
        assert not canvas.evaluate(PURPLE)
        sent = []
        page.on("response", lambda answer: sent.append(answer.url) if answer.url.endswith(".webp") else None)
        page.get_by_role("radio", name="航拍").click()
        page.wait_for_url(re.compile(r"[?&]ground="))
        page.wait_for_function(PURPLE, arg=canvas)
        assert len(sent) == 1
        with page.expect_response(re.compile(r"\.webp$")):
            for _ in range(9):
                page.get_by_title("放大").click()
        settled(page)
        page.wait_for_function(PURPLE, arg=canvas)
        assert len(sent) == 2
        page.close()  # before its server goes
