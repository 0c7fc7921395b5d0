"""What do the five policies say? Their enterprise evaluation typed from the spec (§11, §12) as Python data.

The shape is the one of a policy file, values only, so that a patch of the product can be laid over it.
"""

from copy import deepcopy

LAND, TAX, OUTPUT, ADDED = "用地", "税收", "总产值", "增加值"
REVENUE, TURNOVER, STAFF, ENERGY = "主营业务收入", "营业收入", "职工", "能耗"
POWER, EMISSION, CARBON, RESEARCH = "用电", "排放", "碳排放", "研发"
MEASURES = [LAND, TAX, OUTPUT, ADDED, REVENUE, TURNOVER, STAFF, ENERGY, POWER, EMISSION, CARBON, RESEARCH]

SIX = {
    "亩均税收": (TAX, LAND),
    "亩均增加值": (ADDED, LAND),
    "单位能耗增加值": (ADDED, ENERGY),
    "单位排放增加值": (ADDED, EMISSION),
    "全员劳动生产率": (ADDED, STAFF),
    "研发投入强度": (RESEARCH, REVENUE),
}
XIAN_INDICATORS = {
    "亩均总产值": (OUTPUT, LAND),
    "亩均税收": (TAX, LAND),
    "全员劳动生产率": (OUTPUT, STAFF),
    "单位能耗总产值": (OUTPUT, ENERGY),
    "单位碳排放总产值": (OUTPUT, CARBON),
    "研发投入强度": (RESEARCH, REVENUE),
    "亩均增加值": (ADDED, LAND),
}
ITEM = {"cap": 1, "floor": 0, "missing": "zero", "zero_denominator": "missing"}
AT_MOST_CLASSES = {
    "A": {"at_most": 0.20},
    "B": {"at_most": 0.50},
    "C": {"rest": True},
    "D": {"at_most": 0.05},
}
SIX_ITEMS = {
    "单位能耗增加值": {"missing": "pool_mean"},
    "单位排放增加值": {"missing": "pool_mean", "zero_denominator": "full"},
}
POOL_RATIO = {"method": "pool_ratio", "factor": 1.5}
TIE_BREAK = ["亩均税收", "亩均增加值"]
LARGE = {"kind": "工业", "scale": "规上"}
SMALL = {"kind": "工业", "scale": "规下"}
SECTORS = {
    "印染": ["1713", "1723", "1733", "1743", "1752", "1762"],
    "造纸": ["22"],
    "化工": ["26"],
    "化纤": ["28"],
}


def _defaults(benchmark, classes=None, pool_by="none"):
    return {
        "benchmark": benchmark,
        "item": dict(ITEM),
        "tie_break": list(TIE_BREAK),
        "pool_by": pool_by,
        "formula": "ratio",
        "classes": deepcopy(classes or AT_MOST_CLASSES),
    }


def _weights(*points):
    return dict(zip(SIX, points, strict=True))


XIACHENG = {
    "energy_basis": "当量值",
    "indicators": SIX | {"亩均营业收入": (TURNOVER, LAND)},
    "land": {"deduct_new_months": 36},
    "scope": {
        "exclude": [
            {
                "kind": "服务业",
                "industries": ["51", "52", "61", "62", "66", "67", "68", "7010"],
                "clause": "XC-02",
                "reason": "不含行业",
            }
        ],
        "land_gate": [
            {"from_year": 2018, "at_least_mu": 5, "kind": "工业", "clause": "XC-01"},
            {"from_year": 2019, "at_least_mu": 3, "kind": "工业", "clause": "XC-01"},
            {"from_year": 2020, "at_least_mu": 0, "kind": "工业", "clause": "XC-01"},
        ],
        "transition": {"years": 3, "clause": "XC-14"},
    },
    "defaults": _defaults(
        {"method": "mean_of_years", "years": 3, "factor": 1.5, "hold_years": 3, "first_year": 2018}
    ),
    "pools": {
        "规上工业": {
            "members": LARGE,
            "weights": _weights(30, 20, 12.5, 12.5, 12.5, 12.5),
            "items": SIX_ITEMS,
        },
        "规下工业": {"members": SMALL, "weights": {"亩均税收": 100}},
        "规上服务业": {
            "members": {"kind": "服务业", "scale": "规上"},
            "weights": {"亩均税收": 50, "亩均营业收入": 50},
        },
    },
    "vetoes": [
        {
            "kinds": [
                "重大安全生产事故",
                "重大环境责任事故",
                "食品安全事故",
                "重大税收违法",
                "未完成节能减排任务",
                "未完成去产能任务",
                "环保不达标",
                "能耗不达标",
                "质量不达标",
                "安全不达标",
            ],
            "not_above": "C",
            "backfill": True,
            "clause": "XC-17",
        }
    ],
}

