"""One scenario by every way that it can take gives one result: link, file, store and command line, byte for byte."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from muyun.cli import app
from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.evaluate.output import result_frame
from muyun.explore.whatif.scenario import scenario
from muyun.policy.amend import amend, read_patch
from muyun.policy.load import load_policy, policy_ids, policy_text
from muyun.policy.published import published_ratios
from muyun.report.patch_file import patch_yaml
from muyun.report.result_book import result_csv
from muyun.store import open_store
from muyun.ui import link
from sample_data.make import write_sample
from tests.kinds_of_patches import KINDS

YEAR = 2022


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sample: events, shared parcels, blanks and three years."""
    folder = tmp_path_factory.mktemp("sample") / "data"
    write_sample(folder, enterprises=400, parcels=500)
    return folder


@pytest.fixture(scope="module")
def tables(office: Path) -> Tables:
    ratios = published_ratios(map(load_policy, policy_ids()))
    return read_upload([office], published=ratios)[0]


@pytest.fixture(scope="module")
def official(tables: Tables):
    """The official evaluation by policy, each made once."""

    @cache
    def of(policy_id: str) -> Evaluation:
        return evaluate(tables, load_policy(policy_id), YEAR)

    return of


def by_file(patch, policy_id: str, folder: Path):
    """The patch as 下载方案文件 writes it and 载入方案文件 reads it; the file stays in the folder."""
    file = folder / "方案.yaml"
    file.write_text(patch_yaml(patch, policy_id), "utf-8")
    return dict(read_patch(file))


def by_store(patch, policy_id: str, folder: Path):
    """The patch as it comes back from the database."""
    store = open_store(folder / "home")
    saved = store.scenario(store.save_scenario("方案", policy_id, patch).id)
    store.close()
    return dict(saved.patch)


def by_command(office: Path, policy_id: str, folder: Path) -> None:
    """What `muyun evaluate … --patch` does; in this process, for a start of its own costs more than the run."""
    call = ["evaluate", office, "--policy", policy_id, "--year", YEAR, "--patch", folder / "方案.yaml",
            "--out", folder / "out"]  # fmt: skip
    assert app([*map(str, call)], standalone_mode=False) in (0, None)


@pytest.mark.parametrize(("policy_id", "patch"), KINDS.values(), ids=KINDS)
def test_a_scenario_gives_the_same_result_by_link_file_store_and_command_line(
    office, tables, official, tmp_path, policy_id, patch
):
    def result(of: dict[str, object]) -> bytes:
        policy = load_policy(policy_id)
        new = amend(policy, of, policy_text(policy_id, None))[0]
        return result_csv(result_frame(scenario(official(policy_id), tables, new)))

    expected = result(patch)
    ways = {
        "链接": link.decoded(link.encoded(patch)),
        "文件": by_file(patch, policy_id, tmp_path),
        "保存": by_store(patch, policy_id, tmp_path),
    }
    for way, came in ways.items():
        assert came == patch, way
        assert result(came) == expected, way
    by_command(office, policy_id, tmp_path)
    assert (tmp_path / "out" / "result.csv").read_bytes() == expected
    assert expected != result_csv(result_frame(official(policy_id))), "a scenario that does nothing shows nothing"
