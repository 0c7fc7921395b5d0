"""From files to tables: read, join, check, derive."""
