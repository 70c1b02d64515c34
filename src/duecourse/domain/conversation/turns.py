"""One call as data, read strictly from the codebook's JSON: what is wrong is said with its place, never guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from duecourse.domain.facts import ACCOUNT_KINDS, BUSINESS
from duecourse.domain.money import CURRENCIES, decimal_text, to_minor

CALLER, CLIENT = "caller", "client"


class CallError(ValueError):
    """The call cannot be read. The message says where and what to change."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said without the other. `start` and `end` in seconds from the start of the call; None when the
    transcript has no times, and then nothing that needs timing is measured."""

    n: int
    who: str
    text: str
    start: float | None = None
    end: float | None = None

    @property
    def timed(self) -> bool:
        return self.start is not None and self.end is not None


@dataclass(frozen=True, slots=True)
class Item:
    """One invoice or claim of the account. Amounts in minor units."""

    number: str
    amount_minor: int
    balance_minor: int
    due_on: date | None = None
    issued_on: date | None = None
    status: str = "open"

    @property
    def is_open(self) -> bool:
        return self.status != "paid" and self.balance_minor != 0


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    kind: str = BUSINESS
    contact: str = ""
    currency: str = "USD"
    items: tuple[Item, ...] = ()
    known_facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """What the caller may offer. None: not laid down, so it is not judged."""

    may_waive_minor: int | None = None
    may_discount_percent: Decimal | None = None
    may_agree_instalments: int | None = None
    may_agree_days: int | None = None
    may_promise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """All that is known before the first word: who calls whom, about what, when, with which authority."""

    started_at: datetime
    account: Account
    caller_name: str = ""
    company: str = ""
    direction: str = "out"
    language: str = "en"
    authority: Authority = field(default_factory=Authority)

    @property
    def today(self) -> date:
        """The call's own local date: `started_at` carries the offset of the place called."""
        return self.started_at.date()

    @property
    def due_minor(self) -> int:
        """What "all of it" comes to on the day of the call: what has fallen due, everything open where nothing has."""
        opened = [i for i in self.account.items if i.is_open]
        due = sum(i.balance_minor for i in opened if i.due_on is None or i.due_on <= self.today)
        return due if due > 0 else sum(i.balance_minor for i in opened)


@dataclass(frozen=True, slots=True)
class CallInput:
    id: str
    setting: Setting
    turns: tuple[Turn, ...]


def setting_as_json(setting: Setting) -> dict[str, Any]:
    """The setting in the codebook's structure; `parse_call` reads it back. Kept with a transcript, it says what the
    ledger held when the call was looked at."""
    account, authority = setting.account, setting.authority
    return {
        "started_at": setting.started_at.isoformat(),
        "direction": setting.direction,
        "language": setting.language,
        "caller": {"name": setting.caller_name, "company": setting.company},
        "account": {
            "name": account.name,
            "kind": account.kind,
            "contact": account.contact,
            "currency": account.currency,
            "invoices": [_item_as_json(item, account.currency) for item in account.items],
            "known_facts": list(account.known_facts),
        },
        "authority": {
            "may_waive_fees_up_to": _decimal(authority.may_waive_minor, account.currency),
            "may_discount_percent": None
            if authority.may_discount_percent is None
            else str(authority.may_discount_percent),
            "may_agree_instalments": authority.may_agree_instalments,
            "may_agree_days": authority.may_agree_days,
            "may_promise": list(authority.may_promise),
        },
    }


def _item_as_json(item: Item, currency: str) -> dict[str, Any]:
    return {
        "number": item.number,
        "amount": decimal_text(item.amount_minor, currency),
        "balance": decimal_text(item.balance_minor, currency),
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "issued_on": item.issued_on.isoformat() if item.issued_on else None,
        "status": item.status,
    }


def _decimal(minor: int | None, currency: str) -> str | None:
    return None if minor is None else decimal_text(minor, currency)


def parse_json(text: str) -> CallInput:
    """A call from the codebook's JSON. Raises CallError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CallError(f"this is not JSON: {error}") from error
    return parse_call(data)


def parse_call(data: Any) -> CallInput:
    """A call from the codebook's structure (marks and other answers in it are ignored). Raises CallError."""
    if not isinstance(data, Mapping):
        raise CallError("a call must be a JSON object")
    account = _account(_mapping(data, "account", "call"))
    caller = _mapping(data, "caller", "call", optional=True)
    setting = Setting(
        started_at=_instant(data.get("started_at")),
        account=account,
        caller_name=_text(caller, "name", "caller", optional=True),
        company=_text(caller, "company", "caller", optional=True),
        direction=_choice(data, "direction", ("out", "in"), "out"),
        language=_text(data, "language", "call", optional=True) or "en",
        authority=_authority(_mapping(data, "authority", "call", optional=True), account.currency),
    )
    turns = data.get("turns")
    if not isinstance(turns, list):
        raise CallError("turns: a list is needed")
    read = tuple(_turn(turn, place) for place, turn in enumerate(turns, 1))
    _check_order(read)
    return CallInput(str(data.get("id", "")), setting, read)


