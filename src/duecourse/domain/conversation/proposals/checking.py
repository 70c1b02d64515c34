"""Each proposal held against codebook, transcript and ledger. What cannot be shown to be so is dropped and counted.

The engine's own readings of amounts, dates and invoice numbers decide, so that "eight ninety" is 890.00 here as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.proposals.fields import act_fields
from duecourse.domain.conversation.proposals.grounds import speaks_of
from duecourse.domain.conversation.proposals.heard import Heard, NotSo, quoted
from duecourse.domain.conversation.proposals.opinion import Dropped, Opinion
from duecourse.domain.conversation.proposals.reading import Answer
from duecourse.domain.conversation.proposals.summary import Told
from duecourse.domain.conversation.proposals.veil import Veil
from duecourse.domain.conversation.results import ACTS, DONTS, DOS, ClientAct, Mark
from duecourse.domain.conversation.turns import CALLER, CLIENT, CallInput
from duecourse.domain.conversation.views import View

RULE = "second opinion"
_ONLY_TIMED = "interruption"
T = TypeVar("T")


def judge(call: CallInput, answer: Answer, veil: Veil, book: Book) -> Opinion:
    """What stands of the answer, beside what the engine says of the same call."""
    engine = analyse(call, book)
    heard = Heard.of(call, book, engine)
    dropped: list[Dropped] = []
    marks = _kept("mark", answer.marks, lambda raw: _mark(raw, heard, veil), veil, dropped)
    acts = _kept("act", answer.acts, lambda raw: _act(raw, heard, veil), veil, dropped)
    told = Told.of(heard)
    summary = _kept("sentence", answer.summary, lambda raw: told.sentence(raw, veil), veil, dropped)
    dropped += [Dropped("proposal", "too_many")] * answer.left_out
    return Opinion(
        tuple(_once(marks, lambda m: (m.n, m.label), "mark", dropped)),
        tuple(_once(acts, lambda a: (a.n, a.act, a.on, a.amount_minor), "act", dropped)),
        tuple(_once(summary, str.casefold, "sentence", dropped)),
        tuple(dropped),
        engine,
    )


def _kept(kind: str, rows: Iterable[Any], check: Callable[[Any], T], veil: Veil, dropped: list[Dropped]) -> list[T]:
    kept = []
    for raw in rows:
        try:
            kept.append(check(raw))
        except NotSo as because:
            dropped.append(Dropped(kind, because.reason, veil.restore(_as_text(raw))))
    return kept


def _as_text(raw: Any) -> str:
    """A dropped proposal in one line, for whoever wants to see what it was."""
    if isinstance(raw, Mapping):
        told = [raw.get("n"), raw.get("label") or raw.get("act"), raw.get("quote")]
        line = " · ".join(str(part)[:200] for part in told if part not in (None, ""))
    else:
        line = str(raw)[:200]
    return "".join(sign if sign.isprintable() else " " for sign in line)


def _once(items: Sequence[T], key: Callable[[T], object], kind: str, dropped: list[Dropped]) -> list[T]:
    kept: dict[object, T] = {}
    for item in items:
        kept.setdefault(key(item), item)
    dropped += [Dropped(kind, "twice")] * (len(items) - len(kept))
    return list(kept.values())


def _mark(raw: Any, heard: Heard, veil: Veil) -> Mark:
    given = _object(raw)
    label = given.get("label")
    if label not in DONTS + DOS:
        raise NotSo("unknown_label")
    if label == _ONLY_TIMED:
        raise NotSo("needs_timing")
    seen, quote = _quote(given, heard, veil, CALLER)
    said = heard.read(quote)
    if label == "false_statement" and _agrees(said, heard):
        raise NotSo("ledger_agrees")
    if not speaks_of(str(label), said):
        raise NotSo("not_about_it")
    return Mark(seen.n, str(label), quote, RULE)


def _act(raw: Any, heard: Heard, veil: Veil) -> ClientAct:
    given = _object(raw)
    act = given.get("act")
    if act not in ACTS:
        raise NotSo("unknown_label")
    seen, quote = _quote(given, heard, veil, CLIENT)
    restored = {name: veil.restore(value) if isinstance(value, str) else value for name, value in given.items()}
    found = ClientAct(seen.n, str(act), quote, RULE, **act_fields(str(act), restored, seen, quote, heard))
    if not speaks_of(str(act), heard.read(quote)):
        raise NotSo("not_about_it")
    return found


def _object(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise NotSo("not_an_object")
    return raw


def _quote(given: Mapping[str, Any], heard: Heard, veil: Veil, side: str) -> tuple[View, str]:
    """The turn and the words in it. Words of another turn are told apart from words that nobody said."""
    seen = heard.turn(given.get("n"))
    if seen.turn.who != side:
        raise NotSo("wrong_side")
    raw = given.get("quote")
    return seen, quoted(seen.turn.text, veil.restore(raw) if isinstance(raw, str) else raw)


def _agrees(said: View, heard: Heard) -> bool:
    """All that can be held against the ledger and the days agreed on (and there is something) is as it is said."""
    ledger = heard.ledger
    checked = [amount.known(ledger.figures) for amount in said.amounts if amount.sure]
    checked += [ref.number is not None for ref in said.references]
    engine = heard.engine
    agreed = {act.on for act in engine.acts} | {commitment.due_on for commitment in engine.commitments}
    due = {day for day in (*(item.due_on for item in ledger.items), *agreed) if day}
    checked += [when.past in due or when.on in due for when in said.whens if when.past in due or when.on]
    return bool(checked) and all(checked) and bool(said.amounts or said.whens)
