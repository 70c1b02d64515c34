"""The call's form: flat fields, so that a draft is a plain dictionary of what was typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.text import capfirst

from duecourse.calls.models.call import DELAY_CHOICES, OUTCOME_CHOICES
from duecourse.calls.models.recording import CHANNELS
from duecourse.domain import record as rules
from duecourse.domain.disclosures import Disclosure
from duecourse.domain.facts import DISPUTE_REASONS, DOCUMENTS, AccountFacts
from duecourse.domain.money import parse_typed
from duecourse.domain.promise_terms import QUESTIONS, PromiseInput, Question, Terms
from duecourse.domain.wording import code_words
from duecourse.playbooks.priority import load_weights

PROMISES, COMMITMENTS, DOCUMENT_ROWS = 6, 3, 2
_LONGEST_SECOND = 12  # characters
METHODS = ("bank transfer", "card", "cheque", "direct debit", "cash", "online")


def _choices(codes: tuple[str, ...], empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((code, capfirst(code_words(code))) for code in codes)]


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


def _text(length: int, **attributes: Any) -> forms.CharField:
    return forms.CharField(required=False, max_length=length, widget=forms.TextInput(attributes))


def _notes(**options: Any) -> forms.CharField:
    """Its length is checked here alone: with `maxlength` a browser would cut a pasted text without a word."""
    too_long = "Notes hold 20,000 characters. Put long text in as a transcript, below, or shorten it."
    return forms.CharField(
        widget=forms.Textarea({"rows": 5}), validators=[MaxLengthValidator(20_000, too_long)], **options
    )


def _numbered_fields() -> dict[str, forms.Field]:
    """The rows of which a call may need several."""
    rows: dict[str, forms.Field] = {}
    for n in range(1, PROMISES + 1):
        rows[f"promise_{n}_amount"] = _text(30, inputmode="decimal")
        rows[f"promise_{n}_currency"] = forms.ChoiceField(required=False)
        rows[f"promise_{n}_on"] = _day()
        rows[f"promise_{n}_method"] = _text(40, list="methods")
        rows[f"promise_{n}_by"] = _text(120)
    for n in range(1, COMMITMENTS + 1):
        rows[f"commitment_{n}_what"] = _text(200)
        rows[f"commitment_{n}_on"] = _day()
    for n in range(1, DOCUMENT_ROWS + 1):
        rows[f"document_{n}"] = forms.ChoiceField(choices=_choices(DOCUMENTS, "Paper"), required=False)
        rows[f"document_{n}_on"] = _day()
    return rows


class CallForm(forms.Form):
    """Bound to what was posted; `record()` is the frozen value that the action takes. Times are the debtor's."""

    outcome = forms.ChoiceField(choices=OUTCOME_CHOICES, widget=forms.RadioSelect, required=False)
    points = forms.MultipleChoiceField(
        choices=[(p, p) for p in rules.POINTS], widget=forms.CheckboxSelectMultiple, required=False
    )
    discussed = _notes(required=False)
    dispute_invoice = forms.ChoiceField(required=False)
    dispute_reason = forms.ChoiceField(choices=_choices(DISPUTE_REASONS, "Reason"), required=False)
    dispute_amount = _text(30, inputmode="decimal")
    dispute_words = _text(500)
    dispute_on = _day()
    callback_on = _day()
    callback_at = forms.TimeField(required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    callback_whose = forms.ChoiceField(choices=[("mine", "Mine"), ("anyone", "Anyone")], required=False)
    callback_note = _text(200)
    delay_reason = forms.ChoiceField(choices=[("", "No reason given"), *DELAY_CHOICES], required=False)
    delay_words = _text(500)
    next_step = _text(300)
    next_step_on = _day()
    ended_because = _text(250)
    said = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    unsaid_because = _text(200, list="unsaid-reasons")
    hardship_hold = forms.BooleanField(required=False)
    hardship_until = _day()
    checking_hold = forms.BooleanField(required=False)
    checking_until = _day()
    # What a question was answered with: the figure or the days that it was about.
    keep_more_than_open = _text(100)
    keep_past_day = _text(100)
    keep_no_part = _text(100)
    # The fields that hold what the page suggested and nobody has changed: names with blanks between them.
    suggested = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(
        self, *arguments: Any, facts: AccountFacts, zone: ZoneInfo, today: date, to_say: Sequence[Disclosure] = (),
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*arguments, **options)
        self.facts, self.zone, self.to_say = facts, zone, to_say
        self.asked: tuple[Question, ...] = ()
        self.currencies = currencies_of(facts, today)
        said = self.fields["said"]
        assert isinstance(said, forms.MultipleChoiceField)
        said.choices = [(d.id, d.title) for d in to_say]
        numbers = dict.fromkeys(item.number for item in facts.open_items if not item.is_credit)
        invoice = self.fields["dispute_invoice"]
        assert isinstance(invoice, forms.ChoiceField)
        invoice.choices = [("", "The whole account"), *((n, n) for n in numbers)]
        self.fields.update(_numbered_fields())
        for n in range(1, PROMISES + 1):
            currency = self.fields[f"promise_{n}_currency"]
            assert isinstance(currency, forms.ChoiceField)
            currency.choices = [(code, code) for code in self.currencies]

    def clean(self) -> dict[str, Any]:
        for name in [n for n in self.fields if n.endswith("_amount") and self.cleaned_data.get(n)]:
            try:
                self.cleaned_data[name] = parse_typed(self.cleaned_data[name], self._currency_of(name))
            except ValueError as error:
                self.add_error(name, str(error))
        self._check_holds()
        for n in range(1, PROMISES + 1):
            self._need_both(f"promise_{n}_amount", f"promise_{n}_on", "Which day?", "How much?")
        for n in range(1, COMMITMENTS + 1):
            self._need_both(f"commitment_{n}_what", f"commitment_{n}_on", "By when?", "What will we do?")
        for n in range(1, DOCUMENT_ROWS + 1):
            self._need_both(f"document_{n}", f"document_{n}_on", "By when?", "Which paper?")
        return self.cleaned_data

    def _currency_of(self, amount: str) -> str:
        """The currency in which that field is written: a promise's own, a disputed invoice's."""
        d = self.cleaned_data
        if amount == "dispute_amount":
            items = (i.currency for i in self.facts.open_items if i.number == d.get("dispute_invoice"))
            return next(items, self.facts.currency)
        return d.get(amount.replace("_amount", "_currency")) or self.currencies[0]

    def _check_holds(self) -> None:
        d = self.cleaned_data
        if d.get("hardship_hold") and d.get("checking_hold"):
            self.add_error("checking_hold", "One hold is enough: which of the two?")
        for kind in rules.HOLDS:
            if d.get(f"{kind}_hold") and not d.get(f"{kind}_until") and f"{kind}_until" not in self.errors:
                self.add_error(f"{kind}_until", "Until which day?")

    def _need_both(self, first: str, second: str, no_second: str, no_first: str) -> None:
        if self.cleaned_data.get(first) and not self.cleaned_data.get(second) and second not in self.errors:
            self.add_error(second, no_second)
        if self.cleaned_data.get(second) and not self.cleaned_data.get(first) and first not in self.errors:
            self.add_error(first, no_first)

    def record(self) -> rules.RecordInput:
        """Only after `is_valid()`."""
        d = self.cleaned_data
        return rules.RecordInput(
            outcome=d["outcome"],
            points=tuple(d["points"]),
            discussed=d["discussed"],
            promises=tuple(self._promises(d)),
            dispute=self._dispute(d),
            callback=self._callback(d),
            commitments=tuple(
                rules.CommitmentInput(d[f"commitment_{n}_what"], d[f"commitment_{n}_on"])
                for n in range(1, COMMITMENTS + 1)
                if d[f"commitment_{n}_what"]
            ),
            documents=tuple(
                rules.DocumentInput(d[f"document_{n}"], d[f"document_{n}_on"])
                for n in range(1, DOCUMENT_ROWS + 1)
                if d[f"document_{n}"]
            ),
            delay_reason=d["delay_reason"],
            delay_words=d["delay_words"],
            next_step=d["next_step"],
            next_step_on=d["next_step_on"],
            ended_because=d["ended_because"],
            said=tuple(d["said"]),
            unsaid_because=d["unsaid_because"],
            hold=next(
                (rules.HoldInput(k, d[f"{k}_until"]) for k in rules.HOLDS if d[f"{k}_hold"] and d[f"{k}_until"]), None
            ),
        )

    def _promises(self, d: Mapping[str, Any]) -> list[PromiseInput]:
        return [
            PromiseInput(
                d[f"promise_{n}_amount"],
                d[f"promise_{n}_currency"] or self.currencies[0],
                d[f"promise_{n}_on"],
                d[f"promise_{n}_method"],
                d[f"promise_{n}_by"],
            )
            for n in range(1, PROMISES + 1)
            if d[f"promise_{n}_amount"]
        ]

    def _dispute(self, d: Mapping[str, Any]) -> rules.DisputeInput | None:
        if not d["dispute_reason"]:
            return None
        return rules.DisputeInput(
            d["dispute_reason"], d["dispute_invoice"], d["dispute_amount"] or None, d["dispute_words"], d["dispute_on"]
        )

    def _callback(self, d: Mapping[str, Any]) -> rules.CallbackInput | None:
        if not d["callback_on"]:
            return None
        local = datetime.combine(d["callback_on"], d["callback_at"] or time(9), self.zone)
        return rules.CallbackInput(local, d["callback_whose"] == "anyone", d["callback_note"])

    def check(self, terms: Terms) -> rules.RecordInput | None:
        """The record when the call may be closed (but for the words that the law asks for, which the action checks);
        else the rules are told on the fields they concern, and what is asked stands in `asked`. Only after
        `is_valid()`."""
        record = self.record()
        for problem in rules.problems(record, terms):
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)
        if not self.errors:
            self.asked = tuple(q for q in rules.open_questions(record, terms) if not self._said_yes(q))
            for question in self.asked:
                self.add_error(question.field, question.text)
        if self.errors:
            return None
        return replace(record, confirmed=frozenset(QUESTIONS))

    def _said_yes(self, question: Question) -> bool:
        return question.about in str(self.cleaned_data.get(f"keep_{question.kind}", "")).split(", ")


