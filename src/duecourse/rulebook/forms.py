"""Forms of the rulebook."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from duecourse.rulebook.models import PolicyDraft
from duecourse.rulebook.replaying import AS_DECIDED, CHOICES, DRAFT, IN_FORCE, PENDING


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class ProposeForm(forms.Form):
    """From which day, and why: both stay with the version for good."""

    starts_on = _day(label="From")
    why = forms.CharField(max_length=300, label="Why the rules should change")

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["starts_on"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()


class ReasonForm(forms.Form):
    because = forms.CharField(max_length=300, label="Why")


class ReplayForm(forms.Form):
    """Which contacts, and which rules are asked about them."""

    first_on = _day(label="From")
    last_on = _day(label="To")
    rules = forms.ChoiceField(label="Ask")

    def __init__(self, *arguments: Any, drafts: list[PolicyDraft], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.drafts = {f"{DRAFT}:{draft.pk}": draft for draft in drafts}
        own = [(key, f"Draft: {draft.title}, saved {draft.saved_at:%d %b}") for key, draft in self.drafts.items()]
        offered = [(code, CHOICES[code]) for code in (IN_FORCE, PENDING, AS_DECIDED)]
        self.fields["rules"].choices = [*offered, *own]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_on"), data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day is before the first.")
        return data

    def asked(self) -> dict[str, Any]:
        """Arguments for `ask_replay`."""
        data = self.cleaned_data
        draft = self.drafts.get(data["rules"])
        return {
            "first_on": data["first_on"],
            "last_on": data["last_on"],
            "rules": DRAFT if draft else data["rules"],
            "draft": draft,
        }
