"""Prompts: at most one at a time, the most urgent, none twice, and gone when the thing is put right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duecourse.domain.conversation.engine import analyse, begin, finish, on_turn
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.prompting import ALL_KINDS, SAY_LONGEST, Prompt, Prompting
from duecourse.domain.conversation.turns import CallInput, Setting, Turn, parse_call
from duecourse.domain.disclosures import Disclosure
from duecourse.playbooks.phrases import load_book
from duecourse.playbooks.prompts import load_prompts, sample_setting

CALLS = Path(__file__).parents[2] / "data" / "calls"
WHO = {"us": "caller", "them": "client"}
OPENING = ("us: Hi, it's Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")
LAW = Disclosure(
    "US-1", "that this is an attempt to collect a debt", "This is an attempt to collect a debt by a debt collector.",
    False, "", "15 U.S.C. 1692e(11)", "", "", "us-federal",
)  # fmt: skip

Told = Callable[..., list[Prompt | None]]


@pytest.fixture
def told(book: Book) -> Told:
    """After each line, the prompt that stands."""

    def run(*lines: str, setting: Setting | None = None, **given: Any) -> list[Prompt | None]:
        state = begin(setting or sample_setting(), book, Prompting(load_prompts(), **given))
        found = []
        for n, line in enumerate(lines, 1):
            who, _, text = line.partition(": ")
            found.append(next(iter(on_turn(Turn(n, WHO[who], text), state).prompts), None))
        return found

    return run


def last(prompts: Iterable[Prompt | None]) -> tuple[str, str]:
    *_, prompt = prompts
    return (prompt.kind, prompt.say) if prompt else ("", "")


def test_a_wrong_figure_is_told_with_the_right_one_and_the_words(told: Told) -> None:
    prompt = told(*OPENING, "us: You owe us 980 dollars on INV-1042.")[-1]
    assert prompt is not None
    assert prompt.say == "You said $980.00. On file it is $890.00."
    assert (prompt.quote, prompt.turn) == ("You owe us 980 dollars on INV-1042.", 3)


def test_the_prompt_goes_when_the_right_figure_is_said(told: Told) -> None:
    assert told(*OPENING, "us: You owe us 980 dollars.", "us: Sorry, I misread that: it is 890 dollars.")[-1] is None


def test_a_wrong_due_date_is_told_with_the_right_one_until_it_is_said(told: Told) -> None:
    said = (*OPENING, "us: The 890 dollars on INV-1042 was due on September 15th.")
    assert last(told(*said)) == ("figure", "On file, INV-1042 was due on 1 October.")
    assert last(told(*said, "us: No, sorry, it was due on October 1st.")) == ("", "")
    by_age = (*OPENING, "us: Your INV-1042 is nine months overdue.")
    assert last(told(*by_age)) == ("figure", "On file, INV-1042 was due on 1 October.")


def test_a_prompt_goes_after_a_while_and_does_not_come_back(told: Told) -> None:
    talk = ("them: Well, I see.", "us: Right.") * 6
    stood = told(*OPENING, "us: It's about INV-1042.", "them: I am so angry with you people.", *talk)
    assert stood[3] is not None and stood[-1] is None
    assert len({p.id for p in stood if p}) == 1


def test_the_more_urgent_one_takes_its_place_at_once_and_the_other_waits(told: Told) -> None:
    stood = told(
        *OPENING, "us: When could you pay it?", "them: I'll pay it next Friday.", "us: You owe us 980 dollars.",
        "us: Sorry, 890 dollars.",
    )  # fmt: skip
    assert [p.kind if p else "" for p in stood] == ["", "", "", "date", "figure", ""]


def test_which_friday_names_both_dates_until_one_is_said_in_full(told: Told) -> None:
    said = (*OPENING, "us: When could you pay it?", "them: I'll pay it next Friday.")
    assert last(told(*said)) == ("date", "Which Friday: 20 November or 27 November?")
    assert told(*said, "us: So that is Friday the 27th of November?", "them: Yes.")[-1] is None


def test_somebody_upset_is_met_with_a_slow_down_card_until_it_is_answered(told: Told) -> None:
    said = (*OPENING, "us: It's about INV-1042.", "them: I am so angry with you people, the freezer came broken.")
    prompt = told(*said)[-1]
    assert prompt is not None and prompt.kind == "upset" and "angry" in prompt.quote
    assert told(*said, "us: I'm so sorry to hear that, that sounds really frustrating.")[-1] is None


def test_what_the_law_wants_said_is_asked_for_once_a_promise_is_made(told: Told) -> None:
    said = (*OPENING, "us: When could you pay the 890?", "them: I'll pay the 890 on Monday.")
    prompt = told(*said, must_say=(LAW,))[-1]
    assert prompt is not None
    assert (prompt.kind, prompt.do) == ("missing", LAW.words)
    spoken = (*said[:2], f"us: {LAW.words}", *said[2:])
    assert last(told(*spoken, must_say=(LAW,)))[0] != "missing"


def test_words_that_a_point_covers_need_no_words_of_their_own(told: Told) -> None:
    said = (*OPENING, "us: It's about INV-1042. When could you pay the 890?", "them: I'll pay the 890 on Monday.")
    assert last(told(*said, must_say=(replace(LAW, point="purpose"),))) == ("", "")


def test_a_goodbye_asks_for_what_was_left_out_but_not_when_they_told_us_to_stop(told: Told) -> None:
    assert last(told(*OPENING, "us: It's about INV-1042, 890 dollars.", "them: Okay. Bye now."))[0] == "missing"
    stop = told(*OPENING, "us: It's about INV-1042, 890 dollars.", "them: Stop calling me. Goodbye.")
    assert last(stop)[0] == "gate"


def test_looking_after_something_is_no_goodbye(told: Told) -> None:
    said = (
        *OPENING,
        "us: It's about INV-1042, 890 dollars.",
        "them: It was due and until then I manage from here and there.",
    )
    assert last(told(*said)) == ("", "")


def test_a_machine_is_told_from_a_person(told: Told) -> None:
    assert last(told("us: Hello?", "them: You've reached Maria Lopez, leave a message after the tone."))[1].startswith(
        "This is a machine"
    )


def test_the_second_interruption_is_told_and_the_first_is_not(book: Book) -> None:
    state = begin(sample_setting(), book, Prompting(load_prompts()))
    client = "well the thing is that we never had the goods and nobody called"
    turns = (("client", 0, 5, client), ("caller", 3, 9, "but you still have to pay it"), ("client", 9, 15, client),
             ("caller", 12, 19, "no no listen to me please"))  # fmt: skip
    found = [on_turn(Turn(n, who, text, a, b), state).prompts for n, (who, a, b, text) in enumerate(turns, 1)]
    assert [p.kind for p in found[1]] != ["interrupted"]
    assert [p.kind for p in found[3]] == ["interrupted"]


def test_an_offer_beyond_a_limit_nobody_wrote_a_sentence_for_is_told_in_general(told: Told) -> None:
    may = replace(sample_setting().authority, may_agree_instalments=2, may_waive_minor=5_000)
    setting = replace(sample_setting(), authority=may)
    assert last(told(*OPENING, "us: We can split it into three instalments.", setting=setting))[1] == (
        "You may agree to 2 instalments at most."
    )


def test_muted_kinds_are_not_shown_and_the_rest_is(told: Told) -> None:
    said = (*OPENING, "us: When could you pay it?", "them: I'll pay it next Friday.")
    assert told(*said, muted={"date"})[-1] is None
    assert told(*said, muted={"figure"})[-1] is not None
    assert told(*said, muted=ALL_KINDS) == [None] * 4


def test_a_prompt_that_a_lead_switched_off_is_not_shown(book: Book) -> None:
    words = dict(load_prompts())
    words["date.which_weekday"] = replace(words["date.which_weekday"], off=True)
    state = begin(sample_setting(), book, Prompting(words))
    said = (*OPENING, "us: When could you pay it?", "them: I'll pay it next Friday.")
    for n, line in enumerate(said, 1):
        who, _, text = line.partition(": ")
        assert on_turn(Turn(n, WHO[who], text), state).prompts == ()


def test_in_another_language_nothing_is_prompted(told: Told) -> None:
    german = replace(sample_setting(), language="de")
    assert told(*OPENING, "us: You owe us 980 dollars.", setting=german) == [None] * 3


def test_batch_does_not_prompt(book: Book) -> None:
    setting = sample_setting()
    state = begin(setting, book)
    assert on_turn(Turn(1, "caller", "You owe us 980 dollars."), state).prompts == ()


# --- live and batch


def own_calls() -> list[CallInput]:
    lines = [line for name in ("own.jsonl", "apart.jsonl") for line in (CALLS / name).read_text("utf-8").splitlines()]
    return [parse_call(json.loads(line)) for line in lines]


@pytest.mark.parametrize("call", own_calls(), ids=lambda call: call.id)
def test_live_with_prompts_finds_what_a_replay_finds(book: Book, call: CallInput) -> None:
    state = begin(call.setting, book, Prompting(load_prompts(), must_say=(LAW,)))
    for turn in call.turns:
        on_turn(turn, state)
    assert finish(state) == analyse(call, book)


# --- whatever is said

SAYINGS = """Yes, speaking.
I'll pay it next Friday.
You owe 980 dollars on INV-1042.
Stop calling me.
Goodbye.
I'll pay two fifty on Monday.
We never got INV-7731.
I'll waive the whole fee.
My lawyer deals with it.
890.
I'm furious.
It's Priya Nair from Northwind.
Is that Maria Lopez?
I lost my job.
She's out, I'm her flatmate."""
LINES = st.one_of(st.text(max_size=60), st.sampled_from(SAYINGS.splitlines()))


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["caller", "client"]), LINES), max_size=14), st.text(max_size=90))
def test_one_prompt_at_a_time_none_twice_each_short_with_its_words(said: list[tuple[str, str]], contact: str) -> None:
    account = replace(sample_setting().account, contact=contact)
    state = begin(replace(sample_setting(), account=account), load_book(), Prompting(load_prompts()))
    texts, stood = {}, []
    for n, (who, text) in enumerate(said, 1):
        texts[n] = text
        found = on_turn(Turn(n, who, text), state).prompts
        assert len(found) <= 1
        stood.append(found[0].id if found else "")
        for prompt in found:
            assert prompt.quote.strip() and prompt.quote in texts[prompt.turn]
            assert len(prompt.say) <= SAY_LONGEST and ("{" not in prompt.say or "{" in contact)
    runs = [id for place, id in enumerate(stood) if id and (place == 0 or stood[place - 1] != id)]
    assert len(runs) == len(set(runs)), "a prompt came back"


def test_two_days_of_different_names_are_both_told(book: Book) -> None:
    from duecourse.domain.conversation.results import ClientAct

    state = begin(sample_setting(), book, Prompting(load_prompts()))
    state.confirmed = True
    quote = "by the end of next week"
    on_turn(Turn(1, "client", quote), state)
    state.promises = [ClientAct(1, "promise", quote, on=date(2026, 11, 27), or_on=date(2026, 11, 29), currency="USD")]
    (prompt,) = on_turn(Turn(2, "client", "Well."), state).prompts
    assert prompt.say == "Which day: 27 November or 29 November?"
