"""Which clauses of the policy documents does a policy file cite, and which does a test hold?

`make clauses` prints it. A clause is cited where a policy file says `clause: XC-08`, and tested where
a test is marked `@pytest.mark.clause("XC-08")` or a case in tests/cases says `clause: XC-08`.
"""

from __future__ import annotations

import ast
import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where each clause stands: id → policies that cite it, id → tests that hold it.

    gists  every clause of clauses.csv, id → its words, in the file's order
    """

    gists: dict[str, str]
    cited: dict[str, set[str]]
    tested: dict[str, set[str]]

    @property
    def unknown(self) -> list[str]:
        """Ids that a policy or a test names though clauses.csv has none such."""
        return sorted((self.cited.keys() | self.tested.keys()) - self.gists.keys())


def coverage(root: Path = ROOT) -> Coverage:
    """Reads clauses.csv, the policies, the cases and the test modules below `root`."""
    with (root / "muyun" / "clauses.csv").open(encoding="utf-8", newline="") as file:
        gists = {row["id"]: row["gist"] for row in csv.DictReader(file)}
    policies = sorted((root / "muyun" / "policies").glob("*/policy.yaml"))
    cases = sorted((root / "tests" / "cases").glob("*.yaml"))
    modules = sorted((root / "tests").rglob("test_*.py"))
    cited = _by_clause((path.parent.name, _in_yaml(path)) for path in policies)
    tested = _by_clause(
        [(path.name, _in_yaml(path)) for path in cases] + [(path.name, _in_marks(path)) for path in modules]
    )
    return Coverage(gists, cited, tested)


def report(found: Coverage) -> list[str]:
    """The lines that `make clauses` prints: a row a clause, then the counts."""
    lines = [
        f"{clause}  {_sign(clause, found.cited)} {_sign(clause, found.tested)}  {gist}"
        for clause, gist in found.gists.items()
    ]
    none = [clause for clause in found.gists if clause not in found.cited | found.tested]
    cited, tested = (len(found.gists.keys() & ids.keys()) for ids in (found.cited, found.tested))
    counts = f"政策文件引用 {cited} 条，有测试 {tested} 条，两者皆无 {len(none)} 条。"
    lines = ["条款   政策 测试  要点（● 有，· 无）", *lines, "", f"共 {len(found.gists)} 条：{counts}"]
    lines += [f"尚无：{'、'.join(none)}"] if none else []
    lines += [f"clauses.csv 中没有：{'、'.join(found.unknown)}"] if found.unknown else []
    return lines


def main() -> int:
    """Prints the report; 1 when a policy or a test names a clause that doesn't exist."""
    found = coverage()
    print("\n".join(report(found)))
    return 1 if found.unknown else 0


def _sign(clause: str, places: dict[str, set[str]]) -> str:
    return " ● " if clause in places else " · "


def _by_clause(places: Iterable[tuple[str, Iterable[str]]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for place, clauses in places:
        for clause in clauses:
            found.setdefault(clause, set()).add(place)
    return found


def _in_yaml(path: Path) -> Iterator[str]:
    """The values of every key `clause`, however deep."""
    todo = [YAML(typ="safe", pure=True).load(path)]
    while todo:
        match todo.pop():
            case dict() as node:
                clause = node.get("clause", [])
                yield from [clause] if isinstance(clause, str) else clause
                todo += node.values()
            case list() as node:
                todo += node


def _in_marks(path: Path) -> Iterator[str]:
    """The arguments of every `pytest.mark.clause(…)`, on a function, a parameter or a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.clause":
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


if __name__ == "__main__":
    sys.exit(main())
