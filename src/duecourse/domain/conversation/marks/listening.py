"""Listening that shows: saying back what was said (acknowledgement) and checking what was meant (clarifying)."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.phrases import asks
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import Words, is_content, stem
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_LEAST_SAID = 5  # words of the client below which there is nothing to say back
_PHONE_DIGITS = 7


def clarifying(view: View, state: State) -> Iterator[Mark]:
    """A check by its words, a read-back of a figure the client just gave, or a question that repeats their point."""
    before = state.before(view, CLIENT)
    if before is None or view.has("takes_back"):
        return
    for hit in view.hits.get("clarifying", ()):
        yield Mark(view.n, "clarifying", view.hit_quote(hit), hit.family.id)
        return
    place = _read_back(view, before, state)
    if place is not None:
        yield Mark(view.n, "clarifying", view.quote(*place), "read-back")
        return
    for first, last in _pieces(view.words):
        if asks(view.words, first, last) and not view.has("open_question") and _repeats(view, first, last, before) >= 2:
            yield Mark(view.n, "clarifying", view.words.sentence_quote(first, last), "question about what was said")
            return


def _read_back(view: View, before: View, state: State) -> tuple[int, int] | None:
    """Where the caller says an amount, a date or a telephone number that the client gave in the turn right before."""
    if _takes_back(view):
        return None
    said = {r for a in before.amounts for r in a.readings}
    for amount in view.amounts:
        if any(r in said for r in amount.readings):
            return amount.first, amount.last
    days = {w.on for w in before.whens if w.on} | {w.past for w in before.whens if w.past}
    for when in view.whens:
        if (when.on and when.on in days) or (when.past and when.past in days and when.on is None):
            return when.first, when.last
    return _number_back(view, before)


def _takes_back(view: View) -> bool:
    """ "You're right, 740" takes back our own wrong figure (ruling 20)."""
    line = view.words.line
    return any(
        p in line
        for p in (" you are right ", " my mistake ", " misread ", " i apologi", " sorry about that ", " let me check ")
    )


def _number_back(view: View, before: View) -> tuple[int, int] | None:
    """A telephone or fax number read back in full; a bare reference is an echo and does not count."""
    own, theirs = _digits(view.words), _digits(before.words)
    for digits, first, last in own:
        if len(digits) >= _PHONE_DIGITS and any(
            digits in d or d in digits for d, _, _ in theirs if len(d) >= _PHONE_DIGITS
        ):
            return first, last
    return None


_SPOKEN_DIGITS = {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine".split())} | {
    "oh": "0"
}


def _digits(words: Words) -> list[tuple[str, int, int]]:
    """Runs of digits, spoken or written, with their place."""
    runs: list[tuple[str, int, int]] = []
    digits, first = "", 0
    for place, word in enumerate((*words.items, "")):
        said = word if word.isdigit() else _SPOKEN_DIGITS.get(word, "00" if word == "hundred" and digits else "")
        if said:
            first, digits = (place if not digits else first), digits + said
        elif digits:
            runs.append((digits, first, place))
            digits = ""
    return runs


def acknowledgement(view: View, state: State) -> Iterator[Mark]:
    """A statement that says back what the client just said: their words again, or a cue and part of their words."""
    before = state.before(view, CLIENT)
    if before is None:
        return
    for hit in view.hits.get("acknowledgement", ()):
        yield Mark(view.n, "acknowledgement", view.hit_quote(hit), hit.family.id)
        return
    heard = _heard(view, state)
    if not heard:
        return
    hostile = [
        (h.first, h.last) for label in ("aggression", "dismissive", "assumption") for h in view.hits.get(label, ())
    ]
    for first, last in _pieces(view.words):
        if any(f < last and first < t for f, t in hostile) or asks(view.words, first, last):
            continue
        if _says_back(view, first, last, heard) and not _is_figure(view, first, last):
            yield Mark(view.n, "acknowledgement", _piece_quote(view, first, last), "says back")
            return


def _heard(view: View, state: State) -> frozenset[str]:
    """What the client said in their last turn, and in the one before when only a listening noise stood between."""
    last, earlier = state.before(view, CLIENT), state.before(view, CLIENT, back=2)
    heard: frozenset[str] = frozenset()
    if last is not None and last.size >= _LEAST_SAID:
        heard |= last.content
    if earlier is not None and (last is None or last.size < 2 * _LEAST_SAID or earlier.n == view.n - 3):
        heard |= earlier.content
    return heard


_CUES = (
    ("so",), ("you", "have"), ("you", "are"), ("you", "were"), ("you", "want"), ("you", "would"), ("you", "need"),
    ("you", "did"), ("you", "had"), ("you", "got"), ("you", "paid"), ("you", "sent"), ("you", "reported"),
    ("you", "asked"), ("you", "told"), ("you", "said"), ("you", "do"), ("it", "is"), ("it", "was"),
    ("that", "is"), ("then",), ("your",), ("both",), ("i", "understand"), ("i", "hear"), ("i", "see"), ("the",),
)  # fmt: skip
_STRONG = frozenset({("so",), ("i", "understand"), ("i", "hear")})


def _says_back(view: View, first: int, last: int, heard: frozenset[str]) -> bool:
    own = {stem(w) for w in view.words.items[first:last] if is_content(w)}
    if not own:
        return False
    shared = own & heard
    start = first
    while start < last and view.words.items[start] in (
        "okay",
        "right",
        "oh",
        "well",
        "yes",
        "and",
        "yeah",
        "sure",
        "no",
        "all",
    ):
        start += 1
    head = view.words.items[start : start + 2]
    strong = head[:1] in _STRONG or head in _STRONG
    cued = strong or head[:1] in _CUES or head in _CUES
    if (
        strong
        and start + 1 < last
        and view.words.items[start + 1] not in ("i", "we", "what", "when", "how", "could", "can")
    ):
        return len(shared) >= 1
    if cued:
        return len(shared) >= 2 and len(shared) >= 0.4 * len(own)
    return len(shared) >= 2 and len(shared) >= 0.66 * len(own)


def _is_figure(view: View, first: int, last: int) -> bool:
    """A piece that says a date and an amount is a recap, not an acknowledgement."""
    dated = any(first <= w.first < last and w.on for w in view.whens)
    money = any(first <= a.first < last for a in view.amounts)
    return dated and money


def _repeats(view: View, first: int, last: int, before: View) -> int:
    """How many of the client's own words a question takes up."""
    own = {stem(w) for w in view.words.items[first:last] if is_content(w)}
    return len(own & before.content)


def _piece_quote(view: View, first: int, last: int) -> str:
    sentence = view.words.sentence_at(first)
    if first == sentence.first and last >= sentence.last:
        return view.words.sentence_quote(first, last)
    return view.words.quote(first, last)


_SPLITS = frozenset("so but and okay then well".split())
_LONG = 14


def _pieces(words: Words) -> Iterator[tuple[int, int]]:
    """Sentences; long unpunctuated ones cut at the words that begin a clause."""
    for sentence in words.sentences:
        if sentence.last - sentence.first <= _LONG or sentence.last < len(words.items):
            yield sentence.first, sentence.last
            continue
        start = sentence.first
        for place in range(sentence.first + 3, sentence.last - 2):
            if words.items[place] in _SPLITS and place - start >= 3:
                yield start, place
                start = place
        yield start, sentence.last
