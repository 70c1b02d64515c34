"""How long a client has for something, held against the notes: "you only get ten days to report a shortage" where the
terms give 45."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation import numbers
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.marks.windows import UNITS
from duecourse.domain.conversation.notes import Note, roots
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_Place = tuple[int, int]
_TERM = frozenset("contract agreement filing limit policy rule deadline window".split())
_COUNTED = frozenset("days day".split())


@needs(_COUNTED)
def wrong_limit(view: View, state: State) -> tuple[int, int] | None:
    """ "It's a hundred eighty days in our contract" where the notes say 120."""
    items = view.words.items
    if _TERM.isdisjoint(view.words.vocabulary):
        return None
    noted = {
        int(number)
        for line in state.ledger.notes.lines
        if not _TERM.isdisjoint(line.words)
        for number, unit in zip(line.words, line.words[1:], strict=False)
        if unit in _COUNTED and number.isdigit()
    }
    if not noted:
        return None
    theirs = {n for v in state.said_by[CLIENT] for n, _, _ in _day_counts(v.words.items)}
    for said, first, last in _day_counts(items):
        near = not _TERM.isdisjoint(items[max(0, first - 6) : last + 6])
        if near and said not in noted | theirs and not asked(view, first, last):
            return first, last
    return None


def _day_counts(items: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """Counts of days with their place: "ninety days", "a hundred eighty days"."""
    if _COUNTED.isdisjoint(items):
        return
    for number in numbers.find(items):
        if items[number.last : number.last + 1] in (("days",), ("day",)):
            yield int(number.value), number.first, number.last + 1


_FORTNIGHT = {"fortnight": 14.0}
_LENGTHS = {**UNITS, **_FORTNIGHT}
_GRANTS = frozenset(
    "allow allows allowed accepted accept within limit window terms policy warranty guarantee period runs right may "
    "returns refunds deadline up entitled".split()
)
_GRANTED = frozenset(
    "only get gets got have has had give gives allow allows allowed limit window deadline after past within warranty "
    "period just".split()
)
_ELSEWHERE = frozenset(
    "ago late overdue old behind if could please would ask call ring email send ours extra more another left already "
    "will i been for".split()
)
_NEAR = 7
_ABOUT = 0.1  # a month is thirty days or thirty one
_COMMON = roots("invoice invoices bill payment account customer client due date days terms contract".split())


@needs(_LENGTHS)
def wrong_time_allowed(view: View, state: State) -> _Place | None:
    """ "You had a week to report damage" where the terms allow thirty days: the same matter, by a word of it."""
    noted = [(days, line) for line in state.ledger.notes.lines for days in _granted(line)]
    items = view.words.items
    for days, first, last in _lengths_said(items) if noted else ():
        sentence = view.words.sentence_at(first)
        said = frozenset(items[sentence.first : sentence.last])
        near = frozenset(items[max(sentence.first, first - _NEAR) : last])
        if _GRANTED.isdisjoint(near) or not _ELSEWHERE.isdisjoint(near - {"for"}) or asked(view, first, last):
            continue
        about = roots(said) - _COMMON
        same = [known for known, line in noted if about & roots(line.words) or _same_matter(said, line)]
        heard = [n for v in state.said_by[CLIENT] for n, _, _ in _lengths_said(v.words.items)]
        if same and not any(abs(days - known) <= _ABOUT * known for known in (*same, *heard)):
            return first, last
    return None


# Ways to name what there is a time for.
_MATTERS = (
    "dispute disputed complain complained complaint query queried object objection challenge contest question raise",
    "appeal appealed reconsideration review reopen",
    "return returned returns refund send exchange",
    "file filed filing submit submitted submission send sent",
    "cancel cancelled cancellation leave withdraw",
    "report reported notify claim shortage damage damaged missing",
)
_MATTER_WORDS = tuple(frozenset(words.split()) for words in _MATTERS)


def _same_matter(said: frozenset[str], line: Note) -> bool:
    return any(not words.isdisjoint(said) and not words.isdisjoint(line.words) for words in _MATTER_WORDS)


def _granted(line: Note) -> Iterator[float]:
    """Lengths of time, in days, that a line of the notes gives for something."""
    if _GRANTS.isdisjoint(line.words):
        return
    for number, unit in zip(line.words, line.words[1:], strict=False):
        count, length = int(number) if number.isdigit() else numbers.small(number), _LENGTHS.get(unit.rstrip("'’"), 0)
        if count and length:
            yield count * length


def _lengths_said(items: tuple[str, ...]) -> Iterator[tuple[float, int, int]]:
    """Lengths of time with their place: "ten days", "a week", "a fortnight"."""
    if _LENGTHS.keys().isdisjoint(items):
        return
    for number in numbers.find(items):
        unit = items[number.last] if number.last < len(items) else ""
        if unit in _LENGTHS:
            yield float(number.value) * _LENGTHS[unit], number.first, number.last + 1
    for place in range(len(items) - 1):
        if items[place] in ("a", "one") and items[place + 1] in _LENGTHS:
            yield _LENGTHS[items[place + 1]], place, place + 2
