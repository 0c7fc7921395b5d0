"""What is every unit's score? Benchmarks, items, missing items, Jiaxing's R (spec 2, 3, 10.1–10.6)."""

from math import ceil, floor, fsum

from oracle_policies import ADDED, EMISSION, ENERGY, LAND
from oracle_units import industry_of, nine, units_of


def summed(units, numerator, denominator):
    """(Σ numerator, Σ denominator) over the units that have both, (None, None) without any."""
    pairs = [(unit["measures"][numerator], unit["measures"][denominator]) for unit in units]
    pairs = [pair for pair in pairs if None not in pair]
    return tuple(fsum(part) for part in zip(*pairs, strict=True)) if pairs else (None, None)


def ratio(numerator, denominator):
    """numerator ÷ denominator, None where one is missing or the denominator is not above 0."""
    if numerator is None or denominator is None or nine(denominator) <= 0:
        return None
    return numerator / denominator


def value_of(unit, indicator, rules):
    """The unit's indicator, None where it is undefined."""
    return ratio(*(unit["measures"][part] for part in rules["indicators"][indicator]))


def taking_part(units, group):
    """The 参评 units of one 评价组."""
    return [unit for unit in units if unit["group"] == group and unit["status"] == "参评"]


def benchmarks_of(group, pool, units, history):
    """{indicator: benchmark or None} of one 评价组. `history` gives the units of another year."""
    rules, year = history["rules"], history["year"]
    setting, found = pool["benchmark"], {}
    for name in pool["weights"]:
        own = taking_part(units, group)
        if setting["method"] == "constant":
            base = setting["values"].get(name)
        elif setting["method"] == "pool_ratio":
            base = _times(ratio(*summed(own, *rules["indicators"][name])), setting)
        elif setting["method"] == "mean_of_years":
            base = _times(_mean_of_years(group, name, own, history, base_years(year, setting)), setting)
        else:
            base = _distribution(own, name, rules, setting)
        found[name] = base if base is not None and nine(base) > 0 else None
    return found


def _times(base, setting):
    return None if base is None else base * setting.get("factor", 1)


