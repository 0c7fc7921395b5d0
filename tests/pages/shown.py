"""What a page run by AppTest shows."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest


def texts(test: AppTest) -> str:
    """Every text on the page that AppTest knows, for looking for words in it."""
    kinds = ("markdown", "caption", "error", "warning", "info", "success")
    found = [element.value for kind in kinds for element in getattr(test, kind)]
    found += [element.proto.body for element in test.get("html")]
    return "\n".join(map(str, found)).replace("\\", "").replace("&nbsp;", " ")  # what escapes Markdown isn't seen


def sent(test: AppTest) -> list[dict[str, object]]:
    """What goes to the page's own components: pictures, tables, maps."""
    protos = [part.proto for part in test.get("bidi_component")]
    return [json.loads(p.mixed.json if p.HasField("mixed") else p.json) for p in protos]


def drawn(test: AppTest) -> str:
    """The same as one text, for looking for words in it."""
    return "\n".join(json.dumps(data, ensure_ascii=False) for data in sent(test))


def the_map(test: AppTest) -> dict[str, object]:
    """What goes to the one map of parcels on the page."""
    (data,) = [data for data in sent(test) if "geometry" in data]
    return data
