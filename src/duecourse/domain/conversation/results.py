"""What the engine finds. A mark without a verbatim quote cannot be made: the constructors refuse it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from duecourse.domain.conversation.prompting import Prompt
from duecourse.domain.money import decimal_text

DONTS = (
    "jargon", "aggression", "assumption", "overpromise", "interruption", "dismissive", "false_statement", "disclosure",
)  # fmt: skip
HOSTILE = frozenset(("aggression", "assumption", "dismissive"))
DOS = ("acknowledgement", "empathy", "open_question", "clarifying", "courtesy", "solution", "explained_term")
POINTS = (
    "identified", "verified_party", "purpose", "amount", "asked_reason", "asked_payment", "next_step", "recap",
    "polite_close",
)  # fmt: skip
ACTS = (
    "promise", "dispute", "delay_reason", "already_paid", "refusal", "hardship", "wrong_party", "upset", "callback",
    "stop_contact", "represented", "document_request",
)  # fmt: skip


class NoQuote(ValueError):
    """A find without words to show for it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One do or don't in turn `n`, with the words that show it. `rule` says which phrase family or check found it."""

    n: int
    label: str
    quote: str
    rule: str

    def __post_init__(self) -> None:
        if not self.quote.strip():
            raise NoQuote(f"turn {self.n}: {self.label} without a quote")

    def as_json(self) -> dict[str, Any]:
        return {"n": self.n, "label": self.label, "quote": self.quote}


@dataclass(frozen=True, slots=True)
class ClientAct:
    """One thing the client did. `amount_minor` None with `all` means everything due; `or_on` is a second date that the
    same words may mean, which the caller has to ask about."""

    n: int
    act: str
    quote: str
    rule: str = ""
    amount_minor: int | None = None
    currency: str = ""
    on: date | None = None
    or_on: date | None = None
    confirmed: bool = False
    invoice: str | None = None
    reason: str = ""
    reference: str | None = None
    at: str | None = None
    channel: str = ""
    by: str = ""
    what: str = ""

    def __post_init__(self) -> None:
        if not self.quote.strip():
            raise NoQuote(f"turn {self.n}: {self.act} without a quote")

    def as_json(self) -> dict[str, Any]:
        return {"n": self.n, "act": self.act, **self._fields(), "quote": self.quote}

    def _fields(self) -> dict[str, Any]:
        on = self.on.isoformat() if self.on else None
        match self.act:
            case "promise":
                amount = "all" if self.amount_minor is None else decimal_text(self.amount_minor, self.currency)
                return {"amount": amount, "currency": self.currency, "on": on, "confirmed": self.confirmed}
            case "dispute":
                return {"invoice": self.invoice, "reason": self.reason}
            case "delay_reason":
                return {"reason": self.reason}
            case "already_paid":
                return {"on": on, "reference": self.reference}
            case "callback":
                return {"at": self.at}
            case "stop_contact":
                return {"channel": self.channel, "written": False}
            case "represented":
                return {"by": self.by}
            case "document_request":
                return {"what": self.what}
            case _:
                return {}


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the caller said that we will do. `due_on` only when a day was said; `about`: the one invoice that was
    named with it."""

    n: int
    what: str
    due_on: date | None
    quote: str
    kind: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        if not self.quote.strip():
            raise NoQuote(f"turn {self.n}: a commitment without a quote")

    def as_json(self) -> dict[str, Any]:
        due_on = self.due_on.isoformat() if self.due_on else None
        return {"n": self.n, "what": self.what, "due_on": due_on, "quote": self.quote}


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What one turn brought. `marks` may point at an earlier turn when only this one settled them (a term that was not
    explained after all). `acts`, `commitments`, `points` and `prompts` (one at most) stand after this turn."""

    n: int
    marks: tuple[Mark, ...]
    acts: tuple[ClientAct, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    points: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadsLike:
    """A call reads like another outcome than its finds give: theirs is `by_finds`; the words in turn `n` speak most for
    the other."""

    by_finds: str
    n: int
    quote: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """A whole call. `reads_like` only where its disposition is not the one that the finds alone give."""

    marks: tuple[Mark, ...]
    acts: tuple[ClientAct, ...]
    commitments: tuple[Commitment, ...]
    points: tuple[str, ...]
    disposition: str
    measures: dict[str, Any] = field(default_factory=dict)
    earned: tuple[tuple[str, int], ...] = ()  # each point with the turn that earned it
    reads_like: ReadsLike | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "marks": [m.as_json() for m in self.marks],
            "client_acts": [a.as_json() for a in self.acts],
            "commitments": [c.as_json() for c in self.commitments],
            "points": list(self.points),
            "disposition": self.disposition,
            "measures": self.measures,
        }
