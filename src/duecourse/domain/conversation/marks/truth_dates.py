"""What a caller says about dates, held against the account: when an item was due and billed, and on which terms."""

from __future__ import annotations

import re
from datetime import date, timedelta

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import DATES, needs
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT, Item
from duecourse.domain.conversation.views import View

_WAS_DUE = re.compile(
    r" (?:(?:was|were|is|are|been|it|that|came|fell|falls|payment|which|one|invoice|dollars|pounds|euro|euros"
    r") due|(?:went|became|fell|gone) (?:overdue|late|past due)"
    r"|(?:should|ought to|(?:was|were) (?:to|meant to|supposed to)) (?:have )?(?:be |been )?"
    r"(?:paid|with us|in|settled|here|reached us|landed"
    r"|arrived|come in|cleared|gone out)|wanted paying|(?:overdue|late|due|unpaid|outstanding|owing|behind) since"
    r"|due date(?: (?:for|on|of)(?: [\w-]+){1,3}(?= was | is ))?(?: was| is)?|payable)"
    r"(?: (?:back|in|on|by|the|for|at|of|way|only|early|late|about|around))* $"
)
_DUE_WORDS = frozenset(
    "due overdue late paid us in settled here landed arrived cleared out paying since payable".split()
)  # one of them is in each
_LEADS_TO = ("on", "by", "the", "in")
_SUM_DUE_IN = re.compile(r" [$£€]?\d[\d,.]* due(?: back)?(?: in)? $")  # "1,290, due in May"; a day may be a share's own
_REACH = 8  # words before a date in which the claim stands


@needs(kind=DATES)
def wrong_due_date(view: View, state: State) -> tuple[int, int] | None:
    """ "Due on the 28th", "should have been paid on 15 June" when the item was due another day or month."""
    items = _meant(view, state)
    due = {i.due_on for i in items if i.due_on}
    if not due:
        return None
    for when in view.whens:
        if not _is_claim(view, when) or _is_ahead(view, when, state) or _is_of_the_next(view, when):
            continue
        day = when.past
        off = _days_off(view, when, due)
        if day is not None and off > 0 and day not in _noted(state):
            return _contradicts(when, state)
        if day is None and when.precision == "month" and when.month and when.month not in _months(view, when, due):
            return _contradicts(when, state)
    return None


def _months(view: View, when: When, due: set[date]) -> set[int]:
    """The months they fell due in; "overdue since April" is also said of what fell due on the last day of March."""
    since = not _FROM_THEN_ON.isdisjoint(view.words.items[max(0, when.first - 3) : when.first])
    return {d.month for d in due} | ({(d + timedelta(1)).month for d in due} if since else set())


def _is_ahead(view: View, when: When, state: State) -> bool:
    """ "890 falls due on December 1": a day still to come, on which the item that it is said of, or any, falls due."""
    if when.on is None or when.on < state.setting.today:
        return False
    sentence = view.words.sentence_at(when.first)
    named = {r.number for r in view.references if sentence.first <= r.first < sentence.last}
    lead = view.words.items[max(sentence.first, when.first - _REACH) : when.first]
    if not _PASSED.isdisjoint(lead[-_VERB:]):
        return False
    if any(theirs.on == when.on for said in state.said_by[CLIENT] for theirs in said.whens):
        return True  # "2,204 is due in on the 30th": the day that they named
    meant = [i for i in state.ledger.open_items if len(named) != 1 or i.number in named]
    return any(i.due_on in (when.on, when.or_on) for i in meant)


def _is_of_the_next(view: View, when: When) -> bool:
    """ "The next one's due January 16th": a bill that is not on the account yet."""
    sentence = view.words.sentence_at(when.first)
    return "next" in view.words.items[max(sentence.first, when.first - _REACH) : when.first]


_PASSED, _VERB = frozenset("was were fell went became since".split()), 4  # words before the day in which they stand
_FROM_THEN_ON = frozenset("since overdue late over".split())
_MONTH_END = 4  # days from which a due date is at the end of its month


def _days_off(view: View, when: When, due: set[date]) -> int:
    """How far the day is from any of these, beyond what people mean by it. "The 28th" is of any month."""
    if when.past is None or (when.rule == "day of month" and when.past.day in {d.day for d in due}):
        return 0
    return min(abs((when.past - d).days) for d in due) - _slack(view, when)


