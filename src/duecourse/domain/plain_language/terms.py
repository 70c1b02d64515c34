"""Trade terms and the plain words for them, found in a text without a single regular expression.

A term is written as it is said: "net #" stands for "net 30" and for "net thirty"; a hyphen and a space are the same;
a word in capitals is caught in capitals only ("POD", not "pod"), or spelled out ("p o d").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_TOKEN = re.compile(r"#|[^\W\d_]+|\d+(?:[.,]\d+)*")
_JOINED = re.compile(r"\s*[-–/&'’+]?\s*|\.")
_NUMBER_WORDS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred""".split()
)
# How people announce an explanation, right after the term.
_CUE = re.compile(
    r"""[\s"'”’]*(?:[,;:]|[-–—]|\.)?\s*(?:
    \( | i\.e\. | meaning\b | means\b | i\s+mean\b | or\s+rather\b | in\s+(?:other|plain)\s+words\b | what\s+we\s+call\b
    | (?:that|which|it)(?:['’]s|\s+is)\b (?!\s+(?:not|due|late|overdue|right|fine|ok))
    | (?:that|which|it|this)\s+(?:just\s+|only\s+)?means\b
    | is\s+(?:a|an|the|what|when|how|where)\b | are\s+(?:the|what)\b
    | (?:so|just)\s+(?:a|an|the|you)\b | (?:here\s+)?the\s+\w+(?:\s+\w+)?\s+(?:that|which|of|where)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_CUE_BEFORE = re.compile(r"(?:called|known as|we call (?:it|that|this)?)\s+(?:an?|the)?\s*[\"'“‘]?$", re.IGNORECASE)
_SMALL_WORDS = frozenset(
    """a an and are as at be been but by can do does for from has have how if in is it its not of on or our out so than
    that the their them then they this to us was we were what when where which who will with you your""".split()
)
# When this share of the plain words is said too, the term was explained in passing.
_ENOUGH_PLAIN_WORDS = 0.6


@dataclass(frozen=True, slots=True)
class Term:
    """One trade term. `forms` are the ways it is said; `unless` are phrases in which it is no trade term;
    `everyday_for` names the kinds of account whose people say it every day."""

    name: str
    plain: str
    explain: str
    forms: tuple[str, ...]
    unless: tuple[str, ...] = ()
    everyday_for: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermUse:
    """A trade term in a text, with its place; `explained` when plain words go with it."""

    term: Term
    quote: str
    start: int
    end: int
    explained: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    tokens: tuple[str, ...]
    term: Term | None  # None: a phrase that shields its words


@dataclass(frozen=True, slots=True)
class TermIndex:
    """Terms arranged by their first word, longest form first: the longest match wins."""

    terms: tuple[Term, ...]
    by_first_word: Mapping[str, tuple[_Entry, ...]]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    low: str
    start: int
    end: int
    joined: bool  # only a space, a hyphen or the like stands before it: it can belong to the same term


def tokens_of(text: str) -> tuple[_Token, ...]:
    """Words and numbers of the text with their places."""
    tokens: list[_Token] = []
    last_end = 0
    for m in _TOKEN.finditer(text):
        joined = _JOINED.fullmatch(text, last_end, m.start()) is not None
        tokens.append(_Token(m.group(), m.group().casefold(), m.start(), m.end(), joined))
        last_end = m.end()
    return tuple(tokens)


def index_terms(terms: Iterable[Term]) -> TermIndex:
    """The terms, ready to be looked for. Build once, use for every text."""
    kept = tuple(terms)
    entries: dict[str, list[_Entry]] = {}
    for term in kept:
        for phrases, owner in ((term.forms, term), (term.unless, None)):
            for words in (w for phrase in phrases for w in _ways_of_saying(phrase)):
                entries.setdefault(words[0].casefold(), []).append(_Entry(words, owner))
    # Longest first; at equal length the shield wins, or it would never be reached.
    ordered = {
        word: tuple(sorted(found, key=lambda e: (-len(e.tokens), e.term is not None)))
        for word, found in entries.items()
    }
    return TermIndex(kept, MappingProxyType(ordered))


def _ways_of_saying(phrase: str) -> Iterator[tuple[str, ...]]:
    """The phrase as words to look for. Initials are spelled on the telephone, and a recogniser writes "p o d"."""
    words = tuple(t.text if _is_initials(t.text) else t.low for t in tokens_of(phrase))
    if words:
        yield words
        if _is_initials(words[0]) and len(words[0]) > 2:
            yield (*words[0].casefold(), *words[1:])


def _is_initials(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def find_terms(text: str, index: TermIndex, *, kind: str = "") -> tuple[TermUse, ...]:
    """Every trade term in the text, in order. `kind` is the kind of account: what is everyday there is no finding."""
    tokens = tokens_of(text)
    uses: list[TermUse] = []
    at = 0
    while at < len(tokens):
        entry = _entry_at(tokens, at, index)
        if entry is None:
            at += 1
            continue
        if entry.term is not None and kind not in entry.term.everyday_for:
            start, end = tokens[at].start, tokens[at + len(entry.tokens) - 1].end
            uses.append(TermUse(entry.term, text[start:end], start, end, is_explained(text, entry.term, start, end)))
        at += len(entry.tokens)
    return tuple(uses)


def _entry_at(tokens: tuple[_Token, ...], at: int, index: TermIndex) -> _Entry | None:
    numbered = index.by_first_word.get("#", ()) if _same("#", tokens[at]) else ()
    for entry in (*index.by_first_word.get(tokens[at].low, ()), *numbered):
        window = tokens[at : at + len(entry.tokens)]
        if (
            len(window) == len(entry.tokens)
            and all(_same(want, token) for want, token in zip(entry.tokens, window, strict=True))
            and all(token.joined for token in window[1:])
        ):
            return entry
    return None


def _same(want: str, token: _Token) -> bool:
    if want == "#":
        return token.text[0].isdigit() or token.low in _NUMBER_WORDS
    return want == (token.text if _is_initials(want) else token.low)


def is_explained(text: str, term: Term, start: int, end: int) -> bool:
    """The term comes with its meaning: an announcement follows ("that is ..."), or most of its plain words are said."""
    if _CUE.match(text, end) or _CUE_BEFORE.search(text[max(0, start - 40) : start]):
        return True
    spoken = {t.low for t in tokens_of(text[:start] + " " + text[end:])}
    plain = {t.low for t in tokens_of(term.plain)} - _SMALL_WORDS
    own = {t.low for form in term.forms for t in tokens_of(form)}
    wanted = plain - own
    return len(wanted) >= 2 and len(wanted & spoken) / len(wanted) >= _ENOUGH_PLAIN_WORDS


def example_problems(term: Term) -> tuple[str, ...]:
    """What is wrong with the term's own examples; empty when every one behaves as it says."""
    index = index_terms((term,))
    problems = [
        f'"{text}" should match "{term.name}" but does not'
        for text in term.match
        if not any(not use.explained for use in find_terms(text, index))
    ]
    problems += [
        f'"{text}" should not match "{term.name}" but does'
        for text in term.no_match
        if any(not use.explained for use in find_terms(text, index))
    ]
    return tuple(problems)
