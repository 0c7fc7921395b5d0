"""What stands on an enterprise's printed 体检报告? The texts and pictures of 企业, as data for the template."""

from __future__ import annotations

from collections.abc import Sequence

from muyun.data.tables import Tables
from muyun.evaluate import Evaluation
from muyun.explore.gap.gaps import Gaps, gaps
from muyun.explore.local_ranks import local_ranks
from muyun.explore.score_change import score_change
from muyun.report.print_svg import print_svg
from muyun.show import climbing, registered
from muyun.show.enterprise import answer, marks, same_unit, steps, years
from muyun.show.peer_strips import finding, letter_of, sector_of, strips_of
from muyun.show.places import place_name, place_words
from muyun.show.quota_lines import class_word
from muyun.show.ranked import Ranked
from muyun.show.strips import strips
from muyun.show.waterfall import waterfall
from muyun.show.year_changes import change_bars, change_sentence, compared_words

_WIDTH = 1100
"""Units across the page: 15 units of type are 7 points there."""
_YEARS, _RECORDS, _SHORT = 6, 6, 110
"""At most so many years and records, and letters of a record: the page has its limits, 企业 shows all."""


def sheet(
    ranked: Ranked, code: str, tables: Tables, before: Evaluation | None, family: str, *,
    origin: Sequence[str], bands: Sequence[str], what_if: str,
) -> dict[str, object]:  # fmt: skip
    """Everything on the page, as plain texts and SVG.

    before         last year's official evaluation where there is one
    family         the font
    origin, bands  where the figures come from and the warnings, a line each; what_if: the band of a scenario
    KeyError: the enterprise isn't in the year.
    """
    evaluation, unit = ranked.evaluation, str(ranked.evaluation.unit_of[code])
    found, told, letter = gaps(evaluation, unit), answer(ranked, code), letter_of(ranked, code)
    return {
        "family": family, "title": f"{ranked.frame['name'].iat[ranked.place(code)]} {evaluation.year} 年度体检报告",
        "letter": letter, "word": class_word(evaluation, letter) if letter else "", "sentence": told.sentence,
        "because": f"统一社会信用代码 {code}。{told.because}{told.todo}",
        "places": [[place_name(p), place_words(p)] for p in local_ranks(evaluation, unit)],
        **_pictures(ranked, code, unit, found, family), **_lifting(evaluation, unit, found),
        **_history(ranked, code, before, family), **_on_record(tables, ranked, code),
        "origin": list(origin), "bands": list(bands), "what-if": what_if,
    }  # fmt: skip


def _pictures(ranked: Ranked, code: str, unit: str, found: Gaps | None, family: str) -> dict[str, object]:
    evaluation, row = ranked.evaluation, ranked.frame.iloc[ranked.place(code)]
    bars, shown = steps(evaluation, unit), strips_of(evaluation, unit, found)
    lines = marks(ranked, row["group"])
    score = print_svg(waterfall(bars, float(row["score"]), lines, width=_WIDTH), family) if bars else ""
    peers = strips(shown, letter_of(ranked, code), sector_of(ranked, code), width=_WIDTH)
    return {"waterfall": score, "strips": print_svg(peers, family) if peers else "", "finding": finding(shown)}


def _lifting(evaluation: Evaluation, unit: str, found: Gaps | None) -> dict[str, object]:
    rows = climbing.lifts(evaluation, unit, found) if found else []
    table = [[r.label, r.now, r.needed or "—", r.why or f"{r.change}，升 {r.letter}"] for r in rows]
    return {
        "lift": climbing.summary(evaluation, unit, found) if found else "", "lifts": table,
        "lift-heads": ["指标", "现在", "要到", "数据要变"],
        "held": climbing.HELD + climbing.shared(evaluation, found) if found else "",
    }  # fmt: skip


def _history(ranked: Ranked, code: str, before: Evaluation | None, family: str) -> dict[str, object]:
    rows = [[y["年度"], y["评价组"], y["等级"], y["名次"], y["得分"]] for y in years(ranked, code)[-_YEARS:]]
    change = score_change(before, ranked.evaluation, code) if before is not None else None
    bars = change_bars(ranked.evaluation, change) if change else ""
    return {
        "years": rows, "year-heads": ["年度", "评价组", "等级", "名次", "得分"],
        "change": change_sentence(ranked.evaluation, change) + compared_words(ranked) if change else "",
        "changes": print_svg(bars, family) if bars else "",
    }  # fmt: skip


def _on_record(tables: Tables, ranked: Ranked, code: str) -> dict[str, object]:
    """Of a merged unit only its own rows: the page is given to the enterprise (spec 9)."""
    found = registered.registered_alone(tables, ranked.evaluation, code)
    lines = [_line(entry) for entry in found[:_RECORDS]]
    if len(found) > _RECORDS:
        lines.append(f"另有 {len(found) - _RECORDS} 条，见“企业”页。")
    others = len(same_unit(ranked, code))
    if others:
        lines.append(f"合并单元另有 {others:,} 家。")
    return {"registered": lines, "nothing": registered.without(found)}


def _line(entry: registered.Registered) -> str:
    basis = f"（{entry.basis}）" if entry.basis and entry.basis != "—" else ""
    text = f"{entry.kind}：{entry.text}{basis}"
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
