"""Amounts: marks, signs and symbols of many systems; nothing is ever rounded."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.importing.amounts import COMMA, POINT, MarkEvidence, currency_in, read_amount


@pytest.mark.parametrize(
    ("written", "mark", "minor"),
    [
        ("1234.56", POINT, 123456),
        ("1,234.56", POINT, 123456),
        ("1.234,56", COMMA, 123456),
        ("1 234,56", COMMA, 123456),
        ("1\u00a0234,56", COMMA, 123456),
        ("1\u202f234,56 €", COMMA, 123456),
        ("1'234.56", POINT, 123456),
        ("1’234.56", POINT, 123456),
        ("2,41,000.00", POINT, 24100000),
        ("(1,234.56)", POINT, -123456),
        ("($1,234.56)", POINT, -123456),
        ("1234.56-", POINT, -123456),
        ("-1234.56", POINT, -123456),
        ("−1.234,56", COMMA, -123456),
        ("1,234.56 CR", POINT, -123456),
        ("1,234.56 DR", POINT, 123456),
        ("1.234,56 H", COMMA, -123456),
        ("USD 1,234.56", POINT, 123456),
        ("€ 12,50", COMMA, 1250),
        ("$94", POINT, 9400),
        ("Rs. 1,000", POINT, 100000),
        (".5", POINT, 50),
        ("94", COMMA, 9400),
        ("94.", POINT, 9400),
        ("12.5000", POINT, 1250),
        ("+7.10", POINT, 710),
        ("-", POINT, 0),
        (" - ", COMMA, 0),
        ("", POINT, None),
        (None, POINT, None),
        (55.94, COMMA, 5594),
        (94, POINT, 9400),
        (0.1 + 0.2, POINT, 30),
        ("1234.5600000000002", POINT, 123456),
    ],
)
def test_an_amount_is_read_however_it_is_written(written, mark, minor):
    assert read_amount(written, mark) == minor


@pytest.mark.parametrize(
    ("written", "mark", "why"),
    [
        ("12.345", POINT, "3 decimals; the currency has 2"),
        ("1.234,56", POINT, "would be one with a decimal comma"),
        ("1,234.56", COMMA, "would be one with a decimal point"),
        ("12 pcs", POINT, "not an amount"),
        ("1,23,4", POINT, "not an amount"),
        ("abc", POINT, "not an amount"),
        ("--5", POINT, "not an amount"),
        ("1_000.00", POINT, "not an amount"),
        ("١٢.٣٤", POINT, "not an amount"),
        ("£", POINT, "not an amount"),
        (True, POINT, "not an amount"),
        ("=1+1", POINT, "not an amount"),
        ("1e5", POINT, "not an amount"),
        ("99999999999999999.00", POINT, "larger than any amount"),
        (1e300, POINT, "not an amount|larger than any amount"),
    ],
)
def test_what_is_no_amount_says_why(written, mark, why):
    with pytest.raises(ValueError, match=why):
        read_amount(written, mark)


def test_decimals_follow_the_currency():
    assert read_amount("1234", POINT, 0) == 1234
    assert read_amount("1.234", POINT, 3) == 1234
    with pytest.raises(ValueError, match="has 0"):
        read_amount("12.34", POINT, 0)


def _written(minor: int, decimal: str, thousands: str) -> str:
    text = f"{Decimal(minor).scaleb(-2):,.2f}"
    return text.translate({ord(","): thousands, ord("."): decimal})


@given(st.integers(-(10**13), 10**13), st.sampled_from([(".", ","), (".", ""), (".", "'"), (",", "."), (",", " ")]))
def test_a_written_amount_reads_back_to_the_cent(minor, marks):
    assert read_amount(_written(minor, *marks), marks[0]) == minor


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_spreadsheet_number_is_exact_or_refused(number):
    cents = round(number, 2)
    assert read_amount(cents) == int(Decimal(format(cents, ".15g")).scaleb(2))


@given(st.text(max_size=20), st.sampled_from([POINT, COMMA]))
def test_no_text_breaks_the_amount_reader(text, mark):
    try:
        assert read_amount(text, mark) is None or isinstance(read_amount(text, mark), int)
    except ValueError as error:
        assert str(error)


def _finding(*values: str, **given: bool):
    evidence = MarkEvidence()
    evidence.add(values, range(2, 2 + len(values)))
    return evidence.finding(**given)


def test_the_decimal_mark_is_proved_by_values_that_allow_one_reading():
    assert _finding("1.234", "1.234,56").value == COMMA
    assert _finding("1,234", "1,234,567").value == POINT
    assert _finding("12,5").reason == "1 value reads only with a decimal comma, e.g. 12,5 in row 2"
    assert _finding("100", "200").value == POINT


def test_three_digits_behind_every_mark_are_thousands_unless_the_currency_has_three_decimals():
    assert _finding("1.234", "5.000").value == COMMA
    assert not _finding("1.234", "5.000", three_decimals=True).certain


def test_a_file_that_mixes_decimal_marks_is_asked():
    found = _finding("12,50", "12.50")
    assert not found.certain
    assert "12,50 in row 2" in found.reason
    assert not _finding("1,234", "1.234").certain


@given(st.lists(st.integers(0, 10**9), min_size=1), st.sampled_from([(".", ","), (",", ".")]))
def test_evidence_never_claims_the_wrong_mark(amounts, marks):
    found = _finding(*(_written(minor, *marks) for minor in amounts))
    assert found.value == marks[0]


def test_the_currency_stated_in_an_amount_is_recognised():
    assert [currency_in(text) for text in ("€ 5", "5.00 GBP", "$5", "5.00", "12 pcs")] == ["EUR", "GBP", "", None, None]
