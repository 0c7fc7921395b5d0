"""Who may be 高耗低效? The sentence and the list, with what the office has said of those who may stay out."""

from __future__ import annotations

from muyun.land.inefficient import LEFT_OUT, LISTED, OPEN, Candidates, Lines
from muyun.show.tables import Column, Table
from muyun.show.words import number


def headline(found: Candidates) -> str:
    """「高耗低效候选 31 家，用能 81,234 吨标煤；其中 3 家可暂不列入，由主管部门确认」"""
    energy = number(found.rows["energy_tce"].sum(), 0)
    counts = {word: int((found.rows["exempt"] == word).sum()) for word in (OPEN, LEFT_OUT, LISTED)}
    may = sum(counts.values())
    said = [f"已确认暂不列入 {counts[LEFT_OUT]:,} 家"] if counts[LEFT_OUT] else []
    said += [f"仍列入 {counts[LISTED]:,} 家"] if counts[LISTED] else []
    said += [f"待确认 {counts[OPEN]:,} 家"] if counts[OPEN] else []
    more = f"；其中 {may:,} 家可暂不列入，由主管部门确认（{'，'.join(said)}）" if may else ""
    return f"高耗低效候选 {len(found.rows):,} 家，用能 {energy} 吨标煤{more}"


def judged_words(found: Candidates) -> str:
    """Who couldn't be judged; missing is never low."""
    said = f"工业企业中四项数据齐全的 {found.judged:,} 家参加比较。"
    if not found.unjudged:
        return said
    return f"{said}另 {found.unjudged:,} 家缺用地、税收、增加值或用能，没有判断（缺报不等于低）。"


def lines_words(general: Lines, strict: Lines, seven: list[str]) -> str:
    """Both lines in words."""
    named = "、".join(seven)
    return (
        f"亩均税收和单位能耗增加值都低于线的列为候选：一般行业低于 {_both(general)}；{named}低于 {_both(strict)}。"
        "认定标准由省经信厅定，文件没有写数（本系统假定，可改）。"
    )


def _both(lines: Lines) -> str:
    return f"{number(lines.tax_per_mu)} 万元/亩和 {number(lines.value_per_tce)} 万元/吨标煤"


def candidates_table(found: Candidates) -> Table:
    """A row per candidate, the most energy first."""
    frame = found.rows.assign(code=found.rows.index)
    return Table(frame, [
        Column("name", "企业", narrow=True),
        Column("sector", "七个行业", help="纺织、造纸、石化、化工、化纤、建材、钢铁，按较严的线。"),
        Column("exempt", "暂不列入", "wrap"), Column("labels", "标签", "wrap"),
        Column("tax_per_mu", "亩均税收", "number", "万元/亩"),
        Column("value_per_tce", "单位能耗增加值", "number", "万元/吨标煤"),
        Column("energy_tce", "总用能", "number", "吨标煤", 0), Column("cases", "案件", "wrap", narrow=True),
        Column("land_mu", "用地面积", "number", "亩"), Column("town", "镇街"), Column("status", "状态"),
        Column("industry", "行业代码"), Column("county", "区县"),
        Column("code", "统一社会信用代码"),
    ], f"{len(frame):,} 家，用能多的在前。", empty="没有企业同时低于两条线。")  # fmt: skip


HIDDEN = ("land_mu", "town", "status", "industry", "county", "code")
"""Columns that wait behind 选择列."""
