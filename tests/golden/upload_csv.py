"""How do golden files become tables, and results files? CSV with the columns of measures.csv, with BOM."""

import csv
from datetime import date
from pathlib import Path

WHOLE = {"年度", "过渡期起始年"}
DATES = {"新增用地批准日期"}
FLAGS = {"军工"}
TEXTS = {
    "统一社会信用代码",
    "企业名称",
    "区县",
    "镇街",
    "园区",
    "行业代码",
    "类别",
    "规模",
    "标签",
    "项目",
    "依据",
    "说明",
    "目标等级",
    "理由",
    "宗地代码",
    "方式",
    "用途",
    "土地状态",
}


def read_upload(folder):
    """{table: rows} of every CSV in `folder`; an empty cell is None."""
    upload = {}
    for path in sorted(Path(folder).glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            upload[path.stem] = [
                {name: _typed(name, text) for name, text in row.items()} for row in csv.DictReader(lines)
            ]
    return upload


def _typed(name, text):
    if text == "":
        return None
    if name in WHOLE:
        return int(text)
    if name in DATES:
        return date.fromisoformat(text)
    if name in FLAGS:
        return text == "是"
    return text if name in TEXTS else float(text)


def write_rows(path, rows):
    """Writes `rows` (all with the columns of the first) as UTF-8 with BOM and \\n."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([cell_text(value) for value in row.values()] for row in rows)


def cell_text(value):
    """The cell of a value: empty for None, the shortest float that reads back, 30 rather than 30.0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value + 0.0) if isinstance(value, float) else str(value)
    return text.removesuffix(".0") if isinstance(value, float) else text
