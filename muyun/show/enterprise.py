"""Why is this enterprise's class what it is? In a sentence, as steps from 0 to the score, year by year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from muyun.evaluate import Evaluation
from muyun.explore.history import ABSENT, UNRANKED, YearStanding
from muyun.policy.model import Policy
from muyun.policy.rules import Quota
from muyun.policy.source import Sourced
from muyun.policy.words import percent as share_words
from muyun.show.quota_lines import QuotaLine, class_word
from muyun.show.ranked import LETTERS, Ranked
from muyun.show.reasons import clauses_in, reason_words, way_on
from muyun.show.selection import POINTS, colours
from muyun.show.trace import item_traces
from muyun.show.waterfall import Mark, Step
from muyun.show.words import MISSING, fixed, number
from muyun.terms import SCORE_DECIMALS, Status

_QUOTA_WORDS = {"at_most": "不超过", "exact": "占", "at_least": "不低于"}
_UNRANKED_WORDS = {
    Status.TRANSITION: "处于过渡期，只打分，不排名、不定级", Status.EXCLUDED: "不参加评价",
    Status.MISSING: "数据缺失，不参加排名",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """Why the class is what it is: `sentence`, what it rests on (`because`), and what to do ("" for nothing)."""

    sentence: str
    because: str
    todo: str = ""


def answer(ranked: Ranked, code: str) -> Answer:
    """The answer of 企业 for an enterprise of this year. KeyError: it isn't in this year."""
    row = ranked.frame.iloc[ranked.place(code)]
    who = f"{row['name']} {ranked.now.year} 年度"
    if pd.isna(row["class"]):
        return _unranked(row, who)
    size = ranked.now.group_size(ranked.place(code))
    word = class_word(ranked.evaluation, row["class"])
    result = "为" if ranked.official is None else "按模拟方案为"
    sentence = (
        f"{who}{result} {word}：综合得分 {fixed(row['score'], 2)}，"
        f"{row['group']}第 {number(row['rank'], 0)}/{size:,} 名{_gap(ranked, row)}"
    )
    return Answer(sentence, _because(ranked, row) + _shared(row) + _officially(ranked, code))


def _unranked(row, who: str) -> Answer:
    score = "" if np.isnan(row["score"]) else f"，综合得分 {fixed(row['score'], 2)}"
    status = Status(row["status"])
    reason = reason_words(row["reasons"])
    why = f"原因：{reason}。" if reason else ""
    return Answer(f"{who}{_UNRANKED_WORDS[status]}{score}", why, way_on(row["reasons"]))


def _gap(ranked: Ranked, row) -> str:
    """「，距 A 档线 2.10 分」: to the nearest better line of its 评价组, or over the best one."""
    lines = {line.above: line for line in ranked.lines if line.group == row["group"]}
    better = [letter for letter in lines if letter < row["class"]]
    if not better:
        return _over(lines.get(row["class"]), row["score"], ranked.evaluation)
    line = lines[max(better)]
    word, gap = class_word(ranked.evaluation, line.above), round(line.score - row["score"], SCORE_DECIMALS)
    if gap > 0:
        return f"，距 {word}线 {_points(gap)} 分"
    return f"，与 {word}线同分，按并列规则在线下" if row["natural"] > line.above else f"，得分在 {word}线以上"


def _over(line: QuotaLine | None, score: float, evaluation: Evaluation) -> str:
    if line is None or round(score - line.score, SCORE_DECIMALS) < 0:
        return ""
    over = round(score - line.score, SCORE_DECIMALS)
    word = class_word(evaluation, line.above)
    return f"，高出 {word}线 {_points(over)} 分" if over else f"，正在 {word}线上"


def _points(points: float) -> str:
    """Two decimals, more where two would say 0."""
    return fixed(points, 2) if points >= 0.005 else number(points, SCORE_DECIMALS)


def _because(ranked: Ranked, row) -> str:
    evaluation = ranked.evaluation
    quota = quota_words(evaluation, str(row["group"]).partition("/")[0], row["natural"])
    natural = class_word(evaluation, row["natural"])
    text = f"按得分排名分档为 {natural}（{quota}）"
    if row["adjusted"] != row["natural"]:
        text += f"，调档后为 {class_word(evaluation, row['adjusted'])}"
    if row["class"] != row["adjusted"]:
        text += f"，执行等级为 {class_word(evaluation, row['class'])}"
    reason = reason_words(row["reasons"])
    return f"{text}；{reason}。" if reason else f"{text}。"


def _shared(row) -> str:
    return f"与同一宗地的企业合并为评价单元 {row['unit']}，下面的数是合并后的。" if row["merged"] else ""


def _officially(ranked: Ranked, code: str) -> str:
    """In a scenario: what the official result is."""
    if ranked.official is None:
        return ""
    place = ranked.place(code)
    letter = int(ranked.official.letters[place])
    if letter in (ABSENT, UNRANKED):
        return "正式结果：未定级。"
    word = class_word(ranked.evaluation, str(LETTERS[letter]))
    rank, score = number(ranked.official.ranks[place], 0), fixed(ranked.official.scores[place], 2)
    return f"正式结果：{word}，第 {rank} 名，得分 {score}。"


