"""What a pool is shared out by, from either source, and what it is held against (spec 6.4; JX-21…24, XA-19)."""

from __future__ import annotations

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.explore.regions.allocate import Bound, Infeasible
from muyun.explore.regions.allocation_basis import (
    Question,
    Resource,
    Simulation,
    Sized,
    enterprise_base,
    offered,
    official_base,
    simulate,
)
from muyun.explore.regions.areas import AreaLevel
from muyun.explore.regions.figures import official_figures
from muyun.explore.regions.sums import enterprise_figures
from muyun.policy.load import load_policy

JIAXING = load_policy("jiaxing-2018")
Row = dict[str, object]


def county(name: str, land: float | None, tax: float | None, year: int = 2022, **cells: object) -> Row:
    own = {"年度": year, "区域名称": name, "级别": "县", "上级": "嘉兴市", "建设用地面积": land, "税收实际贡献": tax}
    return own | cells


THREE = [county("甲区", 10, 300), county("乙区", 20, 400), county("丙县", 30, 300)]
"""亩均税收 30, 20, 10 on 10, 20, 30 亩."""


def question(**changes: object) -> Question:
    own = {"resource": Resource.LAND, "pool": 100.0, "measure": "亩均税收", "sized": Sized.NO, "bounds": {}}
    return Question(**(own | changes))


def official(rows: list[Row], asked: Question | None = None) -> Simulation:
    tables, wanted = Tables.of({"区域": rows}), asked or question()
    figures = official_figures(tables, JIAXING, AreaLevel.COUNTY, 2022)
    return simulate(wanted, figures, official_base(tables, JIAXING, figures, wanted.resource))


def by_name(found: Simulation, what: str) -> dict[str, float]:
    return dict(zip(found.names, getattr(found, what).tolist(), strict=True))


@pytest.mark.clause("XA-19", "JX-21")
def test_official_figures_give_the_worked_example_and_the_other_way():
    """By 30, 20, 10: 50, 33.33, 16.67. By the 60 亩 that they have: 16.67, 33.33, 50."""
    found = official(THREE)
    assert by_name(found, "parts") == {"甲区": 50, "乙区": 33.33, "丙县": 16.67}
    assert by_name(found, "by_base") == {"甲区": 16.67, "乙区": 33.33, "丙县": 50}


def test_times_what_they_have_is_the_tax_itself():
    """30 × 10, 20 × 20, 10 × 30 = 300, 400, 300 of 1000."""
    assert by_name(official(THREE, question(sized=Sized.YES)), "parts") == {"甲区": 30, "乙区": 40, "丙县": 30}


def test_who_lacks_the_indicator_or_is_below_zero_gets_none_and_is_listed():
    rows = [*THREE, county("丁县", 10, None), county("戊县", 10, -5)]
    found = official(rows)
    why = dict(zip(found.names, found.reasons, strict=True))
    assert (why["丁县"], why["戊县"], why["甲区"]) == ("没有这个指标", "指标小于 0", "")
    assert np.isnan([by_name(found, "parts")[name] for name in ("丁县", "戊县")]).all()
    assert np.nansum(found.parts) == 100 and np.nansum(found.by_base) == pytest.approx(100)


def test_what_it_has_now_may_be_unknown():
    """Without 总用能 a size can't be taken into account, and there is nothing to hold it against."""
    found = official(THREE, question(resource=Resource.ENERGY))
    assert np.isnan(found.by_base).all() and np.nansum(found.parts) == 100
    with pytest.raises(Infeasible):
        official(THREE, question(resource=Resource.ENERGY, sized=Sized.YES))


def test_bounds_go_by_the_name_that_is_shown():
    found = official(THREE, question(bounds={"甲区": Bound(most=40)}))
    assert by_name(found, "parts") == {"甲区": 40, "乙区": 40, "丙县": 20}


@pytest.mark.clause("JX-23")
def test_the_reduction_of_carbon_is_offered_where_two_years_are_known():
    """甲区 100 ÷ 100 → 90 ÷ 100: 10 %; 乙区 → 70 ÷ 100: 30 %; 丙县 rises. 400 × 1 ÷ 4 and 3 ÷ 4."""
    rows = [county(name, 10, 1, year, 碳排放=c, 地区生产总值=100.0)
            for year, all_of in ((2021, (100, 100, 100)), (2022, (90, 70, 120)))
            for name, c in zip(("甲区", "乙区", "丙县"), all_of, strict=True)]  # fmt: skip
    wanted = question(resource=Resource.EMISSION, pool=400.0, measure="单位GDP碳排放降低率")
    found = official(rows, wanted)
    assert by_name(found, "parts")["甲区"] == 100 and by_name(found, "parts")["乙区"] == 300
    assert found.reasons[found.names.index("丙县")] == "指标小于 0"


def test_indicators_of_which_less_is_better_are_not_offered():
    rows = [county("甲区", 10, 1, 碳排放=5.0, 地区生产总值=100.0)]
    figures = official_figures(Tables.of({"区域": rows}), JIAXING, AreaLevel.COUNTY, 2022)
    assert "单位GDP碳排放" in [m.name for m in figures.measures]
    assert "单位GDP碳排放" not in [m.name for m in offered(figures)]


def test_enterprises_sums_are_the_other_source():
    """甲区 200 ÷ 20 = 10 on 20 亩, 乙区 90 ÷ 3 = 30 on 3: 25 and 75; by land 86.96 and 13.04."""
    firm = {"年度": 2022, "行业代码": "1711", "规模": "规下", "类别": "工业"}
    rows = [
        firm | {"统一社会信用代码": f"E{n}", "企业名称": f"企{n}", "区县": at, "用地面积": land, "税收实际贡献": tax}
        for n, (at, land, tax) in enumerate([("甲区", 15, 150), ("甲区", 5, 50), ("乙区", 3, 90)])
    ]
    evaluation = evaluate(Tables.of({"企业": rows}), JIAXING, 2022)
    figures = enterprise_figures(evaluation, "规下工业", AreaLevel.COUNTY)
    found = simulate(question(), figures, enterprise_base(evaluation, figures, "规下工业", Resource.LAND))
    assert by_name(found, "parts") == {"甲区": 25, "乙区": 75}
    assert by_name(found, "by_base") == {"甲区": 86.96, "乙区": 13.04}
    assert by_name(found, "base") == {"甲区": 20, "乙区": 3}
