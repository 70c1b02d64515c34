"""What is known of a call while it goes on: the one state that live use and replay share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from duecourse.domain.conversation.classifier import Shown
from duecourse.domain.conversation.ledger import Ledger
from duecourse.domain.conversation.phrases import Book, Hit
from duecourse.domain.conversation.prompting import Prompting
from duecourse.domain.conversation.results import ClientAct, Commitment, Mark
from duecourse.domain.conversation.turns import CALLER, CLIENT, Setting
from duecourse.domain.conversation.views import View


@dataclass(slots=True)
class PendingTerm:
    """A trade term that the caller may still explain in their next turn."""

    view: View
    hit: Hit


class Tone(NamedTuple):
    """What the first look made of a caller's turn: the classifier's scores, and the labels that detectors found."""

    view: View
    scores: Mapping[str, float]
    found: frozenset[str]


class Near(NamedTuple):
    """How near a client's turn came to an act, and what of it the classifier saw."""

    score: float
    view: View
    shown: Shown


@dataclass(slots=True)
class Offer:
    """Something a caller offered to do that counts once the client lets it stand."""

    commitment: Commitment
    asked: bool  # put as a question: stands unless refused; on a condition it needs a yes
    instead: bool = False  # "... or should I try after lunch?": stands only where they take that way


@dataclass(slots=True)
class State:
    """Grows with each turn; never shared between calls. Made by `engine.begin`, read by the detectors."""

    setting: Setting
    ledger: Ledger
    book: Book
    views: list[View] = field(default_factory=list)
    said_by: dict[str, list[View]] = field(default_factory=lambda: {CALLER: [], CLIENT: []})  # the same, by side
    marks: list[Mark] = field(default_factory=list)
    tones: list[Tone] = field(default_factory=list)
    # names, as they may be said
    caller: frozenset[str] = frozenset()
    company: frozenset[str] = frozenset()
    contact: frozenset[str] = frozenset()
    # who is on the line
    confirmed: bool = False
    presumed: bool = False  # confirmed only by answering to the name
    stranger: bool = False  # somebody who is not the person we ask for
    voicemail: bool = False
    asked_for_party: bool = False
    # what the client did
    acts: list[ClientAct] = field(default_factory=list)
    promises: list[ClientAct] = field(default_factory=list)
    nearest: dict[str, Near] = field(default_factory=dict)  # act → the turn that came nearest to it
    may_promise: bool = True  # whether the client's latest turn may be one, by all that is in it
    hedged: set[int] = field(default_factory=set)  # turns of promises said with a "try" or "should"
    client_amounts: set[int] = field(default_factory=set)
    caller_offers: set[int] = field(default_factory=set)  # amounts that the caller proposed, not claimed as due
    instalment: int | None = None  # the equal share that the caller proposed last
    # what the caller did
    commitments: list[Commitment] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    pending_terms: list[PendingTerm] = field(default_factory=list)
    solved: set[str] = field(default_factory=set)  # kinds of solution already offered
    points: dict[str, int] = field(default_factory=dict)  # point → turn in which it was earned
    wrong_figure: bool = False
    prompting: Prompting | None = None  # only where somebody is there to read a prompt
    told_early: set[int] = field(default_factory=set)  # amounts that a disclosure let out

    def hear(self, view: View) -> None:
        """Keeps a turn, the latest one."""
        view.earlier = {CALLER: len(self.said_by[CALLER]), CLIENT: len(self.said_by[CLIENT])}
        self.views.append(view)
        self.said_by[view.turn.who].append(view)

    def before(self, view: View, who: str, *, back: int = 1) -> View | None:
        """The `back`-th last turn of that side before this one."""
        place = view.earlier[who] - back
        return self.said_by[who][place] if place >= 0 else None

    def act(self, *kinds: str) -> ClientAct | None:
        """The first standing act of these kinds."""
        return next((a for a in (*self.acts, *self.promises) if a.act in kinds), None)

    @property
    def obstacle(self) -> bool:
        """Something stands between the client and the payment, and no dated promise has settled it."""
        return not any(p.on for p in self.promises)
