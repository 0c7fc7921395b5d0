"""How does one say how the year went? The sentence of 总览, and the cards under its picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.evaluate import Evaluation
from muyun.explore.summary import Concentration, Moves, Place, Sums, lowland_rule, missing_reasons
from muyun.explore.whatif.headline import difference, share_difference, short_word
from muyun.policy.rules import Lowland
from muyun.show.bars import amount, rows_of
from muyun.show.goto import goto
from muyun.show.quota_reason import none_because
from muyun.show.words import MISSING, number, percent, significant
from muyun.terms import Class, Status

_NUMERALS = "零一两三四五六七八九十"
_NAMED = 3
"""So many towns, and reasons of missing data, are named."""

_CONCENTRATED, _FEW = 0.4, 20
"""More than half of the land in at most this share of the towns, and this number, is said to be concentrated."""

LOWLAND_FORMULA = "低产田：税收实际贡献 ÷ 用地面积在线下的企业，合计其用地面积；合并宗地按一个评价单元计。"
TAX_FORMULA = "亩均税收：参评企业税收合计 ÷ 用地合计（两项都有数据的），不是各家比值的平均。"
SHARE_FORMULA = "占比：以参评企业（A–D）合计为 100 %；过渡期、不参评和数据缺失的企业画在其后，不计入。"


@dataclass(frozen=True, slots=True)
class Earlier:
    """Last year's sums, and who moved since."""

    year: int
    sums: Sums
    moves: Moves


def headline(evaluation: Evaluation, pool: str | None, now: Sums, where: Concentration) -> str:
    """「2022 年度参评 2,871 家，D 档 143 家占地 6.1 %，低产田 3,214 亩，过半集中在三个镇。」

    now    one group; where: of the same pool. A part whose numbers aren't known says so instead.
    """
    who = f"{pool} {evaluation.year} 年度" if pool else f"{evaluation.year} 年度"
    count = int(now.evaluated[0])
    if not count:
        return f"{who}没有参评企业：{_not_evaluated(now)}。"
    return f"{who}参评 {count:,} 家，{_worst(evaluation, pool, now)}，{_lowland(now, where)}。"


def second_line(evaluation: Evaluation, now: Sums, where: Concentration) -> str:
    """The best and the worst class's share of land against that of tax, and the towns by name; "" for neither."""
    _, land, tax = rows_of(now)
    parts = []
    if land.drawable and tax.drawable:
        for letter, place in ((Class.A, 0), (Class.D, 3)):
            if now.units[0, place]:
                word = short_word(evaluation.policy.class_words, letter)
                parts.append(f"{word}占用地 {percent(land.shares[place])}、税收 {percent(tax.shares[place])}")
    if _concentrated(where):
        names = "、".join(_place(place) for place in where.places[:_NAMED])
        more = f"等 {len(where.places)} 处" if len(where.places) > _NAMED else ""
        parts.append(f"过半的低产田在{names}{more}")
    return "；".join(parts) + ("。" if parts else "")


def cards(evaluation: Evaluation, pool: str | None, now: Sums, earlier: Earlier | None, goals: str = "") -> str:
    """The cards: tax per mu, movers, low-yield land, missing data, not evaluated, each leading to its list; then
    that of the goals, as `show.targets` makes it.
    """
    filters = {"pool": pool or ""}
    shown = [_tax_card(now, earlier), *([_moves_card(earlier, filters)] if earlier else [])]
    shown += [_lowland_card(evaluation, now, earlier, filters), _missing_card(evaluation, pool, now, filters)]
    grid = "grid-template-columns:repeat(auto-fit,minmax(165px,1fr))"
    return f'<div class="cards" style="{grid}">{"".join([*shown, _outside_card(now, filters), goals])}</div>'


def lowland_words(rule: Lowland) -> str:
    """亩均税收低于 1 万元/亩（JX-27）, or 本系统假定 where the policy has no line."""
    edge = "低于" if rule.below else "不高于"
    source = "、".join(rule.clause) or ("公布值" if rule.published else "本系统假定")
    return f"亩均税收{edge} {number(rule.line)} 万元/亩（{source}）"


