"""The account's figures as a listener needs them: which amounts exist, and what each of them is."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from duecourse.domain.conversation.notes import Notes
from duecourse.domain.conversation.references import Numbering
from duecourse.domain.conversation.turns import Account, Item
from duecourse.domain.money import exponent, to_minor

_FACT_MONEY = re.compile(r"(?<![\w-])\d[\d,]*\.\d{2}(?![\w-])")
_FACT_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_SUMMED = 8  # open items beyond this are summed as a whole only: 2**8 sums are enough


@dataclass(frozen=True, slots=True)
class Ledger:
    """`due` are amounts that may rightly be called due: balances and their sums. `known` also holds amounts of paid
    items, fees and past payments from the account's notes. `parts` are equal shares of what is due; `payable` is what
    is due and its parts, `figures` what is known and those parts."""

    items: tuple[Item, ...]
    open_items: tuple[Item, ...]
    total_minor: int
    due: frozenset[int]
    known: frozenset[int]
    parts: frozenset[int]
    payable: frozenset[int]
    figures: frozenset[int]
    fact_amounts: frozenset[int]
    fact_dates: frozenset[date]
    numbering: Numbering
    facts_line: str
    notes: Notes

    @classmethod
    def of(cls, account: Account) -> Ledger:
        opened = tuple(i for i in account.items if i.is_open)
        balances = [i.balance_minor for i in opened]
        sums = {sum(balances)} if balances else set()
        for size in range(1, len(balances) + 1) if len(balances) <= _MOST_SUMMED else (1,):
            sums.update(sum(group) for group in combinations(balances, size))
        facts = " ".join(account.known_facts)
        noted = frozenset(to_minor(m.replace(",", ""), account.currency) for m in _fact_money(facts, account.currency))
        known = frozenset(sums | {i.amount_minor for i in account.items} | noted)
        parts = frozenset([round(s / n) for s in sums for n in range(2, 13)])
        return cls(
            items=account.items,
            open_items=opened,
            total_minor=sum(balances),
            due=frozenset(sums),
            known=known,
            parts=parts,
            payable=parts | sums,
            figures=parts | known,
            fact_amounts=noted,
            fact_dates=_dates(facts),
            numbering=Numbering.of(
                [i.number for i in account.items],
                settled=[i.number for i in account.items if not i.is_open],
                sums=[Decimal(b) / 10 ** exponent(account.currency) for b in balances],
            ),
            facts_line=facts.lower(),
            notes=Notes.of(account.known_facts),
        )

    def item(self, number: str | None) -> Item | None:
        return next((i for i in self.items if i.number == number), None)

    @property
    def only_open(self) -> Item | None:
        return self.open_items[0] if len(self.open_items) == 1 else None


def joined(figures: frozenset[int], more: Set[int]) -> frozenset[int]:
    """Both together. Mostly the second holds nothing of its own, and then the first, which is large, is not copied."""
    return figures if figures.issuperset(more) else figures | more


def _fact_money(facts: str, currency: str) -> list[str]:
    found = []
    for text in _FACT_MONEY.findall(facts):
        try:
            to_minor(text.replace(",", ""), currency)
        except ValueError:
            continue
        found.append(text)
    return found


def _dates(facts: str) -> frozenset[date]:
    found = set()
    for text in _FACT_DATE.findall(facts):
        try:
            found.add(date.fromisoformat(text))
        except ValueError:
            continue
    return frozenset(found)
