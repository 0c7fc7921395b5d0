"""How firm are the classes, in words? The answer, what the draws were taken from, and how exact it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from muyun.explore.robust.shares import Robustness, standard_error
from muyun.explore.weight_space import WITHIN, WeightSpace, limited
from muyun.explore.whatif.bounds import bounds, departures_of
from muyun.policy.model import Policy
from muyun.show.quota_lines import class_word
from muyun.show.robust_list import LETTERS, FirmList, counts
from muyun.show.whatif import indicator_label
from muyun.show.words import fixed, number, percent

_MARGIN = 1.96
"""Standard errors on either side that hold the true share in 95 of 100 cases."""
_NEVER = 3.0
"""−ln 0.05: a share of 3/k stays unseen in k draws in 5 of 100 cases."""
_TENTH = 0.1


def headline(listed: FirmList, group: str, letter: str) -> str:
    """「换 10,000 组合法权重，D 档 14 家里 9 家稳在 D 档，3 家多半在，2 家只是碰上这组权重」; of every class for ""."""
    draws = f"换 {listed.found.draws:,} 组合法权重"
    table = counts(listed, group)
    if letter:
        firm, likely, accidental = table[LETTERS.index(letter)].tolist()
        word = class_word(listed.evaluation, letter)
        who, where = f"{word} {firm + likely + accidental:,} 家", f" {word}"
        if not firm + likely + accidental:
            return f"{draws}：现在没有企业列入 {word}"
    else:
        firm, likely, accidental = table.sum(axis=0).tolist()
        who, where = f"{len(listed.order) if not group else int(table.sum()):,} 家", "本档"
    if not likely and not accidental:
        return f"{draws}，{who}全部稳在{where}"
    parts = [f"{firm:,} 家稳在{where}"]
    parts += [f"{likely:,} 家多半在"] if likely else []
    parts += [f"{accidental:,} 家只是碰上这组权重"] if accidental else []
    return f"{draws}，{who}里 {'，'.join(parts)}"


def exactness(listed: FirmList, policy: Policy, spread: float | None) -> str:
    """Where the weights were drawn from, how exact a share is, and in how many draws a tie decided."""
    found = listed.found
    ties = f"{found.tied:,} 组权重下等级线上有同分，按并列规则区分" if found.tied else "没有一组权重在等级线上出现同分"
    return (
        f"{space_words(policy, found.pool, spread)}，均匀抽取；占比的抽样误差最大 ±{margin(found)} 个百分点；{ties}。"
    )


def margin(found: Robustness) -> str:
    """Percentage points by which the share of the worst placed enterprise may be off, in 95 of 100 cases.

    What never occurred in k draws may still have a share of 3/k.
    """
    error = float(_MARGIN * np.max(standard_error(found.shares, found.draws), initial=0.0))
    points = max(error, _NEVER / found.draws) * 100
    return fixed(points, 1) if points >= _TENTH else number(points, 3)


def space_words(policy: Policy, pool: str, spread: float | None) -> str:
    """Which weights are drawn; spread as `weight_space` takes it."""
    if spread is None and not limited(bounds(policy, pool)):
        source = policy.pools[pool].weights_source
        text = "文件定了权重、没有给范围" if source.clause or source.published else "文件没有限定权重"
        return f"{text}，按每项上下浮动 {percent(WITHIN)}（本系统假定）"
    beyond = beyond_words(policy, pool)
    if spread is None:
        return f"在文件限定的权重范围内{beyond}"
    inside = f"，且不超出文件限定的范围{beyond}" if limited(bounds(policy, pool)) else ""
    return f"每项权重上下浮动 {percent(spread)}（本系统假定）{inside}"


def beyond_words(policy: Policy, pool: str) -> str:
    """Which weights of a scenario are drawn past a soft limit, as `weight_space` has it; "" for none."""
    beyond = departures_of(policy.pools[pool].weights, bounds(policy, pool))
    names = "、".join(f"“{indicator_label(policy, departure.indicator)}”" for departure in beyond)
    return f"（{names}已超出一般要求，超出的一侧只按硬性限度）" if names else ""


def range_words(space: WeightSpace, policy: Policy) -> str:
    """「亩均税收 30–35 分，……」, and that they always add up to 100."""
    labels = [indicator_label(policy, name) for name in space.names]
    parts = [
        f"{label} {number(low)}–{number(high)}" if high - low > 0 else f"{label} {number(low)}"
        for label, low, high in zip(labels, space.lower.tolist(), space.upper.tolist(), strict=True)
    ]
    return f"各项范围（分）：{'，'.join(parts)}；合计总是 100。"


def firmness_words(listed: FirmList) -> str:
    """What 稳固, 临界 and 偶然 mean here."""
    return (
        f"稳固：至少 {percent(listed.firm)} 的权重下仍在本档；临界：{percent(listed.likely)} 以上；偶然：不到 "
        f"{percent(listed.likely)}。两条线是本系统假定，可在“更多”里改。"
    )


def stripe_words(listed: FirmList, group: str) -> str:
    """What the stripes are that stand in another class's part of the strip; "" where every class is by rank."""
    classes = listed.evaluation.classes.loc[listed.units[listed.of_group(group)]]
    count = int((classes["natural"] != classes["applied"]).sum())
    why = "否决、手工调档、递补或行业排位"
    return f"夹在别的等级里的竖条是等级不由名次定的企业，这里 {count:,} 家：{why}，见“调档”。" if count else ""


def fixed_words(space: WeightSpace, policy: Policy, pool: str) -> tuple[str, str]:
    """Why there is nothing to draw, as headline and second line."""
    if len(space.names) == 1:
        return (
            f"{pool}只有“{indicator_label(policy, space.names[0])}”一项指标，权重总是 100：等级不受权重影响",
            "名次只由这一项指标定，换不出别的权重。要看改名额、改基准值的影响，请到“模拟测算”。",
        )
    if not limited(bounds(policy, pool)):
        return (
            f"{pool}的权重换不出别的一组：等级不受权重影响",
            "文件没有给权重的范围，各项按现在的权重上下浮动：一项占了 100 分，0 分的怎样浮动还是 0 分。"
            "要看改权重、改名额的影响，请到“模拟测算”。",
        )
    return (
        f"{pool}的权重由文件限定为一组：等级不受权重影响",
        "文件限定的范围里只有这一组权重，换不出别的。要看改名额的影响，请到“模拟测算”。",
    )


def notes(listed: FirmList, policy: Policy, spread: float | None) -> Sequence[str]:
    """What a downloaded list says of itself beside its origin."""
    found = listed.found
    return (
        f"评价组：{found.pool}",
        f"{found.draws:,} 组权重，随机种子 {found.seed}；{exactness(listed, policy, spread)}",
        range_words(found.space, policy),
        firmness_words(listed),
        "换权重的测算，用来看等级稳不稳，不改变任何企业的等级。",
    )


def how_made(listed: FirmList, policy: Policy, spread: float | None) -> Sequence[str]:
    """How the shares come about, for 依据."""
    return (
        "每抽一组权重，都按本政策的名额、并列、否决和调档规则重新排名定级；基准值、指标值和往年的结果不随权重变。",
        "占比 = 列入该等级的权重组数 ÷ 抽取的组数；抽样误差 = 1.96 × √(占比 × (1 − 占比) ÷ 组数)，即 95 % 的把握。",
        *notes(listed, policy, spread)[1:4],
    )
