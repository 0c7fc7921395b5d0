"""Where a rule comes from: clause and quote, a publication, or an assumption of ours (本系统假定)."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError


def _one_or_many(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value  # a list would be refused in strict mode


Clauses = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class Strict(BaseModel):
    """No unknown key, nothing changed after reading, no infinity or nan."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Published(Strict):
    """Where a rule was published whose text can't be shipped (spec 2.6)."""

    title: str
    region: str
    year: int


class Sourced(Strict):
    """Where a rule comes from; `notes` says of a single key what is not the text's own.

    `quote` is the rule in the text's words; where several clauses make one rule, `quotes` may
    give each clause's own words by its id.
    """

    clause: Clauses = ()
    quote: str | None = None
    quotes: dict[str, str] = {}
    published: Published | None = None
    assumed: str | None = None
    notes: dict[str, str] = {}

    @model_validator(mode="after")
    def _has_a_source(self) -> Sourced:
        if bool(self.clause) != bool(self.quote):
            raise PydanticCustomError("half_source", "clause 和 quote 须同时填写")
        if set(self.quotes) - set(self.clause):
            raise PydanticCustomError("half_source", "quotes 里的条款须写在 clause 中")
        if not (self.clause or self.published or self.assumed) and self._needs_source():
            raise PydanticCustomError("no_source", "没有出处：须填 clause 和 quote，或 published，或 assumed")
        return self

    def _needs_source(self) -> bool:
        return True


class Source(Sourced):
    """A source alone, for values that must stay plain (`weights_source`)."""


T = TypeVar("T")


class Setting(Sourced, Generic[T]):
    """One value with its source."""

    value: T
