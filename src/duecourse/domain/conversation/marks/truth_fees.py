"""Fees, charges and interest that a caller states, held against the notes: one that the terms do not have, one that
runs from a later day, interest far beyond the rate."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import AMOUNTS, needs
from duecourse.domain.conversation.notes import Note, in_minor, roots
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import Sentence
from duecourse.domain.conversation.views import View

_Place = tuple[int, int]
_FEES = frozenset("fee fees charge charges cost costs surcharge interest penalty penalties".split())
_NO = frozenset("no not never none nothing without cannot".split())
_OPEN = frozenset(
    "could might may would waive waived waiving off remove removed drop dropping wipe forget scrap".split()
)
_SO_FAR = frozenset("yet far charged added applied so".split())  # "no fee charged so far" says nothing of tomorrow
# Words that every such note has, and that say nothing of what the fee is for.
_ANY = roots("fee fees charge charges cost terms account contract plan plans includes included agreement".split())


@needs(kind=AMOUNTS)
def fee_that_is_not(view: View, state: State) -> _Place | None:
    """ "There's a forty dollar late charge lands on it tonight" where late charges are not in the terms; "there is a
    support fee of fifty" where support comes at no charge."""
    if _FEES.isdisjoint(view.words.vocabulary):
        return None
    matters = [roots(part) - roots(_FEES) - _ANY for line in state.ledger.notes.lines for part in _without(line)]
    for sentence in view.words.sentences if matters else ():
        said = view.words.items[sentence.first : sentence.last]
        beside = [a for a in view.amounts if not a.known(state.ledger.due)]  # "your permit fee, 165" is the bill itself
        summed = any(sentence.first <= a.first < sentence.last for a in beside)
        stated = summed and not sentence.asks and _OPEN.isdisjoint(said) and not _FEES.isdisjoint(said)
        denied = any(a in _NO and b in _FEES for a, b in [*pairwise(said), *zip(said, said[2:], strict=False)])
        if stated and not denied and any(not matter or matter & roots(said) for matter in matters):
            return sentence.first, sentence.last
    return None


def _without(line: Note) -> list[tuple[str, ...]]:
    """The parts of a line that say that there is no fee."""
    if not line.denies or not _SO_FAR.isdisjoint(line.words):
        return []
    return [part for part in line.parts if not (_FEES.isdisjoint(part) or _NO.isdisjoint(part))]


@needs(kind=AMOUNTS)
def charged_too_early(view: View, state: State) -> _Place | None:
    """ "The eight dollars I've got to put on here Friday" where the notes have that fee from a later day."""
    if not view.days:
        return None
    for line in state.ledger.notes.lines:
        first = line.runs_from()
        sums = in_minor(line.sums, state.setting.account.currency)
        if first is None or not sums or _FEES.isdisjoint(line.words):
            continue
        for amount in view.amounts:
            sentence = view.words.sentence_at(amount.first)
            days = [w.on for w in view.days if sentence.first <= w.first < sentence.last and w.on]
            if amount.known(sums) and days and max(days) < first and _OPEN.isdisjoint(view.words.vocabulary):
                return amount.first, amount.last
    return None


_RATE = re.compile(r"(\d+(?:\.\d+)?) (?:percent|%) (?:a|per|each) month")
_PER_DAY = re.compile(r" (?:a|per|each|every|another|single) (day|week) ")
_TIMES = {"day": 30, "week": 4}  # in a month, nearly
_FAR_BEYOND = 3


@needs(kind=AMOUNTS)
def interest_beyond_rate(view: View, state: State) -> _Place | None:
    """ "Every day it's another hundred in interest" where the terms have one and a half percent a month."""
    if _FEES.isdisjoint(view.words.vocabulary):
        return None
    rates = [Decimal(r) for line in state.ledger.notes.lines for r in _RATE.findall(" ".join(line.words))]
    per = _PER_DAY.search(view.words.line)
    if not rates or per is None or not state.ledger.total_minor:
        return None
    most = max(rates) / 100 * state.ledger.total_minor / _TIMES[per[1]] * _FAR_BEYOND
    for amount in view.amounts:
        sentence: Sentence = view.words.sentence_at(amount.first)
        said = view.words.items[sentence.first : sentence.last]
        beyond = amount.minor > most and amount.minor not in state.ledger.known
        if beyond and not _FEES.isdisjoint(said) and not asked(view, amount.first, amount.last):
            return sentence.first, sentence.last
    return None


_WITH = frozenset("with including plus counting add added after".split())
_MONTH = 30  # days, in which a monthly fee falls due once


@needs(_FEES)
def more_with_fees(view: View, state: State) -> _Place | None:
    """ "It's up to 435 now with the late fees" of 385, where the terms have ten a month and it is a month late."""
    ledger, today = state.ledger, state.setting.today
    dues = [(today - item.due_on).days for item in ledger.open_items if item.due_on]
    if _WITH.isdisjoint(view.words.vocabulary) or not dues:
        return None
    noted = {f for line in ledger.notes.lines if not _FEES.isdisjoint(line.words) for f in line.sums}
    fees = in_minor(noted, state.setting.account.currency)
    most = max(dues) // _MONTH + 2
    right = ledger.known | {due + fee * times for due in ledger.due for fee in fees for times in range(1, most)}
    for amount in view.amounts:
        sentence = view.words.sentence_at(amount.first)
        said = view.words.items[sentence.first : sentence.last]
        stated = not _FEES.isdisjoint(said) and not _WITH.isdisjoint(said) and _OPEN.isdisjoint(said)
        whole = amount.minor > ledger.total_minor and len(amount.digits) >= _TELLING_DIGITS and not amount.near
        heard = amount.known(state.client_amounts | state.caller_offers)
        if stated and whole and fees and not heard and not amount.known(right) and not asked(view, *sentence[:2]):
            state.wrong_figure = True
            return amount.first, amount.last
    return None


_TELLING_DIGITS = 3