def base_years(year, setting):
    """The k years before f + m·⌊(Y−f)/m⌋ (spec 10.6)."""
    hold, first = setting["hold_years"], setting["first_year"]
    start = first + hold * ((year - first) // hold)
    return list(range(start - setting["years"], start))


def _mean_of_years(group, name, own, history, years):
    parts = history["rules"]["indicators"][name]
    ratios = []
    for year in years:
        if year not in history["units"]:
            history["units"][year] = units_of(history["upload"], history["rules"], year)
        ratios.append(ratio(*summed(taking_part(history["units"][year], group), *parts)))
    ratios = [value for value in ratios if value is not None] or [ratio(*summed(own, *parts))]
    return None if ratios[0] is None else fsum(ratios) / len(ratios)


def _distribution(units, name, rules, setting):
    values = [value_of(unit, name, rules) for unit in units]
    values = sorted(value for value in values if value is not None)
    if not values:
        return None
    if setting["method"] == "best_share":
        best = values[-max(1, ceil(setting["share"] * len(values) - 1e-9)) :]
        return fsum(best) / len(best)
    place = setting["q"] * (len(values) - 1)
    low = min(floor(place + 1e-9), len(values) - 1)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def points(numerator, denominator, weight, rule, base):
    """Item score of numerator ÷ denominator over the benchmark; None where the item is missing."""
    if numerator is None or denominator is None or nine(denominator) < 0:
        return None
    cap = None if rule["cap"] in (None, "none") else rule["cap"]
    if nine(denominator) == 0:
        if rule["zero_denominator"] != "full":
            return None
        return weight * ((1 if cap is None else cap) if nine(numerator) > 0 else rule["floor"])
    value = numerator / denominator
    if nine(value) < 0:
        return weight * rule["floor"]
    share = max(value / base, rule["floor"])
    return weight * (share if cap is None else min(share, cap))


def min_max_points(value, values, weight):
    """weight × [20 + 80 × (x − min)/(max − min)]/100; full weight where max = min (spec 2.5)."""
    low, high = min(values), max(values)
    if nine(low) == nine(high):
        return weight
    return weight * (20 + 80 * (value - low) / (high - low)) / 100


def with_missing(items, pool, means):
    """(items after the missing rules and the factor 100/(100 − Σw), score or None)."""
    filled = {}
    for name in pool["weights"]:
        rule = pool["items"][name]["missing"]
        filled[name] = items[name]
        if items[name] is None and name in means:  # means: only indicators that have a benchmark
            filled[name] = {"zero": 0.0, "pool_mean": means[name]}.get(rule)
    lost = fsum(pool["weights"][name] for name in filled if filled[name] is None)
    if all(item is None for item in filled.values()) or nine(100 - lost) <= 0:
        return dict.fromkeys(filled), None
    filled = {name: None if item is None else item * 100 / (100 - lost) for name, item in filled.items()}
    return filled, fsum(item for item in filled.values() if item is not None)


def raw_items(measures, pool, rules, bases):
    """{indicator: item or None} before the missing rules; None everywhere without a benchmark."""
    return {
        name: None
        if bases[name] is None
        else points(
            *(measures[part] for part in rules["indicators"][name]), weight, pool["items"][name], bases[name]
        )
        for name, weight in pool["weights"].items()
    }


def score_group(units, group, pool, bases, rules):
    """Sets items and base_score of the group's 参评 and 过渡期 units; returns the item means."""
    members = [unit for unit in units if unit["group"] == group and unit["status"] in ("参评", "过渡期")]
    for unit in members:
        unit["raw"] = raw_items(unit["measures"], pool, rules, bases)
    means = {}
    for name in (name for name, base in bases.items() if base is not None):
        have = [unit["raw"][name] for unit in taking_part(units, group) if unit["raw"][name] is not None]
        means[name] = fsum(have) / len(have) if have else None
    for unit in members:
        unit["items"], unit["base_score"] = with_missing(unit["raw"], pool, means)
        if unit["base_score"] is None:
            unit["status"], unit["status_reason"] = "数据缺失", "本系统:指标缺失(全部)"
    return means


def sector_of(unit, setting):
    """The annex's sector of a 规上 unit, None outside the four."""
    for name, codes in setting["sectors"].items():
        if unit["scale"] == "规上" and any(industry_of(unit).startswith(str(code)) for code in codes):
            return name
    return None


def compared(k):
    """S of K (and T of L): K ≥ 1 → min(K, 2); K ≤ 0 → −2; else max(−1/K, −2)."""
    if abs(k - 1) < 1e-9:
        return 1.0
    if k > 1:
        return min(k, 2.0)
    return -2.0 if nine(k) <= 0 else max(-1 / k, -2.0)


def sector_averages(units, setting, sector):
    """(W, Q) of a sector over its 参评 规上 units."""
    members = [unit for unit in units if unit["status"] == "参评" and sector_of(unit, setting) == sector]
    if setting["average_over"] == "gated":
        members = [unit for unit in members if _gated(unit, setting)]
    emitting = [
        unit for unit in members if setting.get("zero_z") != "drop" or nine(unit["measures"][EMISSION]) != 0
    ]
    return ratio(*summed(members, ADDED, ENERGY)), ratio(*summed(emitting, ADDED, EMISSION))


def _gated(unit, setting):
    energy = nine(unit["measures"][ENERGY])
    return energy is not None and energy >= setting["gate_tce"]


def personal_points(unit, units, setting):
    """R of one unit (JX-05…11), 0.0 where it receives none."""
    sector = sector_of(unit, setting)
    added, emission = unit["measures"][ADDED], unit["measures"][EMISSION]
    if sector is None or not _gated(unit, setting) or added is None:
        return 0.0
    w, q = sector_averages(units, setting, sector)
    if w is None or nine(w) <= 0:
        return 0.0
    s = compared(added / unit["measures"][ENERGY] / w)
    no_t = emission is None or nine(emission) == 0 or q is None or nine(q) <= 0
    t = 0.0 if no_t else compared(added / emission / q)
    return setting["a"] * s + setting["b"] * t


def add_bonus(units, upload, rules, year):
    """Sets bonus (加减分 rows of the year plus R) and score of every scored unit."""
    setting = rules.get("sector_adjustment")
    for unit in units:
        if unit["status"] in ("参评", "过渡期"):
            rows = [
                row["分值"]
                for row in upload.get("加减分", [])
                if row["年度"] == year and row["统一社会信用代码"] in unit["codes"]
            ]
            unit["bonus"] = fsum(rows + ([personal_points(unit, units, setting)] if setting else []))
            unit["score"] = unit["base_score"] + unit["bonus"]


def group_score(units, pool, bases, means, rules):
    """加权平均得分: sums first, then scored like an enterprise, without 加减分 and R (spec 6.1)."""
    totals = {name: summed(units, *parts) for name, parts in rules["indicators"].items()}
    items = {
        name: None if bases[name] is None else points(*totals[name], weight, pool["items"][name], bases[name])
        for name, weight in pool["weights"].items()
    }
    return with_missing(items, pool, means)[1]


def group_land(units):
    """Σ 用地 over the units that have it."""
    present = [unit["measures"][LAND] for unit in units if unit["measures"][LAND] is not None]
    return fsum(present) if present else None
