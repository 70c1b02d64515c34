"""The kinds of file people bring, and the columns each can hold, in Duecourse's own words."""

from __future__ import annotations

from dataclasses import dataclass

ID, TEXT, AMOUNT, DATE, CURRENCY, FLAG, WHOLE = "id", "text", "amount", "date", "currency", "flag", "whole"
COUNTRY, EMAIL, PHONE, TIME_ZONE, LANGUAGE, TERMS = "country", "email", "phone", "time_zone", "language", "terms"
ACCOUNT_KIND, PHONE_KIND, EMAIL_KIND, DEBT_KIND, DEBTOR_IS = (
    "account_kind", "phone_kind", "email_kind", "debt_kind", "debtor_is",
)  # fmt: skip
# Forms whose cells say one of a few words.
WORDS: dict[str, tuple[str, ...]] = {
    ACCOUNT_KIND: ("business", "consumer", "payer"),
    PHONE_KIND: ("mobile", "home", "work"),
    EMAIL_KIND: ("personal", "work"),
    DEBT_KIND: (
        "medical", "credit_card", "personal_loan", "student_loan", "auto_loan", "mortgage", "microfinance", "rent",
        "utility", "telecom", "trade", "other",
    ),
    DEBTOR_IS: ("person", "sole_trader", "partnership", "company"),
}  # fmt: skip
# A value of these forms that cannot be read is left blank and noted: it must not keep money off the ledger.
SOFT_FORMS = frozenset({COUNTRY, EMAIL, PHONE, TIME_ZONE, LANGUAGE, TERMS, FLAG, *WORDS})

OPEN_ITEMS, PAID_HISTORY, CUSTOMERS, CONTACTS, PAYMENTS = (
    "open_items", "paid_history", "customers", "contacts", "payments",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a file may have. `form` says how its cells are read; `max_length` counts characters."""

    name: str
    label: str
    form: str = TEXT
    max_length: int = 200
    help: str = ""

    @property
    def is_free(self) -> bool:
        """People write into it what they like: a card number, for one."""
        return self.form == TEXT or self.name == "reference"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. `required`: from each group at least one field has to be mapped."""

    name: str
    label: str
    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    @property
    def is_invoices(self) -> bool:
        return self.name in (OPEN_ITEMS, PAID_HISTORY)


_ACCOUNT = (
    Field(
        "account_number", "Account number", ID, 64, "what identifies who owes; the name stands in when there is none"
    ),
    Field("account_name", "Account name", TEXT, 200),
)
_PERSON = (
    Field("email", "E-mail", EMAIL, 254),
    Field("phone", "Phone", PHONE, 32),
)
_KINDS_OF_WAYS = (
    Field(
        "phone_kind", "What the phone is", PHONE_KIND, 16, "mobile, home or work: some people may not be called at work"
    ),
    Field("email_kind", "What the e-mail is", EMAIL_KIND, 16, "personal or work"),
)
_INVOICE = (
    *_ACCOUNT,
    Field("invoice_number", "Invoice number", ID, 64),
    Field("instalment", "Instalment", WHOLE, 4, "which part of an invoice that is paid in parts; 1, 2, 3 ..."),
    Field("issued_on", "Invoice date", DATE),
    Field("due_on", "Due date", DATE, help="without one the terms of the account apply, and the row says so"),
    Field("amount", "Amount", AMOUNT, help="what was invoiced; negative for a credit"),
    Field("balance", "Open balance", AMOUNT, help="what is still open"),
    Field("paid", "Paid so far", AMOUNT, help="used when the file has no open balance: amount minus paid"),
    Field("debit", "Debit", AMOUNT, help="together with Credit, in files that split the amount by side"),
    Field("credit", "Credit", AMOUNT),
    Field("currency", "Currency", CURRENCY, 3),
    Field("settled_on", "Paid on", DATE, help="empty while the invoice is open"),
    Field("disputed", "Disputed", FLAG),
    Field("document_type", "Document type", TEXT, 64, "tells credits and unapplied payments from invoices"),
    Field("terms_days", "Terms in days", TERMS, 40, "30, Net 30, 2/10 net 30, due on receipt"),
    Field("po_number", "Purchase order", ID, 64),
    Field("description", "Description", TEXT, 200),
    Field(
        "creditor", "Creditor", TEXT, 64, "code or name of who is owed; without it the whole file is for one creditor"
    ),
    Field(
        "account_kind", "Kind of account", ACCOUNT_KIND, 16, "business, consumer or payer, for accounts that are new"
    ),
    Field("country", "Country", COUNTRY, 2),
    *_PERSON,
)
_INVOICE_NEEDS = (("account_number", "account_name"), ("invoice_number",), ("amount", "balance", "debit"))

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(OPEN_ITEMS, "Open items", _INVOICE, _INVOICE_NEEDS),
        Kind(PAID_HISTORY, "Paid history", _INVOICE, (*_INVOICE_NEEDS, ("settled_on",))),
        Kind(
            CUSTOMERS,
            "Customers",
            (
                *_ACCOUNT,
                Field("account_kind", "Kind of account", ACCOUNT_KIND, 16, "business, consumer or payer"),
                Field("country", "Country", COUNTRY, 2),
                Field("city", "City", TEXT, 80),
                Field("postal_code", "Postal code", ID, 16),
                Field("region", "State or region", TEXT, 80, "its code or its name: OH, Ohio"),
                Field("time_zone", "Time zone", TIME_ZONE, 64),
                Field("language", "Language", LANGUAGE, 8),
                Field("currency", "Currency", CURRENCY, 3),
                Field("terms_days", "Terms in days", TERMS, 40, "30, Net 30, 2/10 net 30, due on receipt"),
                Field("contact_name", "Contact person", TEXT, 120),
                Field("creditor", "Creditor", TEXT, 64),
                *_PERSON,
                *_KINDS_OF_WAYS,
                Field(
                    "debt_kind", "Kind of debt", DEBT_KIND, 16, "medical, credit_card, rent: some laws are for one kind"
                ),
                Field("debtor_is", "Who owes", DEBTOR_IS, 16, "person, sole_trader, partnership or company"),
                Field("vat_registered", "Registered for VAT", FLAG, help="of a sole trader"),
            ),
            (("account_number", "account_name"),),
        ),
        Kind(
            CONTACTS,
            "Contacts",
            (
                *_ACCOUNT,
                Field("contact_name", "Contact person", TEXT, 120),
                Field("role", "Role", TEXT, 80),
                Field("time_zone", "Time zone", TIME_ZONE, 64),
                Field("language", "Language", LANGUAGE, 8),
                Field("is_primary", "Main contact", FLAG),
                Field("creditor", "Creditor", TEXT, 64),
                *_PERSON,
                *_KINDS_OF_WAYS,
            ),
            (("account_number", "account_name"), ("contact_name", "email", "phone")),
        ),
        Kind(
            PAYMENTS,
            "Payments",
            (
                *_ACCOUNT,
                Field("received_on", "Received on", DATE),
                Field("amount", "Amount", AMOUNT),
                Field("currency", "Currency", CURRENCY, 3),
                Field("reference", "Reference", ID, 120),
                Field("method", "Method", TEXT, 40),
                Field(
                    "invoice_number", "Invoice number", ID, 64, "the invoice it pays; without one it stays unapplied"
                ),
                Field("creditor", "Creditor", TEXT, 64),
            ),
            (("account_number", "account_name"), ("received_on",), ("amount",)),
        ),
    )
}
