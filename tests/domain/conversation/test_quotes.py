"""A find without the words that show it does not exist: whatever is said, every quote stands in its own turn."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from duecourse.domain.conversation.engine import analyse, begin, on_turn
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.turns import CallInput, parse_call

from .conftest import a_call

# What callers and clients say that something is found in, and what stands between words in real transcripts.
_SAID = (
    "thank you so much", "is now a good time", "you people never pay", "you clearly have cash problems",
    "what is holding it up", "so you're waiting on them", "that must be hard", "I'm so sorry to hear that",
    "I'll resend the invoice today", "I'll waive all of that", "it's 890 dollars that are overdue",
    "whatever", "anyway about the payment", "the remittance", "that means the list of what was paid",
    "I'll pay the 890 next Friday", "half on the tenth and the rest on the 24th", "I never got the invoice",
    "it came broken", "don't ring me again", "my husband died in March", "call me tomorrow at ten",
    "I'm not paying that", "send me a statement", "you can talk to my lawyer", "I already paid it on Monday",
    "so 890 on the 27th, is that right", "ill call you", "it's it's", "the the", "no no no", "Priya", "Maria",
    "speaking", "wrong number", "I resent that",
)  # fmt: skip
_BETWEEN = (
    " ", "  ", ", ", ". ", "? ", "! ", " — ", "... ", "… ", "\n", "\t", " \u00a0", "; ", " - ", "\u2019 ", "\u200b",
    "\u2028", " 'n' ", " (laughs) ", " \U0001f642 ", "-- ", " \u0301",
)  # fmt: skip
_turn = st.lists(st.tuples(st.sampled_from(_SAID), st.sampled_from(_BETWEEN)), min_size=1, max_size=6).map(
    lambda parts: "".join(said + between for said, between in parts)
)
_case = st.sampled_from((str, str.upper, str.lower, str.title))
_line = st.tuples(st.sampled_from(("us", "them")), _turn, _case).map(lambda line: f"{line[0]}: {line[2](line[1])}")


def unquoted(call: CallInput, found: Analysis) -> list[object]:
    texts = {turn.n: turn.text for turn in call.turns}
    finds = (*found.marks, *found.acts, *found.commitments)
    return [find for find in finds if not find.quote.strip() or find.quote not in texts[find.n]]


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(_line, min_size=1, max_size=10), kind=st.sampled_from(("business", "consumer", "payer")))
def test_whatever_is_said_every_quote_stands_in_its_own_turn(book: Book, lines: list[str], kind: str) -> None:
    call = parse_call(a_call(*lines, kind=kind))
    assert not unquoted(call, analyse(call, book))


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(_line, min_size=1, max_size=8))
def test_while_the_call_goes_on_every_quote_stands_in_its_own_turn(book: Book, lines: list[str]) -> None:
    call = parse_call(a_call(*lines))
    state = begin(call.setting, book)
    texts = {turn.n: turn.text for turn in call.turns}
    for turn in call.turns:
        heard = on_turn(turn, state)
        assert all(find.quote in texts[find.n] for find in (*heard.marks, *heard.acts, *heard.commitments))
