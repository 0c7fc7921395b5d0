"""Uploads and policies that the properties are tried on: small, nasty, all five policies."""

import random

import numpy as np
from hypothesis import strategies as st

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.policy.amend import amend
from muyun.policy.model import Policy
from muyun.terms import TABLES
from random_upload import random_upload

FIVE = ["fenghua-2022", "huangyan-2022", "jiaxing-2018", "xiacheng-2019", "xian-2022"]


def tables_of(upload: dict) -> Tables:
    return Tables.of({table: rows for table, rows in upload.items() if table in TABLES})


@st.composite
def uploads(draw, sizes=(5, 25, 50)) -> Tables:
    """Small whole numbers make ties common, at the quota lines too."""
    rng = random.Random(draw(st.integers(0, 10**9)))
    return tables_of(random_upload(rng, size=rng.choice(sizes)))


def latest(tables: Tables) -> int:
    return int(tables.enterprises["year"].max())


def with_benchmarks_held(policy: Policy, evaluation: Evaluation) -> Policy:
    """The policy, undivided, with the evaluation's benchmarks (1 where there is none) as constants."""
    pools = {}
    for name, pool in policy.pools.items():
        values = evaluation.benchmarks.loc[[g for g in evaluation.benchmarks.index if g.split("/")[0] == name]]
        held = {n: float(np.nanmax([*values[n], 1e-3])) for n in pool.weights}
        pools[name] = {"benchmark": {"method": "constant", "values": held, "assumed": "测试"}}
    return amend(policy, {"pools": pools, "defaults": {"pool_by": "none"}}, None)[0]
