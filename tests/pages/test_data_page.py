"""数据核对: an upload is read, judged, and in use only when the office says so."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.store import Store, open_store
from muyun.ui import data_drop, data_files, uploading
from muyun.ui.data_findings import annotated, findings_csv
from tests.system import bad_files
from tests.system.command import DING, HEADER, JIA, ROWS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Given = tuple[str, bytes, str]
Rows = list[list[object]]


def sheet(rows: Rows, name: str = "企业.xlsx", title: str = "企业") -> Given:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append([None if value == "" else value for value in row])
    content = io.BytesIO()
    book.save(content)
    return name, content.getvalue(), XLSX


def text_file(rows: Rows, name: str, encoding: str = "utf-8") -> Given:
    content = io.StringIO()
    csv.writer(content).writerows(rows)
    return name, content.getvalue().encode(encoding), "text/csv"


def rows_with(column: str, value: object, row: int = 1) -> Rows:
    return bad_files.with_cell(column, value, row)


GOOD = sheet(bad_files.good_rows())
WRONG = sheet(rows_with("税收实际贡献", "约三百"))
PARKS = [["年度", "园区名称", "类型", "区县", "建设用地面积"], [2021, "甲园", "经济开发区", "黄岩区", 100]]


def give(test: AppTest, *files: Given) -> AppTest:
    """Drops files into the drop zone of the page."""
    return test.file_uploader[0].set_value(list(files)).run()


def press(test: AppTest, label: str) -> AppTest:
    next(b for b in test.button if b.label == label).click()
    return test.run()


def labels(test: AppTest) -> list[str]:
    return [b.label for b in test.button if not b.disabled]


def heads(test: AppTest) -> str:
    """The heads of the groups of findings."""
    return "\n".join(part.label for part in test.expander)


@pytest.fixture
def kept(home) -> Store:
    """The store that the page writes to."""
    return open_store(home)


@pytest.fixture
def page(home, app) -> AppTest:
    return app("data")


def said(test: AppTest) -> str:
    assert not test.exception
    return texts(test)


def test_the_data_in_use_is_the_answer(page):
    assert "现用第 1 版：2022 年度 240 家企业，300 宗地；读数没有错误" in said(page)


def test_without_data_three_steps_and_the_sample_are_offered(empty_home, app):
    test = app("data")
    assert "还没有数据" in said(test) and "下载空白模板" in said(test)
    assert "载入合成样例数据" in labels(test)


def test_a_good_upload_is_not_in_use_before_one_says_so(page, kept):
    test = give(page, GOOD)
    assert "读到企业 4 行；读数没有错误" in said(test) and "可以启用" in said(test)
    assert "代替现用的合成样例数据" in said(test)
    assert [d.version for d in kept.datasets()] == [1]


def test_enabling_stores_a_version_and_puts_it_in_use_with_its_latest_year(page, kept):
    test = give(page, GOOD)
    test.text_input[0].set_value("三季度报送")
    test = press(test, "启用这份数据")
    chosen = kept.choice()
    assert (chosen.dataset.version, chosen.dataset.label, chosen.year) == (2, "三季度报送", 2021)
    assert chosen.policy_id == "jiaxing-2018" and not chosen.dataset.synthetic
    assert [f.name for f in chosen.dataset.files] == ["企业.xlsx"]
    assert kept.files(chosen.dataset)[0].content == GOOD[1]
    assert chosen.dataset.data_id in test.query_params["data"]
    assert "已启用第 2 版" in said(test) and "现用第 2 版：2021 年度 4 家企业" in said(test)
    assert not test.file_uploader[0].value


def test_a_label_left_as_it_was_names_day_and_files(page, kept):
    press(give(page, GOOD), "启用这份数据")
    assert kept.choice().dataset.label.endswith(" 企业.xlsx")


def test_saving_without_enabling_leaves_the_data_in_use(page, kept):
    test = press(give(page, GOOD), "只保存，暂不启用")
    assert [d.version for d in kept.datasets()] == [2, 1]
    assert kept.choice().dataset.version == 1
    assert "没有启用" in said(test)


def test_errors_stop(page, kept):
    test = give(page, WRONG)
    assert "有 1 处错误，改正后才能启用" in said(test)
    assert "不是数" in heads(test)
    assert not {"启用这份数据", "只保存，暂不启用"} & set(labels(test))
    assert [d.version for d in kept.datasets()] == [1]


def test_mended_files_are_to_take_the_old_ones_place(page):
    assert "先在左边按 × 移去旧文件，再拖入改好的" in said(give(page, WRONG))


def test_two_files_with_the_same_enterprises_are_told(page):
    """The mended file beside the old one; an office with other columns of the same enterprises is as it should be."""
    assert "两个文件列着相同的企业和列" in heads(give(page, GOOD, sheet(bad_files.good_rows(), "企业-改.xlsx")))
    staff = [["年度", "统一社会信用代码", "碳排放"], *([*row[:2], 3] for row in bad_files.good_rows()[1:])]
    assert "两个文件列着" not in heads(give(page, GOOD, sheet(staff, "企业-碳.xlsx")))


def test_enter_in_the_name_enables_nothing(page):
    forms = [block for block in give(page, GOOD).main if block.type == "form"] or forms_of(page.main)
    assert forms and not any(form.proto.form.enter_to_submit for form in forms)


def forms_of(block) -> list:
    """Every form below a block of the page."""
    below = [child for child in getattr(block, "children", {}).values()]
    return [c for c in below if c.type == "form"] + [f for c in below for f in forms_of(c)]


def test_what_is_looked_at_is_told_from_what_is_in_use(page):
    assert "不是现用的数据" not in said(page)
    assert "下面看的是刚上传的文件，还没有存入，不是现用的数据。现用的是第 1 版" in said(give(page, GOOD))
    press(page, "启用这份数据")
    page.query_params["version"] = "1"
    assert "下面看的是第 1 版，不是现用的数据。现用的是第 2 版" in said(page.run())


def opinions(test: AppTest) -> AppTest:
    return test.button_group(key="show").set_value("按政策评价的意见").run()


def test_what_the_evaluation_finds_is_listed_and_counted(page):
    """The sample's vetoes mean nothing in Jiaxing."""
    shown = said(page)
    assert re.search(r"评价 2022 年度，参评 \d+ 家.*；有 \d+ 条意见", shown)
    assert "否决事项不在本政策的范围内" in heads(opinions(page))


