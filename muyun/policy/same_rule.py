"""Which rule of a changed list is which of the policy's? Rules of a list have no name; what they are about stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_IDENTITY: Mapping[str, tuple[str, ...]] = {
    "exclude": ("reason", "kind", "industries", "flag"),
    "land_gate": ("from_year", "kind", "scale"),
    "vetoes": ("not_above", "pools"),
}
"""By list, what makes a rule the same one; its other values may change (`to` of a veto, C or D, is one of those)."""


def positions(name: str, before: Sequence[Mapping[str, object]], now: Sequence[object]) -> list[int | None]:
    """Where each of the policy's rules stands in the changed list; None where it doesn't.

    name  of the list: exclude, land_gate, vetoes; rules of any other are the same only unchanged
    """
    free = list(range(len(now)))
    found: list[int | None] = []
    for rule in before:
        place = next((j for j in free if _same(name, rule, now[j])), None)
        found.append(place)
        if place is not None:
            free.remove(place)
    return found


def _same(name: str, one: Mapping[str, object], other: object) -> bool:
    keys = _IDENTITY.get(name)
    if keys is None or not isinstance(other, Mapping):
        return one == other
    return all(one.get(key) == other.get(key) for key in keys)
