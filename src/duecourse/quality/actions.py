"""Keeping what the engine finds, and a lead's word on a mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from duecourse.calls.models import Call, Transcript
from duecourse.domain.conversation.kept import as_kept, from_kept
from duecourse.domain.conversation.results import POINTS, Analysis
from duecourse.domain.reviewing.due_points import not_due
from duecourse.domain.reviewing.readings import values_of
from duecourse.playbooks.engine_version import engine_version
from duecourse.quality.models import CallAnalysis, CallReview, MarkJudgement, ReviewLabel
from duecourse.quality.queries import wrong_marks
from duecourse.quality.reading import read, words_of
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_lead


class NoSuchMark(LookupError):
    """The mark is not among those that stand for the call: it was read again meanwhile."""


class NoReason(ValueError):
    """A mark that is wrong needs a reason."""


@transaction.atomic
def keep_review(*, now: datetime, call: Call) -> CallReview | None:
    """Reads the call with today's engine, once per engine and transcript, and lets that reading stand for it. May run
    twice and beside itself. None: there is no transcript."""
    transcript = (
        Transcript.objects.select_related("call__account__creditor", "call__contact", "call__caller")
        .filter(call=call)
        .first()
    )
    if transcript is None:
        return None
    analysis = _analysis(transcript, now)
    found = from_kept(analysis.found)
    spared = not_due(found)
    review, _ = CallReview.objects.update_or_create(
        transcript=transcript,
        defaults={
            "call": transcript.call,
            "analysis": analysis,
            "caller": transcript.call.caller,
            "team_id": transcript.call.caller.team_id,
            "started_at": transcript.call.started_at,
            "points_covered": len(found.points),
            "points_due": sum(point in found.points or point not in spared for point in POINTS),
            "measures": values_of(found.measures),
        },
    )
    _count_labels(review, found, wrong_marks(transcript))
    return review


def _analysis(transcript: Transcript, now: datetime) -> CallAnalysis:
    """The one of today's engine. The ledger that the first reading was held against is kept with every later one."""
    engine, heard_at = engine_version(), transcript.added_at
    mine = CallAnalysis.objects.filter(transcript=transcript, heard_at=heard_at)
    there = mine.filter(engine=engine).first()
    if there is not None:
        return there
    first = mine.order_by("pk").first()
    words = words_of(transcript, settled=first.setting if first else None)
    made, _ = CallAnalysis.objects.get_or_create(
        transcript=transcript,
        engine=engine,
        heard_at=heard_at,
        defaults={"made_at": now, "found": as_kept(read(words)), "setting": words.settled},
    )
    return made


def _count_labels(review: CallReview, found: Analysis, wrong: Collection[tuple[int, str]]) -> None:
    times = Counter(mark.label for mark in found.marks if (mark.n, mark.label) not in wrong)
    ReviewLabel.objects.filter(review=review).exclude(label__in=times).delete()
    ReviewLabel.objects.bulk_create(
        [ReviewLabel(review=review, label=label, times=count) for label, count in times.items()],
        update_conflicts=True,
        unique_fields=["review", "label"],
        update_fields=["times"],
    )


@transaction.atomic
def judge_mark(
    *, actor: User, now: datetime, review: CallReview, n: int, label: str, verdict: str, because: str = ""
) -> MarkJudgement:
    """A lead says that a mark is right, or wrong and why. It stays beside the mark; the last word holds.

    Raises NotAllowed (not a lead), NoReason, NoSuchMark.
    """
    require_lead(actor)
    because = because.strip()
    if verdict == MarkJudgement.Verdict.WRONG and not because:
        raise NoReason("Say in a few words why the mark is wrong.")
    found = from_kept(review.analysis.found)
    mark = next((m for m in found.marks if (m.n, m.label) == (n, label)), None)
    if mark is None:
        raise NoSuchMark("This mark does not stand any more: the call was read again meanwhile.")
    judged = MarkJudgement.objects.create(
        transcript_id=review.transcript_id,
        n=n,
        label=label,
        quote=mark.quote[:500],
        verdict=verdict,
        because=because,
        judged_by=actor,
        judged_at=now,
        engine=review.analysis.engine,
    )
    _count_labels(review, found, wrong_marks(review.transcript))
    facts = {"call": review.call_id, "turn": n, "label": label, "verdict": verdict}
    audit.record(actor=actor, now=now, verb="judge_mark", subject=judged, facts=facts)
    return judged
