"""How does a link carry a what-if? The patch as base64url of zlib of its canonical JSON."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping

from muyun.policy.strict_yaml import MAX_DEPTH

LONGEST = 2048
"""Characters of a patch in a link; a longer one is saved, and the link carries its id."""

SAVED = "@"
"""Begins the id of a saved scenario in a link."""

_LARGEST = 64 * 1024


class BadLink(ValueError):
    """The patch in a link can't be read."""


def encoded(patch: Mapping[str, object]) -> str:
    """The patch as it stands in a link; "" for none. The same patch always gives the same text."""
    if not patch:
        return ""
    content = json.dumps(patch, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(content.encode(), 9)).decode().rstrip("=")


def decoded(text: str) -> dict[str, object]:
    """The patch of a link; {} for "". BadLink: cut off, changed, too deep, or over 64 kB unpacked."""
    if not text:
        return {}
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, _LARGEST)
        patch = json.loads(content.decode()) if unpacking.eof else None
    except (binascii.Error, zlib.error, ValueError, RecursionError) as wrong:
        raise BadLink(text[:40]) from wrong
    if not isinstance(patch, dict) or _too_deep(patch):
        raise BadLink(text[:40])
    return patch


def _too_deep(patch: dict[str, object]) -> bool:
    """Whether it nests deeper than a policy's file may, so that whoever reads it can recurse."""
    level: list[object] = [patch]
    for _ in range(MAX_DEPTH + 1):
        inside = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = [value for values in inside for value in values]
    return bool(level)
