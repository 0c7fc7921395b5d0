"""Does a policy's assessment of towns and zones hold together? Its points have to come to 100."""

from __future__ import annotations

from collections.abc import Iterator

from muyun.findings import Finding, Level
from muyun.policy.assessment import ALL_POINTS, add_up
from muyun.policy.model import Policy
from muyun.policy.shape import Where


def check_assessment(policy: Policy, where: Where) -> Iterator[Finding]:
    """What is wrong with the points of the items."""
    if policy.assessment is not None and not add_up(policy.assessment.points):
        total = sum(policy.assessment.points.values())
        what = f"考核各项的分值合计是 {total:g} 分，不是 {ALL_POINTS} 分。"
        yield Finding(
            "POLICY_ASSESSMENT_SUM", Level.ERROR, where(("assessment", "points")), what,
            "考核总分以 100 分计。", "请改各项的分值，使合计正好 100。",
        )  # fmt: skip
