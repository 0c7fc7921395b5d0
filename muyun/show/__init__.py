"""How does a result look? An evaluation in, tables and pictures out; nothing here knows a page."""
