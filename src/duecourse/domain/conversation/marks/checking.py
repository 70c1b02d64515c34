"""Checking what was meant: a question or a read-back of what the client just said (clarifying, ruling 2)."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.marks.echo import echo
from duecourse.domain.conversation.phrases import asks
from duecourse.domain.conversation.pieces import overlaps, pieces
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import Words, content_words
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_PHONE_DIGITS = 7
_NEAR = 6  # words around a figure in which it may be argued with
_ARGUES = frozenset("though although but however actually if".split())
_HOSTILE = ("aggression", "assumption", "dismissive")


def clarifying(view: View, state: State) -> Iterator[Mark]:
    """The first check in the turn: by its words, by a figure said back, or as a question about their own point."""
    before = state.before(view, CLIENT)
    if before is None:
        return
    for hit in view.hits.get("clarifying", ()):
        if view.n > 3:
            yield Mark(view.n, "clarifying", view.hit_quote(hit), hit.family.id)
            return
    if not view.has("goodbye") and not _takes_back(view):
        place = _read_back(view, before, state)
        if place is not None:
            yield Mark(view.n, "clarifying", view.quote(*place), "read-back")
            return
        place = echo(view, before, state)
        if place is not None:
            yield Mark(view.n, "clarifying", view.words.quote(*place), "answer said back")
            return
    for first, last in pieces(view):
        if _is_check(view, first, last, before):
            yield Mark(view.n, "clarifying", view.words.sentence_quote(first, last), "question about what was said")
            return


def _read_back(view: View, before: View, state: State) -> tuple[int, int] | None:
    """Where the caller says a figure that the client gave in the turn right before. A summary at the goodbye, an answer
    to the client's own question and the correction of our own slip are no checks."""
    if _only_asked(before):
        return None
    said = _figures_said(before, state) if view.amounts else set()
    for amount in view.amounts:
        if any(r in said for r in amount.readings) and not _is_argued(view, amount.first):
            return amount.first, amount.last
    days = {day for w in before.whens for day in (w.on, w.past) if day} if view.whens and before.whens else ()
    for when in view.whens if days else ():
        if (when.on in days or when.past in days) and (when.on or when.past) and not _is_argued(view, when.first):
            return when.first, when.last
    return _number_back(view, before)


def _figures_said(before: View, state: State) -> set[int]:
    """Sums that the client said, or numbers that are one."""
    known = state.ledger.figures | {p.amount_minor for p in state.promises}
    return {r for a in before.amounts for r in a.readings if a.sure or r in known}


def _only_asked(before: View) -> bool:
    """The client asked and gave nothing."""
    return before.turn.text.rstrip().endswith("?") and not before.has("pay") and "pay" not in before.words.vocabulary


def _is_argued(view: View, place: int) -> bool:
    """In a condition or an objection a figure is used, not checked."""
    sentence = view.words.sentence_at(place)
    if any(
        overlaps(view, label, max(sentence.first, place - _NEAR), min(sentence.last, place + 2)) for label in _HOSTILE
    ):
        return True
    begin, end = max(sentence.first, place - _NEAR), min(sentence.last, place + _NEAR)
    return bool(_ARGUES & set(view.words.items[begin:end])) and not sentence.asks


_TAKES_BACK = (" you are right ", " my mistake ", " misread ", " sorry about that ", " let me check ")
_TAKES_BACK_WITH = frozenset("right mistake misread sorry check".split())


def _takes_back(view: View) -> bool:
    """ "You're right, 740" takes back our own wrong figure (ruling 20)."""
    if _TAKES_BACK_WITH.isdisjoint(view.words.vocabulary):
        return False
    return any(said in view.words.line for said in _TAKES_BACK)


_SPOKEN_DIGITS = {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine".split())} | {
    "oh": "0"
}


def _number_back(view: View, before: View) -> tuple[int, int] | None:
    """A telephone or fax number read back in full; a bare reference is an echo and does not count."""
    if not (before.numbers and view.numbers):
        return None
    theirs = [d for d, _, _ in _digits(before.words) if len(d) >= _PHONE_DIGITS]
    if not theirs:
        return None
    for digits, first, last in _digits(view.words):
        if len(digits) >= _PHONE_DIGITS and any(digits in d or d in digits for d in theirs):
            return first, last
    return None


def _digits(words: Words) -> list[tuple[str, int, int]]:
    """Runs of digits, spoken or written, with their place."""
    runs: list[tuple[str, int, int]] = []
    digits, first = "", 0
    for place, word in enumerate((*words.items, "")):
        said = word if word.isdigit() else _SPOKEN_DIGITS.get(word, "00" if word == "hundred" and digits else "")
        joined = (
            digits and place < len(words.items) and "-" in words.text[words.spans[place - 1][1] : words.spans[place][0]]
        )
        if said and not (joined and len(digits) < 3):
            first, digits = (place if not digits else first), digits + said
        elif digits:
            runs.append((digits, first, place))
            digits = said
            first = place
    return runs


_ASKS_NEW = frozenset("what when how who where which why could can would will shall may please".split())
_POINTS_BACK = frozenset("it that they this those these both the".split())
_AUXILIARIES = frozenset("is was are were does did do has have had".split())


def _is_check(view: View, first: int, last: int, before: View) -> bool:
    """A statement with a question mark, an either-or about their point, or a question that repeats their words."""
    if not asks(view.words, first, last) or any(overlaps(view, label, first, last) for label in _HOSTILE[:1]):
        return False
    for label in ("open_question", "asks_payment", "solution", "verified", "courtesy"):
        if overlaps(view, label, first, last):
            return False
    said = view.words.items[first:last]
    start = 0
    while start < len(said) - 1 and said[start] in ("so", "and", "then", "okay", "well", "right", "oh", "yes", "but"):
        start += 1
    shared = len(content_words(said) & before.content)
    if said[start] in _AUXILIARIES:
        either = "or" in said and len(said) > start + 1 and said[start + 1] in _POINTS_BACK
        return (either and shared + before.size > 6) or shared >= 2
    if _ASKS_NEW & set(said[:6]):
        return False
    return start > 0 or shared >= 1 or said[-1] == "then"
