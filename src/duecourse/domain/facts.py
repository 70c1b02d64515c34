"""The facts that rules read: frozen values made from rows (or JSON), never rows themselves.

Money is integer minor units beside a currency, instants are UTC, dates are local to the debtor unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

BUSINESS, CONSUMER, PAYER = "business", "consumer", "payer"
ACCOUNT_KINDS = (BUSINESS, CONSUMER, PAYER)

# Why a client disputes, and why a payment is late: the words of the conversation codebook.
DISPUTE_REASONS = (
    "not_received", "wrong_amount", "quality", "short_delivery", "duplicate", "not_ordered", "missing_po",
    "service_not_done", "credit_due", "contract", "other",
)  # fmt: skip
DELAY_REASONS = (
    "cash_flow", "invoice_missing", "approval_pending", "dispute", "payment_run", "bank_or_system", "staff_absent",
    "forgot", "waiting_on_own_customer", "claim_processing", "other",
)  # fmt: skip
DOCUMENTS = ("invoice", "statement", "proof_of_delivery", "contract", "itemisation", "other")

# How a call ended. The first fourteen are the codebook's dispositions, in its order of strength; the last two say that
# nobody was reached, which a transcript cannot show but a caller's log must.
# The codebook's dispositions, and "nobody answered" in two ways → what callers read.
OUTCOME_WORDS = {
    "represented": "Has a lawyer or adviser",
    "stop_contact": "Asked us to stop",
    "wrong_party": "Wrong person",
    "plan": "Payment plan",
    "part_promise": "Promise of a part",
    "promise": "Promise",
    "dispute": "Dispute",
    "already_paid": "Says it is paid",
    "hardship": "Hardship",
    "refused": "Refused",
    "callback": "Call back",
    "information_sent": "Sent information",
    "voicemail": "Voicemail",
    "no_result": "Nothing agreed",
    "no_answer": "No answer",
    "busy": "Busy",
}
OUTCOMES = tuple(OUTCOME_WORDS)


def outcome_words(code: str) -> str:
    """For the middle of a sentence: "nothing agreed"."""
    return OUTCOME_WORDS.get(code, code).lower()


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """One open or paid item. `balance_minor` is what is still open; a credit has negative amounts."""

    number: str
    currency: str
    amount_minor: int
    balance_minor: int
    issued_on: date | None
    due_on: date
    due_is_assumed: bool = False  # the file had no due date: the terms of the account were applied
    instalment: int = 1
    disputed: bool = False
    po_number: str = ""
    description: str = ""

    @property
    def is_credit(self) -> bool:
        return self.amount_minor < 0

    def days_late(self, on: date) -> int:
        """Days past due on that date; negative while it is not due yet."""
        return (on - self.due_on).days


@dataclass(frozen=True, slots=True)
class SettledFact:
    """An invoice of which nothing is open any more: what payment behaviour is read from."""

    number: str
    currency: str
    amount_minor: int
    due_on: date
    paid_on: date
    by_money: bool = True  # alone; else it was written off, credited, or gone from a file of open items

    @property
    def days_late(self) -> int:
        return (self.paid_on - self.due_on).days


@dataclass(frozen=True, slots=True)
class PaymentFact:
    received_on: date
    currency: str
    amount_minor: int
    unapplied_minor: int = 0
    reference: str = ""
    method: str = ""
    by_file: bool = False  # the ledger's file settled an item that day, and no payment was seen
    loaded_at: datetime | None = None  # with `by_file`: when that file was loaded


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """`state`: open, kept, part_kept, broken, replaced (a new date was agreed before the old one), cancelled."""

    id: int
    currency: str
    amount_minor: int
    due_on: date
    made_on: date
    state: str
    received_minor: int = 0
    promised_by: str = ""
    method: str = ""
    grace_days: int | None = None  # as agreed with the creditor; None: the reader's default
    by_file_on: date | None = None  # counted as paid, in part at least, because a file of that day settled items
    made_at: datetime | None = None  # the instant, where it is known


@dataclass(frozen=True, slots=True)
class DisputeFact:
    """`state`: open, settled, withdrawn. No invoice number means the whole account."""

    id: int
    reason: str
    opened_on: date
    state: str
    invoice_number: str = ""
    currency: str = ""
    amount_minor: int | None = None
    next_step: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CommitmentFact:
    """What *we* said we would do. `state`: open, kept, cancelled."""

    id: int
    what: str
    made_on: date
    due_on: date | None
    owner: str
    state: str


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A paper that the client asked for. `state`: open, sent, cancelled; `what` is one of DOCUMENTS."""

    id: int
    what: str
    asked_on: date
    due_on: date | None
    state: str
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContactFact:
    """A person at the account. `relationship`: self, spouse, accounts_payable, owner, ..."""

    id: int
    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    tz: str = ""
    language: str = "en"
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class CallFact:
    """A past call as its record stands (last amendment)."""

    id: int
    at: datetime
    direction: str
    outcome: str
    caller: str
    contact: str = ""
    summary: str = ""
    next_step: str = ""
    delay_reason: str = ""
    delay_words: str = ""  # in the client's own words
    documents_requested: tuple[str, ...] = ()
    duration_s: int = 0

    @property
    def reached(self) -> bool:
        """Somebody spoke: neither voicemail nor an unanswered call."""
        return self.outcome not in ("voicemail", "no_answer", "busy")


@dataclass(frozen=True, slots=True)
class MessageFact:
    """Something we wrote to them that was not given back as undeliverable. `id` is our message, None for one that only
    its event tells of."""

    id: int | None
    at: datetime
    channel: str  # email, letter, sms
    by: str
    contact: str = ""
    confirms_stop: bool = False  # it said no more than that we stop


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Everything a brief, a script or a ranking may know about one account, on one day."""

    number: str
    name: str
    kind: str  # business, consumer, payer
    creditor: str
    creditor_is_client: bool  # True: we are an agency calling for somebody else (third party)
    country: str  # ISO 3166-1 alpha-2
    region: str  # ISO 3166-2 without the country, or ""
    tz_candidates: tuple[str, ...]
    currency: str  # the account's main currency
    terms_days: int
    language: str = "en"
    contacts: tuple[ContactFact, ...] = ()
    open_items: tuple[InvoiceFact, ...] = ()  # balance is not zero, credits included, oldest due first
    settled: tuple[SettledFact, ...] = ()  # newest payment first, bounded
    payments: tuple[PaymentFact, ...] = ()  # newest first, bounded
    promises: tuple[PromiseFact, ...] = ()  # newest first
    disputes: tuple[DisputeFact, ...] = ()
    commitments: tuple[CommitmentFact, ...] = ()
    calls: tuple[CallFact, ...] = ()  # newest first, bounded
    holds: tuple[str, ...] = ()
    unapplied_minor: dict[str, int] = field(default_factory=dict)  # per currency
    documents: tuple[DocumentFact, ...] = ()  # asked for by the client, newest first
    messages: tuple[MessageFact, ...] = ()  # what we wrote, newest first, bounded
    creditor_uses_other_name: bool = False  # collects under a name that suggests somebody else

    @property
    def contact(self) -> ContactFact | None:
        """The person to ask for: the primary contact, else the first."""
        return next((c for c in self.contacts if c.is_primary), self.contacts[0] if self.contacts else None)

    def spoken_to(self, contact: int) -> AccountFacts:
        """The same with that person as the one to ask for: words are said and written to them."""
        return replace(self, contacts=tuple(replace(one, is_primary=one.id == contact) for one in self.contacts))
