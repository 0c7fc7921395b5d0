"""What can be set in a policy? Every value in reading order, in an official's words, with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from muyun.policy.amend import INHERITED, plain_data
from muyun.policy.keys import SOURCE_KEYS, is_setting
from muyun.policy.model import Policy
from muyun.policy.own_clause import SECTOR_PARTS
from muyun.policy.parameter_words import choices_of, label_of, unit_of, words_of
from muyun.policy.shape import value_at
from muyun.policy.strict_yaml import KeyPath, dotted

LOCAL = "本地规定："
"""How the source of a value begins that a county has set itself (`policy.county`)."""

_BEFORE, _INDICATORS, _SCOPE, _SHARED, _AFTER = "文件和口径", "指标", "参评范围", "共用规则", "调整和其他"
_SUBJECTS, _GOALS = "园区和区域评价", "目标"
_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_BEFORE, ("id", "title", "region", "year", "class_words", "energy_basis", "publish")),
    (_INDICATORS, ("indicators",)),
    (_SCOPE, ("land", "scope")),
    (_SHARED, ("defaults",)),
    ("", ("pools",)),
    (_AFTER, ("vetoes", "bonus_items", "sector_adjustment", "sector_rules", "energy_cut", "parcels", "review",
              "lowland", "coverage", "assessment")),
    (_SUBJECTS, ("evaluations",)),
    (_GOALS, ("targets",)),
)
"""Sections and their keys in the order of the listing (report/policy_listing.py); each pool is a section."""

_SHARED_KEYS = ("benchmark", "item", "formula", "tie_break", "pool_by", "classes")
_POOL_KEYS = ("members", "weights", "weight_bounds", "items", *_SHARED_KEYS)
_BESIDE = {"weights": "weights_source"}
_ITEM_KEYS = ("cap", "floor", "missing", "zero_denominator")

_NOT_HERE = "编号、标题和地区在“存为本地政策”时填写。"
_METHOD = "换一种算法要连同它的参数一起写，请用方案文件。"
_TABLE = "换一张表要连同指标一起写，请用方案文件。"
_REST = "“其余”没有比例可填；换成比例请用方案文件。"
_HARD = "这是硬性限制，测算和本地政策都须保留。"


class ValueKind(StrEnum):
    """What is typed for a value: `parse_typed` reads each in its own way."""

    NUMBER = "number"
    SHARE = "share"
    INTEGER = "integer"
    BOOL = "bool"
    CHOICE = "choice"
    TEXT = "text"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a policy.

    path       key path as `--set` writes it; a position where the rule stands in a list
    section    heading that it is read under (共用规则, 评价组“规上工业”)
    label      its name: 「规上工业 · 权重 · 亩均税收」
    value      as plain data; words: the same in Chinese with its unit (20 %, 1.5 倍, 不封顶)
    choices    (value, words) of each word that the model allows; of a list, of its members
    fixed      why it can't be changed by one typed value; "" where it can
    rule       path of the rule whose source it shares (`("pools", "规上工业", "weights")`)
    clause, quote, quotes, published  the document's own words; empty where the value isn't theirs
    assumed    why it is so where the document doesn't say
    note       what `notes` says of this key
    inherited  a pool's value that stands in `defaults`, or the indicator's in the pool's item rule;
               also the formula that no one names
    """

    path: KeyPath
    section: str
    label: str
    value: object
    words: str
    unit: str
    kind: ValueKind
    choices: tuple[tuple[object, str], ...]
    fixed: str
    rule: KeyPath
    clause: tuple[str, ...]
    quote: str | None
    quotes: tuple[tuple[str, str], ...]
    published: str | None
    assumed: str | None
    note: str | None
    inherited: bool

    @property
    def key(self) -> str:
        """The path as findings write it."""
        return dotted(self.path)

    @property
    def editable(self) -> bool:
        """Whether one typed value changes it."""
        return not self.fixed

    @property
    def is_local(self) -> bool:
        """Whether the county has set it itself."""
        return bool(self.assumed and self.assumed.startswith(LOCAL))


