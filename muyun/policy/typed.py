"""What did an official type? A value for a parameter, or a finding that says how to write it."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from muyun.findings import Finding, Level, Line
from muyun.policy.amend import PATCH
from muyun.policy.parameter_words import NOTHING
from muyun.policy.parameters import Parameter, ValueKind

MAX_TEXT = 200
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,15})?")
_SEPARATORS = re.compile(r"[、，,；;\n]")


def parse_typed(parameter: Parameter, text: str) -> object | Finding:
    """The value that the text means for the parameter: "３２", "20 %", "不封顶", "亩均税收、亩均增加值".

    A share may be typed in per cent (20%) or as a share (0.2); 1 and more without % could be
    either, so that is asked back. Bounds and names are checked later, by `amend`.
    """
    if not parameter.editable:
        return _wrong(parameter, "TYPED_FIXED", f"“{parameter.label}”不能在这里改。", parameter.fixed)
    if not text.strip():
        return _wrong(parameter, "TYPED_EMPTY", "没有填值。", f"现在是 {parameter.words}；不改的请写回原值。")
    if parameter.kind is ValueKind.LIST:
        return _list(parameter, text)
    chosen = _chosen(parameter, text)
    if chosen is not None:
        return chosen
    if parameter.kind is ValueKind.TEXT:
        return _text(parameter, text)
    if parameter.kind in (ValueKind.CHOICE, ValueKind.BOOL):
        return _not_a_choice(parameter, text)
    return _number(parameter, text)


def _plain(text: str) -> str:
    """Full-width letters and digits as plain ones, without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _chosen(parameter: Parameter, text: str) -> object:
    """The value of the choice that the text names, in Chinese or as policy files write it."""
    typed = _plain(text)
    names = [(value, _plain(words)) for value, words in parameter.choices]
    names += [(value, value) for value, _ in parameter.choices if isinstance(value, str)]
    return next((value for value, name in names if name == typed), None)


def _not_a_choice(parameter: Parameter, text: str) -> Finding:
    words = "、".join(f"“{words}”" for _, words in parameter.choices)
    what = f"“{text.strip()[:40]}”不是可选的值。"
    return _wrong(parameter, "TYPED_CHOICE", what, f"可选：{words}。")


def _number(parameter: Parameter, text: str) -> object | Finding:
    typed = _plain(text)
    per_cent = typed.endswith("%")
    unit = "%" if per_cent else _plain(parameter.unit)
    bare = typed.removesuffix(unit) if unit else typed
    if not _NUMBER.fullmatch(bare) or (per_cent and parameter.kind is not ValueKind.SHARE):
        return _not_a_number(parameter, text)
    exact = Decimal(bare.replace(",", ""))
    if parameter.kind is ValueKind.SHARE:
        return _share(parameter, bare, exact, per_cent)
    if exact == exact.to_integral_value():
        return int(exact)
    if parameter.kind is ValueKind.INTEGER:
        return _wrong(parameter, "TYPED_NUMBER", f"“{text.strip()[:40]}”不是整数。", "请填整数。")
    return float(exact)


def _share(parameter: Parameter, bare: str, exact: Decimal, per_cent: bool) -> object | Finding:
    share = exact / 100 if per_cent else exact
    if not per_cent and exact >= 1:
        what = f"“{bare}”是 {bare} % 吗？比例要写明。"
        return _wrong(parameter, "TYPED_SHARE", what, f"请写“{bare}%”，或写成 0 到 1 之间的小数（20% 即 0.2）。")
    if not 0 <= share <= 1:
        return _wrong(parameter, "TYPED_SHARE", f"“{bare}{'%' * per_cent}”不在 0 到 100 % 之间。", "请填 0% 到 100%。")
    return float(share)


def _not_a_number(parameter: Parameter, text: str) -> Finding:
    kind = {ValueKind.SHARE: "比例", ValueKind.INTEGER: "整数"}.get(parameter.kind, "数")
    unit = f"（单位：{parameter.unit}）" if parameter.unit and parameter.unit != "%" else ""
    words = "".join(f"，或“{words}”" for _, words in parameter.choices)
    what = f"“{text.strip()[:40]}”不是{kind}。"
    return _wrong(parameter, "TYPED_NUMBER", what, f"请填{kind}{unit}{words}，例如 {parameter.words}。")


def _text(parameter: Parameter, text: str) -> object | Finding:
    typed = text.strip()
    if len(typed) > MAX_TEXT or not typed.isprintable():
        what = f"文字过长或有看不见的字符（{len(typed)} 个字）。"
        return _wrong(parameter, "TYPED_TEXT", what, f"请填一行文字，不超过 {MAX_TEXT} 个字。")
    return typed


def _list(parameter: Parameter, text: str) -> object | Finding:
    """Members by 、 or ，; each once; industry codes of 2 to 4 digits, names as the choices have them."""
    members = [part.strip() for part in _SEPARATORS.split(text)]
    if text.strip() in (NOTHING, "无"):
        return []
    if parameter.choices:
        known = {_plain(words): value for value, words in parameter.choices}
        unknown = [m for m in members if _plain(m) not in known]
        if unknown:
            return _not_a_choice(parameter, unknown[0] or text)
        members = [known[_plain(m)] for m in members]
    elif _holds_codes(parameter):
        members = [_plain(m) for m in members]
        if wrong := [m for m in members if not re.fullmatch(r"[0-9]{2,4}", m)]:
            what = f"“{wrong[0][:40]}”不是行业代码。"
            return _wrong(parameter, "TYPED_LIST", what, "请填 2–4 位数字的行业代码，用顿号分开，例如 1713、22。")
    if not all(members) or len(set(members)) < len(members):
        return _wrong(parameter, "TYPED_LIST", "有空的或重复的项。", "请用顿号分开，每项只写一次。")
    return members


def _holds_codes(parameter: Parameter) -> bool:
    return parameter.path[-1] == "industries" or parameter.path[-2:-1] == ("sectors",)


def _wrong(parameter: Parameter, code: str, what: str, fix: str) -> Finding:
    return Finding(code, Level.ERROR, Line(PATCH, None, parameter.key), what, "", fix)
