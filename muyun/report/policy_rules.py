"""How does an official read a rule? Each kind of rule as a Chinese sentence, its public keys in 〔…〕."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from muyun.policy.assessment import Assessment, Coverage
from muyun.policy.model import Members, Policy
from muyun.policy.rules import (
    Benchmark,
    BestShare,
    Constant,
    EnergyCut,
    Exclusion,
    Indicator,
    ItemOverride,
    ItemRule,
    LandGate,
    Lowland,
    MeanOfYears,
    Parcels,
    Percentile,
    PoolRatio,
    Quota,
    Review,
    SectorAdjustment,
    SectorRules,
    Veto,
    WeightBound,
)
from muyun.policy.words import key_words, measure_words, number, percent, value_words
from muyun.terms import Class


def key(path: str, value: object = None) -> str:
    """A rule's public key, with its value where the file writes a word: 〔publish = none〕."""
    written = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    return f"〔{path}〕" if value is None else f"〔{path} = {written}〕"


def indicator(name: str, rule: Indicator) -> str:
    """「亩均税收 = 税收实际贡献 ÷ 用地面积（万元/亩），越高越好」"""
    unit = "比值" if rule.unit == "1" else rule.unit
    ratio = f"{measure_words(rule.numerator)} ÷ {measure_words(rule.denominator)}"
    label = f"，文件称“{rule.label}”" if rule.label else ""
    better = value_words("better", rule.better)
    return f"{name} = {ratio}（{unit}），{better}{label}{key(f'indicators.{name}')}"


def exclusion(rule: Exclusion) -> str:
    """Who doesn't take part, and the reason that results name."""
    kind = f"{rule.kind}企业中，" if rule.kind else ""
    who = f"行业代码以 {'、'.join(rule.industries)} 开头的" if rule.industries else "企业表“军工”填“是”的"
    return f"{kind}{who}不参评，理由写“{rule.reason}”{key('scope.exclude')}"


def land_gate(rule: LandGate) -> str:
    """From which land area on an enterprise takes part; the line itself is in (spec 4.2)."""
    who = enterprises(rule)
    line = (
        f"{who}用地 {number(rule.at_least_mu)} 亩（含）以上的参评" if rule.at_least_mu else f"{who}一律参评，不论用地"
    )
    soft = "；这是软线，线下的也参评，只给提示" if rule.soft else ""
    return f"{rule.from_year} 年度起，{line}{soft}{key('scope.land_gate')}"


def enterprises(who: Members | LandGate) -> str:
    """规上工业企业; 企业 where neither kind nor scale is named."""
    return f"{who.scale or ''}{who.kind or ''}企业"


def benchmark(rule: Benchmark, path: str) -> str:
    """「基准值：前 3 年总量之比的平均值 × 1.5，2018 年起每 3 年调整」"""
    after = ""
    match rule:
        case Constant():
            said, keys = "公布的常数", ["values"]
            after = f"，{'、'.join(f'{name} {number(value)}' for name, value in rule.values.items())}"
        case PoolRatio():
            said, keys = f"本组总量之比 × {number(rule.factor)}", ["factor"]
        case MeanOfYears():
            said = f"前 {rule.years} 年总量之比的平均值 × {number(rule.factor)}"
            after = f"，{rule.first_year} 年起每 {rule.hold_years} 年调整"
            keys = ["years", "factor", "first_year", "hold_years"]
        case Percentile():
            said, keys = f"本组指标值的 {percent(rule.q)} 分位数 × {number(rule.factor)}", ["q", "factor"]
        case BestShare():
            best = f"本组最好的 {percent(rule.share)} 企业的平均值"
            said, keys = f"{best} × {number(rule.factor)}", ["share", "factor"]
    written = key(f"{path}.method", rule.method) + "".join(key(f"{path}.{name}") for name in keys)
    return f"基准值：{said}{after}{written}"


def item(rule: ItemRule | ItemOverride, path: str, only: Iterable[str] | None = None) -> str:
    """How a value becomes an item score; of an override only the keys that it has."""
    said = {
        "cap": "不封顶" if rule.cap == "none" else f"最高为权重的 {_number(rule.cap)} 倍",
        "floor": f"最低为权重的 {_number(rule.floor)} 倍" if rule.floor else "最低 0 分",
        "missing": f"缺报{value_words('missing', rule.missing)}",
        "zero_denominator": f"分母为零{value_words('zero_denominator', rule.zero_denominator)}",
    }
    kept = {name: words for name, words in said.items() if getattr(rule, name) is not None}
    return "；".join(words + _word_key(f"{path}.{name}", getattr(rule, name)) for name, words in kept.items())