def test_an_upload_can_be_evaluated_before_it_is_in_use(page, kept):
    vetoes = [["年度", "统一社会信用代码", "类别", "依据"], [2021, JIA, "环保不达标", "文"]]
    test = opinions(give(page, GOOD, text_file(vetoes, "否决事项.csv")))
    assert "否决事项不在本政策的范围内" in heads(test) and "评价 2021 年度" in said(test)
    assert [d.version for d in kept.datasets()] == [1]


def test_an_upload_that_cannot_be_evaluated_says_why(page):
    assert "上传的文件有错误，改正后才能评价" in said(opinions(give(page, WRONG)))
    assert "没有“企业”表，不能评价" in said(give(page, text_file(PARKS, "园区.csv")))


def test_an_upload_read_without_findings_is_not_called_clear_of_the_policys(page):
    shown = said(give(page, GOOD))
    assert "没有任何意见" not in shown


def test_warnings_do_not_stop(page, kept):
    test = give(page, sheet(rows_with("统一社会信用代码", JIA[:-1] + ("0" if JIA[-1] != "0" else "1"))))
    assert "校验位不对" in heads(test)
    press(test, "启用这份数据")
    assert kept.choice().dataset.version == 2


def test_mended_files_take_the_place_of_the_wrong_ones(page, kept):
    test = give(give(page, WRONG), GOOD)
    assert "可以启用" in said(test)


