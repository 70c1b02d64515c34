"""Is something asked, or stated with a question behind it? "You've had it since May, so what's keeping you?" states the
first half, and "you do know that it's closed?" states all of it."""

from __future__ import annotations

from itertools import pairwise

from duecourse.domain.conversation.views import View

_LINKS = frozenset("so and but then".split())
_ASKS = frozenset(
    "what why how when who where which can could will would do does did is are was were shall should have has".split()
)
# "Your December account, 1,846 dollars, when are we getting it?": the sum is told before the question begins.
_ABOUT_IT = frozenset("when what where how why who".split())
_WHO = (("is", "this"), ("am", "i"))  # "I talked with you last month, is this Dana?"
_KNOWN = (("you", "know"), ("you", "realise"), ("you", "realize"), ("you", "do", "know"), ("you", "are", "aware"))


def asked(view: View, first: int, last: int) -> bool:
    """The words `first`..`last` are part of the question itself."""
    if not view.asks(first, last):
        return False
    sentence = view.words.sentence_at(first)
    said = view.words.items[sentence.first : sentence.last]
    if not sentence.asks or said[:1] == ():
        return True
    if any(said[: len(words)] == words for words in _KNOWN):
        return False
    if said[0] in _ASKS:
        return True
    behind = tuple(pairwise(view.words.items[last : sentence.last]))
    told = any((a in _LINKS and b in _ASKS) or (a, b) in _WHO for a, b in behind)
    return not told and not any(a in _ABOUT_IT and b in _ASKS for a, b in behind)
