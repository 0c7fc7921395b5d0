"""Runs every bench, prints a line each, and writes benches/results.json."""

from __future__ import annotations

import json
import sys
from itertools import chain
from pathlib import Path

from benches import browser, kernel, live, lowland_map, robust, sessions, workbook


def main() -> None:
    """Each line as soon as it is measured; a bench that is short doesn't fail the run."""
    rows = []
    benches = (kernel, robust, live, workbook, browser, lowland_map, sessions)
    for result in chain.from_iterable(bench.benches() for bench in benches):
        print(result, flush=True)
        rows.append({
            "name": result.name, "ours": result.ours, "reference_name": result.reference_name,
            "reference": result.reference, "ratio": result.ratio, "goal": result.goal, "ok": result.ok,
        })  # fmt: skip
    Path(__file__).with_name("results.json").write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


main()
