"""How the command line speaks: Chinese help, progress, findings on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from muyun.findings import Finding

SHOWN = 50
"""So many findings are printed; all of them are in findings.csv, and `check` prints every one."""

SWITCH = "不带值"
"""What the help says of an option that is only there or not; the library's word is English."""

errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
out = Console(highlight=False, markup=False, soft_wrap=True)

rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.REQUIRED_LONG_STRING = "[必填]"


class Group(TyperGroup):
    """The list of commands, in Chinese."""

    def get_help_option(self, ctx):
        return _in_chinese(super().get_help_option(ctx))


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    def get_help_option(self, ctx):
        return _in_chinese(super().get_help_option(ctx))


def _in_chinese(option):
    if option is not None:
        option.help, option.metavar = "显示用法后退出。", SWITCH
    return option


@contextmanager
def progress_shown() -> Iterator[Callable[[str], None]]:
    """A function to tell each step with; shown on a terminal while the work goes on."""
    with errors.status("读取数据") as status:
        yield lambda step: status.update(f"{step}…")


def print_findings(findings: Sequence[Finding], limit: int | None = SHOWN) -> None:
    for finding in findings[:limit]:
        errors.print(str(finding))
    if limit is not None and len(findings) > limit:
        errors.print(f"另有 {len(findings) - limit} 条，见 findings.csv。")


def usage_message(wrong: TyperException) -> str:
    """What is wrong with the call; the library's own words are English."""
    option = getattr(wrong, "option_name", None)
    param = getattr(wrong, "param", None)
    if param is not None:
        name = " / ".join(param.opts) if param.param_type_name == "option" else param.metavar or param.name
        return f"{name} 没有填写，或填得不对"
    return f"选项 {option} 不认识，或没有填值" if option else "没有这个命令，或多了参数"
