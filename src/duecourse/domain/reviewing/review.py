"""Everything that a page shows of a call looked back on, as plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from duecourse.domain.conversation.draft import act_sentence, commitment_sentence
from duecourse.domain.conversation.results import DONTS, POINTS, Analysis, ClientAct, Mark
from duecourse.domain.conversation.turns import CALLER, Setting, Turn
from duecourse.domain.plain_language.terms import TermIndex
from duecourse.domain.reviewing import places, situations
from duecourse.domain.reviewing.agreed import Agreed, agreed_on
from duecourse.domain.reviewing.due_points import not_due
from duecourse.domain.reviewing.readings import Reading, readings
from duecourse.domain.reviewing.timeline import Find, Timeline, clock, timeline_of
from duecourse.domain.reviewing.wordings import Advice, Moment, say
from duecourse.domain.wording import with_full_stop

COVERED, MISSED, NOT_DUE = "covered", "missed", "not_due"
_AT_THE_START = ("identified", "verified_party", "purpose")
_AT_THE_END = ("next_step", "recap", "polite_close")


@dataclass(frozen=True, slots=True)
class Marked:
    """A do or don't in its turn. `words` is the better way to say it, or what it brought; `is_wrong`: a lead says that
    the mark is wrong."""

    n: int
    label: str
    kind: str
    title: str
    quote: str
    why: str
    rule: str
    found_by: str
    words: str
    is_wrong: bool = False

    @property
    def is_dont(self) -> bool:
        return self.kind == places.DONT


@dataclass(frozen=True, slots=True)
class Noted:
    """What the client did, or what we said we would do. `text` is a sentence without its full stop."""

    n: int
    kind: str
    text: str
    quote: str

    @property
    def sentence(self) -> str:
        return with_full_stop(self.text)


@dataclass(frozen=True, slots=True)
class Said:
    """One turn as it is read: its words in stretches, and what was found in it."""

    n: int
    speaker: str
    ours: bool
    at: str
    second: float | None
    segments: tuple[places.Segment, ...]
    marks: tuple[Marked, ...]
    notes: tuple[Noted, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One of the nine points: `turn` earned it; `because` says why it was not due."""

    point: str
    state: str
    turn: int | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """A moment to do better next time: our own words there, and a better way to say it."""

    about: str
    title: str
    n: int
    own_words: str
    why: str
    better: str

    @property
    def place(self) -> tuple[int, str]:
        """Moments of one place are told together."""
        return self.n, self.own_words


@dataclass(frozen=True, slots=True)
class Worked:
    """A good moment and what it brought."""

    about: str
    title: str
    n: int
    own_words: str
    brought: str


@dataclass(frozen=True, slots=True)
class Review:
    """A call looked back on. `not_analysed` says why nothing was marked, if so."""

    turns: tuple[Said, ...]
    timeline: Timeline
    readings: tuple[Reading, ...]
    points: tuple[Point, ...]
    missed: tuple[Missed, ...]
    worked: tuple[Worked, ...]
    agreed: Agreed
    notes: tuple[Noted, ...]
    not_analysed: str = ""

    @property
    def covered(self) -> int:
        return sum(point.state == COVERED for point in self.points)

    @property
    def due(self) -> int:
        """How many points this call had to cover; one that was covered without being due counts as well."""
        return sum(point.state != NOT_DUE for point in self.points)


@dataclass(frozen=True, slots=True)
class Heard:
    """The call to look back on. `speakers` by turn; `wrong` are (turn, label) of marks that a lead took back."""

    turns: tuple[Turn, ...]
    speakers: Mapping[int, str]
    setting: Setting
    found: Analysis
    wrong: Collection[tuple[int, str]] = ()


def review_of(heard: Heard, advice: Mapping[str, Advice], terms: TermIndex) -> Review:
    """`advice` by label and point, `terms` for the plain words of a trade term."""
    found = heard.found
    tell = _Teller(heard, advice, terms)
    marked = tuple(tell.mark(mark) for mark in found.marks)
    notes = tuple(_notes(heard))
    points = tuple(_points(found))
    return Review(
        turns=tuple(_said(heard, marked, notes)),
        timeline=timeline_of(heard.turns, _finds(marked, notes), places.KINDS),
        readings=readings(found.measures),
        points=points,
        missed=tuple(tell.missed(marked, points)),
        worked=tuple(_worked(marked, advice)),
        agreed=agreed_on(found, heard.setting),
        notes=notes,
        not_analysed=str(found.measures.get("not_analysed", "")),
    )


