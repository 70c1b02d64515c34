"""The record on the review page."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(("text", "shown"), [("Send the note.", "Send the note."), ("Call back", "Call back.")])
def test_a_next_step_ends_with_one_full_stop(text, shown):
    assert Template("{% load reviews %}{{ text|full_stop }}").render(Context({"text": text})) == shown


def test_a_next_step_is_escaped():
    assert "<b>" not in Template("{% load reviews %}{{ text|full_stop }}").render(Context({"text": "<b>x"}))
