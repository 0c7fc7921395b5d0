"""The printed 体检报告: one page, fonts inside, texts of users as text, pictures with the colours of paper."""

from __future__ import annotations

import re
from datetime import date

import pytest
import typst

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.findings import InputError
from muyun.policy.load import load_policy, policy_ids
from muyun.report import enterprise_pdf as pdf
from muyun.report.enterprise_sheet import sheet
from muyun.report.print_svg import print_svg
from muyun.show.ranked import ranked
from muyun.terms import Status
from sample_data.make import write_sample

YEAR = 2022
WHAT_IF = "模拟测算，非正式结果"
needs_font = pytest.mark.skipif(
    not set(pdf.FAMILIES) & set(typst.Fonts(include_embedded_fonts=False).families()),
    reason="no font with Chinese letters: apt-get install fonts-noto-cjk",
)


def firm(number: int, year: int = YEAR, **cells: object) -> dict[str, object]:
    own = {"年度": year, "统一社会信用代码": f"E{number:03d}", "企业名称": f"示例{number}厂", "区县": "南湖区",
           "镇街": "东镇", "行业代码": "3311", "规模": "规上", "用地面积": 10.0, "税收实际贡献": 100.0 - number,
           "工业总产值": 3000.0, "工业增加值": 900.0, "主营业务收入": 2800.0, "年平均职工人数": 60.0, "总用能": 400.0,
           "排放量": 2.0, "碳排放": 900.0, "研发经费": 60.0, "用电量": 80.0}  # fmt: skip
    return own | cells


def page(rows: list[dict[str, object]], code: str, policy: str = "jiaxing-2018", bands: tuple[str, ...] = (), **tables):
    upload = Tables.of({"企业": rows, **tables})
    rules = load_policy(policy)
    years = sorted({int(row["年度"]) for row in rows}, reverse=True)
    results = [evaluate(upload, rules, year) for year in years]
    before = results[1] if len(results) > 1 else None
    lines = [f"政策：{rules.title}", f"评价年度：{YEAR}", "数据：第 1 版"]
    return sheet(ranked(results[0], results[1:]), code, upload, before, pdf.font_family(), origin=lines, bands=bands,
                 what_if=WHAT_IF)  # fmt: skip


TWO_YEARS = [firm(n, year) for year in (YEAR - 1, YEAR) for n in range(12)]


@needs_font
@pytest.mark.clause("JX-14")
@pytest.mark.parametrize("policy", policy_ids())
def test_the_sample_fits_one_page_under_every_policy(policy, sample):
    """One of each class and status, the merged, and the one with the most on record."""
    rules = load_policy(policy)
    results = [evaluate(sample, rules, year) for year in (YEAR, YEAR - 1)]
    everybody = ranked(results[0], results[1:])
    frame = everybody.frame
    picked = [frame.index[(frame["class"] == letter).to_numpy(dtype=bool)][:1] for letter in "ABCD"]
    picked += [frame.index[(frame["status"] == status).to_numpy()][:1] for status in Status]
    picked += [frame.index[frame["merged"].to_numpy()][:1], frame.index[(frame["reasons"] != "").to_numpy()][:1]]
    for code in {code for found in picked for code in found}:
        texts = {"origin": ["数据"], "bands": [], "what_if": WHAT_IF}
        content = sheet(everybody, code, sample, results[1], pdf.font_family(), **texts)
        assert len(pdf.enterprise_pages(content, ppi=20)) == 1, code


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, enterprises=120, parcels=150)
    return read_upload([folder])[0]


@needs_font
def test_the_fonts_are_inside_and_the_same_sheet_gives_the_same_file():
    content = page(TWO_YEARS, "E004")
    first = pdf.enterprise_pdf(content)
    assert first.startswith(b"%PDF-") and b"/FontFile" in first
    assert pdf.enterprise_pdf(content) == first
    assert b"/CreationDate" not in first and str(date.today().year).encode() not in first


@needs_font
def test_very_much_to_say_is_set_smaller_and_stays_on_one_page():
    one = {"年度": YEAR, "统一社会信用代码": "E004", "分值": 0.1, "依据": "文件" * 40}
    points = [one | {"项目": f"项目{n}" * 30} for n in range(40)]
    rows = [*TWO_YEARS[:-12], *(row | {"企业名称": "很长的名字" * 20} for row in TWO_YEARS[-12:])]
    content = page(rows, "E004", 加减分=points)
    assert len(pdf.enterprise_pages(content, ppi=20)) == 1


@needs_font
@pytest.mark.parametrize("name", ['#panic("x")', "*粗* _斜_ $x$ `code` <b>", "] #let a = 1 [", "\\u{0}", '"; x"'])
def test_what_users_wrote_is_set_as_text(name):
    """A name that is Typst markup neither runs nor is lost: the page with it differs from one with another name."""
    content = page([*TWO_YEARS[:-12], *(row | {"企业名称": name} for row in TWO_YEARS[-12:])], "E004")
    assert content["title"].startswith(name)
    one, other = (pdf.enterprise_pages(content | {"title": title}, ppi=40)[0] for title in (content["title"], "甲"))
    assert one != other


