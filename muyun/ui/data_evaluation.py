"""数据核对, right: what the evaluation finds in the data looked at, under the sidebar's policy and year."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from muyun.evaluate import Evaluation, evaluate
from muyun.explore.scope.statuses import Scope, scope
from muyun.findings import Finding, InputError, Level, has_errors
from muyun.policy.model import Policy, policy_hash
from muyun.report.result_book import result_csv
from muyun.show.evaluation_findings import UNTOUCHED, evaluation_words, nobody_ranked, ranked_words
from muyun.store import Dataset
from muyun.ui import cached
from muyun.ui.data_findings import findings_list, grouped
from muyun.ui.results import evaluated
from muyun.ui.state import State
from muyun.ui.telling import tell
from muyun.ui.uploading import Reading
from muyun.ui.widgets import empty, note

EVALUATION = "按政策评价的意见"
_NO_TABLE = "没有“企业”表，不能评价。请补充上传企业表。"
_NO_ROWS = "“企业”表是空的，不能评价。请填好再上传。"
_CONSEQUENCES = {
    Level.ERROR: "改正后才能评价", Level.WARNING: "会影响结果，请核对", Level.NOTE: "评价时是怎样处理的，请知悉",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an evaluation found, and who takes part. `why_not`: why there is none; `errors`: what is to be mended."""

    year: int
    findings: tuple[Finding, ...] = ()
    scope: Scope | None = None
    why_not: str = ""
    errors: tuple[Finding, ...] = ()


def of_version(state: State, looked: Dataset) -> Opinion:
    """Of a stored version; where it lacks the sidebar's year, of its latest."""
    if not looked.years:
        return Opinion(0, why_not=_NO_TABLE)
    year = state.year if state.year in looked.years else max(looked.years)
    try:
        return _opinion(evaluated(state, looked.data_id, year))
    except InputError as wrong:
        return Opinion(year, why_not="按现有数据不能评价，请先改正下列问题：", errors=wrong.findings)


def of_upload(state: State, reading: Reading) -> Opinion:
    """Of an upload that isn't stored."""
    if has_errors(reading.findings):
        return Opinion(0, why_not="上传的文件有错误，改正后才能评价。")
    years = [int(year) for year in reading.tables.enterprises["year"].dropna().unique()]
    if not years:
        return Opinion(0, why_not=_NO_ROWS if "企业" in reading.tables.sources else _NO_TABLE)
    year = state.year if state.year in years else max(years)
    try:
        key = (reading.data_id, state.policy.id, policy_hash(state.policy), year)
        return _of_tables(key, reading, state.policy)
    except InputError as wrong:
        return Opinion(year, why_not="按这些数据不能评价，请先改正下列问题：", errors=wrong.findings)


@st.cache_resource(show_spinner="正在评价……", max_entries=4)
def _of_tables(key: cached.Key, _reading: Reading, _policy: Policy) -> Opinion:
    return _opinion(evaluate(cached.with_own_coefficients(_reading.tables), _policy, key[3]))


def _opinion(evaluation: Evaluation) -> Opinion:
    return Opinion(evaluation.year, evaluation.findings, scope(evaluation))


def under(state: State, year: int) -> str:
    """「按《……意见》评价 2022 年度」, said to be a scenario where it is one."""
    return f"按《{state.official.title}》{'（模拟方案）' if state.is_scenario else ''}评价 {year} 年度"


def opinion_headline(state: State, opinion: Opinion) -> str:
    """For the headline: that nobody could be ranked by the policy, and why; "" where somebody can."""
    nobody = nobody_ranked(opinion.scope) if opinion.scope else ""
    return f"但{under(state, opinion.year)}，{nobody}。" if nobody else ""


def opinion_line(state: State, opinion: Opinion) -> str:
    """For the headline's second line: who takes part, how many findings, or that it can't be evaluated."""
    if opinion.why_not:
        return f"还不能按政策评价，原因见“{EVALUATION}”。"
    found = evaluation_words(opinion.findings) or "没有意见"
    ranked = ranked_words(opinion.scope) if opinion.scope else ""
    if not ranked:  # the headline says it
        return f"按政策评价{found}，见“{EVALUATION}”。"
    return f"{under(state, opinion.year)}，{ranked}；{found}。"


def evaluation_part(state: State, opinion: Opinion, name: str, key: str) -> None:
    """The findings by level and kind; that there are none; or why it can't be evaluated."""
    if opinion.why_not:
        empty(opinion.why_not)
        tell(opinion.errors)
        return
    note(f"{under(state, opinion.year)}时发现的。政策和年度在左边栏选；换一份政策，意见也不同。")
    if not opinion.findings:
        empty(UNTOUCHED)
        return
    st.download_button(
        "下载评价意见清单", lambda: result_csv(findings_list(opinion.findings)),
        f"{name}-{opinion.year}年度评价意见.csv", "text/csv", key=f"data:opinion:{key}", on_click="ignore",
        help="每条意见一行；读数时的意见在“核对意见”里。",
    )  # fmt: skip
    grouped(opinion.findings, f"{key}:{state.official.id}:{opinion.year}", _CONSEQUENCES)
