"""A plan that the client proposes and the caller takes up: "a hundred a month for nine months?" "Sure, that works",
where three parts may be agreed. The numbers stand in the client's words, the yes in the caller's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from duecourse.domain.conversation.marks.windows import UNITS
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_PARTS = frozenset("payments instalments installments parts months checks cheques pieces goes chunks".split())
_PLANS = frozenset(
    "pay split break spread over instalments installments payments monthly month weekly week divide chunks".split()
)
_NO_PLAN = frozenset("ago since last past been out behind late already away old".split())
_BEFORE = 7  # words before a number of parts in which it is proposed
_MOST = 60
_GRACE = 3  # days: a month of 31 days is no breach of 30

_TAKES_IT_UP = re.compile(
    r" (?:no problem|not a problem|make (?:that|it) work|(?:you|we|i) can do (?:that|it|[a-z]+)|(?:can|will) do"
    r"|(?:that|it|this|[a-z]+) (?:works|(?:is|sounds) (?:fine|okay|good|great|perfect|grand|no problem|doable))"
    r"|works for (?:me|us)|(?:i|we) will (?:do|set|agree|take|put|accept|go with)|go ahead|it is a deal|deal|done"
    r"|[a-z]+ it is|(?:sure|absolutely|certainly|of course|fine|perfect)(?= [.?!] |$))"
)
_HOLDS_BACK = frozenset(
    "not no cannot but only ask check manager boss supervisor whether if see unless more instead most maximum limit "
    "beyond past however afraid approve approval until".split()
)
_NO_PROBLEM = (" no problem ", " not a problem ")


def takes_up_too_much(view: View, state: State) -> tuple[int, int] | None:
    """Where the caller says yes to more parts, or more time, than they may agree."""
    authority, before = state.setting.authority, state.before(view, CLIENT)
    if before is None or authority.may_agree_instalments is None or _PLANS.isdisjoint(before.words.vocabulary):
        return None
    proposed = tuple(_proposed_parts(before))
    if not proposed or max(proposed) <= authority.may_agree_instalments or _fits_in_time(before, state):
        return None
    line = view.words.line
    found = _TAKES_IT_UP.search(line)
    for words in _NO_PROBLEM:
        line = line.replace(words, " ")
    if found is None or not _HOLDS_BACK.isdisjoint(line.split()) or _names_fewer(view, state):
        return None
    first = view.words.index(found.start() + 1)
    last = max(first + 1, view.words.index(found.end()))
    return None if view.asks(first, last) else (first, last)


def _proposed_parts(view: View) -> Iterator[int]:
    """ "Six payments", "for four months", "over a year": how many parts the client speaks of paying in."""
    items = view.words.items
    for place in range(len(items) - 1):
        number = 12 if items[place : place + 2] == ("a", "year") else small(items[place])
        unit = "months" if number == 12 and items[place + 1] == "year" else items[place + 1]
        around = items[max(0, place - _BEFORE) : place + 4]
        if 1 < number <= _MOST and unit in _PARTS and _NO_PLAN.isdisjoint(around) and not _PLANS.isdisjoint(items):
            yield number


def _fits_in_time(view: View, state: State) -> bool:
    """Two weekly payments more than the number of parts are no breach where only the time counts: "over two months"."""
    most = state.setting.authority.may_agree_days
    items = view.words.items
    if most is None or not {"payments", "instalments", "installments", "parts"}.isdisjoint(items):
        return False
    months = [small(a) for a, b in pairwise(items) if b == "months" and small(a)]
    return bool(months) and max(months) * UNITS["months"] <= most + _GRACE


def _names_fewer(view: View, state: State) -> bool:
    """The caller answers with a number of parts of their own that they may agree."""
    most = state.setting.authority.may_agree_instalments or 0
    items = view.words.items
    return any(0 < small(a) <= most and b in _PARTS for a, b in pairwise(items))
