"""Taking in the turns of an open call: compared with those before, card numbers masked, kept, read by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from duecourse.calls.actions import CallNotOpen
from duecourse.calls.live.listening import Listening, forget, listening_to
from duecourse.calls.models import Call, CallDraft, LiveTurn
from duecourse.calls.queries import speaks_for
from duecourse.domain.conversation.prompting import Prompt
from duecourse.domain.conversation.results import ClientAct, Commitment, Mark, TurnResult
from duecourse.domain.conversation.turns import Turn
from duecourse.domain.redaction import begin_of_what_belongs, redact, redact_turns
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed, require_writer

MOST_TURNS = 5_000  # a call of five hours
_LONGEST_ID = 200  # characters of a prompt's id that are kept
_TRIES = 3  # two programs that send at once: the second sees what the first has written


class TurnsMissing(Exception):
    """A turn before these has not come. `next` is the number of the one that is waited for."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"The next turn of this call is number {expected}: send the turns from there on.")
        self.expected = expected


class TurnDiffers(Exception):
    """A turn with that number is there and says something else."""

    def __init__(self, n: int) -> None:
        super().__init__(f"Turn {n} is there already with other words. What was heard is not changed.")
        self.n = n


class TooManyTurns(Exception):
    """More turns than any call has."""

    def __init__(self) -> None:
        super().__init__(f"A call may have {MOST_TURNS:,} turns. Close it with its record.")


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer to turns that came in: the marks they brought, what stands after them, and the prompt to show."""

    n: int  # turns heard so far
    marks: tuple[Mark, ...]
    acts: tuple[ClientAct, ...]
    commitments: tuple[Commitment, ...]
    points: tuple[str, ...]
    prompt: Prompt | None
    quiet: bool = False  # the caller wants no prompts: there is none then
    said: tuple[Turn, ...] = ()  # the last turns, where they were asked for


def add_turns(*, actor: User, now: datetime, call: Call, turns: Sequence[Turn]) -> Heard:
    """Take in turns by their numbers. Sending one again changes nothing; a gap or other words are refused.

    Raises NotAllowed (neither its caller nor their lead), CallNotOpen, TurnsMissing, TurnDiffers, TooManyTurns.
    """
    _require_voice(actor, call)
    for left in reversed(range(_TRIES)):
        try:
            with listening_to(call) as heard:
                new = _not_heard_yet(heard, turns)
                _take_in(actor, now, call, heard, new)
                return _answer(heard, turns, _unwanted(call))
        except IntegrityError:
            forget(call)
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def say(*, actor: User, now: datetime, call: Call, who: str, text: str, n: int) -> Heard:
    """Take in one typed turn. `n` is the number that the page thinks it has: the same words sent twice with it are
    there once; where somebody else's turn has taken it, this one comes behind. Raises what `add_turns` raises."""
    _require_voice(actor, call)
    for _ in range(_TRIES):
        with listening_to(call) as heard:
            last = heard.n
            said = heard.turns[n - 1] if 0 < n <= last else None
        if said is not None and (said.who, said.text) == (who, redact(text)):
            return add_turns(actor=actor, now=now, call=call, turns=[said])
        try:
            return add_turns(actor=actor, now=now, call=call, turns=[Turn(last + 1, who, text)])
        except TurnDiffers:
            continue
    raise TurnDiffers(last + 1)


def set_quiet(*, actor: User, call: Call, quiet: bool) -> None:
    """No prompts on this call, or prompts again. Kept with the draft alone and in no log: that somebody likes it quiet
    is nobody's business. Raises CallNotOpen."""
    require_writer(actor)
    if call.caller_id != actor.pk or call.state != Call.State.OPEN:
        raise CallNotOpen
    CallDraft.objects.filter(call=call).update(quiet=quiet)


def dismiss(*, actor: User, call: Call, prompt: str) -> None:
    """The caller has read that prompt: nobody shows it again. One that does not stand any more is left alone. Kept as
    `set_quiet` keeps it. Raises CallNotOpen."""
    require_writer(actor)
    if call.caller_id != actor.pk or call.state != Call.State.OPEN:
        raise CallNotOpen
    with listening_to(call) as heard:
        standing = {p.id for p in heard.results[-1].prompts} if heard.results else set()
    if prompt in standing:
        CallDraft.objects.filter(call=call).update(dismissed=prompt[:_LONGEST_ID])


def heard_so_far(call: Call, last: int) -> Heard:
    """What stands now, with the last turns, for a page that opens in the middle of a call."""
    unwanted = _unwanted(call)
    if not LiveTurn.objects.filter(call=call).exists():
        return Heard(0, (), (), (), (), None, unwanted.quiet)
    with listening_to(call) as heard:
        return replace(_answer(heard, (), unwanted), said=tuple(heard.turns[-last:]))


