"""A message to one person: the text filled from the ledger, framed by greeting and closing, with the words that the law
asks for in their places. Those are never part of what somebody may edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from duecourse.domain.contact_policy.duties import OPENING
from duecourse.domain.contact_policy.words import LETTER, SMS
from duecourse.domain.disclosures import Disclosure, in_writing
from duecourse.domain.facts import AccountFacts
from duecourse.domain.money import format_money
from duecourse.domain.script.template import Slot
from duecourse.domain.spoken import Caller, Figure, Said, Vocabulary, choose, vocabulary_of
from duecourse.domain.written.template import STOP_CONFIRMED, MessageTemplate


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around every text of a house: how it begins and ends, and how one opts out, by channel."""

    greeting: Slot
    closing: tuple[Slot, ...]
    opt_out: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Composed:
    """`body` is what somebody may change before it goes; everything else stands. `known` are the account's own
    amounts, whether the text uses them or not. `refused`: the law allows no message at all; it says what to do."""

    channel: str
    subject: str
    greeting: str
    before: tuple[str, ...]  # the law's words that come first
    body: str
    after: tuple[str, ...]
    closing: str
    opt_out: str
    figures: tuple[Figure, ...] = ()
    laws: tuple[Disclosure, ...] = ()
    known: frozenset[str] = frozenset()
    refused: str = ""

    def text(self, body: str | None = None) -> str:
        """The whole message, with the words somebody typed in place of the body."""
        body = self.body if body is None else body.strip()
        parts = (self.greeting, *self.before, body, *self.after, self.closing, self.opt_out)
        kept = [part for part in parts if part]
        return " ".join(" ".join(kept).split()) if self.channel == SMS else "\n\n".join(kept)


def compose(
    template: MessageTemplate,
    frame: Frame,
    facts: AccountFacts,
    today: date,
    caller: Caller,
    channel: str,
    disclosures: Iterable[Disclosure] = (),
) -> Composed:
    """The message for this account today. A wording without its fact gives way to the next one, or its paragraph is
    left out; no hole is ever printed. Where a law allows its own message only, that is all there is."""
    words, laws = vocabulary_of(facts, today, caller), tuple(disclosures)
    alone = next((law for law in laws if law.nothing_else), None)
    paragraphs = () if alone else _said(template.sms if channel == SMS else template.body, words)
    subject = _said((template.subject,), words)
    framed = channel != SMS and not alone
    body = (" " if channel == SMS else "\n\n").join(said.text for said in paragraphs)
    return Composed(
        channel=channel,
        subject=subject[0].text if subject else template.title,
        greeting=_text((frame.greeting,), words) if framed else "",
        before=in_writing(law for law in laws if law.stage == OPENING),
        body=body,
        after=in_writing(law for law in laws if law.stage != OPENING),
        closing=_text(frame.closing, words) if framed else "",
        opt_out=_opt_out(template, frame, channel, laws),
        figures=tuple(dict.fromkeys(figure for said in (*subject, *paragraphs) for figure in said.figures)),
        laws=laws,
        known=_amounts_of(words, facts),
        refused=alone.words if alone and alone.silent else "",
    )


def _opt_out(template: MessageTemplate, frame: Frame, channel: str, laws: tuple[Disclosure, ...]) -> str:
    """Our own line, unless a law's words say the same, or the message itself confirms that it was the last."""
    line = frame.opt_out.get(channel, "")
    said = template.occasion == STOP_CONFIRMED or channel == LETTER or line in in_writing(laws)
    return "" if said else line


def _said(slots: Iterable[Slot], words: Vocabulary) -> tuple[Said, ...]:
    chosen = (choose(slot.alternatives, words.figures, words.conditions) for slot in slots)
    return tuple(said for said in chosen if said is not None)


def _text(slots: Iterable[Slot], words: Vocabulary) -> str:
    return "\n".join(said.text for said in _said(slots, words))


def _amounts_of(words: Vocabulary, facts: AccountFacts) -> frozenset[str]:
    items = (format_money(minor, i.currency) for i in facts.open_items for minor in (i.amount_minor, i.balance_minor))
    figures = (amount for figure in words.figures.values() for amount in _AMOUNT.findall(figure.text))
    return frozenset(_plain(amount) for amount in (*items, *figures))


_AMOUNT = re.compile(r"(?:[A-Z]{0,3}[$£€₹¥]\s?\d[\d,]*(?:\.\d+)?|\b\d[\d,]*\.\d{2}\b)")


def _plain(amount: str) -> str:
    """Digits alone: "$1,200.00", "1200" and "$1,200" are the same amount."""
    return re.sub(r"[^\d.]", "", amount).removesuffix(".00")


def strange_amounts(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """Amounts in the text that are none of the account's: typed by hand, and no ledger stands behind them."""
    found = dict.fromkeys(_AMOUNT.findall(text))
    return tuple(amount for amount in found if _plain(amount) not in known)
