"""What one "I'll" carries: "I'll open a ticket, get the cases picked up, and send you a corrected invoice by Friday" is
three acts. What follows the first is read as if it had been said with a subject of its own, by the same phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duecourse.domain.conversation.phrases import Book, Hit
from duecourse.domain.conversation.text import Words, read
from duecourse.domain.conversation.views import View

_DEEDS = frozenset(
    "send resend email mail post text fax forward get have put take open raise log lodge call ring phone check find "
    "dig switch credit hold stop note pass ask chase print arrange close move remove update attach copy collect "
    "correct reissue issue drop pull trace look write flag freeze pause cancel waive knock bring fetch book tell speak "
    "talk split mark make change add".split()
)
_JOINS = frozenset("and then also".split())
_TURNS_AWAY = frozenset("you he she they".split())  # "and you send it back and call me": theirs, not ours
_OPENS_CLAUSE = frozenset("and then so but if when once while because until".split())
_TO_US = frozenset("me us yourself yourselves only".split())  # "and call me": asked of them; "and only if"
_PART_OF_IT = frozenset("ask tell speak talk trace find check".split())  # "call the patient and ask her": one act
_THE_SAME = frozenset("him her them it what if whether how for".split())
_LEADS_IN = re.compile(
    r" (?:(?:what )?(?:i|we|all i|all we) (?:can|could|will) (?:also )?do(?: for you)?(?: now| today| here)? is(?: to)?"
    r"|(?:would|does|will) it help if (?:i|we)|(?:can|could|may|shall) i also) "
)
_LEAD_WORDS = frozenset("do help also".split())  # one of them is in every lead
_SUBJECT = "I will "
_SUBJECT_WORDS = 2
_REACH = 30  # words behind the first act in speech without full stops


def acts_in_one_breath(view: View, book: Book) -> list[Hit]:
    """Commitments of the turn, those that lean on an earlier "I'll" among them, in order of place."""
    hits = list(view.hits.get("commits", ()))
    leads = [] if _LEAD_WORDS.isdisjoint(view.words.vocabulary) else list(_LEADS_IN.finditer(view.words.line))
    if not hits and not leads:
        return hits
    more = [*_led_in(view, hits, leads, book), *_joined(view, hits, leads, book)]
    return sorted([*hits, *more], key=lambda h: (h.first, -h.last)) if more else hits


def _led_in(view: View, hits: list[Hit], leads: Sequence[re.Match[str]], book: Book) -> Iterator[Hit]:
    """ "What I can do is mail you a form": the act stands behind the lead."""
    for match in leads:
        place = view.words.index(match.end())
        if place < len(view.words.items) and not _is_covered(place, hits):
            yield from _read_with_subject(view.words, place, _end(view.words, place), book)


def _joined(view: View, hits: list[Hit], leads: Sequence[re.Match[str]], book: Book) -> Iterator[Hit]:
    """Deeds that an "and" or a comma joins to an act of ours."""
    for hit in _starts(view, hits, leads):
        end = min(view.words.sentence_at(hit).last, hit + _REACH)
        for place in range(hit + _SUBJECT_WORDS, end):
            if _changes_subject(view.words, place):
                break
            if _is_joined_deed(view.words, place) and not _is_covered(place, hits):
                yield from _read_with_subject(view.words, place, _end(view.words, place), book)


def _starts(view: View, hits: list[Hit], leads: Sequence[re.Match[str]]) -> Iterator[int]:
    """Where something of ours begins, once a sentence: the first commitment or lead in it."""
    seen: set[int] = set()
    for first in sorted([h.first for h in hits] + [view.words.index(m.start() + 1) for m in leads]):
        sentence = view.words.sentence_at(first).first
        if sentence not in seen:
            seen.add(sentence)
            yield first


def _changes_subject(words: Words, place: int) -> bool:
    return words.items[place] in _TURNS_AWAY and words.items[place - 1] in _OPENS_CLAUSE


def _is_joined_deed(words: Words, place: int) -> bool:
    deed, to_whom = words.items[place], words.items[place + 1] if place + 1 < len(words.items) else ""
    if deed not in _DEEDS or to_whom in _TO_US or (deed in _PART_OF_IT and to_whom in _THE_SAME):
        return False
    gap = words.text[words.spans[place - 1][1] : words.spans[place][0]]
    return words.items[place - 1] in _JOINS or "," in gap


def _is_covered(place: int, hits: list[Hit]) -> bool:
    """Did a phrase hear this act by itself?"""
    return any(h.first - 1 <= place < h.last for h in hits)


def _end(words: Words, place: int) -> int:
    """Where the next act begins, or the sentence ends."""
    last = words.sentence_at(place).last
    return next((p for p in range(place + 1, last) if _is_joined_deed(words, p)), last)


def _read_with_subject(words: Words, place: int, end: int, book: Book) -> Iterator[Hit]:
    said = read(_SUBJECT + " ".join(words.items[place:end]))
    for hit in book.scan(said, "caller").get("commits", ()):
        if hit.first <= _SUBJECT_WORDS:
            last = min(place + hit.last - _SUBJECT_WORDS, end)
            yield Hit(hit.family, place, max(last, place + 1))
            return
