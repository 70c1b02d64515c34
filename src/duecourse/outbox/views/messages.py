"""Messages that wait, are in somebody's hands, went wrong or have gone; one message with its record; a letter to
print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from duecourse.calls.actions import ContactNotAllowed
from duecourse.calls.queries import zone_of
from duecourse.domain.disclosures import Disclosure
from duecourse.lib import clock
from duecourse.outbox import queries
from duecourse.outbox.actions import sending
from duecourse.outbox.models import Message
from duecourse.outbox.stationery import letter_of
from duecourse.outbox.views.write import tell
from duecourse.teams.models import User

PAGE = 50


def _message(request: HttpRequest, pk: int) -> Message:
    return get_object_or_404(queries.messages_for(cast(User, request.user)), pk=pk)


@require_GET
def message_list(request: HttpRequest) -> HttpResponse:
    user, now = cast(User, request.user), clock.now()
    view = request.GET.get("view", "waiting")
    if view not in queries.VIEWS:
        raise Http404("There is no such view.")
    page = Paginator(queries.listed(user, now, view), PAGE).get_page(request.GET.get("page"))
    context = {"view": view, "page": page, "counts": queries.counts_of(user, now), "sends_mail": queries.sends_mail()}
    return render(request, "outbox/list.html", context)


@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: its text, what it waits for, and each time it left the house."""
    row, now = _message(request, pk), clock.now()
    context = {
        "message": row,
        "zone": zone_of(row.account, row.contact).key,
        "laws": [Disclosure.from_json(law) for law in row.laws],
        "sendings": list(queries.sendings_of(row)),
        "may_take_back": sending.may_take_back(row, now),
        "hand": _by_hand(row),
        "against": queries.against_now(row, now),
    }
    return render(request, "outbox/message.html", context)


def _by_hand(row: Message) -> dict[str, Any]:
    """Links that open the person's own program with the message in it."""
    if row.channel == Message.Channel.SMS:
        number = "".join(ch for ch in row.address if ch.isdigit() or ch == "+")
        return {"link": f"sms:{number}?body={quote(row.text)}", "label": "Open on this telephone"}
    if row.channel == Message.Channel.EMAIL:
        query = f"subject={quote(row.subject)}&body={quote(row.text)}"
        return {"link": f"mailto:{quote(row.address, safe='@')}?{query}", "label": "Open in your mail program"}
    return {}


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one that waits go now, if the gate says so now."""
    row, user = _message(request, pk), cast(User, request.user)
    reason = request.POST.get("override_reason", "").strip()[:300]
    try:
        row = sending.send_message(actor=user, now=clock.now(), message=row, override_reason=reason)
    except ContactNotAllowed as refused:
        messages.error(request, f"Not now: {refused}")
        return redirect("outbox:message", pk)
    except sending.NotWaiting as gone:
        messages.warning(request, str(gone))
        return redirect("outbox:message", pk)
    tell(request, row)
    if row.channel == Message.Channel.LETTER and row.state == Message.State.SENT:
        return redirect("outbox:letter", pk)
    return redirect("outbox:message", pk)


@require_POST
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    return _settled(request, pk, sending.confirm_sent, "Recorded as sent.")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _settled(request, pk, sending.take_back, "Taken back: it does not count as a contact.")


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _settled(request, pk, sending.cancel_message, "Cancelled. It will not be sent.")


def _settled(request: HttpRequest, pk: int, action: Callable[..., None], said: str) -> HttpResponse:
    row = _message(request, pk)
    try:
        action(actor=cast(User, request.user), now=clock.now(), message=row)
        messages.success(request, said)
    except sending.NotWaiting as gone:
        messages.warning(request, str(gone))
    return redirect("outbox:message", pk)


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it went: for the printer, with the address where a window envelope shows it."""
    row = _message(request, pk)
    last = queries.sendings_of(row).last()
    if row.channel != Message.Channel.LETTER or last is None:
        raise Http404("There is no letter to print.")
    return render(request, "outbox/letter.html", {"message": row, "letter": letter_of(last)})
