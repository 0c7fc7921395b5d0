"""Which boards of leaders does a policy show? Its own first, then those of the plan that it follows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from muyun.findings import Finding, InputError, Level
from muyun.policy.boards import AnyBoard, BoardFile, ParkBoard
from muyun.policy.load import TEXT_FILE, policy_folder
from muyun.policy.model import Policy
from muyun.policy.quotes import check_quotes
from muyun.policy.register import READINGS, registered_for
from muyun.policy.shape import Where
from muyun.policy.strict_yaml import read_document, read_text
from muyun.policy.subject_checks import check_subject_rules

FILE = "leaders.yaml"
PLANS = tuple(reading.id for reading in READINGS)


@dataclass(frozen=True, slots=True)
class Offered:
    """A board that a policy shows.

    document  the id of the document that it stands in; followed: why the policy follows that one, "" for its own
    """

    name: str
    board: AnyBoard
    document: str
    followed: str = ""


def boards_of(policy: Policy, home: Path | None = None) -> tuple[Offered, ...]:
    """The boards of a policy: of the file in its folder; a county's own policy without one has those of the
    documents that it cites. () where there are none. InputError: a file is wrong."""
    folder = policy_folder(policy.id, home)
    found = [folder] if (folder / FILE).is_file() else _cited(policy)
    own: list[Offered] = []
    plans: dict[str, str] = {}
    for place in found:
        file = read_boards(place)
        own += [Offered(name, board, place.name) for name, board in file.boards.items()]
        if file.plan is not None:
            plans.setdefault(file.plan.value, file.plan.assumed or file.plan.quote or "")
    of_plans = [
        Offered(name, board, plan, why) for plan, why in plans.items() for name, board in plan_boards(plan).items()
    ]
    return _once([*own, *of_plans])


def plan_boards(plan: str) -> dict[str, AnyBoard]:
    """The boards of a plan that ships. InputError: there is no such plan."""
    if plan not in PLANS:
        raise InputError([_no_plan(plan)])
    return _shipped_plan(plan)


@cache
def _shipped_plan(plan: str) -> dict[str, AnyBoard]:
    return dict(read_boards(Path(str(files("muyun"))) / "documents" / plan).boards)


def read_boards(folder: Path) -> BoardFile:
    """The boards of a folder's `leaders.yaml`, its quotes looked up in text.md. InputError: all that is wrong."""
    document, findings = read_document(folder / FILE, f"{folder.name}/{FILE}")
    text_path = folder / TEXT_FILE
    text = read_text(text_path, f"{folder.name}/{TEXT_FILE}") if text_path.is_file() else None
    wrong = [*findings, *check_quotes(document.data, text, document.where)]
    try:
        file = BoardFile.model_validate_json(json.dumps(document.data), strict=True)
    except ValidationError as error:
        raise InputError([*wrong, *_of_shape(error, document.where)]) from None
    for name, board in file.boards.items():
        if isinstance(board, ParkBoard):
            wrong += check_subject_rules(board.rules, name, ("boards", name, "rules"), document.where)
    if file.plan is not None and file.plan.value not in PLANS:
        wrong.append(_no_plan(file.plan.value))
    if wrong:
        raise InputError(wrong)
    return file


def _cited(policy: Policy) -> list[Path]:
    """The shipped folders of the documents whose clauses the policy cites, of those that have boards."""
    ids = dict.fromkeys(entry.clause.policy for entry in registered_for(policy))
    folders = [policy_folder(document, None) for document in ids if document not in PLANS]
    return [folder for folder in folders if (folder / FILE).is_file()]


def _once(boards: list[Offered]) -> tuple[Offered, ...]:
    """The first of each name: names stand in links."""
    return tuple({offered.name: offered for offered in reversed(boards)}[name]
                 for name in dict.fromkeys(offered.name for offered in boards))  # fmt: skip


_SAID = {"missing": "缺少这个键", "extra_forbidden": "不认识这个键", "no_source": "没有出处", "half_source": "出处不全"}


def _of_shape(error: ValidationError, where: Where) -> list[Finding]:
    names = {"企业", "园区", "镇街", "产业平台", "区域"}
    found = []
    for detail in error.errors(include_url=False):
        path = tuple(step for step in detail["loc"] if step not in names)
        said = _SAID.get(detail["type"], "值不对")
        found.append(Finding(
            code="BOARDS_INVALID", level=Level.ERROR, where=where(path), what=f"领跑者榜单的文件在这里有错：{said}。",
            why="读错的榜单会列错企业和园区。", fix="请照 docs/policies.md 的“领跑者榜单”改正。",
        ))  # fmt: skip
    return found


def _no_plan(name: str) -> Finding:
    return Finding(
        code="BOARDS_NO_PLAN", level=Level.ERROR, where=None, what=f"没有“{name[:40]}”这份领跑者方案。",
        fix=f"可用的：{'、'.join(PLANS)}。",
    )  # fmt: skip
