"""The installed `muyun` command, and a small upload whose result can be worked out by hand.

Four enterprises under huangyan-2022, whose benchmarks are published constants (spec 2.6): 甲 and 乙 are
ranked 规上, 丙 has no land, 丁 is 规下.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from stdnum.cn import uscc

MUYUN = Path(sys.executable).parent / "muyun"
Run = subprocess.CompletedProcess[str]

HEADER = ["年度", "统一社会信用代码", "企业名称", "区县", "行业代码", "规模", "用地面积", "税收实际贡献",
          "工业增加值", "总用能", "排放量", "年平均职工人数", "研发经费", "主营业务收入", "用电量"]
INDICATORS = ["亩均税收", "亩均增加值", "单位能耗增加值", "单位排放增加值", "全员劳动生产率", "研发投入强度",
              "单位用电税收"]  # of huangyan-2022, in the order of its file
TEN_POINTS_TO_TAX = {"pools": {"规上工业": {"weights": {"亩均税收": 40, "亩均增加值": 10}}}}
POLICIES = ["jiaxing-2018", "xiacheng-2019", "xian-2022", "fenghua-2022", "huangyan-2022"]


def code(number: int) -> str:
    """A credit code with a right checksum."""
    body = f"9133000000000{number:04d}"
    return body + uscc.calc_check_digit(body)


JIA, YI, BING, DING = map(code, range(1, 5))

ROWS = [
    [2021, JIA, "甲", "黄岩区", "C3311", "规上", 20, 500, 2000, 1000, 0.5, 150, 450, 15000, 80],
    [2021, YI, "乙", "黄岩区", "C3311", "规上", 20, 250, 3000, 1000, 0.5, 150, 450, 15000, 80],
    [2021, BING, "丙", "黄岩区", "C3311", "规上", "", 250, 3000, 1000, 0.5, 150, 450, 15000, 80],
    [2021, DING, "丁", "黄岩区", "C3311", "规下", 10, 100, 300, 100, 0.5, 20, 5, 1500, 50],
]


def write_csv(path: Path, rows: list[list[object]]) -> Path:
    """A CSV file as an office would send it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a result file, every cell as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def muyun(*arguments: object, cwd: Path | None = None) -> Run:
    """Runs the installed command; whatever happens, the user never sees a traceback."""
    home = {"MUYUN_HOME": str(cwd / "var")} if cwd else {}
    run = subprocess.run([MUYUN, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8",
                         cwd=cwd, env={**os.environ, **home}, timeout=300, check=False)
    assert "Traceback" not in run.stderr, run.stderr
    return run


def write_patch(path: Path, patch: dict[str, object]) -> Path:
    """A patch file; JSON is YAML."""
    path.write_text(json.dumps(patch, ensure_ascii=False), "utf-8")
    return path
