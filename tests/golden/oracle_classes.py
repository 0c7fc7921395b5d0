"""Who is in which class? Ranks, quotas, vetoes, manual changes, sector rules (spec 5, 6.2, 12)."""

from math import ceil, floor

from oracle_scores import value_of
from oracle_units import industry_of, nine

BETTER = "ABCD"
TINY = 1e-9


def ranked(units, pool, rules):
    """The 参评 units from best to worst; sets rank (competition rank on 9 decimals)."""

    def order(unit):
        ties = [nine(value_of(unit, name, rules)) for name in pool["tie_break"]]
        ties = [(1, 0.0) if value is None else (0, -value) for value in ties]
        return -nine(unit["score"]), ties, unit["id"]

    ordered = sorted(units, key=order)
    for unit in ordered:
        unit["rank"] = 1 + sum(nine(other["score"]) > nine(unit["score"]) for other in ordered)
    return ordered


def largest_remainder(n, shares):
    """{class: count} adding up to n; equal remainders go to the better class."""
    counts = {name: floor(share * n + TINY) for name, share in shares.items()}
    rest = {name: nine(shares[name] * n - counts[name]) for name in shares}
    by_rest = sorted(shares, key=lambda name: (-rest[name], name))
    for name in by_rest[: n - sum(counts.values())]:
        counts[name] += 1
    return counts


def class_counts(n, classes, county=None):
    """Places of A, B, C, D for n units (spec 5.2)."""
    counts = largest_remainder(
        n, {name: share["exact"] for name, share in classes.items() if "exact" in share}
    )
    for name, share in classes.items():
        if "at_most" in share:
            counts[name] = floor(share["at_most"] * n + TINY)
        elif "at_least" in share:
            counts[name] = ceil(share["at_least"] * n - TINY)
    if "C_D" in classes:
        share = classes["C_D"]["d_share"]
        share = share.get(county, 0.5) if isinstance(share, dict) else share
        counts["D"] = floor(share * counts["C_D"] + TINY)
    a = min(counts.get("A", 0), n)
    b = min(counts.get("B", 0), n - a)
    d = min(counts.get("D", 0), n - a - b)
    return {"A": a, "B": b, "C": n - a - b - d, "D": d}


def worse(first, second):
    """The worse of two classes."""
    return max(first, second)


def _cut(ordered, key, counts):
    for place, unit in enumerate(ordered):
        if place >= len(ordered) - counts["D"]:
            unit[key] = "D"
        elif place < counts["A"]:
            unit[key] = "A"
        else:
            unit[key] = "B" if place < counts["A"] + counts["B"] else "C"


def classify(ordered, pool, rules, upload, year):
    """Sets natural, vetoed, adjusted and class_reasons of the ranked units of one 评价组."""
    county = ordered[0]["group"].partition("/")[2] if ordered else None
    counts = class_counts(len(ordered), pool["classes"], county)
    _cut(ordered, "natural", counts)
    kinds = {kind: veto for veto in rules.get("vetoes", []) for kind in veto["kinds"]}
    for unit in ordered:
        unit["vetoes"] = sorted(
            {
                row["类别"]
                for row in upload.get("否决事项", [])
                if row["年度"] == year and row["统一社会信用代码"] in unit["codes"] and row["类别"] in kinds
            }
        )
        unit["adjusted"] = unit["natural"]
    if any(unit["vetoes"] for unit in ordered):
        veto = rules["vetoes"][0]
        if "to" in veto:
            _joint_places(ordered, veto, counts)
        else:
            _refilled(ordered, veto, counts)
    for unit in ordered:
        _reasons_and_manual(unit, kinds, rules, upload, year)


def _refilled(ordered, veto, counts):
    """XC-17: vetoed not above C; freed A and B places go to the next, a natural D never climbs."""
    climbers = [unit for unit in ordered if not unit["vetoes"] and unit["natural"] != "D"]
    for unit in ordered:
        if unit["vetoes"]:
            unit["adjusted"] = worse(veto["not_above"], unit["natural"])
    if veto.get("backfill", True):
        _cut(climbers, "adjusted", counts | {"D": 0})


