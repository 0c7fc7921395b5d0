"""What pages are made of: the only code beside app.py and pages/ that imports Streamlit."""

from muyun.ui.faults import fragment, told
from muyun.ui.going import follow, link_to
from muyun.ui.results import before, evaluation, has_data, official
from muyun.ui.shell import begin
from muyun.ui.state import State, change
from muyun.ui.widgets import bands, download, empty, headline, note, origin, picture, result_name, sources, table

__all__ = [
    "State", "bands", "before", "begin", "change", "download", "empty", "evaluation", "follow", "fragment",
    "has_data", "headline", "link_to", "note", "official", "origin", "picture", "result_name", "sources", "table",
    "told",
]  # fmt: skip
