"""Is a sum said to be wrong, or put right in the same breath? "Not 1,295, it's 1,925" states the second alone."""

from __future__ import annotations

import re

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.views import View

_LEAD = 4  # words before a sum that say whether it is so, words between a sum and the right one
_UP_TO_IT = frozenset("owe owing due just only for the a at of around about".split())
_NOT_THAT = (("rather", "than"), ("less", "than"), ("instead", "of"), ("nowhere", "near"))
_NOT = (("not",), ("never",))
_SAID_ELSEWHERE = re.compile(
    r" (?:i (?:said|say|had|read|quoted|wrote|told you|gave you)|you (?:said|say|wrote|told me)|strike|forget"
    r"|(?:letter|list|paper|email|statement|reminder|invoice|note)s? (?:said|says|shows|showed|had)) $"
)
_PUTS_RIGHT = frozenset("no sorry i mean meant pardon make that wait correction excuse me".split())
_NO = frozenset("no sorry mean meant pardon wait correction excuse".split())


def is_denied(view: View, amount: Amount) -> bool:
    """ "Not 1,295", "you don't owe 6,000", "rather than 1,440"; where another sum is said with it also "I said 1,295",
    "your letter says 1,295" and "1,295, no, 1,925"."""
    sentence = view.words.sentence_at(amount.first)
    before = view.words.items[max(sentence.first, amount.first - _LEAD) : amount.first]
    while before and before[-1] in _UP_TO_IT and before[-2:] not in _NOT_THAT:
        before = before[:-1]
    if before[-1:] in _NOT or before[-2:] in _NOT_THAT:
        return True
    if len(view.amounts) == 1:
        return False
    if _SAID_ELSEWHERE.search(" ".join(("", *before, ""))):
        return True
    return any(_puts_right(view.words.items[amount.last : a.first]) for a in view.amounts)


def _puts_right(between: tuple[str, ...]) -> bool:
    return 0 < len(between) <= _LEAD and _PUTS_RIGHT.issuperset(between) and not _NO.isdisjoint(between)
