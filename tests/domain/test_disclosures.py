"""What has to be said, to whom and when, and whose consent a recording needs: out of the packs as they ship."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.contact_policy.duties import CONSENTS, FIRST, LATER, RECORDING, VOICEMAIL, strictest
from duecourse.domain.disclosures import Disclosure, consent_for, disclosures_for, due_on, in_writing, occasion_of
from duecourse.domain.facts import BUSINESS, CONSUMER
from duecourse.domain.spoken import Caller
from duecourse.playbooks.policies import load_packs
from some_facts import account, talk

PACKS = load_packs()
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
AGENCY = Caller("Alice Moran", "Keystone Partners", "+1 505 555 0100")


def person(country: str = "US", region: str = "OH", *, agency: bool = True, **more):
    return account(kind=CONSUMER, creditor_is_client=agency, country=country, region=region, contacts=(), **more)


def ids(facts, channel: str = "phone", occasion: str = FIRST, now: datetime = NOW, **more) -> list[str]:
    return [d.id for d in disclosures_for(facts, PACKS, now, channel, occasion, caller=AGENCY, **more)]


@pytest.mark.parametrize(
    ("facts", "channel", "occasion", "expected"),
    [
        (person(), "phone", FIRST, ["US-SAY-1", "US-SAY-2"]),
        (person(), "phone", LATER, ["US-SAY-1", "US-SAY-3"]),
        (person(), "phone", VOICEMAIL, ["US-VM-1"]),
        (person(), "email", FIRST, ["US-SAY-2", "US-VAL-1", "US-EMSG-1S"]),
        (person(), "letter", FIRST, ["US-SAY-2", "US-VAL-1"]),
        (person(), "sms", LATER, ["US-SAY-3", "US-EMSG-1S"]),
        (person(agency=False), "phone", FIRST, []),
        (person(agency=False), "phone", VOICEMAIL, []),
        (person(agency=False, creditor_uses_other_name=True), "phone", FIRST, ["US-SAY-1", "US-SAY-2"]),
        (person(agency=False, creditor_uses_other_name=True), "phone", VOICEMAIL, ["US-VM-1"]),
        (person(agency=False, creditor_uses_other_name=True), "sms", LATER, ["US-SAY-3", "US-EMSG-1S"]),
        (person(region="MA", agency=False), "phone", FIRST, ["MA-6"]),
        (person(region="MA", agency=False), "letter", FIRST, ["MA-5S"]),
        (person(region="NY"), "letter", FIRST, ["US-SAY-2", "US-VAL-1", "NYS-2"]),
        (person("GB", "ENG"), "phone", LATER, ["UK-1F", "UK-1G"]),
        (person("IN", ""), "phone", FIRST, ["IN-1B"]),
        (person("DE", ""), "email", FIRST, ["EU-2A"]),
        (replace(person(), kind=BUSINESS), "phone", FIRST, []),
        (replace(person(), kind=BUSINESS), "phone", VOICEMAIL, []),
    ],
)
def test_each_place_party_and_channel_asks_for_its_own_words(facts, channel, occasion, expected) -> None:
    assert ids(facts, channel, occasion) == expected


def test_the_words_are_filled_and_carry_their_law() -> None:
    (message,) = disclosures_for(person(), PACKS, NOW, "phone", VOICEMAIL, caller=AGENCY)
    assert message.words == "Hello, this is Alice Moran from Keystone Partners. Please call me back on +1 505 555 0100."
    assert message.nothing_else and message.verbatim and not message.silent
    assert (message.citation, message.status, message.pack) == (
        "12 CFR 1006.2(j)", "verified", "us-federal@2021-11-30",
    )  # fmt: skip
    assert message.link.startswith("https://")


@pytest.mark.parametrize(
    "caller",
    [
        Caller("Alice", "Apex Debt Recovery", "+1 505 555 0100"),  # the name tells
        Caller("Alice", "Keystone Partners", ""),  # no number to call back
        Caller("Alice", "", "+1 505 555 0100"),  # an agency without a name of its own
    ],
)
def test_no_voicemail_is_left_where_the_message_would_tell_or_lacks_a_part(caller) -> None:
    (message,) = disclosures_for(person(), PACKS, NOW, "phone", VOICEMAIL, caller=caller)
    assert message.silent
    assert message.words == "Leave no message. Hang up without a word."


def test_the_same_words_under_two_laws_are_said_once_and_name_both() -> None:
    found = disclosures_for(person(region="TX"), PACKS, NOW, "phone", FIRST, caller=AGENCY)
    assert [d.id for d in found] == ["US-SAY-1", "US-SAY-2"]
    assert found[1].citation.endswith("Tex. Fin. Code 392.304(a)(5)")


def test_a_rule_asks_for_nothing_before_its_day() -> None:
    assert ids(person(), now=datetime(2021, 11, 29, 15, tzinfo=UTC)) == []


def test_a_later_contact_is_one_after_a_talk_with_the_person() -> None:
    assert occasion_of(person()) == FIRST
    assert occasion_of(person(calls=(talk(3, "voicemail"), talk(4, "wrong_party")))) == FIRST
    assert occasion_of(person(calls=(talk(3, "refused"),))) == LATER


def test_only_what_the_outcome_asks_for_is_due() -> None:
    everything = (
        *disclosures_for(person(), PACKS, NOW, "phone", FIRST, caller=AGENCY),
        *disclosures_for(person(), PACKS, NOW, "phone", VOICEMAIL, caller=AGENCY),
        *disclosures_for(person(), PACKS, NOW, "phone", RECORDING, caller=AGENCY),
    )
    due = {outcome: [d.id for d in due_on(everything, outcome)] for outcome in ("promise", "voicemail", "no_answer")}
    assert due == {"promise": ["US-SAY-1", "US-SAY-2", "HOUSE-REC"], "voicemail": ["US-VM-1"], "no_answer": []}
    # To somebody else nobody says that a debt is collected.
    assert [d.id for d in due_on(everything, "wrong_party")] == ["US-SAY-1", "HOUSE-REC"]


def test_a_letter_carries_each_paragraph_once() -> None:
    found = disclosures_for(person(region="TX"), PACKS, NOW, "letter", FIRST, caller=AGENCY)
    assert len(in_writing((*found, *found))) == len(found) == 2


def test_a_disclosure_comes_back_from_storage_as_it_was() -> None:
    (message,) = disclosures_for(person(), PACKS, NOW, "phone", VOICEMAIL, caller=AGENCY)
    assert Disclosure.from_json({**message.as_json(), "a key of a later version": 1}) == message


# ---- recording


@pytest.mark.parametrize(
    ("theirs", "ours", "needs", "first_rule"),
    [
        (("US", "OH"), "US-OH", "notice", "US-REC-1"),
        (("US", "CA"), "US-OH", "all_parties", "CA-3"),
        (("US", "OH"), "US-CA", "all_parties", "CA-3"),  # our own end counts too
        (("US", "CT"), "US-OH", "all_parties", "US-REC-3"),
        (("US", ""), "US-OH", "all_parties", "US-REC-2"),  # which state is not known: the strictest of them
        (("DE", ""), "GB", "all_parties", "EU-2C"),
        (("FR", ""), "GB", "notice", "EU-2B"),
        (("GB", "ENG"), "US-WA", "all_parties", "US-REC-2"),
        (("GB", "SCT"), "GB", "notice", "UK-7"),
        (("CA", "ON"), "CA-ON", "notice", "CA-REC"),
        (("AU", "NSW"), "AU", "notice", "AU-REC"),
        (("BR", ""), "US-OH", "all_parties", "US-REC-1"),  # no law of theirs is on file
        (("", ""), "", "all_parties", "HOUSE-REC"),
    ],
)
def test_the_strictest_rule_of_both_ends_holds(theirs, ours, needs, first_rule) -> None:
    consent = consent_for(person(*theirs), PACKS, NOW, caller=AGENCY, ours=ours)
    assert consent.needs == needs
    assert consent.rules[0].rule.id == first_rule
    assert len(consent.announcement) == 1
    assert consent.announcement[0].occasion == RECORDING


PLACES = [("US", r) for r in ("OH", "MA", "NY", "TX", "CA", "CT")] + [
    ("GB", "ENG"), ("IN", ""), ("DE", ""), ("CA", "ON"), ("AU", "NSW"),
]  # fmt: skip


def test_every_duty_of_the_packs_speaks_somewhere() -> None:
    """What no place, party, channel or occasion brings up is a rule that nobody keeps."""
    heard: set[str] = set()
    for place in PLACES:
        for agency in (True, False):
            facts = person(*place, agency=agency)
            for channel in ("phone", "email", "letter", "sms"):
                for occasion in (FIRST, LATER, VOICEMAIL):
                    heard |= {d.citation for d in disclosures_for(facts, PACKS, NOW, channel, occasion, caller=AGENCY)}
            heard |= {basis.rule.citation for basis in consent_for(facts, PACKS, NOW).rules}
    said = "; ".join(heard)
    duties = [d for pack in PACKS for d in (*pack.duties.disclosures, *pack.duties.recording)]
    assert [d.id for d in duties if d.state == "in_force" and d.citation not in said] == []


def test_where_no_law_is_on_file_it_says_so() -> None:
    assert consent_for(person("BR", ""), PACKS, NOW).unsure == "no rule on recording is on file for BR"
    assert consent_for(person("", ""), PACKS, NOW).unsure == "where they are is not known"
    assert consent_for(person(), PACKS, NOW).unsure == ""


def test_without_the_house_rule_a_one_party_state_asks_for_no_announcement() -> None:
    law = [pack for pack in PACKS if pack.id != "house"]
    assert consent_for(person(), law, NOW, ours="US-OH").announcement == ()


@given(st.lists(st.sampled_from(CONSENTS)), st.sampled_from(CONSENTS))
def test_one_more_place_never_makes_the_rule_on_recording_laxer(consents, more) -> None:
    assert CONSENTS.index(strictest([*consents, more])) >= CONSENTS.index(strictest(consents))


@given(st.permutations(PACKS))
def test_the_order_of_the_packs_does_not_matter(packs) -> None:
    facts = person(region="NY")
    expected = disclosures_for(facts, PACKS, NOW, "email", FIRST, caller=AGENCY)
    assert disclosures_for(facts, packs, NOW, "email", FIRST, caller=AGENCY) == expected
