"""The brief as plain values: everything worth knowing before a call, ready for a page, a terminal or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duecourse.domain.ageing import AgeingLine
from duecourse.domain.script.situation import Situation
from duecourse.domain.spoken.placeholders import Figure


@dataclass(frozen=True, slots=True)
class Item:
    """One open item. `late_text` is "61 days late" or "due in 13 days"; `marks` say what else is known of it."""

    number: str
    currency: str
    open_minor: int
    amount_minor: int
    due_on: date
    days_late: int
    late_text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How they pay, in sentences that carry their figures. `points` are (day paid, days late, amount in minor units of
    the account's own currency), oldest first; `count` is what the sentences rest on."""

    sentences: tuple[str, ...]
    points: tuple[tuple[date, int, int], ...]
    count: int
    summary: str  # one sentence, for the plot's label

    @property
    def has_plot(self) -> bool:
        return len(self.points) > 1


@dataclass(frozen=True, slots=True)
class Agreed:
    """A promise to pay and what became of it, in words; `tone` is good, warn, stop or empty."""

    text: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Promises:
    """`kept` of `judged` that fell due: both figures are shown."""

    kept: int
    judged: int
    text: str
    lines: tuple[Agreed, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """What we said we would do: late ones come first."""

    what: str
    text: str  # "promised by Ben on 12 Nov, 6 days late"
    late: bool
    commitment_id: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A document they asked for, and whether it was sent."""

    what: str
    text: str
    sent: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    text: str
    next_step: str
    late: bool


@dataclass(frozen=True, slots=True)
class LastTalk:
    """`head` says when, how long and with whom; `said` is the record's summary; `since` counts later attempts."""

    head: str
    said: str
    next_step: str
    reason: str  # why it was late, in the client's own words
    since: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something worth asking. `fact` is where it comes from; it says nothing about the client."""

    rule: str
    ask: str
    fact: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do first, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Brief:
    """One account on one page. `local_time` is the wall clock in the `zone` where they are; both are "" where that is
    not known."""

    number: str
    name: str
    kind: str
    creditor: str
    contact: str
    contact_role: str
    local_time: str
    zone: str
    headline: str
    situation: Situation
    ageing: tuple[AgeingLine, ...]  # one line per currency, the main one first
    items: tuple[Item, ...]  # oldest due first
    behaviour: Behaviour
    promises: Promises
    disputes: tuple[Dispute, ...]
    last_talk: LastTalk | None
    we_owe: tuple[Owed, ...]
    papers: tuple[Paper, ...]
    questions: tuple[Question, ...]
    next_step: NextStep
    holds: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()  # what every clock that they may be on shows, the earliest first

    @property
    def clock_text(self) -> str:
        """ "14:07 their time"; where they may be on several clocks, all of what it may be."""
        if not self.clocks:
            return "their local time is not known"
        first, last = self.clocks[0], self.clocks[-1]
        if len(self.clocks) == 1:
            return f"{first} their time"
        return f"{first} or {last} their time" if len(self.clocks) == 2 else f"between {first} and {last} their time"
