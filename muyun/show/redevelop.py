"""What would low-yield land bring? The range as a sentence and a bar, by means, by parcel, and one of it worked out."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.explore.whatif.headline import short_word
from muyun.land.redevelop import Level, Reach, Redevelopment, Targets
from muyun.show.divisions import division_words
from muyun.show.tables import Column, Table
from muyun.show.words import WHAT_IF_COLOUR, number, significant
from muyun.terms import Class

WIDTH, _LEFT, _BAR, _ROW, _TOP = 1200, 190, 600, 48, 40
_NOW = "#9AA0A6"
_TAX, _ADDED = "tax_wan", "value_added_wan"
_WORDS = {_TAX: "税收", _ADDED: "增加值"}
LOW = "低产田"
"""What is simulated when nothing was chosen."""

_NO_CASE = "还没有立案"
_LEADING = "按整治台账里的方式；一宗有几件的，先取写明这宗地的，再取占地最多的企业的，再取编号最后的。"
_SHORT = 5
"""So many parcels are worked out under 依据."""


def level_words(evaluation: Evaluation) -> dict[Level, str]:
    """What the levels are called under the policy: 中位数, A 类."""
    return {Level.MEDIAN: "中位数", Level.BEST: short_word(evaluation.policy.class_words, Class.A)}


def _reaching(word: str) -> str:
    """达到中位数, 达到 A 类"""
    return f"达到{' ' if word[:1].isascii() else ''}{word}"


def headline(evaluation: Evaluation, where: str, found: Redevelopment, what: str = LOW) -> str:
    """「模拟：低产田 28 宗 1,167.6 亩达到同行业水平，一年增加税收 3,210–8,765 万元、增加值 ……」

    what  what the parcels are called: 低产田, 选中的 9 宗
    """
    if not len(found.rows):
        return f"{evaluation.year} 年度{where}没有{what}，没有可以模拟的宗地。"
    land = number(float(np.nansum(found.area_mu)), 1)
    tax, added = (_range(found, measure) for measure in (_TAX, _ADDED))
    if not tax:
        counted = f"{what} {len(found.rows):,} 宗" if what == LOW else what
        return f"{evaluation.year} 年度{where}{counted}，没有同行企业可比，或缺税收，算不出能增加多少。"
    also = f"，增加值 {added} 万元" if added else ""
    return f"模拟：{where}{what} {land} 亩达到同行业的水平，一年多缴税 {tax} 万元{also}。"


def tax_range(found: Redevelopment) -> tuple[str, int]:
    """What tax would follow, from the smaller total to the larger ("" unknown), and parcels that aren't in both."""
    return _range(found, _TAX), _in_no_sum(found, _TAX)


def _in_no_sum(found: Redevelopment, measure: str) -> int:
    return int(np.isnan(np.array([found.targets[measure, level].gain for level in Level])).any(axis=0).sum())


def _range(found: Redevelopment, measure: str) -> str:
    """From the smaller total to the larger; "" where neither is known."""
    levels = [found.targets[measure, level] for level in Level]
    totals = sorted(of.total for of in levels if of.unknown < len(found.rows))
    if not totals:
        return ""
    low, high = number(totals[0], 0), number(totals[-1], 0)
    return low if low == high else f"{low}–{high}"


def second_line(evaluation: Evaluation, found: Redevelopment) -> str:
    """Which end is which, and how many parcels are in no sum."""
    words, targets = level_words(evaluation), found.targets
    ends = "，".join(
        f"{_reaching(words[level])} {number(targets[_TAX, level].total, 0)} 万元" for level in Level
        if targets[_TAX, level].unknown < len(found.rows)
    )  # fmt: skip
    no_tax, no_added = (_in_no_sum(found, measure) for measure in (_TAX, _ADDED))
    rest = f"；{no_tax:,} 宗没有企业、缺税收或没有可比的企业，未计入税收" if no_tax else ""
    rest += f"；{no_added:,} 宗缺增加值或没有可比的企业，未计入增加值" if no_added else ""
    return f"税收：{ends}{rest}。已高于目标的不减。" if ends else ""