def _joint_places(ordered, veto, counts):
    """XA-13: vetoed rows hold places of the joint C and D count, the rest goes to the others from below."""
    vetoed = [unit for unit in ordered if unit["vetoes"]]
    others = [unit for unit in ordered if not unit["vetoes"]]
    for unit in vetoed:
        unit["adjusted"] = worse(veto["to"], unit["natural"])
    left = max(0, counts["C"] + counts["D"] - len(vetoed))
    d = min(left, max(0, counts["D"] - sum(unit["adjusted"] == "D" for unit in vetoed)))
    a = min(counts["A"], len(others) - left)
    _cut(others, "adjusted", {"A": a, "B": len(others) - left - a, "D": d})


def _reasons_and_manual(unit, kinds, rules, upload, year):
    unit["class_reasons"] = [f"{kinds[kind]['clause']}:{kind}" for kind in unit["vetoes"]]
    if not unit["vetoes"] and unit["adjusted"] < unit["natural"]:
        unit["class_reasons"].append(f"{rules['vetoes'][0]['clause']}:递补")
    manual = [
        row
        for row in upload.get("手工调档", [])
        if row["年度"] == year and row["统一社会信用代码"] in unit["codes"]
    ]
    if len(manual) > 1:
        raise ValueError(f"{unit['id']}: 同一评价单元有 {len(manual)} 条手工调档")
    unit["manual"] = bool(manual)
    if manual:
        target = manual[0]["目标等级"]
        unit["adjusted"] = worse(unit["adjusted"], target) if unit["vetoes"] else target
        unit["class_reasons"].append(f"本系统:手工调档({manual[0]['理由']})")


def division_of(unit):
    """The GB/T 4754 division: the first two digits."""
    return industry_of(unit)[:2]


def ends_of(ordered, share):
    """(top, bottom) ids: floor(share × n) at each end; a group tied across the line is left out."""
    count = floor(share * len(ordered) + TINY)
    scores = [nine(unit["score"]) for unit in ordered]
    if count == 0:
        return set(), set()
    top = {
        unit["id"]
        for unit, score in zip(ordered, scores, strict=True)
        if score >= scores[count - 1] and scores.count(score) <= count - scores.index(score)
    }
    low = scores[::-1]
    bottom = {
        unit["id"]
        for unit, score in zip(ordered, scores, strict=True)
        if score <= low[count - 1] and low.count(score) <= count - low.index(score)
    }
    return top, bottom


def sector_ends(groups, rules, sector_above):
    """(top, bottom) ids over the divisions of the 规上 评价组; `sector_above(group, division)` is a bool."""
    setting, top, bottom = rules["sector_rules"], set(), set()
    for group, ordered in groups.items():
        ordered = [unit for unit in ordered if unit["scale"] == "规上"]
        for division in {division_of(unit) for unit in ordered}:
            members = [unit for unit in ordered if division_of(unit) == division]
            above = sector_above(group, division)
            first = ends_of(members, setting["top_share"])[0]
            last = ends_of(members, setting["bottom_share"])[1]
            top |= first if above or setting.get("top_in", "above") == "all" else set()
            bottom |= last if above or setting.get("bottom_in", "all") == "all" else set()
    return top, bottom


def apply_sector_rules(ordered, top, bottom, earlier_bottoms):
    """Sets applied (执行等级) and adds JX reasons; `earlier_bottoms`: the years before, latest first."""
    for unit in ordered:
        unit["applied"] = unit["adjusted"]
        free = not unit["vetoes"] and not unit["manual"]
        in_bottom = unit["id"] in bottom
        again = in_bottom and all(unit["id"] in earlier for earlier in earlier_bottoms)
        if unit["id"] in top and free and unit["adjusted"] != "A":
            unit["applied"] = "A"
            unit["class_reasons"].append("JX-17:行业前5%")
        if in_bottom and unit["adjusted"] != "D":
            unit["class_reasons"].append("JX-18:行业后5%")
        if again and free and unit["adjusted"] != "D":
            unit["applied"] = "D"
            unit["class_reasons"].append("JX-19:连续两年行业后5%")
