"""The amount of a promise: as the ledger knows it, a share of what is due, or what was spoken of before."""

from __future__ import annotations

import re
from collections.abc import Set

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.promises.parts import Part, in_thousands
from duecourse.domain.conversation.promises.sums import HALF, ITEM, MEANT, REST, SAID, WHOLE
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER
from duecourse.domain.money import exponent


def amount_of(view: View, part: Part, earlier_minor: int, state: State) -> int | None:
    """The amount in minor units; None for everything that is due. `earlier_minor` is what the earlier parts of the same
    statement come to."""
    ledger = state.ledger
    kind = part.sum.kind if part.sum else ""
    if part.sum is not None and kind == SAID:
        said = next(in_thousands(a, view) for a in view.amounts if a.first == part.sum.first)
        before = earlier_minor or sum(p.amount_minor or 0 for p in state.promises if p.on is not None)
        left = {ledger.total_minor - before} if before else set()
        known = ledger.figures | state.caller_offers | left
        return spoken(said, known, state)
    if kind == WHOLE and 0 < earlier_minor < ledger.total_minor and _ANEW.isdisjoint(view.words.vocabulary):
        kind = REST  # "Nine hundred this Friday, then the whole balance on the thirtieth."
    if kind == HALF and (of_rest := _half_of_rest(view, part, state)) is not None:
        return of_rest
    if kind in (HALF, REST):
        return _share(kind, earlier_minor, state)
    if kind == MEANT and part.sum is not None:
        return part.sum.minor
    if kind == ITEM:
        return _balances(view, part, state)
    if kind != WHOLE and (just_named := _item_just_named(view, part, state)) is not None:
        return just_named
    if kind != WHOLE and (offered := _offered_before(view, part, state)) is not None:
        return offered
    spoken_of = [a for a in view.amounts if a.last <= part.first and _is_spoken_of(a, state)]
    if spoken_of and kind != WHOLE:  # "The 925 is fine. That will be in the next run."
        return spoken_of[-1].pick(ledger.payable)
    return amount_in_the_air(view, state, whole=kind == WHOLE)


_OFFERS = re.compile(
    r" (?:can|could|will|would|able to|manage to|happy to) (?:[a-z]+ ){0,2}"
    r"(?:do|manage|pay|send|give|put|get|swing|stretch|scrape|find|offer|spare|raise|transfer|wire|have|let|go|bring) "
)


def _offered_before(view: View, part: Part, state: State) -> int | None:
    """ "I could do ninety thousand. They pay us on the 15th, so the 16th.": the sum that a sentence before it offers,
    where no day is said with it."""
    for amount in reversed([a for a in view.amounts if a.last <= part.first]):
        sentence = view.words.sentence_at(amount.first)
        before = " ".join(("", *view.words.items[sentence.first : amount.first], ""))
        dated = any(sentence.first <= w.first < sentence.last for w in view.days)
        plain = amount.sure or len(amount.digits) >= _TELLING
        asked = view.asks(amount.first, amount.last)
        if plain and not dated and not asked and amount.minor < state.ledger.total_minor and _OFFERS.search(before):
            return amount.pick(state.ledger.payable)
    return None


_THAT_ONE = frozenset("that that's it it's this".split())


def _item_just_named(view: View, part: Part, state: State) -> int | None:
    """ "1417 is ready, I've got it stamped. That one I'll pay on Friday.": the one of several that was named before."""
    opened = state.ledger.open_items
    if len(opened) < 2 or not view.references or _THAT_ONE.isdisjoint(view.words.items[part.first : part.last]):
        return None
    named = {r.number for r in view.references if r.last <= part.first}
    return next((i.balance_minor for i in opened if {i.number} == named), None)


_ANEW = frozenset("no not actually instead rather scratch wait sorry".split())


def _is_spoken_of(amount: Amount, state: State) -> bool:
    """A sum that is due or a share of it; of a payer any sum below what was claimed."""
    ledger = state.ledger
    below = state.setting.account.kind == PAYER and amount.sure and amount.minor < ledger.total_minor
    return below or amount.known(ledger.payable)


def spoken(amount: Amount, known: Set[int], state: State) -> int:
    """The reading of a sum that is known, with a thousand and cents that were left out."""
    promised = {p.amount_minor for p in state.promises}
    minor = amount.pick(known)
    if not amount.sure and minor * 1000 in promised:
        return minor * 1000
    return to_the_cent(_elliptic(minor, known, amount.sure), state)


