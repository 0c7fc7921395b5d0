"""Where does each clause of the policy documents stand: implemented, tested, shown? And does the register say so?

`make clauses` prints it. A clause is implemented where a file of a policy or plan says `clause: XC-08` or a
docstring of muyun names it, tested where a test is marked `@pytest.mark.clause("XC-08")` or a case in tests/cases says
`clause: XC-08`, and shown on the pages that `muyun/register.csv` lists (tests/pages/test_clauses_shown.py
looks there). Where the register says otherwise than code and tests, that is drift, and the command fails.
"""

from __future__ import annotations

import ast
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from muyun.policy.register import ClauseState
from muyun.show.clauses import CAPABILITIES
from muyun.ui.menu import ENTRIES

ROOT = Path(__file__).parents[1]
DONE = ClauseState.DONE

PARTLY = {
    "JX-16": "受限行业旁已引这一条；新增产能的登记和核对待实现",
    "XC-20": "行业页已比较行业；街道、平台的评分和排名待区域页",
    "XC-18": "公布范围已读入和显示；公示待公示发布页",
    "XA-25": "公布范围已读入和显示；拦住公开待公示发布页",
    "FH-17": "纠偏表已逐格改数，依据链写明改了什么；分部门的统计待公示发布页",
}
"""Clauses that a policy or a docstring names and a test holds, and that still don't do what the document says."""


@dataclass(frozen=True, slots=True)
class Row:
    """A clause of clauses.csv with what register.csv says of it ("" and () where it says nothing)."""

    id: str
    gist: str
    capability: str
    state: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where each clause stands: the rows in the file's order; id → who names it, id → tests that hold it.

    named  policies and plans by their folder, modules of muyun by their path
    """

    rows: tuple[Row, ...]
    named: dict[str, set[str]]
    tested: dict[str, set[str]]
    unregistered: tuple[str, ...] = ()

    @property
    def unknown(self) -> list[str]:
        """Ids that a policy, a docstring, a test or the register names though clauses.csv has none such."""
        named = self.named.keys() | self.tested.keys() | set(self.unregistered)
        return sorted(named - {row.id for row in self.rows})


def coverage(root: Path = ROOT) -> Coverage:
    """Reads clauses.csv, register.csv, the policies, the modules, the cases and the tests below `root`."""
    said = {row["id"]: row for row in _csv(root / "muyun" / "register.csv")}
    rows = tuple(_row(row, said.get(row["id"])) for row in _csv(root / "muyun" / "clauses.csv"))
    policies = sorted(path for part in ("policies", "documents") for path in (root / "muyun" / part).glob("*/*.yaml"))
    modules = sorted((root / "muyun").rglob("*.py"))
    cases = sorted((root / "tests" / "cases").glob("*.yaml"))
    tests = sorted((root / "tests").rglob("test_*.py"))
    known = {row.id for row in rows}
    named = _by_clause(
        [(path.parent.name, _in_yaml(path)) for path in policies]
        + [(path.relative_to(root).as_posix(), _in_docstrings(path, known)) for path in modules]
    )
    tested = _by_clause(
        [(path.name, _in_yaml(path)) for path in cases] + [(path.name, _in_marks(path)) for path in tests]
    )
    return Coverage(rows, named, tested, tuple(said))


def drift(found: Coverage, titles: Iterable[str] | None = None) -> list[str]:
    """What the register says otherwise than code and tests, a sentence each. titles: the menu's pages by name."""
    pages = set(titles if titles is not None else (entry.name for entry in ENTRIES))
    wrong = [f"clauses.csv 中没有：{'、'.join(found.unknown)}"] if found.unknown else []
    for row in found.rows:
        wrong += [f"{row.id}：{what}" for what in _wrong(row, found, pages)]
    return wrong


def _wrong(row: Row, found: Coverage, pages: set[str]) -> Iterator[str]:
    both = row.id in found.named and row.id in found.tested
    if row.state not in set(map(str, ClauseState)):
        yield "register.csv 没有登记"
    elif row.state != DONE:
        if row.pages:
            yield f"{row.state}，却列着页面"
        if both != (row.id in PARTLY):
            yield "有代码有测试，却没有登记为已实现" if both else "PARTLY 里多余"
    else:
        if row.id not in found.named:
            yield "已实现，却没有政策引用、也没有代码写明"
        if row.id not in found.tested:
            yield "已实现，却没有测试"
        if not row.pages or not set(row.pages) <= pages:
            yield f"已实现，页面不对：{'、'.join(row.pages) or '没有'}"


def report(found: Coverage) -> list[str]:
    """The lines that `make clauses` prints: a row a clause, then the counts."""
    lines = ["条款   代码 测试 页面  状态    要点（● 有，· 无）"]
    for row in found.rows:
        signs = (_sign(row.id in found.named), _sign(row.id in found.tested), _sign(row.pages))
        lines.append(f"{row.id}  {' '.join(signs)}  {row.state or '未登记'}  {row.gist}")
    lines += ["", *_by_capability(found.rows), ""]
    states = Counter(row.state for row in found.rows)
    counts = "，".join(f"{state} {states[state]} 条" for state in ClauseState)
    named, tested = (sum(row.id in ids for row in found.rows) for ids in (found.named, found.tested))
    shown = sum(bool(row.pages) for row in found.rows)
    lines.append(f"共 {len(found.rows)} 条：{counts}；有代码 {named} 条，有测试 {tested} 条，有页面 {shown} 条。")
    return lines


def main() -> int:
    """Prints the report; 1 when the register says otherwise than code and tests."""
    found = coverage()
    print("\n".join(report(found)))
    wrong = drift(found)
    if wrong:
        print("\n登记与代码不一致：\n" + "\n".join(wrong))
    return 1 if wrong else 0


def _by_capability(rows: Iterable[Row]) -> Iterator[str]:
    """A line a capability: how many of its clauses are in each state."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row.capability, Counter())[row.state] += 1
    for name, word in CAPABILITIES.items():
        if name in counts:
            said = "，".join(f"{state} {counts[name][state]}" for state in ClauseState if counts[name][state])
            yield f"{word}：{counts[name].total()} 条（{said}）"


def _sign(there: object) -> str:
    return " ● " if there else " · "


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _row(clause: dict[str, str], said: dict[str, str] | None) -> Row:
    pages = tuple(said["pages"].split(";")) if said and said["pages"] else ()
    return Row(clause["id"], clause["gist"], clause["capability"], said["state"] if said else "", pages)


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


def _in_docstrings(path: Path, known: Iterable[str]) -> Iterator[str]:
    """The ids that a docstring names, of the module, a class, a function or a value."""
    texts = [
        node.value.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]
    yield from (clause for clause in known if any(clause in text for text in texts))


def _in_marks(path: Path) -> Iterator[str]:
    """The arguments of every `pytest.mark.clause(…)`, on a function, a parameter or a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.clause":
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


if __name__ == "__main__":
    sys.exit(main())
