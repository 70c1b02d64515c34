"""Open questions: they invite an explanation, not a yes, a number or a name (ruling 3)."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View


def open_questions(view: View, state: State) -> Iterator[Mark]:
    """The first question of the turn that is open. A question that is part of an attack is none."""
    hostile = view.hits.get("aggression", [])
    for hit in view.hits.get("open_question", ()):
        sentence = view.words.sentence_at(hit.first)
        ends = sentence.last < len(view.words.items)
        stated = ends and not sentence.asks and hit.family.id.endswith((".what", ".how", ".why"))
        inside = any(h.first <= hit.first < h.last for h in hostile)
        if not stated and not inside:
            yield Mark(view.n, "open_question", view.hit_quote(hit), hit.family.id)
            return
