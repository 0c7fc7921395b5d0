"""An office's photo lies where it should, whatever its coordinate system, and what can't lie right says why."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import rasterio
from office_files import codes
from pyproj import CRS, Transformer
from rasterio import Affine
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import from_bounds

from muyun.data import basemap_image
from muyun.data.basemap_image import picture, sheets
from muyun.data.basemaps import FILES_AT_MOST, basemaps
from muyun.findings import Level

WEST, SOUTH, EAST, NORTH = AROUND = (120.70, 30.70, 120.76, 30.75)
"""Where the parcels lie."""

SIDE = 300
MARKS = ((4, 4), (4, 295), (295, 4), (295, 295), (150, 150))
"""Rows and columns of the middles of white squares of 5 pixels: in the corners and the middle."""


def marked() -> np.ndarray:
    """A dark image with the marks."""
    image = np.full((3, SIDE, SIDE), 40, dtype=np.uint8)
    for row, column in MARKS:
        image[:, row - 2 : row + 3, column - 2 : column + 3] = 255
    return image


def placed(crs: str | int | CRS, turned: float = 0.0) -> Affine:
    """Where such an image lies in a system so that it covers about the parcels' ground."""
    way = Transformer.from_crs(4490, crs, always_xy=True)
    (west, east), (south, north) = way.transform((WEST, EAST), (SOUTH, NORTH))
    pixel = max(east - west, north - south) / SIDE
    return Affine.translation(west, north) @ Affine.rotation(turned) @ Affine.scale(pixel, -pixel)


def written(path: Path, image: np.ndarray, driver: str = "GTiff", **more: object) -> Path:
    """An image file."""
    bands, rows, columns = image.shape
    with rasterio.open(
        path, "w", driver=driver, width=columns, height=rows, count=bands, dtype=image.dtype, **more
    ) as file:  # fmt: skip
        file.write(image)
    return path


def photo(folder: Path, crs: str | int = 4549, name: str = "航拍.tif", **more: object) -> Path:
    """The marked image as a GeoTIFF in some system."""
    return written(folder / name, marked(), crs=CRS.from_user_input(crs).to_wkt(), transform=placed(crs), **more)


def farthest_px(path: Path, crs: str | int, transform: Affine, px: int) -> float:
    """How far the farthest mark is from where pyproj puts it, in pixels of a picture `px` wide."""
    (sheet,), _ = sheets([path], AROUND)
    drawn, findings = picture([sheet], sheet.box, px, px)
    assert not findings
    to_picture = ~from_bounds(*sheet.box, px, px)
    way, size = Transformer.from_crs(crs, 4490, always_xy=True), px / SIDE
    away = []
    for row, column in MARKS:
        x, y = to_picture @ way.transform(*(transform @ (column + 0.5, row + 0.5)))
        near = int(4 * size + 3)
        left, top = max(int(x) - near, 0), max(int(y) - near, 0)
        part = np.clip(drawn[top : int(y) + near, left : int(x) + near, 0].astype(float) - 60, 0, None)
        rows, columns = np.indices(part.shape)
        assert part.sum() > 0, "the mark is nowhere near"
        found = (columns * part).sum() / part.sum() + left + 0.5, (rows * part).sum() / part.sum() + top + 0.5
        away.append(np.hypot(found[0] - x, found[1] - y))
    return max(away)


@pytest.mark.parametrize("crs", [4549, 4528, 4490, 4326, 3857, 32651])
@pytest.mark.parametrize("px", [250, 700])
def test_every_corner_lies_within_half_a_pixel_in_any_system(tmp_path, crs, px):
    """3° zones of CGCS2000 without and with the zone's number, degrees, Web Mercator, and a zone of UTM."""
    assert farthest_px(photo(tmp_path, crs), crs, placed(crs), px) < 0.5


def test_an_image_that_brings_its_parameters_to_wgs84_is_moved_by_them(tmp_path):
    """Xian 1980 moved by 100 m to the east side of x and 50 m of y, as an office's seven parameters may say."""
    own = CRS.from_proj4("+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +a=6378140 +b=6356755.288 "
                         "+towgs84=100,50,0,0,0,0,0 +units=m +type=crs")  # fmt: skip
    way = Transformer.from_crs(4326, own, always_xy=True)
    (west, east), (south, north) = way.transform((WEST, EAST), (SOUTH, NORTH))
    at = from_bounds(west, south, east, north, SIDE, SIDE)
    path = written(tmp_path / "a.tif", marked(), crs=own.to_wkt("WKT1_GDAL"), transform=at)
    (sheet,), findings = sheets([path], AROUND)
    assert not findings and np.abs(np.array(sheet.box[:2]) - AROUND[:2]).max() * 111_000 < 100
    centre = Transformer.from_crs(own, 4326, always_xy=True).transform((west + east) / 2, (south + north) / 2)
    drawn, _ = picture([sheet], sheet.box, SIDE, SIDE)
    rows, columns = np.nonzero(drawn[130:170, 130:170, 0] > 150)
    found = from_bounds(*sheet.box, SIDE, SIDE) @ (columns.mean() + 130.5, rows.mean() + 130.5)
    assert np.hypot(*(np.array(found) - centre)) * 111_000 < 25


