"""The same sum again and again: every month, every second Friday, three times, until nothing is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from duecourse.domain.conversation.date_words import month_after
from duecourse.domain.conversation.numbers import small
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
_TIMES = frozenset(
    "month months monthly week weekly fortnight fortnightly each every biweekly apart of at by times".split()
)


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
    if _WEEKLY.search(view.words.line):
        return lambda on: on + timedelta(days=7)
    return month_after if _counts(view) else None


_BEGINS = frozenset("starting starts start beginning begins begin commencing from".split())
_SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\d\\d?"
_COUNTED = re.compile(
    rf" (?P<of>{_SMALL}) "
    r"(?:(?:equal |monthly )*(?:payments|instal?lments|parts|pieces|lots|goes|bits|chunks) )?(?:of|at|by|times) "
    r"(?=[$£€₹]?\d|a hundred |a thousand |[a-z]+ (?:hundred|thousand|grand|[a-z]+ty|[a-z]+teen) )"
    rf"| (?P<times>{_SMALL}) (?:times|months (?:running|in a row)) "
)


def _counts(view: View) -> frozenset[int]:
    """ "Four of 310 starting the fifteenth of August": how many, where it is said when they begin. Two of 310 on Friday
    are two."""
    if _BEGINS.isdisjoint(view.words.vocabulary):
        return frozenset()
    said = (view.words.items[sentence.first : sentence.last] for sentence in view.words.sentences)
    lines = (" ".join(("", *words, "")) for words in said if not _BEGINS.isdisjoint(words))
    counts = (match["of"] or match["times"] for line in lines for match in _COUNTED.finditer(line))
    return frozenset(int(count) if count.isdigit() else small(count) or 0 for count in counts)


def rest_of_series(
    view: View, first: ClientAct, earlier: int, statement: tuple[int, int], state: State
) -> Iterator[ClientAct]:
    """What follows a payment that is said to be the first of several; `earlier` is promised by then, with it."""
    if _is_series(view, first, state):
        yield from _repeated(view, first, state.ledger.total_minor - earlier, statement)


def _is_series(view: View, first: ClientAct, state: State) -> bool:
    """A payment at equal times until nothing is left: said so, or so many equal ones come to what is due."""
    if _step(view) is None or not first.amount_minor or first.on is None:
        return False
    if _UNTIL_GONE.search(view.words.line):
        return True
    times, over = divmod(state.ledger.total_minor, first.amount_minor)
    counts = _counts(view)
    return not over and 1 < times <= _MOST_INSTALMENTS and (not counts or times in counts)


def further(view: View, state: State, statement: tuple[int, int]) -> Iterator[ClientAct]:
    """ "And the end of each month after that": the instalments that are still missing."""
    latest = state.promises[-1]
    total = state.ledger.total_minor
    left = total - sum(p.amount_minor or total for p in state.promises)
    yield from _repeated(view, latest, left, statement)


def _repeated(view: View, latest: ClientAct, left: int, statement: tuple[int, int]) -> Iterator[ClientAct]:
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
