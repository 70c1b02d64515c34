"""What a caller says was paid, held against the payments of the account: "we haven't had a cent since June", "you sent
us half of it", "the promise was never kept"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.marks.windows import length_at, since
from duecourse.domain.conversation.notes import in_minor
from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import Item
from duecourse.domain.conversation.views import View

_PAID = frozenset("paid received payment payments deposit settled cleared".split())
_ON_IT = frozenset("it this that one these those them".split())
_POINTS = frozenset("of on off for against toward towards".split())
_REACH = 8  # words behind "not a cent" in which it is said of what
_EACH = frozenset("either both neither any".split())


@dataclass(frozen=True, slots=True)
class _Payment:
    """Something that was paid: on which day, where it is known, on an item that is still open, and by whom."""

    on: date | None
    on_open: bool
    by_insurer: bool = False


_OWNS_UP = frozenset("wrong mistake apologies apologise".split())  # "I told you we'd had nothing and that was wrong"


@needs(hits=("nothing_paid",))
def nothing_paid(view: View, state: State) -> tuple[int, int] | None:
    """ "Not one cent" where the account tells of a payment in the time that the caller names, on what they speak of."""
    payments = tuple(_payments(state))
    if not payments or not _OWNS_UP.isdisjoint(view.words.vocabulary):
        return None
    for hit in view.hits.get("nothing_paid", ()):
        start = since(view, hit.first, state)
        if _is_left_open(view, hit) or (start is None and _names_a_time(view, hit.first)):
            continue
        if _by_insurer(view, hit):
            meant = [p for p in payments if p.by_insurer]
        else:
            meant = [p for p in payments if p.on_open] if _of_one(view, hit.first, hit.last) else list(payments)
        if any(start is None or (p.on is not None and p.on > start) for p in meant):
            return hit.first, hit.last
    return None


_IF = frozenset("if unless whether".split())
_PAYING_WORDS = frozenset(
    "paid pay sent put given had got gotten received seen payment payments money come came in".split()
)


def _is_left_open(view: View, hit: Hit) -> bool:
    """Asked, under a condition, or of no payment at all ("Not a thing, unless I can't find it")."""
    sentence = view.words.sentence_at(hit.first)
    said = view.words.items[sentence.first : sentence.last]
    if not _IF.isdisjoint(view.words.items[sentence.first : hit.first]):
        return True
    if "thing" in view.words.items[hit.first : hit.last] and _PAYING_WORDS.isdisjoint(said):
        return True
    return asked(view, hit.first, hit.last)


_INSURERS = frozenset("plan insurance insurer insurers carrier fund society medicare medicaid".split())


def _by_insurer(view: View, hit: Hit) -> bool:
    """ "Your plan paid nothing toward it": said of who insures them."""
    sentence = view.words.sentence_at(hit.first)
    return any(
        word in _INSURERS and before == "your" for before, word in pairwise(view.words.items[sentence.first : hit.last])
    )


def _names_a_time(view: View, place: int) -> bool:
    """ "Nothing's come in since": since what they just spoke of, which only they know."""
    sentence = view.words.sentence_at(place)
    return "since" in view.words.items[place : sentence.last]


def _of_one(view: View, first: int, last: int) -> bool:
    """Is it said of the item in question, and not of all that the client ever paid?"""
    sentence = view.words.sentence_at(first)
    said = view.words.items[first : min(sentence.last, last + _REACH)]
    if not _EACH.isdisjoint(said):
        return False
    if "since" in said:
        said = said[: said.index("since")]  # "since the turn of the year" points at no bill
    named = any(r.first < sentence.last and first <= r.first for r in view.references)
    pointed = any(a in _POINTS and (b in _ON_IT or b == "the") for a, b in pairwise(said))
    return named or pointed


_SAID_ALONE = frozenset(("paid", "payment"))  # "last payment received 2026-01-09": how much is not said
# "Signed a direct payment form": a paper or an agreement about paying.
_ABOUT_PAYING = frozenset("form plan plans terms link portal run agreement arrangement method schedule signed".split())


def _payments(state: State) -> Iterator[_Payment]:
    partly = any(_is_partly_paid(item) for item in state.ledger.open_items)
    for part in state.ledger.notes.told:
        alone = not _SAID_ALONE.isdisjoint(part.words) and _ABOUT_PAYING.isdisjoint(part.words)
        if not _PAID.isdisjoint(part.words) and (part.sums or alone):
            up_to_date = state.setting.today if {"up", "date"} <= part.words else None
            for day in part.days or (up_to_date,):
                yield _Payment(day, on_open=partly, by_insurer=not _INSURERS.isdisjoint(part.words))
    if partly:
        yield _Payment(_when_it_fell_due(state), on_open=True)
    elif any(not item.is_open for item in state.ledger.items):
        yield _Payment(None, on_open=False)


@needs(("last",))
def wrong_last_payment(view: View, state: State) -> tuple[int, int] | None:
    """ "Your last payment was in June", "it's half a year since you last paid", where the last one came later."""
    items = view.words.items
    if _PAID.isdisjoint(items):
        return None
    days = [p.on for p in _payments(state) if p.on]
    place = next((i for i, pair in enumerate(pairwise(items)) if pair[0] == "last" and pair[1] in _PAYING), None)
    if not days or place is None or asked(view, place, place + 2):
        return None
    age = (state.setting.today - max(days)).days
    for start in range(max(0, place - _LENGTH_BEFORE), place):
        length, end = length_at(items, start)
        if length > 1.3 * age + 7 and not {"in", "within", "next"} & set(items[max(0, start - 2) : start]):
            return start, end
    when = next((w for w in view.whens if place < w.first <= place + _REACH), None)
    if when is None or when.rule in ("weekday", "today"):
        return None
    wrong = when.past not in days if when.past else when.month is not None and when.month != max(days).month
    return (place, when.last) if wrong else None


_PAYING = frozenset("paid payment pay paying".split())
_LENGTH_BEFORE = 6


def _when_it_fell_due(state: State) -> date | None:
    """Where nobody noted when a part was paid, it is taken to have been paid when it fell due."""
    noted = any(not _PAID.isdisjoint(part.words) and part.days for part in state.ledger.notes.told)
    days = [i.due_on for i in state.ledger.open_items if i.due_on and _is_partly_paid(i)]
    return max(days) if days and not noted else None


def _is_partly_paid(item: Item) -> bool:
    return item.amount_minor > item.balance_minor


# Shares of a bill as they are said, and how far the true one may be off.
_SHARES = {
    "half": (0.5, 0.12),
    "third": (1 / 3, 0.1),
    "thirds": (2 / 3, 0.1),
    "quarter": (0.25, 0.08),
    "quarters": (0.75, 0.08),
    "most": (0.75, 0.25),
}
_OF_THE_BILL = (
    ("what", "you"),
    ("what", "is"),
    ("the", "bill"),
    ("the", "claim"),
    ("the", "invoice"),
    ("the", "balance"),
)
_PAYS = frozenset("paid sent settled cleared".split())


@needs(_SHARES)
def wrong_share(view: View, state: State) -> tuple[int, int] | None:
    """ "You sent us half of what you owe" where three quarters were paid."""
    partly = [item for item in state.ledger.items if _is_partly_paid(item)]
    if len(partly) != 1 or _PAYS.isdisjoint(view.words.vocabulary):
        return None
    paid = 1 - partly[0].balance_minor / partly[0].amount_minor
    items = view.words.items
    for place, word in enumerate(items):
        if word not in _SHARES or items[place + 1 : place + 2] != ("of",) or asked(view, place, place + 1):
            continue
        before = items[max(0, place - 5) : place]
        share, slack = _SHARES[word]
        stated = "you" in before and not _PAYS.isdisjoint(before) and items[place + 2 : place + 4] in _OF_THE_BILL
        if stated and abs(share - paid) > slack:
            return place, place + 2
    return None


_PROMISED = frozenset("promised promise promises swore word told said committed".split())
_KEPT, _BROKEN = "kept", ("not kept", "broken", "kept in part")


@needs(hits=("promise_failed",))
def promise_was_kept(view: View, state: State) -> tuple[int, int] | None:
    """ "You told us the 2,400 would be here on the 4th, and it never came" where that promise was kept."""
    if not view.has("promise_failed") or _PROMISED.isdisjoint(view.words.vocabulary):
        return None
    lines = [line for line in state.ledger.notes.lines if "promised" in line.words]
    kept = [line for line in lines if _KEPT in line.words and not _is_broken(line.words)]
    if not kept:
        return None
    days = {day for line in kept for day in line.days}
    figures = in_minor((figure for line in kept for figure in line.sums), state.setting.account.currency)
    named = any(a.known(figures) for a in view.amounts) or any(w.past in days for w in view.whens)
    if named or len(kept) == len(lines):
        hit = view.hits["promise_failed"][0]
        return hit.first, hit.last
    return None


def _is_broken(words: tuple[str, ...]) -> bool:
    line = " ".join(words)
    return any(text in line for text in _BROKEN)
