"""区域 · 综合评价: parks or regions under the policy's own rules for them, with weights to try."""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st

from muyun import ui
from muyun.evaluate.subjects import subject_years
from muyun.explore.regions.subject_look import SubjectLook, enterprises_in, look
from muyun.findings import Level
from muyun.policy.model import Policy, policy_hash
from muyun.policy.subjects import SubjectRules
from muyun.show.explain.markup import trace_markup
from muyun.show.explain.outline import outline_frame
from muyun.show.goto import destination
from muyun.show.subject_bars import left_out, score_bars
from muyun.show.subject_table import hidden_at_first, subject_table
from muyun.show.subject_trace import subject_trace
from muyun.show.subject_words import UNOFFICIAL, front_sentence, headline, subject_sentence
from muyun.show.tables import View
from muyun.ui import cached, region_alone
from muyun.ui.region_weights import asked_weights
from muyun.ui.state import State
from muyun.ui.telling import plain, tell

VIEW = "综合评价"
"""What this view is called."""

EVALUATION, SUBJECT = "evaluation", "subject"
_PICKED = "regions:subject:picked"
_BUTTONS_AT_MOST = 4
_HEIGHT = 420

HOW = (
    "综合得分：各项指标与基准值相比，乘以权重后相加；与企业评价用同一套算法。只评分、排名，不分等级。",
    "数据是“园区”“区域”表填报的，不是企业的合计；两个来源分开。",
    "公布值：只有比值、没有分子分母的，照样展示、排名、计分，不并入合计。",
    "比上年：用同样的规则和权重算上年，看同一组里的名次；上年没有排名的空着。",
)
"""How the figures are made, for 依据."""


def subjects(state: State) -> None:
    """The whole view: headline, picture, who is in front, table, and how one score came about."""
    policy = state.policy
    if not policy.evaluations:
        why = "这份政策没有写园区、区域的综合评价。可以在“政策”页换一份，或存一份加上它的本地政策。"
        ui.empty(why, go_to="policy")
        return
    title = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        name = _chosen(list(policy.evaluations), _first(state, policy))
        rules = policy.evaluations[name]
        weights = asked_weights(name, rules)
    found = _look(state, policy, name, weights)
    if found is None:
        ui.empty(_nobody(state, rules), go_to="data")
        ui.sources(quotes_of(rules), state, HOW, quotes_of(rules))
        return
    with title:
        said, second = headline(found)
        ui.headline(("模拟方案下，" if state.is_scenario else "") + said, second)
    _parts(state, found)


def _first(state: State, policy: Policy) -> str:
    """The evaluation to begin with: the first that the year's tables have somebody for, else the policy's first."""
    tables = cached.tables(state.dataset.data_id)
    held = (name for name, rules in policy.evaluations.items() if state.year in subject_years(tables, rules))
    return next(held, next(iter(policy.evaluations)))


def _chosen(names: list[str], first: str) -> str:
    if st.query_params.get(EVALUATION, first) not in names:
        ui.note(f"这份政策没有链接里的那项评价，下面是{first}。")
    if st.session_state.get(EVALUATION) not in (None, *names):
        st.session_state[EVALUATION] = first
    settings = {"key": EVALUATION, "bind": "query-params", "persist_state": "session", "label_visibility": "collapsed"}
    if len(names) <= _BUTTONS_AT_MOST:
        chosen = st.segmented_control("评价什么", names, default=first, required=True, format_func=plain, **settings)
    else:
        begin = 0 if EVALUATION in st.session_state else names.index(first)
        chosen = st.selectbox("评价什么", names, index=begin, filter_mode=None, **settings)
    return chosen or first


def _look(state: State, policy: Policy, name: str, weights: Mapping[str, float]) -> SubjectLook | None:
    as_text = json.dumps(dict(weights), sort_keys=True, ensure_ascii=False)
    return _kept(state.dataset.data_id, policy_hash(policy), name, as_text, state.year, policy)


@st.cache_resource(show_spinner="正在评价……", max_entries=24)
def _kept(
    data_id: str, policy_hash: str, name: str, weights: str, year: int, _policy: Policy
) -> SubjectLook | None:  # fmt: skip
    return look(cached.tables(data_id), _policy, name, year, json.loads(weights))


