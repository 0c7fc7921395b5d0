"""Which boards of leaders does a document want, who may be on them, and how are they ranked? The kinds of boards.

A file `leaders.yaml` beside a policy or a plan without rules of its own (ZJ-01…08, JX-26, XC-26…28, XA-18). No number
of an evaluation depends on it, so neither a patch nor a policy's hash knows of it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from muyun.policy.source import Setting, Sourced, Strict
from muyun.policy.subjects import SubjectRules
from muyun.terms import Class, Kind

MOST_PLACES = 200
"""A list may be so long."""

By = Literal["none", "division", "key_sectors", "list"]
"""Enterprises all together; by GB/T 4754 division; by the policy's own key sectors; by a named list of codes."""


class Board(Sourced):
    """What every board has.

    places  how long its list is; title: what the list is called in the document ("" for the board's name)
    trial   the document only wants it tried (试评价)
    """

    places: int = Field(ge=1, le=MOST_PLACES)
    title: str = Field(default="", max_length=60)
    trial: bool = False


class EnterpriseBoard(Board):
    """Enterprises by 综合得分 within their 评价组 (ZJ-07, ZJ-08, JX-26, XC-26…28, XA-18).

    kind     of which 评价组; None: any
    classes  only those of these 执行等级 can be on it (XC-28: A and B); () for any
    """

    of: Literal["企业"]
    by: By
    list: str | None = None
    kind: Kind | None = None
    classes: tuple[Class, ...] = ()

    @model_validator(mode="after")
    def _names_its_list(self) -> EnterpriseBoard:
        if (self.by == "list") != bool(self.list):
            raise PydanticCustomError("board_list", "by 是 list 时须写 list（行业名单的名称），其余不写")
        return self


class ParkEligibility(Sourced):
    """Which parks can be on a board.

    named_or_listed_years  named by the province, or so many years on its list: either is enough (ZJ-02)
    heritage  `excluded`: 历史经典产业 can't be on it
    counties  only those of the counties on this list of table 名单 (ZJ-06)
    """

    named_or_listed_years: int | None = Field(default=None, ge=1)
    heritage: Literal["excluded"] | None = None
    counties: str | None = None


class ParkBoard(Board):
    """Parks of a kind by an evaluation of their own (ZJ-02…06); `eligible`: who of them can be on it."""

    of: Literal["园区"]
    rules: SubjectRules
    eligible: ParkEligibility | None = None


class GroupBoard(Board):
    """Towns or parks by the 加权平均得分 of their enterprises' sums (XC-26)."""

    of: Literal["镇街", "产业平台"]

    @property
    def dimension(self) -> str:
        """What groups are called in `evaluate.groups`."""
        return "镇街" if self.of == "镇街" else "园区"


class RegionBoard(Board):
    """Counties: a list from outside is the list (ZJ-10), an evaluation of ours stands beside it (ZJ-01)."""

    of: Literal["区域"]
    list: str


AnyBoard = Annotated[EnterpriseBoard | ParkBoard | GroupBoard | RegionBoard, Field(discriminator="of")]


class BoardFile(Strict):
    """A file of boards. plan: the id of a plan without rules whose boards are shown too, after the policy's own."""

    plan: Setting[str] | None = None
    boards: dict[str, AnyBoard] = Field(default_factory=dict)
