"""May I contact? One page for an account: why not and when, holds, what people have asked for, and past decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from duecourse.compliance import actions, queries
from duecourse.compliance.forms import HoldForm, KnownForm, LiftForm, WishForm
from duecourse.compliance.gate import facts_to_ask_for, verdicts_by_channel
from duecourse.compliance.models import ContactDecision
from duecourse.compliance.wishes import in_words
from duecourse.compliance.writing import words_for
from duecourse.domain.contact_policy.clock import local
from duecourse.lib import clock
from duecourse.receivables.actions import describe_account
from duecourse.receivables.models import Account, Contact
from duecourse.receivables.queries import accounts_for
from duecourse.teams.models import User

SHOWN = 20


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _account(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(accounts_for(_user(request)), pk=pk)


@require_GET
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Every channel's verdict for this account, with what it rests on."""
    return _page(request, _account(request, pk))


def _page(request: HttpRequest, account: Account, *, status: int = 200, **forms: Any) -> HttpResponse:
    user, now = _user(request), clock.now()
    people = list(account.contacts.order_by("-is_primary", "name"))
    first = people[0] if people else None
    verdicts = verdicts_by_channel(account, first, now=now)
    zone, must_say = verdicts["phone"].zone, words_for(account, first, now=now)
    others, unseen = queries.other_accounts(user, account)
    context = {
        "account": account,
        "others": others,
        "unseen": unseen,
        "contact": first,
        "verdicts": [(verdict, must_say.get(channel, ())) for channel, verdict in verdicts.items()],
        "zone": zone,
        "holds": list(queries.holds_for(user, account)[:SHOWN]),
        "events": [(e, in_words(e.kind, e.channel, e.details)) for e in queries.events_for(user, account)[:SHOWN]],
        "decisions": list(queries.decisions_for(user, account)[:SHOWN]),
        "hold_form": forms.get("hold_form") or _hold_form(account, zone),
        "wish_form": forms.get("wish_form") or _wish_form(request, account, zone),
        "known_form": forms.get("known_form") or _known_form(account, people),
    }
    return render(request, "compliance/contact.html", context, status=status)


def _hold_form(account: Account, zone: str, data: Any = None) -> HoldForm:
    return HoldForm(data, prefix="hold", today=local(clock.now(), zone).date())


def _known_form(account: Account, people: Sequence[Contact], data: Any = None) -> KnownForm:
    return KnownForm(data, account=account, people=people, asked=facts_to_ask_for(account))


def _wish_form(request: HttpRequest, account: Account, zone: str, data: Any = None) -> WishForm:
    user = _user(request)
    return WishForm(
        data, contacts=list(account.contacts.all()), zone=zone, today=local(clock.now(), zone).date(),
        is_lead=not user.is_caller and user.may_write,
    )  # fmt: skip


def _zone(account: Account) -> str:
    return verdicts_by_channel(account, None, now=clock.now())["phone"].zone


@require_POST
def place_hold(request: HttpRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    form = _hold_form(account, _zone(account), request.POST)
    if not form.is_valid():
        return _page(request, account, status=400, hold_form=form)
    actions.place_hold(actor=_user(request), now=clock.now(), account=account, **form.cleaned_data)
    messages.success(request, f"{account.name} is on hold. Nobody contacts it until the hold is over.")
    return redirect("compliance:contact", account.pk)


@require_POST
def lift_hold(request: HttpRequest, pk: int, hold: int) -> HttpResponse:
    account = _account(request, pk)
    row = get_object_or_404(queries.holds_for(_user(request), account), pk=hold)
    form = LiftForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The hold stays: say why it should be lifted.")
        return redirect("compliance:contact", account.pk)
    actions.lift_hold(actor=_user(request), now=clock.now(), hold=row, reason=form.cleaned_data["reason"])
    messages.success(request, "The hold is lifted.")
    return redirect("compliance:contact", account.pk)


@require_POST
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """What they said binds before this page answers."""
    account = _account(request, pk)
    form = _wish_form(request, account, _zone(account), request.POST)
    if not form.is_valid():
        return _page(request, account, status=400, wish_form=form)
    now = clock.now()
    try:
        actions.record_contact_event(actor=_user(request), now=now, account=account, **form.event(now))
    except actions.NotAnEvent as error:
        form.add_error(None, str(error))
        return _page(request, account, status=400, wish_form=form)
    messages.success(request, "Recorded. It holds for every contact from now on.")
    return redirect("compliance:contact", account.pk)


@require_POST
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """What they told us of the debt and of their numbers: the verdicts are made with it from now on."""
    account = _account(request, pk)
    form = _known_form(account, list(account.contacts.all()), request.POST)
    if not form.is_valid():
        return _page(request, account, status=400, known_form=form)
    new = describe_account(actor=_user(request), now=clock.now(), account=account, **form.told())
    messages.success(request, "Kept. It counts for every contact from now on." if new else "Nothing has changed.")
    return redirect("compliance:contact", account.pk)


@require_GET
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision as it was taken: verdict, reasons, packs and every fact it rested on."""
    rows = ContactDecision.objects.select_related("account__creditor", "contact", "asked_by", "overridden_by")
    row = get_object_or_404(rows.filter(account__in=accounts_for(_user(request))), pk=pk)
    zone = row.zones[0] if row.zones else "UTC"
    context = {"decision": row, "account": row.account, "zone": zone, "happened": queries.happened_before(row)}
    return render(request, "compliance/decision.html", context)
