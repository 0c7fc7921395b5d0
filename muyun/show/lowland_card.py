"""How does the card of a parcel look? Its own figure, each tenant's, year by year, its class and cases."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
import pandas as pd

from muyun.evaluate.ratio import rounded
from muyun.explore.summary import under_the_line
from muyun.explore.whatif.headline import short_word
from muyun.land.card import ParcelCard, Tenant
from muyun.policy.rules import Lowland
from muyun.show.goto import goto
from muyun.show.parcel_map import LOW_COLOUR
from muyun.show.words import number
from muyun.terms import Class

_CASES_SHOWN = 4
_UNDER = ' style="font-weight:700;text-decoration:underline"'


def card(of: ParcelCard, rule: Lowland, words: Mapping[Class, str]) -> str:
    """The markup of the card; a tenant's name leads to 企业. `rule` with the line as it is looked at."""
    row = of.figures
    low = bool(under_the_line(rule, np.array([row["tax_per_mu"]], dtype=float))[0])
    mark = f'<span class="badge" style="background:{LOW_COLOUR};color:#fff">低产田</span>' if low else ""
    where = "".join(escape(str(row[key])) for key in ("county", "town") if not pd.isna(row[key]))
    return (
        f'<div class="card" style="min-height:0"><div class="place">{where or "所在未填"} {mark}</div>'
        f'<div class="value">{number(row["tax_per_mu"])}<small>万元/亩</small> '
        f'<small>{escape(_own_words(of))}</small></div><div class="note">{escape(_facts(row))}</div>'
        f'<div class="note" style="word-break:break-all">宗地 {escape(of.parcel_id)}</div>'
        f"{_tenants(of, rule, words)}{_cases(of)}</div>"
    )


def _own_words(of: ParcelCard) -> str:
    row = of.figures
    if not row["tenants"]:
        return "宗地上没有今年的企业"
    if pd.isna(row["tax_per_mu"]):
        return "无法判断：缺税收、面积或占用面积"
    if len(of.tenants) > 1 and row["unit"] and not any(t.code == row["unit"] for t in of.tenants):
        return "合并评价单元的亩均税收，各家的见下"
    return "本宗地"


def _facts(row: pd.Series) -> str:
    area = "面积不详" if pd.isna(row["area_mu"]) else f"{number(row['area_mu'])} 亩"
    source = "登记面积" if not pd.isna(row["declared_mu"]) else "图形面积"
    words = [area if area == "面积不详" else f"{source} {area}"]
    words += [str(row[key]) for key in ("use", "state") if not pd.isna(row[key])]
    words += [] if pd.isna(row["tax_wan"]) else [f"税收 {number(row['tax_wan'])} 万元"]
    return "，".join(words)


def _tenants(of: ParcelCard, rule: Lowland, words: Mapping[Class, str]) -> str:
    if not of.tenants:
        return ""
    head = "".join(f"<th>{year}</th>" for year in of.years)
    rows = "".join(_tenant(tenant, rule, words) for tenant in of.tenants)
    more = f'<div class="aside">另有 {of.more:,} 家企业，占地较小，没有列出。</div>' if of.more else ""
    return (
        f'<div class="aside" style="padding-top:8px">企业自己的亩均税收（万元/亩），点名称看这家</div>'
        f'<table class="grid"><tr><th>企业</th><th>等级</th>{head}</tr>{rows}</table>{more}'
    )


def _tenant(tenant: Tenant, rule: Lowland, words: Mapping[Class, str]) -> str:
    low = under_the_line(rule, np.array(tenant.tax_per_mu))
    cells = "".join(
        f"<td{_UNDER if is_low else ''}>{number(value)}</td>"
        for value, is_low in zip(rounded(np.array(tenant.tax_per_mu)).tolist(), low.tolist(), strict=True)
    )
    letter = tenant.applied
    word = escape(short_word(words, Class(letter))) if letter else escape(tenant.status)
    badge = f'<span class="badge {letter}" style="white-space:nowrap">{word}</span>' if letter else word
    title = f"占用 {number(tenant.area_mu)} 亩" if tenant.area_mu == tenant.area_mu else "占用面积没有填"
    return (
        f'<tr><td style="text-align:left" title="{escape(title)}">'
        f'<a data-go="{goto("enterprise", code=tenant.code)}">{escape(tenant.name)}</a></td>'
        f'<td class="mid">{badge}</td>{cells}</tr>'
    )


def _cases(of: ParcelCard) -> str:
    if of.cases.empty:
        return '<div class="aside" style="padding-top:8px">没有整治台账。</div>'
    lines = "".join(f"<li>{escape(_case(case))}</li>" for case in of.cases.head(_CASES_SHOWN).to_dict("records"))
    more = len(of.cases) - _CASES_SHOWN
    rest = f"<li>另有 {more:,} 件，见台账。</li>" if more > 0 else ""
    items = f'<ul style="margin:0;padding-left:1.2em">{lines}{rest}</ul>'
    return f'<div class="aside" style="padding-top:8px">整治</div>{items}'


def _case(case: Mapping[str, object]) -> str:
    parts = [str(case[key]) for key in ("case_id", "kind", "means", "state") if not pd.isna(case[key])]
    for key, word in (("due", "计划"), ("done", "实际")):
        if not pd.isna(case[key]):
            parts.append(f"{word} {pd.Timestamp(case[key]).date().isoformat()}")
    if not pd.isna(case["freed_land_mu"]):
        parts.append(f"腾出 {number(case['freed_land_mu'])} 亩")
    if case["elsewhere"]:
        parts.append(f"写明的是另一宗地 {case['parcel_id']}")
    return "，".join(parts)
