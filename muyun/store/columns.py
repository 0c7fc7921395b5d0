"""How does a frame become Arrow columns, and come back just as it was?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from muyun.data.cast_text import text_values
from muyun.data.tables import DTYPES
from muyun.terms import table_measures

_ARROW: dict[str, pa.DataType] = {
    "int": pa.int64(), "float": pa.float64(), "text": pa.large_string(), "bool": pa.bool_(),
    "date": pa.timestamp("us"), "geometry": pa.large_binary(),
}  # fmt: skip
"""Arrow type of each measure type; missing is null."""

_LITTLE_ENDIAN = 1


def arrow_columns(table: str, frame: pd.DataFrame) -> dict[str, pa.Array]:
    """The columns of a table by name: those of measures.csv in its order, then published indicators by name.

    Shapes are WKB. A measure that the frame lacks is left out. ValueError, TypeError: a value that isn't of its
    measure's type.
    """
    measures = table_measures(table)
    extra = sorted(str(name) for name in frame.columns if name not in measures)
    names = [name for name in measures if name in frame.columns] + extra
    return {name: _to_arrow(frame[name], _type(table, name)) for name in names}


def frame_of_columns(table: str, columns: dict[str, pa.Array], order: list[str]) -> pd.DataFrame:
    """The frame that `arrow_columns` was given, its columns in `order`, rows labelled 0…n−1.

    A measure that the columns lack, since the product learned it later, is missing in every row.
    """
    length = len(next(iter(columns.values()))) if columns else 0
    later = [name for name in table_measures(table) if name not in columns] if columns else list(table_measures(table))
    series = {}
    for name in [*order, *later]:
        kind = _type(table, name)
        array = columns[name] if name in columns else pa.nulls(length, _ARROW[kind])
        series[name] = _from_arrow(array, kind)
    return pd.DataFrame(series, copy=False)


def _type(table: str, name: str) -> str:
    """The measure's type; published indicators, which measures.csv doesn't list, are numbers (spec 6.5)."""
    measure = table_measures(table).get(name)
    return measure.type if measure else "float"


def _to_arrow(column: pd.Series, kind: str) -> pa.Array:
    if kind == "geometry":
        shapes = np.where(column.isna().to_numpy(), None, column.to_numpy(object))
        return pa.array(shapely.to_wkb(shapes, byte_order=_LITTLE_ENDIAN), pa.large_binary())
    typed = column if str(column.dtype) == DTYPES[kind] else column.astype(DTYPES[kind])
    array = pa.array(typed, _ARROW[kind], from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _from_arrow(array: pa.Array, kind: str) -> np.ndarray | pd.api.extensions.ExtensionArray:
    match kind:
        case "text":
            return text_values(array)
        case "geometry":
            return shapely.from_wkb(array.to_numpy(zero_copy_only=False))
        case "date":
            return array.to_numpy(zero_copy_only=False).astype("datetime64[us]")
        case "float":
            return array.to_numpy(zero_copy_only=False).astype("float64")
    missing = array.is_null().to_numpy(zero_copy_only=False)
    filled = pc.fill_null(array, False if kind == "bool" else 0).to_numpy(zero_copy_only=False)
    masked = pd.arrays.BooleanArray if kind == "bool" else pd.arrays.IntegerArray
    return masked(filled.copy(), missing.copy())