@dataclass(frozen=True, slots=True)
class _Leaf:
    path: KeyPath
    value: object
    rule: KeyPath
    source: Mapping[str, object]
    inherited: bool = False


def parameters(policy: Policy) -> tuple[Parameter, ...]:
    """Every value of a policy in reading order; what pools take from `defaults` is `inherited`.

    A leaf of `plain_data(policy)` belongs to exactly one parameter (a plain list is one leaf, each
    field of a rule in a list is one). Without any source are: id, title, region, year, class_words,
    members of pools, quotas that are 其余, and the formula that no one names.
    """
    data = plain_data(policy)
    return tuple(_parameter(policy, data, section, leaf) for section, leaf in _leaves(data))


def _leaves(data: Mapping[str, object]) -> Iterator[tuple[str, _Leaf]]:
    for section, keys in _SECTIONS:
        for key in keys if section else ():
            if key == "defaults":
                yield from ((section, leaf) for leaf in _default_leaves(data))
            elif key in data:
                yield from ((section, leaf) for leaf in _walk(data[key], _Leaf((key,), None, (), {}), data))
        for name in () if section else data["pools"]:
            yield from ((f"评价组“{name}”", leaf) for leaf in _pool_leaves(data, name))


def _default_leaves(data: Mapping[str, object]) -> Iterator[_Leaf]:
    for key in _SHARED_KEYS:
        path = ("defaults", key)
        if key in data["defaults"]:
            yield from _walk(value_at(data, path), _Leaf(path, None, (), {}), data)
        elif key == "formula":
            yield _Leaf(path, "ratio", path, {}, inherited=True)


def _pool_leaves(data: Mapping[str, object], name: str) -> Iterator[_Leaf]:
    """A pool's own values, then under each key those that it takes from `defaults`."""
    pool = data["pools"][name]
    for key in _POOL_KEYS:
        path = ("pools", name, key)
        start = _Leaf(path, None, (), {})
        if key in pool:
            beside = pool.get(_BESIDE.get(key, ""))
            yield from _walk(pool[key], start if beside is None else _Leaf(path, None, path, beside), data)
        elif key in INHERITED and key in data["defaults"]:
            yield from _inherited(data, name, key)
        if key == "items":
            yield from _inherited_items(data, name)


def _inherited(data: Mapping[str, object], name: str, key: str) -> Iterator[_Leaf]:
    own = data["pools"][name].get(f"{key}_source")
    for leaf in _walk(data["defaults"][key], _Leaf(("defaults", key), None, (), {}), data):
        path, rule = (("pools", name, *at[1:]) for at in (leaf.path, leaf.rule))
        yield _Leaf(path, leaf.value, rule, own or leaf.source, inherited=True)


def _inherited_items(data: Mapping[str, object], name: str) -> Iterator[_Leaf]:
    """What each weighted indicator has from the pool's item rule: settable for that indicator alone."""
    pool = data["pools"][name]
    rule = pool.get("item") or data["defaults"]["item"]
    for indicator in pool["weights"]:
        for key in _ITEM_KEYS:
            path = ("pools", name, "items", indicator, key)
            if key in rule and value_at(data, path) is None:
                yield _Leaf(path, rule[key], path[:-1], rule, inherited=True)


