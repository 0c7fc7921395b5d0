"""Does the package give what the second calculation gives? On the golden samples and on random uploads."""

import csv
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare import differences
from make_expected import HERE, SAMPLES
from muyun.data.read import read_upload
from muyun.data.tables import Tables
from muyun.evaluate import evaluate
from muyun.evaluate.output import benchmark_values, class_counts, group_frame, result_frame, status_counts
from muyun.findings import InputError, has_errors
from muyun.policy.amend import amend
from muyun.policy.load import load_policy
from muyun.report.csvfile import write_csv
from muyun.terms import TABLES
from oracle import evaluate as oracle
from oracle_policies import POLICIES
from random_changes import random_changes
from random_upload import random_upload

GOLDEN_POLICY = {"jiaxing": "jiaxing-2018", "xian": "xian-2022"}


def plain(frame):
    return [
        {k: None if pd.isna(v) or v == "" else v for k, v in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]


def tables_of(upload):
    return Tables.of({table: rows for table, rows in upload.items() if table in TABLES})


def without_zeros(counts):
    kept = {group: {k: v for k, v in of.items() if v} for group, of in counts.items()}
    return {group: of for group, of in kept.items() if of}


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", ["result.csv", "groups.csv"])
def test_golden_sample_comes_out_as_worked_out_apart(sample, name, tmp_path):
    tables, findings = read_upload([HERE / sample / "input"])
    assert not has_errors(findings)
    evaluation = evaluate(tables, load_policy(GOLDEN_POLICY[sample]), int(tables.enterprises["year"].max()))
    frame = result_frame(evaluation) if name == "result.csv" else group_frame(evaluation)
    write_csv(frame, tmp_path / name)
    actual, expected = (
        list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
        for path in (tmp_path / name, HERE / sample / "expected" / name)
    )
    assert differences(actual, expected) == []


@pytest.mark.parametrize("policy_id", sorted(POLICIES))
@settings(max_examples=25)
@given(seed=st.integers(0, 10**9), changed=st.booleans())
def test_random_upload_gives_the_oracle_s_result(policy_id, seed, changed):
    rng = random.Random(seed)
    upload = random_upload(rng, size=rng.choice([3, 8, 30, 60]))
    year = rng.choice(sorted({row["年度"] for row in upload["企业"]}))
    changes = random_changes(rng, policy_id) if changed else {}
    official = load_policy(policy_id)
    try:
        policy, _ = amend(official, changes, None)
    except InputError:
        return  # two changes that the policy forbids together
    evaluation = evaluate(tables_of(upload), policy, year, official)
    expected = oracle(upload, policy_id, year, changes)

    assert differences(plain(result_frame(evaluation)), expected["rows"]) == []
    assert differences(plain(group_frame(evaluation)), expected["groups"]) == []
    assert without_zeros(status_counts(evaluation)) == without_zeros(expected["status"])
    assert without_zeros(class_counts(evaluation)) == without_zeros(expected["classes"])
    for group, values in benchmark_values(evaluation).items():
        known = {name: value for name, value in expected["benchmarks"][group].items() if value is not None}
        assert values == pytest.approx(known)
