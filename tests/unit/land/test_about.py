"""Which parcels and enterprises a case is about: one rule for lists, cards and sums, worked by hand (JX-28)."""

from __future__ import annotations

import pytest
from small_land import looked_at, upload

from muyun.land.about import cases_of_enterprises, cases_on_parcels, leading_case, occupied
from muyun.land.card import parcel_card
from muyun.land.treated import low_parcels_treated
from muyun.show.lowland_card import card


@pytest.fixture(scope="module")
def looked():
    """A (6 亩) and B (4) on P1; A alone on P2; nobody on P3."""
    case = {"类型": "低产田", "状态": "进行中"}
    tables = upload(
        {"A": {"用地面积": 11, "税收实际贡献": 1}, "B": {"用地面积": 4, "税收实际贡献": 1}},
        [("P1", "A", 6), ("P1", "B", 4), ("P2", "A", 5)],
        {"P1": {"登记面积": 10}, "P2": {"登记面积": 5}, "P3": {"登记面积": 1}},
        [case | {"编号": "Z-1", "统一社会信用代码": "B"}, case | {"编号": "Z-2", "统一社会信用代码": "A"},
         case | {"编号": "Z-3", "统一社会信用代码": "A", "宗地代码": "P2"}, case | {"编号": "Z-4", "宗地代码": "P1"},
         case | {"编号": "Z-5", "宗地代码": "P3"}],
    )  # fmt: skip
    return tables, *looked_at(tables)


def pairs(found, column):
    return sorted(zip(found[column], found["case"] + 1, strict=True))


def test_a_parcel_has_the_cases_that_name_it_and_those_that_name_only_an_enterprise_on_it(looked):
    tables, evaluation, figures, _ = looked
    on = occupied(evaluation, tables)
    found = cases_on_parcels(tables.cases, on)
    assert pairs(found, "parcel_id") == [("P1", 1), ("P1", 2), ("P1", 4), ("P2", 2), ("P2", 3), ("P3", 5)]
    assert pairs(cases_of_enterprises(tables.cases, on), "uscc") == [("A", 2), ("A", 3), ("A", 4), ("B", 1), ("B", 4)]
    assert leading_case(found, tables.cases, figures.index).tolist() == [3, 2, 4]


def test_without_a_case_that_names_the_parcel_the_largest_tenants_leads_and_without_its_own_the_smaller_ones(looked):
    """Whichever leads, the parcel isn't without a case: B's is the smaller tenant's."""
    tables, evaluation, figures, _ = looked
    on = occupied(evaluation, tables)
    for kept, lead in (([0, 1], 1), ([0], 0), ([], -1)):
        cases = tables.cases.iloc[kept]
        assert leading_case(cases_on_parcels(cases, on), cases, figures.index)[0] == lead
    treated = low_parcels_treated(evaluation, tables, tables.cases.iloc[[0]], figures)
    assert treated["cases"].to_dict() == {"P1": "Z-1（进行中）", "P2": ""}


def test_a_card_hides_nobodys_case_and_says_which_is_about_another_parcel(looked):
    tables, evaluation, figures, of = looked
    found = parcel_card([evaluation], figures, of, 0, tables)
    assert found.cases["case_id"].tolist() == ["Z-1", "Z-2", "Z-4", "Z-3"]
    assert found.cases["elsewhere"].tolist() == [False, False, False, True]
    policy = evaluation.policy
    shown = card(found, policy.lowland, policy.class_words)
    assert "Z-3，低产田，进行中，写明的是另一宗地 P2" in shown and shown.count("另一宗地") == 1
    nobody = parcel_card([evaluation], figures, of, 2, tables)
    assert nobody.cases["case_id"].tolist() == ["Z-5"]


def test_without_any_case_or_anybody_there_are_no_pairs(looked):
    tables, evaluation, figures, _ = looked
    none = tables.cases.iloc[:0]
    found = cases_on_parcels(none, occupied(evaluation, tables))
    assert found.empty and leading_case(found, none, figures.index).tolist() == [-1, -1, -1]
    nobody = occupied(evaluation, tables.with_frames(occupancy=tables.occupancy.iloc[:0]))
    assert cases_of_enterprises(none, nobody).empty
    assert pairs(cases_on_parcels(tables.cases, nobody), "parcel_id") == [("P1", 4), ("P2", 3), ("P3", 5)]
