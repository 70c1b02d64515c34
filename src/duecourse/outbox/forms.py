"""Forms of the message pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from duecourse.domain.cadence import USUAL, Step
from duecourse.domain.contact_policy.words import LETTER, SMS
from duecourse.outbox.actions.writing import LONGEST, Words
from duecourse.outbox.composing import Writing
from duecourse.outbox.models import Cadence, Message
from duecourse.outbox.proposing import steps_of


class WriteForm(forms.Form):
    """What a person may change of a message. The law's words, greeting and closing are not among it."""

    subject = forms.CharField(max_length=160)
    body = forms.CharField(widget=forms.Textarea({"rows": 9}), label="Text")
    address = forms.CharField(max_length=400, widget=forms.Textarea({"rows": 5}), label="Address in the window")
    with_statement = forms.BooleanField(required=False, label="Attach a statement of account")

    def __init__(self, data: Any = None, *, writing: Writing) -> None:
        made, channel = writing.composed, writing.channel
        initial = {
            "subject": made.subject, "body": made.body, "address": writing.address,
            "with_statement": writing.template.statement,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["body"].max_length = LONGEST[channel]  # type: ignore[attr-defined]
        self.fields["body"].required = bool(made.body)
        if channel != LETTER:
            del self.fields["address"]
        if channel == SMS:
            self.fields["body"].widget.attrs["rows"] = 5
            self.fields["subject"].required = False
            del self.fields["with_statement"]

    def words(self) -> Words:
        data = self.cleaned_data
        return Words(
            subject=data["subject"] or None, body=data["body"], address=data.get("address", ""),
            with_statement=data.get("with_statement", False),
        )  # fmt: skip


ROWS = 6


class CadenceForm(forms.Form):
    """A creditor's table of reminders: a few rows, each a day, a text and a channel; an empty day is no row."""

    is_on = forms.BooleanField(required=False, label="Propose these reminders")

    def __init__(self, data: Any = None, *, cadence: Cadence | None, texts: Sequence[tuple[str, str]]) -> None:
        steps = steps_of(cadence) if cadence else USUAL
        initial: dict[str, Any] = {"is_on": bool(cadence and cadence.is_on)}
        for n, step in enumerate(steps, 1):
            initial |= {f"days_{n}": step.days, f"text_{n}": step.text, f"channel_{n}": step.channel}
        super().__init__(data, initial=initial)
        for n in range(1, ROWS + 1):
            self.fields[f"days_{n}"] = forms.IntegerField(min_value=-60, max_value=365, required=False)
            self.fields[f"text_{n}"] = forms.ChoiceField(choices=texts, required=False)
            self.fields[f"channel_{n}"] = forms.ChoiceField(choices=Message.Channel.choices, required=False)

    @property
    def rows(self) -> list[tuple[int, Any, Any, Any]]:
        return [(n, self[f"days_{n}"], self[f"text_{n}"], self[f"channel_{n}"]) for n in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        days = [data[f"days_{n}"] for n in range(1, ROWS + 1) if data.get(f"days_{n}") is not None]
        if len(set(days)) != len(days):
            raise forms.ValidationError("Two reminders are on the same day: give each its own.")
        if data.get("is_on") and not days:
            raise forms.ValidationError("There is no reminder in the table: give at least one a day.")
        return data

    def steps(self) -> list[Step]:
        data = self.cleaned_data
        found = [
            Step(data[f"days_{n}"], data[f"text_{n}"], data[f"channel_{n}"])
            for n in range(1, ROWS + 1)
            if data[f"days_{n}"] is not None
        ]
        return sorted(found, key=lambda step: step.days)
