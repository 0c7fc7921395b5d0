"""The command line."""

from muyun.cli.commands import app, main

__all__ = ["app", "main"]
