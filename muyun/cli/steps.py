"""The steps that commands share: read, amend, evaluate. Each raises InputError with all that is wrong."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from muyun.cli import call
from muyun.data.coefficients import read_coefficients
from muyun.data.outlines import place_shapes, read_outlines
from muyun.data.read import NO_COUNTIES, read_upload
from muyun.data.tables import Tables
from muyun.evaluate import Evaluation, evaluate
from muyun.explore.robust import shares
from muyun.explore.robust.shares import Robustness
from muyun.findings import Finding, InputError, Level, has_errors, printable
from muyun.home import COEFFICIENTS, OUTLINES, home
from muyun.policy.amend import Patch, amend, merge, parse_setting, read_patch
from muyun.policy.load import load_policy, policy_ids, policy_text, read_policy
from muyun.policy.model import Policy
from muyun.policy.published import published_ratios

MOST_DRAWS = 1_000_000
"""More take minutes, and a standard error of 0.05 points is nearer than anyone needs."""


def upload(
    inputs: Sequence[Path], progress: Callable[[str], None], policy: Policy | None = None
) -> tuple[Tables, tuple[Finding, ...]]:
    """The upload; columns of 区域 and 园区 may be indicators of the shipped policies or of `policy`."""
    policies = [*map(load_policy, policy_ids()), *([policy] if policy else [])]
    counties, found = _counties()
    ratios = published_ratios(policies, home())
    tables, findings = read_upload(inputs, progress=progress, published=ratios, counties=counties)
    return tables, (*findings, *found)


def _counties() -> tuple[Mapping[str, BaseGeometry], tuple[Finding, ...]]:
    """The office's own outlines of counties. A file that can't be used is told and stops nothing: it only checks."""
    own = home() / OUTLINES
    try:
        return (place_shapes(read_outlines(own)) if own.is_file() else NO_COUNTIES), ()
    except InputError as error:
        return NO_COUNTIES, tuple(replace(finding, level=Level.WARNING) for finding in error.findings)


def read(
    inputs: Sequence[Path], policy: Policy, progress: Callable[[str], None], findings: list[Finding]
) -> Tables:
    """The upload, when it can be evaluated; what was found is added to `findings`."""
    tables, found = upload(inputs, progress, policy)
    if has_errors(found):
        raise InputError(found)
    if tables.enterprises.empty:
        raise InputError([*found, call.no_enterprises()])
    findings += found
    own = home() / COEFFICIENTS
    return replace(tables, coefficients=read_coefficients(own)) if own.exists() else tables


def patch(file: Path | None, settings: Sequence[str] | None) -> Patch:
    """`--patch` and every `--set` as one patch; empty when neither is given."""
    patches = [read_patch(file)] if file else []
    return merge(*patches, *map(parse_setting, settings or ()))


def policies(policy_id: str, patch: Patch, findings: list[Finding]) -> tuple[Policy, Policy]:
    """The policy as it is, and with the patch laid over it."""
    official, found = read_policy(policy_id, home())
    findings += found
    if not patch:
        return official, official
    amended, found = amend(official, patch, policy_text(policy_id, home()))
    findings += found
    return official, amended


def evaluation(
    tables: Tables, policy: Policy, year: int | None, official: Policy, progress: Callable[[str], None]
) -> Evaluation:
    """The evaluation of `year`, the latest one in 企业 when left out."""
    years = sorted(int(y) for y in tables.enterprises["year"].dropna().unique())
    wanted = years[-1] if year is None else year
    if wanted not in years:
        raise InputError([call.year_not_there(wanted, years)])
    return evaluate(tables, policy, wanted, official, progress)


@dataclass(frozen=True, slots=True)
class Asked:
    """What commands that evaluate once ask for: the files, the policy's id, the year, and the changes to it."""

    inputs: Sequence[Path]
    policy_id: str
    year: int | None
    changes: Patch


def evaluated(
    asked: Asked, progress: Callable[[str], None], findings: list[Finding]
) -> tuple[Tables, Evaluation]:
    """The upload and its evaluation with the changes; what was found in files and policy is added to `findings`."""
    official, in_force = policies(asked.policy_id, asked.changes, findings)
    tables = read(asked.inputs, in_force, progress, findings)
    return tables, evaluation(tables, in_force, asked.year, official, progress)


@dataclass(frozen=True, slots=True)
class Draws:
    """What `muyun robust` asks for."""

    count: int
    seed: int
    within: float | None


def draws(count: int, seed: int, within: float | None) -> Draws:
    """`--draws`, `--seed` and `--within`. InputError with all that can't be."""
    wrong = []
    if not 1 <= count <= MOST_DRAWS:
        wrong.append(call.draws_not_possible(count, MOST_DRAWS))
    if seed < 0:
        wrong.append(call.seed_not_possible(seed))
    if within is not None and not 0 <= within <= 1:
        wrong.append(call.share_not_possible(within))
    if wrong:
        raise InputError(wrong)
    return Draws(count, seed, within)


def robustness(evaluation: Evaluation, asked: Draws, progress: Callable[[str], None]) -> dict[str, Robustness]:
    """How firm each pool's classes are, by pool."""
    found = {}
    for pool in evaluation.prepared.pools:
        progress(f"抽样评价{pool}")
        found[pool] = shares.robustness(
            evaluation, pool, draws=asked.count, seed=asked.seed, within=asked.within,
            progress=lambda share, pool=pool: progress(f"抽样评价{pool}：{share:.0%}"),
        )  # fmt: skip
    return found


def code_in(evaluation: Evaluation, tables: Tables, uscc: str) -> str:
    """The credit code as the data have it. InputError: the evaluated year has no such enterprise."""
    code = unicodedata.normalize("NFKC", uscc).strip().upper()
    if code in evaluation.unit_of.index:
        return code
    rows = tables.enterprises
    years = rows["year"][(rows["uscc"] == code).to_numpy(dtype=bool, na_value=False)].dropna().unique()
    raise InputError([call.code_not_there(code, evaluation.year, sorted(int(y) for y in years))])


def hashes(inputs: Sequence[Path], tables: Tables) -> list[dict[str, str]]:
    """Name and SHA-256 of every file that the tables were read from, the office's own coefficients too."""
    read_from = {source.file for sources in tables.sources.values() for source in sources}
    files = [f for path in inputs for f in (sorted(path.iterdir()) if path.is_dir() else [path])]
    own = home() / COEFFICIENTS
    found = []
    for file in [*files, own]:
        if printable(file.name) in read_from or (file == own and own.exists()):
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found.append({"name": printable(file.name), "sha256": digest})
    return found


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, the gravest first, otherwise as they came."""
    return sorted(dict.fromkeys(findings), key=lambda f: list(Level).index(f.level))
