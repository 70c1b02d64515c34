"""What people do with files: upload, look, check, load, undo, and keep a mapping under a name.

Page, API and command call these. A batch goes uploaded → checked → loading → loaded; its answers are in `decided`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from duecourse.domain.importing import FileProblem
from duecourse.domain.importing.plan import MOST_ERRORS
from duecourse.lib import uploads
from duecourse.receivables import moved
from duecourse.receivables.importing import undo
from duecourse.receivables.importing.load import Load, Order, filling, staged
from duecourse.receivables.importing.load import Progress as LoadProgress
from duecourse.receivables.importing.looking import order_of, today_of
from duecourse.receivables.importing.profiles import body_of
from duecourse.receivables.importing.progress import forget, tell
from duecourse.receivables.importing.result import ImportResult
from duecourse.receivables.models import Creditor, ImportBatch, ImportIssue, ImportProfile
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_lead

State = ImportBatch.State
KEPT_UNLOADED = timedelta(days=30)


class CannotUndo(ValueError):
    """The batch stays; the message says what depends on it."""


@transaction.atomic
def add_creditor(*, actor: User | None, now: datetime, creditor: Creditor) -> Creditor:
    """Save a creditor that a file is loaded for and that is not here yet."""
    if actor is not None:
        require_lead(actor)
    creditor.save()
    audit.record(actor=actor, now=now, verb="add_creditor", subject=creditor, facts={"code": creditor.code})
    return creditor


@transaction.atomic
def upload_file(
    *, actor: User, now: datetime, creditor: Creditor, file_name: str, blocks: Iterable[bytes], portfolio_id: int | None
) -> ImportBatch:
    """Keep an uploaded file and open a batch for it."""
    require_lead(actor)
    stored, digest = uploads.keep(blocks)
    batch = ImportBatch.objects.create(
        creditor=creditor, kind="", file_name=Path(file_name).name[:200], file_sha256=digest, stored_as=stored,
        decided={"portfolio": portfolio_id}, uploaded_by=actor, uploaded_at=now,
    )  # fmt: skip
    audit.record(
        actor=actor, now=now, verb="upload_file", subject=batch, facts={"file": batch.file_name, "sha256": digest}
    )
    return batch


@transaction.atomic
def answer_questions(*, actor: User, now: datetime, batch: ImportBatch, decided: Mapping[str, Any]) -> None:
    """Keep what a person said about the file; the batch has to be checked again."""
    require_lead(actor)
    batch.decided = {"portfolio": batch.decided.get("portfolio"), **decided, "checking": False}
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=(State.UPLOADED, State.CHECKED, State.FAILED)).update(
        decided=batch.decided, state=State.UPLOADED, message=""
    )
    if changed:
        audit.record(actor=actor, now=now, verb="answer_questions", subject=batch, facts=dict(decided))


def check_batch(*, actor: User, now: datetime, batch: ImportBatch) -> ImportResult:
    """The dry run: everything but the writing. Raises FileProblem; the batch then says why."""
    require_lead(actor)
    try:
        order = order_of(batch, now)
        result = dry_run(order, lambda what, share: tell(batch.pk, what, share))
    except FileProblem as problem:
        fail_batch(now=now, batch=batch, message=str(problem))
        raise
    finally:
        forget(batch.pk)
    with transaction.atomic():
        _describe(batch, order, result)
        batch.state = State.CHECKED
        batch.save()
        _keep_issues(batch, result)
        audit.record(actor=actor, now=now, verb="check_batch", subject=batch, facts=_facts(result))
    return result


def dry_run(order: Order, progress: LoadProgress | None = None) -> ImportResult:
    """What loading would do; nothing is written."""
    with staged(order, progress) as load, filling():
        return load.compare()


@transaction.atomic
def start_checking(*, actor: User, now: datetime, batch: ImportBatch) -> None:
    """Hand a batch to the worker for its dry run."""
    require_lead(actor)
    batch.decided = {**batch.decided, "checking": True}
    if ImportBatch.objects.filter(pk=batch.pk, state=State.UPLOADED).update(decided=batch.decided):
        audit.record(actor=actor, now=now, verb="start_checking", subject=batch)


@transaction.atomic
def start_loading(*, actor: User, now: datetime, batch: ImportBatch) -> bool:
    """Hand a checked batch to the worker. False when somebody else was faster."""
    require_lead(actor)
    started = ImportBatch.objects.filter(pk=batch.pk, state=State.CHECKED).update(state=State.LOADING, message="")
    if started:
        audit.record(actor=actor, now=now, verb="start_loading", subject=batch)
    return bool(started)


def load_batch(*, actor: User | None, now: datetime, batch: ImportBatch) -> ImportResult | None:
    """Load a batch that is in state loading: all of it or nothing. None when another worker did it first.

    May run twice: the claim is part of the write, so the second one finds nothing to do. The uploaded file goes once
    it is in the ledger: it holds people's data, and nothing needs it any more.
    """
    if actor is not None:
        require_lead(actor)
    try:
        order = order_of(batch, now)
        with staged(order, lambda what, share: tell(batch.pk, what, share)) as load, transaction.atomic():
            waiting = ImportBatch.objects.filter(pk=batch.pk, state=State.LOADING)
            if not waiting.update(state=State.LOADED, loaded_at=now):
                return None
            result = load.write(batch.pk)
            batch.state, batch.loaded_at = State.LOADED, now
            stored, batch.stored_as = batch.stored_as, ""
            _finish(batch, load, result, batch.uploaded_by, now)
            transaction.on_commit(lambda: uploads.remove(stored))
    except FileProblem as problem:
        fail_batch(now=now, batch=batch, message=str(problem))
        raise
    finally:
        forget(batch.pk)
    return result


def _finish(batch: ImportBatch, load: Load, result: ImportResult, actor: User | None, now: datetime) -> None:
    """The last steps of a load, inside its transaction."""
    _describe(batch, load.order, result)
    batch.save()
    _keep_issues(batch, result)
    audit.record(actor=actor, now=now, verb="load_batch", subject=batch, facts=_facts(result))
    if result.loaded or result.closed or load.has_moved_money:
        moved.tell(now)


@transaction.atomic
def fail_batch(*, now: datetime, batch: ImportBatch, message: str) -> None:
    """Say why a batch could not be loaded; nothing of it was."""
    batch.decided = {**batch.decided, "checking": False}
    ImportBatch.objects.filter(pk=batch.pk).exclude(state=State.LOADED).update(
        state=State.FAILED, message=message, decided=batch.decided
    )
    audit.record(actor=batch.uploaded_by, now=now, verb="fail_batch", subject=batch, facts={"why": message})


def import_file(*, actor: User | None, now: datetime, order: Order, file_name: str) -> tuple[ImportBatch, ImportResult]:
    """Load a file at once, without upload or questions: what the command does. Raises FileProblem."""
    if actor is not None:
        require_lead(actor)
    digest = uploads.sha256_of(order.source.path)
    with staged(order) as load, transaction.atomic():
        batch = ImportBatch(
            creditor=order.creditor, file_name=file_name[:200], file_sha256=digest, uploaded_by=actor, uploaded_at=now,
            state=State.LOADED, loaded_at=now,
        )  # fmt: skip
        batch.save()
        result = load.write(batch.pk)
        _finish(batch, load, result, actor, now)
    return batch, result


def _describe(batch: ImportBatch, order: Order, result: ImportResult) -> None:
    """Put the counts, and how the file was read, into the batch's row."""
    batch.kind = order.found.kind.value or ""
    batch.rows, batch.loaded, batch.unchanged = result.rows, result.loaded, result.unchanged
    batch.errors = result.error_rows
    batch.totals = result.totals_text
    batch.decided = {
        **batch.decided,
        "checking": False,
        "read_as": order.found.profile.title,
        "profile_body": body_of(order.found),
        "result": _summary(result),
    }


