"""Words that the law asks for are looked for in what our side said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duecourse.domain.contact_policy.duties import RECORDING, VOICEMAIL
from duecourse.domain.conversation.required import HEARD, MORE, NOT_HEARD, PARTLY, hearing_of
from duecourse.domain.conversation.turns import Turn
from duecourse.domain.disclosures import Disclosure

MINI = Disclosure(
    "US-SAY-2", "Say that you collect a debt",
    "I am a debt collector. This is an attempt to collect a debt. "
    "Any information obtained will be used for that purpose.",
    True, "", "15 USC 1692e(11)", "", "secondary", "us-federal@2021-11-30", stage="confirmed",
)  # fmt: skip
MESSAGE = replace(
    MINI, words="Hello, this is Alice from Keystone Partners. Please call me back on 614 555 0100.", nothing_else=True,
    occasion=VOICEMAIL,
)  # fmt: skip


def turns(*said: str) -> list[Turn]:
    return [
        Turn(n, "client" if line.startswith("them: ") else "caller", line.split(": ", 1)[1])
        for n, line in enumerate(said, 1)
    ]


@pytest.mark.parametrize(
    ("said", "result"),
    [
        (["us: " + MINI.words], HEARD),
        (["us: um i'm a debt collector this is an attempt to collect a debt and any information obtained will be uh "
          "used for that purpose"], HEARD),
        (["us: I am a debt collector. This is an attempt to collect a debt.", "them: mhm",
          "us: Any information obtained will be used for that purpose."], HEARD),
        (["us: I am a debt collector. This is an attempt to collect a debt."], PARTLY),
        (["us: I am calling about your account."], NOT_HEARD),
        (["them: " + MINI.words], NOT_HEARD),
        ([], NOT_HEARD),
    ],
)  # fmt: skip
def test_the_words_are_heard_as_people_and_machines_say_them(said, result) -> None:
    assert hearing_of(MINI, turns(*said)).result == result


def test_what_was_heard_is_quoted_with_its_turn() -> None:
    found = hearing_of(MINI, turns("us: Hello.", "them: Yes?", f"us: {MINI.words}"))
    assert (found.turn, found.quote) == (3, MINI.words)


def test_a_message_that_allows_nothing_else_shows_what_was_added() -> None:
    assert hearing_of(MESSAGE, turns(f"us: {MESSAGE.words} Thank you, bye.")).result == HEARD
    longer = f"us: {MESSAGE.words} It is about the eight hundred dollars that you owe since September, call today."
    assert hearing_of(MESSAGE, turns(longer)).result == MORE


def test_where_nothing_may_be_said_any_word_is_too_much() -> None:
    silent = replace(MESSAGE, silent=True)
    assert hearing_of(silent, turns("us: Hello?")).result == MORE
    assert hearing_of(silent, []).result == HEARD


def test_a_rule_about_a_point_rests_on_the_points_of_the_call() -> None:
    named = replace(MINI, point="identified")
    assert hearing_of(named, turns("us: Hello."), ["identified"]).result == HEARD
    assert hearing_of(named, turns("us: Hello."), []).result == NOT_HEARD


def test_any_word_about_the_recording_tells_of_it() -> None:
    announced = replace(MINI, occasion=RECORDING)
    assert hearing_of(announced, turns("us: Just so you know, we're recording this.")).result == HEARD
    assert hearing_of(announced, turns("them: Is this recorded?")).result == NOT_HEARD
