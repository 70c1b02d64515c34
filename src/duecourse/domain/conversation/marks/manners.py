"""Courtesy, empathy, and the don'ts that words alone carry: aggression, assumption, dismissiveness."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.results import HOSTILE, Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_CONCERNS = (
    "hardship",
    "upset",
    "dispute",
    "delay_reason",
    "document_request",
    "already_paid",
    "refusal",
    "represented",
)


def courtesy_and_empathy(view: View, state: State) -> Iterator[Mark]:
    """ "Sorry" is empathy for the client's trouble and courtesy for our own fault or for disturbing (ruling 4)."""
    hostile = view.hits.get("aggression", [])
    for label in ("empathy", "courtesy"):
        for hit in view.hits.get(label, ()):
            if not _within(hit, hostile):
                yield Mark(view.n, label, view.hit_quote(hit), hit.family.id)
                break
    for hit in view.hits.get("sorry", ())[:1]:
        if not _within(hit, hostile):
            label = "empathy" if _is_for_their_trouble(view, hit, state) else "courtesy"
            yield Mark(view.n, label, view.hit_quote(hit), hit.family.id)


def _within(hit: Hit, others: list[Hit]) -> bool:
    return any(o.first <= hit.first and hit.last <= o.last for o in others)


_OUR_FAULT = frozenset(
    "i we our my misread mistake wrong interrupt interrupted interrupting jumped cut after bother disturb "
    "confusion delay mix inconvenience email emails calling hold wait trouble again keep repeat catch hear missed "
    "late go carry".split()
)


def _is_for_their_trouble(view: View, hit: Hit, state: State) -> bool:
    """A bare "I'm sorry" right after the client told of a hardship."""
    before = state.before(view, CLIENT)
    if before is None or not before.has("hardship"):
        return False
    after = view.words.items[hit.last : hit.last + 6]
    return not any(w in _OUR_FAULT for w in after[1:])


def donts(view: View, state: State) -> Iterator[Mark]:
    """Aggression, assumption and dismissiveness by phrase; a concern must stand before it can be brushed aside."""
    for label in ("aggression", "assumption"):
        hit = _strongest(view, label, state)
        if hit is not None and not (label == "assumption" and _is_asked_or_repeated(view, hit, state)):
            yield Mark(view.n, label, view.hit_quote(hit), hit.family.id)
    hit = _strongest(view, "dismissive", state)
    if hit is not None and _something_to_dismiss(view, state):
        yield Mark(view.n, "dismissive", view.hit_quote(hit), hit.family.id)


def _strongest(view: View, label: str, state: State) -> Hit | None:
    """The longest find: the most words agree with it. Words that may be innocent count only from a hostile mouth."""
    if label not in view.hits:
        return None
    hits = [h for h in view.hits[label] if _is_strong(h) or _is_hostile(view, state)]
    return max(hits, key=lambda h: h.last - h.first, default=None)


def _is_strong(hit: Hit) -> bool:
    return hit.family.fields.get("weight") != "weak"


def _is_hostile(view: View, state: State) -> bool:
    """The caller has been hostile before, or says something plainly hostile in this turn."""
    if any(m.label in HOSTILE for m in state.marks):
        return True
    return any(_is_strong(h) for label in HOSTILE for h in view.hits.get(label, ()))


def _is_asked_or_repeated(view: View, hit: Hit, state: State) -> bool:
    """A plain question, or what the client said in their own words, is no assumption."""
    if view.asks(hit.first, hit.last) and not _is_loaded(view, hit):
        return True
    said = {w for v in state.said_by[CLIENT][-3:] for w in v.content}
    own = {w for w in view.words.items[hit.first : hit.last]}
    stems = {s for s in view.content if any(w.startswith(s[:4]) for w in own)}
    return len(stems) >= 2 and stems <= said


_LOADED = frozenset("so obviously clearly just must people really".split())


def _is_loaded(view: View, hit: Hit) -> bool:
    sentence = view.words.sentence_at(hit.first)
    return any(w in _LOADED for w in view.words.items[sentence.first : hit.last])


def _something_to_dismiss(view: View, state: State) -> bool:
    """The client raised a concern or asked something in one of their last two turns."""
    for back in (1, 2):
        before = state.before(view, CLIENT, back=back)
        if before is not None and (before.has(*_CONCERNS, "no") or before.size >= 6 or "?" in before.turn.text):
            return True
    return False
