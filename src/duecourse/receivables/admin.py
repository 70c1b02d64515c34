"""Administration of creditors and accounts; the ledger itself is read here and written by imports alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from duecourse.domain.contact_policy.pack import creditors_named
from duecourse.domain.money import CURRENCIES, format_money, written_minor
from duecourse.lib import clock
from duecourse.lib.zones import zone_choices
from duecourse.playbooks.policies import all_packs
from duecourse.receivables import actions
from duecourse.receivables.models import Account, Allocation, Contact, Creditor, Dispute, ImportBatch, Invoice, Payment
from duecourse.teams.admin import Page, ReadOnlyPage
from duecourse.teams.models import Portfolio, User

NOBODY_YET = ("", "Empty: worked out from place and number")


class CreditorForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The authority of callers as fields of its own: what they may offer without asking."""

    currency = forms.ChoiceField(choices=[(code, code) for code in sorted(CURRENCIES)], initial="USD")
    time_zone = forms.ChoiceField(choices=zone_choices, initial="UTC")
    country = forms.CharField(max_length=2, initial="US", help_text="Two letters, such as US or DE")
    may_waive_fees_up_to = forms.DecimalField(
        min_value=0, max_digits=12, required=False, help_text="In the creditor's currency; empty: none"
    )
    may_discount_percent = forms.DecimalField(min_value=0, max_value=100, required=False, help_text="Empty: none")
    may_agree_instalments = forms.IntegerField(min_value=1, max_value=60, required=False, help_text="Parts of a plan")
    may_agree_days = forms.IntegerField(min_value=0, max_value=366, required=False, help_text="The furthest day")
    may_promise = forms.CharField(
        required=False, widget=forms.Textarea({"rows": 5}), help_text="One act a line: resend invoice, call back"
    )

    class Meta:
        model = Creditor
        fields = (
            "code", "name", "is_client", "uses_other_name", "kind", "debt_kind", "currency", "country", "time_zone",
            "terms_days", "grace_days", "callback_phone",
        )  # fmt: skip
        labels = {
            "is_client": "We collect for them",
            "uses_other_name": "Uses another name",
            "kind": "What they are",
            "debt_kind": "What is owed to them",
            "terms_days": "Terms, days",
            "grace_days": "Days of grace",
            "callback_phone": "Number to call back",
        }
        help_texts = {
            "code": "Short name without blanks: files, commands and rules name the creditor by it",
            "is_client": "An agency calls for somebody else; the law treats that differently",
            "debt_kind": "Of accounts that name none themselves",
            "terms_days": "An invoice without a due date is due so many days after its date",
            "grace_days": "After the day of a promise, until it is broken without its money",
            "callback_phone": "What scripts and messages tell clients to ring",
        }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        authority = self.instance.authority
        for name in AUTHORITY:
            value = authority.get(name)
            self.initial[name] = "\n".join(value) if isinstance(value, list) else value

    def clean_code(self) -> str:
        """Rules of a creditor's own name them by it: under another they would bind nobody, and nobody would notice."""
        code, before = str(self.cleaned_data["code"]), self.initial.get("code")
        if self.instance.pk and code != before and (found := sorted(_rules_that_lose(before, code))):
            said = (
                f"Rules name this creditor by “{before}” ({', '.join(found)}). Put the new code beside it there first."
            )
            raise forms.ValidationError(said)
        return code

    def clean(self) -> dict[str, Any]:
        """The shape of `authority` in a call that is analysed: money and percent as decimal text."""
        given = super().clean() or self.cleaned_data
        if (fees := given.get("may_waive_fees_up_to")) is not None and given.get("currency"):
            try:
                written_minor(f"{fees:f}", given["currency"])
            except ValueError as error:
                self.add_error("may_waive_fees_up_to", str(error))
        authority = {name: given.get(name) for name in AUTHORITY}
        authority["may_promise"] = [
            line.strip() for line in (given.get("may_promise") or "").splitlines() if line.strip()
        ]
        self.instance.authority = {
            name: f"{value:f}" if isinstance(value, Decimal) else value
            for name, value in authority.items()
            if value not in (None, [])
        }
        return given


def _rules_that_lose(before: str | None, code: str) -> set[str]:
    """Packs, by their titles, that know the creditor by the code before alone, today or later."""
    today = clock.now().date()
    return {
        pack.title
        for pack in all_packs()
        if (pack.until is None or pack.until >= today) and creditors_named(pack) & {before, code} == {before}
    }


AUTHORITY = ("may_waive_fees_up_to", "may_discount_percent", "may_agree_instalments", "may_agree_days", "may_promise")


