"""What is asked and what is remarked about a promise before it is written down.

A question waits for a yes: far more than is open, a day that has passed, a part that is all that is overdue. A remark
does not: a day on which no bank moves money, a day beyond what the caller may agree. Neither refuses what the client
said; both keep a slip of the key from becoming a promise that nobody made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from duecourse.domain.money import decimal_text, format_money
from duecourse.domain.wording import count, dated_day

MORE_THAN_OPEN, PAST_DAY, NO_PART = "more_than_open", "past_day", "no_part"
QUESTIONS = (MORE_THAN_OPEN, PAST_DAY, NO_PART)
FAR_ABOVE_PERCENT = 5  # a rounded amount, or a fee on top, is not worth a question


def weekend(day: date) -> str:
    """Saturday and Sunday, where no calendar is known."""
    return f"a {day:%A}" if day.weekday() >= 5 else ""


@dataclass(frozen=True, slots=True)
class PromiseInput:
    """One promise as it was given: that much, by that day (the debtor's)."""

    amount_minor: int
    currency: str
    due_on: date
    method: str = ""
    promised_by: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a record is held against. `now`: on their clock; None: only the day counts. `owed`: currency → minor units
    that are open, credits taken off; `overdue`: those of them that are late. `may_agree_days`: how far ahead the caller
    may agree a day; None: not said.
    `closed` says why banks are closed on a day, "" when they are open."""

    today: date
    now: datetime | None = field(default=None, kw_only=True)
    owed: Mapping[str, int] = field(default_factory=dict)
    overdue: Mapping[str, int] = field(default_factory=dict)
    may_agree_days: int | None = None
    closed: Callable[[date], str] = weekend


@dataclass(frozen=True, slots=True)
class Question:
    """`field` is the field of the form to go to. `about` is the figure or the day that a yes is about: another figure
    is asked about again."""

    kind: str
    field: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Remark:
    field: str
    text: str


def is_far_above(promised_minor: int, owed_minor: int) -> bool:
    """Whether somebody should look at the figure again."""
    return promised_minor * 100 > max(owed_minor, 0) * (100 + FAR_ABOVE_PERCENT)


def covers_all(promises: Sequence[PromiseInput], owed: Mapping[str, int]) -> bool:
    """Whether nothing of what is owed (currency → minor units) stays open beside these promises."""
    left = {currency: minor for currency, minor in owed.items() if minor > 0}
    promised = _totals(promises)
    return bool(left) and all(promised[currency] >= minor for currency, minor in left.items())


def _totals(promises: Sequence[PromiseInput]) -> Counter[str]:
    total: Counter[str] = Counter()
    for promise in promises:
        total[promise.currency] += promise.amount_minor
    return total


def questions(promises: Sequence[PromiseInput], terms: Terms, outcome: str = "") -> tuple[Question, ...]:
    """What has to be answered with a yes before these promises are written. `outcome`: how the call is said to end."""
    part = _no_part(promises, terms) if outcome == "part_promise" else ()
    return (*_above_what_is_open(promises, terms), *_past_days(promises, terms), *part)


def _no_part(promises: Sequence[PromiseInput], terms: Terms) -> Iterator[Question]:
    """A "part" that leaves nothing overdue. All that is open is no part at all: `record.problems` refuses it."""
    if not covers_all(promises, terms.overdue) or covers_all(promises, terms.owed):
        return
    promised, late = _totals(promises), {code: minor for code, minor in terms.overdue.items() if minor > 0}
    last = max(n for n, promise in enumerate(promises, 1) if promise.currency in late)
    about = " + ".join(f"{code} {decimal_text(promised[code], code)}" for code in sorted(late))
    text = "That is all that is overdue, not a part of it. Keep it as a part?"
    yield Question(NO_PART, f"promise_{last}_amount", text, about)


def _above_what_is_open(promises: Sequence[PromiseInput], terms: Terms) -> Iterator[Question]:
    last = {promise.currency: n for n, promise in enumerate(promises, 1)}
    for currency, promised in _totals(promises).items():
        owed = max(terms.owed.get(currency, 0), 0)
        if is_far_above(promised, owed):
            about = f"{currency} {decimal_text(promised, currency)}"
            more = f"That is {format_money(promised - owed, currency)} more than is open."
            text = more if owed else f"Nothing is open in {currency}."
            yield Question(MORE_THAN_OPEN, f"promise_{last[currency]}_amount", f"{text} Keep it?", about)


def _past_days(promises: Sequence[PromiseInput], terms: Terms) -> Iterator[Question]:
    for n, promise in enumerate(promises, 1):
        if promise.due_on < terms.today:
            text = f"{dated_day(promise.due_on, terms.today)} has passed. Keep it?"
            yield Question(PAST_DAY, f"promise_{n}_on", text, promise.due_on.isoformat())


def remarks(promises: Sequence[PromiseInput], terms: Terms) -> tuple[Remark, ...]:
    """What the caller should know and may leave as it is."""
    return tuple(remark for n, promise in enumerate(promises, 1) for remark in _remarks(n, promise.due_on, terms))


def _remarks(n: int, due_on: date, terms: Terms) -> Iterator[Remark]:
    day, ahead, may = dated_day(due_on, terms.today), (due_on - terms.today).days, terms.may_agree_days
    if ahead < 0:
        return
    if reason := terms.closed(due_on):
        moves = dated_day(open_from(due_on, terms.closed), terms.today)
        yield Remark(f"promise_{n}_on", f"{day} is {reason}: banks move money on {moves}.")
    if may is not None and ahead > may:
        text = f"{day} is {count(ahead, 'day')} away. You may agree {count(may, 'day')}: your lead decides."
        yield Remark(f"promise_{n}_on", text)


def open_from(day: date, closed: Callable[[date], str]) -> date:
    """That day, or the first after it on which banks are open; a calendar that is never open ends after a month."""
    return next((on for n in range(32) if not closed(on := day + timedelta(days=n))), day)
