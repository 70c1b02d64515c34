"""Writes of the rulebook: a draft is copied, changed, proposed by one person, approved by another, taken back; contacts
are asked about again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from duecourse.domain.contact_policy.pack import Activation, Pack
from duecourse.lib import progress
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.policies import digest_of, read_pack, shelf, versions_of
from duecourse.playbooks.policy_checks import Checked, check_pack, with_activation, without_activation
from duecourse.playbooks.policy_files import laid_versions, lay_version, version_file
from duecourse.receivables.queries import accounts_for
from duecourse.rulebook.history import FIRST_DAY, LAST_DAY, Stretch
from duecourse.rulebook.models import PolicyDraft, Replay, ReplayFinding
from duecourse.rulebook.replaying import CHOICES, DRAFT, Finding, Run, totals_json
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed, require_lead

State = PolicyDraft.State
KEPT_FINDINGS = 2_000  # of one replay: enough to read; its totals count all
LONGEST_REPLAY = timedelta(days=366)


class CannotDo(ValueError):
    """It cannot be done as things stand. The message says why and what to do."""


def check_draft(draft: PolicyDraft, text: str | None = None) -> Checked:
    """What would have to be put right before it can bind, and what to think about."""
    base = shelf_pack(draft)
    return check_pack(draft.text if text is None else text, shelf().packs, base=base)


def shelf_pack(draft: PolicyDraft) -> Pack | None:
    """The version it was copied from, while it is on file; else the one of that name which is there now."""
    listed = [one.pack for one in shelf().texts if one.pack.id == draft.pack]
    same = [one.pack for one in shelf().texts if without_activation(one.text) == draft.base_text]
    return next(iter(same), listed[-1] if listed else None)


@transaction.atomic
def copy_pack(*, actor: User, now: datetime, digest: str) -> PolicyDraft:
    """A draft to work on: a copy of a version that is on file. Raises CannotDo, NotAllowed."""
    require_lead(actor)
    found = next((one for one in shelf().texts if one.digest == digest), None)
    if found is None:
        raise CannotDo("That version is not on file any more. Open the pack again and copy what is there now.")
    text = without_activation(found.text)
    draft = PolicyDraft.objects.create(
        pack=found.pack.id, title=found.pack.title, text=text, digest=digest_of(text), base_text=text,
        base_label=found.pack.label, made_by=actor, made_at=now, saved_by=actor, saved_at=now,
    )  # fmt: skip
    facts = {"pack": draft.pack, "from": draft.base_label}
    audit.record(actor=actor, now=now, verb="copy_policy", subject=draft, facts=facts)
    return draft


@transaction.atomic
def save_draft(*, actor: User, now: datetime, draft: PolicyDraft, text: str, seen: str) -> Checked:
    """Keep the text, right or wrong: it binds nobody. `seen`: the digest of the text that was changed. A proposal is
    withdrawn by it, because somebody would approve another text than the one proposed. Raises CannotDo, NotAllowed."""
    require_lead(actor)
    text = text.replace("\r\n", "\n").replace("\x00", "")
    checked = check_draft(draft, text)
    saved = PolicyDraft.objects.filter(pk=draft.pk, state__in=(State.DRAFT, State.PROPOSED), digest=seen).update(
        text=text, digest=digest_of(text), state=State.DRAFT, proposed_by=None, proposed_at=None, saved_by=actor,
        saved_at=now, pack=checked.pack.id if checked.pack else draft.pack,
        title=checked.pack.title[:120] if checked.pack else draft.title,
    )  # fmt: skip
    if not saved:
        raise CannotDo("Somebody saved, approved or discarded this draft meanwhile. Copy your text and open it again.")
    facts = {"pack": draft.pack, "sha256": digest_of(text), "problems": len(checked.problems)}
    audit.record(actor=actor, now=now, verb="save_policy_draft", subject=draft, facts=facts)
    return checked


@transaction.atomic
def propose_draft(*, actor: User, now: datetime, draft: PolicyDraft, starts_on: date, why: str) -> None:
    """Ask somebody else to put it in force from that day. Raises CannotDo, NotAllowed."""
    require_lead(actor)
    why = " ".join(why.split())
    if not why:
        raise CannotDo("Say why the rules should change: it stays with them for good.")
    _check_day(actor, now, starts_on)
    _check_usable(draft)
    if PolicyDraft.objects.filter(pack=draft.pack, starts_on=starts_on, state=State.ACTIVE).exists():
        raise CannotDo("Another version of this pack begins on that day. Choose another day.")
    proposed = PolicyDraft.objects.filter(pk=draft.pk, state=State.DRAFT, digest=draft.digest).update(
        state=State.PROPOSED, proposed_by=actor, proposed_at=now, starts_on=starts_on, why=why[:300]
    )
    if not proposed:
        raise CannotDo("This draft was changed or proposed meanwhile. Look at it again.")
    facts = {"pack": draft.pack, "from": starts_on, "why": why, "sha256": draft.digest}
    audit.record(actor=actor, now=now, verb="propose_policy", subject=draft, facts=facts)


def approve_draft(*, actor: User, now: datetime, draft: PolicyDraft, seen: str) -> None:
    """The second name: from its day on the gate decides by it. `seen`: the digest of the text that was read. Raises
    CannotDo, NotAllowed."""
    require_lead(actor)
    if draft.state != State.PROPOSED or draft.starts_on is None or draft.proposed_by is None:
        raise CannotDo("This draft is not proposed, so there is nothing to approve.")
    if draft.proposed_by == actor:
        raise NotAllowed("You proposed it; somebody else has to approve it.")
    _check_day(actor, now, draft.starts_on)
    _check_usable(draft)
    by = Activation(draft.starts_on, draft.proposed_by.label, actor.label, draft.why)
    text = with_activation(draft.text, by)
    _check_among_the_others(text)
    try:
        with transaction.atomic():
            approved = PolicyDraft.objects.filter(pk=draft.pk, state=State.PROPOSED, digest=seen).update(
                state=State.ACTIVE, approved_by=actor, approved_at=now, file_text=text
            )
            if not approved:
                raise CannotDo("The draft was changed meanwhile. Read it again before you approve it.")
            facts = {
                "pack": draft.pack,
                "from": draft.starts_on,
                "proposed_by": by.proposed_by,
                "sha256": digest_of(text),
            }
            audit.record(actor=actor, now=now, verb="approve_policy", subject=draft, facts=facts)
    except IntegrityError as error:
        raise CannotDo("Another version of this pack begins on that day. Choose another day.") from error
    publish_versions()


def take_back_version(*, actor: User, now: datetime, draft: PolicyDraft, because: str) -> None:
    """Before its day has come, an approved version can be stopped by one person. Raises CannotDo, NotAllowed."""
    require_lead(actor)
    because = " ".join(because.split())[:300]
    if not because:
        raise CannotDo("Say why it is taken back.")
    if draft.starts_on is None or draft.starts_on <= today_of(actor, now):
        raise CannotDo("It is in force. Copy it, change it, and put the change in force from another day.")
    with transaction.atomic():
        taken = PolicyDraft.objects.filter(pk=draft.pk, state=State.ACTIVE).update(
            state=State.TAKEN_BACK, taken_back_by=actor, taken_back_at=now, taken_back_because=because
        )
        if not taken:
            raise CannotDo("This version is not waiting to begin, so there is nothing to take back.")
        facts = {"pack": draft.pack, "from": draft.starts_on, "because": because}
        audit.record(actor=actor, now=now, verb="take_back_policy", subject=draft, facts=facts)
    publish_versions()


@transaction.atomic
def discard_draft(*, actor: User, now: datetime, draft: PolicyDraft) -> None:
    """It is not worked on any more. Raises CannotDo, NotAllowed."""
    require_lead(actor)
    gone = PolicyDraft.objects.filter(pk=draft.pk, state__in=(State.DRAFT, State.PROPOSED)).update(
        state=State.DISCARDED
    )
    if not gone:
        raise CannotDo("Only a draft can be discarded. Take a version back before its day has come.")
    audit.record(actor=actor, now=now, verb="discard_policy_draft", subject=draft, facts={"pack": draft.pack})


def publish_versions() -> int:
    """Make the files that the gate reads what the rows say: after an approval, and every hour in case something came
    between. How many files were written or removed.

    The files are listed before the rows are read: a file that another process has just laid has its row already.
    """
    there = laid_versions()
    wanted = {}
    for row in PolicyDraft.objects.filter(state=State.ACTIVE, starts_on__isnull=False):
        assert row.starts_on is not None
        wanted[version_file(row.pack, row.starts_on)] = row.file_text
    changed = sum(lay_version(path, text) for path, text in wanted.items())
    for path in set(there) - set(wanted):
        path.unlink(missing_ok=True)
        changed += 1
    return changed


def today_of(actor: User, now: datetime) -> date:
    return now.astimezone(ZoneInfo(actor.time_zone)).date()


def _check_day(actor: User, now: datetime, starts_on: date) -> None:
    if starts_on <= today_of(actor, now):
        raise CannotDo("Rules change overnight, so that a day has one set of them: choose tomorrow or a later day.")
    if starts_on.year > 2200:
        raise CannotDo("That day is too far away. Choose an earlier one.")


def _check_usable(draft: PolicyDraft) -> None:
    checked = check_draft(draft)
    if not checked.is_usable:
        raise CannotDo(f"The text has mistakes, so it cannot be put in force. The first: {checked.problems[0]}")


def _check_among_the_others(text: str) -> None:
    """The file as the gate will read it, among all that it reads."""
    try:
        versions_of([*shelf().packs, read_pack(text, "the version")])
    except PlaybookError as error:
        raise CannotDo(f"It cannot stand among the packs on file: {error}") from error


@transaction.atomic
def ask_replay(
    *, actor: User, now: datetime, first_on: date, last_on: date, rules: str, draft: PolicyDraft | None = None
) -> Replay:
    """Note what should be asked about again; `run_replay` does it. Raises CannotDo, NotAllowed."""
    require_lead(actor)
    if rules not in CHOICES or (rules == DRAFT) != (draft is not None):
        raise CannotDo("Choose which rules should be asked.")
    if last_on < first_on:
        raise CannotDo("The last day is before the first. Swap them.")
    if first_on < FIRST_DAY or last_on > LAST_DAY:
        raise CannotDo(f"Choose days between {FIRST_DAY.year} and {LAST_DAY.year}.")
    if last_on - first_on > LONGEST_REPLAY:
        raise CannotDo("At most a year at a time: choose days nearer to each other.")
    row = Replay.objects.create(
        asked_by=actor, asked_at=now, first_on=first_on, last_on=last_on, rules=rules, draft=draft,
        draft_text=draft.text if draft else "",
    )  # fmt: skip
    facts = {"from": first_on, "to": last_on, "rules": rules, "draft": draft.pk if draft else None}
    audit.record(actor=actor, now=now, verb="ask_replay", subject=row, facts=facts)
    return row


def stretch_of(replay: Replay) -> Stretch:
    """Whole days on the clock of the person who asked."""
    assert replay.asked_by is not None
    zone = ZoneInfo(replay.asked_by.time_zone)
    start = datetime.combine(replay.first_on, time(), zone)
    end = datetime.combine(replay.last_on + timedelta(days=1), time(), zone)
    everything = replay.asked_by.sees_everything
    return Stretch(start, end, None if everything else accounts_for(replay.asked_by))


def run_replay(*, now: datetime, replay: Replay) -> None:
    """Once, whoever comes first. Progress is told under `progress_key`."""
    if not Replay.objects.filter(pk=replay.pk, state=Replay.State.WAITING).update(state=Replay.State.RUNNING):
        return
    assert replay.asked_by is not None
    run = Run(stretch_of(replay), replay.rules, today_of(replay.asked_by, replay.asked_at), replay.draft_text)
    try:
        _keep(replay, run, now)
    except PlaybookError as error:
        _end(replay, now, Replay.State.FAILED, message=str(error)[:300])
    except Exception:
        _end(replay, now, Replay.State.FAILED, message="Something went wrong here. Ask again for fewer days.")
        raise
    finally:
        progress.forget(progress_key(replay))


def _keep(replay: Replay, run: Run, now: datetime) -> None:
    """The asking may take minutes and holds no lock; the answers are written at once."""
    found = run.findings(lambda share: progress.tell(progress_key(replay), "Asking", share))
    kept = [_row(replay, finding) for finding in islice(found, KEPT_FINDINGS)]
    for _rest in found:  # counted, not kept
        pass
    with transaction.atomic():
        ReplayFinding.objects.bulk_create(kept, batch_size=500)
        _end(replay, now, Replay.State.DONE, totals=totals_json(run.tally))


def _row(replay: Replay, finding: Finding) -> ReplayFinding:
    kept, replayed = finding.kept, finding.replayed
    reasons = [{"rule": r.rule, "text": r.text, "source": r.source, "link": r.link} for r in replayed.reasons]
    zones = replayed.decision.zones
    return ReplayFinding(
        replay=replay, decision_id=kept.decision_id, event_id=kept.event_id, account_id=kept.account_id, at=kept.at,
        channel=kept.channel, zone=zones[0] if zones else "UTC", outcome=replayed.outcome, before=kept.verdict,
        after=replayed.decision.verdict, reasons=reasons,
    )  # fmt: skip


def _end(replay: Replay, now: datetime, state: str, **given: Any) -> None:
    Replay.objects.filter(pk=replay.pk).update(state=state, finished_at=now, **given)


def progress_key(replay: Replay) -> str:
    return f"replay:{replay.pk}"