def _walk(value: object, at: _Leaf, data: object) -> Iterator[_Leaf]:
    """The leaves below a value; `at` has the path and, so far, the rule around it and its source."""
    if isinstance(value, Mapping):
        if any(key in value for key in SOURCE_KEYS):
            at = _Leaf(at.path, None, at.path, value)
        if is_setting(at.path, data):
            yield _Leaf(at.path, value["value"], at.rule, at.source)
            return
        for key, inside in value.items():
            if key in _BESIDE and isinstance(beside := value.get(_BESIDE[key]), Mapping):
                yield from _walk(inside, _Leaf((*at.path, key), None, (*at.path, key), beside), data)
            elif key not in SOURCE_KEYS and key not in _BESIDE.values():
                yield from _walk(inside, _Leaf((*at.path, key), None, at.rule, at.source), data)
    elif isinstance(value, list) and any(isinstance(inside, Mapping) for inside in value):
        for position, inside in enumerate(value):
            yield from _walk(inside, _Leaf((*at.path, position), None, at.rule, at.source), data)
    else:
        yield _Leaf(at.path, value, at.rule or at.path, at.source)


def _parameter(policy: Policy, data: Mapping[str, object], section: str, leaf: _Leaf) -> Parameter:
    note = _note(leaf)
    local = note if note and note.startswith(LOCAL) else None
    said: Mapping[str, object] = {"assumed": local} if local else _own_clause(leaf)
    unit = unit_of(policy, leaf.path)
    choices = choices_of(policy, data, leaf.path)
    return Parameter(
        path=leaf.path, section=section, label=label_of(policy, leaf.path), value=leaf.value,
        words=words_of(leaf.path, leaf.value, unit, choices), unit=unit, kind=_kind(leaf, unit, choices),
        choices=choices, fixed=_fixed(data, leaf), rule=leaf.rule,
        clause=tuple(said.get("clause", ())), quote=said.get("quote"), quotes=tuple(said.get("quotes", {}).items()),
        published=_published(said.get("published")), assumed=said.get("assumed"), note=None if local else note,
        inherited=leaf.inherited,
    )  # fmt: skip


def _note(leaf: _Leaf) -> str | None:
    """What `notes` says of the key, or of the mapping in the rule that it stands in (sectors)."""
    notes = leaf.source.get("notes", {})
    inside = leaf.path[len(leaf.rule) :] or ("value",)
    return next((notes[step] for step in reversed(inside) if step in notes), None)


def _own_clause(leaf: _Leaf) -> Mapping[str, object]:
    """The source; of the values of `sector_rules` the one clause of three that speaks of them."""
    source = leaf.source
    part = next((n for n, keys in enumerate(SECTOR_PARTS) if leaf.path[-1] in keys), None)
    if leaf.rule != ("sector_rules",) or part is None:
        return source
    clause = source["clause"][part]
    return {**source, "clause": [clause], "quote": source.get("quotes", {}).get(clause, source["quote"]), "quotes": {}}


def _published(source: Mapping[str, object] | None) -> str | None:
    return f"{source['title']}（{source['region']}，{source['year']} 年）" if source else None


def _kind(leaf: _Leaf, unit: str, choices: tuple[tuple[object, str], ...]) -> ValueKind:
    value = leaf.value
    if isinstance(value, bool):
        return ValueKind.BOOL
    if isinstance(value, list):
        return ValueKind.LIST
    if isinstance(value, int) and leaf.path[-1] in _INTEGERS:
        return ValueKind.INTEGER
    if isinstance(value, int | float) or leaf.path[-1] == "cap":
        return ValueKind.SHARE if unit == "%" else ValueKind.NUMBER
    return ValueKind.CHOICE if choices else ValueKind.TEXT


_INTEGERS = frozenset({"year", "deduct_new_months", "from_year", "years", "hold_years", "first_year", "by", "base_year",
                       "count", "least_years", "places"})  # fmt: skip


def _fixed(data: Mapping[str, object], leaf: _Leaf) -> str:
    key = leaf.path[-1]
    if leaf.path in (("id",), ("title",), ("region",)):
        return _NOT_HERE
    if key == "method":
        return _METHOD
    if key == "rest":
        return _REST
    if key == "table":
        return _TABLE
    bound = value_at(data, leaf.path[:4]) if leaf.path[2:3] == ("weight_bounds",) else None
    return _HARD if isinstance(bound, Mapping) and bound["binding"] == "hard" else ""