def test_a_turned_image_lies_right(tmp_path):
    transform = placed(4549, turned=20)
    path = written(tmp_path / "a.tif", marked(), crs="EPSG:4549", transform=transform)
    assert farthest_px(path, 4549, transform, 600) < 0.5


def test_smaller_copies_are_read_and_lie_right(tmp_path):
    """The smaller copies are made to look different, so that it shows which were read."""
    path = photo(tmp_path)
    with rasterio.open(path, "r+") as file:
        file.build_overviews([2, 4], rasterio.enums.Resampling.average)
    assert farthest_px(path, 4549, placed(4549), 150) < 0.5
    with rasterio.open(path, "r+") as file:
        file.write(np.zeros((3, SIDE, SIDE), dtype=np.uint8))
    (sheet,), _ = sheets([path], AROUND)
    assert picture([sheet], sheet.box, 75, 75)[0][..., :3].max() > 100
    assert picture([sheet], sheet.box, 400, 400)[0][..., :3].max() == 0


@pytest.mark.parametrize("end, world, driver", [
    (".png", ".pgw", "PNG"), (".jpg", ".jgw", "JPEG"), (".tif", ".tfw", "GTiff"),
])  # fmt: skip
def test_an_image_with_a_world_file_and_a_prj_lies_right(tmp_path, end, world, driver):
    at = placed(4549)
    with pytest.warns(NotGeoreferencedWarning):
        path = written(tmp_path / f"扫描{end}", marked(), driver)
    centre = at @ (0.5, 0.5)
    (tmp_path / f"扫描{world}").write_text("\n".join(map(repr, (at.a, at.d, at.b, at.e, *centre))))
    assert codes(sheets([path], AROUND)[1]) == ["BASEMAP_NO_CRS"]
    (tmp_path / "扫描.prj").write_text(CRS(4549).to_wkt("WKT1_ESRI"))
    assert farthest_px(path, 4549, at, 400) < 0.5


def test_sheets_lie_beside_one_another_and_nothing_is_drawn_between(tmp_path):
    image = np.full((3, 10, 10), 200, dtype=np.uint8)
    for name, west in (("1.tif", WEST), ("2.tif", WEST + 0.04)):
        at = from_bounds(west, SOUTH, west + 0.02, NORTH, 10, 10)
        written(tmp_path / name, image, crs="EPSG:4490", transform=at)
    found, findings = sheets(sorted(tmp_path.glob("*.tif")), AROUND)
    drawn, damaged = picture(found, AROUND, 60, 50)
    assert not findings and not damaged
    assert drawn[25, :, 3].tolist() == [255] * 20 + [0] * 20 + [255] * 20
    assert (drawn[drawn[..., 3] == 255][:, :3] == 200).all()


def test_grey_palette_and_transparent_images_are_seen_as_they_are(tmp_path):
    at = {"crs": "EPSG:4490", "transform": from_bounds(*AROUND, 4, 4)}
    grey = written(tmp_path / "grey.tif", np.full((1, 4, 4), 90, np.uint8), **at)
    palette = written(tmp_path / "palette.tif", np.full((1, 4, 4), 7, np.uint8), photometric="PALETTE", **at)
    with rasterio.open(palette, "r+") as file:
        file.write_colormap(1, {7: (10, 20, 30, 255)})
    bands = np.stack([np.full((4, 4), value, np.uint8) for value in (1, 2, 3, 0)])
    clear = written(tmp_path / "clear.tif", bands, photometric="RGB", alpha="YES", **at)
    nothing = written(tmp_path / "nothing.tif", np.full((3, 4, 4), 0, np.uint8), nodata=0, **at)
    swapped = written(tmp_path / "bgr.tif", bands[:3], **at)
    with rasterio.open(swapped, "r+") as file:
        file.colorinterp = [ColorInterp.blue, ColorInterp.green, ColorInterp.red]

    def middle(path):
        return picture(sheets([path], AROUND)[0], AROUND, 8, 8)[0][4, 4].tolist()

    assert middle(grey) == [90, 90, 90, 255] and middle(palette) == [10, 20, 30, 255]
    assert middle(clear)[3] == middle(nothing)[3] == 0
    assert middle(swapped) == [3, 2, 1, 255]


