"""The parcels of the benches: one for each enterprise, each with a polygon of its own in the enterprise's town."""

from __future__ import annotations

import numpy as np
import shapely

from muyun.data.tables import Tables
from sample_data.large_land import CORNERS, large_land


def test_parcels_are_valid_apart_and_joined_to_their_enterprises():
    parcels, occupancy = large_land(300)
    shapes = parcels["geometry"].to_numpy(dtype=object)
    assert parcels["parcel_id"].is_unique and occupancy["uscc"].is_unique and len(occupancy) == 300
    assert shapely.is_valid(shapes).all() and set(shapely.get_num_coordinates(shapes)) == {CORNERS + 1}
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert np.array_equal(one, other), "none meets another"
    empty = Tables()
    assert parcels.dtypes.equals(empty.parcels.dtypes) and occupancy.dtypes.equals(empty.occupancy.dtypes)


def test_the_same_seed_gives_the_same_parcels():
    assert large_land(20, 3)[0].equals(large_land(20, 3)[0])
