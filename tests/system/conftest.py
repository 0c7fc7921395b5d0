"""What the tests of the installed command share: an upload, its result, the sample."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.command import HEADER, ROWS, Run, muyun, write_csv


@pytest.fixture(scope="session")
def upload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 企业.csv: 甲, 乙, 丙, 丁."""
    folder = tmp_path_factory.mktemp("upload")
    write_csv(folder / "企业.csv", [HEADER, *ROWS])
    return folder


@pytest.fixture(scope="session")
def evaluated(upload: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result folder of the upload under huangyan-2022."""
    out = tmp_path_factory.mktemp("evaluated") / "out"
    run = muyun("evaluate", upload, "--policy", "huangyan-2022", "--out", out)
    assert run.returncode == 0, run.stdout + run.stderr
    return out


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample data as `muyun sample` writes it."""
    folder = tmp_path_factory.mktemp("sample") / "data"
    run = muyun("sample", folder)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture
def evaluate_rows(tmp_path: Path) -> Callable[..., tuple[Run, Path]]:
    """Evaluates 企业 rows of the test's own; gives the run and its result folder."""

    def evaluate(rows: list[list[object]], *arguments: object) -> tuple[Run, Path]:
        source, out = write_csv(tmp_path / "in" / "企业.csv", rows), tmp_path / "out"
        return muyun("evaluate", source, "--policy", "huangyan-2022", "--out", out, *arguments), out

    return evaluate
