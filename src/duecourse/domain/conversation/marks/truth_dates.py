"""What a caller says about dates, held against the account: when an item was due, and how late it is."""

from __future__ import annotations

import re
from datetime import date, timedelta

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import Item
from duecourse.domain.conversation.views import View

_WAS_DUE = re.compile(
    r" (?:(?:was|were|is|are|been|it|that|came|fell|falls|payment|which|one|invoice|dollars|pounds|euro|euros) due"
    r"|(?:should|was|were|ought to) (?:to )?(?:have )?(?:be |been )?(?:paid|with us|in|settled|here|reached us|landed"
    r"|arrived|come in|cleared|gone out)|wanted paying|(?:overdue|late|past due|unpaid|outstanding|owing|behind) since"
    r"|due date(?: was| is)?|payable)(?: (?:back|in|on|by|the|for|at|of|way|only))* $"
)
_REACH = 8  # words before a date in which the claim stands


def wrong_due_date(view: View, state: State) -> tuple[int, int] | None:
    """ "Due on the 28th", "should have been paid on 15 June" when the item was due another day or month."""
    if not view.whens:
        return None
    items = _meant(view, state)
    due = {i.due_on for i in items if i.due_on}
    if not due:
        return None
    for when in view.whens:
        if not _is_claim(view, when):
            continue
        day = when.past
        off = _days_off(view, when, due)
        if day is not None and off > 0 and day not in _noted(state):
            return _contradicts(when, state)
        if day is None and when.precision == "month" and when.month and when.month not in {d.month for d in due}:
            return _contradicts(when, state)
    return None


_MONTH_END = 4  # days from which a due date is at the end of its month


def _days_off(view: View, when: When, due: set[date]) -> int:
    """How far the day is from any of these, beyond what people mean by it. "The 28th" is of any month."""
    if when.past is None or (when.rule == "day of month" and when.past.day in {d.day for d in due}):
        return 0
    return min(abs((when.past - d).days) for d in due) - _slack(view, when)


def _slack(view: View, when: When) -> int:
    """Days that the claim may be off: overdue is counted from the day behind; "the end of June" is its last days."""
    before = view.words.items[max(0, when.first - 2) : when.first + 1]
    if "end" in before or when.rule.startswith("end of"):
        return _MONTH_END
    return int("since" in before)


def _meant(view: View, state: State) -> list[Item]:
    """The items the turn names, else all of them."""
    named = {r.number for r in view.references if r.number}
    return [i for i in state.ledger.items if i.number in named] or list(state.ledger.items)


def _noted(state: State) -> frozenset[date]:
    return state.ledger.fact_dates


def _contradicts(when: When, state: State) -> tuple[int, int]:
    state.wrong_figure = True
    return when.first, when.last


def _is_claim(view: View, when: When) -> bool:
    """Said as the day something was due: stated, in the past, and no feast, weekend or weekday that leaves it open."""
    if (
        view.asks(when.first, when.last)
        or when.rule == "weekday"
        or _ABOUT & set(view.words.items[when.last : when.last + 2])
    ):
        return False
    sentence = view.words.sentence_at(when.first)
    before = " ".join(("", *view.words.items[max(sentence.first, when.first - _REACH) : when.first], ""))
    after = view.words.items[when.first]
    lead = before + (f"{after} " if after in ("on", "by", "the", "in") else "")
    return bool(_WAS_DUE.search(lead) or _WAS_DUE.search(before))


_INVOICED = re.compile(
    r" (?:invoiced|billed|issued|(?:invoice|bill|statement) (?:of|from|dated|we sent(?: you)?(?: on)?))"
    r"(?: (?:back|in|on|the|it|was|you|them))* $"
)
_BILLS = frozenset("invoiced billed issued invoice bill statement".split())
_NO_DAY_BACK = ("weekday", "today", "tomorrow")  # said of a bill that is still to come
_SERVICE = 31  # days that a bill may come after the month it is for


def wrong_invoice_date(view: View, state: State) -> tuple[int, int] | None:
    """ "Your invoice of the 3rd of March" where it is of another day, or "the March invoice" of another month."""
    if not view.whens or _BILLS.isdisjoint(view.words.vocabulary):
        return None
    items = _meant(view, state)
    issued = {i.issued_on for i in items if i.issued_on}
    if not issued or len(issued) < len(items):
        return None
    months = {
        m.month for i in items for m in (i.issued_on, i.due_on, i.issued_on and i.issued_on - timedelta(_SERVICE)) if m
    }
    for when in view.whens:
        before = " ".join(("", *view.words.items[max(0, when.first - _REACH) : when.first], ""))
        if not _INVOICED.search(before) or view.asks(when.first, when.last):
            continue
        known = issued | {i.due_on for i in items} | state.ledger.fact_dates
        if when.past is not None and when.rule not in _NO_DAY_BACK and when.past not in known:
            return when.first, when.last
        if when.past is None and when.precision == "month" and when.month and when.month not in months:
            return when.first, when.last
    return None


