"""`muyun explain`: a trace on the terminal and as JSON, and a code that isn't there."""

from __future__ import annotations

import json

from tests.system.command import DING, HEADER, JIA, ROWS, muyun, write_csv


def steps(node):
    yield node
    for child in node["children"]:
        yield from steps(child)


def trace(upload, code, *more):
    run = muyun("explain", upload, "--policy", "huangyan-2022", "--uscc", code, "--json", *more)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_the_tree_goes_from_the_class_to_the_cell(upload):
    """甲: 500 万元 on 20 亩 is 25 万元/亩, over 24.097 more than 1, so capped at 30 points (spec 2.6)."""
    run = muyun("explain", upload, "--policy", "huangyan-2022", "--uscc", JIA)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[0] == f"甲（{JIA}） 2021 年度 黄岩区工业企业亩均效益综合评价计分公式与基准值（试算结果）"
    assert lines[1].startswith("执行等级：")
    assert "得分 = min(25 ÷ 24.097, 1) × 30 = 30" in run.stdout
    assert "位置 企业.csv H2（税收实际贡献）" in run.stdout
    assert "公布 黄岩区规上工业企业亩均效益综合评价计分公式（台州市黄岩区，2022 年）" in run.stdout


def test_json_has_full_precision_and_every_cell(upload):
    found = trace(upload, JIA)
    assert (found["year"], found["uscc"], found["name"], found["policy"]["id"]) == (2021, JIA, "甲", "huangyan-2022")
    tax = next(s for s in steps(found["trace"]) if s["kind"] == "item_score" and s["key"] == "亩均增加值")
    assert tax["operation"] == "clipped_ratio" and tax["value"] == 2000 / 20 / 136.16 * 20
    cells = [c for s in steps(tax) for c in s["cells"]]
    assert {(c["file"], c["row"], c["letter"]) for c in cells} == {("企业.csv", 2, "I"), ("企业.csv", 2, "G")}


def test_a_change_of_the_policy_is_not_given_its_words(upload):
    changes = ("--set", "pools.规上工业.weights.亩均税收=40", "--set", "pools.规上工业.weights.亩均增加值=10")
    found = trace(upload, JIA, *changes)
    weight = next(s for s in steps(found["trace"]) if s["kind"] == "weight" and s["key"] == "亩均税收")
    assert weight["value"] == 40 and not weight["published"] and "模拟方案" in weight["assumed"]


def test_a_code_that_is_not_there_says_in_which_years_it_is(tmp_path):
    rows = [*ROWS, [2020, *ROWS[3][1:]]]
    rows = [row for row in rows if not (row[0] == 2021 and row[1] == DING)]
    source = write_csv(tmp_path / "企业.csv", [HEADER, *rows])
    run = muyun("explain", source, "--policy", "huangyan-2022", "--uscc", DING)
    assert run.returncode == 2 and not run.stdout
    assert "CODE_NOT_IN_DATA" in run.stderr and "有它的年度是 2020" in run.stderr
    assert muyun("explain", source, "--policy", "huangyan-2022", "--uscc", DING, "--year", "2020").returncode == 0