def clauses(evaluation: Evaluation) -> list[str]:
    """The clauses behind the page: the quotas of the pools, the line of 低产田."""
    policy = evaluation.policy
    quotas = [quota for pool in policy.pools for quota in policy.classes(pool).values()]
    return list(dict.fromkeys(clause for rule in [*quotas, lowland_rule(evaluation)] for clause in rule.clause))


def formulas(evaluation: Evaluation) -> list[str]:
    """The formulas behind the page, the line's assumption among them."""
    rule = lowland_rule(evaluation)
    assumed = [f"本系统假定：{rule.assumed}"] if rule.assumed else []
    return [SHARE_FORMULA, TAX_FORMULA, LOWLAND_FORMULA, f"低产田线：{lowland_words(rule)}", *assumed]


def merged_note(evaluation: Evaluation) -> str:
    """Said where tenants of shared parcels are one unit; "" else."""
    units, enterprises = len(evaluation.participants), len(evaluation.unit_of)
    if units == enterprises:
        return ""
    return f"合并宗地的企业按一个评价单元计一家：{enterprises:,} 家企业共 {units:,} 个评价单元。等级变动按企业计。"


def _not_evaluated(now: Sums) -> str:
    counts = {status: int(now.status_of(status)[0]) for status in Status if status is not Status.EVALUATED}
    return "，".join(f"{status} {count:,} 家" for status, count in counts.items() if count) or "没有企业"


def _worst(evaluation: Evaluation, pool: str | None, now: Sums) -> str:
    word = short_word(evaluation.policy.class_words, Class.D)
    count, land = int(now.units[0, 3]), rows_of(now)[1]
    if not count:
        return f"没有{' ' if word[0].isascii() else ''}{word}企业{none_because(evaluation, Class.D, pool)}"
    lacking = int(now.no_land[0, 3])
    if not land.drawable or lacking == count:
        return f"{word} {count:,} 家（没有用地数据）"
    return f"{word} {count:,} 家占地 {percent(land.shares[3])}" + (f"（{lacking:,} 家缺用地未计）" if lacking else "")


def _lowland(now: Sums, where: Concentration) -> str:
    if not now.judged[0]:
        return "缺用地或税收数据，低产田无法判断"
    if not now.lowland_units[0]:
        return "没有低产田"
    land = f"低产田 {amount(float(now.lowland_mu[0]))} 亩"
    if where.towns == 1 and not where.unplaced_mu:
        return f"{land}都在{_place(where.places[0])}"
    if not _concentrated(where):
        return f"{land}分布在 {where.towns:,} 个镇街" if where.towns else land
    count = len(where.places)
    few = _NUMERALS[count] if count < len(_NUMERALS) else f" {count:,} "
    return f"{land}，过半集中在{few}个{_kind(where.places)}"


def _concentrated(where: Concentration) -> bool:
    return 0 < len(where.places) <= min(where.towns * _CONCENTRATED, _FEW)


def _kind(places: tuple[Place, ...]) -> str:
    """镇 or 街道 where all are of that kind."""
    return next((kind for kind in ("镇", "街道", "乡") if all(p.town.endswith(kind) for p in places)), "镇街")


def _place(place: Place) -> str:
    return f"{place.county}{place.town}"


def _card(title: str, value: str, unit: str, note: str, link: str = "") -> str:
    go = f' data-go="{link}"' if link else ""
    return (
        f'<div class="card"{go}><div class="title">{escape(title)}</div>'
        f'<div class="value">{value}<small>{escape(unit)}</small></div><div class="note">{escape(note)}</div></div>'
    )


