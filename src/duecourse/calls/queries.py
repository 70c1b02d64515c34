"""Reads of calls and of what they left, narrowed to what the actor may see."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from duecourse.calls.models import Call, CallRecord, LiveTurn, Promise, Recording, Transcript
from duecourse.compliance.gate import open_hours_from
from duecourse.compliance.queries import owing
from duecourse.compliance.zones import candidate_zones
from duecourse.domain.conversation.voices import Stretch
from duecourse.domain.promise_terms import Terms
from duecourse.domain.wording import dated_day
from duecourse.lib.bank_days import closed_because
from duecourse.lib.sql import moment, rows_of
from duecourse.receivables.models import Account, Contact
from duecourse.receivables.queries import on_accounts_for, owed_by_currency
from duecourse.teams.models import User


def calls_for(actor: User) -> QuerySet[Call]:
    """Calls on accounts the actor may see, newest first; calls that were never dialled are left out."""
    calls = Call.objects.filter(on_accounts_for(actor)).exclude(state=Call.State.DISCARDED)
    return calls.select_related("account__creditor", "contact", "caller").order_by("-started_at", "-pk")


def calls_to_look_at(actor: User) -> QuerySet[Call]:
    """Calls that the actor may look back on, whether they have a transcript or not."""
    calls = calls_for(actor)
    if actor.sees_everything:
        return calls
    if actor.is_lead:
        return calls.filter(caller__team=actor.team_id)
    return calls.filter(caller=actor)


def with_records(calls: QuerySet[Call]) -> QuerySet[Call]:
    """The same calls with their records, last version first."""
    return calls.prefetch_related(
        Prefetch("records", CallRecord.objects.select_related("written_by").order_by("-version"))
    )


def recordings_for(actor: User) -> QuerySet[Recording]:
    """Recordings of calls on accounts the actor may see."""
    return Recording.objects.filter(call__in=calls_for(actor).values("pk")).select_related(
        "call__account__creditor", "call__contact", "call__caller", "added_by"
    )


def recording_of(call: Call) -> Recording | None:
    """The sound of a call that the actor may see; its page and `calls:audio` show it, `state` says how far it is."""
    return Recording.objects.filter(call=call).select_related("added_by").first()


def segments_of(call: Call) -> tuple[Stretch, ...]:
    """Who spoke when on the recording, in seconds, in the order in which they began; empty until it is measured. On a
    single channel all are `somebody`'s."""
    recording = recording_of(call)
    return recording.voices if recording is not None else ()


def promises_for(actor: User) -> QuerySet[Promise]:
    """Promises on accounts the actor may see."""
    return Promise.objects.filter(on_accounts_for(actor)).select_related("account__creditor", "owner", "made_by")


_OPEN_CALLS = "SELECT id FROM calls_call WHERE caller_id = %s AND state = 'open'"


def open_call_of(actor: User) -> Call | None:
    """The call the actor is in, if any: a closed browser finds it again."""
    keys = [key for (key,) in rows_of(_OPEN_CALLS, actor.pk)]
    return calls_for(actor).filter(pk__in=keys).first() if keys else None


def speaks_for(actor: User, call: Call) -> bool:
    """Whether the actor may say what is said on this call: its caller, or the lead of their team (a telephone system
    that works for a whole team holds a lead's token)."""
    return call.caller_id == actor.pk or (actor.is_lead and call.caller.team_id == actor.team_id)


def has_words(call: Call) -> bool:
    """Whether words of this call are here: a transcript, or what was heard while it goes on."""
    return LiveTurn.objects.filter(call=call).exists() or Transcript.objects.filter(call=call).exists()


IN_A_CALL = timedelta(hours=2)  # a call left open longer than this was forgotten; its client may be called again


def calls_in_progress(now: datetime) -> QuerySet[Call]:
    """Calls that somebody is in at this moment, whoever asks: so that no client is called by two people at once."""
    return Call.objects.filter(state=Call.State.OPEN, started_at__gt=now - IN_A_CALL)


_IN_CALLS = (
    "SELECT account_id, caller_id FROM calls_call WHERE state = 'open' AND started_at > %s ORDER BY started_at DESC"
)


def callers_in_calls(now: datetime) -> dict[int, int]:
    """Account → who is in a call with it, of `calls_in_progress`."""
    return dict(rows_of(_IN_CALLS, moment(now - IN_A_CALL)))


def terms_for(account: Account, now: datetime) -> Terms:
    """What the record of a call with this account is held against. `now` is on the debtor's clock."""
    may = account.creditor.authority.get("may_agree_days")
    return Terms(
        today=now.date(),
        now=now,
        owed=owed_by_currency(account),
        overdue=owed_by_currency(account, due_before=now.date()),
        may_agree_days=may if isinstance(may, int) and not isinstance(may, bool) else None,
        closed=lambda day: closed_because(day, account.country or account.creditor.country, account.region),
    )


def zone_of(account: Account, contact: Contact | None = None) -> ZoneInfo:
    """The zone whose calendar rules the account's dates: the first it may be in, else its creditor's."""
    zones = candidate_zones(account, contact)
    return ZoneInfo(zones[0] if zones else account.creditor.time_zone)


def closed_hour(account: Account, at: datetime, zone: ZoneInfo) -> str:
    """What to know about a call planned for an hour at which the rules of their place allow none; "" at any other. Who
    answers a wish of theirs may call all the same, so it is a remark and no refusal."""
    opens = open_hours_from(owing([account.pk]), {account.pk: at})[account.pk]
    if opens <= at:
        return ""
    there, planned = opens.astimezone(zone), at.astimezone(zone)
    return (
        f"{dated_day(planned.date(), planned.date())}, {planned:%H:%M} is outside the hours in which we call them."
        f" The next are from {dated_day(there.date(), planned.date())}, {there:%H:%M} their time."
    )
