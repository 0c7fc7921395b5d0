"""The office's own basemap on the page of 低产田: offered where there is one, told where it can't be laid."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from rasterio.transform import from_bounds
from shown import texts, the_map
from streamlit.testing.v1 import AppTest

from muyun.home import BASEMAPS
from muyun.ui import basemap
from muyun.ui.telling import plain

SAMPLE = (120.4, 30.3, 121.2, 31.0)


def clean_map(test: AppTest) -> dict[str, object]:
    assert not test.exception and not test.error
    return the_map(test)


def with_basemaps(home) -> None:
    """A photo, roads and waters, and a picture of no place."""
    folder = home / BASEMAPS
    (folder / "线划图").mkdir(parents=True)
    image = np.full((3, 40, 40), 90, np.uint8)
    told = {"width": 40, "height": 40, "count": 3, "dtype": "uint8"}
    with rasterio.open(folder / "航拍*1*.tif", "w", driver="GTiff", crs="EPSG:4490",
                       transform=from_bounds(*SAMPLE, 40, 40), **told) as file:  # fmt: skip
        file.write(image)
    (folder / "坏.png").write_bytes(b"\x89PNG")
    (folder / "说明.docx").touch()
    line = shapely.LineString([SAMPLE[:2], SAMPLE[2:]])
    gpd.GeoDataFrame(geometry=[line], crs=4490).to_file(folder / "线划图" / "道路.geojson")
    gpd.GeoDataFrame(geometry=[line.buffer(0.01)], crs=4490).to_file(folder / "线划图" / "水系.gpkg")


def test_without_a_basemap_nothing_more_is_sent_and_the_settings_say_where_to_put_one(home, app):
    page = app("lowland", ground="航拍")
    assert "basemap" not in clean_map(page) and "数据文件夹的“底图”" in texts(page)
    assert not [control for control in page.segmented_control if control.key == "ground"]


def test_a_photo_is_offered_laid_by_link_and_as_strong_as_chosen(home, app):
    with_basemaps(home)
    page = app("lowland")
    assert "basemap" not in clean_map(page), "nothing is read before it is chosen"
    page.segmented_control(key="ground").set_value("航拍*1*").run()
    told = clean_map(page)["basemap"]
    (picture,) = told["pictures"]
    assert picture["address"].endswith(".webp") and picture["wide"] == 40 and not told["lines"]
    assert told["source"].startswith("底图：航拍*1*（文件日期 20") and told["opacity"] == 0.55
    page = app("lowland", ground=plain("航拍*1*"), shade="浓")
    assert clean_map(page)["basemap"]["opacity"] == 0.85 and len(json.dumps(clean_map(page))) < 20_000


def test_files_of_a_folder_are_one_basemap(home, app):
    with_basemaps(home)
    told = clean_map(app("lowland", ground="线划图"))["basemap"]
    assert (told["areaKinds"], told["lineKinds"]) == ([["water", 1]], [["road", 1]])
    assert told["areas"].endswith(".gz") and not told["pictures"]


def test_what_cannot_be_laid_is_told_and_the_map_is_there_without(home, app):
    with_basemaps(home)
    for name, code in (("坏", "BASEMAP_UNREADABLE"), ("说明", "BASEMAP_KIND")):
        page = app("lowland", ground=name)
        assert "basemap" not in clean_map(page) and code in page.warning[0].value.replace("\\", "")
    assert "basemap" not in clean_map(app("lowland", ground="../../etc", shade="<b>"))


def test_what_the_map_looks_at_is_kept_only_where_it_can_be(monkeypatch):
    kept = {}
    monkeypatch.setattr(basemap.st, "session_state", kept)
    for rubbish in (None, 3, {}, {"box": "abcd", "wide": 3}, {"box": [1, 2, 3], "wide": 1},
                    {"box": [0, 0, float("nan"), 1], "wide": 9}, {"box": [0, 0, 1, 1], "wide": None}):  # fmt: skip
        basemap.seen(rubbish)
    assert not kept
    basemap.seen({"box": [120.123456, 30, 120.2, 30.1], "wide": 1800})
    assert list(kept.values()) == [((120.1235, 30.0, 120.2, 30.1), 1800)]