def _mapping(data: Mapping[str, Any], key: str, where: str, *, optional: bool = False) -> Mapping[str, Any]:
    value = data.get(key)
    if value is None and optional:
        return {}
    if not isinstance(value, Mapping):
        raise CallError(f"{where}: {key!r} must be an object")
    return value


def _text(data: Mapping[str, Any], key: str, where: str, *, optional: bool = False) -> str:
    value = data.get(key)
    if value is None and optional:
        return ""
    if not isinstance(value, str):
        raise CallError(f"{where}: {key!r} must be text")
    return value


def _choice(data: Mapping[str, Any], key: str, words: tuple[str, ...], default: str) -> str:
    value = data.get(key, default)
    if value not in words:
        raise CallError(f"{key}: {value!r} is none of {', '.join(words)}")
    return str(value)


def _instant(value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise CallError(f"started_at: {value!r} is not a date and time such as 2026-11-18T10:02:00-05:00") from error
    if instant.tzinfo is None:
        raise CallError(f"started_at: {value!r} has no offset from UTC; add one such as -05:00")
    return instant


def _day(data: Mapping[str, Any], key: str, where: str) -> date | None:
    value = data.get(key)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise CallError(f"{where}: {key} {value!r} is not a date such as 2026-11-27") from error


def _money(data: Mapping[str, Any], key: str, where: str, currency: str) -> int:
    value = data.get(key)
    if not isinstance(value, str):
        raise CallError(f'{where}: {key} must be decimal text such as "890.00", not {value!r}')
    try:
        return to_minor(value, currency)
    except ValueError as error:
        raise CallError(f"{where}: {key}: {error}") from error


def _account(data: Mapping[str, Any]) -> Account:
    currency = _text(data, "currency", "account")
    if currency not in CURRENCIES:
        raise CallError(f"account: {currency!r} is not an ISO 4217 currency code")
    invoices = data.get("invoices", [])
    facts = data.get("known_facts") or []
    if not isinstance(invoices, list) or not isinstance(facts, list):
        raise CallError("account: invoices and known_facts must be lists")
    return Account(
        name=_text(data, "name", "account"),
        kind=_choice(data, "kind", ACCOUNT_KINDS, BUSINESS),
        contact=_text(data, "contact", "account", optional=True),
        currency=currency,
        items=tuple(_item(item, place, currency) for place, item in enumerate(invoices, 1)),
        known_facts=tuple(str(f) for f in facts),
    )


def _item(data: Any, place: int, currency: str) -> Item:
    where = f"account, invoice {place}"
    if not isinstance(data, Mapping):
        raise CallError(f"{where}: must be an object")
    return Item(
        number=_text(data, "number", where),
        amount_minor=_money(data, "amount", where, currency),
        balance_minor=_money(data, "balance", where, currency),
        due_on=_day(data, "due_on", where),
        issued_on=_day(data, "issued_on", where),
        status=_text(data, "status", where, optional=True) or "open",
    )


def _authority(data: Mapping[str, Any], currency: str) -> Authority:
    waive, discount = data.get("may_waive_fees_up_to"), data.get("may_discount_percent")
    for key in ("may_agree_instalments", "may_agree_days"):
        value = data.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise CallError(f"authority: {key} must be a whole number, not {value!r}")
    try:
        percent = None if discount is None else Decimal(str(discount))
    except ArithmeticError as error:
        raise CallError(f"authority: may_discount_percent {discount!r} is not a number") from error
    return Authority(
        may_waive_minor=None if waive is None else _money(data, "may_waive_fees_up_to", "authority", currency),
        may_discount_percent=percent,
        may_agree_instalments=data.get("may_agree_instalments"),
        may_agree_days=data.get("may_agree_days"),
        may_promise=tuple(str(p) for p in data.get("may_promise") or ()),
    )


def _turn(data: Any, place: int) -> Turn:
    where = f"turn {place}"
    if not isinstance(data, Mapping):
        raise CallError(f"{where}: must be an object")
    number = data.get("n", place)
    if number != place:
        raise CallError(f"{where}: is numbered {number!r}; turns count from 1 in the order they began")
    who = data.get("who")
    if who not in (CALLER, CLIENT):
        raise CallError(f"{where}: who is {who!r}; it must be 'caller' or 'client'")
    return Turn(place, who, _text(data, "text", where), _second(data, "start", where), _second(data, "end", where))


def _second(data: Mapping[str, Any], key: str, where: str) -> float | None:
    value = data.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 86_400:
        raise CallError(f"{where}: {key} {value!r} is not a time in seconds from the start of the call")
    return float(value)


def _check_order(turns: tuple[Turn, ...]) -> None:
    """Turns begin one after another (they may overlap) and end after they begin."""
    reached = 0.0
    for turn in turns:
        if turn.start is None or turn.end is None:
            continue
        if turn.end < turn.start:
            raise CallError(f"turn {turn.n}: ends at {turn.end} before it starts at {turn.start}")
        if turn.start < reached:
            raise CallError(f"turn {turn.n}: starts at {turn.start}, before the turn ahead of it at {reached}")
        reached = turn.start
