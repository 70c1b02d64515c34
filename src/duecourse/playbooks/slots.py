"""Lines with other wordings, as TOML writes them: a list whose entries are a text, or a list of texts of which the
first that fits is taken."""

from __future__ import annotations

from duecourse.domain.script import Slot
from duecourse.domain.spoken import Alternative
from duecourse.playbooks.fields import Fields
from duecourse.playbooks.script_text import split_wants


def slots_of(row: Fields, field: str) -> tuple[Slot, ...]:
    """Every entry of that field. Raises PlaybookError."""
    slots = []
    for entry in row.entries(field):
        wordings = entry if isinstance(entry, list) else [entry]
        if not wordings or not all(isinstance(w, str) and w.strip() for w in wordings):
            raise row.error(field, "must be a list of texts, or of lists of texts (other wordings)")
        slots.append(Slot(tuple(Alternative(text, wants) for wants, text in map(split_wants, wordings))))
    return tuple(slots)


def wordings_of(row: Fields, field: str) -> Slot:
    """A field that is one line: every entry of its list is another wording. Raises PlaybookError."""
    return Slot(tuple(wording for slot in slots_of(row, field) for wording in slot.alternatives))
