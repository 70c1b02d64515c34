"""How many, and how often: a count of bills held against the ledger, a count of letters, calls, payments, promises,
refusals held against the notes. "There's five of your bills lying here" of two, "you've made one payment" of two,
"you've broken your word three times" of one promise.

Notes count in words ("two letters sent"), by days ("called 2026-10-05 and 2026-10-20"), or by naming a thing once.
Where they do not say how many, nothing is held against them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from duecourse.domain.conversation import numbers
from duecourse.domain.conversation.date_words import MONTH_WORDS
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.marks.truth_record import says_open
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_Place = tuple[int, int]
_Words = frozenset[str]
_Said = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Class:
    """A class of things or deeds: `things` are counted ("six letters"), `deeds` are done so many times; `noted` are
    the words by which a note counts them, where they are not the same."""

    things: _Words
    deeds: _Words
    noted: _Words
    ours: bool = False  # what we do to reach them: a note of what they sent us does not count


def _class(things: str, deeds: str, noted: str = "", *, ours: bool = False) -> _Class:
    told = f"{things} {deeds} {noted}"
    return _Class(frozenset(things.split()), frozenset(deeds.split()), frozenset(told.split()), ours)


_TIME = "time attempt go occasion times occasions attempts"
_LETTERS = _class("letter letters notice notices", "wrote written write posted writing", ours=True)
_EMAILS = _class("email emails", "emailed email emailing", ours=True)
_TEXTS = _class("text texts sms", "texted texting", ours=True)
_CALLS = _class(
    "call calls voicemail voicemails message messages",
    "called rang rung phoned call ring phone calling ringing phoning rings spoke spoken",
    "contact contacted",
    ours=True,
)
_REMINDERS = _class(
    "reminder reminders chaser chasers statements warning warnings",
    "reminded chased remind chase chasing reminding asked ask asking tried try trying told reach reached ignored sent",
    "letter letters notice notices email emails text texts call calls called contacted voicemail voicemails message "
    "messages spoke rang emailed wrote written",
    ours=True,
)
_OF_US = (_LETTERS, _EMAILS, _TEXTS, _CALLS, _REMINDERS)
_CLASSES = (
    *_OF_US,
    _class("payment payments instalment instalments installment installments", "paid", "received"),
    _class("promise promises word", "promised broke broken swore", "promised"),
    _class("denial denials rejection rejections refusal refusals", "denied rejected refused declined"),
    _class("request requests", "asked requested"),
    _class("submission submissions", "submitted filed faxed mailed resubmitted mail sent", "sent"),
    _class("complaint complaints dispute disputes", "complained disputed queried"),
    _class("extension extensions deferral deferrals", "extended deferred"),
)  # fmt: skip
_THINGS = frozenset().union(*(kind.things for kind in _CLASSES))
_ONCE = {"once": 1, "twice": 2, "thrice": 3}
_ORDINALS = {w: n for n, w in enumerate("second third fourth fifth sixth seventh eighth ninth tenth".split(), 2)}
_MANY = {"dozen": 6, "dozens": 24, "countless": 12, "umpteen": 12, "several": 3}  # "half a dozen" is one, too
_COUNTS = frozenset({**_ONCE, **_ORDINALS, **_MANY})
_SAID = {**numbers.CARDINALS, **_MANY, **_ORDINALS, **_ONCE}
_TIMES = frozenset(_TIME.split())
_NO = frozenset("no not never none without".split())
_NOT_SO = frozenset(
    "will would could can should may might if need want next more another until shall let every".split()
)
_WAS_DONE = frozenset("have has had been made sent received got gave given broke broken missed after".split())
_ONLY = frozenset("only just ever have has had".split())
_SCOPE = 6  # words between a count of times and the deed
_NOUN_WITHIN = 3  # words between a count and its thing


@needs(frozenset().union(*((c.things | c.deeds) for c in _CLASSES)) | {"one"}, hits=("says_often",))
def wrong_count_of_deeds(view: View, state: State) -> _Place | None:
    """More of it, or less where all of it is meant, than the notes tell of."""
    lines = state.ledger.notes.lines
    if not lines:
        return None
    for many, kind, first, last in _counts(view, state):
        told = _noted(kind, state)
        if told is None or _is_theirs(many, state) or asked(view, first, last):
            continue
        fewer = (
            many < told
            and view.words.items[last : last + 1] in _ENDS
            and not _ONLY.isdisjoint(view.words.items[max(0, first - _SCOPE) : last])
        )
        if many > max(told, 1) or (many > told and kind not in _OF_US) or fewer:
            return first, last
    return _letter_after_letter(view, state)


def _counts(view: View, state: State) -> Iterator[tuple[int, _Class, int, int]]:
    """Counts that the turn states, with what they count and their place."""
    items = view.words.items
    if not view.numbers and _COUNTS.isdisjoint(view.words.vocabulary):
        return
    for place, word in enumerate(items):
        many = _SAID.get(word) or (numbers.small(word) if word.isdigit() else 0)
        if not many:
            continue
        sentence = view.words.sentence_at(place)
        around = items[max(sentence.first, place - _SCOPE) : min(sentence.last, place + _SCOPE + 2)]
        if not _NOT_SO.isdisjoint(around[: _SCOPE + 1]):
            continue
        behind = items[place + 1 : min(sentence.last, place + 1 + _NOUN_WITHIN)]
        if behind[:2] == ("of", "our") and many > 1:  # "all five of our letters"
            behind = items[place + 3 : place + 3 + _NOUN_WITHIN]
        elif behind[:1] in (("of",), ("or",)):
            continue  # "one of the letters", "one or two"
        times = word in _ONCE or not _TIMES.isdisjoint(behind[:2])
        if found := _counted(word, times, around, behind):
            yield many, found[0], place, place + 2 + found[1]
        elif word == "one" and "the" in items[max(0, place - 1) : place] and "only" in around and behind[:1] in _ENDS:
            yield from ((1, kind, place - 1, place + 1) for kind in _spoken_of(view, state))


def _counted(word: str, times: bool, around: _Said, behind: _Said) -> tuple[_Class, int] | None:
    """What a count is of, and how many words behind the next one it ends."""
    for kind in _CLASSES if times or not _THINGS.isdisjoint(behind) else ():
        thing = next((i for i, w in enumerate(behind) if w in kind.things), None)
        by_deed = times and not kind.deeds.isdisjoint(around)
        if not by_deed and (thing is None or word in _ONCE):
            continue
        if _by_us(around) if kind.ours else by_deed or not _WAS_DONE.isdisjoint(around):
            return kind, 0 if by_deed else thing or 0
    return None


_ENDS = ((), (".",), ("for",), ("so",), ("but",), ("though",), ("on",), ("since",), ("from",), ("about",), ("ever",))


def _spoken_of(view: View, state: State) -> Iterator[_Class]:
    """What "only ever the one" counts: a thing that the client has just spoken of."""
    before = state.before(view, CLIENT)
    if before is not None:
        yield from (kind for kind in _CLASSES if not kind.things.isdisjoint(before.words.vocabulary))


_US = frozenset("i we us me my our ours".split())


def _by_us(around: tuple[str, ...]) -> bool:
    them = any(a in _REACHING and b in ("us", "me") for a, b in pairwise(around))
    had = any(a == "you" and b in _HAS_HAD for a, b in [*pairwise(around), *zip(around, around[2:], strict=False)])
    return (not _US.isdisjoint(around) or had) and not them


_HAS_HAD = frozenset("ignored had received got gotten binned".split())  # "eight letters you've ignored"


_REACHING = frozenset("called rang rung phoned wrote written emailed texted sent asked told call ring write".split())


def _is_theirs(many: int, state: State) -> bool:
    """The client has named that many themselves."""
    return many > 1 and any(n.value == many for v in state.said_by[CLIENT] for n in v.numbers)


_NONE_BEFORE = frozenset(
    (a, b)
    for a in ("first", "earlier", "previous", "prior")
    for b in ("call", "contact", "calls", "reminder", "letter")
) | {("not", "called"), ("never", "called")}  # fmt: skip
_FROM_THEM = frozenset("from customer client tenant patient debtor".split())


def _noted(kind: _Class, state: State) -> int | None:
    """How many the notes tell of; None where they do not say."""
    counts = [n for line in state.ledger.notes.lines for n in _in_line(kind, line.words, line.parts)]
    return sum(counts) if counts else None


def _in_line(kind: _Class, words: tuple[str, ...], parts: tuple[tuple[str, ...], ...]) -> Iterator[int]:
    pairs = {*pairwise(words), *zip(words, words[2:], strict=False)}  # "first telephone contact"
    if kind.ours and not pairs.isdisjoint(_NONE_BEFORE):
        yield 0
    for place, part in enumerate(parts):
        if kind.noted.isdisjoint(part) or (kind.ours and not _FROM_THEM.isdisjoint(part)):
            continue
        if not _NO.isdisjoint(part):
            yield 0
            continue
        many = max((_ONCE.get(word) or numbers.small(word) for word in part if not word.isdigit()), default=0)
        dated = [*part, *(word for more in _of_days(parts[place + 1 :]) for word in more)]
        days = sum(word.count("-") == 2 for word in dated)
        months = sum(word in MONTH_WORDS and word != "may" for word in dated)
        if many or days:
            yield max(many, days)
        elif months and kind.ours:
            yield months


def _of_days(parts: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, ...]]:
    """Parts right behind that go on with the days: "texts sent 2026-07-06, 2026-07-13 and 2026-07-20"."""
    return takewhile(lambda part: all(w[0].isdigit() or w in MONTH_WORDS or w in _JOINS for w in part), parts)


_JOINS = frozenset(("and", "on", "in"))


def _letter_after_letter(view: View, state: State) -> _Place | None:
    """ "Letter after letter", where the notes tell of one at most."""
    hits = view.hits.get("says_often", ())
    told = _noted(_REMINDERS, state) if hits else None
    if told is None or told > 1:
        return None
    return next(((hit.first, hit.last) for hit in hits if not asked(view, hit.first, hit.last)), None)


_BILLS = frozenset("invoices claims bills".split())
_BETWEEN = frozenset("of our your the these those unpaid open overdue outstanding late separate different".split())
_STANDING = frozenset(
    "here lying sitting sat sits desk waiting there got have showing against still books screen owe owing due overdue "
    "open unpaid outstanding late behind pending unsettled ledger file".split()
)
_PAST = frozenset("last paid earlier previous past before since other next future settled cleared first".split())
_LATE = frozenset("overdue late".split())
_OF_THEM = frozenset("which them one others".split())
_MOST = 20


@needs(_BILLS | {"all"})
def wrong_count_of_bills(view: View, state: State) -> _Place | None:
    """ "Three invoices open" when there is one."""
    items = view.words.items
    for place, word in enumerate(items[:-1]):
        many = numbers.small(word)
        if many < 2:
            continue
        behind = items[place + 1 : place + 5]
        noun = next((i for i, w in enumerate(behind) if w in _BILLS), None)
        if _all_of_them(view, place, many) and many > len(state.ledger.open_items) and not _is_theirs(many, state):
            return place, place + 2
        if many > _MOST or noun is None or not _BETWEEN.issuperset(behind[:noun]):
            continue
        around = items[max(0, place - 4) : place + 10]
        if not _says_standing(around) or asked(view, place, place + 1) or _is_theirs(many, state):
            continue
        sentence = view.words.sentence_at(place)
        rest = items[place + 1 : sentence.last]
        if any(numbers.small(a) and b == "of" for a, b in pairwise(rest)) and not _LATE & set(items[place : place + 3]):
            continue  # "four invoices of yours here, two of them open"
        tail = items[place + 1 : place + 6]
        late = not _LATE.isdisjoint(tail) or ("past", "due") in pairwise(tail)
        late = late and not any(
            numbers.small(w) or w in _OF_THEM for w in tail
        )  # "three invoices, two of them overdue"
        late = late and not _is_counted_from(items[max(0, place - 3) : place])
        if many > _standing(state, late):
            return place, place + noun + 2
    return None


def _is_counted_from(before: tuple[str, ...]) -> bool:
    """ "Three of the four invoices are overdue": the four are all that there are."""
    return any((numbers.small(a) or a == "one") and b == "of" for a, b in pairwise(before))


def _all_of_them(view: View, place: int, many: int) -> bool:
    """ "All three of them are overdue"."""
    items = view.words.items
    behind = items[place + 1 : place + 7]
    said = items[max(0, place - 1) : place] == ("all",) and (not behind or behind[0] in _OF_ALL)
    return many > 2 and said and says_open(behind) and not asked(view, place, place + 1)


_OF_ALL = frozenset("of are is were bills invoices claims".split())


def _says_standing(around: tuple[str, ...]) -> bool:
    return says_open(around) or (not _STANDING.isdisjoint(around) and _PAST.isdisjoint(around))


def _standing(state: State, late: bool) -> int:
    """How many items are open, or past their day."""
    return sum(not late or i.due_on is None or i.due_on < state.setting.today for i in state.ledger.open_items)


_SOME = {"another": 1, "few": 2, "several": 2, "couple": 2, "pile": 2, "stack": 2, "bunch": 2, "heap": 2, "string": 2}
_BILL = r"(?:ones?|invoices?|bills?|claims?)"
_STATE = r"(?:just|open|late|later|overdue|unpaid|old|older|other|outstanding|sitting|waiting|right|there)"
_MORE_BEHIND = re.compile(
    rf" (\w+)(?: of)? (?:more|others?|{_BILL})(?: {_STATE}| {_BILL}){{0,3}}"
    r" (?:behind|like|besides) (?:it|this|that|them) "
)
_SOME_BILLS = re.compile(
    rf" ({'|'.join(_SOME)})(?: of)?(?: {_STATE}| more| unpaid){{0,3}} (?:ones|invoices|bills|claims) "
)
_CLOSE = 4  # words
_END = ("", ".", "!")
_HERE = frozenset("open unpaid overdue outstanding owing owe here account".split())
_NONE_OR_LATER = frozenset("no not never nobody if will would could may might until once when had".split())


@needs(("behind", "like", "besides", *_SOME))
def wrong_count_of_others(view: View, state: State) -> _Place | None:
    """ "There's two more behind it, all overdue", "a whole pile of unpaid bills", where no other one is open."""
    line, items = view.words.line, view.words.items
    for pattern, own in ((_MORE_BEHIND, 1), (_SOME_BILLS, 0)):
        for found in pattern.finditer(line):
            place, last = view.words.index(found.start() + 1), view.words.index(found.end() - 1)
            sentence = view.words.sentence_at(place)
            many = _SOME.get(found[1]) or numbers.small(found[1])
            said = items[sentence.first : sentence.last]
            stands = not _HERE.isdisjoint(said) and _PAST.isdisjoint(said)
            if own and (" like " not in found[0] or line[found.end() : found.end() + 1] in _END):
                stands = True  # "two more behind it", "and three more like it."
            before = items[max(sentence.first, place - _CLOSE) : place]
            told = stands and _NONE_OR_LATER.isdisjoint(before) and not asked(view, place, last)
            if told and many and many + own > len(state.ledger.open_items):
                return place, last
    return None
