"""`muyun evaluate`: its files, what they hold, and what becomes of a wrong call."""

from __future__ import annotations

import hashlib
import json
import re
import shutil

import openpyxl
import pytest

from tests.system.command import (
    BING,
    DING,
    HEADER,
    INDICATORS,
    JIA,
    POLICIES,
    ROWS,
    TEN_POINTS_TO_TAX,
    YI,
    code,
    muyun,
    read_csv,
    write_csv,
    write_patch,
)

FILES = {"result.csv", "groups.csv", "findings.csv", "manifest.json"}

# 甲: 税收 25 万元/亩 is over the benchmark, so full marks; 增加值 2000 over 20 亩, 1000 tce, 0.5 吨, 150 人.
SCORE_OF_JIA = (
    30 + 20 * 100 / 136.16 + 20 * 2 / 2.694 + 10 * 4000 / 4929.81 + 10 * 2000 / 150 / 18.14 + 0.3 / 0.0302
)
# 乙: 税收 12.5 万元/亩; 增加值 3000: every other item but R&D (0.03) is full.
SCORE_OF_YI = 30 * 12.5 / 24.097 + 20 + 20 + 10 + 10 + 0.3 / 0.0302
# 丁 (规下): 税收 10 万元/亩; 税收 per electricity 2 is over 0.2352.
SCORE_OF_DING = 50 * 10 / 11.5932 + 50


def test_the_folder_holds_the_four_files_and_nothing_else(evaluated):
    assert {path.name for path in evaluated.iterdir()} == FILES


@pytest.mark.parametrize("name", ["result.csv", "groups.csv", "findings.csv"])
def test_tables_are_utf8_with_bom(evaluated, name):
    assert (evaluated / name).read_bytes().startswith(b"\xef\xbb\xbf")


def test_columns_of_the_result_are_those_of_the_contract(evaluated):
    columns = list(read_csv(evaluated / "result.csv")[0])
    assert columns[:6] == ["年度", "统一社会信用代码", "企业名称", "区县", "镇街", "行业代码"]
    assert columns[6:9] == ["评价单元", "评价组", "状态"]
    assert columns[9:16] == INDICATORS
    assert columns[16:23] == [f"得分:{name}" for name in INDICATORS]
    assert columns[23:] == ["加减分", "综合得分", "名次", "排名分档", "调档后等级", "执行等级", "依据"]


def test_rows_go_by_pool_and_rank_with_unranked_ones_last_in_their_pool(evaluated):
    rows = read_csv(evaluated / "result.csv")
    assert [row["统一社会信用代码"] for row in rows] == [YI, JIA, BING, DING]
    assert [row["名次"] for row in rows] == ["1", "2", "", "1"]
    assert [row["评价组"] for row in rows] == ["规上工业"] * 3 + ["规下工业"]


def test_scores_are_those_worked_out_by_hand(evaluated):
    scores = {row["企业名称"]: row["综合得分"] for row in read_csv(evaluated / "result.csv")}
    assert scores.pop("丙") == ""
    expected = {"甲": SCORE_OF_JIA, "乙": SCORE_OF_YI, "丁": SCORE_OF_DING}
    assert {name: float(score) for name, score in scores.items()} == pytest.approx(expected, abs=1e-9)


def test_two_ranked_enterprises_are_b_and_c(evaluated):
    """At most 20 % and 50 % of 2 are 0 A and 1 B; at most 5 % are no D."""
    rows = {row["企业名称"]: row for row in read_csv(evaluated / "result.csv")}
    for column in ("排名分档", "调档后等级", "执行等级"):
        assert [rows[name][column] for name in "乙甲丙丁"] == ["B", "C", "", "C"]


def test_a_row_without_land_says_why_it_is_not_ranked(evaluated):
    row = next(row for row in read_csv(evaluated / "result.csv") if row["企业名称"] == "丙")
    assert (row["状态"], row["依据"]) == ("数据缺失", "本系统:用地缺失")
    assert row["亩均税收"] == ""  # undefined is empty, never 0
    assert float(row["全员劳动生产率"]) == 20


def test_numbers_read_back_to_the_same_number(evaluated):
    row = next(row for row in read_csv(evaluated / "result.csv") if row["企业名称"] == "甲")
    assert row["全员劳动生产率"] == "13.333333333333334"  # 2000 ÷ 150 in double precision, shortest form


