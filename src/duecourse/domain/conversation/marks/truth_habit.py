"""What a caller says they always do, held against notes of how they have paid: "every bill this year was late", "like
you were with the last two", where the earlier ones were paid on time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.notes import Note
from duecourse.domain.conversation.pieces import pieces
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

_Place = tuple[int, int]

# What the notes call a good payer.
_PAID_WELL = re.compile(
    r" (?:on time|on the due date|by the due date|within terms|on or before|promptly|paid early|in good standing"
    r"|never (?:been )?(?:late|overdue)|always (?:been )?paid|no late (?:payments?|invoices?|bills?)|no arrears"
    r"|paid in full each|first (?:late|missed|overdue)|only late|late (?:once|for the first time)"
    r"|paid every (?:\w+ )?(?:invoice|bill|statement|instalment|installment)"
    r"|every (?:\w+ ){0,2}(?:invoice|bill|statement|instalment|installment)s?(?: \w+)? (?:was |were )?(?:paid|settled)"
    r"|(?:before|by|of) (?:its|their|each|the) due dates?|ahead of (?:the |its )?due|(?:on|before) the due|days? early"
    r"|(?:earlier|previous|prior|past|other|all|older) (?:invoices?|bills?|statements?|months?) (?:\w+ ){0,3}?"
    r"(?:paid|settled|cleared)|days of the due|up to date until) "
)
_LATE = frozenset("late overdue behind".split())
_TROUBLE = frozenset(
    "late overdue behind chase chasing chased beg begging wait waiting yell yells remind reminding ring ringing story "
    "drama excuse excuses same trouble song dance battle fight string stringing strung stall stalling mess messing "
    "arrears".split()
)
_ALWAYS = frozenset("always constantly forever permanently".split())
_OURS = frozenset(("i", "we"))  # "I'm always chasing somebody"
_EVERY = frozenset("every each all".split())
_OF_TIME = frozenset("time times month months week quarter term year bill bills invoice invoices statement one".split())
_LAST_ONES = frozenset("last others previous earlier before usual ever".split())
_FROM_THE_START = re.compile(r" (?:from|since) (?:the )?(?:very )?(?:day|start|beginning|first|word go|outset)\b")
_BEFORE = re.compile(
    r" (?:like|same as|as|as with|the way) "
    r"(?:you (?:were|are|did|do)|they were|it was|with|the|always|usual|ever|every|last|before)\b"
)
_NOT_FIRST = re.compile(
    r" (?:not (?:the |your )?first (?:time|one|bill|invoice)|(?:second|third|fourth|fifth|sixth) (?:time|month|bill|"
    r"invoice|one|quarter)(?: \w+){0,3} (?:late|overdue|behind)|late again|behind again|overdue again"
    r"|(?:habit|habitual|serial|repeat|chronic|usual suspect|track record|history of|form for)\b)"
)
_NEVER_PAY = re.compile(
    r" (?:never|not once|not one|not a single|have not once|not ever)(?: \w+){0,6}? "
    r"(?:pay|paid|pays|settle|settled|sent|send|been on time)\b"
)
_IN_TIME = re.compile(
    r" (?:on time|in time|when it was due|by the (?:due )?date|early|promptly|until|till|unless|without|us|anybody"
    r"|anyone|anything|your (?:bills|invoices|way)|a (?:bill|thing|single)|for a) | pays? $"
)
_YOU = frozenset("you your you're they their he she his her it we've us".split())
_OPEN = frozenset("if when unless would could might".split())
_TAG = 3  # words
_NOT, _NEAR = frozenset("not never nobody no without".split()), 3
_WORDS = _TROUBLE | frozenset("never once habit habitual serial pay paid first time again".split())


@needs(_WORDS)
def habit_that_is_not(view: View, state: State) -> _Place | None:
    """A habit of paying late, stated of somebody whom the notes call a good payer."""
    if not any(_PAID_WELL.search(_line(note)) for note in state.ledger.notes.lines):
        return None
    return next(_habits(view), None)


def _line(note: Note) -> str:
    return f" {' '.join(w for w in note.words if w[0].isalnum())} "


def _habits(view: View) -> Iterator[_Place]:
    for first, last in pieces(view):
        said = view.words.items[first:last]
        tagged = "not" in said[-2:] and view.words.sentence_at(first).asks  # "..., isn't it?" tells
        said = said[:-_TAG] if tagged else said
        words = frozenset(said)
        if words & _OPEN or not words & (_YOU | {"again"}) or (not tagged and asked(view, first, last)):
            continue
        line = f" {' '.join(said)} "
        never = _NEVER_PAY.search(line)
        if _is_always(said, words) or _is_again(line, words) or (never and _IN_TIME.search(line, never.start())):
            yield first, last


def _is_always(said: tuple[str, ...], words: frozenset[str]) -> bool:
    """ "Every bill we've sent you was late", "it's the same drama every single month"."""
    troubles = [place for place, word in enumerate(said) if word in _TROUBLE]
    if not troubles or ("on", "time") in pairwise(said):
        return False
    if any(not _NOT.isdisjoint(said[max(0, place - _NEAR) : place]) for place in troubles):
        return False
    line = f" {' '.join(said)} "
    if words & _LATE and _FROM_THE_START.search(line):
        return True
    return any(
        (word in _ALWAYS and _OURS.isdisjoint(said[max(0, place - 2) : place]))
        or (word in _EVERY and not _OF_TIME.isdisjoint(said[place + 1 : place + 5]))
        for place, word in enumerate(said)
    )


def _is_again(line: str, words: frozenset[str]) -> bool:
    """ "You're late like you were with the last two", "it's not the first time"."""
    late = bool(words & _LATE)
    alike = late and bool(_BEFORE.search(line)) and bool(words & _LAST_ONES)
    return alike or bool(_NOT_FIRST.search(line) and (late or "time" in words))
