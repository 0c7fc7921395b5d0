"""`muyun robust`: how firm the classes are, as a file."""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest

from tests.system.command import (
    BING,
    DING,
    HEADER,
    JIA,
    ROWS,
    TEN_POINTS_TO_TAX,
    YI,
    muyun,
    read_csv,
    write_csv,
    write_patch,
)

COLUMNS = ["统一社会信用代码", "评价组", "执行等级", "A", "B", "C", "D", "最好名次", "中位名次", "最差名次"]


def robust(upload, out, *arguments):
    return muyun("robust", upload, "--policy", "huangyan-2022", "--out", out, *arguments)


@pytest.fixture(scope="module")
def official(upload, tmp_path_factory):
    """±1 %: the output and the folder."""
    out = tmp_path_factory.mktemp("robust") / "out"
    run = robust(upload, out, "--draws", "400", "--within", "0.01")
    assert run.returncode == 0, run.stderr
    return run, out


def test_the_columns_are_those_of_the_contract(official):
    with (official[1] / "robust.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == COLUMNS


def test_everyone_who_is_ranked_has_a_row_in_the_order_of_the_result(official, evaluated):
    ranked = [row["统一社会信用代码"] for row in read_csv(evaluated / "result.csv") if row["名次"]]
    assert [row["统一社会信用代码"] for row in read_csv(official[1] / "robust.csv")] == ranked
    assert BING not in ranked and DING in ranked  # 丙 has no land


def test_shares_add_up_and_ranks_are_in_order(official):
    for row in read_csv(official[1] / "robust.csv"):
        assert sum(float(row[letter]) for letter in "ABCD") == pytest.approx(1, abs=1e-12)
        best, median, worst = (int(row[name]) for name in COLUMNS[-3:])
        assert 1 <= best <= median <= worst <= 2


def test_what_is_certain_is_certain(official):
    """乙 leads 甲 by 0.56 points, and 1 % of the weights moves at most 0.3; 丁 is alone in its group.

    甲 is ahead by 1 − 12.5 ÷ 24.097 in 亩均税收 (30 points: 14.44). 乙 is ahead by 1 − 100 ÷ 136.16 in 亩均增加值
    (20: 5.31), 1 − 2 ÷ 2.694 in 单位能耗增加值 (20: 5.15), 1 − 4000 ÷ 4929.81 in 单位排放增加值 (10: 1.89) and
    1 − 13.33 ÷ 18.14 in 全员劳动生产率 (10: 2.65).
    """
    rows = {row["统一社会信用代码"]: row for row in read_csv(official[1] / "robust.csv")}
    assert [rows[YI][c] for c in COLUMNS[-3:]] == ["1", "1", "1"]
    assert [rows[JIA][c] for c in COLUMNS[-3:]] == ["2", "2", "2"]
    assert {max(row[letter] for letter in "ABCD") for row in rows.values()} == {"1"}


def test_the_screen_says_how_firm_from_which_weights_and_how_exact(official):
    text = official[0].stdout
    assert "2021 年度 规上工业：稳固 2，临界 0，偶然 0；抽样 400 次，每项权重上下各 1%" in text
    assert "占比的标准误不超过 2.50 个百分点，等级线上有并列的 0 次" in text
    assert "试算结果" in text and "本系统假定" in text


def test_the_same_seed_gives_the_same_file_and_no_width_the_result(upload, official, tmp_path, evaluated):
    assert robust(upload, tmp_path / "again", "--draws", "400", "--within", "0.01", "--seed", "0").returncode == 0
    again = (tmp_path / "again" / "robust.csv").read_bytes()
    assert again == (official[1] / "robust.csv").read_bytes()
    assert robust(upload, tmp_path / "none", "--draws", "5", "--within", "0").returncode == 0
    result = {row["统一社会信用代码"]: row for row in read_csv(evaluated / "result.csv")}
    for row in read_csv(tmp_path / "none" / "robust.csv"):
        own = result[row["统一社会信用代码"]]
        assert row["执行等级"] == own["执行等级"] and row[own["执行等级"]] == "1"
        assert {row[name] for name in COLUMNS[-3:]} == {own["名次"]}


def test_a_scenario_is_called_one(upload, tmp_path):
    patch = write_patch(tmp_path / "patch.yaml", TEN_POINTS_TO_TAX)
    run = robust(upload, tmp_path / "out", "--draws", "50", "--patch", patch)
    assert run.returncode == 0, run.stderr
    assert "试算结果" not in run.stdout.splitlines()[-1]
    assert "每项权重上下各 20%（本系统假定）" in run.stdout


@pytest.mark.parametrize(("arguments", "code"), [
    (["--draws", "0"], "DRAWS_OUT_OF_RANGE"), (["--draws", "-5"], "DRAWS_OUT_OF_RANGE"),
    (["--draws", "1000000000"], "DRAWS_OUT_OF_RANGE"), (["--seed", "-1"], "SEED_NEGATIVE"),
    (["--within", "-1"], "WITHIN_OUT_OF_RANGE"), (["--within", "nan"], "WITHIN_OUT_OF_RANGE"),
    (["--within", "20"], "WITHIN_OUT_OF_RANGE"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(upload, tmp_path, arguments, code):
    run = robust(upload, tmp_path / "out", *arguments)
    assert run.returncode == 2
    assert code in run.stderr and "nan" not in run.stderr
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["findings.csv"]
    assert [row["代码"] for row in read_csv(tmp_path / "out" / "findings.csv")] == [code]


@pytest.mark.parametrize("arguments", [["--draws", "many"], ["--within", "一成"], ["--seed", "1.5"]])
def test_what_is_no_number_is_a_wrong_call(upload, tmp_path, arguments):
    run = robust(upload, tmp_path / "out", *arguments)
    assert run.returncode == 2
    assert arguments[0] in run.stderr and not (tmp_path / "out").exists()


def test_where_nobody_is_ranked_the_screen_says_so(tmp_path):
    nobody = write_csv(tmp_path / "企业.csv", [HEADER, ROWS[2]])  # 丙 has no land
    run = robust(nobody, tmp_path / "out")
    assert run.returncode == 0 and read_csv(tmp_path / "out" / "robust.csv") == []
    assert "2021 年度没有参评的企业，robust.csv 里没有行" in run.stdout and "稳固指" not in run.stdout


def test_no_other_command_waits_for_the_compiler():
    """numba takes half a second to load: only a robustness brings it."""
    code = "import sys, muyun.cli, muyun.explore.robust.shares; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_error_said_holds_for_any_share_however_few_draws_showed_it(upload, tmp_path):
    """√(0.5 × 0.5 ÷ 4) = 25 points; what four draws agree on isn't known without error."""
    run = robust(upload, tmp_path / "few", "--draws", "4")
    assert "占比的标准误不超过 25.00 个百分点" in run.stdout
