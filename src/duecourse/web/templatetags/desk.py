"""Filters that every template may use: money, days and the plain words for codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse

from duecourse.domain.facts import OUTCOME_WORDS
from duecourse.domain.money import CURRENCIES, format_money
from duecourse.domain.wording import code_words, dated_day
from duecourse.lib.phones import read_out

register = template.Library()


@register.filter
def money(minor: int | None, currency: str) -> str:
    """`{{ invoice.balance_minor|money:invoice.currency }}` → "$890.00"; nothing for None."""
    return "" if minor is None else format_money(minor, currency)


@register.filter
def short_money(minor: int | None, currency: str) -> str:
    """The same without ".00"."""
    return "" if minor is None else format_money(minor, currency, decimals=False)


@register.filter
def phone(number: str | None) -> str:
    """ "+1 207-555-0142": a number as people read it out. What is not written with its country stays as it is."""
    return read_out(number) if number else ""


@register.filter
def day(value: date | None) -> str:
    """ "18 Nov 2026": no order of day and month to mistake."""
    return f"{value.day} {value:%b %Y}" if value else ""


@register.filter
def weekday_day(value: date | None, seen_from: date | None = None) -> str:
    """ "Wed 18 Nov"; `{{ due_on|weekday_day:today }}` adds the year when that is another one."""
    return dated_day(value, seen_from or value) if value else ""


@register.filter
def audited(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts of an audit entry as names and values to read: money as money, lists and tables without brackets. An
    amount is in the entry's own currency; where it names none, minor units stay what they are."""
    currency = str(facts.get("currency") or "")
    shown = []
    for key, value in facts.items():
        if key.endswith("_minor") and isinstance(value, int) and currency in CURRENCIES:
            shown.append((code_words(key.removesuffix("_minor")), format_money(value, currency)))
        elif not (key == "currency" and any(name.endswith("_minor") for name in facts)) or currency not in CURRENCIES:
            shown.append((code_words(key), _plain(value)))
    return shown


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(each)}" for name, each in value.items() if each not in ("", None)) or "none"
    if isinstance(value, list | tuple):
        return (
            "; ".join(" ".join(map(_plain, each)) if isinstance(each, list) else _plain(each) for each in value)
            or "none"
        )
    return "none" if value in ("", None) else str(value)


@register.filter
def at_desk(account: int) -> str:
    """The address of the desk with that account in the middle. A list asks for hundreds."""
    return _at_desk(account)


@lru_cache(maxsize=20_000)
def _at_desk(account: int) -> str:
    return reverse("worklist:account", args=[account])


@register.filter
def local_time(at: datetime | None, zone: str) -> str:
    """ "09:12" on the clock of that zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}" if at else ""


@register.filter
def local_moment(at: datetime | None, zone: str) -> str:
    """ "Tue 24 Nov, 08:00" on the clock of that zone."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone or "UTC"))
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


@register.filter
def dated_moment(at: datetime | None, zone: str) -> str:
    """ "Tue 24 Nov 2026, 08:00": of what may be years ago."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone or "UTC"))
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


@register.filter
def exact_moment(at: datetime | None, zone: str) -> str:
    """ "18 Nov 2026, 09:05:12 EST": for papers that are read years later."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone or "UTC"))
    return f"{local.day} {local:%b %Y, %H:%M:%S %Z}"


@register.filter
def words(code: str) -> str:
    """ "short_delivery" → "short delivery"."""
    return code_words(code)


@register.filter
def outcome(code: str) -> str:
    """ "no_result" → "Nothing agreed"."""
    return OUTCOME_WORDS.get(code, code)


@register.filter
def minutes(seconds: int | None) -> str:
    """ "6 min 12 s"."""
    if not seconds:
        return ""
    whole, rest = divmod(seconds, 60)
    return f"{whole} min {rest} s" if whole else f"{rest} s"


_POINTS = {
    "identified": "Who you are",
    "verified_party": "Right person",
    "purpose": "Why you call",
    "amount": "Right amount",
    "asked_reason": "Ask the reason",
    "asked_payment": "Ask for a date",
    "next_step": "Next step",
    "recap": "Repeat it back",
    "polite_close": "Thank and close",
}


@register.filter
def point_words(point: str) -> str:
    """The codebook's point in the words of the checklist."""
    return _POINTS.get(point, words(point))


@register.filter
def short_day(value: date | None) -> str:
    """ "18 Nov"."""
    return f"{value.day} {value:%b}" if value else ""
