"""What the page of a call looked back on shows, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse

from duecourse.calls.drafting import traced_record
from duecourse.calls.models import Call, CallRecord, Transcript
from duecourse.calls.queries import recording_of
from duecourse.calls.saying import said_on
from duecourse.domain.contact_policy.duties import VOICEMAIL
from duecourse.domain.conversation.kept import from_kept
from duecourse.domain.conversation.required import hearing_of
from duecourse.domain.conversation.turns import Turn
from duecourse.domain.disclosures import Disclosure
from duecourse.domain.reviewing.norms import LEAST, Norm
from duecourse.domain.reviewing.readings import Reading, shown
from duecourse.domain.reviewing.review import Heard, Review, review_of
from duecourse.domain.reviewing.traced import Traced
from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.better import load_advice
from duecourse.playbooks.engine_version import engine_version
from duecourse.playbooks.plain_language import load_terms
from duecourse.quality.models import CallReview, MarkJudgement
from duecourse.quality.queries import Norms, judgements_on, norms_beside, wrong_marks
from duecourse.quality.reading import Words, read, words_of
from duecourse.teams.models import User


@dataclass(frozen=True, slots=True)
class Measure:
    """A reading beside what is usual: for the team, and for the caller where there are calls enough."""

    reading: Reading
    usual: Norm
    team: str
    own: str


@dataclass(frozen=True, slots=True)
class LawRow:
    """Words that the law wants said: whether the caller says so, and what the transcript has of them."""

    disclosure: Disclosure
    said: bool | None  # None: the record is not written yet
    because: str
    heard: str
    turn: int | None


@dataclass(frozen=True, slots=True)
class ReviewPane:
    """`kept` is the row behind the review; None while the job has not read the call yet."""

    review: Review
    transcript: Transcript
    kept: CallReview | None
    measures: tuple[Measure, ...]
    law: tuple[LawRow, ...]
    record: CallRecord | None
    record_lines: tuple[Traced, ...]
    judgements: Mapping[tuple[int, str], MarkJudgement]
    remarks: tuple[str, ...]
    their_name: str


def review_pane(call: Call, actor: User) -> ReviewPane | None:
    """None: the call has no transcript. A call that today's engine has not read yet is read for this page alone; the
    job keeps it."""
    transcript = Transcript.objects.select_related("added_by").filter(call=call).first()
    if transcript is None:
        return None
    transcript.call = call
    kept = CallReview.objects.select_related("analysis").filter(transcript=transcript).first()
    is_current = (
        kept is not None and kept.analysis.engine == engine_version() and kept.analysis.heard_at == transcript.added_at
    )
    words = words_of(transcript, settled=kept.analysis.setting if kept and is_current else None)
    found = from_kept(kept.analysis.found) if kept and is_current else read(words)
    heard = Heard(words.turns, words.speakers, words.setting, found, wrong_marks(transcript))
    review = _review(heard)
    record = call.records.order_by("-version").first()
    return ReviewPane(
        review=review,
        transcript=transcript,
        kept=kept if is_current else None,
        measures=tuple(_measures(review.readings, norms_beside(call), call, actor)),
        law=tuple(_law(call, record, words.turns, found.points)) if not review.not_analysed else (),
        record=record,
        record_lines=traced_record(record, transcript) if record else (),
        judgements=judgements_on(transcript),
        remarks=tuple(transcript.analysis.get("draft", {}).get("notes", ())),
        their_name=_their_name(words),
    )


def _review(heard: Heard) -> Review:
    """With the team's own wordings; where one of their files cannot be used, with ours."""
    try:
        return review_of(heard, load_advice(), load_terms().index)
    except PlaybookError:
        return review_of(heard, load_advice(SHIPPED), load_terms(SHIPPED).index)


def _their_name(words: Words) -> str:
    return next((words.speakers[turn.n] for turn in words.turns if turn.who == "client"), "")


def recording_url(call: Call) -> str:
    """Where the sound of the call is heard; empty when there is none."""
    return reverse("calls:audio", args=[call.pk]) if recording_of(call) is not None else ""


def _measures(readings: Sequence[Reading], norms: Norms, call: Call, actor: User) -> Iterator[Measure]:
    team = "Your team" if actor.team_id == call.caller.team_id else f"Team {call.caller.team}"
    own = "Your other calls" if actor.pk == call.caller_id else f"{call.caller.label}’s other calls"
    for reading in readings:
        usual, theirs = norms.team.get(reading.key, Norm(0)), norms.own.get(reading.key, Norm(0))
        beside_own = _beside(own, theirs, reading.unit) if theirs.is_enough else ""
        yield Measure(reading, usual, _beside(team, usual, reading.unit), beside_own)


def _beside(whose: str, norm: Norm, unit: str) -> str:
    """ "Your team: median 52 %, 38 calls", or how many calls are missing for that."""
    if norm.value is None:
        return f"{whose}: too few calls to compare ({norm.calls} of {LEAST})"
    return f"{whose}: median {shown(norm.value, unit)}, {norm.calls} calls"


def _law(call: Call, record: CallRecord | None, turns: Sequence[Turn], points: Sequence[str]) -> Iterator[LawRow]:
    """What was due by the record; while there is none, everything that may be due to somebody who picked up."""
    rows: list[dict[str, Any]] = (
        list(record.said) if record else [asdict(d) for d in said_on(call) if d.occasion != VOICEMAIL]
    )
    for row in rows:
        due = Disclosure.from_json(row)
        hearing = hearing_of(due, turns, points)
        yield LawRow(due, row.get("said"), str(row.get("because") or ""), hearing.result, hearing.turn)
