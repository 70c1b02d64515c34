"""What has been heard of a call so far, kept in this process while it goes on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from django.db.models import Q

from duecourse.calls.hearing import setting_for
from duecourse.calls.models import Call, LiveTurn
from duecourse.calls.saying import said_on, with_usable_files
from duecourse.domain.conversation.engine import begin, on_turn
from duecourse.domain.conversation.prompting import Prompting
from duecourse.domain.conversation.results import TurnResult
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import Turn
from duecourse.playbooks.phrases import load_book
from duecourse.playbooks.prompts import load_prompts

MOST_KEPT = 200  # calls a process remembers; one that it has forgotten is read again from its turns


@dataclass(slots=True)
class Listening:
    """The engine's state after the turns heard, and what each of them brought."""

    state: State
    turns: list[Turn] = field(default_factory=list)
    results: list[TurnResult] = field(default_factory=list)

    @property
    def n(self) -> int:
        """How many turns were heard."""
        return len(self.turns)

    def restart(self) -> None:
        """Before the first word again, with the same account and the same words to prompt with."""
        prompting = self.state.prompting
        again = Prompting(prompting.words, must_say=prompting.must_say) if prompting else None
        self.state = begin(self.state.setting, self.state.book, again)
        self.turns.clear()
        self.results.clear()

    def hear(self, turn: Turn) -> None:
        self.turns.append(turn)
        self.results.append(on_turn(turn, self.state))


_KEPT: OrderedDict[int, Listening] = OrderedDict()
_LOCK = Lock()


@contextmanager
def listening_to(call: Call) -> Iterator[Listening]:
    """The call as far as its turns in the database go. Whoever has it has it alone: another thread meanwhile reads the
    turns again. After an error it is forgotten, so that what was not written is not remembered."""
    with _LOCK:
        known = _KEPT.pop(call.pk, None)
    found = _caught_up(known, call)
    yield found
    with _LOCK:
        _KEPT[call.pk] = found
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)


def forget(call: Call) -> None:
    with _LOCK:
        _KEPT.pop(call.pk, None)


def _caught_up(known: Listening | None, call: Call) -> Listening:
    """With the turns that came in since. What is known has to go on where the database stands: digits may have been
    masked in an earlier turn, or the database may be another one than it was (a restored backup)."""
    if known is not None:
        new = _rows(call, known)
        last = new[0] if new and known.n else None
        if (last == known.turns[-1]) if known.n and last else not known.n:
            return _heard(known, new[1:] if last else new)
    return _heard(_fresh(call), _rows(call))


def _rows(call: Call, known: Listening | None = None) -> Sequence[Turn]:
    """All turns; with `known` its last one (which has to be the same), those after it, and any masked since."""
    rows = LiveTurn.objects.filter(call=call).order_by("n")
    if known is not None and known.n:
        rows = rows.filter(Q(n__gte=known.n) | Q(masked_at__gt=known.n))
    return [Turn(*row) for row in rows.values_list("n", "who", "text", "start_s", "end_s")]


def _fresh(call: Call) -> Listening:
    words = with_usable_files(load_prompts)
    prompting = Prompting(words, must_say=said_on(call))
    return Listening(begin(setting_for(call), with_usable_files(load_book), prompting))


def _heard(found: Listening, turns: Sequence[Turn]) -> Listening:
    for turn in turns:
        found.hear(turn)
    return found
