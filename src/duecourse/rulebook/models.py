"""Drafts of policy packs on their way into force, and replays of contacts by other packs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from duecourse.compliance.models import ContactDecision, ContactEvent
from duecourse.domain.contact_policy.decide import OPEN_VERDICTS
from duecourse.domain.contact_policy.replay import ALLOWED, NOT_NEEDED, STOPPED, UNASKED
from duecourse.receivables.models import Account


def _person() -> models.ForeignKey:  # type: ignore[type-arg]  # not subscriptable at run time
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")


class PolicyDraft(models.Model):
    """A copy of a pack that people change. One person proposes it from a day, another approves it; only then does it
    become a file that the gate reads. What was approved is kept, also when it was taken back."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PROPOSED = "proposed", "Proposed"
        ACTIVE = "active", "Approved"
        TAKEN_BACK = "taken_back", "Taken back"
        DISCARDED = "discarded", "Discarded"

    pack = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    text = models.TextField()
    digest = models.CharField(max_length=64)  # SHA-256 of `text`: who saves or approves says which text they saw
    base_text = models.TextField()  # what it was copied from
    base_label = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    made_by = _person()
    made_at = models.DateTimeField()
    saved_by = _person()
    saved_at = models.DateTimeField()
    proposed_by = _person()
    proposed_at = models.DateTimeField(null=True)
    starts_on = models.DateField(null=True)
    why = models.CharField(max_length=300, blank=True)
    approved_by = _person()
    approved_at = models.DateTimeField(null=True)
    file_text = models.TextField(blank=True)  # what the gate reads: the text, and who put it in force
    taken_back_by = _person()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_because = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.title} from {self.starts_on}" if self.starts_on else self.title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.PROPOSED)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "starts_on"], condition=Q(state="active"), name="one_version_of_a_pack_begins_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="active")
                | Q(proposed_by__isnull=False, approved_by__isnull=False, starts_on__isnull=False)
                & ~Q(why="")
                & ~Q(file_text="")
                & ~Q(approved_by=F("proposed_by")),
                name="two_people_put_a_pack_in_force",
            ),
        ]


class Replay(models.Model):
    """Contacts of a stretch of days, asked about again by other packs. It covers the accounts that the person who asked
    may see."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    asked_by = _person()
    asked_at = models.DateTimeField()
    first_on = models.DateField()
    last_on = models.DateField()
    rules = models.CharField(max_length=20)  # replaying.CHOICES: which packs are asked
    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT, null=True, related_name="replays")
    draft_text = models.TextField(blank=True)  # as it was when it was tried
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    message = models.CharField(max_length=300, blank=True)
    totals = models.JSONField(default=dict)  # replaying.totals_json
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]


class ReplayFinding(models.Model):
    """One contact that would have come out differently. It goes with what it is about: when the words of a decision are
    deleted because their time is over, so is this."""

    class Outcome(models.TextChoices):
        STOPPED = STOPPED, "Would have stopped"
        ALLOWED = ALLOWED, "Would have allowed"
        NOT_NEEDED = NOT_NEEDED, "Override not needed"
        UNASKED = UNASKED, "Made without asking"

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="findings")
    decision = models.ForeignKey(ContactDecision, on_delete=models.CASCADE, null=True, related_name="+")
    event = models.ForeignKey(ContactEvent, on_delete=models.CASCADE, null=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    channel = models.CharField(max_length=10)
    zone = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    before = models.CharField(max_length=20)  # the verdict then; "" where none was stored
    after = models.CharField(max_length=20)
    reasons = models.JSONField(default=list)  # rule, text, source, link: why it would be stopped, or what refused it

    @property
    def is_open_now(self) -> bool:
        """By the rules that were tried."""
        return self.after in OPEN_VERDICTS

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["replay", "outcome", "at"], name="finding_of_replay")]
