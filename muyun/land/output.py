"""What stands in parcels.csv and lowland.csv? (cli.md, land)"""

from __future__ import annotations

import pandas as pd

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.land.lowland import low_enterprises
from muyun.land.parcels import parcel_figures

_PARCELS = {
    "county": "区县", "town": "镇街", "use": "用途", "state": "土地状态", "declared_mu": "登记面积",
    "polygon_mu": "图形面积", "tenants": "企业数", "unit": "评价单元", "tax_wan": "税收实际贡献",
    "tax_per_mu": "亩均税收", "low": "低产田", "applied": "执行等级",
}  # fmt: skip
_LOW = {
    "name": "企业名称", "county": "区县", "town": "镇街", "land_mu": "用地面积", "tax_wan": "税收实际贡献",
    "tax_per_mu": "亩均税收", "applied": "执行等级",
}  # fmt: skip


def parcel_frame(evaluation: Evaluation, tables: Tables) -> pd.DataFrame:
    """A row per parcel, by 宗地代码."""
    return _named(parcel_figures(evaluation, tables), "宗地代码", _PARCELS)


def lowland_frame(evaluation: Evaluation) -> pd.DataFrame:
    """A row per low-yield enterprise, by 统一社会信用代码."""
    return _named(low_enterprises(evaluation), "统一社会信用代码", _LOW)


def _named(frame: pd.DataFrame, key: str, columns: dict[str, str]) -> pd.DataFrame:
    found = frame[list(columns)].rename(columns=columns)
    found.insert(0, key, frame.index.array)
    return found.reset_index(drop=True)
