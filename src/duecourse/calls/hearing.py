"""From what was said to what a record may hold: what the engine knows of a call beforehand, the draft made from its
turns, and the transcript that is kept. Pasted, uploaded or live: it is the same from here on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from duecourse.calls.facts import facts_for
from duecourse.calls.kept import transcript_kept
from duecourse.calls.models import Call, LiveTurn, Transcript
from duecourse.calls.queries import zone_of
from duecourse.calls.saying import basis_of_recording, caller_of, heard_on, with_usable_files
from duecourse.domain.conversation.draft import DraftRecord, draft_from
from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.turns import (
    CALLER,
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
from duecourse.playbooks.phrases import load_book
from duecourse.playbooks.scripts import in_house, load_house
from duecourse.teams.models import User

ROWS = {"promise": 6, "commitment": 3, "document": 2}  # rows of the form
LIVE = "live"  # the source of a transcript that was heard turn by turn


def setting_for(call: Call) -> Setting:
    """What the engine has to know before the first word: the account on the day of the call, and who calls."""
    local_start = call.started_at.astimezone(zone_of(call.account, call.contact))
    facts = facts_for(call.account, local_start.date())
    caller = in_house(caller_of(call.caller, call.account), facts, with_usable_files(load_house))
    setting = setting_of(call, facts, local_start=local_start, caller_name=caller.name)
    return replace(setting, company=caller.company or setting.company)


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
            known_facts=_notes(facts),
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


_BECAME = {"open": "", "kept": ", kept", "part_kept": ", kept in part", "broken": ", not kept", "replaced": ", moved"}
_NOTED = 12  # promises and payments that are held against what is said; older ones are rarely spoken of


def _notes(facts: AccountFacts) -> tuple[str, ...]:
    """What was promised and paid, in the words of an account's notes: a caller who names another sum or day is told."""
    promised = [
        f"promised {decimal_text(p.amount_minor, p.currency)} for {p.due_on}{_BECAME[p.state]}"
        for p in facts.promises
        if p.currency == facts.currency and p.state in _BECAME
    ]
    paid = [
        f"{decimal_text(p.amount_minor, p.currency)} paid on {p.received_on}"
        for p in facts.payments
        if p.currency == facts.currency
    ]
    return (*promised[:_NOTED], *paid[:_NOTED])


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

    setting: Setting
    turns: tuple[Turn, ...]
    analysis: Analysis
    draft: DraftRecord


def drafted_from(turns: tuple[Turn, ...], setting: Setting) -> Drafted:
    """The whole call, replayed."""
    found = analyse(CallInput("", setting, turns), with_usable_files(load_book))
    total = sum(i.balance_minor for i in setting.account.items if i.is_open)
    made = draft_from(
        found,
        total_minor=total,
        currency=setting.account.currency,
        contact=setting.account.contact,
        today=setting.today,
        due_minor=setting.due_minor,
    )
    return Drafted(setting, turns, found, made)


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


def turns_heard(call: Call) -> tuple[Turn, ...]:
    """What was heard live, in its order."""
    rows = LiveTurn.objects.filter(call=call).order_by("n").values_list("n", "who", "text", "start_s", "end_s")
    return tuple(Turn(*row) for row in rows)


def live_rows(call: Call, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """The turns as a transcript keeps them, each with its speaker's name."""
    theirs = call.contact.name if call.contact else call.account.name
    names = {True: call.caller.label, False: theirs}
    return [{**asdict(turn), "speaker": names[turn.who == CALLER]} for turn in turns]


def keep_transcript(
    *,
    actor: User,
    now: datetime,
    call: Call,
    drafted: Drafted,
    source: str,
    rows: list[dict[str, Any]],
    notes: Sequence[str] = (),
) -> tuple[Transcript, dict[str, Any]]:
    """The transcript with its finds, in place of an earlier one; and the fields of the form that it fills."""
    fields = {**fields_of(drafted.draft), "said": heard_on(call, drafted.turns, drafted.analysis.points)}
    kept, _ = Transcript.objects.update_or_create(
        call=call,
        defaults={
            **kept_as(drafted, source, rows, notes, fields),
            "added_at": now,
            "added_by": actor,
            "basis": basis_of_recording(call, actor, drafted.turns),
        },
    )
    transcript_kept.send(sender=Transcript, call=call, now=now)
    return kept, fields


def kept_as(
    drafted: Drafted, source: str, rows: list[dict[str, Any]], notes: Sequence[str], fields: Mapping[str, Any]
) -> dict[str, Any]:
    """What is kept of a transcript: its turns, what was found in them, the ledger they were held against, the draft."""
    return {
        "source": source,
        "turns": rows,
        "analysis": {
            **drafted.analysis.as_json(),
            "setting": setting_as_json(drafted.setting),
            "draft": {**_shown(drafted.draft, notes), "fields": dict(fields)},
        },
    }


def keep_live_transcript(*, actor: User, now: datetime, call: Call) -> dict[str, Any] | None:
    """What was heard live becomes the call's transcript; the fields that it fills, or None where nothing was heard. A
    transcript that was pasted or uploaded stays: somebody chose it."""
    turns = turns_heard(call)
    if not turns or Transcript.objects.filter(call=call).exclude(source=LIVE).exists():
        return None
    drafted, rows = drafted_from(turns, setting_for(call)), live_rows(call, turns)
    return keep_transcript(actor=actor, now=now, call=call, drafted=drafted, source=LIVE, rows=rows)[1]


def end_listening(*, actor: User, now: datetime, call: Call) -> None:
    """The call is being closed: what was heard live is its transcript from here on, in the one place where transcripts
    are kept and in time deleted."""
    keep_live_transcript(actor=actor, now=now, call=call)
    LiveTurn.objects.filter(call=call).delete()


def _shown(draft: DraftRecord, notes: Sequence[str]) -> dict[str, Any]:
    """What the page shows of the draft: sentences with the words they stand on, questions, notes on the reading."""
    return {
        "sentences": [{"text": s.text, "turns": list(s.turns), "quote": s.quote} for s in draft.sentences],
        "questions": [{"text": q.text, "turn": q.turn, "quote": q.quote, "field": q.field} for q in draft.questions],
        "notes": list(notes),
    }
