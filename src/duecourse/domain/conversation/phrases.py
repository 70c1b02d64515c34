"""What is listened for: families of phrases, looked up by the words of a turn, and questions told from statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from duecourse.domain.conversation.classifier import Judge
from duecourse.domain.conversation.hindsight import Hindsight
from duecourse.domain.conversation.phrase_language import MOST_NEEDS, Pattern, compile_phrase
from duecourse.domain.conversation.second_look import SecondLook
from duecourse.domain.conversation.text import LEAST_BEGINNING, Words, read
from duecourse.domain.conversation.whole_call import WholeCall
from duecourse.domain.conversation.worked_out import WorkedOut

_GUARD_REACH = 9  # words around a find in which a guard may speak against it


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


class _Entry(NamedTuple):
    """A phrase, or a guard, as it is tried: taken apart once."""

    family: Family
    pattern: Pattern
    guards: _Index | None = None  # None: nothing speaks against a find


class _Index:
    """Phrases by the keys that they cannot do without. They are numbered: plain numbers in plain tuples are passed over
    when memory is tidied, which tens of thousands of lists would not be."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self._entries = tuple(entries)
        nothing = frozenset[str]()
        needs = [(*entry.pattern.needs, nothing, nothing)[:MOST_NEEDS] for entry in self._entries]
        self._first, self._second = tuple(first for first, _ in needs), tuple(second for _, second in needs)
        by_key: dict[str, list[int]] = {}
        for place, entry in enumerate(self._entries):
            for key in entry.pattern.anchors:
                by_key.setdefault(key, []).append(place)
        self._by_key = {key: tuple(places) for key, places in by_key.items()}
        self._keys = frozenset(by_key)

    @classmethod
    def of_guards(cls, family: Family) -> _Index | None:
        """The phrases that take a find of the family back."""
        return cls(_Entry(family, compile_phrase(guard)) for guard in family.unless) if family.unless else None

    @property
    def keys(self) -> frozenset[str]:
        """All that phrases are looked up by, and their guards."""
        indices = {self, *(entry.guards for entry in self._entries if entry.guards)}
        return frozenset[str]().union(*(index._keys for index in indices))

    def candidates(self, words: Words, known: Iterable[str]) -> list[_Entry]:
        """Phrases of which everything that must be there is there, each once and in order: the pattern itself has the
        last word. `known` are those of the keys that the turn has."""
        if self._keys.isdisjoint(known):
            return []
        met = filter(None, map(self._by_key.get, known))
        first, second, missing = self._first, self._second, words.keys.isdisjoint
        passed = {
            place
            for places in met
            for place in places
            if not (((need := first[place]) and missing(need)) or ((need := second[place]) and missing(need)))
        }
        return [self._entries[place] for place in sorted(passed)]


class _Keys:
    """The keys of a book: those that a turn has to show, and the beginnings ("promis*") that one of its words has."""

    def __init__(self, keys: frozenset[str]) -> None:
        self._begin = frozenset([key for key in keys if key.endswith("*")])
        self._shown = keys - self._begin  # a set: it knows the hashes of its words, which a dictionary has to ask for
        self._begun = WorkedOut(self._beginnings)

    def of(self, words: Words) -> frozenset[str]:
        """Those that a turn has."""
        return (self._shown & words.keys).union(*filter(None, map(self._begun.__getitem__, words.vocabulary)))

    def _beginnings(self, word: str) -> tuple[str, ...]:
        begun = [f"{word[:length]}*" for length in range(LEAST_BEGINNING, len(word) + 1)]
        return tuple([key for key in begun if key in self._begin])


class Book:
    """All that is listened for: the families, ready to be looked up by the words of a turn, and for each side of the
    call the classifier that weighs them (without one the families decide). At the end of a call `second_look`,
    `hindsight` and `whole_call`."""

    def __init__(
        self,
        families: Iterable[Family],
        judges: Mapping[str, Judge] | None = None,
        second_look: SecondLook | None = None,
        hindsight: Hindsight | None = None,
        whole_call: WholeCall | None = None,
    ) -> None:
        self.families = tuple(families)
        self.judges: Mapping[str, Judge] = judges or {}
        self.second_look = second_look
        self.hindsight = hindsight
        self.whole_call = whole_call
        phrases: dict[str, list[_Entry]] = {"caller": [], "client": []}
        for family in self.families:
            guards = _Index.of_guards(family)
            for phrase in map(compile_phrase, family.phrases):
                for who in phrases if family.who == "both" else (family.who,):
                    phrases[who].append(_Entry(family, phrase, guards))
        self._of = {who: _Index(given) for who, given in phrases.items()}
        self._keys = {who: _Keys(index.keys) for who, index in self._of.items()}

    def weigh(self, words: Words, who: str) -> int:
        """What the words of a turn weigh to the classifier of that side."""
        judge = self.judges.get(who)
        return judge.weigh(words) if judge else 0

    def scan(self, words: Words, who: str) -> dict[str, list[Hit]]:
        """Every find in the turn by what it marks, each list in order of place; one find per family and place. A find
        that a guard took back is under "not" and what it would have marked: somebody said that it is not so."""
        found: dict[str, list[Hit]] = {}
        known, line = self._keys[who].of(words), words.line
        for family, pattern, guards in self._of[who].candidates(words, known):
            search = pattern.search
            match = search(line)
            while match:
                begin, end = match.span()
                first, last = words.index(begin + 1), words.index(end + 1)
                if first < last and (not family.asks or _fits_question(family, words, first, last)):
                    denied = guards and _is_guarded(guards, known, words, first, last)
                    marks = f"not {family.marks}" if denied else family.marks
                    found.setdefault(marks, []).append(Hit(family, first, last))
                match = search(line, end)
        for hits in found.values():
            if len(hits) > 1:
                hits.sort(key=lambda h: (h.first, -h.last, h.family.id))
        return found


def _fits_question(family: Family, words: Words, first: int, last: int) -> bool:
    """Whether a find is asked or stated, as its family wants it."""
    return (family.asks == "only") == asks(words, first, last)


def _is_guarded(guards: _Index, known: Iterable[str], words: Words, first: int, last: int) -> bool:
    """Whether a guard of the family speaks against a find, nearby in the same sentence."""
    guarding = guards.candidates(words, known)
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
    """Is the sentence (or, without punctuation, the clause) around these words a question? Much asks that of the same
    words."""
    known = words.asked.get((first, last))
    if known is None:
        words.asked[first, last] = known = _asks(words, first, last)
    return known


def _asks(words: Words, first: int, last: int) -> bool:
    sentence = words.sentence_at(first)
    if sentence.asks:
        return True
    if sentence.last < len(words.items):
        return False  # it ends with a full stop or an exclamation mark
    start, end = words.clause(first, last)
    if "or" in words.vocabulary and _EITHER.search(" " + " ".join(words.items[start : end + 8]) + " "):
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