def test_data_without_enterprises_can_be_kept_but_not_used(page):
    test = give(page, text_file(PARKS, "园区.csv"))
    assert "没有“企业”表，不能启用" in said(test)
    assert "启用这份数据" not in labels(test) and "只保存，暂不启用" in labels(test)


def test_adding_reads_the_versions_files_and_the_new_ones_together(page, kept):
    press(give(page, GOOD), "启用这份数据")
    test = page.radio(key="data:mode").set_value("在现用版本上增补（同名文件替换）").run()
    test = give(test, text_file(PARKS, "园区.csv"))
    assert "读到企业 4 行、园区 1 行" in said(test)
    press(test, "启用这份数据")
    assert [f.name for f in kept.choice().dataset.files] == ["企业.xlsx", "园区.csv"]


def test_adding_a_file_of_the_same_name_takes_the_old_ones_place(page, kept):
    press(give(page, GOOD), "启用这份数据")
    test = page.radio(key="data:mode").set_value("在现用版本上增补（同名文件替换）").run()
    test = press(give(test, sheet(rows_with("用地面积", 25))), "启用这份数据")
    stored = kept.choice().dataset
    assert len(stored.files) == 1 and stored.version == 3
    assert kept.tables(stored).enterprises["land_mu"].max() == 25


def test_what_keeps_files_of_the_sample_stays_marked_as_made_up(page, kept):
    test = page.radio(key="data:mode").set_value("在现用版本上增补（同名文件替换）").run()
    test = give(test, text_file([["年度", "统一社会信用代码", "类别", "依据"]], "否决事项.csv"))
    assert "仍标明" in said(test)
    press(test, "只保存，暂不启用")
    assert kept.datasets()[0].synthetic


def test_an_older_version_can_be_looked_at_and_put_in_use_again(page, kept):
    press(give(page, GOOD), "启用这份数据")
    page.query_params["version"] = "1"
    test = page.run()
    assert "正在看第 1 版" in said(test)
    assert kept.choice().dataset.version == 2
    test = press(test, "启用第 1 版")
    assert kept.choice().dataset.version == 1
    assert "现用第 1 版" in said(test) and "version" not in test.query_params


@pytest.mark.parametrize("version", ["99", "x", "-1", "0", "1" * 30, "<b>"])
def test_a_version_that_is_not_there_shows_the_one_in_use(home, app, version):
    assert "现用第 1 版" in said(app("data", version=version))


@pytest.mark.parametrize("query", [{"level": "x"}, {"table": "没有"}, {"file": "<b>"}, {"show": "nothing"}])
def test_a_bad_choice_in_the_link_does_no_harm(home, app, query):
    test = give(app("data", **query), WRONG)
    assert "有 1 处错误" in said(test) and "不是数" in heads(test)


def test_the_difference_between_two_versions_is_said_cell_by_cell(page):
    press(give(page, GOOD), "启用这份数据")
    test = press(give(page, sheet(rows_with("用地面积", 25))), "启用这份数据")
    test = test.button_group(key="show").set_value("两版对比").run()
    assert "第 3 版比第 2 版新增 0 行，删除 0 行，改动 1 格" in said(test)


def test_an_upload_is_compared_with_the_version_in_use(page):
    press(give(page, GOOD), "启用这份数据")
    test = give(page, sheet(rows_with("用地面积", 25)))
    test = test.button_group(key="show").set_value("两版对比").run()
    assert "刚上传的文件比第 2 版新增 0 行，删除 0 行，改动 1 格" in said(test)


def test_what_was_understood_names_converted_units(page):
    rows = bad_files.good_rows()
    rows[0][HEADER.index("用地面积")] = "用地面积（公顷）"
    test = give(page, sheet(rows))
    test = test.button_group(key="show").set_value("读到了什么").run()
    assert "其中 1 列换算了单位" in said(test)


