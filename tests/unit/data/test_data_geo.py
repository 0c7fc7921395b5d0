"""Parcels from map files, and the area of polygons."""

from __future__ import annotations

import json
import math
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from office_files import codes, only

from muyun.data.area import polygon_area_mu
from muyun.data.read import read_upload
from muyun.findings import Level, has_errors

BOX = shapely.box(120.75, 30.75, 120.751, 30.751)
HOLE = shapely.Polygon(BOX.exterior.coords, [shapely.box(120.7502, 30.7502, 120.7504, 30.7504).exterior.coords])

BESIDE = shapely.affinity.translate(HOLE, 0.01)
"""One with a hole that doesn't lie on BOX."""


def parcels(shapes: list[object], crs: object = "EPSG:4490", **more: list[object]) -> gpd.GeoDataFrame:
    n = len(shapes)
    columns = {"宗地代码": [f"P{i}" for i in range(n)], "区县": ["南湖区"] * n, "镇街": ["东栅"] * n, **more}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".zip":
        folder = path.parent / "shp"
        folder.mkdir()
        frame.to_file(folder / "parcels.shp", encoding="UTF-8")
        with zipfile.ZipFile(path, "w") as packed:
            for file in folder.iterdir():
                packed.write(file, file.name)
    else:
        frame.to_file(path)
    return path


def test_the_area_is_geodesic_on_grs80():
    """A millidegree box by the radii of GRS80 at its middle: M·Δφ × N·cosφ·Δλ, to a millionth."""
    a, f = 6378137.0, 1 / 298.257222101
    phi, e2 = math.radians(30.7505), f * (2 - f)
    w = 1 - e2 * math.sin(phi) ** 2
    step = math.radians(0.001)
    m2 = (a * (1 - e2) / w**1.5 * step) * (a / math.sqrt(w) * math.cos(phi) * step)
    assert polygon_area_mu([BOX])[0] == pytest.approx(m2 * 3 / 2000, rel=1e-6)


def test_holes_are_taken_out_whichever_way_rings_run():
    inner = polygon_area_mu([shapely.Polygon(HOLE.interiors[0])])[0]
    outer = polygon_area_mu([BOX])[0]
    both = polygon_area_mu([HOLE, shapely.reverse(HOLE), shapely.MultiPolygon([HOLE])])
    assert both == pytest.approx([outer - inner] * 3, rel=1e-12)
    flipped = shapely.Polygon(HOLE.exterior.coords, [HOLE.interiors[0].coords[::-1]])
    assert polygon_area_mu([flipped])[0] == pytest.approx(outer - inner, rel=1e-12)


def test_no_geometry_has_no_area():
    areas = polygon_area_mu([None, shapely.Polygon(), BOX])
    assert np.isnan(areas).tolist() == [True, True, False]
    assert polygon_area_mu([]).shape == (0,)


@pytest.mark.parametrize("name", ["宗地.gpkg", "宗地.parquet", "宗地.geojson", "宗地.zip"])
@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4549"])
def test_every_kind_of_map_file_is_read(tmp_path, name, crs):
    frame = parcels([BOX, BESIDE], 用途=["工业", None], 园区=["甲园", "乙园"]).to_crs(crs)
    tables, findings = read_upload([written(frame, tmp_path / name)])
    assert findings == ()
    assert tables.parcels["parcel_id"].tolist() == ["P0", "P1"]
    assert tables.parcels["use"].isna().tolist() == [False, True]
    expected = polygon_area_mu([BOX, BESIDE])
    assert polygon_area_mu(tables.parcels["geometry"]) == pytest.approx(expected, rel=1e-6)


def test_units_and_checks_hold_for_attributes(tmp_path):
    frame = parcels([BOX, BESIDE], **{"登记面积（平方米）": [2000.0, -1.0], "用途": ["工业", "住宅"], "备注": ["", ""]})
    tables, findings = read_upload([written(frame, tmp_path / "宗地.gpkg")])
    assert tables.parcels["area_declared_mu"].tolist() == pytest.approx([3, -0.0015])
    assert sorted(codes(findings)) == ["COLUMN_UNKNOWN", "GEO_AREA_OFF", "LAND_NEGATIVE", "WORD_UNKNOWN"]
    assert only(findings, "LAND_NEGATIVE").where.row == 2


