"""A transcript fills the draft of a call: read, card numbers masked, analysed, and laid into the fields of the form.

Nothing here becomes a promise. The fields wait for the caller, who reads them beside the words they stand on and saves
the record; what was not read back, or could mean two days, is asked and left empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from duecourse.calls.actions import CallNotOpen
from duecourse.calls.hearing import ROWS, Drafted, drafted_from, keep_live_transcript, keep_transcript
from duecourse.calls.models import Call, CallDraft, CallRecord, Transcript
from duecourse.calls.queries import speaks_for
from duecourse.domain.conversation.transcripts import Spoken, WhoIsWho, as_turns, read_transcript, who_is_caller
from duecourse.domain.conversation.transcripts import Transcript as ReadTranscript
from duecourse.domain.conversation.turns import Setting
from duecourse.domain.redaction import redact, redact_turns
from duecourse.domain.reviewing.traced import Traced, traced
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_writer

# The page counts its saves. A draft from a transcript jumps ahead of it, so that a save on its way cannot undo it.
_AHEAD_OF_THE_PAGE = 100
_TICKS = ("points", "said")
_ADDED_TO = (*_TICKS, "discussed")  # fields that a transcript adds to; any other it only fills where nothing is typed


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript that was read: what was said, which speaker is ours and why, and what was put right in reading."""

    transcript: ReadTranscript
    who: WhoIsWho

    @property
    def notes(self) -> tuple[str, ...]:
        return self.transcript.notes


def hear(text: str, *, call: Call, caller_name: str) -> Heard:
    """Reads a transcript with card numbers masked, and works out which speaker is ours. Raises TranscriptError."""
    found = read_transcript(text)
    masked = redact_turns([(s.speaker, s.text) for s in found.spoken])
    spoken = tuple(
        Spoken(redact(s.speaker)[:60], text, s.start, s.end) for s, text in zip(found.spoken, masked, strict=True)
    )
    found = replace(found, spoken=spoken)
    contact = call.contact.name if call.contact else call.account.name
    company = call.account.creditor.name
    return Heard(found, who_is_caller(found, caller=caller_name, company=company, contact=contact))


def without_suggestions(typed: Any) -> Any:
    """A draft or a posted form without the promises in which nothing but the page's own suggestion stands. Where words
    of the call are here this is what counts: what somebody promised is read from them, never from a default."""
    names = str(typed.get("suggested", "")).split()
    if theirs := [name for name in names if name.startswith("promise_")]:
        typed = copy(typed)  # of a posted form: one that may be changed
        for name in theirs:
            typed.pop(name, None)
        typed["suggested"] = " ".join(name for name in names if name not in theirs)
    return typed


