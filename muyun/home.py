"""Where does what an office keeps live? Its database, county policies and coefficients."""

from __future__ import annotations

import os
from pathlib import Path

COEFFICIENTS = "coefficients.csv"
"""An office's own conversion coefficients, in MUYUN_HOME (spec 1.5)."""


def home() -> Path:
    """MUYUN_HOME, `./var` by default."""
    return Path(os.environ.get("MUYUN_HOME", "var"))
