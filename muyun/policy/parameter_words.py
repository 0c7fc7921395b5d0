"""How is one value of a policy called, counted and chosen? Labels, units, choices for `policy.parameters`."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, get_args, get_origin

from muyun.policy.keys import is_setting, shape_at
from muyun.policy.model import Policy
from muyun.policy.strict_yaml import KeyPath
from muyun.policy.subject_checks import kind_words, number_columns
from muyun.policy.target_checks import unit_of_goal
from muyun.policy.words import SHARES, key_words, number, percent, value_words
from muyun.terms import PARK_LEVELS, VETO_KINDS, Class, table_measures

_SILENT_FIRST = frozenset({"defaults", "scope", "pools", "indicators", "evaluations"})
_SILENT = frozenset({"value", "values", "items"})
"""Keys that say nothing of their own in a label: at its beginning, anywhere."""
_QUOTA_WORDS = {"at_most": "上限", "at_least": "下限", "exact": "占比"}
_UNITS = {
    "factor": "倍", "cap": "倍", "floor": "倍", "deduct_new_months": "个月", "at_least_mu": "亩", "year": "年",
    "from_year": "年度", "first_year": "年度", "years": "年", "hold_years": "年", "gate_tce": "吨标准煤",
    "line": "万元/亩", "by": "年度", "base_year": "年度", "count": "家", "least_years": "年", "places": "名",
}  # fmt: skip
NOTHING = "（无）"
"""An empty list in words."""
_OF_SUBJECTS = frozenset({"numerator", "denominator", "kinds", "levels"})
"""Keys of an evaluation of parks or regions whose words are those of its table."""
_POINTS = frozenset({"weights", "at_most", "at_least", "points"})
"""Keys of mappings whose numbers are points of weight."""


def label_of(policy: Policy, path: KeyPath) -> str:
    """「规上工业 · 权重 · 亩均税收」, 「等级比例 · A档上限」, 「用地门槛 · 第 2 条 · 最少亩数」.

    Keys in Chinese, classes in the document's words, rules of a list counted from 1.
    """
    steps = list(path)
    parts: list[str] = []
    for position, step in enumerate(steps):
        before = steps[position - 1] if position else ""
        if isinstance(step, int):
            parts.append(f"第 {step + 1} 条")
        elif before in ("classes", "class_words"):
            parts.append(_class_label(policy, step))
        elif position > 1 and steps[position - 2] == "classes":
            parts[-1] += _quota_word(step)
        elif before in ("pools", "indicators", "items", "evaluations"):
            parts.append(step)
        elif step not in (_SILENT if position else _SILENT_FIRST):
            parts.append(_plain(step, path))
    return " · ".join(parts)


def _class_label(policy: Policy, name: str) -> str:
    """「A档」, 「C类、D类合计」: without what the document says in brackets."""
    words = [policy.class_words[Class(letter)].partition("（")[0] for letter in name.split("_")]
    return "、".join(words) + ("合计" if len(words) > 1 else "")


def _quota_word(key: str) -> str:
    return _QUOTA_WORDS.get(key) or ("" if key == "rest" else f" · {key_words(key)}")


def _plain(step: str, path: KeyPath) -> str:
    """The key's name, without the unit that stands with the value."""
    if step in _QUOTA_WORDS and "weight_bounds" in path:
        return _QUOTA_WORDS[step]
    if step == "kinds" and path[0] == "evaluations":
        return "参加的类型"
    return key_words(step).removesuffix(f"（{_UNITS.get(step)}）")


def unit_of(policy: Policy, path: KeyPath) -> str:
    """The unit of a number: 分, %, 倍, 亩, 万元/亩; "" where there is none."""
    key, around = path[-1], path[-2] if len(path) > 1 else ""
    if around in _POINTS:
        return "分"
    if around == "values":
        unit = policy.indicators[key].unit if key in policy.indicators else ""
        return "" if unit == "1" else unit
    if key == "reach":
        return _unit_of_goal(policy, path)
    if key in SHARES or around == "d_share":
        return "%"
    if "transition" in path:
        return "个评价年度"
    return _UNITS.get(key, "")


def _unit_of_goal(policy: Policy, path: KeyPath) -> str:
    """The unit of the value that a goal sets; % where the indicator is a share."""
    target = policy.targets[path[1]]
    unit = unit_of_goal(policy, target, target.indicators[0])
    return "%" if unit == "1" else unit


def choices_of(policy: Policy, data: object, path: KeyPath) -> tuple[tuple[object, str], ...]:
    """(value, words) of every word that may stand at `path`; () for free numbers and texts."""
    key = path[-1]
    if path[0] == "evaluations" and key in _OF_SUBJECTS:
        return _subject_choices(policy, path)
    if key in ("numerator", "denominator", "measures"):
        return tuple((name, m.column) for name, m in table_measures("企业").items() if m.type == "float")
    names = {"kinds": VETO_KINDS, "tie_break": tuple(policy.indicators), "pools": tuple(policy.pools),
             "in_class": tuple(map(str, Class)), "indicators": policy.published_names}.get(key)  # fmt: skip
    if names is not None:
        return tuple((name, name) for name in names)
    if key == "cap":
        return (("none", value_words("cap", "none")),)
    shape = shape_at((*path, "value") if is_setting(path, data) else path, data)
    values = _allowed(shape)
    return tuple((value, _choice_words(policy, key, value)) for value in values)


def _subject_choices(policy: Policy, path: KeyPath) -> tuple[tuple[object, str], ...]:
    """Columns and kinds of the table that an evaluation is of."""
    table = policy.evaluations[path[1]].table
    if path[-1] in ("numerator", "denominator"):
        return tuple((name, table_measures(table)[name].column) for name in number_columns(table))
    words = PARK_LEVELS if path[-1] == "levels" else kind_words(table)
    return tuple((word, word) for word in words)


def _allowed(shape: object) -> tuple[object, ...]:
    if shape is bool:
        return (True, False)
    if get_origin(shape) is Literal:
        return get_args(shape)
    return tuple(m.value for m in shape) if isinstance(shape, type) and issubclass(shape, StrEnum) else ()


def _choice_words(policy: Policy, key: str, value: object) -> str:
    return policy.class_words[Class(value)] if key in ("to", "not_above") else value_words(key, value)


def words_of(path: KeyPath, value: object, unit: str, choices: tuple[tuple[object, str], ...]) -> str:
    """The value as an official says it: 20 %, 1.5 倍, 不封顶, 亩均税收、亩均增加值."""
    if isinstance(value, list):
        return value_words(path[-1], value) or NOTHING
    if path[-1] == "rest":
        return key_words("rest")
    named = next((words for choice, words in choices if choice == value and type(choice) is type(value)), None)
    if named is not None:
        return named
    if isinstance(value, int | float) and not isinstance(value, bool):
        return percent(value) if unit == "%" else f"{_grouped(path, value)} {unit}".rstrip()
    return value_words(path[-1], value)


def _grouped(path: KeyPath, value: float) -> str:
    """With thousands separators, years without."""
    if path[-1] in ("year", "from_year", "first_year", "by", "base_year"):
        return number(value)
    whole, point, rest = number(value).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else number(value)
