"""The account's notes as a listener needs them: what was sent, received, paid or refused and when, and what is denied.

Notes are short lines in people's own words ("claim sent electronically 2026-05-19", "no court case, no judgment"). They
are read by their words alone, so a rule that leans on them asks for little: a deed with its days, a matter that is
denied, a number that goes with a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duecourse.domain.conversation import numbers
from duecourse.domain.conversation.enforcement import Bar, bars, of_enforcement
from duecourse.domain.conversation.numbers import Number
from duecourse.domain.conversation.text import is_content, read, stem
from duecourse.domain.money import exponent

SENT, RECEIVED, REFUSED, APPROVED = "sent", "received", "refused", "approved"
DEEDS = {
    SENT: frozenset(
        "sent send submitted lodged filed mailed emailed faxed posted transmitted uploaded sending".split()
    ),
    RECEIVED: frozenset(
        "received receipt acknowledged accepted confirmed confirmation acknowledgement arrived logged signed".split()
    ),
    REFUSED: frozenset("refused denied declined rejected".split()),
    APPROVED: frozenset("approved allowed authorised authorized".split()),
}
_WORD = re.compile(r"\d{4}-\d\d-\d\d|[a-z][a-z'’-]*|\d+(?:\.\d+)?|[,;:]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DENIES = frozenset("no not never none nothing nobody without neither nor cannot".split())
_UNDOES = _DENIES - {"without"}  # "432.00 received without a reference" was received
_UNDER_CONDITIONS = frozenset("while if unless where once".split())
_GOES_ON = frozenset("continue continues active unaffected unchanged stays remains running".split())
_RESTRICTS = frozenset("only needs need earliest requires may".split())
_BREAKS = frozenset(",;:")
_REPORTS = frozenset("claiming alleging saying stating".split())  # behind it stands what somebody says, not what is so
_SUM = re.compile(r"\d+\.\d\d")
_ROOT = 5  # letters that "suspension" and "suspended" share


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the notes: its words, the stems of those with a meaning, and the days in it."""

    words: tuple[str, ...]
    stems: frozenset[str]
    days: tuple[date, ...]
    parts: tuple[tuple[str, ...], ...]  # cut at its commas, without reported speech
    counts: frozenset[tuple[str, str]]  # numbers with the thing they count: ("90", "minute")
    sums: tuple[Decimal, ...]

    @property
    def denies(self) -> bool:
        """Says that something is not so, and not only under a condition."""
        denied = any(not _DENIES.isdisjoint(part) for part in self.parts)
        return denied and _UNDER_CONDITIONS.isdisjoint(self.words)

    @property
    def goes_on(self) -> bool:
        """ "Service is active", "deliveries continue"."""
        return not _GOES_ON.isdisjoint(self.words)

    def allows_from(self) -> int | None:
        """ "Only after 60 days overdue": the days from which it may be; 0 where another condition is named; None where
        the line puts none."""
        if _RESTRICTS.isdisjoint(self.words):
            return None
        days = [int(n) for n, unit in zip(self.words, self.words[1:], strict=False) if unit == "days" and n.isdigit()]
        return max(days, default=0)

    def speaks_of(self, stems: Collection[str]) -> bool:
        return not self.stems.isdisjoint(stems)

    def only_from(self) -> date | None:
        """ "No suspension before 2026-08-20", "on the list until 2026-04-30": the day from which it may be."""
        for word, behind in zip(self.words, self.words[1:], strict=False):
            if word in ("before", "until") and _DATE.fullmatch(behind):
                return _day(behind)
        return None

    def may_be_from(self) -> date | None:
        return self.only_from() or self.runs_from()

    def runs_from(self) -> date | None:
        """ "Late fee of 8.00 from 2026-12-15"."""
        pairs = zip(self.words, self.words[1:], strict=False)
        return next((_day(behind) for word, behind in pairs if word == "from" and _DATE.fullmatch(behind)), None)


