"""Does a policy file have the right keys with the right kinds of value? pydantic's findings in Chinese."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from muyun.findings import Finding, Level, Line
from muyun.policy.keys import allowed_keys, is_model, shape_at
from muyun.policy.model import Policy
from muyun.policy.strict_yaml import KeyPath

Where = Callable[[KeyPath], Line]
"""The place in the file of a key path."""

_KINDS = {
    "float_type": "数", "finite_number": "有限的数", "int_type": "整数", "int_from_float": "整数",
    "string_type": "文字", "bool_type": " true 或 false", "tuple_type": "列表 […]", "list_type": "列表 […]",
    "dict_type": "“键: 值”", "model_type": "“键: 值”", "model_attributes_type": "“键: 值”",
}  # fmt: skip
_LIMITS = {
    "greater_than": ("gt", "大于"), "greater_than_equal": ("ge", "不小于"),
    "less_than": ("lt", "小于"), "less_than_equal": ("le", "不大于"),
}  # fmt: skip
_MAX_PASSES = 8


def parse_shape(
    data: dict[str, object], where: Where, source_for: Callable[[KeyPath], str | None] = lambda path: None
) -> tuple[Policy | None, tuple[Finding, ...]]:
    """The policy that the data make, and what is wrong with their shape.

    Unknown keys and missing sources are reported and then passed over, so that the values
    around them are still checked; with any other error there is no policy. `source_for` may
    give the reason (本系统假定) of a rule without a source: such a rule is no error.
    """
    data = copy.deepcopy(data)
    findings: dict[tuple[str, KeyPath], Finding] = {}
    for _ in range(_MAX_PASSES):
        try:
            # JSON, because pydantic is strict there and still takes lists and words for tuples and enums
            return Policy.model_validate_json(json.dumps(data), strict=True), _innermost(findings)
        except ValidationError as error:
            details = error.errors(include_url=False)
        for path, detail in [(_data_path(d, data), d) for d in details]:
            reason = source_for(path) if detail["type"] == "no_source" else None
            if reason is None:
                finding = _finding(path, detail, data, where)
                findings.setdefault((finding.code, path), finding)
        if not _repaired(data, details, source_for):
            break
    return None, _innermost(findings)


def _innermost(findings: Mapping[tuple[str, KeyPath], Finding]) -> tuple[Finding, ...]:
    """Without the wrong values around other findings: of a union, each member finds something."""
    paths = [path for _, path in findings]
    return tuple(
        finding
        for (code, path), finding in findings.items()
        if code != "POLICY_VALUE" or not any(p[: len(path)] == path and p != path for p in paths)
    )


def value_at(data: object, path: KeyPath) -> object:
    """What stands at `path` in plain data; None when nothing does."""
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _data_path(detail: ErrorDetails, data: object) -> KeyPath:
    """pydantic's location without the names of union members that it puts between the keys."""
    path: list[str | int] = []
    for step in detail["loc"]:
        inside = isinstance(data, Mapping) and step in data
        within = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if inside or within:
            path.append(step)
            data = data[step]
    return (*path, detail["loc"][-1]) if detail["type"] == "missing" else tuple(path)


def _repaired(
    data: dict[str, object], details: list[ErrorDetails], source_for: Callable[[KeyPath], str | None]
) -> bool:
    """Take unknown keys out and put missing sources in; whether anything could be done."""
    done = False
    for detail in details:
        path = _data_path(detail, data)
        if _is_unknown_key(detail) and path:
            done |= value_at(data, path[:-1]).pop(path[-1], None) is not None
        elif detail["type"] == "no_source":
            value_at(data, path)["assumed"] = source_for(path) or "未填"
            done = True
    return done


def _is_unknown_key(detail: ErrorDetails) -> bool:
    return detail["type"] == "extra_forbidden" or detail["loc"][-1:] == ("[key]",)


def _finding(path: KeyPath, detail: ErrorDetails, data: object, where: Where) -> Finding:
    kind = detail["type"]
    if _is_unknown_key(detail):
        return unknown_key(path, allowed_keys(path[:-1], data), where)
    if kind == "missing":
        return missing_key(path, where)
    if kind in ("no_source", "half_source"):
        what = f"{detail['msg']}。"
        why = "每项规定都要能查到出处。"
        return error_at("POLICY_SOURCE", path, where, what, why, "文件没有规定的，请用 assumed 写明理由。")
    what = f"值{_shown(detail['input'])}不对：{_demand(path, detail, data)}。"
    return error_at("POLICY_VALUE", path, where, what, "", _remedy(kind))


def _remedy(kind: str) -> str:
    if kind in ("tuple_type", "list_type"):
        return "列表在改动文件和 --set 中都是整个替换，不能用序号改其中一项：请写出整个列表，保留的各项也要写上。"
    return "请按要求改正；每个键允许的值见 docs/policies.md。"


def unknown_key(path: KeyPath, allowed: tuple[str, ...], where: Where) -> Finding:
    """A key that the model doesn't know, with those that it does."""
    fix = f"这里可用的键：{'、'.join(allowed)}。" if allowed else "这里不能再有下一级的键。"
    why = "不认识的键不起作用，容易误以为已经生效。"
    return error_at("POLICY_UNKNOWN_KEY", path, where, f"不认识的键“{path[-1]}”。", why, fix)


def missing_key(path: KeyPath, where: Where) -> Finding:
    """A key that must be there and isn't; the line is that of the key around it."""
    return error_at("POLICY_MISSING_KEY", path, where, f"缺少键“{path[-1]}”。", "", "请补上。")


def _demand(path: KeyPath, detail: ErrorDetails, data: object) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if path[-1:] == ("cap",):
        return "须是大于 0 的数，或 none（不封顶）"
    if path[-1:] == ("d_share",):
        return "须是 0 到 1 的数，或各区县的 {区县: 数}"
    if kind in _LIMITS:
        limit, words = _LIMITS[kind]
        return f"须{words} {context[limit]:g}"
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        words = context.get("expected") or context.get("expected_tags", "")
        return "可用的值：" + words.replace("'", "").replace(" or ", "、").replace(", ", "、")
    if kind == "union_tag_not_found":
        return "须有键 method"
    if kind == "string_pattern_mismatch":
        return "只能用小写字母、数字和 -" if path == ("id",) else "须是 2–4 位行业代码"
    if kind == "too_short":
        return f"至少 {context['min_length']} 项"
    if kind in _KINDS:
        return f"须是{_KINDS[kind]}" + _keys_hint(path, data)
    return detail["msg"]


def _keys_hint(path: KeyPath, data: object) -> str:
    keys = allowed_keys(path, data) if is_model(shape_at(path, data)) else ()
    return f"，可用的键：{'、'.join(keys)}" if keys else ""


def _shown(value: object) -> str:
    if isinstance(value, (Mapping, list, tuple)):
        return ""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"（{text[:60]}）"


def error_at(code: str, path: KeyPath, where: Where, what: str, why: str = "", fix: str = "") -> Finding:
    """An error at a key of a policy file; `where` gives its line."""
    return Finding(code, Level.ERROR, where(path), what, why, fix)
