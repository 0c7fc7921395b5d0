"""What the command line says when it is done: the result in a few lines."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.output import class_counts, status_counts
from muyun.terms import ResultKind, Status


def evaluation_lines(evaluation: Evaluation) -> list[str]:
    """How many take part in each 评价组 and how they are classed, and who isn't ranked."""
    words, statuses = evaluation.policy.class_words, status_counts(evaluation)
    lines = []
    for group, counts in class_counts(evaluation).items():
        ranked, units = statuses[group][Status.EVALUATED], sum(counts.values())
        merged = f"（合并为 {units:,} 个评价单元）" if units != ranked else ""
        shares = "，".join(f"{words[name]} {n:,}" for name, n in counts.items())
        lines.append(f"{evaluation.year} 年度 {group}：参评 {ranked:,} 家{merged}，{shares}")
    others = {s: sum(of[s] for of in statuses.values()) for s in Status if s is not Status.EVALUATED}
    return [*lines, "未参加排名：" + "，".join(f"{status} {count:,} 家" for status, count in others.items())]


def movers_line(moved: pd.DataFrame) -> str:
    """How many move and how many of them change class."""
    classes = int((moved["原等级"].fillna("") != moved["新等级"].fillna("")).sum())
    return f"等级或名次有变化的 {len(moved):,} 家，其中等级变化 {classes:,} 家"


def written(target: Path, scenario: bool) -> str:
    """Where the result is; it stays 试算结果 until the office adopts it, and a patch makes it no result at all."""
    return f"结果已写到 {target}（{ResultKind.SCENARIO if scenario else ResultKind.TRIAL}）"
