"""The phrase files: every family proves itself by its own examples, and a mistake in a file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse.domain.conversation.phrases import check
from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.phrases import load_book, load_families

WRITTEN = [f for f in load_families() if f.match]


@pytest.mark.parametrize("family", WRITTEN, ids=lambda f: f.id)
def test_each_family_matches_what_it_says_and_nothing_it_denies(family) -> None:
    assert check(family) == []


def _overlay(tmp_path: Path, text: str) -> Path:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases" / "own.toml").write_text(text, "utf-8")
    return tmp_path


GOOD = """marks = "courtesy"
who = "caller"
[own]
phrases = ["namaste"]
match = ["Namaste, sir."]
no_match = ["Hello."]
"""


def test_a_leads_own_phrase_file_joins_ours(tmp_path: Path) -> None:
    families = load_families(_overlay(tmp_path, GOOD))
    assert any(f.id == "own.own" for f in families)
    assert len(families) > len(WRITTEN)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace('["namaste"]', '["(namaste"]'), "bracket"),
        (GOOD.replace('["namaste"]', '["..."]'), "at least one word"),
        (GOOD.replace('"caller"', '"callr"'), "did you mean"),
        (GOOD.replace('phrases = ["namaste"]\n', ""), "phrases is missing"),
        ("own = 3\n", "must be a table"),
    ],
)
def test_a_mistake_in_a_phrase_file_is_named_with_file_and_family(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PlaybookError, match=r"own\.toml") as error:
        load_families(_overlay(tmp_path, text))
    assert said in str(error.value)


def test_the_book_is_compiled_once() -> None:
    assert load_book() is load_book()


def test_somebodys_own_scripts_are_no_reason_to_read_the_phrases_again(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "house.toml").write_text('company = "Keystone"\n')
    assert load_book(tmp_path) is load_book(SHIPPED)


def test_a_trade_word_of_their_own_is_listened_for_as_soon_as_it_is_written_down(tmp_path: Path) -> None:
    before = load_book(tmp_path)
    (tmp_path / "plain_language").mkdir()
    (tmp_path / "plain_language" / "own.toml").write_text(
        '[[term]]\nname = "floozle"\nplain = "a late fee"\nexplain = "A fee for paying late."\nforms = ["floozle"]\n'
        'match = ["the floozle is due"]\nno_match = ["the fee is due"]\n'
    )
    family = next(f for f in load_book(tmp_path).families if f.id == "term.floozle")
    assert family.marks == "jargon"
    assert "term.floozle" not in {f.id for f in before.families}
