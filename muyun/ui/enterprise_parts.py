"""企业, part by part: who is meant, and each part with its heading."""

from __future__ import annotations

import streamlit as st

from muyun import ui
from muyun.explore.filters import Filters, matching
from muyun.explore.whatif.standing import UNRANKED
from muyun.show import enterprise, origins
from muyun.show.enterprise_markup import class_chain, item_grid, text_grid, year_grid
from muyun.show.evaluation_findings import about
from muyun.show.explain import Node
from muyun.show.ranked import Ranked
from muyun.show.tables import Column, Table
from muyun.show.waterfall import waterfall
from muyun.ui import cached
from muyun.ui.state import State, change
from muyun.ui.telling import plain

_CODE = "enterprise:code"
_LISTED = 50


def chosen_code(state: State, everybody: Ranked) -> str | None:
    """The enterprise that the URL or the search box names; asks, and says why there is none, otherwise None."""
    code = st.query_params.get("code", st.session_state.get(_CODE, ""))
    _search_box()
    asked = st.query_params.get("q", "")
    if asked:
        return _found(everybody, asked)
    if not code:
        ui.empty("请输入企业名称或统一社会信用代码，也可以在“排名”里点一家企业。", go_to="ranking")
        return None
    if code not in everybody.frame.index:
        _elsewhere(state, code)
        return None
    return _kept(code)


def _search_box() -> None:
    st.session_state["enterprise:q"] = st.query_params.get("q", "")
    st.text_input(
        "找企业", key="enterprise:q", on_change=_searched, width=480, label_visibility="collapsed",
        placeholder="找企业：名称或统一社会信用代码，输入后按回车",
    )  # fmt: skip


def _searched() -> None:
    asked = st.session_state["enterprise:q"].strip()
    st.session_state.pop(_CODE, None)
    st.query_params.pop("code", None)
    if asked:
        st.query_params["q"] = asked
    else:
        st.query_params.pop("q", None)


def _kept(code: str) -> str:
    st.session_state[_CODE] = code
    if st.query_params.get("code") != code:
        st.query_params["code"] = code
    return code


def _found(everybody: Ranked, asked: str) -> str | None:
    """The only enterprise that fits, the one picked from several, or None."""
    rows = everybody.frame[matching(everybody.frame, Filters(q=asked))]
    if rows.empty:
        why = f"{everybody.now.year} 年度没有名称或代码含“{asked[:40]}”的企业。请换一个词，或换一个评价年度。"
        ui.empty(why, go_to="ranking")
        return None
    if len(rows) == 1:
        return str(rows.index[0])
    columns = [
        Column("name", "企业名称"), Column("code", "统一社会信用代码"), Column("county", "区县"),
        Column("group", "评价组"), Column("class", "等级", "class"), Column("rank", "名次", "number", decimals=0),
    ]  # fmt: skip
    ui.headline(f"名称或代码含“{asked[:40]}”的有 {len(rows):,} 家，请点一家")
    found = Table(rows, columns, caption=f"共 {len(rows):,} 家")
    picked = ui.table(found, key=f"enterprise:found:{asked}", pick=True, size=_LISTED, height=420).chosen
    if picked in everybody.frame.index:
        st.session_state[_CODE] = picked
        st.query_params.pop("q", None)
        st.query_params["code"] = picked
        st.rerun()
    return None


def _elsewhere(state: State, code: str) -> None:
    """What to say of a code that this year doesn't have."""
    rows = cached.tables(state.dataset.data_id).enterprises
    years = sorted(int(year) for year in rows["year"][(rows["uscc"] == code).fillna(False)].dropna().unique())
    if not years:
        ui.empty(f"数据中没有统一社会信用代码为“{code[:40]}”的企业。请核对代码，或在“排名”里找。", go_to="ranking")
        return
    told = "、".join(map(str, years))
    ui.empty(f"{state.year} 年度的数据中没有这家企业；{told} 年度有。")
    for year in years:
        st.button(f"看 {year} 年度", key=f"enterprise:year:{year}", on_click=change, kwargs={"year": str(year)})


def why(state: State, everybody: Ranked, code: str) -> None:
    """The answer in a sentence, the class step by step, the score from 0 up."""
    answer, row = enterprise.answer(everybody, code), everybody.frame.iloc[everybody.place(code)]
    ui.headline(answer.sentence, answer.because)
    if answer.todo:
        ui.empty(answer.todo, go_to="data")
    for other, name in enterprise.same_unit(everybody, code):
        ui.link_to(state, "enterprise", f"同一评价单元：{plain(name)}", code=other)
    chain = class_chain(everybody, code)
    if chain:
        ui.picture(chain, key="enterprise:chain")
    steps = enterprise.steps(everybody.evaluation, row["unit"])
    if steps:
        lines = enterprise.marks(everybody, row["group"])
        ui.picture(waterfall(steps, float(row["score"]), lines), key="enterprise:waterfall")


def items(everybody: Ranked, code: str) -> None:
    """Item by item, each with its formula."""
    markup = item_grid(everybody.evaluation, everybody.frame.iloc[everybody.place(code)]["unit"])
    if markup:
        st.subheader("每项得分怎么来", anchor=False)
        ui.picture(markup, key="enterprise:items")


def how_firm(state: State, everybody: Ranked, code: str) -> None:
    """The way to what other weights would do to a ranked one."""
    if everybody.now.letters[everybody.place(code)] != UNRANKED:
        ui.link_to(state, "robustness", "换权重后有多稳", code=code)


def opinions(state: State, everybody: Ranked, code: str) -> None:
    """What the evaluation found about its rows, and which of them have no effect."""
    found = about(everybody.evaluation, cached.tables(state.dataset.data_id), code)
    if found:
        st.subheader("评价时对这家企业的意见", anchor=False)
        for text in found:
            st.warning(plain(text))


def history(everybody: Ranked, code: str) -> None:
    """Class, rank and score of every year in the data."""
    st.subheader("历年", anchor=False)
    ui.picture(year_grid(everybody, code), key="enterprise:years")


def inputs(state: State, everybody: Ranked, code: str, trace: Node) -> None:
    """The cells of the upload that neither the trace nor the records lead to."""
    told = {str(cell) for node in trace.walk() for cell in node.cells}
    found = origins.input_cells(cached.tables(state.dataset.data_id), everybody.evaluation, code, told)
    if found:
        st.subheader("其余数据在上传文件的哪里", anchor=False)
        ui.note("依据链没有用到的数据。用到的，单元格写在依据链里；加减分、否决、调档和宗地的，写在登记里。")
        ui.picture(text_grid(origins.HEADS, found), key="enterprise:inputs")
