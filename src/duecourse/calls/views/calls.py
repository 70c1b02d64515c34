"""Starting a call, the call itself, its record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from duecourse.calls import actions
from duecourse.calls.drafting import may_add_transcript, traced_record, without_suggestions
from duecourse.calls.forms import (
    COMMITMENTS,
    DOCUMENT_ROWS,
    DRAFT_LISTS,
    METHODS,
    PROMISES,
    AmendForm,
    CallForm,
    promises_typed,
)
from duecourse.calls.models import Call, CallDraft, Transcript
from duecourse.calls.panes import AccountPane, account_pane
from duecourse.calls.queries import calls_for, closed_hour, has_words, terms_for, with_records, zone_of
from duecourse.calls.saying import checklist_of, said_as_heard, said_on
from duecourse.calls.views.live import listening_on
from duecourse.compliance.actions import BINDING_OUTCOMES
from duecourse.compliance.ways import NotANumber
from duecourse.domain.facts import OUTCOMES
from duecourse.domain.money import decimal_text
from duecourse.domain.promise_terms import QUESTIONS, Question, Terms, open_from, questions, remarks
from duecourse.domain.record import ASK_LEAD, NOBODY_REACHED, POINTS
from duecourse.domain.record import PROMISES as PROMISES_MADE
from duecourse.domain.wording import with_full_stop
from duecourse.lib import clock
from duecourse.receivables.queries import accounts_for
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed

# The outcomes on the number keys, commonest first; the rest are in the list below them.
KEYED = (
    "promise", "part_promise", "plan", "dispute", "already_paid", "callback", "no_answer", "voicemail", "wrong_party",
)  # fmt: skip
HOLD_LABELS = {"hardship": "Hardship: put the account on hold", "checking": "Hold while we look for their payment"}
# So long the gate's yes is good for dialling: a call that was left open overnight is asked about anew.
YES_LASTS = timedelta(minutes=30)
OTHERS = tuple(o for o in OUTCOMES if o not in KEYED)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """The key `c`: the gate is asked now, whatever the list said when it was made."""
    user = cast(User, request.user)
    account = get_object_or_404(accounts_for(user), pk=pk)
    wanted = request.POST.get("contact", "")
    contact = account.contacts.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    try:
        call = actions.start_call(
            actor=user,
            now=clock.now(),
            account=account,
            contact=contact,
            number=request.POST.get("number", "")[:32],
            override_reason=request.POST.get("override_reason", "").strip()[:300],
            direction="in" if request.POST.get("direction") == "in" else "out",
        )
    except actions.CallStillOpen as error:
        messages.warning(request, "You are still in this call. Write its record first.")
        call = error.call
    except (actions.ColleagueInCall, actions.ContactNotAllowed) as refused:
        messages.error(request, f"Not now: {refused}")
        return redirect("worklist:account", account.pk)
    except NotANumber as error:
        messages.error(request, str(error))
        return redirect("worklist:account", account.pk)
    return redirect("calls:call", call.pk)


@require_GET
def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The call while it is open (to its caller), its record once it is closed."""
    user = cast(User, request.user)
    call = get_object_or_404(with_records(calls_for(user)), pk=pk)
    if call.state == Call.State.CLOSED or call.caller_id != user.pk:
        return render(request, "calls/record.html", _record_context(call, user))
    pane = account_pane(call.account, actor=user, now=clock.now(), contact=call.contact)
    form = _form(call, pane, initial=_typed_of(call, call.draft.body))
    return render(request, "calls/call.html", call_context(call, pane, form))


def _typed_of(call: Call, given: Any) -> Any:
    """A draft or a posted form; where words of the call are here, without what the page only suggested of a promise."""
    return without_suggestions(given) if has_words(call) else given


def _form(call: Call, pane: AccountPane, data: Any = None, **options: Any) -> CallForm:
    today = pane.local_now.date()
    return CallForm(data, facts=pane.facts, zone=pane.zone, today=today, to_say=said_on(call), **options)