_ROUGHLY = {"week": 6, "weeks": 6, "month": 16, "months": 16, "year": 60, "years": 60}  # days: "three weeks ago"


def _slack(view: View, when: When) -> int:
    """Days that the claim may be off: overdue is counted from the day behind; "the end of June" is its last days."""
    before = view.words.items[max(0, when.first - 2) : when.first + 1]
    if "end" in before or when.rule.startswith("end of"):
        return _MONTH_END
    if when.rule == "some days ago":
        return max(
            (days for unit, days in _ROUGHLY.items() if unit in view.words.items[when.first : when.last]), default=0
        )
    lead = view.words.items[max(0, when.first - _VERB) : when.first + 1]
    return int("since" in before or "overdue" in lead)


def _meant(view: View, state: State) -> list[Item]:
    """The items the turn names, else all of them."""
    named = {r.number for r in view.references if r.number}
    return [i for i in state.ledger.items if i.number in named] or list(state.ledger.items)


def _noted(state: State) -> frozenset[date]:
    return state.ledger.fact_dates


def _contradicts(when: When, state: State) -> tuple[int, int]:
    state.wrong_figure = True
    return when.first, when.last


_ABOUT = frozenset("weekend week holiday batch run time".split())


def _is_claim(view: View, when: When) -> bool:
    """Said as the day something was due: stated, in the past, and no feast, weekend or weekday that leaves it open."""
    items = view.words.items
    if when.rule == "weekday" or not _ABOUT.isdisjoint(items[when.last : when.last + 2]):
        return False
    said = items[max(view.words.sentence_at(when.first).first, when.first - _REACH) : when.first]
    leads = items[when.first] in _LEADS_TO
    if _DUE_WORDS.isdisjoint((*said, items[when.first])) or asked(view, when.first, when.last):
        return False
    before = " ".join(("", *said, ""))
    if when.precision == "month" and _SUM_DUE_IN.search(before):
        return True
    return bool((leads and _WAS_DUE.search(f"{before}{items[when.first]} ")) or _WAS_DUE.search(before))


_INVOICED = re.compile(
    r" (?:invoiced|billed|issued|(?:invoice|bill) (?:went out|was (?:sent|raised|dated)|goes back to|is (?:from|dated))"
    r"|(?:invoice|bill|statement) (?:of|from|dated|we sent(?: you)?(?: on)?))"
    r"(?: (?:back|in|on|the|it|was|you|them|end|beginning|start|of))* $"
)
_BILLS = frozenset("invoiced billed issued invoice bill statement".split())
_NO_DAY_BACK = ("weekday", "today", "tomorrow")  # said of a bill that is still to come
_ONE_BILL = (("invoice",), ("bill",))
_SERVICE = 31  # days that a bill may come after the month it is for


@needs(kind=DATES)
def wrong_invoice_date(view: View, state: State) -> tuple[int, int] | None:
    """ "Your invoice of the 3rd of March" where it is of another day, or "the March invoice" of another month."""
    if _BILLS.isdisjoint(view.words.vocabulary):
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
        if "will" in view.words.items[view.words.sentence_at(when.first).first : when.first]:
            continue  # a bill that is still to come
        of_the_month = when.precision == "month" and view.words.items[when.last : when.last + 1] in _ONE_BILL
        if not (_INVOICED.search(before) or of_the_month) or asked(view, when.first, when.last):
            continue
        known = issued | {i.due_on for i in items} | state.ledger.fact_dates
        if when.past is not None and when.rule not in _NO_DAY_BACK and when.past not in known:
            return when.first, when.last
        if when.past is None and when.precision == "month" and when.month and when.month not in months:
            return when.first, when.last
    return None


@needs(hits=("our_terms",))
def wrong_terms(view: View, state: State) -> tuple[int, int] | None:
    """ "Our terms are fourteen days" where the due dates say thirty."""
    terms = {(i.due_on - i.issued_on).days for i in state.ledger.items if i.due_on and i.issued_on}
    for hit in view.hits.get("our_terms", ()):
        said = [n for n in map(small, view.words.items[hit.first : hit.last]) if n]
        if terms and said and not any(abs(said[0] - days) <= 1 for days in terms):
            return hit.first, hit.last
    return None
