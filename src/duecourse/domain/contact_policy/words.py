"""The words a contact case may use. Anything else is an error that names its place: a misspelt stop must never read as
"nothing was said"."""

from __future__ import annotations

import re

PHONE, SMS, EMAIL, LETTER = "phone", "sms", "email", "letter"
CHANNELS = (PHONE, SMS, EMAIL, LETTER)
ALL_MEDIA = "all"
# People write the same medium in several ways; only these are understood.
CHANNEL_SYNONYMS = {
    "call": PHONE, "calls": PHONE, "telephone": PHONE, "voice": PHONE, "text": SMS, "texts": SMS, "text_message": SMS,
    "e-mail": EMAIL, "mail": LETTER, "post": LETTER, "any": ALL_MEDIA, "all_media": ALL_MEDIA,
}  # fmt: skip

CONSUMER, COMMERCIAL = "consumer", "commercial"
DEBT_TYPES = (CONSUMER, COMMERCIAL)
FIRST_PARTY, THIRD_PARTY = "first_party", "third_party"
PARTIES = (FIRST_PARTY, THIRD_PARTY)

CONVERSATION = "conversation"
LEFT_WORD = frozenset({"voicemail", "limited_content_voicemail", "ringless_voicemail"})
# What a rule may count, from the narrowest to the widest meaning. "reachable" leaves out `no_answer`, which says that
# it rang and that there was no mailbox to speak to (where there was one, the outcome is no_answer_voicemail_available).
_REACHABLE = LEFT_WORD | {CONVERSATION, "no_answer_voicemail_available", "answered_dropped"}
CALL_COUNTS = {
    "conversations": frozenset({CONVERSATION}),
    "contacts": LEFT_WORD | {CONVERSATION},
    "reachable": _REACHABLE,
    "connected": _REACHABLE | {"no_answer", "recorded_message_no_mailbox"},
}
NOT_CONNECTED = frozenset({"busy", "not_in_service"})
CALL_COUNTS["attempts"] = CALL_COUNTS["connected"] | NOT_CONNECTED
INBOUND_WORD = "left_message_for_collector"
CALL_OUTCOMES = CALL_COUNTS["attempts"] | {INBOUND_WORD}
UNANSWERED = CALL_COUNTS["connected"] - {CONVERSATION}

FAILED_DELIVERY = frozenset({"returned", "undeliverable", "undelivered", "not_received", "bounced", "failed"})
DELIVERY_OUTCOMES = frozenset({"sent", "received", "letter_sent", "delivered", "read"}) | FAILED_DELIVERY

# Kinds of event: those of the published case format, then the ones that the product itself records.
CASE_KINDS = (
    "call", "message", "inconvenient_time", "inconvenient_place", "employer_prohibits", "stop_medium", "opt_out",
    "consent_time", "consent_channel", "consent_more_calls", "cease_notice", "dispute", "verification_sent",
    "validation_notice", "attorney_representation", "attorney_consents_direct", "bankruptcy_filed",
    "breathing_space_start", "nv_medical_notice", "on_written_notice", "statement",
)  # fmt: skip
OWN_KINDS = (
    "written_notice", "callback_agreed", "cease_withdrawn", "dispute_settled", "bankruptcy_ended",
    "breathing_space_end", "deceased", "wrong_party", "wrong_party_corrected", "hold", "hold_lifted",
    "bankruptcy_discharged", "discharge_excepted",
)  # fmt: skip
KINDS = CASE_KINDS + OWN_KINDS
CONTACT_KINDS = ("call", "message")
# What is true of one debt and opens no other.
OF_ONE_DEBT = frozenset({"discharge_excepted"})
# What a person says to us of their own accord, and so may be answered in the same medium.
OWN_WORDS = ("statement", "opt_out", "stop_medium", "dispute", "consent_time", "consent_channel", "consent_more_calls")

# Who closed a number or an address that is not theirs alone, where it is somebody else.
SHARER = "somebody who shares this number or address"

