"""The reminders that the tables ask for today, for a lead to approve; and the table of one creditor."""

from __future__ import annotations

from collections import Counter
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from duecourse.domain.money import format_money
from duecourse.domain.wording import count
from duecourse.lib import clock
from duecourse.outbox.actions.reminders import approve_reminders, decline_reminders, pick_of, set_cadence
from duecourse.outbox.forms import CadenceForm
from duecourse.outbox.models import Cadence
from duecourse.outbox.proposing import Proposal, cadences_for, proposals_for
from duecourse.outbox.queries import sends_mail
from duecourse.playbooks.messages import load_messages
from duecourse.receivables.queries import creditors_for
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed


def _user(request: HttpRequest) -> User:
    """Leads decide, auditors look."""
    user = cast(User, request.user)
    if user.is_caller:
        raise NotAllowed("A team lead approves reminders.")
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """What the tables propose today: count, money, and what the gate says about each."""
    user, now = _user(request), clock.now()
    if request.method == "POST":
        return _answered(request, user)
    found = proposals_for(user, now)
    context = {
        "proposals": [(pick_of(proposal), proposal) for proposal in found],
        "ready": sum(proposal.may_go for proposal in found),
        "money": _money(found),
        "tables": cadences_for(user),
        "sends_mail": sends_mail(),
    }
    return render(request, "outbox/reminders.html", context)


def _money(found: tuple[Proposal, ...]) -> str:
    sums: Counter[str] = Counter()
    for proposal in found:
        sums.update(dict(proposal.money))
    return " + ".join(format_money(minor, currency) for currency, minor in sorted(sums.items()))


def _answered(request: HttpRequest, user: User) -> HttpResponse:
    picked = set(request.POST.getlist("pick"))
    if not picked:
        messages.error(request, "Tick the reminders that are meant.")
    elif request.POST.get("do") == "decline":
        declined = decline_reminders(actor=user, now=clock.now(), picked=picked)
        messages.success(request, f"{count(declined, 'reminder')} passed over.")
    else:
        answer = approve_reminders(actor=user, now=clock.now(), picked=picked)
        if answer.written:
            messages.success(request, _said(len(answer.written)))
        for line in answer.left:
            messages.warning(request, line)
        if gone := len(picked) - len(answer.written) - len(answer.left):
            messages.warning(request, f"{count(gone, 'reminder')} left out: something has happened there since.")
    return redirect("outbox:reminders")


def _said(written: int) -> str:
    how = "They go when the gate is open." if sends_mail() else "They wait to be sent by hand."
    return f"{count(written, 'reminder')} approved. {how}"


@require_http_methods(["GET", "HEAD", "POST"])
def cadence(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of one creditor."""
    creditor = get_object_or_404(creditors_for(cast(User, request.user)), pk=pk)
    user = _user(request)
    table = Cadence.objects.filter(creditor=creditor).prefetch_related("steps").first()
    texts = [(t.id, t.title) for t in load_messages().values() if t.asks_for_money or t.occasion == "statement"]
    form = CadenceForm(request.POST if request.method == "POST" else None, cadence=table, texts=texts)
    if request.method == "POST" and form.is_valid():
        set_cadence(
            actor=user, now=clock.now(), creditor=creditor, is_on=form.cleaned_data["is_on"], steps=form.steps()
        )
        messages.success(
            request, f"Saved. The reminders for {creditor.name} are {'on' if form.cleaned_data['is_on'] else 'off'}."
        )
        return redirect("outbox:reminders")
    status = 422 if request.method == "POST" else 200
    return render(request, "outbox/cadence.html", {"creditor": creditor, "form": form, "table": table}, status=status)
