"""Where map files lie and how large they are: coordinate systems, GCJ-02 and BD-09, repairs, overlaps (spec 7.3)."""

from __future__ import annotations

import json
import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from office_files import codes, only
from pyproj import Geod

from muyun.cli import steps
from muyun.data import parcel_shapes
from muyun.data.area import gauss_krueger_area_mu, perimeter_m, polygon_area_mu
from muyun.data.parcel_places import place_findings, place_key
from muyun.data.parcel_shapes import shape_findings
from muyun.data.read import read_upload
from muyun.data.shifted_crs import ShiftedCRS, unshifted
from muyun.data.tables import Tables, frame_of
from muyun.findings import Level
from tests.shifts import shifted

GRS80 = Geod(ellps="GRS80")
BOX = shapely.box(120.75, 30.75, 120.751, 30.751)
BOX_MU = GRS80.geometry_area_perimeter(BOX)[0] * 3 / 2000
EAST = shapely.box(120.751, 30.75, 120.752, 30.751)
"""Beside BOX, sharing a border."""


def table(shapes: list[object], declared: list[float] | None = None, county: str = "南湖区") -> Tables:
    rows = [
        {"宗地代码": f"P{i}", "区县": county, "镇街": "东栅", "登记面积": area, "geometry": shape}
        for i, (shape, area) in enumerate(zip(shapes, declared or [None] * len(shapes), strict=True))
    ]
    return Tables().with_frames(parcels=frame_of("宗地", rows))


def geojson(path: Path, shapes: list[shapely.Geometry], crs: str | None = None) -> Path:
    features = [
        {"type": "Feature", "properties": {"宗地代码": f"P{i}", "区县": "南湖区", "镇街": "东栅"},
         "geometry": shapely.geometry.mapping(shape)}
        for i, shape in enumerate(shapes)
    ]  # fmt: skip
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    path.write_text(json.dumps({"type": "FeatureCollection", **named, "features": features}), "utf-8")
    return path


def in_crs(shape: shapely.Geometry, crs: str) -> shapely.Geometry:
    return gpd.GeoSeries([shape], crs="EPSG:4490").to_crs(crs).iloc[0]


def east(shape: shapely.Geometry, degrees: float) -> shapely.Geometry:
    return shapely.affinity.translate(shape, degrees)


def moved(shape: shapely.Geometry, system: ShiftedCRS) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: shifted(system, points))


# --- how large -----------------------------------------------------------------------------------------------


def test_a_square_of_a_kilometre_is_1500_mu():
    """Corners by the direct geodesic problem, 500 · √2 m from the middle: 10⁶ m² are 1500 亩, less 1e-6."""
    corners = [GRS80.fwd(120.75, 30.75, azimuth, 500 * math.sqrt(2))[:2] for azimuth in (45, 135, 225, 315)]
    assert polygon_area_mu([shapely.Polygon(corners)])[0] == pytest.approx(1500, rel=1e-6)


def test_areas_and_perimeters_are_those_of_geodesics_whatever_stands_beside_them():
    circles = (120.1, 30.2, 5e-4), (116, 40, 2e-3), (87, 43, 0.01)
    shapes = [shapely.Point(lon, lat).buffer(radius, 8) for lon, lat, radius in circles]
    true = np.array([GRS80.geometry_area_perimeter(shape) for shape in shapely.orient_polygons(shapes)])
    assert polygon_area_mu(shapes) == pytest.approx(true[:, 0] * 3 / 2000, rel=3e-7)
    assert perimeter_m(shapes) == pytest.approx(true[:, 1], rel=1e-4)
    assert polygon_area_mu(shapes[::-1]).tolist() == polygon_area_mu(shapes)[::-1].tolist()


