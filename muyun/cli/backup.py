"""What does an office do against the loss of its machine? `muyun backup` and `muyun restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from muyun import store
from muyun.cli import call
from muyun.cli.console import out, print_findings, progress_shown
from muyun.findings import InputError
from muyun.home import home
from muyun.policy.load import policy_ids
from muyun.store import faults

BackupFile = Annotated[Path, typer.Argument(metavar="文件.zip", help="备份文件。")]


def backup_command(file: BackupFile) -> None:
    """把全部数据、方案和本地政策备份成一个 zip 文件。"""
    place = home()
    with progress_shown() as progress:
        progress("备份")
        opened = store.open_store(place)
        try:
            store.backup(opened, file)
        except OSError as failure:
            raise InputError([call.place_unusable(file, failure)]) from None
    if contents(opened, place) == NOTHING:
        print_findings([faults.backup_empty(str(place))])
    out.print(f"已备份到 {file}：{said(contents(opened, place))}")


def restore_command(file: BackupFile) -> None:
    """把备份恢复到空的 MUYUN_HOME 和空的数据库。"""
    place = home()
    with progress_shown() as progress:
        progress("恢复")
        try:
            store.restore(file, place)
        except OSError as failure:
            raise InputError([call.place_unusable(place, failure)]) from None
    out.print(f"已恢复到 {place}：{said(contents(store.open_store(place), place))}")


NOTHING = (0, 0, 0)


def contents(opened: store.Store, place: Path) -> tuple[int, int, int]:
    """How many versions, listed scenarios and policies of the office's own there are."""
    own = len(policy_ids(place)) - len(policy_ids())
    return len(opened.datasets()), len(opened.scenarios()), own


def said(counts: tuple[int, int, int]) -> str:
    """The counts as a sentence."""
    versions, scenarios, policies = counts
    return f"数据 {versions:,} 版，测算方案 {scenarios:,} 个，本地政策 {policies:,} 份。"
