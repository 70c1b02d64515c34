"""Where a caller says that a matter stands, held against the notes: a dispute called closed that is open, a contract
said to run for longer than it does, a bill said to be due at once that had a month."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_DISPUTES = frozenset(
    "dispute disputed disputing complaint complained query queried claim case file ticket objection objected "
    "investigation fault report matter".split()
)
_GOES_ON = frozenset("open unresolved undecided review reviewed pending progress investigated ongoing waiting".split())
_ENDED = frozenset("closed resolved settled rejected decided dismissed upheld finished".split())
_DENIES = frozenset("no not never".split())


@needs(hits=("says_closed", "says_undecided", "says_undisputed"))
def dispute_is_open(view: View, state: State) -> tuple[int, int] | None:
    """ "We looked at your complaint and shut the file" where it is still open; "it's still being looked at" where it
    was closed."""
    opened, ended = _standing(state)
    hits: list[Hit] = []
    if opened and not ended:
        hits = [*view.hits.get("says_closed", []), *view.hits.get("says_undisputed", [])]
    elif ended and not opened:
        hits = view.hits.get("says_undecided", [])
    return next(
        ((h.first, h.last) for h in hits if not asked(view, h.first, h.last) and _is_theirs(view, h, state)), None
    )


def _standing(state: State) -> tuple[bool, bool]:
    """Is a dispute open, and was one ended, by the notes and the status of the items?"""
    opened = any(item.status == "disputed" for item in state.ledger.open_items)
    ended = False
    for line in state.ledger.notes.lines:
        for part in line.parts if not _DISPUTES.isdisjoint(line.words) else ():
            denied = not _DENIES.isdisjoint(part)
            opened = (
                opened or (not _GOES_ON.isdisjoint(part) and not denied) or (not _ENDED.isdisjoint(part) and denied)
            )
            ended = ended or (not _ENDED.isdisjoint(part) and not denied)
    return opened, ended


def _is_theirs(view: View, hit: Hit, state: State) -> bool:
    """Is it said of the dispute: by its name, or in answer to somebody who disputes?"""
    sentence = view.words.sentence_at(hit.first)
    if not _DISPUTES.isdisjoint(view.words.items[sentence.first : sentence.last]):
        return True
    before = state.before(view, CLIENT)
    return before is not None and (before.has("dispute") or not _DISPUTES.isdisjoint(before.words.vocabulary))


_CONTRACT = frozenset("contract term agreement lease plan membership subscription".split())
_BOUND_BY = frozenset(
    "signed sign contract contract's term agreement agreement's lease lease's tied minimum committed locked".split()
)
_MONTHS = {"month": 1.0, "months": 1.0, "year": 12.0, "years": 12.0}


@needs(_BOUND_BY)
def wrong_term(view: View, state: State) -> tuple[int, int] | None:
    """ "You signed up for three years" where the contract runs for twelve months."""
    if _MONTHS.keys().isdisjoint(view.words.vocabulary):
        return None
    noted = {
        length
        for line in state.ledger.notes.lines
        if not _CONTRACT.isdisjoint(line.words)
        for length, _, _ in _lengths(line.words)
    }
    if any(" month to month " in " ".join(("", *line.words, "")) for line in state.ledger.notes.lines):
        noted.add(1.0)
    if not noted:
        return None
    theirs = {n for v in state.said_by[CLIENT] for n, _, _ in _lengths(v.words.items)}
    items = view.words.items
    for said, first, last in _lengths(items):
        bound = not _BOUND_BY.isdisjoint(items[max(0, first - 7) : first]) or items[last : last + 1] == ("contract",)
        left = not _OF_IT.isdisjoint(items[max(0, first - 5) : last + 4])
        if bound and not left and said not in noted | theirs and not asked(view, first, last):
            return first, last
    return None


_OF_IT = frozenset("left remaining remain early more other ago extra further into another last first".split())


def _lengths(words: tuple[str, ...]) -> Iterator[tuple[float, int, int]]:
    """Lengths in months with their place: "12 months", "three years", "24-month" as it is read in notes."""
    for place in range(len(words) - 1):
        number = small(words[place]) if words[place] != "a" else 1
        unit = _MONTHS.get(words[place + 1])
        if number and unit:
            yield number * unit, place, place + 2


_AT_ONCE = 5  # days of credit below which "on delivery" is near enough


@needs(hits=("at_once",))
def due_at_once(view: View, state: State) -> tuple[int, int] | None:
    """ "You ought to have settled it at the counter" where the bill gave thirty days."""
    terms = [(i.due_on - i.issued_on).days for i in state.ledger.items if i.due_on and i.issued_on]
    if not terms or min(terms) <= _AT_ONCE:
        return None
    return next(((h.first, h.last) for h in view.hits.get("at_once", ()) if not asked(view, h.first, h.last)), None)


# What a caller says went well, and the words by which a note says that it did not.
_WENT_WELL = (
    (("on", "time"), frozenset("late delayed overdue".split())),
    (("perfect", "condition"), frozenset("damaged broken faulty leaking cracked dented".split())),
    (("in", "full"), frozenset("short missing incomplete".split())),
)
_NOT_SAID_SO = frozenset("no not never should would could if unless whether will".split())
_CAME = frozenset("delivered delivery arrived came shipped dropped installed fitted".split())


@needs(_CAME)
def denies_a_flaw(view: View, state: State) -> tuple[int, int] | None:
    """ "It was delivered bang on time" where the notes say that it came six days late."""
    items = view.words.items
    for place in range(len(items) - 1):
        for words, flaws in _WENT_WELL:
            if items[place : place + 2] != words or _CAME.isdisjoint(items[max(0, place - 6) : place]):
                continue
            lines = (line for line in state.ledger.notes.lines if not line.denies)
            noted = any(not flaws.isdisjoint(line.words) and not _CAME.isdisjoint(line.words) for line in lines)
            if (
                noted
                and _NOT_SAID_SO.isdisjoint(items[max(0, place - 6) : place])
                and not asked(view, place, place + 2)
            ):
                return place, place + 2
    return None
