"""The command `muyun`: a contract that other offices' scripts build on (docs/command-line.md)."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import click
import typer
from rich.console import Console

from muyun import cli_findings as call
from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.data.template import write_template
from muyun.evaluate import Evaluation, evaluate
from muyun.evaluate.output import class_counts
from muyun.findings import Finding, InputError, Level, has_errors
from muyun.policy.amend import Patch, amend, merge, parse_setting, read_patch
from muyun.policy.load import load_policy, policy_ids, policy_text, read_policy
from muyun.policy.model import Policy
from muyun.report.folder import write_comparison, write_evaluation, write_findings
from muyun.report.policy_listing import policy_lines, policy_list

OK, FAULT, WRONG_INPUT = 0, 1, 2
SHOWN = 50
"""So many findings are printed; all of them are in findings.csv, and `check` prints every one."""

app = typer.Typer(help="亩云：按政策文件对企业作“亩均论英雄”综合评价。", no_args_is_help=True, add_completion=False)
errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
out = Console(highlight=False, markup=False, soft_wrap=True)

Inputs = Annotated[list[Path], typer.Argument(metavar="数据文件", help="一个 .xlsx，或一个文件夹，或若干 CSV。")]
PolicyId = Annotated[str, typer.Option("--policy", metavar="编号", help="政策编号，见 muyun policies。")]
Year = Annotated[int | None, typer.Option("--year", metavar="年度", help="评价年度，默认取数据中最近一年。")]
PatchFile = Annotated[Path | None, typer.Option("--patch", metavar="文件", help="测算补丁（YAML）。")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="键=值", help="改一项参数，可重复，如 pools.规上工业.weights.亩均税收=32。")
]
Out = Annotated[Path, typer.Option("--out", metavar="文件夹", help="结果写到这个文件夹。")]


def home() -> Path:
    """Where a county's own policies and data live: MUYUN_HOME, `./var` by default."""
    return Path(os.environ.get("MUYUN_HOME", "var"))


@app.command("evaluate")
def evaluate_command(
    inputs: Inputs, policy: PolicyId, out: Out, year: Year = None, patch: PatchFile = None, settings: Settings = None
) -> None:
    """按一项政策评价一年的企业，写出 result.csv、groups.csv、findings.csv、manifest.json。"""

    def run(progress: Callable[[str], None], findings: list[Finding]) -> None:
        changes = _patch(patch, settings)
        official, policy_in_force = _policies(policy, changes, findings)
        tables = _read(inputs, progress, findings)
        evaluation = _evaluation(tables, policy_in_force, year, official, progress)
        progress("写出结果")
        found = _in_order([*findings, *evaluation.findings])
        write_evaluation(evaluation, found, dict(changes), _hashes(inputs), out)
        findings[:] = found
        _print_summary(evaluation, out)

    _run(run, out)


@app.command("compare")
def compare_command(
    inputs: Inputs,
    policy: PolicyId,
    out: Out,
    patch: PatchFile = None,
    year: Year = None,
    settings: Settings = None,
) -> None:
    """比较正式规则与测算补丁的结果，写出 movers.csv：谁的等级或名次变了，变在哪一项。"""

    def run(progress: Callable[[str], None], findings: list[Finding]) -> None:
        changes = _patch(patch, settings)
        if not changes:
            raise InputError([call.no_patch()])
        official, scenario = _policies(policy, changes, findings)
        tables = _read(inputs, progress, findings)
        before = _evaluation(tables, official, year, official, progress)
        after = _evaluation(tables, scenario, year, official, progress)
        progress("写出结果")
        findings[:] = _in_order([*findings, *before.findings, *after.findings])
        write_comparison(before, after, findings, out)

    _run(run, out)


@app.command("check")
def check_command(inputs: Inputs) -> None:
    """读取并检查数据，列出全部问题，不写任何文件。"""
    with _progress() as progress:
        _, findings = _upload(inputs, progress)
    _print_findings(findings, limit=None)
    if not findings:
        out.print("没有发现问题。")
    raise typer.Exit(WRONG_INPUT if has_errors(findings) else OK)


@app.command("policies")
def policies_command(policy: Annotated[str | None, typer.Argument(metavar="编号")] = None) -> None:
    """列出全部政策；给出编号时，逐项列出该政策的参数、条款和原文。"""
    if policy is None:
        lines = policy_list([load_policy(policy_id, home()) for policy_id in policy_ids(home())])
    else:
        lines = policy_lines(load_policy(policy, home()))
    for line in lines:
        out.print(line)


@app.command("template")
def template_command(file: Annotated[Path, typer.Argument(metavar="文件.xlsx")]) -> None:
    """写出供各部门填报的空白工作簿，含全部表和列、说明和下拉选项。"""
    if file.suffix.lower() != ".xlsx":
        raise InputError([call.not_xlsx(file)])
    write_template(file)
    out.print(f"已写出 {file}")


@app.command("sample")
def sample_command(folder: Annotated[Path, typer.Argument(metavar="文件夹")]) -> None:
    """写出示例数据（合成数据，仅供演示）。"""
    from sample_data.make import write_sample  # makes thousands of polygons; no other command needs it

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([call.not_empty(folder)])
    with _progress() as progress:
        progress("生成示例数据")
        files = write_sample(folder)
    out.print(f"已在 {folder} 写出 {len(files)} 个文件。示例为合成数据，不对应任何真实企业。")


