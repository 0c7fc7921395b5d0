"""A policy in reading order, as its users say it: every rule with its clause and quote, or 本系统假定."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from muyun.policy.model import Defaults, Policy, Pool
from muyun.policy.rules import Quota
from muyun.policy.source import Sourced
from muyun.policy.words import value_words
from muyun.report import policy_rules as rules
from muyun.report.policy_rules import key
from muyun.report.subject_rules import subject_lines
from muyun.report.target_rules import target
from muyun.terms import Class

ASSUMED = "本系统假定"
_ASSUMED_TAG = f"【{ASSUMED}】"
_INDENT = "    "


def policy_list(policies: Iterable[Policy]) -> list[str]:
    """A line a policy: id, title, region and year."""
    return [f"{p.id}  {p.title}（{p.region}，{p.year} 年）" for p in policies]


def policy_lines(policy: Policy) -> Iterator[str]:
    """The whole policy: headings, a sentence a rule with its public keys in 〔…〕, its sources indented below.

    What stands outside 〔…〕 is Chinese, quotes aside. In a list of rules 〔…〕 names the list, which is
    replaced as a whole.
    """
    yield f"{policy.title}（{policy.region}，{policy.year} 年）{key(policy.id)}"
    yield "〔〕里是改参数时用的键；列表（如不参评、用地门槛、权重限制、一票否决）只能整个替换。"
    yield rules.class_words(policy)
    basis, publish = policy.energy_basis, policy.publish
    yield from _rule(f"用能按{basis.value}折算{key('energy_basis', basis.value)}", basis, "energy_basis")
    published = f"对外公布：{value_words('publish', publish.value)}{key('publish', publish.value)}"
    yield from _rule(published, publish, "publish")
    yield "一、指标"
    for name, indicator in policy.indicators.items():
        yield from _rule(rules.indicator(name, indicator), indicator, f"indicators.{name}")
    yield "二、参评范围"
    yield from _scope(policy)
    yield "三、各评价组共用的规则"
    yield from _shared(policy.defaults, policy.class_words, "defaults")
    yield "四、评价组"
    for name, pool in policy.pools.items():
        yield from _pool(name, pool, policy.class_words)
    yield "五、调整和其他"
    yield from _adjustments(policy)
    if policy.evaluations:
        yield "六、园区和区域评价（只评分、排名，不分等级）"
    for name, evaluation in policy.evaluations.items():
        for said, source, at in subject_lines(name, evaluation):
            yield from _rule(said, source, at)
    if policy.targets:
        yield f"{'七' if policy.evaluations else '六'}、目标（不影响得分和等级）"
    for goal in policy.targets:
        yield from _rule(target(policy, goal), goal, "targets")


def _scope(policy: Policy) -> Iterator[str]:
    months = policy.land.deduct_new_months
    land = f"经批准的新增用地，{months} 个月内不计入用地面积{key('land.deduct_new_months')}"
    yield from _rule(land, policy.land, "land")
    for exclusion in policy.scope.exclude:
        yield from _rule(rules.exclusion(exclusion), exclusion, "scope.exclude")
    for gate in policy.scope.land_gate:
        yield from _rule(rules.land_gate(gate), gate, "scope.land_gate")
    if transition := policy.scope.transition:
        years = f"过渡期最多 {transition.years} 个评价年度，评分、不定档、不占名额{key('scope.transition.years')}"
        yield from _rule(years, transition, "scope.transition")


def _shared(part: Defaults | Pool, words: Mapping[Class, str], at: str) -> Iterator[str]:
    """The rules that stand in `defaults` and that a pool may have of its own."""
    if part.benchmark is not None:
        yield from _rule(rules.benchmark(part.benchmark, f"{at}.benchmark"), part.benchmark, f"{at}.benchmark")
    if part.item is not None:
        yield from _rule(f"单项得分：{rules.item(part.item, f'{at}.item')}", part.item, f"{at}.item")
    if part.formula is not None:
        yield from _rule(rules.formula(part.formula.value, f"{at}.formula"), part.formula, f"{at}.formula")
    if part.tie_break is not None:
        yield from _rule(rules.tie_break(part.tie_break.value, f"{at}.tie_break"), part.tie_break, f"{at}.tie_break")
    if part.pool_by is not None:
        by = f"排名范围：{value_words('pool_by', part.pool_by.value)}{key(f'{at}.pool_by', part.pool_by.value)}"
        yield from _rule(by, part.pool_by, f"{at}.pool_by")
    yield from _classes(part.classes or {}, words, f"{at}.classes")


def _classes(classes: Mapping[str, Quota], words: Mapping[Class, str], at: str) -> Iterator[str]:
    for name, quota in classes.items():
        yield from _rule(rules.quota(name, quota, words, f"{at}.{name}"), quota, f"{at}.{name}")


def _pool(name: str, pool: Pool, words: Mapping[Class, str]) -> Iterator[str]:
    at = f"pools.{name}"
    yield f"评价组“{name}”：{rules.enterprises(pool.members)}{key(f'{at}.members')}"
    yield from _rule(rules.weights(pool.weights, f"{at}.weights"), pool.weights_source, f"{at}.weights")
    for bound in pool.weight_bounds:
        yield from _rule(rules.weight_bound(bound, f"{at}.weight_bounds"), bound, f"{at}.weight_bounds")
    for indicator, item in pool.items.items():
        path = f"{at}.items.{indicator}"
        yield from _rule(f"{indicator}：{rules.item(item, path)}", item, path)
    yield from _shared(pool, words, at)
    if pool.classes_source is not None:
        said = f"本组等级比例的说明{key(f'{at}.classes_source')}"
        yield from _rule(said, pool.classes_source, f"{at}.classes_source")


def _adjustments(policy: Policy) -> Iterator[str]:
    words = policy.class_words
    for veto in policy.vetoes:
        yield from _rule(f"一票否决：{rules.veto(veto, words)}", veto, "vetoes")
    if bonus := policy.bonus_items:
        yield from _rule(f"加减分项目：{'、'.join(bonus.value)}{key('bonus_items')}", bonus, "bonus_items")
    if adjustment := policy.sector_adjustment:
        yield from _rule(rules.sector_adjustment(adjustment), adjustment, "sector_adjustment")
    if sector := policy.sector_rules:
        yield from _rule(rules.sector_rules(sector, words), sector, "sector_rules")
    if cut := policy.energy_cut:
        yield from _rule(rules.energy_cut(cut), cut, "energy_cut")
    if policy.parcels:
        yield from _rule(f"地块评价：{rules.parcels(policy.parcels)}", policy.parcels, "parcels")
    for review in policy.review:
        yield from _rule(rules.review(review, words), review, "review")
    if policy.lowland:
        yield from _rule(rules.lowland(policy.lowland), policy.lowland, "lowland")
    if policy.coverage:
        yield from _rule(rules.coverage(policy.coverage), policy.coverage, "coverage")
    if policy.assessment:
        yield from _rule(rules.assessment(policy.assessment), policy.assessment, "assessment")


def _rule(sentence: str, source: Sourced, at: str) -> Iterator[str]:
    yield from sentence.split("\n")
    yield from (_INDENT + line for line in sources(source, at))


def sources(rule: Sourced, at: str) -> Iterator[str]:
    """Where a rule comes from, a line each; notes name the key under `at` that they speak of."""
    if rule.clause:
        yield f"{'、'.join(rule.clause)}：“{rule.quote}”"
    for clause, words in rule.quotes.items():
        yield f"{clause}：“{words}”"
    if rule.published:
        yield f"公布文件：{rule.published.title}（{rule.published.region}，{rule.published.year} 年）"
    if rule.assumed:
        yield f"{_ASSUMED_TAG}{rule.assumed}"
    for name, note in rule.notes.items():
        yield f"{_note_place(rule, name, at)}{_tagged(note)}"


def _note_place(rule: Sourced, name: str, at: str) -> str:
    """The key that a note speaks of; a name that is none (W of a formula, an indicator) as it is."""
    return key(f"{at}.{name}") if name in type(rule).model_fields else f"{name}："


def _tagged(note: str) -> str:
    rest = note.removeprefix(ASSUMED)
    return note if rest == note else _ASSUMED_TAG + rest.lstrip("：，")
