"""The texts that are shipped read well and are safe; a team's own lie over them and say what is wrong."""

from __future__ import annotations

import pytest

from duecourse.domain.plain_language import FAIL, WARN
from duecourse.domain.written import OCCASIONS
from duecourse.playbooks import SHIPPED, PlaybookError, editing
from duecourse.playbooks.messages import FOLDER, load_messages, load_stationery
from duecourse.playbooks.plain_language import load_terms
from duecourse.playbooks.review import remarks_on

FILES = sorted(path.name for path in (SHIPPED / FOLDER).glob("*.toml"))


def test_there_is_a_text_for_every_occasion():
    assert {text.occasion for text in load_messages().values()} == set(OCCASIONS)


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_text_is_plain_and_kind(name):
    file = f"{FOLDER}/{name}"
    found = remarks_on(file, (SHIPPED / file).read_text("utf-8"), load_terms())
    assert [remark.finding.why for remark in found if remark.finding.level in (FAIL, WARN)] == []


@pytest.mark.parametrize("name", FILES)
def test_a_shipped_text_can_be_edited_as_it_is(name):
    file = f"{FOLDER}/{name}"
    assert editing.problems_of(file, (SHIPPED / file).read_text("utf-8"), None) == ()


@pytest.mark.parametrize(
    ("file", "change", "problem"),
    [
        ("first_reminder.toml", ('occasion = "first"', 'occasion = "often"'), '"often" is not known'),
        ("first_reminder.toml", ("{oldest_number} for", "{oldest} for"), "is not a placeholder"),
        ("first_reminder.toml", ("Can you let", "Pay $100. Can you let"), "no ledger stands behind"),
        ("first_reminder.toml", ('aim = "', 'goal = "x"\naim = "'), "goal is not a field here"),
        ("statement.toml", ('"A statement from {company}"', '"You owe {asked}"'), "tells whoever sees the screen"),
        ("house.toml", ("email =", "mail ="), "email is missing"),
        ("house.toml", ("Dear {contact},", "Dear {nobody},"), "is not a placeholder"),
    ],
)
def test_what_would_be_unsafe_is_not_saved(file, change, problem):
    text = (SHIPPED / FOLDER / file).read_text("utf-8")
    assert change[0] in text
    found = editing.problems_of(f"{FOLDER}/{file}", text.replace(*change), None)
    assert any(problem in one for one in found), found


def test_a_text_of_ones_own_is_added_and_ours_is_replaced(tmp_path):
    own = tmp_path / FOLDER
    own.mkdir()
    shipped = (SHIPPED / FOLDER / "statement.toml").read_text("utf-8")
    (own / "our_statement.toml").write_text(shipped.replace("Statement of account", "Our statement"), "utf-8")
    house = (SHIPPED / FOLDER / "house.toml").read_text("utf-8")
    (own / "house.toml").write_text(house + 'acme = ["Acme Ltd", "1 High Street"]\n', "utf-8")
    assert "our_statement" in load_messages(tmp_path)
    assert load_stationery(tmp_path).senders == {"acme": ("Acme Ltd", "1 High Street")}
    (own / "our_statement.toml").write_text("title = ", "utf-8")
    with pytest.raises(PlaybookError, match="our_statement"):
        load_messages(tmp_path)
