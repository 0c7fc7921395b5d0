"""How are counties evaluated in the leaders' plan? Rules beside the text of a document without a policy (ZJ-01)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from muyun.findings import Line
from muyun.policy.quotes import check_quotes
from muyun.policy.register import READINGS, reading_text
from muyun.policy.strict_yaml import KeyPath, parse_value
from muyun.policy.subject_checks import check_subject_rules
from muyun.policy.subjects import SubjectRules

PLAN = READINGS[0]
"""浙亩均办〔2019〕4 号."""

_FILE, _KEY = "evaluations.yaml", "evaluations"
COUNTIES = "县（市、区）"


@cache
def county_evaluation() -> SubjectRules:
    """The three groups 亩均绩效, 重点工作 and 改革创新 of ZJ-01, their weights 本系统假定.

    RuntimeError (a fault of ours): the shipped file doesn't hold together.
    """
    text = files("muyun").joinpath("documents", PLAN.id, _FILE).read_text("utf-8")
    data = parse_value(text, f"{PLAN.id}/{_FILE}")
    rules = SubjectRules.model_validate(data[_KEY][COUNTIES])
    findings = [*check_quotes(data, reading_text(PLAN), _where), *check_subject_rules(rules, COUNTIES, (), _where)]
    if findings:
        raise RuntimeError(f"{_FILE}: {findings}")
    return rules


def _where(path: KeyPath) -> Line:
    return Line(_FILE, None, ".".join(map(str, path)))