def _number(value: object) -> str:
    return number(value) if isinstance(value, int | float) else str(value)


def _word_key(path: str, value: object) -> str:
    return key(path, value if isinstance(value, str) else None)


def tie_break(names: tuple[str, ...], path: str) -> str:
    """What decides between equal scores."""
    order = f"依次比{'、'.join(names)}，仍相同的" if names else ""
    return f"得分相同的，{order}按统一社会信用代码排先后{key(path)}"


def formula(value: str, path: str) -> str:
    """How a value is scored (spec 2.1, 2.5)."""
    ratio = "单项得分 = 权重 × 指标 ÷ 基准值（越低越好的，基准值 ÷ 指标）"
    min_max = "单项得分按组内最小值到最大值折算，最差得权重的 20 %，最好得满分"
    return f"{min_max if value == 'min_max' else ratio}{key(path, value)}"


def quota(name: str, rule: Quota, words: Mapping[Class, str], path: str) -> str:
    """「A档不超过 20 %」; C and D may share one quota."""
    named = "、".join(words[Class(letter)] for letter in name.split("_"))
    joint = "合计" if name == "C_D" else ""
    if rule.rest:
        return f"{named}{joint}为其余的企业{key(f'{path}.rest')}{_d_share(rule, path)}"
    share = value_words(rule.kind, rule.share)
    return f"{named}{joint}{key_words(rule.kind)} {share}{key(f'{path}.{rule.kind}')}{_d_share(rule, path)}"


def _d_share(rule: Quota, path: str) -> str:
    if rule.d_share is None:
        return ""
    return f"，其中 D 占 {value_words('d_share', rule.d_share)}{key(f'{path}.d_share')}"


def weights(values: Mapping[str, float], path: str) -> str:
    """The weights in points."""
    return f"权重（分）：{'、'.join(f'{name} {number(value)}' for name, value in values.items())}{key(path)}"


def weight_bound(rule: WeightBound, path: str) -> str:
    """A legal limit of weights; a hard one can't be passed."""
    sides = [
        f"{key_words(name)}{key_words(side)} {number(limit)} 分"
        for side in ("at_most", "at_least")
        for name, limit in getattr(rule, side).items()
    ]
    binding = "硬性限制，不得突破" if rule.binding == "hard" else "一般要求，突破时警告"
    return f"权重限制：{'、'.join(sides)}（{binding}）{key(path)}"


def veto(rule: Veto, words: Mapping[Class, str]) -> str:
    """What an event does to the class."""
    pools = f"在{'、'.join(rule.pools)}组，" if rule.pools is not None else ""
    if rule.not_above:
        effect = f"最高只能列入{words[Class(rule.not_above)]}"
    else:
        effect = f"直接归于{words[Class(rule.to)]}，本来更低的不变"
    freed = "让出的名额由后面的企业递补" if rule.backfill else "让出的名额不递补"
    return f"{pools}有{'、'.join(rule.kinds)}的，{effect}；{freed}{key('vetoes')}"


def sector_adjustment(rule: SectorAdjustment) -> str:
    """Jiaxing's R in words, a line a part."""
    at = "sector_adjustment"
    how = f"行业平均值是{value_words('average', rule.average)}{key(f'{at}.average', rule.average)}"
    average = f"行业平均值按{value_words('average_over', rule.average_over)}算"
    return parts(
        "行业加减分 R = a × S + b × T：S 比单位能耗增加值，T 比单位排放增加值，都与行业平均值比",
        f"a 取 {number(rule.a)}{key(f'{at}.a')}，b 取 {number(rule.b)}{key(f'{at}.b')}",
        f"行业：{sectors(rule.sectors)}{key(f'{at}.sectors')}",
        f"用能不低于 {number(rule.gate_tce)} 吨标准煤的企业才算{key(f'{at}.gate_tce')}",
        how,
        average + key(f"{at}.average_over", rule.average_over),
        f"排放为零的企业，{value_words('zero_z', rule.zero_z)}{key(f'{at}.zero_z', rule.zero_z)}",
        f"用于{'、'.join(rule.pools)}{key(f'{at}.pools')}",
    )


