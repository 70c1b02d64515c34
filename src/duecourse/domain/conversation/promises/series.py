"""The same sum again and again: every month, every second Friday, three times, until nothing is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from duecourse.domain.conversation.date_words import month_after
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_NO_RATE = rf"(?! (?:from|later|ago|after|today|before|or|and|away|behind|late|off|early|on (?:{_DAYS})))"
_EACH_MONTH = re.compile(rf" (?:(?:each|every|per|the same day (?:each|every)) month|a month{_NO_RATE}|monthly)(?= )")
_FORTNIGHTLY = re.compile(
    rf" (?:(?:every|each) (?:two weeks|other week|second week|fortnight|(?:second|other) (?:{_DAYS}))|fortnightly"
    r"|two weeks apart|biweekly) "
)
_WEEKLY = re.compile(rf" (?:(?:each|every|per) week|a week{_NO_RATE}|weekly|(?:each|every) (?:{_DAYS}))(?= )")
_UNTIL_GONE = re.compile(  # "a thousand at the end of every month until it's gone"
    r" until (?:it|that|they|the lot|i|we|you|both|all)(?: all)? "
    r"(?:is|are|am|has been|have been) (?:all )?(?:gone|paid|cleared|clear|done|settled|finished|square|straight) "
)
_MOST_INSTALMENTS = 36
_TIMES = frozenset("month monthly week weekly fortnight fortnightly each every biweekly apart".split())


def goes_on_each_month(view: View) -> bool:
    """Is something said to happen every month?"""
    return "month" in view.words.vocabulary and bool(_EACH_MONTH.search(view.words.line))


def _step(view: View) -> Callable[[date], date] | None:
    """From one payment to the next, where they are said to come at equal times."""
    if _TIMES.isdisjoint(view.words.vocabulary):
        return None
    if _FORTNIGHTLY.search(view.words.line):
        return lambda on: on + timedelta(days=14)
    if _EACH_MONTH.search(view.words.line):
        return month_after
    return (lambda on: on + timedelta(days=7)) if _WEEKLY.search(view.words.line) else None


def is_series(view: View, first: ClientAct, state: State) -> bool:
    """A payment at equal times until nothing is left: said so, or so many equal ones come to what is due."""
    if _step(view) is None or not first.amount_minor or first.on is None:
        return False
    if _UNTIL_GONE.search(view.words.line):
        return True
    times, over = divmod(state.ledger.total_minor, first.amount_minor)
    return not over and 1 < times <= _MOST_INSTALMENTS


def further(view: View, state: State, statement: tuple[int, int]) -> Iterator[ClientAct]:
    """ "And the end of each month after that": the instalments that are still missing."""
    latest = state.promises[-1]
    total = state.ledger.total_minor
    left = total - sum(p.amount_minor or total for p in state.promises)
    yield from repeated(view, latest, left, statement)


def repeated(view: View, latest: ClientAct, left: int, statement: tuple[int, int]) -> Iterator[ClientAct]:
    """The same sum at equal times, until nothing is `left`."""
    step = _step(view)
    if latest.on is None or not latest.amount_minor or left <= 0 or step is None:
        return
    on = latest.on
    for _ in range(min(_MOST_INSTALMENTS, -(-left // latest.amount_minor))):
        on = step(on)
        amount = min(latest.amount_minor, left)
        left -= amount
        yield replace(
            latest, n=view.n, quote=view.quote(*statement), amount_minor=amount, on=on, or_on=None, confirmed=False
        )


_SO_MANY = re.compile(
    r" (?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d\d?) (?:equal |monthly |weekly |fortnightly )*"
    r"(?:payments?|instal?lments?|parts|pieces|debit orders?|transfers|times|direct debits|lots|months|weeks) "
)


def days_of_series(view: View, first: date, minor: int | None, state: State) -> list[date]:
    """The days of a series that a turn speaks of ("three payments of 3,000 on the 25th"), the first one among them;
    empty where the sum, so many times, is not what is due."""
    if not minor or any(p.on for p in state.promises) or not _SO_MANY.search(view.words.line):
        return []
    times, over = divmod(state.ledger.total_minor, minor)
    if over or not 1 < times <= _MOST_INSTALMENTS:
        return []
    step = _step(view) or month_after
    days = [first]
    while len(days) < times:
        days.append(step(days[-1]))
    return days
