"""From a workbook to written results, beside a fast library merely reading the workbook."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel

from benches.measure import Result, compared
from muyun.data.read import read_upload
from muyun.evaluate import evaluate
from muyun.findings import has_errors
from muyun.policy.load import load_policy
from muyun.report.folder import write_evaluation
from sample_data.large import write_large_workbook

POLICY = "jiaxing-2018"


def benches(rows: int = 100_000) -> Iterator[Result]:
    """`evaluate` in process, imports apart, from a workbook of `rows` × 25 to written results."""
    with tempfile.TemporaryDirectory() as folder:
        workbook = write_large_workbook(Path(folder) / "企业.xlsx", rows)
        target = Path(folder) / "结果"

        def ours() -> None:
            shutil.rmtree(target, ignore_errors=True)
            evaluate_to(workbook, target)

        yield compared(
            f"evaluate {rows}-row workbook",
            ours,
            "fastexcel read",
            lambda: [fastexcel.read_excel(workbook).load_sheet(0).to_arrow()],
            goal=3.0,
            repeats=1,
            rounds=5,
        )


def evaluate_to(workbook: Path, target: Path) -> None:
    """What `muyun evaluate` does, without its process."""
    tables, findings = read_upload([workbook])
    if has_errors(findings):
        raise ValueError(f"the bench's own workbook has errors: {findings[0]}")
    policy = load_policy(POLICY)
    evaluation = evaluate(tables, policy, int(tables.enterprises["year"].max()))
    write_evaluation(evaluation, [*findings, *evaluation.findings], {}, [], target)
