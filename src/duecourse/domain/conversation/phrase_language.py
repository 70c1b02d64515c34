"""Phrases as data: a small language that a team lead can read and write, compiled to patterns on canonical words.

A phrase is words in a row. `(a|b c)` is a choice, `?` behind a word or choice makes it optional, `word*` stands for any
word that begins so, `..` for up to two and `...` for up to six words between, `#` for a number, `^` for the start and
`$` for the end of a sentence. Contractions may be written as people say them: "I'll" and "I will" are the same.
A gap never crosses the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import groupby, pairwise, product
from typing import NamedTuple

from duecourse.domain.conversation.how_often import how_often
from duecourse.domain.conversation.numbers import CARDINALS, SCALES
from duecourse.domain.conversation.text import BEGINS, ENDERS, ENDS, LEAST_BEGINNING, OPENERS, canonical, folded

_PIECES = re.compile(r"\(|\)\??|\||\.{2,3}|#|\^|\$|[^\s()|$]+")
# Each piece matches the blank before its words and leaves the one behind them: a search for a blank is a fast one.
_GAP = r"(?: (?![.?!] )[^ ]+){0,%d}?"
_START = rf"(?:\A|(?<= [.?!]))(?: (?:{'|'.join(sorted(OPENERS))})(?= ))*"
_END = r"(?= (?:[.?!] |\Z))"
_NUMBER = rf"(?: (?:[$£€₹]?\d[^ ]*|{'|'.join([*CARDINALS, *SCALES])}|a(?= (?:hundred|thousand|grand|lakh) )|and)(?= ))+"

_AN_END = 2  # characters of the end of a sentence

MOST_NEEDS, _MOST_ASKED = 2, 40  # more of them, or larger ones, would cost more than the patterns that they spare
_MOST_PAIRS = 200  # of words that may stand side by side: what is more is not written down


class PhraseError(ValueError):
    """A phrase cannot be read. The message shows the phrase and what is wrong."""


# What shows that a phrase may match: "word", "two words" side by side with any number as "#", "^ word" where a
# sentence begins, or "begin*" for a word that begins so. A turn is asked for them (see `Words.keys`).
_Keys = frozenset[str]


@dataclass(frozen=True)
class Pattern:
    """One phrase as it is looked for: by which keys to look it up, and the regular expression to try there."""

    regex: str
    anchors: _Keys  # one of these is in every match
    needs: tuple[_Keys, ...] = ()  # and one of each of these, none with a star: asked before the pattern is tried

    at_start: bool = False  # it matches at the start of a sentence only

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """Compiled when it is first tried, and then kept: of thousands of phrases a call tries some hundred, and to
        compile them all would take seconds before the first word is read."""
        compiled = re.compile(self.regex)
        return partial(_search_starts, compiled.match) if self.at_start else compiled.search


_SENTENCE_END = re.compile(r" [.?!](?= )")


def _search_starts(match: Callable[..., re.Match[str] | None], line: str, begin: int = 0) -> re.Match[str] | None:
    """The first match from `begin` on at the start of a sentence: nowhere else is it worth trying."""
    if not begin and (found := match(line)):
        return found
    for end in _SENTENCE_END.finditer(line, max(begin - _AN_END, 0)):
        if end.end() >= begin and (found := match(line, end.end())):
            return found
    return None


class _Part(NamedTuple):
    """Some of a phrase. `needed`: a key of each of these is in every match, the rarest set first; what is optional
    needs nothing. `firsts` and `lasts`: the words that it can begin and end with, any number as "#"; None where any
    may stand there. `silent`: it can match without a word."""

    regex: str
    needed: tuple[_Keys, ...] = ()
    firsts: frozenset[str] | None = None
    lasts: frozenset[str] | None = None
    optional: bool = False
    silent: bool = False


_FIXED = {
    "..": _Part(_GAP % 2, silent=True),
    "...": _Part(_GAP % 6, silent=True),
    "#": _Part(_NUMBER),
    "^": _Part(_START, lasts=frozenset((BEGINS,)), silent=True),
    "$": _Part(_END, firsts=ENDERS | {ENDS}, silent=True),
}


def _any_of(choices: Sequence[str]) -> str:
    """The choices as one pattern. Of those in a row that begin with a letter, the ones with the same letter stand
    together behind it, so that the others are passed over at once; in which order they are tried matters only among
    themselves."""
    rows = [list(row) for _, row in groupby(choices, key=_begins_with_a_letter)]
    parts = [_by_letter(row) if _begins_with_a_letter(row[0]) else "|".join(row) for row in rows]
    return f"(?:{'|'.join(parts)})"


def _begins_with_a_letter(choice: str) -> bool:
    return choice[0] == " " and choice[1].isalnum()


def _by_letter(choices: Sequence[str]) -> str:
    rests: dict[str, list[str]] = {}
    for choice in choices:
        rests.setdefault(choice[1], []).append(choice[2:])
    letters = (x + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})") for x, rest in rests.items())
    return f" (?:{'|'.join(letters)})"


class _Reader:
    """Reads one phrase from left to right."""

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase
        self.pieces = _PIECES.findall(phrase)
        self.place = 0

    def sequence(self) -> _Part:
        """Elements up to the end, a bar or a bracket."""
        parts: list[_Part] = []
        while self.place < len(self.pieces) and self.pieces[self.place] not in ("|", ")", ")?"):
            parts.append(self._element())
        if not parts:
            raise PhraseError(f"{self.phrase!r}: an empty choice")
        needed = [keys for part in parts for keys in part.needed]
        needed += filter(None, (_between(part, parts[place:]) for place, part in enumerate(parts, 1)))
        return _Part(
            "".join(part.regex for part in parts),
            tuple(sorted(needed, key=_weight)),
            _edge([(part.firsts, part.optional) for part in parts]),
            _edge([(part.lasts, part.optional) for part in reversed(parts)]),
            silent=all(part.silent for part in parts),
        )

    def _element(self) -> _Part:
        piece = self.pieces[self.place]
        self.place += 1
        return self._choice() if piece == "(" else _FIXED.get(piece) or self._word(piece)

    def _choice(self) -> _Part:
        choices: list[_Part] = []
        while True:
            choices.append(self.sequence())
            if self.place >= len(self.pieces):
                raise PhraseError(f"{self.phrase!r}: a bracket is not closed")
            closing = self.pieces[self.place]
            self.place += 1
            if closing != "|":
                break
        regex = _any_of([choice.regex for choice in choices])
        firsts, lasts = _union([choice.firsts for choice in choices]), _union([choice.lasts for choice in choices])
        if closing == ")?":
            return _Part(regex + "?", (), firsts, lasts, optional=True, silent=True)
        needed = _union([choice.needed[0] if choice.needed else None for choice in choices])
        return _Part(regex, (needed,) if needed else (), firsts, lasts, silent=any(choice.silent for choice in choices))

    def _word(self, piece: str) -> _Part:
        optional = piece.endswith("?")
        body = piece[:-1] if optional else piece
        if body.endswith("*"):
            if len(body) <= LEAST_BEGINNING:
                raise PhraseError(f"{self.phrase!r}: {body!r} needs three letters before the star")
            part = _Part(" " + re.escape(body[:-1]) + "[^ ]*", (frozenset((body,)),))
        else:
            words = canonical(body)
            if not words:
                raise PhraseError(f"{self.phrase!r}: {body!r} is a hesitation and never part of a line")
            plain = folded(words)
            keys = [frozenset((key,)) for key in (*words, *map(" ".join, pairwise(plain)))]
            regex = "".join(" " + re.escape(w) for w in words)
            part = _Part(regex, (min(keys, key=_weight),), frozenset(plain[:1]), frozenset(plain[-1:]))
        if not optional:
            return part
        return _Part(f"(?:{part.regex})?", (), part.firsts, part.lasts, optional=True, silent=True)


def _union(sets: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """All of them together; None where one of them may be anything."""
    known = [each for each in sets if each is not None]
    return frozenset[str]().union(*known) if len(known) == len(sets) else None


def _edge(parts: Sequence[tuple[frozenset[str] | None, bool]]) -> frozenset[str] | None:
    """The words at one end of a row of parts: those of the first that must be there, and of the optional ones before
    it. None where any may stand there, or none at all."""
    reached: list[frozenset[str] | None] = []
    for words, optional in parts:
        reached.append(words)
        if not optional:
            return _union(reached)
    return None


def _between(part: _Part, following: Sequence[_Part]) -> _Keys | None:
    """The words that may stand side by side where a part ends and what follows it begins."""
    nexts = _edge([(later.firsts, later.optional) for later in following])
    if part.optional or not part.lasts or not nexts or len(part.lasts) * len(nexts) > _MOST_PAIRS:
        return None
    return frozenset(map(" ".join, product(part.lasts, nexts)))


def _weight(keys: _Keys) -> float:
    """How often one of these comes up."""
    return sum(map(how_often, keys))


@cache
def compile_phrase(phrase: str) -> Pattern:
    """One phrase as a pattern; each is read once, however many files are changed around it. Raises PhraseError."""
    reader = _Reader(phrase.lower().replace("’", "'"))
    whole = reader.sequence()
    if reader.place < len(reader.pieces) and reader.pieces[reader.place] == "|":
        reader = _Reader("(" + reader.phrase + ")")
        whole = reader.sequence()
    if reader.place != len(reader.pieces):
        raise PhraseError(f"{phrase!r}: a bracket too many")
    if whole.silent or not whole.needed:
        raise PhraseError(f"{phrase!r}: needs at least one word that is not optional")
    anchors = whole.needed[0]
    needs = [keys for keys in whole.needed[1:] if _is_worth_asking(keys) and not _tells(anchors, keys)]
    at_start = reader.pieces[0] == "^"  # and not in a choice: that would be read in brackets
    return Pattern(rf"(?:{whole.regex})(?= )", anchors, tuple(needs[:MOST_NEEDS]), at_start)


def _is_worth_asking(keys: _Keys) -> bool:
    return len(keys) <= _MOST_ASKED and not any(key.endswith("*") for key in keys)


def _tells(anchors: _Keys, keys: _Keys) -> bool:
    """Whether one of the keys is there wherever one of the anchors is."""
    return all(anchor in keys or not keys.isdisjoint(anchor.split()) for anchor in anchors)
