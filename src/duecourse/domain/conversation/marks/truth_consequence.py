"""What a caller says will happen, held against the account's notes: a consequence that they deny is a false statement,
and so is one that nobody may bring about over an unpaid bill, unless the notes tell of it."""

from __future__ import annotations

from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.notes import Note
from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import is_content, stem
from duecourse.domain.conversation.views import View

_SHARED = 3  # words of meaning in common with the notes
_OPEN_END = frozenset("could may might can would".split())
_BEFORE = 4  # words before a find in which it is left open


def false_consequence(view: View, state: State) -> Hit | None:
    """The first consequence that is plainly untrue or that the notes deny."""
    for hit in view.hits.get("false_statement", ()):
        if not is_agreed(view, hit, state):
            return hit
    for hit in view.hits.get("consequence", ()):
        if not _is_left_open(view, hit) and _is_denied(view, hit, state):
            return hit
    return None


def is_agreed(view: View, hit: Hit, state: State) -> bool:
    """Do the account's notes speak of this consequence, as terms or a notice do, and do not deny it?"""
    if not state.ledger.facts_line:
        return False
    sentence = view.words.sentence_at(hit.first)
    said = {stem(w) for w in view.words.items[sentence.first : sentence.last] if is_content(w)}
    noted = {s for line in state.ledger.notes.lines if not line.denies for s in line.stems if is_content(s)}
    return len(said & noted) >= _SHARED


_SOON = frozenset("today tonight tomorrow midnight morning afternoon now".split())
_NO = frozenset("no not never without skip forget need".split())
_FIRST = frozenset("after days days' first written give".split())


def _is_left_open(view: View, hit: Hit) -> bool:
    """ "It could go to an agency", "would you like us to stop it?", "after fourteen days' notice"; and not "we can do
    it tonight"."""
    before = set(view.words.items[max(0, hit.first - _BEFORE) : hit.last])
    sentence = view.words.sentence_at(hit.first)
    said = view.words.items[sentence.first : sentence.last]
    if not _SOON.isdisjoint(said):
        before.discard("can")
    with_notice = "notice" in said and not _FIRST.isdisjoint(said) and _NO.isdisjoint(said)
    return with_notice or not _OPEN_END.isdisjoint(before) or asked(view, hit.first, hit.last)


def _is_denied(view: View, hit: Hit, state: State) -> bool:
    """A line of the notes is about the same matter and says no; where it names a day from which it may be, the turn
    must keep to it."""
    matter = frozenset(map(stem, hit.family.fields.get("noted", "").split()))
    lines = [line for line in state.ledger.notes.lines if line.speaks_of(matter) and not _allows(line, matter)]
    return any(_denies(line, view, state) for line in lines)


_LETS = frozenset("allow allows permit permits let lets entitle entitles".split())


def _allows(line: Note, matter: frozenset[str]) -> bool:
    """ "Promised for the 3rd, not kept; terms allow orders to be held": what is denied beside it is another matter."""
    return any(
        not _LETS.isdisjoint(part) and _NO.isdisjoint(part) and not matter.isdisjoint(map(stem, part))
        for part in line.parts
    )


_AT_ONCE = frozenset("already now today tonight tomorrow midnight minute straight immediately hour oclock".split())


def _denies(line: Note, view: View, state: State) -> bool:
    first = line.only_from()
    if first is not None:
        return any(w.on is not None and w.on < first for w in view.whens)
    if line.denies or line.goes_on:
        return True
    days = line.allows_from()
    if days is None or not (view.days or _AT_ONCE & view.words.vocabulary):
        return False
    ages = [(state.setting.today - i.due_on).days for i in state.ledger.open_items if i.due_on]
    return days > max(ages, default=0)
