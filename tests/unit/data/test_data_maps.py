"""Map files as other programs write them: nothing is lost unseen, nothing read as what it isn't, all is bounded."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from office_files import codes, only
from pyproj import Geod

from muyun.data import geo_shapes, geoparquet, map_file, shapefile
from muyun.data import geojson as geojson_module
from muyun.data.area import polygon_area_mu
from muyun.data.read import read_upload
from muyun.data.shifted_crs import named_shift
from muyun.data.wkt import is_harmless_wkt
from muyun.findings import Cell, Level

BOX = shapely.box(120.75, 30.75, 120.751, 30.751)
EAST = shapely.box(120.751, 30.75, 120.752, 30.751)
BOX_MU = Geod(ellps="GRS80").geometry_area_perimeter(BOX)[0] * 3 / 2000


def frame(shapes: list[object], crs: object = "EPSG:4490", **more: object) -> gpd.GeoDataFrame:
    n = len(shapes)
    columns = {"宗地代码": [f"P{i}" for i in range(n)], "区县": ["南湖区"] * n, "镇街": ["东栅"] * n, **more}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def feature(geometry: object, number: int = 0, **more: object) -> dict:
    shape = shapely.geometry.mapping(geometry) if isinstance(geometry, shapely.Geometry) else geometry
    properties = {"宗地代码": f"P{number}", "区县": "南湖区", "镇街": "东栅", **more}
    return {"type": "Feature", "properties": properties, "geometry": shape}


def geojson(folder: Path, *features: dict, crs: str | None = None, name: str = "宗地.geojson") -> Path:
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", **named, "features": features}), "utf-8")
    return path


def zipped(folder: Path, parcels: gpd.GeoDataFrame, encoding: str = "UTF-8", **instead: bytes | None) -> Path:
    """A zipped Shapefile, the parts of `instead` (by suffix) replaced, or left out where None."""
    (folder / "shp").mkdir()
    parcels.to_file(folder / "shp" / "宗地.shp", encoding=encoding)
    parts = {file.suffix[1:]: file.read_bytes() for file in (folder / "shp").iterdir()} | instead
    with zipfile.ZipFile(folder / "宗地.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for suffix, content in parts.items():
            if content is not None:
                packed.writestr(f"宗地.{suffix}", content)
    return folder / "宗地.zip"


def in_crs(crs: object, shape: shapely.Geometry = BOX) -> shapely.Geometry:
    return gpd.GeoSeries([shape], crs="EPSG:4490").to_crs(crs).iloc[0]


# --- which system ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, crs", [
    ("EPSG:32650", 32650), ("urn:ogc:def:crs:EPSG::32651", 32651), ("urn:ogc:def:crs:EPSG:9.9:4549", 4549),
    ("http://www.opengis.net/def/crs/EPSG/0/4528", 4528), ("OGC:CRS84", 4326),
    ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326),
])  # fmt: skip
def test_every_spelling_of_a_system_is_the_system_and_no_digit_is_lost(tmp_path, name, crs):
    """EPSG:32650 is UTM 50 N; read as EPSG:2650 it is a zone of an old Russian system."""
    tables, findings = read_upload([geojson(tmp_path, feature(in_crs(crs)), crs=name)])
    assert findings == ()
    assert polygon_area_mu(tables.parcels["geometry"])[0] == pytest.approx(BOX_MU, rel=2e-6)


@pytest.mark.parametrize("crs, said", [
    ("EPSG:99999", "没有 EPSG 代码 99999"), ("EPSG:5737", "既不是经纬度"), ("EPSG:4978", "既不是经纬度"),
    ("嘉兴独立坐标系", "嘉兴独立坐标系"),
])  # fmt: skip
def test_a_system_that_places_nothing_on_a_map_is_refused_by_name(tmp_path, crs, said):
    """EPSG:5737 is the height datum of 1985, EPSG:4978 metres from the earth's middle."""
    tables, findings = read_upload([geojson(tmp_path, feature(BOX), crs=crs)])
    assert said in only(findings, "GEO_UNREADABLE").what and not len(tables.parcels)


@pytest.mark.parametrize("written, stated, code, level", [
    ("EPSG:4527", "EPSG:4528", "GEO_ZONE_OTHER", Level.ERROR),
    ("EPSG:4527", "EPSG:4549", "GEO_ZONE_OTHER", Level.ERROR),
    ("EPSG:4490", "EPSG:4549", "GEO_DEGREES_AS_METRES", Level.ERROR),
    ("EPSG:4549", "EPSG:3857", "GEO_ABROAD", Level.WARNING),
])  # fmt: skip
def test_coordinates_of_another_system_than_the_stated_one_are_told(tmp_path, written, stated, code, level):
    _, findings = read_upload([geojson(tmp_path, feature(in_crs(written)), crs=stated)])
    assert only(findings, code).level is level


