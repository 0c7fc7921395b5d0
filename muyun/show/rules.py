"""How does one read a policy's rules? Its parameters in groups that share a source, filtered and counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from muyun.policy.assumptions import ASSUMED, assumptions, is_assumed, sourced_apart
from muyun.policy.model import Policy
from muyun.policy.parameter_words import label_of
from muyun.policy.parameters import Parameter, parameters
from muyun.policy.rules import Indicator
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.subjects import SubjectIndicator
from muyun.policy.words import value_words
from muyun.terms import table_measures


class Shown(StrEnum):
    """Which rules are shown."""

    ALL = "全部"
    ASSUMED = "仅本系统假定"
    CHANGED = "仅改动"


@dataclass(frozen=True, slots=True)
class Value:
    """A line of a rule: what is set, to what; `before` the policy's own words where a scenario changed it."""

    parameter: Parameter
    name: str
    words: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Parameters that share a source. title "" where the only value says it all."""

    section: str
    title: str
    values: tuple[Value, ...]

    @property
    def source(self) -> Parameter:
        """The parameter whose source speaks for the rule: one that is the document's own, if any."""
        return next((v.parameter for v in self.values if v.parameter.clause), self.values[0].parameter)

    @property
    def is_assumed(self) -> bool:
        """Whether something in it is 本系统假定."""
        return any(is_assumed(v.parameter) for v in self.values)

    @property
    def is_changed(self) -> bool:
        """Whether a scenario, or the county, changed something in it."""
        return any(v.before is not None or v.parameter.is_local for v in self.values)


def rules(policy: Policy, official: Policy) -> tuple[Rule, ...]:
    """The rules in reading order. policy: with the scenario; official: without, to say what it changed.

    What a pool takes from `defaults` is left out, unless it has a source of its own (`classes_source`).
    """
    before = {p.path: p for p in parameters(official)}
    known = {p.path: p for p in parameters(policy)}
    shown = [p for p in known.values() if not p.inherited or sourced_apart(p, known)]
    shown += [_gone(p) for path, p in before.items() if path not in known and not p.inherited]
    order = {path: n for n, path in enumerate(known | before)}
    shown.sort(key=lambda p: (_sections(known).index(p.section), order[p.path]))
    grouped = groupby(shown, key=lambda p: (p.section, group_path(p)))
    return tuple(_rule(policy, section, path, list(group), before) for (section, path), group in grouped)


def _sections(known: Mapping[KeyPath, Parameter]) -> list[str]:
    return list(dict.fromkeys(p.section for p in known.values()))


def _gone(parameter: Parameter) -> Parameter:
    return replace(parameter, words="（无）", value=None)


def group_path(parameter: Parameter) -> KeyPath:
    """What its rule is named by: the rule that has the source, else the key around it."""
    sourced = parameter.clause or parameter.assumed or parameter.published
    if len(parameter.path) == 1:
        return parameter.path if sourced else ()
    if parameter.inherited:
        return parameter.path[:3]
    return parameter.rule if sourced else parameter.path[:-1]


def _rule(
    policy: Policy, section: str, path: KeyPath, group: list[Parameter], before: Mapping[KeyPath, Parameter]
) -> Rule:
    title = label_of(policy, path) if path else "文件"
    values = tuple(Value(p, _name(p.label, title), p.words, _before(p, before)) for p in group)
    if not any(v.before is not None for v in values):
        values = _in_one_line(policy, path, values)
    title += "（沿用共用规则）" if group[0].inherited and group[0].path[:1] == ("pools",) else ""
    pool = path[1] if path[:1] == ("pools",) else None
    return Rule(section, _name(title, str(pool)) if pool else title, values)


def _before(parameter: Parameter, before: Mapping[KeyPath, Parameter]) -> str | None:
    old = before.get(parameter.path)
    if old is None:
        return "（无）"
    only_taken_over = parameter.inherited and old.inherited
    return old.words if old.words != parameter.words and not only_taken_over else None


def _name(label: str, title: str) -> str:
    """The label without the title that stands above it."""
    if label == title:
        return ""
    rest = label.removeprefix(title)
    return rest.removeprefix(" · ") if rest != label and title else label


def _in_one_line(policy: Policy, path: KeyPath, values: tuple[Value, ...]) -> tuple[Value, ...]:
    """An indicator and the classes' names read better as one sentence."""
    if path[:1] == ("indicators",):
        return (_formula(policy.indicators[path[1]], "企业", values),)
    if path[:1] == ("evaluations",) and path[2:3] == ("indicators",):
        of = policy.evaluations[path[1]]
        return (_formula(of.indicators[path[3]], of.table, values),)
    if path == ("class_words",):
        return (Value(values[0].parameter, "", "、".join(v.words for v in values), None),)
    return values


def _formula(rule: Indicator | SubjectIndicator, table: str, values: tuple[Value, ...]) -> Value:
    """An indicator in one line: 税收实际贡献 ÷ 用地面积（万元/亩），越高越好; of 园区 and 区域 with their columns."""
    columns = table_measures(table)
    unit = "比值" if rule.unit == "1" else rule.unit
    said = f"，文件称“{rule.label}”" if rule.label else ""
    ratio = " ÷ ".join(columns[part].column for part in (rule.numerator, rule.denominator) if part)
    return Value(values[0].parameter, "", f"{ratio}（{unit}），{value_words('better', rule.better)}{said}", None)


def filtered(every: Iterable[Rule], shown: Shown, search: str) -> Iterator[Rule]:
    """The rules of the filter that have every word of the search, in labels, values, quotes or reasons."""
    words = _plain(search).split()
    for rule in every:
        wanted = {Shown.ALL: True, Shown.ASSUMED: rule.is_assumed, Shown.CHANGED: rule.is_changed}[shown]
        if wanted and all(word in _said(rule) for word in words):
            yield rule


def _said(rule: Rule) -> str:
    texts = [rule.section, rule.title]
    for value in rule.values:
        p = value.parameter
        texts += [p.label, value.words, p.key, *p.clause, p.quote, p.published, p.assumed, p.note]
    return _plain("\n".join(text for text in texts if text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def counts(policy: Policy) -> dict[str, int]:
    """How many values come from the document, a publication, the county, or are ours; sourceless ones aside."""
    own = [p for p in parameters(policy) if not p.inherited]
    return {
        "条款": sum(bool(p.clause) and not is_assumed(p) for p in own),
        "公布": sum(bool(p.published) and not is_assumed(p) for p in own),
        "本地": sum(p.is_local for p in own),
        "假定": len(assumptions(policy)),
    }


def headline(policy: Policy, official: Policy) -> tuple[str, str]:
    """The answer in a sentence, and the document below it; under a scenario what it changes."""
    found = counts(official)
    said = [(found["条款"], "有条款原文"), (found["公布"], "出自公布文件"), (found["本地"], "本地规定")]
    parts = [f"{n} 项{words}" for n, words in said if n]
    assumed = f"{found['假定']} 项{ASSUMED}" if found["假定"] else "没有本系统假定"
    total = sum(found.values())
    below = f"{official.title}（{official.region}，{official.year} 年，编号 {official.id}）"
    changed = [v for rule in rules(policy, official) for v in rule.values if v.before is not None]
    if changed:
        listed = "；".join(f"{v.parameter.label.replace(' · ', ' ')} {v.before} → {v.words}" for v in changed[:2])
        return f"模拟方案改了 {len(changed)} 项：{listed}{'等' if len(changed) > 2 else ''}。", below
    return f"{total} 个参数：{'，'.join([*parts, assumed])}。", below