def widened_words(evaluation: Evaluation, found: Redevelopment, fewest: int) -> str:
    """How many parcels are held against everybody because their sector has too few; "" for none."""
    everybody, words = list(Reach).index(Reach.ALL), level_words(evaluation)
    counts = {level: int((found.targets[_TAX, level].reach == everybody).sum()) for level in Level}
    said = "，".join(f"{words[level]} {count:,} 宗" for level, count in counts.items() if count)
    return f"同行业可比的不足 {fewest} 家、改取全部参评企业水平的：{said}。" if said else ""


def bars(evaluation: Evaluation, found: Redevelopment, what: str = LOW) -> str:
    """Now, at the median and at the A class, for tax and value added; "" where nothing is known."""
    rows = [row for measure in (_TAX, _ADDED) for row in _bars_of(evaluation, found, measure)]
    if not rows:
        return ""
    most = {measure: max(total for m, _, _, total in rows if m == measure) for measure in {row[0] for row in rows}}
    drawn = [
        _bar(_TOP + _ROW * i, measure, label, now, total, most[measure])
        for i, (measure, label, now, total) in enumerate(rows)
    ]
    told = escape("；".join(f"{label}{_WORDS[m]} {significant(total)} 万元" for m, label, _, total in rows), quote=True)
    title = escape(f"{what}现在的税收和增加值，达到目标后多出的部分（紫色，模拟）")
    return (
        f'<svg viewBox="0 0 {WIDTH} {_TOP + _ROW * len(rows)}" role="img" aria-label="{told}">'
        f'<text x="0" y="20" style="font-size:18px;font-weight:600">{title}</text>{"".join(drawn)}</svg>'
    )


def _bars_of(evaluation: Evaluation, found: Redevelopment, measure: str) -> list[tuple[str, str, float, float]]:
    now = float(np.nansum(found.now_per_mu[measure] * found.area_mu))
    words, rows = level_words(evaluation), []
    for level in Level:
        of = found.targets[measure, level]
        if of.unknown < len(found.rows):
            rows.append((measure, _reaching(words[level]), now, now + of.total))
    return rows


def _bar(y: float, measure: str, label: str, now: float, total: float, most: float) -> str:
    scale = _BAR / most if most > 0 else 0.0
    grey, end = max(now, 0.0) * scale, max(total, 0.0) * scale  # more refunded than paid draws no bar
    said = f"{_WORDS[measure]} {significant(now)} → {significant(total)} 万元（+{significant(total - now)}）"
    return (
        f'<g><title>{escape(f"{label}：{said}")}</title>'
        f'<text x="0" y="{y + 22}" style="font-size:17px">{escape(_WORDS[measure])}，{escape(label)}</text>'
        f'<rect x="{_LEFT}" y="{y}" width="{grey:.1f}" height="32" fill="{_NOW}"/>'
        f'<rect x="{_LEFT + grey:.1f}" y="{y}" width="{end - grey:.1f}" height="32" fill="{WHAT_IF_COLOUR}"/>'
        f'<text x="{_LEFT + end + 10:.1f}" y="{y + 22}" style="font-size:16px">{escape(said)}</text></g>'
    )


def means_table(evaluation: Evaluation, means: pd.DataFrame) -> Table:
    """A row per 方式 of `by_means`: land, what is freed already, and what tax would follow."""
    words = level_words(evaluation)
    frame = means.assign(means=means["means"].where(means["means"] != "", _NO_CASE))
    frame.index = pd.Index(frame["means"])
    columns = [
        Column("means", "处置方式"), Column("parcels", "宗数", "number", "宗", 0),
        Column("land_mu", "用地", "number", "亩", 1),
        Column("freed_mu", "已腾出用地", "number", "亩", 1, "已完成的案件腾出的，每件算一次，归它自己的方式。"),
        *(Column(level.name, f"{_reaching(words[level])}多缴税", "number", "万元", 1, what_if=True) for level in Level),
    ]  # fmt: skip
    return Table(frame, columns, _LEADING)


