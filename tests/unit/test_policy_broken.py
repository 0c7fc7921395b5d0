"""Each mistake that a policy file can hold gets one finding, with its line and words that help.

A file in broken_policies is sound.yaml with one mistake. Its first line says the code and the words of
the finding, and `# ✗` ends the line at which it points.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from muyun.findings import InputError, Level
from muyun.policy.load import load_policy, read_policy

BROKEN = Path(__file__).parent / "broken_policies"
MISTAKES = sorted(path for path in BROKEN.glob("*.yaml") if path.stem != "sound")


def folder_with(tmp_path: Path, policy: Path) -> Path:
    """A policy folder named broken, with the file and the text that its quotes come from."""
    folder = tmp_path / "broken"
    folder.mkdir()
    shutil.copy(policy, folder / "policy.yaml")
    shutil.copy(BROKEN / "text.md", folder)
    return folder


def marked_line(text: str) -> int:
    """The number of the line that ends in ✗."""
    (number,) = [n for n, line in enumerate(text.splitlines(), start=1) if line.endswith("# ✗")]
    return number


def test_the_file_that_the_others_are_made_of_is_sound(tmp_path):
    policy, findings = read_policy(folder_with(tmp_path, BROKEN / "sound.yaml"))
    assert policy.id == "broken"
    assert findings == ()


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_one_finding_with_its_line_and_words(tmp_path, path):
    text = path.read_text("utf-8")
    code, _, words = text.splitlines()[0].removeprefix("# ").partition(" ")
    with pytest.raises(InputError) as error:
        load_policy(folder_with(tmp_path, path))
    (finding,) = error.value.findings
    assert finding.code == code
    assert finding.level is Level.ERROR
    assert finding.where.file == "broken/policy.yaml"
    assert finding.where.line == marked_line(text), str(finding)
    for word in words.split(" | "):
        assert word in str(finding)


def test_all_mistakes_are_found_at_once_in_the_order_of_their_lines(tmp_path):
    text = (BROKEN / "sound.yaml").read_text("utf-8")
    for right, wrong in {
        "year: 2024": "year: 2024\ncolour: red",
        "numerator: energy_tce": "numerator: energy",
        "B: {at_most: 0.50, assumed: 未定。}": "B: {at_most: 0.50}",
        "不超过20%": "不超过25%",
        "{亩均税收: 100}": "{亩均税收: 98}",
    }.items():
        assert right in text
        text = text.replace(right, wrong)
    broken = tmp_path / "made.yaml"
    broken.write_text(text, "utf-8")
    with pytest.raises(InputError) as error:
        load_policy(folder_with(tmp_path, broken))
    codes = [finding.code for finding in error.value.findings]
    assert codes == [
        "POLICY_UNKNOWN_KEY", "POLICY_MEASURE", "POLICY_QUOTE", "POLICY_SOURCE", "POLICY_WEIGHT_SUM",
    ]  # fmt: skip


def test_quotes_without_the_text_are_one_finding(tmp_path):
    folder = folder_with(tmp_path, BROKEN / "sound.yaml")
    (folder / "text.md").unlink()
    with pytest.raises(InputError) as error:
        load_policy(folder)
    (finding,) = error.value.findings
    assert finding.code == "POLICY_TEXT_MISSING"
    assert "4 处引文" in finding.what


def test_a_soft_bound_that_is_left_is_a_warning_naming_the_clause(tmp_path):
    folder = folder_with(tmp_path, BROKEN / "sound.yaml")
    text = (folder / "policy.yaml").read_text("utf-8")
    text = text.replace("{单位产值能耗: 30}", "{单位产值能耗: 40.5}")
    (folder / "policy.yaml").write_text(text, "utf-8")
    _, (finding,) = read_policy(folder)
    assert (finding.code, finding.level) == ("POLICY_SOFT_BOUND", Level.WARNING)
    assert "“单位产值能耗”权重 40 分，低于下限 40.5 分" in finding.what
    assert "BK-04" in finding.why


@pytest.mark.parametrize(("limit", "left"), [("40", 0), ("40.0000000001", 0), ("40.00000001", 1)])
def test_a_bound_includes_its_number_and_is_compared_on_nine_decimals(tmp_path, limit, left):
    folder = folder_with(tmp_path, BROKEN / "sound.yaml")
    text = (folder / "policy.yaml").read_text("utf-8")
    text = text.replace("{单位产值能耗: 30}", f"{{单位产值能耗: {limit}}}")
    (folder / "policy.yaml").write_text(text, "utf-8")
    assert len(read_policy(folder)[1]) == left


@pytest.mark.parametrize("weight", ["100.0000009", "99.9999991"])
def test_weights_add_up_to_100_within_a_millionth(tmp_path, weight):
    folder = folder_with(tmp_path, BROKEN / "sound.yaml")
    text = (folder / "policy.yaml").read_text("utf-8")
    text = text.replace("{亩均税收: 60, 单位产值能耗: 40}", f"{{亩均税收: 60, 单位产值能耗: {float(weight) - 60:.7f}}}")
    (folder / "policy.yaml").write_text(text, "utf-8")
    assert read_policy(folder)[1] == ()


def test_a_veto_kind_that_no_upload_can_have_is_a_warning(tmp_path):
    folder = folder_with(tmp_path, BROKEN / "sound.yaml")
    text = (folder / "policy.yaml").read_text("utf-8").replace("[食品安全事故]", "[食品安全事故, 欠薪]")
    (folder / "policy.yaml").write_text(text, "utf-8")
    _, (finding,) = read_policy(folder)
    assert (finding.code, finding.level) == ("POLICY_VETO_KIND", Level.WARNING)
    assert "“欠薪”" in finding.what
