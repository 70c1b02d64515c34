"""Asking other packs about contacts that were decided before: which would they have stopped, which allowed?

The facts are those of the time; only the rules differ. Asked with the packs of the time, the answer is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from duecourse.domain.contact_policy.case import Case
from duecourse.domain.contact_policy.decide import Decision, Reason, decide
from duecourse.domain.contact_policy.pack import IN_FORCE, SUPERSEDED, Pack, Rule

SAME = "same"
STOPPED = "stopped"  # it was made, and these packs would have refused it
ALLOWED = "allowed"  # it was refused, and these packs would have let it be made
NOT_NEEDED = "not_needed"  # a lead overrode the refusal, and these packs would not have refused
UNASKED = "unasked"  # it was made without asking the gate, and these packs would have refused it
FINDINGS = (STOPPED, ALLOWED, NOT_NEEDED, UNASKED)


@dataclass(frozen=True, slots=True)
class Past:
    """A contact of the past. `was_open`: the gate said yes then (None: nobody asked it); `made`: it took place, if need
    be because a lead overrode the gate; `reasons`: what the gate said."""

    case: Case
    was_open: bool | None
    made: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """What other packs say about a past contact. `reasons`: why they would have stopped it, or what had refused it."""

    outcome: str
    decision: Decision
    reasons: tuple[Reason, ...]


def replay(past: Past, packs: tuple[Pack, ...]) -> Replayed:
    """One past contact with other packs, at its own instant."""
    decision = decide(past.case, packs)
    if past.was_open is None:
        return Replayed(SAME if decision.is_open else UNASKED, decision, () if decision.is_open else decision.reasons)
    if decision.is_open == past.was_open:
        return Replayed(SAME, decision, ())
    if decision.is_open:
        return Replayed(NOT_NEEDED if past.made else ALLOWED, decision, past.reasons)
    return Replayed(STOPPED, decision, decision.reasons)


@dataclass(slots=True)
class Tally:
    """Counts over a replay, each with what it is a part of."""

    made: int = 0
    refused: int = 0
    overridden: int = 0  # of those made: against a refusal
    without: int = 0  # made without asking the gate; in none of the counts above
    stopped: int = 0  # of those made
    allowed: int = 0  # of those refused
    not_needed: int = 0  # of those overridden
    unasked: int = 0  # of those made without asking
    unreadable: int = 0
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)  # (outcome, rule) → contacts

    def add(self, past: Past, found: Replayed) -> None:
        if past.was_open is None:
            self.without += 1
        else:
            self.made += past.made
            self.refused += not past.made
            self.overridden += past.made and not past.was_open
        if found.outcome != SAME:
            setattr(self, found.outcome, getattr(self, found.outcome) + 1)
            self.rules.update({(found.outcome, reason.rule) for reason in found.reasons})

    @property
    def asked(self) -> int:
        return self.made + self.refused + self.without


def as_if_in_force(packs: Iterable[Pack], on: date) -> tuple[Pack, ...]:
    """The rules of that day, as if they had been in force on every day."""
    return _always(packs, lambda rule: rule.in_force(on))


def as_if_all_had_come(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """The newest version of each pack with everything that is announced, as if it had been in force on every day."""
    newest = (pack for pack in packs if pack.until is None)
    return _always(newest, lambda rule: rule.state != SUPERSEDED and rule.last_on is None)


def as_if_begun(draft: Pack, today: date) -> Pack:
    """A draft as it would bind once it has begun: without what is over by then, or waits for a date of its own."""
    rules = tuple(
        rule.always()
        for rule in draft.rules
        if rule.state == IN_FORCE and (rule.last_on is None or rule.last_on >= today)
    )
    return replace(draft, rules=rules, activation=None, until=None)


def instead(packs: Iterable[Pack], draft: Pack) -> tuple[Pack, ...]:
    """The packs with this one in place of every version of it."""
    return (*(pack for pack in packs if pack.id != draft.id), draft)


def _always(packs: Iterable[Pack], keep: Callable[[Rule], bool]) -> tuple[Pack, ...]:
    found = []
    for pack in packs:
        rules = tuple(rule.always() for rule in pack.rules if keep(rule))
        if rules:
            found.append(replace(pack, rules=rules, activation=None, until=None))
    return tuple(found)
