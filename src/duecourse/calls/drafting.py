"""A transcript fills the draft of a call: read, card numbers masked, analysed, and laid into the fields of the form.

Nothing here becomes a promise. The fields wait for the caller, who reads them beside the words they stand on and saves
the record; what was not read back, or could mean two days, is asked and left empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from duecourse.calls.actions import CallNotOpen
from duecourse.calls.kept import transcript_kept
from duecourse.calls.models import Call, CallDraft, Transcript
from duecourse.calls.saying import basis_of_recording, heard_on
from duecourse.domain.conversation.draft import DraftRecord, draft_from
from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.transcripts import Spoken, WhoIsWho, as_turns, read_transcript, who_is_caller
from duecourse.domain.conversation.transcripts import Transcript as ReadTranscript
from duecourse.domain.conversation.turns import (
    Account,
    Authority,
    CallInput,
    Item,
    Setting,
    Turn,
    setting_as_json,
)
from duecourse.domain.facts import AccountFacts
from duecourse.domain.money import decimal_text, to_minor
from duecourse.domain.redaction import redact, redact_turns
from duecourse.playbooks.phrases import load_book
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_writer

ROWS = {"promise": 6, "commitment": 3, "document": 2}  # rows of the form
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


def setting_of(call: Call, facts: AccountFacts, *, local_start: datetime, caller_name: str) -> Setting:
    """What the engine has to know beforehand. `local_start` is the start of the call on the debtor's clock."""
    contact = call.contact.name if call.contact else (facts.contact.name if facts.contact else "")
    return Setting(
        started_at=local_start,
        account=Account(
            name=facts.name,
            kind=facts.kind,
            contact=contact,
            currency=facts.currency,
            items=(*_open_items(facts), *_settled_items(facts)),
        ),
        caller_name=caller_name,
        company=facts.creditor,
        direction=call.direction,
        authority=authority_of(call.account.creditor.authority, facts.currency),
    )


def _open_items(facts: AccountFacts) -> tuple[Item, ...]:
    return tuple(
        Item(i.number, i.amount_minor, i.balance_minor, i.due_on, i.issued_on, "disputed" if i.disputed else "open")
        for i in facts.open_items
        if i.currency == facts.currency and not i.is_credit
    )


def _settled_items(facts: AccountFacts) -> tuple[Item, ...]:
    rows = [s for s in facts.settled if s.currency == facts.currency]
    return tuple(Item(s.number, s.amount_minor, 0, s.due_on, None, "paid") for s in rows[:20])


def authority_of(given: Mapping[str, Any], currency: str) -> Authority:
    """The creditor's authority table; a value that is missing or cannot be read is not judged."""
    try:
        waive = to_minor(str(given["may_waive_fees_up_to"]), currency) if "may_waive_fees_up_to" in given else None
        percent = Decimal(str(given["may_discount_percent"])) if "may_discount_percent" in given else None
    except (ValueError, InvalidOperation):
        waive, percent = None, None
    return Authority(
        may_waive_minor=waive,
        may_discount_percent=percent,
        may_agree_instalments=_whole(given.get("may_agree_instalments")),
        may_agree_days=_whole(given.get("may_agree_days")),
        may_promise=tuple(str(p) for p in given.get("may_promise") or ()),
    )


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What the transcript gave: the turns, the finds, and the draft made from them."""

    turns: tuple[Turn, ...]
    analysis: Analysis
    draft: DraftRecord


def draft_of(heard: Heard, caller: str, setting: Setting) -> Drafted:
    """Analyses the transcript with that speaker as our caller."""
    turns = as_turns(heard.transcript, caller)
    found = analyse(CallInput("", setting, turns), load_book())
    total = sum(i.balance_minor for i in setting.account.items if i.is_open)
    made = draft_from(
        found,
        total_minor=total,
        currency=setting.account.currency,
        contact=setting.account.contact,
        today=setting.today,
    )
    return Drafted(turns, found, made)


def fields_of(draft: DraftRecord) -> dict[str, Any]:
    """The draft as fields of the call's form: text, and the list of points."""
    fields: dict[str, Any] = {
        "outcome": draft.outcome,
        "points": list(draft.points),
        "discussed": draft.summary,
        "delay_reason": draft.delay_reason,
        "delay_words": draft.delay_words[:500],
    }
    for n, promise in enumerate(draft.promises[: ROWS["promise"]], 1):
        fields[f"promise_{n}_amount"] = decimal_text(promise.amount_minor, promise.currency)
        fields[f"promise_{n}_currency"] = promise.currency
        fields[f"promise_{n}_on"] = promise.on.isoformat()
        fields[f"promise_{n}_by"] = promise.by
    for n, commitment in enumerate(draft.commitments[: ROWS["commitment"]], 1):
        fields[f"commitment_{n}_what"] = commitment.what
        fields[f"commitment_{n}_on"] = _iso(commitment.due_on)
    for n, what in enumerate(draft.documents[: ROWS["document"]], 1):
        fields[f"document_{n}"] = what
    return fields | _dispute_fields(draft) | _callback_fields(draft)


