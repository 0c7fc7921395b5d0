"""How does a command that writes to a folder run? Findings at the end, findings.csv alone when the input is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from muyun.cli import call, steps
from muyun.cli.console import out, print_findings, progress_shown
from muyun.findings import Finding, InputError
from muyun.report.folder import write_findings

Step = Callable[[Callable[[str], None], list[Finding]], list[str]]
"""Does the work, adds to the findings, and gives the lines to end with."""


def written_to(target: Path, step: Step) -> None:
    """Runs a command that writes to `target`: findings.csv alone when the input is wrong."""
    findings: list[Finding] = []
    if target.exists() and not target.is_dir():
        raise InputError([call.not_a_folder(target)])
    try:
        with progress_shown() as progress:
            lines = step(progress, findings)
    except InputError as wrong:
        found = steps.in_order([*findings, *wrong.findings])
        raise InputError([*found, *_findings_left(found, target)]) from None
    except OSError as failure:
        raise InputError([call.place_unusable(target, failure)]) from None
    print_findings(findings)
    for line in lines:
        out.print(line)


def _findings_left(findings: list[Finding], target: Path) -> list[Finding]:
    """Leaves findings.csv in `target`; a finding more where that can't be written."""
    try:
        write_findings(findings, target)
    except OSError as failure:
        return [call.place_unusable(target, failure)]
    return []
