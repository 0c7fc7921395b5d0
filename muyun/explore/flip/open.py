"""Which rivals can still change sides when the weights move no farther than so much?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from muyun.explore.flip.ball import Ball, Norm, widest
from muyun.explore.flip.lines import Line, Way
from muyun.explore.weight_space import WeightSpace

TINY = 1e-11
"""Points of score below which a sum's last bits may decide: not enough for a proof."""

_HALVINGS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """A way within a ball: its lines with the rivals that may be on either side there, and what these may do.

    The lines are about changes of the weights: wrong are those with slopes · change > levels. Comparisons that
    are not linear stay open.
    """

    ball: Ball
    lines: tuple[Line, ...]

    def within(self, radius: float) -> Open | None:
        """The same in a smaller ball; None where too many rivals are on the wrong side all over it."""
        ball = replace(self.ball, radius=radius)
        lines = [_open(line, ball) for line in self.lines]
        if any(line.most < 0 for line in lines):
            return None
        return Open(ball, tuple(line for line in lines if len(line.levels) > line.most))

    def measured(self, norm: Norm) -> Open:
        """A way in the whole space, to be looked at by a norm."""
        return replace(self, ball=Ball(self.ball.space, norm, widest(self.ball.space, norm)))

    def least_radius(self) -> float:
        """Below this change too many rivals are surely on the wrong side."""
        return max((_least_radius(line, self.ball) for line in self.lines), default=0.0)


def opened(way: Way, space: WeightSpace) -> Open | None:
    """A way in the whole space; None where it is proven that it leads nowhere."""
    lines = [replace(line, levels=line.levels - line.slopes @ space.official) for line in way]
    reach = widest(space, Norm.LARGEST)
    return Open(Ball(space, Norm.LARGEST, reach), tuple(lines)).within(reach)


def _open(line: Line, ball: Ball) -> Line:
    wrong = line.linear & (ball.least(line.slopes) > line.levels + TINY)
    right = line.linear & (ball.most(line.slopes) <= line.levels + TINY)
    return line.only(~(wrong | right), line.most - int(wrong.sum()))


def _least_radius(line: Line, ball: Ball) -> float:
    """The greatest radius at which the surely wrong are too many, by halving; 0 where they never are."""
    low, high = 0.0, ball.radius
    line = line.only(line.linear & (line.levels < -TINY), line.most)
    if len(line.levels) <= line.most:
        return 0.0
    for _ in range(_HALVINGS):
        radius = (low + high) / 2
        wrong = replace(ball, radius=radius).least(line.slopes) > line.levels + TINY
        if wrong.sum() > line.most:
            low, line = radius, line.only(wrong, line.most)
        else:
            high, line = radius, line.only(~wrong, line.most - int(wrong.sum()))
    return low
