"""A county's own policy, made of an existing one and a patch: a folder of its own, all or nothing."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from muyun.findings import Finding, InputError, Level, Line
from muyun.policy.amend import amend, plain_data
from muyun.policy.load import POLICY_FILE, TEXT_FILE, policy_folder, policy_ids, policy_text, read_policy
from muyun.policy.local_sources import with_local_sources
from muyun.policy.model import Policy
from muyun.policy.shape import parse_shape
from muyun.policy.strict_yaml import read_text

MAX_ID, MAX_LINE_TEXT = 40, 200
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORK = ".muyun-"
"""Names of unfinished folders begin so; `load.policy_ids` doesn't list them."""

_WIDTH = 4096
"""Lines aren't folded: a rule reads on one line."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a new policy is called, checked and trimmed."""

    id: str
    title: str
    region: str
    reason: str


def county_policy(
    policy: Policy, patch: Mapping[str, object], *, new_id: str, title: str, region: str, reason: str, home: Path
) -> Path:
    """Writes home/policies/<new_id> with the rules that the patch gives, and returns the folder.

    policy: as it is on disk, shipped or the county's own. Comments of its file stay. Changed values
    have `reason` as their source (`local_sources`), the others keep theirs; text.md is the same.
    InputError: the patch doesn't fit, or leaves a soft limit that stays in the policy (only a scenario may);
    a name can't be used or is taken, the place can't be written to.
    """
    naming = checked_naming(new_id, title, region, reason, home)
    text = policy_text(policy.id, home)
    new, found = amend(policy, patch, text or None)
    _within_soft_limits(policy, found)
    base, target = plain_data(policy), plain_data(new)
    target = with_local_sources(base, target, naming.reason)
    target |= {"id": naming.id, "title": naming.title, "region": naming.region}
    folder = policy_folder(policy.id, home)
    content = _laid_into(read_text(folder / POLICY_FILE, POLICY_FILE), base, target, policy.id)
    with _all_or_nothing(home / "policies", naming.id) as made:
        (made / POLICY_FILE).write_text(content, "utf-8")
        if text:
            (made / TEXT_FILE).write_text(text, "utf-8")
        _must_say(made, target)
    return home / "policies" / naming.id


def checked_naming(new_id: str, title: str, region: str, reason: str, home: Path) -> Naming:
    """The names trimmed. InputError: all that is wrong with them at once."""
    texts = {"名称": title, "地区": region, "依据": reason}
    trimmed = {name: " ".join(text.split()) for name, text in texts.items()}
    wrong_texts = [finding for name, text in trimmed.items() for finding in _wrong_text(name, text)]
    findings = [*_wrong_id(new_id.strip(), home), *wrong_texts]
    if findings:
        raise InputError(findings)
    return Naming(new_id.strip(), trimmed["名称"], trimmed["地区"], trimmed["依据"])


def _wrong_id(new_id: str, home: Path) -> Iterator[Finding]:
    if not _ID.fullmatch(new_id) or len(new_id) > MAX_ID:
        what = f"编号“{new_id[:MAX_ID]}”不能用。" if new_id else "没有填编号。"
        fix = f"请用小写英文字母、数字和 -，不超过 {MAX_ID} 个字符，例如 xiacheng-2026。"
        yield Finding("COUNTY_ID", Level.ERROR, None, what, "编号也是文件夹名。", fix)
    elif new_id in policy_ids(home) or os.path.lexists(home / "policies" / new_id):
        yield _taken(new_id)


def _within_soft_limits(policy: Policy, found: tuple[Finding, ...]) -> None:
    """InputError: weights beyond a soft limit (一般) of the policy that they aren't beyond already."""
    before = {finding.what for finding in amend(policy, {}, None)[1]}
    beyond = [finding for finding in found if finding.code == "POLICY_SOFT_BOUND" and finding.what not in before]
    if beyond:
        raise InputError([_beyond_soft_limit(finding) for finding in beyond])


def _beyond_soft_limit(finding: Finding) -> Finding:
    fix = "一般要求只能在模拟测算里越过。当地文件另有规定的，请把“权重限制”的这一条也改成本地规定。"
    return Finding("COUNTY_SOFT_BOUND", Level.ERROR, finding.where, finding.what, finding.why, fix)