@pytest.mark.parametrize("wkt", [
    pyproj.CRS(4549).to_wkt(), pyproj.CRS("EPSG:4549+5737").to_wkt(),
    pyproj.CRS(4549).to_wkt("WKT1_GDAL").replace('AUTHORITY["EPSG","1043"]', "TOWGS84[0,0,0,0,0,0,0]"),
])  # fmt: skip
def test_a_prj_in_the_newer_form_with_heights_or_with_parameters_is_a_zone_like_any_other(tmp_path, wkt):
    tables, findings = read_upload([zipped(tmp_path, frame([BOX]).to_crs(4528), prj=wkt.encode())])
    assert codes(findings) == ["GEO_ZONE_PREFIX"]
    assert polygon_area_mu(tables.parcels["geometry"])[0] == pytest.approx(BOX_MU, rel=1e-6)


def test_an_old_datum_that_brings_its_parameters_is_converted_by_them(tmp_path):
    """By 15.8, −154.4, −82.3 m: 60 to 180 m away, and not told to be read as it stands."""
    wkt = (
        'GEOGCS["Beijing 1954",DATUM["Beijing_1954",SPHEROID["Krassowsky 1940",6378245,298.3],'
        'TOWGS84[15.8,-154.4,-82.3,0,0,0,0]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
    )
    tables, findings = read_upload([zipped(tmp_path, frame([BOX]), prj=wkt.encode())])
    assert codes(findings) == ["GEO_OLD_DATUM_CONVERTED"]
    there = shapely.get_coordinates(shapely.centroid(tables.parcels["geometry"].iat[0]))[0]
    assert 60 < Geod(ellps="GRS80").inv(120.7505, 30.7505, *there)[2] < 180


def test_web_mercator_names_no_grid_but_a_parameter_file_is_one():
    assert is_harmless_wkt(pyproj.CRS(3857).to_wkt("WKT1_GDAL"))
    assert not is_harmless_wkt('BOUNDCRS[SOURCECRS[GEOGCRS["a"]],PARAMETERFILE["Latitude difference","/etc/passwd"]]')


def test_a_geoparquet_whose_system_names_a_file_is_refused(tmp_path):
    system = pyproj.CRS.from_wkt(
        f"BOUNDCRS[SOURCECRS[{pyproj.CRS(4490).to_wkt()}],TARGETCRS[{pyproj.CRS(4326).to_wkt()}],"
        'ABRIDGEDTRANSFORMATION["t",METHOD["NTv2",ID["EPSG",9615]],'
        'PARAMETERFILE["Latitude and longitude difference file","/etc/hostname"]]]'
    )
    frame([BOX], crs=system).to_parquet(tmp_path / "宗地.parquet")
    assert codes(read_upload([tmp_path / "宗地.parquet"])[1]) == ["GEO_UNREADABLE"]


@pytest.mark.parametrize("name", ["宗地-CBD9号地块", "宗地-BD2009", "宗地_火星村"])
def test_a_place_whose_name_looks_like_a_shifted_system_is_none(name):
    assert named_shift(name) is None


# --- nothing lost unseen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["宗地.gpkg", "宗地.parquet", "宗地.zip", "宗地.geojson"])
def test_a_code_of_eighteen_digits_that_is_a_number_keeps_them(tmp_path, name):
    """One of the rows has none: a gap must not make floats of the others."""
    ids = [330402001001000001, 330402001001000003, None]
    shapes = [BOX, EAST, shapely.affinity.translate(EAST, 0.002)]
    given = frame(shapes, 宗地代码=pd.array(ids, "Int64"))
    match Path(name).suffix:
        case ".parquet":
            given.to_parquet(tmp_path / name)
        case ".gpkg":
            given.to_file(tmp_path / name)
        case ".zip":
            zipped(tmp_path, given)
        case _:
            geojson(tmp_path, *(feature(shape, 宗地代码=code) for shape, code in zip(shapes, ids, strict=True)))
    tables, findings = read_upload([tmp_path / name])
    assert tables.parcels["parcel_id"].tolist()[:2] == [str(code) for code in ids[:2]]
    assert codes(findings) == ["CELL_REQUIRED"]


