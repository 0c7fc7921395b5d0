"""What is the right result? A second calculation of the enterprise evaluation, in plain loops from the spec.

    evaluate(upload, "jiaxing-2018", 2022)["rows"]

Slow and simple on purpose: it shares nothing with the package, so that a difference between the two is news.
Its parts: oracle_policies (the rules as data), oracle_units (rows, land, status), oracle_scores (benchmarks,
items, R), oracle_classes (ranks, quotas, vetoes, sector rules), this file (order of the steps, the files).

Not covered: min–max in a pool (only its formula), indicators where lower is better, polygon areas, 纠偏.

Readings chosen here where spec/evaluation.md and the settled list leave room:
 1. Exclusion by code is looked at before the flag 军工; a row gets one status reason, the first that fits.
    Of several `exclude` indicators that are missing, the first in the policy's order is named.
 2. 用地 and its parts "all blank" (before 占用面积 is summed) means 用地面积, 已登记, 租入, 其他, 出租 and
    新增 are blank. A blank 占用面积 adds nothing to that sum; without any given area the land is missing.
 3. Tenants of a parcel are those 占用 rows whose enterprise has a row in the year; only they count for
    "two or more", "sole tenant" and "its only parcel". 规下 tenants are the rows of the pools that merge.
 4. The columns 企业名称, 区县, 镇街, 行业代码 of a merged tenant stay its own; groups use the unit's.
    Tie-break, `id` and the county of a split pool are the unit's.
 5. Vetoes and manual changes give a reason only to ranked (参评) rows.
 6. W and Q are taken over all 评价组 of the policy together; a row that lost all items is not 参评 in them,
    but stays in the benchmarks (own and base years).
 7. A score of a group that can't be computed is neither above nor below.
 8. groups.csv: 评价组 in the order of result.csv, then 全市, 行业, 区县, 镇街, 园区, names by code point;
    blank towns and parks make no group; a 评价组 without 参评 rows has no rows. Towns of one name are one.
 9. The rows of one rank and all unranked rows are in the order of 统一社会信用代码.
10. `status` uses the key "" for rows without 评价组 and holds the statuses that occur; `classes` holds all
    four classes of every 评价组, `benchmarks` the pool's indicators, None where it can't be computed.
11. `missing: zero` is 0 points even where a floor is set. A negative value earns weight × floor.
12. FH-04's 3 亩 excludes (`soft: false`); with `soft: true` the gate lets everybody in.
13. The scale and status of a year's row use that year's columns, also in base years and last year's result.
14. All 占用 rows hold for every year.
"""

from oracle_classes import apply_sector_rules, classify, division_of, ranked, sector_ends
from oracle_policies import policy_with
from oracle_scores import (
    add_bonus,
    benchmarks_of,
    group_land,
    group_score,
    ratio,
    score_group,
    summed,
    taking_part,
    value_of,
)
from oracle_units import units_of

CLASSES = "ABCD"


def evaluate(upload, policy, year, changes=None):
    """Rows of result.csv and groups.csv, benchmarks, status and class counts of one evaluation.

    upload   {table: [{column: value}]} with the Chinese names of measures.csv; missing is None or absent
    policy   id of one of the five policies
    changes  a patch in the shape of a policy file; last year's result (JX-19) is always the policy's own
    """
    rules = policy_with(policy, changes)
    result = _classified(upload, rules, year)
    top, bottom, earlier = set(), set(), []
    if rules.get("sector_rules"):
        top, bottom = _sector_ends(result)
        official = policy_with(policy)
        for back in range(1, rules["sector_rules"]["years"]):
            earlier.append(_sector_ends(_classified(upload, official, year - back))[1])
    for ordered in result["ordered"].values():
        apply_sector_rules(ordered, top, bottom, earlier)
    return _written(result, year)