def quota_words(evaluation: Evaluation, pool: str, letter: str) -> str:
    """「A 档不超过 20 %，XC-15」, 「A 类不超过 20 %，本系统假定」."""
    classes = evaluation.policy.classes(pool)
    name = letter if letter in classes else "C_D"
    quota = classes[name]
    words = "、".join(class_word(evaluation, each) for each in name.split("_"))
    if quota.rest:
        return f"{words}为其余企业"
    together = "合计" if "_" in name else ""
    return f"{words}{together}{_QUOTA_WORDS[quota.kind]} {share_words(quota.share)}，{_source(quota)}"


def _source(quota: Quota) -> str:
    if quota.clause:
        return "、".join(quota.clause)
    return f"{quota.published.region}公布" if quota.published else "本系统假定"


def steps(evaluation: Evaluation, unit: str) -> list[Step]:
    """The bars of the waterfall: every item, then what was added or taken away; [] without a score."""
    paint, found = colours(evaluation), []
    for item in item_traces(evaluation, unit):
        full = item.weight * item.rule.full_ratio if not np.isnan(item.score) else None
        if full is not None and item.lost_weight:
            full *= 100 / (100 - item.lost_weight)
        points = None if np.isnan(item.score) else item.score
        found.append(Step(item.label, points, full, paint[item.name], item.missing_short))
    if not found:
        return []
    extra = evaluation.adjustments.loc[unit]
    parts = {POINTS: extra["bonus"], "行业加减分": extra["R"]}
    return found + [Step(name, float(v), None, paint[POINTS]) for name, v in parts.items() if abs(v) > 0]


def marks(ranked: Ranked, group: str) -> list[Mark]:
    """The class lines of a 评价组 on the waterfall."""
    lines = [line for line in ranked.lines if line.group == group]
    return [Mark(line.score, f"{class_word(ranked.evaluation, line.above)}线 {fixed(line.score, 2)}") for line in lines]


def years(ranked: Ranked, code: str) -> list[dict[str, str]]:
    """A row per year of the data, oldest first: 年度, 评价组, 等级 (letter and word), 名次, 得分."""
    place = ranked.place(code)
    rows = [_year(ranked.evaluation, standing, place) for standing in ranked.before[::-1]]
    shown = _year(ranked.evaluation, ranked.now, place)
    if ranked.official is None:
        return [*rows, shown]
    official = _year(ranked.evaluation, ranked.official, place)
    return [*rows, official, shown | {"年度": f"{ranked.now.year} 模拟"}]


def _year(evaluation: Evaluation, standing: YearStanding, place: int) -> dict[str, str]:
    letter = str(LETTERS[standing.letters[place]])
    word = class_word(evaluation, letter) if letter else "未定级"
    if standing.letters[place] == ABSENT:
        word = "不在数据中"
    rank = number(standing.ranks[place], 0)
    of = f" / {standing.group_size(place):,}" if rank != MISSING else ""
    return {"年度": str(standing.year), "评价组": standing.group_name(place) or MISSING, "字母": letter, "等级": word,
            "名次": rank + of, "得分": fixed(standing.scores[place], 2)}  # fmt: skip


def clauses_of(ranked: Ranked, code: str) -> list[str]:
    """The clauses that an enterprise's class rests on."""
    row = ranked.frame.iloc[ranked.place(code)]
    pool = str(row["group"]).partition("/")[0] if row["group"] == row["group"] else ""
    return [*clauses_in(row["reasons"]), *(clauses_of_pool(ranked.evaluation, pool) if pool else [])]


def clauses_of_pool(evaluation: Evaluation, pool: str) -> list[str]:
    """The clauses that a pool's (or 评价组's) result rests on, from the scope to adjustments; "" for every pool's."""
    policy, chosen = evaluation.policy, pool.partition("/")[0]
    scope = policy.scope
    found = [clause for rule in (policy.land, *scope.exclude, *scope.land_gate) for clause in rule.clause]
    found += scope.transition.clause if scope.transition else ()
    for name in [chosen] if chosen in policy.pools else policy.pools:
        found += [clause for rule in _rules_of(policy, name) for clause in rule.clause]
    return list(dict.fromkeys(found))


def _rules_of(policy: Policy, pool: str) -> list[Sourced]:
    """What decides score, rank and class in a pool, less the scope."""
    own = policy.pools[pool]
    found: list[Sourced] = [*(policy.indicators[name] for name in own.weights), own.weights_source]
    found += [policy.pool_benchmark(pool), *policy.item_rules(pool).values(), *policy.classes(pool).values()]
    found += [own.tie_break or policy.defaults.tie_break]
    found += [veto for veto in policy.vetoes if veto.pools is None or pool in veto.pools]
    others = (policy.sector_adjustment, policy.sector_rules, policy.parcels)
    return found + [rule for rule in others if rule is not None and pool in rule.pools]


def same_unit(ranked: Ranked, code: str) -> list[tuple[str, str]]:
    """Code and name of the other enterprises of a merged unit; [] for an enterprise of its own."""
    row = ranked.frame.iloc[ranked.place(code)]
    if not row["merged"]:
        return []
    others = ranked.frame[(ranked.frame["unit"] == row["unit"]) & (ranked.frame.index != code)]
    return list(zip(others.index, others["name"], strict=True))
