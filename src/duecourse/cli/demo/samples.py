"""Small files to try an import on: the folder `samples/` of the repository, written from one seed.

They belong to Larkspur Wholesale, whose accounts in the demo have other numbers, so nothing of the demo is touched.
docs/howto/try-an-import.md walks through them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import xlsxwriter

from duecourse.cli.demo import words
from duecourse.cli.demo.days import next_working

SEED = 20261118
TODAY = date(2026, 11, 18)
CITIES = ("Buffalo", "Charlotte", "Chicago", "Denver", "Oakland", "Hamilton", "Leeds", "Dublin", "Hamburg", "Tucson")
CURRENCIES = {"CA": "CAD", "GB": "GBP", "IE": "EUR", "DE": "EUR"}
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Customer:
    number: str
    name: str
    contact: str
    place: words.Place
    postal: str
    currency: str

    @property
    def domain(self) -> str:
        return f"{words.slug(self.name)}.example.com"


@dataclass(frozen=True, slots=True)
class Item:
    """One invoice of the sample files, in its customer's currency."""

    customer: Customer
    number: str
    issued_on: date
    due_on: date
    amount: Decimal
    po_number: str


def customers(rng: Random) -> list[Customer]:
    """A business in each of the cities."""
    found = []
    for index, city in enumerate(CITIES):
        place = words.place_in(city)
        name, _ = words.business(rng, place.country, "wholesale")
        contact = str(words.person(rng, place.country))
        currency = CURRENCIES.get(place.country, "USD")
        found.append(Customer(f"S-{7001 + index}", name, contact, place, place.postal_code(rng), currency))
    return found


def items(rng: Random, owed_by: Sequence[Customer], count: int, first: int) -> list[Item]:
    """Open invoices of the last four months, numbered from `first`."""
    found = []
    for index in range(count):
        issued_on = next_working(TODAY - timedelta(days=rng.randint(5, 120)))
        amount = Decimal(rng.randrange(18_000, 950_000)) / 100
        customer = owed_by[index % len(owed_by)]
        po_number = f"PO-{rng.randrange(1000, 9999)}" if rng.random() < 0.5 else ""
        found.append(
            Item(customer, f"SX-{first + index}", issued_on, issued_on + timedelta(days=30), amount, po_number)
        )
    return found


def customer_rows(owed_by: Iterable[Customer]) -> list[Row]:
    head = (
        "Customer number", "Customer name", "Kind", "Country", "State", "City", "Postal code", "Time zone", "Phone",
        "Contact person", "E-mail", "Currency",
    )  # fmt: skip
    rows: list[Row] = [head]
    for index, c in enumerate(owed_by):
        place = c.place
        rows.append((
            c.number, c.name, "business", place.country, place.region, place.city, c.postal, place.zone,
            place.phone(70 + index), c.contact, f"accounts@{c.domain}", c.currency,
        ))  # fmt: skip
    return rows


