"""Sums that a caller says are due, held against the account: each must be a balance, a sum of balances, or a figure
that somebody brought up before."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import combinations

from duecourse.domain.conversation import numbers
from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.denied import is_denied
from duecourse.domain.conversation.marks.needs import AMOUNTS, needs
from duecourse.domain.conversation.notes import in_minor
from duecourse.domain.conversation.references import Reference
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT, Item
from duecourse.domain.conversation.views import View
from duecourse.domain.money import exponent

_NEAR_ENOUGH = 0.06  # a figure said to be rounded may be off by this share
_ROUND = 10_000  # minor units: "twenty-four hundred" for 2,415 is how people say it, where the sum is a large one
_LARGE = 20  # times the step: below that a round figure is a wrong one
_CLAIMS = frozenset(
    "owe owes owing owed due outstanding balance invoice invoices unpaid open overdue total totals together altogether "
    "all claim claims bill billed bills approved account amount amounts fees rent behind short shorted "
    "which for at past unsettled".split()
)
_OWED = frozenset("owe owes owing owed due outstanding balance unpaid overdue shorted unsettled".split())
_PROPOSES = frozenset(
    "could would can if each month monthly week weekly per plan instalment instalments installment installments split "
    "payments fee fees off discount part parts offer you'd half quarter deposit credit refund shipping tax vat "
    "interest waive from pay paid next friday monday tuesday wednesday thursday tomorrow today".split()
)
_WAS = frozenset("was were paid came got received settled cleared last before earlier originally billed".split())
_TELLING_DIGITS = 3  # "forty chairs" beside an item number is no sum, "four forty" is
_BEFORE, _BEHIND = 9, 5  # words around a sum in which it is said to be due
_SHARE_OF = (("of", "the"), ("of", "it"), ("of", "that"))  # "three hundred and ten of the total"
_LEFT_OUT, _LEFT = frozenset("without besides except excluding minus less leaving apart aside".split()), 3
_BOUND = 4  # words between an item's number and its own sum
_TOGETHER = frozenset(
    "total totals together altogether all both between combined sum plus everything whole lot overall".split()
)


_SHARES = frozenset("split ways each instalments installments parts payments spread pieces".split())


@needs(kind=AMOUNTS)
def wrong_amount(view: View, state: State) -> tuple[int, int] | None:
    """A sum said to be due that is on no item, no sum of items, and was not brought up by the client."""
    for amount in view.amounts:
        if not _is_claim(view, amount) or _is_two_sums(view, amount, state) or _is_a_place(view, amount, state):
            continue
        if amount.near and _is_rounded(view, amount, state.ledger.known):
            continue  # "I have 1042 for 1,998.40, so two thousand in round numbers"
        if not amount.sure and any(n.digits == amount.digits for v in state.said_by[CLIENT] for n in v.numbers):
            continue  # "And you said seven four eight oh": their reference, said back
        if not (_is_own(view, amount, state) and _exists(view, amount, state)):
            state.wrong_figure = True
            return amount.first, amount.last
    return None


def is_plainly_wrong(view: View, state: State) -> bool:
    """ "INV-1042, 1,295 dollars", "you owe 1,295 dollars": a sum of money that is not the item's beside it, or said to
    be owed where nothing comes to it. The ledger settles that, whatever the client made of it."""
    claims = (a for a in view.amounts if a.sure and not a.near and _is_claim(view, a))
    return any(not _is_own(view, a, state) or (_is_owed(view, a) and not _exists(view, a, state)) for a in claims)


def _is_owed(view: View, amount: Amount) -> bool:
    begin, end = _around(view, amount)
    return not _OWED.isdisjoint(view.words.items[begin:end])


def _is_a_place(view: View, amount: Amount, state: State) -> bool:
    """ "The two panels on 395", of a US-395 in the notes: digits that stand there behind letters are no sum."""
    if amount.sure or view.words.items[max(0, amount.first - 1) : amount.first] not in _AT:
        return False
    return re.search(rf"[a-z]-?{re.escape(amount.digits)}(?!\d)", state.ledger.facts_line) is not None


_AT = (("on",), ("at",), ("off",), ("near",), ("by",))


def _is_two_sums(view: View, amount: Amount, state: State) -> bool:
    """ "410 and 433, twelve hundred and nine eighty": two sums said in a row, each of them due."""
    words = view.words.items[amount.first : amount.last]
    scale = 10 ** exponent(state.setting.account.currency)
    for place in (i for i, word in enumerate(words) if word == "and"):
        sides = [list(numbers.find(side)) for side in (words[:place], words[place + 1 :])]
        if all(len(s) == 1 and any(int(v * scale) in state.ledger.due for v in s[0].values) for s in sides):
            return True
    return False


def _is_claim(view: View, amount: Amount) -> bool:
    """Is the sum stated as due, not proposed, waived or asked about?"""
    begin, end = _around(view, amount)
    around = {*view.words.items[begin : amount.first], *(w for w in view.words.items[amount.last : end] if w != "from")}
    bound = any(begin < r.last and r.first < end for r in view.references)
    if view.words.items[amount.last : amount.last + 2] in _SHARE_OF:
        return False
    if not amount.sure and (len(amount.digits) < _TELLING_DIGITS or not (bound or around & _OWED)):
        return False
    if amount.minor < 100 or asked(view, amount.first, amount.last) or is_denied(view, amount):
        return False
    if not (_PERCENT.isdisjoint(around) or _OFF.isdisjoint(around)):
        return False  # "you'll owe 684 with the ten percent off"
    if not _UP_TO.isdisjoint(view.words.items[max(begin, amount.first - 2) : amount.first]):
        return False  # "It'll be under a hundred"
    right_before = view.words.items[max(begin, amount.first - _OWES_RIGHT_BEFORE) : amount.first]
    if not _OWES.isdisjoint(right_before):  # "You owe us 2,900 and I want it today"; not "so you'd owe us 650"
        return "would" not in right_before
    if around & _PROPOSES:
        return False
    if view.words.items[amount.last : amount.last + 1] in _PER or _is_worked_out(view, amount):
        return False
    if view.words.items[max(0, amount.first - 1) : amount.first] in _FOR and amount.minor % _ROUND == 0:
        return bound  # "not for nine hundred bucks": how much it matters, not how much it is
    return bound or bool(around & _CLAIMS) or _opens_on(view, amount)


def _opens_on(view: View, amount: Amount) -> bool:
    """ "It's 1042, the timber. 980 dollars, and it should have been here on the first": the sum of what was named."""
    sentence = view.words.sentence_at(amount.first)
    behind = " ".join(("", *view.words.items[amount.last : sentence.last], ""))
    named = any(r.number and r.last <= sentence.first for r in view.references)
    return amount.sure and amount.first == sentence.first and named and any(words in behind for words in _WAS_DUE)


_WAS_DUE = (" should have ", " ought to have ", " was to ", " was due ", " fell due ", " ran out ", " went over ")


_PERCENT, _OFF = frozenset(("percent", "%")), frozenset(("off", "discount"))
_UP_TO = frozenset("under below above between".split())
_OWES, _OWES_RIGHT_BEFORE = frozenset(("owe", "owes", "owing")), 3
_FOR = (("for",), ("over",))
_PER = (("a",), ("per",), ("each",), ("an",))


def _is_worked_out(view: View, amount: Amount) -> bool:
    """ "Two hundred at 11.50 is 2,300": worked out before our ears, from two numbers of the same sentence."""
    sentence = view.words.sentence_at(amount.first)
    if len([n for n in view.numbers if sentence.first <= n.first < amount.first]) < 2:
        return False
    said = [n.value for n in numbers.find(view.words.items[sentence.first : amount.first])]
    return any(a * b * _HUNDREDTHS in amount.readings for a, b in combinations(said, 2))


_HUNDREDTHS = 100


def _around(view: View, amount: Amount) -> tuple[int, int]:
    sentence = view.words.sentence_at(amount.first)
    return max(sentence.first, amount.first - _BEFORE), min(sentence.last, amount.last + _BEHIND)


def _is_own(view: View, amount: Amount, state: State) -> bool:
    """Where the sentence gives one item and one sum, side by side, the sum must be that item's."""
    item = _item_beside(view, amount, state)
    if item is None or _is_of_all(view, amount, state):
        return True
    own = {item.amount_minor, item.balance_minor, item.amount_minor - item.balance_minor}
    said = state.client_amounts | state.caller_offers | state.ledger.fact_amounts
    return _fits(amount, own | said) or _fits(amount, {abs(o - f) for o in own for f in said})


