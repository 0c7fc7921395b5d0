"""宗地 with geometry: GeoPackage, GeoParquet, GeoJSON, zipped Shapefile; and the area of polygons."""

from __future__ import annotations

from pathlib import Path

from muyun.data.part import Part
from muyun.findings import Finding

GEO_ENDINGS = frozenset({".gpkg", ".parquet", ".geoparquet", ".geojson", ".json", ".zip"})


def read_parcels(path: Path, data: bytes) -> tuple[Part | None, tuple[Finding, ...]]:
    return None, ()
