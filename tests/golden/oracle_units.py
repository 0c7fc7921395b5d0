"""Who is evaluated, with which measures? Rows of one year become units (spec 1.2–1.5, 4, 7.1, 12)."""

from datetime import date
from math import fsum

from oracle_policies import (
    ADDED,
    CARBON,
    EMISSION,
    ENERGY,
    LAND,
    MEASURES,
    OUTPUT,
    POWER,
    RESEARCH,
    REVENUE,
    STAFF,
    TAX,
    TURNOVER,
)

GIVEN = {
    OUTPUT: "工业总产值",
    ADDED: "工业增加值",
    REVENUE: "主营业务收入",
    TURNOVER: "营业收入",
    STAFF: "年平均职工人数",
    POWER: "用电量",
    RESEARCH: "研发经费",
}
TAX_PARTS = [
    "增值税",
    "消费税",
    "企业所得税",
    "个人所得税",
    "房产税",
    "其他税收",
    "教育费附加",
    "地方教育附加",
]
CARBON_PARTS = ["燃料燃烧排放", "原料用途排放", "生产过程排放", "净购入电力排放", "净购入热力排放"]
ELECTRICITY = {"当量值": 1.229, "等价值": 3.015}
FUELS = {"原煤": 0.7143, "天然气": 13.3, "热力": 0.03412, "汽油": 1.4714, "柴油": 1.4571}
POLLUTANTS = {"化学需氧量": 1, "氨氮": 0.8, "二氧化硫": 0.95, "氮氧化物": 0.95}
LAND_ADDED, LAND_TAKEN = ["已登记用地", "租入用地", "其他用地"], ["出租用地", "新增用地"]
REVENUE_LIMIT_WAN = 2000


def nine(value):
    """`value` on 9 decimals, as everything is compared (spec 12); None stays None."""
    return None if value is None else round(value, 9) + 0.0


def units_of(upload, rules, year):
    """The year's units in the order of their code, each with measures, pool, status and reason."""
    infos = {}
    for row in upload.get("企业", []):
        if row["年度"] == year:
            infos[row["统一社会信用代码"]] = enterprise(row, upload.get("占用", []), rules, year)
    units = _with_merged(infos, upload, rules)
    for unit in units:
        unit["status"], unit["status_reason"] = status_of(unit, rules, year)
        pool = rules["pools"].get(unit["pool"], {})
        split = f"/{unit['区县']}" if pool.get("pool_by") == "区县" else ""
        unit["group"] = unit["pool"] and unit["pool"] + split
    return sorted(units, key=lambda unit: unit["id"])


def enterprise(row, occupancy, rules, year):
    """One 企业 row as a unit of its own: derived measures, 类别, 规模, pool."""
    code = row["统一社会信用代码"]
    kind = row.get("类别") or "工业"
    revenue = row.get("营业收入" if kind == "服务业" else "主营业务收入")
    above = revenue is not None and nine(revenue) >= REVENUE_LIMIT_WAN
    scale = row.get("规模") or ("规上" if above else "规下")
    pools = [
        name for name, pool in rules["pools"].items() if pool["members"] == {"kind": kind, "scale": scale}
    ]
    measures = {name: row.get(column) for name, column in GIVEN.items()}
    measures[LAND] = land_mu(row, occupancy, year, rules["land"]["deduct_new_months"])
    measures[TAX] = _given_or_sum(row, "税收实际贡献", dict.fromkeys(TAX_PARTS, 1))
    measures[ENERGY] = energy_tce(row, rules["energy_basis"])
    measures[EMISSION] = _given_or_sum(row, "排放量", {name: 1 / value for name, value in POLLUTANTS.items()})
    measures[CARBON] = _given_or_sum(row, "碳排放", dict.fromkeys(CARBON_PARTS, 1))
    place = {name: row.get(name) for name in ["区县", "镇街", "园区", "行业代码"]}
    return {
        "id": code,
        "codes": [code],
        "rows": [row],
        "kind": kind,
        "scale": scale,
        "merged": False,
        "pool": pools[0] if pools else None,
        "measures": measures,
    } | place


def land_mu(row, occupancy, year, months):
    """用地面积: given, else registered + rented + other − let − new in its 36 months, else Σ 占用面积."""
    if row.get("用地面积") is not None:
        return row["用地面积"]
    parts = {name: row.get(name) for name in LAND_ADDED + LAND_TAKEN}
    if all(value is None for value in parts.values()):
        areas = [
            entry.get("占用面积")
            for entry in occupancy
            if entry["统一社会信用代码"] == row["统一社会信用代码"]
        ]
        areas = [area for area in areas if area is not None]
        return fsum(areas) if areas else None
    if all(parts[name] is None for name in LAND_ADDED):
        return None
    if not in_deduction(row.get("新增用地批准日期"), year, months):
        parts["新增用地"] = None
    return fsum([parts[name] or 0 for name in LAND_ADDED] + [-(parts[name] or 0) for name in LAND_TAKEN])


def in_deduction(approved, year, months):
    """Whether 31 December of `year` lies between the approval and `months` after it, both included."""
    if approved is None:
        return False
    years, month = divmod(approved.month - 1 + months, 12)
    last = (approved.year + years, month + 1, approved.day)
    return approved <= date(year, 12, 31) and (year, 12, 31) <= last


def energy_tce(row, basis):
    """总用能: given, else the parts; 用电量 alone never makes it."""
    if row.get("总用能") is None and all(row.get(fuel) is None for fuel in FUELS):
        return None
    return _given_or_sum(row, "总用能", FUELS | {"用电量": ELECTRICITY[basis]})