def _is_of_all(view: View, amount: Amount, state: State) -> bool:
    """ "It's 5,485, and you're right, 1214 was only due the 11th": all that is open, and then something of one item."""
    spans, open_items = view.words.spans, state.ledger.open_items
    behind = next((r for r in view.references if r.first >= amount.last), None)
    if (
        behind is None
        or len(open_items) < 2
        or "," not in view.words.text[spans[amount.last - 1][1] : spans[behind.first][0]]
    ):
        return False
    return amount.known({sum(item.balance_minor for item in open_items)})


def _item_beside(view: View, amount: Amount, state: State) -> Item | None:
    sentence = view.words.sentence_at(amount.first)
    inside = [r for r in view.references if sentence.first <= r.first < sentence.last]
    if len(inside) != 1 or _TOGETHER & set(view.words.items[sentence.first : sentence.last]):
        return None
    if not _LEFT_OUT.isdisjoint(view.words.items[max(sentence.first, inside[0].first - _LEFT) : inside[0].first]):
        return None  # "without 1066 it's 4,215"
    return state.ledger.item(inside[0].number) if _gap(inside[0], amount) <= _BOUND else None


def _gap(reference: Reference, amount: Amount) -> int:
    return max(amount.first - reference.last, reference.first - amount.last)


def _exists(view: View, amount: Amount, state: State) -> bool:
    """Is it a figure of the account, or one that the call itself made? A paid item's sum is not due any more."""
    ledger = state.ledger
    if amount.known(ledger.parts) and not _SHARES.isdisjoint(view.words.vocabulary):
        return True
    begin, end = _around(view, amount)
    around = {*view.words.items[begin:end]}
    figures = ledger.due if around & _OWED and not around & _WAS else ledger.known
    said = state.client_amounts | state.caller_offers | {p.amount_minor for p in state.promises if p.amount_minor}
    if state.instalment or said:
        figures = figures | ledger.parts
    if _fits(amount, figures | ledger.fact_amounts | said):
        return True
    left = {abs(due - other) for due in ledger.due for other in ledger.fact_amounts | said}
    added = {figure for line in ledger.notes.lines if not _ADDS.isdisjoint(line.words) for figure in line.sums}
    more = {due + fee for due in ledger.due for fee in in_minor(added, state.setting.account.currency)}
    paid = {abs(i.amount_minor - i.balance_minor) for i in ledger.open_items}
    parts = {figure for line in ledger.notes.lines if not _PAID.isdisjoint(line.words) for figure in line.sums}
    whole = {due + part for due in ledger.due for part in in_minor(parts, state.setting.account.currency)}
    return _fits(amount, left | more | paid | whole) or _is_rounded(view, amount, ledger.known)


