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
    assert finding in {row["代码"] for row in read_csv(out / "findings.csv")}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_upload_is_refused_and_its_place_named(name, evaluate, tmp_path):
    bad = REFUSED[name]
    run = evaluate(bad.make(tmp_path / "in"))
    assert_refused(run, tmp_path / "out", bad.code, bad.words)
    assert {path.name for path in tmp_path.iterdir()} <= {"in", "out", "x.csv"}  # nothing temporary, nothing escaped


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


def test_a_broken_county_policy_does_not_hide_the_others(call, tmp_path):
    (tmp_path / "home" / "policies" / "bomb-2024").mkdir(parents=True)
    (tmp_path / "home" / "policies" / "bomb-2024" / "policy.yaml").write_text(bad_files.anchor_bomb(), "utf-8")
    run = call("policies")
    assert_told(run, "YAML_ANCHOR", ("bomb-2024",))
    assert "xian-2022" in run.stdout


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


def test_a_formula_that_was_never_computed_is_not_silently_blank(evaluate, tmp_path):
    """Programs that write workbooks store formulas without values; Excel shows 2 here once it is opened."""
    source = bad_files.workbook(tmp_path / "in" / "上报.xlsx", {"企业": with_cell("税收实际贡献", "=1+1")})
    assert "H2" in evaluate(source).stderr


def test_a_megabyte_of_header_is_not_repeated_in_the_message(evaluate, tmp_path):
    write_csv(tmp_path / "in" / "企业.csv", with_cell("税收实际贡献", "税" * 1_000_000, 0))
    run = evaluate(tmp_path / "in")
    assert run.returncode in (0, 2)
    assert len(run.stderr) < 10_000
    assert (tmp_path / "out" / "findings.csv").stat().st_size < 20_000


def test_each_of_many_unreadable_years_is_one_mistake(evaluate, tmp_path):
    rows = [["二〇二一", code(i), *ROWS[0][2:]] for i in range(1, 1501)]
    write_csv(tmp_path / "in" / "企业.csv", [HEADER, *rows])
    assert evaluate(tmp_path / "in").returncode == 2
    told = {row["代码"] for row in read_csv(tmp_path / "out" / "findings.csv") if row["级别"] == "错误"}
    assert told == {"YEAR_UNREADABLE", "MORE_OF_THE_SAME"}


def test_an_absurd_number_gives_no_warning_in_english(tmp_path):
    write_csv(tmp_path / "in" / "企业.csv", with_cell("税收实际贡献", "1e300"))
    run = muyun("evaluate", tmp_path / "in", "--policy", "huangyan-2022", "--out", tmp_path / "out")
    assert run.returncode in (0, 2)
    assert "Warning" not in run.stderr


@pytest.mark.parametrize("alone", [True, False])
def test_a_file_name_in_another_encoding_is_no_fault(alone, tmp_path):
    """企业.csv packed on a Chinese Windows and unpacked here: the name's bytes are GB18030."""
    upload_folder(tmp_path / "in")
    path = os.path.join(os.fsencode(tmp_path / "in"), "企业-税务.csv".encode("gb18030"))
    shutil.copyfile(os.fsencode(tmp_path / "in" / "企业.csv"), path)
    run = subprocess.run(
        [MUYUN, "evaluate", path if alone else tmp_path / "in", "--policy", "huangyan-2022", "--out", tmp_path / "out"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode in (0, 2), run.stderr.decode()
    assert b"Traceback" not in run.stderr


def test_a_filled_template_is_never_overwritten(call, tmp_path):
    filled = bad_files.workbook(tmp_path / "填报表.xlsx", {"企业": good_rows()})
    before = filled.read_bytes()
    run = call("template", filled)
    assert run.returncode == 2, run.stdout
    assert "填报表.xlsx" in run.stderr
    assert filled.read_bytes() == before


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


def test_a_result_that_cannot_be_replaced_leaves_the_others(evaluate, evaluated, upload, tmp_path):
    """As when Excel holds result.csv open on a Windows drive; here a folder stands in its place."""
    shutil.copytree(evaluated, tmp_path / "out")
    (tmp_path / "out" / "result.csv").unlink()
    (tmp_path / "out" / "result.csv").mkdir()
    (tmp_path / "out" / "groups.csv").write_text("旧", "utf-8")
    before = contents(tmp_path / "out")
    run = evaluate(upload)
    assert run.returncode in (1, 2)
    assert "result.csv" in run.stderr
    after = contents(tmp_path / "out")
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name] and name != "findings.csv"] == []


