"""The one entry for live use and for replay: `on_turn` reads a turn with the state so far; `analyse` replays a call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from duecourse.domain.conversation import acts, commitments, measures, names, points, promises
from duecourse.domain.conversation.acts.answered import told_by_our_answer
from duecourse.domain.conversation.acts.wrong_party import number_taken_off
from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.came_to import in_that_light, said_in_all, what_it_came_to
from duecourse.domain.conversation.date_context import NOTHING_NAMED, Named
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.language import why_not_analysed
from duecourse.domain.conversation.ledger import Ledger
from duecourse.domain.conversation.marks import detect, privacy, terms
from duecourse.domain.conversation.marks.again import looked_at_again
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.promises.doubt import with_doubts
from duecourse.domain.conversation.prompting import Prompting
from duecourse.domain.conversation.prompts import prompts
from duecourse.domain.conversation.results import Analysis, ClientAct, Mark, TurnResult
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import Sentence
from duecourse.domain.conversation.turns import CallInput, Setting, Turn
from duecourse.domain.conversation.views import Read, View, read_turns, view


def begin(setting: Setting, book: Book, prompting: Prompting | None = None) -> State:
    """The state of a call before its first word. `prompting` where a caller is there to be prompted."""
    return State(
        setting=setting,
        ledger=Ledger.of(setting.account),
        book=book,
        caller=names.person(setting.caller_name),
        company=names.company(setting.company),
        contact=names.contact(setting),
        prompting=prompting,
    )


def on_turn(turn: Turn, state: State) -> TurnResult:
    """Reads one turn and brings the state up to date. Turns come in the order in which they began."""
    (said,) = read_turns((turn,), state.setting.today, state.book)
    found = _hear(said, state)
    result = TurnResult(turn.n, found, _acts(state), tuple(state.commitments), points.standing(state))
    if state.prompting is None:
        return result
    return replace(result, prompts=prompts(result, state, state.prompting.muted))


def _hear(said: Read, state: State) -> tuple[Mark, ...]:
    """What the turn does to the state, and the marks in it. A replay wants no more of it."""
    seen = view(said, state.setting, state.ledger, _named(said, state))
    state.hear(seen)
    found: tuple[Mark, ...] = ()
    if seen.is_caller:
        found = detect(seen, state)
        promises.read_back(seen, state)
        commitments.hear(seen, state)
        number_taken_off(seen, state)
        _note_offers(seen, state)
    else:
        commitments.answer(seen, state)
        acts.hear(seen, state)
        promises.hear(seen, state)
        for amount in seen.amounts:
            state.client_amounts.update(_meant(amount, state))
    told_by_our_answer(seen, state)
    privacy.listen(seen, state)
    state.marks.extend(found)
    points.score(seen, found, state)
    return found


def _named(said: Read, state: State) -> Named:
    """What has been named before, for a turn that may lean on it."""
    if not said.leans:
        return NOTHING_NAMED
    return Named(_days_said(state), _days_promised(state), _speaks_of_next_week(state))


_SOON = timedelta(days=200)
_DAYS_KEPT = 2  # turns in which a day just named is still "the day"


def _days_said(state: State) -> list[date]:
    """Days ahead that the last turns named, latest last; not last month's day read as next year's."""
    today = state.setting.today
    named = [w for v in state.views[-_DAYS_KEPT:] for w in v.days if not _was_then(v, w)]
    return [w.on for w in named if w.on is not None and today <= w.on <= today + _SOON]


_DONE = frozenset(
    "cleared sent mailed posted paid was were went came written dated cashed issued delivered received signed faxed "
    "since from".split()
)
_DONE_BEFORE = 4  # words before a day in which a deed of the past stands


def _was_then(view: View, when: When) -> bool:
    """ "It cleared on the 8th": a day of the month that has been, though next month has one too."""
    before = view.words.items[max(0, when.first - _DONE_BEFORE) : when.first]
    return when.rule == "day of month" and when.past is not None and not _DONE.isdisjoint(before)


def _days_promised(state: State) -> list[date]:
    """Days of payment that stand: "Friday and the twentieth" are those, turns later."""
    return [p.on for p in state.promises if p.on is not None]


_NEXT_WEEK = (" next week ", " the following week ")


def _speaks_of_next_week(state: State) -> bool:
    lately = (v.words for v in state.views[-_DAYS_KEPT:])
    return any("week" in words.vocabulary and any(text in words.line for text in _NEXT_WEEK) for words in lately)


def _note_offers(seen: View, state: State) -> None:
    """Amounts the caller proposed are not claims of what is due, when they come up again."""
    if seen.has("asks_payment", "solution"):
        for amount in seen.amounts:
            state.caller_offers.update(_meant(amount, state))
        parts, due = state.ledger.parts, state.ledger.due
        offers = (*seen.hits.get("asks_payment", ()), *seen.hits.get("solution", ()))
        offered = [seen.words.sentence_at(h.first) for h in offers]
        put = [a for a in seen.amounts if _is_put(seen, seen.words.sentence_at(a.first), offered)]
        shares = [r for a in put for r in a.readings if r in parts and r not in due]
        state.instalment = shares[-1] if shares else state.instalment


def _meant(amount: Amount, state: State) -> Iterable[int]:
    """ "Eleven oh eight", of 1,108 due, is not 11.08 as well."""
    return state.ledger.known.intersection(amount.readings) or amount.readings


_OF_BEFORE = frozenset("was were been had did paid sent".split())


def _is_put(seen: View, sentence: Sentence, offered: list[Sentence]) -> bool:
    """Is a sum in that sentence proposed, not told of what was ("Must have been somebody else's fifty")?"""
    return sentence in offered or _OF_BEFORE.isdisjoint(seen.words.items[sentence.first : sentence.last])


def _acts(state: State) -> tuple[ClientAct, ...]:
    return tuple(sorted((*state.acts, *with_doubts(state)), key=lambda a: (a.n, a.act != "promise")))


def finish(state: State) -> Analysis:
    """Settles what only the end of the call can settle, and sums up."""
    state.marks.extend(terms.settle(state))
    state.voicemail = state.voicemail or privacy.left_a_message(state)
    points.close(state)
    in_all = said_in_all(state)
    marks = tuple(sorted(looked_at_again(state, in_all), key=lambda m: m.n))
    came_to = what_it_came_to(state, in_all)
    return Analysis(
        marks=_once(marks),
        acts=in_that_light(_acts(state), came_to),
        commitments=tuple(sorted(state.commitments, key=lambda c: c.n)),
        points=tuple(point for point, _ in came_to.earned),
        disposition=came_to.outcome,
        measures=measures.measure(state.views, marks),
        earned=came_to.earned,
        reads_like=came_to.reads_like,
    )


def _once(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """One mark per turn and label."""
    kept: dict[tuple[int, str], Mark] = {}
    for mark in marks:
        kept.setdefault((mark.n, mark.label), mark)
    return tuple(kept.values())


def analyse(call: CallInput, book: Book) -> Analysis:
    """A whole call: a replay of its turns. In a language we do not know nothing is marked, and the measures say so."""
    state = begin(call.setting, book)
    for said in read_turns(call.turns, call.setting.today, book):
        _hear(said, state)
    found = finish(state)
    because = why_not_analysed(state)
    if because:
        return Analysis((), (), (), (), "no_result", {**found.measures, "not_analysed": because})
    return found
