"""What does the screen show? Data, policy, year and patch, carried in the URL so that a link reproduces it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from muyun.findings import InputError
from muyun.home import home
from muyun.policy import load
from muyun.policy.model import Policy, policy_hash
from muyun.store import Dataset
from muyun.ui import cached, link

KEYS = ("data", "policy", "year", "patch")
_SESSION = "muyun:state"


@dataclass(frozen=True, slots=True)
class State:
    """The screen's strings with what they name. `dataset` is None while nothing was uploaded.

    official  the policy as it is; policy: with the patch laid over it
    notes     what in the link couldn't be followed, in Chinese
    """

    page: str
    dataset: Dataset | None
    official: Policy
    policy: Policy
    year: int | None
    patch: Mapping[str, object] = field(default_factory=dict)
    patch_text: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_scenario(self) -> bool:
        """Whether a patch is laid over the policy: nothing shown is then the result."""
        return bool(self.patch)

    @property
    def strings(self) -> dict[str, str]:
        """What the URL carries."""
        found = {"data": self.dataset.data_id if self.dataset else "", "policy": self.official.id,
                 "year": str(self.year or ""), "patch": self.patch_text}  # fmt: skip
        return {key: value for key, value in found.items() if value}


def read_state(page: str) -> State:
    """The state of this run: the URL's, what it leaves out as this session had it, else as the office chose."""
    session, notes = st.session_state.get(_SESSION, {}), []
    given = {key: st.query_params.get(key, session.get(key, "")) for key in KEYS}
    if "patch" not in st.query_params and any(key in st.query_params for key in KEYS):
        given["patch"] = ""  # a link without a patch is the official result, going back in the browser too
    choice = cached.store().choice()
    dataset = _dataset(given["data"], choice.dataset, notes)
    official = _policy(given["policy"], choice.policy_id, notes)
    year = _year(given["year"], choice.year, dataset, notes)
    patch, patch_text, policy = _patched(given["patch"], official, notes)
    state = State(page, dataset, official, policy, year, patch, patch_text, tuple(notes))
    keep(state.strings)
    return state


def keep(strings: Mapping[str, str]) -> None:
    """Writes the strings to the URL and the session."""
    st.session_state[_SESSION] = dict(strings)
    for key in KEYS:
        wanted = strings.get(key, "")
        if wanted and st.query_params.get(key) != wanted:
            st.query_params[key] = wanted
        elif not wanted and key in st.query_params:
            del st.query_params[key]


def change(**strings: str) -> None:
    """Changes some of data, policy, year and patch ("" takes it out); takes effect in the next run."""
    if "policy" in strings and "patch" not in strings:
        strings["patch"] = ""
    keep({**st.session_state.get(_SESSION, {}), **strings})


def patch_text(patch: Mapping[str, object], policy_id: str) -> str:
    """What stands in the URL for a patch: itself, or the id that it is saved under when it is long."""
    text = link.encoded(patch)
    if len(text) <= link.LONGEST:
        return text
    return link.SAVED + cached.store().save_scenario("（自动保存的链接）", policy_id, patch).id


def _dataset(given: str, chosen: Dataset | None, notes: list[str]) -> Dataset | None:
    if not given or (chosen and chosen.data_id == given):
        return chosen
    found = cached.store().dataset(given)
    if found is None:
        notes.append(f"链接里的数据版本（{given[:16]}）不在这台机器上，下面是现用的数据。")
    return found or chosen


def _policy(given: str, chosen: str | None, notes: list[str]) -> Policy:
    ids = cached.policy_ids()
    if given and given not in ids:
        why = "的文件有错，读不出来" if given in load.policy_ids(home()) else "不在这台机器上"
        notes.append(f"链接里的政策（{given[:40]}）{why}，下面按现用的政策显示。")
    wanted = next((i for i in (given, chosen) if i in ids), ids[0])
    return cached.policy(wanted)


def _year(given: str, chosen: int | None, dataset: Dataset | None, notes: list[str]) -> int | None:
    years = dataset.years if dataset else ()
    if given and given not in map(str, years) and years:
        notes.append(f"这份数据没有 {given[:8]} 年度的企业，下面是 {chosen if chosen in years else max(years)} 年度。")
    if given in map(str, years):
        return int(given)
    return chosen if chosen in years else max(years, default=None)


def _patched(text: str, official: Policy, notes: list[str]) -> tuple[Mapping[str, object], str, Policy]:
    """The patch of the link and the policy with it; none at all where it can't be read or doesn't hold."""
    try:
        patch = _saved(text) if text.startswith(link.SAVED) else link.decoded(text)
        if patch:
            as_json = json.dumps(dict(patch), ensure_ascii=False)
            return patch, text, cached.amended(official.id, policy_hash(official), as_json)
    except link.BadLink:
        notes.append("链接里的模拟方案不完整或已改动，读不出来；下面是不带方案的结果。请向发链接的人再要一次。")
    except InputError as wrong:
        why = "；".join(finding.what for finding in wrong.findings[:3])
        notes.append(f"链接里的模拟方案与“{official.title}”不符：{why}下面是不带方案的结果。")
    return {}, "", official


def _saved(text: str) -> Mapping[str, object]:
    scenario = cached.store().scenario(text.removeprefix(link.SAVED))
    if scenario is None:
        raise link.BadLink(text[:40])
    return scenario.patch
