"""Card numbers, security codes and expiries never reach the database; other numbers stay as they are."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.redaction import passes_luhn, redact, redact_all, redact_turns

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DIGITS = "0123456789"


@st.composite
def cards(draw) -> str:
    body = draw(st.text(DIGITS, min_size=12, max_size=18).filter(lambda t: len(set(t)) > 1))
    return next(body + d for d in DIGITS if passes_luhn(body + d))


@st.composite
def visas(draw) -> str:
    body = "4" + draw(st.text(DIGITS, min_size=14, max_size=14))
    return next(body + d for d in DIGITS if passes_luhn(body + d))


@st.composite
def spelled(draw) -> tuple[str, str]:
    """A card, and some way to write or say it."""
    card = draw(cards())
    gap = draw(st.sampled_from(["", " ", "-", ".", "  ", " - ", "\n", "\u00a0", "–"]))
    if draw(st.booleans()):
        spoken = [draw(st.sampled_from([digit, WORDS[int(digit)]])) for digit in card]
        return card, (gap if gap.strip("-.–\n") else " ").join(spoken) if gap else " ".join(spoken)
    sizes = draw(st.sampled_from([(4, 4, 4, 7), (4, 6, 9), (3, 3, 3, 3, 3, 4), (1,) * 19, (19,)]))
    groups, at = [], 0
    for size in sizes:
        groups.append(card[at : at + size])
        at += size
    return card, gap.join(group for group in groups if group)


def whole_numbers(text: str) -> list[str]:
    """An independent look: digits, written or spoken, with only blanks and dashes between them."""
    for digit, word in enumerate(WORDS):
        text = re.sub(rf"\b{word}\b", str(digit), text, flags=re.IGNORECASE)
    return [re.sub(r"\D", "", run) for run in re.findall(r"\d(?:[\s.\-–]*\d)*", text)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("card 4111 1111 1111 1111 exp 12/27", "card [card ending 1111] exp [expiry removed]"),
        ("4111 1111 1111 1111 12/27 123", "[card ending 1111] [expiry removed] [security code removed]"),
        ("4111111111111111, 09/2028, cvc: 7414", "[card ending 1111], [expiry removed], cvc: [security code removed]"),
        ("4111 1111 1111 1111 123", "[card ending 1111] [security code removed]"),
        ("4111, 1111, 1111, 1111 for the 890.00", "[card ending 1111] for the 890.00"),
        ("forty-one eleven, eleven eleven, eleven eleven, eleven eleven", "[card ending 1111]"),
        ("four one one one and then one one one one okay one one one one and one one one one", "[card ending 1111]"),
        ("４１１１ １１１１ １１１１ １１１１", "[card ending 1111]"),
        ("4111\u200b1111\u200b1111\u200b1111", "[card ending 1111]"),
        ("Visa account 4111111111111111", "Visa account [card ending 1111]"),
        ("invoice 4111111111111111", "invoice [card ending 1111]"),
        ("valid until 12/27 on my card", "valid until [expiry removed] on my card"),
        ("expiry date is December twenty seven", "expiry date is [expiry removed]"),
        ("exp. 1227", "exp. [expiry removed]"),
        ("the PIN is 4711", "the PIN is [security code removed]"),
        ("4111-1111-1111-1111", "[card ending 1111]"),
        ("4111x1111x1111x1111", "[card ending 1111]"),
        ("his Amex 3782X822463X10005", "his Amex [card ending 0005]"),
        (f"vier {'eins ' * 15}bitte", "[card ending 1111] bitte"),
        ("fünf eins null fünf, eins null fünf eins, null fünf eins null, fünf eins null null", "[card ending 5100]"),
        (f"Sí, cuatro {'uno ' * 15}gracias", "Sí, [card ending 1111] gracias"),
        ("cuatro dos cuatro dos, " * 3 + "cuatro dos cuatro dos", "[card ending 4242]"),
        ("the cv2 is cero cuatro dos", "the cv2 is [security code removed]"),
        ("cv2 4 5 6", "cv2 [security code removed]"),
        ("cv2 456", "cv2 [security code removed]"),
        ("CV2: 4-5-6", "CV2: [security code removed]"),
        ("C.V.2 number 456", "C.V.2 number [security code removed]"),
        ("it's 378282246310005.", "it's [card ending 0005]."),
        ("four one one one, one one one one, one one one one, one one one one please", "[card ending 1111] please"),
        ("four triple one double one double one double one double one double one double one one", None),
        ("the CVV is 123", "the CVV is [security code removed]"),
        ("security code: seven four one", "security code: [security code removed]"),
        ("security code 7 4 1", "security code [security code removed]"),
        ("cvv code, that's 1-2-3", "cvv code, that's [security code removed]"),
        ("the number on the back is one two three", "the number on the back is [security code removed]"),
        ("the three on the back: 999", "the three on the back: [security code removed]"),
        ("4111*1111*1111*1111", "[card ending 1111]"),
        ("his card, and the code is 0 4 2", "his card, and the code is [security code removed]"),
        ("verification code: 1234", "verification code: [security code removed]"),
        ("4111111111111111|12|28|123", "[card ending 1111]|[expiry removed]|[security code removed]"),
        ("%B4111111111111111^DOE/JOHN^25121010000000000000?", "%B[card ending 1111] [security code removed]"),
        (";4111111111111111=25121010000012345678?", ";[card ending 1111] [security code removed]"),
        ("4111, sorry, hold on, 1111 1111 1111", "[card ending 1111]"),
        ("four triple one quadruple one quadruple one quadruple one", "[card ending 1111]"),
        ("C V V 123", "C V V [security code removed]"),
        ("the three digit code is 123", "the three digit code is [security code removed]"),
        ("cvv is seven fifteen", "cvv is [security code removed]"),
        ("123 is the security code", "[security code removed] is the security code"),
        ("a Visa card, it's 123 on the back", "a Visa card, it's [security code removed] on the back"),
        ("the card is good till December of twenty seven", "the card is good till [expiry removed]"),
        ("three digits on the back are 987, thanks", "three digits on the back are [security code removed], thanks"),
    ],
)
def test_a_card_is_masked_however_it_is_written_or_said(said, kept):
    masked = redact(said)
    assert masked == kept if kept is not None else "[card ending" in masked


@pytest.mark.parametrize(
    "text",
    [
        "INV-2207 for 1,840.00 due 14 January",
        "call +1 505 555 0142 after nine",
        "account 1234567890123456",
        "one or two of them, maybe three or four",
        "0000000000000000",
        "promised 890 on 2026-11-27",
        "between 2026-11-01 and 2026-11-30, or 2026-12-01 2026-12-31",
        "4111 1111 1111 1112",  # not a card: the check digit is wrong
        "the contract expires 12/27",
        "the offer is valid until 06/27",
        "IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX",
        "GB29 NWBK 6016 1331 9268 19",
        "paid 1,840.00 2,000.00 and 3,450.00 on 12/11",
        "room 123, extension 4567",
        "boards of 2440x1220x1800 and 4111x1111, 111x1111",
        "4111x1111x1111x1112",
        "cv 2 of 100, cv20 456, my CV 2026 has 3 pages",
        "vier bis acht Tage, dann drei Raten zu 890",
        "dos o tres semanas, uno de ocho, y cinco de nueve",
        "call +49 1512 3456789 or +44 (0)20 7946 0958",
        "one hundred and twenty five dollars",
        "they pay in ten to fourteen days, two or three times",
    ],
)
def test_other_numbers_stay(text):
    assert redact(text) == text


@given(spelled(), st.text("abc xyz\n", max_size=8))
def test_no_spelling_of_a_card_survives(given_card, around):
    card, text = given_card
    masked = redact(f"{around} {text} {around}")
    assert card not in "".join(c for c in masked if c.isdigit())
    assert not any(13 <= len(n) <= 19 and len(set(n)) > 1 and passes_luhn(n) for n in whole_numbers(masked)), masked


@given(cards())
def test_a_spoken_card_is_masked(card):
    assert "[card ending" in redact(" ".join(WORDS[int(d)] for d in card))


@given(st.sampled_from(["INV-", "RE-2026-", "invoice ", "PO ", "order no. ", "#", ""]), st.text(DIGITS, max_size=12))
def test_invoice_numbers_stay(name, digits):
    text = f"We paid {name}{digits} in full"
    assert redact(text) == text


@given(st.sampled_from(["INV-", "invoice no. ", "Rechnung ", "claim "]), st.text(DIGITS, min_size=13, max_size=19))
def test_a_long_invoice_number_that_no_card_begins_like_stays(name, digits):
    text = f"We paid {name}1{digits[1:]} in full"
    assert redact(text) == text


@given(
    st.sampled_from(["1", "44", "49", "33", "91", "61", "971", "358"]),
    st.text(DIGITS, min_size=7, max_size=11),
    st.sampled_from(["", " ", "-", "."]),
)
def test_telephone_numbers_stay(country, number, gap):
    text = f"Call +{country} {gap.join([number[:3], number[3:6], number[6:]])} after nine"
    assert redact(text) == text
    national = f"Call ({number[:3]}) {number[3:6]}-{number[6:10]} after nine"
    assert redact(national) == national


@st.composite
def ibans(draw) -> str:
    country, length = draw(st.sampled_from([("DE", 18), ("FR", 23), ("NL", 14), ("ES", 20), ("PL", 24)]))
    bank = draw(st.text(DIGITS, min_size=length, max_size=length))
    number = int("".join(str(int(letter, 36)) for letter in bank + country + "00"))
    return f"{country}{98 - number % 97:02d}{bank}"


@given(ibans(), st.booleans())
def test_ibans_stay(iban, grouped):
    written = " ".join(iban[i : i + 4] for i in range(0, len(iban), 4)) if grouped else iban
    assert redact(f"Pay to {written} please") == f"Pay to {written} please"


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text):
    assert redact(redact(text)) == redact(text)


# ---- over several turns


def said(*lines: str) -> list[str]:
    return redact_turns([tuple(line.split(": ", 1)) for line in lines])


def test_a_card_given_in_groups_over_several_turns_is_masked() -> None:
    assert said("us: Go ahead.", "them: four one one one", "us: okay", "them: one one one one", "us: mhm yes",
                "them: and one one one one", "us: next", "them: one one one one, that's it") == [
        "Go ahead.", "[card digits]", "okay", "[card digits]", "mhm yes", "and [card digits]", "next",
        "[card ending 1111], that's it",
    ]  # fmt: skip


def test_what_the_other_side_reads_back_is_masked_too() -> None:
    masked = said("them: 4242 4242", "us: 4242 4242, yes", "them: 4242 4242", "us: 4242 and 4242, thanks")
    assert masked == ["[card digits]", "[card digits], yes", "[card ending 4242]", "[card ending 4242], thanks"]


def test_part_of_a_card_that_the_other_side_reads_back_is_masked_too() -> None:
    masked = said("them: 4242 4242", "us: so 4242 4242", "them: 4242 4242", "us: thank you")
    assert masked == ["[card digits]", "so [card digits]", "[card ending 4242]", "thank you"]


def test_a_code_and_an_expiry_that_are_asked_for_are_removed() -> None:
    assert said(
        "them: It's 4111 1111 1111 1111.", "us: And when does it expire?", "them: oh nine twenty seven",
        "us: And the three digits on the back?", "them: seven four one",
    ) == [
        "It's [card ending 1111].", "And when does it expire?", "[expiry removed]",
        "And the three digits on the back?", "[security code removed]",
    ]  # fmt: skip


def test_digits_by_themselves_right_after_a_card_are_its_code() -> None:
    assert said("them: 4111 1111 1111 1111", "us: thank you", "them: 741")[2] == "[security code removed]"
    assert said("us: Which invoice?", "them: 741") == ["Which invoice?", "741"]


def test_what_is_called_the_code_after_a_card_is_removed_also_some_turns_after_it_was_asked_for() -> None:
    given = said("them: 4111 1111 1111 1111", "us: thank you", "them: and the code is one two three")
    assert given[2] == "and the code is [security code removed]"
    assert said("us: And the CV2?", "them: 4 5 6")[1] == "[security code removed]"
    given = said("us: And the security code?", "them: Um, let me find my glasses.", "us: No rush.", "them: It's 7 4 1.")
    assert given[3] == "It's [security code removed]."


def test_what_is_asked_about_a_card_is_understood_in_the_words_that_people_use() -> None:
    assert said(
        "them: 4111 1111 1111 1111", "us: When does it run out?", "them: I think December of twenty eight",
        "us: And the code?", "them: Seven forty one, I think",
    )[2::2] == ["I think [expiry removed]", "[security code removed], I think"]  # fmt: skip
    assert said("them: 4111 1111 1111 1111", "us: And the zip code?", "them: it is 4410 or so")[2] == "it is 4410 or so"


def test_what_is_said_after_a_code_or_an_expiry_was_given_is_none() -> None:
    """The words of our own masks were taken for the question, and the sum that was agreed on was lost."""
    given = said("them: the cvv is 123", "us: Thanks, so 890 dollars today", "them: yes 890")
    assert given[1:] == ["Thanks, so 890 dollars today", "yes 890"]
    given = said("them: 4111 1111 1111 1111 exp 12/28", "us: Thanks, 890 for invoice 1042 on 12/11", "them: Yes, 890.")
    assert given[1:] == ["Thanks, 890 for invoice 1042 on 12/11", "Yes, 890."]


def test_a_sum_that_is_asked_for_right_after_a_card_is_no_code() -> None:
    assert said("them: 4111 1111 1111 1111", "us: And the amount?", "them: 890", "us: Okay, 890.")[1:] == [
        "And the amount?", "890", "Okay, 890.",
    ]  # fmt: skip


def test_the_last_four_digits_of_an_account_are_no_code() -> None:
    lines = (
        "us: Could you give me the last four digits of your account?",
        "them: It's 0 1 1 8. Is this about the bill?",
    )
    assert said(*lines)[1] == "It's 0 1 1 8. Is this about the bill?"
    assert said("us: And the last three digits on the back?", "them: 741")[1] == "[security code removed]"


def test_a_code_that_is_read_back_is_removed_there_too() -> None:
    given = said("us: And the security code?", "them: 741", "us: 741?", "them: 741, yes.")
    assert not any("741" in text for text in given)


def test_a_code_behind_the_card_in_one_answer_is_the_code() -> None:
    given = said("us: And the security code?", "them: It is 4111 1111 1111 1111 and 123 or so")
    assert given[1] == "It is [card ending 1111] and [security code removed] or so"


def test_sums_and_numbers_behind_a_code_that_is_none_stay() -> None:
    for text in (
        "the door code is 4711, and the 890 are due",
        "I wrote 1042 on the back of the cheque",
        "the offer is good until 06/27",
        "use code 890.00",
        "pay 890 on the 20th, call back 1042",
    ):
        assert redact(text) == text
    assert said("us: And the security code?", "them: I will not say.", "us: Then pay 890 by transfer.")[2:] == [
        "Then pay 890 by transfer."
    ]


def test_numbers_of_two_people_are_not_one_number() -> None:
    lines = ("us: It is 4111 1111.", "them: 1111 1111 is what I have.")
    assert said(*lines) == [line.split(": ", 1)[1] for line in lines]


def test_invoice_numbers_in_a_talk_stay() -> None:
    lines = ("us: It's about 1042.", "them: and 1043?", "us: And 1044, 1045.", "them: I'll pay 890 on Friday the 20th.")
    assert said(*lines) == [line.split(": ", 1)[1] for line in lines]


@given(visas(), st.lists(st.integers(1, 6), min_size=3, max_size=8), st.booleans())
def test_no_card_survives_however_it_is_spread_over_turns(card, sizes, spoken) -> None:
    lines, at = [], 0
    for size in [*sizes, 16]:
        group = card[at : at + size]
        at += size
        if group:
            lines += [("them", " ".join(WORDS[int(d)] for d in group) if spoken else group), ("us", "okay")]
    masked = redact_turns(lines)
    theirs = " ".join(masked[::2])
    assert "[card ending" in theirs
    assert "".join(whole_numbers(theirs)) in ("", card[-4:])


def test_plain_data_is_redacted_at_every_depth() -> None:
    assert redact_all({"a": ["4111 1111 1111 1111", 4, None], "b": {"c": "fine"}}) == {
        "a": ["[card ending 1111]", 4, None], "b": {"c": "fine"},
    }  # fmt: skip


def test_a_raised_two_is_no_digit_of_a_number():
    assert redact("20 ² of 4111 1111 1111 1111") == "20 ² of [card ending 1111]"


@given(st.binary())
def test_a_seal_stays_whole_whatever_digits_stand_side_by_side_in_it(anything) -> None:
    """One in two hundred digests holds a card's digits: it was masked in the audit log, and the evidence of a contact
    then said that its decision was not the one that was logged."""
    sealed = {"seal": sha256(anything).hexdigest(), "account": "A-850"}
    assert redact_all(sealed) == sealed


def test_a_seal_that_looks_like_a_card_stays_and_a_card_beside_it_does_not() -> None:
    seal = "5d8f6cce532a7aeb57196be62344095936793400b3aeb3580d248b17d5518a86"
    assert redact(f"{seal} 4012888888881881") == f"{seal} [card ending 1881]"
