"""Forms of the import pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from duecourse.domain.importing import KINDS, Examination
from duecourse.domain.importing.dates import DMY, MDY
from duecourse.domain.importing.encoding import NAMES
from duecourse.domain.importing.fields import WORDS, Field
from duecourse.domain.money import CURRENCIES
from duecourse.receivables.importing.looking import Look
from duecourse.receivables.models import Creditor
from duecourse.receivables.queries import creditors_for
from duecourse.teams.models import Portfolio, User
from duecourse.teams.queries import portfolios_for

MAP = "map_"  # how the names of the mapping's fields begin
_ENCODINGS = ("utf-8", "cp1252", "utf-16", "latin-1", "cp1250", "cp1251", "cp850", "mac-roman", "shift_jis", "gb18030")


class UploadForm(forms.Form):
    """A file, whose ledger it is, and where accounts go that are new."""

    file = forms.FileField(
        error_messages={"empty": "This file is empty. Choose another one."},
        help_text="CSV, XLSX, XLS or ODS: open items, paid history, customers, contacts or payments",
    )
    creditor = forms.ModelChoiceField(
        Creditor.objects.none(), required=False, empty_label="Choose", help_text="Who is owed"
    )
    new_creditor = forms.CharField(max_length=120, required=False, label="Or a new creditor")
    portfolio = forms.ModelChoiceField(
        Portfolio.objects.none(), required=False, label="New accounts go to", empty_label="No portfolio yet",
        help_text="Only the callers of a portfolio see its accounts",
    )  # fmt: skip

    def __init__(self, *arguments: Any, actor: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        creditors = creditors_for(actor)
        portfolios = portfolios_for(actor).select_related("team").order_by("team__name", "name")
        self.fields["creditor"].queryset = creditors  # type: ignore[attr-defined]
        self.fields["creditor"].initial = creditors.first() if creditors.count() == 1 else None
        self.fields["portfolio"].queryset = portfolios  # type: ignore[attr-defined]
        self.fields["portfolio"].initial = portfolios.first()
        if not actor.sees_everything:  # what they load has to be theirs to see
            self.fields["portfolio"].required = True
            self.fields["portfolio"].empty_label = None  # type: ignore[attr-defined]
            none = "Your team has no portfolio yet: an administrator makes one under Administration."
            self.fields["portfolio"].error_messages["required"] = (
                "Choose where new accounts go." if portfolios else none
            )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        most = settings.MAX_UPLOAD_MB
        if file.size and file.size > most * 2**20:
            raise forms.ValidationError(
                f"{file.name} has {file.size // 2**20} MB; at most {most} MB can be uploaded."
                " Load it on the server: duecourse import FILE"
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("creditor") and not cleaned.get("new_creditor"):
            self.add_error("creditor", "Choose whose ledger it is, or name a new creditor.")
        if cleaned.get("creditor") and cleaned.get("new_creditor"):
            self.add_error("new_creditor", "Either a creditor from the list or a new one: empty one of the two.")
        return cleaned


class ReadingForm(forms.Form):
    """How a file is read: what was detected, to be confirmed or changed. An empty choice means: as detected."""

    kind = forms.ChoiceField(label="Kind of file")
    profile = forms.ChoiceField(label="Read as", required=False)
    encoding = forms.ChoiceField(required=False)
    sheet = forms.ChoiceField(required=False)
    date_order = forms.ChoiceField(required=False, label="Dates such as 03/04/2026")
    decimal_mark = forms.ChoiceField(required=False, label="Amounts such as 1,234")
    currency = forms.ChoiceField(required=False, label="Currency where none is named")
    close_missing = forms.BooleanField(
        required=False,
        label="Close open items that this file no longer has",
        help_text="Only for a complete list of all open items of the creditor",
    )

    def __init__(self, look: Look, profiles: list[tuple[str, str]], said: Mapping[str, Any], *data: Any) -> None:
        """`said`: what the batch has been told before."""
        super().__init__(*data)
        found = look.found
        self._said = said
        self.found = found
        kinds = [(kind.name, kind.label) for kind in KINDS.values()]
        self._choose("kind", kinds if found.kind.value else [("", "Choose …"), *kinds], found.kind.value or "")
        self._choose("profile", profiles, found.profile.name)
        self._choose("encoding", [("", "As detected"), *((name, NAMES.get(name, name)) for name in _ENCODINGS)])
        self._choose("date_order", [_detected(found, "date_order"), (DMY, "3 April 2026"), (MDY, "4 March 2026")])
        self._choose("decimal_mark", [_detected(found, "decimal_mark"), (".", "1234"), (",", "1.234")])
        codes = [(code, code) for code in sorted(CURRENCIES)]
        self._choose("currency", [_detected(found, "currency"), *codes])
        self._only_where_it_matters(look)
        self._add_mapping(found)

    def _choose(self, name: str, choices: list[tuple[str, str]], initial: str = "") -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields[name].initial = self._said.get(name) or initial

    def _only_where_it_matters(self, look: Look) -> None:
        """A spreadsheet has no encoding, a text no sheets, customers no dates."""
        sheets = look.source.sheet.options if look.source.sheet else ()
        if len(sheets) > 1 and look.source.sheet:
            self._choose("sheet", [(name, name) for name in sheets], look.source.sheet.value or "")
        else:
            del self.fields["sheet"]
        if look.source.sheet:
            del self.fields["encoding"]
        self.fields["close_missing"].initial = bool(self._said.get("close_missing"))
        if look.found.kind.value != "open_items":
            del self.fields["close_missing"]
        if look.found.kind.value and look.found.kind_of_file.field("amount") is None:
            for name in ("date_order", "decimal_mark", "currency"):
                del self.fields[name]

    def _add_mapping(self, found: Examination) -> None:
        if not found.kind.value:
            return
        columns = [("", "—"), *((name, name) for name in found.names)]
        reasons = {suggestion.field: suggestion.reason for suggestion in found.suggestions}
        for field in found.kind_of_file.fields:
            self.fields[MAP + field.name] = forms.ChoiceField(
                choices=[*columns, *_for_all_rows(field, found)],
                required=False,
                label=field.label,
                initial=found.mapping.get(field.name, ""),
                help_text=_why(field, found, reasons),
            )

    def chosen_fields(self) -> list[forms.BoundField]:
        """The mapping's fields that are read from a column, or should be and are not."""
        needed = {MAP + name for group in self.found.kind_of_file.required for name in group[:1]}
        mapping = [self[name] for name in self.fields if name.startswith(MAP)]
        return [field for field in mapping if field.value() or (field.name in needed and self.found.problems)]

    def other_fields(self) -> list[forms.BoundField]:
        chosen = {field.name for field in self.chosen_fields()}
        return [self[name] for name in self.fields if name.startswith(MAP) and name not in chosen]

    def reading_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith(MAP) and name != "close_missing"]

    def decided(self) -> dict[str, Any]:
        """The answers in the shape that a batch keeps. When the kind or the profile changed, the mapping that was on
        screen belongs to the old one: it is suggested afresh."""
        answers = {name: value for name, value in self.cleaned_data.items() if not name.startswith(MAP)}
        shown = {"kind": self.found.kind.value or "", "profile": self.found.profile.name}
        changed = {name for name, value in shown.items() if answers.get(name) != value}
        if not changed:
            answers["mapping"] = {
                name.removeprefix(MAP): value for name, value in self.cleaned_data.items() if name.startswith(MAP)
            }
        # What was detected and left alone stays detected: its evidence is worth more than "as you said".
        return answers | {name: self._said.get(name, "") for name in shown if name not in changed} | self._kind(changed)

    def _kind(self, changed: set[str]) -> dict[str, str]:
        """Another profile may be for another kind of file: unless a person said the kind, it is detected again."""
        return {"kind": ""} if changed == {"profile"} else {}


def _detected(found: Examination, name: str) -> tuple[str, str]:
    finding = getattr(found, name)
    if not finding.certain:
        return "", "Choose …"
    words = {"dmy": "day first", "mdy": "month first", ".": "decimal point", ",": "decimal comma"}
    return "", f"As detected: {words.get(finding.value, finding.value)}" if finding.value else "As detected"


def _for_all_rows(field: Field, found: Examination) -> list[tuple[str, str]]:
    """Values for all rows instead of a column: the words it may say, and whatever a profile gives."""
    chosen = found.mapping.get(field.name, "")
    values = [f"={word}" for word in WORDS.get(field.form, ())]
    values += [chosen] if chosen.startswith("=") and chosen not in values else []
    return [(value, f"all rows: {value[1:]}") for value in values]


def _why(field: Field, found: Examination, reasons: dict[str, str]) -> str:
    chosen = found.mapping.get(field.name)
    if not chosen:
        return field.help
    suggested = next((s.column for s in found.suggestions if s.field == field.name), "")
    return reasons[field.name] if chosen == suggested else "as you said"


class ProfileForm(forms.Form):
    title = forms.CharField(max_length=80, label="Keep this reading as")