def test_the_gauss_krueger_figure_grows_by_the_square_of_the_scale():
    """At y metres east of the meridian the scale is 1 + y²/2R²: 3e-4 more area at the zone's edge."""
    middle, edge = shapely.box(119.999, 30.75, 120.001, 30.751), shapely.box(121.4, 30.75, 121.401, 30.751)
    ratio = gauss_krueger_area_mu([middle, edge]) / polygon_area_mu([middle, edge])
    y, radius = GRS80.inv(120, 30.75, 121.4005, 30.75)[2], 6_371_000
    assert ratio == pytest.approx([1, 1 + (y / radius) ** 2], abs=1e-5) and ratio[1] > 1.0003
    assert np.isnan(gauss_krueger_area_mu([None])).all()


# --- where ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "crs", ["EPSG:3857", "EPSG:4528", "EPSG:4549", "urn:ogc:def:crs:EPSG::4490", "urn:ogc:def:crs:OGC:1.3:CRS84"]
)
def test_a_file_in_another_system_measures_the_same_as_its_twin_in_degrees(tmp_path, crs):
    shape = BOX if "urn" in crs else in_crs(BOX, crs)
    tables, findings = read_upload([geojson(tmp_path / "宗地.geojson", [shape], crs)])
    assert findings == ()
    assert polygon_area_mu(tables.parcels["geometry"])[0] == pytest.approx(polygon_area_mu([BOX])[0], rel=1e-6)


@pytest.mark.parametrize(
    "stated, written, told", [("EPSG:4549", "EPSG:4528", "带有带号 40"), ("EPSG:4528", "EPSG:4549", "没有带号 40")]
)
def test_the_zones_number_in_front_of_the_easting_may_be_there_or_not(tmp_path, stated, written, told):
    tables, findings = read_upload([geojson(tmp_path / "宗地.geojson", [in_crs(BOX, written)], stated)])
    assert told in only(findings, "GEO_ZONE_PREFIX").what and len(findings) == 1
    assert shapely.hausdorff_distance(tables.parcels["geometry"].iat[0], BOX) < 1e-8


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::4490", "EPSG:4549", "EPSG:4528"])
def test_latitude_or_northing_first_is_seen_and_swapped(tmp_path, crs):
    swapped = shapely.transform(in_crs(BOX, crs.replace("urn:ogc:def:crs:EPSG::", "EPSG:")), lambda p: p[:, ::-1])
    tables, findings = read_upload([geojson(tmp_path / "宗地.geojson", [swapped], crs)])
    assert codes(findings) == ["GEO_AXES_SWAPPED"]
    assert shapely.hausdorff_distance(tables.parcels["geometry"].iat[0], BOX) < 1e-8


def test_an_old_datum_is_told(tmp_path):
    _, findings = read_upload([geojson(tmp_path / "宗地.geojson", [BOX], "EPSG:4610")])
    assert "西安 80" in only(findings, "GEO_OLD_DATUM").what


def test_the_formulas_give_the_published_places():
    """Shanghai and Beijing of eviltransform's tests; BD-09 of coordtransform's README, from GCJ-02 there."""
    true = np.array([[121.5272106, 31.1774276], [116.377817, 39.911954]])
    assert shifted(ShiftedCRS.GCJ02, true) == pytest.approx(
        np.array([[121.531541859215, 31.17530398364597], [116.38404722455657, 39.91334545536069]]), abs=1e-9
    )
    there = unshifted(ShiftedCRS.GCJ02, np.array([[116.404, 39.915]]))
    expected = np.array([[116.41036949371029, 39.92133699351021]])
    assert shifted(ShiftedCRS.BD09, there) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("system", ShiftedCRS)
def test_there_and_back_is_under_a_metre_all_over_china(system):
    lon, lat = np.meshgrid(np.linspace(74, 134, 25), np.linspace(19, 53, 25))
    true = np.column_stack([lon.ravel(), lat.ravel()])
    there = shifted(system, true)
    off = GRS80.inv(*true.T, *there.T)[2]
    assert off.min() > 50 and off.max() < 2500
    assert GRS80.inv(*true.T, *unshifted(system, there).T)[2].max() < 1e-3


