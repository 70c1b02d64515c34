"""What people do with files: upload, look, check, load, undo, and keep a mapping under a name.

Page, API and command call these. A batch goes uploaded → checked → loading → loaded; its answers are in `decided`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.text import slugify

from duecourse.domain.importing import SAMPLE_ROWS, Answers, Examination, FileProblem, examine
from duecourse.domain.importing.examine import chunks
from duecourse.domain.importing.plan import MOST_ERRORS
from duecourse.receivables.importing import files, undo
from duecourse.receivables.importing.load import Order, filling, staged
from duecourse.receivables.importing.load import Progress as LoadProgress
from duecourse.receivables.importing.profiles import all_profiles, body_of
from duecourse.receivables.importing.progress import forget, tell
from duecourse.receivables.importing.reader import Source, open_source
from duecourse.receivables.importing.result import ImportResult
from duecourse.receivables.models import Creditor, ImportBatch, ImportIssue, ImportProfile
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_lead

State = ImportBatch.State


class CannotUndo(ValueError):
    """The batch stays; the message says what depends on it."""


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it was understood: where its bytes are, and what they say."""

    source: Source
    found: Examination


def look_into(path: Path, answers: Answers, *, creditor_currency: str, encoding: str = "", sheet: str = "") -> Look:
    """Find out all about a file; the whole of it is read only when its first rows leave a question open.

    Raises FileProblem for a file that cannot be used at all.
    """
    source = open_source(path, encoding=encoding, sheet=sheet)
    found = examine(source.sample(SAMPLE_ROWS), all_profiles(), answers, creditor_currency=creditor_currency)
    if found.questions.keys() & {"date_order", "decimal_mark"} and not found.problems:
        evidence = found.evidence()
        for numbers, rows in chunks(source.rows(), found.header, found.profile):
            evidence.add(list(zip(numbers, rows, strict=True)))
        found = found.completed_by(evidence)
    if source.encoding and not source.encoding.certain:
        raise FileProblem(
            f"the encoding is not certain ({source.encoding.reason}): say which, e.g. {source.encoding.value}"
        )
    return Look(source, found)


def today_of(creditor: Creditor, now: datetime) -> date:
    """The creditor's own date at that instant: the dates of their ledger are local to them."""
    return now.astimezone(ZoneInfo(creditor.time_zone or "UTC")).date()


def creditor_names() -> dict[str, int]:
    """What a creditor column may say, in lower case: code or name of any creditor."""
    names: dict[str, int] = {}
    for pk, code, name in Creditor.objects.values_list("pk", "code", "name"):
        names |= {code.lower(): pk, name.lower(): pk}
    return names


def order_for(
    look: Look, creditor: Creditor, now: datetime, *, close_missing: bool = False, portfolio_id: int | None = None
) -> Order:
    """What to load, from what was found out."""
    return Order(
        source=look.source,
        found=look.found,
        creditor=creditor,
        today=today_of(creditor, now),
        creditors=creditor_names() if "creditor" in look.found.mapping else {},
        close_missing=close_missing,
        portfolio_id=portfolio_id,
    )


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
    stored, digest = files.keep(blocks)
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
    batch.decided = {"portfolio": batch.decided.get("portfolio"), **decided}
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=(State.UPLOADED, State.CHECKED, State.FAILED)).update(
        decided=batch.decided, state=State.UPLOADED, message=""
    )
    if changed:
        audit.record(actor=actor, now=now, verb="answer_questions", subject=batch, facts=dict(decided))


def look_at_batch(batch: ImportBatch) -> Look:
    """The batch's file with its answers. Raises FileProblem."""
    said = batch.decided
    answers = Answers(
        kind=said.get("kind", ""), profile=said.get("profile", ""), mapping=said.get("mapping", {}),
        date_order=said.get("date_order", ""), decimal_mark=said.get("decimal_mark", ""),
        currency=said.get("currency", ""),
    )  # fmt: skip
    return look_into(
        files.path_of(batch.stored_as), answers, creditor_currency=batch.creditor.currency,
        encoding=said.get("encoding", ""), sheet=said.get("sheet", ""),
    )  # fmt: skip


def _order_of(batch: ImportBatch, now: datetime) -> Order:
    return order_for(
        look_at_batch(batch), batch.creditor, now, close_missing=bool(batch.decided.get("close_missing")),
        portfolio_id=batch.decided.get("portfolio"),
    )  # fmt: skip


