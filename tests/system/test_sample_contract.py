"""The files of `evaluate` and `compare` on the sample are what docs/command-line.md promises, in full size."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.system.command import POLICIES, muyun, read_csv, write_patch

SIX = ["亩均税收", "亩均增加值", "单位能耗增加值", "单位排放增加值", "全员劳动生产率", "研发投入强度"]
INDICATORS = {
    "jiaxing-2018": SIX,
    "fenghua-2022": SIX,
    "xiacheng-2019": [*SIX, "亩均营业收入"],
    "xian-2022": ["亩均总产值", "亩均税收", "全员劳动生产率", "单位能耗总产值", "单位碳排放总产值", "研发投入强度",
                  "亩均增加值"],  # breaks ties, without a weight
    "huangyan-2022": [*SIX, "单位用电税收"],
}
COUNTIES = ["南湖区", "嘉善县", "平湖市", "桐乡市", "海宁市", "海盐县", "秀洲区"]
GROUPS = {policy: ["规上工业", "规下工业"] for policy in POLICIES} | {
    "xiacheng-2019": ["规上工业", "规下工业", "规上服务业"],
    "xian-2022": [f"规上工业/{county}" for county in COUNTIES],
}
STATUSES = {"参评", "过渡期", "不参评", "数据缺失"}
PATCH = {"pools": {"规上工业": {"weights": {"亩均税收": 30, "研发投入强度": 15}}}}


@pytest.fixture(scope="module", params=POLICIES)
def policy(request):
    return request.param


@pytest.fixture(scope="module")
def result(sample, policy, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("sample") / "out"
    run = muyun("evaluate", sample, "--policy", policy, "--out", out)
    assert run.returncode == 0, run.stderr
    return out


@pytest.fixture(scope="module")
def rows(result):
    return read_csv(result / "result.csv")


def header(path: Path) -> list[str]:
    return path.read_text("utf-8-sig").partition("\n")[0].replace('"', "").split(",")


def test_columns_stand_in_the_promised_order(result, policy):
    names = INDICATORS[policy]
    assert header(result / "result.csv") == [
        "年度", "统一社会信用代码", "企业名称", "区县", "镇街", "行业代码", "评价单元", "评价组", "状态",
        *names, *(f"得分:{name}" for name in names),
        "加减分", "综合得分", "名次", "排名分档", "调档后等级", "执行等级", "依据",
    ]  # fmt: skip
    assert header(result / "groups.csv") == [
        "评价组", "维度", "名称", "企业数", "用地面积", *names, "加权平均得分", "A", "B", "C", "D",
    ]  # fmt: skip
    assert header(result / "findings.csv") == ["级别", "表", "行", "列", "代码", "说明", "怎么改"]


def test_every_file_is_utf8_with_bom_and_every_row_is_whole(result):
    for name in ("result.csv", "groups.csv", "findings.csv"):
        assert (result / name).read_bytes()[:3] == b"\xef\xbb\xbf"
        assert (result / name).read_bytes().count(b"\xef\xbb\xbf") == 1
        assert all(None not in row and None not in row.values() for row in read_csv(result / name))


def test_rows_go_by_pool_rank_and_code(rows, policy):
    order = {group: place for place, group in enumerate([*GROUPS[policy], ""])}
    keys = [(order[r["评价组"]], int(r["名次"] or 10**9)) for r in rows]
    assert keys == sorted(keys)
    for _, tied in itertools.groupby(rows, key=lambda r: (r["评价组"], r["名次"])):
        codes = [r["统一社会信用代码"] for r in tied]
        assert codes == sorted(codes)


def test_every_enterprise_of_the_year_has_one_row_and_one_status(rows, sample):
    uploaded = {r["统一社会信用代码"] for r in read_csv(sample / "企业-经信.csv") if r["年度"] == "2022"}
    assert Counter(r["统一社会信用代码"] for r in rows) == dict.fromkeys(uploaded, 1)
    assert {r["状态"] for r in rows} <= STATUSES
    assert {r["年度"] for r in rows} == {"2022"}


def test_only_those_who_take_part_are_ranked_and_classed(rows):
    for r in rows:
        ranked = r["状态"] == "参评"
        assert [bool(r[c]) for c in ("名次", "排名分档", "调档后等级", "执行等级")] == [ranked] * 4
        assert bool(r["综合得分"]) == (r["状态"] in ("参评", "过渡期"))
        assert bool(r["加减分"]) == (r["状态"] in ("参评", "过渡期"))
        assert ranked or r["依据"]


def test_the_score_is_the_sum_of_items_and_points(rows, policy):
    for r in rows:
        if r["综合得分"]:
            items = [float(r[f"得分:{name}"] or 0) for name in INDICATORS[policy]]
            assert sum(items) + float(r["加减分"]) == pytest.approx(float(r["综合得分"]), abs=1e-9)


def test_ranks_are_competition_ranks_of_units_by_score(rows):
    for _, members in itertools.groupby(rows, key=lambda r: r["评价组"]):
        units = {r["评价单元"]: (round(float(r["综合得分"]), 9), int(r["名次"])) for r in members if r["名次"]}
        scores = sorted((score for score, _ in units.values()), reverse=True)
        first = {score: place for place, score in reversed(list(enumerate(scores, 1)))}
        assert all(rank == first[score] for score, rank in units.values())


def test_reasons_begin_with_a_clause_or_with_the_system(rows):
    for reason in {part for r in rows if r["依据"] for part in r["依据"].split(";")}:
        assert re.match(r"(本系统|[A-Z]{2}-\d\d):.", reason), reason


def test_numbers_are_in_their_shortest_form(result, policy):
    for name in ("result.csv", "groups.csv"):
        for r in read_csv(result / name):
            for column in (*INDICATORS[policy], "综合得分", "加减分", "用地面积", "加权平均得分"):
                if r.get(column):
                    assert Decimal(r[column]) == Decimal(repr(float(r[column])))
                    assert "nan" not in r[column]


def test_the_manifest_counts_what_the_result_holds(result, rows, policy):
    manifest = json.loads((result / "manifest.json").read_text("utf-8"))
    assert set(manifest) == {"policy", "patch", "inputs", "year", "versions", "status", "classes", "benchmarks"}
    assert (manifest["policy"]["id"], manifest["patch"], manifest["year"]) == (policy, {}, 2022)
    counted = Counter((r["评价组"], r["状态"]) for r in rows)
    told = {(group, s): n for group, by_status in manifest["status"].items() for s, n in by_status.items() if n}
    assert told == counted
    assert sum(told.values()) == len(rows)
    units = {(r["评价单元"], r["评价组"], r["执行等级"]) for r in rows if r["执行等级"]}
    classes = Counter((group, letter) for _, group, letter in units)
    assert {(g, c): n for g, by in manifest["classes"].items() for c, n in by.items() if n} == classes


def test_divisions_counties_and_towns_add_up_to_the_city(result):
    for _, members in itertools.groupby(read_csv(result / "groups.csv"), key=lambda r: r["评价组"]):
        by = {kind: list(found) for kind, found in itertools.groupby(members, key=lambda r: r["维度"])}
        assert list(by) == [kind for kind in ("全市", "行业", "区县", "镇街", "园区") if kind in by]
        for column in ("企业数", "用地面积", "A", "B", "C", "D"):
            sums = [sum(float(r[column] or 0) for r in by[kind]) for kind in ("全市", "行业", "区县", "镇街")]
            assert sums == pytest.approx([sums[0]] * 4, rel=1e-9)


def test_a_second_run_gives_the_same_bytes(result, sample, policy, tmp_path):
    assert muyun("evaluate", sample, "--policy", policy, "--out", tmp_path / "out").returncode == 0
    for path in result.iterdir():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes()


@pytest.fixture(scope="module")
def compared(sample, tmp_path_factory):
    """Official, `evaluate --patch --set` and `compare --patch --set` of jiaxing-2018, patch and set merged."""
    folder = tmp_path_factory.mktemp("compare")
    patch = write_patch(folder / "patch.yaml", PATCH)
    merged = ["--patch", patch, "--set", "defaults.classes.A.at_most=0.15", "--set", "defaults.benchmark.factor=2"]
    calls = {"official": ["evaluate"], "scenario": ["evaluate", *merged], "movers": ["compare", *merged]}
    for name, (command, *more) in calls.items():
        run = muyun(command, sample, "--policy", "jiaxing-2018", "--out", folder / name, *more)
        assert run.returncode == 0, run.stderr
    before, after = ({r["统一社会信用代码"]: r for r in read_csv(folder / name / "result.csv")}
                     for name in ("official", "scenario"))
    return before, after, read_csv(folder / "movers" / "movers.csv"), folder


def test_movers_have_the_promised_columns(compared):
    assert header(compared[3] / "movers" / "movers.csv") == [
        "统一社会信用代码", "原等级", "新等级", "原名次", "新名次", "得分变化",
        *(f"变化:{name}" for name in SIX), "变化:加减分",
    ]  # fmt: skip


def test_movers_are_exactly_those_whose_class_or_rank_changes(compared):
    before, after, movers, _ = compared
    moved = {code for code in before
             if any(before[code][c] != after[code][c] for c in ("执行等级", "名次"))}
    assert {r["统一社会信用代码"] for r in movers} == moved
    assert len(movers) == len(moved) > 0
    for r in movers:
        old, new = before[r["统一社会信用代码"]], after[r["统一社会信用代码"]]
        assert [r["原等级"], r["新等级"]] == [old["执行等级"], new["执行等级"]]
        assert [r["原名次"], r["新名次"]] == [old["名次"], new["名次"]]


def test_the_parts_of_a_change_add_up_to_it(compared):
    before, after, movers, _ = compared
    for r in movers:
        change = float(r["得分变化"])
        assert sum(float(r[c] or 0) for c in r if c.startswith("变化:")) == pytest.approx(change, abs=1e-9)
        old, new = before[r["统一社会信用代码"]], after[r["统一社会信用代码"]]
        assert float(new["综合得分"]) - float(old["综合得分"]) == pytest.approx(change, abs=1e-9)


def test_the_manifest_holds_the_merged_patch(compared):
    manifest = json.loads((compared[3] / "scenario" / "manifest.json").read_text("utf-8"))
    assert manifest["patch"] == PATCH | {"defaults": {"classes": {"A": {"at_most": 0.15}}, "benchmark": {"factor": 2}}}
