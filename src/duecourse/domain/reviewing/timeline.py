"""Who spoke when, laid out on a line: both speakers as lanes, what they said over each other, silences, and a tick
for what was found. Only places and words; a page draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from duecourse.domain.conversation import voices
from duecourse.domain.conversation.marks.timing import OVERLAP, cuts_in, is_backchannel
from duecourse.domain.conversation.turns import CALLER, CLIENT, Turn
from duecourse.domain.reviewing.readings import duration, times

WIDTH = 1000.0  # of the drawing
SILENCE = 3.0  # seconds in which nobody speaks: long enough to be felt on the telephone
_LEAST_WIDTH = 1.5  # so that the shortest word can be seen
TICK = 26.0  # one tick stands for all finds of so much line: wide enough to hit
_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)  # seconds between the marks of the scale
_MOST_STEPS = 10
_BACK = 6  # turns in which an overlap is looked for


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the line: a turn, an overlap, a silence. `turn` is where a click leads, `second` where it begins."""

    x: float
    width: float
    turn: int
    says: str
    ours: bool = False
    second: float = 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    """What was found around one place. `kind` is the gravest there, `count` how many of it, `turn` the first; `says`
    names all of it."""

    x: float
    kind: str
    count: int
    turn: int
    says: str

    @property
    def left(self) -> float:
        return self.x - TICK / 2


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table behind the drawing."""

    turn: int
    at: str
    what: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Without times the line is laid out by words, and there are neither overlaps nor silences on it. `one_lane`: all
    are on one channel, and nobody can say who speaks."""

    timed: bool
    turns: tuple[Stretch, ...]
    overlaps: tuple[Stretch, ...]
    cuts: tuple[Stretch, ...]
    silences: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]
    scale: tuple[tuple[float, str], ...]
    table: tuple[Line, ...]
    one_lane: bool = False

    @property
    def summary(self) -> str:
        """What the drawing shows, for somebody who does not see it."""
        ours = sum(stretch.ours for stretch in self.turns)
        parts = [f"{ours} turn{'s' if ours != 1 else ''} of ours, {len(self.turns) - ours} of theirs"]
        if self.one_lane:
            parts = [f"somebody speaks {times(len(self.turns))}"]
        for found, name in ((self.cuts, "interruption"), (self.silences, "silence"), (self.overlaps, "overlap")):
            if found:
                parts.append(f"{len(found)} {name}{'s' if len(found) != 1 else ''}")
        return ", ".join(parts) + ("." if self.timed else "; laid out by words, there are no times.")


@dataclass(frozen=True, slots=True)
class Find:
    """Something to mark on the line: in turn `n`, a kind of `places.KINDS` in the order of gravity, and its name."""

    n: int
    kind: str
    name: str


def timeline_of(turns: Sequence[Turn], finds: Iterable[Find], kinds: Sequence[str]) -> Timeline:
    """`kinds` are all kinds of finds, the gravest first."""
    finds = tuple(finds)
    timed = bool(turns) and all(turn.timed for turn in turns)
    spans = _spans(turns) if timed else _by_words(turns)
    whole = max((end for _, end in spans.values()), default=0.0) or 1.0

    def stretch(first: float, last: float, turn: int, says: str, ours: bool = False) -> Stretch:
        width = max((last - first) / whole * WIDTH, _LEAST_WIDTH)
        return Stretch(round(first / whole * WIDTH, 1), round(width, 1), turn, says, ours)

    over = _overlaps(turns) if timed else ()
    quiet = _silences(turns) if timed else ()
    cut = [(*spans[n], n) for n, _ in _cuts(turns)] if timed else []
    return Timeline(
        timed=timed,
        turns=tuple(
            stretch(*spans[t.n], t.n, _says(t, spans[t.n], timed), t.who == CALLER) for t in turns if t.text.strip()
        ),
        overlaps=tuple(stretch(a, b, n, f"Both speak for {duration(b - a)}") for a, b, n in over),
        cuts=tuple(stretch(a, a + OVERLAP, n, "Interruption") for a, _, n in cut),
        silences=tuple(stretch(a, b, n, f"{duration(b - a)} of silence") for a, b, n in quiet),
        ticks=tuple(_ticks(finds, spans, whole, kinds)),
        scale=_scale(whole) if timed else (),
        table=tuple(_table(turns, finds, over, quiet)),
    )


_WHO = {CALLER: "We", CLIENT: "They", voices.SOMEBODY: "Somebody"}
_DOES = {
    voices.INTERRUPTION: "breaks in",
    voices.TALKED_OVER: "tries to break in",
    voices.BACKCHANNEL: "listening noise",
    voices.SPEECH: "",
}


