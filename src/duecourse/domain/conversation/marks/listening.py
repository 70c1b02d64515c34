"""Saying back what was said: acknowledgement. A statement, not a question, that takes up the client's own point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duecourse.domain.conversation.numbers import CARDINALS, SCALES
from duecourse.domain.conversation.phrases import Hit, asks
from duecourse.domain.conversation.pieces import piece_quote, pieces
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import content_words
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View

_LEAST_SAID = 4  # words of the client below which there is nothing to say back
_FILLERS = frozenset(
    "okay right oh well yes and yeah sure no all i see understood got it ah fine great perfect".split()
)
_SUBJECTS = frozenset("you your you'd he she they it its both that those this there the these what's".split())
_PERSONAL = frozenset("you your he she they his her their".split())
_QUESTION_WORDS = frozenset(
    "what when how who where which why can could would will shall may do does did is are let".split()
)
_FIRST_PERSON = frozenset("i we i'll we'll my our let me us".split())
_HEARD_VERBS = frozenset("understand hear see gather realise realize appreciate get".split())
_NUMBERS = frozenset((*CARDINALS, *SCALES, "oh", "and", "point"))
_SPOILS = frozenset("sorry apologise apologize mistake thanks thank goodbye bye please misread".split())


def acknowledgement(view: View, state: State) -> Iterator[Mark]:
    """The first piece of the turn that says back what was heard."""
    heard = _heard(view, state)
    if not heard or state.before(view, CLIENT) is None:
        return
    before: tuple[str, ...] = ()
    otherwise = [hit for label in _SAID_OTHERWISE & view.hits.keys() for hit in view.hits[label]]
    for first, last in pieces(view):
        said = view.words.items[first:last]
        fits = not _is_out(view, first, last, otherwise, state) and not _is_result(said, before)
        if fits and _says_back(view, first, last, heard):
            yield Mark(view.n, "acknowledgement", piece_quote(view, first, last), "says back")
            return
        before = said


def _is_result(said: tuple[str, ...], before: tuple[str, ...]) -> bool:
    """ "I'll send a photo so you've got it for your files": a purpose or a consequence of our own words."""
    return said[:1] == ("so",) and len(before) > 4 and bool(_FIRST_PERSON & set(before[:3]))


def _heard(view: View, state: State) -> frozenset[str]:
    """What the client said since the caller last took the floor; a turn before it when their last one was short."""
    last = state.before(view, CLIENT)
    if last is None:
        return frozenset()
    heard, words = last.content, last.size
    earlier = state.before(view, CLIENT, back=2)
    between = state.before(view, CALLER)
    if earlier is not None and (words < 2 * _LEAST_SAID or (between is not None and between.size <= 4)):
        heard, words = heard | earlier.content, words + earlier.size
    return heard if words >= _LEAST_SAID else frozenset()


_SAID_OTHERWISE = frozenset("aggression dismissive assumption empathy commits asks_payment".split())


def _is_out(view: View, first: int, last: int, otherwise: Sequence[Hit], state: State) -> bool:
    """Questions, attacks, sympathy, thanks, and the read-back of figures are not acknowledgements."""
    if asks(view.words, first, last) or not _SPOILS.isdisjoint(view.words.items[first:last]):
        return True
    if otherwise and any([hit.first < last and first < hit.last for hit in otherwise]):
        return True
    if "dot" in view.words.items[first:last]:
        return True  # an e-mail address spelt back
    figures = any(first <= w.first < last and w.on for w in view.whens) or any(
        first <= a.first < last and a.sure for a in view.amounts
    )
    agreed = bool(state.promises or state.commitments)
    return figures and (agreed or not {"told", "quoted", "charged", "behind"} & set(view.words.items[first:last]))


def _says_back(view: View, first: int, last: int, heard: frozenset[str]) -> bool:
    """A cue and a word of theirs, or enough of their words to leave no doubt."""
    items = view.words.items
    own = content_words([w for w in items[first:last] if w not in _NUMBERS and w[0].isalpha()])
    shared = own & heard
    start = first
    while start < last and items[start] in _FILLERS:
        start += 1
    if start >= last or not own:
        return False
    if items[start] in ("i", "we") and start + 1 < last:
        return items[start + 1] in _HEARD_VERBS and len(shared) >= 1 and last - start >= 5
    if items[start] in _FIRST_PERSON or items[start] in _QUESTION_WORDS:
        return False
    if items[start] == "so" and start + 2 < last:
        following = items[start + 1]
        if following in _FIRST_PERSON or following in _QUESTION_WORDS:
            return False
        personal = following in _PERSONAL or bool({"you", "never", "not"} & set(items[start + 2 : last]))
        return (following in _SUBJECTS and personal) or bool(shared)
    if items[start] == "you" and last - start >= 4:
        return bool(shared) and items[start + 1] not in ("can", "could", "may", "should", "must", "will", "owe")
    return len(shared) >= 2 and 2 * len(shared) >= len(own) and _is_sentence(items[first:last])


_LINKS = frozenset(
    "is are was were has have had been not never but because then only until without still waiting".split()
)


def _is_sentence(said: tuple[str, ...]) -> bool:
    """More than a name or a number said after somebody."""
    return bool(_LINKS & set(said))
