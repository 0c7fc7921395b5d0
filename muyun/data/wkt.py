"""Whether a coordinate system in a map file may be handed to PROJ."""

from __future__ import annotations

import re

_WKT = re.compile(r"\s*[A-Z_]+(CS|CRS)\s*\[")


def is_harmless_wkt(text: str) -> bool:
    """Whether `text` is WKT and names no grid file, which PROJ would open. Web Mercator says that it has none.

    >>> is_harmless_wkt('GEOGCS["CGCS2000",DATUM["China_2000"]]'), is_harmless_wkt("+init=/etc/passwd:1")
    (True, False)
    """
    return _WKT.match(text) is not None and "grid" not in text.lower().replace("+nadgrids=@null", "")
