"""The command `muyun`: a contract that other offices' scripts build on (docs/command-line.md)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException

from muyun.cli import call, steps
from muyun.cli import serve as server
from muyun.cli.backup import backup_command, restore_command
from muyun.cli.console import SWITCH, Command, Group, errors, out, print_findings, progress_shown, usage_message
from muyun.cli.explained import print_json, print_trace
from muyun.cli.land import land_command
from muyun.cli.options import Inputs, Out, PatchFile, PolicyId, Settings, Year
from muyun.cli.summary import evaluation_lines, movers_line, robustness_lines, written
from muyun.cli.writing import written_to
from muyun.data.template import write_template
from muyun.explore.robust.shares import DRAWS, SEED
from muyun.explore.robust.table import robust_frame
from muyun.explore.whatif.movers import movers
from muyun.findings import Finding, InputError, has_errors
from muyun.home import home
from muyun.policy.load import listed_policies, load_policy
from muyun.report.folder import write_comparison, write_evaluation, write_robustness
from muyun.report.policy_listing import policy_lines, policy_list
from muyun.show.explain import explain
from muyun.show.explain.outline import trace_data
from muyun.terms import ResultKind

OK, FAULT, WRONG_INPUT = 0, 1, 2

app = typer.Typer(cls=Group, add_completion=False)

@app.callback(invoke_without_command=True)
def muyun(context: typer.Context) -> None:
    """亩云：按政策文件对企业作“亩均论英雄”综合评价。"""
    if context.invoked_subcommand is None:
        out.print(context.get_help())


@app.command(cls=Command, name="serve")
def serve_command(
    port: Annotated[int, typer.Option("--port", metavar="端口", min=1, max=65535, help="网页的端口。")] = 8501,
) -> None:
    """在本机打开网页；第一次启动时先准备合成样例数据。"""
    server.check_port(port)
    with progress_shown() as progress:
        server.prepare(progress)
    server.serve(port)


@app.command(cls=Command, name="evaluate")
def evaluate_command(
    inputs: Inputs, policy: PolicyId, out: Out, year: Year = None, patch: PatchFile = None, settings: Settings = None
) -> None:
    """按一项政策评价一年的企业，写出 result.csv、groups.csv、findings.csv、manifest.json。"""

    def run(progress: Callable[[str], None], findings: list[Finding]) -> list[str]:
        changes = steps.patch(patch, settings)
        tables, evaluation = steps.evaluated(steps.Asked(inputs, policy, year, changes), progress, findings)
        progress("写出结果")
        found = steps.in_order([*findings, *evaluation.findings])
        write_evaluation(evaluation, found, dict(changes), steps.hashes(inputs, tables), out)
        findings[:] = found
        return [*evaluation_lines(evaluation), written(out, scenario=bool(changes))]

    written_to(out, run)


@app.command(cls=Command, name="compare")
def compare_command(
    inputs: Inputs,
    policy: PolicyId,
    out: Out,
    patch: PatchFile = None,
    year: Year = None,
    settings: Settings = None,
) -> None:
    """比较正式规则与测算补丁的结果，写出 movers.csv：谁的等级或名次变了，变在哪一项。"""

    def run(progress: Callable[[str], None], findings: list[Finding]) -> list[str]:
        changes = steps.patch(patch, settings)
        if not changes:
            raise InputError([call.no_patch()])
        official, scenario = steps.policies(policy, changes, findings)
        tables = steps.read(inputs, scenario, progress, findings)
        before = steps.evaluation(tables, official, year, official, progress)
        after = steps.evaluation(tables, scenario, year, official, progress)
        progress("写出结果")
        findings[:] = steps.in_order([*findings, *before.findings, *after.findings])
        moved = movers(before, after)
        write_comparison(moved, findings, out)
        return [movers_line(moved), written(out, scenario=True)]

    written_to(out, run)


@app.command(cls=Command, name="robust")
def robust_command(
    inputs: Inputs,
    policy: PolicyId,
    out: Out,
    year: Year = None,
    draws: Annotated[int, typer.Option("--draws", metavar="次数", help="抽取多少组合规权重。")] = DRAWS,
    seed: Annotated[int, typer.Option("--seed", metavar="种子", help="随机种子；相同则抽样相同。")] = SEED,
    within: Annotated[float | None, typer.Option("--within", metavar="幅度", help="权重的变动幅度。")] = None,
    patch: PatchFile = None,
    settings: Settings = None,
) -> None:
    """看等级稳不稳：抽取上万组合规权重分别评价，写出 robust.csv：各等级的占比和名次区间。"""

    def run(progress: Callable[[str], None], findings: list[Finding]) -> list[str]:
        asked = steps.draws(draws, seed, within)
        changes = steps.patch(patch, settings)
        _, evaluation = steps.evaluated(steps.Asked(inputs, policy, year, changes), progress, findings)
        found = steps.robustness(evaluation, asked, progress)
        progress("写出结果")
        findings[:] = steps.in_order([*findings, *evaluation.findings])
        write_robustness(robust_frame(evaluation, found), findings, out)
        return [*robustness_lines(evaluation, found, within), written(out, scenario=bool(changes))]

    written_to(out, run)


app.command(cls=Command, name="land")(land_command)


@app.command(cls=Command, name="explain")
def explain_command(
    inputs: Inputs,
    policy: PolicyId,
    uscc: Annotated[str, typer.Option("--uscc", metavar="代码", help="企业的统一社会信用代码。")],
    year: Year = None,
    patch: PatchFile = None,
    settings: Settings = None,
    as_json: Annotated[bool, typer.Option("--json", metavar=SWITCH, help="写成 JSON，供程序读取。")] = False,
) -> None:
    """说明一家企业为什么是这个等级：从等级一步步追到条款和单元格。"""
    about_policy: list[Finding] = []
    with progress_shown() as progress:
        changes = steps.patch(patch, settings)
        official, policy_in_force = steps.policies(policy, changes, about_policy)
        tables = steps.read(inputs, policy_in_force, progress, [])
        evaluation = steps.evaluation(tables, policy_in_force, year, official, progress)
        code = steps.code_in(evaluation, tables, uscc)
        progress("写出依据链")
        trace = explain(evaluation, tables, code, official)
    print_findings(about_policy)
    kind = ResultKind.SCENARIO if changes else ResultKind.TRIAL
    if as_json:
        print_json(trace_data(evaluation, code, trace, kind))
    else:
        print_trace(evaluation, code, trace, kind)


@app.command(cls=Command, name="check")
def check_command(inputs: Inputs) -> None:
    """读取并检查数据，列出全部问题，不写任何文件。"""
    with progress_shown() as progress:
        _, findings = steps.upload(inputs, progress)
    print_findings(findings, limit=None)
    if not findings:
        out.print("读数没有发现问题。缺不缺评价要用的数，用 muyun evaluate 评价一次就知道。")
    raise typer.Exit(WRONG_INPUT if has_errors(findings) else OK)


@app.command(cls=Command, name="policies")
def policies_command(policy: Annotated[str | None, typer.Argument(metavar="编号")] = None) -> None:
    """列出全部政策；给出编号时，逐项列出该政策的参数、条款和原文。"""
    if policy is None:
        policies, findings = listed_policies(home())
        lines = policy_list(policies)
        print_findings(findings)
    else:
        lines = policy_lines(load_policy(policy, home()))
    for line in lines:
        out.print(line)


@app.command(cls=Command, name="template")
def template_command(file: Annotated[Path, typer.Argument(metavar="文件.xlsx")]) -> None:
    """写出供各部门填报的空白工作簿，含全部表和列、说明和下拉选项。"""
    if file.suffix.lower() != ".xlsx":
        raise InputError([call.not_xlsx(file)])
    if file.exists():
        raise InputError([call.template_exists(file)])
    try:
        write_template(file)
    except OSError as failure:
        raise InputError([call.place_unusable(file, failure)]) from None
    out.print(f"已写出 {file}")


@app.command(cls=Command, name="sample")
def sample_command(folder: Annotated[Path, typer.Argument(metavar="文件夹")]) -> None:
    """写出示例数据（合成数据，仅供演示）。"""
    from sample_data.make import write_sample  # makes thousands of polygons; no other command needs it

    if folder.exists() and not folder.is_dir():
        raise InputError([call.not_a_folder(folder)])
    if folder.exists() and any(folder.iterdir()):
        raise InputError([call.not_empty(folder)])
    with progress_shown() as progress:
        progress("生成示例数据")
        try:
            files = write_sample(folder)
        except OSError as failure:
            raise InputError([call.place_unusable(folder, failure)]) from None
    out.print(f"已在 {folder} 写出 {len(files)} 个文件。示例为合成数据，不对应任何真实企业。")


app.command(cls=Command, name="backup")(backup_command)
app.command(cls=Command, name="restore")(restore_command)


def main() -> None:
    """Entry point: exit code 0 done, 2 the input or the call is wrong, 1 a fault of ours (cli.md)."""
    try:
        code = app(standalone_mode=False)
    except InputError as wrong:
        print_findings(wrong.findings)
        code = WRONG_INPUT
    except TyperException as wrong:
        path = getattr(getattr(wrong, "ctx", None), "command_path", "muyun")
        errors.print(f"命令用法不对：{usage_message(wrong)}。用 {path} --help 查看用法。")
        code = WRONG_INPUT
    except (Abort, KeyboardInterrupt):
        errors.print("已中止，没有写出结果。")
        code = FAULT
    except BrokenPipeError:  # `muyun policies ID | head`: nobody reads on, which is no fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    except Exception as fault:  # the last net: whatever is left is a fault of ours
        if os.environ.get("MUYUN_DEBUG"):
            raise
        errors.print(f"程序内部错误（{type(fault).__name__}），没有写出结果，请报告此问题。设 MUYUN_DEBUG=1 可看详情。")
        code = FAULT
    sys.exit(code or OK)
