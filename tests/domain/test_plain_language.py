"""What makes a text hard to follow, unkind or unsafe, and what to say instead."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.plain_language import (
    EMAIL,
    FAIL,
    HINT,
    SPEECH,
    WARN,
    Terms,
    check,
    find_terms,
    passes,
    readability,
    sentences,
    syllables,
)
from duecourse.domain.plain_language.phrases import phrase_example_problems
from duecourse.domain.plain_language.terms import example_problems
from duecourse.playbooks.plain_language import load_terms

TERMS: Terms = load_terms()


def rules(text: str, **how: str) -> dict[str, str]:
    """Rule → level of every finding."""
    return {f.rule: f.level for f in check(text, TERMS, **how)}


def test_every_shipped_term_behaves_as_its_examples_say() -> None:
    assert len(TERMS.index.terms) >= 80
    problems = [p for term in TERMS.index.terms for p in example_problems(term)]
    assert problems == []
    assert all(term.match and term.no_match for term in TERMS.index.terms)


def test_every_shipped_phrase_behaves_as_its_examples_say() -> None:
    problems = [p for rule in TERMS.phrases for p in phrase_example_problems(rule)]
    assert problems == []
    assert all(rule.match and rule.no_match for rule in TERMS.phrases)


@pytest.mark.parametrize("term", TERMS.index.terms, ids=lambda term: term.name)
def test_the_plain_words_and_the_explanation_are_plain_themselves(term) -> None:
    own = {form.casefold() for form in term.forms}
    for text in (term.plain, term.explain):
        findings = [f for f in check(text, TERMS) if f.rule != "jargon" or f.quote.casefold() not in own]
        assert passes(tuple(findings)), findings


def test_a_trade_word_is_named_with_its_plain_words() -> None:
    (finding,) = check("Please send the remittance.", TERMS)
    assert (finding.rule, finding.quote, finding.level) == ("jargon", "remittance", FAIL)
    assert finding.plainer == "the note that says which invoices your payment covers"
    assert "A remittance is a note" in finding.why


@pytest.mark.parametrize(
    "text",
    [
        "Please send the remittance, that is the note with the invoice numbers.",
        "It came back as a short pay, meaning less than the invoice.",
        "There is unapplied cash, so money that is not matched to an invoice yet.",
        "i can send the p o d the page that your driver signed",
    ],
)
def test_a_trade_word_that_is_explained_at_once_is_let_through(text: str) -> None:
    assert "jargon" not in rules(text, medium=SPEECH)


def test_small_words_and_initials_are_told_apart() -> None:
    assert "jargon" in rules("I can send the POD.")
    assert "jargon" in rules("shall i send the p o d", medium=SPEECH)
    assert "jargon" not in rules("They are like two peas in a pod.")


def test_numbers_in_a_term_may_be_spoken_or_written() -> None:
    for text in ("We agreed net 30.", "We agreed net-60.", "we agreed net thirty", "It is in the 90 day bucket."):
        assert "jargon" in rules(text, medium=SPEECH), text


def test_a_term_does_not_reach_across_a_full_stop() -> None:
    assert "jargon" not in rules("That sounds positive. Pay us on Friday.")


def test_what_is_everyday_for_an_insurer_is_jargon_for_a_patient() -> None:
    text = "You can file an appeal."
    assert "jargon" in rules(text, kind="consumer")
    assert "jargon" not in rules(text, kind="payer")


def test_the_longest_form_of_a_term_wins() -> None:
    (use,) = find_terms("Please send the remittance advice today.", TERMS.index)
    assert use.quote == "remittance advice"


@pytest.mark.parametrize(
    ("text", "rule", "level"),
    [
        ("You failed to pay on Friday.", "blame", FAIL),
        ("You forgot to pay us.", "assumption", FAIL),
        ("Otherwise we will take legal action.", "threat", FAIL),
        ("I guarantee this never happens again.", "overpromise", FAIL),
        ("Please pay as soon as possible.", "vague_promise", WARN),
        ("You need to pay this today.", "pressure", WARN),
        ("Please calm down.", "belittling", FAIL),
        ("Stop making excuses.", "disrespect", FAIL),
        ("Please be advised that it is late.", "stiff", WARN),
        ("The invoice was sent in May.", "passive", HINT),
    ],
)
def test_unkind_unsafe_and_stiff_words_are_found(text: str, rule: str, level: str) -> None:
    assert rules(text)[rule] == level


@pytest.mark.parametrize(
    "text",
    [
        "What got in the way of the payment?",
        "Could you pay it by Friday?",
        "I am not threatening anything, and we are not taking legal action.",
        "I cannot guarantee that. I will ask today and call you on Thursday.",
        "If you forgot, no harm done.",
        "You mentioned that you are short of cash this month.",
        "Is everything agreed then?",
        "I am pleased that it worked.",
    ],
)
def test_kind_and_careful_words_are_left_alone(text: str) -> None:
    assert check(text, TERMS) == ()


@pytest.mark.parametrize(("words", "level"), [(20, None), (21, WARN), (25, WARN), (26, FAIL)])
def test_sentences_are_measured_in_words(words: int, level: str | None) -> None:
    text = " ".join(["so"] * words) + "."
    assert rules(text).get("long_sentence") == level


def test_an_amount_is_one_word_of_the_sentence() -> None:
    (sentence,) = sentences("The oldest is INV-0987 of $4,215.00, due Friday 18 September.")
    assert sentence.words == 10


def test_a_raw_transcript_without_marks_is_not_called_too_long() -> None:
    raw = "so what i wanted to say is that we have not seen the money yet " * 4
    assert "long_sentence" not in rules(raw, medium=SPEECH)
    assert "long_sentence" in rules(raw, medium=EMAIL)


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Hello Mr. Smith. I have e.g. invoice 12. Is 3 p.m. fine? Yes!"
    assert [s.text for s in sentences(text)] == [
        "Hello Mr. Smith.",
        "I have e.g. invoice 12.",
        "Is 3 p.m. fine?",
        "Yes!",
    ]


def test_two_questions_at_once_are_found_in_a_row_and_joined() -> None:
    for text in (
        "What happened? When can you pay?",
        "What happened with it and when can you pay?",
    ):
        assert "stacked_questions" in rules(text), text
    assert "stacked_questions" not in rules("What happened?\nWhen can you pay?")
    assert "stacked_questions" not in rules("Who looks after invoices and payments?")


def test_capitals_shout_in_an_email_only() -> None:
    assert rules("PAYMENT OVERDUE please call!!", medium=EMAIL)["shouting"] == WARN
    assert "shouting" not in rules("PAYMENT OVERDUE please call")


# Counts by a person, from a dictionary.
SYLLABLES = """the 1 invoice 2 payment 2 overdue 3 balance 2 account 2 company 3 paid 1 asked 1 needed 2 called 1
table 2 remittance 3 reconciliation 6 delinquent 3 insurer 3 payable 3 receivable 4 available 4
immediately 5 creation 3 special 2 denial 3 appeal 2 serious 3 previous 3 period 3 radio 3 video 3
museum 3 science 2 society 4 variety 4 experience 4 patience 2 issued 2 argue 2 league 1 dialogue 3
unique 2 houses 2 changes 2 matches 2 dates 1 agreed 2 settled 2 handled 2 billed 1 delayed 2
disputed 3 update 2 delivery 4 february 4 november 3 wednesday 2 statement 2 department 3 authority
4 carefully 3 safety 2 people 2 idea 3 being 2 didn't 2 can't 1 I'll 1 queue 1 guarantee 3 family 3
paying 2 ruin 2 suing 2 employer 3 royal 2 mayor 2 quality 3 quiet 2 language 2 persuade 2 nation 2
million 2 opinion 3 champion 3 social 2 financial 3 dial 2 unapplied 3 tried 1 denied 2 convenience
4 transaction 3 hour 1 entire 2 requirement 3 coordinate 4 believe 2 promise 2 negotiate 4 initiate
4 eight 1 business 2 cheque 1 colleague 2 doing 2""".split()


@pytest.mark.parametrize(("word", "count"), list(zip(SYLLABLES[::2], SYLLABLES[1::2], strict=True)))
def test_syllables_are_counted_as_people_say_them(word: str, count: str) -> None:
    assert syllables(word) == int(count)


def test_the_grade_is_flesch_kincaid() -> None:
    counts = readability("The cat sat on the mat. Every invoice needs a number.")
    assert (counts.words, counts.sentences, counts.syllables) == (11, 2, 14)
    assert counts.grade == pytest.approx(0.39 * 11 / 2 + 11.8 * 14 / 11 - 15.59)


def test_figures_and_codes_are_not_read_as_words() -> None:
    assert readability("Pay $4,215.00 for INV-1042.").words == readability("Pay for.").words
    assert readability("").grade is None
    assert readability("4,215.00").grade is None


def test_a_hard_text_fails_and_shows_its_figures() -> None:
    hard = (
        "Notification regarding documentation requirements necessitates considerable administrative coordination. "
        "Organisational responsibilities encompass authorisation, identification, verification and communication. "
        "Consequently, international correspondence undergoes particularly comprehensive institutional examination. "
        "Additional information regarding individual circumstances remains indispensable."
    )
    (finding,) = [f for f in check(hard, TERMS) if f.rule == "hard_to_read"]
    assert finding.level == FAIL
    assert "syllables" in finding.why


@given(st.text(max_size=400))
def test_every_finding_quotes_the_text_it_is_about(text: str) -> None:
    for medium in (SPEECH, EMAIL):
        for finding in check(text, TERMS, medium=medium):
            assert text[finding.start : finding.end] == finding.quote
            assert finding.why
            assert finding.plainer


@given(st.text(alphabet="aeioubcdelsty'’-", min_size=1, max_size=40))
def test_every_word_has_at_least_one_syllable_and_not_more_than_letters(word: str) -> None:
    assert 1 <= syllables(word) <= max(3, len(word) + 1)


def test_a_long_email_is_checked_quickly() -> None:
    """A live prompt may take five milliseconds; a page of text takes no longer than a blink. The bound is generous for
    busy machines; a quadratic pattern misses it by far."""
    text = "We have not seen the payment of $4,215.00 yet, and I would like to know how it stands at your end. " * 100
    check(text, TERMS)
    started = time.perf_counter()
    check(text, TERMS)
    assert time.perf_counter() - started < 0.5