def heard_after(call: Call, n: int) -> list[tuple[Turn, TurnResult]]:
    """The turns behind the `n`-th with what each brought; prompts left out where the caller does not want them."""
    if not LiveTurn.objects.filter(call=call, n__gt=n).exists():
        return []
    unwanted = _unwanted(call)
    with listening_to(call) as heard:
        pairs = list(zip(heard.turns, heard.results, strict=True))[n:]
    return [(turn, replace(result, prompts=unwanted.left_of(result.prompts))) for turn, result in pairs]


def _require_voice(actor: User, call: Call) -> None:
    require_writer(actor)
    if not speaks_for(actor, call):
        raise NotAllowed("Only the caller who is in the call, or their team lead's token, says what is said on it.")
    if call.state != Call.State.OPEN:
        raise CallNotOpen


@dataclass(frozen=True, slots=True)
class _Unwanted:
    """What the caller does not want to be shown: prompts at all (their settings, or this call's), or the one that they
    sent away."""

    quiet: bool
    dismissed: str

    def left_of(self, prompts: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
        return () if self.quiet else tuple(p for p in prompts if p.id[:_LONGEST_ID] != self.dismissed)


def _unwanted(call: Call) -> _Unwanted:
    row = CallDraft.objects.filter(call=call).values_list("quiet", "dismissed").first() or (False, "")
    return _Unwanted(not call.caller.prompts or row[0], row[1])


def _not_heard_yet(heard: Listening, turns: Sequence[Turn]) -> list[Turn]:
    new: list[Turn] = []
    for turn in turns:
        expected = heard.n + len(new) + 1
        if turn.n > expected:
            raise TurnsMissing(expected)
        if turn.n == expected:
            new.append(turn)
        elif turn.n <= heard.n and not _is_same(heard.turns[turn.n - 1], turn):
            raise TurnDiffers(turn.n)
    if heard.n + len(new) > MOST_TURNS:
        raise TooManyTurns
    return new


def _is_same(kept: Turn, sent: Turn) -> bool:
    """What was masked can only be compared as far as it stands."""
    if (kept.who, kept.start, kept.end) != (sent.who, sent.start, sent.end):
        return False
    return kept.text == redact(sent.text) or ("[" in kept.text and kept.text != sent.text)


def _take_in(actor: User, now: datetime, call: Call, heard: Listening, new: Sequence[Turn]) -> None:
    """Masked, written in one transaction, then read by the engine."""
    if not new:
        return
    masked, changed = _masked(heard.turns, new)
    with transaction.atomic():
        if not Call.objects.filter(pk=call.pk, state=Call.State.OPEN).update(state=Call.State.OPEN):
            raise CallNotOpen  # closed in this moment; otherwise it stays open until these turns are written
        LiveTurn.objects.bulk_create(
            LiveTurn(call=call, n=t.n, who=t.who, text=t.text, start_s=t.start, end_s=t.end, heard_at=now)
            for t in masked
        )
        for turn in changed:
            LiveTurn.objects.filter(call=call, n=turn.n).update(text=turn.text, masked_at=masked[-1].n)
        if heard.n == 0:
            audit.record(actor=actor, now=now, verb="listen", subject=call, facts={})
    if changed:
        _start_again(heard, changed)
    for turn in masked:
        heard.hear(turn)


def _masked(before: Sequence[Turn], new: Sequence[Turn]) -> tuple[list[Turn], list[Turn]]:
    """The new turns with card numbers masked, and earlier ones in which digits now belong to a card."""
    first = begin_of_what_belongs([turn.text for turn in before])
    tail = [*before[first:], *new]
    texts = redact_turns([(turn.who, turn.text) for turn in tail])
    masked = [replace(turn, text=text) for turn, text in zip(tail, texts, strict=True)]
    earlier = len(before) - first
    changed = [turn for turn, kept in zip(masked[:earlier], tail, strict=False) if turn.text != kept.text]
    return masked[earlier:], changed


def _start_again(heard: Listening, changed: Sequence[Turn]) -> None:
    """The engine reads the earlier turns again, as they now stand in the database."""
    by_number = {turn.n: turn for turn in changed}
    turns = [by_number.get(turn.n, turn) for turn in heard.turns]
    heard.restart()
    for turn in turns:
        heard.hear(turn)


def _answer(heard: Listening, sent: Sequence[Turn], unwanted: _Unwanted) -> Heard:
    numbers = {turn.n for turn in sent}
    brought = [result for result in heard.results if result.n in numbers] if numbers else []
    last = heard.results[-1] if heard.results else TurnResult(0, ())
    return Heard(
        n=heard.n,
        marks=tuple(mark for result in brought for mark in result.marks),
        acts=last.acts,
        commitments=last.commitments,
        points=last.points,
        prompt=next(iter(unwanted.left_of(last.prompts)), None),
        quiet=unwanted.quiet,
    )
