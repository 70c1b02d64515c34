"""Creditors, and one account after the other with its people and its invoices."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from duecourse.cli.demo import words
from duecourse.cli.demo.behaviours import Behaviour, cycle_for, settle
from duecourse.cli.demo.days import next_working
from duecourse.cli.demo.ledger import Ledger
from duecourse.domain.facts import ACCOUNT_KINDS, BUSINESS, CONSUMER, PAYER
from duecourse.receivables.models import Account, Contact, Creditor

LARKSPUR, RIVERBEND, HALCYON = "larkspur", "riverbend", "halcyon"
HISTORY = timedelta(days=730)
CURRENCY = {"US": "USD", "CA": "CAD", "GB": "GBP", "IE": "EUR", "DE": "EUR", "FR": "EUR", "IN": "INR", "AU": "AUD"}
TRADES = {LARKSPUR: "wholesale", RIVERBEND: "payers", HALCYON: "telecom"}  # lists of data/businesses.toml
RUPEES_PER_UNIT = 85  # the size of an everyday sum in rupees beside one in the other currencies
SPOKEN = {"DE": "de", "FR": "fr"}


def creditors() -> tuple[Creditor, ...]:
    """A wholesaler and a group of clinics that call for themselves, and a telephone company that hired us."""
    usual = ["resend invoice", "send statement", "open dispute ticket", "call back"]
    sells = Creditor.Kind.SUPPLIER
    return (
        Creditor(
            code=LARKSPUR, name="Larkspur Wholesale", currency="USD", country="US", time_zone="America/New_York",
            kind=sells, debt_kind="trade", terms_days=30, grace_days=0, callback_phone="+12075550100",
            authority={"may_waive_fees_up_to": "50.00", "may_discount_percent": "0", "may_agree_instalments": 3,
                       "may_agree_days": 60, "may_promise": [*usual, "send proof of delivery"]},
        ),
        Creditor(
            code=RIVERBEND, name="Riverbend Clinics", currency="USD", country="US", time_zone="America/New_York",
            kind=sells, debt_kind="medical", terms_days=30, grace_days=3, callback_phone="+16145550100",
            authority={"may_waive_fees_up_to": "25.00", "may_discount_percent": "0", "may_agree_instalments": 6,
                       "may_agree_days": 180, "may_promise": [*usual, "send itemised bill"]},
        ),
        Creditor(
            code=HALCYON, name="Halcyon Telecom", currency="GBP", country="GB", time_zone="Europe/London",
            is_client=True, kind=sells, debt_kind="telecom", terms_days=21, grace_days=3,
            callback_phone="+442079460100",
            authority={"may_waive_fees_up_to": "0.00", "may_discount_percent": "0", "may_agree_instalments": 3,
                       "may_agree_days": 90, "may_promise": [*usual, "send copy of contract"]},
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """Accounts of one creditor and kind that one portfolio works. `groups` are keys of data/places.toml, weighted."""

    creditor: str
    kind: str
    portfolio: str
    per_hundred: int
    groups: Mapping[str, int]


SEGMENTS = (
    Segment(LARKSPUR, BUSINESS, "trade-east", 24, {"US-EAST": 8, "CA": 2}),
    Segment(LARKSPUR, BUSINESS, "trade-west", 21, {"US-WEST": 9, "GB": 3, "IE": 2, "DE": 3, "FR": 1, "IN": 2}),
    Segment(RIVERBEND, CONSUMER, "clinics", 12, {"US-EAST": 1}),
    Segment(RIVERBEND, PAYER, "clinics", 7, {"US-EAST": 3, "US-WEST": 1}),
    Segment(RIVERBEND, CONSUMER, "clinics-west", 8, {"US-WEST": 1}),
    Segment(RIVERBEND, PAYER, "clinics-west", 3, {"US-WEST": 1}),
    Segment(HALCYON, CONSUMER, "homes", 14, {"GB": 7, "IN": 1, "AU": 1, "US-EAST": 3}),
    Segment(HALCYON, BUSINESS, "businesses", 11, {"GB": 5, "IE": 1, "IN": 2, "AU": 2}),
)


@dataclass(frozen=True, slots=True)
class Billing:
    """How a kind is billed: invoices in two years, the median amount in minor units and its spread, and its limits."""

    count: int
    median_minor: int
    spread: float
    least_minor: int
    most_minor: int


BILLING = {
    BUSINESS: Billing(18, 220_000, 0.8, 30_000, 4_000_000),
    CONSUMER: Billing(9, 16_500, 0.6, 4_000, 90_000),
    PAYER: Billing(22, 95_000, 0.7, 12_000, 900_000),
}


def _amount(rng: Random, billing: Billing, level: float, currency: str) -> int:
    """Around the account's own level; every third is a whole number of tens."""
    minor = billing.median_minor * level * math.exp(rng.gauss(0, 0.35))
    whole = int(min(max(minor, billing.least_minor), billing.most_minor))
    if rng.random() < 0.33:
        whole = max(1_000, whole // 1_000 * 1_000)
    return whole * RUPEES_PER_UNIT if currency == "INR" else whole


def _number(rng: Random, creditor: str, kind: str, serial: int, index: int, issued_on: date) -> str:
    """A number in the creditor's own style, which grows with the date and is the account's alone."""
    if kind == PAYER:
        return f"{20 + serial % 67}-{1000 + index * 5 + rng.randrange(5)}"
    if creditor == LARKSPUR:
        return f"INV-{10_000 + (issued_on.toordinal() - 738_000) * 23 + serial % 23}"
    if creditor == RIVERBEND:
        return f"RB-{issued_on:%y%j}-{serial % 1000:03d}"
    return f"HT{issued_on:%y%m%d}-{serial:04d}"


def _description(rng: Random, segment: Segment, number: str, issued_on: date) -> str:
    lists = words.load("businesses")["goods"]
    if segment.kind == PAYER:
        return f"Claim {number}, date of service {issued_on - timedelta(days=rng.randint(3, 20)):%d %b %Y}"
    if segment.creditor == RIVERBEND:
        return f"Visit on {issued_on - timedelta(days=rng.randint(2, 12)):%d %b %Y}, {rng.choice(lists['clinic'])}"
    if segment.creditor == HALCYON:
        return f"{'Broadband and line' if segment.kind == CONSUMER else 'Lines and calls'}, {issued_on:%B %Y}"
    return str(rng.choice(lists["wholesale"]))


def issue_days(rng: Random, count: int, today: date, *, new: bool) -> list[date]:
    """Working days on which invoices were written, at most one a day, the last one some days ago."""
    span = 32 if new else HISTORY.days - 3
    gap = span / count
    first = today - timedelta(days=span + 3)
    days = (next_working(first + timedelta(days=int(k * gap + rng.uniform(0, gap)))) for k in range(count))
    return sorted({on for on in days if on < today})


class AccountMaker:
    """Makes the demo's accounts one by one. The same seed gives the same accounts, however many are asked for."""

    def __init__(self, creditors_by_code: Mapping[str, Creditor], seed: int, today: date) -> None:
        self._creditors = creditors_by_code
        self._seed = seed
        self._today = today
        order = Random(f"{seed}:order")  # noqa: S311 (invented data, no secret)
        self._segments = [segment for segment in SEGMENTS for _ in range(segment.per_hundred)]
        order.shuffle(self._segments)
        self._behaviours = {kind: _endless(cycle_for(kind, order)) for kind in ACCOUNT_KINDS}
        self._lines: defaultdict[words.Place, Iterator[int]] = defaultdict(count)
        self._domains: Counter[str] = Counter()

    def make(self, serial: int) -> Ledger:
        """Account number `serial` (from 0) with its contacts, invoices and payments."""
        rng = Random(f"{self._seed}:{serial}")  # noqa: S311 (invented data, no secret)
        segment = self._segments[serial % len(self._segments)]
        behaviour = next(self._behaviours[segment.kind])
        group = rng.choices(list(segment.groups), list(segment.groups.values()))[0]
        place = rng.choice(words.places(group))
        account, contacts = self._party(rng, segment, place, serial)
        ledger = Ledger(account, place, behaviour.name, segment.portfolio, contacts)
        self._bill(rng, ledger, segment, behaviour, serial)
        settle(rng, ledger, behaviour, self._today)
        return ledger

    def _party(self, rng: Random, segment: Segment, place: words.Place, serial: int) -> tuple[Account, list[Contact]]:
        letters = segment.creditor[0].upper() + ("P" if segment.kind == PAYER else "")
        account = Account(
            creditor=self._creditors[segment.creditor],
            number=f"{letters}-{50_000 + serial}",
            kind=segment.kind,
            country=place.country,
            region=place.region,
            city=place.city,
            postal_code=place.postal_code(rng),
            # Not every file carries a time zone; then place and number have to do.
            time_zone=place.zone if rng.random() < 0.55 else "",
            language=_language(rng, place),
            currency=CURRENCY[place.country],
            terms_days=rng.choice((14, 45, 60)) if segment.kind == BUSINESS and rng.random() < 0.35 else None,
            phone=self._line(place),
        )
        if segment.kind == CONSUMER:
            who = words.person(rng, place.country)
            account.name, account.email = str(who), f"{words.slug(str(who))}{serial}@example.org"
            return account, [
                Contact(account=account, name=account.name, role="self", phone=account.phone, email=account.email,
                        is_primary=True)
            ]  # fmt: skip
        account.name, stem = words.business(rng, place.country, TRADES[segment.creditor])
        return account, _staff(rng, account, self._domain(stem), self._line(place))

    def _domain(self, stem: str) -> str:
        """Where a firm has its mail; firms of one name are not the same firm."""
        name = words.slug(stem)
        self._domains[name] += 1
        again = self._domains[name]
        return f"{name}{again if again > 1 else ''}.example.com"

    def _line(self, place: words.Place) -> str:
        """A number of the place that no other account has."""
        return next(number for line in self._lines[place] if (number := place.phone(line)) not in words.story_phones())

    def _bill(self, rng: Random, ledger: Ledger, segment: Segment, behaviour: Behaviour, serial: int) -> None:
        billing, account = BILLING[segment.kind], ledger.account
        level = math.exp(rng.gauss(0, billing.spread)) * behaviour.size
        count = rng.randint(1, 3) if behaviour.new else max(3, round(billing.count * rng.uniform(0.6, 1.4)))
        terms = account.creditor.terms_days if account.terms_days is None else account.terms_days
        for index, issued_on in enumerate(issue_days(rng, count, self._today, new=behaviour.new)):
            other = "USD" if account.currency == "EUR" else "EUR"
            currency = other if behaviour.two_currencies and index % 3 == 2 else account.currency
            amount = _amount(rng, billing, level, currency)
            number = _number(rng, segment.creditor, segment.kind, serial, index, issued_on)
            po_number = f"PO-{rng.randrange(10_000, 99_999)}" if segment.kind == BUSINESS and rng.random() < 0.6 else ""
            parts = _split(amount, 3) if behaviour.instalments and index % 2 else (amount,)
            # A fifth of what an agency is handed was paid in part before it came.
            before = amount // 5 if segment.creditor == HALCYON and index == 0 and len(parts) == 1 else 0
            for part, minor in enumerate(parts):
                ledger.add_invoice(
                    number,
                    minor,
                    issued_on=issued_on,
                    due_on=issued_on + timedelta(days=terms + 30 * part),
                    due_is_assumed=behaviour.assumed_due,
                    instalment=part + 1,
                    currency=currency,
                    po_number=po_number,
                    paid_before_minor=before,
                    description=_description(rng, segment, number, issued_on),
                )


def _endless(cycle: tuple[Behaviour, ...]) -> Iterator[Behaviour]:
    while True:
        yield from cycle


def _split(amount: int, parts: int) -> tuple[int, ...]:
    """Equal parts; the last one takes what is left over."""
    each = amount // parts
    return (*(each,) * (parts - 1), amount - each * (parts - 1))


def _language(rng: Random, place: words.Place) -> str:
    if place.region in ("QC", "PR"):
        return "fr" if place.region == "QC" else "es"
    if place.country == "US" and rng.random() < 0.06:
        return "es"
    return SPOKEN.get(place.country, "en")


def _staff(rng: Random, account: Account, domain: str, second_phone: str) -> list[Contact]:
    """Whoever looks after our bills, and now and then somebody above them."""
    claims = account.kind == PAYER
    account.email = f"{'claims' if claims else 'accounts'}@{domain}"

    def somebody(role: str, phone: str, *, primary: bool) -> Contact:
        who = words.person(rng, account.country)
        mail = f"{words.slug(who.given)}.{words.slug(who.family)}@{domain}"
        return Contact(account=account, name=str(who), role=role, phone=phone, email=mail, is_primary=primary)

    role = "claims desk" if claims else rng.choice(("accounts payable", "owner", "office manager"))
    people = [somebody(role, account.phone, primary=True)]
    if rng.random() < 0.4:
        above = "provider services" if claims else rng.choice(("controller", "buyer", "director"))
        people.append(somebody(above, second_phone, primary=False))
    return people
