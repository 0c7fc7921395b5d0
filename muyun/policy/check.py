"""Do the rules of a policy hold together? Names, weights, quotas, items, pools.

Each check takes the policy and `where` (the place of a key path) and yields findings; all
run, so that everything is reported at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from muyun.findings import Finding, Level
from muyun.policy.assessment_checks import check_assessment
from muyun.policy.model import Members, Policy, item_rules
from muyun.policy.rules import Constant, ItemRule, Quota, WeightBound
from muyun.policy.shape import Where, error_at
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.subject_checks import PLAIN_NAME, WEIGHT_SUM, WEIGHT_SUM_TOLERANCE, check_subject_rules
from muyun.policy.target_checks import check_targets
from muyun.policy.words import percent
from muyun.terms import SCORE_DECIMALS, VETO_KINDS, Class, table_measures


def check_policy(policy: Policy, where: Where) -> tuple[Finding, ...]:
    """What is wrong with a policy of the right shape; soft bounds that are left are 警告."""
    checks = (
        _plain_names, _class_words, _measures, _names, _pool_names, _overlaps, _weights, _bounds, _quotas,
        _items, _constants, _vetoes, check_targets, check_assessment, _evaluations,
    )  # fmt: skip
    return tuple(finding for check in checks for finding in check(policy, where))


def _plain_names(policy: Policy, where: Where) -> Iterator[Finding]:
    for key, names in (("indicators", policy.indicators), ("pools", policy.pools)):
        for name in names:
            if not PLAIN_NAME.fullmatch(name):
                what = f"“{name[:40]}”不能作名称。"
                fix = "名称以字或字母开头，不超过 30 个字，不含空格和 . / ; : = [ ]。"
                yield error_at("POLICY_NAME", (key, name), where, what, "", fix)


def _class_words(policy: Policy, where: Where) -> Iterator[Finding]:
    missing = [c for c in Class if c not in policy.class_words]
    if missing:
        what = f"缺少 {'、'.join(missing)} 的名称。"
        yield error_at("POLICY_MISSING_KEY", ("class_words",), where, what, "", "A、B、C、D 都要写。")


def _measures(policy: Policy, where: Where) -> Iterator[Finding]:
    """An indicator that no measure feeds (spec 1.1): both parts are number columns of table 企业."""
    numbers = [name for name, m in table_measures("企业").items() if m.type == "float"]
    for name, indicator in policy.indicators.items():
        for part in ("numerator", "denominator"):
            measure = getattr(indicator, part)
            if measure not in numbers:
                what = f"指标“{name}”的 {part} 是“{measure}”，企业表里没有这个数字字段。"
                fix = f"可用的字段：{'、'.join(numbers)}。"
                yield error_at("POLICY_MEASURE", ("indicators", name, part), where, what, "指标算不出来。", fix)


def _names(policy: Policy, where: Where) -> Iterator[Finding]:
    """Every indicator that a rule names is defined."""
    for path, name in _named_indicators(policy):
        if name not in policy.indicators:
            what = f"用到未定义的指标“{name}”。"
            fix = f"已定义的指标：{'、'.join(policy.indicators)}。"
            yield error_at("POLICY_UNKNOWN_INDICATOR", path, where, what, "", fix)


def _named_indicators(policy: Policy) -> Iterator[tuple[KeyPath, str]]:
    parts = [(("defaults",), policy.defaults), *((("pools", n), p) for n, p in policy.pools.items())]
    for base, part in parts:
        if part.tie_break is not None:
            yield from (((*base, "tie_break", "value", i), n) for i, n in enumerate(part.tie_break.value))
        if isinstance(part.benchmark, Constant):
            yield from (((*base, "benchmark", "values", n), n) for n in part.benchmark.values)
    for pool, part in policy.pools.items():
        yield from ((("pools", pool, "weights", n), n) for n in part.weights)
        yield from ((("pools", pool, "items", n), n) for n in part.items)
        for i, bound in enumerate(part.weight_bounds):
            for side in ("at_most", "at_least"):
                path = ("pools", pool, "weight_bounds", i, side)
                yield from (((*path, n), n) for n in getattr(bound, side) if n != "each")


def _pool_names(policy: Policy, where: Where) -> Iterator[Finding]:
    """Every pool that a rule names is one of `pools`; there is at least one."""
    if not policy.pools:
        yield error_at("POLICY_MISSING_KEY", ("pools",), where, "没有评价组。", "没有企业可以评价。", "请至少写一个。")
    rules = {(key,): getattr(policy, key) for key in ("sector_adjustment", "sector_rules", "parcels")}
    rules |= {("vetoes", i): veto for i, veto in enumerate(policy.vetoes)}
    for path, rule in rules.items():
        for i, pool in enumerate((rule.pools if rule else None) or ()):
            if pool not in policy.pools:
                what = f"写了没有的评价组“{pool}”。"
                fix = f"已有的评价组：{'、'.join(policy.pools)}。"
                yield error_at("POLICY_UNKNOWN_POOL", (*path, "pools", i), where, what, "", fix)


def _overlaps(policy: Policy, where: Where) -> Iterator[Finding]:
    """Pools are separate (spec 4.4): no enterprise may fit two."""
    for (one, a), (other, b) in combinations(policy.pools.items(), 2):
        if _meet(a.members, b.members):
            what = f"评价组“{one}”和“{other}”的 members 有重叠。"
            why = "同一企业会落进两个组。"
            fix = "请用 kind（工业、服务业）和 scale（规上、规下）分开。"
            yield error_at("POLICY_POOLS_OVERLAP", ("pools", other, "members"), where, what, why, fix)


def _meet(a: Members, b: Members) -> bool:
    same_kind = a.kind is None or b.kind is None or a.kind == b.kind
    same_scale = a.scale is None or b.scale is None or a.scale == b.scale
    return same_kind and same_scale


def _weights(policy: Policy, where: Where) -> Iterator[Finding]:
    for name, pool in policy.pools.items():
        total = sum(pool.weights.values())
        if abs(total - WEIGHT_SUM) > WEIGHT_SUM_TOLERANCE:
            what = f"“{name}”的权重合计是 {total:.10g}，不是 100。"
            path = ("pools", name, "weights")
            why = "本系统不会替您按比例折算。"
            yield error_at("POLICY_WEIGHT_SUM", path, where, what, why, "请改到合计 100。")


def _bounds(policy: Policy, where: Where) -> Iterator[Finding]:
    """Weights outside a hard bound are an error, outside a soft one a 警告 (spec 5.5)."""
    for pool, rules in policy.pools.items():
        for i, bound in enumerate(rules.weight_bounds):
            if not (bound.at_most or bound.at_least):
                path = ("pools", pool, "weight_bounds", i)
                what = "权重限制没有 at_most，也没有 at_least。"
                fix = "请写上限（at_most）或下限（at_least），或删去这一条。"
                yield error_at("POLICY_MISSING_KEY", path, where, what, "这一条不起作用。", fix)
            yield from _bound_broken(pool, rules.weights, bound, where)


def _bound_broken(pool: str, weights: Mapping[str, float], bound: WeightBound, where: Where) -> Iterator[Finding]:
    for side, sign, words in (("at_most", 1, "高于上限"), ("at_least", -1, "低于下限")):
        for name, limit in _each(getattr(bound, side), weights).items():
            weight = weights.get(name, 0)
            if round(sign * (weight - limit), SCORE_DECIMALS) > 0:
                yield _out_of_bound(pool, name, f"{weight:g} 分，{words} {limit:g} 分", bound, where)


def _each(limits: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    """Limits by indicator; `each` stands for every indicator of the pool."""
    spread = {name: limits["each"] for name in weights} if "each" in limits else {}
    return spread | {name: limit for name, limit in limits.items() if name != "each"}


def _out_of_bound(pool: str, name: str, relation: str, bound: WeightBound, where: Where) -> Finding:
    hard = bound.binding == "hard"
    code, level = ("POLICY_HARD_BOUND", Level.ERROR) if hard else ("POLICY_SOFT_BOUND", Level.WARNING)
    source = "、".join(bound.clause) or "本系统假定"
    why = f"{source}：“{bound.quote or bound.assumed or ''}”。"
    fix = "这是硬性限制，请改回。" if hard else "超出政策的一般要求，仅限模拟。"
    path = ("pools", pool, "weights", name)
    return Finding(code, level, where(path), f"“{pool}”的“{name}”权重 {relation}。", why, fix)


def _quotas(policy: Policy, where: Where) -> Iterator[Finding]:
    sets = {("defaults", "classes"): (policy.defaults.classes, policy.defaults.pool_by.value)}
    for name, pool in policy.pools.items():
        pool_by = policy.pool_by(name)
        if pool.classes is not None:
            sets[("pools", name, "classes")] = (pool.classes, pool_by)
        elif pool_by != policy.defaults.pool_by.value:
            yield from _d_share(policy.defaults.classes, pool_by, ("pools", name, "pool_by"), where)
    for path, (classes, pool_by) in sets.items():
        yield from _quota_set(classes, path, where)
        yield from _d_share(classes, pool_by, path, where)


def _quota_set(classes: Mapping[str, Quota], path: KeyPath, where: Where) -> Iterator[Finding]:
    """A B C D or A B C_D, at most 100 % together, one kind of counting, one `rest` (spec 5.2)."""
    if set(classes) not in ({"A", "B", "C", "D"}, {"A", "B", "C_D"}):
        what = f"等级比例写了 {'、'.join(classes)}，须是 A、B、C、D，或 A、B、C_D。"
        yield error_at("POLICY_QUOTAS", path, where, what, "", "请补上缺的等级，删去多的。")
    kinds = [quota.kind for quota in classes.values()]
    total = sum(quota.share or 0 for quota in classes.values())
    if round(total - 1, SCORE_DECIMALS) > 0:
        what = f"各等级的比例合计 {percent(total)}，超过 100 %。"
        why, fix = "名额会多于企业数。", "请把其中几档改小，合计不超过 100 %（比例写 0 到 1，20 % 写 0.2）。"
        yield error_at("POLICY_QUOTA_SUM", path, where, what, why, fix)
    if "exact" in kinds and {"at_most", "at_least"} & set(kinds):
        what = "等级比例把 exact（占比）与 at_most（不超过）、at_least（不低于）混用。"
        yield error_at("POLICY_QUOTAS", path, where, what, "两种算法的名额合不上总数。", "请只用一种。")
    rests = kinds.count("rest")
    full = set(kinds) == {"exact"} and round(total - 1, SCORE_DECIMALS) == 0
    if rests > 1 or (rests == 0 and not full):
        what = f"有 {rests} 档写了 rest: true（其余），须有且只有一档；各档都是 exact 且合计 100 % 时不写。"
        fix = "请让一档（一般是 C）写 rest: true，别的档写比例。"
        yield error_at("POLICY_QUOTAS", path, where, what, "", fix)


def _d_share(classes: Mapping[str, Quota], pool_by: str, path: KeyPath, where: Where) -> Iterator[Finding]:
    for name, quota in classes.items():
        if quota.d_share is None:
            continue
        place = (*path, name, "d_share")
        if name != "C_D":
            what = f"{name} 档写了 d_share，它只用于 C_D。"
            yield error_at("POLICY_QUOTAS", place, where, what, "", "请删去，或把 C、D 两档合写为 C_D。")
        elif isinstance(quota.d_share, Mapping) and pool_by == "none":
            what = "d_share 按区县填写，但 pool_by 是 none（不分区县）。"
            yield error_at("POLICY_QUOTAS", place, where, what, "", "请只填一个数，或把 pool_by 改为 区县。")


def _items(policy: Policy, where: Where) -> Iterator[Finding]:
    for pool, rules in policy.pools.items():
        for name, rule in policy.item_rules(pool).items():
            own = ("pools", pool, "items", name)
            path = own if name in rules.items else ("pools", pool, "weights", name)
            indicator = policy.indicators.get(name)
            lower = indicator is not None and indicator.better == "lower"
            yield from _item(rule, lower, path, where)


def _item(rule: ItemRule, lower_is_better: bool, path: KeyPath, where: Where) -> Iterator[Finding]:
    name = path[-1]
    if lower_is_better and rule.cap == "none":
        what = f"“{name}”越低越好，cap 不能是 none。"
        yield error_at("POLICY_CAP", path, where, what, "值为 0 时得分没有上限。", "请填一个数，如 1。")
    if lower_is_better and rule.zero_denominator == "full":
        what = f"“{name}”越低越好，zero_denominator 不能是 full。"
        why = "分母为零时这个指标无穷大，不是最好。"
        yield error_at("POLICY_ZERO_DENOMINATOR", path, where, what, why, "请改为 missing。")
    if rule.cap != "none" and round(rule.floor - rule.cap, SCORE_DECIMALS) > 0:
        what = f"“{name}”的 floor（{rule.floor:g}）高于 cap（{rule.cap:g}）。"
        yield error_at("POLICY_CAP", path, where, what, "", "请把 floor 改到不高于 cap。")


def _constants(policy: Policy, where: Where) -> Iterator[Finding]:
    """Published constants cover every indicator of the pool that uses them."""
    for pool, rules in policy.pools.items():
        benchmark = policy.pool_benchmark(pool)
        if not isinstance(benchmark, Constant):
            continue
        for name in rules.weights:
            if name not in benchmark.values:
                base = ("pools", pool) if rules.benchmark is not None else ("defaults",)
                what = f"“{pool}”的“{name}”没有基准值。"
                path = (*base, "benchmark", "values", name)
                yield error_at("POLICY_CONSTANT_MISSING", path, where, what, "这一项算不出得分。", "请补上。")


def _vetoes(policy: Policy, where: Where) -> Iterator[Finding]:
    for i, veto in enumerate(policy.vetoes):
        for j, kind in enumerate(veto.kinds):
            if kind not in VETO_KINDS:
                what = f"否决事项“{kind}”不在否决事项表的类别里。"
                fix = f"可用的类别：{'、'.join(VETO_KINDS)}。"
                why = "上传的表里不会有这一类，这条不起作用。"
                path = ("vetoes", i, "kinds", j)
                yield Finding("POLICY_VETO_KIND", Level.WARNING, where(path), what, why, fix)
    yield from _two_kinds_of_veto(policy, where)


def _two_kinds_of_veto(policy: Policy, where: Where) -> Iterator[Finding]:
    """A pool is under not_above or under to: the two give the freed places away differently (spec 12)."""
    mixed, last = [], 0
    for pool in policy.pools:
        own = [i for i, veto in enumerate(policy.vetoes) if veto.pools is None or pool in veto.pools]
        if len({bool(policy.vetoes[i].to) for i in own}) > 1:
            mixed, last = [*mixed, pool], own[-1]
    if mixed:
        what = f"评价组“{'、'.join(mixed)}”的否决事项既有 not_above，又有 to。"
        why = "两种办法对腾出名额的处理不同，放在一起算不出唯一的结果。"
        yield error_at("POLICY_VETO_MIXED", ("vetoes", last), where, what, why, "同一评价组请只用一种。")


def _evaluations(policy: Policy, where: Where) -> Iterator[Finding]:
    """The evaluations of parks and regions, each by its own check and by those of a pool's items."""
    for name, rules in policy.evaluations.items():
        path: KeyPath = ("evaluations", name)
        yield from check_subject_rules(rules, name, path, where)
        for indicator, rule in item_rules(rules.item or policy.defaults.item, rules.items, rules.weights).items():
            own = (*path, "items" if indicator in rules.items else "weights", indicator)
            lower = indicator in rules.indicators and rules.indicators[indicator].better == "lower"
            yield from _item(rule, lower, own, where)
