"""What the browser gets of a basemap is small, quiet and square on the ground."""

from __future__ import annotations

from datetime import date

import numpy as np
import shapely
from rasterio.io import MemoryFile

from muyun.data.basemap_lines import Kind
from muyun.show import basemap
from muyun.show.basemap import around, kinds_told, picture_bytes, picture_size, source_words
from muyun.show.map_geometry import encoded_lines

ORIGIN = (120.0, 30.0, 96_486.0, 110_850.0)


def opened(data: bytes) -> np.ndarray:
    with MemoryFile(data) as file, file.open() as image:
        return image.read().transpose(1, 2, 0)


def test_a_picture_keeps_its_greys_and_holes_and_loses_most_of_its_colour():
    image = np.zeros((64, 64, 4), np.uint8)
    image[:, :32] = (200, 40, 40, 255)
    image[:, 32:48] = (120, 120, 120, 255)
    seen = opened(picture_bytes(image)).astype(int)
    red, grey, hole = seen[32, 10], seen[32, 40], seen[32, 60]
    assert 20 < red[0] - red[1] < 80 and hole[3] == 0 and red[3] == 255
    assert np.abs(grey[:3] - 120).max() < 6


def test_noise_of_any_size_stays_within_the_bytes(monkeypatch):
    noise = np.random.default_rng(1).integers(0, 256, (256, 256, 4)).astype(np.uint8)
    full = len(picture_bytes(noise))
    monkeypatch.setattr(basemap, "BYTES_AT_MOST", full - 1)
    assert 0 < len(picture_bytes(noise)) < full
    monkeypatch.setattr(basemap, "BYTES_AT_MOST", 10)
    assert picture_bytes(noise) == b""


def test_pixels_are_square_on_the_ground_and_no_finer_than_the_photo():
    """0.1° × 0.05° here is 9648.6 m × 5542.5 m."""
    box = (120.0, 30.0, 120.1, 30.05)
    assert picture_size(box, ORIGIN, 1000, 0.5) == (1000, 574)
    assert picture_size(box, ORIGIN, 10_000, 10) == (965, 554)
    assert picture_size((120, 30, 120, 30), ORIGIN, 1000, 1) == (1, 1)


def test_the_ground_around_one_parcel_is_more_than_the_parcel():
    west, south, east, north = around([120.0, 30.0, 120.0, 30.0])
    assert west < 119.99 and south < 29.99 and east > 120.01 and north > 30.01


def test_lines_stay_open():
    """One line of three corners: three whole numbers, one ring, three corners, and six steps."""
    payload = encoded_lines(np.array([shapely.LineString([(0, 0), (1e-6, 0), (1e-6, 2e-6)])]))
    assert payload == b"\1\0\0\0" + b"\1\0\0\0" + b"\3\0\0\0" + bytes([1, 3, 0, 0, 2, 0, 0, 4])
    assert encoded_lines(np.array([], dtype=object)) == b"\0" * 12


def test_words_say_whose_map_it_is_and_how_far_its_lines_are_off():
    assert source_words("航拍", date(2024, 5, 1), []) == "底图：航拍（文件日期 2024-05-01）"
    assert source_words("路", date(2024, 5, 1), [10.0]) == "底图：路（文件日期 2024-05-01，线条简化到 10 米以内）"
    assert kinds_told(np.array([Kind.WATER, Kind.ROAD, Kind.ROAD], dtype=object)) == [["water", 1], ["road", 2]]
