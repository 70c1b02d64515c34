"""What a prompt is, and what a call remembers of its prompts. The rules: `prompt_needs`; the choice: `prompts`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from duecourse.domain.disclosures import Disclosure
from duecourse.domain.wording import tidy

SAY_LONGEST = 89  # characters: read at a glance, while somebody is speaking
DO_LONGEST = 400  # words that the law asks for stand there whole
FILL_LONGEST = 36  # of a name or a figure in it
QUOTE_LONGEST = 200

# Every prompt there is, the most urgent first, with the figures that its words may hold. The part before the point is
# its kind: what a caller or a lead may switch off.
WORDS: Mapping[str, tuple[str, ...]] = {
    "gate.represented": (),
    "gate.stop_contact": (),
    "gate.wrong_party": (),
    "third_party.said_it": (),
    "third_party.machine": (),
    "third_party.somebody_else": ("contact",),
    "figure.amount": ("said", "right"),
    "figure.due": ("item", "due"),
    "figure.other": (),
    "authority.fees": ("limit",),
    "authority.instalments": ("limit",),
    "authority.beyond": (),
    "authority.guarantee": (),
    "upset.slow_down": (),
    "gate.hardship": (),
    "date.which_weekday": ("weekday", "first", "second"),
    "date.which_day": ("first", "second"),
    "amount.no_such_item": ("said",),
    "amount.two_readings": ("first", "second"),
    "amount.above_open": ("said", "open"),
    "amount.not_in_ledger": ("said",),
    "date.no_day": (),
    "missing.words": ("title", "words"),
    "missing.read_back": ("promised",),
    "missing.amount": ("open",),
    "missing.asked_payment": (),
    "missing.next_step": (),
    "interrupted.twice": (),
}
KINDS = tuple(dict.fromkeys(key.partition(".")[0] for key in WORDS))
ALL_KINDS = frozenset(KINDS)
_HOLE = re.compile(r"\{(\w+)\}")


def kind_of(key: str) -> str:
    return key.partition(".")[0]


def holes_in(text: str) -> frozenset[str]:
    """The names in curly brackets."""
    return frozenset(_HOLE.findall(text))


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one prompt, as a lead may change them. `example` is a short call after whose last line it stands,
    `no_example` one after which it does not: both run as tests."""

    say: str
    do: str
    example: tuple[str, ...] = ()
    no_example: tuple[str, ...] = ()
    off: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """A reason to prompt: which words, what it is about (said once only), and the words of turn `turn` that show it."""

    key: str
    about: str
    turn: int
    quote: str
    fills: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.key}:{self.about}"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A word to the caller while it still helps: what is the matter (`say`), what to do about it, and the words of turn
    `turn` that are its reason."""

    id: str
    kind: str
    say: str
    do: str
    quote: str
    turn: int

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "kind": self.kind, "say": self.say, "do": self.do, "quote": self.quote, "turn": self.turn,
        }  # fmt: skip


@dataclass(slots=True)
class Prompting:
    """What the call brings to its prompts (words, what has to be said, what is switched off) and what they remember."""

    words: Mapping[str, Wording]
    must_say: tuple[Disclosure, ...] = ()
    muted: Collection[str] = frozenset()
    heard: set[str] = field(default_factory=set)  # ids of `must_say` that our side has said
    given: set[str] = field(default_factory=set)
    standing: Prompt | None = None
    since: int = 0  # turns heard when it was given


def worded(need: Need, wording: Wording) -> Prompt:
    """The prompt in its words. Names and figures are cut before they can make it long."""
    quote = need.quote if len(need.quote) <= QUOTE_LONGEST else need.quote[:QUOTE_LONGEST].rstrip()
    return Prompt(
        id=need.id,
        kind=kind_of(need.key),
        say=tidy(_filled(wording.say, need.fills, FILL_LONGEST), SAY_LONGEST),
        do=tidy(_filled(wording.do, need.fills, DO_LONGEST), DO_LONGEST),
        quote=quote,
        turn=need.turn,
    )


def _filled(text: str, fills: Mapping[str, str], longest: int) -> str:
    return _HOLE.sub(lambda hole: tidy(fills.get(hole[1], ""), longest), text)
