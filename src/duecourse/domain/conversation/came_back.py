"""What came back to each of the caller's turns: the client's answer, what the caller said next, and who knew better."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from duecourse.domain.conversation.features import counted
from duecourse.domain.conversation.hindsight import CameBack
from duecourse.domain.conversation.ledger import Ledger
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import ENDS
from duecourse.domain.conversation.turns import CALLER, CLIENT, Account
from duecourse.domain.conversation.views import View
from duecourse.domain.money import exponent

_BEGINNING = 4  # words
_LETS_PASS = 3  # words: "I see", "okay, right"
_MOST = 3  # shared words above this say no more
# Expressions that fix no day an account could know.
_FLEETING = frozenset(
    ("today", "tomorrow", "weekday", "next weekday", "in the morning", "weekday week", "soon", "weekend")
)

Words = frozenset[str]


class Facts(NamedTuple):
    """Days (month and day of the month), months (with no day, 0) and figures (in whole units of money, or counts) that
    somebody named."""

    days: frozenset[tuple[int, int]]
    figures: frozenset[float]


def what_came_back(state: State) -> Iterator[CameBack]:
    """Each of the caller's turns in their order, when the call is over."""
    known = _known(state.ledger, state.setting.account)
    noted = Words().union(*(line.stems for line in state.ledger.notes.lines))
    facts = {view.n: _facts(view) for view in state.views}
    for view in state.said_by[CALLER]:
        answer, then = _after(view, CLIENT, state), _after(view, CALLER, state)
        heard, later = (facts[seen.n] if seen else _NOTHING for seen in (answer, then))
        names = Words((*_who_knew(facts[view.n], heard, later, known), *_shared(view, answer, noted)))
        back = [part for seen in (answer, then) for part in ((seen.words.shown, _begins(seen)) if seen else _SILENCE)]
        weights = (view.weight, answer.weight if answer else 0, 0, then.weight if then else 0, 0, 0)
        answered = answer is not None and answer.size > _LETS_PASS
        yield CameBack(view.n, answered, (view.words.shown, *back, names), weights)


_NONE = Words()
_NOTHING = Facts(frozenset(), frozenset())
_SILENCE = (Words(), Words())


def _after(view: View, who: str, state: State) -> View | None:
    """The next turn of that side."""
    place = view.earlier[who] + (view.turn.who == who)
    said = state.said_by[who]
    return said[place] if place < len(said) else None


def _begins(view: View) -> Words:
    first = view.words.folded[:_BEGINNING]
    return Words((*first, *view.words.pairs[: len(first)], f"{first[-1]} {ENDS}")) if first else Words()


def _who_knew(said: Facts, heard: Facts, later: Facts, known: Facts) -> Iterator[str]:
    """Who named a day or a figure that the account knows, and who one that it does not."""
    if said is heard is later is _NOTHING:
        return
    for kind, own, answer, then, right in zip(("day", "figure"), said, heard, later, known, strict=True):
        unknown = own - right
        if own:
            yield f"unknown {kind}" if unknown else f"known {kind}"
        for who, named in (("answer", answer), ("then", then)):
            if named & right - own:
                yield f"{who} has known {kind}"
                if unknown:
                    yield f"{who} has known {kind} for unknown"
            elif named - own and unknown:
                yield f"{who} has another {kind}"


_NOTED, _ANSWER_NOTED = counted("noted", _MOST), counted("answer noted", _MOST)
_TAKEN_UP, _TAKEN_UP_AND_NOTED = counted("taken up", _MOST), counted("taken up and noted", _MOST)


def _shared(view: View, answer: View | None, noted: Words) -> Iterator[str]:
    """How much of the turn the notes speak of, and the answer takes up."""
    said, heard = view.content, answer.content if answer else _NONE
    taken_up = said & heard
    yield _NOTED[min(len(said & noted), _MOST)]
    yield _ANSWER_NOTED[min(len(heard & noted - said), _MOST)]
    yield _TAKEN_UP[min(len(taken_up), _MOST)]
    yield _TAKEN_UP_AND_NOTED[min(len(taken_up & noted), _MOST)]
    if "?" in view.turn.text:
        yield "asks"


def _facts(view: View) -> Facts:
    """Without days that only say how far off they are, and without numbers of items."""
    if not view.numbers and not view.whens:
        return _NOTHING
    whens = [when for when in view.whens if when.rule not in _FLEETING]
    days = _of_the_year(when.past or when.on for when in whens) | {(when.month, 0) for when in whens if when.month}
    taken = {place for when in view.whens for place in range(when.first, when.last)}
    taken.update(place for item in view.references for place in range(item.first, item.last))
    figures = [n.value for n in view.numbers if taken.isdisjoint(range(n.first, n.last))]
    return Facts(days, frozenset(map(float, figures)))


def _of_the_year(days: Iterable[date | None]) -> frozenset[tuple[int, int]]:
    return frozenset((day.month, number) for day in days if day for number in (day.day, 0))


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURE = re.compile(r"(?<![\w-])\d+(?:\.\d+)?(?![\d-])")


def _known(ledger: Ledger, account: Account) -> Facts:
    """What the account knows: its items, their sums, and what stands in its notes."""
    days = [day for item in ledger.items for day in (item.issued_on, item.due_on)]
    scale = 10 ** exponent(account.currency)
    sums = [minor / scale for minor in (*ledger.known, *(item.balance_minor for item in ledger.items))]
    noted = [float(figure) for note in account.known_facts for figure in _FIGURE.findall(_DAY.sub(" ", note))]
    return Facts(_of_the_year([*days, *ledger.fact_dates]), frozenset((*sums, *noted)))
