"""A turn as the detectors see it: its words, its phrase finds, and the dates, items and amounts said in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from duecourse.domain.conversation import amounts, dates, numbers, references
from duecourse.domain.conversation.amounts import Amount, within_reach
from duecourse.domain.conversation.date_context import NOTHING_NAMED, Named, in_context, in_order, leans
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.ledger import Ledger
from duecourse.domain.conversation.numbers import Number
from duecourse.domain.conversation.phrases import Book, Hit, asks
from duecourse.domain.conversation.references import Reference
from duecourse.domain.conversation.text import Words, content_words, read
from duecourse.domain.conversation.turns import CALLER, CallInput, Setting, Turn

_FIRST_LETTER = itemgetter(0)
_SINCE_WITHIN = 3  # words before a day
LONGEST = 4000  # characters of a turn that are read: a longer one is no speech, and its measures are taken all the same


@dataclass(slots=True)
class View:
    """Read once, used by every detector. `hits` are phrase finds by what they mark."""

    turn: Turn
    words: Words
    hits: dict[str, list[Hit]]
    whens: tuple[When, ...]
    references: tuple[Reference, ...]
    amounts: tuple[Amount, ...]
    numbers: tuple[Number, ...]  # all that were said, those of dates and items among them
    weight: int  # of its words, to the classifier of its side
    n: int = field(init=False)
    is_caller: bool = field(init=False)
    days: tuple[When, ...] = field(init=False)  # expressions that name a day ahead
    size: int = field(init=False)  # number of words, sentence ends left out
    earlier: Mapping[str, int] = field(default_factory=dict)  # turns of each side before it, once a state has heard it
    pieces: tuple[tuple[int, int], ...] | None = None  # what is said in one breath, once `pieces` was asked for it
    paid_on: tuple[When, ...] | None = None  # days that may be of a payment, once they were asked for
    _content: frozenset[str] | None = None
    _spoken: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        self.n, self.is_caller = self.turn.n, self.turn.who == CALLER
        days = [w for w in self.whens if w.on is not None] if self.whens else ()
        if days and "since" in self.words.vocabulary:  # "I've been at it since seven this morning": no day ahead
            days = [w for w in days if "since" not in self.words.items[max(0, w.first - _SINCE_WITHIN) : w.first]]
        self.days = tuple(days)
        self.size = self.words.size

    @property
    def content(self) -> frozenset[str]:
        """The words that carry meaning, as stems."""
        if self._content is None:
            self._content = content_words(self.words.vocabulary)
        return self._content

    @property
    def spoken(self) -> tuple[str, ...]:
        """The words that begin with a letter: no figures, no sentence ends."""
        if self._spoken is None:
            begins = map(str.isalpha, map(_FIRST_LETTER, self.words.items))
            self._spoken = tuple(compress(self.words.items, begins))
        return self._spoken

    def has(self, *marks: str) -> bool:
        for mark in marks:  # noqa: SIM110  asked ten times a turn, and a generator takes thrice as long
            if mark in self.hits:
                return True
        return False

    def quote(self, first: int, last: int) -> str:
        """A readable quote around words `first`..`last`."""
        return self.words.sentence_quote(first, last)

    def hit_quote(self, hit: Hit) -> str:
        return self.words.sentence_quote(hit.first, hit.last)

    def asks(self, first: int, last: int) -> bool:
        return asks(self.words, first, last)


class Read(NamedTuple):
    """A turn read by itself: nothing that was said before it has settled yet which days it means."""

    turn: Turn
    words: Words
    hits: dict[str, list[Hit]]
    whens: tuple[When, ...]
    numbers: tuple[Number, ...]
    weight: int
    leans: bool  # on days that were named before, or it may do so


def read_turns(turns: Sequence[Turn], today: date, book: Book) -> list[Read]:
    """Reads turns, all of them one way after another: what has just been done is at hand, and done again in two thirds
    of the time that it takes when everything else is done between."""
    said = [read(turn.text[:LONGEST]) for turn in turns]
    hits = [book.scan(words, turn.who) for turn, words in zip(turns, said, strict=True)]
    whens = [dates.find(words, today) for words in said]
    counted = [tuple(numbers.find(words.items)) if numbers.may_be_in(words) else () for words in said]
    weights = [book.weigh(words, turn.who) for turn, words in zip(turns, said, strict=True)]
    leaning = list(map(leans, whens, said))
    return list(map(Read, turns, said, hits, whens, counted, weights, leaning))


def view(said: Read, setting: Setting, ledger: Ledger, named_before: Named = NOTHING_NAMED) -> View:
    """What a turn says in this call. `named_before` are the days ahead that were named before it."""
    turn, words, hits, found, counted, weight, leaning = said
    whens = in_context(found, words, named_before, setting.today) if leaning else in_order(found)
    if not counted:
        return View(turn, words, hits, whens, (), (), (), weight)
    dated = {place for w in whens for place in range(w.first, w.last)}
    rest = [n for n in counted if dated.isdisjoint(range(n.first, n.last))]
    kept = list(references.apart(words.items, rest, ledger.numbering))
    named = references.find(words, kept, ledger.numbering)
    taken = {place for r in named for place in range(r.first, r.last)}
    found_money = amounts.find(words.items, kept, setting.account.currency, taken)
    money = tuple([amount for amount in found_money if not _is_in_a_code(words, amount)])
    return View(turn, words, hits, whens, named, within_reach(money, ledger.total_minor), counted, weight)


def _is_in_a_code(words: Words, amount: Amount) -> bool:
    """ "CO-197", "N706": digits right behind letters that name no currency are no money."""
    start = words.spans[amount.first][0]
    behind = words.text[max(0, start - 2) : start]
    if behind[1:] == "-":
        return behind[0].isalpha()
    return behind[-1:].isalpha() and not amounts.is_currency(words.items[amount.first - 1])


def views_alone(call: CallInput, ledger: Ledger, book: Book) -> tuple[View, ...]:
    """Every turn of a call by itself: days are read as if nothing had been said before."""
    return tuple(view(said, call.setting, ledger) for said in read_turns(call.turns, call.setting.today, book))