@dataclass(frozen=True, slots=True)
class Told:
    """A part of a line that tells of something as done: neither denied, nor under a condition, nor still to come."""

    words: frozenset[str]
    roots: frozenset[str]
    days: tuple[date, ...]
    sums: tuple[Decimal, ...]
    opens: str = ""  # its first word: who did it, where that is said


Matter = tuple[frozenset[str], frozenset[str]]  # the thing that is denied ("no interest ..."), and all it is about


@dataclass(frozen=True, slots=True)
class Notes:
    """All lines, what they tell of as done, and the days on which each kind of deed was done. `told_of` are the roots
    of all that was done, `denials` what the lines deny."""

    lines: tuple[Note, ...]
    told: tuple[Told, ...]
    deeds: dict[str, frozenset[date]]
    undone: frozenset[str]  # deeds that the notes say were not done
    told_of: frozenset[str]
    denials: tuple[Matter, ...]
    granted: tuple[Told, ...]  # what the terms give the client, under whatever condition
    bars: dict[str, tuple[Bar, ...]]  # what stands in the way of each kind of enforcement

    @classmethod
    def of(cls, facts: Collection[str]) -> Notes:
        lines = tuple(_note(fact) for fact in facts)
        deeds: dict[str, set[date]] = {}
        undone: set[str] = set()
        for line in lines:
            for part in line.parts:
                for deed in _deeds_in(part):
                    if _DENIES.isdisjoint(part):
                        deeds.setdefault(deed, set()).update(d for d in map(_day, part) if d)
                    else:
                        undone.add(deed)
        told = tuple(told for line in lines for told in _told(line))
        done = {name: frozenset(days) for name, days in deeds.items() if days}
        told_of = frozenset[str]().union(*(part.roots for part in told))
        denials = tuple(matter for line in lines if line.denies for matter in _denied(line))
        granted = tuple(part for line in lines for part in _granted(line))
        return cls(lines, told, done, frozenset(undone), told_of, denials, granted, _bars(lines))


def _bars(lines: tuple[Note, ...]) -> dict[str, tuple[Bar, ...]]:
    found: dict[str, tuple[Bar, ...]] = {}
    for line in lines:
        for kind, bar in _barred(line):
            found[kind] = (*found.get(kind, ()), bar)
    return found


def _barred(line: Note) -> tuple[tuple[str, Bar], ...]:
    return tuple(bars(line.parts, denies=line.denies, goes_on=line.goes_on, on=line.may_be_from()))


def _denied(line: Note) -> Iterator[Matter]:
    """What each part of the line denies; "none given" denies what stands before it."""
    before: frozenset[str] = frozenset()
    for part in line.parts:
        matter = roots(w for w in part if w not in _DENIES) - _COMMON
        if not _DENIES.isdisjoint(part):
            bare = all(w in _DENIES or w in _EMPTY_DENIALS for w in part)
            own = before if bare else matter - _EMPTY
            if line.only_from() is None and own and not of_enforcement(part):
                yield _head(part) & own, own
        before = matter


def _head(part: tuple[str, ...]) -> frozenset[str]:
    """ "No interest charged in the first month": it is interest that is denied, whatever else is named."""
    behind = next((part[i + 1 : i + 3] for i, word in enumerate(part) if word in ("no", "without")), ())
    return roots(behind[:1]) or roots(behind[1:])


_TO_COME = frozenset("pending awaited awaiting planned expected scheduled due promised promise yet offered".split())


def _told(line: Note) -> Iterator[Told]:
    """The parts of a line that say that something was done; a day counts for the line's other parts as well."""
    if not _UNDER_CONDITIONS.isdisjoint(line.words) or not _RESTRICTS.isdisjoint(line.words):
        return
    for part in line.parts:
        if _UNDOES.isdisjoint(part) and _TO_COME.isdisjoint(part):
            days = tuple(d for d in map(_day, part) if d) or line.days
            yield Told(frozenset(part), roots(part), days, _sums(part), part[0])


