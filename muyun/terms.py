"""The vocabulary: tables, measures, units, statuses and classes, Chinese beside English.

The only way between the Chinese words of uploads and policies and the names in code.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

SCORE_DECIMALS = 9
"""Scores, indicators, measures and limits are compared after rounding to 9 decimals (spec 12)."""

MU_PER_M2 = 3 / 2000
"""1 亩 = 2000/3 m² (spec 1.3)."""


class Status(StrEnum):
    """In which of the four ways a row ends (spec 4)."""

    EVALUATED = "参评"
    TRANSITION = "过渡期"
    EXCLUDED = "不参评"
    MISSING = "数据缺失"


class ResultKind(StrEnum):
    """What a result is worth: official once the office has confirmed every 本系统假定 of its policy."""

    OFFICIAL = "正式结果"
    TRIAL = "试算结果"
    SCENARIO = "模拟测算，非正式结果"
    COMPARISON = "对比测算，非正式结果"


class Class(StrEnum):
    """The four classes, best first."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Kind(StrEnum):
    """类别 of an enterprise; blank means 工业."""

    INDUSTRY = "工业"
    SERVICE = "服务业"


class Scale(StrEnum):
    """规模 of an enterprise (statistics' 规模以上, 规模以下)."""

    ABOVE = "规上"
    BELOW = "规下"


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of an upload: `column` in Chinese, `name` in frames, unit as written in files.

    type is one of int, float, text, bool, date, geometry.
    """

    table: str
    column: str
    unit: str
    name: str
    type: str
    required: bool
    meaning: str


@cache
def measures() -> tuple[Measure, ...]:
    """Every table and column an upload may have, in the order of measures.csv."""
    text = files("muyun").joinpath("measures.csv").read_text("utf-8")
    return tuple(
        Measure(r["table"], r["column"], r["unit"], r["name"], r["type"], r["required"] == "yes", r["meaning"])
        for r in csv.DictReader(text.splitlines())
    )


@cache
def table_measures(table: str) -> dict[str, Measure]:
    """The measures of one table by `name`, in order. KeyError: no such table."""
    found = {m.name: m for m in measures() if m.table == table}
    if not found:
        raise KeyError(table)
    return found


TABLES: dict[str, str] = {
    "企业": "enterprises",
    "加减分": "points",
    "否决事项": "vetoes",
    "手工调档": "manual_changes",
    "宗地": "parcels",
    "占用": "occupancy",
    "电表": "meters",
    "园区": "parks",
    "区域": "regions",
    "整治": "cases",
    "项目": "projects",
    "纠偏": "corrections",
    "名单": "lists",
}
"""Tables of an upload: Chinese name → field of `data.tables.Tables`."""

KEYS: dict[str, tuple[str, ...]] = {
    "企业": ("year", "uscc"),
    "宗地": ("parcel_id",),
    "园区": ("year", "name"),
    "区域": ("year", "name"),
    "整治": ("case_id",),
    "项目": ("project_id",),
    "纠偏": ("correction_id",),
}
"""What may occur only once in a table (spec 10.8); tables without a row here have no key."""

PARK_KINDS: tuple[str, ...] = (
    "经济开发区", "高新区", "综合保税区", "特色小镇", "小微工业园", "小微企业园",
    "市镇工业园区", "“两创”中心", "产业平台",
)  # fmt: skip
PARK_LEVELS: tuple[str, ...] = ("国家级", "省级", "参照省级", "生产制造", "生产服务")
REGION_LEVELS: tuple[str, ...] = ("省", "市", "县", "镇街")
"""园区.类型, 园区.级别 and 区域.级别 as listed in measures.csv."""

PUBLISHED_RATIOS: Mapping[str, Mapping[str, str]] = {"区域": {"单位GDP碳排放": "吨/万元", "单位GDP碳排放降低率": "1"}}
"""Ratios → unit that rows of a table may give themselves though no policy has them as indicators (spec 6.5; JX-23)."""

PUBLISHED_SHARES = ("研发投入强度", "单位GDP碳排放降低率")
"""Published ratios that are shares, kept as 0.03 for 3 %: above 1 hardly one is meant."""

VETO_KINDS: tuple[str, ...] = (
    "重大安全生产事故", "重大环境责任事故", "重大环境事件", "食品安全事故", "重大税收违法", "未完成节能减排任务",
    "未完成去产能任务", "环保不达标", "能耗不达标", "质量不达标", "安全不达标",
)  # fmt: skip
"""否决事项.类别 as listed in measures.csv."""
