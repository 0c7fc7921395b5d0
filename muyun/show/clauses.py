"""What becomes of each clause of a document? The register counted, filtered and listed in an official's words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from muyun.policy.model import Policy
from muyun.policy.register import ClauseState, Registered
from muyun.show.rules import rules
from muyun.show.tables import Column, Table

SIGNS = {ClauseState.DONE: "●", ClauseState.TO_COME: "○", ClauseState.PEOPLE: "☆"}
CAPABILITIES = {
    "scope": "参评范围", "indicators": "指标", "benchmarks": "基准值", "weights": "权重", "adjustments": "加减分",
    "classes": "分档", "overrides": "调档", "targets": "目标", "parcels": "地块评价", "lowland": "低效用地",
    "sectors": "行业", "regions": "区域和园区", "leaders": "领跑者", "energy": "用能", "standard_land": "标准地",
    "measures_by_class": "按等级的政策", "publication": "数据和公布", "reports": "报告",
}  # fmt: skip
"""What a capability of clauses.csv is called."""

_POOL = "评价组“"
GIST = "摘记（本系统的归纳，不是原文）"


def state_words(state: ClauseState) -> str:
    """「● 已实现」: the sign with its word, so that neither shape nor colour alone says it."""
    return f"{SIGNS[state]} {state}"


def counted(entries: Sequence[Registered], document: str) -> str:
    """「本文件 33 条：已实现 21 条，待实现 11 条，需人工 1 条。」

    document  id of the policy or reading; a county's own policy has the clauses of the documents that it cites
    """
    found, documents = Counter(entry.state for entry in entries), {entry.clause.policy for entry in entries}
    cited = f"所引 {len(documents)} 份文件" if len(documents) > 1 else "所引文件"
    whose = "本文件" if documents <= {document} else cited
    return f"{whose} {len(entries)} 条：{'，'.join(f'{state} {found[state]} 条' for state in ClauseState)}。"


def capabilities_of(entries: Iterable[Registered]) -> list[str]:
    """The capabilities that the clauses have, in Chinese, in the order of CAPABILITIES."""
    there = {entry.clause.capability for entry in entries}
    return [word for name, word in CAPABILITIES.items() if name in there]


def chosen(entries: Iterable[Registered], state: str, capability: str, search: str) -> tuple[Registered, ...]:
    """The clauses of a state and a capability (other words: of any) that have every word of the search."""
    states, words = set(map(str, ClauseState)), _plain(search).split()
    return tuple(
        e
        for e in entries
        if (state not in states or e.state == state)
        and (capability not in CAPABILITIES.values() or CAPABILITIES[e.clause.capability] == capability)
        and all(word in _said(e) for word in words)
    )


def _said(entry: Registered) -> str:
    return _plain("\n".join([entry.id, entry.clause.clause, entry.clause.gist, entry.quote, entry.does]))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def settings_of(policy: Policy | None) -> dict[str, list[tuple[str, str]]]:
    """Clause → the rules of the policy that it fixes, as (title, values in words); {} where there are no rules."""
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in rules(policy, policy) if policy else ():
        said: dict[str, list[str]] = {}
        for value in rule.values:
            for clause in value.parameter.clause:
                said.setdefault(clause, []).append(f"{value.name} {value.words}".strip())
        title = f"{rule.section} · {rule.title}" if rule.section.startswith(_POOL) else rule.title
        for clause, values in said.items():
            found.setdefault(clause, []).append((title, "，".join(values)))
    return found


def clause_table(
    entries: Sequence[Registered], settings: Mapping[str, list[tuple[str, str]]], titles: Mapping[str, str]
) -> Table:
    """A row a clause. titles: the menu's pages, name → what it is called."""
    rows = [
        (state_words(e.state), e.id, e.clause.clause, CAPABILITIES[e.clause.capability], e.quote, e.clause.gist, e.does,
         "；".join(f"{label}：{words}" for label, words in settings.get(e.id, ())), "、".join(pages_of(e, titles)))
        for e in entries
    ]  # fmt: skip
    columns = (
        Column("state", "状态"), Column("id", "条款"), Column("place", "位置"), Column("capability", "方面"),
        Column("quote", "原文", "wrap"), Column("gist", "摘记", "wrap", help="本系统的归纳，不是原文"),
        Column("does", "系统怎么做", "wrap"), Column("settings", "相关参数", "wrap"), Column("pages", "页面", "wrap"),
    )  # fmt: skip
    frame = pd.DataFrame(rows, columns=[column.key for column in columns], index=[e.id for e in entries], dtype=object)
    return Table(frame, columns, empty="没有相符的条款，请换一个状态或方面，或清空搜索框。")


def pages_of(entry: Registered, titles: Mapping[str, str]) -> list[str]:
    """What the pages on which a clause shows are called in the menu."""
    return [titles[name] for name in entry.pages if name in titles]
