"""An account's payments: what came in, one more entered by hand, one taken back."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from duecourse.domain.money import format_money
from duecourse.domain.wording import listed
from duecourse.lib import clock
from duecourse.receivables import actions
from duecourse.receivables.forms.payments import METHODS, PaymentForm, TakeBackForm
from duecourse.receivables.models import Account, Payment
from duecourse.receivables.queries import accounts_for, payments_of
from duecourse.teams.models import User
from duecourse.teams.queries import require_writer

SHOWN = 60


def _page(request: HttpRequest, account: Account, form: PaymentForm, status: int = 200) -> HttpResponse:
    user = cast(User, request.user)
    found = list(payments_of(account)[: SHOWN + 1])
    rows = [(p, _taken_back(p), p.entered_by_id and actions.may_take_back(user, p)) for p in found[:SHOWN]]
    context = {
        "account": account, "form": form, "rows": rows, "more": len(found) > SHOWN, "methods": METHODS,
    }  # fmt: skip
    return render(request, "receivables/payments.html", context, status=status)


def _taken_back(payment: Payment) -> Payment | None:
    return next(iter(payment.reversals.all()), None)


@require_http_methods(["GET", "HEAD", "POST"])
def payments(request: HttpRequest, pk: int) -> HttpResponse:
    """What came in, and the form for one more."""
    user, now = cast(User, request.user), clock.now()
    account = get_object_or_404(accounts_for(user), pk=pk)
    today = now.astimezone(ZoneInfo(user.time_zone)).date()
    form = PaymentForm(request.POST if request.method == "POST" else None, account=account, today=today)
    if request.method != "POST":
        return _page(request, account, form)
    require_writer(user)
    if not form.is_valid():
        return _page(request, account, form, 422)
    try:
        payment = actions.enter_payment(actor=user, now=now, today=today, account=account, **form.payment())
    except actions.NotAPayment as refused:
        form.add_error(refused.field, str(refused))
        return _page(request, account, form, 422)
    except actions.SamePayment as same:
        form.add_error("again", str(same))
        return _page(request, account, form, 422)
    except actions.FarAboveOpen as above:
        form.ask_whether_sure(str(above))
        return _page(request, account, form, 422)
    messages.success(request, _said(payment))
    return redirect("worklist:account", account.pk)


def _said(payment: Payment) -> str:
    """ "$890.00 entered: $850.00 for INV-1, $40.00 unapplied." """
    parts = [
        f"{format_money(share.amount_minor, payment.currency)} for {share.invoice.number}"
        for share in payment.allocations.select_related("invoice").order_by("invoice__due_on", "pk")
    ]
    if payment.unapplied_minor:
        parts.append(f"{format_money(payment.unapplied_minor, payment.currency)} unapplied")
    return f"{format_money(payment.amount_minor, payment.currency)} entered: {listed(parts)}."


@require_POST
def take_back(request: HttpRequest, pk: int, payment: int) -> HttpResponse:
    """A second row turns it round; both stay on the page."""
    user, now = cast(User, request.user), clock.now()
    account = get_object_or_404(accounts_for(user), pk=pk)
    row = get_object_or_404(payments_of(account), pk=payment)
    given: dict[str, Any] = {"actor": user, "now": now, "today": now.astimezone(ZoneInfo(user.time_zone)).date()}
    form = TakeBackForm(request.POST)
    try:
        because = form.cleaned_data["because"] if form.is_valid() else ""
        actions.take_back_payment(payment=row, because=because, **given)
        messages.success(request, "Taken back. What it paid is open again; both entries stay here.")
    except actions.CannotTakeBack as refused:
        messages.error(request, f"The payment stays. {refused}")
    return redirect("receivables:payments", account.pk)