XIAN = {
    "energy_basis": "当量值",
    "indicators": XIAN_INDICATORS,
    "land": {"deduct_new_months": 36},
    "scope": {
        "exclude": [
            {
                "industries": ["44", "45", "46", "7721", "7723", "7724", "7820"],
                "clause": "XA-05",
                "reason": "公益性质行业",
            },
            {"flag": "军工", "clause": "XA-05", "reason": "军工"},
        ],
        "transition": {"years": 3, "clause": "XA-12"},
    },
    "defaults": _defaults(
        POOL_RATIO,
        {"A": {"exact": 0.15}, "B": {"exact": 0.75}, "C_D": {"exact": 0.10, "d_share": 0.5}},
        pool_by="区县",
    ),
    "pools": {
        "规上工业": {
            "members": LARGE,
            "weights": {
                "亩均总产值": 25,
                "亩均税收": 25,
                "全员劳动生产率": 10,
                "单位能耗总产值": 15,
                "单位碳排放总产值": 15,
                "研发投入强度": 10,
            },
            "items": {
                "单位能耗总产值": {"missing": "pool_mean"},
                "单位碳排放总产值": {"missing": "pool_mean", "zero_denominator": "full"},
            },
        },
    },
    "vetoes": [
        {"kinds": ["重大安全生产事故", "重大环境责任事故", "重大环境事件"], "to": "C", "clause": "XA-13"}
    ],
}

JIAXING = {
    "energy_basis": "当量值",
    "indicators": SIX,
    "land": {"deduct_new_months": 36},
    "scope": {},
    "defaults": _defaults(POOL_RATIO),
    "pools": {
        "规上工业": {"members": LARGE, "weights": _weights(35, 25, 10, 10, 10, 10), "items": SIX_ITEMS},
        "规下工业": {"members": SMALL, "weights": {"亩均税收": 100}},
    },
    "sector_adjustment": {
        "a": 2,
        "b": 2,
        "sectors": SECTORS,
        "gate_tce": 1000,
        "average_over": "sector",
        "zero_z": "keep",
    },
    "sector_rules": {
        "top_share": 0.05,
        "top_in": "above",
        "bottom_share": 0.05,
        "bottom_in": "all",
        "years": 2,
    },
}

FENGHUA = {key: value for key, value in JIAXING.items() if not key.startswith("sector_")} | {
    "scope": {
        "land_gate": [
            {
                "from_year": 2022,
                "at_least_mu": 3,
                "kind": "工业",
                "scale": "规下",
                "clause": "FH-04",
                "soft": False,
            }
        ]
    },
    "parcels": {"merge": "shared", "pools": ["规下工业"]},
}

HUANGYAN = {
    "energy_basis": "等价值",
    "indicators": SIX | {"单位用电税收": (TAX, POWER)},
    "land": {"deduct_new_months": 36},
    "scope": {},
    "defaults": _defaults({"method": "constant", "values": {}}),
    "pools": {
        "规上工业": {
            "members": LARGE,
            "weights": _weights(30, 20, 20, 10, 10, 10),
            "items": {"单位排放增加值": {"missing": "pool_mean"}},
            "benchmark": {"values": _weights(24.097, 136.16, 2.694, 4929.81, 18.14, 0.0302)},
        },
        "规下工业": {
            "members": SMALL,
            "weights": {"亩均税收": 50, "单位用电税收": 50},
            "benchmark": {"values": {"亩均税收": 11.5932, "单位用电税收": 0.2352}},
        },
    },
}

POLICIES = {
    "xiacheng-2019": XIACHENG,
    "xian-2022": XIAN,
    "jiaxing-2018": JIAXING,
    "fenghua-2022": FENGHUA,
    "huangyan-2022": HUANGYAN,
}
SHARE_KINDS = {"at_most", "at_least", "exact", "rest"}


def policy_with(policy_id, changes=None):
    """The policy as data with `changes` (a patch in the shape of a policy file) laid over it.

    Dicts merge key by key, everything else (lists too) is replaced; a share of another kind replaces the
    old share. A setting may be written plain or as {value: …}.
    """
    policy = deepcopy(POLICIES[policy_id])
    _lay_over(policy, _plain(changes or {}))
    for pool in policy["pools"].values():
        defaults = deepcopy(policy["defaults"])
        item = defaults.pop("item")
        given = {name: dict(rule) for name, rule in pool.get("items", {}).items()}
        _lay_over(defaults, {key: pool[key] for key in defaults if key in pool})
        pool.update(defaults)
        pool["items"] = {name: item | given.get(name, {}) for name in pool["weights"]}
    return policy


def _plain(node):
    if isinstance(node, dict):
        return _plain(node["value"]) if "value" in node else {key: _plain(part) for key, part in node.items()}
    return node


def _lay_over(base, patch):
    for key, value in patch.items():
        if not (isinstance(value, dict) and isinstance(base.get(key), dict)):
            base[key] = deepcopy(value)
            continue
        if SHARE_KINDS & value.keys():
            for kind in SHARE_KINDS - value.keys():
                base[key].pop(kind, None)
        _lay_over(base[key], value)
