"""Where do the maps of the net draw a place? GCJ-02 and BD-09 from true places, to make files that hold them."""

import numpy as np

from muyun.data.shifted_crs import ShiftedCRS, bd09_of_gcj02, gcj02


def shifted(system: ShiftedCRS, lonlat: np.ndarray) -> np.ndarray:
    """Where a map in `system` draws true places."""
    return gcj02(lonlat) if system is ShiftedCRS.GCJ02 else bd09_of_gcj02(gcj02(lonlat))