def _given_or_sum(row, column, parts):
    if row.get(column) is not None:
        return row[column]
    present = [row[name] * factor for name, factor in parts.items() if row.get(name) is not None]
    return fsum(present) if present else None


def industry_of(unit):
    """行业代码 without its letter (C1713 = 1713)."""
    return (unit["行业代码"] or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def status_of(unit, rules, year):
    """(状态, reason) in the order of spec 10.2, before the all-items-lost rule of 10.3."""
    scope = rules["scope"]
    for entry in scope.get("exclude", []):
        codes = entry.get("industries", [])
        hit = any(industry_of(unit).startswith(str(code)) for code in codes)
        hit = hit or ("flag" in entry and bool(unit["rows"][0].get(entry["flag"])))
        if hit and entry.get("kind", unit["kind"]) == unit["kind"]:
            return "不参评", f"{entry['clause']}:{entry['reason']}"
    if unit["pool"] is None:
        return "不参评", "本系统:无对应评价组"
    missing = _missing_reason(unit, rules)
    if missing:
        return "数据缺失", missing
    gate = _gate(unit, scope.get("land_gate", []), year)
    land = nine(unit["measures"][LAND])
    if gate and land is not None and land < nine(gate["at_least_mu"]):
        return "不参评", f"{gate['clause']}:用地不足{gate['at_least_mu']:g}亩"
    transition, start = scope.get("transition"), unit["rows"][0].get("过渡期起始年")
    if transition and start is not None and start <= year < start + transition["years"]:
        return "过渡期", f"{transition['clause']}:过渡期"
    return "参评", None


def _missing_reason(unit, rules):
    pool = rules["pools"][unit["pool"]]
    land = nine(unit["measures"][LAND])
    needs_land = any(rules["indicators"][name][1] == LAND for name in pool["weights"])
    if needs_land and (land is None or land <= 0):
        return "本系统:用地缺失"
    for name in rules["indicators"]:
        rule = pool["items"].get(name)
        if rule and rule["missing"] == "exclude":
            numerator, denominator = (unit["measures"][part] for part in rules["indicators"][name])
            zero_counts = rule["zero_denominator"] == "full" and nine(denominator) == 0
            if numerator is None or denominator is None or (nine(denominator) <= 0 and not zero_counts):
                return f"本系统:指标缺失({name})"
    return None


def _gate(unit, gates, year):
    fitting = [
        gate
        for gate in gates
        if not gate.get("soft")
        and gate.get("kind", unit["kind"]) == unit["kind"]
        and gate.get("scale", unit["scale"]) == unit["scale"]
    ]
    fitting.sort(key=lambda gate: gate["from_year"])
    begun = [gate for gate in fitting if gate["from_year"] <= year]
    return (begun[-1:] or fitting[:1] or [None])[0]


def _with_merged(infos, upload, rules):
    pools = rules.get("parcels", {}).get("pools", [])
    parcels = {row["宗地代码"]: row for row in upload.get("宗地", [])}
    tenants = {}
    for entry in upload.get("占用", []):
        if entry["统一社会信用代码"] in infos:
            tenants.setdefault(entry["宗地代码"], {})[entry["统一社会信用代码"]] = entry.get("占用面积")
    shared = {}
    for parcel, areas in tenants.items():
        small = {code for code in areas if infos[code]["pool"] in pools}
        if len(small) >= 2 and any(areas[code] is None for code in small):
            shared[parcel] = small
    merged = [_merged_unit(*part, infos, tenants, parcels) for part in _connected(shared)]
    inside = {code for unit in merged for code in unit["codes"]}
    return merged + [info for code, info in infos.items() if code not in inside]


def _connected(shared):
    """[(parcels, codes)] where parcels that share a tenant are together."""
    parts = []
    for parcel in sorted(shared):
        joined, rest = ({parcel}, set(shared[parcel])), []
        for part in parts:
            if part[1] & joined[1]:
                joined = (joined[0] | part[0], joined[1] | part[1])
            else:
                rest.append(part)
        parts = [*rest, joined]
    return parts


def _merged_unit(shared, codes, infos, tenants, parcels):
    codes, first = sorted(codes), min(shared)
    members = [infos[code] for code in codes]
    measures = {}
    for name in MEASURES:
        present = [member["measures"][name] for member in members if member["measures"][name] is not None]
        measures[name] = fsum(present) if present else None
    measures[LAND] = _merged_land(shared, codes, infos, tenants, parcels)
    place = {name: parcels.get(first, {}).get(name) for name in ["区县", "镇街", "园区"]}
    place["区县"] = place["区县"] or members[0]["区县"]
    return (
        members[0]
        | place
        | {
            "id": first,
            "codes": codes,
            "rows": [member["rows"][0] for member in members],
            "merged": True,
            "measures": measures,
        }
    )


def _merged_land(shared, codes, infos, tenants, parcels):
    parts = []
    for parcel in shared:
        area = parcels.get(parcel, {}).get("登记面积")
        if area is None:
            return None
        parts.append(area)
        parts += [
            -_large_tenant_land(code, parcel, infos, tenants)
            for code in tenants[parcel]
            if infos[code]["scale"] == "规上"
        ]
    for parcel in tenants.keys() - shared:
        for code in tenants[parcel].keys() & set(codes):
            area = tenants[parcel][code]
            if area is None and len(tenants[parcel]) == 1:
                area = parcels.get(parcel, {}).get("登记面积")
            parts.append(area or 0)
    return fsum(parts)


def _large_tenant_land(code, parcel, infos, tenants):
    area = tenants[parcel][code]
    only_parcel = sum(code in areas for areas in tenants.values()) == 1
    if area is None and only_parcel:
        area = infos[code]["measures"][LAND]
    return area or 0
