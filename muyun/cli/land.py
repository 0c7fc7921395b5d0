"""What does each parcel yield? `muyun land`: parcels.csv, coverage.csv, lowland.csv."""

from __future__ import annotations

from collections.abc import Callable

from muyun.cli import steps
from muyun.cli.options import Inputs, Out, PatchFile, PolicyId, Settings, Year
from muyun.cli.summary import land_lines, written
from muyun.cli.writing import written_to
from muyun.explore.regions.areas import AreaLevel
from muyun.findings import Finding
from muyun.land.coverage import coverage, coverage_findings, coverage_frame
from muyun.land.output import lowland_frame, parcel_frame
from muyun.report.folder import write_land


def land_command(
    inputs: Inputs, policy: PolicyId, out: Out, year: Year = None, patch: PatchFile = None, settings: Settings = None
) -> None:
    """按宗地看亩均税收、覆盖面和低产田，写出 parcels.csv、coverage.csv、lowland.csv。"""

    def run(progress: Callable[[str], None], findings: list[Finding]) -> list[str]:
        changes = steps.patch(patch, settings)
        tables, evaluation = steps.evaluated(steps.Asked(inputs, policy, year, changes), progress, findings)
        progress("量算宗地")
        parcels, low = parcel_frame(evaluation, tables), lowland_frame(evaluation)
        covered = [coverage(evaluation, tables, level) for level in (AreaLevel.TOWN, AreaLevel.PARK)]
        progress("写出结果")
        findings[:] = steps.in_order([*findings, *evaluation.findings, *coverage_findings(covered)])
        write_land(parcels, coverage_frame(covered), low, findings, out)
        return [*land_lines(evaluation, parcels, low, covered), written(out, scenario=bool(changes))]

    written_to(out, run)
