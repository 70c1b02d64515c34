"""Scripts: the right one for the facts, filled from the ledger, and safe to read out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

import snapshots_of
from duecourse.domain.facts import (
    BUSINESS,
    CONSUMER,
    PAYER,
    CommitmentFact,
    ContactFact,
    DisputeFact,
    DocumentFact,
    PaymentFact,
    PromiseFact,
    SettledFact,
)
from duecourse.domain.plain_language import check, passes
from duecourse.domain.record import POINTS
from duecourse.domain.script import REACHED, SILENT, SITUATIONS, Script, situation_for
from duecourse.domain.script.template import tells
from duecourse.domain.spoken import Alternative, Caller, vocabulary_of
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.plain_language import load_terms
from duecourse.playbooks.scripts import load_scripts, script_for
from some_facts import ALICE, TODAY, account, any_account, any_caller, item, talk

TERMS = load_terms()
TEMPLATES = load_scripts()
BROKEN = PromiseFact(1, "USD", 89_000, date(2026, 11, 17), date(2026, 11, 11), "broken")
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# One account for each situation, in the words of the issue.
CASES = {
    "before_due": account(open_items=(item("INV-1066", TODAY + timedelta(days=5), 89_000),)),
    "first_reminder": account(open_items=(item("INV-1042", date(2026, 11, 1), 192_500),)),
    "later_reminder": account(calls=(talk(7, delay_reason="approval_pending", delay_words="It is with my boss."),)),
    "broken_promise": account(promises=(BROKEN,), calls=(talk(7),)),
    "open_dispute": account(disputes=(DisputeFact(1, "short_delivery", date(2026, 11, 2), "open", "INV-1042"),)),
    "part_payment": account(
        open_items=(item("INV-0987", date(2026, 9, 18), 89_000, 40_000),),
        payments=(PaymentFact(date(2026, 11, 12), "USD", 49_000),),
    ),
    "plan": account(
        promises=(
            PromiseFact(2, "USD", 50_000, date(2026, 11, 27), date(2026, 11, 11), "open"),
            PromiseFact(3, "USD", 50_000, date(2026, 12, 11), date(2026, 11, 11), "open"),
            PromiseFact(1, "USD", 50_000, date(2026, 11, 13), date(2026, 11, 5), "kept", 50_000),
        )
    ),
    "high_balance": account(open_items=(item("INV-2001", date(2026, 11, 1), 1_840_000),)),
    "nothing_open": account(open_items=(), unapplied_minor={"USD": 12_000}),
    "payer_claim_status": account(
        kind=PAYER,
        name="Meridian Health Plan",
        creditor="Bayside Clinic",
        contacts=(),
        open_items=(item("88-1042", date(2026, 10, 18), 790_200),),
    ),
}


def as_text(script: Script) -> str:
    """A filled script as a page of text: what a snapshot keeps."""
    lines = [f"{script.title} ({script.situation.id})", f"because {'; '.join(script.situation.reasons)}", ""]
    for step in script.steps:
        mark = f" [{step.point}]" if step.point else ""
        lines.append(f"{step.title}{mark}{' LAW: ' + step.source if step.required else ''}")
        lines += [f"  “{said.text}”" for said in step.say]
        lines += [f"  tip: {step.tip}"] if step.tip else []
        lines += [f"  avoid: {step.avoid}"] if step.avoid else []
    lines += ["", "figures"] + [f"  {f.text} ({f.kind}, {f.source})" for f in script.figures_used]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("situation", CASES)
def test_the_facts_choose_the_situation_and_say_why(situation: str) -> None:
    chosen = situation_for(CASES[situation], TODAY, limits=_limits())
    assert chosen.id == situation
    assert chosen.reasons
    assert chosen.title


def _limits():
    from duecourse.playbooks.scripts import load_house

    return load_house().limits


@pytest.mark.parametrize("situation", CASES)
def test_a_filled_script_reads_as_it_did(situation: str) -> None:
    snapshots_of.agree(f"scripts/{situation}.txt", as_text(script_for(CASES[situation], TODAY, caller=ALICE)))


@pytest.mark.parametrize("kind", [BUSINESS, CONSUMER, PAYER])
@pytest.mark.parametrize("reached", sorted(SILENT))
def test_a_filled_script_for_others_reads_as_it_did(reached: str, kind: str) -> None:
    script = script_for(replace(CASES["first_reminder"], kind=kind), TODAY, caller=ALICE, reached=reached)
    snapshots_of.agree(f"scripts/{reached}-{kind}.txt", as_text(script))


def test_there_is_a_script_for_every_situation() -> None:
    assert {t.situation for t in TEMPLATES.values()} == set(SITUATIONS)


# ---- choosing


def test_a_dispute_comes_before_money_and_an_agreed_payment_before_a_reminder() -> None:
    facts = account(
        disputes=(DisputeFact(1, "quality", date(2026, 11, 2), "open"),), promises=(BROKEN,), calls=(talk(9),)
    )
    chosen = situation_for(facts, TODAY)
    assert chosen.id == "open_dispute"
    assert chosen.also == ("broken_promise", "later_reminder")


def test_a_new_agreement_after_the_broken_one_makes_it_a_plan() -> None:
    again = PromiseFact(2, "USD", 89_000, date(2026, 11, 27), date(2026, 11, 17), "open")
    assert situation_for(account(promises=(again, BROKEN)), TODAY).id == "plan"


def test_a_broken_promise_on_an_account_that_has_paid_is_history() -> None:
    facts = account(promises=(BROKEN,), open_items=(item("INV-1066", date(2026, 12, 1), 89_000),))
    assert situation_for(facts, TODAY).id == "before_due"


def test_a_high_balance_depends_on_the_currency() -> None:
    for currency, amount, expected in (
        ("USD", 1_000_000, "high_balance"),
        ("USD", 999_999, "first_reminder"),
        ("JPY", 1_000_000, "first_reminder"),
        ("AED", 99_000_000, "first_reminder"),
    ):
        facts = account(open_items=(item("A-1", date(2026, 11, 10), amount, currency=currency),))
        assert situation_for(facts, TODAY, limits=_limits()).id == expected, (currency, amount)


def test_a_talk_before_the_due_date_is_not_a_reminder_yet() -> None:
    facts = account(open_items=(item("INV-1", date(2026, 11, 10), 100),), calls=(talk(20),))
    assert situation_for(facts, TODAY).id == "first_reminder"


def test_somebody_elses_voice_is_no_talk_with_them() -> None:
    facts = account(open_items=(item("INV-1", date(2026, 11, 10), 100),), calls=(talk(2, "wrong_party"),))
    assert situation_for(facts, TODAY).id == "first_reminder"


# ---- filling


def test_what_we_owe_comes_before_what_we_ask() -> None:
    owed = CommitmentFact(1, "resend INV-1042 with the order number", TODAY, date(2026, 11, 12), "Ben", "open")
    script = script_for(account(commitments=(owed,)), TODAY, caller=ALICE)
    order = [step.id for step in script.steps]
    assert order.index("we_owe") < order.index("amount")
    assert "resend INV-1042 with the order number" in script.text
    assert "I am sorry it is late" in script.text


def test_a_paper_they_asked_for_is_sent_not_forgotten() -> None:
    asked = DocumentFact(1, "statement", date(2026, 11, 10), None, "open")
    text = script_for(account(documents=(asked,)), TODAY, caller=ALICE).text
    assert "You asked for the statement on Tuesday 10 November." in text


def test_a_prompt_payer_is_told_so() -> None:
    paid = tuple(
        SettledFact(f"S-{n}", "USD", 1000, day, day)
        for n in range(6)
        for day in [date(2026, 9, 1) - timedelta(days=20 * n)]
    )
    facts = replace(CASES["first_reminder"], settled=paid)
    assert "You usually pay on time" in script_for(facts, TODAY, caller=ALICE).text


def test_several_currencies_are_named_one_by_one() -> None:
    facts = account(
        open_items=(
            item("A-1", date(2026, 11, 1), 30_000, currency="EUR"),
            item("A-2", date(2026, 11, 2), 89_000),
        )
    )
    assert "$890.00 and €300.00" in script_for(facts, TODAY, caller=ALICE).text


def test_hostile_names_stay_one_harmless_line() -> None:
    nasty = "Evil {overdue}\r\nLtd <script>alert(1)</script>" + "x" * 40_000
    facts = account(contacts=(ContactFact(1, nasty),), name=nasty)
    for reached in REACHED:
        text = script_for(facts, TODAY, caller=ALICE, reached=reached).text
        assert "{overdue}" in text
        assert all(len(line) < 400 for line in text.splitlines())
        assert "$" not in script_for(facts, TODAY, caller=ALICE, reached="voicemail").text


def test_a_line_without_its_fact_is_reported_with_the_reason() -> None:
    script = script_for(CASES["first_reminder"], TODAY, caller=ALICE, situation="broken_promise")
    assert "$" not in "".join(s.text for step in script.steps if step.id == "amount" for s in step.say)
    assert any(left.why == "no fact for {promise_amount}" for left in script.left_out)
    assert script.situation.reasons == ("it was picked by hand",)


@SLOW
@given(any_account(), any_caller)
def test_every_script_is_plain_and_says_only_what_the_ledger_holds(facts, caller) -> None:
    words = vocabulary_of(facts, TODAY, caller)
    own = sorted({f.text for f in words.figures.values()} | {caller.company}, key=len, reverse=True)
    for reached in REACHED:
        script = script_for(facts, TODAY, caller=caller, reached=reached)
        assert script.steps
        used = {f.text for f in script.figures_used}
        for step in script.steps:
            for said in step.say:
                assert step.required or passes(check(said.text, TERMS, kind=facts.kind)), said.text
                assert not re.search(r"[{}]|  |\s[.,?]", said.text), said.text
                bare = said.text
                for text in own:
                    bare = bare.replace(text, "")
                assert not re.search(r"[\d$€₹¥]", bare), f"a figure without a fact: {said.text}"
                assert {f.text for f in said.figures} <= used
        hard = [f for f in check(script.text, TERMS, kind=facts.kind) if f.rule == "hard_to_read"]
        assert not hard


@SLOW
@given(any_account(), any_caller)
def test_nothing_tells_of_a_debt_before_the_right_person_is_confirmed(facts, caller) -> None:
    private = {f.text for f in vocabulary_of(facts, TODAY, caller).figures.values() if f.kind == "amount"}
    for reached in REACHED:
        for step in script_for(facts, TODAY, caller=caller, reached=reached).steps:
            if step.held_back:
                break
            for said in step.say:
                text = said.text
                for figure in said.figures:
                    assert figure.kind == "words"
                    text = text.replace(figure.text, "")
                assert not any(amount in said.text for amount in private)
                assert not tells(Alternative(text)), said.text


@SLOW
@given(any_account(), any_caller)
def test_every_point_of_the_template_is_covered_for_the_account_it_was_chosen_for(facts, caller) -> None:
    script = script_for(facts, TODAY, caller=caller)
    wanted = {s.point for t in TEMPLATES.values() if t.situation == script.situation.id for s in t.steps if s.point}
    if script.situation.id == "open_dispute":
        wanted -= {"asked_payment"}  # nothing is asked for while all of it is in question
    assert wanted <= set(script.points)
    assert list(script.points) == [p for p in POINTS if p in script.points]


@pytest.mark.parametrize("situation", [s for s in SITUATIONS if s not in {*SILENT, "nothing_open"}])
def test_a_script_covers_every_point_of_a_well_run_call(situation: str) -> None:
    (template,) = [t for t in TEMPLATES.values() if t.situation == situation]
    assert {s.point for s in template.steps if s.point} == set(POINTS)


# ---- the law


def consumer_of_an_agency(**more):
    return account(kind=CONSUMER, creditor_is_client=True, name="J. Whitfield", contacts=(), **more)


AGENCY = Caller("Alice Moran", "Keystone Partners", "+1 505 555 0100")


def test_an_agency_tells_a_consumer_that_it_collects_a_debt_right_after_they_are_confirmed() -> None:
    script = script_for(consumer_of_an_agency(), TODAY, caller=AGENCY)
    ids = [step.id for step in script.steps]
    law = script.steps[ids.index("right_person") + 1]
    assert law.required
    assert law.verbatim
    assert law.source == "15 USC 1692e(11); 12 CFR 1006.18(e)(1)"
    assert "attempt to collect a debt" in law.say[0].text
    assert "debt" not in "".join(s.text for step in script.steps[: ids.index("right_person") + 1] for s in step.say)


def test_later_calls_say_the_short_form() -> None:
    script = script_for(consumer_of_an_agency(calls=(talk(9),)), TODAY, caller=AGENCY)
    assert [(step.id, step.say[0].text) for step in script.steps if step.verbatim] == [
        ("law-US-SAY-3", "This is from a debt collector.")
    ]


def test_a_step_that_the_law_wants_carries_the_law() -> None:
    script = script_for(consumer_of_an_agency(), TODAY, caller=AGENCY)
    assert [(step.point, step.source) for step in script.steps if step.required and step.point] == [
        ("identified", "15 USC 1692d(6); 12 CFR 1006.14(g)")
    ]


@pytest.mark.parametrize(
    "facts",
    [
        account(kind=CONSUMER),
        account(kind=BUSINESS, creditor_is_client=True),
        replace(consumer_of_an_agency(), country="GB"),
    ],
)
def test_nobody_else_hears_the_american_form(facts) -> None:
    assert "debt collector" not in script_for(facts, TODAY, caller=AGENCY).text


def test_a_voicemail_to_a_consumer_of_an_agency_is_the_limited_content_message_and_nothing_else() -> None:
    script = script_for(consumer_of_an_agency(), TODAY, caller=AGENCY, reached="voicemail")
    (step,) = script.steps
    assert step.required
    assert step.source == "12 CFR 1006.2(j)"
    assert script.text == (
        "Hello, this is Alice Moran from Keystone Partners. Please call me back on +1 505 555 0100."
    )  # fmt: skip


RECORDED = 'records_calls = true\ncalls_from = "US-CA"\n'


def recorded(tmp_path, text: str = RECORDED):
    own = tmp_path / "scripts" / "house.toml"
    own.parent.mkdir(exist_ok=True)
    own.write_text(text)
    return tmp_path


@pytest.mark.parametrize("reached", ["person", "gatekeeper"])
def test_where_calls_are_recorded_the_script_says_so_right_after_the_greeting(reached, tmp_path) -> None:
    script = script_for(account(), TODAY, caller=ALICE, reached=reached, overlay=recorded(tmp_path))
    assert [step.id for step in script.steps[:2]] == ["hello", "law-CA-3"]
    assert script.steps[1].say[0].text == "This call is recorded. Is that all right with you?"
    assert script.steps[1].source == "Cal. Penal Code 632, 632.7"


def test_a_voicemail_needs_no_word_about_recording(tmp_path) -> None:
    script = script_for(account(), TODAY, caller=ALICE, reached="voicemail", overlay=recorded(tmp_path))
    assert "recorded" not in script.text


def test_a_place_of_ours_that_is_no_place_is_refused(tmp_path) -> None:
    with pytest.raises(PlaybookError, match="calls_from is not a place such as US-OH"):
        script_for(account(), TODAY, caller=ALICE, overlay=recorded(tmp_path, 'calls_from = "Ohio"\n'))


def test_a_team_can_ask_for_more_in_a_pack_of_its_own(tmp_path) -> None:
    own = tmp_path / "policies" / "ours.toml"
    own.parent.mkdir()
    own.write_text(
        'id = "ours"\ntitle = "Ours"\nlayer = "house"\njurisdictions = ["*"]\nversion = 2026-01-01\n'
        '[[disclosures]]\nid = "OURS-1"\ntitle = "Say that we keep notes"\ntext = "We keep notes and say so"\n'
        'say = "We keep notes."\nchannels = ["phone"]\ndebts = ["consumer"]\ncitation = "our rules"\n'
        'status = "verified"\neffective = 2026-01-01\n'
    )
    script = script_for(consumer_of_an_agency(), TODAY, caller=AGENCY, overlay=tmp_path)
    assert [law.id for step in script.steps for law in step.laws] == ["US-SAY-1", "US-SAY-2", "OURS-1"]


def test_an_agency_whose_name_tells_leaves_no_message() -> None:
    for company in ("Apex Debt Recovery", "Apex Receivables", "Apex Arrears Services"):
        caller = Caller("Alice", company, "+1 505 555 0100")
        text = script_for(consumer_of_an_agency(), TODAY, caller=caller, reached="voicemail").text
        assert "Hang up" in text
        assert "Apex" not in text


def test_an_agency_whose_name_tells_says_it_only_to_the_right_person() -> None:
    caller = Caller("Alice", "Apex Debt Recovery", "+1 505 555 0100")
    script = script_for(consumer_of_an_agency(), TODAY, caller=caller)
    before = "".join(s.text for step in script.steps if not step.held_back for s in step.say)
    after = "".join(s.text for step in script.steps if step.held_back for s in step.say)
    assert "Apex" not in before
    assert "I am calling from Apex Debt Recovery." in after


def test_an_agency_without_a_name_never_borrows_its_clients() -> None:
    for reached in REACHED:
        script = script_for(consumer_of_an_agency(), TODAY, caller=Caller("Alice"), reached=reached)
        before = [s.text for step in script.steps if not step.held_back for s in step.say]
        assert not any("Northwind" in text for text in before)