def parcels_table(
    evaluation: Evaluation, figures: pd.DataFrame, people: np.ndarray, found: Redevelopment, means: np.ndarray
) -> Table:
    """A row a parcel, the one that would bring the most at the median first."""
    words, own = level_words(evaluation), figures.iloc[found.rows]
    reached, best = found.targets[_TAX, Level.MEDIAN], found.targets[_TAX, Level.BEST]
    frame = pd.DataFrame({
        "people": people, "county": found.county, "sector": [division_words(s) if s else "" for s in found.sector],
        "area_mu": found.area_mu, "now": found.now_per_mu[_TAX],
        **{f"{level.name}:target": found.targets[_TAX, level].per_mu for level in Level},
        **{f"{level.name}:tax": found.targets[_TAX, level].gain for level in Level},
        **{f"{level.name}:added": found.targets[_ADDED, level].gain for level in Level},
        "peers": _peers(reached), "best_peers": _peers(best),
        "means": np.where(means == "", _NO_CASE, means), "parcel_id": own.index,
    }, pd.Index(own.index.astype(str)))  # fmt: skip
    columns = [
        Column("people", "企业", narrow=True), Column("county", "区县"), Column("sector", "行业", narrow=True),
        Column("area_mu", "用地", "number", "亩", 1), Column("now", "现在", "number", "万元/亩"),
        *(Column(f"{level.name}:target", words[level], "number", "万元/亩", what_if=True) for level in Level),
        *(Column(f"{level.name}:tax", f"{_reaching(words[level])}多缴税", "number", "万元", 1, what_if=True)
          for level in Level),
        *(Column(f"{level.name}:added", f"{_reaching(words[level])}多增加值", "number", "万元", 1, what_if=True)
          for level in Level),
        Column("peers", "中位数取自"), Column("best_peers", f"{words[Level.BEST]}取自"),
        Column("means", "处置方式"), Column("parcel_id", "宗地"),
    ]  # fmt: skip
    gain = np.nan_to_num(reached.gain, nan=-1.0)
    order = np.lexsort((np.arange(len(frame)), -np.round(gain, 9)))
    return Table(frame.iloc[order], columns, f"{len(frame):,} 宗，达到中位数多缴税多的在前。", empty="没有宗地。")


def _peers(of: Targets) -> list[str]:
    reaches = [str(reach) for reach in Reach]
    return [f"{reaches[r]} {n:,} 家" if r >= 0 else "" for r, n in zip(of.reach.tolist(), of.of.tolist(), strict=True)]


def formulas(evaluation: Evaluation, figures: pd.DataFrame, found: Redevelopment, fewest: int) -> list[str]:
    """How the range is made, with the numbers of the largest parcels."""
    words = level_words(evaluation)
    best = f"{words[Level.BEST]}：执行等级 A 的企业，税收（增加值）合计 ÷ 用地合计，不是各家比值的平均。"
    lines = [
        "多缴税 = Σ 面积 ×（目标 − 现在的亩均税收）；增加值同样。目标低于现在的按 0，不减。",
        "中位数：参评企业亩均税收（增加值）的中位数，缺报的不算。", best,
        f"同区县同行业（大类）不足 {fewest} 家的取同行业，仍不足的取全部参评企业（家数是本系统假定，可在“设置”里改）。",
        "行业是宗地上占地最多的企业的行业。", *_reaches(found, words),
    ]  # fmt: skip
    return lines + [line for place in _largest(found) for line in _worked(figures, found, place, words)]


def _reaches(found: Redevelopment, words: dict[Level, str]) -> list[str]:
    said = []
    for level in Level:
        reach = found.targets[_TAX, level].reach
        counts = [f"{name} {int((reach == n).sum()):,} 宗" for n, name in enumerate(Reach) if (reach == n).any()]
        if counts:
            said.append(f"{words[level]}取自：{'，'.join(counts)}。")
    return said


def _largest(found: Redevelopment) -> list[int]:
    gain = np.nan_to_num(found.targets[_TAX, Level.MEDIAN].gain)
    return [int(place) for place in np.argsort(-np.round(gain, 9), kind="stable")[:_SHORT] if gain[place] > 0]


def _worked(figures: pd.DataFrame, found: Redevelopment, place: int, words: dict[Level, str]) -> list[str]:
    of, area = found.targets[_TAX, Level.MEDIAN], found.area_mu[place]
    now = number(found.now_per_mu[_TAX][place], 4)
    taken = f"({now})" if now.startswith("-") else now  # more refunded than paid
    return [
        f"宗地 {figures.index[found.rows[place]]}，{words[Level.MEDIAN]}（{_peers(of)[place]}）："
        f"{number(area)} 亩 ×（{number(of.per_mu[place], 4)} − {taken}）= {number(of.gain[place])} 万元。"
    ]
