"""Whatever else a caller states, held against the account's notes: something that they deny, a rate, a length of time.
The notes are in people's own words, so a denial must share what it is about, word by word."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from duecourse.domain.conversation import numbers
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import AMOUNTS, NUMBERS, WORDS, needs
from duecourse.domain.conversation.notes import Matter, counted, in_minor, roots, thing
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_NO = frozenset("no not never none nothing nobody without neither nor cannot".split())
_LEFT_OPEN = frozenset("if once when unless could may might would can before until should shall let".split())
_OUR_PLAN = frozenset((who, "will") for who in ("i", "we"))


@needs(kind=WORDS)
def denied_by_a_note(view: View, state: State) -> tuple[int, int] | None:
    """The notes say "no referral to an agency", the caller states it."""
    notes = state.ledger.notes
    for sentence in view.words.sentences if notes.denials else ():
        said = view.words.items[sentence.first : sentence.last]
        ahead = not _OUR_PLAN.isdisjoint(pairwise(said)) or any(
            when.on and when.on > state.setting.today and sentence.first <= when.first < sentence.last
            for when in view.days
        )
        if sentence.asks or ahead or _NO & set(said) or _LEFT_OPEN & set(said):
            continue  # what is to come contradicts no note of what has not been
        own = roots(said) - roots(tuple(state.company))
        if any(_states(own, matter, notes.told_of) for matter in _denials(state)):
            return sentence.first, sentence.last
    return None


def _denials(state: State) -> Iterable[Matter]:
    """What the notes deny, and this call has not brought about: "no promise on file" is past once one is made."""
    return [m for m in state.ledger.notes.denials if not (m[0] & _PROMISE and state.promises)]


_PROMISE = roots(("promise", "arrangement"))


def _states(own: frozenset[str], matter: Matter, told: frozenset[str]) -> bool:
    """Are the words of a denial said as so: the thing itself among them, and not only what other notes tell of?"""
    head, about = matter
    shared = about & own
    return len(shared) >= _SHARED and head <= own and not shared <= told


_SHARED = 2  # words of a denial; with one of them alone a caller may be speaking of anything


_PER = frozenset("a an per each every".split())
_RATED = frozenset(
    "hour day week month unit visit session night box pallet tonne litre metre mile kilo piece head".split()
)


@needs(kind=AMOUNTS)
def wrong_rate(view: View, state: State) -> tuple[int, int] | None:
    """ "Your rate is 95 dollars an hour" where the notes have 85.00 per hour."""
    noted = [
        (figure, thing(unit))
        for line in state.ledger.notes.lines
        for figure in line.sums
        for per, unit in pairwise(line.words)
        if per in _PER and thing(unit) in _RATED
    ]
    items = view.words.items
    theirs = state.client_amounts | state.caller_offers
    for amount in view.amounts if noted else ():
        per, unit = (*items[amount.last : amount.last + 2], "", "")[:2]
        known = [figure for figure, of in noted if of == thing(unit)]
        stated = per in _PER and known and not asked(view, amount.first, amount.last) and not amount.near
        if stated and not amount.known(in_minor(known, state.setting.account.currency) | theirs):
            return amount.first, amount.last
    return None


_MEASURES = frozenset("percent hour minute week month year tonne degree".split())
_OF_SOME = frozenset(
    "of other more another extra missing short left only credit could would if can half each per first last next "
    "plus minus off back free return returned".split()
)


@needs(kind=NUMBERS)
def wrong_measure(view: View, state: State) -> tuple[int, int] | None:
    """ "He waited three hours" where the notes say two; "five percent" where they say 1.5."""
    noted: dict[str, set[str]] = {}
    for line in state.ledger.notes.lines:
        for value, what in line.counts:
            noted.setdefault(what, set()).add(value)
    if not noted or noted.keys().isdisjoint(map(thing, view.words.vocabulary)):
        return None
    items = view.words.items
    theirs = {value for v in state.said_by[CLIENT] for value, _ in counted(v.words.items, v.numbers)}
    for number in view.numbers:
        what = thing(items[number.last]) if number.last < len(items) else ""
        sentence = view.words.sentence_at(number.first)
        around = set(items[max(sentence.first, number.first - 5) : min(sentence.last, number.last + 5)])
        stated = not sentence.asks and not _OF_SOME & around and not asked(view, number.first, number.last)
        known = noted.get(what)
        if known is None or not stated or str(number.value.normalize()) in known | theirs:
            continue
        if what in _MEASURES or (len(known) == 1 and number.value > 1 and _tells_of_goods(what, around)):
            return number.first, number.last + 1
    return None


_NOT_GOODS = frozenset(
    "payment instalment installment call letter reminder voicemail email promise invoice claim bill part visit people "
    "person time pm am line thing way digit figure number letter page".split()
)
_DEALT = frozenset(
    "delivered signed ordered sent had got took used were was received shipped collected there all whole bought".split()
)


def _tells_of_goods(what: str, around: set[str]) -> bool:
    """ "You signed for twelve chairs" where the notes have ten: a thing that was dealt with, not offered."""
    return what not in _NOT_GOODS and not _DEALT.isdisjoint(around)


_PAPERS = frozenset("quote order po ticket contract policy docket job case booking agreement check".split())
_LEAST_DIGITS = 3


@needs(_PAPERS)
def wrong_paper(view: View, state: State) -> tuple[int, int] | None:
    """ "I have quote 3388" where the notes have quote 3391: a paper by its number, of the same length."""
    noted: dict[str, set[str]] = {}
    for line in state.ledger.notes.lines:
        for word, behind in pairwise(line.words):
            if word in _PAPERS and behind.isdigit() and len(behind) >= _LEAST_DIGITS:
                noted.setdefault(word, set()).add(behind)
    items = view.words.items
    for number in view.numbers if noted else ():
        paper = next((w for w in items[max(0, number.first - 2) : number.first] if w in noted), "")
        known = noted.get(paper, set())
        heard = any(number.digits in v.words.text for v in state.said_by[CLIENT])
        another = number.digits not in known and any(len(k) == len(number.digits) for k in known)
        if another and not heard and not asked(view, number.first, number.last):
            return max(0, number.first - 2), number.last
    return None


_BROUGHT = frozenset("got delivered deliver shipped unloaded received".split())
_NOT_ALL = frozenset("not never no only if short missing ordered invoiced charged billed between less".split())
_AROUND = 6  # words between a number and the verb that it goes with


@needs(_BROUGHT)
def more_than_came(view: View, state: State) -> tuple[int, int] | None:
    """ "All 480 were delivered", where 480 were ordered and the delivery note shows 360."""
    parts = [part for line in state.ledger.notes.lines for part in line.parts]
    came = _counts(part for part in parts if any(word.startswith("deliver") for word in part))
    others = _counts(parts) - came
    if not came:
        return None
    items, said = view.words.items, tuple(numbers.find(view.words.items))
    if any(number.value in came for number in said):
        return None  # "thirty six of the forty": what came is said
    for number in said:
        around = set(items[max(0, number.first - _AROUND) : number.last + _AROUND])
        beyond = number.value in others and number.value > max(came)
        if beyond and _BROUGHT & around and not _NOT_ALL & around and not asked(view, number.first, number.last):
            return number.first, number.last
    return None


def _counts(parts: Iterable[tuple[str, ...]]) -> set[int]:
    return {int(word) for part in parts for word in part if word.isdigit()}


_WAS_DONE = frozenset(
    "aired ran held completed attended worked performed done given taught installed fitted repaired used finished "
    "broadcast shown".split()
)


@needs(_WAS_DONE)
def more_than_was_done(view: View, state: State) -> tuple[int, int] | None:
    """ "All six weeks ran" where six were agreed and the log shows four: more of a thing than the notes have done."""
    lines = state.ledger.notes.lines
    done = {pair for line in lines if not _WAS_DONE.isdisjoint(line.words) and not line.denies for pair in line.counts}
    agreed = {pair for line in lines for pair in line.counts} - done
    if not done or not agreed:
        return None
    items = view.words.items
    came = {many for many, _ in done}
    if any(str(number.value.normalize()) in came for number in view.numbers):
        return None  # "six were agreed, and four were held": what was done is said
    for number in view.numbers:
        pair = (str(number.value.normalize()), thing(items[number.last]) if number.last < len(items) else "")
        less = any(what == pair[1] and int(float(many)) < number.value for many, what in done)
        around = set(items[max(0, number.first - _AROUND) : number.last + _AROUND])
        stated = _WAS_DONE & around and not _NOT_ALL & around and not asked(view, number.first, number.last)
        if pair in agreed and less and stated:
            return number.first, number.last
    return None
