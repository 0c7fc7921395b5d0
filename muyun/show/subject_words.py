"""Which park or region leads? The sentences of 综合评价 and how its indicators and rows are called."""

from __future__ import annotations

from collections.abc import Mapping

from muyun.evaluate.subjects import Subjects
from muyun.explore.regions.subject_look import FrontPark, SubjectLook
from muyun.policy.subjects import Front, SubjectRules
from muyun.show.reasons import reason_words
from muyun.show.words import ITEM_COLOURS, number
from muyun.terms import Status

UNOFFICIAL = "改了权重，非正式"
"""What every sentence and picture says once a weight isn't the policy's."""


def label_of(rules: SubjectRules, indicator: str) -> str:
    """The document's own word for an indicator."""
    return rules.indicators[indicator].label or indicator


def shown_unit(rules: SubjectRules, indicator: str) -> tuple[str, float]:
    """Unit on screen and the factor to it: a plain ratio is told in per cent."""
    unit = rules.indicators[indicator].unit
    return ("%", 100.0) if unit == "1" else (unit, 1.0)


def colours(rules: SubjectRules) -> Mapping[str, str]:
    """The colour of each item, in the order of the weights."""
    return {name: ITEM_COLOURS[i % len(ITEM_COLOURS)] for i, name in enumerate(rules.weights)}


def counted(rules: SubjectRules, count: int) -> str:
    """「3 家」 parks, 「7 个」 regions."""
    return f"{count:,} {'家' if rules.table == '园区' else '个'}"


def headline(look: SubjectLook) -> tuple[str, str]:
    """「2022 年度省级以上开发区：国家级 3 家，南湖开发区第一，81.2 分；省级 5 家，…」, and what to know."""
    groups = [_group_words(look.now, group) for group in look.group_names]
    said = "；".join(groups) if groups else "没有能排名的"
    note = f"（{UNOFFICIAL}）" if look.changed else ""
    return f"{look.now.year} 年度{look.name}{note}：{said}。", _second(look)


def _group_words(now: Subjects, group: str) -> str:
    own = now.ranks[(now.groups == group).to_numpy() & now.ranks.notna().to_numpy()]
    first = sorted(own.index[own == 1])
    score = number(now.scores[first[0]])
    count = f"{group} {counted(now.rules, len(own))}" if group else counted(now.rules, len(own))
    if len(own) == 1:
        return f"{count}（{first[0]}，{score} 分，不比先后）"
    who = first[0] if len(first) == 1 else f"{first[0]}等 {counted(now.rules, len(first))}并列"
    return f"{count}，{who}第一，{score} 分"


def _second(look: SubjectLook) -> str:
    now, parts = look.now, []
    if look.rules.members.exploring:
        parts.append("文件只要求探索、鼓励开展")
    new = int((now.status == Status.TRANSITION).sum())
    if new:
        parts.append(f"过渡期 {counted(look.rules, new)}，只评价、不排名")
    missing = int((now.status == Status.MISSING).sum())
    if missing:
        parts.append(f"{counted(look.rules, missing)}缺数据，没有排名")
    given = int(now.published.any(axis=1).sum())
    if given:
        parts.append(f"{counted(look.rules, given)}用了公布值")
    parts.append(f"数据来自“{look.rules.table}”表，与企业合计无关")
    return "；".join(parts)


def front_sentence(look: SubjectLook) -> str:
    """Who is in front and who has been for years, with what follows; "" where the policy has no such rule."""
    rule = look.rules.front
    if rule is None:
        return ""
    each = "各组" if look.rules.group_column else ""
    alone = "，一组只有一家的不算" if each else ""
    said = f"{each}前 {rule.places} 名算排序靠前（本系统假定{alone}）：{_listed(look, look.front)}"
    if look.steady is None:
        return f"{said}；数据不足 {rule.years} 年，还不能说连续靠前。"
    return f"{said}；连续 {rule.years} 年靠前：{_listed(look, look.steady)}。"


def _listed(look: SubjectLook, names: frozenset[str]) -> str:
    return "、".join(name for name in look.order if name in names) or "没有"


def front_park_sentence(park: FrontPark, rule: Front) -> str:
    """What being in a park in front means for its enterprise, with the clauses (XA-41, XA-23)."""
    first, *more = rule.clause or ("",)
    said = f"所在园区“{park.name}”{park.evaluation}综合评价{park.group}第 {park.rank}，排序靠前"
    said += "：申报产业发展专项资金的，同等条件优先" + (f"（{first}）" if first else "")
    if not park.steady:
        return f"{said}。"
    return f"{said}；已连续 {rule.years} 年靠前" + (f"（{'、'.join(more)}）。" if more else "。")


def why_unranked(now: Subjects, name: str) -> str:
    """「过渡期（XA-14）」, 「级别缺失」; "" for who is ranked."""
    return reason_words(now.reasons[name])


def rank_words(look: SubjectLook, name: str) -> str:
    """「第 2」, or why there is no rank."""
    rank = look.now.ranks[name]
    return why_unranked(look.now, name) if rank != rank else f"第 {int(rank)}"


def subject_sentence(look: SubjectLook, name: str) -> str:
    """「南湖开发区在国家级 3 家中第 1，81.2 分。」"""
    now, group = look.now, look.now.groups[name]
    score = number(now.scores[name])
    if now.status[name] != Status.EVALUATED:
        worth = f"，得分 {score} 分，不排名" if score != "—" else "，没有排名"
        return f"{name}：{why_unranked(now, name)}{worth}。"
    size = int(((now.groups == group) & (now.status == Status.EVALUATED)).sum())
    return f"{name}在{group} {counted(look.rules, size)}中第 {int(now.ranks[name])}，{score} 分。"
