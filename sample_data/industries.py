"""What do the sample's enterprises make? Classes of GB/T 4754-2017 with weights and rough intensities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Industry:
    """A class of GB/T 4754-2017 as the sample uses it.

    weight       how common it is; tax_effect is added to the log of tax per mu
    energy_tce   吨标煤 per 万元 of value added; value_wan_per_t 万元 of value added per 吨 emitted
    """

    code: str
    trade: str
    kind: str
    weight: float
    tax_effect: float
    energy_tce: float
    value_wan_per_t: float


def _factories(trade: str, tax: float, energy: float, value: float, **weights: float) -> list[Industry]:
    return [
        Industry(code.lstrip("c"), trade, "工业", weight, tax, energy, value)
        for code, weight in weights.items()
    ]


def _services(trade: str, tax: float, **weights: float) -> list[Industry]:
    return [
        Industry(code.lstrip("c"), trade, "服务业", weight, tax, 0.04, 60_000)
        for code, weight in weights.items()
    ]


INDUSTRIES: tuple[Industry, ...] = (
    *_factories(
        "纺织", -0.45, 0.40, 3_500, c1711=22, c1712=34, c1721=14, c1742=8, c1751=60, c1763=40, c1771=14
    ),
    *_factories("印染", -0.15, 1.60, 420, c1713=26, c1723=5, c1733=2, c1743=9, c1752=34, c1762=18),
    *_factories("服饰", -0.40, 0.10, 20_000, c1811=18, c1819=26, c1821=10, c1829=38),
    *_factories("皮革", -0.35, 0.15, 4_000, c1921=24, c1922=12, c1931=6, c1952=8),
    *_factories("家居", -0.35, 0.16, 12_000, c2032=10, c2110=26),
    *_factories("纸业", -0.05, 1.80, 480, c2221=16, c2223=8, c2231=22),
    *_factories("包装印刷", -0.15, 0.15, 9_000, c2319=24),
    *_factories("化工", 0.45, 1.50, 900, c2614=22, c2641=12, c2651=18, c2661=18, c2662=20),
    *_factories("药业", 0.55, 0.45, 2_500, c2710=8, c2780=6),
    *_factories("化纤", 0.05, 1.30, 1_100, c2822=34, c2821=6, c2829=8),
    *_factories("塑胶", -0.20, 0.35, 8_000, c2921=20, c2926=12, c2929=36),
    *_factories("建材", -0.30, 1.10, 1_500, c3021=22, c3061=10),
    *_factories("金属", -0.15, 0.60, 4_000, c3130=14, c3252=10, c3311=26, c3360=16),
    *_factories("机械", 0.15, 0.11, 25_000, c3443=16, c3482=38, c3489=30, c3525=20, c3551=18),
    *_factories("汽配", 0.25, 0.12, 22_000, c3670=46),
    *_factories("电气", 0.25, 0.10, 30_000, c3812=18, c3825=36, c3831=26),
    *_factories("电子", 0.50, 0.13, 16_000, c3972=10, c3973=10, c3982=18, c3985=22, c3989=36),
    *_factories("仪表", 0.55, 0.07, 40_000, c4011=14),
    *_factories("热电", 0.10, 5.00, 350, c4412=8, c4416=6),
    *_factories("燃气", 0.20, 0.20, 30_000, c4511=5),
    *_factories("水务", -0.60, 0.90, 800, c4610=7, c4620=10),
    *_services("商贸", 0.10, c5131=22, c5212=8),
    *_services("物流", -0.30, c5431=14, c5920=16),
    *_services("酒店", -0.40, c6110=6),
    *_services("软件", 0.70, c6513=22, c6531=10),
    *_services("置业", 0.30, c7010=5, c7020=6, c70=1),
    *_services("商务", 0.30, c7211=8, c7249=5),
    *_services("研发", 0.40, c7320=8, c7452=6, c7519=14),
    *_services("环境", -0.40, c7723=4, c7724=3, c7820=6),
)

HEAT_USERS = ("印染", "纸业", "化工", "化纤", "药业", "纺织")
COAL_USERS = ("热电", "纸业", "建材")
POLLUTERS = ("印染", "纸业", "化工", "化纤", "药业", "热电", "皮革", "水务", "金属", "建材")
"""Trades by what they burn and emit."""


def draw_industries(count: int, rng: np.random.Generator) -> np.ndarray:
    """Places in INDUSTRIES for `count` enterprises, drawn by weight."""
    weights = np.array([i.weight for i in INDUSTRIES])
    return rng.choice(len(INDUSTRIES), size=count, p=weights / weights.sum())
