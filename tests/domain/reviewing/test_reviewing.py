"""Looking back on a call: quotes in their places, the timeline, what was due, norms, what was agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.results import POINTS, Analysis, ClientAct, Commitment
from duecourse.domain.conversation.turns import Account, CallInput, Item, Setting, Turn
from duecourse.domain.conversation.voices import Stretch as Voice
from duecourse.domain.conversation.voices import told_apart
from duecourse.domain.reviewing import situations
from duecourse.domain.reviewing.agreed import agreed_on
from duecourse.domain.reviewing.due_points import missed, not_due
from duecourse.domain.reviewing.norms import LEAST, norm_of
from duecourse.domain.reviewing.places import KINDS, place_of, segments_of
from duecourse.domain.reviewing.readings import duration, readings, shown
from duecourse.domain.reviewing.timeline import TICK, WIDTH, Find, clock, timeline_of, timeline_of_voices
from duecourse.domain.reviewing.traced import traced
from duecourse.playbooks.phrases import load_book

# --- places


def test_words_that_two_finds_share_belong_to_both_the_gravest_first():
    found = segments_of("Right, but you must have known.", [("do", "Right, but"), ("dont", "but you must have known")])
    assert [(s.text, s.kinds) for s in found] == [
        ("Right, ", ("do",)), ("but", ("dont", "do")), (" you must have known", ("dont",)), (".", ()),
    ]  # fmt: skip


def test_a_quote_is_found_whatever_its_blanks_and_capitals():
    assert place_of("you  MUST", "Well, you must know") == (6, 14)
    assert place_of("never said", "Well") is None and place_of("", "Well") is None


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 59), st.integers(0, 59)), max_size=6),
)
def test_the_stretches_joined_are_always_the_text(text, spans):
    quotes = [(kind, text[min(a, b) : max(a, b)]) for kind, a, b in spans]
    assert "".join(s.text for s in segments_of(text, quotes)) == text


# --- timeline


def turns(*rows):
    return tuple(Turn(n, who, text, start, end) for n, (who, start, end, text) in enumerate(rows, 1))


TALK = turns(
    ("caller", 0.0, 2.0, "Is now a good time?"),
    ("client", 2.5, 6.0, "Well, I was just going to"),
    ("caller", 5.0, 8.0, "Right, but the invoice."),
    ("client", 13.0, 14.0, "Yes."),
)


def test_overlaps_cuts_and_silences_lie_where_they_were():
    line = timeline_of(TALK, [Find(3, "dont", "Cut in")], KINDS)
    assert [(s.turn, s.says) for s in line.overlaps] == [(3, "Both speak for 1 s")]
    assert [s.turn for s in line.cuts] == [3]
    assert [(s.turn, s.says) for s in line.silences] == [(4, "5 s of silence")]
    assert [(t.turn, t.kind) for t in line.ticks] == [(3, "dont")]
    assert "1 interruption, 1 silence, 1 overlap." in line.summary
    assert [row.what for row in line.table] == [
        "We cut in", "Both speak for 1 s", "Cut in", "5 s of silence before this turn",
    ]  # fmt: skip


def test_a_mhm_over_the_other_is_no_interruption():
    line = timeline_of(turns(("client", 0, 6, "So I went there"), ("caller", 3, 3.6, "Mm-hm.")), [], KINDS)
    assert not line.cuts and len(line.overlaps) == 1


def test_without_times_the_line_is_laid_out_by_words():
    line = timeline_of(turns(("caller", None, None, "One two three"), ("client", None, None, "Four")), [], KINDS)
    assert not line.timed and [s.width for s in line.turns] == [750.0, 250.0]
    assert not (line.overlaps or line.silences or line.scale) and "no times" in line.summary


def test_a_call_in_which_nobody_speaks_has_an_empty_line():
    line = timeline_of((), [], KINDS)
    assert not line.turns and not line.ticks and line.summary


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 20), st.floats(0, 30)), max_size=40), st.integers(0, 60))
def test_nothing_is_drawn_beside_the_line_and_no_tick_lies_on_another(rows, finds):
    at, spoken = 0.0, []
    for n, (ours, gap, length) in enumerate(rows, 1):
        at += gap
        spoken.append(Turn(n, "caller" if ours else "client", "Words.", at, at + length))
    line = timeline_of(spoken, [Find(1 + n % 41, KINDS[n % 4], "x") for n in range(finds)], KINDS)
    for part in (*line.turns, *line.overlaps, *line.silences):
        assert part.x >= 0 and part.x + part.width <= WIDTH + 2
    places = [tick.left for tick in line.ticks]
    assert all(b - a >= TICK for a, b in pairwise(places))
    in_turns = sum(1 + n % 41 <= len(spoken) for n in range(finds))
    assert bool(in_turns) == bool(line.ticks) and sum(tick.count for tick in line.ticks) <= in_turns


def test_a_tick_counts_what_its_sign_says_and_names_the_rest():
    spoken = [Turn(1, "caller", "Right, but you must have known.", 0.0, 2.0)]
    finds = [Find(1, "do", "Courtesy"), Find(1, "dont", "Cut in"), Find(1, "dont", "Assumption")]
    (tick,) = timeline_of(spoken, finds, KINDS).ticks
    assert (tick.kind, tick.count, tick.says) == ("dont", 2, "Turn 1: Courtesy; Cut in; Assumption")


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (151.9, "2:31"), (3_725, "1:02:05"), (None, "")])
def test_a_clock_reads_as_one(seconds, text):
    assert clock(seconds) == text


# --- measures and norms


def test_every_measure_says_what_it_is_made_of_or_why_it_cannot_be_had():
    for measures in ({}, {"timed": True}, {"timed": False, "questions": {"open": 1, "closed": 2}}):
        assert all(bool(r.made_of) == (r.value is not None) and bool(r.why_not) == (r.value is None)
                   for r in readings(measures))  # fmt: skip


@given(st.lists(st.none() | st.floats(0, 1), max_size=30))
def test_a_norm_needs_ten_calls_that_have_the_measure(values):
    norm, known = norm_of(values), [v for v in values if v is not None]
    assert norm.calls == len(known) and norm.is_enough == (len(known) >= LEAST)
    if norm.value is not None:
        assert min(known) <= norm.value <= max(known)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.409, "percent", "41 %"), (0.75, "seconds", "0.8 s"), (125, "seconds", "2 min 5 s"), (3, "times", "3"),
     (1.5, "times", "1.5"), (175.5, "a_minute", "176"), (-1.2, "grade", "grade 0")],
)  # fmt: skip
def test_figures_are_written_as_people_write_them(value, unit, text):
    assert shown(value, unit) == text


def test_a_duration_of_minutes_names_them():
    assert duration(120) == "2 min" and duration(59.4) == "59 s"


# --- points that were due


def analysis(*acts, points=(), disposition="no_result", commitments=()):
    return Analysis((), tuple(acts), tuple(commitments), tuple(points), disposition)


def act(name, **given):
    return ClientAct(2, name, "words", **given)


@pytest.mark.parametrize(
    ("found", "due"),
    [
        (analysis(disposition="voicemail"), {"identified"}),
        (analysis(act("wrong_party"), disposition="wrong_party"), {"identified", "verified_party", "polite_close"}),
        (analysis(act("promise"), disposition="promise"), set(POINTS) - {"asked_payment"}),
        (analysis(act("hardship"), disposition="hardship"), set(POINTS) - {"asked_payment", "asked_reason", "recap"}),
        (analysis(), set(POINTS) - {"recap"}),
    ],
)
def test_what_a_call_was_due_follows_from_what_happened(found, due):
    assert set(missed(found)) == due
    assert all(not_due(found).values()), "each says why"


def test_a_point_that_was_covered_is_never_missed():
    assert missed(analysis(points=POINTS)) == ()


# --- agreed


def setting(*items):
    account = Account("Harbour", currency="USD", items=tuple(Item(n, m, m) for n, m in items))
    return Setting(datetime(2026, 11, 18, 10, tzinfo=UTC), account)


FRIDAY = date(2026, 11, 20)
OPEN = (("INV-1", 89_000), ("INV-2", 10_000))


def promise(minor, **given):
    return act("promise", amount_minor=minor, currency="USD", **{"on": FRIDAY, "confirmed": True, **given})


@pytest.mark.parametrize(
    ("found", "text", "checked"),
    [
        (promise(89_000), "You will pay $890.00 by Friday 20 November 2026.", "INV-1 is open with this sum"),
        (promise(None), "You will pay $990.00 by Friday 20 November 2026.", "that is all 2 open items"),
        (promise(5_000), "You will pay $50.00 by Friday 20 November 2026.", "$990.00 is open"),
        (
            act("dispute", invoice="INV-2", reason="quality"),
            "You dispute invoice INV-2: the quality is bad.",
            "account",
        ),
        (act("callback", at="2026-11-20T14:00"), "We call you back on Friday 20 November 2026, 14:00.", ""),
    ],
)
def test_what_stands_in_call_and_ledger_is_agreed(found, text, checked):
    agreed = agreed_on(analysis(found), setting(*OPEN))
    assert agreed.summary == text and not agreed.left_out
    assert checked in agreed.facts[0].checked


@pytest.mark.parametrize(
    ("found", "because"),
    [
        (promise(89_000, on=None), "no day was said"),
        (promise(89_000, or_on=date(2026, 11, 27)), "it may also mean Friday 27 November 2026"),
        (promise(89_000, on=date(2026, 11, 2)), "that day had passed"),
        (promise(400_000), "only $990.00 is open"),
        (promise(89_000, confirmed=False), "it was not read back"),
        (act("dispute", reason="quality"), "no invoice was named"),
        (act("dispute", reason="quality", invoice="INV-9"), "the ledger has no such invoice"),
        (act("callback"), "no day was said"),
    ],
)
def test_what_does_not_stand_is_left_out_with_its_reason(found, because):
    agreed = agreed_on(analysis(found), setting(*OPEN))
    assert not agreed.facts and [left.because for left in agreed.left_out] == [because]


def test_all_of_nothing_is_no_promise():
    assert agreed_on(analysis(promise(None)), setting()).left_out[0].because == "nothing is open that it could pay"


def test_what_we_said_we_would_do_is_agreed_with_its_day():
    made = Commitment(3, "send statement", FRIDAY, "I'll send it Friday")
    assert (
        agreed_on(analysis(commitments=[made]), setting()).summary
        == "We will send the statement by Friday 20 November 2026."
    )


# --- traced


def test_sentences_from_the_draft_keep_their_turns_and_typed_words_stand_free():
    found = traced("In a hurry. They will pay. Nice.", [("They will pay.", 6, "I'll pay"), ("Gone.", 7, "x")])
    assert [(t.text.strip(), t.turn) for t in found] == [("In a hurry.", None), ("They will pay.", 6), ("Nice.", None)]


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=6), max_size=4))
def test_a_traced_text_loses_nothing_but_blanks(text, sentences):
    pieces = traced(text, [(s, n, "q") for n, s in enumerate(sentences, 1)])
    assert "".join("".join(p.text for p in pieces).split()) == "".join(text.split())


# --- a recording's line


def test_the_line_of_a_recording_paints_overlaps_silences_and_who_breaks_in():
    heard = told_apart([Voice("client", 1.0, 5.0), Voice("caller", 4.0, 8.0), Voice("client", 13.0, 14.0)])
    line = timeline_of_voices(heard, 20.0)
    assert [(t.x, t.width, t.ours, t.second) for t in line.turns] == [
        (50.0, 200.0, False, 1.0), (200.0, 200.0, True, 4.0), (650.0, 50.0, False, 13.0),
    ]  # fmt: skip
    assert [t.says for t in line.turns][1] == "We, 0:04, 4 s, breaks in"
    assert [o.says for o in line.overlaps] == ["Both speak for 1 s"]
    assert [c.x for c in line.cuts] == [200.0]
    assert [s.says for s in line.silences] == ["5 s of silence", "6 s of silence"]
    assert line.summary == "1 turn of ours, 2 of theirs, 1 interruption, 2 silences, 1 overlap."


def test_on_one_channel_the_line_has_one_lane():
    line = timeline_of_voices([Voice("somebody", 0.0, 2.0)], 4.0)
    assert line.one_lane and line.summary == "somebody speaks once."


def test_a_silent_recording_has_an_empty_line():
    assert not timeline_of_voices([], 0.0).turns


# --- what cannot be measured says why


def measured(*said: tuple[str, str, float, float]):
    turns = tuple(Turn(n, who, text, start, end) for n, (who, text, start, end) in enumerate(said, 1))
    found = analyse(CallInput("", setting(("INV-1042", 89000)), turns), load_book())
    return {reading.key: reading for reading in readings(found.measures)}


def test_words_of_another_language_are_measured_by_their_times_alone():
    found = measured(
        ("caller", "Guten Tag, hier ist Alice Moreno von der Firma Larkspur, spreche ich mit Frau Lopez?", 0, 4),
        ("client", "Ja, am Apparat, worum geht es denn bitte bei Ihnen?", 5, 8),
        ("caller", "Es geht um die Rechnung vom September, die noch nicht bezahlt worden ist.", 9, 13),
        ("client", "Das tut mir leid, wir haben im Augenblick leider kein Geld auf dem Konto.", 14, 18),
    )
    assert found["talk_share"].value == pytest.approx(8 / 15, abs=0.01)
    for key in ("open_questions", "words_a_minute", "reading_grade"):
        assert found[key].value is None
        assert found[key].why_not == "The words are not English: only English is read."


def test_a_call_of_signs_alone_has_no_words_rather_than_one_side():
    found = measured(("caller", "😀😀", 0, 3), ("client", "👍", 4, 6))
    assert found["talk_share"].why_not == "There are no words in the transcript."


def test_turns_that_take_no_time_are_not_called_silent():
    found = measured(("caller", "Good morning, is that Maria?", 5, 5), ("client", "Yes, speaking.", 6, 7))
    assert found["words_a_minute"].why_not == "Our turns take no time."


def test_a_better_way_names_the_invoice_that_was_spoken_of():
    turns = (
        Turn(1, "caller", "Hi Maria, it is Alice. You must have forgotten about inv-1042."),
        Turn(2, "client", "No, it never came."),
        Turn(3, "caller", "You must have forgotten about it."),
    )
    about = setting(("INV-0987", 89000), ("INV-1042", 129500))
    found = analyse(CallInput("", about, turns), load_book())
    facts = situations.facts_of(about, found)
    moments = [situations.moment_at(n, "forgotten", turns, found, about, facts).values for n in (1, 3)]
    for said in ("1042 was due in August", "the ten forty two was due in August"):
        moments.append(situations.moment_at(3, said, turns[2:], found, about, facts).values)
    assert [(m["invoice"], m["amount"]) for m in moments] == [("INV-1042", "$1,295")] * 4
    assert situations.moment_at(1, "", turns[2:], found, about, facts).values["invoice"] == "INV-0987"
