"""playbooks/priority.toml: the shipped weights load, a lead's copy replaces them, a mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.priority import load_weights

SHIPPED_TEXT = (SHIPPED / "priority.toml").read_text("utf-8")


def changed(folder: Path, old: str, new: str) -> Path:
    assert old in SHIPPED_TEXT
    (folder / "priority.toml").write_text(SHIPPED_TEXT.replace(old, new, 1), "utf-8")
    return folder


def test_percent_and_whole_units_become_integers(tmp_path: Path) -> None:
    weights = load_weights(tmp_path)
    assert weights.broken_bp == 2500
    assert weights.callback_minor == 200_000
    assert weights.lift_bp[0] == (1, 300)
    assert weights.to_base(100_00, "EUR") == 110_00
    assert weights.to_base(1_000, "KWD") == 325


def test_a_leads_own_copy_replaces_ours(tmp_path: Path) -> None:
    assert load_weights(changed(tmp_path, "broken_percent = 25.0", "broken_percent = 40")).broken_bp == 4000


def test_another_base_currency_turns_the_money_with_it(tmp_path: Path) -> None:
    weights = load_weights(changed(tmp_path, 'base = "USD"', 'base = "JPY"'))
    assert weights.callback_minor == 2000
    assert weights.to_base(5, "JPY") == 5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("broken_percent = 25.0", "broken_percent = 250", "broken_percent is 250; it must be a number from 0 to 100"),
        ("broken_percent = 25.0", 'broken_percent = "much"', "broken_percent is 'much'"),
        ("broken_percent = 25.0", "", r"\[promise\] has no broken_percent"),
        ("broken_percent = 25.0", "broken_percent = 25.0\nbroken_procent = 2", "'broken_procent', which means nothing"),
        ("[duty]", "[duties]", r"the section \[duty\] is missing"),
        ("[duty]", "[more]\n[duty]", r"the section \[more\] means nothing"),
        ("min_history = 6", "min_history = 6.5", "it must be a whole number"),
        ("EUR = 1.1", "EUR = 0", "the rate of EUR is 0"),
        ("EUR = 1.1", "EURO = 1.1", "'EURO' is not an ISO 4217 currency code"),
        ("[[1, 3.0], [8, 5.0]", "[[8, 5.0], [1, 3.0]", "lift_percent must start at day 1"),
        ("[1, 3.0]", "[1, 300]", "not 0 to 100"),
        ("[1, 3.0]", "7", r"a list of \[from days, percent\]"),
        ("[duty]", "[duty", "priority.toml: "),
    ],
)
def test_a_mistake_names_the_file_and_the_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(PlaybookError, match=message) as failure:
        load_weights(changed(tmp_path, old, new))
    assert "priority.toml" in str(failure.value)
