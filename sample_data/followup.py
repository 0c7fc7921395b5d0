"""What is being done about it? Meters, low-yield cases, standard-land projects and external lists."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from sample_data.events import document
from sample_data.industries import INDUSTRIES

_LOW_YIELD_WAN_PER_MU = 1.0
_MEANS = ("协商收回", "鼓励流转", "协议置换", "退二优二", "退二进三", "收购储备", "整治提升", "淘汰退出")
_STATES = ("未启动", "进行中", "已完成")
_PHASES = ("建设期", "投产期", "剩余年限使用期")
_SHARED_METER_EVERY = 25
_SECOND_METER_SHARE = 0.06


def meter_table(
    panel: pd.DataFrame, power: pd.DataFrame, last_year: int, rng: np.random.Generator
) -> pd.DataFrame:
    """电表 of the last year: mostly one meter a firm, some firms with two, some meters with two users.

    power  the power office's table (electricity_kwh); 用电量 here is the whole meter's, in 万千瓦时,
    so that 用电量 × 份额, added up over a firm's meters, is the firm's 用电量.
    """
    of_year = power[(power["year"] == last_year) & power["electricity_kwh"].notna()].merge(
        panel.loc[panel["year"] == last_year, ["uscc", "town"]], on="uscc", validate="one_to_one"
    )
    of_year = of_year.sort_values(["town", "uscc"], ignore_index=True)
    used = (of_year["electricity_kwh"].astype(float) / 10_000).to_numpy()
    second = rng.random(len(of_year)) < _SECOND_METER_SHARE
    rows: list[tuple[str, str, float, float]] = []
    k = 0
    while k < len(used):
        users = 2 if k % _SHARED_METER_EVERY == 0 and used[k : k + 2].min() > 0 else 1
        rows += _meters(k, of_year["uscc"].tolist()[k : k + users], used[k : k + users], second[k])
        k += users
    table = pd.DataFrame(rows, columns=["meter_id", "uscc", "share", "electricity_wan_kwh"])
    table.insert(2, "year", last_year)
    return table.assign(electricity_wan_kwh=table["electricity_wan_kwh"].round(6))


def _meters(
    number: int, users: list[str], used_wan_kwh: np.ndarray, second: bool
) -> list[tuple[str, str, float, float]]:
    """Meter, user, share and the meter's electricity: one meter for one or two users, or two for one."""
    meter = f"99{number + 1:08d}"
    if len(users) == 2:
        whole = float(used_wan_kwh.sum())
        share = round(float(used_wan_kwh[0]) / whole, 8)
        return [(meter, users[0], share, whole), (meter, users[1], round(1 - share, 8), whole)]
    used = float(used_wan_kwh[0])
    if second:
        return [(meter, users[0], 1.0, used * 0.75), (f"98{number + 1:08d}", users[0], 1.0, used * 0.25)]
    return [(meter, users[0], 1.0, used)]


def case_table(
    panel: pd.DataFrame, parcels: pd.DataFrame, last_year: int, rng: np.random.Generator
) -> pd.DataFrame:
    """整治: most low-yield firms of the last year, some 高耗低效 ones, some parcels of 低效利用.

    实际完成 and what was freed only where the case is closed; nothing freed exceeds what the firm has.
    """
    of_year = panel[(panel["year"] == last_year) & (panel["kind"] == "工业")]
    low = of_year[of_year["tax_wan"] / of_year["land_mu"] < _LOW_YIELD_WAN_PER_MU]
    hungry = of_year[
        (of_year["energy_tce"] > 1000) & (of_year["value_added_wan"] < of_year["energy_tce"] * 0.6)
    ]
    hungry = hungry[~hungry["uscc"].isin(low["uscc"])]
    idle = parcels[
        (parcels["state"] == "低效利用") & (parcels["owner"] < 0) & parcels["area_declared_mu"].notna()
    ]
    firms = pd.concat([low.assign(type="低产田"), hungry[:40].assign(type="高耗低效")], ignore_index=True)
    firms = firms[rng.random(len(firms)) < 0.8]
    first_parcel = parcels[parcels["owner"] >= 0].drop_duplicates("owner").set_index("owner")["parcel_id"]
    subjects = pd.DataFrame(
        {
            "kind": [*firms["type"], *["低产田"] * len(idle)],
            "uscc": pd.array([*firms["uscc"], *[None] * len(idle)], dtype="str"),
            "parcel_id": pd.array([*firms["row"].map(first_parcel), *idle["parcel_id"]], dtype="str"),
            "land_mu": [*firms["land_mu"], *idle["area_declared_mu"]],
            "energy_tce": [*firms["energy_tce"], *[0.0] * len(idle)],
        }
    )
    return _with_progress(subjects, last_year, rng)


