"""What must hold of classes and ranks whatever is uploaded."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import FIVE, latest, uploads, with_benchmarks_held

from muyun.evaluate import evaluate
from muyun.evaluate.output import result_frame, status_counts
from muyun.evaluate.quotas import class_counts, largest_remainder
from muyun.policy.load import load_policy
from muyun.policy.rules import Quota


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=10)
@given(tables=uploads())
def test_statuses_and_quotas_add_up(policy_id, tables):
    """Spec 4: the statuses add up to the rows. Spec 5.2: the classes by rank are the quotas of n."""
    policy, year = load_policy(policy_id), latest(tables)
    evaluation = evaluate(tables, policy, year)
    result = result_frame(evaluation)

    assert len(result) == (tables.enterprises["year"] == year).sum()
    assert sum(sum(of.values()) for of in status_counts(evaluation).values()) == len(result)
    units = result.drop_duplicates("评价单元")
    for group, rows in units[units["状态"] == "参评"].groupby("评价组"):
        county = group.partition("/")[2] or None
        expected = class_counts(policy.classes(group.partition("/")[0]), len(rows), county)
        assert tuple((rows["排名分档"] == letter).sum() for letter in "ABCD") == expected
        best_first = rows.sort_values("名次")
        assert (np.diff(best_first["综合得分"].round(9)) <= 0).all()
    others = units[units["状态"] != "参评"]
    assert others["名次"].isna().all() and others["执行等级"].isna().all()


@settings(max_examples=200)
@given(
    n=st.integers(0, 5000),
    parts=st.lists(st.integers(0, 20), min_size=3, max_size=4).filter(lambda p: sum(p) > 0),
)
def test_largest_remainder_adds_up_and_is_within_one(n, parts):
    """Spec 5.2: exact quotas give every place away, each class within one of its share."""
    shares = [part / sum(parts) for part in parts]
    counts = largest_remainder(shares, n)
    assert sum(counts) == n
    assert all(abs(count - share * n) < 1 + 1e-6 for count, share in zip(counts, shares, strict=True))


@settings(max_examples=200)
@given(
    n=st.integers(0, 2000),
    shares=st.lists(st.integers(0, 33), min_size=3, max_size=3),
    kind=st.sampled_from(["at_most", "at_least"]),
)
def test_bounded_quotas_keep_their_bounds(n, shares, kind):
    """Spec 5.2: 不超过 never passes the share, 不低于 never stays below it while there are places."""
    classes = {
        name: Quota(**{kind: share / 100}, assumed="测试")
        for name, share in zip("ABD", shares, strict=True)
    } | {"C": Quota(rest=True)}
    counts = dict(zip("ABCD", class_counts(classes, n), strict=True))
    assert sum(counts.values()) == n
    for name, share in zip("ABD", shares, strict=True):
        exact = share * n / 100
        if kind == "at_most":
            assert exact - 1 < counts[name] <= exact + 1e-9
        elif sum(-(-s * n // 100) for s in shares) <= n:
            assert exact - 1e-9 <= counts[name] < exact + 1


@pytest.mark.parametrize("policy_id", FIVE)
@settings(max_examples=10)
@given(tables=uploads(), which=st.integers(0, 10**6), more=st.sampled_from([0.001, 1.0, 1000.0]))
def test_more_tax_never_lowers_a_rank_while_benchmarks_are_held(policy_id, tables, which, more):
    year = latest(tables)
    official = load_policy(policy_id)
    policy = with_benchmarks_held(official, evaluate(tables, official, year))
    before = evaluate(tables, policy, year)
    taxed = before.prepared.cohort.enterprises["tax_wan"].dropna()
    ranked = before.ranking["rank"][before.unit_of[taxed.index]].set_axis(taxed.index).dropna()
    if ranked.empty:
        return
    code = ranked.index[which % len(ranked)]

    rows = tables.enterprises
    own = (rows["uscc"] == code) & (rows["year"] == year)
    raised = rows.assign(tax_wan=rows["tax_wan"].mask(own, taxed[code] + more))
    after = evaluate(replace(tables, enterprises=raised), policy, year)

    unit = before.unit_of[code]
    assert after.ranking.at[unit, "rank"] <= before.ranking.at[unit, "rank"]
