"""Card numbers, their security codes and their expiry never reach the database: they are masked before anything typed,
pasted, imported or said is stored.

A card number is 13 to 19 digits that pass the Luhn check, written with spaces, dots or dashes, or spoken ("four one one
one ...", "forty-one eleven", "double five", "oh"). Its last four digits stay, as PCI DSS 3.4.1 allows; a security code,
a PIN and an expiry go altogether (3.3.1: never kept after authorisation). IBANs, telephone numbers and numbers that are
called an invoice's, an order's or an account's stay; of other long numbers one in ten passes the Luhn check by chance
and loses its middle, which is the price of never keeping a card.
"""

from duecourse.domain.redaction.cards import passes_luhn
from duecourse.domain.redaction.secrets import CODE_REMOVED, EXPIRY_REMOVED
from duecourse.domain.redaction.text import redact, redact_all
from duecourse.domain.redaction.turns import begin_of_what_belongs, redact_turns

__all__ = [
    "CODE_REMOVED",
    "EXPIRY_REMOVED",
    "begin_of_what_belongs",
    "passes_luhn",
    "redact",
    "redact_all",
    "redact_turns",
]