_TERMS = frozenset("terms contract agreement policy".split())
_GIVE = frozenset("give gives grant grants include includes provide provides offer offers".split())


def _granted(line: Note) -> Iterator[Told]:
    """ "Terms give a refund if they leave within eight weeks": there is such a thing, whether or not it is theirs."""
    for part in line.parts:
        if not _TERMS.isdisjoint(part) and not _GIVE.isdisjoint(part) and _DENIES.isdisjoint(part):
            yield Told(frozenset(part), roots(part), (), _sums(part), part[0])


def _deeds_in(part: tuple[str, ...]) -> Iterator[str]:
    """The deeds that a part of a line tells of; a statement that was sent is not the bill."""
    for name, words in DEEDS.items():
        if not words.isdisjoint(part) and (name != SENT or _OTHER_PAPERS.isdisjoint(part)):
            yield name


_OTHER_PAPERS = frozenset(
    "statement statements reminder reminders copy letter letters notice records proof resent timesheets photos form "
    "email mail message payment remittance check cheque".split()
)


def _note(fact: str) -> Note:
    words = tuple(_WORD.findall(fact.lower().replace("e-mail", "email")))
    days = tuple(d for d in map(_day, words) if d)
    stems = frozenset(stem(w) for w in words if w[0].isalpha())
    items = read(_DATE.sub("", fact)).items
    counts = frozenset(counted(items, numbers.find(items)))
    return Note(words, stems, days, _parts(words), counts, _sums(words))


def _sums(words: Iterable[str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(word) for word in words if _SUM.fullmatch(word))


def in_minor(sums: Iterable[Decimal], currency: str) -> frozenset[int]:
    """Sums of the notes in minor units."""
    scale = 10 ** exponent(currency)
    return frozenset(int(value * scale) for value in sums)


def counted(items: tuple[str, ...], found: Iterable[Number]) -> Iterator[tuple[str, str]]:
    """Numbers with the thing they count; money and days are looked at elsewhere."""
    for number in found:
        if number.last < len(items) and items[number.last] not in _MONEY_AND_DAYS:
            name = thing(items[number.last])
            if len(name) > 2 and (is_content(name) or name == "percent"):
                yield str(number.value.normalize()), name


def roots(words: Iterable[str]) -> frozenset[str]:
    """What the words are about, cut so that "suspension" and "suspended" are one."""
    cut = (w[:_ROOT] for w in words if w[0].isalpha() and len(w) > 2 and is_content(w))
    return frozenset(_ALSO_CALLED.get(root, root) for root in cut)


_ALSO_CALLED = {"pictu": "photo", "pics": "photo", "snaps": "photo", "chequ": "check"}


_EMPTY_DENIALS = frozenset("given sent made planned scheduled filed agreed done booked so far yet".split())
_EMPTY = roots(_EMPTY_DENIALS)
# Words that stand in every note and say nothing about what it is about.
_COMMON = frozenset(
    "custo clien accou invoi claim payme contr polic need needs day days date file compl dispu query quest answe reply "
    "respo voice messa appli trace".split()
)


def thing(word: str) -> str:
    """One of several: "minutes" → "minute"."""
    return "percent" if word == "%" else word.rstrip("s")


_MONEY_AND_DAYS = frozenset("dollar dollars pound pounds euro euros day days rupees rand cents pence".split())


def _parts(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """A line cut at its commas, without what it only reports somebody to have said."""
    parts: list[list[str]] = [[]]
    reported = False
    for word in words:
        reported = word in _REPORTS or (reported and word not in _BREAKS)
        if word in _BREAKS:
            parts.append([])
        elif not reported:
            parts[-1].append(word)
    return tuple(tuple(part) for part in parts if part)


def _day(word: str) -> date | None:
    if not _DATE.fullmatch(word):
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
