"""What could an office try? Small legal patches over the five policies."""

from oracle_policies import POLICIES


def random_changes(rng, policy):
    """A legal patch of one to three settings for one of the five policies, in the shape of its policy file.

    Only keys that are dicts or plain values (lists such as `vetoes` are left alone).
    """
    weights = POLICIES[policy]["pools"]["规上工业"]["weights"]
    energy, emission = [name for name in weights if name.startswith(("单位能耗", "单位排放", "单位碳排放"))]
    items = {
        "亩均税收": {"cap": rng.choice(["none", 1.2, 0.8]), "floor": rng.choice([0, 0.2])},
        energy: {"missing": rng.choice(["zero", "redistribute", "exclude"])},
        emission: {
            "missing": rng.choice(["zero", "redistribute"]),
            "zero_denominator": rng.choice(["full", "missing"]),
        },
    }
    choices = [{"pools": {"规上工业": {"items": {name: rule}}}} for name, rule in items.items()]
    choices.append({"defaults": {"pool_by": rng.choice(["none", "区县"])}})
    choices.append(
        {
            "pools": {
                "规上工业": {
                    "weights": {
                        "亩均税收": weights["亩均税收"] + 2.5,
                        "研发投入强度": weights["研发投入强度"] - 2.5,
                    }
                }
            }
        }
    )
    patch = {}
    for part in rng.sample(choices + _policy_choices(rng, policy), rng.randint(1, 3)):
        _merge(patch, part)
    return patch


def _policy_choices(rng, policy):
    if policy == "xian-2022":
        share = rng.choice([0, 0.3, 1, {"甲区": 1.0, "乙区": 0.5, "丙县": 0.0}])
        return [{"defaults": {"classes": {"C_D": {"exact": 0.10, "d_share": share}}}}]
    choices = [
        {"defaults": {"classes": {"A": {"at_most": 0.03}, "B": {"at_most": 0.6}, "D": {"at_most": 0}}}},
        {"defaults": {"classes": {"A": {"at_least": 0.1}, "D": {"at_most": 0.1}}}},
    ]
    if policy == "jiaxing-2018":
        choices += [
            {"sector_adjustment": {"average_over": "gated"}},
            {"sector_adjustment": {"zero_z": "drop"}},
            {"sector_rules": {"bottom_in": "above"}},
        ]
    return choices


def _merge(base, patch):
    for key, value in patch.items():
        quota = key in ("A", "B", "C", "D", "C_D")  # one share of one kind: the later one stands
        if isinstance(value, dict) and isinstance(base.get(key), dict) and not quota:
            _merge(base[key], value)
        else:
            base[key] = value
