"""Who may be 高耗低效, and who of them may stay out of the list? (FH-12, FH-13)

Both lines are needed: 亩均税收 and 单位能耗增加值 below theirs. Where they lie is the provincial office's to say, so
they are settings (本系统假定), stricter for the seven industries that FH-12 names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.evaluate import Evaluation
from muyun.evaluate.labels import in_industries, industry_digits
from muyun.evaluate.ratio import rounded
from muyun.explore.summary import known_land
from muyun.store.records import Answer, Matter, Verdict
from muyun.terms import Kind

SEVEN = "高耗能七行业"
"""The list of sector_lists.csv with the industries that FH-12 names (GB/T 4754: 本系统假定)."""
LABELS = ("专精特新小巨人", "产业链重点环节", "本地重点培育", "民生保障")
"""Labels of those who may stay out (FH-13)."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Below which an enterprise is 高耗低效: 万元/亩 and 万元/吨标煤, the line itself not below (低于)."""

    tax_per_mu: float
    value_per_tce: float


GENERAL, STRICT = Lines(5, 1), Lines(10, 1.5)
"""What the settings begin with: 本系统假定, no document says a number."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Who is below both lines, by credit code, the most energy first.

    rows  name, county, town, industry (digits), sector ("" outside the seven), tax_per_mu, value_per_tce, energy_tce,
          land_mu, status, labels (those of `LABELS`, "" none), exempt ("" without a label, else what was said of it)
    judged, unjudged  industrial enterprises with both figures, and those that lack one
    """

    rows: pd.DataFrame
    judged: int
    unjudged: int


OPEN, LEFT_OUT, LISTED = "可暂不列入，待确认", "暂不列入（已确认）", "仍列入（已确认）"
"""What the office has said of an enterprise with such a label; nothing yet, confirmed, refused."""


def candidates(
    evaluation: Evaluation, general: Lines, strict: Lines, seven: Mapping[str, Sequence[str]],
    said: Iterable[Verdict] = (),
) -> Candidates:
    """The industrial enterprises of the year, whatever their status, below both lines.

    seven  industry → codes; those get the strict lines. said: the office's verdicts on exemptions of this year
    Without land, tax, value added or energy (≤ 0 is none) nobody is judged; compared on 9 decimals.
    """
    people = evaluation.prepared.cohort.enterprises
    industrial = (people["kind"] == Kind.INDUSTRY).to_numpy(dtype=bool)
    tax, value, energy = (people[n].to_numpy(dtype=float) for n in ("tax_wan", "value_added_wan", "energy_tce"))
    land, burnt = known_land(people), np.where(rounded(energy) > 0, energy, np.nan)
    per_mu, per_tce = tax / land, value / burnt
    sector = _sector(people, seven)
    named = sector != ""
    below = rounded(per_mu) < np.where(named, strict.tax_per_mu, general.tax_per_mu)
    below &= rounded(per_tce) < np.where(named, strict.value_per_tce, general.value_per_tce)
    known = industrial & ~np.isnan(per_mu + per_tce)
    labels = _labels(people["labels"])
    rows = pd.DataFrame({
        "name": shown_names(people), "county": people["county"].astype("str"), "town": people["town"].astype("str"),
        "industry": industry_digits(people).astype("str"), "sector": sector, "tax_per_mu": per_mu,
        "value_per_tce": per_tce, "energy_tce": energy, "land_mu": land, "labels": labels,
        "status": evaluation.participants["status"].astype("str").array[evaluation.places],
    }, people.index)[known & below]  # fmt: skip
    last = _last(said, evaluation.year)
    rows["exempt"] = [last.get(code, OPEN) if own else "" for code, own in zip(rows.index, rows["labels"], strict=True)]
    order = rows["energy_tce"].round(9).sort_values(ascending=False, kind="stable").index
    return Candidates(rows.loc[order], int(known.sum()), int((industrial & ~known).sum()))


def exemption(policy_id: str, year: int, uscc: str, answer: Answer, by: str, why: str) -> Verdict:
    """What the store keeps of the office's word on one enterprise: CONFIRMED leaves it out for now."""
    return Verdict(Matter.EXEMPTION, policy_id, year, uscc, answer, by, "", why)


def _last(said: Iterable[Verdict], year: int) -> dict[str, str]:
    """What holds by credit code; a withdrawn word leaves it open."""
    words = {Answer.CONFIRMED: LEFT_OUT, Answer.REFUSED: LISTED, Answer.WITHDRAWN: OPEN}
    return {v.subject: words[v.answer] for v in said if v.matter is Matter.EXEMPTION and v.year == year}


def _sector(people: pd.DataFrame, seven: Mapping[str, Sequence[str]]) -> np.ndarray:
    digits = industry_digits(people)
    found = np.full(len(people), "", dtype=object)
    for name, codes in seven.items():
        found[in_industries(digits, codes) & (found == "")] = name
    return found


def _labels(column: pd.Series) -> list[str]:
    """Those of `LABELS` that each enterprise carries, quotes and a last 企业 aside, 、 between them."""
    return ["、".join(label for label in LABELS if label in _bare(text)) for text in column.fillna("").astype(str)]


def _bare(text: str) -> set[str]:
    """The labels in a cell; white space may stand between two of them, or inside one (专精特新 “小巨人”)."""
    parts = re.split("[、，,;；]", re.sub("[“”\"']", "", text))
    words = [word for part in parts for word in ("".join(part.split()), *part.split())]
    return {word.removesuffix("企业") for word in words}
