"""A lead reads scripts and answers, sees them filled for an account, changes them, and takes the change back."""

from __future__ import annotations

import shutil

import pytest
from django.urls import reverse

from duecourse.playbooks import SHIPPED, own_folder
from duecourse.teams.models import AuditEntry

pytestmark = pytest.mark.django_db
FILE = "scripts/first_reminder.md"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def no_own_playbooks():
    """Each test begins and ends with what is shipped."""
    shutil.rmtree(own_folder(), ignore_errors=True)
    yield
    shutil.rmtree(own_folder(), ignore_errors=True)


@pytest.fixture
def shipped() -> str:
    return (SHIPPED / FILE).read_text("utf-8")


def signed_in(client, person):
    client.force_login(person, backend=BACKEND)
    return client


def post(client, text: str, **more):
    body = {"file": FILE, "text": text, "do": "save", **more}
    return client.post(reverse("calls:edit_playbook"), body)


def page(client, file: str = FILE, **more) -> str:
    return client.get(reverse("calls:playbook"), {"file": file, **more}).content.decode()


def test_everybody_can_read_what_we_say(client, world):
    for name in ("alice", "bob", "charlie", "dana", "erin"):
        signed_in(client, getattr(world.people, name))
        listing = client.get(reverse("calls:scripts")).content.decode()
        assert "First reminder" in listing
        assert "The cheque is in the post" in listing
        assert "Which day can you pay it?" in page(client)


def test_a_script_is_shown_filled_for_an_account(client, world):
    text = page(signed_in(client, world.people.alice), account=world.account.number)
    assert f"Filled for {world.account.name}" in text
    assert "Am I speaking with" in text
    assert "Wordings that are not used for this account" in text


def test_an_account_of_somebody_else_is_not_shown(client, world):
    text = page(signed_in(client, world.people.charlie), account=world.account.number)
    assert "No account of yours has the number" in text
    assert world.account.name not in text


def test_a_card_is_shown_filled_for_an_account(client, world):
    client = signed_in(client, world.people.alice)
    text = page(client, "objections/paid_already.toml", account=world.account.number)
    assert "Then let us find it." in text


def test_a_lead_changes_a_script_and_it_is_in_force_at_once(client, world, shipped):
    client = signed_in(client, world.people.bob)
    answer = post(client, shipped.replace("Which day can you pay it?", "Which day suits you?"))
    assert answer.status_code == 302
    assert (own_folder() / FILE).read_text("utf-8") == shipped.replace(
        "Which day can you pay it?", "Which day suits you?"
    )
    text = page(client)
    assert "changed by your team" in text
    assert "+  or: Which day suits you?" in text
    entry = AuditEntry.objects.get(verb="save_playbook")
    assert entry.actor == world.people.bob
    assert entry.facts["file"] == FILE


def test_a_lead_takes_a_change_back_and_the_audit_log_keeps_it(client, world, shipped):
    client = signed_in(client, world.people.bob)
    post(client, shipped.replace("Which day can you pay it?", "Which day suits you?"))
    answer = client.post(reverse("calls:take_back_playbook"), {"file": FILE}, follow=True)
    assert "Taken back" in answer.content.decode()
    assert "changed by your team" not in page(client)
    assert "Which day suits you?" in AuditEntry.objects.get(verb="take_back_playbook").facts["was"]


def test_what_was_never_changed_cannot_be_taken_back(client, world):
    signed_in(client, world.people.bob).post(reverse("calls:take_back_playbook"), {"file": FILE})
    assert not AuditEntry.objects.filter(verb="take_back_playbook").exists()
    assert (SHIPPED / FILE).exists()


@pytest.mark.parametrize("name", ["alice", "charlie", "dana"])
def test_nobody_but_a_lead_changes_what_we_say(client, world, shipped, name):
    client = signed_in(client, getattr(world.people, name))
    assert post(client, shipped).status_code == 403
    assert client.get(reverse("calls:edit_playbook"), {"file": FILE}).status_code == 403
    assert client.post(reverse("calls:take_back_playbook"), {"file": FILE}).status_code == 403
    assert not own_folder().exists()
    assert not AuditEntry.objects.filter(verb="save_playbook").exists()
    assert "Change it" not in page(client)


