"""The options that commands share, with what the help says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[
    list[Path],
    typer.Argument(metavar="数据文件", help="一个 .xlsx，或一个文件夹，或若干 CSV。", readable=False),
]
PolicyId = Annotated[str, typer.Option("--policy", metavar="编号", help="政策编号，见 muyun policies。")]
Year = Annotated[int | None, typer.Option("--year", metavar="年度", help="评价年度，默认取数据中最近一年。")]
PatchFile = Annotated[Path | None, typer.Option("--patch", metavar="文件", help="测算补丁（YAML）。")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="键=值", help="改一项参数，可重复，如 pools.规上工业.weights.亩均税收=32。"),
]
Out = Annotated[Path, typer.Option("--out", metavar="文件夹", help="结果写到这个文件夹。")]
