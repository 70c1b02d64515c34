"""Writing to a client: the choice, the text in its frame, what the gate says, and sending."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duecourse.calls.actions import ContactNotAllowed
from duecourse.calls.facts import facts_for
from duecourse.calls.models import DocumentRequest
from duecourse.calls.queries import zone_of
from duecourse.compliance.gate import Verdict, verdict_for
from duecourse.domain.contact_policy.words import EMAIL, SMS
from duecourse.domain.plain_language import EMAIL as WRITTEN
from duecourse.domain.plain_language import check
from duecourse.domain.statement import statement_of
from duecourse.domain.written.compose import strange_amounts
from duecourse.lib import clock
from duecourse.outbox.actions.sending import send_message, write_and_send
from duecourse.outbox.actions.stopping import STOPPABLE, record_stop
from duecourse.outbox.actions.writing import NotWritten, WrittenAlready
from duecourse.outbox.composing import NoSuchText, Writing, statement_csv, writing_for
from duecourse.outbox.forms import WriteForm
from duecourse.outbox.models import Message
from duecourse.outbox.queries import sends_mail, waiting_on
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.plain_language import load_terms
from duecourse.receivables.models import Account, Contact
from duecourse.receivables.queries import accounts_for
from duecourse.teams.models import User
from duecourse.teams.queries import require_writer


def _account(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(accounts_for(cast(User, request.user)), pk=pk)


def _person(account: Account, wanted: str | None) -> Contact | None:
    """The person the page asks for; "none": nobody in particular; nothing: who is asked for first."""
    people = account.contacts.order_by("-is_primary", "name")
    if wanted and wanted.isdecimal():
        return people.filter(pk=int(wanted)).first()
    return None if wanted == "none" else people.first()


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, change, check, send."""
    user, now = cast(User, request.user), clock.now()
    account = _account(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    channel = asked.get("channel", EMAIL)
    if channel not in Message.Channel.values:
        raise Http404("There is no such channel.")
    try:
        writing = _writing(request, account, channel, now)
    except NoSuchText as none:
        messages.warning(request, f"{none} Choose another way, or another text.")
        return redirect("outbox:write", account.pk)
    except PlaybookError as error:
        return render(request, "outbox/broken.html", {"account": account, "error": error}, status=422)
    if request.method != "POST":
        return _page(request, writing, WriteForm(writing=writing), now)
    require_writer(user)
    form = WriteForm(request.POST, writing=writing)
    if request.POST.get("do") == "check" or not form.is_valid():
        return _page(request, writing, form, now, status=200 if form.is_valid() else 422)
    return _sent(request, writing, form, now)


def _writing(request: HttpRequest, account: Account, channel: str, now: datetime) -> Writing:
    """What is asked for. A text that has no form for the way that was just chosen gives way to the likeliest one; what
    is sent is what was on the page, or nothing. Raises NoSuchText."""
    asked = request.POST if request.method == "POST" else request.GET
    user, person, text = cast(User, request.user), _person(account, asked.get("contact")), asked.get("text", "")
    try:
        return writing_for(account, person, actor=user, now=now, channel=channel, text=text)
    except NoSuchText:
        if request.method == "POST" or not text:
            raise
    return writing_for(account, person, actor=user, now=now, channel=channel)


def _sent(request: HttpRequest, writing: Writing, form: WriteForm, now: datetime) -> HttpResponse:
    user, later = cast(User, request.user), request.POST.get("do") == "later"
    due_at = _verdict(writing, now).earliest_allowed_at if later else None
    try:
        message = write_and_send(
            actor=user, now=now, writing=writing, words=form.words(), due_at=due_at,
            override_reason=request.POST.get("override_reason", "").strip()[:300],
            answers=_document(writing.account, request.POST.get("answers", "")),
            form_key=request.POST.get("form_key", ""),
        )  # fmt: skip
    except NotWritten as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return _page(request, writing, form, now, status=422)
    except WrittenAlready as twice:
        messages.warning(request, "This was sent already: here it is.")
        return redirect("outbox:message", twice.message.pk)
    except ContactNotAllowed as refused:
        messages.error(request, f"Not now: {refused}")
        return _page(request, writing, form, now, status=409)
    tell(request, message)
    if message.channel == Message.Channel.LETTER and message.state == Message.State.SENT:
        return redirect("outbox:letter", message.pk)
    return redirect("outbox:message", message.pk)


def tell(request: HttpRequest, message: Message) -> None:
    """What became of it, in one line."""
    states = Message.State
    if message.state == states.SENT:
        done = "Recorded as sent: print it now." if message.channel == Message.Channel.LETTER else "Sent."
        messages.success(request, done)
    elif message.state == states.HANDED:
        messages.success(request, "You may send it now. Say here when you have.")
    elif message.state == states.WAITING:
        messages.success(request, "It waits for its time. The gate is asked again before it goes.")
    else:
        messages.warning(request, f"{message.get_state_display()}: {message.remark}")


def _document(account: Account, wanted: str) -> DocumentRequest | None:
    return _papers(account).filter(pk=int(wanted)).first() if wanted.isdecimal() else None


def _papers(account: Account) -> Any:
    return DocumentRequest.objects.filter(account=account, state=DocumentRequest.State.OPEN).order_by("due_on", "pk")


def _verdict(writing: Writing, now: datetime) -> Verdict:
    number = writing.address if writing.channel == SMS else ""
    return verdict_for(writing.account, writing.contact, now=now, channel=writing.channel, number=number)


def _page(request: HttpRequest, writing: Writing, form: WriteForm, now: datetime, status: int = 200) -> HttpResponse:
    account, made = writing.account, writing.composed
    body = form["body"].value() or ""
    text = made.text(body)
    papers = list(_papers(account))
    context = {
        "account": account,
        "people": list(account.contacts.order_by("-is_primary", "name")),
        "writing": writing,
        "form": form,
        "channels": Message.Channel.choices,
        "verdict": _verdict(writing, now),
        "text": text,
        "findings": check(body, load_terms(), kind=account.kind, medium=WRITTEN),
        "strange": strange_amounts(body, made.known),
        "checked": request.method == "POST",
        "papers": papers,
        "answers": request.POST.get("answers", str(papers[0].pk) if _answers_first(writing, papers) else ""),
        "form_key": secrets.token_urlsafe(18),
        "sends_mail": sends_mail(),
        "waiting": waiting_on(account),
    }
    return render(request, "outbox/write.html", context, status=status)


def _answers_first(writing: Writing, papers: list[DocumentRequest]) -> bool:
    return bool(papers) and writing.template.occasion in ("document", "statement")


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """They replied STOP: durable before this answers, and one confirmation may go."""
    user, account, now = cast(User, request.user), _account(request, pk), clock.now()
    channel = request.POST.get("channel", "")
    if channel not in STOPPABLE:
        messages.error(request, "Say by which way they replied: e-mail or text message.")
        return redirect("compliance:contact", account.pk)
    person = _person(account, request.POST.get("contact"))
    message = record_stop(actor=user, now=now, account=account, contact=person, channel=channel)
    if message is None:
        messages.success(request, "Recorded. The gate keeps to it from now on.")
        return redirect("compliance:contact", account.pk)
    try:
        tell(request, send_message(actor=user, now=now, message=message))
    except ContactNotAllowed as refused:
        messages.warning(request, f"Recorded. The confirmation may not go: {refused}")
    return redirect("outbox:message", message.pk)


@require_GET
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Every open item, to print."""
    account = _account(request, pk)
    return render(request, "outbox/statement.html", {"account": account, "statement": _statement(account)})


@require_GET
def statement_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a spreadsheet."""
    account = _account(request, pk)
    answer = HttpResponse(statement_csv(_statement(account)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="statement.csv"'
    return answer


def _statement(account: Account) -> Any:
    today = clock.now().astimezone(zone_of(account)).date()
    return statement_of(facts_for(account, today), today)