def test_decimals_of_a_geoparquet_are_numbers_and_what_no_cell_can_hold_is_told(tmp_path):
    more = {"登记面积": [Decimal("15.90"), Decimal("16")], "用途": [["工业"], ["商服"]]}
    frame([BOX, EAST], **more).to_parquet(tmp_path / "宗地.parquet")
    tables, findings = read_upload([tmp_path / "宗地.parquet"])
    assert tables.parcels["area_declared_mu"].tolist() == [15.9, 16]
    assert codes(findings) == ["WORD_UNKNOWN"] * 2


def test_a_shape_without_any_attribute_is_not_dropped_in_silence(tmp_path):
    bare = {**feature(EAST), "properties": None}
    tables, findings = read_upload([geojson(tmp_path, feature(BOX), bare)])
    assert len(tables.parcels) == 1
    assert only(findings, "GEO_NO_ATTRIBUTES").where.row == 2 and len(findings) == 1


@pytest.mark.parametrize("geometry", [
    {"type": "Polygon"}, {"type": "Polygon", "coordinates": [[[120, 30], [120, 31]]]}, {"type": "Curve"},
    {"type": "Polygon", "coordinates": [[[120, None], [121, 30], [121, 31], [120, 30]]]},
])  # fmt: skip
def test_a_shape_that_is_none_is_told_at_its_parcel_and_the_others_are_read(tmp_path, geometry):
    tables, findings = read_upload([geojson(tmp_path, feature(BOX), feature(geometry, 1))])
    found = only(findings, "GEO_SHAPE_UNREADABLE")
    assert found.where.row == 2 and "宗地 P1 " in found.what and len(findings) == 1
    assert tables.parcels["geometry"].iat[0].equals(BOX)


def test_curves_and_broken_shapes_of_a_geopackage_are_told_apart(tmp_path):
    path = tmp_path / "宗地.gpkg"
    frame([BOX, EAST, EAST]).to_file(path)
    curve = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII", 1, 8, 3) + struct.pack("<6d", *[120.76, 30.75] * 3)
    with sqlite3.connect(path) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        for number, wkb in ((2, curve), (3, EAST.wkb[:40])):
            blob = b"GP\0\1" + struct.pack("<i", 4490) + wkb
            database.execute('UPDATE "宗地" SET geom = ? WHERE fid = ?', (blob, number))
    tables, findings = read_upload([path])
    assert [(f.code, f.where.row, "曲线" in f.what) for f in findings] == [
        ("GEO_SHAPE_UNREADABLE", 2, True), ("GEO_SHAPE_UNREADABLE", 3, False)
    ]  # fmt: skip
    assert polygon_area_mu(tables.parcels["geometry"])[0] == pytest.approx(BOX_MU, rel=1e-6)


@pytest.mark.parametrize("encoding, cpg", [
    ("GBK", "UTF-8"), ("GBK", "ISO-8859-1"), ("UTF-8", "GBK"), ("GBK", "936"), ("UTF-8", "65001"),
])  # fmt: skip
def test_a_shapefile_s_texts_are_read_whatever_its_cpg_says(tmp_path, encoding, cpg):
    tables, findings = read_upload([zipped(tmp_path, frame([BOX], 用途=["工业"]), encoding, cpg=cpg.encode())])
    assert findings == () and tables.parcels[["county", "use"]].iloc[0].tolist() == ["南湖区", "工业"]


def test_a_text_cut_within_a_character_does_not_turn_the_others_into_another_encoding(tmp_path):
    path = zipped(tmp_path, frame([BOX], 镇街=["东栅路西侧"]))
    dbf = zipfile.ZipFile(path).read("宗地.dbf")
    path.unlink()
    cut = dbf.replace("侧".encode(), "侧".encode()[:2] + b" ")
    (tmp_path / "again").mkdir()
    tables, findings = read_upload([zipped(tmp_path / "again", frame([BOX]), dbf=cut, cpg=None)])
    assert findings == () and tables.parcels["town"].iat[0] == "东栅路西"


class _Unflagged(zipfile.ZipInfo):
    """A member whose name is bytes of no stated encoding, as a Mac and a Chinese Windows write them."""

    __slots__ = ()

    def _encodeFilenameFlags(self):
        return self.filename.encode("cp437"), 0


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_the_shapefile_called_parcels_is_found_whatever_encoding_names_it(tmp_path, encoding):
    parts = zipfile.ZipFile(zipped(tmp_path, frame([BOX])))
    contents = {name.rpartition(".")[2]: parts.read(name) for name in parts.namelist()}
    with zipfile.ZipFile(tmp_path / "宗地-两层.zip", "w") as packed:
        for stem in ("数据/宗地", "数据/道路"):
            for suffix, content in contents.items():
                packed.writestr(_Unflagged(f"{stem}.{suffix}".encode(encoding).decode("cp437")), content)
    tables, findings = read_upload([tmp_path / "宗地-两层.zip"])
    assert findings == () and len(tables.parcels) == 1


