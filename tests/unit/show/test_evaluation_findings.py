"""What an evaluation found: counted in a sentence, and told of the enterprise that it is about."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from ranked_uploads import YEAR, evaluated, firm, small

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.findings import Finding, Level
from muyun.policy.load import load_policy
from muyun.show.evaluation_findings import about, evaluation_words
from muyun.show.quota_reason import none_because
from muyun.show.sector_words import sector_words
from muyun.terms import Class

TEN = [small(n, 10.0 * (20 - n), 工业增加值=None) for n in range(10)]


def of(policy: str, **tables: list[dict[str, object]]) -> tuple[Tables, object]:
    upload = Tables.of({"企业": TEN, **tables})
    return upload, evaluate(upload, load_policy(policy), YEAR)


def veto(code: str, kind: str = "环保不达标", year: int = YEAR) -> dict[str, object]:
    return {"年度": year, "统一社会信用代码": code, "类别": kind, "依据": "文"}


def points(code: str, item: str) -> dict[str, object]:
    return {"年度": YEAR, "统一社会信用代码": code, "项目": item, "分值": 2.0, "依据": "文"}


def test_findings_are_counted_by_level():
    one, two = (Finding("X", level, None, level) for level in (Level.WARNING, Level.NOTE))
    assert evaluation_words([one, two, two]) == "有 3 条意见（1 条警告，2 条提示）"
    assert evaluation_words([]) == ""


def test_a_veto_without_effect_says_so_and_one_with_effect_does_not():
    upload, evaluation = of("jiaxing-2018", 否决事项=[veto("E000")])
    assert about(evaluation, upload, "E000") == ["否决事项“环保不达标”不在本政策的否决范围内，没有影响等级。"]
    assert about(evaluation, upload, "E001") == []
    upload, evaluation = of("xiacheng-2019", 否决事项=[veto("E000"), veto("E001", year=YEAR - 1)])
    assert about(evaluation, upload, "E000") == [] and about(evaluation, upload, "E001") == []


def test_points_that_no_clause_lists_say_that_they_count():
    upload, evaluation = of("jiaxing-2018", 加减分=[points("E002", "没有这一项")])
    [said] = about(evaluation, upload, "E002")
    assert said.startswith("加减分“没有这一项”没有列在政策里，仍按填报的分值计入")


def test_points_of_who_is_not_scored_are_said_not_to_count():
    upload = Tables.of({"企业": [*TEN, small(50, 1.0, 用地面积=None)], "加减分": [points("E050", "研发")]})
    evaluation = evaluate(upload, load_policy("jiaxing-2018"), YEAR)
    assert about(evaluation, upload, "E050") == ["加减分“研发”没有计入：这家企业不打分。"]


@pytest.mark.parametrize(
    ("firms", "letter", "said"),
    [(3, Class.D, "（3 家 × 5 % 不足 1 家）"), (4, Class.A, "（4 家 × 20 % 不足 1 家）"), (5, Class.A, ""),
     (20, Class.D, "")],
)  # fmt: skip
def test_a_class_that_the_quota_leaves_empty_says_the_arithmetic(firms, letter, said):
    """20 % of 4 is 0.8, of 5 is 1; 5 % of 20 is 1."""
    assert none_because(evaluated([small(n, 10.0 + n) for n in range(firms)]), letter) == said


def test_several_groups_are_said_together():
    rows = [small(1, 10.0), small(2, 11.0), firm(3), firm(4)]
    assert none_because(evaluated(rows), Class.D) == "（各评价组的家数 × 5 % 都不足 1 家）"
    assert none_because(evaluated(rows), Class.D, "规下工业") == "（2 家 × 5 % 不足 1 家）"


def test_the_share_of_d_is_its_part_of_c_and_d():
    """西安: C and D are 10 % together, half of that is D."""
    assert none_because(evaluated([firm(n) for n in range(3)], "xian-2022"), Class.D) == "（3 家 × 5 % 不足 1 家）"


def test_the_letters_of_the_sector_points_are_said():
    said = sector_words(load_policy("jiaxing-2018").sector_adjustment)
    assert said.startswith("行业加减分 R = 2S + 2T：K 是本企业单位能耗增加值") and "最多 2" in said


def test_a_finding_is_told_of_the_row_that_its_cell_is_in(tmp_path):
    """A manual change of somebody who isn't ranked stands in row 2 of its file."""
    write_rows(tmp_path / "企业.csv", [*TEN, small(50, 1.0, 用地面积=None)])
    write_rows(tmp_path / "手工调档.csv", [{"年度": YEAR, "统一社会信用代码": "E050", "目标等级": "B", "理由": "整改"}])
    upload = read_upload(sorted(tmp_path.iterdir()))[0]
    evaluation = evaluate(upload, load_policy("jiaxing-2018"), YEAR)
    [said] = about(evaluation, upload, "E050")
    assert said.startswith("“示例50厂”没有参加排名，手工调档没有生效。") and "手工调档.csv" in said
    assert about(evaluation, upload, "E000") == []


def write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