class _Teller:
    """Puts what was found into words."""

    def __init__(self, heard: Heard, advice: Mapping[str, Advice], terms: TermIndex) -> None:
        self.heard, self.advice, self.terms = heard, advice, terms
        self.facts = situations.facts_of(heard.setting, heard.found)
        self.ours = [turn for turn in heard.turns if turn.who == CALLER and turn.text.strip()]

    def _moment(self, n: int, said: str) -> Moment:
        heard = self.heard
        return situations.moment_at(n, said, heard.turns, heard.found, heard.setting, self.facts)

    def mark(self, mark: Mark) -> Marked:
        moment = replace(self._moment(mark.n, mark.quote), found_by=mark.rule)
        kind = places.DONT if mark.label in DONTS else places.DO
        if kind == places.DO:
            moment = situations.after_moment(moment, mark.n, self.heard.turns, self.heard.found)
        if mark.label in ("jargon", "explained_term"):
            moment = situations.with_term(moment, self.terms, self.heard.setting.account.kind)
        advice = self.advice[mark.label]
        return Marked(
            n=mark.n,
            label=mark.label,
            kind=kind,
            title=advice.title,
            quote=mark.quote,
            why=advice.why,
            rule=advice.rule,
            found_by=mark.rule,
            words=say(advice, moment),
            is_wrong=(mark.n, mark.label) in self.heard.wrong,
        )

    def missed(self, marked: Sequence[Marked], points: Sequence[Point]) -> Iterator[Missed]:
        """Don'ts in the order of the call, then the points that were not covered."""
        for mark in marked:
            if mark.is_dont and not mark.is_wrong:
                yield Missed(mark.label, mark.title, mark.n, mark.quote, mark.why, mark.words)
        for point in points:
            turn = self._place_of(point.point)
            if point.state == MISSED and turn is not None:
                advice = self.advice[point.point]
                better = say(advice, self._moment(turn.n, turn.text))
                own = situations.short_quote(turn.text).strip("“”")
                yield Missed(point.point, advice.title, turn.n, own, advice.why, better)

    def _place_of(self, point: str) -> Turn | None:
        """The turn in which a point that was not covered would have had its place: who we are at the start, the close
        at the end, the matter in the first turn after we said who we are."""
        if not self.ours:
            return None
        if point in _AT_THE_START:
            return self.ours[0]
        if point in _AT_THE_END:
            return self.ours[-1]
        opened = dict(self.heard.found.earned).get("purpose", self.ours[0].n)
        return next((turn for turn in self.ours if turn.n > opened), self.ours[-1])


def _notes(heard: Heard) -> Iterator[Noted]:
    """In the order of the call."""
    due, currency = heard.setting.due_minor, heard.setting.account.currency
    lines = [Noted(a.n, places.ACT, act_sentence(a, due, currency) or _plain(a), a.quote) for a in heard.found.acts]
    lines += [Noted(c.n, places.COMMITMENT, commitment_sentence(c), c.quote) for c in heard.found.commitments]
    yield from sorted(lines, key=lambda line: line.n)


def _plain(act: ClientAct) -> str:
    return act.act.replace("_", " ").capitalize()


def _points(found: Analysis) -> Iterator[Point]:
    earned, spared = dict(found.earned), not_due(found)
    for point in POINTS:
        if point in found.points:
            yield Point(point, COVERED, earned.get(point))
        elif point in spared:
            yield Point(point, NOT_DUE, because=spared[point])
        else:
            yield Point(point, MISSED)


def _said(heard: Heard, marked: Sequence[Marked], notes: Sequence[Noted]) -> Iterator[Said]:
    earned: dict[int, list[str]] = {}
    for point, n in heard.found.earned:
        earned.setdefault(n, []).append(point)
    for turn in heard.turns:
        marks = tuple(mark for mark in marked if mark.n == turn.n)
        noted = tuple(note for note in notes if note.n == turn.n)
        quotes = [(m.kind, m.quote) for m in marks if not m.is_wrong] + [(note.kind, note.quote) for note in noted]
        yield Said(
            n=turn.n,
            speaker=heard.speakers.get(turn.n, ""),
            ours=turn.who == CALLER,
            at=clock(turn.start),
            second=turn.start,
            segments=places.segments_of(turn.text, quotes),
            marks=marks,
            notes=noted,
            points=tuple(earned.get(turn.n, ())),
        )


def _finds(marked: Sequence[Marked], notes: Sequence[Noted]) -> Iterator[Find]:
    for mark in marked:
        if not mark.is_wrong:
            yield Find(mark.n, mark.kind, mark.title)
    for note in notes:
        yield Find(note.n, note.kind, note.text)


def _worked(marked: Sequence[Marked], advice: Mapping[str, Advice]) -> Iterator[Worked]:
    """Each kind of good moment once: the first that brought something, else the first."""
    best: dict[str, Marked] = {}
    for mark in marked:
        if mark.is_dont or mark.is_wrong:
            continue
        usual = advice[mark.label].wordings[-1].text
        if mark.label not in best or (best[mark.label].words == usual and mark.words != usual):
            best[mark.label] = mark
    for mark in sorted(best.values(), key=lambda mark: mark.n):
        yield Worked(mark.label, mark.title, mark.n, mark.quote, mark.words)
