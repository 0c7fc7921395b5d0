"""An enterprise whose name no office's file gives is called by its credit code wherever it is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
from ranked_uploads import YEAR, evaluated, small

from muyun.data.names import shown_names
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.evaluate.output import result_frame
from muyun.explore.filters import Filters, matching
from muyun.explore.scope.statuses import scope
from muyun.policy.load import load_policy
from muyun.show.enterprise import answer
from muyun.show.explain import explain
from muyun.show.overridden import override_list
from muyun.show.ranked import ranked
from muyun.show.registered import registered
from muyun.show.scope import people_table

NAMELESS = [small(n, 100.0 - n, 企业名称=None) for n in range(10)]


def test_names_stand_and_blank_ones_are_the_code_even_where_a_code_comes_twice():
    rows = pd.DataFrame({"name": pd.array(["甲", None, None], "str")}, ["E1", "E2", "E2"])
    assert shown_names(rows).tolist() == ["甲", "E2", "E2"]


def test_pages_call_it_by_its_code():
    everybody = ranked(evaluated(NAMELESS))
    assert everybody.frame["name"].tolist() == everybody.frame["code"].tolist()
    assert answer(everybody, "E003").sentence.startswith("E003 2022 年度")
    assert not matching(everybody.frame, Filters(q="nan")).any()
    table = people_table(scope(everybody.evaluation), everybody.evaluation, np.ones(10, dtype=bool))
    assert table.frame["name"].tolist() == table.frame["code"].tolist()


def test_the_result_file_has_no_name_where_the_upload_has_none():
    assert result_frame(evaluated(NAMELESS))["企业名称"].isna().all()


def test_a_place_left_by_one_without_a_name_is_told_by_its_code():
    """Ten by tax, A for the first; E000 is vetoed, the next one climbs to its place."""
    veto = [{"年度": YEAR, "统一社会信用代码": "E000", "类别": "环保不达标", "依据": "文"}]
    tables = Tables.of({"企业": NAMELESS, "否决事项": veto})
    found = override_list(ranked(evaluate(tables, load_policy("xiacheng-2019"), YEAR)), tables)
    told = [words for lines in found.told.values() for words in lines]
    assert any("递补“E000”让出的" in words for words in told) and not any("nan" in words for words in told)


def test_the_tenants_of_a_unit_are_told_by_their_codes():
    shared = [{"宗地代码": "P1", "统一社会信用代码": f"E00{n}"} for n in (1, 2)]
    parcel = [{"宗地代码": "P1", "区县": "南湖区", "镇街": "东镇", "登记面积": 20.0}]
    tables = Tables.of({"企业": NAMELESS, "占用": shared, "宗地": parcel})
    evaluation = evaluate(tables, load_policy("fenghua-2022"), YEAR)
    titles = [step.title for step in explain(evaluation, tables, "E001").walk()]
    assert "E002占用宗地 P1" in titles and "E002的税收实际贡献" in titles
    assert not [title for title in titles if "nan" in title]
    assert "E001：P1" in [entry.text[:7] for entry in registered(tables, evaluation, "E002")]
