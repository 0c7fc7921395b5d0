"""What the command line says when it is done: the result in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.evaluate.output import class_counts, status_counts
from muyun.explore.robust.shares import FIRM_FROM, LIKELY_FROM, Robustness, members, standard_error
from muyun.explore.summary import lowland_rule
from muyun.explore.weight_space import WITHIN, WeightSpace, limited
from muyun.explore.whatif.bounds import bounds
from muyun.land.coverage import CoverageOf
from muyun.land.parcels import Yield
from muyun.policy.model import Policy
from muyun.show.robust_words import beyond_words
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


def robustness_lines(evaluation: Evaluation, found: Mapping[str, Robustness], within: float | None) -> list[str]:
    """Of each pool: how many are firm, from which weights was drawn, the error of the shares, ties at a line."""
    lines = []
    for pool, of in found.items():
        firm = "，".join(f"{name} {n:,}" for name, n in members(evaluation, of).sum().items())
        drawn_from = _drawn_from(of.space, evaluation.policy, pool, within)
        error = 0.0 if of.space.is_fixed else float(standard_error(np.array(0.5), of.draws))  # of no share is it more
        lines.append(
            f"{evaluation.year} 年度 {pool}：{firm}；抽样 {of.draws:,} 次，{drawn_from}，"
            f"占比的标准误不超过 {error * 100:.2f} 个百分点，等级线上有并列的 {of.tied:,} 次"
        )
    if not lines:
        return [f"{evaluation.year} 年度没有参评的企业，robust.csv 里没有行"]
    assumed = f"稳固指 {FIRM_FROM:.0%} 以上的抽样保持执行等级，临界指 {LIKELY_FROM:.0%} 以上，其余为偶然（本系统假定）"
    return [*lines, assumed]


def _drawn_from(space: WeightSpace, policy: Policy, pool: str, within: float | None) -> str:
    by_policy = limited(bounds(policy, pool))
    if space.is_fixed:
        return "权重没有可动的余地"
    if within is None and not by_policy:
        return f"每项权重上下各 {WITHIN:.0%}（本系统假定）"
    limits = f"权重限于政策规定的范围{beyond_words(policy, pool)}" if by_policy else ""
    near = f"每项权重上下各 {within * 100:g}%" if within is not None else ""
    return "，且".join(part for part in (limits, near) if part)


def land_lines(
    evaluation: Evaluation, parcels: pd.DataFrame, low: pd.DataFrame, covered: Iterable[CoverageOf]
) -> list[str]:
    """亩 of low-yield parcels and enterprises, and how many places reach the line of coverage.

    parcels, low  as `land.output` gives them
    """
    rule = lowland_rule(evaluation)
    line = f"亩均税收{'低于' if rule.below else '不高于'} {rule.line:g} 万元/亩"
    plots = parcels[(parcels["低产田"] == str(Yield.LOW)).to_numpy()]
    area = plots["登记面积"].where(plots["登记面积"].notna(), plots["图形面积"]).sum()
    lines = [
        f"{evaluation.year} 年度 宗地 {len(parcels):,} 块，{line}的 {len(plots):,} 块、{area:,.2f} 亩；"
        f"企业 {len(low):,} 家，用地 {low['用地面积'].sum():,.2f} 亩"
    ]
    for of in covered:
        known = [place for place in of.places if place.reached is not None]
        reached = sum(bool(place.reached) for place in known)
        lines.append(
            f"{of.level}覆盖率达到 {of.rule.at_least:.0%} 的 {reached:,} 个，未达到 {len(known) - reached:,} 个，"
            f"算不出 {len(of.places) - len(known):,} 个"
        )
    return lines


def written(target: Path, scenario: bool) -> str:
    """Where the result is; it stays 试算结果 until the office adopts it, and a patch makes it no result at all."""
    return f"结果已写到 {target}（{ResultKind.SCENARIO if scenario else ResultKind.TRIAL}）"
