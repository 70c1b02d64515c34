"""Tables of the ledger. Money is integer minor units beside an ISO currency; dates are the creditor's local dates."""

from duecourse.receivables.models.imports import ImportBatch, ImportChange, ImportIssue, ImportProfile
from duecourse.receivables.models.ledger import Allocation, Dispute, Invoice, Payment
from duecourse.receivables.models.parties import Account, Contact, Creditor, DebtKind, DebtorIs, EmailKind, PhoneKind
from duecourse.receivables.models.standing import AccountStanding

__all__ = [
    "Account",
    "AccountStanding",
    "Allocation",
    "Contact",
    "Creditor",
    "DebtKind",
    "DebtorIs",
    "Dispute",
    "EmailKind",
    "ImportBatch",
    "ImportChange",
    "ImportIssue",
    "ImportProfile",
    "Invoice",
    "Payment",
    "PhoneKind",
]
