"""Dates: every way people write them, and an order that is proved or asked, never guessed."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.importing.dates import DMY, MDY, DateEvidence, fits, read_date

SENSIBLE = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    ("written", "order", "expected"),
    [
        ("2026-01-31", None, "2026-01-31"),
        ("2026/1/5", None, "2026-01-05"),
        ("20190307", None, "2019-03-07"),
        ("20190307.0", None, "2019-03-07"),
        (20190307.0, None, "2019-03-07"),
        ("2019-03-07T00:00", None, "2019-03-07"),
        ("2019-03-07 00:00:00", None, "2019-03-07"),
        ("2019-03-07T23:30:00Z", None, "2019-03-07"),
        ("7 Mar 2019", None, "2019-03-07"),
        ("7-Mar-19", None, "2019-03-07"),
        ("07MAR2019", None, "2019-03-07"),
        ("Thu, 7 Mar 2019", None, "2019-03-07"),
        ("Mar 7, 2019", None, "2019-03-07"),
        ("March 7th, 2019", None, "2019-03-07"),
        ("7. März 2019", None, "2019-03-07"),
        ("7 août 2019", None, "2019-08-07"),
        ("1 juin 2019", None, "2019-06-01"),
        ("1 juil. 2019", None, "2019-07-01"),
        ("7 de marzo de 2019", None, "2019-03-07"),
        ("31/01/2026", DMY, "2026-01-31"),
        ("01/31/2026", MDY, "2026-01-31"),
        ("31.1.26", DMY, "2026-01-31"),
        ("31-01-26 14:30", DMY, "2026-01-31"),
        ("5/5/2026", None, "2026-05-05"),
        ("43531", None, "2019-03-07"),
        (43531.0, None, "2019-03-07"),
        (43531.75, None, "2019-03-07"),
        (date(2019, 3, 7), None, "2019-03-07"),
        (datetime(2019, 3, 7, 12, 30), None, "2019-03-07"),  # noqa: DTZ001 - a spreadsheet's cell has no zone
        ("", None, None),
        ("   ", DMY, None),
    ],
)
def test_a_date_is_read_however_it_is_written(written, order, expected):
    assert read_date(written, order) == expected


@pytest.mark.parametrize(
    ("written", "order", "why"),
    [
        ("30.02.26", DMY, "not a date in the calendar"),
        ("31/01/2026", MDY, "not a date written month/day"),
        ("13/13/2026", DMY, "not a date"),
        ("03/04/2026", None, "day/month or month/day"),
        ("01/02/2206", DMY, "year 2206"),
        ("1826-01-31", None, "year 1826"),
        ("soon", None, "not a date"),
        ("INV-2026-01", DMY, "not a date"),
        ("7 Foo 2019", None, "not a date"),
        (12.0, None, "not a date"),
        ("12/2026", DMY, "not a date"),
    ],
)
def test_what_is_no_date_says_why(written, order, why):
    with pytest.raises(ValueError, match=why):
        read_date(written, order)


@given(SENSIBLE, st.sampled_from("/-. "), st.sampled_from([DMY, MDY]))
def test_a_written_date_reads_back_in_its_own_order(day, mark, order):
    parts = (day.day, day.month) if order == DMY else (day.month, day.day)
    assert read_date(mark.join(f"{part:02d}" for part in (*parts, day.year)), order) == day.isoformat()


@given(st.text(max_size=30))
def test_no_text_breaks_the_date_reader(text):
    try:
        assert read_date(text, DMY) is None or len(read_date(text, DMY)) == 10
    except ValueError as error:
        assert str(error)


def _evidence(*values: object) -> DateEvidence:
    evidence = DateEvidence()
    evidence.add(values, range(2, 2 + len(values)))
    return evidence


def test_one_value_that_only_fits_one_order_proves_it_for_the_column():
    found = _evidence("03/04/2026", "31/01/2026", "05/06/2026").finding()
    assert (found.value, found.certain) == (DMY, True)
    assert found.reason == "1 value fits only day/month, e.g. 31/01/2026 in row 3"


def test_an_ambiguous_date_order_is_asked_not_guessed():
    found = _evidence("03/04/2026", "05/06/2026").finding()
    assert (found.value, found.certain, found.options) == (None, False, (DMY, MDY))
    assert "03/04/2026 in row 2" in found.reason


def test_a_column_that_mixes_both_orders_is_asked():
    found = _evidence("31/01/2026", "01/31/2026").finding()
    assert not found.certain
    assert "31/01/2026 in row 2" in found.reason
    assert "01/31/2026 in row 3" in found.reason


def test_dates_that_need_no_order_ask_nothing():
    assert _evidence("2026-01-31", "7 Mar 2019", date(2026, 1, 31), 43531.0, "").finding().certain
    assert _evidence("05/05/2026").finding().certain


@given(st.lists(SENSIBLE, min_size=1, max_size=50), st.sampled_from([DMY, MDY]))
def test_evidence_never_claims_the_wrong_order(days, order):
    written = [f"{d:%d/%m/%Y}" if order == DMY else f"{d:%m/%d/%Y}" for d in days]
    assert _evidence(*written).finding().value in (None, order)


def test_what_fits_both_orders_says_so():
    assert [fits(text) for text in ("31/01/26", "01/31/26", "01/02/26", "03/03/26", "2026-01-31")] == [
        DMY, MDY, "both", "same", "",
    ]  # fmt: skip
