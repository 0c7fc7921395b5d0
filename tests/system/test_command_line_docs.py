"""docs/command-line.md names every command and option of `muyun`, and none that doesn't exist."""

from __future__ import annotations

import re
from pathlib import Path

import typer.main

from muyun.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "command-line.md"


def sections() -> dict[str, str]:
    """Command → its section of the page."""
    parts = re.split(r"^## muyun (\w+)\n", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {name: text.partition("\n## ")[0] for name, text in zip(parts[::2], parts[1::2], strict=True)}


def options() -> dict[str, set[str]]:
    """Command → its options, as the code defines them, help aside."""
    commands = typer.main.get_command(app).commands
    return {
        name: {opt for param in command.params for opt in param.opts if opt.startswith("--")} - {"--help"}
        for name, command in commands.items()
    }


def test_every_command_has_its_section_and_every_section_its_command():
    assert sections().keys() == options().keys()


def test_the_table_of_commands_is_complete():
    rows = re.findall(r"^\| `muyun (\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(options())


def test_every_option_is_in_its_section_and_none_besides():
    texts = {name: text.partition("```sh")[0] for name, text in sections().items()}
    assert {name: set(re.findall(r"--[a-z][\w-]*", text)) for name, text in texts.items()} == options()
