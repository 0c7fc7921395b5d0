"""Which policies are there, and what does one say? Shipped ones and the county's own, read strictly.

A policy is a folder: `policy.yaml` (the rules, `policy.model`) and `text.md` (the document
itself, in which every quote must be found). Shipped policies lie in `muyun/policies`, a
county's own under `MUYUN_HOME/policies`.
"""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path

from muyun.findings import Finding, InputError, Level, Line, has_errors
from muyun.policy.check import check_policy
from muyun.policy.model import Policy
from muyun.policy.quotes import check_quotes
from muyun.policy.shape import parse_shape
from muyun.policy.strict_yaml import Document, read_document, read_text

POLICY_FILE = "policy.yaml"
TEXT_FILE = "text.md"
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def policy_ids(home: Path | None = None) -> list[str]:
    """The ids of all policies: the shipped ones, then those under `home/policies`, each by name.

    A folder counts when it holds a policy.yaml; a county's folder named as a shipped one doesn't.
    """
    shipped = _folders(_shipped())
    return shipped + [i for i in _folders(_own(home)) if i not in shipped]


def load_policy(id_or_path: str | Path, home: Path | None = None) -> Policy:
    """A policy by id, or by the path of its folder or policy.yaml.

    InputError: there is none, or it is wrong; all findings are in it, each with its line.
    """
    return read_policy(id_or_path, home)[0]


def read_policy(id_or_path: str | Path, home: Path | None = None) -> tuple[Policy, tuple[Finding, ...]]:
    """Like `load_policy`, with the findings that don't stop it (a soft bound left, say)."""
    folder = policy_folder(id_or_path, home)
    document, findings = read_document(folder / POLICY_FILE, f"{folder.name}/{POLICY_FILE}")
    if not document.data:
        raise InputError([*findings, _empty(document)])
    text = _text(folder)
    known = {finding.where for finding in findings}
    policy, shape = parse_shape(document.data, document.where)
    findings += tuple(f for f in shape if f.where not in known)
    findings += check_quotes(document.data, text, document.where)
    if policy is not None:
        findings += check_policy(policy, document.where)
        findings += _misnamed(policy, folder, document)
    if policy is None or has_errors(findings):
        raise InputError(sorted(findings, key=_line_number))
    return policy, findings + _shadowed(folder, home)


def listed_policies(home: Path | None = None) -> tuple[list[Policy], tuple[Finding, ...]]:
    """Every policy that can be read, in the order of `policy_ids`, and what was found in all of them.

    A broken policy is left out and its findings are among the others: one county's mistake
    doesn't hide the rest.
    """
    policies: list[Policy] = []
    findings: list[Finding] = []
    for policy_id in policy_ids(home):
        try:
            policy, found = read_policy(policy_id, home)
        except InputError as wrong:
            found = wrong.findings
        else:
            policies.append(policy)
        findings += found
    return policies, tuple(findings)


def policy_text(id_or_path: str | Path, home: Path | None = None) -> str:
    """The document's own text; "" when none is shipped (its sources are `published`)."""
    return _text(policy_folder(id_or_path, home)) or ""


def _shipped() -> Path:
    return Path(str(files("muyun"))) / "policies"


def _own(home: Path | None) -> Path | None:
    return home / "policies" if home else None


def _folders(parent: Path | None) -> list[str]:
    if parent is None or not parent.is_dir():
        return []
    return sorted(p.name for p in parent.iterdir() if (p / POLICY_FILE).is_file())


def policy_folder(id_or_path: str | Path, home: Path | None) -> Path:
    """The folder of a policy, by id or by its path. InputError: there is none."""
    if isinstance(id_or_path, str) and _ID.fullmatch(id_or_path):
        for parent in (_shipped(), _own(home)):
            if parent is not None and os.path.isdir(parent / id_or_path):
                return parent / id_or_path
        raise InputError([_not_found(id_or_path, home)])
    path = Path(id_or_path)
    folder = path.parent if path.name == POLICY_FILE else path
    if not str(id_or_path) or not os.path.isdir(folder):  # Path.is_dir raises for a name that is too long
        raise InputError([_not_found(str(id_or_path), home)])
    return folder.resolve()


def _text(folder: Path) -> str | None:
    path = folder / TEXT_FILE
    return read_text(path, f"{folder.name}/{TEXT_FILE}") if path.is_file() else None


def _line_number(finding: Finding) -> int:
    return finding.where.line or 0 if isinstance(finding.where, Line) else 0


def _not_found(name: str, home: Path | None) -> Finding:
    what = f"没有政策“{name[:80]}”。"
    fix = f"可用的政策：{'、'.join(policy_ids(home))}。"
    return Finding("POLICY_NOT_FOUND", Level.ERROR, None, what, "", fix)


def _empty(document: Document) -> Finding:
    fix = "请按 docs/policies.md 填写。"
    return Finding("YAML_EMPTY", Level.ERROR, Line(document.file, 1), "文件是空的。", "", fix)


def _misnamed(policy: Policy, folder: Path, document: Document) -> tuple[Finding, ...]:
    if policy.id == folder.name:
        return ()
    what = f"id 是“{policy.id}”，文件夹名是“{folder.name}”。"
    why = "政策按文件夹名查找，两者不同会找错。"
    return (Finding("POLICY_ID", Level.ERROR, document.where(("id",)), what, why, "请改成一致。"),)


def _shadowed(folder: Path, home: Path | None) -> tuple[Finding, ...]:
    """A county's folder that bears the shipped policy's name is not used; say so."""
    own = _own(home)
    if own is None or folder.parent != _shipped() or not (own / folder.name).is_dir():
        return ()
    what = f"{own.name}/{folder.name} 与自带的政策同名，未使用，用的是自带的。"
    return (Finding("POLICY_SHADOWED", Level.WARNING, None, what, "", "请给本地政策另起一个 id。"),)
