"""What is one lever of a scenario? A value of a rule that may be set otherwise, with its source and its bounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from muyun.policy.strict_yaml import KeyPath, dotted

_FEW = 10


class Subject(StrEnum):
    """What a group of levers is about, in the order in which they are offered."""

    BENCHMARK = "基准值和封顶"
    MISSING = "缺报"
    SCOPE = "参评范围"
    TIES = "并列和排名范围"
    VETOES = "一票否决"
    SECTORS = "行业加减分和排位"


class LeverKind(StrEnum):
    """How a lever is moved: on or off, one of some words, a number (a cap's may be none), members or their order."""

    SWITCH = "switch"
    CHOICE = "choice"
    NUMBER = "number"
    INTEGER = "integer"
    SHARE = "share"
    CAP = "cap"
    MEMBERS = "members"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Said:
    """Where a value comes from: the clause with its words, or `assumed`, why it is so where the text doesn't say.

    free  the text doesn't fix this value, though its rule has a clause
    """

    clause: str = ""
    quote: str = ""
    assumed: str = ""

    @property
    def free(self) -> bool:
        """Whether another value leaves none of the text's words."""
        return bool(self.assumed) or not self.clause


@dataclass(frozen=True, slots=True)
class Ends:
    """The range of a number and the step of its control, in the unit that it is typed in (% for shares)."""

    low: float
    high: float
    step: float

    @property
    def few(self) -> bool:
        """Whether its whole numbers are few enough to choose from."""
        return self.high - self.low < _FEW


@dataclass(frozen=True, slots=True)
class Lever:
    """A value that a scenario may set.

    path      the rule that a patch changes as one: `("vetoes",)`, `("pools", "规上工业", "benchmark")`
    position  of the rule in the official list where `path` is a list of rules
    field     keys of the value inside the rule; () for a plain value, and for the whole rule, on or off
    value, official  as plain data; `official` is None where the policy has no such value
    words     the policy's value in Chinese; "" without one
    choices   (value, words) that may stand here
    limit     the bound that can't be passed anywhere, with its source; "" where the text sets none
    """

    subject: Subject
    path: KeyPath
    position: int | None
    field: KeyPath
    label: str
    kind: LeverKind
    value: object
    official: object
    words: str
    said: Said
    choices: tuple[tuple[object, str], ...] = ()
    unit: str = ""
    ends: Ends | None = None
    limit: str = ""

    @property
    def key(self) -> str:
        """Its place in the policy: `scope.land_gate[0].at_least_mu`."""
        return dotted((*self.path, *(() if self.position is None else (self.position,)), *self.field))

    @property
    def changed(self) -> bool:
        """Whether the scenario sets it otherwise than the policy, which has such a value."""
        return self.official is not None and self.value != self.official

    def outside(self, value: object) -> str:
        """Why a number can't be set, in Chinese; "" where it can, and for what isn't a number."""
        if self.ends is None or not isinstance(value, int | float):
            return ""
        typed = value * 100 if self.kind is LeverKind.SHARE else value
        if self.ends.low <= typed <= self.ends.high:
            return ""
        unit = f" {self.unit}" if self.unit else ""
        return f"“{self.label}”可以是 {self.ends.low:,g} 到 {self.ends.high:,.10g}{unit}。"

    def departs(self, places: Iterable[str]) -> bool:
        """Whether it leaves the policy's words; places: the keys that the 警告 of `amend` name."""
        rule = dotted(self.path)
        own = {rule, self.key, dotted((*self.path, *self.field[:1]))}
        return self.changed and not self.said.free and any(place in own for place in places)
