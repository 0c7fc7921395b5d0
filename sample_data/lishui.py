"""What did a prefecture really publish? Lishui's table for 2019 as 区域 rows of published ratios."""

from __future__ import annotations

import csv
from pathlib import Path

YEAR = 2019
CITY = "丽水市"
CITY_TAX_WAN = 573_564
CITY_LAND_MU = 30_341

INDICATORS = (
    "亩均税收",
    "亩均增加值",
    "单位能耗增加值",
    "单位排放增加值",
    "研发投入强度(%)",
    "全员劳动生产率",
)
"""Headers of the published ratios: a region gives the indicator itself (spec 6.5)."""

PUBLISHED: tuple[tuple[str, ...], ...] = (
    ("莲都", "46.38", "98.96", "2.27", "1119.07", "2.36", "19.60"),
    ("缙云", "36.91", "101.58", "0.51", "", "1.28", "19.28"),
    ("龙泉", "22.97", "106.35", "1.14", "365.47", "2.95", "13.80"),
    ("青田", "21.41", "87.08", "2.03", "", "2.95", "16.14"),
    ("云和", "21.36", "74.68", "0.86", "409.73", "1.04", "23.79"),
    ("遂昌", "16.75", "54.45", "3.05", "392.11", "3.54", "9.54"),
    ("松阳", "12.15", "52.66", "2.05", "", "2.60", "15.47"),
    ("庆元", "11.78", "66.22", "0.92", "173.53", "2.25", "19.07"),
    ("景宁", "10.06", "47.45", "1.54", "786.86", "4.87", "12.48"),
    ("开发区", "9.81", "55.73", "1.11", "1445.33", "2.92", "16.19"),
)
"""Nine counties and the zone, names and digits as published; a dash there is an empty cell here."""


def write_lishui(folder: Path) -> list[Path]:
    """Writes 区域.csv with the published table and returns the file.

    The ten rows give indicators only. The city's row gives 税收实际贡献 and 建设用地面积: its
    亩均税收 is 573564 ÷ 30341 = 18.9039, not the mean of the ten, 20.958.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "区域.csv"
    header = ["年度", "区域名称", "级别", "上级", "建设用地面积", "税收实际贡献", *INDICATORS]
    city = [YEAR, CITY, "市", "", CITY_LAND_MU, CITY_TAX_WAN, *[""] * len(INDICATORS)]
    rows = [[YEAR, name, "县", CITY, "", "", *ratios] for name, *ratios in PUBLISHED]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, city, *rows])
    return [path]
