"""A promise that the client asks to move ("Would Monday be all right instead?") and the caller lets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from duecourse.domain.conversation.date_words import day_of_month
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.promises.parts import is_ahead
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

_MOVES = frozenset(
    "instead push pushed move moved wait rather change shift switch later back until after make swap stretch".split()
)
_LATER = frozenset("back later push move stretch wait".split())
_IT = frozenset("it that we i the friday monday tuesday wednesday thursday".split())
_WHICH = {"first": 0, "second": 1, "third": 2, "last": -1, "final": -1}


def moved(asked: View, view: View, state: State) -> Iterator[ClientAct]:
    """The client asked to move what they had promised ("Would Monday be all right instead?"), and the caller lets
    them. Takes the old promise out and gives the one in its place."""
    dated = [p for p in state.promises if p.on is not None]
    standing = {p.on for p in dated}
    days = [w for w in asked.days if w.on not in standing and is_ahead(w, state) and asked.asks(w.first, w.last)]
    old = _which(asked, dated) if days else None
    if old is None or view.has("no") or _is_about_another(asked, days[-1]):
        return
    on, said = _day_meant(days[-1], old, asked, view)
    if on is None or not (said or (view.has("grants") and not view.days)):
        return
    state.promises.remove(old)
    quote = asked.quote(days[-1].first, days[-1].last)
    yield replace(old, n=asked.n, quote=quote, on=on, or_on=days[-1].or_on, confirmed=said)


def _day_meant(when: When, old: ClientAct, asked: View, view: View) -> tuple[date | None, bool]:
    """The day that is asked for, and whether the caller said it back. A bare day of the month is read beside the day
    that it takes the place of: "the 23rd" for the 18th of December is the 23rd of December."""
    if when.on is None or old.on is None or when.rule != "day of month":
        return when.on, when.on in {w.on for w in view.days}
    named = [w for w in view.days if w.on is not None and w.on.day == when.on.day]
    if named and named[-1].rule != when.rule:
        return named[-1].on, True
    there = [day_of_month(when.on.day, old.on.replace(day=1))[0], day_of_month(when.on.day, old.on)[0]]
    later = not _LATER.isdisjoint(asked.words.vocabulary)
    ahead = [day for day in there if day is not None and day >= max(when.on, old.on if later else when.on)]
    return (ahead[0] if ahead else when.on), bool(named)


def _is_about_another(asked: View, when: When) -> bool:
    """A question about something else: "Could you send it by Monday?", "Will you ring on Monday?" """
    sentence = asked.words.sentence_at(when.first)
    said = asked.words.items[sentence.first : sentence.last]
    if "you" in said or asked.has("callback", "document_request"):
        return True
    if not _MOVES.isdisjoint(said):
        return False
    if when.first - sentence.first > _NEAR and _THE_PAYMENT.isdisjoint(said):
        return True  # "What about the timber I need for Monday?"
    return _IT.isdisjoint(said[:4]) and not _asks(said)


_NEAR = 5  # words of a question in front of the day that it asks for
_THE_PAYMENT = frozenset("it that pay payment money do".split())


def _asks(said: tuple[str, ...]) -> bool:
    """ "Would Monday be all right?" """
    return said[0] in ("would", "could", "can", "is", "how", "what", "any")


def _which(asked: View, dated: list[ClientAct]) -> ClientAct | None:
    """The promise that is meant: by its day, its sum, its place in the row, or the only one."""
    days = {w.on for w in asked.days}
    sums = {r for a in asked.amounts for r in a.readings}
    for each in dated:
        if each.on in days or each.amount_minor in sums:
            return each
    placed = [place for word, place in _WHICH.items() if word in asked.words.vocabulary]
    row = sorted(dated, key=lambda p: p.on or date.max)
    if placed and -len(row) <= placed[0] < len(row):
        return row[placed[0]]
    return dated[0] if len(dated) == 1 else None
