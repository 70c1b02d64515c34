"""The draft of a record from what was said: each sentence is tied to its turn; what is in doubt is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from duecourse.domain.conversation.results import Analysis, ClientAct, Commitment, ReadsLike
from duecourse.domain.facts import OUTCOME_WORDS
from duecourse.domain.money import format_money
from duecourse.domain.promise_terms import is_far_above
from duecourse.domain.wording import with_full_stop

DISPUTE_WORDS = {
    "not_received": "the goods did not arrive", "wrong_amount": "the amount is wrong", "quality": "the quality is bad",
    "short_delivery": "the delivery was short", "duplicate": "it was billed twice", "not_ordered": "it was not ordered",
    "missing_po": "the purchase order number is missing", "service_not_done": "the service was not done",
    "credit_due": "a credit is due", "contract": "the contract says otherwise", "other": "for another reason",
}  # fmt: skip
_STEPS = {
    "stop_contact": "They asked us to stop contacting them", "refusal": "They refused to pay",
    "wrong_party": "The person reached has nothing to do with the account", "upset": "They were upset",
    "hardship": "They told us of a hardship",
}  # fmt: skip
_ARTICLES = {"open": "a", "check": "the", "send": "the", "resend": "the", "remove": "the", "fill in": "the"}
_NEED_NONE = frozenset("it a an the them this that with your our".split())
_BY = {"attorney": "A lawyer", "insolvency": "An insolvency office", "debt_adviser": "A debt adviser"}
_CHANNELS = {
    "phone": "by telephone",
    "email": "by e-mail",
    "sms": "by text message",
    "letter": "by letter",
    "all": "at all",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A plain sentence of the draft, the turns it stands on, and the words said there."""

    text: str
    turns: tuple[int, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the transcript leaves open and the caller has to decide. `field` names what waits for the answer."""

    text: str
    turn: int
    quote: str
    field: str


@dataclass(frozen=True, slots=True)
class DraftPromise:
    """Only promises that were confirmed on the call and whose day is plain."""

    amount_minor: int
    currency: str
    on: date
    by: str
    turn: int


@dataclass(frozen=True, slots=True)
class DraftDispute:
    invoice: str | None
    reason: str
    words: str
    turn: int


@dataclass(frozen=True, slots=True)
class DraftCommitment:
    what: str
    due_on: date | None
    turn: int


@dataclass(frozen=True, slots=True)
class DraftRecord:
    outcome: str
    points: tuple[str, ...]
    promises: tuple[DraftPromise, ...]
    disputes: tuple[DraftDispute, ...]
    commitments: tuple[DraftCommitment, ...]
    callback_on: date | None
    callback_at: datetime | None
    callback_words: str
    delay_reason: str
    delay_words: str
    documents: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    questions: tuple[Question, ...]

    @property
    def summary(self) -> str:
        """The sentences in a row: what stands in the record's notes."""
        return " ".join(s.text for s in self.sentences)


def draft_from(
    analysis: Analysis,
    *,
    total_minor: int,
    currency: str,
    contact: str = "",
    today: date,
    due_minor: int | None = None,
) -> DraftRecord:
    """The draft. `total_minor` is all that is open in the account's currency; `due_minor` what of it has fallen due,
    which is what "all of it" means."""
    due = total_minor if due_minor is None else due_minor
    promises = [a for a in analysis.acts if a.act == "promise"]
    sure = [p for p in promises if _is_sure(p)]
    callback = _first(analysis, "callback")
    delay = _first(analysis, "delay_reason")
    return DraftRecord(
        outcome=analysis.disposition,
        points=analysis.points,
        promises=tuple(DraftPromise(_amount(p, due), currency, p.on, contact, p.n) for p in sure if p.on is not None),
        disputes=tuple(DraftDispute(a.invoice, a.reason, a.quote, a.n) for a in analysis.acts if a.act == "dispute"),
        commitments=tuple(DraftCommitment(_first_word_up(_named(c)), c.due_on, c.n) for c in analysis.commitments),
        callback_on=_callback_day(callback, today),
        callback_at=_callback_moment(callback),
        callback_words=callback.quote if callback else "",
        delay_reason=delay.reason if delay else "",
        delay_words=delay.quote if delay else "",
        documents=tuple(dict.fromkeys(a.what for a in analysis.acts if a.act == "document_request")),
        sentences=tuple(_sentences(analysis, due, currency)),
        questions=tuple(_questions(analysis, total_minor, due, currency)),
    )


def _first(analysis: Analysis, act: str) -> ClientAct | None:
    return next((a for a in analysis.acts if a.act == act), None)


def _is_sure(promise: ClientAct) -> bool:
    return promise.confirmed and promise.on is not None and promise.or_on is None


def _amount(promise: ClientAct, due_minor: int) -> int:
    return due_minor if promise.amount_minor is None else promise.amount_minor


def _first_word_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _callback_moment(callback: ClientAct | None) -> datetime | None:
    return datetime.fromisoformat(callback.at) if callback and callback.at and "T" in callback.at else None


def _callback_day(callback: ClientAct | None, today: date) -> date | None:
    if callback is None or not callback.at:
        return None
    day = date.fromisoformat(callback.at[:10])
    return day if day >= today else None


def _sentences(analysis: Analysis, due_minor: int, currency: str) -> Iterator[Sentence]:
    """In the order in which things were said."""
    found = [
        *((a.n, act_sentence(a, due_minor, currency), a.quote) for a in analysis.acts),
        *((c.n, commitment_sentence(c), c.quote) for c in analysis.commitments),
    ]
    for n, text, quote in sorted((f for f in found if f[1]), key=lambda f: f[0]):
        yield Sentence(with_full_stop(text), (n,), quote)


def act_sentence(act: ClientAct, due_minor: int, currency: str) -> str:
    """What the client did, as a sentence without its full stop; empty for what needs no line of its own."""
    match act.act:
        case "promise":
            return _promise_sentence(act, due_minor, currency)
        case "dispute":
            about = f"invoice {act.invoice}" if act.invoice else "what is billed"
            return f"They dispute {about}: {DISPUTE_WORDS[act.reason]}"
        case "delay_reason":
            return f"Reason for the delay, in their words: “{act.quote}”"
        case "already_paid":
            on = f" on {plain_day(act.on)}" if act.on else ""
            reference = f", reference {act.reference}" if act.reference else ""
            return f"They say it was paid{on}{reference}"
        case "callback":
            return "They asked to be called back"
        case "document_request":
            return f"They asked for: {act.what.replace('_', ' ')}"
        case "represented":
            return f"{_BY.get(act.by, 'Somebody')} is acting for them"
        case "stop_contact":
            return f"They asked us to stop contacting them {_CHANNELS.get(act.channel, '')}".rstrip()
        case _:
            return _STEPS.get(act.act, "")


def _promise_sentence(act: ClientAct, due_minor: int, currency: str) -> str:
    amount = format_money(_amount(act, due_minor), currency)
    if act.on is None:
        return f"They spoke of paying {amount}, without a day"
    said = "They will pay" if _is_sure(act) else "They spoke of paying"
    return f"{said} {amount} by {plain_day(act.on)}"


def commitment_sentence(commitment: Commitment) -> str:
    """What we said we would do, as a sentence without its full stop."""
    by = f" by {plain_day(commitment.due_on)}" if commitment.due_on else ""
    return f"We said we would {will_do(commitment)}{by}"


def will_do(commitment: Commitment) -> str:
    """What we will do, as it goes into a sentence: "send statement" becomes "send the statement"."""
    what = _named(commitment)
    for verb, article in _ARTICLES.items():
        thing = what.removeprefix(f"{verb} ")
        if thing not in (what, commitment.about) and thing.split()[0] not in _NEED_NONE:
            return f"{verb} {article} {thing}"
    return what


_IT = " it"


def _named(commitment: Commitment) -> str:
    """ "Send it", of the one invoice named with it: "send INV-1042"."""
    what, about = commitment.what, commitment.about
    return f"{what.removesuffix(_IT)} {about}" if about and what.endswith(_IT) else what


def _questions(analysis: Analysis, total_minor: int, due_minor: int, currency: str) -> Iterator[Question]:
    if analysis.reads_like:
        yield _outcome_question(analysis.disposition, analysis.reads_like)
    for act in analysis.acts:
        if act.act == "promise" and not _is_sure(act):
            yield _promise_question(act, due_minor, currency, analysis)
        if act.act == "promise" and is_far_above(_amount(act, due_minor), total_minor):
            yield _above_question(act, total_minor, currency)
        if act.act == "callback" and act.at is None:
            yield Question("When shall we call back? No day was said.", act.n, act.quote, "callback")
        if act.act == "dispute" and act.invoice is None:
            yield Question("Which invoice do they dispute?", act.n, act.quote, "dispute")
    for commitment in analysis.commitments:
        if commitment.due_on is None:
            yield Question(f"By when will we {will_do(commitment)}?", commitment.n, commitment.quote, "commitment")


def _outcome_question(outcome: str, reads_like: ReadsLike) -> Question:
    text = f"How did it end? The call as a whole reads like {_quoted(outcome)}, what was found in it like "
    return Question(text + f"{_quoted(reads_like.by_finds)}.", reads_like.n, reads_like.quote, "outcome")


def _quoted(outcome: str) -> str:
    return f"“{OUTCOME_WORDS[outcome]}”"


def _promise_question(act: ClientAct, due_minor: int, currency: str, analysis: Analysis) -> Question:
    amount = format_money(_amount(act, due_minor), currency)
    if act.on is None:
        text = f"On which day will they pay {amount}? No day was said."
    elif act.or_on is not None:
        text = f"Which day did they mean for {amount}: {plain_day(act.on)} or {plain_day(act.or_on)}?"
    else:
        doubt = (
            f"The call reads like {_quoted(analysis.disposition)}" if analysis.reads_like else "It was not read back"
        )
        text = f"Did they promise {amount} by {plain_day(act.on)}? {doubt}."
    return Question(text, act.n, act.quote, "promise")


def _above_question(act: ClientAct, total_minor: int, currency: str) -> Question:
    amount = _amount(act, total_minor)
    more = format_money(amount - max(total_minor, 0), currency)
    text = f"Did they mean {format_money(amount, currency)}? That is {more} more than is open."
    return Question(text, act.n, act.quote, "promise")


def plain_day(day: date) -> str:
    """ "Friday 27 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"
