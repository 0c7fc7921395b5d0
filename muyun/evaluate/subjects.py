"""How do parks and regions stand? Their rows of 园区 or 区域 through the evaluation of enterprises (XA-14…17, ZJ-01).

Each row stands in for an enterprise, so that ratios, benchmarks, items, scores and ranks have one kernel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from muyun.data.tables import Tables, empty_frame
from muyun.evaluate.cohort import NO_COUNTY
from muyun.evaluate.ratio import published_column, rounded
from muyun.evaluate.run import Evaluation, evaluate
from muyun.evaluate.subject_findings import subject_findings, unscored
from muyun.findings import Finding
from muyun.policy.model import Members, Policy, Pool
from muyun.policy.rules import Indicator, Quota, Scope
from muyun.policy.source import Setting
from muyun.policy.subjects import KIND_COLUMN, SubjectIndicator, SubjectRules
from muyun.terms import Status, table_measures

ITSELF = "itself"
"""The denominator, 1 in every row, of an indicator that is the measure itself: a group's is then the mean."""

_OURS = "评价园区、区域时由本系统设定。"


@dataclass(frozen=True, slots=True)
class Subjects:
    """Parks or regions of one year, evaluated by `rules`. Frames of `evaluation` are indexed by name.

    rows      label of each name's row in the table, for `Tables.cell`
    findings  in words for parks and regions; those of `evaluation` speak of enterprises
    """

    rules: SubjectRules
    evaluation: Evaluation
    rows: pd.Series
    findings: tuple[Finding, ...]

    @property
    def year(self) -> int:
        """The evaluated year."""
        return self.evaluation.year

    @property
    def names(self) -> list[str]:
        """Who takes part, in the order of every frame."""
        return list(self.evaluation.participants.index)

    @property
    def indicators(self) -> pd.DataFrame:
        """Values, n × m; published ones among them."""
        return self.evaluation.indicators

    @property
    def published(self) -> pd.DataFrame:
        """Which values are 公布值, n × m bool: shown, ranked and scored, in no sum (spec 6.5)."""
        parts = self.evaluation.prepared.cohort.fractions
        return pd.DataFrame(parts.published, self.indicators.index, list(parts.names))

    @property
    def items(self) -> pd.DataFrame:
        """Item scores, n × m; NaN where lost or not scored."""
        return self.evaluation.items

    @property
    def scores(self) -> pd.Series:
        """综合得分; NaN where there is none. Parks in transition have one."""
        return self.evaluation.ranking["score"]

    @property
    def ranks(self) -> pd.Series:
        """Rank within the group; NaN for who isn't ranked."""
        return self.evaluation.ranking["rank"]

    @property
    def status(self) -> pd.Series:
        """参评, 过渡期 or 数据缺失."""
        return self.evaluation.participants["status"]

    @property
    def groups(self) -> pd.Series:
        """With whom each is ranked: its 级别, 上级…, "" where all are ranked together, NaN where it isn't known."""
        return self.evaluation.participants["group"].astype(object).map(
            lambda group: group.partition("/")[2], na_action="ignore"
        )

    @property
    def group_names(self) -> list[str]:
        """The groups that somebody is ranked in, by name."""
        ranked = self.groups[(self.status == Status.EVALUATED).to_numpy()]
        return sorted(ranked.unique())

    @property
    def reasons(self) -> pd.Series:
        """Why a row isn't ranked, as 依据 has it (`XA-14:过渡期`, `本系统:级别缺失`); "" for who is."""
        reasons = self.evaluation.participants["reason"].astype(object).fillna("")
        return reasons.replace(NO_COUNTY, f"本系统:{self.rules.rank_within.value}缺失")

    def uncounted(self, within: str) -> list[str]:
        """The indicators that nobody of a group can be measured by; within: as in `groups`."""
        group = f"{self.rules.table}/{within}" if within else self.rules.table
        return unscored(self.rules, self.evaluation, group)

    def indicator_ranks(self) -> pd.DataFrame:
        """The competition rank of each value within its group by the indicator's direction, n × m.

        NaN where there is no value and for who isn't ranked: a dash stays a dash.
        """
        ranked = (self.status == Status.EVALUATED).to_numpy()[:, None]
        known = np.where(ranked, rounded(self.indicators.to_numpy()), np.nan)
        values = pd.DataFrame(known, self.indicators.index, list(self.indicators))
        ranks = {
            name: values[name].groupby(self.groups).rank(method="min", ascending=rule.better == "lower")
            for name, rule in self.rules.indicators.items()
        }
        return pd.DataFrame(ranks, values.index)


