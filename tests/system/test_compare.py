"""`muyun compare`: who moves under a patch, and by which items."""

from __future__ import annotations

import pytest

from tests.system.command import INDICATORS, JIA, TEN_POINTS_TO_TAX, YI, muyun, read_csv, write_patch


@pytest.fixture(scope="module")
def movers(upload, tmp_path_factory):
    """Ten points from 亩均增加值 to 亩均税收: 甲 and 乙 change places."""
    folder = tmp_path_factory.mktemp("compare")
    patch = write_patch(folder / "patch.yaml", TEN_POINTS_TO_TAX)
    run = muyun("compare", upload, "--policy", "huangyan-2022", "--patch", patch, "--out", folder / "out")
    assert run.returncode == 0, run.stderr
    return {row["统一社会信用代码"]: row for row in read_csv(folder / "out" / "movers.csv")}


def test_the_columns_are_those_of_the_contract(movers):
    columns = list(movers[JIA])
    assert columns[:6] == ["统一社会信用代码", "原等级", "新等级", "原名次", "新名次", "得分变化"]
    assert set(columns[6:]) == {"变化:加减分", *(f"变化:{name}" for name in INDICATORS)}


def test_only_those_who_move_are_listed(movers):
    assert movers.keys() == {JIA, YI}
    assert [movers[JIA][c] for c in ("原等级", "新等级", "原名次", "新名次")] == ["C", "B", "2", "1"]
    assert [movers[YI][c] for c in ("原等级", "新等级", "原名次", "新名次")] == ["B", "C", "1", "2"]


def test_the_change_is_that_of_the_two_items(movers):
    """甲 has full marks in 亩均税收 (+10), and 100 ÷ 136.16 of ten points less in 亩均增加值."""
    change = {name: float(movers[JIA][f"变化:{name}"] or 0) for name in INDICATORS}
    assert change["亩均税收"] == pytest.approx(10, abs=1e-9)
    assert change["亩均增加值"] == pytest.approx(-10 * 100 / 136.16, abs=1e-9)
    assert float(movers[YI]["变化:亩均税收"]) == pytest.approx(10 * 12.5 / 24.097, abs=1e-9)
    assert float(movers[YI]["变化:亩均增加值"]) == pytest.approx(-10, abs=1e-9)


@pytest.mark.parametrize("who", [JIA, YI])
def test_the_parts_add_up_to_the_change(movers, who):
    parts = [float(value or 0) for column, value in movers[who].items() if column.startswith("变化:")]
    assert sum(parts) == pytest.approx(float(movers[who]["得分变化"]), abs=1e-9)


def test_a_patch_that_is_no_policy_is_refused(upload, tmp_path):
    patch = write_patch(tmp_path / "patch.yaml", {"pools": {"规上工业": {"weights": {"亩均税收": 32}}}})
    run = muyun("compare", upload, "--policy", "huangyan-2022", "--patch", patch, "--out", tmp_path / "out")
    assert run.returncode == 2, run.stdout + run.stderr
    assert not (tmp_path / "out" / "movers.csv").exists()
