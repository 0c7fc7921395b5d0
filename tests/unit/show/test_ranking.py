"""排名 as a table: order, quota lines, ties, changes on last year, the scenario beside the official result."""

from __future__ import annotations

import pytest
from ranked_uploads import YEAR, evaluated, firm, small

from muyun.evaluate.output import result_frame
from muyun.explore.filters import Filters
from muyun.report.folder import write_evaluation
from muyun.report.result_book import result_csv
from muyun.show import ranking
from muyun.show.ranked import Ranked, ranked
from muyun.show.selection import selection
from muyun.show.tables import Table, View, page_data

TEN = [small(n, 10.0 * (20 - n)) for n in range(10)]  # E000 best; 10 ranked: 2 A, 5 B, 3 C, 0 D


def table(everybody: Ranked, **asked: str) -> Table:
    return ranking.ranking_table(selection(everybody, Filters(**asked)))


def cells(of: Table, key: str) -> list[object]:
    return [row["cells"][key] for row in page_data(of, View())["rows"]]


def test_rows_stand_in_rank_order_and_the_lines_where_the_quotas_cut():
    everybody = ranked(evaluated(TEN))
    shown = table(everybody, pool="规下工业")
    assert list(shown.frame.index) == [f"E{n:03d}" for n in range(10)]
    assert [(line.position, line.label) for line in shown.lines] == [
        (2, "A 类线：第 2 名，得分 81.72"), (7, "B 类线：第 7 名，得分 60.22"),
    ]  # fmt: skip


def test_a_line_stands_where_it_cuts_the_rows_that_are_left():
    """E001 is the last A, E002 the first B; of the two A rows one is filtered away."""
    rows = [small(n, 10.0 * (20 - n), 区县="甲区" if n in (1, 2, 5) else "乙区") for n in range(10)]
    shown = table(ranked(evaluated(rows)), pool="规下工业", county="甲区")
    assert list(shown.frame.index) == ["E001", "E002", "E005"]
    assert [line.position for line in shown.lines] == [1, 3]
    assert [line["before"] for line in page_data(shown, View())["lines"]] == [1, 3]  # one under the last row


def test_a_tie_at_the_line_names_the_indicator_that_decided():
    """Capped at 100 points, three share the A line; 亩均税收 40 comes before 39."""
    rows = [small(1, 900.0), small(2, 400.0), small(3, 390.0), *(small(n, 1.0 * n) for n in range(4, 11))]
    everybody = ranked(evaluated(rows))
    assert set(everybody.tied) == {"E001", "E002", "E003"}
    assert "“亩均税收”区分：40 与 39 万元/亩" in everybody.tied["E003"]
    assert everybody.lines[0].words(everybody.evaluation) == "A 类线：第 2 名，得分 100.00，线上下 3 家同分"
    assert [row["tied"] != "" for row in page_data(table(everybody), View())["rows"]][:4] == [True] * 3 + [False]


def test_a_tie_in_every_indicator_names_the_credit_code():
    rows = [small(n, 400.0) for n in (3, 2, 1)] + [small(n, 5.0) for n in range(4, 11)]
    everybody = ranked(evaluated(rows))
    assert "统一社会信用代码区分：E002 在 E003 之前" in everybody.tied["E001"]
    assert list(everybody.frame.index[:3]) == ["E001", "E002", "E003"]


def test_ties_stand_in_the_order_in_which_they_were_told_apart():
    """All capped: result.csv orders them by code, the ranking by 亩均税收."""
    everybody = ranked(evaluated([small(1, 400.0), small(2, 900.0), *(small(n, 5.0) for n in range(4, 11))]))
    assert list(everybody.frame.index[:2]) == ["E002", "E001"]


def test_unranked_rows_come_last_with_status_and_reason():
    everybody = ranked(evaluated([*TEN, small(50, 1.0, 用地面积=None)]))
    shown = table(everybody)
    assert shown.frame.index[-1] == "E050"
    assert cells(shown, "shown_class")[-1]["text"] == "数据缺失"
    assert cells(shown, "reasons")[-1] == "用地缺失"
    assert cells(shown, "score")[-1]["text"] == "—"


def test_item_scores_are_stacked_on_one_scale_and_a_malus_is_taken_off():
    rows = [firm(1, 税收实际贡献=400.0), firm(2)]
    points = [{"年度": YEAR, "统一社会信用代码": "E001", "项目": "测试", "分值": -5.0, "依据": "文"}]
    everybody = ranked(evaluated(rows, 加减分=points))
    stacks = dict(zip(table(everybody).frame.index, cells(table(everybody), "stack"), strict=True))
    items = everybody.evaluation.items
    highest = items.sum(axis=1).max()
    assert sum(part["share"] for part in stacks["E002"]) == pytest.approx(items.loc["E002"].sum() / highest)
    assert stacks["E001"][-1] == {
        "share": pytest.approx(5 / highest), "colour": "#5F6B7A", "title": "加减分 −5.00 分", "minus": True,
    }  # fmt: skip