def _summary(result: ImportResult) -> dict[str, Any]:
    full = result.as_json(None)
    return {
        name: full[name] for name in ("left_out", "notes", "new_accounts", "own_totals", "no_longer_in_file", "closed")
    }


def _facts(result: ImportResult) -> dict[str, Any]:
    return {"rows": result.rows, "loaded": result.loaded, "unchanged": result.unchanged,
            "errors": result.error_rows, "totals": result.totals_text}  # fmt: skip


def _keep_issues(batch: ImportBatch, result: ImportResult) -> None:
    """Errors one by one, notes with their count; what an earlier check found is replaced."""
    ImportIssue.objects.filter(batch=batch).delete()
    errors = (
        ImportIssue(batch=batch, row=e.row, column=e.column[:120], value=e.value[:200], reason=e.reason[:300])
        for e in result.errors[:MOST_ERRORS]
    )
    notes = (
        ImportIssue(
            batch=batch, row=n.first_row, value=n.example[:200], is_error=False,
            reason=(n.reason if n.count == 1 else f"{n.reason} ({n.count:,} rows, the first is given)")[:300],
        )
        for n in result.notes
    )  # fmt: skip
    ImportIssue.objects.bulk_create([*errors, *notes], batch_size=1_000)


def forget_uploads(*, now: datetime) -> int:
    """Remove files that were uploaded a month ago and never loaded: they hold people's data. How many went."""
    left = ImportBatch.objects.filter(
        state__in=(State.UPLOADED, State.CHECKED, State.FAILED), uploaded_at__lt=now - KEPT_UNLOADED
    ).exclude(stored_as="")
    count = 0
    for batch in left:
        uploads.remove(batch.stored_as)
        with transaction.atomic():
            count += ImportBatch.objects.filter(pk=batch.pk, stored_as=batch.stored_as).update(
                stored_as="", state=State.FAILED, message="The file was not loaded within a month and is gone"
            )
            audit.record(actor=None, now=now, verb="forget_upload", subject=batch, facts={"file": batch.file_name})
    return count


