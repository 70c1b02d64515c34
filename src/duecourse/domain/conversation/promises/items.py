"""Items of the account that are named by what they are: "the older one", "the other one", "the July bill"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from duecourse.domain.conversation.date_words import MONTH_WORDS, MONTHS
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import Item
from duecourse.domain.conversation.views import View

_THING = "(?:one|invoice|bill|claim|of them|of the two)"
_MONTH = "|".join(MONTHS)
_DAYS = "monday|tuesday|wednesday|thursday|friday"
_WHICH = re.compile(
    rf" (?:the |that |this )?(?:(?P<first>first|older|oldest|earlier|earliest)"
    rf"|(?P<last>newer|newest|later|latest|second)|(?P<small>smaller|smallest|small|little)"
    rf"|(?P<large>bigger|biggest|larger|largest|big|large)) {_THING}(?= )"
    r"| the (?:(?P<one>first|older|oldest)|(?P<two>second|newer|newest))"
    r"(?= (?:on|by|at|this|next|today|tomorrow|goes) )"
    rf"| the (?P<other>other)(?: {_THING})?(?= (?:on|by|at|in|when|this|next|one|the|a|{_DAYS}) )"
    rf"| (?P<month>{_MONTH})(?:'s)?(?: {_THING})?(?= (?:can|will|could|goes|on|is|pays|by|this|next|{_DAYS}) )"
)


@dataclass(frozen=True, slots=True)
class Meant:
    """Words `first`..`last` mean one open item, of that balance."""

    first: int
    last: int
    minor: int


def items_meant(view: View, first: int, last: int, state: State) -> Iterator[Meant]:
    """Items named by what they are, where more than one is open. "The other" is the one that nobody has named yet."""
    opened = state.ledger.open_items
    if len(opened) < 2:
        return
    taken = {p.amount_minor for p in state.promises}
    for match in _WHICH.finditer(view.words.line):
        place = view.words.index(match.start() + 1)
        if not first <= place < last:
            continue
        said_here = {r for a in view.amounts if a.first < place for r in a.readings}
        item = _item(match, opened, taken | said_here)
        if item is not None:
            taken.add(item.balance_minor)
            yield Meant(place, place + len(match.group().split()), item.balance_minor)


def _due(item: Item) -> date:
    return item.due_on or date.min


def _balance(item: Item) -> int:
    return item.balance_minor


_BY: dict[str, tuple[Callable[..., Item], Callable[[Item], object]]] = {
    "one": (min, _due), "two": (max, _due), "first": (min, _due), "last": (max, _due),
    "small": (min, _balance), "large": (max, _balance),
}  # fmt: skip


def _item(match: re.Match[str], opened: tuple[Item, ...], taken: set[int | None]) -> Item | None:
    for name, (choose, key) in _BY.items():
        if match[name]:
            return choose(opened, key=key)
    if match["other"]:
        left = [i for i in opened if i.balance_minor not in taken]
    else:
        month = MONTH_WORDS[match["month"]]
        left = [i for i in opened if month in {d.month for d in (i.issued_on, i.due_on) if d}]
    return left[0] if len(left) == 1 else None
