"""Whose class do the scenarios disagree on? A row an enterprise, class and rank in each scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from muyun.explore.filters import searchable
from muyun.explore.whatif.beside import CLASS, RANK, STEPS
from muyun.explore.whatif.headline import short_word
from muyun.show.tables import Column, Table
from muyun.terms import Class

_NAME_SIGNS = 12


def scenario_classes(
    frame: pd.DataFrame, names: Sequence[str], official: Sequence[bool], words: Mapping[Class, str], search: str
) -> Table:
    """The table of `classes_beside`; only the rows whose name or code holds `search`.

    names, official  of the scenarios in the frame's order; scenarios are marked in purple
    """
    said = {str(letter): short_word(words, letter) for letter in Class}
    wanted = frame[_holds(frame, search.strip())].set_index("统一社会信用代码", drop=False)
    wanted.index.name = None
    columns = [Column("企业名称", "企业名称", narrow=True)]
    if wanted["评价组"].nunique() > 1:
        columns.append(Column("评价组", "评价组"))
    for number, (name, plain) in enumerate(zip(names, official, strict=True), start=1):
        head = name if len(name) <= _NAME_SIGNS else f"{name[: _NAME_SIGNS - 1]}…"
        help_text = f"按“{name}”的执行等级{'' if plain else '（模拟）'}"
        columns += [
            Column(f"{CLASS}{number}", head, "class", help=help_text, words=said, what_if=not plain),
            Column(f"{RANK}{number}", "名次", "number", decimals=0, help=f"按“{name}”的名次", what_if=not plain),
        ]
    columns.append(Column(STEPS, "相差", "number", unit="档", decimals=0, help="最好与最差相差几档，未定级算在 D 之下"))
    columns.append(Column("统一社会信用代码", "统一社会信用代码"))
    return Table(wanted, columns, empty="没有符合条件的企业。")


def scenario_file(frame: pd.DataFrame, names: Sequence[str], official: Sequence[bool]) -> pd.DataFrame:
    """The same for a file: every scenario named in its two columns, those that aren't the policy with 模拟.

    Nothing begins with a scenario's name: a header like =1+1 would be computed by Excel.
    """
    heads: dict[str, str] = {STEPS: f"{STEPS}（档）"}
    for number, (name, plain) in enumerate(zip(names, official, strict=True), start=1):
        whose = name if plain else f"（模拟）{name}"
        heads |= {f"{CLASS}{number}": f"{whose} 执行等级", f"{RANK}{number}": f"{whose} 名次"}
    return frame.rename(columns=heads)


def _holds(frame: pd.DataFrame, text: str) -> pd.Series:
    if not text:
        return pd.Series(True, frame.index)
    wanted = searchable(text)
    found = [wanted in searchable(f"{name}\n{code}") for name, code in zip(*_who(frame), strict=True)]
    return pd.Series(found, frame.index)


def _who(frame: pd.DataFrame) -> tuple[list[object], list[object]]:
    return frame["企业名称"].tolist(), frame["统一社会信用代码"].tolist()
