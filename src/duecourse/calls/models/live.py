"""What is said on a call while it goes on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duecourse.calls.models.call import Call
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.lib.masked import MaskedTextField


class LiveTurn(models.Model):
    """One turn of an open call, as it was heard or typed. Append-only: the database lets nothing change but digits of a
    card, which may show themselves as such only turns later. What is found in it is worked out from the words. When the
    call is closed its turns become its transcript."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="live_turns")
    n = models.PositiveIntegerField()  # from 1, without gaps
    who = models.CharField(max_length=6, choices=[(CALLER, "Caller"), (CLIENT, "Client")])
    text = MaskedTextField()
    start_s = models.FloatField(null=True, blank=True)  # seconds from the start of the call; none when it was typed
    end_s = models.FloatField(null=True, blank=True)
    heard_at = models.DateTimeField()
    masked_at = models.PositiveIntegerField(
        null=True, blank=True
    )  # the turn with which digits in this one became a card

    class Meta:
        ordering = ["call", "n"]
        constraints = [
            models.UniqueConstraint(fields=["call", "n"], name="live_turn_once"),
            models.CheckConstraint(condition=Q(n__gt=0, who__in=[CALLER, CLIENT]), name="live_turn_is_somebodys"),
            models.CheckConstraint(
                condition=Q(start_s=None, end_s=None) | Q(start_s__gte=0, end_s__gte=F("start_s")),
                name="live_turn_ends_after_it_starts",
            ),
        ]