def _nobody(state: State, rules: SubjectRules) -> str:
    """Why there is nobody to evaluate, and what to do."""
    kinds = "、".join(rules.members.kinds)
    years = subject_years(cached.tables(state.dataset.data_id), rules)
    held = f"只有 {'、'.join(map(str, years))} 年度的，可以换一个年度" if years else "各年度都没有"
    return f"“{rules.table}”表里没有 {state.year} 年度的{kinds}（{held}）。请补充“{rules.table}”表后重新上传。"


def _parts(state: State, found: SubjectLook) -> None:
    tell(finding for finding in found.now.findings if finding.level is not Level.NOTE)
    _open(ui.picture(score_bars(found, _opened(found)), key="regions:subjects"))
    if rest := left_out(found):
        ui.note(rest)
    _front(state, found)
    table = subject_table(found)
    key = f"regions:subjects:table:{found.name}"
    view = ui.table(table, key=key, pick=True, height=_HEIGHT, view=View(hidden=hidden_at_first(found)))
    if view.chosen != st.session_state.get(_PICKED):
        st.session_state[_PICKED] = view.chosen
        _open_named(found, view.chosen or "")
    name = f"{state.year}年度{found.name}综合评价" + (f"（{UNOFFICIAL}）" if found.changed else "")
    with st.container(horizontal=True, vertical_alignment="center"):
        ui.download(table.exported, name, state, key="regions:subjects:download")
        quotes = quotes_of(found.official)
        ui.sources(quotes, state, HOW, quotes)
    _explained(state, found)


def _front(state: State, found: SubjectLook) -> None:
    """Who is in front and, by link, whose enterprises that concerns (XA-41)."""
    said = front_sentence(found)
    if not said:
        return
    st.subheader("排序靠前：优先支持升级、扩区", anchor=False)
    alone = region_alone.is_alone(state)
    ui.note(said + "园区内企业申报产业发展专项资金的，同等条件优先" + ("。" if alone else "；点园区看它的企业。"))
    if found.changed:
        ui.note(f"{UNOFFICIAL}：按政策的权重才算数。")
        return
    if alone:
        return
    counts = enterprises_in(ui.official(state), [name for name in found.order if name in found.front])
    with st.container(horizontal=True):
        for park, count in counts.items():
            mark = f"，连续 {found.rules.front.years} 年" if park in (found.steady or ()) else ""
            ui.link_to(state, "ranking", plain(f"{park}{mark}：企业 {count:,} 家"), park=park)


def _opened(found: SubjectLook) -> str | None:
    name = st.query_params.get(SUBJECT, "")
    return name if name in found.now.names else None


def _open(clicked: str | None) -> None:
    there = destination(clicked)
    if there and there[0] == "regions" and there[1].get(SUBJECT):
        st.query_params[SUBJECT] = there[1][SUBJECT]
        st.rerun()


def _open_named(found: SubjectLook, name: str) -> None:
    if name in found.now.names:
        st.query_params[SUBJECT] = name
        st.rerun()


def _explained(state: State, found: SubjectLook) -> None:
    """How one score came about, down to the cells; a hint where none is open."""
    name = _opened(found)
    if name is None:
        ui.note("点图上或表里的一行，这里看它的得分怎么算的，直到上传文件里的单元格。")
        return
    st.subheader(plain(subject_sentence(found, name)), anchor=False)
    trace = subject_trace(found, cached.tables(state.dataset.data_id), name)
    if trace is None:
        ui.note("没有得分，没有可展开的计算。")
        return
    words = found.now.evaluation.policy.class_words
    ui.picture(trace_markup(trace, words), key="regions:subjects:trace")
    ui.download(
        lambda: outline_frame(trace, words), f"{state.year}年度{name}得分依据", state, key="regions:subjects:trace:file"
    )


def quotes_of(rules: SubjectRules) -> dict[str, str]:
    """The clauses that the rules cite, in reading order, each with all the words of it that they cite.

    The annex says a formula twice, for enterprises and for regions: the words are those of these rules.
    """
    sourced = [rules.members, rules.rank_within, rules.transition, *rules.indicators.values(), rules.weights_source]
    sourced += [rules.benchmark, rules.item, *rules.items.values(), rules.front]
    found: dict[str, list[str]] = {}
    for rule in filter(None, sourced):
        for clause in rule.clause:
            found.setdefault(clause, []).append(rule.quotes.get(clause, rule.quote or ""))
    return {clause: "……".join(dict.fromkeys(words)) for clause, words in found.items()}