@admin.register(Creditor)
class CreditorPage(Page):
    form = CreditorForm
    list_display = ("name", "code", "is_client", "currency", "terms_days", "grace_days")
    search_fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}
    fieldsets = (
        (None, {"fields": CreditorForm.Meta.fields}),
        ("What callers may decide alone", {"fields": AUTHORITY}),
    )


class PortfolioChoice(ActionForm):
    """Beside the list of actions: where the chosen accounts go."""

    portfolio = forms.ModelChoiceField(
        Portfolio.objects.select_related("team").order_by("team__name", "name"), required=False, label="Portfolio:"
    )


@admin.register(Account)
class AccountPage(Page):
    """Accounts come from files. Here they get a portfolio, and what a file did not know about them."""

    list_display = ("number", "name", "kind", "creditor", "portfolio")
    list_filter = ("creditor", "kind", "portfolio")
    list_select_related = ("creditor", "portfolio__team")
    search_fields = ("=number", "name")
    ordering = ("pk",)
    show_full_result_count = False
    fields = (
        "creditor", "number", "name", "portfolio", "kind", "country", "region", "city", "postal_code", "time_zone",
        "language", "currency", "terms_days", "phone", "phone_kind", "email", "email_kind", "debt_kind", "debtor_is",
        "vat_registered",
    )  # fmt: skip
    readonly_fields = ("creditor", "number", "currency")
    action_form = PortfolioChoice
    actions = ("put_into_portfolio",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "time_zone":
            return forms.ChoiceField(choices=lambda: [NOBODY_YET, *zone_choices()], required=False)
        return super().formfield_for_dbfield(db_field, request, **options)

    @admin.action(description="Put into portfolio")
    def put_into_portfolio(self, request: HttpRequest, accounts: QuerySet[Account]) -> None:
        key = request.POST.get("portfolio", "")
        portfolio = Portfolio.objects.filter(pk=key).first() if key.isdigit() else None
        if portfolio is None:
            self.message_user(request, "Choose the portfolio beside the action, then press Go.", messages.ERROR)
            return
        actor = cast(User, request.user)
        moved = actions.assign_portfolio(actor=actor, now=clock.now(), accounts=accounts, portfolio=portfolio)
        self.message_user(request, f"{moved} moved to {portfolio}.")


@admin.register(Contact)
class ContactPage(Page):
    list_display = ("name", "role", "account", "phone", "is_primary")
    list_select_related = ("account",)
    search_fields = ("name", "=account__number")
    fields = (
        "account", "name", "role", "phone", "phone_kind", "email", "email_kind", "time_zone", "language", "is_primary",
    )  # fmt: skip
    readonly_fields = ("account",)
    ordering = ("pk",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class LedgerPage(ReadOnlyPage):
    """A million rows: no count of all, and the order of the key."""

    ordering = ("-pk",)
    show_full_result_count = False

    @admin.display(ordering="amount_minor")
    def amount(self, row: Any) -> str:
        return format_money(row.amount_minor, row.currency)


@admin.register(Invoice)
class InvoicePage(LedgerPage):
    list_display = ("number", "instalment", "account", "amount", "open", "due_on")
    list_select_related = ("account",)
    search_fields = ("=number",)

    @admin.display(ordering="balance_minor")
    def open(self, row: Any) -> str:
        return format_money(row.balance_minor, row.currency)


@admin.register(Payment)
class PaymentPage(LedgerPage):
    list_display = ("received_on", "account", "amount", "unapplied", "reference")
    list_select_related = ("account",)
    search_fields = ("=reference",)

    @admin.display(ordering="unapplied_minor")
    def unapplied(self, row: Any) -> str:
        return format_money(row.unapplied_minor, row.currency)


@admin.register(Allocation)
class AllocationPage(LedgerPage):
    list_display = ("allocated_on", "invoice", "kind", "amount", "payment")
    list_select_related = ("invoice", "payment")

    @admin.display(ordering="amount_minor")
    def amount(self, row: Any) -> str:
        return format_money(row.amount_minor, row.invoice.currency)


@admin.register(Dispute)
class DisputePage(LedgerPage):
    list_display = ("opened_at", "account", "invoice", "reason", "state", "owner")
    list_filter = ("state", "reason")
    list_select_related = ("account", "invoice", "owner")


@admin.register(ImportBatch)
class ImportBatchPage(LedgerPage):
    list_display = ("file_name", "creditor", "kind", "state", "rows", "loaded", "errors", "uploaded_by", "uploaded_at")
    list_filter = ("state", "creditor")
    list_select_related = ("creditor", "uploaded_by")
