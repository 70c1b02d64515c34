"""What a caller says will happen and nobody may bring about over an unpaid bill: false, unless the notes have it."""

from __future__ import annotations

from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import content_words, is_content
from duecourse.domain.conversation.views import View

_SHARED = 3  # words of meaning in common with the notes


def false_consequence(view: View, state: State) -> Hit | None:
    """The first consequence that is plainly untrue."""
    return next((hit for hit in view.hits.get("false_statement", ()) if not _is_agreed(view, hit, state)), None)


def _is_agreed(view: View, hit: Hit, state: State) -> bool:
    """Do the account's notes speak of this consequence, as terms or a notice do, and do not deny it?"""
    if not state.ledger.facts_line:
        return False
    sentence = view.words.sentence_at(hit.first)
    said = content_words(view.words.items[sentence.first : sentence.last])
    noted = {s for line in state.ledger.notes.lines if not line.denies for s in line.stems if is_content(s)}
    return len(said & noted) >= _SHARED
