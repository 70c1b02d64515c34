"""What follows from a word alone is worked out once, and never kept without an end."""

from __future__ import annotations

from duecourse.domain.conversation import worked_out
from duecourse.domain.conversation.worked_out import WorkedOut


def test_a_word_is_worked_out_once():
    asked = []
    lengths = WorkedOut(lambda word: asked.append(word) or len(word))
    assert [lengths["pay"], lengths["paid"], lengths["pay"]] == [3, 4, 3]
    assert asked == ["pay", "paid"]


def test_what_is_kept_begins_anew_when_it_is_full(monkeypatch):
    monkeypatch.setattr(worked_out, "_MOST", 2)
    lengths = WorkedOut(len)
    assert [lengths[word] for word in ("pay", "paid", "payer")] == [3, 4, 5]
    assert list(lengths) == ["payer"]
