"""Which promises stand: a later version replaces an earlier one, a read-back or a repetition confirms."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.promises.taken_back import asked_for_more
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View


def keep(new: ClientAct, state: State) -> None:
    """Adds a promise, or lets it replace the version it moves."""
    for place, old in enumerate(state.promises):
        if old.on == new.on and _same_amount(old, new, state):
            if old.n < new.n and old.on is not None and new.n not in state.hedged:  # said again, plainly
                state.promises[place] = replace(old, confirmed=True)
                state.hedged.discard(old.n)
            return
    gone = [old for old in state.promises if replaces(new, old, state)]
    gone = _the_one_moved(new, gone, state) or gone
    state.promises = [*(old for old in state.promises if old not in gone), new]


def _the_one_moved(new: ClientAct, gone: list[ClientAct], state: State) -> list[ClientAct]:
    """Of several payments the one that is moved: of the same sum, the latest; or the one whose sum becomes another, so
    that together they still come to what is due."""
    total = state.ledger.total_minor
    earlier = [old for old in gone if old.n < new.n]
    if len(state.promises) < 2 or len(earlier) < 2 or new.amount_minor is None:
        return []
    same = [old for old in earlier if old.amount_minor == new.amount_minor]
    standing = sum(_value(p, total) for p in state.promises)
    fits = [old for old in earlier if standing - _value(old, total) + new.amount_minor == total]
    return (same or fits)[-1:]


def _same_amount(old: ClientAct, new: ClientAct, state: State) -> bool:
    whole = state.ledger.total_minor
    return (old.amount_minor or whole) == (new.amount_minor or whole)


def replaces(new: ClientAct, old: ClientAct, state: State) -> bool:
    """A later version: more together than is due, the vague one made exact, or the same amount moved."""
    total = state.ledger.total_minor
    if old.on is None and (None in (old.amount_minor, new.amount_minor) or old.amount_minor == new.amount_minor):
        return True
    if old.n == new.n:  # one breath: "the 10th, no, hang on, the 15th" cannot both be for everything
        if _is_one_item(old, new, state):
            return True
        both = _value(old, total) + _value(new, total)
        return bool(total) and both > total
    if moves(new, old, state):
        return True
    if new.on == old.on and not _are_two_items(old, new, state):
        return True
    if old.amount_minor is None or new.amount_minor is None:
        return True
    standing = sum(p.amount_minor or total for p in state.promises)
    return bool(total) and standing + new.amount_minor > total


_MOVING = frozenset(
    "instead rather better mean move moving push pushed change switch make actually wait sorry say".split()
)
_BESIDE_IT = frozenset("another also extra more other rest remainder remaining both too second well next plus".split())


def moves(new: ClientAct, old: ClientAct, state: State) -> bool:
    """Is it the promise that was just spoken of, on another day: "Sorry, make that Monday instead", "I mean Monday"?"""
    view = next((v for v in reversed(state.said_by[CLIENT]) if v.n == new.n), None)
    if view is None or None in (new.on, old.on) or new.n <= old.n:
        return False
    said = view.words.vocabulary
    if _MOVING.isdisjoint(said) or not _BESIDE_IT.isdisjoint(said) or asked_for_more(view, state):
        return False
    before = state.before(view, CALLER)
    if before is None or not _BESIDE_IT.isdisjoint(before.words.vocabulary):
        return False
    summed = any(a.known({new.amount_minor}) for a in view.amounts if new.amount_minor is not None)
    dated = [p.amount_minor for p in state.promises if p.on is not None]
    if new.amount_minor == old.amount_minor:
        return dated.count(old.amount_minor) == 1
    return len(dated) == 1 and (not summed or new.on == old.on or _takes_less(said))


def _takes_less(said: Set[str]) -> bool:
    """ "Make that Monday. And only 500": the sum becomes another with the day."""
    return not said.isdisjoint(("only", "just", "instead"))


def _is_one_item(old: ClientAct, new: ClientAct, state: State) -> bool:
    """The balance of one item on two days ("the small one tonight; no, tomorrow"): it is paid once."""
    same = [i for i in state.ledger.open_items if i.balance_minor == new.amount_minor == old.amount_minor]
    return len(same) == 1 and len(state.ledger.open_items) > 1


def _are_two_items(old: ClientAct, new: ClientAct, state: State) -> bool:
    """The balances of two items on one day: "the little one the same day"."""
    balances = {i.balance_minor for i in state.ledger.open_items}
    return old.amount_minor != new.amount_minor and {old.amount_minor, new.amount_minor} <= balances


def _value(promise: ClientAct, total: int) -> int:
    return total if promise.amount_minor is None else promise.amount_minor


def confirm_by_repeating(view: View, state: State) -> None:
    """The client says a promise of an earlier turn again, or says yes to a read-back of it."""
    before = state.before(view, CALLER)
    for place, promise in enumerate(state.promises):
        if promise.n >= view.n or promise.confirmed or promise.on is None:
            continue
        again = any(w.on == promise.on for w in view.days) and not view.has("no")
        read_back = before is not None and before.n > promise.n and mentions(before, promise)
        plain = promise.n not in state.hedged or (
            not view.has("hedge", "uncommits") and before is not None and names_day(before, promise)
        )
        if again or (read_back and plain and says_yes(view)):
            meant = as_said_back(before, promise) if read_back and before is not None else promise
            state.promises[place] = _confirmed(meant, before if read_back and before is not None else view)
            state.hedged.discard(promise.n)


def says_yes(view: View) -> bool:
    """A yes, and no no before it: "Correct, and is the next load held up too, because I can't take another one?" """
    yes, no = view.hits.get("yes", []), view.hits.get("no", [])
    return bool(yes) and (not no or (yes[0].first < no[0].first and "but" not in view.words.vocabulary))


def confirm(view: View, state: State) -> None:
    """The caller says a promise back: it is confirmed unless the client objects or had only hedged."""
    for place, promise in enumerate(state.promises):
        if promise.on is None or promise.n in state.hedged or not mentions(view, promise):
            continue
        if as_said_back(view, promise) != promise and "?" in view.turn.text:
            continue  # "This coming Friday, the 20th?" waits for the answer
        state.promises[place] = _confirmed(as_said_back(view, promise), view)


def as_said_back(view: View, promise: ClientAct) -> ClientAct:
    """A day of two readings, as the caller says it back: "12/4." "Okay, December 4th." """
    days = {w.on for w in view.days if w.or_on is None}
    if promise.or_on is None or promise.or_on not in days or promise.on in days:
        return promise
    return replace(promise, on=promise.or_on, or_on=None)


def _confirmed(promise: ClientAct, view: View) -> ClientAct:
    """Confirmed; a day said in full ("next Friday being the 23rd") is in doubt no longer."""
    plain = any(w.on == promise.on and w.or_on is None for w in view.days)
    return replace(promise, confirmed=True, or_on=None if plain else promise.or_on)


def mentions(view: View, promise: ClientAct) -> bool:
    """Is the promise's day said in this turn (or its amount, when no other day is)?"""
    if names_day(view, promise):
        return True
    amounts = {r for a in view.amounts for r in a.readings}
    return not view.days and promise.amount_minor in amounts


def names_day(view: View, promise: ClientAct) -> bool:
    """Is the promise's day said in this turn, and not only asked about?"""
    days = {w.on for w in view.days if not _asks_which(view, w)}
    return bool(days & {promise.on, promise.or_on} - {None})


_WHICH = frozenset("which what".split())


def _asks_which(view: View, when: When) -> bool:
    """ "Which Friday?", "This Friday or next?": a day asked about is not said back."""
    if not view.asks(when.first, when.last):
        return False
    if not _WHICH.isdisjoint(view.words.items[max(0, when.first - 2) : when.last]):
        return True
    sentence = view.words.sentence_at(when.first)
    return view.words.items[when.last : when.last + 1] == ("or",) and when.last + 1 < sentence.last
