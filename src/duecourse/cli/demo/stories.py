"""The accounts that the tour points at, from data/stories.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.cli.demo import words
from duecourse.cli.demo.days import day_of_month, next_working, previous_working
from duecourse.cli.demo.desk import Desk, Said
from duecourse.cli.demo.ledger import Ledger
from duecourse.cli.demo.parties import CURRENCY
from duecourse.domain.money import to_minor
from duecourse.domain.record import NOBODY_REACHED, POINTS
from duecourse.domain.wording import plain_date, short_date
from duecourse.followups.models import Reminder
from duecourse.receivables.models import Account, Contact, Creditor

_DAY = re.compile(r"<([+-]?\d+)( long)?>")
_HEARD = timedelta(seconds=40)  # how long a call lasts that reaches nobody


def stories() -> list[dict[str, Any]]:
    return list(words.load("stories")["story"])


def make_story(story: Mapping[str, Any], creditors: Mapping[str, Creditor], today: date) -> Ledger:
    """The account with its people, what it paid in two years, and what is open."""
    place = words.place_in(story["city"])
    account = Account(
        creditor=creditors[story["creditor"]],
        number=story["number"],
        name=story["name"],
        kind=story["kind"],
        country=place.country,
        region=place.region,
        city=place.city,
        time_zone=place.zone,
        currency=CURRENCY[place.country],
        phone=place.phone(story["phone"]),
        email=story["email"],
    )
    ledger = Ledger(account, place, "story", story["portfolio"])
    for key, serial in (("contact", 0), ("second", 1)):
        if key in story:
            name, role = story[key]
            phone, email = place.phone(story["phone"] + serial), "" if serial else account.email
            primary = serial == 0
            ledger.contacts.append(
                Contact(account=account, name=name, role=role, phone=phone, email=email, is_primary=primary)
            )
    _history(ledger, story, today)
    for number, amount, issued, due in story["open"]:
        _invoice(ledger, number, amount, today + timedelta(days=issued), today + timedelta(days=due))
    if "received_today" in story:
        minor = to_minor(story["received_today"], account.currency)
        ledger.receive(minor, today, method=story["method"], reference=f"{account.name}, with thanks")
    return ledger


def _invoice(ledger: Ledger, number: str, amount: str, issued_on: date, due_on: date) -> None:
    kind, currency = ledger.account.kind, ledger.account.currency
    service_on = f"{previous_working(issued_on - timedelta(days=9)):%d %b %Y}"
    text = {"payer": f"Claim {number}, date of service {service_on}", "consumer": "Broadband and line"}.get(kind, "")
    ledger.add_invoice(number, to_minor(amount, currency), issued_on=issued_on, due_on=due_on, description=text)


def _history(ledger: Ledger, story: Mapping[str, Any], today: date) -> None:
    """One invoice after the other, each paid so many days late; or on a fixed day of the month."""
    past, (pattern, first, step) = story["history"], story["history"]["numbers"]
    amounts, last = past["amounts"], len(past["late"]) - 1
    creditor = ledger.account.creditor
    for k, late in enumerate(past["late"]):
        due_on = today + timedelta(days=past["until"] - past["every"] * (last - k))
        issued_on = due_on - timedelta(days=creditor.terms_days)
        amount = past.get("last_amount", amounts[k % len(amounts)]) if k == last else amounts[k % len(amounts)]
        _invoice(ledger, issued_on.strftime(pattern).format(n=first + step * k), amount, issued_on, due_on)
        invoice = ledger.invoices[-1]
        paid_on = due_on + timedelta(days=late)
        paid_on = day_of_month(due_on, story["pay_day"]) if "pay_day" in story else next_working(paid_on)
        minor = invoice.amount_minor
        ledger.receive(minor, paid_on, method=story["method"], reference=invoice.number, parts=[(invoice, minor)])


def tell_story(desk: Desk, story: Mapping[str, Any], ledger: Ledger) -> None:
    """The calls of the story and what they left behind."""
    for call in story.get("calls", ()):
        _call(desk, call, ledger)
    for mail in story.get("mails", ()):
        at = _instant(desk, ledger, mail["day"], mail["at"])
        desk.event(ledger, "message", at=at, by="alice", channel="email", direction="out", outcome="sent")
    desk.judge(ledger)


def remind(desk: Desk, ledgers: Mapping[str, Ledger]) -> None:
    """Notes that people wrote to themselves. `ledgers` by the key of their story."""
    for note in words.load("stories")["reminder"]:
        ledger, owner = ledgers.get(note["story"]), desk.users[note["owner"]]
        desk.reminders.append(
            Reminder(
                account=ledger.account if ledger else None, owner=owner, made_by=owner,
                made_at=desk.now - timedelta(days=4), what=note["what"],
                due_on=desk.now.date() + timedelta(days=note["day"]),
            )
        )  # fmt: skip


def _instant(desk: Desk, ledger: Ledger, day: int, at: str) -> datetime:
    """That time of the debtor's, so many days from today, in UTC."""
    on = desk.today(ledger) + timedelta(days=day)
    return datetime.combine(on, time.fromisoformat(at), ZoneInfo(ledger.place.zone)).astimezone(desk.now.tzinfo)


def _call(desk: Desk, told: Mapping[str, Any], ledger: Ledger) -> None:
    today = desk.today(ledger)
    day = today + timedelta(days=told["day"])

    def dated(text: str) -> str:
        def as_day(found: re.Match[str]) -> str:
            on = today + timedelta(days=int(found[1]))
            return plain_date(on, day) if found[2] else short_date(on, day)

        return _DAY.sub(as_day, text)

    def later(days: int) -> date:
        return today + timedelta(days=days)

    spoke = told["outcome"] not in NOBODY_REACHED
    call = desk.call(
        ledger,
        caller=told["caller"],
        at=_instant(desk, ledger, told["day"], told["at"]),
        lasted=timedelta(minutes=told["minutes"]) if "minutes" in told else _HEARD,
        outcome=told["outcome"],
        said=Said(
            dated(told["discussed"]), dated(told["next_step"]), later(told["next_on"]), told.get("reason", ""),
            told.get("words", ""),
        ),
        direction=told.get("direction", "out"),
        points=POINTS if spoke else (),
    )  # fmt: skip
    if promise := told.get("promise"):
        desk.promise(call, to_minor(promise["amount"], ledger.account.currency), later(promise["due"]))
    if commitment := told.get("commitment"):
        desk.commitment(call, commitment["what"], later(commitment["due"]))
    if document := told.get("document"):
        desk.document(call, document["what"], later(document["due"]), sent=document["state"] == "sent")
    if back := told.get("callback"):
        due_at = _instant(desk, ledger, back["day"], back["at"])
        desk.callback(call, due_at, back["note"], owner=back["owner"], done=back.get("state") == "done")