@pytest.mark.parametrize("failing", ["nothing is there", "an earlier result is there"])
def test_a_full_disk_changes_nothing(failing, upload, evaluated, tmp_path):
    """No file may grow beyond 1 kB here; result.csv would be larger."""
    out = tmp_path / "out"
    if failing == "an earlier result is there":
        shutil.copytree(evaluated, out)
    before = contents(tmp_path)
    run = subprocess.run(
        [MUYUN, "evaluate", upload, "--policy", "huangyan-2022", "--out", out], capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)), check=False,
    )  # fmt: skip
    assert run.returncode in (1, 2)
    assert "Traceback" not in run.stderr
    assert "写" in run.stderr
    assert contents(tmp_path) == before


@pytest.mark.parametrize("place", ["file", "file/out", "file/a/out"])
def test_a_place_that_cannot_hold_the_result_is_a_wrong_call(place, call, upload, tmp_path):
    (tmp_path / "file").write_text("别动", "utf-8")
    run = call("evaluate", upload, "--policy", "huangyan-2022", "--out", tmp_path / place)
    assert run.returncode == 2, run.stderr
    assert "file" in run.stderr
    assert not re.search("[A-Z][a-z]+ [a-z]+", run.stderr.replace(str(tmp_path), ""))  # no English
    assert contents(tmp_path) == {"file": "别动".encode()}


def test_a_folder_in_which_nobody_may_write_is_a_wrong_call(call, upload):
    run = call("evaluate", upload, "--policy", "huangyan-2022", "--out", "/proc/muyun/out")
    assert run.returncode == 2, run.stderr
    assert "/proc/muyun" in run.stderr


def test_missing_parents_of_the_result_folder_are_made(call, evaluated, upload, tmp_path):
    assert call("evaluate", upload, "--policy", "huangyan-2022", "--out", tmp_path / "a" / "b" / "out").returncode == 0
    assert contents(tmp_path / "a" / "b" / "out") == contents(evaluated)


def test_the_folder_that_one_stands_in_may_take_the_result(call, evaluated, upload, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("evaluate", upload, "--policy", "huangyan-2022", "--out", ".").returncode == 0
    assert contents(tmp_path) == contents(evaluated)


@pytest.mark.parametrize("earlier", [False, True], ids=["empty", "with a file"])
def test_a_link_to_a_folder_is_that_folder(earlier, evaluate, evaluated, upload, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    if earlier:
        (tmp_path / "elsewhere" / "result.csv").write_text("旧", "utf-8")
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    run = evaluate(upload)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "out").is_symlink()
    assert contents(tmp_path / "elsewhere") == contents(evaluated)


KILLED = """
import os, signal, sys
from muyun import cli
left, replace = int(sys.argv.pop(1)), os.replace
def replace_or_die(*places):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(*places)
os.replace = replace_or_die
cli.main()
"""
"""The command, killed when it is about to put its n-th file or folder in place."""


@pytest.mark.parametrize("earlier", [False, True], ids=["new folder", "earlier result"])
@pytest.mark.parametrize("moves", range(5))
def test_killed_while_writing_leaves_no_half_result(moves, earlier, upload, evaluated, tmp_path):
    out, new = tmp_path / "out", contents(evaluated)
    old = {name: b"old " + content for name, content in new.items()} if earlier else {}
    if earlier:
        out.mkdir()
        for name, content in old.items():
            (out / name).write_bytes(content)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(moves), "evaluate", upload, "--policy", "huangyan-2022", "--out", out],
        capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == (-signal.SIGKILL if moves < (4 if earlier else 1) else 0), ended.stderr
    left = {name: c for name, c in (contents(out) if out.exists() else {}).items() if not name.startswith(".muyun-")}
    assert left.keys() >= old.keys() - {"manifest.json"}
    assert all(content in (old.get(name), new[name]) for name, content in left.items())
    if "manifest.json" in left:
        assert left in (old, new)


@pytest.mark.parametrize(("arguments", "finding", "word"), [
    (["--year", "1999"], "YEAR_NOT_IN_DATA", "1999"),
    (["--year", "9" * 30], "YEAR_NOT_IN_DATA", "999"),
    (["--set", "没有等号"], "SETTING_SYNTAX", "没有等号"),
    (["--set", "=3"], "SETTING_SYNTAX", "=3"),
    (["--set", "pools..weights=1"], "SETTING_SYNTAX", "pools..weights"),
    (["--set", "pools=3"], "POLICY_VALUE", "pools"),
    (["--set", "pools.规上工业.weights.亩均税收=很多"], "POLICY_VALUE", "很多"),
    (["--set", "pools.规上工业.weights.亩均税收=-5"], "POLICY_VALUE", "-5"),
    (["--set", "pools.规上工业.weights.亩均税收=.nan"], "YAML_NOT_FINITE", ".nan"),
    (["--set", "pools.规上工业.weights.亩均税收=[1"], "YAML_SYNTAX", "亩均税收"),
    (["--set", "pools.规上工业.classes.A.at_most=0.9"], "POLICY_QUOTA_SUM", "规上工业"),
    (["--set", "id=别处"], "SCENARIO_ID", "huangyan-2022"),
    (["--patch", "没有.yaml"], "FILE_UNREADABLE", "没有.yaml"),
    (["--policy", "nowhere-1900"], "POLICY_NOT_FOUND", "huangyan-2022"),
])  # fmt: skip
def test_a_wrong_argument_is_named_with_its_finding(arguments, finding, word, evaluate, upload, tmp_path):
    assert_refused(evaluate(upload, *arguments), tmp_path / "out", finding, (word,))


