"""How do the tables become files? CSV with BOM and Chinese headers, GeoJSON with its CRS, plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from muyun.terms import table_measures
from sample_data.outlines import CRS_NAME

_LON_LAT_DECIMALS = 7  # about a centimetre


def write_table(
    path: Path, table: str, frame: pd.DataFrame, headers: Mapping[str, str] | None = None
) -> Path:
    """Writes `frame` as CSV (UTF-8 with BOM) and returns `path`.

    frame    columns named as `muyun.terms` names them; missing stays an empty cell
    headers  column name → header, where it isn't the plain Chinese column of `table`
    KeyError: a column that the table doesn't have.
    """
    headers = headers or {}
    known = table_measures(table)
    named = [headers[name] if name in headers else known[name].column for name in frame.columns]
    frame.to_csv(path, index=False, header=named, encoding="utf-8-sig", lineterminator="\n")
    return path


def write_parcels(path: Path, parcels: pd.DataFrame) -> Path:
    """Writes 宗地 as GeoJSON in EPSG:4490 (longitude, latitude) and returns `path`."""
    columns = {name: m.column for name, m in table_measures("宗地").items() if name != "geometry"}
    outlines = shapely.transform(parcels["geometry"].to_numpy(), lambda xy: np.round(xy, _LON_LAT_DECIMALS))
    records = parcels[list(columns)].rename(columns=columns).astype(object)
    records = records.where(records.notna(), None).to_dict("records")
    features = [
        {"type": "Feature", "properties": properties, "geometry": _polygon(outline)}
        for properties, outline in zip(records, outlines, strict=True)
    ]
    crs = {"type": "name", "properties": {"name": CRS_NAME}}
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    head = json.dumps(
        {"type": "FeatureCollection", "name": "宗地（示意，合成数据）", "crs": crs}, ensure_ascii=False
    )
    path.write_text(f'{head[:-1]}, "features": [\n{lines}\n]}}\n', encoding="utf-8", newline="\n")
    return path


def _polygon(outline: shapely.Polygon) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [shapely.get_coordinates(outline.exterior).tolist()]}
