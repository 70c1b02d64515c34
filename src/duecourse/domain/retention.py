"""How long things are kept: the longest period that any rule asks for, and what holds them back beyond it.

Kept is until the end of a day; deletion is due from the day after. The periods stand in the packs (`[[retention]]`)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from duecourse.domain.contact_policy import Pack
from duecourse.domain.contact_policy.duties import RetentionRule


@dataclass(frozen=True, slots=True)
class Whose:
    """What a rule may depend on: where they are, in whose name we collect, which debt, which kind of account."""

    place: str
    party: str
    debt_type: str
    kind: str
    other_name: bool = False  # the creditor collects under a name that suggests somebody else


@dataclass(frozen=True, slots=True)
class Keeping:
    """`until` is the last day; `rule` the one that asks for it, in `pack`."""

    until: date
    counted_from: date
    rule: RetentionRule
    pack: str

    def as_json(self) -> dict[str, Any]:
        rule = self.rule
        return {
            "rule": rule.id, "text": rule.text, "months": rule.months, "citation": rule.citation, "link": rule.link,
            "status": rule.status, "pack": self.pack, "counted_from": self.counted_from.isoformat(),
            "kept_until": self.until.isoformat(),
        }  # fmt: skip

    def is_over(self, today: date) -> bool:
        return self.until < today


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months on; where there is none, the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def keeping_of(packs: Iterable[Pack], whose: Whose, keeps: str, counted_from: date, today: date) -> Keeping | None:
    """The longest period of the rules in force today. None: no rule says how long, so it is not deleted."""
    found = [
        Keeping(months_after(counted_from, rule.months), counted_from, rule, pack.label)
        for pack in packs
        if pack.covers(whose.place) and pack.is_current(today)
        for rule in pack.duties.retention
        if rule.keeps == keeps
        and rule.in_force(today)
        and rule.binds(whose.place, whose.party, whose.debt_type, other_name=whose.other_name)
        and (not rule.kinds or whose.kind in rule.kinds)
    ]
    # Of equal periods the law's is named before the house's.
    return max(found, key=lambda keeping: (keeping.until, keeping.rule.layer != "house", keeping.rule.id), default=None)


def shortest_months(packs: Iterable[Pack], keeps: str) -> int | None:
    """No rule lets anything of this sort go sooner: what is younger need not be looked at."""
    months = [rule.months for pack in packs for rule in pack.duties.retention if rule.keeps == keeps]
    return min(months, default=None)


def months_before(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 - months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
