"""docs/policies.md names exactly the keys, words and findings that the policy code knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from muyun.policy.amend import amend
from muyun.policy.keys import SOURCE_KEYS, allowed_keys, shape_at
from muyun.policy.load import load_policy
from muyun.policy.model import Policy
from muyun.policy.source import Published, Setting, Source, Sourced
from muyun.policy.strict_yaml import KeyPath, parse_value

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "policies.md").read_text("utf-8")
SECTION = re.compile(r"^### [^`\n]+ `([^`]+)`(?: `method: (\w+)`)?\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
SECTIONS = [(path, method, body) for path, method, body in SECTION.findall(PAGE)]
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)


def key_path(written: str) -> KeyPath:
    """`pools.*.weight_bounds[]` as a path; any name stands for `*`, the first row for `[]`."""
    steps = re.findall(r"[\w*]+|\[\]", written)
    return tuple({"*": "A", "[]": 0}.get(step, step) for step in steps)


def data_for(path: KeyPath, method: str) -> object:
    """Data that only says which method is meant."""
    data: object = {"method": method} if method else {}
    for step in reversed(path):
        data = [data] if step == 0 else {step: data}
    return data


def documented(path: str, method: str) -> type[BaseModel]:
    return shape_at(key_path(path), data_for(key_path(path), method))


def literals(annotation: object) -> set[str]:
    """The words that a field, or the value of a setting, may hold."""
    origin = get_origin(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Setting):
        return literals(annotation.model_fields["value"].annotation)
    if origin is Literal:
        return {str(word).lower() if isinstance(word, bool) else str(word) for word in get_args(annotation)}
    if origin in (Union, UnionType, Annotated):
        return {word for part in get_args(annotation) for word in literals(part)}
    if annotation is bool:
        return {"true", "false"}
    return set(getattr(annotation, "__members__", {}) and [m.value for m in annotation])


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Every model below an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for part in get_args(annotation):
        yield from models_in(part)


def test_the_page_has_a_section_for_every_kind_of_rule():
    kinds = {model for model in models_in(Policy) if not issubclass(model, (Setting, Source, Published))}
    found = {documented(path, method) for path, method, _ in SECTIONS}
    assert kinds - found == set()
    assert len(SECTIONS) == len(kinds) + 1  # and the setting


@pytest.mark.parametrize(("path", "method", "body"), SECTIONS, ids=[f"{p} {m}" for p, m, _ in SECTIONS])
def test_a_section_lists_exactly_the_model_s_keys_and_words(path, method, body):
    shape = documented(path, method)
    rows = {key: (values, required) for key, _, values, required in ROW.findall(body)}
    keys = allowed_keys(key_path(path), data_for(key_path(path), method))
    assert list(rows) == [key for key in keys if key not in SOURCE_KEYS]
    for key, (values, required) in rows.items():
        field = shape.model_fields[key]
        assert literals(field.annotation) <= set(re.findall(r"[`“]?([\w]+)[`”]?", values)), key
        assert (required == "是") == field.is_required(), key
    assert f"出处：{'须写' if issubclass(shape, Sourced) else '不用写'}" in body


def test_the_source_s_keys_stand_in_a_section_of_their_own():
    body = PAGE[PAGE.index("### 出处\n") : PAGE.index("## 全部的键\n")]
    rows = ROW.findall(body)
    assert tuple(key for key, *_ in rows) == SOURCE_KEYS == tuple(Source.model_fields)
    assert {key: required for key, _, _, required in rows}["clause"] == "与 `quote` 同写"


def test_every_code_of_a_finding_is_listed_and_no_other():
    source = "".join(path.read_text("utf-8") for path in (ROOT / "muyun" / "policy").glob("*.py"))
    used = set(re.findall(r'"((?:YAML|POLICY|SCENARIO|SETTING|FILE)_[A-Z0-9_]+)"', source))
    listed = re.findall(r"^\| `([A-Z0-9_]+)` \| (?:错误|警告|提示) \|", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(used)


def test_the_patch_of_the_page_is_a_patch():
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    policy, findings = amend(load_policy("xiacheng-2019"), parse_value(block, "docs"), None)
    assert (policy.pools["规上工业"].weights["亩均税收"], findings) == (32, ())
