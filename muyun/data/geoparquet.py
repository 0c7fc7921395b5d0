"""The features of a GeoParquet, once it is known how large it becomes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

import geopandas as gpd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muyun.data import check_geometry
from muyun.data.archive import Refused
from muyun.data.map_file import COLUMNS_AT_MOST, EXPANDED_AT_MOST, FEATURES_AT_MOST, MapFile
from muyun.data.wkt import names_file
from muyun.findings import Cell

PARQUET_MAGIC = b"PAR1"

_NUMBER_BYTES = 8
_TEXTS = (pa.string(), pa.large_string(), pa.binary(), pa.large_binary())
_ROWS_AT_ONCE = 65_536


def geoparquet_features(place: Cell, data: bytes) -> MapFile:
    """The features of a GeoParquet. Refused: another kind of file, too large, or without a usable shape or system.

    pa.ArrowException, KeyError, ValueError: damaged.
    """
    if not data.startswith(PARQUET_MAGIC):
        raise Refused(check_geometry.unreadable(place, "内容不是 GeoParquet"))
    file = pq.ParquetFile(io.BytesIO(data))
    if file.metadata.num_rows > FEATURES_AT_MOST:
        raise Refused(check_geometry.too_much(place, "图形", FEATURES_AT_MOST))
    if file.metadata.num_columns > COLUMNS_AT_MOST:
        raise Refused(check_geometry.unreadable(place, f"属性超过 {COLUMNS_AT_MOST} 列"))
    _refuse_unknown_systems(place, file)
    if _claimed(file.metadata) > EXPANDED_AT_MOST or _outgrows(data, file):
        raise Refused(check_geometry.unreadable(place, f"解开后超过 {EXPANDED_AT_MOST / 2**30:g} GB"))
    # Whole numbers with gaps stay whole: codes of 19 digits would lose some as floats.
    return MapFile(gpd.read_parquet(io.BytesIO(data), to_pandas_kwargs={"integer_object_nulls": True}))


def _refuse_unknown_systems(place: Cell, file: pq.ParquetFile) -> None:
    described = json.loads((file.metadata.metadata or {}).get(b"geo", b"null"))
    if described is None:
        raise Refused(check_geometry.unreadable(place, "没有图形"))
    systems = [column.get("crs", {}) for column in described["columns"].values()]
    if any(not isinstance(crs, (dict, type(None))) or names_file(json.dumps(crs)) for crs in systems):
        raise Refused(check_geometry.unreadable(place, "坐标系的写法不合 GeoParquet"))


def _claimed(metadata: pq.FileMetaData) -> int:
    """Bytes of all columns by what the file says of them, texts that repeat counted once."""
    groups = (metadata.row_group(i) for i in range(metadata.num_row_groups))
    chunks = (group.column(i) for group in groups for i in range(group.num_columns))
    return sum(chunk.total_uncompressed_size + _NUMBER_BYTES * chunk.num_values for chunk in chunks)


def _outgrows(data: bytes, file: pq.ParquetFile) -> bool:
    """Whether texts and shapes, written once and pointed to from many rows, come to more than may be held."""
    names = [field.name for field in file.schema_arrow if field.type in _TEXTS]
    packed = pq.ParquetFile(io.BytesIO(data), read_dictionary=names)
    total = 0
    for batch in packed.iter_batches(_ROWS_AT_ONCE, columns=names):
        total += sum(_unfolded(batch.columns))
        if total > EXPANDED_AT_MOST:
            return True
    return False


def _unfolded(columns: Iterable[pa.Array]) -> Iterable[int]:
    """Bytes of each column with every row's text written out."""
    for column in columns:
        folded = isinstance(column, pa.DictionaryArray)
        lengths = pc.binary_length(column.dictionary if folded else column).cast(pa.int64())
        yield pc.sum(lengths.take(column.indices) if folded else lengths).as_py() or 0
