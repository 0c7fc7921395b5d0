"""Which enterprises are under the line of 低产田, each by its own figure? (spec 7.4, 7.5; JX-27, XC-25)"""

from __future__ import annotations

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.explore.summary import known_land, lowland_rule, under_the_line
from muyun.policy.rules import Lowland


def low_enterprises(evaluation: Evaluation, rule: Lowland | None = None) -> pd.DataFrame:
    """The low-yield enterprises of the year, whatever their status, by credit code. rule: None for the policy's.

    name, county, town, land_mu, tax_wan, tax_per_mu (万元/亩): the enterprise's own, also of a tenant whose merged
    unit isn't low; applied: its unit's 执行等级, NaN without. One without land or tax isn't judged.
    """
    people = evaluation.prepared.cohort.enterprises
    land, tax = known_land(people), people["tax_wan"].to_numpy(dtype=float)
    per_mu = tax / land
    low = np.flatnonzero(under_the_line(rule or lowland_rule(evaluation), per_mu))
    applied = evaluation.classes["applied"].array[evaluation.places]
    own = people.iloc[low]
    return own[["name", "county", "town"]].assign(
        land_mu=land[low], tax_wan=tax[low], tax_per_mu=per_mu[low], applied=applied[low]
    )
