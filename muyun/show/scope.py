"""Who takes part, who doesn't and why: the sentence, the reasons with their clauses, and the lists behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.evaluate import Evaluation
from muyun.explore.scope.statuses import Part, Scope, held_in, is_last_year, rules_by_reason
from muyun.policy.clauses import clauses as every_clause
from muyun.policy.clauses import clauses_of
from muyun.policy.model import Policy
from muyun.policy.source import Sourced
from muyun.show.divisions import division_words
from muyun.show.reasons import reason_words, way_on
from muyun.show.tables import Column, Table
from muyun.terms import Status

_WAYS_ON = {
    Status.TRANSITION: "只评分、不定级，不占名额；期满自动参评。起始年填错的，请改“过渡期起始年”。",
    Status.EXCLUDED: "不参评，不占名额。行业代码、军工或用地填错的，请改正后重新上传。",
    Status.MISSING: "请补充数据后重新上传。",
}
_DATA = "数据里没有评价必需的数，排不了名。"
_NO_POOL = "政策的评价组（类别、规模）里没有它。"
WHOLE = "全部不排名"
HIDDEN = ("division", "kind", "scale", "status")
"""Columns of the list that wait behind 选择列."""


def headline(found: Scope, policy: Policy, today_year: int) -> tuple[str, str]:
    """「2022 年度上传 3,000 家企业，参评 2,617 家，383 家不排名：……」, and the year of the evaluation (XA-09)."""
    if not found.rows:
        return f"{found.year} 年度没有企业。", ""
    taking = found.rows_of(Status.EVALUATED)
    others = "，".join(f"{s} {found.rows_of(s):,} 家" for s in Status if s is not Status.EVALUATED and found.rows_of(s))
    rest = f"，{found.rows - taking:,} 家不排名：{others}" if others else "，没有不排名的"
    return f"{found.year} 年度上传 {found.rows:,} 家企业，参评 {taking:,} 家{rest}。", year_words(
        found.year, policy, today_year
    )


def year_words(year: int, policy: Policy, today_year: int) -> str:
    """Data year and evaluation year; warns where the data year isn't last year (XA-09)."""
    own = "、".join(scope_clauses(policy, ("XA-09",)))
    said = f"数据年度 {year} 年，在 {held_in(year)} 年评价" + (f"：各项取上一年度全年数（{own}）" if own else "")
    if is_last_year(year, today_year):
        return said
    return f"{said}。请留意：今年是 {today_year} 年，上一年度是 {today_year - 1} 年，现在看的不是上一年度的数据"


def scope_clauses(policy: Policy, wanted: Iterable[str]) -> list[str]:
    """Those of the clauses that are the policy's own; another policy's is never shown as its rule."""
    own = {clause.id for clause in clauses_of(policy.id)} | set(_cited(policy))
    return [clause for clause in wanted if clause in own]


def _cited(policy: Policy) -> list[str]:
    rules = [policy.land, *policy.scope.exclude, *policy.scope.land_gate]
    rules += [policy.scope.transition] if policy.scope.transition else []
    return list(dict.fromkeys(clause for rule in rules for clause in rule.clause))


def clauses(policy: Policy) -> list[str]:
    """Every clause behind the page: those that the rules of scope cite, and those of the document that ask for it."""
    return list(dict.fromkeys([*_cited(policy), *(c.id for c in clauses_of(policy.id) if c.capability == "scope")]))


def label(part: Part) -> str:
    """「不参评：公益性质行业（XA-05）」, 「过渡期（XC-14）」; 参评 alone."""
    words = reason_words(part.reason)
    return words if words.startswith(part.status) else f"{part.status}：{words}" if words else str(part.status)


