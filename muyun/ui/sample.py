"""The button that shows a new office what the pages look like with data in them."""

from __future__ import annotations

import streamlit as st

from muyun.ui import cached
from muyun.ui.state import change


def load_button() -> None:
    """Stores the synthetic sample, puts it in use and starts the page over."""
    if st.button("载入合成样例数据", key="muyun:sample", help="3,000 家虚构企业、三个年度。以后可随时换成自己的数据。"):
        from sample_data.stored import store_sample  # makes thousands of polygons; only this button needs it

        with st.status("正在准备合成样例数据……") as shown:
            dataset = store_sample(cached.store(), lambda step: shown.update(label=f"{step}……"))
        change(data=dataset.data_id, policy="", year=str(max(dataset.years)))
        st.rerun()
