"""A scenario as a file for the command line: the patch in YAML, with what it is in a comment."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO

from ruamel.yaml import YAML

_WIDTH = 4096


def patch_yaml(patch: Mapping[str, object], policy_id: str) -> str:
    """The patch as `muyun evaluate --policy <policy_id> --patch` reads it; the same patch gives the same text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode, yaml.default_flow_style, yaml.width = True, False, _WIDTH
    yaml.sort_base_mapping_type_on_output = False
    text = StringIO()
    yaml.dump(dict(patch), text)
    return f"# 亩云模拟方案，不是正式规则。政策编号：{policy_id}\n{text.getvalue()}"
