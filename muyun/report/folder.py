"""How is a result written all or nothing? In a folder beside the target, which then takes its place."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from muyun.evaluate import Evaluation
from muyun.evaluate.output import group_frame, manifest, result_frame
from muyun.explore.movers import movers
from muyun.findings import Finding
from muyun.report.csvfile import findings_frame, write_csv

FINDINGS, MANIFEST = "findings.csv", "manifest.json"


@contextmanager
def all_or_nothing(target: Path) -> Iterator[Path]:
    """A folder to write in; when the block ends well its files are in `target`, otherwise nothing changed.

    A target that is new or empty is made by one rename. In one that holds files, ours are
    renamed in one by one and manifest.json comes last, so that a set without it is incomplete;
    files of other names stay.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield made
        made.chmod(0o777 & ~_umask())
        _move_in(made, target)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _move_in(made: Path, target: Path) -> None:
    if not target.exists() or not any(target.iterdir()):
        os.replace(made, target)
        return
    (target / MANIFEST).unlink(missing_ok=True)
    for file in sorted(made.iterdir(), key=lambda f: f.name == MANIFEST):
        os.replace(file, target / file.name)


def write_evaluation(
    evaluation: Evaluation,
    findings: Iterable[Finding],
    patch: Mapping[str, object],
    inputs: Iterable[Mapping[str, str]],
    target: Path,
) -> None:
    """result.csv, groups.csv, findings.csv and manifest.json of one evaluation (cli.md)."""
    with all_or_nothing(target) as folder:
        write_csv(result_frame(evaluation), folder / "result.csv")
        write_csv(group_frame(evaluation), folder / "groups.csv")
        write_csv(findings_frame(findings), folder / FINDINGS)
        content = json.dumps(manifest(evaluation, patch, inputs), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(content + "\n", "utf-8")


def write_comparison(
    official: Evaluation, scenario: Evaluation, findings: Iterable[Finding], target: Path
) -> None:
    """movers.csv and findings.csv of a scenario against the official result (cli.md)."""
    with all_or_nothing(target) as folder:
        write_csv(movers(official, scenario), folder / "movers.csv")
        write_csv(findings_frame(findings), folder / FINDINGS)


def write_findings(findings: Iterable[Finding], target: Path) -> None:
    """findings.csv alone, in a folder otherwise left as it was (a failed run)."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target, prefix=".findings-", delete=False) as file:
        made = Path(file.name)
    try:
        write_csv(findings_frame(findings), made)
        made.chmod(0o666 & ~_umask())
        os.replace(made, target / FINDINGS)
    finally:
        made.unlink(missing_ok=True)
