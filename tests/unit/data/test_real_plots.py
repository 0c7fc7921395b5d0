"""Real shapes: the 407 plots of Bubeneč, Prague, that the package momepy ships (EPSG:3857)."""

from importlib.metadata import distribution

import geopandas as gpd
import numpy as np
import pytest
import shapely

from muyun.data.area import polygon_area_mu
from muyun.data.read import read_upload
from muyun.show.outline_paths import drawn

EQUAL_AREA = "+proj=laea +lat_0=50.1 +lon_0=14.4 +ellps=WGS84"


@pytest.fixture(scope="module")
def plots():
    return gpd.read_file(distribution("momepy").locate_file("momepy/datasets/bubenec.gpkg"), layer="plots")


def test_real_plots_are_read_measured_and_none_is_lost(plots, tmp_path):
    """Within 0.1 % of an equal-area projection, plot by plot; their plane area in EPSG:3857 is 2.4 times as large."""
    named = plots.assign(宗地代码=plots["ID"].astype(str), 区县="布拉格", 镇街="布贝内奇")
    named[["宗地代码", "区县", "镇街", "geometry"]].to_file(tmp_path / "宗地.gpkg", layer="宗地")
    tables, findings = read_upload([tmp_path / "宗地.gpkg"])
    measured = polygon_area_mu(tables.parcels["geometry"])
    assert len(measured) == 407
    assert {finding.code for finding in findings} <= {"GEO_SLIVER", "GEO_OVERLAP", "GEO_ABROAD"}
    assert measured == pytest.approx(plots.to_crs(EQUAL_AREA).area.to_numpy() * 3 / 2000, rel=1e-3)
    assert np.median(plots.area * 3 / 2000 / measured) == pytest.approx(2.43, abs=0.02)
    assert shapely.is_valid(tables.parcels["geometry"].to_numpy(object)).all()
    paths = drawn(tables.parcels["geometry"].tolist(), 1200, 900).paths
    assert len(paths) == 407 and all(path.startswith("M") and path.count("L") >= 2 for path in paths)