@pytest.mark.parametrize(
    "name, crs, system",
    [("宗地-GCJ02.geojson", None, ShiftedCRS.GCJ02), ("宗地_图形-BD-09.geojson", "EPSG:4490", ShiftedCRS.BD09),
     ("宗地.geojson", "GCJ-02", ShiftedCRS.GCJ02), ("宗地.geojson", "BD09LL", ShiftedCRS.BD09)],
)  # fmt: skip
def test_a_declared_shift_is_undone_before_measuring(tmp_path, name, crs, system):
    tables, findings = read_upload([geojson(tmp_path / name, [moved(BOX, system)], crs)])
    assert system.value in only(findings, "GEO_SHIFT_UNDONE").what and len(findings) == 1
    assert shapely.hausdorff_distance(tables.parcels["geometry"].iat[0], BOX) < 1e-8


def test_a_file_without_crs_is_read_where_its_name_declares_one(tmp_path):
    columns = {"宗地代码": ["P0"], "区县": ["南湖区"], "镇街": ["东栅"]}
    frame = gpd.GeoDataFrame(columns, geometry=[moved(BOX, ShiftedCRS.GCJ02)])
    frame.to_parquet(tmp_path / "宗地-GCJ-02.parquet")
    tables, findings = read_upload([tmp_path / "宗地-GCJ-02.parquet"])
    assert codes(findings) == ["GEO_SHIFT_UNDONE"]
    assert shapely.hausdorff_distance(tables.parcels["geometry"].iat[0], BOX) < 1e-8


# --- against the counties ------------------------------------------------------------------------------------


def farm(count: int = 30) -> list[shapely.Geometry]:
    """A county's parcels all over 0.1° × 0.1°, up to 100 m from its border."""
    at = np.linspace(120.701, 120.799, count), np.linspace(30.701, 30.799, count)
    return [shapely.box(lon - 5e-4, lat - 5e-4, lon + 5e-4, lat + 5e-4) for lon in at[0] for lat in at[1]]


COUNTIES = {"南湖区": shapely.box(120.7, 30.7, 120.8, 30.8), "秀洲区": shapely.box(120.6, 30.7, 120.7, 30.8)}


@pytest.mark.parametrize("system, towards", [(ShiftedCRS.GCJ02, "东南"), (ShiftedCRS.BD09, "东")])
def test_parcels_off_their_county_as_a_web_map_draws_them_are_suspected(system, towards):
    """GCJ-02 draws Jiaxing 486 m towards 东南, BD-09 1114 m towards 东: measured to a tenth against the outline."""
    (found,) = place_findings(table([moved(shape, system) for shape in farm()]), COUNTIES)
    assert found.code == "GEO_SHIFT_SUSPECTED" and f"像是 {system} 坐标：整体向{towards}偏了约" in found.what
    expected = GRS80.inv(120.75, 30.75, *shifted(system, np.array([[120.75, 30.75]]))[0])[2]
    metres = float(found.what.partition("偏了约 ")[2].partition(" 米")[0].replace(",", ""))
    assert metres == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize("system", [None, *ShiftedCRS])
def test_a_shift_that_leaves_the_parcels_within_their_county_shows_in_their_town(system):
    """A town of 2 km within a county of 10 km: half a kilometre takes a quarter of its parcels out of it."""
    town = shapely.box(120.74, 30.74, 120.76, 30.76)
    spots = [(120.7405 + 0.002 * i, 30.7405 + 0.002 * j) for i in range(10) for j in range(10)]
    shapes = [shapely.box(x, y, x + 0.001, y + 0.001) for x, y in spots]
    there = [moved(shape, system) for shape in shapes] if system else shapes
    assert list(place_findings(table(there), COUNTIES)) == []
    found = list(place_findings(table(there), {**COUNTIES, place_key("南湖区", "东栅"): town}))
    assert codes(found) == (["GEO_SHIFT_SUSPECTED"] if system else [])
    if system:
        assert f"像是 {system} 坐标" in found[0].what and "落在所填镇街的轮廓之外" in found[0].what


