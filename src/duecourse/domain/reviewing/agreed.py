"""What both sides settled on a call: only what stands in the transcript and fits the ledger. Everything else that was
spoken of is named with the reason why it is left out, so that nobody takes it for agreed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from duecourse.domain.conversation.draft import DISPUTE_WORDS, plain_day, will_do
from duecourse.domain.conversation.results import Analysis, ClientAct, Commitment
from duecourse.domain.conversation.turns import Account, Setting
from duecourse.domain.money import format_money
from duecourse.domain.promise_terms import is_far_above


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence, the turn and the words it stands on, and what in the ledger it was held against."""

    text: str
    turn: int
    quote: str
    checked: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    text: str
    turn: int
    quote: str
    because: str


@dataclass(frozen=True, slots=True)
class Agreed:
    facts: tuple[Fact, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def summary(self) -> str:
        """The facts in a row: what may be sent to the client."""
        return " ".join(fact.text for fact in self.facts)


def agreed_on(found: Analysis, setting: Setting) -> Agreed:
    """In the order in which it was said."""
    lines = sorted((*_promises(found, setting), *_disputes(found, setting), *_ours(found)), key=lambda line: line.turn)
    return Agreed(
        tuple(line for line in lines if isinstance(line, Fact)),
        tuple(line for line in lines if isinstance(line, LeftOut)),
    )


def _promises(found: Analysis, setting: Setting) -> Iterator[Fact | LeftOut]:
    account = setting.account
    total = sum(item.balance_minor for item in account.items if item.is_open)
    for act in found.acts:
        if act.act != "promise":
            continue
        minor = setting.due_minor if act.amount_minor is None else act.amount_minor
        amount = format_money(minor, account.currency)
        day = f" by {plain_day(act.on)}" if act.on else ""
        because = _why_not(act, minor, total, setting)
        if because:
            yield LeftOut(f"{amount}{day}", act.n, act.quote, because)
        else:
            yield Fact(f"You will pay {amount}{day}.", act.n, act.quote, _standing_behind(minor, total, account))


def _why_not(act: ClientAct, minor: int, total: int, setting: Setting) -> str:
    """The first thing that keeps a promise from being agreed; nothing when it stands."""
    if act.on is None:
        return "no day was said"
    if act.or_on is not None:
        return f"it may also mean {plain_day(act.or_on)}"
    if act.on < setting.today:
        return "that day had passed"
    if minor <= 0:
        return "nothing is open that it could pay"
    if is_far_above(minor, total):
        return f"only {format_money(total, setting.account.currency)} is open"
    if not act.confirmed:
        return "it was not read back"
    return ""


def _standing_behind(minor: int, total: int, account: Account) -> str:
    """Which open item the sum is, or that it is all of them."""
    opened = [item for item in account.items if item.is_open]
    same = [item.number for item in opened if item.balance_minor == minor]
    if len(same) == 1:
        return f"{same[0]} is open with this sum"
    if minor == total and len(opened) > 1:
        return f"that is all {len(opened)} open items"
    return f"{format_money(total, account.currency)} is open"


def _disputes(found: Analysis, setting: Setting) -> Iterator[Fact | LeftOut]:
    known = {item.number for item in setting.account.items}
    for act in found.acts:
        if act.act != "dispute":
            continue
        if act.invoice is None:
            yield LeftOut("Something that is billed is disputed", act.n, act.quote, "no invoice was named")
        elif act.invoice not in known:
            yield LeftOut(f"{act.invoice} is disputed", act.n, act.quote, "the ledger has no such invoice")
        else:
            text = f"You dispute invoice {act.invoice}: {DISPUTE_WORDS[act.reason]}."
            yield Fact(text, act.n, act.quote, "it is on the account")


def _ours(found: Analysis) -> Iterator[Fact | LeftOut]:
    for made in found.commitments:
        yield Fact(_will_do(made), made.n, made.quote)
    for act in found.acts:
        if act.act == "callback":
            yield _callback(act)


def _will_do(made: Commitment) -> str:
    day = f" by {plain_day(made.due_on)}" if made.due_on else ""
    return f"We will {will_do(made)}{day}."


def _callback(act: ClientAct) -> Fact | LeftOut:
    if not act.at:
        return LeftOut("A call back", act.n, act.quote, "no day was said")
    at = datetime.fromisoformat(act.at)
    time = f", {at:%H:%M}" if "T" in act.at else ""
    return Fact(f"We call you back on {plain_day(at.date())}{time}.", act.n, act.quote)
