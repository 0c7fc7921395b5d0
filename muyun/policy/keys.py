"""Which keys may stand at a place of a policy file? The model's fields, walked by key path."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from muyun.policy.model import Policy
from muyun.policy.source import Setting
from muyun.policy.strict_yaml import KeyPath

SOURCE_KEYS = ("clause", "quote", "quotes", "published", "assumed", "notes")
"""Where a rule comes from; any rule that needs a source may have them."""


def allowed_keys(path: KeyPath, data: object) -> tuple[str, ...]:
    """The keys that the mapping at `path` may have; () where any name may stand or none.

    data: the whole policy as plain data; it says which kind of benchmark is meant.

    >>> allowed_keys(("lowland",), {})
    ('line', 'below', 'clause', 'quote', 'quotes', 'published', 'assumed', 'notes')
    """
    shape = shape_at(path, data)
    if is_model(shape):
        own = [name for name in shape.model_fields if name not in SOURCE_KEYS]
        return (*own, *(name for name in SOURCE_KEYS if name in shape.model_fields))
    if get_origin(shape) is dict:
        return _names(get_args(shape)[0])
    return ()


def is_setting(path: KeyPath, data: object) -> bool:
    """Whether a value with its source (`{value: …, clause: …}`) belongs at `path`."""
    shape = shape_at(path, data)
    return is_model(shape) and issubclass(shape, Setting)


def is_model(shape: object) -> bool:
    """Whether the shape is a mapping with fixed keys."""
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def shape_at(path: KeyPath, data: object) -> object:
    """The type that the model has at `path`; None where it has nothing."""
    shape: object = Policy
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else _item(data, step)
        shape = _resolved(_inner(shape, step), data)
    return shape


def _item(data: object, step: str | int) -> object:
    inside = isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)
    return data[step] if inside else None


def _inner(shape: object, step: str | int) -> object:
    if is_model(shape):
        found = shape.model_fields.get(step)
        return found.annotation if found else None
    if get_origin(shape) is dict:
        return get_args(shape)[1]
    return get_args(shape)[0] if get_origin(shape) is tuple else None


def _resolved(shape: object, data: object) -> object:
    """Annotations and None taken off; of several models the one whose `method` the data names."""
    if get_origin(shape) is Annotated:
        return _resolved(get_args(shape)[0], data)
    if get_origin(shape) not in (Union, UnionType):
        return shape
    members = [_resolved(member, data) for member in get_args(shape) if member is not type(None)]
    flat = [m for member in members for m in (_members(member) or [member])]
    method = data.get("method") if isinstance(data, Mapping) else None
    named = [m for m in flat if is_model(m) and method in benchmark_methods(m)]
    return named[0] if named else flat[0]


def _members(shape: object) -> tuple[object, ...]:
    return get_args(shape) if get_origin(shape) in (Union, UnionType) else ()


def benchmark_methods(shape: type[BaseModel]) -> tuple[str, ...]:
    """The words of `method` that mean this model: ("pool_ratio",); () for models without it."""
    found = shape.model_fields.get("method")
    return get_args(found.annotation) if found else ()


def _names(keys: object) -> tuple[str, ...]:
    """The closed list of a mapping's keys, if its model has one: ("A", "B", "C", "D", "C_D")."""
    if get_origin(keys) is Literal:
        return get_args(keys)
    return tuple(getattr(keys, "__members__", ()))
