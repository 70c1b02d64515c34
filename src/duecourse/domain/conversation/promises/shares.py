"""Shares of one item: "half of 1042", "a third of the 1,925", and the rest of it."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.domain.conversation.promises.sums import HALF, ITEM, MEANT, REST, SAID, Sum
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

_OF = frozenset("of the that this invoice invoices inv bill one number on from my our".split())
_REACH = 4  # words between the share and what it is of


def shares_of_items(view: View, found: Sequence[Sum], state: State) -> list[Sum]:
    """The same sums in order of place, a share and the open item that it is of as one; what is called the rest behind
    it is the rest of that item."""
    if _SHARES.isdisjoint(view.words.vocabulary):
        return list(found)
    kept: list[Sum] = []
    left: int | None = None
    for each in sorted(found, key=lambda s: s.first):
        balance = _balance(view, each, state)
        share = _share_before(view, kept, each) if balance is not None else None
        if balance is not None and share is not None:
            total = state.ledger.total_minor
            part = round(share.minor * balance / total if share.minor is not None and total else balance / 2)
            kept = [k for k in kept if k.first != share.first]
            kept.append(Sum(MEANT, share.first, each.last, part))
            left = balance - part
        elif left and (each.kind == REST or (each.kind == HALF and view.words.items[each.first - 1] == "other")):
            kept.append(Sum(MEANT, each.first, each.last, left))
            left = None
        else:
            kept.append(each)
    return kept


_SHARES = frozenset("half third quarter fifth percent %".split())


def _share_before(view: View, kept: Sequence[Sum], each: Sum) -> Sum | None:
    """The share that stands before an item, with no more than "of the" between."""
    items = view.words.items
    for place in range(each.first - 1, max(-1, each.first - 2 - _REACH), -1):
        if items[place] == "half":
            return Sum(HALF, place, place + 1)
        if items[place] == "of" and kept and kept[-1].last == place and kept[-1].kind == MEANT:
            return kept[-1]
        if items[place] not in _OF:
            return None
    return None


def _balance(view: View, each: Sum, state: State) -> int | None:
    """The balance of the one open item that is named, by its number or by its sum."""
    opened = state.ledger.open_items
    if each.kind == ITEM:
        named = {r.number for r in view.references if each.first <= r.first < each.last}
        found = [i.balance_minor for i in opened if i.number in named]
    elif each.kind == SAID:
        readings = {r for a in view.amounts if a.first == each.first for r in a.readings}
        found = list({i.balance_minor for i in opened if i.balance_minor in readings})
    else:
        return None
    return found[0] if len(found) == 1 and len(opened) > 1 else None
