"""What a caller says about the record, held against it: paid or open, how many, what was paid, sent or agreed."""

from __future__ import annotations

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import AMOUNTS, REFERENCES, needs
from duecourse.domain.conversation.notes import in_minor
from duecourse.domain.conversation.pieces import pieces
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

_OPEN = frozenset("open unpaid overdue outstanding owe owing due showing late behind pending unsettled".split())
_NOT_PAID = (
    " not been paid ",
    " no been paid ",
    " not paid ",
    " never paid ",
    " never been paid ",
    " nae paid ",
    " nobody has paid ",
)


@needs(kind=REFERENCES)
def wrong_status(view: View, state: State) -> tuple[int, int] | None:
    """A paid item called open."""
    for reference in view.references:
        item = state.ledger.item(reference.number)
        sentence = view.words.sentence_at(reference.first)
        said = view.words.items[sentence.first : sentence.last]
        if item is None or item.is_open or asked(view, reference.first, reference.last):
            continue
        if says_open(said):
            return reference.first, reference.last
    return None


def says_open(said: tuple[str, ...]) -> bool:
    """ "Open", "overdue", "dead late", "not been paid"."""
    if any(" ".join(("", *said, "")).find(words) >= 0 for words in _NOT_PAID):
        return True
    return bool(_OPEN & set(said)) and not {"paid", "cleared", "settled", "not", "closed"} & set(said)


_THOUGHT = frozenset("was were thought if looked showed would could".split())


@needs(_OPEN)
def nothing_is_open(view: View, state: State) -> tuple[int, int] | None:
    """ "I've got an overdue bill here", "it stays open until I see money", where all of it is paid."""
    if state.ledger.open_items:
        return None
    for first, last in pieces(view):
        said = view.words.items[first:last]
        if says_open(said) and _THOUGHT.isdisjoint(said) and _NOT_SO.isdisjoint(said) and not asked(view, first, last):
            return first, last
    return None


_LATE = frozenset("overdue late".split())
_ALL = frozenset("both all everything each".split())


@needs(_LATE | {"past"})
def not_yet_due(view: View, state: State) -> tuple[int, int] | None:
    """ "Both of them are overdue", "1077 is overdue too", where that one falls due next month."""
    ahead = {i.number for i in state.ledger.open_items if i.due_on and i.due_on >= state.setting.today}
    if not ahead:
        return None
    items = view.words.items
    for place, word in enumerate(items):
        if word not in _LATE and items[place : place + 2] != ("past", "due"):
            continue
        sentence = view.words.sentence_at(place)
        before = items[max(sentence.first, place - _NEAR) : place]
        named = [r.number for r in view.references if sentence.first <= r.first < sentence.last]
        own = len(named) == 1 and named[0] in ahead and _IS & set(before)
        everything = not named and _ALL & set(before) and _IS & set(before)
        if (own or everything) and not _NOT_SO & set(before) and not asked(view, place, place + 1):
            return max(sentence.first, place - 3), place + 1
    return None


_IS = frozenset("is are were was already".split())
_NOT_SO = frozenset("not never will would if when before once going be no nothing nobody".split())


_IS_DUE = frozenset(
    "owe owes owing outstanding balance unpaid open left remaining overdue due showing pending against come "
    "sitting".split()
)
_WAS = frozenset("original originally billed was invoice charged paid of from down".split())
_AS_A_WHOLE = frozenset("is whole full entire total".split())  # "it's 6,710", "the whole twelve fifty"
_PART = frozenset("left less minus received part already after rest half".split())
_NEAR = 5


@needs(kind=AMOUNTS)
def paid_part_left_out(view: View, state: State) -> tuple[int, int] | None:
    """The whole of an item, or of all of them, called due of which a part is paid."""
    partly = {i.amount_minor for i in state.ledger.open_items if i.amount_minor > i.balance_minor}
    if partly:
        partly.add(sum(i.amount_minor for i in state.ledger.open_items))
    for amount in view.amounts:
        if amount.known(partly - state.ledger.due) and not amount.known(state.client_amounts):
            around = set(view.words.items[max(0, amount.first - _NEAR) : amount.last + _NEAR])
            before = view.words.items[max(0, amount.first - 2) : amount.first]
            told = any(a.known(state.ledger.due) for a in view.amounts)  # what is left is said beside it
            as_a_whole = bool(_AS_A_WHOLE & set(before)) and _PART.isdisjoint(around) and not _is_price(amount, state)
            said_due = (bool(_IS_DUE & around) or as_a_whole) and not told
            if said_due and not _WAS & around and not asked(view, amount.first, amount.last):
                state.wrong_figure = True
                return amount.first, amount.last
    return None


_PRICES = frozenset("fee rate price tariff".split())


def _is_price(amount: Amount, state: State) -> bool:
    """A note has the sum as what the thing costs: "agreed fee for this treatment is 690.00"."""
    sums = {f for line in state.ledger.notes.lines if not _PRICES.isdisjoint(line.words) for f in line.sums}
    return amount.known(in_minor(sums, state.setting.account.currency))


_FROM_THEM = frozenset("customer client debtor tenant patient member parent from".split())
_CAME_IN = frozenset("received called rang reported wrote emailed complained returned".split())


@needs(hits=("nothing_came",))
def denies_the_record(view: View, state: State) -> tuple[int, int] | None:
    """ "I got nothing here from you" where the notes say that something came."""
    if state.setting.account.kind == PAYER or "you" not in view.words.vocabulary:
        return None
    theirs = any(
        _CAME_IN & set(n.words) and _FROM_THEM & set(n.words) for n in state.ledger.notes.lines if not n.denies
    )
    return _first(view, "nothing_came") if theirs else None


def _first(view: View, marks: str) -> tuple[int, int] | None:
    return next(((h.first, h.last) for h in view.hits.get(marks, ())), None)


@needs(hits=("says_promised",))
def wrong_promise(view: View, state: State) -> tuple[int, int] | None:
    """A broken promise that is not in the notes, or that they have with another sum or day."""
    if "promis" not in state.ledger.facts_line:
        return None
    agreed = {p.on for p in state.promises}
    for hit in view.hits.get("says_promised", ()):
        sentence = view.words.sentence_at(hit.first)
        amounts = [a for a in view.amounts if sentence.first <= a.first < sentence.last and a.sure]
        days = [w for w in view.whens if sentence.first <= w.first < sentence.last and w.past is not None]
        for amount in amounts:
            if not amount.known(state.ledger.fact_amounts | state.ledger.known):
                return amount.first, amount.last
        for when in days:
            if when.past not in state.ledger.fact_dates and when.on not in state.ledger.fact_dates | agreed:
                return when.first, when.last
    return None


_LEAST_DIGITS = 3


def _is_noted(said: str, state: State) -> bool:
    """Do the notes name the item, with or without the letters of its number?"""
    digits = "".join(c for c in said if c.isdigit())
    facts = state.ledger.facts_line
    return said.lower() in facts or (len(digits) >= _LEAST_DIGITS and digits in facts)


@needs(kind=REFERENCES)
def wrong_item(view: View, state: State) -> tuple[int, int] | None:
    """An item in the account's own form that the account does not have, and that the client did not bring up."""
    for reference in view.references:
        heard = any(reference.said.lower() in v.words.text.lower() for v in state.said_by[CLIENT])
        noted = _is_noted(reference.said, state)
        if reference.number is None and not (heard or noted) and not asked(view, reference.first, reference.last):
            return reference.first, reference.last
    return None