def test_groups_are_ratios_of_sums(evaluated):
    city = next(row for row in read_csv(evaluated / "groups.csv")
                if (row["评价组"], row["维度"]) == ("规上工业", "全市"))
    assert (city["名称"], city["企业数"], float(city["用地面积"])) == ("全市", "2", 40)
    assert float(city["亩均税收"]) == pytest.approx(750 / 40, abs=1e-12)
    score = (30 * 18.75 / 24.097 + 20 * 125 / 136.16 + 20 * 2.5 / 2.694 + 10
             + 10 * 5000 / 300 / 18.14 + 0.3 / 0.0302)
    assert float(city["加权平均得分"]) == pytest.approx(score, abs=1e-9)
    assert [city[name] for name in "ABCD"] == ["0", "1", "1", "0"]


def test_columns_of_groups_and_findings_are_those_of_the_contract(evaluated):
    groups = list(read_csv(evaluated / "groups.csv")[0])
    assert groups[:5] == ["评价组", "维度", "名称", "企业数", "用地面积"]
    assert groups[-5:] == ["加权平均得分", "A", "B", "C", "D"]
    header = (evaluated / "findings.csv").read_text("utf-8-sig").splitlines()[0]
    assert header == "级别,表,行,列,代码,说明,怎么改"


def test_the_manifest_says_what_was_evaluated(evaluated, upload):
    manifest = json.loads((evaluated / "manifest.json").read_text("utf-8"))
    assert {"policy", "patch", "inputs", "year", "versions"} <= manifest.keys()
    assert {"status", "classes", "benchmarks"} <= manifest.keys()
    assert manifest["policy"]["id"] == "huangyan-2022"
    assert re.fullmatch(r"[0-9a-f]{64}", manifest["policy"]["hash"])
    digest = hashlib.sha256((upload / "企业.csv").read_bytes()).hexdigest()
    assert manifest["inputs"] == [{"name": "企业.csv", "sha256": digest}]
    assert manifest["year"] == 2021
    assert {s: n for s, n in manifest["status"]["规上工业"].items() if n} == {"参评": 2, "数据缺失": 1}
    assert manifest["classes"]["规上工业"] == {"A": 0, "B": 1, "C": 1, "D": 0}
    assert manifest["benchmarks"]["规下工业"] == {"亩均税收": 11.5932, "单位用电税收": 0.2352}


def test_the_order_of_the_rows_changes_no_byte(evaluated, evaluate_rows):
    run, out = evaluate_rows([HEADER, *reversed(ROWS)])
    assert run.returncode == 0, run.stderr
    for name in ("result.csv", "groups.csv"):
        assert (out / name).read_bytes() == (evaluated / name).read_bytes()