def _european(amount: Decimal) -> str:
    """1234.50 → "1.234,50"."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def ambiguous_rows(open_items: Sequence[Item]) -> list[Row]:
    """Every day is the twelfth or earlier, so that the dates could be read either way round."""
    rows: list[Row] = [("Customer number", "Customer name", "Invoice number", "Invoice date", "Due date", "Balance")]
    for index, item in enumerate(open_items):
        issued_on = item.issued_on.replace(day=1 + index % 12)
        due_on = issued_on.replace(month=issued_on.month % 12 + 1)
        rows.append((
            item.customer.number, item.customer.name, item.number, f"{issued_on:%d/%m/%Y}", f"{due_on:%d/%m/%Y}",
            f"{item.amount:.2f}",
        ))  # fmt: skip
    return rows


def trap_rows(open_items: Sequence[Item]) -> list[Row]:
    """Good rows, and among them everything that real exports have. Says in the last column what each one is."""
    head = (
        "Kundennummer", "Kunde", "Rechnungsnummer", "Rechnungsdatum", "Fälligkeit", "Betrag", "Offen", "Währung",
        "Beschreibung",
    )  # fmt: skip
    rows: list[Row] = [head]
    for item in open_items:
        c, amount = item.customer, _european(item.amount)
        dates = (f"{item.issued_on:%d.%m.%Y}", f"{item.due_on:%d.%m.%Y}")
        rows.append((c.number, c.name, item.number, *dates, amount, amount, c.currency, item.po_number))
    c = open_items[0].customer
    issued, due = "15.09.2026", "15.10.2026"

    def trap(number: str, remark: str, **changed: str) -> Row:
        row = {
            "customer": c.number, "name": c.name, "number": number, "issued": issued, "due": due, "amount": "480,00",
            "open": "480,00", "currency": c.currency, **changed,
        }  # fmt: skip
        return (*row.values(), remark)

    return [
        *rows,
        trap("SX-8901", "paid in part", open="120,00"),
        trap("SX-8902", "a credit note", amount="-75,50", open="-75,50"),
        trap("SX-8903", "no due date: the terms are applied", due=""),
        trap("SX-8904", "30 February", due="30.02.2026"),
        trap("SX-8905", "nothing is open", open="0,00"),
        trap("SX-8906", "no such currency", currency="XQZ"),
        trap("SX-8907", "no amount", amount="", open=""),
        trap("SX-8908", "text where an amount should be", amount="siehe Anlage", open="siehe Anlage"),
        trap("SX-8909", "the same number twice", amount="300,00", open="300,00"),
        trap("SX-8909", "the same number twice", amount="310,00", open="310,00"),
        trap("SX-8910", "more open than was invoiced", open="900,00"),
        trap("", "no invoice number"),
        trap("SX-8911", '=HYPERLINK("http://example.com","a formula")'),
        trap("SX-8912", "<script>alert('text that looks like a page')</script>"),
        ("", "", "", "", "Summe", _european(sum((i.amount for i in open_items), Decimal())), "", "", ""),
    ]


def payment_rows(paid: Sequence[Item]) -> list[Row]:
    """Payments in full, in part, too much, without an invoice, and for one that nobody knows."""
    rows: list[Row] = [
        ("Customer number", "Received on", "Amount", "Currency", "Reference", "Method", "Invoice number")
    ]
    for index, item in enumerate(paid):
        received_on = next_working(min(item.issued_on + timedelta(days=25), TODAY - timedelta(days=3)))
        amount = (item.amount, item.amount / 2, item.amount + 20)[index % 3].quantize(Decimal("0.01"))
        rows.append((
            item.customer.number, received_on.isoformat(), f"{amount:.2f}", item.customer.currency,
            f"TRF {410_000 + 137 * index}", "bank transfer", item.number,
        ))  # fmt: skip
    c = paid[0].customer
    rows.append((c.number, "2026-11-16", "250.00", c.currency, "with thanks", "cheque", ""))
    rows.append((c.number, "2026-11-17", "99.00", c.currency, "TRF 499999", "bank transfer", "SX-0000"))
    return rows


def write_csv(path: Path, rows: Iterable[Row], *, delimiter: str = ",", encoding: str = "utf-8") -> None:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)


def write_workbook(path: Path, open_items: Sequence[Item]) -> None:
    """A title above the header, real dates, invoices in three parts, and formulas below that must not be run."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2026, 11, 18)})  # noqa: DTZ001 (a label in the file, nobody's instant)
        day, money = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet("Open items")
        sheet.write(0, 0, "Larkspur Wholesale: open items on 18 November 2026")
        head = ("Account", "Name", "Invoice", "Instalment", "Invoice date", "Due date", "Amount", "Balance", "Currency")
        sheet.write_row(2, 0, head)
        row = 3
        for index, item in enumerate(open_items):
            for part, amount in _parts(item.amount, 3 if index % 5 == 4 else 1):
                c = item.customer
                sheet.write_row(row, 0, (c.number, c.name, item.number, part))
                sheet.write_datetime(row, 4, datetime.combine(item.issued_on, datetime.min.time()), day)
                due_on = item.due_on + timedelta(days=30 * (part - 1))
                sheet.write_datetime(row, 5, datetime.combine(due_on, datetime.min.time()), day)
                sheet.write_number(row, 6, float(amount), money)
                sheet.write_number(row, 7, float(amount), money)
                sheet.write_string(row, 8, c.currency)
                row += 1
        total = sum((item.amount for item in open_items), Decimal())
        sheet.write(row, 0, "Total")
        sheet.write_formula(row, 7, f"=SUM(H4:H{row})", money, float(total))


def _parts(amount: Decimal, count: int) -> list[tuple[int, Decimal]]:
    """Equal parts with their numbers; the last one takes what is left over."""
    each = (amount / count).quantize(Decimal("0.01"))
    return [(n, each if n < count else amount - each * (count - 1)) for n in range(1, count + 1)]


def write(folder: Path) -> list[Path]:
    """Write all sample files into the folder, the same every time; which ones."""
    rng = Random(SEED)  # noqa: S311 (invented data, no secret)
    folder.mkdir(parents=True, exist_ok=True)
    owed_by = customers(rng)
    in_dollars = [c for c in owed_by if c.currency == "USD"]
    first = items(rng, in_dollars, 30, 8101)
    second, third = items(rng, owed_by, 24, 8201), items(rng, owed_by, 25, 8301)
    write_csv(folder / "1-customers.csv", customer_rows(owed_by))
    write_csv(folder / "2-open-items-which-date-order.csv", ambiguous_rows(first))
    write_csv(folder / "3-open-items-with-traps.csv", trap_rows(second), delimiter=";", encoding="cp1252")
    write_workbook(folder / "4-open-items.xlsx", third)
    write_csv(folder / "5-payments.csv", payment_rows(third[:12]))
    return sorted(folder.iterdir())
