"""Files made to mislead: what points elsewhere is not followed, what readers pass over is said."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pytest
import shapely
from office_files import HEADER, ONE, TWO, codes, enterprise, only

from muyun.data.read import read_upload
from muyun.findings import Level, has_errors

SECRET = "POLYGON((120 30,120.1 30,120.1 30.1,120 30))"
VRT = """<OGRVRTDataSource><OGRVRTLayer name="宗地"><SrcDataSource>{}</SrcDataSource><SrcLayer>x</SrcLayer>
<GeometryType>wkbPolygon</GeometryType><LayerSRS>EPSG:4490</LayerSRS><GeometryField encoding="WKT" field="WKT"/>
</OGRVRTLayer></OGRVRTDataSource>"""
BOX = shapely.box(120.75, 30.75, 120.751, 30.751)


def book(path: Path, rows: list[list[object]]) -> Path:
    """A workbook as openpyxl writes it: formulas have no value."""
    made = openpyxl.Workbook()
    made.active.title = "企业"
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def with_sheet(path: Path, change) -> Path:
    """The workbook with the XML of its sheet changed."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    return path


def geojson(path: Path, features: list[dict], **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def feature(shape: object = BOX, **properties: object) -> dict:
    given = {"宗地代码": "P0", "区县": "南湖区", "镇街": "东栅"} | properties
    return {"type": "Feature", "properties": given, "geometry": shapely.geometry.mapping(shape) if shape else None}


@pytest.mark.parametrize("name", ["宗地.geojson", "宗地.json", "宗地.gpkg", "宗地.parquet"])
def test_a_virtual_file_is_not_followed(tmp_path, name):
    secret = tmp_path / "x.csv"
    secret.write_text(f'宗地代码,区县,镇街,WKT\n机密,甲,乙,"{SECRET}"\n', "utf-8")
    (tmp_path / name).write_text(VRT.format(secret), "utf-8")
    tables, findings = read_upload([tmp_path / name])
    assert codes(findings) == ["GEO_UNREADABLE"] and tables.parcels.empty


@pytest.mark.parametrize("content", ["garbage" * 50, VRT.format("/etc/hosts"), "\0\0\x27\x0a" + "x" * 200, ""],
                         ids=["garbage", "virtual", "cut", "empty"])  # fmt: skip
@pytest.mark.parametrize("others", ["", "garbage" * 50], ids=["empty", "garbage"])
def test_a_shapefile_that_is_none_is_unreadable_in_chinese(tmp_path, content, others):
    with zipfile.ZipFile(tmp_path / "宗地.zip", "w") as packed:
        packed.writestr("a.shp", content)
        packed.writestr("a.shx", others)
        packed.writestr("a.dbf", others)
    found = only(read_upload([tmp_path / "宗地.zip"])[1], "GEO_UNREADABLE")
    assert not any(word in found.what for word in ("rror", "not ", "GDAL", "recogni"))


def test_a_geopackage_whose_layer_is_computed_is_refused(tmp_path):
    """A view can hold an endless recursion."""
    path = tmp_path / "宗地.gpkg"
    with sqlite3.connect(path) as made:
        made.executescript("""
            CREATE TABLE gpkg_contents (table_name, data_type);
            CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);
            CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id, definition);
            INSERT INTO gpkg_contents VALUES ('v', 'features');
            INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 4490);
            CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT x AS geom FROM c;
        """)
    assert "视图" in only(read_upload([path])[1], "GEO_UNREADABLE").what


@pytest.mark.parametrize("crs, code", [
    ("urn:ogc:def:crs:EPSG::4490", None), ("EPSG:4490", None), ("urn:ogc:def:crs:OGC:1.3:CRS84", None),
    ("+init=/etc/passwd:1", "GEO_UNREADABLE"), ("+proj=longlat +nadgrids=/etc/passwd", "GEO_UNREADABLE"),
])  # fmt: skip
def test_a_geojson_names_its_system_by_number_only(tmp_path, crs, code):
    path = geojson(tmp_path / "宗地.geojson", [feature()], crs={"type": "name", "properties": {"name": crs}})
    assert codes(read_upload([path])[1]) == ([code] if code else [])


def test_a_map_without_features_or_without_columns_says_so(tmp_path):
    assert "GEO_NO_FEATURES" in codes(read_upload([geojson(tmp_path / "宗地.geojson", [])])[1])
    bare = {"type": "Feature", "properties": {"x": 1}, "geometry": shapely.geometry.mapping(BOX)}
    found = only(read_upload([geojson(tmp_path / "宗地.geojson", [bare])])[1], "GEO_NO_COLUMNS")
    assert "x" in found.what and "表头" not in found.fix


def test_numbers_of_geojson_keep_every_digit(tmp_path):
    path = geojson(tmp_path / "宗地.geojson", [feature(宗地代码=330400000000000123, 登记面积=float("nan"))])
    tables, findings = read_upload([path])
    assert tables.parcels["parcel_id"].tolist() == ["330400000000000123"]
    assert codes(findings) == ["NUMBER_UNREADABLE"]


@pytest.mark.parametrize("formula", ["<f>1+1</f>", "<f>1+1</f><v/>", "<f>1+1</f><v></v>", '<f t="shared" si="0"/>'])
def test_a_formula_without_a_value_is_an_error_at_its_cell(tmp_path, formula):
    path = book(tmp_path / "数据.xlsx", [[*HEADER, "税收实际贡献"], enterprise(ONE, 5), enterprise(TWO, 6)])
    with_sheet(path, lambda xml: xml.replace(b'<c r="F3" t="n"><v>6</v>', b'<c r="F3">' + formula.encode()))
    _, findings = read_upload([path])
    assert codes(findings) == ["FORMULA_UNCOMPUTED"]
    assert (findings[0].where.letter, findings[0].where.row) == ("F", 3)


def test_a_formula_with_a_value_or_an_empty_text_is_none(tmp_path):
    path = book(tmp_path / "数据.xlsx", [[*HEADER, "税收实际贡献"], enterprise(ONE, 5), enterprise(TWO, 6)])
    with_sheet(path, lambda xml: xml.replace(b'<c r="F2" t="n"><v>5</v>', b'<c r="F2"><f>2+3</f><v>5</v>').replace(
        b'<c r="F3" t="n"><v>6</v>', b'<c r="F3" t="str"><f>IF(1,"",2)</f><v></v>'))  # fmt: skip
    tables, findings = read_upload([path])
    assert findings == () and tables.enterprises["tax_wan"].isna().tolist() == [False, True]


def test_sums_that_were_never_computed_in_a_row_of_totals_are_no_error(tmp_path):
    rows = [[*HEADER, "税收实际贡献"], enterprise(ONE, 5), ["合计", None, None, None, None, "=SUM(F2:F2)"]]
    _, findings = read_upload([book(tmp_path / "数据.xlsx", rows)])
    assert codes(findings) == ["TOTAL_ROW"]


@pytest.mark.parametrize("text", ["nan", "NaN", "-nan", "inf", "Infinity"])
def test_a_text_that_floats_understand_is_no_number(tmp_path, text):
    _, findings = read_upload([book(tmp_path / "数据.xlsx", [[*HEADER, "税收实际贡献"], enterprise(ONE, text)])])
    assert codes(findings) == ["NUMBER_UNREADABLE"] and findings[0].where.row == 2


@pytest.mark.parametrize("number", ["9.13E17", "9133000000000001e2", ".9133e18", "9.133e+17", "913300000000000123.0"])
def test_a_code_stored_as_a_number_among_texts_has_lost_digits(tmp_path, number):
    path = book(tmp_path / "数据.xlsx", [[*HEADER], enterprise(1), enterprise(TWO)])
    with_sheet(path, lambda xml: xml.replace(b'<c r="B2" t="n"><v>1</v>', f'<c r="B2"><v>{number}</v>'.encode()))
    found = only(read_upload([path])[1], "DIGITS_LOST")
    assert (found.where.letter, found.where.row) == ("B", 2)


@pytest.mark.parametrize("number, good", [(1e15, True), (1.1e15, False), (-1e16, False), (1e300, False)])
def test_a_number_beyond_reason_is_an_error(tmp_path, number, good):
    _, findings = read_upload([book(tmp_path / "数据.xlsx", [[*HEADER, "税收实际贡献"], enterprise(ONE, number)])])
    assert codes(findings) == ([] if good else ["NUMBER_TOO_LARGE"])


@pytest.mark.parametrize("industry, good", [
    ("C1713", True), ("17", True), ("171", True), ("c 1713", True), (1713, True), ("化工", False), ("X9999", False),
    ("1", False), ("C", False), ("17131", False), ("U17", False),
])  # fmt: skip
def test_an_industry_code_is_of_gb_t_4754(tmp_path, industry, good):
    row = [2022, ONE, "甲公司", "南湖区", industry]
    _, findings = read_upload([book(tmp_path / "数据.xlsx", [[*HEADER], row])])
    assert codes(findings) == ([] if good else ["INDUSTRY_FORMAT"])


def test_broken_xml_is_no_empty_sheet(tmp_path):
    path = book(tmp_path / "数据.xlsx", [[*HEADER], enterprise(ONE)])
    with_sheet(path, lambda xml: xml.replace(b"</c>", b"", 1))
    _, findings = read_upload([path])
    assert codes(findings) == ["XLSX_BROKEN"] and "not" not in findings[0].what


def test_more_unread_cells_than_are_listed_are_not_missing_too(write_csv):
    rows = [["二〇二二", ONE, "甲", "南湖区", "C1713"]] * 1500
    told = codes(read_upload([write_csv([HEADER, *rows])])[1])
    assert told == ["YEAR_UNREADABLE"] * 1000 + ["MORE_OF_THE_SAME"]


@pytest.mark.parametrize("alone", [True, False])
def test_a_name_in_gb18030_is_shown_in_chinese(write_csv, tmp_path, alone):
    folder = tmp_path / "in"
    folder.mkdir()
    name = os.path.join(os.fsencode(folder), "企业-税务.csv".encode("gb18030"))
    os.replace(write_csv([HEADER, enterprise(ONE, year="甲")]), name)
    findings = read_upload([Path(os.fsdecode(name)) if alone else folder])[1]
    assert only(findings, "YEAR_UNREADABLE").where.file == "企业-税务.csv"
    str(findings).encode("utf-8")


def test_a_subtotal_between_the_rows_is_left_out(tmp_path):
    subtotal = [None, None, "小计", None, None, 5]
    others = [enterprise(TWO, 6, year=year) for year in range(2010, 2022)]
    rows = [[*HEADER, "税收实际贡献"], enterprise(ONE, 5), subtotal, *others]
    tables, findings = read_upload([book(tmp_path / "数据.xlsx", rows)])
    assert codes(findings) == ["TOTAL_ROW"] and findings[0].where.row == 3
    assert len(tables.enterprises) == 13 and findings[0].level is Level.NOTE


def test_a_row_without_code_and_without_a_word_for_totals_stays(tmp_path):
    others = [enterprise(TWO, year=year) for year in range(2010, 2022)]
    rows = [[*HEADER], [2022, None, "合计达公司", "南湖区", "C1713"], *others]
    assert codes(read_upload([book(tmp_path / "数据.xlsx", rows)])[1]) == ["CELL_REQUIRED"]


@pytest.mark.parametrize("header, likely", [
    ("税收（元）", "税收实际贡献"), ("税收实际贡献额", "税收实际贡献"), ("用地面积（平方米）合计", "用地面积"),
    ("备注", ""),
])  # fmt: skip
def test_a_header_close_to_an_absent_column_is_a_warning(tmp_path, header, likely):
    _, findings = read_upload([book(tmp_path / "数据.xlsx", [[*HEADER, header], enterprise(ONE, 5)])])
    found = only(findings, "COLUMN_UNKNOWN")
    assert found.level is (Level.WARNING if likely else Level.NOTE) and likely in found.why


def test_only_a_csv_given_by_itself_is_taken_for_enterprises(write_csv, tmp_path):
    path = write_csv([HEADER, enterprise(ONE)], "foo.csv")
    assert read_upload([path])[1] == ()
    assert codes(read_upload([tmp_path])[1])[0] in ("FILE_LEFT_OUT", "NO_TABLE")
    assert has_errors(read_upload([tmp_path])[1])


def test_enterprises_left_without_a_county_are_a_warning(write_csv):
    base = write_csv([HEADER, enterprise(ONE)], "企业-经信.csv")
    tax = write_csv([[*HEADER[:2], "税收实际贡献"], [2022, ONE, 5], [2022, TWO, 6]], "企业-税务.csv")
    found = only(read_upload([base, tax])[1], "CODE_ONLY_IN_SOME")
    assert found.level is Level.WARNING and "1 家没有区县" in found.what and "请请" not in found.fix


def test_what_is_said_of_a_zipped_map_does_not_name_excel(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("../a.shp", b"x")
    (tmp_path / "宗地.zip").write_bytes(buffer.getvalue())
    assert "Excel" not in only(read_upload([tmp_path / "宗地.zip"])[1], "ZIP_PATHS").fix
