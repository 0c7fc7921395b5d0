"""How is a reason of 依据 said to people? 「环保不达标（XC-17）」, with what to do where data are lacking."""

from __future__ import annotations

from muyun.evaluate.reasons import reason_parts

ASSUMED = "本系统"
"""What a reason without a clause begins with (spec 12)."""

_FACTS = ("手工调档", "用地缺失", "区县缺失", "指标缺失", "无对应评价组")
"""Reasons without a clause that nobody assumed."""

_WAYS_ON: tuple[tuple[str, str], ...] = (
    ("本系统:用地缺失", "请在“企业”表补填用地面积，或已登记、租入、其他用地各项，再到“数据核对”重新上传。"),
    ("本系统:区县缺失", "请在“企业”表补填区县，再到“数据核对”重新上传。"),
    ("本系统:指标缺失(全部)", "请补充这家企业的税收、增加值、用能等数据，再到“数据核对”重新上传。"),
    ("本系统:指标缺失", "请补充这项指标的分子和分母，再到“数据核对”重新上传。"),
    ("本系统:无对应评价组", "本政策没有适用于它的评价组。请核对“企业”表的类别和规模；填得不对的，改正后重新上传。"),
)


def reason_list(reasons: str) -> list[tuple[str, str]]:
    """依据 of a row as (source, text): [("XC-17", "环保不达标")]; [] when there is none."""
    parts = (part.partition(":") for part in reason_parts(reasons))
    return [(source, text or source) for source, _, text in parts]


def reason_words(reasons: str) -> str:
    """「环保不达标（XC-17）；手工调档（整改到位）」; 本系统假定 where a rule of ours, not a fact, stands behind it."""
    return "；".join(f"{_bracketed(text)}{_source(source, text)}" for source, text in reason_list(reasons))


def clauses_in(reasons: str) -> list[str]:
    """The clause ids that a row's 依据 names."""
    return [source for source, _ in reason_list(reasons) if source != ASSUMED]


def way_on(reasons: str) -> str:
    """What to do about an enterprise that isn't ranked; "" where nothing is asked of anybody."""
    return next((todo for begin, todo in _WAYS_ON if reasons.startswith(begin)), "")


def _source(source: str, text: str) -> str:
    if source != ASSUMED:
        return f"（{source}）"
    return "" if text.startswith(_FACTS) else "（本系统假定）"


def _bracketed(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")