@transaction.atomic
def undo_batch(*, actor: User, now: datetime, batch: ImportBatch) -> None:
    """Take back everything that a batch loaded. Raises CannotUndo with the reason."""
    require_lead(actor)
    batch.refresh_from_db()
    if reason := undo.why_not(batch):
        raise CannotUndo(reason)
    if not ImportBatch.objects.filter(pk=batch.pk, state=State.LOADED).update(state=State.UNDONE, undone_at=now):
        raise CannotUndo("Somebody else is undoing it.")
    undo.take_back(batch, today_of(batch.creditor, now))
    audit.record(actor=actor, now=now, verb="undo_batch", subject=batch, facts={"file": batch.file_name})
    moved.tell(now)


@transaction.atomic
def save_profile(*, actor: User, now: datetime, batch: ImportBatch, title: str) -> ImportProfile:
    """Keep how a batch is read under a name; a file with the same columns is then recognised."""
    require_lead(actor)
    name = slugify(title)[:60] or f"profile-{batch.pk}"
    profile, _ = ImportProfile.objects.update_or_create(
        name=name,
        defaults={
            "title": title[:80], "kind": batch.kind, "body": batch.decided.get("profile_body", {}),
            "saved_by": actor, "saved_at": now,
        },
    )  # fmt: skip
    audit.record(actor=actor, now=now, verb="save_profile", subject=profile, facts={"title": profile.title})
    return profile


@transaction.atomic
def remove_profile(*, actor: User, now: datetime, profile: ImportProfile) -> None:
    """Forget a saved reading; batches that were read by it stay as they are."""
    require_lead(actor)
    audit.record(actor=actor, now=now, verb="remove_profile", subject=profile, facts={"title": profile.title})
    profile.delete()
