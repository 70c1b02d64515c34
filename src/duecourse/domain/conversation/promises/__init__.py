"""Promises to pay: joined from words, amounts and dates over several turns, and standing only if they stand at the end.

A promise is heard when the client says that they will pay (or agrees to a payment the caller proposed), moved when they
name another day, dropped when they take it back, and confirmed when the caller reads it back and nobody objects, or
when the client says it again (rulings 10 to 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from duecourse.domain.conversation.marks.privacy import is_machine
from duecourse.domain.conversation.promises.amount import spoken
from duecourse.domain.conversation.promises.got_ready import is_got_ready
from duecourse.domain.conversation.promises.payments import asks_to_pay
from duecourse.domain.conversation.promises.proposed import agreed, granted, is_about_the_rest, said_back
from duecourse.domain.conversation.promises.recap import settle, unopposed
from duecourse.domain.conversation.promises.said import asks_after_a_sum, said
from duecourse.domain.conversation.promises.standing import (
    as_said_back,
    confirm,
    confirm_by_repeating,
    keep,
    names_day,
    replaces,
    says_yes,
)
from duecourse.domain.conversation.promises.taken_back import (
    asked_for_more,
    goes_on_about_the_rest,
    holds_on_to,
    just_spoken_of,
    settled,
    withdrawn,
)
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View

__all__ = ["hear", "read_back"]


def hear(view: View, state: State) -> tuple[ClientAct, ...]:
    """The promises that this client turn makes or moves; `state.promises` holds those that stand."""
    if is_machine(view):
        return ()
    spoken, gone = settled(view, list(said(view, state)))
    off = [*gone, *withdrawn(view, state)]
    _undo(off, state)
    heard = [p for p in spoken if not (_in_passing(view, p, state) or is_got_ready(view, p, spoken, state))]
    if off and not heard:
        return ()
    heard = [*_agreed_before(view, heard, state), *heard]
    heard = heard or list(agreed(view, state)) or list(unopposed(view, state))
    if view.has("withdraws", "uncommits") and not heard and _is_of_the_rest(view, state):
        return ()
    if view.has("withdraws") and not heard:
        state.promises = holds_on_to(view, state)
        return ()
    if view.has("uncommits") and not heard and not says_yes(view) and just_spoken_of(view, state):
        if _UNSURE.isdisjoint(view.words.vocabulary):
            state.promises = [p for p in state.promises if p.confirmed]
        return ()
    if heard and ((not view.has("yes") and _is_hedged(view, heard)) or _is_doubtful(view, heard, state)):
        state.hedged.add(view.n)
        heard = [replace(p, confirmed=False) if p.n == view.n else p for p in heard]
    before = state.before(view, CALLER)
    for promise in heard:
        agreed_now = before is not None and view.n not in state.hedged and names_day(before, promise)
        meant = as_said_back(before, promise) if agreed_now and before is not None else promise
        keep(replace(meant, confirmed=True) if agreed_now and promise.on else promise, state)
    if not heard:
        _told_how_much(view, state)
    confirm_by_repeating(view, state)
    settle(view, state)
    return tuple(heard)


def _undo(off: list[ClientAct], state: State) -> None:
    if off:
        undone = {(p.on, p.amount_minor) for p in off}
        state.promises = [p for p in state.promises if (p.on, p.amount_minor) not in undone]


_UNSURE = frozenset("swear guarantee sure certain".split())  # "I can't swear to it" weakens a promise, and keeps it
_HOW_MUCH = (" how much ", " what amount ", " which amount ", " what sum ", " what figure ")
_A_SUM = 6  # words of an answer that only says how much


def _told_how_much(view: View, state: State) -> None:
    """ "I'll pay it on Friday." "How much?" "500.": the sum of what was just promised."""
    before = state.before(view, CALLER)
    if before is None or len(view.amounts) != 1 or view.days or view.size > _A_SUM or view.has("no", "withdraws"):
        return
    if not any(words in before.words.line for words in _HOW_MUCH):
        return
    dated = [place for place, p in enumerate(state.promises) if p.on is not None]
    if len(dated) == 1 and state.promises[dated[0]].n >= before.n - 1:
        minor = spoken(view.amounts[0], state.ledger.figures, state)
        state.promises[dated[0]] = replace(state.promises[dated[0]], amount_minor=minor)


_ADDS = frozenset("and plus also".split())
_LONGEST_YES = 4  # words


def _agreed_before(view: View, heard: list[ClientAct], state: State) -> Iterator[ClientAct]:
    """ "Yes. And the 890 on Friday week": what the caller put to them, in a turn that promises more."""
    if not heard:
        return
    items = view.words.items
    place = next((p for p, word in enumerate(items[: _LONGEST_YES + 2]) if word in _ADDS), 0)
    if not any(h.first < place and h.last <= place for h in view.hits.get("yes", ())):
        return
    days, sums = {p.on for p in heard}, {p.amount_minor for p in heard}
    if place <= min((w.first for w in view.days), default=0):
        yield from (p for p in agreed(view, state) if p.on not in days and p.amount_minor not in sums)


_MOVES = frozenset(
    "no not actually instead rather make scratch wait sorry change move push sooner earlier later better mean say "
    "could can put".split()
)


def _in_passing(view: View, new: ClientAct, state: State) -> bool:
    """A day that comes up beside a promise that was read back and agreed ("It's payday Friday, and I'll move it over"),
    or is said again in the same turn: nobody asked for another, no sum is said and nothing takes the first one back."""
    if view.amounts:
        return False
    if any(p.on == new.on for p in state.promises) and _says_that_it_stands(view):
        return True
    if view.has("withdraws"):
        return False
    others = [p for p in state.promises if p.on is not None and p.on != new.on and replaces(new, p, state)]
    if _is_only_before(view, new, others):
        return True
    if not _MOVES.isdisjoint(view.words.vocabulary):
        return False
    if view.has("yes") and {p.on for p in others} & {w.on for w in view.days}:
        return True
    before = state.before(view, CALLER)
    asked = before is not None and (asks_to_pay(before, state) or asks_after_a_sum(before, state))
    asked = asked and not _agrees(view, before, others)
    return not asked and not _doubts_the_day(before) and any(p.confirmed for p in others)


_STANDS = frozenset("definite definitely certain sure solid stands stand guaranteed firm fixed safe still".split())
_TOO = frozenset("too also same both as rest other well".split())


def _says_that_it_stands(view: View) -> bool:
    """ "And when might the other 270 follow?" "Ask me after the scan. The fifteenth is definite, though." """
    return not _STANDS.isdisjoint(view.words.vocabulary) and _TOO.isdisjoint(view.words.vocabulary)


_MOVED = frozenset("no not actually instead rather make scratch wait sorry change move push".split())
_AROUND = frozenset("before after".split())


def _is_only_before(view: View, new: ClientAct, others: list[ClientAct]) -> bool:
    """ "September the 4th. Before Labor Day, so I can go fishing": the standing day, and what it comes before."""
    if not view.days or not _MOVED.isdisjoint(view.words.vocabulary):
        return False
    places = [w.first for w in view.days if w.on == new.on]
    around = all(not _AROUND.isdisjoint(view.words.items[max(0, place - 1) : place + 1]) for place in places)
    return around and view.days[0].on in {p.on for p in others}


def _agrees(view: View, before: View | None, others: list[ClientAct]) -> bool:
    """ "Tuesday the 6th, the whole 2,190, is that right?" "That's right, unless you have it today by some wonder." """
    said_back = before is not None and {w.on for w in before.days} <= {p.on for p in others}
    first = view.words.sentences[0]
    return said_back and says_yes(view) and any(h.first < first.last for h in view.hits["yes"]) and not view.has("no")


_CLOSED = frozenset("holiday weekend sunday saturday closed shut late".split())


def _doubts_the_day(before: View | None) -> bool:
    """ "Would the twenty-fifth not be a bank holiday?": the day that was named is open again."""
    if before is None or _CLOSED.isdisjoint(before.words.vocabulary):
        return False
    return bool(before.days) and "not" in before.words.vocabulary


def _is_of_the_rest(view: View, state: State) -> bool:
    """Is it taken back of what is left, not of what is promised?"""
    left = _only_of_the_rest(view, state) or asked_for_more(view, state)
    return left or goes_on_about_the_rest(view, state)


def _only_of_the_rest(view: View, state: State) -> bool:
    """ "I won't say a date on the rest of it": what was promised before stands."""
    hits = (*view.hits.get("withdraws", ()), *view.hits.get("uncommits", ()))
    rest = all(is_about_the_rest(view, hit.first) or _is_of_another_sum(view, hit.first, state) for hit in hits)
    return rest and any(p.on for p in state.promises)


def _is_of_another_sum(view: View, place: int, state: State) -> bool:
    """ "I'm not going to promise you a thousand", of which 500 are promised."""
    sentence = view.words.sentence_at(place)
    promised = frozenset(p.amount_minor for p in state.promises if p.amount_minor is not None)
    said = [a for a in view.amounts if place <= a.first < sentence.last]
    return bool(said and promised) and not any(a.known(promised) for a in said)


def _is_doubtful(view: View, heard: list[ClientAct], state: State) -> bool:
    """Everything in the turn speaks against a promise, though rules have read one: it waits for a plain word."""
    return not state.may_promise and any(p.n == view.n for p in heard)


_AFTERTHOUGHT = 8  # words: "I'll try, that's all I can say" behind a promise weakens it


def _is_hedged(view: View, heard: list[ClientAct]) -> bool:
    """A "try" or "should" in the words of the promise, or in a short sentence right behind it."""
    quotes = " ".join(p.quote for p in heard)
    for hit in view.hits.get("hedge", ()):
        sentence = view.words.sentence_at(hit.first)
        if sentence.last - sentence.first <= _AFTERTHOUGHT or view.words.quote(hit.first, hit.last) in quotes:
            return True
    return False


def read_back(view: View, state: State) -> None:
    """The caller says a promise back: what stands is confirmed, and a payment of which the client had only named the
    day becomes a promise."""
    confirm(view, state)
    before = state.before(view, CLIENT)
    for promise in (*granted(view, state), *said_back(view, state)):
        if before is not None and promise.n == before.n and before.has("hedge"):
            state.hedged.add(promise.n)
        keep(promise, state)
