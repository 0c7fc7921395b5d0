"""A scenario of 模拟测算 on the command line: the page's patch file makes the same result.csv, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from muyun.data.read import read_upload
from muyun.policy.load import load_policy, policy_ids
from muyun.policy.published import published_ratios
from muyun.store import open_store
from muyun.ui import link
from tests.system.command import muyun

ROOT = Path(__file__).parents[2]
PATCHES = {
    "weights and quotas": {"pools": {"规上工业": {
        "weights": {"亩均税收": 31.5, "亩均增加值": 22.5, "单位能耗增加值": 9, "单位排放增加值": 9, "全员劳动生产率": 9,
                    "研发投入强度": 19},
        "classes": {"A": {"at_most": 0.25}, "B": {"at_most": 0.45}}}}},
    "rules": {
        "sector_rules": None, "sector_adjustment": {"a": 3, "average_over": "gated"}, "land": {"deduct_new_months": 0},
        "pools": {"规上工业": {"tie_break": ["研发投入强度"], "items": {"研发投入强度": {"missing": "exclude"}}}},
    },
    "cap and factor": {"pools": {"规上工业": {"item": {"cap": "none"}, "benchmark": {"factor": 1.2}}}},
}  # fmt: skip
POLICY, YEAR = "jiaxing-2018", 2022


@pytest.fixture(scope="module")
def stored(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the sample's files as uploaded."""
    home = tmp_path_factory.mktemp("home")
    ratios = published_ratios(map(load_policy, policy_ids()))
    tables, findings = read_upload([sample], published=ratios)
    store = open_store(home)
    store.choose(store.add_dataset(tables, findings, [], label="样例", synthetic=True), POLICY, YEAR)
    store.close()
    return home


def _hands_out() -> None:
    """What the download buttons of the page call, at the state that the link gives."""
    import streamlit as st

    from muyun import ui
    from muyun.ui import whatif_files

    state = ui.begin("whatif")
    st.session_state["downloads"] = {
        "方案.yaml": whatif_files.scenario_file(state), "result.csv": whatif_files.scenario_result(state),
        "变动名单.csv": whatif_files.movers_list(state),
    }  # fmt: skip


@pytest.fixture
def downloads(stored: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, object]], dict[str, bytes]]:
    """The files of the page opened with a patch in its link."""
    monkeypatch.setenv("MUYUN_HOME", str(stored))
    monkeypatch.delenv("MUYUN_DATABASE_URL", raising=False)
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()

    def of(patch: dict[str, object]) -> dict[str, bytes]:
        test = AppTest.from_function(_hands_out, default_timeout=120)
        test.query_params["patch"] = link.encoded(patch)
        test.run()
        assert not test.exception
        return test.session_state["downloads"]

    return of


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_the_pages_patch_file_gives_the_same_result_on_the_command_line(downloads, sample, tmp_path, patch):
    given = downloads(patch)
    written = on_the_command_line("evaluate", given, sample, tmp_path) / "result.csv"
    assert written.read_bytes() == given["result.csv"]
    assert len(given["result.csv"]) > 10_000, "a file of the whole sample, not an empty one"


def test_the_pages_list_of_movers_is_the_command_lines_with_who_they_are(downloads, sample, tmp_path):
    given = downloads(PATCHES["cap and factor"])
    plain = pd.read_csv(on_the_command_line("compare", given, sample, tmp_path) / "movers.csv", dtype=str)
    named, result = (pd.read_csv(BytesIO(given[name]), dtype=str) for name in ("变动名单.csv", "result.csv"))
    who = ["企业名称", "区县", "评价组"]
    assert named.columns.tolist()[:4] == ["统一社会信用代码", *who]
    assert len(plain) > 100
    pd.testing.assert_frame_equal(named.drop(columns=who), plain)
    expected = result.set_index("统一社会信用代码").loc[named["统一社会信用代码"], who].reset_index()
    pd.testing.assert_frame_equal(named[["统一社会信用代码", *who]], expected)


def on_the_command_line(command: str, given: dict[str, bytes], sample: Path, folder: Path) -> Path:
    """The folder that a command writes with the page's patch file."""
    file = folder / "方案.yaml"
    file.write_bytes(given["方案.yaml"])
    run = muyun(command, sample, "--policy", POLICY, "--year", YEAR, "--patch", file, "--out", folder / command)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / command
