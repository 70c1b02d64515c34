"""A call looked back on."""

from __future__ import annotations

from pydantic import BaseModel, Field

from duecourse.domain.reviewing.agreed import Agreed
from duecourse.domain.reviewing.review import Marked
from duecourse.quality.panes import Measure, ReviewPane


class MarkOut(BaseModel):
    """A do or don't in our words."""

    turn: int
    label: str
    kind: str = Field(description="`do` or `dont`")
    title: str
    quote: str = Field(description="Word for word from the turn")
    found_by: str = Field(description="The rule that found it")
    say: str = Field(description="For a don't a better way to say it; for a do what it brought")
    taken_back: bool = Field(description="A lead says that the mark is wrong")


class PointOut(BaseModel):
    point: str
    state: str = Field(description="`covered`, `missed`, or `not_due`: `because` says why")
    turn: int | None
    because: str


class NoteOut(BaseModel):
    """What the client did (`act`) or what we said we would do (`commitment`)."""

    turn: int
    kind: str
    text: str
    quote: str


class NormOut(BaseModel):
    median: float | None = Field(description="Null with fewer than ten calls")
    calls: int


class MeasureOut(BaseModel):
    measure: str
    title: str
    unit: str = Field(description="`percent` (0 to 1), `seconds`, `times`, `a_minute` or `grade`")
    value: float | None
    made_of: str = Field(description="Its numerator and denominator, in words")
    why_not: str = Field(description="Why it cannot be had")
    team: NormOut = Field(description="The caller's team over its last calls, this one left out")


class AgreedOut(BaseModel):
    text: str
    turn: int
    quote: str
    checked: str = Field(description="What in the ledger it was held against")


class LeftOutOut(BaseModel):
    text: str
    turn: int
    quote: str
    because: str = Field(description="Why it does not count as agreed")


class ReviewOut(BaseModel):
    call: int
    source: str = Field(description="The form of the transcript")
    remarks: list[str] = Field(description="What was put right or left out in reading it")
    not_analysed: str = Field(description="Why nothing was marked; empty: it was analysed")
    marks: list[MarkOut]
    points: list[PointOut]
    notes: list[NoteOut]
    measures: list[MeasureOut]
    agreed: list[AgreedOut] = Field(description="Only what stands in the transcript and fits the ledger")
    left_out: list[LeftOutOut]


def review_out(call: int, pane: ReviewPane) -> ReviewOut:
    review = pane.review
    return ReviewOut(
        call=call,
        source=pane.transcript.source,
        remarks=list(pane.remarks),
        not_analysed=review.not_analysed,
        marks=[_mark(mark) for turn in review.turns for mark in turn.marks],
        points=[PointOut(point=p.point, state=p.state, turn=p.turn, because=p.because) for p in review.points],
        notes=[NoteOut(turn=n.n, kind=n.kind, text=n.text, quote=n.quote) for n in review.notes],
        measures=[_measure(one) for one in pane.measures],
        agreed=_agreed(review.agreed),
        left_out=_left_out(review.agreed),
    )


def _mark(mark: Marked) -> MarkOut:
    same = ("label", "kind", "title", "quote", "found_by")
    return MarkOut(
        **{name: getattr(mark, name) for name in same}, turn=mark.n, say=mark.words, taken_back=mark.is_wrong
    )


def _measure(one: Measure) -> MeasureOut:
    reading = one.reading
    return MeasureOut(
        measure=reading.key,
        title=reading.title,
        unit=reading.unit,
        value=reading.value,
        made_of=reading.made_of,
        why_not=reading.why_not,
        team=NormOut(median=one.usual.value, calls=one.usual.calls),
    )


def _agreed(agreed: Agreed) -> list[AgreedOut]:
    return [AgreedOut(text=f.text, turn=f.turn, quote=f.quote, checked=f.checked) for f in agreed.facts]


def _left_out(agreed: Agreed) -> list[LeftOutOut]:
    return [LeftOutOut(text=o.text, turn=o.turn, quote=o.quote, because=o.because) for o in agreed.left_out]
