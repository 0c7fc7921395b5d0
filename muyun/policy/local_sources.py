"""Whose word is a changed value? A county's own: 本地规定 takes the place of the clause that no longer says it."""

from __future__ import annotations

from collections.abc import Mapping

from muyun.policy.amend import INHERITED, SCENARIO_SOURCE
from muyun.policy.keys import SOURCE_KEYS, is_model, shape_at
from muyun.policy.own_clause import SECTOR_PARTS
from muyun.policy.parameters import LOCAL
from muyun.policy.rules import Quota, SectorRules
from muyun.policy.shape import value_at
from muyun.policy.source import Sourced
from muyun.policy.strict_yaml import KeyPath

_LOCAL_CLAUSE = LOCAL.rstrip("：")

_WEIGHTED = (("pools",), ("evaluations",))
"""Whose weights have their source beside them."""

Data = dict[str, object]


def with_local_sources(base: Data, target: Data, reason: str) -> Data:
    """`target` with sources that fit: rules as in `base` keep theirs, changed values are the county's.

    base, target: the policy and the amended policy as plain data. A rule that results cite as one
    (a quota, a rule in a list) and a rule all of whose values changed get `assumed: 本地规定：reason`;
    of a rule with several values the unchanged ones keep clause and quote, and `notes` says of each
    changed one that it is 本地规定. So no quote is the source of a changed number.
    """
    return _Local(base, f"{LOCAL}{reason}").within(base, target, ())


class _Local:
    """One pass over the amended policy."""

    def __init__(self, base: Data, said: str):
        self._base = base
        self._said = said

    def within(self, old: object, new: object, path: KeyPath) -> object:
        if isinstance(new, list):
            return [self._listed(old, rule, (*path, i)) for i, rule in enumerate(new)]
        if not isinstance(new, Mapping):
            return new
        if self._is_rule(path, new):
            return self._rule(old if isinstance(old, Mapping) else {}, new, path)
        inside = {k: self.within(self._before(old, k, path), v, (*path, k)) for k, v in new.items()}
        return self._beside(old, inside) if path[:1] in _WEIGHTED and len(path) == 2 else inside

    def _before(self, old: object, key: str, path: KeyPath) -> object:
        """What stood there; for a pool that took it from `defaults`, the default."""
        found = old.get(key) if isinstance(old, Mapping) else None
        if found is None and path[:1] == ("pools",) and len(path) == 2 and key in INHERITED:
            return value_at(self._base, ("defaults", key))
        return found

    def _is_rule(self, path: KeyPath, new: Data) -> bool:
        shape = shape_at(path, self._around(path, new))
        return is_model(shape) and issubclass(shape, Sourced) and path[-1] not in ("weights_source", "classes_source")

    @staticmethod
    def _around(path: KeyPath, new: Data) -> object:
        """Data that only says which kind of benchmark stands at `path`."""
        data: object = new
        for step in reversed(path):
            data = [*[{}] * step, data] if isinstance(step, int) else {step: data}
        return data

    def _listed(self, old: object, rule: object, path: KeyPath) -> object:
        """A rule of a list: as it was, or the county's own."""
        before = old if isinstance(old, list) else []
        if not isinstance(rule, Mapping) or rule in before:
            return rule
        same_place = before[path[-1]] if path[-1] < len(before) else {}
        changed = _changed(same_place, rule)
        return self._noted(same_place, rule, changed) if _free(same_place, changed) else self._own(rule, {})

    def _rule(self, old: Data, new: Data, path: KeyPath) -> Data:
        changed = _changed(old, new)
        if not changed:
            return new
        shape = shape_at(path, self._around(path, new))
        if shape is SectorRules and old:
            return self._sector_rules(old, new, changed)
        cited_as_one = issubclass(shape, Quota) and not _free(old, changed)
        kept = [k for k in _values(new) if k not in changed or _names_kept(old.get(k), new[k])]
        if not kept or cited_as_one or "method" in changed or new.get("assumed") == SCENARIO_SOURCE:
            notes = old.get("notes", {})
            return self._own(new, {k: notes[k] for k in kept if k in notes})
        return self._noted(old, new, changed)

    def _own(self, rule: Data, kept: Mapping[str, str]) -> Data:
        bare = {k: v for k, v in rule.items() if k not in SOURCE_KEYS}
        return {**bare, "assumed": self._said, **({"notes": dict(kept)} if kept else {})}

    def _noted(self, old: Data, rule: Data, changed: list[str]) -> Data:
        """Notes for the changed keys; of a mapping of names (constants, sectors) for the changed names."""
        names = [name for k in changed if k in rule for name in _changed_names(k, old.get(k), rule[k])]
        return {**rule, "notes": {**rule.get("notes", {}), **dict.fromkeys(names, self._said)}}

    def _sector_rules(self, old: Data, rule: Data, changed: list[str]) -> Data:
        """The model wants three clauses: 本地规定 for a changed part, so that no result cites the old one."""
        gone = [bool(set(part) & set(changed)) for part in SECTOR_PARTS]
        quotes = rule.get("quotes", {})
        kept = [c for c, lost in zip(rule["clause"], gone, strict=True) if not lost]
        clause = [_LOCAL_CLAUSE if lost else c for c, lost in zip(rule["clause"], gone, strict=True)]
        left = {c: quotes[c] for c in kept if c in quotes}
        quote = next(iter(left.values()), rule["quote"]) if any(gone) else rule["quote"]
        return self._noted(old, {**rule, "clause": clause, "quote": quote, "quotes": left}, changed)

    def _beside(self, old: object, pool: Data) -> Data:
        """The sources that stand beside a pool's weights and classes."""
        before = old if isinstance(old, Mapping) else {}
        weights = before.get("weights", {})
        changed = [k for k, v in pool["weights"].items() if weights.get(k) != v]
        if changed:
            source = pool["weights_source"]
            notes = {**source.get("notes", {}), **dict.fromkeys(changed, self._said)}
            every = len(changed) == len(pool["weights"])
            pool = {**pool, "weights_source": self._own(source, {}) if every else {**source, "notes": notes}}
        if "classes_source" in pool and pool.get("classes") != before.get("classes"):
            pool = {**pool, "classes_source": {**pool["classes_source"], "assumed": self._said}}
        return pool


def _changed(old: Data, new: Data) -> list[str]:
    """Values that are others, new or gone."""
    return [k for k in _values(new) if old.get(k) != new[k]] + [k for k in _values(old) if k not in new]


def _free(old: Data, changed: list[str]) -> bool:
    """Whether the source never claimed the changed values: `notes` says so of each."""
    return bool(changed) and old.get("notes", {}).keys() >= set(changed)


def _names_kept(old: object, new: object) -> bool:
    return isinstance(old, Mapping) and isinstance(new, Mapping) and any(old.get(k) == v for k, v in new.items())


def _changed_names(key: str, old: object, new: object) -> list[str]:
    return [k for k, v in new.items() if old.get(k) != v] if _names_kept(old, new) else [key]


def _values(rule: Mapping[str, object]) -> list[str]:
    return [key for key in rule if key not in SOURCE_KEYS]
