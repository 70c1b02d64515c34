"""Contact cases are read strictly: what cannot be used is refused with its place, and nothing reads as "allowed"."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.contact_policy import Malformed, case_json, parse_case
from duecourse.playbooks.may_contact import may_contact_json

CASE = {
    "id": "X1",
    "jurisdiction": "US-OH",
    "debt_type": "consumer",
    "party": "third_party",
    "debtor": {"tz_candidates": ["America/New_York"]},
    "events": [
        {
            "t": "2026-04-01T10:00:00-04:00", "kind": "call", "channel": "phone", "direction": "out",
            "outcome": "no_answer", "debt_id": "D1", "consumer_id": "P1",
        },
        {
            "t": "2026-04-02T10:00:00-04:00", "kind": "inconvenient_time", "channel": "phone", "direction": "in",
            "outcome": None, "debt_id": ["D1", "D2"], "consumer_id": "P1", "written": False,
            "window": {"from": "21:30", "to": "06:00", "days": ["Mon", "tuesday", "we"]},
        },
    ],
    "query": {"t": "2026-04-07T10:00:00-04:00", "channel": "phone", "debt_id": "D1", "consumer_id": "P1"},
}  # fmt: skip


def changed(path: str, value: object) -> dict:
    case = copy.deepcopy(CASE)
    *parents, last = path.split(".")
    target: object = case
    for part in parents:
        target = target[int(part) if part.isdigit() else part]  # type: ignore[index]
    if value is KeyError:
        del target[last]  # type: ignore[attr-defined]
    else:
        target[int(last) if last.isdigit() else last] = value  # type: ignore[index]
    return case


def test_a_case_without_its_events_says_so():
    """A misspelt name of the list must not read as "nothing was ever said" without a word."""
    case = parse_case({key: value for key, value in CASE.items() if key != "events"} | {"evnts": CASE["events"]})
    assert case.notes == ("case.events is missing: read as if nothing had happened",)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("events.1.kind", "inconvenient_place", "case.events[1].place: missing (which place?)"),
        ("jurisdiction", "Ohio", "case.jurisdiction: 'Ohio' is not a place like US-OH"),
        ("jurisdiction", KeyError, "case.jurisdiction: missing"),
        ("debt_type", "private", "case.debt_type"),
        ("party", "agency", "case.party"),
        ("debtor", [], "case.debtor: expected an object"),
        ("debtor.tz_candidates", ["Mars/Olympus"], "is not an IANA time zone"),
        ("debtor.tz_candidates", ["../../etc/passwd"], "is not an IANA time zone"),
        ("debtor.area_code_tz", "EST5", None),
        ("debtor.vat_registered", "no", "case.debtor.vat_registered: expected true or false"),
        ("debtor.debtor_is", "gmbh", "case.debtor.debtor_is"),
        ("debtor.relationships", ["spouse"], "case.debtor.relationships"),
        ("events", {}, "case.events: expected a list"),
        ("events", None, "case.events: expected a list"),
        ("events.0", "call", "case.events[0]: expected an object"),
        ("events.0.kind", "cal", "case.events[0].kind: 'cal' is not one of"),
        ("events.0.outcome", "answered", "case.events[0].outcome: 'answered' is not one of"),
        ("events.0.outcome", None, "case.events[0].outcome: missing"),
        ("events.0.direction", None, "case.events[0].direction: missing"),
        ("events.0.channel", "email", "case.events[0].channel"),
        ("events.0.t", "2026-04-01T10:00:00", "has no offset"),
        ("events.0.t", "2026-04-31T10:00:00-04:00", "case.events[0].t"),
        ("events.0.t", 1775052000, "case.events[0].t"),
        ("events.0.t", "2026-04-01", "case.events[0].t"),
        ("events.0.t", "0001-01-01T00:00:00+14:00", "case.events[0].t: '0001-01-01T00:00:00+14:00' is not between"),
        ("events.0.debt_id", {"a": 1}, "case.events[0].debt_id"),
        ("events.0.in_reply", "yes", "case.events[0].in_reply"),
        ("events.1.window.from", "25:00", "case.events[1].window.from"),
        ("events.1.window.days", ["Someday"], "case.events[1].window.days"),
        ("events.1.window.days", "t", "case.events[1].window.days"),
        ("events.1.window.to", "21:30", "from and to are the same time"),
        ("events.1.window", {"from": "2026-05-02", "to": "2026-05-01"}, "case.events[1].window: ends before it begins"),
        ("events.1.window.until", "22:00", "case.events[1].window.until: not a known key"),
        ("query", None, "case.query: missing"),
        ("query.channel", "fax", "case.query.channel"),
        ("query.purpose", "sell_something", "case.query.purpose"),
        ("query.consumer_id", KeyError, "case.query.consumer_id: missing"),
        ("query.debt_id", KeyError, "case.query.debt_id: missing"),
        ("query.debt_id", [], "case.query.debt_id: expected a name or a list of names"),
        ("query.t", KeyError, "case.query.t: missing"),
        ("query.t", "9999-12-31T23:59:59+00:00", "case.query.t: '9999-12-31T23:59:59+00:00' is not between"),
        ("query.read_at", "later", "case.query.read_at"),
        ("query.number_type", "satellite", "case.query.number_type"),
    ],
)
def test_a_malformed_value_is_refused_with_its_place(path, value, message):
    if message is None:  # an old name that the tz database still knows
        parse_case(changed(path, "EST5EDT"))
        return
    with pytest.raises(Malformed) as refused:
        parse_case(changed(path, value))
    assert message in str(refused.value)


def test_one_spelling_of_a_medium_is_as_good_as_another():
    stop = {"t": "2026-04-03T10:00:00Z", "kind": "stop_medium", "medium": "telephone", "direction": "in"}
    assert parse_case(changed("events.1", stop)).events[-1].medium == "phone"


@pytest.mark.parametrize("word", ["work", "workplace", "Office", "at_work"])
def test_one_spelling_of_a_place_is_as_good_as_another(word):
    assert parse_case(changed("events.1.place", word)).events[-1].place == "work"
    assert parse_case(changed("query.known_place", word)).query.at_work


def test_one_spelling_of_a_number_is_as_good_as_another():
    assert parse_case(changed("events.0.number", "mobile")).events[0].number == "cell"
    assert parse_case(changed("query.number", "workplace")).query.at_work
    assert parse_case(changed("query.number", "+1 614 555 0142")).query.number == "+1 614 555 0142"


def test_a_place_other_than_home_and_work_is_matched_by_its_name_and_that_is_said():
    case = parse_case(changed("events.1.place", "hospital"))
    assert case.events[-1].place == "hospital"
    assert case.notes == ("case.events[1].place: 'hospital' is neither home nor work, and matches only the same word",)


def test_what_is_not_understood_is_said_and_not_dropped_in_silence():
    case = parse_case(changed("query.recorded_line", True))
    assert case.notes == ("case.query.recorded_line is not understood and was not used",)


def test_an_event_after_the_query_is_left_out_and_said():
    case = parse_case(changed("events.0.t", "2026-05-01T10:00:00-04:00"))
    assert case.notes == ("1 event after the query was left out",)


def test_a_case_written_as_json_reads_back_as_the_same_case():
    case = parse_case(CASE)
    again = parse_case(json.loads(json.dumps(case_json(case))))
    assert again == case
    assert case_json(again) == case_json(case)


def test_hours_until_a_day_are_kept_when_the_case_is_written():
    case = parse_case(changed("events.1.window", {"from": "09:00", "to": "2026-04-30"}))
    assert parse_case(case_json(case)).events[-1].window == case.events[-1].window


KEYS = st.sampled_from(
    ["t", "kind", "channel", "direction", "outcome", "debt_id", "consumer_id", "window", "medium", "written"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(JSON)
def test_whatever_comes_as_an_event_is_read_or_refused_and_never_a_crash(event):
    try:
        parse_case(changed("events.0", event))
    except Malformed as refused:
        assert str(refused).startswith("case.")


@given(st.text(max_size=200))
def test_whatever_text_comes_in_gets_answers_or_an_error(text):
    answers = may_contact_json(text)
    assert answers.lines or answers.errors or text.strip() == "[]"
    assert answers.exit_code == (2 if answers.errors else 0)


def test_one_object_a_list_and_json_lines_get_the_same_answers():
    one, other = CASE, changed("id", "X2")
    listed = may_contact_json(json.dumps([one, other]))
    by_line = may_contact_json(f"{json.dumps(one)}\n\n{json.dumps(other)}\n")
    assert listed == by_line and listed.exit_code == 0
    assert may_contact_json(json.dumps(one, indent=2)).lines == listed.lines[:1]


def test_a_bad_case_among_good_ones_gets_no_verdict_and_exit_code_2():
    answers = may_contact_json(f"{json.dumps(CASE)}\n{json.dumps(changed('party', 'x'))}\n")
    good, bad = map(json.loads, answers.lines)
    assert good["verdict"] == "presumed_compliant"
    assert "verdict" not in bad and bad["id"] == "X1" and "line 2.party" in bad["error"]
    assert answers.exit_code == 2 and "line 2.party" in answers.errors[0]


def test_a_case_with_half_a_character_in_its_name_is_refused_and_the_others_are_answered():
    """Its answer could not be written, and everything behind it was lost."""
    halves = [changed("id", "\ud83d"), CASE | {"id": "\ud83d", "party": "x"}, changed("events.0.\udc00", 1), CASE]
    answers = may_contact_json("\n".join(map(json.dumps, halves)))
    *refused, good = map(json.loads, "\n".join(answers.lines).encode().decode().split("\n"))
    assert [("error" in one, one["id"]) for one in refused] == [(True, "?"), (True, "?"), (True, "X1")]
    assert "line 1: its id, or the name of a key, holds half a character" in refused[0]["error"]
    assert good["verdict"] == "presumed_compliant" and answers.exit_code == 2
    assert all(error.encode() for error in answers.errors)


@pytest.mark.parametrize(
    "text", ["", "   \n", '{"id": ', "not json", '{"id": ' + "1" * 5000 + "}", '{"id": "a"}\n{"id": ']
)
def test_what_is_no_json_at_all_is_one_clear_error(text):
    answers = may_contact_json(text)
    assert answers.exit_code == 2 and len(answers.errors) == 1 and not answers.lines


def test_only_a_line_feed_ends_a_line():
    odd = json.dumps(changed("id", "a\u2028b\x0bc"), ensure_ascii=False)
    answers = may_contact_json(f"{odd}\r\n{json.dumps(CASE)}\r\n")
    assert answers.exit_code == 0 and len(answers.lines) == 2