# --- several files ---------------------------------------------------------------------------------------------


def test_parcels_that_only_the_map_or_only_the_table_has_are_told(tmp_path, write_csv):
    frame([BOX, EAST])[["宗地代码", "geometry"]].to_file(tmp_path / "宗地-图形.gpkg")
    rows = [["宗地代码", "区县", "镇街", "登记面积"], ["P1", "南湖区", "东栅", 15.9], ["P9", "南湖区", "东栅", 20]]
    _, findings = read_upload([tmp_path / "宗地-图形.gpkg", write_csv(rows, "宗地.csv")])
    by_file = {f.where.file: (f.level, f.what) for f in findings}
    assert codes(findings) == ["PARCEL_ONLY_IN_SOME"] * 2
    level, what = by_file["宗地.csv"]
    assert level is Level.WARNING and "例如 P0；因此 1 宗没有区县、1 宗没有镇街、1 宗没有登记面积" in what
    level, what = by_file["宗地-图形.gpkg"]
    assert level is Level.NOTE and "例如 P9；因此 1 宗没有图形" in what


@pytest.mark.parametrize("east, conflicts", [(0, 0), (1e-9, 0), (1e-5, 1)])
def test_one_parcel_in_two_maps_conflicts_only_where_it_lies_elsewhere(tmp_path, east, conflicts):
    one = geojson(tmp_path, feature(BOX), name="宗地-甲.geojson")
    other = geojson(tmp_path, feature(shapely.affinity.translate(BOX, east)), name="宗地-乙.geojson")
    found = read_upload([one, other])[1]
    assert codes(found) == ["CELL_CONFLICT"] * conflicts
    assert not any("POLYGON" in f.what or "geometry" in f.what for f in found)


def test_a_code_that_two_shapes_of_a_map_have_may_be_the_pieces_of_one_parcel(tmp_path):
    found = only(read_upload([geojson(tmp_path, feature(BOX), feature(EAST))])[1], "KEY_DUPLICATE")
    assert "合并成一个" in found.fix


# --- the registered area ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit, times", [("平方米", 2000 / 3), ("公顷", 1 / 15), ("平方公里", 1 / 1500)])
def test_a_registered_area_in_another_unit_than_its_heading_says_is_an_error(tmp_path, unit, times):
    """A Shapefile cuts 登记面积（平方米） after ten bytes, the unit with it."""
    rows = [feature(BOX, 0, 登记面积=BOX_MU * times), feature(EAST, 1, 登记面积=BOX_MU * times * 1.04)]
    (found,) = read_upload([geojson(tmp_path, *rows)])[1]
    assert (found.code, found.level) == ("GEO_AREA_UNIT", Level.ERROR)
    assert f"2 宗的登记面积像是以{unit}填的" in found.what


def test_a_shapefile_that_cut_the_unit_off_is_caught_by_its_shapes(tmp_path):
    given = frame([BOX, EAST], **{"登记面积（平方米）": [BOX_MU * 2000 / 3] * 2})
    assert codes(read_upload([zipped(tmp_path, given)])[1]) == ["GEO_AREA_UNIT"]


# --- bounded ---------------------------------------------------------------------------------------------------


def test_attributes_of_each_feature_s_own_do_not_make_a_table_of_their_square(tmp_path, monkeypatch):
    monkeypatch.setattr(geojson_module, "COLUMNS_AT_MOST", 20)
    path = geojson(tmp_path, *(feature(None, number, **{f"列{number}": 1}) for number in range(21)))
    assert "属性超过 20 列" in only(read_upload([path])[1], "GEO_UNREADABLE").what


@pytest.mark.parametrize("part, cut", [("shp", 40), ("dbf", 40), ("dbf", None)])
def test_a_shapefile_that_lost_its_end_or_a_row_of_attributes_is_refused(tmp_path, part, cut):
    """Each attribute would be another parcel's from the lost row on."""
    given = frame([BOX, EAST])
    whole = zipfile.ZipFile(zipped(tmp_path, given)).read(f"宗地.{part}")
    head, width = (int.from_bytes(whole[at : at + 2], "little") for at in (8, 10))
    lost = whole[:-cut] if cut else whole[:4] + b"\1\0\0\0" + whole[8:head] + whole[head + width :]
    (tmp_path / "again").mkdir()
    assert codes(read_upload([zipped(tmp_path / "again", given, **{part: lost})])[1]) == ["GEO_UNREADABLE"]


