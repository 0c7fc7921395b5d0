"""Imports point one way (design, Layout): the contracts stand in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("terms", "findings", "home", "policy", "data", "evaluate", "store", "explore", "show", "report", "ui", "cli")
LINTER = "from importlinter import cli; raise SystemExit(cli.lint_imports(no_cache=True, no_logo=True))"


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter on the project in `root`, whose packages come before the installed ones."""
    command = [sys.executable, "-c", LINTER]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)


def test_imports_point_one_way():
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


def project_with(tmp_path: Path, **modules: str) -> Path:
    """The contracts over a package of empty modules, some with the given source."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    skeleton = dict.fromkeys(LAYERS, "") | modules
    for package in ("muyun", "sample_data"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for name, source in skeleton.items():
        (tmp_path / "muyun" / f"{name}.py").write_text(source, "utf-8")
    return tmp_path


def test_the_contracts_accept_the_layout_of_the_design(tmp_path):
    run = lint(project_with(
        tmp_path, cli="import sample_data, muyun.evaluate", store="import muyun.data", show="",
        ui="import streamlit, muyun.report", report="import muyun.store, muyun.show",
    ))
    assert run.returncode == 0, run.stdout + run.stderr


def test_an_import_upwards_is_found(tmp_path):
    run = lint(project_with(tmp_path, policy="import muyun.data"))
    assert run.returncode != 0
    assert "muyun.policy -> muyun.data" in run.stdout


def test_a_store_that_knows_evaluations_is_found(tmp_path):
    run = lint(project_with(tmp_path, store="import muyun.evaluate"))
    assert "muyun.store -> muyun.evaluate" in run.stdout


def test_streamlit_outside_ui_is_found(tmp_path):
    run = lint(project_with(tmp_path, show="import streamlit"))
    assert "muyun.show -> streamlit" in run.stdout


def test_sample_data_in_the_engine_is_found(tmp_path):
    run = lint(project_with(tmp_path, data="import sample_data"))
    assert "muyun.data -> sample_data" in run.stdout


def test_a_module_without_a_place_is_found(tmp_path):
    run = lint(project_with(tmp_path, utils=""))
    assert run.returncode != 0
    assert "utils" in run.stdout
