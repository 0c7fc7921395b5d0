"""总览：今年总体怎么样？ Classes by number, land and tax; change on last year; low-yield land; what is missing."""

import streamlit as st

from muyun import ui
from muyun.explore import summary
from muyun.show import bars, overview, place_bars, place_table, years
from muyun.show.evaluation_findings import evaluation_words
from muyun.show.goto import goto
from muyun.show.targets import goal_card
from muyun.ui import overview_targets, sample
from muyun.ui.data_evaluation import EVALUATION
from muyun.ui.telling import plain

ALL = "全部"

state = ui.begin("overview")

if state.dataset is None:
    ui.empty("还没有数据。上传本单位的企业表，或者先载入合成样例看一看。", go_to="data", label="去“数据核对”上传")
    sample.load_button()
    st.stop()
evaluation = ui.evaluation(state)
words = evaluation.policy.class_words

pools = summary.pools(evaluation)
pool = None
top = st.container()
if len(pools) > 1:
    if st.session_state.get("group") not in (None, ALL, *pools):
        st.session_state["group"] = ALL
    chosen = st.segmented_control(
        "评价组", [ALL, *pools], default=ALL, key="group", required=True, label_visibility="collapsed",
        bind="query-params", persist_state="session", format_func=plain,
    )  # fmt: skip
    pool = None if chosen == ALL else chosen


def class_go(letter: str) -> str:
    """The list of a class; of what isn't classed for ""."""
    return goto("ranking", **{"class": letter or bars.UNRANKED_WORD}, pool=pool or "")


now = summary.sums(evaluation, pool)
where = summary.concentration(evaluation, pool)
with top:
    prefix = "模拟方案下，" if state.is_scenario else ""
    ui.headline(prefix + overview.headline(evaluation, pool, now, where), overview.second_line(evaluation, now, where))
if now.evaluated[0]:
    ui.follow(ui.picture(bars.class_bars(now, words, class_go), key="overview:bars"))
else:
    ui.empty("没有企业可以排名。缺什么见下面的卡片，请在“数据核对”补充后再看。", go_to="data")

cards = st.container()
if opinion := evaluation_words(evaluation.findings):
    ui.link_to(state, "data", f"按这份政策评价{opinion}", show=EVALUATION)
by = summary.split_by(evaluation, pool)
if by:
    places = summary.sums(evaluation, pool, by)
    ui.follow(
        ui.picture(
            place_bars.place_bars(places, by, words, lambda place: place_table.place_go(place, pool)),
            key="overview:places",
        )
    )
    if rest := place_bars.left_out(places, by):
        ui.note(rest)
line, aims = st.container(), st.container()

if by:
    table = place_table.place_table(places, by, words)
    view = ui.table(table, key="overview:table", pick=True, height=520)
    if view.chosen in table.frame.index:
        place = places.places[int(view.chosen)]
        with st.container(horizontal=True, vertical_alignment="center"):
            ui.note(f"{table.frame.at[view.chosen, 'name']}的名单：")
            for label, query in place_table.links(place, by, words, pool):
                ui.link_to(state, "ranking", label, **query)
else:
    ui.note("企业表里没有两个以上的区县或镇街，不分地区列表。")
with st.container(horizontal=True, vertical_alignment="center"):
    if by:
        name = f"{state.year}年度{pool or ''}分{place_bars.WORDS[by]}总览"
        ui.download(table.exported, name, state, "overview:download")
    ui.sources(overview.clauses(evaluation), state, overview.formulas(evaluation))
    if note := overview.merged_note(evaluation):
        ui.note(note)

last = ui.before(state)
earlier = None
if last is not None:
    earlier = overview.Earlier(last.year, summary.sums(last, pool), summary.moves(evaluation, last, pool))
goals = overview_targets.goals_of(state)
with cards:
    ui.follow(ui.picture(overview.cards(evaluation, pool, now, earlier, goal_card(goals)), key="overview:cards"))
with aims:
    overview_targets.show_goals(state, goals)

shown = [years.Year(state.year, now, state.is_scenario)]
for year in years.shown_years(state.dataset.years, state.year):
    other = None if year == state.year else ui.before(state, state.year - year)
    if other is not None:
        shown.append(years.Year(year, summary.sums(other, pool)))
if len(shown) > 1:
    with line:
        ui.picture(years.year_lines(sorted(shown, key=lambda y: y.year), words), key="overview:years")
        ui.note(years.how_made(shown))
