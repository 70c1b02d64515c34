"""What the law wants said on a call: laid down when it starts, ticked or explained when its record is written, and
looked for in its transcript."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from duecourse.calls.facts import facts_for
from duecourse.calls.models import Call, CallRecord, Transcript
from duecourse.calls.queries import zone_of
from duecourse.domain.contact_policy.duties import VOICEMAIL
from duecourse.domain.conversation.required import HEARD, Hearing, hearing_of, told_of_recording
from duecourse.domain.conversation.turns import Turn
from duecourse.domain.disclosures import Disclosure, due_on, left_unsaid
from duecourse.domain.record import RecordInput
from duecourse.domain.redaction import redact
from duecourse.domain.spoken import Caller
from duecourse.lib.phones import read_out
from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.scripts import consent_to_record, load_house, to_say
from duecourse.receivables.models import Account, Contact
from duecourse.teams.models import User

T = TypeVar("T")


def caller_of(actor: User, account: Account) -> Caller:
    """Who calls, under the name and the number that the client may know. The house rules fill in what is empty."""
    return Caller(actor.get_full_name() or actor.label, phone=read_out(account.creditor.callback_phone))


@dataclass(frozen=True, slots=True)
class Duties:
    """What a call is under from its first second: the words that may be due, and, where calls are recorded, the rules
    of the recording."""

    to_say: list[dict[str, Any]]
    recording: dict[str, Any]


def duties_of(account: Account, contact: Contact | None, actor: User, today: date) -> Duties:
    """`contact`: who is on the line. `today` is the debtor's. A broken file of the team's own is passed over: a call
    must not wait for a lead."""
    facts, caller = facts_for(account, today), caller_of(actor, account)
    if contact:
        facts = facts.spoken_to(contact.pk)

    def lay_down(overlay: Path | None) -> Duties:
        said = to_say(facts, today, caller=caller, overlay=overlay)
        recorded = load_house(overlay).records_calls
        consent = consent_to_record(facts, today, caller=caller, overlay=overlay).as_json() if recorded else {}
        return Duties([d.as_json() for d in said], consent)

    return with_usable_files(lay_down)


def with_usable_files(read: Callable[[Path | None], T]) -> T:
    """With the team's own files; where one of them cannot be used, with ours."""
    try:
        return read(None)
    except PlaybookError:
        return read(SHIPPED)


def said_on(call: Call) -> tuple[Disclosure, ...]:
    """Everything that this call might have to say, as it was laid down when it started."""
    return tuple(Disclosure.from_json(row) for row in call.to_say)


def unsaid_on(call: Call, record: RecordInput) -> tuple[Disclosure, ...]:
    """What this record leaves unsaid, though its outcome asked for it."""
    return left_unsaid(due_on(said_on(call), record.outcome), record.said, record.points)


def rows_said(call: Call, record: RecordInput) -> list[dict[str, Any]]:
    """What the record keeps for each thing that was due: its words and law, whether it was said or why not, and what
    the transcript shows."""
    due = due_on(said_on(call), record.outcome)
    return _rows(call, due, left_unsaid(due, record.said, record.points), record.unsaid_because)


def _rows(call: Call, due: Sequence[Disclosure], unsaid: Iterable[Disclosure], because: str) -> list[dict[str, Any]]:
    missing, hearings = {d.id for d in unsaid}, _hearings(call, due)
    return [
        {
            **d.as_json(),
            "said": d.id not in missing,
            "because": redact(because.strip()) if d.id in missing else "",
            "heard": asdict(hearings[d.id]) if d.id in hearings else None,
        }
        for d in due
    ]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a corrected ending asks for: the `rows` of its record, and what is `missing` among them."""

    rows: list[dict[str, Any]]
    missing: tuple[Disclosure, ...]


def said_after(
    call: Call, last: CallRecord, *, outcome: str, points: Collection[str], said: Collection[str], because: str
) -> Corrected:
    """Another ending may ask for other words ("nobody answered" for none): what the record has of them stays, the rest
    is ticked now, or it is said why it was not."""
    if outcome == last.outcome:
        return Corrected(last.said, ())
    kept = {row["id"]: row for row in last.said}
    due = due_on(said_on(call), outcome)
    fresh = [d for d in due if d.id not in kept]
    unsaid = left_unsaid(fresh, said, points)
    new = {row["id"]: row for row in _rows(call, fresh, unsaid, because)}
    return Corrected([{**kept, **new}[d.id] for d in due], () if because.strip() else unsaid)


def _hearings(call: Call, due: Iterable[Disclosure]) -> dict[str, Hearing]:
    kept = Transcript.objects.filter(call=call).first()
    if kept is None or kept.analysis.get("measures", {}).get("not_analysed"):
        return {}
    turns = [_turn(row) for row in kept.turns]
    return {d.id: hearing_of(d, turns, kept.analysis.get("points", ())) for d in due}


def said_as_heard(call: Call, record: CallRecord) -> list[dict[str, Any]]:
    """What the record keeps of the law's words; a transcript that came after it is looked through as well."""
    rows: list[dict[str, Any]] = record.said
    silent = [Disclosure.from_json(row) for row in rows if row["heard"] is None]
    hearings = _hearings(call, silent) if silent else {}
    return [{**row, "heard": asdict(hearings[row["id"]])} if row["id"] in hearings else row for row in rows]


def _turn(row: Mapping[str, Any]) -> Turn:
    return Turn(row["n"], row["who"], row["text"], row.get("start"), row.get("end"))


def heard_on(call: Call, turns: Iterable[Turn], points: Iterable[str]) -> list[str]:
    """The words the law asks for that a transcript has: they need no tick."""
    turns, points = tuple(turns), tuple(points)
    spoken = [d for d in said_on(call) if not d.point]
    return [d.id for d in spoken if hearing_of(d, turns, points).result == HEARD and not d.silent]


def basis_of_recording(call: Call, actor: User, turns: Iterable[Turn]) -> dict[str, Any]:
    """Under which rules a recording or transcript of this call stands, and whether they were told."""
    account = call.account
    today = call.started_at.astimezone(zone_of(account, call.contact)).date()
    facts, caller = facts_for(account, today), caller_of(actor, account)
    rules = call.recording or with_usable_files(
        lambda overlay: consent_to_record(facts, today, caller=caller, overlay=overlay).as_json()
    )
    return {**rules, "told": asdict(told_of_recording(tuple(turns)))}


@dataclass(frozen=True, slots=True)
class ToTick:
    """One line of the form: what to say, and whether it is ticked."""

    disclosure: Disclosure
    ticked: bool

    @property
    def laws(self) -> tuple[Disclosure, ...]:
        return (self.disclosure,)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The words the law asks for, as the call's form shows them: what the points cover is marked on the points."""

    spoken: tuple[ToTick, ...]
    on_voicemail: tuple[ToTick, ...]
    by_point: dict[str, tuple[Disclosure, ...]]


def checklist_of(call: Call, ticked: Iterable[str]) -> Checklist:
    done = set(ticked)
    everything = said_on(call)
    by_point: dict[str, tuple[Disclosure, ...]] = {}
    for d in everything:
        if d.point:
            by_point[d.point] = (*by_point.get(d.point, ()), d)
    own = [ToTick(d, d.id in done) for d in everything if not d.point]
    return Checklist(
        spoken=tuple(line for line in own if line.disclosure.occasion != VOICEMAIL),
        on_voicemail=tuple(line for line in own if line.disclosure.occasion == VOICEMAIL),
        by_point=by_point,
    )
