"""What would lift an enterprise into the next class, said so that the office can act on it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from muyun.evaluate import Evaluation
from muyun.evaluate.points import Fill
from muyun.explore.gap.gaps import Barrier, Gap, Gaps
from muyun.show.enterprise_markup import grid
from muyun.show.quota_lines import class_word
from muyun.show.reasons import reason_words
from muyun.show.selection import label_of, shown_unit
from muyun.show.strips import said_up
from muyun.show.trace import ItemTrace, item_traces
from muyun.show.words import MISSING, fixed, number, significant
from muyun.terms import Measure, table_measures

HELD = (
    "只改这一项，基准值、其他企业、本企业其余各项和加减分都不变；按政策的名额、并列、否决和调档规则重新定级验证过。"
    "写出的数都往够的一边取整，所以“要到”和“数据要变”末位可能略有出入，做到任何一个就够。"
)
HEADS = ("指标", "现在", "要到", "数据要变", "升到")
_LEAST_SHOWN = 0.005
_WHOLE = {
    Barrier.BEST: "已是最好的等级。", Barrier.MANUAL: "等级由手工调档确定，得分再高也不会变。",
    Barrier.QUOTA: "按名额，本组没有更好的等级可升，得分再高也不会变。",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lift:
    """One indicator's row: texts of the columns of `HEADS`; `why` in place of the last three where it can't lift."""

    label: str
    now: str
    needed: str
    change: str
    letter: str
    why: str


def lifts(evaluation: Evaluation, unit: str, found: Gaps) -> list[Lift]:
    """A row per indicator, in the policy's order; [] where nothing at all lifts the unit."""
    traces = {trace.name: trace for trace in item_traces(evaluation, unit)}
    return [_lift(evaluation, gap, traces[gap.indicator], found) for gap in found.gaps]


def _lift(evaluation: Evaluation, gap: Gap, trace: ItemTrace, found: Gaps) -> Lift:
    label = label_of(evaluation, gap.indicator)
    unit, factor = shown_unit(evaluation, gap.indicator)
    now = f"{significant(gap.value * factor)} {unit}" if np.isfinite(gap.value) else "缺报"
    if gap.barrier is not None:
        return Lift(label, now, "", "", "", _why_not(gap.barrier, trace, found))
    needed = f"{said_up(gap.needed * factor, trace.lower_is_better)} {unit}"
    return Lift(label, now, needed, _change_words(gap, trace), "ABCD"[gap.reached], "")


def _change_words(gap: Gap, trace: ItemTrace) -> str:
    """「税收实际贡献 +123.40 万元（现 812.40）」."""
    measure = table_measures("企业")[trace.numerator.name]
    now = trace.numerator.value
    whole = f"（现 {number(now)}）" if np.isfinite(now) else "（现在缺报）"
    beyond = "；满分后还是同分，按并列规则要高过线上企业" if _beyond_full(gap, trace) else ""
    return f"{measure.column} {_moved(gap.change, measure)}{whole}{beyond}"


def _beyond_full(gap: Gap, trace: ItemTrace) -> bool:
    """Whether the value is past full marks, so that only the tie-break asks for it (spec 5.1)."""
    if trace.min_max or trace.lower_is_better:
        return False
    return gap.needed > trace.benchmark * trace.rule.cap_ratio * (1 + 1e-12) + 1e-12


def _moved(change: float, measure: Measure) -> str:
    decimals = 2 if abs(change) >= 1 else 4
    step = np.ceil(round(abs(change) * 10**decimals, 4)) / 10**decimals
    sign = "+" if change > 0 else "−"
    return f"{sign}{fixed(step, decimals)} {measure.unit}" if step else f"{sign}不足 0.0001 {measure.unit}"


def _why_not(barrier: Barrier, trace: ItemTrace, found: Gaps) -> str:
    if trace.fill is Fill.FULL:
        return "到不了：分母为 0，已按最好的结果计"
    match barrier:
        case Barrier.CAP:
            full = trace.weight * trace.rule.cap_ratio * 100 / (100 - trace.lost_weight)
            more = full - (0.0 if np.isnan(trace.score) else trace.score)
            if more < _LEAST_SHOWN:
                return "到不了：这项已得满分"
            return f"到不了：最多再加 {fixed(more, 2)} 分就封顶，还差 {_points(found.lift)} 分"
        case Barrier.TIE:
            return "到不了：封顶后与线上企业同分，按并列规则仍在线下"
        case Barrier.NO_WEIGHT:
            return "到不了：权重为 0"
        case Barrier.NO_BENCHMARK:
            return "到不了：本组没有可用的基准值，这项不计分"
    return f"算不出：{trace.denominator.label}缺失或为 0"


def summary(evaluation: Evaluation, unit: str, found: Gaps) -> str:
    """「还差 2.10 分可升 A 类，只靠一项的话：…。得分再低 5.00 分会降为 C 类。」"""
    return _up(evaluation, unit, found) + _down(evaluation, found)


def _up(evaluation: Evaluation, unit: str, found: Gaps) -> str:
    if found.barrier is Barrier.VETO:
        return f"有否决事项，得分再高也升不了：{reason_words(evaluation.classes['reasons'].at[unit])}。"
    if found.barrier is not None:
        return _WHOLE[found.barrier]
    reached = [gap for gap in found.gaps if gap.barrier is None]
    lift = f"还差 {_points(found.lift)} 分就能升档" if found.lift > 0 else "已与线上企业同分，按并列规则在线下"
    if not reached:
        return f"{lift}，但只靠任何一项都到不了，要几项一起提高。"
    word = class_word(evaluation, "ABCD"[min(gap.reached for gap in reached)])
    names = "、".join(label_of(evaluation, gap.indicator) for gap in reached)
    return f"{lift}：{names}{'各自' if len(reached) > 1 else ''}单独提高到下表的值，就是 {word}。"


def _down(evaluation: Evaluation, found: Gaps) -> str:
    if found.falls_to < 0:
        return "得分再低也不会降档。"
    word = class_word(evaluation, "ABCD"[found.falls_to])
    return f"得分再低 {_points(found.margin)} 分就会降为 {word}。"


def _points(points: float) -> str:
    return fixed(points, 2) if points >= _LEAST_SHOWN else "不到 0.01"


def shared(evaluation: Evaluation, found: Gaps) -> str:
    """Which measures stand in several indicators, so that less of them is needed than the rows say; "" for none."""
    used: dict[str, list[str]] = {}
    for gap in found.gaps:
        used.setdefault(evaluation.policy.indicators[gap.indicator].numerator, []).append(gap.indicator)
    told = [
        f"{table_measures('企业')[name].column}同时用于{'、'.join(label_of(evaluation, i) for i in indicators)}"
        for name, indicators in used.items()
        if len(indicators) > 1
    ]
    return f"{'；'.join(told)}：它变了，这几项一起变，实际需要的比表中少。" if told else ""


def lift_grid(rows: Sequence[Lift]) -> str:
    """The rows as HTML; "" for none."""
    return grid(HEADS, "".join(map(_row, rows))) if rows else ""


def _row(row: Lift) -> str:
    label = f'<td class="left"><b>{escape(row.label)}</b></td><td>{escape(row.now)}</td>'
    if row.why:
        return f'<tr>{label}<td class="left" colspan="3">{escape(row.why)}</td></tr>'
    badge = f'<span class="badge {row.letter}">{row.letter}</span>' if row.letter else MISSING
    return (
        f"<tr>{label}<td><b>{escape(row.needed)}</b></td>"
        f'<td class="left">{escape(row.change)}</td><td class="mid">{badge}</td></tr>'
    )