def call_context(call: Call, pane: AccountPane, form: CallForm) -> dict[str, Any]:
    """Everything the call page shows; also used when the form comes back with errors."""
    now = clock.now()
    labels = {code: label for code, label in form.fields["outcome"].choices}  # type: ignore[attr-defined]
    chosen = form["outcome"].value() or ""
    ticked = form["points"].value() or []
    listening = listening_on(call)
    checklist = checklist_of(call, form["said"].value() or [])
    today = pane.local_now.date()
    currency = form.currencies[0]
    theirs = call.contact.name if call.contact else ""
    terms = terms_for(call.account, pane.local_now)
    overdue = terms.overdue.get(currency, 0)
    typed = promises_typed(form.data or form.initial, currency)
    return {
        "call": call,
        "pane": pane,
        "form": form,
        "elapsed": int((now - call.started_at).total_seconds()),
        "is_stale": call.direction == "out" and now - call.started_at > YES_LASTS,
        "keyed": [(str(n), code, labels[code], code == chosen) for n, code in enumerate(KEYED, 1)],
        "others": [(code, labels[code], code == chosen) for code in OTHERS],
        "points": [(p, p in ticked, checklist.by_point.get(p, ()), p in listening.points) for p in POINTS],
        "checklist": checklist,
        "promises": _rows(form, PROMISES, *PROMISE_PARTS),
        "asked": _asked(questions(typed, terms, chosen), form.data or form.initial),
        "remarks": remarks(typed, terms),
        "commitments": _rows(form, COMMITMENTS, "commitment_{}_what", "commitment_{}_on"),
        "documents": _rows(form, DOCUMENT_ROWS, "document_{}", "document_{}_on"),
        "methods": METHODS,
        "holds": [(form[f"{kind}_hold"], form[f"{kind}_until"], label) for kind, label in HOLD_LABELS.items()],
        "has_words": has_words(call),
        "suggest": _suggestions(terms, decimal_text(overdue, currency) if overdue > 0 else "", theirs),
        "today": today,
        "cards": pane.cards,
        "listening": listening,
    }


def _rows(form: CallForm, count: int, *names: str) -> list[list[Any]]:
    return [[form[name.format(n)] for name in names] for n in range(1, count + 1)]


PROMISE_PARTS = ("promise_{}_amount", "promise_{}_currency", "promise_{}_on", "promise_{}_method", "promise_{}_by")
AGAIN, HARDSHIP_DAYS, CHECKING_DAYS = "Try again", 30, 5


def _suggestions(terms: Terms, amount: str, contact: str) -> dict[str, str]:
    """What stands in empty fields until somebody changes it, as JSON: chosen ending → text. Days are those on which
    banks are open. The sum of a part, or of a plan's first day, cannot be known."""
    today = terms.today
    ahead = (4 - today.weekday()) % 7 or 7
    tomorrow = open_from(today + timedelta(days=1), terms.closed)
    unreached = dict.fromkeys(NOBODY_REACHED, tomorrow.isoformat())
    friday = open_from(today + timedelta(days=ahead), terms.closed)
    return {
        "amount": json.dumps({"promise": amount}),
        "on": json.dumps(dict.fromkeys(PROMISES_MADE, friday.isoformat())),
        "by": json.dumps(dict.fromkeys(PROMISES_MADE, contact)),
        "next_step": json.dumps({**dict.fromkeys(NOBODY_REACHED, AGAIN), "refused": ASK_LEAD}),
        "next_step_on": json.dumps({**unreached, "refused": tomorrow.isoformat()}),
        "hardship_until": json.dumps({"hardship": (today + timedelta(days=HARDSHIP_DAYS)).isoformat()}),
        "checking_until": json.dumps({"already_paid": (today + timedelta(days=CHECKING_DAYS)).isoformat()}),
    }


