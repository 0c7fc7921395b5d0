"""Where does what an office keeps live? Its database, county policies and coefficients."""

from __future__ import annotations

import os
from pathlib import Path

COEFFICIENTS = "coefficients.csv"
"""An office's own conversion coefficients, in MUYUN_HOME (spec 1.5)."""

SECTOR_LISTS = "sector_lists.csv"
"""An office's own lists of codes for industries that documents only name, in MUYUN_HOME."""

OUTLINES = "区划.geojson"
"""An office's own outlines of counties and towns, in MUYUN_HOME: no map ships but the sample's invented one."""

BASEMAPS = "底图"
"""A folder of MUYUN_HOME with the maps of its own that an office lays under its parcels; a backup leaves it out."""

OWN_FILES = (COEFFICIENTS, SECTOR_LISTS, OUTLINES)
"""The files of MUYUN_HOME beside its policies that a backup takes along."""


def home() -> Path:
    """MUYUN_HOME, `./var` by default."""
    return Path(os.environ.get("MUYUN_HOME", "var"))
