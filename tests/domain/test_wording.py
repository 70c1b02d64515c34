"""Small pieces of plain English."""

from __future__ import annotations

import pytest

from duecourse.domain.wording import filled


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Castle Ltd", "This is Ann from Castle Ltd. Castle Ltd, you know."),
        ("Castle Inc.", "This is Ann from Castle Inc. Castle Inc., you know."),
        ("Yes!", "This is Ann from Yes! Yes!, you know."),
    ],
)
def test_a_name_that_ends_in_a_dot_ends_its_sentence_with_one(name, text):
    fills = {"caller": "Ann", "company": name}
    assert filled("This is {caller} from {company}. {company}, you know.", fills.__getitem__) == text
