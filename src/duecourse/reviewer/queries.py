"""Second opinions beside a call, and what a team's switch says; narrowed to what the actor may look back on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from duecourse.calls.models import Call, Transcript
from duecourse.domain.conversation.proposals import REASONS
from duecourse.reviewer.endpoint import Endpoint, NotSetUp, configured
from duecourse.reviewer.models import OpinionRequest, SecondOpinion, TeamSwitch
from duecourse.teams.models import Role, Team, User

A_DAY = timedelta(days=1)
_OPEN = (OpinionRequest.State.WAITING, OpinionRequest.State.RUNNING)


def endpoint_set_up() -> Endpoint | None:
    """None where there is none, or one that cannot be used."""
    try:
        return configured()
    except NotSetUp:
        return None


def may_ask(actor: User) -> bool:
    return actor.may_write and actor.role in (Role.LEAD, Role.ADMINISTRATOR)


def teams_for(actor: User) -> QuerySet[Team]:
    """The teams whose switch the actor sees."""
    teams = Team.objects.select_related("second_opinions__changed_by").order_by("name")
    return teams if actor.sees_everything else teams.filter(members=actor)


def switch_of(team: Team | None) -> TeamSwitch | None:
    """None: nobody has touched it, so it is off."""
    return TeamSwitch.objects.filter(team=team).first() if team is not None else None


def asked_within_a_day(team: Team, now: datetime) -> int:
    return OpinionRequest.objects.filter(team=team, asked_at__gt=now - A_DAY).count()


def waiting_requests() -> QuerySet[OpinionRequest]:
    """For the job, oldest first."""
    return OpinionRequest.objects.filter(state=OpinionRequest.State.WAITING).order_by("pk")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a call. `row` is the last opinion on its present words, `last` the last that was asked for;
    `why_not` says why none can be asked for now, empty where one can."""

    row: SecondOpinion | None
    last: OpinionRequest | None
    may_ask: bool
    why_not: str
    host: str

    @property
    def waits(self) -> bool:
        return self.last is not None and self.last.state in _OPEN

    @property
    def failed(self) -> bool:
        return self.last is not None and self.last.state == OpinionRequest.State.FAILED

    @property
    def shows(self) -> bool:
        """Is there anything to show to this person? Where nothing is set up the page is as if there were none."""
        return self.row is not None or self.waits or (self.may_ask and bool(self.host))

    @property
    def reasons(self) -> list[tuple[int, str, list[str]]]:
        """Why proposals were dropped: how many for which reason, in words, and what was proposed."""
        told: dict[str, Any] = self.row.told if self.row else {}
        texts: dict[str, list[str]] = {}
        for one in told.get("dropped", []):
            texts.setdefault(one["reason"], []).extend(filter(None, [one["text"]]))
        counts = told.get("dropped_by_reason", {}).items()
        return [(count, REASONS.get(reason, reason), texts.get(reason, [])) for reason, count in counts]


def second_opinion(call: Call, actor: User, transcript: Transcript | None = None) -> Beside | None:
    """None: there is no transcript, so there is nothing to have an opinion on. The call is one that the actor may look
    back on (`calls.queries.calls_to_look_at`). Three statements at most."""
    transcript = transcript or Transcript.objects.filter(call=call).first()
    if transcript is None:
        return None
    requests = OpinionRequest.objects.filter(transcript=transcript, heard_at=transcript.added_at)
    last = requests.select_related("asked_by").order_by("-pk").first()
    row = SecondOpinion.objects.filter(request__in=requests).order_by("-pk").first()
    endpoint = endpoint_set_up()
    asks = may_ask(actor)
    return Beside(row, last, asks, _why_not(call, endpoint) if asks else "", endpoint.host if endpoint else "")


def _why_not(call: Call, endpoint: Endpoint | None) -> str:
    if endpoint is None:
        return "No language model is set up."
    switch = switch_of(call.caller.team)
    if switch is None or not switch.is_on:
        return "Second opinions are switched off for this team."
    return ""
