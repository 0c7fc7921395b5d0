"""An office's own outlines: read, bounded, and every fault named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muyun.data import outlines
from muyun.data.outlines import place_shapes, read_outlines
from muyun.findings import InputError
from sample_data.places import OUTLINES_FILE

SQUARE = [[[120.0, 30.0], [120.1, 30.0], [120.1, 30.1], [120.0, 30.1], [120.0, 30.0]]]
BOW_TIE = [[[120.0, 30.0], [120.1, 30.1], [120.1, 30.0], [120.0, 30.1], [120.0, 30.0]]]


def feature(name: object = "甲区", level: object = "县", ring: object = SQUARE, kind: str = "Polygon", **more: object):
    shape = {"type": kind, "coordinates": ring}
    return {"type": "Feature", "properties": {"名称": name, "级别": level, **more}, "geometry": shape}


def written(folder: Path, *features: object, **more: object) -> Path:
    path = folder / "区划.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8")
    return path


def findings(path: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InputError) as wrong:
        read_outlines(path)
    return [(f.code, f.where.row, f.where.column) for f in wrong.value.findings]


def test_the_sample_s_outlines_are_read_and_said_to_be_invented():
    found = read_outlines(OUTLINES_FILE)
    assert found.invented
    assert [one.name for one in found.of_level("县")][:2] == ["南湖区", "秀洲区"]
    assert len(found.of_level("县")) == 7 and len(found.of_level("镇街")) == 64


def test_an_office_s_own_are_not_and_a_broken_ring_is_mended(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    town = feature(name="乙镇", level="镇街", 上级="甲区")
    found = read_outlines(written(tmp_path, feature(ring=BOW_TIE), town, crs=crs))
    assert not found.invented
    first, second = found.places
    assert first.shape.is_valid and first.shape.area == pytest.approx(0.005)
    assert (second.name, second.level, second.parent) == ("乙镇", "镇街", "甲区")


@pytest.mark.parametrize(("wrong", "column"), [
    (feature(name=""), "名称"), (feature(name=None), "名称"), (feature(name="长" * 41), "名称"),
    (feature(level="市"), "级别"), (feature(level=3), "级别"), (feature(kind="Point", ring=[120.0, 30.0]), "geometry"),
    (feature(ring=[[[500000, 3400000], [500100, 3400000], [500100, 3400100], [500000, 3400000]]]), "geometry"),
    ({"type": "Feature", "properties": {"名称": "甲区", "级别": "县"}, "geometry": None}, "geometry"),
])  # fmt: skip
def test_each_feature_that_cannot_be_used_is_named(tmp_path, wrong, column):
    path = written(tmp_path, feature(name="好区"), wrong)
    assert findings(path) == [("OUTLINES_INVALID", 2, column)]


def test_two_places_of_one_name_must_say_their_county(tmp_path):
    two = [feature(name="城关镇", level="镇街", 上级=county) for county in ("甲县", "乙县")]
    assert len(read_outlines(written(tmp_path, *two)).places) == 2
    assert findings(written(tmp_path, feature(name="城关镇", level="镇街"), feature(name="城关镇", level="镇街"))) == [
        ("OUTLINES_INVALID", None, "名称")
    ]


def test_parcels_are_held_against_counties_and_towns_that_name_theirs(tmp_path):
    towns = [feature(name="城关镇", level="镇街", 上级="甲区"), feature(name="乙镇", level="镇街")]
    assert set(place_shapes(read_outlines(written(tmp_path, feature(), *towns)))) == {"甲区", "甲区/城关镇"}
    assert place_shapes(read_outlines(OUTLINES_FILE)) == {}


@pytest.mark.parametrize("content", ["", "不是", "{}", '{"type": "FeatureCollection", "features": []}', "[" * 100_000])
def test_what_is_no_map_is_said_in_one_finding(tmp_path, content):
    path = tmp_path / "区划.geojson"
    path.write_text(content, "utf-8")
    assert findings(path) == [("OUTLINES_UNREADABLE", None, None)]


def test_a_map_in_metres_is_refused(tmp_path):
    crs = {"type": "name", "properties": {"name": "EPSG:4528"}}
    assert findings(written(tmp_path, feature(), crs=crs)) == [("OUTLINES_UNREADABLE", None, None)]


@pytest.mark.parametrize("limit", ["BYTES_AT_MOST", "VERTICES_AT_MOST", "FEATURES_AT_MOST"])
def test_a_map_past_the_bounds_is_refused(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(outlines, limit, 1)
    path = written(tmp_path, feature(name="甲区"), feature(name="乙区"))
    assert findings(path) == [("OUTLINES_UNREADABLE", None, None)]
