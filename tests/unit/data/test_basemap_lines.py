"""Roads and waters are read in any system that parcels are, sorted by kind, kept few, and every fault named."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from office_files import codes

from muyun.data import basemap_lines
from muyun.data.basemap_lines import Kind, drawing, kind_of
from muyun.data.shifted_crs import ShiftedCRS
from tests.shifts import shifted

AROUND = (120.6, 30.6, 120.9, 30.9)
ROAD = shapely.LineString([(120.7, 30.7), (120.75, 30.72), (120.8, 30.7)])
LAKE = shapely.box(120.71, 30.75, 120.72, 30.76)


def layer(folder: Path, name: str, shapes: list, crs: object = 4490, to: object = None, **columns: list) -> Path:
    """A layer in a file of its own, in degrees or the system `to`."""
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
    frame = frame.to_crs(to) if to else frame
    frame.to_parquet(folder / name) if name.endswith("parquet") else frame.to_file(folder / name)
    return folder / name


@pytest.mark.parametrize("name", ["道路.geojson", "道路.gpkg", "道路.parquet"])
@pytest.mark.parametrize("crs", [4490, 4549, 4528, 3857])
def test_a_line_lies_where_it_lies_in_any_file_and_system(tmp_path, name, crs):
    found, findings = drawing([layer(tmp_path, name, [ROAD], to=crs)], AROUND)
    assert not findings and found.line_kinds.tolist() == [Kind.ROAD] and not len(found.areas)
    assert shapely.hausdorff_distance(found.lines[0], ROAD) * 111_000 < 0.1


def test_a_zipped_shapefile_is_read_and_one_of_several_layers_is_told(tmp_path):
    layer(tmp_path, "水系.shp", [LAKE])
    layer(tmp_path, "路.shp", [ROAD])
    for name, stems in (("水系.zip", ["水系"]), ("都.zip", ["水系", "路"])):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for stem in stems:
                for end in (".shp", ".shx", ".dbf", ".prj"):
                    archive.write(tmp_path / f"{stem}{end}", f"{stem}{end}")
    found, findings = drawing([tmp_path / "水系.zip"], AROUND)
    assert not findings and found.area_kinds.tolist() == [Kind.WATER]
    assert codes(drawing([tmp_path / "都.zip"], AROUND)[1]) == ["BASEMAP_LAYERS"]


def test_layers_of_a_geopackage_and_files_of_a_folder_lie_together_by_kind(tmp_path):
    path = tmp_path / "基础.gpkg"
    many = shapely.MultiPolygon([LAKE, shapely.box(120.73, 30.75, 120.74, 30.76)])
    gpd.GeoDataFrame(geometry=[ROAD], crs=4549).set_crs(4490, allow_override=True).to_file(path, layer="道路")
    gpd.GeoDataFrame({"DLMC": ["建制镇", "河流水面"]}, geometry=[LAKE, many], crs=4490).to_file(path, layer="图斑")
    gpd.GeoDataFrame(geometry=[shapely.Point(120.7, 30.7)], crs=4490).to_file(path, layer="地名")
    found, (told,) = drawing([path, layer(tmp_path, "绿地.geojson", [LAKE])], AROUND)
    assert found.area_kinds.tolist() == [Kind.GREEN, Kind.BUILT, Kind.WATER, Kind.WATER]
    assert found.line_kinds.tolist() == [Kind.ROAD] and len(found.lines) == 1
    assert (told.code, told.where.sheet) == ("BASEMAP_UNREADABLE", "地名")


@pytest.mark.parametrize("text, kind", [
    ("河流水面", Kind.WATER), ("水库路", Kind.ROAD), ("镇海区道路", Kind.ROAD), ("河道", Kind.WATER),
    ("水田", Kind.GREEN), ("江北建成区", Kind.BUILT), ("railway", Kind.ROAD), ("Waterways", Kind.WATER),
    ("图层1", Kind.OTHER),
])  # fmt: skip
def test_the_kind_is_in_the_last_word(text, kind):
    assert kind_of(text) is kind


def test_gcj02_is_moved_back_and_told(tmp_path):
    moved = shapely.transform(ROAD, lambda points: shifted(ShiftedCRS.GCJ02, points))
    found, findings = drawing([layer(tmp_path, "道路-GCJ02.geojson", [moved])], AROUND)
    assert codes(findings) == ["BASEMAP_MENDED"] and "换算" in findings[0].what
    assert shapely.hausdorff_distance(found.lines[0], ROAD) * 111_000 < 1


def test_what_cannot_be_drawn_is_told_and_the_rest_is_drawn(tmp_path):
    bad = tmp_path / "坏.geojson"
    bad.write_text("{", "utf-8")
    broken = tmp_path / "坏.gpkg"
    broken.write_bytes(b"SQLite format 3\0" + b"\1" * 200)
    nowhere = layer(tmp_path, "无.gpkg", [ROAD], crs=None)
    far = layer(tmp_path, "远.geojson", [shapely.transform(ROAD, lambda points: points + np.array([0, 1]))])
    old = layer(tmp_path, "旧.gpkg", [ROAD], to=2385)
    found, findings = drawing([bad, broken, nowhere, far, old, tmp_path / "没有.gpkg"], AROUND)
    assert codes(findings) == ["BASEMAP_UNREADABLE", "BASEMAP_UNREADABLE", "BASEMAP_NO_CRS", "BASEMAP_FAR",
                               "BASEMAP_OLD_DATUM", "BASEMAP_UNREADABLE"]  # fmt: skip
    assert len(found.lines) == 1 and "公里" in findings[3].what and all(finding.where.file for finding in findings)


def test_lines_become_simpler_until_they_are_few_enough_or_are_refused(tmp_path, monkeypatch):
    """A wave of 5 m is gone once a line may be 10 m off."""
    x = np.linspace(120.7, 120.8, 2001)
    wave = shapely.LineString(np.column_stack([x, 30.7 + np.where(np.arange(2001) % 2, 5, 0) / 111_000]))
    path = layer(tmp_path, "道路.geojson", [wave, ROAD])
    found, _ = drawing([path], AROUND)
    assert found.off_m == 1 and shapely.get_num_coordinates(found.lines).sum() > 2000
    monkeypatch.setattr(basemap_lines, "CORNERS_AT_MOST", 10)
    found, _ = drawing([path], AROUND)
    assert found.off_m == 10 and shapely.hausdorff_distance(found.lines[0], wave) * 111_000 <= 10
    monkeypatch.setattr(basemap_lines, "CORNERS_AT_MOST", 4)
    found, findings = drawing([path], AROUND)
    assert found is None and codes(findings) == ["BASEMAP_TOO_MUCH"]
    monkeypatch.setattr(basemap_lines, "BYTES_AT_MOST", 10)
    assert codes(drawing([path], AROUND)[1]) == ["BASEMAP_TOO_MUCH"]
