"""What a page run by AppTest shows."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def texts(test: AppTest) -> str:
    """Every text on the page that AppTest knows, for looking for words in it."""
    kinds = ("markdown", "caption", "error", "warning", "info", "success")
    found = [element.value for kind in kinds for element in getattr(test, kind)]
    found += [element.proto.body for element in test.get("html")]
    return "\n".join(map(str, found)).replace("\\", "").replace("&nbsp;", " ")  # what escapes Markdown isn't seen