@pytest.mark.parametrize("east_m", [0, -500])
def test_parcels_in_place_or_off_another_way_are_not_suspected(east_m):
    shapes = [east(shape, east_m / 95_600) for shape in farm()]
    found = codes(place_findings(table(shapes), COUNTIES))
    assert found == [] if not east_m else set(found) == {"GEO_COUNTY_OFF"}


def test_a_parcel_in_another_county_is_told_with_its_distance():
    """Its middle at 120.695 is 0.005° west of the border, 479 m; 100 m outside are within the outline's error."""
    near, far = shapely.box(120.698, 30.75, 120.7, 30.751), shapely.box(120.694, 30.75, 120.696, 30.751)
    (found,) = place_findings(table([BOX, near, far]), COUNTIES)
    metres = GRS80.inv(120.695, 30.75, 120.7, 30.75)[2]
    assert f"宗地 P2 填的区县是南湖区，图形在秀洲区，离南湖区的轮廓 {metres:.0f} 米" in found.what
    assert list(place_findings(table([far], county="海宁市"), COUNTIES)) == []


def test_the_office_s_outlines_are_what_parcels_are_held_against(tmp_path, monkeypatch):
    """Through the command's own reading; outlines that can't be used are a warning and stop nothing."""
    monkeypatch.setenv("MUYUN_HOME", str(tmp_path))
    far = geojson(tmp_path / "宗地.geojson", [shapely.box(120.694, 30.75, 120.696, 30.751)])
    named = [{"名称": name, "级别": "县"} for name in COUNTIES]
    frame = gpd.GeoDataFrame(named, geometry=list(COUNTIES.values()), crs="EPSG:4490")
    frame.to_file(tmp_path / "区划.geojson")
    assert codes(steps.upload([far], lambda step: None)[1]) == ["GEO_COUNTY_OFF"]
    (tmp_path / "区划.geojson").write_text("{", "utf-8")
    (found,) = steps.upload([far], lambda step: None)[1]
    assert (found.code, found.level) == ("OUTLINES_UNREADABLE", Level.WARNING)


# --- repaired, twice, overlapping, slivers, declared ---------------------------------------------------------


def test_an_invalid_ring_is_repaired_and_its_area_told_before_and_after(tmp_path):
    """A bow tie: its two halves cancel out in a naive area; repaired they are half of the box."""
    tie = shapely.Polygon([(120.75, 30.75), (120.751, 30.751), (120.751, 30.75), (120.75, 30.751)])
    tables, findings = read_upload([geojson(tmp_path / "宗地.geojson", [EAST, tie])])
    shape = tables.parcels["geometry"].iat[1]
    assert shape.is_valid and polygon_area_mu([shape])[0] == pytest.approx(polygon_area_mu([BOX])[0] / 2, rel=1e-5)
    found = only(findings, "GEO_INVALID")
    assert found.where.row == 2 and "宗地 P1 " in found.what
    assert f"原来量得 0.00 亩，修复后 {BOX_MU / 2:.2f} 亩" in found.what


def test_what_repair_leaves_nothing_of_or_would_take_minutes_over_is_an_error(tmp_path):
    flat = shapely.Polygon([(120.75, 30.75), (120.751, 30.751), (120.75, 30.75)])
    tangle = shapely.Polygon(np.random.default_rng(0).uniform((120.7, 30.7), (120.71, 30.71), (3000, 2)))
    tables, findings = read_upload([geojson(tmp_path / "宗地.geojson", [BOX, flat, tangle])])
    assert codes(findings) == ["GEO_UNREPAIRABLE"] * 2
    assert [shape is None for shape in tables.parcels["geometry"]] == [False, True, True]


