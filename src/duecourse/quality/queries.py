"""Reads of reviews, narrowed to what the actor may look back on: their own calls, the team's for a lead, all for
auditor and administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from duecourse.calls.models import Call, CallRecord, Transcript
from duecourse.calls.queries import calls_to_look_at
from duecourse.domain.reviewing.norms import Norm, norm_of
from duecourse.domain.reviewing.readings import KEYS
from duecourse.playbooks.engine_version import engine_version
from duecourse.quality.models import CallReview, MarkJudgement, ReviewLabel
from duecourse.teams.models import User
from duecourse.teams.queries import teammates_for

USUAL = 200  # the team's last calls that its norms are made of
PERIODS = {"7": "the last 7 days", "30": "the last 30 days", "90": "the last 90 days"}


def reviews_for(actor: User) -> QuerySet[CallReview]:
    """Reviews of those calls, newest first."""
    calls = calls_to_look_at(actor).order_by().values("pk")
    return CallReview.objects.filter(call__in=calls).order_by("-started_at", "-pk")


def calls_to_read() -> QuerySet[Call]:
    """Calls whose transcript today's engine has not read, or not as it now stands. Oldest first."""
    stale = (
        Q(review=None) | ~Q(review__analysis__engine=engine_version()) | ~Q(review__analysis__heard_at=F("added_at"))
    )
    calls = Transcript.objects.filter(stale).values("call")
    return Call.objects.filter(pk__in=calls).order_by("pk")


def wrong_marks(transcript: Transcript) -> frozenset[tuple[int, str]]:
    """(turn, label) of the marks that a lead took back."""
    return frozenset(
        place for place, one in judgements_on(transcript).items() if one.verdict == MarkJudgement.Verdict.WRONG
    )


def judgements_on(transcript: Transcript) -> dict[tuple[int, str], MarkJudgement]:
    """The last word on each mark, by turn and label."""
    rows = MarkJudgement.objects.filter(transcript=transcript).select_related("judged_by").order_by("pk")
    return {(row.n, row.label): row for row in rows}


@dataclass(frozen=True, slots=True)
class Norms:
    """What is usual, by measure: for the team, and for the caller of the call."""

    team: Mapping[str, Norm] = field(default_factory=dict)
    own: Mapping[str, Norm] = field(default_factory=dict)


def norms_beside(call: Call) -> Norms:
    """Over the last calls of the caller's team, this one left out: one statement."""
    if call.caller.team_id is None:
        return Norms()
    rows = list(
        CallReview.objects.filter(team=call.caller.team_id)
        .exclude(call=call)
        .order_by("-started_at")
        .values_list("caller", "measures")[:USUAL]
    )
    return Norms(
        team={key: norm_of(measures.get(key) for _, measures in rows) for key in KEYS},
        own={key: norm_of(measures.get(key) for who, measures in rows if who == call.caller_id) for key in KEYS},
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty: not at all. `person` is a key."""

    whose: str = ""
    label: str = ""
    outcome: str = ""
    person: int | None = None
    days: str = ""

    def without(self, name: str) -> Filters:
        given = {field_name: getattr(self, field_name) for field_name in self.__slots__}
        return Filters(**{**given, name: None if name == "person" else ""})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many calls each choice of a filter would show, the other filters as they are."""

    labels: Mapping[str, int]
    outcomes: Mapping[str, int]
    people: Mapping[int, int]
    days: Mapping[str, int]
    whose: Mapping[str, int]


def narrowed(actor: User, now: datetime, filters: Filters) -> QuerySet[CallReview]:
    """The list. The outcome is that of the record as it stands."""
    found = reviews_for(actor)
    if filters.whose == "mine":
        found = found.filter(caller=actor)
    if filters.label:
        found = found.filter(Exists(ReviewLabel.objects.filter(review=OuterRef("pk"), label=filters.label)))
    if filters.person is not None:
        found = found.filter(caller=filters.person)
    if filters.days:
        found = found.filter(started_at__gt=now - timedelta(days=int(filters.days)))
    return _of_outcome(found, filters.outcome)


def _of_outcome(found: QuerySet[CallReview], outcome: str) -> QuerySet[CallReview]:
    if not outcome:
        return found
    return found.annotate(outcome=_OUTCOME).filter(outcome=outcome)


_OUTCOME = Subquery(CallRecord.objects.filter(call=OuterRef("call")).order_by("-version").values("outcome")[:1])


def counts_of(actor: User, now: datetime, filters: Filters) -> Counts:
    """Five statements, however many calls there are."""

    def found(left_out: str) -> QuerySet[CallReview]:
        return narrowed(actor, now, filters.without(left_out)).order_by()

    labels = ReviewLabel.objects.filter(review__in=found("label").values("pk")).values_list("label")
    outcomes = found("outcome").annotate(outcome=_OUTCOME).values_list("outcome")
    since = {days: now - timedelta(days=int(days)) for days in PERIODS}
    periods = found("days").aggregate(
        **{f"last_{days}": Count("pk", filter=Q(started_at__gt=start)) for days, start in since.items()}
    )
    whose = found("whose").aggregate(all=Count("pk"), mine=Count("pk", filter=Q(caller=actor)))
    return Counts(
        labels=dict(labels.annotate(Count("review"))),
        outcomes={outcome: count for outcome, count in outcomes.annotate(Count("pk")) if outcome},
        people=dict(found("person").values_list("caller").annotate(Count("pk"))),
        days={days: periods[f"last_{days}"] for days in PERIODS},
        whose=whose,
    )


def shown(found: QuerySet[CallReview]) -> QuerySet[CallReview]:
    """With what a list prints of each: a fixed number of statements."""
    rows = found.annotate(outcome=_OUTCOME).select_related("call__account", "caller")
    return rows.prefetch_related("labels")


def people_in(actor: User) -> QuerySet[User]:
    """Whose calls the actor may look back on, and who has any."""
    return teammates_for(actor).filter(Exists(CallReview.objects.filter(caller=OuterRef("pk"))))


@dataclass(frozen=True, slots=True)
class Held:
    """How the marks of a label held before the eyes of leads: the last word on each counts."""

    label: str
    right: int
    judged: int


def marks_judged(actor: User) -> tuple[Held, ...]:
    """By label, over the calls that the actor may look back on."""
    calls = reviews_for(actor).order_by().values("transcript")
    last = (
        MarkJudgement.objects.filter(transcript__in=calls)
        .values("transcript", "n", "label")
        .annotate(last=Max("pk"))
        .values("last")
    )
    rows = (
        MarkJudgement.objects.filter(pk__in=last)
        .order_by()
        .values_list("label")
        .annotate(judged=Count("pk"), right=Count("pk", filter=Q(verdict=MarkJudgement.Verdict.RIGHT)))
        .order_by("label")
    )
    return tuple(Held(label, right, judged) for label, judged, right in rows)
