"""A number is the same number however it is typed."""

from __future__ import annotations

import pytest

from duecourse.lib.phones import as_dialled, read_out


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("(614) 555-0199", "US", "+16145550199"), ("+1 614 555 0199", "", "+16145550199"),
        ("614.555.0199", "US", "+16145550199"), ("1-614-555-0199", "US", "+16145550199"),
        ("001 614 555 0199", "GB", "+16145550199"), ("0113 496 0142", "GB", "+441134960142"),
        ("(212) 555-0188 ext. 5", "US", "+12125550188 x5"), ("212.555.0188 x5", "US", "+12125550188 x5"),
        ("+12125550188 x5", "", "+12125550188 x5"), ("(614) 555-0199", "", "6145550199"),
        ("614-555-0199", "", "6145550199"), ("555 0142", "US", "5550142"), ("call the porter", "US", "call the porter"),
        ("5550142 / 5550143", "", "5550142 / 5550143"), ("", "US", ""),
    ],
)  # fmt: skip
def test_a_number_is_kept_in_one_form(typed, country, kept):
    assert as_dialled(typed, country) == kept
    assert as_dialled(kept, country) == kept


def test_a_number_is_read_out_as_people_write_it():
    assert read_out("+12125550188 x5") == "+1 212-555-0188 ext. 5"
    assert read_out("6145550199") == "6145550199"
