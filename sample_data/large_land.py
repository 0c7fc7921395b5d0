"""How does the map bear size? A parcel for each enterprise of `large`, irregular, on a lattice in its town."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from muyun.data.tables import DTYPES, empty_frame
from muyun.terms import table_measures
from sample_data.large import large_blocks
from sample_data.places import town_outlines

CORNERS = 12
_SPACING_DEGREES = 0.0013
_RADIUS_DEGREES = (0.00025, 0.00058)
_STATES = ("在用", "在用", "在用", "低效利用")


def large_land(rows: int, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """宗地 and 占用 (dtypes of `Tables`) for the first `rows` enterprises of `large_blocks` with that seed."""
    blocks = list(large_blocks(rows, seed))
    own = {key: np.concatenate([block[key] for block in blocks]) for key in ("统一社会信用代码", "区县", "镇街")}
    land_mu = np.concatenate([block["已登记用地"] for block in blocks])
    rng = np.random.default_rng(seed)
    ids = np.char.add("990400001001GB", np.char.zfill(np.arange(rows).astype("U9"), 9))
    parcels = {
        "parcel_id": ids, "county": own["区县"], "town": own["镇街"], "area_declared_mu": land_mu,
        "use": np.full(rows, "工业"), "state": rng.choice(_STATES, rows), "geometry": _shapes(own["镇街"], rng),
    }  # fmt: skip
    occupancy = {"parcel_id": ids, "uscc": own["统一社会信用代码"], "area_mu": land_mu}
    return _framed("宗地", parcels, rows), _framed("占用", occupancy, rows)


def _shapes(towns: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A polygon of 12 uneven corners around a place of its own for each parcel."""
    names, number, counts = np.unique(towns, return_inverse=True, return_counts=True)
    centres = np.array([town_outlines()[name].representative_point().coords[0] for name in names])
    place = np.argsort(np.argsort(number, kind="stable"), kind="stable") - np.append(0, np.cumsum(counts))[number]
    across = np.ceil(np.sqrt(counts))[number]
    column, row = place % across - across / 2, place // across - across / 2
    middle = centres[number] + np.stack([column, row], axis=1) * _SPACING_DEGREES
    angle = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False) + rng.uniform(-0.2, 0.2, (len(towns), CORNERS))
    radius = rng.uniform(*_RADIUS_DEGREES, (len(towns), CORNERS))
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1) + middle[:, None, :]
    return np.asarray(shapely.polygons(ring), dtype=object)


def _framed(table: str, columns: dict[str, np.ndarray], rows: int) -> pd.DataFrame:
    kinds = {m.name: DTYPES[m.type] for m in table_measures(table).values()}
    missing = {name: pd.Series([None] * rows, dtype=kinds[name]) for name in empty_frame(table) if name not in columns}
    held = {name: pd.Series(values, dtype=kinds[name]) for name, values in columns.items()}
    return pd.DataFrame(missing | held)[list(kinds)]
