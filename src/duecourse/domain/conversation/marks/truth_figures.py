"""Figures that no balance answers for: an invoice number that the account does not have, said as a bare number; an open
item called paid; a sum of the account in another currency; sums that do not add up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.denied import is_denied
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_Place = tuple[int, int]
_INVOICE, _NUMBER = frozenset(("invoice", "bill")), frozenset(("number", "no"))
_MONEY_BEHIND = frozenset("dollars dollar bucks pounds quid euro euros rupees cents percent and".split())
_NOT_OURS = frozenset("no not never any you".split())  # "we have no invoice 1043", "you said invoice 1043"
_LEAD = 5  # words before "invoice 1043" in which that stands


@needs(_INVOICE)
def unknown_number(view: View, state: State) -> _Place | None:
    """ "Invoice 1043 is open": as many digits as the account's own numbers have, and none of them."""
    items, lengths = view.words.items, {len(digits) for digits, _ in state.ledger.numbering.digits}
    for number in view.numbers:
        first = number.first - 1
        if first > 0 and items[first] in _NUMBER:
            first -= 1
        if first < 0 or items[first] not in _INVOICE or len(number.digits) not in lengths or number.symbol:
            continue
        word = items[number.first]
        if "." in word or "," in word or not _MONEY_BEHIND.isdisjoint(items[number.last : number.last + 1]):
            continue
        if any(r.first < number.last and number.first < r.last for r in view.references):
            continue
        lead = items[max(view.words.sentence_at(first).first, first - _LEAD) : first]
        if not _NOT_OURS.isdisjoint(lead) or asked(view, first, number.last) or _is_known(number.digits, state):
            continue
        return first, number.last
    return None


def _is_known(digits: str, state: State) -> bool:
    """The end of one of the account's numbers, in the notes, a figure of the account, or brought up by the client."""
    if any(own.endswith(digits) for own, _ in state.ledger.numbering.digits) or digits in state.ledger.facts_line:
        return True
    if {int(digits), int(digits) * 100} & state.ledger.known:
        return True  # "your bill, two hundred forty-six eighteen", of 246.18
    return any(n.digits == digits for v in state.said_by[CLIENT] for n in v.numbers)


_IS_PAID = re.compile(
    r"^ (?:has|was|is) (?:already |now |just |long )?(?:been )?(?:paid|settled|cleared)(?! (?:in part|up to)) "
)
_NOT_STATED = frozenset(
    "if when once until unless whether say says said told see soon should will would need think thought before after "
    "not never no claim believe assume then so as because suppose provided confirm sure check tell know".split()
)


@needs(("paid", "settled", "cleared"))
def open_called_paid(view: View, state: State) -> _Place | None:
    """ "INV-1011 has been paid", of which nothing has been paid."""
    if not view.references or state.act("already_paid"):
        return None
    for reference in view.references:
        item = state.ledger.item(reference.number)
        if item is None or not item.is_open or item.balance_minor < item.amount_minor:
            continue
        sentence = view.words.sentence_at(reference.first)
        behind = view.words.items[reference.last : sentence.last]
        found = _IS_PAID.search(" ".join(("", *behind, "")))
        before = view.words.items[sentence.first : reference.first]
        if found is None or not _NOT_STATED.isdisjoint(before) or asked(view, reference.first, reference.last):
            continue
        if not any(sentence.first <= w.first < sentence.last for w in view.days if w.past is None or w.on == w.past):
            return reference.first, reference.last + len(found.group().split())
    return None


_CURRENCIES = {
    **dict.fromkeys("euro euros eur €".split(), frozenset(("EUR",))),
    **dict.fromkeys("pound pounds quid gbp £".split(), frozenset(("GBP", "EGP", "LBP"))),
    **dict.fromkeys("rupee rupees inr ₹".split(), frozenset(("INR", "PKR", "LKR", "NPR", "MUR"))),
    **dict.fromkeys("dollar dollars buck bucks".split(), frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "JMD"))),
    "usd": frozenset(("USD",)),
}
_NAMED = frozenset[str]().union(*_CURRENCIES.values())  # of any other nobody knows by which of these words it goes
_CONVERTED = frozenset("or equivalent worth convert converted rate roughly about of if".split())


@needs(_CURRENCIES)
def other_currency(view: View, state: State) -> _Place | None:
    """ "4,215 euros" of an account in dollars."""
    own = state.setting.account.currency
    if own not in _NAMED:
        return None
    for amount in view.amounts:
        named = _CURRENCIES.get(view.words.items[amount.last - 1])
        if named is None or own in named or not amount.known(state.ledger.due):
            continue
        around = (
            view.words.items[max(0, amount.first - 1) : amount.first] + view.words.items[amount.last : amount.last + 1]
        )
        if not _CONVERTED.isdisjoint(around) or asked(view, amount.first, amount.last) or is_denied(view, amount):
            continue
        return amount.first, amount.last
    return None


_JOINS = frozenset(((), ("plus",), ("and",), ("and", "the"), ("plus", "the")))
_MAKES = frozenset(
    tuple(words.split())
    for words in ("makes", "make", "is", "are", "equals", "gives", "comes to", "come to", "that is", "that makes")
)


@needs(("plus", "and"))
def does_not_add_up(view: View, state: State) -> _Place | None:
    """ "890 plus 1,400 makes 2,390"."""
    for parts, total in _additions(view):
        sums = {sum(said) for said in product(*(a.readings for a in parts))}
        if not total.near and not total.known(sums) and not asked(view, total.first, total.last):
            return parts[0].first, total.last
    return None


def _additions(view: View) -> Iterator[tuple[list[Amount], Amount]]:
    """Sums said to be added, each with the sum said to come out."""
    parts: list[Amount] = []
    for amount in view.amounts:
        between = view.words.items[parts[-1].last : amount.first] if parts else ()
        if len(parts) > 1 and between in _MAKES:
            yield parts, amount
        parts = [*parts, amount] if parts and between in _JOINS else [amount]