def refused(path: Path) -> str:
    """The code of why an image isn't laid."""
    found, findings = sheets([path], AROUND)
    (only,) = findings
    assert not found and only.level is Level.WARNING and only.where.file == path.name and only.fix
    return only.code


def test_what_cannot_lie_right_says_why(tmp_path, monkeypatch):
    with pytest.warns(NotGeoreferencedWarning):
        assert refused(written(tmp_path / "a.png", marked(), "PNG")) == "BASEMAP_NO_PLACE"
    assert refused(written(tmp_path / "a.tif", marked(), transform=placed(4549))) == "BASEMAP_NO_CRS"
    assert refused(photo(tmp_path, name="航拍-GCJ02.tif")) == "BASEMAP_SHIFTED"
    deep = written(tmp_path / "b.tif", marked().astype(np.uint16), crs="EPSG:4549", transform=placed(4549))
    assert refused(deep) == "BASEMAP_PIXELS"
    (tmp_path / "c.tif").write_bytes(b"II*\0" + b"\xff" * 40)
    (tmp_path / "d.tif").write_bytes(b"<VRTDataset/>")
    assert refused(tmp_path / "c.tif") == refused(tmp_path / "d.tif") == "BASEMAP_UNREADABLE"
    assert refused(tmp_path / "none.tif") == "BASEMAP_UNREADABLE"
    monkeypatch.setattr(basemap_image, "PIXELS_AT_MOST", SIDE * SIDE - 1)
    large = photo(tmp_path)
    assert refused(large) == "BASEMAP_NO_OVERVIEWS"
    with rasterio.open(large, "r+") as file:
        file.build_overviews([2])
    assert len(sheets([large], AROUND)[0]) == 1


def test_an_image_far_off_says_how_far_and_an_old_datum_is_told(tmp_path):
    """38 in front of the easting, which its system hasn't: half the earth away. One degree of latitude is 111 km."""
    off = written(tmp_path / "a.tif", marked(), crs="EPSG:4549",
                  transform=Affine.translation(38_000_000, 0) @ placed(4549))  # fmt: skip
    assert refused(off) in ("BASEMAP_FAR", "BASEMAP_UNREADABLE")
    north = from_bounds(WEST, NORTH + 1, EAST, NORTH + 1.1, SIDE, SIDE)
    _, (found,) = sheets([written(tmp_path / "b.tif", marked(), crs="EPSG:4490", transform=north)], AROUND)
    assert found.code == "BASEMAP_FAR" and "111 公里" in found.what
    _, (found,) = sheets([photo(tmp_path, 2385)], AROUND)
    assert found.code == "BASEMAP_OLD_DATUM" and "西安 80" in found.what


def test_a_photo_damaged_inside_is_told_and_drawn_without(tmp_path):
    path = photo(tmp_path, tiled=True, blockxsize=16, blockysize=16, compress="deflate")
    (sheet,), _ = sheets([path], AROUND)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = b"\0" * 400
    path.write_bytes(data)
    drawn, (found,) = picture([sheet], sheet.box, SIDE, SIDE)
    assert found.code == "BASEMAP_UNREADABLE" and drawn.shape == (SIDE, SIDE, 4)


def test_a_file_is_a_basemap_and_a_folder_is_one_of_all_its_files(tmp_path):
    assert basemaps(tmp_path / "none") == ()
    laid = ("航拍.tif", "航拍.tfw", "航拍.png", ".a.tif", "说明.txt", "旧.dwg", "线划图/路.geojson", "线划图/河.gpkg")
    for name in laid:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "空").mkdir()
    os.utime(tmp_path / "旧.dwg", (0, 86_400 * 365))
    found = {basemap.name: basemap for basemap in basemaps(tmp_path)}
    assert list(found) == ["旧", "线划图", "航拍.png", "航拍.tif"]
    assert [path.name for path in found["线划图"].drawings] == ["河.gpkg", "路.geojson"]
    assert found["旧"].changed.year == 1971 and found["旧"].others and not found["旧"].pictures
    for number in range(FILES_AT_MOST + 5):
        (tmp_path / "空" / f"{number}.tif").touch()
    many = {basemap.name: basemap for basemap in basemaps(tmp_path)}["空"]
    assert (len(many.files), len(many.stamp), many.left_out) == (FILES_AT_MOST, FILES_AT_MOST, 5)
