"""Changing a pack: a draft, its mistakes and differences, two people's names, and back again."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duecourse.domain.contact_policy.comparing import compare
from duecourse.lib import clock
from duecourse.playbooks.policies import shelf
from duecourse.playbooks.policy_checks import Checked, without_activation
from duecourse.rulebook import actions, queries, reading
from duecourse.rulebook.actions import CannotDo
from duecourse.rulebook.forms import ProposeForm, ReasonForm
from duecourse.rulebook.models import PolicyDraft
from duecourse.rulebook.views.rules import actor_of, frame, may_edit, today
from duecourse.teams.queries import require_lead

MOST_TEXT = 200_000


def _draft(request: HttpRequest, pk: int) -> PolicyDraft:
    found: PolicyDraft = get_object_or_404(queries.drafts_for(actor_of(request)), pk=pk)
    return found


@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Drafts and the versions they became, newest first."""
    if actor_of(request).is_caller:
        raise Http404
    page = Paginator(queries.drafts_for(actor_of(request)), 30).get_page(request.GET.get("page"))
    packs = sorted({(one.pack.title, one.pack.label, one.digest) for one in shelf().texts})
    return render(request, "rulebook/drafts.html", {**frame(request, "drafts"), "page": page, "packs": packs})


@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    require_lead(actor)
    try:
        draft = actions.copy_pack(actor=actor, now=clock.now(), digest=request.POST.get("version", ""))
    except CannotDo as reason:
        messages.error(request, str(reason))
        return redirect("rulebook:rules")
    messages.success(request, "This is your copy. It binds nobody until two people have put it in force.")
    return redirect("rulebook:edit", draft.pk)


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft as it stands: what differs, in words and in the text, what is wrong, and whose turn it is."""
    return _page(request, _draft(request, pk))


def _page(request: HttpRequest, row: PolicyDraft, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor = actor_of(request)
    checked = actions.check_draft(row) if row.is_open else None
    context = {
        **frame(request, "drafts"),
        "draft": row,
        "checked": checked,
        "nobody": queries.codes_of_nobody(checked),
        **_differences(row, today(request)),
        "is_ours_to_approve": may_edit(actor) and row.proposed_by_id != actor.pk,
        "may_take_back": row.state == row.State.ACTIVE and row.starts_on is not None and row.starts_on > today(request),
        "propose_form": forms.get("propose_form") or ProposeForm(today=today(request)),
        "reason_form": forms.get("reason_form") or ReasonForm(),
        "replays": queries.replays_for(actor).filter(draft=row)[:5],
    }
    return render(request, "rulebook/draft.html", context, status=status)


def _differences(row: PolicyDraft, on: date) -> dict[str, Any]:
    """Rule by rule in words, and line by line in the text: a draft against what is in force, a version against what it
    was copied from. A copy under a name of its own takes nothing away from that: it stands beside it."""
    in_force = reading.text_on(shelf(), row.pack, on) if row.is_open else None
    text = without_activation(in_force.text) if in_force else row.base_text
    before, after = reading.pack_or_none(text), reading.pack_or_none(row.text)
    is_new = bool(before and after and before.id != after.id)
    told = reading.all_of(after) if is_new and after else compare(before, after) if before and after else None
    lines = difflib.unified_diff([] if is_new else text.splitlines(), row.text.splitlines(), lineterm="", n=2)
    return {
        "against": in_force.pack.label if in_force else row.base_label,
        "is_new": is_new,
        "is_stale": text != row.base_text,
        "comparison": told,
        "lines": _marked(list(lines)[2:]),
    }


_SIGNS = {"+": "added", "-": "removed", "@": "place"}


def _marked(lines: list[str]) -> list[tuple[str, str]]:
    return [(_SIGNS.get(line[:1], ""), line) for line in lines]


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The text in a box. "Check" says what is wrong; "Save" keeps it, right or wrong."""
    row, actor = _draft(request, pk), actor_of(request)
    require_lead(actor)
    if not row.is_open:
        return redirect("rulebook:draft", pk)
    text = request.POST.get("text", row.text).replace("\r\n", "\n")
    if request.POST.get("do") == "save":
        return _save(request, row, text)
    return _editor(request, row, text, actions.check_draft(row, text))


def _save(request: HttpRequest, row: PolicyDraft, text: str) -> HttpResponse:
    try:
        checked = actions.save_draft(
            actor=actor_of(request), now=clock.now(), draft=row, text=text, seen=request.POST.get("seen", "")
        )
    except CannotDo as reason:
        return _editor(request, row, text, actions.check_draft(row, text), status=409, refused=str(reason))
    if checked.problems:
        messages.warning(request, "Saved, with mistakes in it: it cannot be proposed yet.")
        return redirect("rulebook:edit", row.pk)
    messages.success(request, "Saved. Look at what differs, and try it on contacts of the past.")
    return redirect("rulebook:draft", row.pk)


def _editor(
    request: HttpRequest, row: PolicyDraft, text: str, checked: Checked, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    context = {
        **frame(request, "drafts"), "draft": row, "text": text, "checked": checked, "refused": refused,
        "nobody": queries.codes_of_nobody(checked),
        "rows": min(max(text.count("\n") + 2, 20), 40), "most": MOST_TEXT,
        "seen": request.POST.get("seen", row.digest),
    }  # fmt: skip
    return render(request, "rulebook/edit.html", context, status=status)


def _done(request: HttpRequest, row: PolicyDraft, do: Callable[[], None], said: str) -> HttpResponse:
    try:
        do()
    except CannotDo as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, said)
    return redirect("rulebook:draft", row.pk)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    row, actor = _draft(request, pk), actor_of(request)
    require_lead(actor)
    form = ProposeForm(request.POST, today=today(request))
    if not form.is_valid():
        return _page(request, row, status=422, propose_form=form)
    said = form.cleaned_data
    return _done(
        request, row,
        lambda: actions.propose_draft(
            actor=actor, now=clock.now(), draft=row, starts_on=said["starts_on"], why=said["why"]
        ),
        "Proposed. Another lead or an administrator has to approve it.",
    )  # fmt: skip


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    row, seen = _draft(request, pk), request.POST.get("seen", "")
    return _done(
        request, row,
        lambda: actions.approve_draft(actor=actor_of(request), now=clock.now(), draft=row, seen=seen),
        f"Approved. It is in force from {row.starts_on:%d %B %Y} on." if row.starts_on else "Approved.",
    )  # fmt: skip


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    row, actor = _draft(request, pk), actor_of(request)
    require_lead(actor)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, reason_form=form)
    because = form.cleaned_data["because"]
    return _done(
        request, row,
        lambda: actions.take_back_version(actor=actor, now=clock.now(), draft=row, because=because),
        "Taken back. The version before it stays in force.",
    )  # fmt: skip


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    row = _draft(request, pk)
    return _done(
        request, row, lambda: actions.discard_draft(actor=actor_of(request), now=clock.now(), draft=row), "Discarded."
    )