def _tax_card(now: Sums, earlier: Earlier | None) -> str:
    value, lacking = float(now.tax_per_mu[0]), _lacking_tax_or_land(now)
    note = "税收合计 ÷ 用地合计" + (f"，{lacking}" if lacking else "")
    if earlier and not np.isnan(value) and not np.isnan(earlier.sums.tax_per_mu[0]):
        change = share_difference(float(earlier.sums.tax_per_mu[0]), value, "万元/亩")
        note += f"；比 {earlier.year} 年度{change}"
    shown = number(value, 2) if abs(value) >= 1 else significant(value)  # as the tables show it
    return _card("参评企业亩均税收", shown, "万元/亩" if not np.isnan(value) else "", note)


def _lacking_tax_or_land(now: Sums) -> str:
    counts = {"用地": int(now.no_land[0, :4].sum()), "税收": int(now.no_tax[0, :4].sum())}
    return "、".join(f"{count:,} 家缺{name}" for name, count in counts.items() if count)


def _moves_card(earlier: Earlier, filters: Mapping[str, str]) -> str:
    moves = earlier.moves
    both = moves.up + moves.down + moves.same
    up, down = (goto("ranking", moved=way, **filters) for way in ("up", "down"))
    value = (
        f'<span class="up" data-go="{up}" title="看升档名单">▲{moves.up:,}</span>&emsp;'
        f'<span class="down" data-go="{down}" title="看降档名单">▼{moves.down:,}</span>'
    )
    note = f"两年都有等级的 {both:,} 家，{moves.same:,} 家不变"
    news = {"新定级": moves.entered, "不再定级": moves.left}
    note += "".join(f"；{word} {count:,} 家" for word, count in news.items() if count)
    return _card(f"较 {earlier.year} 年升降（家）", value, "", note)


def _lowland_card(evaluation: Evaluation, now: Sums, earlier: Earlier | None, filters: Mapping[str, str]) -> str:
    known = bool(now.judged[0])
    unjudged = int(now.unjudged[0])
    notes = [f"{int(now.lowland_units[0]):,} 家", lowland_words(lowland_rule(evaluation))] if known else []
    if earlier and known and earlier.sums.judged[0]:
        change = difference(float(earlier.sums.lowland_mu[0]), float(now.lowland_mu[0]), "亩")
        notes.append(f"比 {earlier.year} 年度{change}")
    excluded = int(now.lowland_excluded[0])
    notes += [f"含不参评 {excluded:,} 家"] if excluded else []
    notes += [f"另 {unjudged:,} 家缺用地或税收，无法判断"] if unjudged else []
    value = amount(float(now.lowland_mu[0])) if known else MISSING
    return _card("低产田", value, "亩" if known else "", "；".join(notes), goto("ranking", low="1", **filters))


def _missing_card(evaluation: Evaluation, pool: str | None, now: Sums, filters: Mapping[str, str]) -> str:
    count = int(now.status_of(Status.MISSING)[0])
    if not count:
        return _card(Status.MISSING, "0", "家", "每家企业都有评价必需的数据")
    reasons = list(missing_reasons(evaluation, pool).items())
    note = "，".join(f"{reason} {found:,} 家" for reason, found in reasons[:_NAMED])
    note += f"，另有 {len(reasons) - _NAMED} 种原因" if len(reasons) > _NAMED else ""
    return _card("数据缺失，不能排名", f"{count:,}", "家", note, goto("ranking", status=Status.MISSING, **filters))


def _outside_card(now: Sums, filters: Mapping[str, str]) -> str:
    excluded, transition = (int(now.status_of(s)[0]) for s in (Status.EXCLUDED, Status.TRANSITION))
    if not excluded and transition:
        link = goto("ranking", status=Status.TRANSITION, **filters)
        return _card(Status.TRANSITION, f"{transition:,}", "家", "只评分，不定级", link)
    note = f"另有过渡期 {transition:,} 家，只评分，不定级" if transition else "不在政策的评价范围内"
    link = goto("ranking", status=Status.EXCLUDED, **filters) if excluded else ""
    return _card(Status.EXCLUDED, f"{excluded:,}", "家", note, link)