def currencies_of(facts: AccountFacts, today: date) -> list[str]:
    """The currencies in which something is open, the most overdue first (compared by the worklist's rates); the
    account's own where nothing is."""
    weights, late = load_weights(), Counter[str]()
    for item in facts.open_items:
        if item.balance_minor > 0:
            late[item.currency] += item.balance_minor if item.due_on < today else 0
    own = facts.currency
    return sorted(late, key=lambda code: (-weights.to_base(late[code], code), code != own, code)) or [own]


def promises_typed(body: Mapping[str, Any], currency: str) -> list[PromiseInput]:
    """The promises that can be read from what has been typed so far; a row that is not finished is left out."""
    found = []
    for n in range(1, PROMISES + 1):
        code = str(body.get(f"promise_{n}_currency") or currency)
        try:
            minor = parse_typed(str(body.get(f"promise_{n}_amount", "")), code)
            found.append(PromiseInput(minor, code, date.fromisoformat(str(body.get(f"promise_{n}_on", "")))))
        except ValueError:
            continue
    return found


# What a draft may hold, and what of it are lists.
DRAFT_LISTS = frozenset({"points", "said"})
DRAFT_NAMES = frozenset({*CallForm.base_fields, *_numbered_fields()})


class AmendForm(forms.Form):
    """A correction: the new words, and why."""

    outcome = forms.ChoiceField(choices=OUTCOME_CHOICES)
    discussed = _notes()
    next_step = forms.CharField(max_length=300)
    next_step_on = _day()
    delay_reason = forms.ChoiceField(choices=[("", "No reason given"), *DELAY_CHOICES], required=False)
    delay_words = _text(500)
    said = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    unsaid_because = forms.CharField(required=False, max_length=200, label="Why the rest was not said")
    amends_because = forms.CharField(max_length=300, label="Why the record changes")

    def __init__(self, *arguments: Any, to_say: Sequence[Disclosure] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not to_say:
            del self.fields["said"], self.fields["unsaid_because"]
            return
        said = self.fields["said"]
        assert isinstance(said, forms.MultipleChoiceField)
        said.choices = [(d.id, f"{d.words} ({d.citation})") for d in to_say]


class RecordingForm(forms.Form):
    """The sound of a call, and which channel is ours: asked, unless the installation has it laid down."""

    file = forms.FileField(error_messages={"empty": "This file is empty. Choose another one."})
    caller_channel = forms.ChoiceField(
        choices=CHANNELS, error_messages={"required": "Say which channel is yours: left or right."}
    )
    with_words = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, recogniser: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.recogniser = recogniser  # what would make the transcript; empty: nothing here can
        self.fields["caller_channel"].initial = settings.CALLER_CHANNEL

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size and file.size > settings.MAX_RECORDING_MB * 2**20:
            raise forms.ValidationError(
                f"{file.name} has {file.size // 2**20} MB; at most {settings.MAX_RECORDING_MB} MB are taken."
                " Save it as MP3 or OGG first."
            )
        return file


def second_asked(given: Mapping[str, str]) -> str:
    """`?t=`: the second of a recording to start at, for the address of its sound; empty where none was asked for."""
    second = given.get("t", "")
    return second if len(second) < _LONGEST_SECOND and second.replace(".", "", 1).isdecimal() else ""
