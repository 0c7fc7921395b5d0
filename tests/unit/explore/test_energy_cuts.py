"""The cut of energy in the key sectors (JX-20, spec 6.3)."""

from __future__ import annotations

import numpy as np
import pytest

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.sectors.energy_cuts import SectorCut, cut_share, energy_cuts
from muyun.policy.amend import amend
from muyun.policy.load import load_policy

POOL = "规下工业"
PATCH = {"pools": {POOL: {"benchmark": {"method": "constant", "values": {"亩均税收": 10}, "assumed": "案例"}}}}


def row(number: int, tax: float, land: float, energy: float | None, industry: str = "2211") -> dict[str, object]:
    return {
        "年度": 2022, "统一社会信用代码": f"E{number:03d}", "企业名称": f"企{number}", "规模": "规下", "区县": "南湖区",
        "行业代码": industry, "用地面积": land, "税收实际贡献": tax, "总用能": energy,
    }  # fmt: skip


def evaluated(rows: list[dict[str, object]], patch: dict[str, object] | None = None) -> Evaluation:
    policy = amend(load_policy("jiaxing-2018"), PATCH | (patch or {}), None)[0]
    return evaluate(Tables.of({"企业": rows}), policy, 2022)


def only(evaluation: Evaluation) -> SectorCut:
    (found,) = energy_cuts(evaluation, POOL)
    return found


@pytest.mark.clause("JX-20")
def test_the_worked_example_5000_tce_become_4000():
    """Scores 100 on 10 亩 and 50 on 30 亩: M (1000 + 1500) ÷ 40 = 62.5; (62.5 − 50) ÷ 62.5 = 20 %."""
    found = only(evaluated([row(1, 100, 10, 3000), row(2, 150, 30, 5000)]))
    assert (found.sector.key, found.mean) == ("造纸", 62.5)
    assert found.share == pytest.approx([0, 0.2]) and found.cut_tce == pytest.approx([0, 1000])
    assert found.left_tce == pytest.approx([3000, 4000]) and found.freed_tce == pytest.approx(1000)


@pytest.mark.clause("JX-20")
def test_the_mean_may_be_weighted_by_energy():
    """(100 × 3000 + 50 × 5000) ÷ 8000 = 68.75; (68.75 − 50) ÷ 68.75 = 27.27 %."""
    rows = [row(1, 100, 10, 3000), row(2, 150, 30, 5000)]
    by_energy = only(evaluated(rows, {"energy_cut": {"weight": "energy"}}))
    assert by_energy.mean == 68.75 and by_energy.share[1] == pytest.approx(18.75 / 68.75)
    assert (by_energy.other_mean, only(evaluated(rows)).other_mean) == (62.5, 68.75)


@pytest.mark.clause("JX-20")
def test_missing_energy_is_no_zero_and_is_told():
    found = only(evaluated([row(1, 100, 10, 3000), row(2, 150, 30, None), row(3, 100, 20, 100)]))
    # M (100·10 + 50·30 + 50·20) ÷ 60 = 58.3333; both below it are cut by 14.2857 %
    assert found.mean == pytest.approx(175 / 3)
    assert np.isnan(found.cut_tce[1]) and found.unknown == 1
    assert found.freed_tce == pytest.approx(100 / 7)


@pytest.mark.clause("JX-20")
def test_a_cut_never_exceeds_all_of_it_and_nobody_at_the_mean_is_cut():
    share = cut_share(np.array([-20.0, 0.0, 50.0, 50.0 - 1e-12, 60.0]), 50.0)
    assert share.tolist() == [1, 1, 0, 0, 0]
    assert np.isnan(cut_share(np.array([-1.0]), -1.0)).all()


@pytest.mark.clause("JX-20")
def test_only_the_policy_s_key_sectors_are_cut():
    rows = [row(1, 100, 10, 10, "3311"), row(2, 10, 10, 10, "3311"), row(3, 50, 10, 10), row(4, 100, 10, 10)]
    assert [cut.sector.key for cut in energy_cuts(evaluated(rows), POOL)] == ["造纸"]
    other = evaluate(Tables.of({"企业": rows}), load_policy("fenghua-2022"), 2022)
    assert energy_cuts(other, POOL) == ()


@pytest.mark.clause("JX-20")
def test_one_enterprise_alone_is_its_own_mean():
    found = only(evaluated([row(1, 30, 10, 700)]))
    assert found.share.tolist() == [0] and found.freed_tce == 0