_PAID = frozenset("paid received".split())
_ADDS = frozenset(
    "fee fees charge charges cost costs interest penalty surcharge levy postage deposit tax vat extra added".split()
)


def _fits(amount: Amount, figures: Collection[int]) -> bool:
    """The sum itself, or without the hundredths that a following number was taken for ("960 dollars, four visits"), or
    in whole dollars of a sum that has cents as well ("a 612-dollar bill")."""
    if amount.known(figures) or (not amount.near and any(r - r % 100 in figures for r in amount.readings)):
        return True
    return any(r % 100 == 0 and 0 < figure - r < 100 for r in amount.readings[:1] for figure in figures)


def _is_rounded(view: View, amount: Amount, figures: Collection[int]) -> bool:
    """Said to be rounded ("about", "call it"), or a round figure where the hundreds stand for the sum."""
    if amount.near or view.words.items[max(0, amount.first - 2) : amount.first] in _CALL_IT:
        return any(abs(r - k) <= _NEAR_ENOUGH * k for r in amount.readings for k in figures)
    if any(r % _ROUND == 0 and abs(r - k) <= _near_enough(view, amount) * k for r in amount.readings for k in figures):
        return True
    if "grand" in view.words.items[amount.first : amount.last]:
        return any(abs(r - k) < _GRAND // 2 for r in amount.readings for k in figures)
    return any(
        r % _ROUND == 0 and r >= _LARGE * _ROUND and abs(r - k) < _ROUND // 2 for r in amount.readings for k in figures
    )


def _near_enough(view: View, amount: Amount) -> float:
    """How far a sum of whole hundreds may be off as people say it: "a three-thousand-dollar claim", "300 bucks"."""
    unit = view.words.items[amount.last - 1]
    if unit in _ONE_OF and amount.last < len(view.words.items):
        return 0.03
    return 0.015 if unit in _LOOSE else 0.0


_ONE_OF, _LOOSE = frozenset("dollar pound euro buck".split()), frozenset("bucks quid".split())
_GRAND = 100_000  # minor units: "five grand" for 5,125
_CALL_IT = (("call", "it"), ("say", "about"), ("just", "under"), ("just", "over"), ("close", "to"), ("north", "of"))
