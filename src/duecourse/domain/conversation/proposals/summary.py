"""Sentences that sum a call up: each has to stand in transcript and ledger with every figure, day, number and name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from duecourse.domain.conversation import numbers
from duecourse.domain.conversation.proposals.heard import Heard, NotSo, days_of_each
from duecourse.domain.conversation.proposals.strangers import capitals_in
from duecourse.domain.conversation.proposals.veil import Veil
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.text import stem
from duecourse.domain.conversation.views import View

_LONGEST = 300
_LEAST_GROUNDED = 0.6  # of the words with a meaning of their own
_PROMISES = re.compile(
    r"\b(?:promis\w*|commit\w*|pledg\w*|agree[sd]? to (?:pay|settle|clear|send (?:a |the )?payment)|"
    r"(?:will|would|is going to|'ll|intends? to|plans? to) (?:pay|settle|clear|transfer|wire|remit))\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:no|not|never|refus\w*|without|declin\w*|cannot|can't|won't|n't)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
# How people report a call, whatever was said on it.
_TOLD = frozenset(
    stem(word)
    for word in """client caller customer contact account call called calling said says told tells asked asks agreed
    agree agrees confirmed confirms explained explains promised promise promises pay pays paid payment payments invoice
    invoices due overdue balance amount total date day open dispute disputed disputes raised reason delay late
    full part statement copy send sent sends next step offered offers requested requests request mentioned
    stated states discussed apologised apologized repeated acknowledged identified introduced refused refuses
    wants wanted follow callback back company person conversation side because after before about regarding
    outstanding settle plan instalment instalments installment installments expects expected""".split()
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentences of a summary are held against: all that was heard, and the engine's promises."""

    heard: Heard
    promises: tuple[ClientAct, ...]
    counts: frozenset[int]
    names: frozenset[str]

    @classmethod
    def of(cls, heard: Heard) -> Told:
        setting, ledger = heard.setting, heard.ledger
        texts = [v.turn.text for v in heard.views] + list(setting.account.known_facts)
        texts += [setting.account.name, setting.account.contact, setting.caller_name, setting.company]
        return cls(
            heard=heard,
            promises=tuple(act for act in heard.engine.acts if act.act == "promise"),
            counts=frozenset((1, len(ledger.items), len(ledger.open_items))),
            names=frozenset(word for text in texts for word in _WORD.findall(text.lower())),
        )

    def sentence(self, raw: Any, veil: Veil) -> str:
        """The sentence with its names back. Raises NotSo."""
        if not isinstance(raw, str):
            raise NotSo("not_an_object")
        text = " ".join(veil.restore(raw).split())
        if not text.isprintable() or not any(map(str.isalpha, text)):
            raise NotSo("not_an_object")
        if len(text) > _LONGEST:
            raise NotSo("too_long")
        said = self.heard.read(text)
        self._check_numbers(said)
        self._check_days(said)
        self._check_names(text)
        self._check_promise(text, said)
        self._check_words(said)
        return text

    def _check_numbers(self, said: View) -> None:
        heard = self.heard
        if any(ref.number is None for ref in said.references):
            raise NotSo("unknown_invoice")
        known = heard.amounts | heard.ledger.figures
        if not all(amount.known(known) for amount in said.amounts):
            raise NotSo("figure_not_said")
        spans = [(s.first, s.last) for group in (said.amounts, said.references, said.whens) for s in group]
        taken = {place for first, last in spans for place in range(first, last)}
        for number in numbers.find(said.words.items):
            free = not any(place in taken for place in range(number.first, number.last))
            if free and not {int(v) for v in number.values} & (heard.values | self.counts):
                raise NotSo("figure_not_said")

    def _check_days(self, said: View) -> None:
        """Each expression of a day has at least one reading that was said, or that the ledger holds."""
        known = self.heard.days | self.heard.known_days
        if any(readings and not readings & known for readings in days_of_each(said)):
            raise NotSo("date_not_said")

    def _check_names(self, text: str) -> None:
        for word in capitals_in(text):
            if any(part not in self.names for part in _WORD.findall(word.lower())):
                raise NotSo("name_not_said")

    def _check_promise(self, text: str, said: View) -> None:
        """A promise is told only where the engine heard one, with its amount and its day."""
        if not _PROMISES.search(text) or _DENIES.search(text):
            return
        if not self.promises:
            raise NotSo("promise_not_heard")
        amounts = {self.heard.setting.due_minor if p.amount_minor is None else p.amount_minor for p in self.promises}
        if not all(amount.known(amounts | {sum(amounts), self._total}) for amount in said.amounts):
            raise NotSo("promise_not_heard")
        days = _days(self.promises) | {self.heard.setting.today}
        if "due" in said.words.vocabulary:
            days |= self.heard.known_days
        if any(readings and not readings & days for readings in days_of_each(said)):
            raise NotSo("promise_not_heard")

    @property
    def _total(self) -> int:
        return self.heard.ledger.total_minor

    def _check_words(self, said: View) -> None:
        """Most of what it says was said, or is how calls are told."""
        words = {w for w in said.content if not w[0].isdigit()}
        if words and len(words & (self.heard.stems | _TOLD)) < _LEAST_GROUNDED * len(words):
            raise NotSo("not_in_transcript")


def _days(promises: tuple[ClientAct, ...]) -> set[date]:
    return {day for p in promises for day in (p.on, p.or_on) if day is not None}
