"""政策，阅读: the document and its rules side by side, filtered by what is asked for."""

from __future__ import annotations

from html import escape

from streamlit.delta_generator import DeltaGenerator

from muyun.home import home
from muyun.policy.load import policy_text
from muyun.policy.passages import passages
from muyun.show.rulebook import document_markup, rules_markup
from muyun.show.rules import Shown, filtered, rules
from muyun.ui.components import mounted
from muyun.ui.state import State

_NO_TEXT = (
    "没有可附的文件全文。各项规则的出处是公布内容的标题、地区和年份，见右侧；"
    "有了全文，请存为政策文件夹里的 text.md。"
)
_NOTHING = {
    Shown.ALL: "这份政策里没有规则。",
    Shown.ASSUMED: "这份政策没有本系统假定，每一项都有出处。",
    Shown.CHANGED: "现在没有改动。到“改动”里改一个值，或在“模拟测算”里移动权重，改动会标在这里。",
}


def asked(place: DeltaGenerator) -> tuple[Shown, str]:
    """The filter and the search; both stand in the URL."""
    left, right = place.columns([1.15, 1], vertical_alignment="center")
    shown = left.segmented_control(
        "显示", [str(s) for s in Shown], default=str(Shown.ALL), required=True, key="rules", bind="query-params",
        persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    search = right.text_input(
        "搜索", key="find", bind="query-params", persist_state="session", label_visibility="collapsed", max_chars=60,
        placeholder="搜规则、条款或原文",
    )  # fmt: skip
    return Shown(shown or Shown.ALL), search or ""


def reading(state: State, shown: Shown, search: str) -> None:
    """Both panes, the rules as far as the filter and the search leave them."""
    found = list(filtered(rules(state.policy, state.official), shown, search))
    nothing = f"没有与“{search}”相符的规则，请换一个词，或清空搜索框。" if search.strip() else _NOTHING[shown]
    text = policy_text(state.official.id, home())
    document = document_markup(passages(state.official, text)) or _empty(_NO_TEXT)
    mounted("rulebook", {"document": document, "rules": rules_markup(found) or _empty(nothing)}, key="policy:rulebook")


def _empty(text: str) -> str:
    return f'<p class="none">{escape(text)}</p>'
