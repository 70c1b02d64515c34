"""Jargon and explained terms: a trade term is fine when the client used it first or when it is explained at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from duecourse.domain.conversation.marks import definitions
from duecourse.domain.conversation.marks.codes import codes
from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import PendingTerm, State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_NEAR = 7  # words between a term and its explanation


def terms(view: View, state: State) -> Iterator[Mark]:
    """Marks terms explained in this turn, settles terms of the turn before, and keeps new ones until the next turn."""
    answer = definitions.answer(view, state)
    yield from _settled(view, answer, state)
    told = definitions.told_by_kind(view) or definitions.named_and_told(view)
    for place in (answer, definitions.introduced(view), told):
        if place is not None:
            yield Mark(view.n, "explained_term", view.quote(*place), "says what it is")
    for hit in view.hits.get("explains_itself", ()):
        yield Mark(view.n, "explained_term", view.hit_quote(hit), hit.family.id)
        break
    named = view.hits.get("jargon")
    listed = [hit for hit in named if not _is_a_number_of_theirs(view, hit)] if named else []
    told_of = listed and [hit for hit in listed if definitions.behind(view, hit) is not None]
    for hit in listed:  # "in unapplied cash" and "unapplied cash" are one term: what is said of one holds for both
        if hit in told_of or not any(hit.first < t.last and t.first < hit.last for t in told_of):
            yield from _new_term(view, hit, state)
    for code in codes(view, state):
        if not any(hit.first < code.last and code.first < hit.last for hit in listed):
            yield from _new_term(view, code, state)


def _is_a_number_of_theirs(view: View, hit: Hit) -> bool:
    """ "CO-3340" is their invoice, not a code."""
    return any(hit.first < r.last and r.first < hit.last for r in view.references)


def _explanations(view: View) -> list[Hit]:
    return [*view.hits.get("explains", ()), *view.hits.get("explains_itself", ())]


def _settled(view: View, answer: tuple[int, int] | None, state: State) -> Iterator[Mark]:
    """Terms of the turn before: explained now, or jargon."""
    if not state.pending_terms:
        return
    names = {w for p in state.pending_terms for w in p.view.words.items[p.hit.first : p.hit.last]}
    named = definitions.told_by_name(view, names) if names else None
    for pending in state.pending_terms:
        own = _repeats(view, pending)
        if own is not None:
            yield Mark(view.n, "explained_term", view.hit_quote(own), "explained in the next turn")
        elif named is not None:
            yield Mark(view.n, "explained_term", view.quote(*named), "says what it is")
        elif _defines(view, pending):
            continue
        elif answer is None:
            yield Mark(pending.view.n, "jargon", pending.view.hit_quote(pending.hit), pending.hit.family.id)
    state.pending_terms.clear()


def _defines(view: View, pending: PendingTerm) -> bool:
    """This turn says the term again, and what it is: marked where it is said."""
    said = pending.view.words.items[pending.hit.first : pending.hit.last]
    again = (h for h in view.hits.get("jargon", ()) if view.words.items[h.first : h.last] == said)
    return any(definitions.behind(view, hit) is not None for hit in again)


def _new_term(view: View, hit: Hit, state: State) -> Iterator[Mark]:
    """A term of this turn: explained at once, or kept until the next turn."""
    place = definitions.behind(view, hit)
    if place is not None:
        yield Mark(view.n, "explained_term", view.quote(*place), hit.family.id)
    elif _counts(view, hit, state):
        announcement = _announced(hit, _explanations(view))
        if announcement is not None:
            yield Mark(view.n, "explained_term", _span_quote(view, hit, announcement), hit.family.id)
        else:
            state.pending_terms.append(PendingTerm(view, hit))


def settle(state: State) -> Iterator[Mark]:
    """At the end of the call nobody explains any more."""
    for pending in state.pending_terms:
        yield Mark(pending.view.n, "jargon", pending.view.hit_quote(pending.hit), pending.hit.family.id)
    state.pending_terms.clear()


def _counts(view: View, hit: Hit, state: State) -> bool:
    """Is this term a trade term here: not everyday for this kind of account, in capitals where that matters, and not
    used by the client before?"""
    fields = hit.family.fields
    if state.setting.account.kind in fields.get("everyday_for", "").split():
        return False
    said = view.words.quote(hit.first, hit.last)
    if "capitals" in fields and said.islower() and not _is_raw(view) and " " not in said:
        return False
    if _is_a_name(view, hit, state):
        return False
    phrase = " ".join(view.words.items[hit.first : hit.last])
    forms = (f" {phrase} ", f" {phrase.replace(' ', '')} ", f" {' '.join(phrase)} ")
    return not any(form in v.words.line for v in state.said_by[CLIENT] for form in forms)


def _is_a_name(view: View, hit: Hit, state: State) -> bool:
    """Letters of the account's own item numbers, words of the two companies' names."""
    said = view.words.items[hit.first : hit.last]
    letters = "".join(takewhile(lambda word: len(word) == 1, said)) or "".join(said)
    setting = state.setting
    named = f" {setting.company} {setting.account.name} ".lower()
    return letters in state.ledger.numbering.prefixes or f" {' '.join(said)} " in named


def _is_raw(view: View) -> bool:
    """Off a recogniser: no capitals at all, so capitals cannot tell a name from a word."""
    return view.turn.text.islower()


def _announced(hit: Hit, explained: list[Hit]) -> Hit | None:
    """The explanation that belongs to this term: right behind it, or around it ("it's called a forbearance letter")."""
    for cue in explained:
        if hit.first - _NEAR <= cue.first <= hit.last + _NEAR:
            return cue
    return None


def _span_quote(view: View, hit: Hit, cue: Hit) -> str:
    return view.quote(min(hit.first, cue.first), max(hit.last, cue.last))


def _repeats(view: View, pending: PendingTerm) -> Hit | None:
    """The explanation in the next turn: it repeats the term, or begins the turn after the client asked what it is."""
    explained = _explanations(view)
    term = set(pending.view.words.items[pending.hit.first : pending.hit.last])
    near = [
        c
        for c in explained
        if term & view.words.vocabulary or (c.first <= 12 and c.family.id.endswith("in_so_many_words"))
    ]
    return near[0] if near else None