def wrong_terms(view: View, state: State) -> tuple[int, int] | None:
    """ "Our terms are fourteen days" where the due dates say thirty."""
    if not view.has("our_terms"):
        return None
    terms = {(i.due_on - i.issued_on).days for i in state.ledger.items if i.due_on and i.issued_on}
    for hit in view.hits.get("our_terms", ()):
        said = [n for n in map(small, view.words.items[hit.first : hit.last]) if n]
        if terms and said and not any(abs(said[0] - days) <= 1 for days in terms):
            return hit.first, hit.last
    return None


_HAD_SINCE = re.compile(
    r" (?:(?:had|got|have had|sitting on|sat on|holding|ignor[a-z]+) (?:it|this|that|them|the|our|my|this|these|an?)"
    r"|(?:been|is|are|stood|sat) (?:open|with you|on your desk|sitting (?:there|here|with you|on your desk)))"
    r"(?: (?:bill|invoice|claim|one|bills|invoices|statement|all|there|here))*"
    r" since(?: (?:the|early|late|back|way|in))* $"
)
_EARLY = 2  # days before the date of the bill on which it may have come


def had_since_before_it_was(view: View, state: State) -> tuple[int, int] | None:
    """ "You've had this bill since April" where it is of September."""
    if "since" not in view.words.vocabulary or not view.whens:
        return None
    issued = [i.issued_on for i in _meant(view, state) if i.issued_on]
    if not issued:
        return None
    for when in view.whens:
        before = " ".join(("", *view.words.items[max(0, when.first - _REACH) : when.first], ""))
        if "since" not in before:
            before += "since "
        if not _HAD_SINCE.search(before) or view.asks(when.first, when.last) or when.rule in _NO_DAY_BACK:
            continue
        if when.past is not None and when.past < min(issued) - timedelta(_EARLY):
            return when.first, when.last
        if when.past is None and when.precision == "month" and when.month:
            months_back = (state.setting.today.month - when.month) % 12
            if months_back > max((state.setting.today - day).days for day in issued) // 30 + 1:
                return when.first, when.last
    return None


_ABOUT = frozenset("weekend week holiday batch run time".split())

_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30.4, "months": 30.4, "year": 365, "years": 365}
_AGE_WORDS = frozenset({*_UNITS, "plus", "bucket"})
_LATE = frozenset("overdue late past behind old outstanding unpaid".split())
_NOT_YET = frozenset("if once when until reaches gets after before within in".split())


def wrong_age(view: View, state: State) -> tuple[int, int] | None:
    """ "Six months overdue" when the oldest open item is two."""
    ages = [(state.setting.today - i.due_on).days for i in state.ledger.open_items if i.due_on]
    if not ages or not _AGE_WORDS & view.words.vocabulary:
        return None
    issued = [(state.setting.today - i.issued_on).days for i in state.ledger.open_items if i.issued_on]
    items = view.words.items
    for place, word in enumerate(items[:-1]):
        number, unit = small(word), _UNITS.get(items[place + 1], 0)
        if not number or not unit:
            continue
        late = bool(_LATE & set(items[place + 2 : place + 4]))
        already = not late and "already" in items[place + 2 : place + 4]
        if (late or already) and not _NOT_YET & set(items[max(0, place - 6) : place]):
            known = ages if late and items[place + 2] != "old" else [*ages, *issued]
            if _is_too_old(number * unit, unit, known, items[max(0, place - 2) : place]):
                return place, place + 3
    return _wrong_bucket(view, ages)


def _is_too_old(said: float, unit: float, ages: list[int], before: tuple[str, ...]) -> bool:
    slack = max(unit * 0.75, 0.12 * said)
    over = {"over", "than", "least"} & set(before)
    return said > max(ages) and not any(abs(said - age) <= slack or (over and age >= said) for age in ages)


def _wrong_bucket(view: View, ages: list[int]) -> tuple[int, int] | None:
    """ "Ninety-plus bucket" for an item that is 43 days late."""
    items = view.words.items
    for place, word in enumerate(items):
        number = small(word)
        if number not in (30, 60, 90, 120) or "bucket" not in items[place : place + 4]:
            continue
        if items[place + 1] == "plus" and max(ages) <= number:
            return place, place + 3
        if items[place + 1] in ("day", "days") and max(ages) < number - 30:
            return place, place + 3
    return None
