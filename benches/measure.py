"""How long does ours take beside the reference? Medians of both, measured in turns in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One bench: seconds of ours and of the reference, and how many times the reference ours may take."""

    name: str
    ours: float
    reference_name: str
    reference: float
    goal: float

    @property
    def ratio(self) -> float:
        """Ours as a multiple of the reference."""
        return self.ours / self.reference

    @property
    def ok(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio <= self.goal

    def __str__(self) -> str:
        return (
            f"{self.name} ours {self.ours:.4f} reference {self.reference_name} {self.reference:.4f} "
            f"ratio {self.ratio:.2f} goal {self.goal:.2f} {'ok' if self.ok else 'short'}"
        )


def compared(
    name: str,
    ours: Callable[[], object],
    reference_name: str,
    reference: Callable[[], object],
    goal: float,
    repeats: int = 15,
    rounds: int = 5,
    rest_s: float = 0.0,
) -> Result:
    """Medians over `rounds` turns of `repeats` calls each, after one call to warm up.

    In turns, so that a busy minute of the machine meets both; several calls in a row, so that
    neither finds the caches as the other left them. `rest_s` before each call: threads of BLAS wait
    busily for the next product, and would take a core from whatever is measured after it.
    """
    ours(), reference()
    seconds: dict[Callable[[], object], list[float]] = {ours: [], reference: []}
    for _ in range(rounds):
        for call, taken in seconds.items():
            for _ in range(repeats):
                time.sleep(rest_s)
                start = time.perf_counter()
                call()
                taken.append(time.perf_counter() - start)
    medians = [statistics.median(seconds[call]) for call in (ours, reference)]
    return Result(name, medians[0], reference_name, medians[1], goal)
