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
    lets = _names(view, days) or (view.has("grants") and not view.days)
    if not days or view.has("no") or not lets or _is_about_another(asked, days[-1], state):
        return
    old = _which(asked, dated)
    if old is None:
        return
    state.promises.remove(old)
    when = days[-1]
    on = when.on
    if on is not None and old.on is not None and on < old.on and not _LATER.isdisjoint(asked.words.vocabulary):
        on = day_of_month(on.day, old.on)[0] if when.rule == "day of month" else on
    quote = asked.quote(when.first, when.last)
    yield replace(old, n=asked.n, quote=quote, on=on, or_on=when.or_on, confirmed=_names(view, days))


def _names(view: View, days: list[When]) -> bool:
    """Is one of the days said in this turn?"""
    return not {w.on for w in days}.isdisjoint({w.on for w in view.days})


def _is_about_another(asked: View, when: When, state: State) -> bool:
    """A question about something else: "Could you send it by Monday?", "Will you ring on Monday?" """
    sentence = asked.words.sentence_at(when.first)
    said = asked.words.items[sentence.first : sentence.last]
    if "you" in said or asked.has("callback", "document_request"):
        return True
    return _MOVES.isdisjoint(said) and _IT.isdisjoint(said[:4]) and not _asks(said)


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
