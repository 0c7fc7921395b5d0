"""区域 for an upload of 区域 alone (Lishui's published table), and for enterprises of which nobody is 参评."""

from __future__ import annotations

from pathlib import Path

import pytest
from shown import texts
from streamlit.testing.v1 import AppTest

from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.policy.load import load_policy
from muyun.policy.published import published_ratios
from muyun.store import Dataset, open_store
from muyun.ui.region_alone import NEEDS
from muyun.ui.region_views import VIEWS
from muyun.ui.telling import plain

LISHUI = Path(__file__).parents[2] / "sample_data" / "lishui-2019"


def clean(test: AppTest) -> str:
    assert not test.exception and not test.error, [e.value for e in [*test.exception, *test.error]]
    return texts(test)


def keep(home: Path, tables: Tables) -> Dataset:
    store = open_store(home)
    dataset = store.add_dataset(tables, (), [], label="县（市、区）公布数", synthetic=False)
    store.close()
    return dataset


@pytest.fixture
def lishui(empty_home) -> str:
    """The id of Lishui's table, kept and not in use: an upload without enterprises can't be put in use."""
    tables, _ = read_upload([LISHUI], published=published_ratios([load_policy("xian-2022")]))
    return keep(empty_home, tables).data_id


@pytest.mark.clause("XC-03", "XA-17")
def test_published_figures_alone_are_ranked_evaluated_and_held_against_goals(lishui, app):
    """莲都 46.38, 开发区 9.81, 4.7 times; no enterprise is asked for first."""
    board = clean(app("regions", data=lishui, policy="xian-2022"))
    assert "亩均税收：莲都第一，46.38 万元/亩，是末位开发区（9.81）的 4.7 倍。" in board
    assert "这份数据没有“企业”表" in board and "评价年度：2019" in board
    scored = clean(app("regions", data=lishui, policy="xian-2022", look="综合评价"))
    assert "2019 年度区县和开发区：10 个，" in scored
    shared = clean(app("regions", data=lishui, policy="xian-2022", look="资源分配"))
    assert "模拟：100 亩用地按亩均税收分给 10 个区县，莲都最多，22.13 亩。" in shared  # 46.38 of Σ 209.58
    goal = plain("XA-03 规上工业 研发投入强度")  # as the link carries it
    goals = clean(app("regions", data=lishui, policy="xian-2022", look="目标", goal=goal))
    assert "10 个区县已达成 8 个" in goals  # 缙云 1.28 % and 云和 1.04 % are under 1.8 %


@pytest.mark.parametrize("look", NEEDS)
def test_the_views_that_need_enterprises_say_why_they_are_empty(lishui, app, look):
    said = clean(app("regions", data=lishui, policy="xian-2022", look=look))
    assert "没有“企业”表，" in said and "请在“数据核对”补充上传企业表" in said


def test_the_version_without_enterprises_leads_to_its_regions(lishui, app):
    assert "公布数在“区域”看" in clean(app("data", data=lishui))


@pytest.mark.parametrize("look", VIEWS)
def test_enterprises_of_which_nobody_takes_part_are_said_and_end_no_view(empty_home, app, look):
    """An enterprise without land is 数据缺失, so no pool has a unit."""
    row = {"年度": 2022, "统一社会信用代码": "E1", "企业名称": "甲", "规模": "规上", "区县": "南湖区", "镇街": "大桥镇"}
    dataset = keep(empty_home, Tables.of({"企业": [row]}))
    said = clean(app("regions", data=dataset.data_id, policy="jiaxing-2018", look=look))
    if look in ("记分牌", "资源分配", "考核表"):
        assert "没有参评的企业" in said


@pytest.mark.clause("XA-31", "XA-33")
def test_the_words_behind_an_evaluation_of_regions_are_those_on_regions(lishui, app):
    said = clean(app("regions", data=lishui, policy="xian-2022", look="综合评价"))
    assert "单位能耗增加值=地区生产总值/总用能" in said and "内部支出/地区生产总值" in said
    assert "工业总产值" not in said and "主营业务收入" not in said