@pytest.mark.parametrize("kind", ["missing", "empty folder", "folder without tables", "unreadable"])
def test_an_input_without_tables_is_refused(kind, evaluate, tmp_path):
    source = tmp_path / "in"
    if kind != "missing":
        source.mkdir()
    if kind == "folder without tables":
        (source / "通知.docx").write_bytes(b"PK\x03\x04")
    if kind == "unreadable":
        (source / "企业.csv").symlink_to(tmp_path / "nowhere.csv")
        source = source / "企业.csv"
    code_of = {"missing": "FILE_MISSING", "unreadable": "FILE_MISSING"}.get(kind, "NO_TABLE")
    assert_refused(evaluate(source), tmp_path / "out", code_of, ("企业.csv" if kind == "unreadable" else "",))


# Formulas: whoever reads a file back takes off one apostrophe before = + - @ tab CR (docs/command-line.md)

FORMULAS = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'=1", "''quoted", "=HYPERLINK(\"http://x\")", "－1", "a=1"]


def as_read_back(text: str) -> str:
    """The rule of docs/command-line.md."""
    return re.sub(r"^'(?='*[=+\-@\t\r])", "", text)


def test_texts_that_excel_would_compute_are_kept_as_text(evaluate, tmp_path):
    rows = [[2021, code(100 + i), name, name, *ROWS[0][4:]] for i, name in enumerate(FORMULAS)]
    names = {row[1]: row[2] for row in rows}
    write_csv(tmp_path / "in" / "企业.csv", [HEADER, *rows])
    assert evaluate(tmp_path / "in").returncode == 0
    for row in read_csv(tmp_path / "out" / "result.csv"):
        for cell in (row["企业名称"], row["区县"]):
            assert cell[0] not in "=+-@\t\r"
            assert as_read_back(cell) == names[row["统一社会信用代码"]]
    named = {as_read_back(row["名称"]) for row in read_csv(tmp_path / "out" / "groups.csv") if row["维度"] == "区县"}
    assert named == set(FORMULAS)


def test_a_reason_or_a_header_is_no_formula_either(evaluate, tmp_path):
    rows = [bad_files.MANUAL_HEADER, [2021, JIA, "A", "=1+1", "@文"]]
    upload_folder(tmp_path / "in", 企业=[[*HEADER, "=备注"], *([*row, 1] for row in ROWS)], 手工调档=rows)
    assert evaluate(tmp_path / "in").returncode == 0
    for name in ("result.csv", "groups.csv", "findings.csv"):
        cells = [cell for row in read_csv(tmp_path / "out" / name) for cell in row.items()]
        texts = [text for pair in cells for text in pair if not re.fullmatch(r"-?[\d.]+(e-?\d+)?", text)]
        assert [text for text in texts if text[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


def test_negative_numbers_stay_numbers(evaluate, tmp_path):
    write_csv(tmp_path / "in" / "企业.csv", with_cell("税收实际贡献", -100))
    assert evaluate(tmp_path / "in").returncode == 0
    assert "-5" in {row["亩均税收"] for row in read_csv(tmp_path / "out" / "result.csv")}


# Size


def test_a_million_rows_are_evaluated_in_under_4_gib(tmp_path):
    source = write_large(tmp_path / "企业.csv", 1_000_000)
    measured = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], capture_output=True);"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    arguments = [MUYUN, "evaluate", source, "--policy", "jiaxing-2018", "--out", tmp_path / "out"]
    run = subprocess.run([sys.executable, "-c", measured, *map(str, arguments)], capture_output=True, text=True,
                         check=True, timeout=300)
    returned, peak_kib = map(int, run.stdout.split())
    assert returned == 0
    assert peak_kib * 1024 < 4 * GIB
    with (tmp_path / "out" / "result.csv").open("rb") as file:
        assert sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 24), b"")) == 1_000_001
    shutil.rmtree(tmp_path)
