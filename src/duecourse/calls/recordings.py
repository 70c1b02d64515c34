"""What is done with the sound of a call: kept, measured by the worker, replaced."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from duecourse.calls.models import Call, Recording
from duecourse.calls.saying import basis_of_recording
from duecourse.lib import uploads
from duecourse.lib.progress import forget, tell
from duecourse.speech.audio import look_at
from duecourse.speech.problems import RecordingProblem, SpeechNotInstalled
from duecourse.speech.recording import Measured, measure_recording
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed, require_writer

State = Recording.State
BROKE_OFF = timedelta(hours=2)  # measuring that has taken so long died with its worker, and is begun again
_ODD = "Something went wrong here while it was measured. The recording is kept; upload it again to try once more."


def may_add_recording(actor: User, call: Call) -> bool:
    """Its caller, or a lead who may see the call."""
    return actor.may_write and (call.caller_id == actor.pk or not actor.is_caller)


def progress_key(recording: Recording) -> str:
    return f"recording:{recording.pk}"


def add_recording(
    *,
    actor: User,
    now: datetime,
    call: Call,
    file_name: str,
    blocks: Iterable[bytes],
    caller_channel: str,
    with_words: bool = False,
) -> Recording:
    """Keep an upload, once its content shows that it is sound; the worker measures it. An earlier one is replaced.

    Raises RecordingProblem (no recording, or a damaged one), SpeechNotInstalled, NotAllowed.
    """
    require_writer(actor)
    if not may_add_recording(actor, call):
        raise NotAllowed("Only the caller who made the call, or a lead, adds its recording.")
    stored, digest = uploads.keep(blocks)
    try:
        source = look_at(uploads.path_of(stored))
        return _keep(
            actor, now, call, Path(file_name).name[:200], stored, digest, source.form, caller_channel, with_words
        )
    except BaseException:
        uploads.remove(stored)
        raise


@transaction.atomic
def _keep(
    actor: User,
    now: datetime,
    call: Call,
    file_name: str,
    stored: str,
    digest: str,
    form: str,
    caller_channel: str,
    with_words: bool,
) -> Recording:
    before = Recording.objects.filter(call=call).first()
    if before is not None:
        remove_recording(before)
    basis = basis_of_recording(call, actor, ())
    basis.pop("told", None)  # nobody has heard the words yet
    recording = Recording.objects.create(
        call=call, file_name=file_name, stored_as=stored, sha256=digest, size=uploads.path_of(stored).stat().st_size,
        form=form, caller_channel=caller_channel, with_words=with_words, basis=basis, added_at=now, added_by=actor,
    )  # fmt: skip
    facts = {"sha256": digest, "form": form, "replaces": before.sha256 if before else None, "needs": basis.get("needs")}
    audit.record(actor=actor, now=now, verb="add_recording", subject=call, facts=facts)
    return recording


def remove_recording(recording: Recording) -> None:
    """The row now, the file once that is certain."""
    stored = recording.stored_as
    forget(progress_key(recording))
    recording.delete()
    transaction.on_commit(lambda: uploads.remove(stored))


def waiting(now: datetime) -> list[Recording]:
    """What is to be measured, oldest first; what broke off is begun again."""
    due = Q(state=State.WAITING) | Q(state=State.WORKING, began_at__lt=now - BROKE_OFF)
    return list(
        Recording.objects.filter(due)
        .select_related("call__account__creditor", "call__contact", "call__caller", "added_by")
        .order_by("added_at", "pk")
    )


def measure(*, now: datetime, recording: Recording) -> Measured | None:
    """Measure one that waits. None where another worker was faster, or it cannot be measured: then its row says why."""
    due = Q(state=State.WAITING) | Q(state=State.WORKING, began_at__lt=now - BROKE_OFF)
    if not Recording.objects.filter(due, pk=recording.pk).update(state=State.WORKING, began_at=now):
        return None
    key = progress_key(recording)
    try:
        found = measure_recording(
            uploads.path_of(recording.stored_as),
            caller_channel=recording.caller_channel,
            tell=lambda share: tell(key, "Listening", share),
        )
    except (RecordingProblem, SpeechNotInstalled) as problem:
        _failed(now, recording, str(problem))
        return None
    except Exception:
        _failed(now, recording, _ODD)
        raise
    finally:
        forget(key)
    _finish(now, recording, state=State.MEASURED, measured=found.as_json(), message="")
    return found


def _failed(now: datetime, recording: Recording, message: str) -> None:
    _finish(now, recording, state=State.FAILED, measured={}, message=message[:300])


@transaction.atomic
def _finish(now: datetime, recording: Recording, **fields: object) -> None:
    """Nothing is written to a recording that was replaced meanwhile."""
    mine = Recording.objects.filter(pk=recording.pk, state=State.WORKING)
    if mine.update(measured_at=now, **fields):
        facts = {"state": str(fields["state"]), "sha256": recording.sha256}
        audit.record(actor=None, now=now, verb="measure_recording", subject=recording.call, facts=facts)


def say(recording: Recording, message: str) -> None:
    """What became of the words that were asked for."""
    Recording.objects.filter(pk=recording.pk).update(message=message[:300])
