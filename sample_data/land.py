"""On which land do the enterprises sit? Own, leased and shared land, and land newly approved."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

LEASE_SHARE = 0.06
"""Share of the enterprises that rent a part of their land from another one."""

SHARED_SHARE = 0.16
"""Share of the enterprises that sit with others on a parcel of a third party."""

_SHARED_TENANT_LIMIT_MU = 25.0
_TENANTS_A_PARCEL = (2, 3, 3, 4, 5)
_NEW_SHARE = 0.04
_OTHER_SHARE = 0.06
_GIVEN_SHARE = 0.08
_MISSING_SHARE = 0.004


def land(
    enterprises: pd.DataFrame, above: np.ndarray, last_year: int, rng: np.random.Generator
) -> pd.DataFrame:
    """How each enterprise's net land (land_mu) is made up in the last year, on the index of `enterprises`.

    above  n truth values: 规上 in the last year (only 规下 industry shares parcels)
    Columns in 亩: registered_mu, rented_in_mu, rented_out_mu, other_mu, new_mu (part of registered);
    new_approved (date or NaT); landlord (row of the enterprise it rents from, −1 none); shared
    (number of its shared parcel, −1 none); reported (parts, given or missing).
    Net = registered − new + rented in + other − rented out.
    """
    net, shared = enterprises["land_mu"].to_numpy(), _shared(enterprises, above, rng)
    landlord, leased = _leases(enterprises, shared, rng)
    rented_out = np.zeros(len(net))
    rented_out[landlord[landlord >= 0]] = leased[landlord >= 0]
    rented_in = np.where(shared >= 0, net, leased)
    other = np.where((rng.random(len(net)) < _OTHER_SHARE) & (shared < 0), (net * 0.08).round(2), 0.0)
    new, approved = _new_land(net, shared, last_year, rng)
    return pd.DataFrame(
        {
            "registered_mu": (net + rented_out + new - rented_in - other).round(2),
            "rented_in_mu": rented_in,
            "rented_out_mu": rented_out,
            "other_mu": other,
            "new_mu": new,
            "new_approved": approved,
            "landlord": landlord,
            "shared": shared,
            "reported": _reported((rented_out > 0) | (leased > 0) | (new > 0), rng),
        },
        index=enterprises.index,
    )


def _reported(needs_parts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    draw = rng.random(len(needs_parts))
    given = np.where(draw < _MISSING_SHARE + _GIVEN_SHARE, "given", "parts")
    return np.where(needs_parts, "parts", np.where(draw < _MISSING_SHARE, "missing", given))


def _shared(enterprises: pd.DataFrame, above: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Number of the shared parcel of each enterprise, −1 for none: small neighbours in one town."""
    small = (enterprises["land_mu"] <= _SHARED_TENANT_LIMIT_MU) & (enterprises["kind"] == "工业") & ~above
    lasting = enterprises["last"] == enterprises["last"].max()
    wanted = small & lasting & (rng.random(len(enterprises)) < SHARED_SHARE / 0.4)
    shared = np.full(len(enterprises), -1)
    number = 0
    for _, members in enterprises[wanted].groupby(["county", "town", "park"], dropna=False):
        rest = members.index.to_numpy()
        while len(rest) >= 2:
            size = min(int(rng.choice(_TENANTS_A_PARCEL)), len(rest))
            shared[rest[:size]] = number
            number, rest = number + 1, rest[size:]
    return shared


def _leases(
    enterprises: pd.DataFrame, shared: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Landlord and leased 亩 of each renter: neighbours in one county, there in all years."""
    stays = (enterprises["first"] == 0) & (enterprises["last"] == enterprises["last"].max())
    free = stays.to_numpy() & (shared < 0)
    landlord, leased = np.full(len(free), -1), np.zeros(len(free))
    net = enterprises["land_mu"].to_numpy()
    for _, members in enterprises[free].groupby("town"):
        order = rng.permutation(members.index.to_numpy())
        pairs = round(LEASE_SHARE * len(order))
        for renter, owner in zip(order[:pairs], order[pairs : 2 * pairs], strict=True):
            landlord[renter] = owner
            leased[renter] = round(net[renter] * rng.uniform(0.2, 0.6), 1)
    return landlord, leased


def _new_land(
    net: np.ndarray, shared: np.ndarray, last_year: int, rng: np.random.Generator
) -> tuple[np.ndarray, pd.Series]:
    has = (rng.random(len(net)) < _NEW_SHARE) & (shared < 0)
    new = np.where(has, (net * rng.uniform(0.2, 0.8, len(net))).round(2), 0.0)
    days = rng.integers(0, 4 * 365, len(net))
    start = dt.date(last_year - 4, 7, 1)
    undated = rng.random(len(net)) < 0.04
    dates = [
        start + dt.timedelta(days=int(day)) if given and not blank else None
        for day, given, blank in zip(days, has, undated, strict=True)
    ]
    return new, pd.Series(pd.to_datetime(dates)).to_numpy()
