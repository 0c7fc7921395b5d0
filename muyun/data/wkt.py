"""Whether a coordinate system in a map file may be handed to PROJ."""

from __future__ import annotations

import re

_WKT = re.compile(r"\s*[A-Z_]+(CS|CRS)\s*\[")
_NO_GRID = "+nadgrids=@null"
"""What GDAL writes into Web Mercator: no grid."""

_FILE = re.compile(r"grid|file|\+init\b|\bpipeline\b|\"value\":\s*\"")
"""A grid or another file, which PROJ would open; in JSON, a parameter that is a text is the name of one."""


def is_harmless_wkt(text: str) -> bool:
    """Whether `text` is WKT and names no file.

    >>> is_harmless_wkt('GEOGCS["CGCS2000",DATUM["China_2000"]]'), is_harmless_wkt("+init=/etc/passwd:1")
    (True, False)
    """
    return _WKT.match(text) is not None and not names_file(text)


def names_file(text: str) -> bool:
    """Whether a coordinate system, as WKT or JSON, names a file.

    >>> names_file('{"name": "Latitude and longitude difference file", "value": "/etc/passwd"}')
    True
    """
    return _FILE.search(text.lower().replace(_NO_GRID, "")) is not None
