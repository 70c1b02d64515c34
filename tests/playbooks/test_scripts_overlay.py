"""A team's own scripts, cards and words lie over ours; a broken file says which file, which line or field, and what to
change."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse.domain.plain_language import check
from duecourse.playbooks import SHIPPED, PlaybookError, files, overlay_root
from duecourse.playbooks.brief import load_questions
from duecourse.playbooks.objections import cards_for, load_cards
from duecourse.playbooks.plain_language import load_terms
from duecourse.playbooks.scripts import load_house, load_scripts, script_for
from some_facts import ALICE, TODAY, account, item

FIRST = account(open_items=(item("INV-1042", TODAY.replace(day=1), 192_500),))


def put(overlay: Path, name: str, text: str) -> Path:
    path = overlay / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return overlay


def shipped(name: str) -> str:
    return (SHIPPED / name).read_text("utf-8")


def test_an_own_script_replaces_ours_and_the_others_stay(tmp_path) -> None:
    text = shipped("scripts/first_reminder.md").replace("Which day can you pay it?", "Which day suits you?")
    put(tmp_path, "scripts/first_reminder.md", text)
    assert "Which day suits you?" in script_for(FIRST, TODAY, caller=ALICE, overlay=tmp_path).text
    assert "Which day suits you?" not in script_for(FIRST, TODAY, caller=ALICE, overlay=SHIPPED).text
    assert len(load_scripts(tmp_path)) == len(load_scripts(SHIPPED))


def test_a_new_script_with_a_condition_is_taken_when_it_is_true(tmp_path) -> None:
    text = shipped("scripts/first_reminder.md").replace(
        "situation: first_reminder", "situation: first_reminder\nwhen: business, in_us"
    )
    put(tmp_path, "scripts/first_reminder_us.md", text.replace("# First reminder", "# First reminder, US firms"))
    assert script_for(FIRST, TODAY, caller=ALICE, overlay=tmp_path).title == "First reminder, US firms"


def test_a_shared_step_is_changed_once_for_every_script(tmp_path) -> None:
    put(tmp_path, "scripts/shared.md", shipped("scripts/shared.md").replace("Hello, this", "Good day, this"))
    assert "Good day, this is Alice Moran" in script_for(FIRST, TODAY, caller=ALICE, overlay=tmp_path).text


def test_an_edited_file_is_read_again(tmp_path) -> None:
    put(tmp_path, "scripts/house.toml", 'company = "One"\n')
    assert load_house(tmp_path).company == "One"
    put(tmp_path, "scripts/house.toml", 'company = "Another"\n')
    assert load_house(tmp_path).company == "Another"


def broken(change: tuple[str, str], tmp_path: Path) -> str:
    text = shipped("scripts/first_reminder.md")
    assert change[0] in text
    put(tmp_path, "scripts/first_reminder.md", text.replace(*change))
    with pytest.raises(PlaybookError) as error:
        load_scripts(tmp_path)
    return str(error.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{asked_count}", "{asked_cuont}"), "{asked_cuont} is not a placeholder; did you mean asked_count?"),
        (("[many_overdue]", "[many_overdu]"), '"many_overdu" is not a condition; did you mean many_overdue?'),
        (("point: purpose", "point: porpoise"), '"porpoise" is not a point'),
        (("id: amount", "id: purpose"), 'the id "purpose" is taken'),
        (("use: goodbye", "use: farewell"), '"farewell" is not a shared step'),
        (("use: goodbye", ""), "no step covers polite_close"),
        (("- [many_overdue] Which day", "Which day"), "is neither a line to say"),
        (("Which day can you pay it?", "Pay $50 now."), '"$" is a figure that no ledger stands behind'),
        (("Which day can you pay it?", "Pay in ten days."), '"ten days" is a figure'),
        (("use: right_person", ""), "comes before the right person is confirmed"),
        (("situation: first_reminder", "situation: first"), '"first" is not a situation'),
        (("aim: Learn", "goal: Learn"), '"goal:" is not known here'),
        (("{oldest_due}", "{oldest_due"), "a { or } stands alone"),
    ],
)
def test_a_broken_script_names_the_file_and_what_to_change(change, message: str, tmp_path) -> None:
    text = broken(change, tmp_path)
    assert str(tmp_path / "scripts" / "first_reminder.md") in text
    assert message in text


def test_a_broken_script_names_the_line(tmp_path) -> None:
    lines = shipped("scripts/first_reminder.md").splitlines()
    at = next(n for n, line in enumerate(lines, start=1) if "{asked_count}" in line)
    assert f"line {at}: {{asked_cuont}}" in broken(("{asked_count}", "{asked_cuont}"), tmp_path)


def test_a_voicemail_that_tells_of_money_is_refused(tmp_path) -> None:
    text = shipped("scripts/voicemail.md").replace("Please call me back on", "Please pay and call me back on")
    put(tmp_path, "scripts/voicemail.md", text)
    with pytest.raises(PlaybookError, match='"pay" tells others that money is owed'):
        load_scripts(tmp_path)


CARD = """title = "It rained"
kinds = ["business"]
phrases = ["It rained"]
may_mean = ["What got wet?"]
say = ["What got wet?"]
write_down = ["What got wet"]
next_step = "Ask again."
"""


def test_an_own_card_is_added(tmp_path) -> None:
    put(tmp_path, "objections/rain.toml", CARD)
    assert "It rained" in {c.card.title for c in cards_for(account(), TODAY, overlay=tmp_path)}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kinds = ["business"]', 'kinds = ["busines"]', 'kinds "busines" is not known; did you mean "business"?'),
        ('may_mean = ["What got wet?"]', 'may_mean = ["They lie."]', "states something; write it as a question"),
        ('say = ["What got wet?"]', 'say = ["Pay {overdue}."]', "one line has to fit every account"),
        ('title = "It rained"', "titel = 1", "title is missing"),
        ("phrases", "phrase", "phrases is missing"),
        ("next_step", 'extra = "x"\nnext_step', "extra is not a field here"),
        ("kinds =", "kinds", "at line 2"),
        ("next_step", "early = true\nnext_step", ""),
    ],
)
def test_a_broken_card_names_the_file_and_the_field(old: str, new: str, message: str, tmp_path) -> None:
    put(tmp_path, "objections/rain.toml", CARD.replace(old, new, 1))
    if not message:
        assert load_cards(tmp_path)["rain.toml"].early
        return
    with pytest.raises(PlaybookError) as error:
        load_cards(tmp_path)
    assert "rain.toml" in str(error.value)
    assert message in str(error.value)


def test_an_early_card_that_tells_of_money_is_refused(tmp_path) -> None:
    text = CARD.replace('say = ["What', 'early = true\nsay = ["Your balance got wet.", "What')
    put(tmp_path, "objections/rain.toml", text)
    with pytest.raises(PlaybookError, match="an early card may be read to anybody"):
        load_cards(tmp_path)


def test_an_own_trade_word_is_found(tmp_path) -> None:
    put(
        tmp_path,
        "plain_language/ours.toml",
        '[[term]]\nname = "blue slip"\nplain = "the delivery note"\nexplain = "A blue slip is a delivery note."\n'
        'forms = ["blue slip"]\n',
    )
    (finding,) = check("Please send the blue slip.", load_terms(tmp_path))
    assert finding.plainer == "the delivery note"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[term]]\nname = "x"\nplain = "y"\n', 'term 1 ("x"): explain is missing'),
        ('[[word]]\nname = "x"\n', '"word" is not known here'),
        ('[[phrase]]\nid = "x"\nrule = "blam"\n', 'rule "blam" is not known; did you mean "blame"?'),
        (
            '[[phrase]]\nid = "x"\nrule = "blame"\nlevel = "fail"\npattern = "("\nwhy = "y"\nplainer = "z"\n',
            "pattern is not a valid pattern",
        ),
        ("[[term]\n", "at line 1"),
    ],
)
def test_a_broken_word_list_names_the_file_and_the_field(text: str, message: str, tmp_path) -> None:
    put(tmp_path, "plain_language/ours.toml", text)
    with pytest.raises(PlaybookError) as error:
        load_terms(tmp_path)
    assert "ours.toml" in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[question]]\nid = "x"\nwhen = ["business"]\nfact = "F."\nask = "Are you broke?"\n', "begin with"),
        ('[[question]]\nid = "x"\nwhen = ["busy"]\nfact = "F."\nask = "What is it?"\n', '"busy" is not a condition'),
    ],
)
def test_a_broken_question_names_the_file_and_the_field(text: str, message: str, tmp_path) -> None:
    put(tmp_path, "brief/ours.toml", text)
    with pytest.raises(PlaybookError) as error:
        load_questions(tmp_path)
    assert "ours.toml" in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[high_balance]\nUSD = "ten"\n', "high_balance.USD must be an amount"),
        ('[high_balance]\nXXQ = "10"\n', "high_balance.XXQ is not a currency code"),
        ("later_after_days = -1\n", "later_after_days must be a whole number"),
    ],
)
def test_broken_house_rules_name_the_field(text: str, message: str, tmp_path) -> None:
    put(tmp_path, "scripts/house.toml", text)
    with pytest.raises(PlaybookError, match=message):
        load_house(tmp_path)


def test_files_of_ones_own_are_found_in_the_data_folder_when_no_home_is_set(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("DUECOURSE_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert overlay_root() is None
    own = tmp_path / "duecourse" / "playbooks" / "scripts" / "house.toml"
    own.parent.mkdir(parents=True)
    own.write_text("", "utf-8")
    assert overlay_root() == tmp_path / "duecourse" / "playbooks"
    assert files("scripts")["house.toml"] == own