def _classified(upload, rules, year):
    """Everything up to 调档后等级: units by 评价组, benchmarks, item means."""
    units = units_of(upload, rules, year)
    history = {"rules": rules, "year": year, "upload": upload, "units": {year: units}}
    pools = _groups_in_order(units, rules)
    benchmarks = {group: benchmarks_of(group, pool, units, history) for group, pool in pools.items()}
    means = {
        group: score_group(units, group, pool, benchmarks[group], rules) for group, pool in pools.items()
    }
    add_bonus(units, upload, rules, year)
    ordered = {group: ranked(taking_part(units, group), pool, rules) for group, pool in pools.items()}
    for group, pool in pools.items():
        classify(ordered[group], pool, rules, upload, year)
    return {
        "rules": rules,
        "units": units,
        "pools": pools,
        "benchmarks": benchmarks,
        "means": means,
        "ordered": ordered,
    }


def _groups_in_order(units, rules):
    groups = {}
    for name, pool in rules["pools"].items():
        for group in sorted({unit["group"] for unit in units if unit["pool"] == name}):
            groups[group] = pool
    return groups


def _score_of(result, group, members):
    return group_score(
        members, result["pools"][group], result["benchmarks"][group], result["means"][group], result["rules"]
    )


def _sector_ends(result):
    def above(group, division):
        ordered = result["ordered"][group]
        sector = _score_of(result, group, [unit for unit in ordered if division_of(unit) == division])
        city = _score_of(result, group, ordered)
        return sector is not None and city is not None and round(sector, 9) > round(city, 9)

    return sector_ends(result["ordered"], result["rules"], above)


def _written(result, year):
    rows = [_result_row(unit, row, result["rules"], year) for unit in result["units"] for row in unit["rows"]]
    place = {group: number for number, group in enumerate(result["pools"])}
    rows.sort(
        key=lambda row: (
            place.get(row["评价组"], len(place)),
            row["名次"] is None,
            row["名次"] or 0,
            row["统一社会信用代码"],
        )
    )
    status, classes = {}, {}
    for row in rows:
        counts = status.setdefault(row["评价组"] or "", {})
        counts[row["状态"]] = counts.get(row["状态"], 0) + 1
    for group, ordered in result["ordered"].items():
        classes[group] = {name: sum(unit["applied"] == name for unit in ordered) for name in CLASSES}
    return {
        "rows": rows,
        "groups": _group_rows(result),
        "benchmarks": result["benchmarks"],
        "status": status,
        "classes": classes,
    }


def _result_row(unit, row, rules, year):
    reasons = [unit["status_reason"]] if unit["status_reason"] else []
    reasons += ["FH-06:合并宗地"] if unit["merged"] else []
    reasons += unit.get("class_reasons", [])
    scored = unit["status"] in ("参评", "过渡期")
    items = unit.get("items", {}) if scored else {}
    return (
        {"年度": year}
        | {name: row.get(name) for name in ["统一社会信用代码", "企业名称", "区县", "镇街", "行业代码"]}
        | {"评价单元": unit["id"], "评价组": unit["group"], "状态": unit["status"]}
        | {name: value_of(unit, name, rules) for name in rules["indicators"]}
        | {f"得分:{name}": items.get(name) for name in rules["indicators"]}
        | {
            "加减分": unit["bonus"] if scored else None,
            "综合得分": unit["score"] if scored else None,
            "名次": unit.get("rank"),
            "排名分档": unit.get("natural"),
            "调档后等级": unit.get("adjusted"),
            "执行等级": unit.get("applied"),
            "依据": ";".join(reasons) or None,
        }
    )


def _group_rows(result):
    rows = []
    for group, ordered in result["ordered"].items():
        for dimension, key in [
            ("全市", lambda unit: "全市"),
            ("行业", division_of),
            ("区县", lambda unit: unit["区县"]),
            ("镇街", lambda unit: unit["镇街"]),
            ("园区", lambda unit: unit["园区"]),
        ]:
            for name in sorted({key(unit) for unit in ordered} - {None, ""}):
                members = [unit for unit in ordered if key(unit) == name]
                rows.append(
                    {"评价组": group, "维度": dimension, "名称": name, "企业数": len(members)}
                    | _group_figures(result, group, members)
                )
    return rows


def _group_figures(result, group, members):
    indicators = result["rules"]["indicators"]
    return (
        {"用地面积": group_land(members)}
        | {name: ratio(*summed(members, *parts)) for name, parts in indicators.items()}
        | {"加权平均得分": _score_of(result, group, members)}
        | {name: sum(unit["applied"] == name for unit in members) for name in CLASSES}
    )
