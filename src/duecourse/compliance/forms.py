"""Forms of the contact page: a hold, and what somebody said that binds. Hours are the debtor's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from duecourse.compliance.actions import LEADS_ONLY
from duecourse.compliance.models import Hold
from duecourse.compliance.wishes import GROUPS, WISHES
from duecourse.domain.contact_policy import words
from duecourse.receivables.models import Contact

_DAYS = [(str(n), name) for n, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), 1)]
_HOW = (
    (words.PHONE, "on the telephone"), (words.EMAIL, "by e-mail"), (words.SMS, "by text message"),
    (words.LETTER, "by letter"),
)  # fmt: skip


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
    how = forms.ChoiceField(choices=_HOW)
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
        start, end = data.get("from_at"), data.get("to_at")
        if wish and wish.asks_hours and (start is None or end is None or start == end):
            self.add_error("from_at", "Give the hours: from and to, and not the same.")
        day = data.get("happened_on")
        if day is not None and day > self.today:
            self.add_error("happened_on", "That day has not come yet. Choose today or an earlier day.")
        return data

    def event(self, now: datetime) -> dict[str, Any]:
        """Arguments for `record_contact_event`."""
        data = self.cleaned_data
        wish = WISHES[data["what"]]
        details: dict[str, Any] = {**wish.details, "note": data["note"]}
        if wish.asks_hours:
            details["window"] = {"from": f"{data['from_at']:%H:%M}", "to": f"{data['to_at']:%H:%M}"}
            if data["days"]:
                details["window"]["days"] = [int(day) for day in data["days"]]
        return {
            "kind": wish.kind,
            "channel": data["how"],
            "direction": wish.direction,
            "contact": self.people.get(data["contact"]),
            "details": details,
            "at": self._at(now),
        }

    def _at(self, now: datetime) -> datetime:
        """Noon of the day it happened, on their clock; now where no earlier day is given."""
        day: date | None = self.cleaned_data["happened_on"]
        if day is None or day >= self.today:
            return now
        return datetime.combine(day, time(12), self.zone).astimezone(UTC)
