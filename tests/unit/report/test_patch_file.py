"""A scenario as a file reads back to the same patch."""

from __future__ import annotations

import pytest

from muyun.policy.amend import read_patch
from muyun.report.patch_file import patch_yaml


@pytest.mark.parametrize("patch", [
    {"pools": {"规上工业": {"weights": {"亩均税收": 31.5, "研发投入强度": 9}, "classes": {"A": {"at_most": 0.25}}}}},
    {"pools": {"规上工业": {"item": {"cap": "none"}, "benchmark": None}}},
    {"vetoes": [{"kinds": ["重大安全生产事故"], "to": "C", "backfill": True, "quote": "直接: “归于” # C"}]},
    {"title": "yes", "x": {"a": "0711", "b": "1e3", "c": ""}}, {},
])  # fmt: skip
def test_the_file_reads_back_to_the_same_patch(tmp_path, patch):
    file = tmp_path / "方案.yaml"
    file.write_text(patch_yaml(patch, "jiaxing-2018"), "utf-8")
    assert dict(read_patch(file)) == patch


def test_the_file_says_that_it_is_no_rule_in_force():
    assert patch_yaml({}, "jiaxing-2018").splitlines()[0] == "# 亩云模拟方案，不是正式规则。政策编号：jiaxing-2018"