def laid_over(typed: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The draft's fields put where the caller has typed nothing; their notes stay first, their ticks stay ticked. A row
    (a promise, a callback) that they have begun is theirs altogether; a promise that the page only suggested goes."""
    typed = without_suggestions(typed)
    begun = {_row(name) for name, value in typed.items() if value and not _says_nothing(name)}
    free = {
        name: value for name, value in fields.items() if value and name not in _ADDED_TO and _row(name) not in begun
    }
    body = {**typed, **free}
    for name in _TICKS:
        body[name] = list(dict.fromkeys([*typed.get(name, []), *fields.get(name, [])]))
    notes, summary = str(typed.get("discussed", "")).strip(), str(fields.get("discussed", ""))
    if summary and summary not in notes:
        body["discussed"] = f"{notes}\n\n{summary}" if notes else summary
    return body


def _says_nothing(name: str) -> bool:
    """Fields that begin no row of the caller's: lists and notes are put together, a currency is always chosen."""
    return name in (*_ADDED_TO, "suggested") or name.endswith("_currency")


def without(body: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The draft without what an earlier transcript put there and nobody has changed since."""
    left = {name: value for name, value in body.items() if value != fields.get(name)}
    for name in _TICKS:
        left[name] = [tick for tick in body.get(name, []) if tick not in fields.get(name, [])]
    if fields.get("discussed"):
        left["discussed"] = str(body.get("discussed", "")).replace(fields["discussed"], "").strip()
    return left


def _row(name: str) -> str:
    """ "promise_2_on" → "promise_2", "callback_at" → "callback": fields that are one thing."""
    first, _, rest = name.partition("_")
    number = rest.partition("_")[0] or rest
    if first in ROWS and number.isdigit():
        return f"{first}_{number}"
    return first if first in ("callback", "dispute", "delay") else name


def may_add_transcript(actor: User, call: Call) -> bool:
    """To an open call its caller may, again and again. To a closed one its caller or their lead may once: telephone
    systems hand a transcript out when the call is over."""
    own = call.caller_id == actor.pk
    if call.state == Call.State.OPEN:
        return own and actor.may_write
    return (
        call.state == Call.State.CLOSED
        and actor.may_write
        and (own or not actor.is_caller)
        and not Transcript.objects.filter(call=call).exists()
    )


@transaction.atomic
def add_transcript(
    *, actor: User, now: datetime, call: Call, heard: Heard, caller: str, setting: Setting
) -> Transcript:
    """Keeps the transcript with its finds. While the call is open it fills the draft, and a second transcript replaces
    the first; the record of a closed call stays as it was written.

    Raises CallNotOpen (closed meanwhile with a transcript, or somebody else's call).
    """
    require_writer(actor)
    if not may_add_transcript(actor, call):
        raise CallNotOpen
    drafted = drafted_from(as_turns(heard.transcript, caller), setting)
    before = _filled_by(call)
    kept, fields = keep_transcript(
        actor=actor,
        now=now,
        call=call,
        drafted=drafted,
        source=heard.transcript.form,
        rows=turn_rows(heard, drafted),
        notes=heard.notes,
    )
    if call.state == Call.State.OPEN:
        _fill_draft(call, now, before, fields)
    facts = {"source": kept.source, "turns": len(drafted.turns)}
    audit.record(actor=actor, now=now, verb="add_transcript", subject=call, facts=facts)
    return kept


@transaction.atomic
def draft_from_live(*, actor: User, now: datetime, call: Call) -> bool:
    """Fills the draft from what was heard so far, as often as wanted. False where nothing was heard, or where a pasted
    transcript goes before it. Raises CallNotOpen (closed meanwhile, or not theirs: see `queries.speaks_for`).
    """
    require_writer(actor)
    if not speaks_for(actor, call) or call.state != Call.State.OPEN:
        raise CallNotOpen
    before = _filled_by(call)
    fields = keep_live_transcript(actor=actor, now=now, call=call)
    if fields is None:
        return False
    _fill_draft(call, now, before, fields)
    audit.record(actor=actor, now=now, verb="draft_from_live", subject=call, facts={})
    return True


def left_open(call: Call) -> str:
    """How many questions the draft leaves to the caller, as a sentence; nothing where it leaves none. They stand under
    the form, and a caller may save before they come to them."""
    asked = len(Transcript.objects.get(call=call).analysis["draft"]["questions"])
    if not asked:
        return ""
    return (
        " One question is left open for you, under the form."
        if asked == 1
        else (f" {asked} questions are left open for you, under the form.")
    )


def _filled_by(call: Call) -> Mapping[str, Any]:
    """The fields that an earlier transcript filled."""
    before = Transcript.objects.filter(call=call).first()
    fields: Mapping[str, Any] = before.analysis["draft"]["fields"] if before else {}
    return fields


def _fill_draft(call: Call, now: datetime, before: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
    draft = CallDraft.objects.get(call=call)
    typed = without(draft.body, before) if before else draft.body
    draft.body = laid_over(typed, fields)
    draft.saved_at, draft.revision = now, draft.revision + _AHEAD_OF_THE_PAGE
    draft.save(update_fields=["body", "saved_at", "revision"])


def traced_record(record: CallRecord, transcript: Transcript | None) -> tuple[Traced, ...]:
    """The record's text in pieces, those that came from the transcript's draft tied to their turns."""
    sentences = transcript.analysis.get("draft", {}).get("sentences", ()) if transcript else ()
    return traced(record.discussed, [(s["text"], s["turns"][0], s["quote"]) for s in sentences if s["turns"]])


def turn_rows(heard: Heard, drafted: Drafted) -> list[dict[str, Any]]:
    return [
        {**asdict(turn), "speaker": spoken.speaker}
        for turn, spoken in zip(drafted.turns, heard.transcript.spoken, strict=True)
    ]