def test_a_workbook_gives_what_the_csv_gives(evaluated, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "企业"
    for row in [HEADER, *ROWS]:
        sheet.append([value if value != "" else None for value in row])
    book.save(tmp_path / "上报.xlsx")
    run = muyun("evaluate", tmp_path / "上报.xlsx", "--policy", "huangyan-2022", "--out", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "out" / "result.csv").read_bytes() == (evaluated / "result.csv").read_bytes()


def test_files_of_several_offices_give_what_one_file_gives(evaluated, tmp_path):
    key, tax = HEADER[:2], HEADER.index("税收实际贡献")
    columns = [i for i in range(len(HEADER)) if i != tax]
    land = write_csv(tmp_path / "企业-土地.csv", [[row[i] for i in columns] for row in [HEADER, *ROWS]])
    taxes = write_csv(tmp_path / "企业_税务.csv",
                      [[*key, "税收实际贡献(元)"], *([*row[:2], row[tax] * 10_000] for row in ROWS)])
    run = muyun("evaluate", land, taxes, "--policy", "huangyan-2022", "--out", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "out" / "result.csv").read_bytes() == (evaluated / "result.csv").read_bytes()


def test_a_patch_file_and_set_say_the_same(upload, tmp_path):
    patch = write_patch(tmp_path / "patch.yaml", TEN_POINTS_TO_TAX)
    weights = "pools.规上工业.weights."
    sets = ["--set", f"{weights}亩均税收=40", "--set", f"{weights}亩均增加值=10"]
    for arguments, name in ((["--patch", patch], "by_file"), (sets, "by_set")):
        run = muyun("evaluate", upload, "--policy", "huangyan-2022", *arguments, "--out", tmp_path / name)
        assert run.returncode == 0, run.stderr
    by_file, by_set = ((tmp_path / name / "result.csv").read_bytes() for name in ("by_file", "by_set"))
    assert by_file == by_set
    manifest = json.loads((tmp_path / "by_set" / "manifest.json").read_text("utf-8"))
    assert manifest["patch"] == TEN_POINTS_TO_TAX


def refused(run, out, *words):
    """A wrong call: exit code 2, and the same findings in findings.csv and on standard error."""
    assert run.returncode == 2, run.stdout + run.stderr
    assert {path.name for path in out.iterdir()} == {"findings.csv"}
    errors = [row for row in read_csv(out / "findings.csv") if row["级别"] == "错误"]
    assert errors
    squeezed = re.sub(r"\s", "", run.stderr)
    for row in errors:
        assert row["代码"] in squeezed
    for word in words:
        assert word in squeezed
    return errors


def test_one_weight_alone_is_refused(upload, tmp_path):
    out = tmp_path / "out"
    run = muyun("evaluate", upload, "--policy", "huangyan-2022", "--out", out,
                "--set", "pools.规上工业.weights.亩均税收=32")
    refused(run, out, "102", "规上工业")


def test_every_unreadable_cell_is_named_at_once(evaluate_rows):
    rows = [HEADER, *(list(row) for row in ROWS)]
    rows[1][HEADER.index("税收实际贡献")] = "1.2万"
    rows[3][HEADER.index("工业增加值")] = "#DIV/0!"
    run, out = evaluate_rows(rows)
    errors = refused(run, out, "1.2万", "#DIV/0!")
    assert {(row["表"], row["行"], row["列"]) for row in errors} == {
        ("企业", "2", "税收实际贡献"), ("企业", "4", "工业增加值"),
    }


def test_a_failed_run_leaves_the_folder_as_it_was(evaluated, evaluate_rows, tmp_path):
    shutil.copytree(evaluated, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    run, out = evaluate_rows([HEADER, ROWS[0], ROWS[0]])
    assert run.returncode == 2
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    assert after.pop("findings.csv") != before.pop("findings.csv")
    assert after == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]  # nor anything temporary


@pytest.mark.parametrize(("arguments", "word"), [
    (["--policy", "nowhere-1900"], "nowhere-1900"),
    (["--policy", "huangyan-2022", "--year", "1999"], "1999"),
    (["--policy", "huangyan-2022", "--set", "pools.规上工业.weight=3"], "weight"),
    (["--policy", "huangyan-2022", "--set", "没有等号"], "没有等号"),
    (["--policy", "huangyan-2022", "--patch", "无此文件.yaml"], "无此文件.yaml"),
])
def test_a_wrong_argument_is_named(upload, tmp_path, arguments, word):
    run = muyun("evaluate", upload, *arguments, "--out", tmp_path / "out")
    assert run.returncode == 2, run.stdout + run.stderr
    assert word in re.sub(r"\s", "", run.stderr)
    assert not (tmp_path / "out" / "result.csv").exists()


def test_an_input_that_is_not_there_is_named(tmp_path):
    run = muyun("evaluate", tmp_path / "没有.xlsx", "--policy", "huangyan-2022", "--out", tmp_path / "out")
    assert run.returncode == 2
    assert "没有.xlsx" in re.sub(r"\s", "", run.stderr)


def test_an_out_that_is_a_file_is_refused_and_kept(upload, tmp_path):
    (tmp_path / "out").write_text("别动", "utf-8")
    run = muyun("evaluate", upload, "--policy", "huangyan-2022", "--out", tmp_path / "out")
    assert run.returncode == 2, run.stdout + run.stderr
    assert (tmp_path / "out").read_text("utf-8") == "别动"


def test_a_name_never_becomes_a_formula(evaluate_rows):
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\",\"y\")"]
    rows = [[2021, code(10 + i), name, *ROWS[0][3:]] for i, name in enumerate(names)]
    run, out = evaluate_rows([HEADER, *rows])
    assert run.returncode == 0, run.stderr
    written = {row["统一社会信用代码"]: row["企业名称"] for row in read_csv(out / "result.csv")}
    assert len(written) == len(names)
    for row in rows:
        assert written[row[1]][0] not in "=+-@\t\r"
        assert written[row[1]].endswith(row[2])


@pytest.mark.parametrize("policy", POLICIES)
def test_the_sample_is_evaluated_under_every_policy(sample, tmp_path, policy):
    run = muyun("evaluate", sample, "--policy", policy, "--out", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    rows = read_csv(tmp_path / "out" / "result.csv")
    assert {row["执行等级"] for row in rows} >= {"A", "B", "C", "D"}
    assert {row["状态"] for row in rows} <= {"参评", "过渡期", "不参评", "数据缺失"}
