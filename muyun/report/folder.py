"""How is a result written all or nothing? In a folder beside the target, which then takes its place."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.output import group_frame, manifest, result_frame
from muyun.findings import Finding
from muyun.report.csvfile import findings_frame, write_csv

FINDINGS, MANIFEST = "findings.csv", "manifest.json"

WORK = ".muyun-"
"""Names of unfinished folders begin so."""

LEFTOVER_SECONDS = 24 * 3600


@contextmanager
def all_or_nothing(target: Path) -> Iterator[Path]:
    """A folder to write in; when the block ends well its files are in `target`, otherwise nothing changed.

    A new target is made by one rename. Into one that exists ours are renamed one by one,
    manifest.json last, so that a set without it is incomplete; files of other names stay, and
    where one can't be replaced, those already replaced are put back. OSError: the place can't
    be written to.
    """
    target = target.resolve()
    home = target if target.exists() else target.parent
    home.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(home)
    made = Path(tempfile.mkdtemp(prefix=WORK, dir=home))
    try:
        yield made
        made.chmod(0o777 & ~_umask())
        if home == target:
            _replace_files(made, target)
        else:
            os.replace(made, target)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _clear_leftovers(home: Path) -> None:
    """Removes what a run that was killed left behind, once no run can still be at it."""
    for left in home.glob(f"{WORK}*"):
        if time.time() - left.stat().st_mtime > LEFTOVER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _replace_files(made: Path, target: Path) -> None:
    files = sorted((f for f in made.iterdir() if f.is_file()), key=lambda f: f.name == MANIFEST)
    earlier = made / "earlier"
    earlier.mkdir()
    for file in files:
        if (target / file.name).exists():
            _keep(_replaceable(target / file.name), earlier / file.name)
    try:
        (target / MANIFEST).unlink(missing_ok=True)
        for file in files:
            os.replace(file, target / file.name)
    except OSError:
        for file in files:
            if (earlier / file.name).exists():
                os.replace(earlier / file.name, target / file.name)
            elif not file.exists():  # it has been moved in
                (target / file.name).unlink()
        raise


def _keep(file: Path, as_name: Path) -> None:
    """A second name for a file, so that what the first one holds can be put back; else a copy."""
    try:
        os.link(file, as_name)
    except OSError:  # a file system without links
        shutil.copy2(file, as_name)


def _replaceable(path: Path) -> Path:
    """IsADirectoryError: a folder has the name of one of our files."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    return path


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


def write_comparison(moved: pd.DataFrame, findings: Iterable[Finding], target: Path) -> None:
    """movers.csv and findings.csv of a scenario against the official result (cli.md).

    moved  as `explore.whatif.movers.movers` gives it
    """
    with all_or_nothing(target) as folder:
        write_csv(moved, folder / "movers.csv")
        write_csv(findings_frame(findings), folder / FINDINGS)


def write_robustness(frame: pd.DataFrame, findings: Iterable[Finding], target: Path) -> None:
    """robust.csv and findings.csv (cli.md).

    frame  as `explore.robust.table.robust_frame` gives it
    """
    with all_or_nothing(target) as folder:
        write_csv(frame, folder / "robust.csv")
        write_csv(findings_frame(findings), folder / FINDINGS)


def write_land(
    parcels: pd.DataFrame, covered: pd.DataFrame, low: pd.DataFrame, findings: Iterable[Finding], target: Path
) -> None:
    """parcels.csv, coverage.csv, lowland.csv and findings.csv (cli.md).

    frames  as `land.output` and `land.coverage` give them
    """
    with all_or_nothing(target) as folder:
        for frame, name in ((parcels, "parcels"), (covered, "coverage"), (low, "lowland")):
            write_csv(frame, folder / f"{name}.csv")
        write_csv(findings_frame(findings), folder / FINDINGS)


def write_findings(findings: Iterable[Finding], target: Path) -> None:
    """findings.csv alone, in a folder otherwise left as it was (a failed run)."""
    target.mkdir(parents=True, exist_ok=True)
    _replaceable(target / FINDINGS)
    with tempfile.TemporaryDirectory(prefix=WORK, dir=target) as made:
        write_csv(findings_frame(findings), Path(made) / FINDINGS)
        os.replace(Path(made) / FINDINGS, target / FINDINGS)