def test_a_script_that_tells_too_early_is_not_saved_and_the_text_stays(client, world, shipped):
    client = signed_in(client, world.people.bob)
    answer = post(client, shipped.replace("use: right_person", "<!-- later -->"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Not saved." in text
    assert "comes before the right person is confirmed" in text
    assert "&lt;!-- later --&gt;" in text
    assert not (own_folder() / FILE).exists()


def test_checking_shows_remarks_and_writes_nothing(client, world, shipped):
    client = signed_in(client, world.people.bob)
    answer = post(client, shipped.replace("Which day can you pay it?", "Please send the remittance."), do="check")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "the note that says which invoices your payment covers" in text
    assert not own_folder().exists()


def test_unkind_words_are_saved_only_by_somebody_who_says_so(client, world, shipped):
    client = signed_in(client, world.people.bob)
    unkind = shipped.replace("Which day can you pay it?", "You forgot to pay us.")
    assert post(client, unkind).status_code == 422
    assert not own_folder().exists()
    assert post(client, unkind, although="on").status_code == 302
    assert AuditEntry.objects.get(verb="save_playbook").facts["remarks_accepted"] == 1


def test_a_shared_step_that_would_break_other_scripts_is_not_saved(client, world):
    client = signed_in(client, world.people.bob)
    text = (SHIPPED / "scripts/shared.md").read_text("utf-8").replace("id: goodbye", "id: farewell")
    answer = post(client, text, file="scripts/shared.md")
    assert answer.status_code == 422
    assert "is not a shared step" in answer.content.decode()


def test_a_script_can_be_saved_under_another_name(client, world, shipped):
    client = signed_in(client, world.people.bob)
    text = shipped.replace("aim:", "when: consumer\naim:").replace("# First reminder", "# First reminder at home")
    assert post(client, text, **{"as": "first_reminder_home.md"}).status_code == 302
    assert "First reminder at home" in client.get(reverse("calls:scripts")).content.decode()
    client.post(reverse("calls:take_back_playbook"), {"file": "scripts/first_reminder_home.md"}, follow=True)
    assert "First reminder at home" not in client.get(reverse("calls:scripts")).content.decode()


@pytest.mark.parametrize("name", ["../../settings.py", "..\\x.md", "x.exe", "/etc/x.md", "X Y.md", ".md"])
def test_a_name_that_leaves_the_folder_is_refused(client, world, shipped, name):
    client = signed_in(client, world.people.bob)
    answer = post(client, shipped, **{"as": name})
    assert answer.status_code == 422
    assert "a name has small letters" in answer.content.decode()
    assert not own_folder().exists()


@pytest.mark.parametrize("file", ["../settings.py", "scripts/../../x.md", "nowhere/x.md", "scripts/none.md", "x\x00"])
def test_a_file_that_is_no_playbook_is_not_found(client, world, file):
    client = signed_in(client, world.people.bob)
    assert client.get(reverse("calls:playbook"), {"file": file}).status_code == 404
    assert client.post(reverse("calls:edit_playbook"), {"file": file, "text": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("objections/need_approval.toml", "title = ", "Invalid value"),
        ("objections/need_approval.toml", 'title = "x"\n', "phrases is missing"),
        ("plain_language/legal.toml", '[[term]]\nname = "x"\n', "plain is missing"),
        ("brief/questions.toml", '[[question]]\nid = "x"\n', "when is missing"),
        ("scripts/house.toml", "later_after_days = 'x'\n", "must be a whole number"),
        (FILE, "", "is missing"),
        (FILE, "\x00", "null character"),
        (FILE, "x" * 300_000, "larger than 200 kB"),
    ],
)
def test_every_kind_of_file_says_what_has_to_be_put_right(client, world, file, text, message):
    answer = post(signed_in(client, world.people.bob), text or " ", file=file)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not (own_folder() / file).exists()


def test_anybody_may_check_a_text_of_their_own_and_nothing_is_kept(client, world):
    client = signed_in(client, world.people.alice)
    written = AuditEntry.objects.count()
    answer = client.post(reverse("calls:check_text"), {"text": "Please send the remittance ASAP. <b>Now</b>"})
    text = answer.content.decode()
    assert "the note that says which invoices your payment covers" in text
    assert "Nobody can check" in text
    assert "&lt;b&gt;Now" in text
    assert AuditEntry.objects.count() == written
    assert "Plain, short and kind" in client.post(reverse("calls:check_text"), {"text": "Thank you."}).content.decode()


def test_html_in_a_script_stays_text(client, world, shipped):
    client = signed_in(client, world.people.bob)
    nasty = shipped.replace("Which day can you pay it?", "<script>alert(document)</script> Which day suits you?")
    post(client, nasty, although="on")
    for text in (page(client), page(client, account=world.account.number)):
        assert "<script>alert(document)" not in text
        assert "&lt;script&gt;alert(document)" in text


def test_a_broken_file_of_the_teams_own_does_not_stop_a_call(client, world):
    own = own_folder() / FILE
    own.parent.mkdir(parents=True)
    own.write_text("# Broken\n", "utf-8")
    client = signed_in(client, world.people.alice)
    text = client.get(reverse("calls:call", args=[world.open_call.pk])).content.decode()
    assert "so ours are shown" in text
    assert "first_reminder.md" in text
    assert "Am I speaking with" in text
    assert page(client)


def test_the_call_page_has_the_script_and_every_answer_without_javascript(client, world):
    client = signed_in(client, world.people.alice)
    text = client.get(reverse("calls:call", args=[world.open_call.pk])).content.decode()
    assert "Somebody else picks up" in text
    assert "Voicemail" in text
    assert text.count('name="objection"') >= 16
    assert "“We never got the invoice”" in text
    assert "Where the figures come from" in text