def evaluate_subjects(tables: Tables, policy: Policy, rules: SubjectRules, year: int) -> Subjects | None:
    """The evaluation of `year`'s parks or regions of the rules' kinds; None: the table has none in that year.

    Other weights: `rules.with_weights`. A name twice in a year is an error of the upload already.
    """
    stand_ins = stand_in_tables(tables, rules)
    if not (stand_ins.enterprises["year"] == year).any():
        return None
    evaluated = evaluate(stand_ins, stand_in_policy(policy, rules), year)
    rows = evaluated.participants["row"]
    return Subjects(rules, evaluated, rows, subject_findings(tables, rules, evaluated))


def subject_years(tables: Tables, rules: SubjectRules) -> tuple[int, ...]:
    """The years that have rows of the rules' kinds, earliest first."""
    return tuple(sorted(int(year) for year in _own_rows(tables, rules)["year"].dropna().unique()))


def stand_in_policy(policy: Policy, rules: SubjectRules) -> Policy:
    """The policy with one pool, named as the table: the rules' indicators and weights, groups where 区县 stand.

    Nothing of enterprises holds: no exclusion, veto, bonus, R, merged parcel or sector rule. The classes that
    a pool must have mean nothing.
    """
    pool = Pool(
        members=Members(), weights=rules.weights, weights_source=rules.weights_source, items=rules.items,
        benchmark=rules.benchmark, item=rules.item, tie_break=Setting(value=(), assumed=_OURS),
        classes={"A": Quota(rest=True)},
        pool_by=Setting(value="区县" if rules.group_column else "none", assumed=_OURS),
    )  # fmt: skip
    nothing = dict.fromkeys(("bonus_items", "sector_adjustment", "sector_rules", "energy_cut", "parcels", "lowland"))
    return policy.model_copy(
        update={
            **nothing, "vetoes": (), "review": (), "targets": (), "evaluations": {},
            "scope": Scope(transition=rules.transition),
            "indicators": {name: _indicator(rule) for name, rule in rules.indicators.items()},
            "pools": {rules.table: pool},
        }
    )  # fmt: skip


def _indicator(rule: SubjectIndicator) -> Indicator:
    return Indicator(**(rule.model_dump() | {"denominator": rule.denominator or ITSELF}))


def stand_in_tables(tables: Tables, rules: SubjectRules) -> Tables:
    """The table's rows of the rules' kinds, all years, as rows of 企业: nothing else is in the upload.

    uscc       := the name
    county     := what the rows are ranked within
    transition_from := 省级命名年度, the year of approval; the first evaluation is that year's (本系统假定)
    Measures keep their names, row labels are the table's. Ratios that rows give themselves are beside them.
    """
    own = _own_rows(tables, rules)
    known = table_measures(rules.table)
    numbers = [name for name, measure in known.items() if measure.type == "float"]
    columns: dict[str, object] = {"year": own["year"], "uscc": own["name"], "name": own["name"]}
    columns |= {name: own[name] for name in numbers}
    columns |= {published_column(n): own[n] for n in rules.indicators if n in own.columns and n not in known}
    columns["county"] = own[rules.group_column] if rules.group_column else "全部"
    columns["transition_from"] = own["named_year"] if "named_year" in known else pd.NA
    columns[ITSELF] = 1.0
    frame = pd.DataFrame(columns, own.index)
    blank = empty_frame("企业")
    missing = {c: pd.Series(pd.NA if str(t) != "float64" else np.nan, own.index, t)
               for c, t in blank.dtypes.items() if c not in frame.columns}  # fmt: skip
    frame = frame.assign(**missing).astype({c: blank.dtypes[c] for c in blank.columns})
    return replace(Tables(), enterprises=frame, coefficients=tables.coefficients)


def _own_rows(tables: Tables, rules: SubjectRules) -> pd.DataFrame:
    """Rows of the kinds; of parks also of the levels, those without a level included: it may be one of them."""
    rows = tables.frame(rules.table)
    wanted = rows[KIND_COLUMN[rules.table]].isin(rules.members.kinds)
    if rules.members.levels:
        wanted &= rows["level"].isin(rules.members.levels) | rows["level"].isna()
    return rows[wanted.to_numpy()]
