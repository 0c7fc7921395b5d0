"""The formula of an item, with its numbers in, gives the score: every policy, every way a value can be missing."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Iterator

import pytest
from ranked_uploads import evaluated, firm, small

from muyun.evaluate import Evaluation
from muyun.evaluate.points import Fill
from muyun.policy.load import policy_ids
from muyun.show.trace import ItemTrace, item_traces

_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_SIX_DIGITS = 1e-6

ODD = [
    firm(1, 税收实际贡献=812.4, 用地面积=31.2), firm(2, 税收实际贡献=-30.0), firm(3, 排放量=0.0), firm(4, 排放量=None),
    firm(5, 研发经费=None), firm(6, 总用能=None, 排放量=None), firm(7, 工业增加值=-5.0), firm(8, 碳排放=0.0),
    firm(9, 年平均职工人数=None, 税收实际贡献=4000.0), firm(10, 工业增加值=0.0, 排放量=0.0, 碳排放=None),
    *(firm(n, 税收实际贡献=37.0 * n, 工业增加值=700.0 + 31 * n) for n in range(11, 16)),
    *(small(n, 20.0 * n) for n in range(20, 24)), small(24, -3.0, 用电量=0.0), small(25, 5.0, 用电量=None),
    firm(30, 类别="服务业", 行业代码="6513", 营业收入=5000.0),
]  # fmt: skip


def computed(text: str) -> float:
    """What a formula in the product's own notation comes to."""
    plain = text.replace("÷", "/").replace("×", "*").replace("−", "-")
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    return _value(ast.parse(plain, mode="eval").body)


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.BinOp(left, op, right):
            return _OPERATORS[type(op)](_value(left), _value(right))
        case ast.UnaryOp(ast.USub(), operand):
            return -_value(operand)
        case ast.Call(ast.Name(id=name), args):
            return {"min": min, "max": max}[name](map(_value, args))
    raise AssertionError(ast.dump(node))


def items(evaluation: Evaluation) -> Iterator[tuple[str, ItemTrace]]:
    for unit in evaluation.participants.index:
        yield from ((unit, item) for item in item_traces(evaluation, unit))


def holds(evaluation: Evaluation) -> int:
    """How many formulas were computed; each gives the item score of the evaluation."""
    count = 0
    for unit, item in items(evaluation):
        score = evaluation.items.at[unit, item.name]
        if item.fill >= Fill.LOST:
            assert score != score and "=" not in item.score_formula
            continue
        _, formula, result = re.split(" = ", item.score_formula.partition("得分")[2])
        assert computed(formula) == pytest.approx(score, rel=_SIX_DIGITS, abs=1e-9), (unit, item.score_formula)
        assert computed(result) == pytest.approx(score, rel=_SIX_DIGITS, abs=1e-9)
        count += 1
    return count


@pytest.mark.parametrize("policy", policy_ids())
def test_the_formula_gives_the_score_in_every_policy(policy: str):
    assert holds(evaluated(ODD, policy)) >= 80


POOL = "规上工业"
PATCHES = {
    "lost items spread their weight": {"defaults": {"item": {"missing": "redistribute"}},
                                       "pools": {POOL: {"items": {"单位排放增加值": {"missing": "redistribute"}}}}},
    "min and max": {"pools": {POOL: {"formula": {"value": "min_max", "assumed": "测试"}}}},
    "min and max under a lower cap": {"defaults": {"item": {"cap": 0.6}},
                                      "pools": {POOL: {"formula": {"value": "min_max", "assumed": "测试"}}}},
    "cap 1.5": {"defaults": {"item": {"cap": 1.5}}},
    "no cap": {"defaults": {"item": {"cap": "none"}}},
    "floor": {"defaults": {"item": {"floor": 0.25}}},
    "lower is better": {"indicators": {"全员劳动生产率": {"better": "lower"}}},
}  # fmt: skip


