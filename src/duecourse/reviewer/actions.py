"""Switching second opinions on, asking for one, and getting it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from duecourse.calls.models import Call, Transcript
from duecourse.domain.conversation.proposals.asking import TooLong
from duecourse.domain.conversation.turns import CallError
from duecourse.playbooks import PlaybookError
from duecourse.reviewer.endpoint import Endpoint, NoAnswer, NotSetUp, configured
from duecourse.reviewer.models import MOST_A_DAY, OpinionRequest, SecondOpinion, TeamSwitch
from duecourse.reviewer.queries import asked_within_a_day, endpoint_set_up, switch_of
from duecourse.reviewer.reading import call_of
from duecourse.reviewer.reviewing import Reviewed, review
from duecourse.teams import audit
from duecourse.teams.models import Team, User
from duecourse.teams.queries import NotAllowed, require_lead

LOST_AFTER = timedelta(minutes=30)  # a request that runs for longer was broken off with its worker
State = OpinionRequest.State


class CannotAsk(ValueError):
    """No opinion can be asked for. The message says why."""


@transaction.atomic
def switch_second_opinions(*, actor: User, now: datetime, team: Team, is_on: bool, most_a_day: int) -> TeamSwitch:
    """Raises NotAllowed for anybody but the team's lead and an administrator."""
    require_lead(actor)
    if actor.is_lead and actor.team_id != team.pk:
        raise NotAllowed("A lead decides for their own team.")
    if not 1 <= most_a_day <= MOST_A_DAY:
        raise ValueError(f"between 1 and {MOST_A_DAY} calls a day, not {most_a_day}")
    given = {"is_on": is_on, "most_a_day": most_a_day, "changed_at": now, "changed_by": actor}
    switch, _ = TeamSwitch.objects.update_or_create(team=team, defaults=given)
    facts = {"on": is_on, "most_a_day": most_a_day}
    audit.record(actor=actor, now=now, verb="switch_second_opinions", subject=team, facts=facts)
    return switch


@transaction.atomic
def ask_opinion(*, actor: User, now: datetime, call: Call) -> OpinionRequest:
    """The worker asks. `call` is one that the actor may look back on. Raises NotAllowed, CannotAsk."""
    require_lead(actor)
    transcript = Transcript.objects.filter(call=call).first()
    if transcript is None:
        raise CannotAsk("There is no transcript of this call.")
    team, endpoint = call.caller.team, endpoint_set_up()
    if endpoint is None:
        raise CannotAsk("No language model is set up: an administrator sets DUECOURSE_REVIEWER_URL.")
    # Written, not read: of two leads who ask at once the second waits here for the first, so that the limit holds.
    is_on = TeamSwitch.objects.filter(team=team, is_on=True).update(is_on=True)
    switch = switch_of(team) if is_on else None
    if team is None or switch is None:
        raise CannotAsk("Second opinions are switched off for this team.")
    if asked_within_a_day(team, now) >= switch.most_a_day:
        raise CannotAsk(f"The team has asked for {switch.most_a_day} within a day, which is its limit.")
    try:
        with transaction.atomic():
            request = OpinionRequest.objects.create(
                transcript=transcript, heard_at=transcript.added_at, team=team, asked_at=now, asked_by=actor
            )
    except IntegrityError:
        raise CannotAsk("This call is being asked about already.") from None
    facts = {"endpoint": endpoint.host, "model": endpoint.model}
    audit.record(actor=actor, now=now, verb="ask_second_opinion", subject=call, facts=facts)
    return request


def get_opinion(*, now: datetime, request: OpinionRequest) -> SecondOpinion | None:
    """Asks the endpoint, outside of any transaction, and keeps what stands of the answer. None: somebody else has it in
    hand, or there was no answer, and the request says why."""
    mine = OpinionRequest.objects.filter(pk=request.pk, state=State.WAITING).update(state=State.RUNNING, started_at=now)
    if not mine:
        return None
    try:
        reviewed = review(call_of(request.transcript), _endpoint_for(request))
    except (CallError, CannotAsk, NoAnswer, NotSetUp, PlaybookError, TooLong) as error:
        fail_request(now=now, request=request, problem=str(error))
        return None
    return _keep(now, request, reviewed)


def _endpoint_for(request: OpinionRequest) -> Endpoint:
    """Asked again at the moment of sending: a switch that was turned off meanwhile holds."""
    endpoint, switch = configured(), switch_of(request.team)
    if endpoint is None:
        raise CannotAsk("No language model is set up any more.")
    if switch is None or not switch.is_on:
        raise CannotAsk("Second opinions were switched off before this one was asked for.")
    if Transcript.objects.filter(pk=request.transcript_id, added_at=request.heard_at).first() is None:
        raise CannotAsk("The transcript was replaced before it was asked about.")
    return endpoint


@transaction.atomic
def _keep(now: datetime, request: OpinionRequest, reviewed: Reviewed) -> SecondOpinion | None:
    """None where the transcript has gone while the endpoint was thinking: then its words go nowhere."""
    if not OpinionRequest.objects.filter(pk=request.pk, state=State.RUNNING).update(state=State.DONE):
        return None
    opinion, reply = reviewed.opinion, reviewed.reply
    kept = len(opinion.marks) + len(opinion.acts) + len(opinion.summary)
    row = SecondOpinion.objects.create(
        request=request, made_at=now, model=reviewed.endpoint.model[:120], endpoint=reviewed.endpoint.host[:120],
        prompt_sha256=reviewed.letter.digest, told=opinion.as_json(), kept=kept, dropped=len(opinion.dropped),
        tries=reply.tries, took_ms=reply.took_ms, tokens_in=reply.tokens_in, tokens_out=reply.tokens_out,
    )  # fmt: skip
    facts = {"model": row.model, "kept": kept, "dropped": row.dropped, "prompt": row.prompt_sha256}
    audit.record(actor=None, now=now, verb="keep_second_opinion", subject=request.transcript.call, facts=facts)
    return row


@transaction.atomic
def fail_request(*, now: datetime, request: OpinionRequest, problem: str) -> None:
    if OpinionRequest.objects.filter(pk=request.pk, state=State.RUNNING).update(
        state=State.FAILED, problem=problem[:200]
    ):
        facts = {"problem": problem[:200]}
        audit.record(actor=None, now=now, verb="second_opinion_failed", subject=request.transcript.call, facts=facts)


def give_up_lost_requests(*, now: datetime) -> int:
    """Requests whose worker is gone. They are not asked again by themselves: each try costs."""
    lost = OpinionRequest.objects.filter(state=State.RUNNING, started_at__lt=now - LOST_AFTER)
    rows = list(lost.select_related("transcript__call"))
    for request in rows:
        fail_request(now=now, request=request, problem="The worker stopped while it waited for the answer. Ask again.")
    return len(rows)