def to_the_cent(minor: int, state: State) -> int:
    """ "2,318 and whatever the cents were" is the 2,318.40 that is due: nobody promises all but the cents."""
    unit = 10 ** exponent(state.setting.account.currency)
    same = [due for due in state.ledger.due if abs(due - minor) < unit]
    return same[0] if len(same) == 1 and minor >= unit else minor


def _elliptic(minor: int, known: Set[int], sure: bool) -> int:
    """ "Forty-five on the tenth" after "forty-five thousand": the thousand left out, when the ledger knows it."""
    whole, rest = divmod(minor, _LAKH)
    if whole and 0 < rest < _LAKH // 1000 and minor not in known and whole * _LAKH + rest * 1000 in known:
        return whole * _LAKH + rest * 1000  # "two lakh forty"
    fits = sure or minor in known or minor * 1000 not in known
    return minor if fits else minor * 1000


_LAKH = 100_000 * 100  # minor units


def _share(kind: str, earlier_minor: int, state: State) -> int | None:
    total = state.ledger.total_minor
    if not total:
        return None
    if kind == HALF:
        return round(total / 2)
    promised = earlier_minor or sum(p.amount_minor or 0 for p in state.promises if p.on is not None)
    return total - promised if 0 < promised < total else None


_LEFT = frozenset("left rest remaining remainder remains".split())


def _half_of_rest(view: View, part: Part, state: State) -> int | None:
    """ "What's left, half on the fourth and half on the eighteenth": of what earlier turns have not promised."""
    promised = sum(p.amount_minor or 0 for p in state.promises if p.on is not None and p.n < view.n)
    left = state.ledger.total_minor - promised
    said = not _LEFT.isdisjoint(view.words.items[part.first : part.last])
    return round(left / 2) if said and promised and left > 0 else None


def _balances(view: View, part: Part, state: State) -> int | None:
    place = part.sum or part
    named = {r.number for r in view.references if place.first <= r.first < place.last and r.number}
    items = [i for i in state.ledger.open_items if i.number in named]
    return sum(i.balance_minor for i in items) if items else amount_in_the_air(view, state, whole=False)


def amount_in_the_air(view: View, state: State, *, whole: bool) -> int | None:
    """Nobody said it in this statement: the amount the caller has just proposed, the one of an earlier version of this
    promise, what a payer said it allows, the balance of the only open item, or everything."""
    allowed = _allowed(view, state)
    if allowed is not None:
        return allowed
    if not whole:
        proposed = _proposed(view, state)
        if proposed is not None:
            return proposed
    only = state.ledger.only_open
    if only is not None:
        return only.balance_minor
    return None if whole else _spoken_of(state)


def _spoken_of(state: State) -> int | None:
    """Of several open items the only one that the call has been about: by its number or its balance."""
    opened = state.ledger.open_items
    named = {r.number for v in state.views for r in v.references if r.number}
    said = {reading for v in state.views for a in v.amounts for reading in a.readings}
    if said & (state.ledger.due - {i.balance_minor for i in opened}):
        return None  # a sum of several
    about = [i for i in opened if i.number in named or i.balance_minor in said]
    if len(about) > 1 and (latest := _latest_named(state)):
        about = [i for i in about if i.number == latest]
    if len({i.number for i in about} & named) <= 1 and len({i.balance_minor for i in about}) == 1:
        return about[0].balance_minor  # the same sum, whichever of two is meant
    return None


def _latest_named(state: State) -> str | None:
    """The only item that the client has named by its number, in one of their last turns, where nobody went on to
    another: "4419 I've got, yes." "When can we look for it?" "It'll be in the run on the 25th." """
    lately = state.views[-_LATELY:]
    place = next((i for i, v in enumerate(lately) if v.turn.who == CLIENT and v.references), None)
    if place is None:
        return None
    named = {r.number for v in lately[place:] for r in v.references}
    sums = {reading for v in lately[place:] for a in v.amounts for reading in a.readings} & state.ledger.due
    return named.pop() if len(named) == 1 and not sums else None


_LATELY = 3  # turns: the one that names it, the question, and the promise


def _proposed(view: View, state: State) -> int | None:
    before = state.before(view, CALLER)
    if before is not None:
        own = _named_just_before(view, before, state)
        if own is not None:
            return own
        for source in (_items_asked, _left_told, _left_over, _sum_in_question, _sum_asked, _settled_on):
            minor = source(before, state)
            if minor is not None:
                return minor
    if state.instalment is not None:
        return state.instalment
    dated = [p for p in state.promises if p.amount_minor is not None]
    if len(dated) == 1 or (dated and len({p.amount_minor for p in dated}) == 1):
        return dated[-1].amount_minor
    return None