def parts(first: str, *rest: str) -> str:
    """A rule with its parts, a line each."""
    return "\n".join((first, *(f"  · {part}" for part in rest)))


def sectors(codes_of: Mapping[str, tuple[str, ...]]) -> str:
    """「造纸（22）、化工（26）」"""
    return "、".join(f"{name}（{'、'.join(codes)}）" for name, codes in codes_of.items())


def sector_rules(rule: SectorRules, words: Mapping[Class, str]) -> str:
    """Top and bottom of each sector, a line a part; only 执行等级 changes."""
    at = "sector_rules"
    top, bottom = value_words("top_in", rule.top_in), value_words("bottom_in", rule.bottom_in)
    return parts(
        "行业内排位，只影响执行等级",
        f"行业按 GB/T 4754 {value_words('level', rule.level)}分{key(f'{at}.level', rule.level)}",
        f"前 {percent(rule.top_share)}{key(f'{at}.top_share')}可享受{words[Class.A]}政策，"
        f"{top}{key(f'{at}.top_in', rule.top_in)}",
        f"后 {percent(rule.bottom_share)}{key(f'{at}.bottom_share')}应整改提标，"
        f"{bottom}{key(f'{at}.bottom_in', rule.bottom_in)}",
        f"连续 {rule.years} 年处于末位的按{words[Class.D]}执行{key(f'{at}.years')}",
        f"用于{'、'.join(rule.pools)}{key(f'{at}.pools')}",
    )


def energy_cut(rule: EnergyCut) -> str:
    """Who has to save how much energy, a line a part."""
    mean = f"行业平均得分按{value_words('weight', rule.weight)}加权"
    return parts(
        "用能削减：得分低于行业平均的企业，按低于的百分比削减用能",
        mean + key("energy_cut.weight", rule.weight),
        f"行业：{sectors(rule.sectors)}{key('energy_cut.sectors')}",
    )


def parcels(rule: Parcels) -> str:
    """Tenants of shared parcels become one unit."""
    merged = f"同一宗地上有几家企业、面积难以分割的，合并为一个评价单元{key('parcels.merge', rule.merge)}"
    return f"{merged}；用于{'、'.join(rule.pools)}{key('parcels.pools')}"


def review(rule: Review, words: Mapping[Class, str]) -> str:
    """Whose class is to be looked at again; nothing changes by it."""
    who = "、".join(words[letter] for letter in rule.in_class)
    labelled = f"标签有{'、'.join(f'“{label}”' for label in rule.labels)}的"
    return f"复核名单：{who}中{labelled}列入复核，不自动改等级；{rule.reason}{key('review')}"


def lowland(rule: Lowland) -> str:
    """The line of 低产田, and whether the line itself counts."""
    edge = "低于" if rule.below else "不高于"
    included = "不含本数" if rule.below else "含本数"
    line = f"{edge} {number(rule.line)} 万元/亩{key('lowland.line')}"
    return f"低产田：亩均税收{line}，{included}{key('lowland.below', rule.below)}"


def coverage(rule: Coverage) -> str:
    """Which share of the industrial land is to be evaluated; the line itself is in (FH-07)."""
    line = f"{percent(rule.at_least)}{key('coverage.at_least')}"
    return f"评价覆盖面：各镇街、园区已评价的工业用地占工业用地不低于 {line}，含本数"


def assessment(rule: Assessment) -> str:
    """What towns and zones are assessed by (FH-15)."""
    points = "、".join(f"{name} {number(value)}" for name, value in rule.points.items())
    said = [f"{key_words(name)}：{value_words(name, value)}{key(f'assessment.{name}', value)}"
            for name, value in (("points_by", rule.points_by), ("undefined", rule.undefined))]  # fmt: skip
    return f"镇街、园区考核（分）：{points}{key('assessment.points')}；{'；'.join(said)}"


def class_words(policy: Policy) -> str:
    """What the document calls the classes."""
    return f"等级：{'、'.join(policy.class_words[name] for name in Class)}{key('class_words')}"