def timeline_of_voices(heard: Sequence[voices.Stretch], length: float) -> Timeline:
    """The line of a recording of that many seconds, from who spoke when; nothing is known of the words."""
    whole = length or 1.0

    def stretch(first: float, last: float, n: int, says: str, ours: bool = False) -> Stretch:
        width = max((last - first) / whole * WIDTH, _LEAST_WIDTH)
        return Stretch(round(first / whole * WIDTH, 1), round(width, 1), n, says, ours, round(first, 1))

    one_lane = any(voice.who == voices.SOMEBODY for voice in heard)
    return Timeline(
        timed=True,
        turns=tuple(stretch(v.start, v.end, n, _voice_says(v), v.who != CLIENT) for n, v in enumerate(heard, 1)),
        overlaps=tuple(stretch(a, b, 0, f"Both speak for {duration(b - a)}") for a, b in voices.overlaps(heard)),
        cuts=tuple(
            stretch(v.start, v.start + OVERLAP, n, "Interruption")
            for n, v in enumerate(heard, 1)
            if v.kind == voices.INTERRUPTION
        ),
        silences=tuple(stretch(a, b, 0, f"{duration(b - a)} of silence") for a, b in voices.silences(heard, length)),
        ticks=(),
        scale=_scale(whole),
        table=(),
        one_lane=one_lane,
    )


def _voice_says(voice: voices.Stretch) -> str:
    parts = (f"{_WHO[voice.who]}, {clock(voice.start)}", duration(voice.seconds), _DOES[voice.kind])
    return ", ".join(filter(None, parts))


def clock(seconds: float | None) -> str:
    """ "2:31", "1:02:05"; nothing for None."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _says(turn: Turn, span: tuple[float, float], timed: bool) -> str:
    who = "Us" if turn.who == CALLER else "Them"
    when = f", {clock(turn.start)}, {duration(span[1] - span[0])}" if timed else ""
    return f"{who}, turn {turn.n}{when}"


def _spans(turns: Sequence[Turn]) -> dict[int, tuple[float, float]]:
    return {t.n: (t.start or 0.0, t.end or 0.0) for t in turns}


def _by_words(turns: Sequence[Turn]) -> dict[int, tuple[float, float]]:
    spans, at = {}, 0.0
    for turn in turns:
        words = float(len(turn.text.split()))
        spans[turn.n] = (at, at + words)
        at += words
    return spans


def _overlaps(turns: Sequence[Turn]) -> tuple[tuple[float, float, int], ...]:
    """Where both speak, and the later turn."""
    found = []
    for place, turn in enumerate(turns):
        for other in turns[max(0, place - _BACK) : place]:
            first = max(turn.start or 0.0, other.start or 0.0)
            last = min(turn.end or 0.0, other.end or 0.0)
            if other.who != turn.who and last - first >= OVERLAP:
                found.append((first, last, turn.n))
    return tuple(found)


def _cuts(turns: Sequence[Turn]) -> tuple[tuple[int, bool], ...]:
    """Turns that take the floor from the other side, and whether they are ours."""
    return tuple(
        (turn.n, turn.who == CALLER)
        for place, turn in enumerate(turns)
        if not is_backchannel(turn.text)
        and any(cuts_in(turn, other) for other in turns[max(0, place - _BACK) : place] if other.who != turn.who)
    )


def _silences(turns: Sequence[Turn]) -> tuple[tuple[float, float, int], ...]:
    """Where nobody speaks for long, and the turn that ends it."""
    found, reached = [], 0.0
    for before, turn in pairwise(turns):
        reached = max(reached, before.end or 0.0)
        if (turn.start or 0.0) - reached >= SILENCE:
            found.append((reached, turn.start or 0.0, turn.n))
    return tuple(found)


def _ticks(
    finds: Sequence[Find], spans: Mapping[int, tuple[float, float]], whole: float, kinds: Sequence[str]
) -> Iterable[Tick]:
    """Finds that stand close together share a tick: on a long call they could not be hit one by one."""
    bins: dict[int, list[Find]] = {}
    for find in sorted((f for f in finds if f.n in spans), key=lambda f: f.n):
        x = sum(spans[find.n]) / 2 / whole * WIDTH
        bins.setdefault(min(int(x // TICK), int((WIDTH - 1) // TICK)), []).append(find)
    for place, here in sorted(bins.items()):
        gravest = min((f.kind for f in here), key=kinds.index)
        grave = [f for f in here if f.kind == gravest]
        says = f"Turn {grave[0].n}: {'; '.join(dict.fromkeys(f.name for f in here))}"
        yield Tick(round((place + 0.5) * TICK, 1), gravest, len(grave), grave[0].n, says)


def _scale(whole: float) -> tuple[tuple[float, str], ...]:
    step = next((s for s in _STEPS if whole / s <= _MOST_STEPS), _STEPS[-1] * ceil(whole / _STEPS[-1] / _MOST_STEPS))
    return tuple((round(at / whole * WIDTH, 1), clock(at)) for at in range(0, int(whole) + 1, step))


def _table(
    turns: Sequence[Turn],
    finds: Sequence[Find],
    over: Iterable[tuple[float, float, int]],
    quiet: Iterable[tuple[float, float, int]],
) -> Iterable[Line]:
    """All that is drawn except the plain turns, in the order of the call."""
    started = {t.n: t.start for t in turns}
    ours = dict(_cuts(turns))
    lines = [(n, started[n], "We cut in" if is_ours else "They cut in") for n, is_ours in ours.items()]
    lines += [(n, at, f"Both speak for {duration(last - at)}") for at, last, n in over]
    lines += [(n, at, f"{duration(last - at)} of silence before this turn") for at, last, n in quiet]
    lines += [(f.n, started.get(f.n), f.name) for f in finds]
    for n, at, what in sorted(lines, key=lambda line: line[0]):
        yield Line(n, clock(at), what)
