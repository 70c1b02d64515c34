"""A rule that a team changes: copied, wrong at first, proposed by one, approved by another, in force overnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from duecourse.calls.evidence import evidence_of
from duecourse.compliance.actions import permit_contact, report_outcome
from duecourse.compliance.gate import verdict_for
from duecourse.domain.contact_policy import decide, parse_case
from duecourse.lib import clock
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.policies import all_packs, shelf
from duecourse.rulebook import actions, jobs
from duecourse.rulebook.actions import CannotDo
from duecourse.rulebook.history import Stretch
from duecourse.rulebook.models import PolicyDraft
from duecourse.rulebook.replaying import AS_DECIDED, Run
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW, TODAY, make_account, make_invoice

pytestmark = pytest.mark.django_db
MONDAY = TODAY + timedelta(days=5)
NEXT_WEEK = NOW + timedelta(days=7)


def approved(people, draft, starts_on=MONDAY, at=NOW):
    actions.propose_draft(actor=people.bob, now=at, draft=draft, starts_on=starts_on, why="Two tries are enough")
    draft.refresh_from_db()
    actions.approve_draft(actor=people.erin, now=at, draft=draft, seen=draft.digest)
    draft.refresh_from_db()
    return draft


def called(people, account, at):
    event = permit_contact(actor=people.alice, now=at, account=account, contact=None, channel="phone").event
    report_outcome(now=at, event=event, outcome="no_answer")


def file_of(home, starts_on=MONDAY):
    return home / "playbooks" / "policies" / "activated" / f"house@{starts_on}.toml"


def test_from_its_day_on_the_gate_decides_by_what_two_people_have_put_in_force(people, home, stricter, draft_of):
    account = make_account(people.portfolio)
    approved(people, draft_of(people.bob, stricter))
    assert file_of(home).is_file()
    for days in (1, 2):
        called(people, account, NOW - timedelta(days=days))
    assert verdict_for(account, None, now=NOW).allowed  # today the old version is in force
    later = NEXT_WEEK
    for days in (1, 2):
        called(people, account, later - timedelta(days=days))
    refused = permit_contact(actor=people.alice, now=later, account=account, contact=None, channel="phone")
    assert not refused.permits and refused.reasons[0]["rule"] == "HOUSE-FREQ-2"
    assert f"house@{MONDAY}" in refused.packs


def test_the_decision_keeps_the_version_by_which_it_was_taken(people, stricter, draft_of):
    """Both versions were on file; years later the same decision comes out of what was kept with it."""
    account = make_account(people.portfolio)
    draft = approved(people, draft_of(people.bob, stricter))
    decision = permit_contact(actor=people.alice, now=NEXT_WEEK, account=account, contact=None, channel="phone")
    assert f"house@{MONDAY}" in decision.packs and len(decision.pack_digests) == 4
    actions.take_back_version(actor=people.bob, now=NOW, draft=draft, because="A mistake")
    again = decide(parse_case(decision.facts), all_packs())
    assert f"house@{MONDAY}" not in again.packs  # not on file any more
    kept = actions_packs(decision)
    assert decide(parse_case(decision.facts), kept).packs == tuple(decision.packs)


def test_evidence_has_the_words_of_the_rule_that_held_where_the_debtor_is(people, stricter, draft_of):
    """Late on Sunday in New York it is Monday in UTC, when the next version begins."""
    account = make_account(people.portfolio, kind="consumer", region="OH")
    approved(people, draft_of(people.bob, stricter))
    sunday_evening = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    decision = permit_contact(actor=people.alice, now=sunday_evening, account=account, contact=None, channel="phone")
    told = {rule["id"]: rule["text"] for rule in evidence_of(decision)["rules"]}
    assert told["HOUSE-FREQ-2"] == "At most 3 attempts to reach an account by telephone in 7 days"


def actions_packs(decision):
    from duecourse.compliance.models import PolicyText
    from duecourse.playbooks.policies import read_pack, versions_of

    texts = PolicyText.objects.filter(digest__in=decision.pack_digests)
    return versions_of(read_pack(row.text, row.label) for row in texts)


def test_a_wrong_draft_is_kept_and_changes_nothing(people, home, house, draft_of):
    before = all_packs()
    draft = draft_of(people.bob, house.text.replace("limit = 3", "limit = three"))
    assert actions.check_draft(draft).problems[0].line
    with pytest.raises(CannotDo, match="mistakes"):
        actions.propose_draft(actor=people.bob, now=NOW, draft=draft, starts_on=MONDAY, why="So")
    assert all_packs() == before and not (home / "playbooks").exists()


def test_nobody_puts_rules_in_force_alone(people, stricter, draft_of):
    draft = draft_of(people.bob, stricter)
    actions.propose_draft(actor=people.bob, now=NOW, draft=draft, starts_on=MONDAY, why="So")
    draft.refresh_from_db()
    for actor, refused in ((people.bob, "You proposed it"), (people.alice, "team lead"), (people.dana, "team lead")):
        with pytest.raises(NotAllowed, match=refused):
            actions.approve_draft(actor=actor, now=NOW, draft=draft, seen=draft.digest)
    with pytest.raises(IntegrityError), transaction.atomic():  # the database says so as well
        PolicyDraft.objects.filter(pk=draft.pk).update(state="active", approved_by=people.bob, file_text="x")


def test_rules_never_change_in_the_middle_of_a_day(people, stricter, draft_of):
    draft = draft_of(people.bob, stricter)
    for day in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(CannotDo, match="tomorrow"):
            actions.propose_draft(actor=people.bob, now=NOW, draft=draft, starts_on=day, why="So")
    actions.propose_draft(actor=people.bob, now=NOW, draft=draft, starts_on=TODAY + timedelta(days=1), why="So")
    draft.refresh_from_db()
    with pytest.raises(CannotDo, match="tomorrow"):  # the approval came too late
        actions.approve_draft(actor=people.erin, now=NOW + timedelta(days=1), draft=draft, seen=draft.digest)


def test_what_is_approved_is_the_text_that_was_read(people, house, stricter, draft_of):
    draft = draft_of(people.bob, stricter)
    actions.propose_draft(actor=people.bob, now=NOW, draft=draft, starts_on=MONDAY, why="So")
    draft.refresh_from_db()
    seen = draft.digest
    actions.save_draft(actor=people.bob, now=NOW, draft=draft, text=house.text, seen=seen)
    with pytest.raises(CannotDo, match="changed meanwhile"):
        actions.approve_draft(actor=people.erin, now=NOW, draft=draft, seen=seen)
    draft.refresh_from_db()
    assert draft.state == "draft" and draft.proposed_by is None  # saving withdrew the proposal


def test_two_who_change_a_draft_at_once_do_not_lose_each_others_words(people, stricter, house, draft_of):
    draft = draft_of(people.bob, house.text)
    seen = draft.digest
    actions.save_draft(actor=people.bob, now=NOW, draft=draft, text=stricter, seen=seen)
    with pytest.raises(CannotDo, match="meanwhile"):
        actions.save_draft(actor=people.erin, now=NOW, draft=draft, text="other", seen=seen)
    draft.refresh_from_db()
    assert draft.text == stricter


def test_before_its_day_a_version_can_be_taken_back_and_after_it_not(people, home, stricter, draft_of):
    draft = approved(people, draft_of(people.bob, stricter))
    with pytest.raises(CannotDo, match="It is in force"):
        actions.take_back_version(actor=people.bob, now=NEXT_WEEK, draft=draft, because="No")
    actions.take_back_version(actor=people.bob, now=NOW, draft=draft, because="The lawyers want to read it first")
    draft.refresh_from_db()
    assert draft.state == "taken_back" and not file_of(home).exists()
    assert [pack.label for pack in all_packs() if pack.id == "house"] == ["house@2026-11-21"]
    assert draft.file_text  # what was approved is kept


def test_the_version_before_stays_on_file_and_a_later_one_follows(people, stricter, house, draft_of):
    approved(people, draft_of(people.bob, stricter))
    looser = house.text.replace("08:00-21:00", "08:00-20:00").replace("20:59", "19:59").replace("21:00", "20:00")
    approved(people, draft_of(people.bob, looser), starts_on=MONDAY + timedelta(days=7))
    houses = [pack for pack in all_packs() if pack.id == "house"]
    assert [pack.until for pack in houses] == [MONDAY - timedelta(days=1), MONDAY + timedelta(days=6), None]
    with pytest.raises(CannotDo, match="begins on that day"):
        approved(people, draft_of(people.bob, stricter))


def test_the_files_are_what_the_rows_say_whatever_happened_to_them(people, home, stricter, draft_of):
    """A backup without its folder, somebody who edits the file: within the hour it is as it was approved."""
    draft = approved(people, draft_of(people.bob, stricter))
    for harm in (lambda path: path.unlink(), lambda path: path.write_text("broken [")):
        harm(file_of(home))
        jobs.every_hour()
        assert file_of(home).read_text("utf-8") == draft.file_text
    assert actions.publish_versions() == 0  # nothing to do
    (home / "playbooks" / "policies" / "activated" / "eu@2026-01-01.toml").write_text("nobody approved this")
    assert actions.publish_versions() == 1
    assert shelf().packs


def test_a_new_place_is_a_copy_under_another_name(people, draft_of):
    eu = shelf().shipped("eu")
    text = eu.text.replace('id = "eu"', 'id = "de"').replace('title = "European Union"', 'title = "Germany"')
    start, end = text.index("jurisdictions = ["), text.index("version =")
    text = text[:start] + 'jurisdictions = ["DE"]\n' + text[end:]
    for name in ("EU-2A", "EU-2B", "EU-2C", "EU-3", "EU-2"):
        text = text.replace(f'"{name}"', f'"DE-{name}"')
    draft = actions.copy_pack(actor=people.bob, now=NOW, digest=eu.digest)
    checked = actions.save_draft(actor=people.bob, now=NOW, draft=draft, text=text, seen=draft.digest)
    draft.refresh_from_db()
    assert checked.is_usable and (draft.pack, draft.title) == ("de", "Germany")
    approved(people, draft)
    assert any(pack.label == f"de@{MONDAY}" for pack in all_packs())


def test_a_creditors_own_pack_stands_beside_the_house_and_takes_nothing_away(people, house, browser, draft_of):
    head, rule = house.text.partition("[[rules]]")[0], house.text[house.text.index('[[rules]]\nid = "HOUSE-FREQ-3"') :]
    rule = (
        rule[: rule.index("[[rules]]", 10)]
        .replace("HOUSE-", "OWN-")
        .replace("citation", 'when = { creditor = ["ACNE"] }\ncitation')
    )
    head = head.replace('id = "house"', 'id = "own"').replace('title = "House rules"', 'title = "Their own"')
    draft = draft_of(people.bob, head + rule.replace('debt = "com', 'debtor = { creditor = "ACNE" }, debt = "com'))
    page = browser(people.erin).get(reverse("rulebook:draft", args=[draft.pk])).content.decode()
    assert "What it adds" in page and "OWN-FREQ-3" in page
    assert ">removed<" not in page and "HOUSE-HOLD" not in page
    assert "No creditor has the code ACNE" in page and "creditor: ACNE" in page  # whoever approves it reads its facts


def test_two_packs_have_no_rule_of_the_same_id(people, house, draft_of):
    """Reasons, evidence and news name a rule by its id alone."""
    draft = draft_of(people.bob, house.text.replace('id = "house"', 'id = "own"'))
    problem = actions.check_draft(draft).problems[0]
    assert "the pack house has this id" in str(problem) and problem.rule == "HOUSE-HOURS-1" and problem.line
    with pytest.raises(CannotDo, match="mistakes"):
        actions.propose_draft(actor=people.bob, now=NOW, draft=draft, starts_on=MONDAY, why="So")


def test_evidence_has_no_rule_of_another_creditor_whatever_its_id(people, home, house):
    """A file laid by hand may use an id again."""
    account = make_account(people.portfolio)
    start = house.text.index('[[rules]]\nid = "HOUSE-FREQ-2"')
    rule = house.text[start : house.text.index("[[rules]]", start + 9)].replace("At most 3", "At most 1")
    rule = rule.replace("citation", 'when = { creditor = ["somebody"] }\ncitation', 1)
    folder = home / "playbooks" / "policies"
    folder.mkdir(parents=True)
    head = house.text.partition("[[rules]]")[0].replace('id = "house"', 'id = "own"')
    (folder / "own.toml").write_text(head + rule)
    decision = permit_contact(actor=people.alice, now=NOW, account=account, contact=None, channel="phone")
    assert any(label.startswith("own@") for label in decision.packs)
    told = [rule["pack"] for rule in evidence_of(decision)["rules"] if rule["id"] == "HOUSE-FREQ-2"]
    assert len(told) == 1 and told[0].startswith("house@")


def test_every_step_leaves_its_entry_in_the_audit_log(people, stricter, draft_of):
    draft = approved(people, draft_of(people.bob, stricter))
    actions.take_back_version(actor=people.bob, now=NOW, draft=draft, because="A mistake")
    verbs = list(
        AuditEntry.objects.filter(subject_kind="policydraft").order_by("sequence").values_list("verb", flat=True)
    )
    assert verbs == ["copy_policy", "save_policy_draft", "propose_policy", "approve_policy", "take_back_policy"]


def test_a_broken_file_in_the_folder_is_named(home):
    folder = home / "playbooks" / "policies"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text("id = 3")
    with pytest.raises(PlaybookError, match=r"policies/own\.toml"):
        all_packs()


def test_while_a_file_of_rules_is_broken_nobody_is_contacted_and_everybody_reads_why(people, home, browser):
    account = make_account(people.portfolio, kind="consumer", region="OH")
    make_invoice(account)
    folder = home / "playbooks" / "policies"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text('id = "own')
    decision = permit_contact(actor=people.alice, now=NOW, account=account, contact=None, channel="phone")
    assert not decision.permits and decision.event is None
    assert "policies/own.toml" in decision.reasons[0]["text"]
    alice, erin = browser(people.alice), browser(people.erin)
    assert alice.get(reverse("worklist:desk")).status_code == 200
    for page in ("compliance:contact", "worklist:account"):
        answer = alice.get(reverse(page, args=[account.pk]))
        assert answer.status_code == 200 and "policies/own.toml" in answer.content.decode()
    for page in ("rulebook:rules", "rulebook:drafts", "retention:plan"):
        answer = erin.get(reverse(page))
        assert answer.status_code == 503 and "policies/own.toml" in answer.content.decode()
    (folder / "own.toml").unlink()
    assert verdict_for(account, None, now=NOW).allowed
    run = Run(Stretch(NOW, NEXT_WEEK), AS_DECIDED, TODAY)
    assert list(run.findings()) == [] and run.tally.unreadable == 1


# Through the pages.


def test_a_lead_changes_a_rule_and_an_administrator_approves_it_in_the_browser(people, browser, house, stricter):
    bob, erin, alice = browser(people.bob), browser(people.erin), browser(people.alice)
    bob.post(reverse("rulebook:copy"), {"version": house.digest})
    draft = PolicyDraft.objects.get()
    at = {"pk": draft.pk}
    wrong = house.text.replace("limit = 3", "limit = 2", 1)
    checked = bob.post(reverse("rulebook:edit", kwargs=at), {"text": wrong, "seen": draft.digest, "do": "check"})
    assert "Line 92" in checked.content.decode() and "does not hold" in checked.content.decode()
    saved = bob.post(reverse("rulebook:edit", kwargs=at), {"text": stricter, "seen": draft.digest, "do": "save"})
    assert saved["Location"] == reverse("rulebook:draft", kwargs=at)
    text = bob.get(saved["Location"]).content.decode()
    assert "HOUSE-FREQ-2" in text and "<del>3</del>" in text and "<ins>2</ins>" in text
    assert "days = 7 might as well be 6" in text  # no example holds it
    bob.post(reverse("rulebook:propose", kwargs=at), {"starts_on": MONDAY, "why": "Two are enough"})
    assert "Approve it" not in bob.get(saved["Location"]).content.decode()
    assert bob.post(reverse("rulebook:approve", kwargs=at), {"seen": draft.digest}).status_code == 403
    seen = PolicyDraft.objects.get().digest
    assert "Approve it" in erin.get(saved["Location"]).content.decode()
    erin.post(reverse("rulebook:approve", kwargs=at), {"seen": seen})
    news = alice.get(reverse("rulebook:changes")).content.decode()
    assert "proposed by Bob, approved by Erin: Two are enough" in news
    assert "your team's" in alice.get(reverse("rulebook:rules"), {"on": str(MONDAY)}).content.decode()


def test_a_draft_that_somebody_saved_meanwhile_is_not_overwritten_and_the_typed_text_stays(people, browser, house):
    bob = browser(people.bob)
    bob.post(reverse("rulebook:copy"), {"version": house.digest})
    draft = PolicyDraft.objects.get()
    answer = bob.post(
        reverse("rulebook:edit", kwargs={"pk": draft.pk}), {"text": "my words", "seen": "0" * 64, "do": "save"}
    )
    assert answer.status_code == 409 and "my words" in answer.content.decode()


def test_a_proposal_without_a_day_or_a_reason_says_what_is_missing(people, browser, house, stricter, draft_of):
    draft = draft_of(people.bob, stricter)
    answer = browser(people.bob).post(reverse("rulebook:propose", kwargs={"pk": draft.pk}), {"starts_on": ""})
    assert answer.status_code == 422 and "errorlist" in answer.content.decode()


def test_a_draft_is_compared_with_what_is_in_force_not_with_what_it_was_copied_from(
    people, browser, house, stricter, draft_of
):
    """Another version came into force meanwhile: approving the old copy would take its change back."""
    mine = draft_of(people.bob, house.text.replace("08:00-18:00", "08:00-17:00").replace("17:59", "16:59"))
    page = reverse("rulebook:draft", kwargs={"pk": mine.pk})
    client = browser(people.bob)
    before = client.get(page).content.decode()
    assert "What differs from house@2026-11-21" in before and "HOUSE-FREQ-2" not in before
    approved(people, draft_of(people.bob, stricter))
    clock.set_demo(NEXT_WEEK)
    after = client.get(page).content.decode()
    assert f"in force is house@{MONDAY} by now" in after
    assert "<del>2</del>" in after and "<ins>3</ins>" in after  # two tries would be three again


def test_callers_know_of_no_drafts(people, browser, draft_of, stricter):
    draft = draft_of(people.bob, stricter)
    client = browser(people.alice)
    for name, given in (("drafts", {}), ("draft", {"pk": draft.pk}), ("replays", {})):
        assert client.get(reverse(f"rulebook:{name}", kwargs=given)).status_code == 404
    assert client.post(reverse("rulebook:copy"), {"version": draft.digest}).status_code == 403


def test_moving_the_clock_past_the_day_shows_the_version_as_in_force(people, browser, stricter, draft_of):
    approved(people, draft_of(people.bob, stricter))
    client = browser(people.alice)
    assert "house@2026-11-21 · in force" in client.get(reverse("rulebook:pack"), {"id": "house"}).content.decode()
    clock.set_demo(NEXT_WEEK)
    text = client.get(reverse("rulebook:pack"), {"id": "house"}).content.decode()
    assert f"house@{MONDAY} · in force" in text and "Proposed by Bob, approved by Erin" in text
    assert date(2026, 11, 22).strftime("%-d %b %Y") in text  # until when the version before was in force
