"""Phrases as data: a small language that a team lead can read and write, compiled to patterns on canonical words.

A phrase is words in a row. `(a|b c)` is a choice, `?` behind a word or choice makes it optional, `word*` stands for any
word that begins so, `..` for up to two and `...` for up to six words between, `#` for a number, `^` for the start and
`$` for the end of a sentence. Contractions may be written as people say them: "I'll" and "I will" are the same.
A gap never crosses the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from duecourse.domain.conversation.classifier import Judge
from duecourse.domain.conversation.numbers import CARDINALS, SCALES
from duecourse.domain.conversation.text import Words, canonical, read

_GUARD_REACH = 9  # words around a find in which a guard may speak against it
_PIECES = re.compile(r"\(|\)\??|\||\.{2,3}|#|\^|\$|[^\s()|]+")
# Each piece matches the blank before its words and leaves the one behind them: a search for a blank is a fast one.
_GAP = r"(?: (?![.?!] )[^ ]+){0,%d}?"
_START = (
    r"(?:\A|(?<= [.?!]))(?: (?:well|so|okay|yeah|yes|no|and|but|look|listen|right|oh|now|hey|then|because|also)(?= ))*"
)
_END = r"(?= (?:[.?!] |\Z))"
_NUMBER = rf"(?: (?:[$£€₹]?\d[^ ]*|{'|'.join([*CARDINALS, *SCALES])}|a(?= (?:hundred|thousand|grand|lakh) )|and)(?= ))+"

# How often common words come up in a turn, roughly per thousand: a phrase is looked up by its rarest element.
_OFTEN = {
    **dict.fromkeys("the i is it you and that a on to not".split(), 400),
    **dict.fromkeys(
        "have so for in will of me do can am your what with are this one two at would we there from about right be "
        "just was no if okay my us".split(),
        130,
    ),
    **dict.fromkeys(
        "good today then got number friday bye thank see pay call yeah send well paid hundred go he could back now "
        "when yes out dollars up hi know morning or has five check day all sorry here how three both by but please get "
        "them "
        "days after thanks our going monday an want next need four date until like due account been had they who look "
        "time fine does because take mr invoice let did put tomorrow her same told again she him his as more any some "
        "should may might must over give tell ask come think said say make week month".split(),
        35,
    ),
}
_SELDOM = 3
_MOST_NEEDS = 2  # more would cost more than the patterns that they spare
_BEGINNING = 3  # letters by which a word with a star is looked up


class PhraseError(ValueError):
    """A phrase cannot be read. The message shows the phrase and what is wrong."""


class Hit(NamedTuple):
    """Words `first`..`last` of a turn match a phrase of `family`."""

    family: Family
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Family:
    """Phrases that mean one thing. `marks` is the label, act or cue they stand for; `who` may say them (caller, client
    or both); `unless` are phrases that take a find back when they stand near it in the same sentence; `asks` is "only"
    or "never" for questions; `fields` go with the find (a reason, a plain word, a piece of advice)."""

    id: str
    marks: str
    who: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    asks: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """One phrase as it is looked for: where to look it up, and the regular expression to try there."""

    regex: str
    anchors: frozenset[str]  # one of these words is in every match; a word ending in "*" is a beginning
    needs: tuple[frozenset[str], ...] = ()  # and one of each of these: asked before the pattern is tried

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """Compiled when it is first tried, and then kept: of thousands of phrases a call tries some hundred, and to
        compile them all would take seconds before the first word is read."""
        return re.compile(self.regex).search


def _any_of(choices: Sequence[str]) -> str:
    """The choices as one pattern. Where each begins with a letter, those with the same one stand together behind it, so
    that the others are passed over at once; in which order they are tried matters only among themselves."""
    if not all(choice[0] == " " and choice[1].isalnum() for choice in choices):
        return f"(?:{'|'.join(choices)})"
    by_letter: dict[str, list[str]] = {}
    for choice in choices:
        by_letter.setdefault(choice[1], []).append(choice[2:])
    letters = (x + (rests[0] if len(rests) == 1 else f"(?:{'|'.join(rests)})") for x, rests in by_letter.items())
    return f"(?: (?:{'|'.join(letters)}))"


class _Reader:
    """Reads one phrase from left to right. Each element is (regex, words it must contain, optional?)."""

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase
        self.required: list[frozenset[str]] = []  # of the sequence read last
        self.pieces = _PIECES.findall(phrase)
        self.place = 0

    def sequence(self) -> tuple[str, frozenset[str] | None]:
        """Elements up to the end, a bar or a bracket: their regex and the best anchor among them."""
        parts: list[str] = []
        required: list[frozenset[str]] = []
        while self.place < len(self.pieces) and self.pieces[self.place] not in ("|", ")", ")?"):
            regex, anchor = self._element()
            parts.append(regex)
            if anchor:
                required.append(anchor)
        if not parts:
            raise PhraseError(f"{self.phrase!r}: an empty choice")
        self.required = sorted(required, key=_weight)
        return "".join(parts), self.required[0] if self.required else None

    def _element(self) -> tuple[str, frozenset[str] | None]:
        piece = self.pieces[self.place]
        self.place += 1
        if piece == "(":
            return self._choice()
        if piece in ("..", "..."):
            return _GAP % (2 if piece == ".." else 6), None
        fixed = {"#": _NUMBER, "^": _START, "$": _END}.get(piece)
        if fixed is not None:
            return fixed, None
        return self._word(piece)

    def _choice(self) -> tuple[str, frozenset[str] | None]:
        choices, anchors = [], []
        while True:
            regex, anchor = self.sequence()
            choices.append(regex)
            anchors.append(anchor)
            if self.place >= len(self.pieces):
                raise PhraseError(f"{self.phrase!r}: a bracket is not closed")
            closing = self.pieces[self.place]
            self.place += 1
            if closing != "|":
                break
        joined = _any_of(choices)
        if closing == ")?":
            return joined + "?", None
        if any(a is None for a in anchors):
            return joined, None
        return joined, frozenset(w for a in anchors if a for w in a)

    def _word(self, piece: str) -> tuple[str, frozenset[str] | None]:
        optional = piece.endswith("?")
        body = piece[:-1] if optional else piece
        if body.endswith("*"):
            if len(body) <= _BEGINNING:
                raise PhraseError(f"{self.phrase!r}: {body!r} needs three letters before the star")
            regex, anchor = " " + re.escape(body[:-1]) + "[^ ]*", frozenset({body})
        else:
            words = canonical(body)
            if not words:
                raise PhraseError(f"{self.phrase!r}: {body!r} is a hesitation and never part of a line")
            regex = "".join(" " + re.escape(w) for w in words)
            anchor = frozenset({min(words, key=_often)})
        return (f"(?:{regex})?", None) if optional else (regex, anchor)


def _often(word: str) -> int:
    return _OFTEN.get(word, _SELDOM)


def _weight(anchor: frozenset[str]) -> int:
    """How often one of these words comes up."""
    return sum(_often(w) for w in anchor)


@cache
def compile_phrase(phrase: str) -> Pattern:
    """One phrase as a pattern; each is read once, however many files are changed around it. Raises PhraseError."""
    reader = _Reader(phrase.lower().replace("’", "'"))
    regex, anchor = reader.sequence()
    needs = tuple(r for r in reader.required[1:] if not any(w.endswith("*") for w in r))
    if reader.place < len(reader.pieces) and reader.pieces[reader.place] == "|":
        reader = _Reader("(" + reader.phrase + ")")
        (regex, anchor), needs = reader.sequence(), ()
    if reader.place != len(reader.pieces):
        raise PhraseError(f"{phrase!r}: a bracket too many")
    if not anchor:
        raise PhraseError(f"{phrase!r}: needs at least one word that is not optional")
    return Pattern(rf"(?:{regex})(?= )", anchor, needs[:_MOST_NEEDS])


class _Entry(NamedTuple):
    """A phrase, or a guard, as it is tried many times a turn: taken apart once."""

    family: Family
    pattern: Pattern
    guards: _Index | None = None  # None: nothing speaks against a find


class _Index:
    """Phrases by the words that they cannot do without.

    A set of phrases is a whole number with a bit for each. Every word knows the phrases of which it is an anchor, a
    first need, a second need: those that stand in all three sets of the words said may match, and are tried.
    """

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self._entries = tuple(entries)
        self._free = [0] * (1 + _MOST_NEEDS)  # phrases that have no such need
        self._by_beginning: dict[str, int] = {}
        by_word: dict[str, list[int]] = {}
        for place, entry in enumerate(self._entries):
            roles = (entry.pattern.anchors, *entry.pattern.needs)
            for role, words in enumerate(roles):
                for word in words:
                    if word.endswith("*"):
                        beginning = word[:_BEGINNING]
                        self._by_beginning[beginning] = self._by_beginning.get(beginning, 0) | 1 << place
                    else:
                        by_word.setdefault(word, [0] * len(self._free))[role] |= 1 << place
            for role in range(len(roles), len(self._free)):
                self._free[role] |= 1 << place
        self._by_word = {word: tuple(sets) for word, sets in by_word.items()}

    @classmethod
    def of_guards(cls, family: Family) -> _Index | None:
        """The phrases that take a find of the family back."""
        return cls(_Entry(family, compile_phrase(guard)) for guard in family.unless) if family.unless else None

    def candidates(self, vocabulary: frozenset[str]) -> list[_Entry]:
        """Phrases of which every word that must be there is there: the pattern itself has the last word."""
        anchored, first_met, second_met = self._free
        for word in self._by_word.keys() & vocabulary:
            anchors, first, second = self._by_word[word]
            anchored |= anchors
            first_met |= first
            second_met |= second
        if self._by_beginning:
            for beginning in self._by_beginning.keys() & {word[:_BEGINNING] for word in vocabulary}:
                anchored |= self._by_beginning[beginning]
        passed = anchored & first_met & second_met
        return [self._entries[place] for place in _places(passed)] if passed else []


def _places(bits: int) -> list[int]:
    """The places of the bits that are set, lowest first."""
    digits = f"{bits:b}"[::-1]
    places = []
    place = digits.find("1")
    while place >= 0:
        places.append(place)
        place = digits.find("1", place + 1)
    return places


class Book:
    """All that is listened for: the families, ready to be looked up by the words of a turn, and for each side of the
    call the classifier that weighs them (without one the families decide)."""

    def __init__(self, families: Iterable[Family], judges: Mapping[str, Judge] | None = None) -> None:
        self.families = tuple(families)
        self.judges: Mapping[str, Judge] = judges or {}
        phrases: dict[str, list[_Entry]] = {"caller": [], "client": []}
        for family in self.families:
            guards = _Index.of_guards(family)
            for phrase in map(compile_phrase, family.phrases):
                for who in phrases if family.who == "both" else (family.who,):
                    phrases[who].append(_Entry(family, phrase, guards))
        self._of = {who: _Index(given) for who, given in phrases.items()}

    def scan(self, words: Words, who: str) -> dict[str, list[Hit]]:
        """Every find in the turn by what it marks, each list in order of place; one find per family and place. A find
        that a guard took back is under "not" and what it would have marked: somebody said that it is not so."""
        found: dict[str, list[Hit]] = {}
        for family, pattern, guards in self._of[who].candidates(words.vocabulary):
            match = pattern.search(words.line)
            while match:
                first, last = words.index(match.start() + 1), words.index(match.end() + 1)
                if first < last and _fits_question(family, words, first, last):
                    denied = "not " if guards and _is_guarded(guards, words, first, last) else ""
                    found.setdefault(denied + family.marks, []).append(Hit(family, first, last))
                match = pattern.search(words.line, match.end())
        for hits in found.values():
            if len(hits) > 1:
                hits.sort(key=lambda h: (h.first, -h.last, h.family.id))
        return found


def _fits_question(family: Family, words: Words, first: int, last: int) -> bool:
    """Whether a find is asked or stated, as its family wants it."""
    return not family.asks or (family.asks == "only") == asks(words, first, last)


def _is_guarded(guards: _Index, words: Words, first: int, last: int) -> bool:
    """Whether a guard of the family speaks against a find, nearby in the same sentence."""
    guarding = guards.candidates(words.vocabulary)
    if not guarding:
        return False
    sentence = words.sentence_at(first)
    begin = max(sentence.first, first - _GUARD_REACH)
    end = min(max(sentence.last, last), last + _GUARD_REACH)
    around = " " + " ".join(words.items[begin:end]) + " "
    return any([guard.pattern.search(around) for guard in guarding])


_EITHER = re.compile(
    r" or (?:is|was|are|were|do|does|did|have|has|can|could|will|would) (?:it|that|this|they|you|there|he|she) "
)
_ASKS_FIRST = frozenset("do does did is are was were have has had can could will would should shall may might".split())
_ASKS_WITH = frozenset("what who where when why how which".split())
_SUBJECTS = frozenset("you we i he she they it that this there your the these those".split())


def _is_subject(words: tuple[str, ...]) -> bool:
    """ "Do you", "did not you": a subject behind the verb; "do not worry" has none."""
    return words[0] in _SUBJECTS or (words[0] == "not" and words[1:] != () and words[1] in _SUBJECTS)


def asks(words: Words, first: int, last: int) -> bool:
    """Is the sentence (or, without punctuation, the clause) around these words a question?"""
    sentence = words.sentence_at(first)
    if sentence.asks:
        return True
    if sentence.last < len(words.items):
        return False  # it ends with a full stop or an exclamation mark
    start, end = words.clause(first, last)
    if _EITHER.search(" " + " ".join(words.items[start : end + 8]) + " "):
        return True
    head = words.items[start : start + 3]
    while head and head[0] in ("so", "and", "but", "okay", "well", "or", "then"):
        head = words.items[start + 1 : start + 4]
        start += 1
    return len(head) > 1 and (
        (head[0] in _ASKS_FIRST and _is_subject(head[1:])) or (head[0] in _ASKS_WITH and head[1] in _ASKS_FIRST)
    )


def check(family: Family) -> list[str]:
    """What is wrong with a family by its own examples: a sentence for each example that fails."""
    book = Book([family])
    who = "caller" if family.who == "both" else family.who
    marks = family.marks
    problems = [f"{family.id}: must match {t!r}" for t in family.match if marks not in book.scan(read(t), who)]
    return problems + [
        f"{family.id}: must not match {t!r}" for t in family.no_match if marks in book.scan(read(t), who)
    ]
