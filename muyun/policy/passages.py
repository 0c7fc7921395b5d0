"""Where in the document do the rules stand? Its text in passages, with the stretches that rules quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from muyun.policy.model import Policy
from muyun.policy.parameters import Parameter, parameters
from muyun.policy.strict_yaml import KeyPath

_HEADINGS = (r"[一二三四五六七八九十]+、", r"[（(][一二三四五六七八九十]+[)）]")
_LONGEST_HEADING = 40
_SENTENCE = re.compile(r"。|[；：，;:.]$")
"""What a heading doesn't have: a full stop anywhere, another stop at its end."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage: the clauses whose quotes cover it, and the parameters; () where none does."""

    text: str
    clauses: tuple[str, ...] = ()
    paths: tuple[KeyPath, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of the document, in pieces that make up its text without the white space around it.

    number  from 1, in reading order
    level   0 a paragraph, 1 a heading 一、, 2 a heading （一）
    """

    number: int
    level: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The passage's text as the document has it."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that quote from it, in the order of the text."""
        return tuple(dict.fromkeys(clause for piece in self.pieces for clause in piece.clauses))

    @property
    def paths(self) -> tuple[KeyPath, ...]:
        """The parameters that quote from it."""
        return tuple(dict.fromkeys(path for piece in self.pieces for path in piece.paths))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A quoted stretch of the text, from `start` up to `end`."""

    start: int
    end: int
    clause: str
    path: KeyPath


def passages(policy: Policy, text: str) -> tuple[Passage, ...]:
    """The document's lines that aren't blank, with every stretch that a parameter's source quotes.

    text: `load.policy_text`; "" gives (). White space counts in quotes as little as in
    `quotes.check_quotes`, so a quote may run over several passages. A quote that the text has
    more than once is marked nearest to the other quotes of its clause. Quotes may overlap: a piece
    carries the clauses of all. Nothing is escaped.
    """
    return _cut(_marks(_quoted(parameters(policy)), text), text)


def clause_passages(quotes: Iterable[tuple[str, str]], text: str) -> tuple[Passage, ...]:
    """Like `passages`, with the stretch of each (clause, its words); pieces carry no parameters."""
    return _cut(_marks([(clause, words, ()) for clause, words in quotes], text), text)


def _cut(marks: list[_Mark], text: str) -> tuple[Passage, ...]:
    edges = sorted({edge for mark in marks for edge in (mark.start, mark.end)})
    lines = [m for m in re.finditer(r"[^\n\f\v\r]+", text) if m.group().strip()]
    return tuple(_passage(n, line, marks, edges) for n, line in enumerate(lines, start=1))


def _passage(number: int, line: re.Match[str], marks: list[_Mark], edges: list[int]) -> Passage:
    whole = line.group()
    start = line.start() + len(whole) - len(whole.lstrip())
    end = line.end() - (len(whole) - len(whole.rstrip()))
    cuts = [start, *(edge for edge in edges if start < edge < end), end]
    return Passage(number, _level(whole.strip()), tuple(_pieces(line, cuts, marks)))


def _pieces(line: re.Match[str], cuts: list[int], marks: list[_Mark]) -> Iterator[Piece]:
    """The stretches between the cuts, each under the same marks throughout."""
    here = [mark for mark in marks if mark.start < cuts[-1] and mark.end > cuts[0]]
    for a, b in pairwise(cuts):
        over = [mark for mark in here if mark.start <= a and mark.end >= b]
        clauses = tuple(dict.fromkeys(mark.clause for mark in over))
        yield Piece(line.string[a:b], clauses, tuple(dict.fromkeys(mark.path for mark in over if mark.path)))


def _level(line: str) -> int:
    """1 or 2 for a line that is a heading; a numbered paragraph is none."""
    if len(line) > _LONGEST_HEADING or _SENTENCE.search(line):
        return 0
    return next((level for level, start in enumerate(_HEADINGS, start=1) if re.match(start, line)), 0)


def _marks(quoted: Sequence[tuple[str, str, KeyPath]], text: str) -> list[_Mark]:
    """Each clause's quotes in the text."""
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    squeezed = "".join(text[place] for place in places)
    spots = {quote: _spots(squeezed, re.sub(r"\s+", "", quote)) for _, quote, _ in quoted}
    anchors: dict[str, list[int]] = {}
    for clause, quote, _ in quoted:
        if len(spots[quote]) == 1:
            anchors.setdefault(clause, []).append(spots[quote][0][0])
    marks = []
    for clause, quote, path in quoted:
        if spots[quote]:
            first, last = min(spots[quote], key=lambda spot, c=clause: _distance(spot[0], anchors.get(c, [])))
            marks.append(_Mark(places[first], places[last - 1] + 1, clause, path))
    return marks


def _quoted(known: Sequence[Parameter]) -> list[tuple[str, str, KeyPath]]:
    """(clause, its words, path) of every value that has a clause; where a pool takes it over, the default's."""
    own = [quote for p in known if not p.inherited for quote in _quotes(p)]
    there = {quote[:2] for quote in own}
    return own + [quote for p in known if p.inherited for quote in _quotes(p) if quote[:2] not in there]


def _quotes(parameter: Parameter) -> Iterator[tuple[str, str, KeyPath]]:
    """(clause, its words, path): each clause by its own words where `quotes` has them."""
    own = dict(parameter.quotes)
    for clause in parameter.clause:
        words = own.get(clause) or parameter.quote
        if words:
            yield clause, words, parameter.path


def _spots(squeezed: str, quote: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(re.escape(quote), squeezed)] if quote else []


def _distance(spot: int, anchors: list[int]) -> int:
    return min((abs(spot - anchor) for anchor in anchors), default=0)
