"""What a proposed act says besides its quote: amounts, days, invoices and the codebook's own lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from duecourse.domain.conversation.proposals.heard import Heard, NotSo, days_of, quoted
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import DELAY_REASONS, DISPUTE_REASONS, DOCUMENTS
from duecourse.domain.money import to_minor

_CHANNELS = ("phone", "email", "sms", "letter", "all")
_REPRESENTATIVES = ("attorney", "insolvency", "debt_adviser")
Given = Mapping[str, Any]


def act_fields(act: str, given: Given, seen: View, quote: str, heard: Heard) -> dict[str, Any]:
    """The fields of the act as `ClientAct` takes them. Raises NotSo where one agrees with nothing."""
    read = _READERS.get(act)
    return read(given, seen, quote, heard) if read else {}


def _promise(given: Given, seen: View, quote: str, heard: Heard) -> dict[str, Any]:
    currency = heard.setting.account.currency
    if given.get("currency") not in (None, "", currency):
        raise NotSo("figure_not_said")
    amount = _amount(given.get("amount"), seen, quote, heard, currency)
    return {"amount_minor": amount, "currency": currency, "on": _day(given.get("on"), seen, quote, heard)}


def _amount(value: Any, seen: View, quote: str, heard: Heard, currency: str) -> int | None:
    """In minor units; None for everything that is due. A quote that names figures allows those and their sum; one that
    names none, what was said elsewhere on the call or stands in the ledger."""
    if value in (None, "", "all"):
        return None
    try:
        minor = to_minor(str(value).replace(",", ""), currency)
    except ValueError:
        raise NotSo("figure_not_said") from None
    said = [a for a in heard.read(quote).amounts if a.sure or a.known(heard.ledger.figures)]
    if said:
        allowed = frozenset(r for a in said for r in a.readings) | {sum(a.pick(heard.ledger.known) for a in said)}
    else:
        allowed = heard.amounts | heard.ledger.payable
    if minor <= 0 or minor not in allowed:
        raise NotSo("figure_not_said")
    return minor


def _day(value: Any, seen: View, quote: str, heard: Heard) -> date | None:
    """A day that the quote names, that the engine read from the turn, or (where the quote names none) any that was
    named on the call."""
    if value in (None, ""):
        return None
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        raise NotSo("date_not_said") from None
    if day not in (days_of(heard.read(quote)) or heard.days) | heard.act_days(seen.n):
        raise NotSo("date_not_said")
    return day


def _dispute(given: Given, seen: View, quote: str, heard: Heard) -> dict[str, Any]:
    number = given.get("invoice")
    if number not in (None, "") and heard.ledger.item(str(number)) is None:
        raise NotSo("unknown_invoice")
    return {"invoice": str(number) if number else None, "reason": _one_of(given.get("reason"), DISPUTE_REASONS)}


def _delay(given: Given, seen: View, quote: str, heard: Heard) -> dict[str, Any]:
    return {"reason": _one_of(given.get("reason"), DELAY_REASONS)}


def _paid(given: Given, seen: View, quote: str, heard: Heard) -> dict[str, Any]:
    reference = given.get("reference")
    if reference not in (None, ""):
        try:
            reference = quoted(seen.turn.text, str(reference))
        except NotSo:
            raise NotSo("figure_not_said") from None
    return {"on": _day(given.get("on"), seen, quote, heard), "reference": reference or None}


def _callback(given: Given, seen: View, quote: str, heard: Heard) -> dict[str, Any]:
    """The day is held against what was said ("after eight" is the day of the call); an hour that goes with it is left
    out, for it cannot be."""
    at = given.get("at")
    if at in (None, ""):
        return {"at": None}
    try:
        day = datetime.fromisoformat(str(at)).date()
    except ValueError:
        raise NotSo("date_not_said") from None
    if day != heard.setting.today:
        _day(day.isoformat(), seen, quote, heard)
    return {"at": day.isoformat()}


def _stop(given: Given, seen: View, quote: str, heard: Heard) -> dict[str, Any]:
    return {"channel": _one_of(given.get("channel"), _CHANNELS)}


def _represented(given: Given, seen: View, quote: str, heard: Heard) -> dict[str, Any]:
    return {"by": _one_of(given.get("by"), _REPRESENTATIVES)}


def _document(given: Given, seen: View, quote: str, heard: Heard) -> dict[str, Any]:
    return {"what": _one_of(given.get("what"), DOCUMENTS)}


def _one_of(value: Any, words: tuple[str, ...]) -> str:
    if value not in words:
        raise NotSo("unknown_reason")
    return str(value)


_READERS: dict[str, Callable[[Given, View, str, Heard], dict[str, Any]]] = {
    "promise": _promise,
    "dispute": _dispute,
    "delay_reason": _delay,
    "already_paid": _paid,
    "callback": _callback,
    "stop_contact": _stop,
    "represented": _represented,
    "document_request": _document,
}