def _asked(found: tuple[Question, ...], typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One box to tick for each kind of question. `about` is what a yes is worth: the figures and days in it."""
    rows = []
    for kind in QUESTIONS:
        mine = [question for question in found if question.kind == kind]
        about = ", ".join(question.about for question in mine)
        kept = bool(about) and str(typed.get(f"keep_{kind}") or "") == about
        rows.append({"kind": kind, "about": about, "text": " ".join(q.text for q in mine), "kept": kept})
    return rows


def _typed(post: Any) -> dict[str, Any]:
    """What was typed, as text: the body of a draft."""
    kept = {name: post.get(name) for name in post if name not in ("csrfmiddlewaretoken", "revision")}
    return {**{n: v for n, v in kept.items() if v}, **{n: post.getlist(n) for n in sorted(DRAFT_LISTS)}}


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Saved while typing (JSON answer), or by the button where there is no JavaScript (back to the page)."""
    user = cast(User, request.user)
    call = get_object_or_404(calls_for(user), pk=pk)
    by_script = "application/json" in request.headers.get("accept", "")
    revision = request.POST.get("revision", "")
    number = int(revision) if revision.isdecimal() else _last_revision(call) + 1
    try:
        saved = actions.save_draft(
            actor=user, now=clock.now(), call=call, body=_typed(request.POST), revision=min(number, 2**31 - 1)
        )
    except actions.CallNotOpen:
        return JsonResponse({"saved": False, "closed": True}, status=409) if by_script else _not_open(request, call)
    if by_script:
        return JsonResponse({"saved": saved, **_said_of(call, request.POST)})
    messages.success(request, "Kept as a draft.")
    return redirect("calls:call", call.pk)


def _said_of(call: Call, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked and remarked about the promises as they stand, for the page to show while it is typed."""
    there = clock.now().astimezone(zone_of(call.account, call.contact))
    promises, terms = promises_typed(typed, call.account.currency), terms_for(call.account, there)
    asked = questions(promises, terms, str(typed.get("outcome", "")))
    return {"asked": _asked(asked, typed), "remarks": [r.text for r in remarks(promises, terms)]}


def _last_revision(call: Call) -> int:
    return CallDraft.objects.filter(call=call).values_list("revision", flat=True).first() or 0


def _not_open(request: HttpRequest, call: Call) -> HttpResponse:
    """Closed in another window meanwhile, or somebody else's."""
    messages.warning(request, "This call is not open on your desk any more. What is known about it stands below.")
    return redirect("calls:call", call.pk)


_TWICE = timedelta(seconds=15)  # between two presses of one button


def _closed_already(request: HttpRequest, call: Call) -> HttpResponse:
    """A second press leads where the first one did: the browser shows the answer to the last alone."""
    call.refresh_from_db(fields=["state", "ended_at"])
    ended_at = call.ended_at if call.state == Call.State.CLOSED and call.caller_id == request.user.pk else None
    if ended_at is None or clock.now() - ended_at > _TWICE:
        return _not_open(request, call)
    _say_written(request, call)
    return redirect("calls:call", call.pk)


def _say_written(request: HttpRequest, call: Call) -> None:
    messages.success(request, with_full_stop(f"Record written: {call.account.name}"), extra_tags=f"forget-{call.pk}")


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the record; `then=next` goes on to the next account."""
    user = cast(User, request.user)
    call = get_object_or_404(calls_for(user), pk=pk)
    if call.state != Call.State.OPEN or call.caller_id != user.pk:
        return _closed_already(request, call)
    now = clock.now()
    pane = account_pane(call.account, actor=user, now=now, contact=call.contact)
    form = _form(call, pane, _typed_of(call, request.POST))
    terms = terms_for(call.account, pane.local_now)

    def again() -> HttpResponse:
        actions.save_draft(actor=user, now=now, call=call, body=_typed(form.data), revision=_last_revision(call) + 1)
        return render(request, "calls/call.html", call_context(call, pane, form), status=422)

    record = form.check(terms) if form.is_valid() else None
    if record is None:
        return again()
    try:
        actions.close_call(
            actor=user,
            now=now,
            call=call,
            record=record,
            terms=terms,
        )
    except actions.LeftUnsaid as unsaid:
        form.add_error("unsaid_because", str(unsaid))
        return again()
    except actions.CallNotOpen:
        return _closed_already(request, call)
    _say_written(request, call)
    for remark in remarks(record.promises, terms):
        messages.warning(request, remark.text)
    if record.callback and (closed := closed_hour(call.account, record.callback.due_at, pane.zone)):
        messages.warning(request, f"{closed} Move the call back under Follow-ups, unless they asked for that hour.")
    if request.POST.get("then") == "next":  # the browser repeats this post there: the next account is taken at once
        return redirect("worklist:next", preserve_request=True)
    return redirect("calls:call", call.pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast(User, request.user)
    call = get_object_or_404(calls_for(user), pk=pk)
    try:
        actions.discard_call(actor=user, now=clock.now(), call=call)
    except actions.CallNotOpen:
        return _not_open(request, call)
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect("calls:call", call.pk)
    messages.success(request, "Taken back: that call was never made.")
    return redirect("worklist:account", call.account_id)


def _record_context(call: Call, user: User) -> dict[str, Any]:
    records = list(call.records.all())
    transcript = Transcript.objects.filter(call=call).first()
    return {
        "call": call,
        "record": records[0] if records else None,
        "said": said_as_heard(call, records[0]) if records else [],
        "earlier": records[1:],
        "promises": list(call.promises.all()),
        "commitments": list(call.commitments.select_related("owner")),
        "callbacks": list(call.callbacks.select_related("owner")),
        "documents": list(call.documentrequests.all()),
        "disputes": [r.dispute for r in call.disputes_raised.select_related("dispute__invoice")],
        "transcript": transcript,
        "lines": traced_record(records[0], transcript) if records else (),
        "basis": (transcript.basis if transcript else None) or call.recording,
        "may_add": call.state == Call.State.CLOSED and may_add_transcript(user, call),
        "may_amend": user.may_write and (call.caller_id == user.pk or not user.is_caller),
        "length": int((call.ended_at - call.started_at).total_seconds()) if call.ended_at else 0,
    }


def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction is a new version with its reason; the old one stays visible."""
    user = cast(User, request.user)
    call = get_object_or_404(with_records(calls_for(user)).filter(state=Call.State.CLOSED), pk=pk)
    last = call.records.all()[0]
    start_values = {name: getattr(last, name) for name in AmendForm.base_fields if hasattr(last, name)}
    answered = {row["id"] for row in last.said}
    to_say = [d for d in said_on(call) if d.id not in answered]
    initial = {**start_values, "amends_because": "", "said": ()}
    form = AmendForm(request.POST or None, initial=initial, to_say=to_say)
    if request.method == "POST" and form.is_valid() and _corrected(user, call, form):
        changes = form.cleaned_data
        messages.success(request, "Corrected. The earlier version stays below it.")
        if last.outcome in BINDING_OUTCOMES and changes["outcome"] != last.outcome:
            messages.warning(request, "What they asked for still binds. A lead takes it back under “May I contact”.")
        return redirect("calls:call", call.pk)
    return render(request, "calls/amend.html", {"call": call, "form": form})


def _corrected(user: User, call: Call, form: AmendForm) -> bool:
    """Written; else what is missing stands beside its field."""
    changes = dict(form.cleaned_data)
    because, said = changes.pop("amends_because"), changes.pop("said", ())
    unsaid_because = changes.pop("unsaid_because", "")
    try:
        actions.amend_record(
            actor=user, now=clock.now(), call=call, because=because, changes=changes, said=said,
            unsaid_because=unsaid_because,
        )  # fmt: skip
    except actions.LeftUnsaid as unsaid:
        form.add_error("unsaid_because", str(unsaid))
    return form.is_valid()


@require_GET
def call_list(request: HttpRequest) -> HttpResponse:
    """Calls the actor may see, newest first."""
    user = cast(User, request.user)
    calls = calls_for(user)
    if request.GET.get("whose") == "mine":
        calls = calls.filter(caller=user)
    # Which calls first, and only then what is in them: sorting whole rows of a year takes far longer.
    page = Paginator(calls.values_list("pk", flat=True), 40).get_page(request.GET.get("page"))
    shown = with_records(calls_for(user).filter(pk__in=list(page)))
    return render(request, "calls/list.html", {"page": page, "calls": shown, "whose": request.GET.get("whose", "")})
