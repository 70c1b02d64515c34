"""Files into the ledger, page by page: upload → how it is read → dry run → load → result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_q.tasks import async_task

from duecourse.domain.importing import Examination, FileProblem, Finding
from duecourse.lib import clock, uploads
from duecourse.lib.spreadsheets import csv_lines
from duecourse.receivables.forms.imports import ProfileForm, ReadingForm, UploadForm
from duecourse.receivables.importing import actions, undo
from duecourse.receivables.importing.looking import Look, look_at_batch
from duecourse.receivables.importing.profiles import all_profiles
from duecourse.receivables.importing.progress import step_of
from duecourse.receivables.importing.reader import describe
from duecourse.receivables.models import Creditor, ImportBatch, ImportIssue, ImportProfile
from duecourse.receivables.queries import batches_for, coded
from duecourse.teams.models import User
from duecourse.teams.queries import require_lead

State = ImportBatch.State
AT_ONCE = 3 * 2**20  # bytes: a file up to this size is checked and loaded while the person waits, about a second
ISSUES_SHOWN = 100
JOB = "duecourse.receivables.jobs.run_imports"


def _actor(request: HttpRequest) -> User:
    return cast(User, request.user)


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    batch: ImportBatch = get_object_or_404(
        batches_for(_actor(request)).select_related("creditor", "uploaded_by"), pk=pk
    )
    return batch


def _open_to(actor: User) -> None:
    """Callers load no files: for them there are no such pages."""
    if actor.is_caller:
        raise Http404


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The files so far, newest first, and the form for the next one."""
    _open_to(_actor(request))
    return _list(request, UploadForm(actor=_actor(request)))


