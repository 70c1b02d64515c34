"""A text for a client as a lead writes it, and what can be wrong with it before any account is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duecourse.domain.contact_policy.words import EMAIL, LETTER, SMS
from duecourse.domain.script.template import Slot, tells
from duecourse.domain.spoken import CONDITIONS, Alternative, line_problems

WRITTEN = (EMAIL, LETTER, SMS)

STOP_CONFIRMED = "stop_confirmed"
OCCASIONS: dict[str, str] = {
    "before_due": "Before the due date",
    "first": "First reminder",
    "later": "Later reminder",
    "broken_promise": "Agreed payment did not come",
    "statement": "Statement of account",
    "agreed": "What we agreed",
    "document": "A paper they asked for",
    STOP_CONFIRMED: "They asked for no more messages",
}
# An e-mail's subject is read over a shoulder and an SMS on a locked screen: at a private person's account neither tells
# of money. A wording that does says whom it is for.
_NOT_A_CONSUMER = frozenset({"business", "payer", "not consumer"})


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """`when` are conditions that have to be true of the account. With `asks_for_money` it is not sent any more once a
    payment, a dispute, a promise or a request came in after it was written. Without `sms` it has no form for a text."""

    id: str
    title: str
    aim: str
    occasion: str
    when: tuple[str, ...]
    subject: Slot
    body: tuple[Slot, ...]
    sms: tuple[Slot, ...] = ()
    asks_for_money: bool = False
    statement: bool = False  # a statement of account goes with it unless it is taken off

    @property
    def channels(self) -> tuple[str, ...]:
        return WRITTEN if self.sms else (EMAIL, LETTER)

    def suits(self, conditions: Iterable[str]) -> bool:
        true = frozenset(conditions)
        return all((want.removeprefix("not ") in true) != want.startswith("not ") for want in self.when)


def message_problems(template: MessageTemplate) -> Iterator[str]:
    """What would make it unsafe or unusable."""
    for want in template.when:
        if want.removeprefix("not ") not in CONDITIONS:
            yield f'when: "{want}" is not a condition'
    for field, slots in (("subject", (template.subject,)), ("body", template.body), ("sms", template.sms)):
        for alternative in _wordings(slots):
            yield from (f"{field}: {problem}" for problem in line_problems(alternative))
    for field, slots in (("subject", (template.subject,)), ("sms", template.sms)):
        for alternative in _wordings(slots):
            telling = tells(alternative)
            if telling and not _NOT_A_CONSUMER & set(alternative.wants):
                yield (
                    f"{field}: {telling} tells whoever sees the screen that money is owed: put [not consumer] "
                    "in front, and another wording below it"
                )


def _wordings(slots: Iterable[Slot]) -> Iterator[Alternative]:
    for slot in slots:
        yield from slot.alternatives
