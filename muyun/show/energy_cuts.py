"""What does the cut of energy in the key sectors come to? The sentence, a bar a sector, and both tables (JX-20)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

from muyun.data.names import shown_names
from muyun.evaluate import Evaluation
from muyun.explore.sectors.energy_cuts import SectorCut
from muyun.explore.unit_codes import codes_of
from muyun.show.goto import goto
from muyun.show.tables import Column, Table
from muyun.show.words import number, percent, significant
from muyun.terms import Status

WEIGHTS = {"land": "用地", "energy": "用能"}
WIDTH, _ROW, _TOP, _LEFT, _ROOM = 1200, 40, 34, 170, 640
_USED, _CUT = "#9AA0A6", "#D55E00"
_PEOPLE = ("name", "sector", "score", "mean", "share", "energy", "cut", "left")


def cuts_headline(evaluation: Evaluation, cuts: Sequence[SectorCut]) -> str:
    """「4 个重点行业 210 家里 98 家低于加权平均值，合计削减 12,345 吨标煤……」; why there is nothing."""
    rule, year = evaluation.policy.energy_cut, evaluation.year
    if rule is None:
        return "这份政策没有按行业得分削减用能的规定。"
    if not cuts:
        return f"这个评价组没有企业在{'、'.join(rule.sectors)}行业里，没有用能要削减。"
    people, below = (sum(n) for n in zip(*((len(c.rows), int(c.below.sum())) for c in cuts), strict=True))
    freed = np.array([cut.freed_tce for cut in cuts])
    said = f"{len(cuts)} 个重点行业 {people:,} 家里 {below:,} 家低于本行业得分的加权平均值"
    if np.isnan(freed).all():
        return f"{said}，都没有报用能，算不出削减多少。"
    unknown = sum(cut.unknown for cut in cuts)
    rest = f"；另有 {unknown:,} 家没有报用能，没有计入" if unknown else ""
    return f"{said}，{year + 1} 年合计削减 {number(np.nansum(freed), 0)} 吨标煤，可用于新项目{rest}。"


def how_cut(evaluation: Evaluation) -> list[str]:
    """How M and the cut are computed, and what of it is 本系统假定."""
    rule = evaluation.policy.energy_cut
    if rule is None:
        return []
    weight = WEIGHTS[rule.weight]
    return [
        f"M 是本行业参评企业综合得分按{weight}加权的平均值（Σ{weight} × 得分 ÷ Σ{weight}）；"
        "得分 s 低于 M 的，削减 (M − s) ÷ M，最多 100 %。",
        *rule.notes.values(),
    ]


def cut_bars(evaluation: Evaluation, cuts: Sequence[SectorCut], group: str) -> str:
    """A bar a sector: the energy used, and of it what is cut. A click lists its enterprises in 排名."""
    used = [float(np.nansum(cut.energy_tce)) for cut in cuts]
    most = max(used, default=0.0)
    if not most > 0:
        return ""
    both = enumerate(zip(cuts, used, strict=True))
    rows = [_bar(cut, energy, most, _TOP + _ROW * i, group) for i, (cut, energy) in both]
    title = escape(f"{evaluation.year} 年用能（吨标煤）和其中削减的部分")
    told = escape("；".join(f"{c.sector.key} 削减 {significant(c.freed_tce)} 吨标煤" for c in cuts), quote=True)
    return (
        f'<svg viewBox="0 0 {WIDTH} {_TOP + _ROW * len(cuts) + 4}" role="img" aria-label="{told}">'
        f'<text x="0" y="20" style="font-size:18px;font-weight:600">{title}</text>{"".join(rows)}</svg>'
    )


def _bar(cut: SectorCut, energy: float, most: float, y: float, group: str) -> str:
    width = _ROOM * energy / most
    freed = cut.freed_tce
    share = freed / energy if energy > 0 else np.nan
    red = width * share if share == share else 0.0
    go = goto("ranking", pool=group, sector="、".join(cut.sector.codes), status=str(Status.EVALUATED))
    said = f"用能 {significant(energy)}，削减 {significant(freed)}（{percent(share)}），{int(cut.below.sum()):,} 家"
    return (
        f'<g data-go="{go}"><title>{escape(f"{cut.sector.key}：{said}。点开看名单。")}</title>'
        f'<rect x="0" y="{y - 4}" width="{WIDTH}" height="{_ROW - 4}" fill="transparent"/>'
        f'<text x="0" y="{y + 19}" style="font-size:17px">{escape(cut.sector.key)}</text>'
        f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="26" fill="{_USED}" fill-opacity=".55"/>'
        f'<rect x="{_LEFT + width - red:.1f}" y="{y}" width="{red:.1f}" height="26" fill="{_CUT}"/>'
        f'<text x="{_LEFT + width + 10:.1f}" y="{y + 19}" style="font-size:16px">{escape(said)}</text></g>'
    )


def sector_cut_table(evaluation: Evaluation, cuts: Sequence[SectorCut]) -> Table:
    """A row a key sector: M under both weights, who is below, what is cut."""
    own = WEIGHTS[evaluation.policy.energy_cut.weight] if evaluation.policy.energy_cut else ""
    other = next((word for word in WEIGHTS.values() if word != own), "")
    frame = pd.DataFrame({
        "name": [c.sector.key for c in cuts], "units": [len(c.rows) for c in cuts], "mean": [c.mean for c in cuts],
        "other": [c.other_mean for c in cuts], "below": [int(c.below.sum()) for c in cuts],
        "energy": [_known_sum(c.energy_tce) for c in cuts], "freed": [c.freed_tce for c in cuts],
        "unknown": [c.unknown for c in cuts], "codes": ["、".join(c.sector.codes) for c in cuts],
    }, pd.Index([c.sector.key for c in cuts]))  # fmt: skip
    columns = [
        Column("name", "重点行业"), Column("units", "参评", "number", "家", 0),
        Column("mean", f"M（按{own}加权）", "number", "分", 2, "加权办法文件没有写，是本系统假定。"),
        Column("other", f"若按{other}加权", "number", "分"), Column("below", "低于 M", "number", "家", 0),
        Column("energy", "用能", "number", "吨标煤", 0), Column("freed", "削减合计", "number", "吨标煤", 1),
        Column("unknown", "低于 M 但没报用能", "number", "家", 0), Column("codes", "行业代码", "wrap"),
    ]  # fmt: skip
    return Table(frame, columns, empty="没有重点行业的企业。")


def enterprise_cut_table(evaluation: Evaluation, cuts: Sequence[SectorCut]) -> Table:
    """A row an enterprise of the key sectors that is below M, the largest cut first; the index a credit code."""
    parts = [_people(evaluation, cut) for cut in cuts]
    year, frame = evaluation.year, pd.DataFrame(columns=list(_PEOPLE))
    if parts:
        frame = pd.concat(parts)
        frame = frame.iloc[np.lexsort((np.arange(len(frame)), -np.round(frame["cut"].to_numpy(float), 9)))]
    columns = [
        Column("name", "企业"), Column("sector", "重点行业"), Column("score", "综合得分", "number", "分"),
        Column("mean", "M", "number", "分"), Column("share", "削减比例", "number", "%", 2),
        Column("energy", f"{year} 年用能", "number", "吨标煤", 1, "没有报的是缺报，不当作 0。"),
        Column("cut", "削减", "number", "吨标煤", 1), Column("left", f"{year + 1} 年可用", "number", "吨标煤", 1),
    ]  # fmt: skip
    return Table(frame, columns, f"低于 M 的 {len(frame):,} 家，削减多的在前。", empty="没有企业低于本行业的 M。")


def _people(evaluation: Evaluation, cut: SectorCut) -> pd.DataFrame:
    below = cut.below
    units = evaluation.participants.iloc[cut.rows[below]]
    return pd.DataFrame({
        "name": list(shown_names(units)), "sector": cut.sector.key, "score": cut.scores[below], "mean": cut.mean,
        "share": cut.share[below] * 100, "energy": cut.energy_tce[below], "cut": cut.cut_tce[below],
        "left": cut.left_tce[below],
    }, pd.Index(codes_of(evaluation, cut.rows[below])))  # fmt: skip


def _known_sum(values: np.ndarray) -> float:
    return float(np.nansum(values)) if (~np.isnan(values)).any() else np.nan