DISCUSS = "discuss_debt"
LOCATION = "location_information"
CONFIRM_OPT_OUT = "confirm_opt_out"
ASK_CONSENT = "request_channel_consent"
REQUIRED_BY_LAW = "required_by_law"
PURPOSES = (
    DISCUSS, LOCATION, CONFIRM_OPT_OUT, ASK_CONSENT, REQUIRED_BY_LAW, "notify_terminating_efforts",
    "notify_specified_remedy",
)  # fmt: skip
_REQUIRED = re.compile(r"required|(^|_)law(_|$)|legal|statut|mandat|verification|validation")

HOME, WORK, CELL = "home", "work", "cell"
_PLACE_SPELLINGS = {
    "at_work": WORK, "workplace": WORK, "work_place": WORK, "office": WORK, "job": WORK, "employer": WORK,
    "at_home": HOME, "house": HOME, "residence": HOME,
}  # fmt: skip
NUMBER_TYPES = ("mobile", CELL, "landline", HOME, WORK)
ADDRESS_TYPES = ("personal", HOME, WORK)
COLLECTOR, ORIGINAL_CREDITOR = "collector", "original_creditor"
INSURANCE_CLAIM = "insurance_claim"
# What a rule may tell debts and creditors apart by. A case may name others: no rule speaks of them.
DEBT_KINDS = (
    "medical", "credit_card", "personal_loan", "student_loan", "auto_loan", "vehicle_loan", "mortgage", "real_estate",
    "microfinance", "rent", "utility", "telecom", "trade", INSURANCE_CLAIM, "other",
)  # fmt: skip
CREDITOR_KINDS = ("trade_supplier", "rbi_regulated_entity", "other")
PAST_DUE_BANDS = ("to_30", "over_30")
DEBTOR_IS = ("person", "sole_trader", "partnership", "company")

# Who may be spoken to as the person who owes (12 CFR 1006.6(a)), and who only as a professional on the debt.
SELF_RELATIONS = frozenset({"self", "debtor", "consumer"})
# Who owes it as well. They are "natural persons obligated" (15 USC 1692a(3)) and told nothing that is not theirs.
_OWES_TOO = frozenset(
    """borrower co_borrower coborrower co_debtor codebtor joint_debtor joint_borrower joint_account_holder
    account_holder co_signer cosigner guarantor surety""".split()
)
ATTORNEY = "attorney"
# Attorneys of the other side of the debt; every other word for a lawyer means the debtor's own.
OUR_ATTORNEYS = frozenset({"creditor_attorney", "collector_attorney"})
_LAWYERS = ("attorney", "lawyer", "solicitor", "counsel")
_RELATION_SPELLINGS = {
    "neighbor": "neighbour", "consumer_reporting_agency": "cra", "original_creditor": "creditor", "wife": "spouse",
    "husband": "spouse", "roommate": "room_mate", "flatmate": "room_mate", "coworker": "co_worker",
    "colleague": "co_worker", "housemate": "room_mate", "executrix": "executor",
}  # fmt: skip


def relation_word(given: str) -> str:
    """One word for each relation: "self" for who owes, alone or with others, "attorney" for their lawyer."""
    word = given.strip().lower().replace(" ", "_").replace("-", "_")
    if word in SELF_RELATIONS or word in _OWES_TOO:
        return "self"
    if word not in OUR_ATTORNEYS and any(lawyer in word for lawyer in _LAWYERS):
        return ATTORNEY
    return _RELATION_SPELLINGS.get(word, word)


def place_word(given: str) -> str:
    """Home or work, however it is written; any other place by its own name."""
    word = given.strip().lower().replace(" ", "_").replace("-", "_")
    return _PLACE_SPELLINGS.get(word, word)


def number_word(given: str) -> str:
    """Which number: home, cell or work, however it is written; digits stay as they are."""
    word = place_word(given)
    if word in ("mobile", "cell_phone", "mobile_phone", CELL):
        return CELL
    return word if word in (HOME, WORK) else given


def purpose_word(given: str) -> str:
    """Contacts have few purposes; what the law itself requires goes by many names."""
    return REQUIRED_BY_LAW if _REQUIRED.search(given) else given


# A person who was asked where somebody is may be asked again: they want it so, or their answer was not right.
ASK_AGAIN = frozenset(
    {"asked_again", "call_again", "call_back", "answer_wrong", "answer_incomplete", "answer_corrected"}
)

NOTICE_NOT_RECEIVED = frozenset({"notice_not_received", "not_received"})