def reasons_table(found: Scope, evaluation: Evaluation) -> Table:
    """A row a reason: rows, share, land, clause with its words, what to do. The rows add up to the upload."""
    rules = rules_by_reason(evaluation.policy, evaluation.year)
    frame = pd.DataFrame({
        "status": [str(p.status) for p in found.parts],
        "reason": [reason_words(p.reason) or "在评价范围内，数据齐全" for p in found.parts],
        "rows": [p.rows for p in found.parts],
        "share": [p.rows / found.rows * 100 for p in found.parts],
        "land_mu": [p.land_mu if p.no_land < p.rows else np.nan for p in found.parts],
        "source": [source_words(p, rules.get(p.reason)) for p in found.parts],
        "todo": [todo(p.status, p.reason) for p in found.parts],
    }, [str(i) for i in range(len(found.parts))])  # fmt: skip
    columns = [
        Column("status", "状态"), Column("reason", "原因", "wrap"),
        Column("rows", "企业数", "number", "家", 0), Column("share", "占上传", "number", "%", 1),
        Column("land_mu", "用地", "number", "亩", help="已知的用地合计。"),
        Column("source", "条款和原文", "wrap"), Column("todo", "怎么办", "wrap"),
    ]  # fmt: skip
    total = " + ".join(f"{p.rows:,}" for p in found.parts)
    return Table(frame, columns, caption=f"{total} = {found.rows:,} 家，与上传的行数相等")


def source_words(part: Part, rule: Sourced | None) -> str:
    """The clause and its words; for what is a fact of the data, that."""
    if rule is not None:
        assumed = rule.notes.get("industries", "")
        return rule_words(rule) + (f"（{assumed}）" if assumed else "")
    if part.status is Status.EVALUATED:
        return ""
    return _NO_POOL if "无对应评价组" in part.reason else _DATA


def rule_words(rule: Sourced) -> str:
    """「XA-12：“可设置不超过 3 年的……”」, or that it is 本系统假定 and why."""
    if rule.clause:
        return f"{'、'.join(rule.clause)}：“{rule.quote}”"
    return f"本系统假定：{rule.assumed}" if rule.assumed else "公布值"


def todo(status: Status, reason: str) -> str:
    """What to do about an enterprise that isn't ranked."""
    return way_on(reason) or _WAYS_ON.get(status, "")


def unranked_options(found: Scope) -> dict[str, np.ndarray]:
    """The lists to choose from: all that don't take part, then each reason; label → mask of the 企业 rows."""
    status = np.array([part.status is Status.EVALUATED for part in found.parts])
    options = {WHOLE: ~status[found.part_of]} if found.parts else {}
    for position, part in enumerate(found.parts):
        if part.status is not Status.EVALUATED:
            options[label(part)] = found.part_of == position
    return options


def people_table(found: Scope, evaluation: Evaluation, mask: np.ndarray) -> Table:
    """The enterprises of a mask: name, code, county, industry, land, reason, what to do; index the credit code."""
    rows = evaluation.prepared.cohort.enterprises[mask]
    part = found.part_of[mask]

    def of_part(words: Callable[[Part], str]) -> np.ndarray:
        return np.array([words(p) for p in found.parts], dtype=object)[part]

    industry = rows["industry"].astype("str")
    digits = industry.str.replace(r"^[A-Z]", "", regex=True).str[:2]
    names = {d: division_words(d) for d in digits.dropna().unique()}
    frame = pd.DataFrame({
        "name": shown_names(rows), "code": rows.index, "county": rows["county"].astype("str"),
        "industry": industry, "division": digits.map(names), "kind": rows["kind"].astype("str"),
        "scale": rows["scale"].astype("str"), "land_mu": rows["land_mu"].to_numpy(dtype=float),
        "status": of_part(lambda p: str(p.status)), "reason": of_part(lambda p: reason_words(p.reason)),
        "todo": of_part(lambda p: todo(p.status, p.reason)),
    }, rows.index)  # fmt: skip
    columns = [
        Column("name", "企业名称", narrow=True), Column("code", "统一社会信用代码"), Column("county", "区县"),
        Column("industry", "行业代码"), Column("division", "行业", narrow=True), Column("kind", "类别"),
        Column("scale", "规模"), Column("land_mu", "用地面积", "number", "亩"), Column("status", "状态"),
        Column("reason", "原因", "wrap"), Column("todo", "怎么办", "wrap"),
    ]  # fmt: skip
    return Table(frame, columns, caption=f"共 {len(frame):,} 家企业", empty="这份数据里每家企业都参评。")


def gist_words(subject: str, ids: Iterable[str]) -> str:
    """「属地：同一法人多证 按意愿属地（XA-06，摘记，非原文）」"""
    gists = {clause.id: clause.gist for clause in every_clause()}
    return f"{subject}：{'；'.join(f'{gists[i]}（{i}，摘记，非原文）' for i in ids)}"
