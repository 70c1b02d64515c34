"""Customers and contacts: rows that describe accounts and the people at them.

A cell that is empty changes nothing: a file without telephone numbers does not take the ones we have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from duecourse.domain.importing import Plan, Remarks
from duecourse.domain.importing.fields import CUSTOMERS
from duecourse.lib.phones import as_dialled
from duecourse.playbooks.places import may_keep, region_of
from duecourse.receivables.importing.invoices import CHANGED, NEW, SAME
from duecourse.receivables.importing.journal import COLUMNS, Journal
from duecourse.receivables.importing.stage import Stage
from duecourse.receivables.models import Account, Contact

_Row = dict[str, Any]
# Field of the file → column of the table, where the names differ.
_ACCOUNT_COLUMNS = {"account_name": "name", "account_kind": "kind"} | {
    column: column for column in COLUMNS["account"] if column not in ("name", "kind")
}
_CONTACT_COLUMNS = {column: column for column in COLUMNS["contact"] if column != "name"}
_FLAGS = ("is_primary", "vat_registered")


class PartyLoad:
    """Goes through the staged rows once: with a journal it writes, without one it only counts."""

    def __init__(self, stage: Stage, plan: Plan, remarks: Remarks, journal: Journal | None, country: str) -> None:
        self._stage, self._plan, self._remarks, self._journal = stage, plan, remarks, journal
        self._country = country
        self._first_rows: dict[Any, tuple[int, _Row]] = {}
        self._people: dict[tuple[int, str], _Row] = {}  # account and name → the row that named them first
        self.outcomes: Counter[str] = Counter()

    def run(self) -> Counter[str]:
        is_customers = self._plan.kind.name == CUSTOMERS
        for page in self._stage.pages():
            self._tidy(page)
            self._customers(page) if is_customers else self._contacts(page)
        return self.outcomes

    def _tidy(self, page: Sequence[_Row]) -> None:
        """Numbers and places as the contact rules read them. What a row leaves out of the place is on file."""
        known = Account.objects.in_bulk({row["account_id"] for row in page if row["account_id"]})
        for row in page:
            account = known.get(row["account_id"])
            country = row.get("country") or (account.country if account else "") or self._country
            if row["phone"]:
                row["phone"] = as_dialled(row["phone"], country)
            if row.get("region") or row.get("city") or row.get("postal_code"):
                self._place(row, account, country)

    def _place(self, row: _Row, account: Account | None, country: str) -> None:
        """In which part of the country, by its code; in a city with rules of its own, that city."""
        region = row.get("region") or (account.region if account else "")
        postal_code = row.get("postal_code") or (account.postal_code if account and not row.get("city") else "")
        city = row.get("city") or (account.city if account else "")
        code = region_of(country, region, city, postal_code)
        if row.get("region") and not code:
            self._remarks.note(f"State or region is no part of {country} that we know; it was left blank", row["row"])
        row["region"] = code
        if account and account.time_zone and (country, code) != (account.country, account.region):
            row["has_moved"] = not row.get("time_zone") and not may_keep(account.time_zone, country, code)

    def _is_first(self, key: Any, row: _Row) -> bool:
        """Whether the file says this for the first time. A repetition is left out, a contradiction is an error."""
        said = {name: row[name] for name in row if name != "row"}
        first = self._first_rows.setdefault(key, (row["row"], said))
        if first[0] == row["row"]:
            return True
        if first[1] == said:
            self._remarks.left_out += 1
            self._remarks.note("row repeated, counted once", row["row"], row["number"])
        else:
            self._remarks.error_rows += 1
            reason = f"is also in row {first[0]}, which says something else"
            self._remarks.error(row["row"], self._plan.column_name("account_number"), row["number"], reason)
        return False

    # Customers

    def _customers(self, page: Sequence[_Row]) -> None:
        """Accounts that are new exist already when a journal is given: the load makes them before it comes here."""
        rows = [row for row in page if self._is_first(row["account"], row)]
        accounts = Account.objects.in_bulk([row["account_id"] for row in rows if row["account_id"]])
        changed: list[Account] = []
        for row in rows:
            account = accounts.get(row["account_id"])
            is_new = account is None or (self._journal is not None and account.batch_id == self._journal.batch_id)
            differs = account is not None and _apply(account, row, _ACCOUNT_COLUMNS)
            if account is not None and differs and row.get("has_moved"):
                account.time_zone = ""  # a clock of the place they have left
            if differs and account is not None:
                changed.append(account)
            self.outcomes[NEW if is_new else CHANGED if differs else SAME] += 1
        if self._journal:
            self._journal.keep("account", [a.pk for a in changed if a.batch_id != self._journal.batch_id])
            Account.objects.bulk_update(changed, COLUMNS["account"])
            named = [row for row in rows if row["contact_name"]]
            self._save_contacts([row | {"language": None} for row in named], count=False)

    # Contacts

    def _contacts(self, page: Sequence[_Row]) -> None:
        rows: list[_Row] = []
        of_earlier_pages: list[_Row] = []
        for row in page:
            row["contact_name"] = row["contact_name"] or row["email"] or row["phone"]
            if row["account_id"] is None:
                self._remarks.error_rows += 1
                column = self._plan.column_name("account_number")
                reason = "no account has this number: load customers or open items first"
                self._remarks.error(row["row"], column, row["number"], reason)
                continue
            first = self._people.setdefault((row["account_id"], row["contact_name"].lower()), row)
            if first is row:
                rows.append(row)
            elif self._take_in(first, row) and first["row"] < page[0]["row"]:
                of_earlier_pages.append(first)
        self._save_contacts(rows, count=True)
        self._save_contacts(of_earlier_pages, count=False)

    def _take_in(self, first: _Row, row: _Row) -> bool:
        """One person in two rows is one person: what the later row adds is theirs too. A second number or mailbox is an
        error, since a contact has one of each. Whether anything was added."""
        for way in ("phone", "email"):
            if first[way] and row[way] and first[way].lower() != row[way].lower():
                self._remarks.error_rows += 1
                reason = f"is {first[way]} in row {first['row']} for the same person, who has one: name them apart"
                self._remarks.error(row["row"], self._plan.column_name(way), row[way], reason)
                return False
        self._remarks.left_out += 1
        self._remarks.note("the same person in a second row, counted once", row["row"], row["contact_name"])
        added = {name: value for name, value in row.items() if value and not first[name]}
        first.update(added)
        return bool(added)

    def _save_contacts(self, rows: Sequence[_Row], *, count: bool) -> None:
        """Contacts by their name at the account: new ones added, known ones brought up to date."""
        known: dict[tuple[int, str], Contact] = {}
        primaries: dict[int, Contact] = {}
        for contact in Contact.objects.filter(account__in={row["account_id"] for row in rows}):
            known[contact.account_id, contact.name.lower()] = contact
            if contact.is_primary:
                primaries[contact.account_id] = contact
        fresh: list[Contact] = []
        changed: list[Contact] = []
        for row in rows:
            found = known.get((row["account_id"], row["contact_name"].lower()))
            if found is None:
                contact = Contact(account_id=row["account_id"], name=row["contact_name"])
                _apply(contact, row, _CONTACT_COLUMNS)
                contact.is_primary = contact.is_primary or row["account_id"] not in primaries
                fresh.append(contact)
                outcome = NEW
            else:
                contact = found
                outcome = CHANGED if _apply(contact, row, _CONTACT_COLUMNS) else SAME
                changed += [contact] if outcome == CHANGED else []
            if contact.is_primary:
                changed += _step_down(primaries, contact)
            self.outcomes[outcome] += count
        if self._journal:
            self._write_contacts(fresh, changed)

    def _write_contacts(self, fresh: Sequence[Contact], changed: Sequence[Contact]) -> None:
        assert self._journal
        saved = {contact.pk: contact for contact in changed if contact.pk}
        self._journal.keep("contact", saved)
        # Whoever steps down goes first: an account has one main contact at every moment.
        for contact in sorted(saved.values(), key=lambda each: each.is_primary):
            contact.save(update_fields=COLUMNS["contact"])
        for contact in fresh:
            contact.batch_id = self._journal.batch_id
        Contact.objects.bulk_create(fresh)


def _step_down(primaries: dict[int, Contact], contact: Contact) -> list[Contact]:
    """Make `contact` the account's main contact; the one who was it before, if somebody else, no longer is."""
    before = primaries.get(contact.account_id)
    primaries[contact.account_id] = contact
    if before is None or before is contact:
        return []
    before.is_primary = False
    return [before] if before.pk else []


def _apply(row: Account | Contact, given: _Row, columns: dict[str, str]) -> bool:
    """Put what the file says into a row; what was said of a number or a mailbox is not said of the next one. Whether
    anything changed."""
    changed = False
    for way in ("phone", "email"):
        if given.get(way) not in (None, "", getattr(row, way)):
            setattr(row, f"{way}_kind", "")
    for name, column in columns.items():
        value = given.get(name)
        if value in (None, ""):
            continue
        if column in _FLAGS:
            value = bool(value)
        if getattr(row, column) != value:
            setattr(row, column, value)
            changed = True
    return changed
