"""How do the enterprises earn? Tax, value added, revenue, staff and R&D by enterprise and year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sample_data.industries import INDUSTRIES

ABOVE_SCALE_WAN = 2000.0
"""规上 from this revenue a year on (spec 10.9)."""

_TAX_PER_MU_MEDIAN_WAN = 6.0
_FIRM_LOG_SD = 0.98
_YEAR_LOG_SD = 0.30
_YEAR_MEMORY = 0.6
_GROWTH_A_YEAR = 0.03


def economy(
    enterprises: pd.DataFrame, years: Sequence[int], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """n × years arrays by measure: tax_wan, value_added_wan, output_wan, revenue_wan, staff, …

    revenue_wan is 主营业务收入, for services 营业收入. No gaps here: what an office doesn't
    report is left out when its table is made. Log of tax per mu has sd about 1.1 over all
    enterprises, of which the trade explains a part and the firm itself most.
    """
    shape = (len(enterprises), len(years))
    tax_wan = enterprises["land_mu"].to_numpy()[:, None] * np.exp(_log_tax_per_mu(enterprises, years, rng))
    value_added_wan = tax_wan * np.exp(np.log(4.2) + _firm_and_year(shape, 0.45, 0.18, rng))
    revenue_wan = value_added_wan * np.exp(np.log(3.9) + _firm_and_year(shape, 0.30, 0.08, rng))
    output_wan = revenue_wan * np.exp(0.02 + _firm_and_year(shape, 0.04, 0.03, rng))
    staff = np.maximum(
        3, np.rint(value_added_wan / np.exp(np.log(18) + _firm_and_year(shape, 0.45, 0.07, rng)))
    )
    above = revenue_wan.round(2) >= ABOVE_SCALE_WAN
    refund, loss = rng.random(shape) < 0.005, rng.random(shape) < 0.003
    return {
        "tax_wan": np.where(refund, -0.3 * tax_wan, tax_wan).round(2),
        "value_added_wan": np.where(loss, -0.2 * value_added_wan, value_added_wan).round(2),
        "revenue_wan": revenue_wan.round(2),
        "output_wan": output_wan.round(2),
        "staff": staff,
        "rd_wan": _rd_wan(revenue_wan, above, rng),
        "investment_wan": (revenue_wan * np.exp(rng.normal(np.log(0.04), 0.9, shape))).round(2),
        "above": above,
    }


def tax_parts(tax_wan: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Parts that add up to `tax_wan` (flat, 万元) to the cent, the two surcharges among them.

    Surcharges are 3 % and 2 % of the value added tax. A refund is a negative value added tax.
    """
    count = len(tax_wan)
    shares = rng.dirichlet([6.0, 3.5, 0.9, 0.7, 0.9], size=count)
    names = ("tax_corporate_wan", "tax_personal_wan", "tax_property_wan", "tax_other_wan")
    base = np.abs(tax_wan)
    parts = {name: (base * shares[:, k + 1]).round(2) for k, name in enumerate(names)}
    parts["tax_vat_wan"] = ((tax_wan - sum(parts[name] for name in names)) / 1.05).round(2)
    parts["tax_education_wan"] = (parts["tax_vat_wan"] * 0.03).round(2)
    parts["tax_local_education_wan"] = (parts["tax_vat_wan"] * 0.02).round(2)
    difference = tax_wan - sum(parts.values())
    parts["tax_vat_wan"] = (parts["tax_vat_wan"] + difference).round(2)
    return parts


def _log_tax_per_mu(enterprises: pd.DataFrame, years: Sequence[int], rng: np.random.Generator) -> np.ndarray:
    effect = np.array([INDUSTRIES[k].tax_effect for k in enterprises["place"]])
    firm = rng.normal(0, _FIRM_LOG_SD, len(enterprises))
    level = np.log(_TAX_PER_MU_MEDIAN_WAN) + effect + firm
    deviation = rng.normal(0, _YEAR_LOG_SD, len(enterprises))
    columns = []
    for year in years:
        columns.append(level + deviation + _GROWTH_A_YEAR * (year - years[-1]))
        news = rng.normal(0, _YEAR_LOG_SD * np.sqrt(1 - _YEAR_MEMORY**2), len(enterprises))
        deviation = _YEAR_MEMORY * deviation + news
    return np.column_stack(columns)


def _firm_and_year(
    shape: tuple[int, int], firm_sd: float, year_sd: float, rng: np.random.Generator
) -> np.ndarray:
    return rng.normal(0, firm_sd, (shape[0], 1)) + rng.normal(0, year_sd, shape)


def _rd_wan(revenue_wan: np.ndarray, above: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    intensity = np.exp(np.log(0.022) + _firm_and_year(revenue_wan.shape, 0.55, 0.15, rng))
    researching = rng.random((len(revenue_wan), 1)) < np.where(above, 0.82, 0.35)
    return np.where(researching, revenue_wan * intensity, 0.0).round(2)