def _dispute_fields(draft: DraftRecord) -> dict[str, str]:
    if not draft.disputes:
        return {}
    dispute = draft.disputes[0]
    return {
        "dispute_reason": dispute.reason,
        "dispute_invoice": dispute.invoice or "",
        "dispute_words": dispute.words[:500],
    }


def _callback_fields(draft: DraftRecord) -> dict[str, str]:
    if draft.callback_on is None:
        return {}
    at = f"{draft.callback_at:%H:%M}" if draft.callback_at else ""
    return {"callback_on": draft.callback_on.isoformat(), "callback_at": at}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def laid_over(typed: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The draft's fields put where the caller has typed nothing; their notes stay first, their ticks stay ticked. A row
    (a promise, a callback) that they have begun is theirs altogether."""
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
    return name in _ADDED_TO or name.endswith("_currency")


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
    drafted = draft_of(heard, caller, setting)
    before = Transcript.objects.filter(call=call).first()
    fields = {**fields_of(drafted.draft), "said": heard_on(call, drafted.turns, drafted.analysis.points)}
    kept, _ = Transcript.objects.update_or_create(
        call=call,
        defaults={
            "source": heard.transcript.form,
            "turns": _turn_rows(heard, drafted),
            "analysis": {
                **drafted.analysis.as_json(),
                "setting": setting_as_json(setting),
                "draft": {**_shown(drafted.draft, heard), "fields": fields},
            },
            "added_at": now,
            "added_by": actor,
            "basis": basis_of_recording(call, actor, drafted.turns),
        },
    )
    if call.state == Call.State.OPEN:
        _fill_draft(call, fields, before, now)
    transcript_kept.send(sender=Transcript, call=call, now=now)
    audit.record(
        actor=actor,
        now=now,
        verb="add_transcript",
        subject=call,
        facts={"source": kept.source, "turns": len(drafted.turns)},
    )
    return kept


def _fill_draft(call: Call, fields: dict[str, Any], before: Transcript | None, now: datetime) -> None:
    draft = CallDraft.objects.get(call=call)
    typed = without(draft.body, before.analysis["draft"]["fields"]) if before else draft.body
    draft.body = laid_over(typed, fields)
    draft.saved_at, draft.revision = now, draft.revision + _AHEAD_OF_THE_PAGE
    draft.save(update_fields=["body", "saved_at", "revision"])


def _turn_rows(heard: Heard, drafted: Drafted) -> list[dict[str, Any]]:
    return [
        {**asdict(turn), "speaker": spoken.speaker}
        for turn, spoken in zip(drafted.turns, heard.transcript.spoken, strict=True)
    ]


def _shown(draft: DraftRecord, heard: Heard) -> dict[str, Any]:
    """What the page shows of the draft: sentences with the words they stand on, questions, notes on the reading."""
    return {
        "sentences": [{"text": s.text, "turns": list(s.turns), "quote": s.quote} for s in draft.sentences],
        "questions": [{"text": q.text, "turn": q.turn, "quote": q.quote, "field": q.field} for q in draft.questions],
        "notes": list(heard.notes),
    }
