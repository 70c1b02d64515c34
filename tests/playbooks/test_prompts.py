"""The words of the prompts: plain, short, proved by their own examples; a mistake in a lead's file is named."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from duecourse.domain.conversation.prompting import SAY_LONGEST, WORDS
from duecourse.domain.plain_language import HINT, check
from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.phrases import load_book
from duecourse.playbooks.plain_language import load_terms
from duecourse.playbooks.prompts import NAME, failures, load_prompts, parse_prompts

# These need words of a law, a second date or two turns at once: tests/domain/conversation/test_prompts.py tries them.
WITHOUT_EXAMPLE = {"missing.words", "authority.beyond", "date.which_day", "interrupted.twice"}


def test_every_prompt_has_words_and_nearly_all_an_example() -> None:
    words = load_prompts()
    assert set(words) == set(WORDS)
    assert {key for key, wording in words.items() if not wording.example} == WITHOUT_EXAMPLE


def test_each_example_brings_its_prompt_and_each_counterexample_does_not() -> None:
    assert list(failures(load_prompts(), load_book())) == []


@pytest.mark.parametrize("key", WORDS)
def test_a_prompt_is_short_and_in_plain_words(key: str) -> None:
    wording = load_prompts()[key]
    assert len(wording.say) <= SAY_LONGEST
    findings = check(f"{wording.say}\n{wording.do}", load_terms())
    assert [f.quote for f in findings if f.level != HINT] == []


def test_a_lead_changes_one_prompt_and_keeps_the_others(tmp_path: Path) -> None:
    own = '[upset.slow_down]\nsay = "Breathe."\ndo = "Wait."\n[gate.hardship]\nsay = "x"\ndo = "y"\noff = true\n'
    (tmp_path / NAME).write_text(own, "utf-8")
    words = load_prompts(tmp_path)
    assert (words["upset.slow_down"].say, words["gate.hardship"].off) == ("Breathe.", True)
    assert words["figure.amount"] == load_prompts()["figure.amount"]


def test_a_wrong_example_is_told_with_what_it_brings(tmp_path: Path) -> None:
    own = '[upset.slow_down]\nsay = "Breathe."\ndo = "Wait."\nexample = ["(opening)"]\nno_example = ["(opening)"]\n'
    (tmp_path / NAME).write_text(own, "utf-8")
    assert list(failures(load_prompts(tmp_path), load_book())) == ["upset.slow_down: the example brings no prompt"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('say = "x"', "stands alone"),
        ('[upset.slow_dwn]\nsay = "x"\ndo = "y"', "did you mean"),
        ('[upset.slow_down]\nsay = "x"', "do is missing"),
        ('[upset.slow_down]\nsay = "{who}"\ndo = "y"', "speaks of {who}"),
        (f'[upset.slow_down]\nsay = "{"x" * 90}"\ndo = "y"', "90 characters"),
        ('[upset.slow_down]\nsay = "x"\ndo = "y"\nexample = ["Maria: hi"]', "them: "),
        ('[upset.slow_down]\nsay = "x"\ndo = "y"\nsays = "z"', "did you mean"),
    ],
)
def test_a_mistake_is_named_with_file_and_prompt(text: str, said: str) -> None:
    with pytest.raises(PlaybookError, match=r"own\.toml") as error:
        parse_prompts(tomllib.loads(text), "own.toml")
    assert said in str(error.value)


def test_the_words_are_read_once() -> None:
    assert load_prompts() is load_prompts()
    assert (SHIPPED / NAME).is_file()