def _taken(new_id: str) -> Finding:
    what = f"编号“{new_id}”已有政策在用。"
    return Finding("COUNTY_ID_TAKEN", Level.ERROR, None, what, "已有的政策不会被覆盖。", "请换一个编号。")


def _wrong_text(name: str, text: str) -> Iterator[Finding]:
    if not text:
        what, fix = f"没有填{name}。", f"请填写{name}。"
    elif len(text) > MAX_LINE_TEXT or not text.isprintable():
        what = f"{name}过长或有看不见的字符（{len(text)} 个字）。"
        fix = f"请改为不超过 {MAX_LINE_TEXT} 个字的文字。"
    else:
        return
    yield Finding("COUNTY_TEXT", Level.ERROR, None, what, "", fix)


def _laid_into(content: str, base: Mapping[str, object], target: Mapping[str, object], base_id: str) -> str:
    """The base's file with the differences from `base` to `target` put in, comments kept."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(content)
    _sync(document, base, target)
    out = StringIO()
    yaml.dump(document, out)
    return f"# 本地政策，在 {base_id} 的基础上改动；改动的值注明“本地规定”，其余照原文件。\n#\n{out.getvalue()}"


def _sync(node: CommentedMap, base: Mapping[str, object], target: Mapping[str, object]) -> None:
    """Makes `node`, which says what `base` says, say what `target` does; untouched where both agree."""
    for key in [key for key in base if key not in target]:
        node.pop(key, None)
    for key, value in target.items():
        old = base.get(key)
        if key in base and old == value:
            continue
        inside = node.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping) and isinstance(inside, CommentedMap):
            _sync(inside, old, value)
        elif _same_length(inside, old, value) and all(isinstance(v, Mapping) for v in value):
            for part, before, after in zip(inside, old, value, strict=True):
                _sync(part, before, after)
        else:
            node[key] = _flow(value)


def _same_length(inside: object, old: object, value: object) -> bool:
    lists = isinstance(inside, CommentedSeq) and isinstance(old, list) and isinstance(value, list)
    return lists and len(inside) == len(old) == len(value)


def _flow(value: object) -> object:
    """Plain data as it is written: mappings and lists in braces, whole numbers without a point."""
    if isinstance(value, Mapping):
        made = CommentedMap((key, _flow(inside)) for key, inside in value.items())
    elif isinstance(value, list):
        made = CommentedSeq(_flow(inside) for inside in value)
    else:
        return int(value) if isinstance(value, float) and value.is_integer() else value
    made.fa.set_flow_style()
    return made


@contextmanager
def _all_or_nothing(parent: Path, name: str) -> Iterator[Path]:
    """A folder to write in, which becomes parent/name when the block ends well; otherwise nothing is left."""
    try:
        parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=_WORK, dir=parent))
    except OSError as error:
        raise InputError([_unusable(error)]) from None
    try:
        made = work / name
        made.mkdir()
        yield made
        _flush(made)
        os.rename(made, parent / name)
    except FileExistsError:
        raise InputError([_taken(name)]) from None
    except OSError as error:
        raise InputError([_taken(name) if (parent / name).exists() else _unusable(error)]) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _flush(folder: Path) -> None:
    """On disk before the rename, so that a power cut leaves no empty file under the final name."""
    for file in folder.iterdir():
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())


def _unusable(error: OSError) -> Finding:
    what = f"政策文件夹写不进去（{error.strerror or error}）。"
    fix = "请检查磁盘空间和权限后再存。"
    return Finding("COUNTY_PLACE", Level.ERROR, None, what, "没有存下任何东西。", fix)


def _must_say(folder: Path, target: dict[str, object]) -> None:
    """RuntimeError (a fault of ours): the file reads as something else than it was written from."""
    written, _ = read_policy(folder)
    meant, findings = parse_shape(target, lambda path: Line(POLICY_FILE))
    if written != meant:
        raise RuntimeError(f"{folder.name} was not written as meant: {findings}")
