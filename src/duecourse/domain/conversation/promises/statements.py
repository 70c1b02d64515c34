"""A turn cut into what is said in one: each statement may be a payment with its own sum and day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.text import Sentence
from duecourse.domain.conversation.views import View

_LONG = 24  # words of unpunctuated speech that are one statement at most
_CUTS = frozenset("but because so then well".split())


def statements(view: View) -> Iterator[tuple[int, int]]:
    """What is said in one: sentences, long unpunctuated ones in pieces. A sentence that only adds a day to a payment
    ("The other I'll do, the 2,310. A fortnight today, say.") or a sum to days belongs to the one before it."""
    before: tuple[int, int] | None = None
    for statement in _pieces(view):
        if before is not None and _adds_to(view, before, statement):
            before = before[0], statement[1]
            continue
        if before is not None:
            yield before
        before = statement
    if before is not None:
        yield before


_OPENS = 3  # words within which a sentence that only adds a day or a sum names it
_AFTERWORD = 8  # words of a sentence that only adds a sum


def _adds_to(view: View, before: tuple[int, int], statement: tuple[int, int]) -> bool:
    """Does a statement say the day, or the sum, that the one before it left open?"""
    if (view.words.items[before[1]] == "?" and asks(view, *before)) or pays(view, *statement):
        return False
    days = [any(first <= w.first < last for w in view.days) for first, last in (before, statement)]
    sums = [any(first <= a.first < last for a in view.amounts) for first, last in (before, statement)]
    first, last = statement
    if asks(view, first, last):
        return False
    if days == [False, True]:
        opens = any(w.first - first < _OPENS for w in view.days if w.first >= first)
        return opens and (pays(view, *before) or (sums[0] and not sums[1]))
    return days == [True, False] and sums == [False, True] and last - first <= _AFTERWORD


_TAG = re.compile(
    r" (?:all right|okay|right|yes|yeah|deal|fair(?: enough)?|good enough|happy(?: now)?|is it not|would it"
    r"|(?:is|would|does|will) (?:that|it|this) (?:be )?(?:okay|all right|fine|fair|good|work|do|suit|any good|any use)"
    r"(?: (?:for|to|with) you)?|can you live with (?:that|it)|how (?:is that|does that sound)"
    r"|if that is (?:okay|all right|fine)) $"
)
_OPENS_QUESTION = frozenset(
    "is are was were do does did can could will would shall should may might have has had what when where who why how "
    "which any".split()
)


def asks(view: View, first: int, last: int) -> bool:
    """Is the statement a question? "End of the month, all right?" says something, and wants a nod."""
    if not view.asks(first, last):
        return False
    sentence = view.words.sentence_at(first)
    said = " ".join(("", *view.words.items[sentence.first : sentence.last], ""))
    tag = _TAG.search(said)
    return tag is None or not tag.start() or view.words.items[sentence.first] in _OPENS_QUESTION


def pays(view: View, first: int, last: int) -> bool:
    """Does the statement say, and not deny, that somebody pays?"""
    hits = [h for h in view.hits.get("pay", ()) if first <= h.first < last]
    return any(not _DENIES & set(view.words.items[h.first : h.last]) for h in hits)


_DENIES = frozenset("not never nothing nobody neither without".split())


_LEAST = 5  # words of a statement before "because"


def _pieces(view: View) -> Iterator[tuple[int, int]]:
    for sentence in view.words.sentences:
        start = sentence.first
        cut = _question_to_us(view, sentence) or _conclusion(view, sentence) or _request_first(view, sentence)
        if cut is not None:
            yield start, cut
            start = cut
        elif sentence.last - start > _LONG and sentence.last == len(view.words.items):
            for place in range(start + 4, sentence.last - 3):
                if view.words.items[place] in _CUTS and place - start >= 5:
                    yield start, place
                    start = place
        elif "because" in view.words.items[start + _LEAST : sentence.last]:
            place = view.words.items.index("because", start + _LEAST)
            yield start, place
            start = place
        yield start, sentence.last


def _question_to_us(view: View, sentence: Sentence) -> int | None:
    """Where a question to us begins in speech without punctuation: "I'm good with that can you still bring it"."""
    if sentence.last < len(view.words.items):
        return None
    items = view.words.items
    places = range(sentence.first + _OPENS, sentence.last - 1)
    asks = (p for p in places if items[p] in _ASKS_US and items[p + 1] == "you" and items[p - 1] not in _THEY)
    return next(asks, None)


def _conclusion(view: View, sentence: Sentence) -> int | None:
    """Where what they will do begins behind why, each with a day of its own: "my pension's in on Thursday so let's say
    Friday week", "our client pays on the 15th, so the 16th"."""
    if len(view.days) < 2 or (sentence.last < len(view.words.items) and not _is_income(view, sentence)):
        return None
    days = [w.first for w in view.days if sentence.first <= w.first < sentence.last]
    places = range(sentence.first + _OPENS, sentence.last - 1)
    sos = (p for p in places if view.words.items[p] == "so" and not _is_closed(view.words.items[p - 2 : p]))
    return next((p for p in sos if any(d < p for d in days) and days[-1] > p), None)