def test_the_same_polygon_under_two_codes_is_told_wherever_its_ring_begins():
    turned = shapely.Polygon([*BOX.exterior.coords[2:], *BOX.exterior.coords[1:3]])
    (found,) = shape_findings(table([EAST, BOX, turned, None]))
    assert found.code == "GEO_TWICE" and "宗地 P2 与 宗地 P1" in found.what


def test_parcels_overlap_above_ten_square_metres_and_a_hundredth_of_the_smaller():
    """A box of 95.7 m × 110.9 m; 1 % of its width lies at 0.957 m. Adjoining ones share nothing."""
    def beside(share: float) -> list[str]:
        return codes(shape_findings(table([BOX, east(EAST, -share * 1e-3)])))

    assert beside(0) == [] and beside(0.0099) == [] and beside(0.0101) == ["GEO_OVERLAP"]
    small = shapely.box(120.75, 30.75, 120.75003, 30.75003)  # 2.87 m × 3.33 m = 9.5 m², all of it inside
    larger = shapely.box(120.75, 30.75, 120.75004, 30.75003)  # 12.7 m²
    assert codes(shape_findings(table([BOX, small]))) == []
    assert codes(shape_findings(table([BOX, larger]))) == ["GEO_OVERLAP"]


def test_overlaps_are_told_with_their_size():
    found = only(shape_findings(table([BOX, east(BOX, 5e-4)])), "GEO_OVERLAP")
    assert f"宗地 P1 与 宗地 P0 重叠 {BOX_MU / 2:.3f} 亩，占较小一宗的 50.0%" in found.what


def test_parcels_on_one_spot_are_neither_compared_pair_by_pair_nor_passed_over(monkeypatch):
    """Three thousand alike have 4.5 million pairs: each is compared with the first only."""
    found = codes(shape_findings(table([BOX] * 3000)))
    assert found.count("GEO_TWICE") == 1000 and found.count("MORE_OF_THE_SAME") == 1 and len(found) == 1001
    stacked = [east(BOX, step * 1e-7) for step in range(100)]
    assert "GEO_OVERLAPS_UNCHECKED" not in codes(shape_findings(table(stacked)))
    for limit in ("PAIRS_AT_MOST", "WORK_AT_MOST"):
        with monkeypatch.context() as smaller:
            smaller.setattr(parcel_shapes, limit, 4000)
            assert codes(shape_findings(table(stacked)))[-1] == "GEO_OVERLAPS_UNCHECKED"


def test_a_strip_less_than_a_metre_wide_is_a_sliver_alone_or_as_a_piece():
    """0.00001° of longitude are 0.957 m here, 0.00002° are 1.91 m; the mean width of a strip is a little less."""
    strips = [shapely.box(lon, 30.75, lon + width, 30.751) for lon, width in ((120.77, 1e-5), (120.78, 2e-5))]
    piece = shapely.MultiPolygon([BOX, shapely.box(120.76, 30.75, 120.76001, 30.751)])
    narrow, pieces = shape_findings(table([*strips, piece]))
    assert [narrow.code, pieces.code] == ["GEO_SLIVER"] * 2
    assert "宗地 P0 的图形平均宽不到 1 米" in narrow.what and "宗地 P2 的图形有 2 块，其中 1 块平均宽" in pieces.what


@pytest.mark.parametrize("times, off", [(1.05, False), (0.95, False), (1.0501, True), (0.9499, True), (0, True)])
def test_a_registered_area_more_than_five_per_cent_off_is_told(times, off):
    """Spec 7.3: “differs by more than 5 %”, so exactly 5 % is not; nothing registered as 0 is."""
    area = polygon_area_mu([BOX])[0]
    found = list(shape_findings(table([BOX], [area * times])))
    assert codes(found) == (["GEO_AREA_OFF"] if off else [])
    if off:
        assert f"登记面积是 {BOX_MU * times:,.2f} 亩，图形是 {BOX_MU:.2f} 亩" in found[0].what