def _list(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    actor = _actor(request)
    batches = batches_for(actor).select_related("creditor", "uploaded_by")
    context = {
        "form": form if actor.is_lead or (actor.sees_everything and actor.may_write) else None,
        "page": Paginator(batches, 30).get_page(request.GET.get("page")),
        "profiles": ImportProfile.objects.select_related("saved_by").order_by("title"),
    }
    return render(request, "receivables/imports/list.html", context, status=status)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and look at it."""
    actor = _actor(request)
    _open_to(actor)
    require_lead(actor)
    form = UploadForm(request.POST, request.FILES, actor=actor)
    if not form.is_valid():
        return _list(request, form, status=422)
    now, said = clock.now(), form.cleaned_data
    creditor = said["creditor"] or _new_creditor(actor, said["new_creditor"])
    batch = actions.upload_file(
        actor=actor, now=now, creditor=creditor, file_name=said["file"].name, blocks=said["file"].chunks(),
        portfolio_id=said["portfolio"].pk if said["portfolio"] else None,
    )  # fmt: skip
    return redirect("receivables:reading", pk=batch.pk)


def _new_creditor(actor: User, name: str) -> Creditor:
    code = slugify(name)[:40] or "creditor"
    known = coded(Creditor.objects.all(), code)
    return known or actions.add_creditor(actor=actor, now=clock.now(), creditor=Creditor(code=code, name=name))


def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """How the file is read. Saving goes on to the dry run, unless something still has to be said."""
    batch = _batch(request, pk)
    if request.method == "POST":
        require_lead(_actor(request))
    if batch.state not in (State.UPLOADED, State.CHECKED, State.FAILED) or not batch.stored_as:
        return redirect("receivables:import", pk=pk)
    try:
        look = look_at_batch(batch)
    except (FileProblem, OSError) as problem:
        return _unreadable(request, batch, problem)
    choices = [(profile.name, profile.title) for profile in all_profiles()]
    form = ReadingForm(look, choices, batch.decided, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _decide(request, batch, form)
    return render(request, "receivables/imports/reading.html", _reading_context(batch, look, form))


def _unreadable(request: HttpRequest, batch: ImportBatch, problem: Exception) -> HttpResponse:
    """A file that cannot be used at all: an encoding can still be said, everything else needs another file."""
    if request.method == "POST":
        said = {"encoding": request.POST.get("encoding", ""), "sheet": ""}
        actions.answer_questions(actor=_actor(request), now=clock.now(), batch=batch, decided=said)
        return redirect("receivables:reading", pk=batch.pk)
    return render(request, "receivables/imports/unreadable.html", {"batch": batch, "problem": str(problem)})


def _decide(request: HttpRequest, batch: ImportBatch, form: ReadingForm) -> HttpResponse:
    actor, now = _actor(request), clock.now()
    actions.answer_questions(actor=actor, now=now, batch=batch, decided=form.decided())
    try:
        found = look_at_batch(batch).found
    except FileProblem:
        return redirect("receivables:reading", pk=batch.pk)
    if found.problems or found.questions or "again" in request.POST:
        return redirect("receivables:reading", pk=batch.pk)
    batch.refresh_from_db()
    if uploads.path_of(batch.stored_as).stat().st_size > AT_ONCE:
        actions.start_checking(actor=actor, now=now, batch=batch)
        async_task(JOB)
    else:
        try:
            actions.check_batch(actor=actor, now=now, batch=batch)
        except FileProblem as problem:
            messages.error(request, f"{batch.file_name}: {problem}")
    return redirect("receivables:import", pk=batch.pk)


def _reading_context(batch: ImportBatch, look: Look, form: ReadingForm) -> dict[str, Any]:
    found = look.found
    findings = describe(look.source)
    findings["Column names"] = replace(found.header.finding, value=f"row {found.header.row}")
    findings["Read as"] = replace(found.profile_found, value=found.profile.title)
    if found.kind.value:
        findings["Kind"] = replace(found.kind, value=found.kind_of_file.label)
        findings |= {what: _in_words(getattr(found, name)) for what, name in _HOW if found.kind_of_file.field("amount")}
        findings |= _own_currencies(found)
    return {
        "batch": batch,
        "form": form,
        "findings": findings,
        "questions": found.questions,
        "problems": found.problems,
        "names": found.names,
        "sample": [(number, [*row, *[""] * (len(found.names) - len(row))]) for number, row in found.sample],
    }


_HOW = (("Dates", "date_order"), ("Amounts", "decimal_mark"), ("Currency", "currency"))
_WORDS = {None: "clear", "dmy": "day first", "mdy": "month first", ".": "decimal point", ",": "decimal comma"}


def _in_words(finding: Finding) -> Finding:
    if not finding.certain:
        return finding
    return replace(finding, value=_WORDS.get(finding.value, finding.value))


def _own_currencies(found: Examination) -> dict[str, Finding]:
    """Where a column names the currency of each row, the one that was found out is only for its empty cells."""
    column = found.mapping.get("currency", "")
    if not column or column.startswith("=") or not found.kind_of_file.field("amount"):
        return {}
    fallback = found.currency.value
    empty = f"{fallback} where a cell is empty" if fallback else "a row with an empty cell is an error"
    return {
        "Currency": replace(found.currency, value="each row its own", reason=f"from the column {column!r}; {empty}")
    }


@require_GET
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch as it stands: waiting, checked, loading, loaded, failed or undone."""
    batch = _batch(request, pk)
    if batch.state == State.UPLOADED and not batch.decided.get("checking"):
        return redirect("receivables:reading", pk=pk)
    return render(request, "receivables/imports/batch.html", _batch_context(request, batch))


def _batch_context(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    issues = ImportIssue.objects.filter(batch=batch)
    may_write = _actor(request).may_write
    return {
        "batch": batch,
        "may_write": may_write,
        "waits": _waits(batch),
        "step": step_of(batch.pk),
        "result": batch.decided.get("result", {}),
        "errors": issues.filter(is_error=True)[:ISSUES_SHOWN],
        "error_count": issues.filter(is_error=True).count(),
        "issue_count": issues.count(),
        "shown": ISSUES_SHOWN,
        "why_not_undo": undo.why_not(batch) if batch.state == State.LOADED else "",
        "profile_form": ProfileForm() if batch.decided.get("profile_body") else None,
    }


def _waits(batch: ImportBatch) -> bool:
    return batch.state == State.LOADING or bool(batch.decided.get("checking"))


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch is; once it is done the page is asked to load again."""
    batch = _batch(request, pk)
    if not _waits(batch):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "receivables/imports/_progress.html", {"batch": batch, "step": step_of(pk)})


@require_GET
def import_errors(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Errors and notes as a file; nothing in it can run in a spreadsheet."""
    batch = _batch(request, pk)
    rows = (
        [issue.row, issue.column, issue.value, issue.reason, "error" if issue.is_error else "note"]
        for issue in ImportIssue.objects.filter(batch=batch).iterator()
    )
    return StreamingHttpResponse(
        csv_lines(("Row", "Column", "Value", "Reason", "Kind"), rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{batch.pk}-errors.csv"'},
    )


@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the ledger: small files while the person waits, large ones by the worker."""
    batch = _batch(request, pk)
    actor, now = _actor(request), clock.now()
    if not actions.start_loading(actor=actor, now=now, batch=batch):
        messages.warning(request, "Nothing was loaded: the file is not checked, or is being loaded already.")
        return redirect("receivables:import", pk=pk)
    batch.refresh_from_db()
    if uploads.path_of(batch.stored_as).stat().st_size > AT_ONCE:
        async_task(JOB)
        return redirect("receivables:import", pk=pk)
    try:
        actions.load_batch(actor=actor, now=now, batch=batch)
        messages.success(request, f"{batch.file_name} is in the ledger.")
    except FileProblem as problem:
        messages.error(request, f"{batch.file_name}: {problem}")
    return redirect("receivables:import", pk=pk)


@require_POST
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    try:
        actions.undo_batch(actor=_actor(request), now=clock.now(), batch=batch)
        messages.success(request, f"{batch.file_name} was taken back: the ledger is as it was before.")
    except actions.CannotUndo as reason:
        messages.error(request, f"It was not undone. {reason}")
    return redirect("receivables:import", pk=pk)


@require_POST
def save_profile(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    require_lead(_actor(request))
    form = ProfileForm(request.POST)
    if form.is_valid() and batch.decided.get("profile_body"):
        profile = actions.save_profile(
            actor=_actor(request), now=clock.now(), batch=batch, title=form.cleaned_data["title"]
        )
        messages.success(request, f"Kept as “{profile.title}”: a file with these columns is read the same way.")
    else:
        messages.error(request, "Nothing was kept: give it a name, after the file was checked.")
    return redirect("receivables:import", pk=pk)


@require_POST
def remove_profile(request: HttpRequest, pk: int) -> HttpResponse:
    _open_to(_actor(request))
    profile = get_object_or_404(ImportProfile, pk=pk)
    actions.remove_profile(actor=_actor(request), now=clock.now(), profile=profile)
    messages.success(request, f"“{profile.title}” is forgotten.")
    return redirect("receivables:imports")
