"""政策，存为本地政策: the changes under a name of the county's own, with the reason that becomes their source."""

from __future__ import annotations

import streamlit as st

from muyun.findings import InputError
from muyun.home import home
from muyun.policy.county import county_policy
from muyun.policy.draft import Draft
from muyun.ui.state import State, change
from muyun.ui.telling import tell

_SAVED = "policy:saved"


def save_form(state: State, draft: Draft) -> None:
    """Asks for id, title, region and reason, and writes the policy's folder; what is wrong is said above."""
    policy = state.official
    wrong_here = st.container()
    with st.form("policy:save", border=False):
        example = "小写字母、数字和 -，例如 donghe-2026"
        new_id = st.text_input("编号", key="policy:save:id", placeholder=example, max_chars=40)
        example = f"例如：{policy.title}（修订）"
        title = st.text_input("名称", key="policy:save:title", placeholder=example, max_chars=200)
        region = st.text_input("地区", key="policy:save:region", value=policy.region, max_chars=200)
        reason = st.text_area(
            "依据或理由", key="policy:save:reason", max_chars=200, height=90,
            placeholder="写明文号或会议，例如：区政府办〔2026〕3 号。它会成为所改各项的出处。",
        )  # fmt: skip
        pressed = st.form_submit_button("存为本地政策")
    if not pressed:
        return
    try:
        county_policy(policy, draft.patch, new_id=new_id, title=title, region=region, reason=reason, home=home())
    except InputError as wrong:
        with wrong_here:
            tell(wrong.findings)
        return
    st.session_state[_SAVED] = (
        f"已存为本地政策“{title.strip()}”（编号 {new_id.strip()}），现在看到的就是它。"
        "改动的各项注明“本地规定”，其余各项保留原条款。"
    )
    change(policy=new_id.strip(), patch="")
    st.rerun(scope="app")


def told_saved() -> None:
    """Once after saving: what was saved."""
    if saved := st.session_state.pop(_SAVED, None):
        st.success(saved)