def _with_progress(subjects: pd.DataFrame, last_year: int, rng: np.random.Generator) -> pd.DataFrame:
    count = len(subjects)
    state = rng.choice(_STATES, size=count, p=[0.3, 0.4, 0.3])
    closed = state == "已完成"
    due = [dt.date(last_year, 6, 30) + dt.timedelta(days=int(d)) for d in rng.integers(0, 700, count)]
    done = [
        (dt.date(last_year, 3, 1) + dt.timedelta(days=int(d))).isoformat() if c else None
        for c, d in zip(closed, rng.integers(0, 500, count), strict=True)
    ]
    part = rng.uniform(0.2, 0.9, (count, 2))
    return pd.DataFrame(
        {
            "case_id": [f"ZZ-{last_year}-{k + 1:04d}" for k in range(count)],
            "kind": subjects["kind"],
            "uscc": subjects["uscc"],
            "parcel_id": subjects["parcel_id"],
            "means": rng.choice(_MEANS, size=count),
            "state": state,
            "due": [d.isoformat() for d in due],
            "done": pd.array(done, dtype="str"),
            "freed_land_mu": (subjects["land_mu"] * part[:, 0]).round(2).where(closed),
            "freed_energy_tce": (subjects["energy_tce"] * part[:, 1]).round(1).where(closed),
        }
    )


def project_table(count: int, rng: np.random.Generator) -> pd.DataFrame:
    """项目: standard-land projects; under construction nothing has been produced yet (empty cells)."""
    industries = [i for i in INDUSTRIES if i.kind == "工业" and i.code < "44"]
    drawn = [industries[k] for k in rng.choice(len(industries), size=count)]
    phase = rng.choice(_PHASES, size=count, p=[0.4, 0.4, 0.2])
    producing = phase != "建设期"
    agreed = {
        "investment": rng.uniform(300, 600, count).round(0),
        "tax": rng.uniform(15, 40, count).round(1),
        "energy": np.array([1 / i.energy_tce for i in drawn]).round(3),
        "emission": np.array([i.value_wan_per_t for i in drawn]).round(1),
        "plot_ratio": rng.uniform(1.2, 2.5, count).round(1),
    }
    table: dict[str, object] = {
        "project_id": [f"BZD-{k + 1:03d}" for k in range(count)],
        "name": [f"示例标准地项目{k + 1:03d}（{i.trade}）" for k, i in enumerate(drawn)],
        "industry": [i.code for i in drawn],
        "land_mu": np.exp(rng.normal(np.log(45), 0.6, count)).round(2),
        "phase": phase,
    }
    for name, value in agreed.items():
        actual = (value * np.exp(rng.normal(0.02, 0.2, count))).round(2 if name == "plot_ratio" else 3)
        known = producing | (name in ("investment", "plot_ratio"))
        table[f"agreed_{name}"] = value
        table[f"actual_{name}"] = np.where(known, actual, np.nan)
    return pd.DataFrame(table)


def list_table(last_year: int) -> pd.DataFrame:
    """名单: entries of the two external lists (ZJ-06, ZJ-10), invented."""
    entries = [
        ("领跑县", "海宁市"),
        ("领跑县", "嘉善县"),
        ("小微园首批县", "桐乡市"),
        ("小微园首批县", "平湖市"),
    ]
    rows = [
        (last_year, kind, name, document("督查", last_year, k + 1)) for k, (kind, name) in enumerate(entries)
    ]
    return pd.DataFrame(rows, columns=["year", "list", "name", "basis"])