@needs_font
def test_the_page_says_what_it_is():
    content = page(TWO_YEARS, "E004", bands=("合成样例数据，仅供演示", WHAT_IF))
    assert content["title"] == "示例4厂 2022 年度体检报告" and content["word"] == "B 类"
    assert "规上工业第 5/12 名" in content["sentence"] and "本系统假定" in content["because"]
    assert content["places"][0] == ["规上工业", "第 5/12 名"]
    assert [row[0] for row in content["years"]] == ["2021", "2022"]
    assert content["bands"] == ["合成样例数据，仅供演示", WHAT_IF] and "政策：" in content["origin"][0]
    assert len(content["lifts"]) == 6 and content["nothing"].startswith("没有登记：")
    assert len(pdf.enterprise_pages(content, ppi=20)) == 1


@needs_font
@pytest.mark.clause("FH-06")
def test_a_tenant_of_a_merged_unit_is_not_told_the_affairs_of_the_others():
    """Spec 9: one enterprise's figures are not for another; that there are others is said."""
    rows = [firm(n, 规模="规下", 标签="专精特新") for n in range(12)]
    shared = [{"宗地代码": "P1", "统一社会信用代码": code} for code in ("E003", "E004")]
    one = {"年度": YEAR, "统一社会信用代码": "E003", "依据": "文"}
    content = page(
        rows, "E004", "fenghua-2022", 占用=shared, 加减分=[one | {"项目": "示范", "分值": 1.0}],
        宗地=[{"宗地代码": "P1", "区县": "南湖区", "镇街": "东镇", "登记面积": 20.0}],
    )  # fmt: skip
    assert content["registered"][0] == "标签：专精特新" and content["registered"][-1] == "合并单元另有 1 家。"
    assert not [line for line in content["registered"] if "示例3厂" in line or "示范" in line]
    alone = page(rows, "E005", "fenghua-2022", 占用=shared)
    assert alone["registered"] == ["标签：专精特新"]


@needs_font
def test_who_has_no_name_is_called_by_its_code():
    content = page([*TWO_YEARS[:-12], *(row | {"企业名称": None} for row in TWO_YEARS[-12:])], "E004")
    assert content["title"] == "E004 2022 年度体检报告" and content["sentence"].startswith("E004 2022 年度")


@needs_font
def test_who_is_not_ranked_has_a_page_without_pictures_of_a_score():
    content = page([*TWO_YEARS, firm(30, 用地面积=None)], "E030")
    assert content["waterfall"] == "" and content["lift"] == "" and "补填用地面积" in content["because"]
    assert len(pdf.enterprise_pages(content, ppi=20)) == 1


@needs_font
def test_every_colour_of_the_theme_is_filled_in_and_texts_stay_escaped():
    content = page([*TWO_YEARS[:-1], firm(11, 企业名称="<script>", 税收实际贡献=300.0)], "E004")
    for name in ("waterfall", "strips", "changes"):
        svg = content[name]
        assert "var(" not in svg and svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"'), name
    assert "<script>" not in content["waterfall"] + content["strips"]


def test_a_text_with_a_rim_is_drawn_over_its_rim():
    """Typst draws the rim of a glyph over the glyph before it, so 84.37 would lose its point."""
    rim = 'style="paint-order:stroke;stroke:var(--st-background-color);stroke-width:7px"'
    drawn = print_svg(f'<svg viewBox="0 0 9 9"><text x="1" {rim}>84.37</text><text x="2">甲</text></svg>', "x")
    rims, plain = '<text x="1" style="stroke:#ffffff;stroke-width:7px">84.37</text>', '<text x="1">84.37</text>'
    assert drawn.endswith(f'{rims}{plain}<text x="2">甲</text></svg>')


def test_a_colour_that_paper_lacks_is_a_fault():
    with pytest.raises(KeyError):
        print_svg('<svg viewBox="0 0 1 1"><text style="fill:var(--unknown)"></text></svg>', "x")


def test_without_a_chinese_font_the_finding_names_the_package():
    with pytest.raises(InputError) as raised:
        pdf.chosen_family(["DejaVu Sans", "Libertinus Serif"])
    (found,) = raised.value.findings
    assert found.code == "FONT_MISSING" and "fonts-noto-cjk" in found.fix
    assert re.search(r"[A-Za-z]{3,}", found.what.replace("PDF", "")) is None


def test_the_first_known_font_is_taken():
    assert pdf.chosen_family(["SimHei", "Noto Sans CJK SC"]) == "Noto Sans CJK SC"
    assert pdf.chosen_family(["SimHei"]) == "SimHei"
