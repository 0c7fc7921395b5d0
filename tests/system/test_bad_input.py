"""Whatever an office sends, `muyun` says what is wrong and where, and leaves the result folder as it was.

Most runs are in this process, through the same entry point as the command; a few are real ones.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from muyun import cli
from sample_data.large import write_large
from tests.system import bad_files
from tests.system.bad_files import PATCHES, REFUSED, TOLERATED, good_rows, upload_folder, with_cell
from tests.system.command import HEADER, JIA, MUYUN, ROWS, Run, code, muyun, read_csv, write_csv

GIB = 2**30
Call = Callable[..., Run]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Runs `muyun` in this process; MUYUN_HOME is the test's own folder."""
    monkeypatch.setenv("MUYUN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MUYUN_DEBUG", raising=False)

    def run(*arguments: object) -> Run:
        monkeypatch.setattr(sys, "argv", ["muyun", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Run(sys.argv, ended.value.code, printed.out, printed.err)

    return run


@pytest.fixture
def evaluate(call: Call, tmp_path: Path) -> Call:
    """Evaluates an upload under huangyan-2022 into `out`."""
    return lambda source, *more: call("evaluate", source, "--policy", "huangyan-2022", "--out", tmp_path / "out", *more)


def squeezed(text: str) -> str:
    """Text less its white space."""
    return re.sub(r"\s", "", text)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_told(run: Run, finding: str, words: tuple[str, ...]) -> None:
    """Standard error names the finding's code and, on that finding's own line, the words."""
    lines = [squeezed(line) for line in run.stderr.splitlines() if f"（{finding}）" in line]
    assert lines, run.stderr[:2000]
    assert any(all(squeezed(word) in line for word in words) for line in lines), (words, lines[:5])


def assert_refused(run: Run, out: Path, finding: str, words: tuple[str, ...]) -> None:
    """Exit code 2, the finding on standard error and in findings.csv, and nothing else in the folder."""
    assert run.returncode == 2, (run.returncode, run.stderr[:2000])
    assert_told(run, finding, words)
    assert contents(out).keys() == {"findings.csv"}
    assert finding in {row["代码"] for row in read_csv(out / "findings.csv") }


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_upload_is_refused_and_its_place_named(name, evaluate, tmp_path):
    bad = REFUSED[name]
    run = evaluate(bad.make(tmp_path / "in"))
    assert_refused(run, tmp_path / "out", bad.code, bad.words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]  # nothing temporary, nothing escaped


@pytest.mark.parametrize("name", TOLERATED)
def test_an_odd_upload_is_evaluated_and_its_oddity_named(name, evaluate, tmp_path):
    odd = TOLERATED[name]
    run = evaluate(odd.make(tmp_path / "in"))
    assert run.returncode == 0, run.stderr
    if odd.code:
        assert_told(run, odd.code, odd.words)
        assert odd.code in {row["代码"] for row in read_csv(tmp_path / "out" / "findings.csv")}
    assert len(read_csv(tmp_path / "out" / "result.csv")) == len(ROWS)


@pytest.mark.parametrize("name", ["a zip bomb", "an XML entity bomb", "an encrypted workbook", "a duplicate key"])
def test_check_refuses_what_evaluate_refuses(name, call, tmp_path):
    bad = REFUSED[name]
    run = call("check", bad.make(tmp_path / "in"))
    assert run.returncode == 2
    assert_told(run, bad.code, bad.words)


@pytest.mark.parametrize("name", ["a PDF renamed .xlsx", "约50 in a number cell of a workbook"])
def test_the_installed_command_refuses_as_well(name, tmp_path):
    bad = REFUSED[name]
    run = muyun("evaluate", bad.make(tmp_path / "in"), "--policy", "huangyan-2022", "--out", tmp_path / "out")
    assert_refused(run, tmp_path / "out", bad.code, bad.words)


@pytest.mark.parametrize("name", PATCHES)
@pytest.mark.parametrize("command", ["evaluate", "compare"])
def test_a_bad_patch_is_refused_with_its_line(name, command, call, upload, tmp_path):
    text, finding, words = PATCHES[name]
    (tmp_path / "patch.yaml").write_text(text, "utf-8")
    out = tmp_path / "out"
    run = call(command, upload, "--policy", "huangyan-2022", "--patch", tmp_path / "patch.yaml", "--out", out)
    assert_refused(run, out, finding, words)


def test_a_county_policy_with_an_anchor_bomb_is_refused(call, upload, tmp_path):
    folder = tmp_path / "home" / "policies" / "bomb-2024"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(bad_files.anchor_bomb(), "utf-8")
    run = call("evaluate", upload, "--policy", "bomb-2024", "--out", tmp_path / "out")
    assert_refused(run, tmp_path / "out", "YAML_ANCHOR", ("bomb-2024", "第1行"))
    assert call("policies", "bomb-2024").returncode == 2
    assert call("policies").returncode in (0, 2)


def test_a_policy_id_is_no_path(call, upload, tmp_path):
    for wanted in ("../../etc", "/etc", "a\0b", ".", "", "xian-2022/../xian-2022", "x" * 5000):
        run = call("evaluate", upload, "--policy", wanted, "--out", tmp_path / "out")
        assert run.returncode == 2, (wanted, run.stderr)


def test_all_mistakes_are_told_at_once(evaluate, tmp_path):
    rows = with_cell("用地面积", "约50")
    rows[2][HEADER.index("年度")] = "二〇二一"
    rows[3][HEADER.index("工业增加值")] = "1.2万"
    upload_folder(tmp_path / "in", 企业=rows, 手工调档=[bad_files.MANUAL_HEADER, [2021, JIA, "E", "复核", "文"]])
    run = evaluate(tmp_path / "in")
    assert run.returncode == 2
    assert {row["代码"] for row in read_csv(tmp_path / "out" / "findings.csv") if row["级别"] == "错误"} == {
        "NUMBER_UNREADABLE", "YEAR_UNREADABLE", "CLASS_UNKNOWN",
    }


# All or nothing


def test_a_failed_run_leaves_an_earlier_result_byte_for_byte(evaluate, evaluated, tmp_path):
    shutil.copytree(evaluated, tmp_path / "out")
    (tmp_path / "out" / "会议纪要.txt").write_text("别动", "utf-8")
    before = contents(tmp_path / "out")
    for name in ("an XML entity bomb", "a duplicate key", "no 企业"):
        assert evaluate(REFUSED[name].make(tmp_path / name)).returncode == 2
    after = contents(tmp_path / "out")
    assert after.pop("findings.csv") != before.pop("findings.csv")
    assert after == before


def test_a_good_run_keeps_the_files_of_others(evaluate, evaluated, upload, tmp_path):
    (tmp_path / "out" / "附件").mkdir(parents=True)
    (tmp_path / "out" / "附件" / "说明.txt").write_text("别动", "utf-8")
    (tmp_path / "out" / "result.csv").write_text("旧", "utf-8")
    assert evaluate(upload).returncode == 0
    after = contents(tmp_path / "out")
    assert after.pop("附件/说明.txt").decode() == "别动"
    assert after == contents(evaluated)


def test_a_result_that_cannot_be_replaced_is_a_message_and_nothing_changes(evaluate, upload, tmp_path):
    (tmp_path / "out" / "result.csv").mkdir(parents=True)
    (tmp_path / "out" / "result.csv" / "x").write_text("别动", "utf-8")
    run = evaluate(upload)
    assert run.returncode == 2, run.stderr
    assert (tmp_path / "out" / "result.csv" / "x").read_text("utf-8") == "别动"
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("place", ["file", "below a file", "missing parent"])
def test_where_the_result_goes_is_checked(place, call, upload, tmp_path):
    (tmp_path / "file").write_text("别动", "utf-8")
    out = {"file": tmp_path / "file", "below a file": tmp_path / "file" / "out",
           "missing parent": tmp_path / "a" / "b" / "out"}[place]
    run = call("evaluate", upload, "--policy", "huangyan-2022", "--out", out)
    assert run.returncode == (0 if place == "missing parent" else 2), run.stderr
    assert (tmp_path / "file").read_text("utf-8") == "别动"
    assert (out / "result.csv").exists() == (place == "missing parent")


def test_killed_while_writing_leaves_no_half_result(upload, evaluated, tmp_path):
    """Killed at twelve moments; result.csv is absent, old or whole each time."""
    whole = (evaluated / "result.csv").read_bytes()
    out = tmp_path / "out"
    arguments = [MUYUN, "evaluate", upload, "--policy", "huangyan-2022", "--out", out]
    started = time.monotonic()
    subprocess.run(arguments, capture_output=True, check=True)
    taken = time.monotonic() - started
    for moment in range(12):
        shutil.rmtree(out)
        if moment % 2:
            out.mkdir()
            (out / "result.csv").write_text("旧", "utf-8")
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(taken * (0.72 + 0.03 * moment))
        process.send_signal(signal.SIGKILL)
        process.wait()
        out.mkdir(exist_ok=True)
        left = contents(out).get("result.csv")
        assert left in (None, "旧".encode(), whole)
        if "manifest.json" in contents(out):
            assert left == whole
