"""What does each county or town have? A row a place: classes, land, tax, 亩均税收, low-yield land."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from muyun.explore.summary import By, Place, Sums
from muyun.explore.whatif.headline import short_word
from muyun.show.goto import goto
from muyun.show.place_bars import WORDS, place_name, several_counties
from muyun.show.tables import Column, Table
from muyun.terms import Class, Status


def place_table(sums: Sums, by: By, words: Mapping[Class, str]) -> Table:
    """A row a place, the one with the most land first. Row ids are positions in `sums.places`.

    Land and tax are those of 参评 units; "—" where none of them has it.
    """
    with_county = several_counties(sums.places)
    names = [place_name(place, by, with_county) for place in sums.places]
    frame = pd.DataFrame({
        "name": names, "evaluated": sums.evaluated,
        **{str(letter): sums.units[:, i] for i, letter in enumerate(Class)},
        "land_mu": sums.ranked_total(sums.land_mu, sums.no_land),
        "tax_wan": sums.ranked_total(sums.tax_wan, sums.no_tax), "tax_per_mu": sums.tax_per_mu,
        "lowland_mu": np.where(sums.judged > 0, sums.lowland_mu, np.nan),
        "missing": sums.status_of(Status.MISSING),
        "excluded": sums.status_of(Status.EXCLUDED), "transition": sums.status_of(Status.TRANSITION),
    }, pd.Index([str(i) for i in range(len(names))]))  # fmt: skip
    order = np.lexsort((np.arange(len(frame)), -frame["land_mu"].fillna(0).round(9).to_numpy()))
    caption = f"{len(frame):,} 个{WORDS[by]}，按参评用地从大到小；家数按评价单元计。点一行看它的名单。"
    columns = _columns(by, words)
    shown = columns if frame["transition"].any() else [c for c in columns if c.key != "transition"]
    return Table(frame.iloc[order], shown, caption)


def links(place: Place, by: By, words: Mapping[Class, str], pool: str | None) -> list[tuple[str, dict[str, str]]]:
    """The lists behind a row: label and query of 排名. () for a place that isn't filled in."""
    where = {"county": place.county, "town": place.town if by == "town" else "", "pool": pool or ""}
    where = {key: value for key, value in where.items() if value}
    if not getattr(place, by):
        return []
    worst = short_word(words, Class.D)
    return [
        ("全部企业", where), (worst, where | {"class": "D"}), ("低产田", where | {"low": "1"}),
        ("数据缺失", where | {"status": str(Status.MISSING)}),
    ]  # fmt: skip


def place_go(place: Place, pool: str | None) -> str:
    """The data-go of a place's list."""
    return goto("ranking", county=place.county, town=place.town, pool=pool or "")


def _columns(by: By, words: Mapping[Class, str]) -> list[Column]:
    def count(key: str, label: str, note: str = "") -> Column:
        return Column(key, label, "number", "", 0, note)

    return [
        Column("name", WORDS[by]),
        count("evaluated", "参评"),
        *(count(str(letter), short_word(words, letter), words[letter]) for letter in Class),
        Column("land_mu", "参评用地", "number", "亩", 1),
        Column("tax_wan", "参评税收", "number", "万元", 1),
        Column("tax_per_mu", "亩均税收", "number", "万元/亩", 2, "税收合计 ÷ 用地合计，只计两项都有的企业"),
        Column("lowland_mu", "低产田", "number", "亩", 1, "亩均税收在低产田线下的企业用地"),
        count("missing", "数据缺失"),
        count("excluded", "不参评"),
        count("transition", "过渡期"),
    ]
