"""Are the golden samples what the oracle gives, and do they hold the cases they are there for?"""

import csv
import random
from datetime import date

import pytest
from stdnum.cn import uscc

from compare import differences
from make_expected import HERE, SAMPLES, expected_of, write_expected
from oracle import evaluate
from oracle_policies import POLICIES, policy_with
from random_changes import random_changes
from random_upload import random_upload
from upload_csv import cell_text, read_upload


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", ["result.csv", "groups.csv"])
def test_committed_expected_files_are_what_the_oracle_gives(sample, name, tmp_path):
    write_expected(sample, tmp_path)
    assert (tmp_path / name).read_bytes() == (HERE / sample / "expected" / name).read_bytes()


@pytest.mark.parametrize("sample", SAMPLES)
def test_golden_credit_codes_are_valid(sample):
    codes = {row["统一社会信用代码"] for row in read_upload(HERE / sample / "input")["企业"]}
    assert all(uscc.is_valid(code) for code in codes)
    assert all(code.startswith("91330499MA") for code in codes)


XIAN_SCORES = {  # from README.md beside the sample
    "示例甲机械有限公司": (100, 1, "A"),
    "示例乙机械有限公司": (90.5, 2, "C"),
    "示例丙电子有限公司": (70.75, 3, "B"),
    "示例丁电子有限公司": (66.25, 4, "B"),
    "示例戊食品有限公司": (49.5, 5, "B"),
    "示例己食品有限公司": (37.25, 6, "B"),
    "示例庚纺织有限公司": (24, 7, "B"),
    "示例辛电子有限公司": (75, None, None),
    "示例壬污水处理有限公司": (None, None, None),
    "示例癸机械有限公司": (66.6666666667 / 0.7, 1, "A"),
    "示例甲子机械有限公司": (36.6666666667 / 0.7, 2, "B"),
    "示例乙丑机械有限公司": (36.6666666667 / 0.7, 2, "D"),
    "示例丙寅机械有限公司": (None, None, None),
    "示例丁卯机械有限公司": (None, None, None),
}


def test_xian_sample_agrees_with_the_arithmetic_of_its_readme():
    found = {
        row["企业名称"]: (row["综合得分"], row["名次"], row["执行等级"])
        for row in expected_of("xian")["rows"]
    }
    assert found.keys() == XIAN_SCORES.keys()
    for name, (score, rank, letter) in XIAN_SCORES.items():
        assert found[name] == (score if score is None else pytest.approx(score), rank, letter), name


@pytest.mark.parametrize(
    "name, column, value",
    [
        ("示例己丑电子有限公司", "排名分档", "B"),
        ("示例壬辰食品有限公司", "排名分档", "A"),
        ("示例癸卯造纸有限公司", "排名分档", "C"),
        ("示例甲辰造纸有限公司", "排名分档", "D"),
        ("示例甲纺织有限公司", "依据", "JX-17:行业前5%"),
        ("示例甲纺织有限公司", "执行等级", "A"),
        ("示例癸未纺织有限公司", "依据", "JX-18:行业后5%;JX-19:连续两年行业后5%"),
        ("示例癸未纺织有限公司", "执行等级", "D"),
        ("示例甲午化纤有限公司", "加减分", 4),
        ("示例戊戌化工有限公司", "加减分", 0),
        ("示例己亥化工有限公司", "综合得分", -8),
        ("示例己亥化工有限公司", "加减分", -8),
        ("示例丁酉化工有限公司", "得分:单位排放增加值", 10),
        ("示例乙巳造纸有限公司", "亩均税收", 1.7),
        ("示例丁未机械有限公司", "状态", "数据缺失"),
        ("示例丙午机械有限公司", "加减分", None),
        ("示例乙酉电子有限公司", "依据", None),
        ("示例丙戌电子有限公司", "调档后等级", "C"),
        ("示例戊申机械有限公司", "排名分档", "B"),
        ("示例己酉纺织有限公司", "排名分档", "A"),
        ("示例丙辰食品有限公司", "排名分档", "C"),
        ("示例辛亥食品有限公司", "评价组", "规下工业"),
        ("示例乙巳造纸有限公司", "评价组", "规上工业"),
    ],
)
def test_jiaxing_sample_holds_its_hard_cases(name, column, value):
    rows = {row["企业名称"]: row for row in rows_of(HERE / "jiaxing" / "expected" / "result.csv")}
    assert rows[name][column] == ("" if value is None else str(value))


@pytest.mark.parametrize(
    "value, text",
    [
        (None, ""),
        (30.0, "30"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (2 / 3, "0.6666666666666666"),
        (7, "7"),
        ("10.0", "10.0"),
    ],
)
def test_numbers_are_written_as_short_as_they_read_back(value, text):
    assert cell_text(value) == text


def test_differences_are_named():
    right = [{"统一社会信用代码": "U1", "综合得分": 1.0, "依据": None}]
    assert differences([{"统一社会信用代码": "U1", "综合得分": "1.0000000001", "依据": ""}], right) == []
    assert len(differences([{"统一社会信用代码": "U1", "综合得分": "1.001", "依据": "x"}], right)) == 2
    assert len(differences([], right)) == 1


@pytest.mark.parametrize("seed", range(20))
def test_random_uploads_are_valid_and_any_policy_evaluates_them_in_any_row_order(seed):
    rng = random.Random(seed)
    upload = random_upload(rng, rng.choice([1, 6, 30, 60]))
    keys = [(row["年度"], row["统一社会信用代码"]) for row in upload["企业"]]
    assert len(keys) == len(set(keys))
    assert all(uscc.is_valid(code) for _, code in keys)
    for row in upload["企业"]:
        assert all(
            value >= 0
            for column, value in row.items()
            if isinstance(value, float) and column not in ("税收实际贡献", "工业增加值")
        )
        assert isinstance(row.get("新增用地批准日期"), date | None)
    shuffled = {table: rng.sample(rows, len(rows)) for table, rows in upload.items()}
    for policy in POLICIES:
        changes = rng.choice([None, random_changes(rng, policy)])
        for year in {year for year, _ in keys}:
            result = evaluate(upload, policy, year, changes)
            assert result == evaluate(shuffled, policy, year, changes)
            assert sum(n for counts in result["status"].values() for n in counts.values()) == len(
                result["rows"]
            )


@pytest.mark.parametrize("policy", POLICIES)
def test_random_changes_keep_the_weights_at_100(policy):
    for seed in range(30):
        pools = policy_with(policy, random_changes(random.Random(seed), policy))["pools"]
        assert all(sum(pool["weights"].values()) == 100 for pool in pools.values())