def main() -> None:
    """Entry point: exit code 0 done, 2 the input or the call is wrong, 1 a fault of ours (cli.md)."""
    try:
        code = app(standalone_mode=False)
    except InputError as wrong:
        _print_findings(wrong.findings)
        code = WRONG_INPUT
    except click.UsageError as wrong:
        errors.print(f"命令用法不对：{_usage_message(wrong)}\n用 {_command_path(wrong)} --help 查看用法。")
        code = WRONG_INPUT
    except (click.Abort, KeyboardInterrupt):
        errors.print("已中止，没有写出结果。")
        code = FAULT
    except OSError as failure:
        errors.print(f"读写文件失败：{failure.strerror or failure}：{failure.filename or ''}")
        code = FAULT
    except Exception as fault:  # the last net: whatever is left is a fault of ours
        if os.environ.get("MUYUN_DEBUG"):
            raise
        errors.print(f"程序内部错误（{type(fault).__name__}），没有写出结果。设 MUYUN_DEBUG=1 可查看详情，请报告此问题。")
        code = FAULT
    sys.exit(code or OK)


Step = Callable[[Callable[[str], None], list[Finding]], None]


def _run(step: Step, target: Path) -> None:
    """Runs a command that writes to `target`: findings.csv alone when the input is wrong."""
    findings: list[Finding] = []
    if target.exists() and not target.is_dir():
        raise InputError([call.not_a_folder(target)])
    try:
        with _progress() as progress:
            step(progress, findings)
    except InputError as wrong:
        found = _in_order([*findings, *wrong.findings])
        write_findings(found, target)
        raise InputError(found) from None
    _print_findings(findings)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A function to tell each step with; shown on a terminal while the work goes on."""
    with errors.status("读取数据") as status:
        yield lambda step: status.update(f"{step}…")


def _upload(inputs: Sequence[Path], progress: Callable[[str], None]) -> tuple[Tables, tuple[Finding, ...]]:
    policies = [load_policy(policy_id, home()) for policy_id in policy_ids()]
    names = frozenset(name for policy in policies for name in policy.indicators)
    return read_upload(inputs, progress=progress, indicator_names=names)


def _read(inputs: Sequence[Path], progress: Callable[[str], None], findings: list[Finding]) -> Tables:
    """The upload, when it can be evaluated; what was found is added to `findings`."""
    tables, found = _upload(inputs, progress)
    if has_errors(found):
        raise InputError(found)
    if tables.enterprises.empty:
        raise InputError([*found, call.no_enterprises()])
    findings += found
    return tables


def _patch(file: Path | None, settings: Sequence[str] | None) -> Patch:
    patches = [read_patch(file)] if file else []
    return merge(*patches, *map(parse_setting, settings or ()))


def _policies(policy_id: str, patch: Patch, findings: list[Finding]) -> tuple[Policy, Policy]:
    """The policy as it is, and with the patch laid over it."""
    official, found = read_policy(policy_id, home())
    findings += found
    if not patch:
        return official, official
    amended, found = amend(official, patch, policy_text(policy_id, home()))
    findings += found
    return official, amended


def _evaluation(
    tables: Tables, policy: Policy, year: int | None, official: Policy, progress: Callable[[str], None]
) -> Evaluation:
    years = sorted(int(y) for y in tables.enterprises["year"].dropna().unique())
    wanted = years[-1] if year is None else year
    if wanted not in years:
        raise InputError([call.year_not_there(wanted, years)])
    return evaluate(tables, policy, wanted, official, progress)


def _hashes(inputs: Sequence[Path]) -> list[dict[str, str]]:
    """Name and SHA-256 of every file of the input."""
    found = []
    for path in inputs:
        for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found.append({"name": file.name, "sha256": digest})
    return found


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, the gravest first, otherwise as they came."""
    return sorted(dict.fromkeys(findings), key=lambda f: list(Level).index(f.level))


def _print_findings(findings: Sequence[Finding], limit: int | None = SHOWN) -> None:
    for finding in findings[:limit]:
        errors.print(str(finding))
    if limit is not None and len(findings) > limit:
        errors.print(f"另有 {len(findings) - limit} 条，见 findings.csv。")


def _print_summary(evaluation: Evaluation, target: Path) -> None:
    words = evaluation.policy.class_words
    for group, counts in class_counts(evaluation).items():
        shares = "，".join(f"{words[name]} {n} 家" for name, n in counts.items())
        out.print(f"{evaluation.year} 年度 {group}：参评 {sum(counts.values())} 家，{shares}")
    out.print(f"结果已写到 {target}（试算结果）")


def _usage_message(wrong: click.UsageError) -> str:
    """click's own message in Chinese."""
    if isinstance(wrong, click.NoSuchOption):
        return f"没有选项 {wrong.option_name}"
    if isinstance(wrong, click.BadParameter):
        names = " / ".join(wrong.param.opts) if isinstance(wrong.param, click.Option) else "数据文件等参数"
        verb = "缺少" if isinstance(wrong, click.MissingParameter) else "不能这样填写"
        return f"{verb} {names}"
    return "没有这个命令，或参数多了、少了"


def _command_path(wrong: click.UsageError) -> str:
    return wrong.ctx.command_path if wrong.ctx else "muyun"
