"""What the sliders and the quota bar say: the policy's limits with clause and words, and what was changed."""

from __future__ import annotations

import pytest

from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.show.whatif import marks_words, quotas_data, weights_data

POOL = "规上工业"


@pytest.fixture(scope="module")
def xiacheng():
    return load_policy("xiacheng-2019")


def _row(data: dict[str, object], name: str) -> dict[str, object]:
    return next(row for row in data["rows"] if row["name"] == name)


def test_a_slider_has_the_hard_and_the_soft_limits_of_the_text(xiacheng):
    row = _row(weights_data(xiacheng, xiacheng, POOL, ()), "亩均税收")
    assert row["hard"] == [0, 35] and row["soft"] == [30, 35]  # XC-10 at most 35, XC-11 一般 not below 30
    assert "不得高于 35 分（XC-10" in row["why"] and "一般不低于 30 分（XC-11" in row["why"]


def test_the_tracks_end_at_the_ten_above_the_largest_legal_weight(xiacheng):
    assert weights_data(xiacheng, xiacheng, POOL, ())["scale"] == 40
    jiaxing = load_policy("jiaxing-2018")
    assert weights_data(jiaxing, jiaxing, POOL, ())["scale"] == 100


def test_a_policy_without_limits_says_so():
    jiaxing = load_policy("jiaxing-2018")
    data = weights_data(jiaxing, jiaxing, POOL, ())
    assert "没有定上下限" in data["legend"]
    assert _row(data, "亩均税收")["why"] == "政策权重 35 分；文件未定上下限"


def test_a_changed_weight_stands_beside_the_policys(xiacheng):
    moved, _ = amend(xiacheng, {"pools": {POOL: {"weights": {"亩均税收": 35, "研发投入强度": 7.5}}}}, None)
    data = weights_data(xiacheng, moved, POOL, ("亩均税收", "不在组里"))
    assert (_row(data, "亩均税收")["value"], _row(data, "亩均税收")["official"]) == (35, 30)
    assert data["locked"] == ["亩均税收"]
    assert data["sum"] == "合计 100 分"


def test_an_indicator_is_called_as_the_policy_calls_it(xiacheng):
    assert _row(weights_data(xiacheng, xiacheng, POOL, ()), "研发投入强度")["label"] == "R&D经费支出占主营业务收入之比"


def test_the_only_weight_of_a_pool_cannot_be_moved(xiacheng):
    data = weights_data(xiacheng, xiacheng, "规下工业", ())
    assert [row["fixed"] for row in data["rows"]] == [True]
    assert "只有一项指标" in data["legend"]


def test_the_quota_bar_says_kind_and_clause(xiacheng):
    segments = quotas_data(xiacheng, xiacheng, POOL)["segments"]
    assert [(s["letter"], s["share"], s["kind"]) for s in segments] == [
        ("A", 0.2, "不超过"), ("B", 0.5, "不超过"), ("C", 0.25, "其余"), ("D", 0.05, "不超过"),
    ]  # fmt: skip
    assert segments[0]["why"] == "A 档不超过 20 %；政策 20 %（XC-15：“原则上A档企业不超过20%”）"
    assert segments[2]["why"] == "C 档其余 25 %；政策 25 %"


def test_a_changed_quota_keeps_the_policys_beside_it(xiacheng):
    moved, _ = amend(xiacheng, {"pools": {POOL: {"classes": {"A": {"at_most": 0.15}}}}}, None)
    first, _, rest, _ = quotas_data(xiacheng, moved, POOL)["segments"]
    assert (first["share"], first["official"]) == (0.15, 0.2)
    assert (rest["share"], rest["official"]) == (0.3, 0.25)
    assert (first["kind"], rest["kind"]) == ("不超过，原 20 %", "其余，原 25 %")


@pytest.mark.clause("XC-11", "XA-08")
def test_a_weight_leaves_the_text_beyond_its_soft_range_or_at_all_where_the_text_gives_it(xiacheng):
    assert _row(weights_data(xiacheng, xiacheng, POOL, ()), "亩均税收")["stated"] == [30, 35]
    xian, jiaxing = load_policy("xian-2022"), load_policy("jiaxing-2018")
    assert _row(weights_data(xian, xian, POOL, ()), "亩均税收")["stated"] == [25, 25]
    assert _row(weights_data(jiaxing, jiaxing, POOL, ()), "亩均税收")["stated"] == [0, 100]


MORE_TAX = {"亩均税收": 30, "亩均总产值": 20}


@pytest.mark.clause("XC-11", "XC-15", "XA-08", "XA-10")
@pytest.mark.parametrize(
    ("policy_id", "patch", "words"),
    [
        ("xiacheng-2019", {"weights": {"亩均税收": 25, "研发投入强度": 17.5}}, "超出政策 1 处"),
        ("xiacheng-2019", {"classes": {"A": {"at_most": 0.25}}}, "超出政策 1 处"),
        ("xian-2022", {"weights": MORE_TAX}, "与政策不同 1 处"),
        ("xian-2022", {"weights": MORE_TAX, "classes": {"A": {"exact": 0.1}, "B": {"exact": 0.8}}},
         "超出政策 2 处，与政策不同 1 处"),
    ],
)  # fmt: skip
def test_beyond_a_limit_is_told_from_another_value_than_the_texts(policy_id, patch, words):
    """Xi'an gives the weights and no range (XA-08): there is no limit that another weight could pass."""
    assert marks_words(amend(load_policy(policy_id), {"pools": {POOL: patch}}, None)[1]) == words


def test_the_legend_agrees_with_the_mark_of_a_weight(xiacheng):
    xian = load_policy("xian-2022")
    data = weights_data(xian, xian, POOL, ())
    assert "没有定上下限" not in data["legend"] and "仅限模拟" in data["legend"]
    assert _row(data, "亩均税收")["mark"] == ""
    assert _row(weights_data(xiacheng, xiacheng, POOL, ()), "亩均税收")["mark"] == "超出政策"


@pytest.mark.clause("XC-15", "XC-16", "XA-10", "XA-11")
@pytest.mark.parametrize(
    ("policy_id", "classes", "marked"),
    [
        ("xiacheng-2019", {"A": {"at_most": 0.25}}, ["A"]),
        ("xiacheng-2019", {"A": {"at_most": 0.1}, "D": {"at_most": 0.06}}, ["D"]),
        ("xiacheng-2019", {"B": {"at_most": 0.6}}, []),
        ("xian-2022", {"A": {"exact": 0.1}, "B": {"exact": 0.8}}, ["A", "B"]),
        ("xian-2022", {"C_D": {"exact": 0.1, "d_share": 0.2}}, []),
        ("xian-2022", {"B": {"exact": 0.7}, "C_D": {"exact": 0.15}}, ["B", "C", "D"]),
    ],
)
def test_a_quota_beyond_the_text_is_marked(policy_id, classes, marked):
    policy = load_policy(policy_id)
    scenario = amend(policy, {"pools": {POOL: {"classes": classes}}}, None)[0]
    segments = quotas_data(policy, scenario, POOL)["segments"]
    assert [s["letter"] for s in segments if s["kind"].endswith("超出政策")] == marked
