"""Forms of the contact page: a hold, and what somebody said that binds. Hours are the debtor's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from duecourse.compliance.actions import FIRST_DAY, LEADS_ONLY
from duecourse.compliance.models import Hold
from duecourse.compliance.wishes import GROUPS, HOW, OPENING, WEEKDAYS, WISHES, Wish
from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.clock import start_of_day
from duecourse.lib.countries import country_choices
from duecourse.lib.phones import read_out
from duecourse.lib.zones import zone_choices
from duecourse.playbooks.places import is_part, region_of
from duecourse.receivables.actions import OF_DEBT, OF_PLACE
from duecourse.receivables.models import Account, Contact, DebtKind, DebtorIs, EmailKind, PhoneKind

_DAYS = [(str(n), name) for n, name in enumerate(WEEKDAYS, 1)]
NOT_SAID = ("", "Not said")
_WORKED_OUT = ("", "Not said: by the place and the number")
_ADDRESS = ("country", "region", "city", "postal_code")  # tells whose law holds


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def _hour(**options: Any) -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput({"type": "time"}, format="%H:%M"), required=False, **options)


class HoldForm(forms.Form):
    """Nobody contacts the account until the hold is lifted, or its last day is over."""

    kind = forms.ChoiceField(choices=Hold.Kind.choices)
    reason = forms.CharField(max_length=200)
    until_on = _day(required=False, label="Last day (may stay empty)")

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.today = today

    def clean_until_on(self) -> date | None:
        until: date | None = self.cleaned_data["until_on"]
        if until is not None and until < self.today:
            raise forms.ValidationError("That day has passed. Choose today or later, or leave it empty.")
        return until


class LiftForm(forms.Form):
    reason = forms.CharField(max_length=200)


class WishForm(forms.Form):
    """What they said or sent, and for whom it holds."""

    what = forms.ChoiceField(error_messages={"required": "Choose what they said or sent."})
    contact = forms.ChoiceField(required=False, label="Who")
    how = forms.ChoiceField(choices=HOW)
    from_at = _hour(label="From")
    to_at = _hour(label="To")
    days = forms.MultipleChoiceField(choices=_DAYS, required=False, widget=forms.CheckboxSelectMultiple)
    happened_on = _day(required=False, label="When (empty: now)")
    note = forms.CharField(max_length=200, required=False)

    def __init__(
        self, *arguments: Any, contacts: Sequence[Contact], zone: str, today: date, is_lead: bool, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.zone, self.today = ZoneInfo(zone), today
        self.people = {str(contact.pk): contact for contact in contacts}
        self.fields["contact"].choices = [("", "Everybody there"), *((k, c.name) for k, c in self.people.items())]  # type: ignore[attr-defined]
        groups = [
            (group, [(code, wish.label) for code, wish in wishes.items() if is_lead or wish.kind not in LEADS_ONLY])
            for group, wishes in GROUPS.items()
        ]
        self.fields["what"].choices = [("", "Choose"), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wish = WISHES.get(data.get("what", ""))
        if wish and wish.asks_hours:
            self._check_hours(wish, data)
        day = data.get("happened_on")
        if day is not None and day > self.today:
            self.add_error("happened_on", "That day has not come yet. Choose today or an earlier day.")
        if day is not None and day <= FIRST_DAY.date():
            self.add_error("happened_on", "That is before the year 2000: check the day.")
        return data

    def _check_hours(self, wish: Wish, data: dict[str, Any]) -> None:
        start, end = data.get("from_at"), data.get("to_at")
        if start is None and end is None and data.get("days") and wish.takes_whole_days:
            return
        if start is None or end is None or start == end:
            whole = " For whole days tick the days and leave the hours empty." if wish.takes_whole_days else ""
            self.add_error("from_at", f"Give the hours: from and to, and not the same.{whole}")

    def event(self, now: datetime) -> dict[str, Any]:
        """Arguments for `record_contact_event`."""
        data = self.cleaned_data
        wish = WISHES[data["what"]]
        details: dict[str, Any] = {**wish.details, "note": data["note"]}
        if wish.asks_hours:
            hours = {"from": data["from_at"], "to": data["to_at"]}
            details["window"] = {bound: f"{at:%H:%M}" for bound, at in hours.items() if at is not None}
            if data["days"]:
                details["window"]["days"] = [int(day) for day in data["days"]]
        return {
            "kind": wish.kind,
            "channel": data["how"],
            "direction": wish.direction,
            "contact": self.people.get(data["contact"]),
            "details": details,
            **self._when(now, stops=wish.kind not in OPENING),
        }

    def _when(self, now: datetime, *, stops: bool) -> dict[str, datetime]:
        """Noon of the day it happened, on their clock; now where no earlier day is given. Of two wishes of one day the
        one that was recorded later is the later, by a few seconds at most: so it is the last word. A stop holds against
        all of its day."""
        day: date | None = self.cleaned_data["happened_on"]
        if day is None or day >= self.today:
            return {"at": now}
        noon = datetime.combine(day, time(12), self.zone).astimezone(UTC)
        at = {"at": noon + (now - noon) / 100_000}
        return at | {"day_ends": start_of_day(self.zone.key, day.toordinal() + 1)} if stops else at


class KnownForm(forms.Form):
    """What laws ask about the debt and the place, and what each number and mailbox reaches. Empty: nobody has said.
    `asked`: what the rules of the place tell debts apart by; the rest would be asked for nothing. Only what was changed
    on the page is kept: what somebody else has said since it was opened stays."""

    country = forms.ChoiceField(choices=lambda: [NOT_SAID, *country_choices()], required=False)
    region = forms.CharField(label="State or region", max_length=40, required=False)
    city = forms.CharField(max_length=80, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=16, required=False)
    time_zone = forms.ChoiceField(
        label="Their clock, where they have said", choices=lambda: [_WORKED_OUT, *zone_choices()], required=False
    )
    debtor_is = forms.ChoiceField(label="Who owes", choices=[NOT_SAID, *DebtorIs.choices], required=False)
    vat_registered = forms.NullBooleanField(
        label="Registered for VAT",
        widget=forms.Select(choices=[NOT_SAID, ("true", "Yes"), ("false", "No")]),
        required=False,
    )
    debt_kind = forms.ChoiceField(label="What is owed", choices=[NOT_SAID, *DebtKind.choices], required=False)

    def __init__(
        self, data: Any = None, *, account: Account, people: Sequence[Contact], asked: Collection[str]
    ) -> None:
        initial = {name: getattr(account, name) for name in (*OF_PLACE, *OF_DEBT)}
        if account.kind == Account.Kind.CONSUMER and people:
            initial["time_zone"] = people[0].time_zone or account.time_zone
        super().__init__(data, prefix="known", initial=initial)
        self._debt = [name for name in self.base_fields if name in asked]
        self.fields = {name: self.fields[name] for name in (*OF_PLACE, *self._debt)}
        self._ways: dict[str, list[Account | Contact]] = {}  # field → everybody who has that number or mailbox
        for column, kinds, write in (("phone", PhoneKind, read_out), ("email", EmailKind, str)):
            self._ask(column, kinds.choices, write, [*people, account])
        for field in self.fields.values():
            field.show_hidden_initial = True  # tells what stood on the page that was changed

    def _ask(self, column: str, kinds: Any, write: Callable[[str], str], rows: Sequence[Account | Contact]) -> None:
        """One choice for every number, or mailbox, on file: what it is does not depend on whose it is. The field is
        named after it, so that an answer to a page opened earlier never lands on another."""
        sharing: dict[str, list[Account | Contact]] = defaultdict(list)
        for row in rows:
            if value := getattr(row, column):
                sharing[value.casefold()].append(row)
        for value, having in sharing.items():
            field, said = f"{column}_{value}", {getattr(row, f"{column}_kind") for row in having} - {""}
            self._ways[field] = having
            whose = ", ".join(str(row) if isinstance(row, Contact) else "the account" for row in having)
            self.fields[field] = forms.ChoiceField(
                choices=[NOT_SAID, *kinds], required=False, label=f"{write(getattr(having[0], column))}, {whose}",
                initial=words.WORK if words.WORK in said else next(iter(said), ""),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        country = data.get("country", "")
        if data.get("region") and not country:
            self.add_error("country", "Say in which country that is.")
        typed = region_of(country, data.get("region", ""))
        if data.get("region") and country and not (typed and is_part(country, typed)):
            self.add_error("region", "No part of that country is called so. Write its code or its name: OH, Ohio.")
        return data | {"region": region_of(country, typed, data.get("city", ""), data.get("postal_code", ""))}

    @property
    def of_place(self) -> list[forms.BoundField]:
        return [self[name] for name in OF_PLACE]

    @property
    def of_debt(self) -> list[forms.BoundField]:
        return [self[name] for name in self._debt]

    @property
    def of_ways(self) -> list[forms.BoundField]:
        return [self[name] for name in self._ways]

    def told(self) -> dict[str, Any]:
        """Arguments for `describe_account`."""
        data, changed = self.cleaned_data, set(self.changed_data)
        said: dict[str, Any] = {name: data[name] for name in (*OF_PLACE, *self._debt) if name in changed}
        if said.keys() & set(_ADDRESS):
            said["region"] = data["region"]
        people: dict[int, dict[str, str]] = defaultdict(dict)
        for field, having in self._ways.items():
            for row in having if field in changed else ():
                target = people[row.pk] if isinstance(row, Contact) else said
                target[f"{field.partition('_')[0]}_kind"] = data[field]
        return {"said": said, "of_people": people}