def test_a_geopackage_with_a_log_beside_it_is_read_and_said_to_be_maybe_older(tmp_path):
    path = tmp_path / "宗地.gpkg"
    frame([BOX]).to_file(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    tables, findings = read_upload([path])
    assert codes(findings) == ["GEO_MAYBE_OLDER"] and len(tables.parcels) == 1


def test_an_index_that_points_to_one_shape_again_and_again_is_refused(tmp_path):
    shx = zipfile.ZipFile(zipped(tmp_path, frame([BOX]))).read("宗地.shx")
    (tmp_path / "again").mkdir()
    path = zipped(tmp_path / "again", frame([BOX]), shx=shx[:100] + shx[100:108] * 1000)
    assert ".shx 与 .shp 对不上" in only(read_upload([path])[1], "GEO_UNREADABLE").what


def test_a_text_written_once_and_pointed_to_from_every_row_is_counted_in_each(tmp_path, monkeypatch):
    monkeypatch.setattr(geoparquet, "EXPANDED_AT_MOST", 2_000_000)
    for length, code in ((10, "GEO_EMPTY"), (10_000, "GEO_UNREADABLE")):
        more = {"镇街": ["东" * length] * 300}
        frame([None] * 300, **more).to_parquet(tmp_path / "宗地.parquet")
        assert (tmp_path / "宗地.parquet").stat().st_size < 100_000
        assert code in codes(read_upload([tmp_path / "宗地.parquet"])[1])


@pytest.mark.parametrize("suffix", [".parquet", ".zip"])
def test_more_features_than_a_city_has_are_not_even_read(tmp_path, monkeypatch, suffix):
    for module in (geoparquet, shapefile):
        monkeypatch.setattr(module, "FEATURES_AT_MOST", 1)
    given = frame([BOX, EAST])
    if suffix == ".zip":
        zipped(tmp_path, given)
    else:
        given.to_parquet(tmp_path / "宗地.parquet")
    assert codes(read_upload([tmp_path / f"宗地{suffix}"])[1]) == ["GEO_TOO_MUCH"]


def test_a_shape_in_thousands_of_copies_is_given_up_before_it_takes_hours(tmp_path, monkeypatch):
    """Their edges lie on one another: GEOS asks each whether it crosses each, for hours with twenty thousand."""
    monkeypatch.setattr(geo_shapes, "_MEETINGS_OF_ONE", 100_000)
    copies = shapely.MultiPolygon([shapely.affinity.translate(BOX, i * 1e-8) for i in range(400)])
    tables, findings = read_upload([geojson(tmp_path, feature(BOX), feature(copies, 1))])
    assert "边太多" in only(findings, "GEO_UNREPAIRABLE").what
    assert [shape is None for shape in tables.parcels["geometry"]] == [False, True]


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_given_up_first_is_what_costs_most_wherever_it_stands(monkeypatch, order):
    monkeypatch.setattr(geo_shapes, "_MEETINGS_OF_ALL", 10_000)
    circles = np.array([shapely.Point(120.75, 30.75).buffer(0.01, n) for n in (150, 160, 5000)][::order], object)
    kept, found = geo_shapes.checked_shapes(Cell("宗地"), circles, ["甲", "乙", "丙"][::order], {})
    assert [shape is None for shape in kept] == [False, False, True][::order]
    assert codes(found) == ["GEO_UNREPAIRABLE"] and "宗地 丙 " in found[0].what


def test_a_default_of_a_geopackage_s_column_cannot_stand_in_a_million_rows(tmp_path):
    path = tmp_path / "宗地.gpkg"
    frame([BOX]).to_file(path)
    with sqlite3.connect(path) as database:
        database.execute(f"""ALTER TABLE "宗地" ADD COLUMN 备注 TEXT DEFAULT '{"x" * 2000}'""")
    assert map_file.FEATURES_AT_MOST * 2000 > map_file.EXPANDED_AT_MOST
    assert "默认值" in only(read_upload([path])[1], "GEO_UNREADABLE").what


def test_row_order_decides_no_area_and_no_finding_s_kind(tmp_path):
    shapes = [BOX, shapely.affinity.translate(BOX, 0.0005), EAST, None]
    rows = [feature(shape, number, 登记面积=15.0 + number) for number, shape in enumerate(shapes)]
    read = [read_upload([geojson(tmp_path, *order)]) for order in (rows, rows[::-1])]
    areas = [
        pd.Series(polygon_area_mu(t.parcels["geometry"]), t.parcels["parcel_id"]).sort_index() for t, _ in read
    ]
    np.testing.assert_array_equal(*(series.to_numpy() for series in areas))
    assert sorted(codes(read[0][1])) == sorted(codes(read[1][1]))
