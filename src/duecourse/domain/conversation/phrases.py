"""Phrases as data: a small language that a team lead can read and write, compiled to patterns on canonical words.

A phrase is words in a row. `(a|b c)` is a choice, `?` behind a word or choice makes it optional, `word*` stands for any
word that begins so, `..` for up to two and `...` for up to six words between, `#` for a number, `^` for the start and
`$` for the end of a sentence. Contractions may be written as people say them: "I'll" and "I will" are the same.
A gap never crosses the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from duecourse.domain.conversation.classifier import Judge
from duecourse.domain.conversation.numbers import CARDINALS, SCALES
from duecourse.domain.conversation.text import Words, canonical, read

_GUARD_REACH = 9  # words around a find in which a guard may speak against it
_PIECES = re.compile(r"\(|\)\??|\||\.{2,3}|#|\^|\$|[^\s()|]+")
_GAP = r"(?:(?![.?!] )[^ ]+ ){0,%d}?"
_START = (
    r"(?:(?<=\A )|(?<=[.?!] ))(?:(?:well|so|okay|yeah|yes|no|and|but|look|listen|right|oh|now|hey|then|because|also) )*"
)
_END = r"(?=[.?!] |\Z)"
_NUMBER = rf"(?:(?:[$£€₹]?\d[^ ]*|{'|'.join([*CARDINALS, *SCALES])}|a(?= (?:hundred|thousand|grand|lakh) )|and(?= )) )+"

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
_MOST_NEEDS = 6


class PhraseError(ValueError):
    """A phrase cannot be read. The message shows the phrase and what is wrong."""


@dataclass(frozen=True, slots=True)
class Hit:
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


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase as it is looked for: where to look it up, and the regular expression to try there."""

    regex: str
    anchors: frozenset[str]  # one of these words is in every match; a word ending in "*" is a beginning
    needs: tuple[frozenset[str], ...] = ()  # and one of each of these: asked before the pattern is tried
    by_beginning: bool = False  # an anchor is a beginning: the vocabulary alone cannot rule the pattern out

    def may_be_in(self, vocabulary: frozenset[str]) -> bool:
        """Quickly: could the pattern match where these words are? It is asked again by the pattern itself."""
        if not self.by_beginning and vocabulary.isdisjoint(self.anchors):
            return False
        return not any(map(vocabulary.isdisjoint, self.needs))

    def finds(self, line: str) -> Iterator[re.Match[str]]:
        """Every place of the pattern in a line of canonical words."""
        return _compiled(self.regex).finditer(line)


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    """When it is first tried, and then kept: of thousands of phrases a call tries some hundred, and to compile them all
    would take seconds before the first word is read."""
    return re.compile(regex)


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
        joined = f"(?:{'|'.join(choices)})"
        if closing == ")?":
            return joined + "?", None
        if any(a is None for a in anchors):
            return joined, None
        return joined, frozenset(w for a in anchors if a for w in a)

    def _word(self, piece: str) -> tuple[str, frozenset[str] | None]:
        optional = piece.endswith("?")
        body = piece[:-1] if optional else piece
        if body.endswith("*"):
            if len(body) < 4:
                raise PhraseError(f"{self.phrase!r}: {body!r} needs three letters before the star")
            regex, anchor = re.escape(body[:-1]) + "[^ ]* ", frozenset({body})
        else:
            words = canonical(body)
            if not words:
                raise PhraseError(f"{self.phrase!r}: {body!r} is a hesitation and never part of a line")
            regex = "".join(re.escape(w) + " " for w in words)
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
    by_beginning = any(word.endswith("*") for word in anchor)
    return Pattern(rf"(?<= )(?:{regex})", anchor, needs[:_MOST_NEEDS], by_beginning)


class _Entry(NamedTuple):
    """A phrase as it is tried, hundreds of times a turn: taken apart once."""

    family: Family
    needs: tuple[frozenset[str], ...]
    finds: Callable[[str], Iterator[re.Match[str]]]
    guards: tuple[Pattern, ...]


class Book:
    """All that is listened for: the families, ready to be looked up by the words of a turn, and for each side of the
    call the classifier that weighs them (without one the families decide)."""

    def __init__(self, families: Iterable[Family], judges: Mapping[str, Judge] | None = None) -> None:
        self.families = tuple(families)
        self.judges: Mapping[str, Judge] = judges or {}
        self._by_word: dict[str, dict[str, dict[int, _Entry]]] = {"caller": {}, "client": {}}
        self._by_beginning: dict[str, dict[str, dict[int, _Entry]]] = {"caller": {}, "client": {}}
        for family in self.families:
            guards = tuple(compile_phrase(g) for g in family.unless)
            for phrase in family.phrases:
                pattern = compile_phrase(phrase)
                self._add(_Entry(family, pattern.needs, pattern.finds, guards), pattern.anchors)

    def _add(self, entry: _Entry, anchors: frozenset[str]) -> None:
        for who in ("caller", "client") if entry.family.who == "both" else (entry.family.who,):
            for anchor in anchors:
                if anchor.endswith("*"):
                    self._by_beginning[who].setdefault(anchor[:3], {})[id(entry)] = entry
                else:
                    self._by_word[who].setdefault(anchor, {})[id(entry)] = entry

    def scan(self, words: Words, who: str) -> dict[str, list[Hit]]:
        """Every find in the turn by what it marks, each list in order of place; one find per family and place. A find
        that a guard took back is under "not" and what it would have marked: somebody said that it is not so."""
        found: dict[str, list[Hit]] = {}
        lacks, line = words.vocabulary.isdisjoint, words.line
        for family, needs, finds, guards in self._candidates(words.vocabulary, who):
            for need in needs:
                if lacks(need):
                    break
            else:
                for match in finds(line):
                    first, last = words.index(match.start()), words.index(match.end())
                    if first < last and _fits_question(family, words, first, last):
                        denied = "not " if guards and _is_guarded(guards, words, first, last) else ""
                        found.setdefault(denied + family.marks, []).append(Hit(family, first, last))
        for hits in found.values():
            if len(hits) > 1:
                hits.sort(key=lambda h: (h.first, -h.last, h.family.id))
        return found

    def _candidates(self, vocabulary: frozenset[str], who: str) -> Iterable[_Entry]:
        """Phrases of which a word that must be there is there, each once."""
        by_word, by_beginning = self._by_word[who], self._by_beginning[who]
        candidates: dict[int, _Entry] = {}
        for word in by_word.keys() & vocabulary:
            candidates |= by_word[word]
        for beginning in by_beginning.keys() & {w[:3] for w in vocabulary}:
            candidates |= by_beginning[beginning]
        return candidates.values()


def _fits_question(family: Family, words: Words, first: int, last: int) -> bool:
    """Whether a find is asked or stated, as its family wants it."""
    return not family.asks or (family.asks == "only") == asks(words, first, last)


def _is_guarded(guards: Iterable[Pattern], words: Words, first: int, last: int) -> bool:
    """Whether a guard of the family speaks against a find, nearby in the same sentence."""
    guards = [guard for guard in guards if guard.may_be_in(words.vocabulary)]
    if not guards:
        return False
    sentence = words.sentence_at(first)
    begin = max(sentence.first, first - _GUARD_REACH)
    end = min(max(sentence.last, last), last + _GUARD_REACH)
    around = " " + " ".join(words.items[begin:end]) + " "
    return any(any(guard.finds(around)) for guard in guards)


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
