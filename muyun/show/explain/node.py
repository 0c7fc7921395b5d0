"""What is a step of a trace? A value with its operation over the steps below it, its rule and its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muyun.findings import Cell

Value = float | str | bool
"""A number (NaN: undefined), a class letter or a word, or whether something holds."""


class Kind(StrEnum):
    """What a node is, and so which operand of the operation above it."""

    STATUS = "status"
    REASON = "reason"
    APPLIED = "applied_class"
    ADJUSTED = "adjusted_class"
    FALLEN = "class_after_vetoes"
    NATURAL = "class_by_rank"
    VETO = "veto"
    MANUAL = "manual_change"
    CANDIDATE = "place_among_candidates"
    VETOED = "vetoed_units"
    LEFT = "places_left"
    SECTOR_TOP = "top_of_sector"
    SECTOR_BOTTOM = "bottom_of_sector"
    SECTOR_CHAIN = "bottom_again"
    BEFORE = "bottom_before"
    WITHIN = "counted_within"
    SECTOR_SCORE = "sector_score"
    GROUP_SCORE = "group_score"
    POOL = "pool"
    UNIT = "unit"
    PLACE = "place"
    RANK = "rank"
    HIGHER = "units_with_higher_score"
    TIED = "tied_units_before"
    TIE_VALUE = "tie_break_value"
    COUNT = "places_of_class"
    TAKEN = "places_taken"
    SIZE = "units"
    SHARE = "share"
    SCORE = "score"
    ITEM = "item_score"
    POINTS = "points"
    BONUS = "bonus_rows"
    BONUS_ROW = "bonus_row"
    R = "sector_points"
    SIGNED = "signed_ratio"
    RELATIVE = "ratio_to_sector"
    AVERAGE = "sector_average"
    FACTOR = "factor"
    VALUE = "indicator_value"
    BENCHMARK = "benchmark"
    LOWEST = "lowest"
    HIGHEST = "highest"
    YEAR = "year"
    STATISTIC = "statistic"
    WEIGHT = "weight"
    CAP = "cap"
    FLOOR = "floor"
    RATIO = "ratio"
    MISSING = "missing_rule"
    SPREAD = "spread_factor"
    LOST_WEIGHT = "lost_weight"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    MEASURE = "measure"
    PLUS = "plus"
    MINUS = "minus"
    ASIDE = "aside"
    CORRECTION = "correction"
    LINE = "line"
    DATE = "date"


class Op(StrEnum):
    """How a node's value comes from its children, found by their kind; docs/explain.md says each in words."""

    CELL = "cell"
    RULE = "rule"
    TOTAL = "total"
    BLANK = "blank"
    ABOVE = "see_above"

    SAME = "same"
    SUM = "sum"
    SIGNED_SUM = "signed_sum"
    PRODUCT = "product"
    RATIO = "ratio"
    RELATIVE = "relative_ratio"
    SIGNED_RATIO = "signed_ratio"
    LINEAR = "linear"
    MEAN_TIMES = "mean_times_factor"
    CLIPPED = "clipped_ratio"
    CLIPPED_INVERSE = "clipped_inverse_ratio"
    MIN_MAX = "min_max"
    MIN_MAX_INVERSE = "min_max_inverse"
    ZERO = "zero"
    LOST = "lost"
    SPREAD = "spread"
    CORRECTED = "corrected"

    NEXT = "one_more"
    QUOTA_CLASS = "class_of_place"
    FLOOR_SHARE = "floor_of_share"
    CEIL_SHARE = "ceil_of_share"
    LARGEST_REMAINDER = "largest_remainder"
    REST = "rest"
    JOINT_LEFT = "joint_left"
    JOINT_LEFT_D = "joint_left_d"
    WORSE = "worse_of"
    MANUAL = "manual"
    REFILLED = "refilled"
    REFILLED_JOINT = "refilled_joint"
    WITHIN = "within"
    ALL = "all"
    SECTOR_CLASS = "sector_class"
    STATUS = "status_by_reason"
    BELOW = "below_line"
    CODE = "code_begins_with"
    YEARS_FROM = "years_from"
    NOT_POSITIVE = "not_positive"
    UNDEFINED = "undefined"


LEAVES = frozenset({Op.CELL, Op.RULE, Op.TOTAL, Op.BLANK, Op.ABOVE})
"""Operations of nodes whose value comes from a cell, a rule or many rows, not from their children."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule comes from: clauses with the document's own words, a publication, or an assumption of ours."""

    clauses: tuple[tuple[str, str], ...] = ()
    published: str = ""
    assumed: str = ""


NO_BASIS = Basis()


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a trace.

    key        which of several of its kind: an indicator, a class letter, a year, a measure
    value      as the frames have it; `unit` as the policy or measures.csv writes it
    formula    the operation with the numbers put in; "" where there is nothing to compute
    rule       the rule in words, `basis` where it comes from
    cells      where it stands in the upload; of a leaf without cells `note` says why
    """

    kind: Kind
    title: str
    value: Value
    unit: str = ""
    operation: Op = Op.RULE
    key: str = ""
    formula: str = ""
    rule: str = ""
    basis: Basis = NO_BASIS
    cells: tuple[Cell, ...] = ()
    note: str = ""
    children: tuple[Node, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether the value is an undefined number."""
        return isinstance(self.value, float) and bool(np.isnan(self.value))

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()
