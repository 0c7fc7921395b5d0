"""政策，改动: a table in which one types new values; what is wrong stands beside the value as soon as it is typed."""

from __future__ import annotations

from html import escape

import streamlit as st

from muyun.home import home
from muyun.policy.draft import Draft, beginning, checked
from muyun.policy.load import policy_text
from muyun.policy.parameters import Parameter, ValueKind, parameters
from muyun.ui import menu
from muyun.ui.faults import fragment
from muyun.ui.policy_save import save_form
from muyun.ui.state import State, change, patch_text
from muyun.ui.telling import plain, tell

_DRAFT = "policy:draft"
_UNCHANGED = "（不改）"
_WIDTHS = (5, 6, 5)
_PURPLE = "color: color-mix(in srgb, #7A3EB1 72%, currentColor)"
"""The accent of what the user changed, legible on both themes."""


@fragment
def editor(state: State) -> None:
    """The table of one part of the policy at the left, what the changes come to at the right."""
    held = _held(state)
    document = policy_text(state.official.id, home()) or None
    draft = checked(state.official, held["texts"], held["under"], document)
    table, side = st.columns([13, 6], gap="large")
    with table:
        _table(state, draft, held)
    with side:
        _side(state, draft, held)


def _held(state: State) -> dict:
    """The typed texts of this session for this policy; they begin with the scenario that the link carries."""
    of = (state.official.id, state.patch_text)
    held = st.session_state.get(_DRAFT)
    if held is None or held["of"] != of:
        start = beginning(state.official, state.patch)
        round_ = held["round"] + 1 if held else 0
        held = {"of": of, "texts": dict(start.texts), "under": start.under, "round": round_}
        st.session_state[_DRAFT] = held
    return held


def _table(state: State, draft: Draft, held: dict) -> None:
    known = parameters(state.official)
    sections = list(dict.fromkeys(p.section for p in known if p.editable))
    pools = [s for s in sections if s.startswith("评价组")]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    section = left.selectbox(
        "改哪一部分", sections, index=sections.index(pools[0]), key=f"policy:section:{state.official.id}",
        filter_mode=None, format_func=lambda s: _with_count(s, draft), persist_state="session",
    )  # fmt: skip
    inherited = section in pools and right.checkbox(
        "也列出沿用共用规则的值", key="policy:inherited", persist_state="session",
        help="改了就成为本组自己的规定，别的组不变。",
    )  # fmt: skip
    typed = {key for key, text in held["texts"].items() if text}
    with st.container(gap="xsmall"):
        for place, title in zip(st.columns(_WIDTHS), ("参数", "现行规定", "改为"), strict=True):
            place.html(f'<div class="muyun-note"><b>{title}</b></div>')
        for p in known:
            if p.section == section and (not p.inherited or inherited or p.key in typed or section not in pools):
                _row(p, draft, held)


def _with_count(section: str, draft: Draft) -> str:
    n = sum(c.parameter.section == section for c in draft.changes)
    return f"{section}（已改 {n} 项）" if n else section


def _row(p: Parameter, draft: Draft, held: dict) -> None:
    name, rule, to = st.columns(_WIDTHS, vertical_alignment="center")
    name.html(escape(_short(p)))
    rule.html(f'{escape(p.words)} &ensp;<span class="muyun-note">{_source(p)}</span>')
    with to:
        _input(p, held) if p.editable else st.html(f'<div class="muyun-note">{escape(p.fixed)}</div>')
    tell(draft.beside.get(p.key, ()))


def _short(p: Parameter) -> str:
    pool = p.section.removeprefix("评价组“").removesuffix("”")
    return p.label.removeprefix(f"{pool} · ")


def _source(p: Parameter) -> str:
    inherited = "沿用共用规则 · " if p.inherited else ""
    if p.is_local:
        return f'{inherited}<span class="muyun-tag" title="{escape(p.assumed)}">本地规定</span>'
    if p.clause:
        return f'{inherited}<span title="{escape(p.quote or "")}">{escape("、".join(p.clause))}</span>'
    if p.published:
        return f'{inherited}<span title="{escape(p.published)}">公布文件</span>'
    if p.assumed:
        return f'{inherited}<span class="muyun-tag" title="{escape(p.assumed)}">本系统假定</span>'
    return inherited.removesuffix(" · ")


def _input(p: Parameter, held: dict) -> None:
    key = f"policy:to:{held['round']}:{p.key}"
    now = held["texts"].get(p.key, "")
    if p.kind in (ValueKind.CHOICE, ValueKind.BOOL):
        words = [_UNCHANGED, *(w for _, w in p.choices if w != p.words)]
        st.selectbox(
            plain(p.label), words, index=words.index(now) if now in words else 0, key=key, on_change=_keep,
            args=(p.key, key), filter_mode=None, label_visibility="collapsed",
        )  # fmt: skip
    else:
        st.text_input(
            plain(p.label), value=now, key=key, on_change=_keep, args=(p.key, key), placeholder=p.words[:30],
            label_visibility="collapsed", autocomplete="off",
        )  # fmt: skip


def _keep(name: str, widget: str) -> None:
    text = (st.session_state.get(widget) or "").strip()
    texts = st.session_state[_DRAFT]["texts"]
    texts.pop(name, None)
    if text and text != _UNCHANGED:
        texts[name] = text


def _side(state: State, draft: Draft, held: dict) -> None:
    if not draft.changes and not draft.findings:
        st.html('<div class="muyun-empty">还没有改动。在左边“改为”一栏填新值，按回车；写法与“现行规定”一栏相同。</div>')
        return
    lines = "".join(f"<li>{_said(change)}</li>" for change in draft.changes)
    st.html(f'<div><b>改动 {len(draft.changes)} 项</b><ul>{lines}</ul></div>')
    if held["under"]:
        st.info("方案里另有不能逐项改的内容（换了算法、增删了规则），都保留着；不要它们，请按“回到正式规则”。")
    tell(draft.others)
    if not draft.holds:
        st.html('<div class="muyun-note">改正标红的各项后，才能测算或另存。</div>')
    with st.container(horizontal=True):
        st.button("去模拟测算", type="primary", key="policy:go", disabled=not draft.holds, on_click=_apply,
                  args=(draft, state.official.id))  # fmt: skip
        if st.button("全部撤回", key="policy:reset"):
            _reset()
    if st.session_state.pop("policy:switch", False):
        st.switch_page(menu.file("whatif"), query_params={})  # without it Streamlit refuses, for this page binds some
    if draft.holds:
        with st.expander("存为本地政策"):
            save_form(state, draft)


def _said(change) -> str:
    new = f'<b style="{_PURPLE}">{escape(change.new or "（无）")}</b>'
    return f"{escape(change.parameter.label)}：{escape(change.old or '（无）')} → {new}"


def _apply(draft: Draft, policy_id: str) -> None:
    change(patch=patch_text(draft.patch, policy_id))
    st.session_state["policy:switch"] = True


def _reset() -> None:
    """Back to the policy as it is: what was typed, and the scenario that the link carries."""
    held = st.session_state[_DRAFT]
    held |= {"texts": {}, "under": {}, "round": held["round"] + 1}
    change(patch="")
    st.rerun(scope="app")
