"""Forms of the follow-up pages. Times are the debtor's, days anybody's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from duecourse.domain.record import FURTHEST_DAYS, past_moment
from duecourse.followups.kinds import Kind
from duecourse.receivables.models import Account
from duecourse.receivables.queries import accounts_for
from duecourse.teams.models import User
from duecourse.teams.queries import assignees_for

ANYONE = "anyone"


def _day() -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def _ahead(due: date, today: date) -> date:
    """A day from today on, and near enough that nothing is lost behind a mistyped year."""
    if due < today:
        raise forms.ValidationError("That day has passed. Choose today or later.")
    return _near(due, today)


def _near(due: date, today: date) -> date:
    if (due - today).days > FURTHEST_DAYS:
        raise forms.ValidationError("That is more than a year away. Is the year right?")
    return due


class PostponeForm(forms.Form):
    """Another day with a reason; for a callback an hour as well."""

    due_on = _day()
    due_at = forms.TimeField(required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    because = forms.CharField(max_length=160)

    def __init__(self, *arguments: Any, kind: Kind, zone: str, today: date, now: datetime, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.zone, self.today, self.has_hour = ZoneInfo(zone), today, kind.has_hour
        self.now = now.astimezone(self.zone)
        if kind.has_hour:
            self.fields["due_at"].required = True
        else:
            del self.fields["due_at"]

    def clean_due_on(self) -> date:
        """A call back is held to the hour, and to the debtor's day, by `clean`."""
        return (_near if self.has_hour else _ahead)(self.cleaned_data["due_on"], self.today)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("due_on") and given.get("due_at"):
            due = self.due()
            if isinstance(due, datetime) and due < self.now:
                self.add_error("due_on", past_moment(due, self.now))
        return given

    def due(self) -> date | datetime:
        """The day, or the instant that the debtor's clock shows."""
        day: date = self.cleaned_data["due_on"]
        at = self.cleaned_data.get("due_at")
        return datetime.combine(day, at, self.zone) if at else day


class ReassignForm(forms.Form):
    """To somebody of the team, or to anyone on it."""

    owner = forms.ChoiceField()
    because = forms.CharField(max_length=200, required=False)

    def __init__(self, *arguments: Any, actor: User, owner_id: int | None, **options: Any) -> None:
        """`owner_id`: who has it now, and so is nobody to hand it to; None: anyone on the team."""
        super().__init__(*arguments, **options)
        self.people = {str(person.pk): person for person in assignees_for(actor) if person.pk != owner_id}
        choices = [(key, person.label) for key, person in self.people.items()]
        anyone = [(ANYONE, "Anyone on the team")] if owner_id else []
        self.fields["owner"] = forms.ChoiceField(choices=[*choices, *anyone])

    def new_owner(self) -> User | None:
        return self.people.get(self.cleaned_data["owner"])


class CloseForm(forms.Form):
    because = forms.CharField(max_length=200)


class ReminderForm(forms.Form):
    """A note to oneself; with an account when it was made on that account's page."""

    what = forms.CharField(max_length=200)
    due_on = _day()
    account = forms.ModelChoiceField(Account.objects.none(), required=False)

    def __init__(self, *arguments: Any, actor: User, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.today = today
        self.fields["account"] = forms.ModelChoiceField(accounts_for(actor), required=False)

    def clean_due_on(self) -> date:
        return _ahead(self.cleaned_data["due_on"], self.today)