def test_what_goes_back_is_the_annotated_workbook_of_these_files(home):
    """The sheet as sent with the wrong cell coloured, after 核对意见; the findings as in the command's file."""
    reading = uploading.read(uploading.sent([data_files.UploadedFile(*WRONG[:2])], None))
    book = openpyxl.load_workbook(io.BytesIO(annotated(reading)))
    assert book.sheetnames == ["核对意见", "企业"]
    cell = book["企业"]["H2"]
    assert cell.value == "约三百" and cell.comment and cell.fill.fgColor.rgb not in ("00000000", "FFFFFFFF")
    listed = list(csv.DictReader(io.StringIO(findings_csv(reading).decode("utf-8-sig"))))
    assert [(row["级别"], row["表"], row["行"], row["列"], row["代码"]) for row in listed] == [
        ("错误", "企业", "2", "税收实际贡献", "NUMBER_UNREADABLE")
    ]


BROKEN: dict[str, tuple[Callable[[], Given], str]] = {
    "empty": (lambda: ("企业.csv", b"", "text/csv"), "文件是空的"),
    "wrong type": (lambda: ("照片.png", b"\x89PNG\r\n", "image/png"), "不是能读的文件类型"),
    "old xls": (lambda: ("企业.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ""), "不是能读的文件类型"),
    "old xls renamed": (lambda: ("企业.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), XLSX), "旧的 .xls"),
    "password": (lambda: ("企业.xlsx", bad_files.encrypted_container(), XLSX), "设了打开密码"),
    "broken": (lambda: ("企业.xlsx", b"PK\x03\x04broken", XLSX), "工作簿已损坏"),
    "no table": (lambda: sheet([["a"], [1]], "杂.xlsx", "杂"), "没有找到任何一张已知的表"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_cannot_be_read_is_answered_in_chinese(page, what):
    make, words = BROKEN[what]
    test = give(page, make())
    assert "改正后才能启用" in said(test) and words in heads(test)
    assert not test.error


def test_a_zip_bomb_is_refused(page, tmp_path):
    test = give(page, ("企业.xlsx", bad_files.zip_bomb(tmp_path).read_bytes(), XLSX))
    assert "异常庞大" in heads(test) and not said(test).count("nan")


def test_a_csv_of_chinese_excel_is_read(page):
    test = give(page, text_file(bad_files.good_rows(), "上报.csv", "gb18030"))
    assert "读到企业 4 行；读数没有错误" in said(test)


def test_two_files_of_one_name_are_refused(page, kept):
    test = give(page, GOOD, sheet(rows_with("用地面积", 25)))
    assert "文件名重复" in heads(test) and "启用这份数据" not in labels(test)


def test_a_name_full_of_markup_and_paths_is_only_a_name(page, kept):
    name = "../../企业-<img src=x onerror=alert(1)>\x00.xlsx"
    test = give(page, (name, WRONG[1], XLSX))
    assert "<img" not in said(test).replace("&lt;img", "")
    press(give(page, (name, GOOD[1], XLSX)), "只保存，暂不启用")
    [stored] = kept.datasets()[0].files
    assert "/" not in stored.name and "\x00" not in stored.name


@pytest.mark.parametrize(
    ("name", "safe"),
    [("企业.xlsx", "企业.xlsx"), ("a/b\\c:企业.xlsx", "a_b_c_企业.xlsx"), ("..", "_"), ("", "_"),
     ("企业\n.csv", "企业 .csv"), ("企业\u202e.csv", "企业_.csv"),
     ("长" * 300 + ".xlsx", "长" * 65 + ".xlsx"), ("企业-😀.csv", "企业-😀.csv")],
)  # fmt: skip
def test_names_are_made_safe_and_keep_their_ending(name, safe):
    assert data_files.safe_name(name) == safe


def test_a_lone_csv_stays_the_enterprises_when_others_come_to_it(page, kept):
    """Alone, a CSV of any name is 企业 (cli.md); beside others its name has to say so."""
    press(give(page, text_file(bad_files.good_rows(), "上报.csv")), "启用这份数据")
    test = page.radio(key="data:mode").set_value("在现用版本上增补（同名文件替换）").run()
    assert "读到企业 4 行、园区 1 行" in said(give(test, text_file(PARKS, "园区.csv")))


def test_too_much_at_once_is_refused_before_it_is_read(monkeypatch, home):
    monkeypatch.setattr(data_files, "TOTAL_LIMIT", 1000)
    reading = uploading.read(uploading.sent([data_files.UploadedFile(*GOOD[:2])], None))
    assert [f.code for f in reading.findings] == ["UPLOAD_TOO_LARGE"]
    assert reading.tables.enterprises.empty


def test_another_session_has_nothing_of_an_upload_that_was_not_stored(page, app):
    give(page, GOOD)
    assert "读到企业 4 行" not in said(app("data"))


def test_the_same_content_again_is_said(page):
    press(give(page, GOOD), "启用这份数据")
    assert "内容与第 2 版完全相同" in said(give(page, sheet([HEADER, *reversed(ROWS)], "另存.xlsx")))


def test_every_finding_is_listed_where_the_link_asks_for_its_level(empty_home, app):
    rows = rows_with("税收实际贡献", "约三百")
    rows = [[*row, "备注" if row is rows[0] else DING] for row in rows]
    test = give(app("data", level="提示"), sheet(rows))
    assert "没有“备注”这一列" in heads(test) and "不是数" not in heads(test)


@pytest.mark.parametrize(
    ("names", "called"), [(["企业-税务.xlsx"], "企业-税务"), (["企业.xlsx", "园区.csv"], "企业等2个文件"), ([], "数据")]
)
def test_what_goes_back_is_named_after_what_came(names, called):
    assert data_files.named_after([data_files.UploadedFile(name, b"") for name in names]) == called


BARE = ["年度", "统一社会信用代码", "企业名称", "区县", "行业代码"]


def bare_rows() -> Rows:
    """Only what is required of every row; no land, no tax."""
    good = bad_files.good_rows()
    return [[row[good[0].index(name)] for name in BARE] for row in good]


def test_required_columns_alone_are_said_to_rank_nobody(page):
    text = said(give(page, sheet(bare_rows())))
    assert "4 家企业一家也排不了名：4 家用地缺失" in text.replace("\xa0", " ")
    assert "填了的格都读懂了" in text


def test_the_line_below_the_headline_says_who_takes_part_in_an_upload(page):
    assert "参评 3 家，另 1 家数据缺失、不能排名（1 家用地缺失）" in said(give(page, GOOD)).replace("\xa0", " ")


def test_the_blank_template_is_called_empty_and_cannot_be_kept(page):
    test = give(page, ("亩云数据模板.xlsx", data_drop._template(), XLSX))
    assert "“企业”表是空的，请填好再交" in said(test)
    assert not {"启用这份数据", "只保存，暂不启用"} & set(labels(test))


def test_one_enterprise_under_two_codes_stops_where_one_is_no_code(page):
    rows = bad_files.good_rows()
    code = rows[0].index("统一社会信用代码")
    wrong = [list(row) for row in rows]
    wrong[1][code] = wrong[1][code][:-1] + ("0" if wrong[1][code][-1] != "0" else "1")
    test = give(page, sheet(wrong), sheet(rows, "企业-改.xlsx"))
    assert "同一名称有两个代码，会算成两家" in heads(test) and "启用这份数据" not in labels(test)


def test_several_files_are_said_to_count_together(page):
    staff = [["年度", "统一社会信用代码", "碳排放"], *([*row[:2], 3] for row in bad_files.good_rows()[1:])]
    assert "先在左边按 × 移去旧文件" in said(give(page, GOOD, sheet(staff, "企业-碳.xlsx")))
    assert "移去旧文件" not in said(give(page, GOOD))
