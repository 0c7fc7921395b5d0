"""The features in a map file, read by what its first bytes say and by nothing that follows references.

A general reader such as GDAL takes whatever a file turns out to be: a virtual file called
.geojson would have it read other files of the machine, or the network. So GeoJSON goes through
json (`geojson`), GeoPackage through sqlite3 (`geopackage`), GeoParquet through pyarrow (`geoparquet`), and GDAL
sees only the parts of a Shapefile whose first bytes are a Shapefile's, in a folder of their own (`shapefile`).
"""

from __future__ import annotations

import warnings
from dataclasses import replace

from muyun.data import check_geometry
from muyun.data.archive import Refused
from muyun.data.geojson import geojson_features
from muyun.data.geopackage import geopackage_features
from muyun.data.geoparquet import geoparquet_features
from muyun.data.map_file import MapFile
from muyun.data.shapefile import shapefile_features
from muyun.findings import Cell

PARCELS = "宗地"
"""The layer that is read where a file has several."""


def map_file(place: Cell, suffix: str, data: bytes) -> MapFile:
    """The features of a map file with its kind's `suffix` (.zip: Shapefile).

    Refused: it is another kind of file, damaged, or names no layer to read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # English remarks of the libraries, on standard error
            opened = _opened(place, suffix, data)
            frame = opened.frame
            texts = [name for name in frame.columns if name != frame.geometry.name]
            # here, because texts may turn out to be none
            return replace(opened, frame=frame.astype(dict.fromkeys(texts, object)))
    except Refused:
        raise
    except Exception as error:  # foreign readers on a file that may be anything: all they raise is its fault
        raise Refused(check_geometry.unreadable(place, "内容已损坏，或不合格式")) from error


def _opened(place: Cell, suffix: str, data: bytes) -> MapFile:
    match suffix:
        case ".gpkg":
            return geopackage_features(place, data, PARCELS)
        case ".zip":
            return shapefile_features(place, data, PARCELS)
        case ".parquet" | ".geoparquet":
            return geoparquet_features(place, data)
        case _:
            return geojson_features(place, data)