_INCOME = re.compile(
    r" (?:(?:client|customer|buyer|owner|county|council|agency|they|he|she|insurance|bank|government|one|party) "
    r"(?:always |usually |only )?(?:pays?|settles?)(?: us| me)?"
    r"|(?:i|we) (?:get|am|are) paid|payday(?:'s| is)?"
    r"|(?:wages?|pension|pay|salary|benefits?|money|check|cheque|deposit|refund|transfer|commission|disability)"
    r"(?:'s| is| are)? (?:come|comes|coming|land|lands|landing|hit|hits|arrive|arrives|clear|clears|in|due|paid)"
    r"(?: in)?) "
)


def _is_income(view: View, sentence: Sentence) -> bool:
    items = view.words.items[sentence.first : sentence.last]
    return "so" in items and bool(_INCOME.search(" ".join(("", *items, ""))))


def says_why(view: View, first: int, last: int) -> bool:
    """ "Our client pays on the 15th", and then "so the 16th": when they have money, and why they pay the day after."""
    behind = [word for word in view.words.items[last : last + 2] if word not in (".", "!", "and")]
    return behind[:1] == ["so"] and bool(_INCOME.search(" ".join(("", *view.words.items[first:last], ""))))


def _is_closed(words: tuple[str, ...]) -> bool:
    """ "But that's a Sunday, so the Monday": one day, not two."""
    return words[-1] in _CLOSED and words[0] in _BEING


_CLOSED = frozenset("sunday saturday holiday weekend".split())
_BEING = frozenset("a is the bank public".split())


def _request_first(view: View, sentence: Sentence) -> int | None:
    """Where what they will do begins behind what they want of us, each with a day of its own: "get me the numbers by
    Monday and I'll pay it a week from today"."""
    days = [w.first for w in view.days if sentence.first <= w.first < sentence.last]
    items = view.words.items
    wanted = [p for p in range(sentence.first, sentence.last - 2) if items[p] in _WANTED and items[p + 1] in _FOR_US]
    if len(days) < 2 or not wanted:
        return None
    places = range(wanted[0] + 2, sentence.last - 2)
    ands = (p for p in places if items[p] == "and" and items[p + 1] in _THEY and items[p + 2] in _WILL)
    return next((p for p in ands if days[0] < p < days[-1]), None)


_WANTED = frozenset("get send email bring give fax mail post show let".split())
_FOR_US = frozenset("me us it that them over the through".split())
_WILL = frozenset("will can could would".split())
_ASKS_US = frozenset("can could will would did".split())
_THEY = frozenset("i we he she they".split())