@pytest.mark.parametrize("patch", PATCHES.values(), ids=list(PATCHES))
def test_the_formula_gives_the_score_under_other_rules(patch: dict[str, object]):
    assert holds(evaluated(ODD, patch=patch)) >= 80


@pytest.mark.parametrize("policy", policy_ids())
def test_the_value_is_the_quotient_of_its_two_measures(policy: str):
    evaluation = evaluated(ODD, policy)
    for unit, item in items(evaluation):
        if item.value == item.value:
            _, parts, result = item.value_formula.split(" = ")
            over, under = (re.search(r" (−?[\d,.]+)", part)[1] for part in parts.split("÷"))
            shown = re.match(r"−?[\d,.]+", result)[0]
            assert computed(f"{over} ÷ {under}") == pytest.approx(computed(shown), rel=_SIX_DIGITS)
            assert computed(shown) == pytest.approx(evaluation.indicators.at[unit, item.name], rel=_SIX_DIGITS)


def one(evaluation: Evaluation, unit: str, name: str) -> ItemTrace:
    return next(item for item in item_traces(evaluation, unit) if item.name == name)


def test_a_published_benchmark_shows_the_numbers_of_the_publication():
    """Spec 2.6: 500 ÷ 20 = 25 over 24.097, weight 30, gives 31.1242 without a cap and 30 with it."""
    row = firm(1, 税收实际贡献=500.0, 用地面积=20.0)
    item = one(evaluated([row], "huangyan-2022"), "E001", "亩均税收")
    assert item.value_formula == "亩均税收 = 税收实际贡献 500 万元 ÷ 用地面积 20 亩 = 25 万元/亩"
    assert item.score_formula == "得分 = min(25 ÷ 24.097, 1) × 30 = 30"
    uncapped = {"defaults": {"item": {"cap": "none"}}}
    item = one(evaluated([row], "huangyan-2022", uncapped), "E001", "亩均税收")
    assert item.score_formula == "得分 = 25 ÷ 24.097 × 30 = 31.12421"


def test_a_lost_weight_is_shown_where_it_went():
    """Spec 10.3: the item of 10 points is lost, the others are multiplied by 100 ÷ (100 − 10)."""
    patch = PATCHES["lost items spread their weight"]
    evaluation = evaluated([firm(1, 研发经费=None), firm(2)], patch=patch)
    assert one(evaluation, "E001", "研发投入强度").score_formula == "得分：缺报，权重分摊到其余各项"
    assert one(evaluation, "E001", "亩均税收").score_formula == (
        "得分 = min(10 ÷ 15, 1) × 35 × 100 ÷ (100 − 10) = 25.92593"
    )


def test_min_max_shows_the_ends_of_the_group():
    """Spec 2.5: weight 30, 15 in 5…25 gives 18."""
    patch = {"pools": {POOL: {"formula": {"value": "min_max", "assumed": "测试"},
                              "weights": {"亩均税收": 30, "亩均增加值": 30}}}}  # fmt: skip
    rows = [firm(1, 税收实际贡献=50.0), firm(2, 税收实际贡献=150.0), firm(3, 税收实际贡献=250.0)]
    item = one(evaluated(rows, patch=patch), "E002", "亩均税收")
    assert item.score_formula == "得分 = (0.2 + 0.8 × (15 − 5) ÷ (25 − 5)) × 30 = 18"


def test_what_is_assumed_about_a_missing_value_says_why():
    item = one(evaluated([firm(1, 排放量=None), firm(2)]), "E001", "单位排放增加值")
    assert item.missing_words == "缺报，按评价组平均得分计"
    assert item.assumed == "缺报按本组平均得分计；零排放是最好的结果。"
    assert one(evaluated([firm(1)]), "E001", "单位排放增加值").assumed == ""


def test_an_enterprise_without_a_score_has_no_items():
    assert item_traces(evaluated([firm(1, 用地面积=None), firm(2)]), "E001") == []