def check_batch(*, actor: User, now: datetime, batch: ImportBatch) -> ImportResult:
    """The dry run: everything but the writing. Raises FileProblem; the batch then says why."""
    require_lead(actor)
    order = _order_of(batch, now)
    result = dry_run(order, lambda what, share: tell(batch.pk, what, share))
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
def start_loading(*, actor: User, now: datetime, batch: ImportBatch) -> bool:
    """Hand a checked batch to the worker. False when somebody else was faster."""
    require_lead(actor)
    started = ImportBatch.objects.filter(pk=batch.pk, state=State.CHECKED).update(state=State.LOADING, message="")
    if started:
        audit.record(actor=actor, now=now, verb="start_loading", subject=batch)
    return bool(started)


def load_batch(*, actor: User | None, now: datetime, batch: ImportBatch) -> ImportResult | None:
    """Load a batch that is in state loading: all of it or nothing. None when another worker did it first.

    May run twice: the claim is part of the write, so the second one finds nothing to do.
    """
    if actor is not None:
        require_lead(actor)
    try:
        order = _order_of(batch, now)
        with staged(order, lambda what, share: tell(batch.pk, what, share)) as load, transaction.atomic():
            if not ImportBatch.objects.filter(pk=batch.pk, state=State.LOADING).update(
                state=State.LOADED, loaded_at=now
            ):
                return None
            result = load.write(batch.pk)
            batch.state, batch.loaded_at = State.LOADED, now
            _describe(batch, order, result)
            batch.save()
            _keep_issues(batch, result)
            audit.record(
                actor=actor or batch.uploaded_by, now=now, verb="load_batch", subject=batch, facts=_facts(result)
            )
    except FileProblem as problem:
        fail_batch(now=now, batch=batch, message=str(problem))
        raise
    finally:
        forget(batch.pk)
    return result


@transaction.atomic
def fail_batch(*, now: datetime, batch: ImportBatch, message: str) -> None:
    """Say why a batch could not be loaded; nothing of it was."""
    ImportBatch.objects.filter(pk=batch.pk).exclude(state=State.LOADED).update(state=State.FAILED, message=message)
    audit.record(actor=batch.uploaded_by, now=now, verb="fail_batch", subject=batch, facts={"why": message})


def import_file(*, actor: User | None, now: datetime, order: Order, file_name: str) -> tuple[ImportBatch, ImportResult]:
    """Load a file at once, without upload or questions: what the command does. Raises FileProblem."""
    if actor is not None:
        require_lead(actor)
    digest = files.sha256_of(order.source.path)
    with staged(order) as load, transaction.atomic():
        batch = ImportBatch(
            creditor=order.creditor, file_name=file_name[:200], file_sha256=digest, uploaded_by=actor, uploaded_at=now,
            state=State.LOADED, loaded_at=now,
        )  # fmt: skip
        batch.save()
        result = load.write(batch.pk)
        _describe(batch, order, result)
        batch.save()
        _keep_issues(batch, result)
        audit.record(actor=actor, now=now, verb="load_batch", subject=batch, facts=_facts(result))
    return batch, result


def _describe(batch: ImportBatch, order: Order, result: ImportResult) -> None:
    """Put the counts, and how the file was read, into the batch's row."""
    batch.kind = order.found.kind.value or ""
    batch.rows, batch.loaded, batch.unchanged = result.rows, result.loaded, result.unchanged
    batch.errors = result.error_rows
    batch.totals = result.totals_text
    batch.decided = {**batch.decided, "read_as": _read_as(order), "result": _summary(result)}


def _read_as(order: Order) -> dict[str, Any]:
    found = order.found
    return {
        "profile": found.profile.title, "mapping": dict(found.mapping), "date_order": found.date_order.value,
        "decimal_mark": found.decimal_mark.value, "currency": found.currency.value,
    }  # fmt: skip


def _summary(result: ImportResult) -> dict[str, Any]:
    full = result.as_json(None)
    return {name: full[name] for name in ("left_out", "notes", "new_accounts", "no_longer_in_file", "closed")}


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


@transaction.atomic
def save_profile(*, actor: User, now: datetime, batch: ImportBatch, title: str) -> ImportProfile:
    """Keep how a batch is read under a name; a file with the same columns is then recognised."""
    require_lead(actor)
    look = look_at_batch(batch)
    name = slugify(title)[:60] or f"profile-{batch.pk}"
    profile, _ = ImportProfile.objects.update_or_create(
        name=name,
        defaults={
            "title": title[:80], "kind": look.found.kind.value or "", "body": body_of(look.found),
            "saved_by": actor, "saved_at": now,
        },
    )  # fmt: skip
    audit.record(actor=actor, now=now, verb="save_profile", subject=profile, facts={"title": profile.title})
    return profile