def test_a_map_without_crs_is_an_error(tmp_path):
    path = written(parcels([BOX], crs=None), tmp_path / "宗地.gpkg")
    _, findings = read_upload([path])
    assert codes(findings) == ["GEO_NO_CRS"] and has_errors(findings)


def test_geojson_needs_no_crs(tmp_path):
    """RFC 7946: longitude and latitude on WGS 84."""
    path = tmp_path / "宗地.geojson"
    properties = {"宗地代码": "P0", "区县": "南湖区", "镇街": "东栅"}
    feature = {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(BOX)}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    tables, findings = read_upload([path])
    assert findings == () and tables.parcels["geometry"][0].equals(BOX)


@pytest.mark.parametrize(
    "shape, code, level",
    [
        (shapely.Point(120, 30), "GEO_NOT_POLYGON", Level.ERROR),
        (shapely.LineString([(120, 30), (121, 31)]), "GEO_NOT_POLYGON", Level.ERROR),
        (None, "GEO_EMPTY", Level.WARNING),
        (shapely.Polygon([(120, 30), (121, 31), (121, 30), (120, 31)]), "GEO_INVALID", Level.WARNING),
        (shapely.box(500000, 3400000, 500100, 3400100), "GEO_OUTSIDE", Level.ERROR),
    ],
)
def test_what_is_no_polygon_is_a_finding_at_its_row(tmp_path, shape, code, level):
    _, findings = read_upload([written(parcels([BOX, shape]), tmp_path / "宗地.gpkg")])
    found = only(findings, code)
    assert found.level is level and found.where.row == 2


def test_a_map_and_a_table_of_parcels_complement_each_other(tmp_path, write_csv):
    path = written(parcels([BOX, BESIDE])[["宗地代码", "geometry"]], tmp_path / "宗地-图形.gpkg")
    table = write_csv(
        [["宗地代码", "区县", "镇街", "登记面积"], ["P1", "南湖区", "东栅", 15], ["P0", "南湖区", "东栅", 16]],
        "宗地.csv",
    )
    tables, findings = read_upload([path, table])
    assert findings == ()
    frame = tables.parcels.set_index("parcel_id")
    assert frame["area_declared_mu"].to_dict() == {"P0": 16, "P1": 15}
    assert frame.loc["P1", "geometry"].equals(BESIDE)


def test_a_layer_called_parcels_is_taken_from_several(tmp_path):
    path = tmp_path / "宗地.gpkg"
    parcels([BOX]).to_file(path, layer="甲")
    parcels([BOX, BESIDE]).to_file(path, layer="乙")
    assert codes(read_upload([path])[1]) == ["GEO_LAYERS"]
    parcels([BOX, BESIDE]).to_file(path, layer="宗地")
    tables, findings = read_upload([path])
    assert findings == () and len(tables.parcels) == 2


def test_a_map_that_is_no_parcels_is_left_out(tmp_path, write_csv):
    path = written(parcels([BOX]), tmp_path / "道路.gpkg")
    assert "FILE_LEFT_OUT" in codes(read_upload([path])[1])


@pytest.mark.parametrize("left_out", [(), (".cpg",)])
def test_a_shapefile_with_its_attributes_in_gbk_is_read_with_or_without_a_cpg(tmp_path, left_out):
    folder = tmp_path / "shp"
    folder.mkdir()
    parcels([BOX], 用途=["工业"]).to_file(folder / "宗地.shp", encoding="GBK")
    with zipfile.ZipFile(tmp_path / "宗地.zip", "w") as packed:
        for file in (f for f in folder.iterdir() if f.suffix not in left_out):
            packed.write(file, file.name)
    assert "南湖区".encode("gbk") in (folder / "宗地.dbf").read_bytes()
    tables, findings = read_upload([tmp_path / "宗地.zip"])
    assert findings == () and tables.parcels[["county", "use"]].iloc[0].tolist() == ["南湖区", "工业"]


def test_a_zip_without_shapefile_is_a_finding(tmp_path):
    path = tmp_path / "宗地.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "x")
    assert codes(read_upload([path])[1]) == ["GEO_UNREADABLE"]
