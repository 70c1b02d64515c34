"""What is said about missed and good moments: complete, plain, short, kind, and as its own examples say."""

from __future__ import annotations

import re

import pytest

from duecourse.domain.conversation.results import DONTS, DOS, POINTS
from duecourse.domain.plain_language import HINT, check
from duecourse.domain.reviewing.wordings import DO, Moment, say
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.better import load_advice, read_advice
from duecourse.playbooks.plain_language import load_terms

ADVICE = load_advice()
LECTURE = re.compile(r"\b(you should|should have|you must|never|always|wrong|mistake of yours|remember to)\b", re.I)
MOST_WORDS = 32


def test_every_label_and_every_point_has_its_file():
    assert set(ADVICE) == {*DONTS, *DOS, *POINTS}


@pytest.mark.parametrize("about", sorted(ADVICE))
def test_what_comes_out_is_plain_short_and_no_lecture(about):
    terms = load_terms()
    advice = ADVICE[about]
    for example in advice.examples:
        said = say(advice, example.moment)
        assert said == example.gives
        found = [f for f in check(said, terms, kind=example.moment.kind) if f.level != HINT]
        assert not found, (said, found)
        assert len(said.split()) <= MOST_WORDS and not LECTURE.search(said), said


@pytest.mark.parametrize("about", sorted(ADVICE))
def test_every_wording_is_shown_by_an_example(about):
    advice = ADVICE[about]
    shown = {
        next(
            n
            for n, w in enumerate(advice.wordings)
            if say(type(advice)(**{**_parts(advice), "wordings": (w,)}), e.moment)
        )
        for e in advice.examples
    }
    assert shown == set(range(len(advice.wordings)))


def _parts(advice):
    return {name: getattr(advice, name) for name in advice.__slots__}


@pytest.mark.parametrize("about", sorted(ADVICE))
def test_the_reason_and_the_rule_are_plain_too(about):
    terms = load_terms()
    for text in (ADVICE[about].title, ADVICE[about].why, ADVICE[about].rule):
        assert not [f for f in check(text, terms) if f.level != HINT], text


@pytest.mark.parametrize("about", sorted(ADVICE))
def test_nothing_is_made_up_where_nothing_is_known(about):
    assert "{" not in say(ADVICE[about], Moment(said="x")) and say(ADVICE[about], Moment(said="x"))


def test_dos_say_what_they_brought_and_are_no_advice():
    assert all(advice.kind == DO for about, advice in ADVICE.items() if about in DOS)


GOOD = {
    "title": "T",
    "why": "W.",
    "rule": "R.",
    "say": [{"text": "Hello."}],
    "example": [{"gives": "Hello."}],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"say": [{"text": "Pay {ammount}."}]}, "{ammount} is no placeholder"),
        ({"say": [{"text": "Hi.", "kinds": ["business"]}]}, "has to fit always"),
        ({"say": [{"text": "Hi.", "if_said": "("}]}, "is not a valid pattern"),
        ({"say": [{"text": "Hi.", "when": "x"}]}, "is not a field here"),
        ({"example": [{"gives": "Bye."}]}, "gives “Hello.”"),
        ({"example": []}, "at least one entry"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_change(change, said):
    with pytest.raises(PlaybookError, match=re.escape(said)):
        read_advice({**GOOD, **change}, "recap", "recap.toml")


def test_a_file_of_no_label_is_refused():
    with pytest.raises(PlaybookError, match="neither a label nor a point"):
        read_advice(GOOD, "shouting", "shouting.toml")


def test_a_file_of_ones_own_replaces_ours(tmp_path):
    own = tmp_path / "better" / "recap.toml"
    own.parent.mkdir()
    own.write_text(
        'title = "T"\nwhy = "W."\nrule = "R."\n[[say]]\ntext = "Say it back."\n[[example]]\ngives = "Say it back."\n',
        "utf-8",
    )
    assert say(load_advice(tmp_path)["recap"], Moment()) == "Say it back."
