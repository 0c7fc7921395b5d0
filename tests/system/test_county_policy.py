"""A county's own policy, made of existing kinds of rules by a folder alone, from the command line.

It uses the kinds that no shipped policy has: min–max, best share, at_least and exact with a rest, exclude,
lower is better, a veto to D. The numbers are worked out by hand in the comments.
"""

from __future__ import annotations

import pytest

from tests.system.command import code, muyun, read_csv, write_csv

POLICY = """\
id: dongshan-2024
title: 东山县工业企业评价办法
region: 东山县
year: 2024
class_words: {A: 一类, B: 二类, C: 三类, D: 四类}
energy_basis: {value: 当量值, assumed: 未定。}
publish: {value: class_only, assumed: 未定。}
indicators:
  亩均税收: {numerator: tax_wan, denominator: land_mu, unit: 万元/亩, better: higher,
         clause: 一, quote: 亩均税收越高越好}
  单位产值能耗: {numerator: energy_tce, denominator: output_wan, unit: 吨标煤/万元, better: lower,
           assumed: 未列。}
land: {deduct_new_months: 36, assumed: 未定。}
defaults:
  benchmark: {method: best_share, share: 0.4, assumed: 未定。}
  item: {cap: 1, missing: exclude, assumed: 未定。}
  tie_break: {value: [亩均税收], assumed: 未定。}
  pool_by: {value: none, assumed: 未定。}
  classes:
    A: {at_least: 0.10, assumed: 未定。}
    B: {at_most: 0.50, assumed: 未定。}
    C: {rest: true}
    D: {at_most: 0.20, assumed: 未定。}
pools:
  规上企业:
    members: {scale: 规上}
    weights: {亩均税收: 60, 单位产值能耗: 40}
    weights_source: {assumed: 未定。}
    formula: {value: min_max, assumed: 未定。}
  规下企业:
    members: {scale: 规下}
    weights: {亩均税收: 100}
    weights_source: {assumed: 未定。}
vetoes:
  - {kinds: [环保不达标], to: D, assumed: 未定。}
"""
HEADER = ["年度", "统一社会信用代码", "企业名称", "区县", "行业代码", "规模", "用地面积", "税收实际贡献",
          "总用能", "工业总产值"]  # fmt: skip


def row(number: int, scale: str, tax: object, energy: object = "", output: object = "") -> list[object]:
    return [2024, code(number), f"示例{number}", "东山县", "C3311", scale, 10, tax, energy, output]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """Result rows by name."""
    home = tmp_path_factory.mktemp("county")
    folder = home / "var" / "policies" / "dongshan-2024"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    (folder / "text.md").write_text("亩均税收越高越好。\n", "utf-8")
    above = [row(1, "规上", 100, 10, 100), row(2, "规上", 60, 40, 100), row(3, "规上", 20, 20, 100),
             row(4, "规上", 80, 30, 100), row(5, "规上", 50, "", 100)]  # fmt: skip
    below = [row(n, "规下", tax) for n, tax in ((6, 50), (7, 40), (8, 30), (9, 20), (10, 10))]
    write_csv(home / "data" / "企业.csv", [HEADER, *above, *below])
    write_csv(home / "data" / "否决事项.csv", [
        ["年度", "统一社会信用代码", "类别", "依据"], [2024, code(6), "环保不达标", "示例文号"],
    ])  # fmt: skip
    run = muyun("evaluate", home / "data", "--policy", "dongshan-2024", "--out", home / "out", cwd=home)
    assert run.returncode == 0, run.stderr
    assert "一类" in run.stdout
    return {r["企业名称"]: r for r in read_csv(home / "out" / "result.csv")}


def test_min_max_scores_both_directions(result):
    """Taxes per mu 10, 6, 2, 8 (示例5 is left out); energy per output 0.1, 0.4, 0.2, 0.3, lower is better.

    示例4: 60 · (0.2 + 0.8 · 6/8) + 40 · (0.2 + 0.8 · 0.1/0.3) = 48 + 18.6667.
    """
    scores = {n: float(result[f"示例{n}"]["综合得分"]) for n in (1, 2, 3, 4)}
    third = 40 * 0.8 / 3
    assert scores == pytest.approx({1: 100, 2: 36 + 8, 3: 12 + 8 + 2 * third, 4: 48 + 8 + third})
    assert [result[f"示例{n}"]["名次"] for n in (1, 2, 3, 4)] == ["1", "3", "4", "2"]


def test_a_missing_item_excludes(result):
    assert result["示例5"]["状态"] == "数据缺失"
    assert result["示例5"]["依据"] == "本系统:指标缺失(单位产值能耗)"


def test_the_best_share_is_the_benchmark(result):
    """Best ceil(0.4 · 5) = 2 of 5, 4, 3, 2, 1: mean 4.5; 3 ÷ 4.5 · 100 = 66.6667, 5 ÷ 4.5 is capped at 100."""
    assert float(result["示例8"]["综合得分"]) == pytest.approx(300 / 4.5)
    assert float(result["示例6"]["综合得分"]) == 100


def test_a_veto_to_d_holds_a_place_of_the_joint_count(result):
    """n 5: A ceil(0.5) = 1, B floor(2.5) = 2, D floor(1) = 1, C 1. 示例6 is D; of the joint 2 places one is left,
    and no D: 示例10, the last, is C. A passes to 示例7, B is the rest."""
    classes = [result[f"示例{n}"]["调档后等级"] for n in (6, 7, 8, 9, 10)]
    assert classes == ["D", "A", "B", "B", "C"]
    assert [result[f"示例{n}"]["排名分档"] for n in (6, 7, 8, 9, 10)] == ["A", "B", "B", "C", "D"]
    assert result["示例6"]["依据"] == "本系统:环保不达标"
    assert result["示例7"]["依据"] == "本系统:递补"
