"""Every package that muyun and its tests bring is pinned, installed as pinned, and fits the MIT licence."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
COPYLEFT = re.compile(r"\bA?GPL|(?<!Lesser )General Public License", re.IGNORECASE)


def pins() -> dict[str, str]:
    """Package → version, from constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def brought_by(name: str, extras: Iterable[str]) -> dict[str, Distribution]:
    """Every package that `name` with its extras needs here, itself aside."""
    found: dict[str, Distribution] = {}
    todo = [(name, frozenset(extras))]
    seen = set(todo)
    while todo:
        package, wanted = todo.pop()
        for requirement in map(Requirement, distribution(package).requires or []):
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": extra}) for extra in (wanted or {""})):
                continue
            found[canonicalize_name(requirement.name)] = distribution(requirement.name)
            step = (requirement.name, frozenset(requirement.extras))
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return found


def project() -> dict:
    """Table `project` of pyproject.toml: what is installed may be older."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def imported() -> set[str]:
    """The top-level names that muyun and sample_data import, the standard library's and our own aside."""
    names: list[str] = []
    for path in [*(ROOT / "muyun").rglob("*.py"), *(ROOT / "sample_data").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.append(node.module)
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"muyun", "sample_data"}


def licence(package: Distribution) -> str:
    """What a package says its licence is, in a line."""
    meta = package.metadata
    classifiers = [c for c in meta.get_all("Classifier") or [] if c.startswith("License")]
    return meta.get("License-Expression") or "; ".join(classifiers) or (meta.get("License") or "")[:80]


def test_every_package_is_installed_as_pinned():
    installed = {name: package.version for name, package in brought_by("muyun", ["test"]).items()}
    assert installed, "muyun needs nothing?"
    pinned = pins()
    assert {name: (version, pinned.get(name)) for name, version in installed.items()
            if pinned.get(name) != version} == {}


def test_what_muyun_imports_it_requires():
    required = {canonicalize_name(Requirement(text).name) for text in project()["dependencies"]}
    providers = packages_distributions()
    assert {name for name in imported()
            if not required & {canonicalize_name(package) for package in providers.get(name, [])}} == set()


def test_every_extra_is_pinned_by_name():
    extras = project()["optional-dependencies"].values()
    asked = [Requirement(text) for extra in [project()["dependencies"], *extras] for text in extra]
    needed = {canonicalize_name(requirement.name) for requirement in asked}
    assert needed <= pins().keys()


def test_no_package_that_muyun_runs_on_forbids_the_mit_licence():
    guilty = {name: licence(package) for name, package in brought_by("muyun", []).items()
              if COPYLEFT.search(licence(package))}
    assert guilty == {}
