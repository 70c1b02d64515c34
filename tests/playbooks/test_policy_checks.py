"""A pack that somebody edits: every mistake is named with its line and rule, and none gets through."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duecourse.domain.contact_policy import decide
from duecourse.domain.contact_policy.pack import Activation
from duecourse.playbooks.policies import load_shelf, read_pack
from duecourse.playbooks.policy_checks import check_pack, with_activation, without_activation
from duecourse.playbooks.policy_examples import examples_of

SHELF = load_shelf()
HOUSE, FEDERAL = SHELF.shipped("house"), SHELF.shipped("us-federal")


def check(text, base=HOUSE):
    return check_pack(text, SHELF.packs, base=base.pack if base else None)


def lines_of(text: str, words: str) -> list[int]:
    return [n for n, line in enumerate(text.splitlines(), 1) if words in line]


def test_what_is_shipped_is_usable_and_every_example_of_it_runs():
    for one in SHELF.texts:
        found = check(one.text, one)
        assert found.is_usable and not found.elsewhere, (one.name, found.problems)
        assert found.examples == len(list(examples_of(one.pack)))


@pytest.mark.parametrize(
    ("old", "new", "rule", "message"),
    [
        ('kind = "counter"', 'kind = "count"', "HOUSE-FREQ-1", "kind: 'count' is not one of"),
        ("limit = 3", "limt = 3", "HOUSE-FREQ-2", "limt: is limit meant?"),
        ("limit = 3\n", "", "HOUSE-FREQ-2", "limit: missing"),
        ("days = 7", "days = 99", "HOUSE-FREQ-2", "days: 99 is above 35"),
        ("days = 7", "days = true", "HOUSE-FREQ-2", "days: expected a whole number"),
        ("effective = 2026-01-01", "effective = 9999-12-31", "HOUSE-HOURS-1", "not between 1600 and 2200"),
        ("exempt_reply = true", 'link = "javascript:alert(1)"', "HOUSE-HOURS-1", "does not begin with https://"),
        ("exempt_reply = true", 'zones = "Mars/Base"', "HOUSE-HOURS-1", "not an IANA time zone"),
        ("exempt_reply = true", "examples_of = 3", "HOUSE-HOURS-1", "examples_of: not a known key"),
        ('holidays = ["their_place"]', 'holidays = ["QQ"]', "HOUSE-HOURS-1", "'QQ' is not a holiday calendar"),
        ('debt_kind = ["insurance_claim"]', 'debt_kind = ["insurence_claim"]', "HOUSE-FREQ-1",
         "unless.debt_kind: 'insurence_claim' is not one of"),
        ('open = { mon-sun = "08:00-21:00" }', 'open = { mon-sun = "21:00-08:00" }', "HOUSE-HOURS-2", "no span"),
        ('{ at = "2026-04-07 08:00"', '{ at = "soon"', "HOUSE-HOURS-1", "example 1: "),
        ('{ at = "2026-04-07 08:00", expect', '{ expect', "HOUSE-HOURS-1", "example 1: at is missing"),
        ("call no_answer x2", "call no_answer x9999999", "HOUSE-FREQ-2", "example 1: x9999999: at most x366"),
        ('expect = "allowed"', 'expect = "blocked"', "HOUSE-HOURS-1", "example 1 does not hold: is allowed"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_its_rule(old, new, rule, message):
    text = HOUSE.text.replace(old, new, 1)
    found = check(text)
    told = next(problem for problem in found.problems if message in str(problem))
    first = lines_of(text, f'id = "{rule}"')[0]
    assert told.rule == rule and first - 1 <= told.line <= first + 25
    assert not found.is_usable


def test_one_mistake_does_not_hide_the_next():
    found = check(HOUSE.text.replace('kind = "counter"', 'kind = "count"'))
    assert [problem.rule for problem in found.problems] == ["HOUSE-FREQ-1", "HOUSE-FREQ-2", "HOUSE-FREQ-3"]
    assert [problem.line for problem in found.problems] == lines_of(
        HOUSE.text.replace("counter", "count"), 'kind = "count"'
    )


def test_text_that_is_no_toml_is_named_with_its_line():
    text = HOUSE.text.replace('title = "House rules"', 'title = "House rules')
    assert check(text).problems[0].line == lines_of(text, "title =")[0]


def test_every_example_that_does_not_hold_any_more_is_named():
    text = HOUSE.text.replace("limit = 3", "limit = 2", 1)
    found = check(text)
    assert [problem.rule for problem in found.problems] == ["HOUSE-FREQ-2"] * 4
    assert all(problem.line in range(88, 100) for problem in found.problems)
    assert "opens 2026-04-14 08:00, not 2026-04-13 08:00" in str(found.problems[1])


def test_a_number_that_no_example_holds_in_place_is_warned_about():
    """Only for rules that differ from the ones copied."""
    start = HOUSE.text.index("examples = [", HOUSE.text.index('"HOUSE-FREQ-2"'))
    one = '{ at = "2026-04-09 10:00", debt = "commercial", expect = "allowed" }'
    text = HOUSE.text[:start] + f"examples = [{one}]\n" + HOUSE.text[HOUSE.text.index("\n[[rules]]", start) :]
    found = check(text)
    assert found.is_usable
    assert {loose.rule for loose in found.loose} == {"HOUSE-FREQ-2"}
    assert "limit = 3 might as well be 4" in str(found.loose[1])
    assert check(HOUSE.text).loose == ()


def test_examples_of_other_packs_that_come_out_differently_are_told():
    text = FEDERAL.text.replace('open = { mon-sun = "08:00-21:00" }', 'open = { mon-sun = "08:00-19:00" }')
    text = text.replace(
        '"2026-04-07 20:59", expect = "presumed_compliant"', '"2026-04-07 18:59", expect = "presumed_compliant"'
    )
    text = text.replace('events = ["2026-04-01 11:00 consent_time', 'events = ["2026-04-01 11:00 consent_time')
    found = check(text, FEDERAL)
    assert found.is_usable and any(told.startswith("us-ma, MA-") for told in found.elsewhere)


def test_the_id_of_another_pack_cannot_be_taken_and_a_new_one_can():
    assert "belongs to another pack" in str(check(HOUSE.text.replace('id = "house"', 'id = "eu"', 1)).problems[0])
    assert check(HOUSE.text.replace('id = "house"', 'id = "own"', 1)).pack.id == "own"


def test_who_put_a_version_in_force_is_not_copied_and_not_written_by_hand():
    why = 'They "asked" for it\n[x]\x7f 🙂'
    text = with_activation(HOUSE.text, Activation(date(2026, 12, 1), "Carla", "Erin", why))
    assert read_pack(text, "house").activation.why == 'They "asked" for it [x]  🙂'
    assert "leave it out" in str(check(text).problems[0])
    assert without_activation(text) == HOUSE.text


def test_a_text_of_any_size_or_kind_is_answered():
    assert "larger than" in str(check("#" * 200_001).problems[0])
    for text in (
        "",
        "\x00",
        "a = " + "[" * 5000,
        "rules = 3",
        "[[rules]]",
        "[rules]\nx = 1",
        "\ud800",
        "id = 3\nrules = [3]",
    ):
        assert check(text).problems and not check(text).is_usable


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_draft_whatever_breaks_the_gate(data):
    """Lines dropped, doubled and changed at random: it is refused with a reason, or it decides every example."""
    lines = data.draw(st.sampled_from(SHELF.texts)).text.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["drop", "double", "digit", "word"]))
        if how == "drop":
            del lines[at]
        elif how == "double":
            lines.insert(at, lines[at])
        elif how == "digit":
            lines[at] = "".join(data.draw(st.sampled_from("0123456789")) if c.isdigit() else c for c in lines[at])
        else:
            lines[at] = lines[at].replace('"', data.draw(st.sampled_from(["", "[", '"x', "{", "true "])), 1)
    found = check("\n".join(lines), None)
    assert found.problems or found.pack
    if found.is_usable:
        for example in examples_of(HOUSE.pack):
            assert decide(example.case, (*SHELF.packs, found.pack)).reasons