def years() -> list[dict[str, object]]:
    last = [small(n, 10.0 * (20 - n), 年度=YEAR - 1) for n in range(10)]
    return [*last, *(small(9 - n, 10.0 * (20 - n)) for n in range(10)), small(60, 0.5)]


def test_changes_on_last_year_are_places_gained_and_newcomers_are_named():
    everybody = ranked(evaluated(years()), [evaluated(years(), year=YEAR - 1)])
    shown = table(everybody)
    change = dict(zip(shown.frame.index, cells(shown, "rank_change"), strict=True))
    assert change["E009"] == {"way": "up", "text": "▲9"} and change["E000"] == {"way": "down", "text": "▼9"}
    assert change["E060"]["text"] == "新增"
    history = dict(zip(shown.frame.index, cells(shown, "history"), strict=True))
    assert history["E000"] == [{"letter": "A", "title": "2021 年：A 类，规下工业第 1 名，86.02 分"}]
    assert history["E060"] == [{"letter": "", "title": "2021 年：不在数据中"}]
    assert list(table(everybody, moved="up").frame.index) == ["E009", "E008", "E007"]


def test_a_scenario_shows_the_official_class_beside_its_own():
    rows = [firm(n, 税收实际贡献=40.0 * n, 工业增加值=2000.0 - 150 * n) for n in range(1, 11)]
    official = evaluated(rows)
    weights = {"pools": {"规上工业": {"weights": {"亩均税收": 60, "亩均增加值": 0}}}}
    everybody = ranked(evaluated(rows, patch=weights), official=official)
    shown = table(everybody)
    columns = {column.key: column for column in shown.columns}
    assert columns["shown_class"].what_if and columns["shown_class"].label == "测算等级"
    told = {code: cell["letter"] for code, cell in zip(shown.frame.index, cells(shown, "official_class"), strict=True)}
    assert told == official.classes["applied"].astype("str").to_dict()
    assert told != everybody.frame["class"].to_dict()


def test_an_applied_class_unlike_the_ranked_one_is_marked_and_told():
    change = [{"年度": YEAR, "统一社会信用代码": "E000", "目标等级": "C", "理由": "整改", "依据": "文"}]
    first = cells(table(ranked(evaluated(TEN, 手工调档=change))), "shown_class")[0]
    assert first["text"] == "C 类" and first["mark"]
    assert first["title"] == "排名分档 A 类 → 调档后 C 类 → 执行 C 类"


def shared() -> dict[str, list[dict[str, object]]]:
    return {
        "宗地": [{"宗地代码": "P1", "区县": "南湖区", "镇街": "东镇", "登记面积": 10.0, "用途": "工业"}],
        "占用": [{"宗地代码": "P1", "统一社会信用代码": code} for code in ("E001", "E002")],
    }


def test_tenants_of_a_merged_unit_each_have_a_row_that_says_so():
    rows = [small(1, 80.0, 用地面积=None), small(2, 40.0, 用地面积=None), *(small(n, 30.0) for n in range(3, 10))]
    everybody = ranked(evaluated(rows, "fenghua-2022", **shared()))
    assert everybody.frame.loc[["E001", "E002"], "unit"].tolist() == ["P1", "P1"]
    assert everybody.frame.loc["E001", "rank"] == everybody.frame.loc["E002", "rank"]
    assert [cell.get("tag") for cell in cells(table(everybody), "name")[:3]] == ["合并", "合并", None]
    assert "8 个评价单元" in ranking.headline(selection(everybody, Filters(pool="规下工业")))


def test_the_headline_counts_the_group_whatever_is_filtered():
    """10 of 10 亩 each: two A hold 20 % of the land."""
    everybody = ranked(evaluated(TEN))
    told = ranking.headline(selection(everybody, Filters(pool="规下工业", class_="C")))
    assert told == "规下工业参评 10 家：A 类 2 家，占用地 20 %；A 类线上无并列"


def test_a_download_has_the_rows_and_columns_of_the_filter():
    exported = table(ranked(evaluated(TEN)), pool="规下工业", class_="A").exported
    assert exported["企业名称"].tolist() == ["示例0厂", "示例1厂"]
    assert {"名次", "得分（分）", "等级", "亩均税收（万元/亩）", "亩均税收得分（分）"} <= set(exported)


def test_the_whole_result_is_what_the_command_line_writes(tmp_path):
    evaluation = evaluated([*TEN, small(50, 1.0, 用地面积=None), firm(70)])
    write_evaluation(evaluation, [], {}, [], tmp_path / "out")
    assert result_csv(result_frame(evaluation)) == (tmp_path / "out" / "result.csv").read_bytes()


def test_groups_by_county_each_have_their_lines():
    rows = [firm(n, 区县="甲区" if n < 10 else "乙区", 税收实际贡献=10.0 * n) for n in range(20)]
    everybody = ranked(evaluated(rows, "xian-2022"))
    labels = [line.label for line in table(everybody).lines]
    assert labels[0].startswith("规上工业/乙区 A 类线") and any(label.startswith("规上工业/甲区 B") for label in labels)
    assert [line.group for line in ranking.lines_of(everybody, "规上工业/甲区")] == ["规上工业/甲区"] * 2