def _named_just_before(view: View, before: View, state: State) -> int | None:
    """ "Five hundred, and that's me stretching." "By when?" "Friday.": the sum of the client's last turn."""
    answer = state.before(before, CLIENT)
    if answer is None or before.amounts or len(answer.amounts) != 1 or answer.days or answer.has("no", "already_paid"):
        return None
    sum_ = answer.amounts[0]
    plain = sum_.sure or sum_.known(state.ledger.payable) or len(sum_.digits) >= _TELLING
    minor = sum_.pick(state.ledger.payable)
    asked = before.has("asks_payment") and not answer.asks(sum_.first, sum_.last)
    return minor if plain and asked and minor < state.ledger.total_minor else None


_TELLING = 3  # digits that make a bare number a sum


def _items_asked(before: View, state: State) -> int | None:
    """The items that the caller asked about, where more than one is open."""
    opened = state.ledger.open_items
    asked = {r.number for r in before.references if before.asks(r.first, r.last)} if len(opened) > 1 else set()
    items = [i.balance_minor for i in opened if i.number in asked]
    return sum(items) if items else None


def _left_told(before: View, state: State) -> int | None:
    """ "Which leaves 1,500." "January 15th for that.": what the promises with a day leave over, as the caller says.
    "I'll open a ticket on the 1,500" asks for none of it."""
    promised = [p.amount_minor or 0 for p in state.promises if p.on is not None]
    left = state.ledger.total_minor - sum(promised)
    told = any(a.known({left}) and not _is_set_aside(before, a) for a in before.amounts)
    return left if promised and told and 0 < left < state.ledger.total_minor else None


_ASIDE = frozenset(
    "ticket dispute query case open opening opened hold held holding park parked parking flag flagged credit stays "
    "aside freeze frozen".split()
)


def _is_set_aside(view: View, amount: Amount) -> bool:
    sentence = view.words.sentence_at(amount.first)
    return not _ASIDE.isdisjoint(view.words.items[sentence.first : sentence.last])


def _left_over(before: View, state: State) -> int | None:
    """ "Six hundred on Friday." "And the 290?": what was asked for beside what is promised."""
    promised = {p.amount_minor for p in state.promises}
    left = [a for a in before.amounts if before.asks(a.first, a.last) and a.minor not in promised]
    return left[-1].pick(state.ledger.known) if left and promised else None


def _sum_in_question(before: View, state: State) -> int | None:
    """ "And the small one, the 1,042?": a balance, or a sum of some, that the caller asked about."""
    asked = {a.pick(state.ledger.due) for a in before.amounts if before.asks(a.first, a.last)} & state.ledger.due
    return asked.pop() if len(asked) == 1 else None


def _sum_asked(before: View, state: State) -> int | None:
    """The sum that the caller asked for or offered."""
    if not before.has("asks_payment", "solution"):
        return None
    known = state.ledger.figures
    proposed = [a for a in before.amounts if (a.known(known) or a.sure) and not _is_set_aside(before, a)]
    return proposed[-1].pick(known) if proposed else None


def _settled_on(before: View, state: State) -> int | None:
    """The only sum of the caller's turn, below what is due, where the client had brought it up: "eight hundred and
    forty, by rights", "It's eight forty, on the nose"."""
    sums = {a.pick(state.client_amounts) for a in before.amounts if a.sure or a.known(state.client_amounts)}
    settled = (sums & state.client_amounts) - state.ledger.known
    return next((s for s in settled if s < state.ledger.total_minor), None) if len(sums) == 1 else None


def _allowed(view: View, state: State) -> int | None:
    """What a payer says that it pays on the claim: the last sum of theirs (the allowed amount is the full one)."""
    if state.setting.account.kind != PAYER:
        return None
    for earlier in reversed(state.views):
        if earlier.n > view.n or earlier.turn.who != CLIENT:
            continue
        sums = [
            a
            for a in earlier.amounts
            if (a.sure or len(a.digits) > 2) and _ALLOWS & set(earlier.words.items[max(0, a.first - 6) : a.first])
        ]
        if sums:
            return sums[-1].pick(state.ledger.known)
    return None


_ALLOWS = frozenset("allow allowed allows allowable approved payable priced pays paying payment finalized".split())


def only_balance(state: State) -> int | None:
    return state.ledger.only_open.balance_minor if state.ledger.only_open else None
