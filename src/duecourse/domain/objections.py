"""Objection cards: what a client says, what it may mean (asked, never stated), what to say, and what to write down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from duecourse.domain.facts import AccountFacts
from duecourse.domain.script.template import Slot, tells
from duecourse.domain.spoken import Caller, Said, choose, line_problems, vocabulary_of

_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Card:
    """`phrases` are ways the client says it. `early` cards may be needed before the right person is confirmed, so
    nothing in them may tell of money. `outcome` is how a call that ends here is recorded, or empty."""

    id: str
    title: str
    phrases: tuple[str, ...]
    kinds: tuple[str, ...]
    may_mean: tuple[str, ...]
    say: tuple[Slot, ...]
    write_down: tuple[str, ...]
    next_step: str
    avoid: tuple[str, ...] = ()
    outcome: str = ""
    early: bool = False


@dataclass(frozen=True, slots=True)
class FilledCard:
    """A card for one account: `say` has every figure from the ledger."""

    card: Card
    say: tuple[Said, ...]

    @property
    def search_text(self) -> str:
        """What a search looks in, in small letters."""
        return " ".join((self.card.title, *self.card.phrases)).casefold()


def fill_cards(cards: Iterable[Card], facts: AccountFacts, today: date, caller: Caller) -> tuple[FilledCard, ...]:
    """The cards for this kind of account. A line without its fact is left out; a card always keeps one to say."""
    words = vocabulary_of(facts, today, caller)
    filled = []
    for card in cards:
        if facts.kind in card.kinds:
            chosen = (choose(slot.alternatives, words.figures, words.conditions) for slot in card.say)
            filled.append(FilledCard(card, tuple(said for said in chosen if said is not None)))
    return tuple(filled)


def search(cards: Iterable[FilledCard], asked: str) -> tuple[FilledCard, ...]:
    """Cards that share words with what was asked or said, best first; all of them for an empty question."""
    wanted = set(_WORD.findall(asked.casefold()))
    if not wanted:
        return tuple(cards)
    scored = [(len(wanted & set(_WORD.findall(card.search_text))), card) for card in cards]
    return tuple(card for score, card in sorted(scored, key=lambda pair: -pair[0]) if score)


def card_problems(card: Card) -> Iterator[str]:
    """What would make the card unsafe or useless, before any account is known."""
    if not any(not a.wants and not a.placeholders for slot in card.say for a in slot.alternatives):
        yield "say: one line has to fit every account: write it without conditions and placeholders"
    for question in card.may_mean:
        if not question.endswith("?"):
            yield f'may_mean: "{question}" states something; write it as a question'
    for slot in card.say:
        for alternative in slot.alternatives:
            yield from (f"say: {problem}" for problem in line_problems(alternative))
            telling = tells(alternative) if card.early else ""
            if telling:
                yield f"say: {telling} tells of money, and an early card may be read to anybody"
